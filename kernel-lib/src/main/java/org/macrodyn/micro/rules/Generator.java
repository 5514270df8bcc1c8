package org.macrodyn.micro.rules;

import java.util.Arrays;
import org.macrodyn.micro.EventModel.EventVisitor;
import org.macrodyn.micro.Region;

/** Tells all events of a region, with what they do to the observables. */
final class Generator {
    private final Kinetics kinetics;
    private final Lattice lattice;
    private final Observed observed;
    /** A copy, in which events happen and are taken back. */
    private final byte[] state;

    private final EventVisitor visitor;
    private final long[] sums;
    private final double[] dz;

    Generator(Kinetics kinetics, Lattice lattice, Observed observed, byte[] state, EventVisitor visitor) {
        this.kinetics = kinetics;
        this.lattice = lattice;
        this.observed = observed;
        this.state = state.clone();
        this.visitor = visitor;
        sums = new long[observed.names().size()];
        dz = new double[sums.length];
    }

    void tell(Region region) {
        for (int k = 0, count = region.sites(); k < count; k++) {
            int site = region.isWhole() ? k : region.site(k);
            int code = code(site);
            if (kinetics.totals()[code] > 0) {
                tell(site, code);
            }
        }
    }

    private int code(int site) {
        return kinetics.codes().of(state, lattice.neighbours(), site);
    }

    private void tell(int site, int code) {
        Channel[] channels = kinetics.channels(state[site]);
        for (int k = 0; k < channels.length; k++) {
            Channel channel = channels[k];
            if (kinetics.rate(code, k) == 0) {
                continue;
            }
            if (channel.partner == Channel.NOBODY) {
                Arrays.fill(sums, 0);
                observed.addChange(state, lattice, site, channel.after, sums);
                tell(kinetics.rate(code, k));
            } else {
                tellPairs(site, code, channel);
            }
        }
    }

    private void tellPairs(int site, int code, Channel channel) {
        int z = lattice.degree();
        for (int place = site * z; place < (site + 1) * z; place++) {
            int partner = lattice.neighbours()[place];
            if (state[partner] == channel.partner) {
                double rate = kinetics.rate(channel, code, code(partner));
                if (rate > 0) {
                    tellPair(site, partner, channel, rate);
                }
            }
        }
    }

    private void tellPair(int site, int partner, Channel channel, double rate) {
        Arrays.fill(sums, 0);
        observed.addChange(state, lattice, site, channel.after, sums);
        state[site] = (byte) channel.after;
        observed.addChange(state, lattice, partner, channel.partnerAfter, sums);
        state[site] = (byte) channel.self;
        tell(rate);
    }

    private void tell(double rate) {
        observed.divide(sums, lattice, dz);
        visitor.event(rate, dz);
    }
}
