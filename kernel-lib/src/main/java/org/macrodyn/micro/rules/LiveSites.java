package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;

/** The state itself, for spans of few attempts: what is around a site is looked at when it is needed. */
final class LiveSites extends Sites {
    private final byte[] state;
    private final Region region;

    LiveSites(Kinetics kinetics, Lattice lattice, byte[] state, Region region, RandomGenerator random) {
        super(kinetics, lattice, random);
        this.state = state;
        this.region = region;
    }

    @Override
    int code(int site) {
        return kinetics.codes.of(state, neighbours, site);
    }

    @Override
    int state(int site) {
        return state[site];
    }

    @Override
    void become(int site, int code, int after) {
        state[site] = (byte) after;
    }

    /** Attempts events at random sites of the region, with probability total / fastest each, until either number is reached. */
    Stretch.Attempts attempt(long attempts, long events) {
        long[] thresholds = kinetics.thresholds;
        long layers = 2L * region.layers();
        long rows = 2L * region.rows();
        long columns = 2L * region.columns();
        long made = 0;
        long last = 0;
        long happened = 0;
        while (made < attempts && happened < events) {
            if ((made & (ATTEMPTS_BETWEEN_POLLS - 1)) == 0) {
                stopIfInterrupted();
            }
            // One draw gives the place and the threshold: each takes the fraction that the one before has left.
            long r = random.nextLong() >>> 1;
            int layer = (int) Math.multiplyHigh(r, layers);
            r = (r * layers) >>> 1;
            int row = (int) Math.multiplyHigh(r, rows);
            r = (r * rows) >>> 1;
            int site = site(layer, row, (int) Math.multiplyHigh(r, columns));
            r = (r * columns) >>> 1;
            int code = code(site);
            made++;
            if (r < thresholds[code] && fire(site, code, r * 0x1p-63 * kinetics.fastest)) {
                happened++;
                last = made;
            }
        }
        return new Stretch.Attempts(made, last, happened);
    }

    private int site(int layer, int row, int column) {
        int y = wrap(region.layer() + layer, region.grid().layers())
                        * region.grid().rows()
                + wrap(region.row() + row, region.grid().rows());
        return y * region.grid().columns()
                + wrap(region.column() + column, region.grid().columns());
    }

    private static int wrap(int position, int extent) {
        return position < extent ? position : position - extent;
    }
}
