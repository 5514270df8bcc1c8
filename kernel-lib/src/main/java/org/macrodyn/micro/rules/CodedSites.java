package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;

/**
 * The codes of all sites of a region, kept up to date event by event, and the ring around it that its events can change: for
 * spans of many attempts.
 */
class CodedSites extends Sites {
    /** Attempts drawn ahead, because a mispredicted event would throw away draws that are under way. */
    private static final int BATCH = 512;

    private static final int[] ALL = {};

    /** Flag of a site that has neighbours across an end of the grid; without it they are found without a look at the table. */
    private static final int EDGE = Integer.MIN_VALUE;

    /** {@code [n]} code and flag, in the grid's numbering; true inside the region and its ring only. */
    final int[] codes;

    private final int[] steps;

    /** The sites of the region, none if they are all. */
    final int[] inside;

    /** Those of region and ring. */
    private final int[] known;

    private final long[] draws;

    CodedSites(Kinetics kinetics, Lattice lattice, byte[] state, Region region, RandomGenerator random) {
        super(kinetics, lattice, random);
        steps = lattice.steps();
        codes = new int[state.length];
        inside = sites(region);
        known = kinetics.changesPairs ? sites(region.widened(lattice.reach)) : inside;
        for (int k = 0, count = count(known); k < count; k++) {
            int site = site(known, k);
            codes[site] = kinetics.codes.of(state, neighbours, site) | (isInner(site) ? 0 : EDGE);
        }
        draws = new long[BATCH];
    }

    private boolean isInner(int site) {
        int d = 0;
        while (d < degree && neighbours[site * degree + d] - site == steps[d]) {
            d++;
        }
        return d == degree;
    }

    /** The same sites, to be evolved in another way. */
    CodedSites(CodedSites same) {
        super(same);
        codes = same.codes;
        steps = same.steps;
        inside = same.inside;
        known = same.known;
        draws = same.draws;
    }

    private static int[] sites(Region region) {
        int[] sites = region.isWhole() ? ALL : new int[region.sites()];
        for (int k = 0; k < sites.length; k++) {
            sites[k] = region.site(k);
        }
        return sites;
    }

    final int count() {
        return count(inside);
    }

    final int site(int k) {
        return site(inside, k);
    }

    private int count(int[] sites) {
        return sites.length == 0 ? codes.length : sites.length;
    }

    private static int site(int[] sites, int k) {
        return sites.length == 0 ? k : sites[k];
    }

    @Override
    final int code(int site) {
        return codes[site] & ~EDGE;
    }

    @Override
    final int state(int site) {
        return code(site) >>> shift;
    }

    @Override
    final void become(int site, int code, int after) {
        int before = code >>> shift;
        recode(site, (after - before) << shift);
        int change = weights[after] - weights[before];
        if (codes[site] >= 0) {
            for (int step : steps) {
                recode(site + step, change);
            }
        } else {
            for (int place = site * degree, end = place + degree; place < end; place++) {
                recode(neighbours[place], change);
            }
        }
    }

    /** Adds to a site's code; its flag stays. */
    void recode(int site, int change) {
        codes[site] += change;
    }

    /** Writes the states back. */
    final void store(byte[] state) {
        for (int k = 0, count = count(known); k < count; k++) {
            int site = site(known, k);
            state[site] = (byte) state(site);
        }
    }

    /** Σ of the totals, at least the rate of the next event. */
    final double total() {
        int[] counts = new int[kinetics.totals.length];
        for (int k = 0, count = count(); k < count; k++) {
            counts[code(site(k))]++;
        }
        double total = 0;
        for (int code = 0; code < counts.length; code++) {
            total += counts[code] * kinetics.totals[code];
        }
        return total;
    }

    /** Attempts events at random sites until either number is reached. */
    final Stretch.Attempts attempt(long attempts, long events) {
        long made = 0;
        long last = 0;
        long happened = 0;
        for (long batch = 0; made < attempts && happened < events; batch++) {
            if (batch % (ATTEMPTS_BETWEEN_POLLS / BATCH) == 0) {
                stopIfInterrupted();
            }
            // No more attempts than events left: the last event is never passed.
            int size = (int) Math.min(Math.min(attempts - made, events - happened), BATCH);
            draw(size);
            long found = attempt(size);
            happened += found >>> Integer.SIZE;
            last = (int) found > 0 ? made + (int) found : last;
            made += size;
        }
        return new Stretch.Attempts(made, last, happened);
    }

    private void draw(int size) {
        long[] into = draws;
        for (int i = 0; i < size; i++) {
            into[i] = random.nextLong() >>> 1;
        }
    }

    /** Returns the number of events, and in the lower half the number of attempts until the last one. */
    private long attempt(int size) {
        int[] codesOf = codes;
        int[] sites = inside;
        long[] thresholds = kinetics.thresholds;
        byte[] only = kinetics.only;
        long[] from = draws;
        long twiceSites = 2L * count();
        int events = 0;
        int last = 0;
        for (int i = 0; i < size; i++) {
            long r = from[i];
            int site = site(sites, (int) Math.multiplyHigh(r, twiceSites));
            int code = codesOf[site] & ~EDGE;
            long left = (r * twiceSites) >>> 1;
            if (left < thresholds[code] && happen(site, code, only[code], left)) {
                events++;
                last = i + 1;
            }
        }
        return (long) events << Integer.SIZE | last;
    }

    private boolean happen(int site, int code, int after, long left) {
        if (after < 0) {
            return fire(site, code, left * 0x1p-63 * kinetics.fastest);
        }
        become(site, code, after);
        return true;
    }

    /** Whether any event is possible: bounds above 0 do not say so. */
    final boolean isAlive() {
        if (!kinetics.bounded) {
            return total() > 0;
        }
        for (int k = 0, count = count(); k < count; k++) {
            if (canChange(site(k))) {
                return true;
            }
        }
        return false;
    }

    private boolean canChange(int site) {
        int code = code(site);
        Channel[] channels = kinetics.channels(code >>> shift);
        for (int k = 0; k < channels.length; k++) {
            if (kinetics.rate(code, k) > 0 && (!channels[k].mayFail() || hasPartner(site, channels[k]))) {
                return true;
            }
        }
        return false;
    }

    private boolean hasPartner(int site, Channel channel) {
        for (int d = 0; d < degree; d++) {
            int partner = neighbours[site * degree + d];
            if (channel.takes(d, state(partner)) && kinetics.rate(channel, code(site), code(partner)) > 0) {
                return true;
            }
        }
        return false;
    }
}
