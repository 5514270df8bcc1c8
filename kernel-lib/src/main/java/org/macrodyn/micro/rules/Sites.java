package org.macrodyn.micro.rules;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/** A configuration in which events happen, and the choice of what happens to a site. */
abstract class Sites {
    /** Attempts between two looks at the thread's interrupt, a few milliseconds. */
    static final int ATTEMPTS_BETWEEN_POLLS = 1 << 16;

    final Kinetics kinetics;
    final RandomGenerator random;
    final int[] neighbours;
    final int degree;
    final int shift;
    final int[] weights;

    Sites(Kinetics kinetics, Lattice lattice, RandomGenerator random) {
        this.kinetics = kinetics;
        this.random = random;
        shift = kinetics.codes.shift;
        weights = kinetics.codes.weights;
        neighbours = lattice.neighbours();
        degree = lattice.degree();
    }

    Sites(Sites same) {
        kinetics = same.kinetics;
        random = same.random;
        shift = same.shift;
        weights = same.weights;
        neighbours = same.neighbours;
        degree = same.degree;
    }

    /** The code of a site as it is now. */
    abstract int code(int site);

    /** The state of a site as it is now. */
    abstract int state(int site);

    /** Changes a site's state. */
    abstract void become(int site, int code, int after);

    /**
     * Lets one of the events of a site happen.
     *
     * @param code the site's
     * @param drawn uniform from 0 to the code's total
     * @return whether it did, which can fail where the code's total is a bound
     */
    final boolean fire(int site, int code, double drawn) {
        Channel[] channels = kinetics.channels(code >>> shift);
        double left = drawn;
        int k = 0;
        double rate = kinetics.rate(code, 0);
        // The last one that is possible takes what rounding leaves.
        for (int next = 1; next < channels.length; next++) {
            double other = kinetics.rate(code, next);
            if (other > 0 && left >= rate) {
                left -= rate;
                rate = other;
                k = next;
            }
        }
        Channel channel = channels[k];
        if (channel.partner == Channel.NOBODY) {
            become(site, code, channel.after);
            return true;
        }
        return fire(site, code, channel, left / rate);
    }

    private boolean fire(int site, int code, Channel channel, double fraction) {
        boolean anywhere = channel.direction == Reaction.EITHER_WAY;
        int partner =
                anywhere ? candidate(site, channel.partner, fraction) : neighbours[site * degree + channel.direction];
        if (!anywhere && state(partner) != channel.partner) {
            return false;
        }
        if (channel.isBounded() && !accept(channel, code, code(partner))) {
            return false;
        }
        become(site, code, channel.after);
        if (channel.partnerAfter != channel.partner) {
            become(partner, code(partner), channel.partnerAfter);
        }
        return true;
    }

    /** One of the neighbours that are in the right state, each with the same probability. */
    private int candidate(int site, int wanted, double fraction) {
        int candidates = 0;
        int first = site * degree;
        for (int place = first; place < first + degree; place++) {
            candidates += state(neighbours[place]) == wanted ? 1 : 0;
        }
        int skip = Math.min((int) (fraction * candidates), candidates - 1);
        int place = first;
        while (state(neighbours[place]) != wanted || skip-- > 0) {
            place++;
        }
        return neighbours[place];
    }

    private boolean accept(Channel channel, int code, int partnerCode) {
        return random.nextDouble() * kinetics.bound(channel, code) < kinetics.rate(channel, code, partnerCode);
    }

    /** Called between stretches of attempts. */
    static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted on the way; run again to continue");
        }
    }
}
