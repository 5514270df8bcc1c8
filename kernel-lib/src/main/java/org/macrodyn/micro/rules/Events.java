package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.macrodyn.micro.EventModel.EventVisitor;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteEventModel.SiteEventVisitor;

/**
 * Tells all events of a region, with what they do to the observables.
 *
 * <p>What the change of one site does depends on the numbers of its neighbours by state alone, so that sites which agree in them
 * are told together.
 */
final class Events {
    private static final int MOST_CODES = 1 << 12;
    /** The site of events that are told together. */
    private static final int NOWHERE = -1;

    private final Kinetics kinetics;
    private final Observed observed;
    /** By all that rates and observables depend on, if they are few. */
    private final Codes codes;

    private final boolean alike;

    Events(Kinetics kinetics, Observed observed, int states) {
        this.kinetics = kinetics;
        this.observed = observed;
        Set<Integer> asked = new TreeSet<>(kinetics.asked);
        asked.addAll(observed.asked());
        alike = Codes.size(states, kinetics.degree, asked) <= MOST_CODES;
        codes = alike ? new Codes(states, kinetics.degree, asked) : kinetics.codes;
    }

    void tell(Lattice lattice, byte[] state, Region region, EventVisitor visitor) {
        new Telling(lattice, state, alike, (rate, dz, after, sites) -> visitor.event(rate, dz)).tell(region);
    }

    void tellOneByOne(Lattice lattice, byte[] state, Region region, SiteEventVisitor<byte[]> visitor) {
        new Telling(lattice, state, false, visitor).tell(region);
    }

    /** One configuration. */
    private final class Telling {
        private final int[] neighbours;
        /** A copy, in which events happen and are taken back. */
        private final byte[] state;

        private final Lattice lattice;
        private final SiteEventVisitor<byte[]> visitor;
        private final boolean grouped;
        private final int[] one = new int[1];
        private final int[] two = new int[2];
        private final int[] counts;
        private final long[] sums;
        private final double[] dz;

        Telling(Lattice lattice, byte[] state, boolean grouped, SiteEventVisitor<byte[]> visitor) {
            this.lattice = lattice;
            this.visitor = visitor;
            this.grouped = grouped;
            this.state = kinetics.partners || !grouped ? state.clone() : state;
            neighbours = lattice.neighbours();
            counts = new int[kinetics.codes.weights.length];
            sums = new long[observed.names.size()];
            dz = new double[sums.length];
        }

        void tell(Region region) {
            int[] found = new int[grouped ? codes.size() : 0];
            for (int k = 0, sites = region.sites(); k < sites; k++) {
                int site = region.isWhole() ? k : region.site(k);
                if (grouped) {
                    found[codes.of(state, neighbours, site)]++;
                } else {
                    count(site);
                    alone(state[site], site, 1);
                }
                if (kinetics.partners) {
                    together(site);
                }
            }
            for (int code = 0; code < found.length; code++) {
                if (found[code] > 0) {
                    codes.decode(code & (codes.environments() - 1), lattice.degree(), counts);
                    alone(code >>> codes.shift, NOWHERE, found[code]);
                }
            }
        }

        private void count(int site) {
            int z = lattice.degree();
            Arrays.fill(counts, 0);
            for (int place = site * z; place < (site + 1) * z; place++) {
                counts[state[neighbours[place]]]++;
            }
        }

        /** Events that change the site alone, of so many sites with these neighbours: of one, or of any that are alike. */
        private void alone(int self, int site, int sites) {
            int code = kinetics.codes.of(self, counts);
            Channel[] channels = kinetics.channels(self);
            for (int k = 0; k < channels.length; k++) {
                if (channels[k].partner == Channel.NOBODY && kinetics.rate(code, k) > 0) {
                    Arrays.fill(sums, 0);
                    observed.addChange(self, channels[k].after, counts, sums);
                    one[0] = site;
                    become(one, channels[k].after, 0);
                    tell(sites * kinetics.rate(code, k), one);
                    become(one, self, 0);
                }
            }
        }

        /** Events in which neighbours take part. */
        private void together(int site) {
            int z = lattice.degree();
            int code = kinetics.codes.of(state, neighbours, site);
            for (Channel channel : kinetics.channels(state[site])) {
                for (int d = 0; d < z; d++) {
                    int partner = neighbours[site * z + d];
                    if (channel.takes(d, state[partner])) {
                        int partnerCode = kinetics.codes.of(state, neighbours, partner);
                        together(site, partner, channel, kinetics.rate(channel, code, partnerCode));
                    }
                }
            }
        }

        private void together(int site, int partner, Channel channel, double rate) {
            if (rate > 0) {
                Arrays.fill(sums, 0);
                count(site);
                observed.addChange(channel.self, channel.after, counts, sums);
                state[site] = (byte) channel.after;
                count(partner);
                observed.addChange(channel.partner, channel.partnerAfter, counts, sums);
                two[0] = site;
                two[1] = partner;
                int[] changed = channel.partner == channel.partnerAfter ? Arrays.copyOf(two, 1) : two;
                become(two, channel.after, channel.partnerAfter);
                tell(rate, changed);
                become(two, channel.self, channel.partner);
            }
        }

        private void become(int[] sites, int first, int second) {
            if (sites[0] != NOWHERE) {
                state[sites[0]] = (byte) first;
            }
            if (sites.length == 2) {
                state[sites[1]] = (byte) second;
            }
        }

        private void tell(double rate, int[] sites) {
            observed.divide(sums, lattice, dz);
            visitor.event(rate, dz, state, sites);
        }
    }
}
