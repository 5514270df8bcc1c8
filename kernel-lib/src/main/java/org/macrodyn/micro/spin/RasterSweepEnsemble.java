package org.macrodyn.micro.spin;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.run.ProgressListener;

/**
 * Sixty-four independent Ising lattices under raster-sweep Glauber dynamics, one in each bit of a word (multi-spin coding).
 *
 * <p>A sweep visits the sites in reading order (rows outer, columns inner, in place, periodic) and sets s = +1
 * with the heat-bath probability p_k = 1/(1 + exp(−2 (2k − 4 + h)/T)), k neighbours up; that is the flip with probability r
 * of the published code. {@link HeatBath} draws these decisions for many sites ahead, whatever the neighbours will be; p_k is
 * exact to 2⁻⁵² and the replicas are independent.
 *
 * <p>Not safe for use by several threads; ensembles of different streams may run side by side.
 */
public final class RasterSweepEnsemble {
    /** Replicas of an ensemble. */
    public static final int REPLICAS = Long.SIZE;

    /** Version of how numbers are drawn: raised when those of a seed change. */
    public static final int ALGORITHM = 2;

    private static final int ATTEMPTS_BETWEEN_POLLS = 1 << 20;

    private final Ising model;
    private final int rows;
    private final int columns;
    /** {@code [n]} bit r is set where replica r has s = +1. */
    private final long[] words;
    /** Draws from the source of the last sweep; null before the first. */
    private @Nullable HeatBath heatBath;

    /**
     * All replicas with every spin down.
     *
     * @param model the lattice; its sampler is not used
     */
    public RasterSweepEnsemble(Ising model) {
        this.model = model;
        Grid grid = model.grid();
        rows = grid.rows();
        columns = grid.columns();
        words = new long[grid.sites()];
    }

    /**
     * Every second replica with all spins up, the others with all down.
     *
     * @param model the lattice; its sampler is not used
     * @return a new ensemble
     */
    public static RasterSweepEnsemble ordered(Ising model) {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(model);
        byte[] up = new byte[ensemble.words.length];
        Arrays.fill(up, (byte) 1);
        for (int replica = 0; replica < REPLICAS; replica += 2) {
            ensemble.set(replica, up);
        }
        return ensemble;
    }

    /**
     * Draws the state of every replica as {@link Ising#initialise} does.
     *
     * @param random source of randomness
     */
    public void initialise(RandomGenerator random) {
        byte[] state = new byte[words.length];
        for (int replica = 0; replica < REPLICAS; replica++) {
            model.initialise(state, random);
            set(replica, state);
        }
    }

    /**
     * Sets one replica.
     *
     * @param replica 0…63
     * @param state {@code [n]} spins −1 and +1. Not modified.
     */
    public void set(int replica, byte[] state) {
        requireReplica(replica, state);
        long bit = 1L << replica;
        for (int site = 0; site < words.length; site++) {
            words[site] = state[site] > 0 ? words[site] | bit : words[site] & ~bit;
        }
    }

    /**
     * Reads one replica.
     *
     * @param replica 0…63
     * @param state {@code [n]} spins −1 and +1. Overwritten.
     */
    public void get(int replica, byte[] state) {
        requireReplica(replica, state);
        for (int site = 0; site < words.length; site++) {
            state[site] = (byte) (2 * (words[site] >>> replica & 1) - 1);
        }
    }

    private void requireReplica(int replica, byte[] state) {
        if (replica < 0 || replica >= REPLICAS) {
            throw new IllegalArgumentException("replica " + replica + ": must be from 0 to " + (REPLICAS - 1));
        }
        if (state.length != words.length) {
            throw new IllegalArgumentException(
                    "state of " + state.length + " spins: must have " + words.length + " as the lattice");
        }
    }

    /**
     * Sweeps all replicas.
     *
     * @param count number of sweeps, at least 0
     * @param random source of randomness
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the states are then those after a
     *     whole number of sweeps
     */
    public void sweep(long count, RandomGenerator random) {
        sweep(model.grid().whole(), count, random);
    }

    /**
     * Sweeps a region of all replicas, in its own reading order, with the true neighbours outside, which stay as they are.
     *
     * @param region of the lattice's grid
     * @param count number of sweeps, at least 0
     * @param random source of randomness
     * @throws IllegalArgumentException if the region is of another grid or the count is negative
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the states are then those after a
     *     whole number of sweeps
     */
    public void sweep(Region region, long count, RandomGenerator random) {
        requireGrid(region);
        if (count < 0) {
            throw new IllegalArgumentException(count + " sweeps: must be at least 0");
        }
        HeatBath heat = heatBath(random);
        int pollEvery = Math.max(1, ATTEMPTS_BETWEEN_POLLS / region.sites());
        for (long sweep = 0; sweep < count; sweep++) {
            if (sweep % pollEvery == 0) {
                Ising.stopIfInterrupted();
            }
            for (int y = 0; y < region.rows(); y++) {
                sweepRow((region.row() + y) % rows, region.column(), region.columns(), heat);
            }
        }
    }

    private void requireGrid(Region region) {
        if (!region.grid().equals(model.grid())) {
            throw new IllegalArgumentException("region of the grid " + region.grid() + " in lattices on " + model.grid()
                    + ": must be the same grid");
        }
    }

    /** In pieces that neither cross the lattice's edge nor end what was drawn ahead. */
    private void sweepRow(int row, int first, int count, HeatBath heat) {
        int x = first;
        for (int left = count; left > 0; ) {
            int length = heat.take(Math.min(left, columns - x));
            sweepPiece(row, x, length, heat);
            left -= length;
            x = (x + length) % columns;
        }
    }

    /**
     * Bit-sliced: {@code one} and {@code two} are the digits of the number of neighbours up but for the left one, which chooses
     * in the end, since all waits for it.
     */
    private void sweepPiece(int row, int first, int count, HeatBath heat) {
        int here = row * columns + first;
        int above = (row == 0 ? rows - 1 : row - 1) * columns + first;
        int below = (row == rows - 1 ? 0 : row + 1) * columns + first;
        int site = heat.taken();
        long left = words[first == 0 ? here + columns - 1 : here - 1];
        long[] up0 = heat.up(0);
        long[] up1 = heat.up(1);
        long[] up2 = heat.up(2);
        long[] up3 = heat.up(3);
        long[] up4 = heat.up(4);
        for (int i = 0; i < count; i++) {
            long a = words[above + i];
            long b = words[below + i];
            long right = words[first + i == columns - 1 ? here - first : here + i + 1];
            long one = a ^ b ^ right;
            long two = (a & b) | ((a ^ b) & right);
            long ifDown =
                    choose(two, choose(one, up3[site + i], up2[site + i]), choose(one, up1[site + i], up0[site + i]));
            long ifUp =
                    choose(two, choose(one, up4[site + i], up3[site + i]), choose(one, up2[site + i], up1[site + i]));
            left = choose(left, ifUp, ifDown);
            words[here + i] = left;
        }
    }

    /** Bits of the one word where a bit is set, of the other where not. */
    private static long choose(long bits, long ifSet, long ifNot) {
        return ifNot ^ (bits & (ifSet ^ ifNot));
    }

    /**
     * Copies a region of all replicas, to put it back with {@link #insert}.
     *
     * @param region of the lattice's grid
     * @param inside {@code [region.sites()]} bit r is set where replica r has s = +1. Overwritten.
     * @throws IllegalArgumentException if the region is of another grid
     */
    public void extract(Region region, long[] inside) {
        requireGrid(region);
        region.extract(words, inside);
    }

    /**
     * Puts a region of all replicas back.
     *
     * @param inside {@code [region.sites()]} bit r is set where replica r has s = +1. Not modified.
     * @param region of the lattice's grid
     * @throws IllegalArgumentException if the region is of another grid
     */
    public void insert(long[] inside, Region region) {
        requireGrid(region);
        region.insert(inside, words);
    }

    /**
     * Counts what a change inside a region can change: spins up in it, and unlike bonds with an end in it.
     *
     * @param region of the lattice's grid
     * @param up {@code [64]} spins up of each replica. Overwritten.
     * @param unlike {@code [64]} unlike bonds of each replica, those across the region's edge included. Overwritten.
     * @throws IllegalArgumentException if the region is of another grid
     */
    public void count(Region region, int[] up, int[] unlike) {
        requireGrid(region);
        Tally spins = new Tally(region.sites());
        Tally bonds = new Tally(4 * region.sites());
        for (int y = 0; y < region.rows(); y++) {
            boolean bottom = region.rows() < rows && y == region.rows() - 1;
            countRow((region.row() + y) % rows, region.column(), region.columns(), bottom, spins, bonds);
        }
        spins.counts(up);
        bonds.counts(unlike);
    }

    /** Bonds left and up of each site; those right of the last one and below the bottom row where these leave the region. */
    private void countRow(int row, int first, int count, boolean bottom, Tally spins, Tally bonds) {
        int here = row * columns;
        int above = (row == 0 ? rows - 1 : row - 1) * columns;
        int below = (row == rows - 1 ? 0 : row + 1) * columns;
        int x = first;
        long left = words[here + (x == 0 ? columns - 1 : x - 1)];
        for (int i = 0; i < count; i++) {
            long site = words[here + x];
            spins.add(site);
            bonds.add(site ^ left);
            bonds.add(site ^ words[above + x]);
            if (bottom) {
                bonds.add(site ^ words[below + x]);
            }
            left = site;
            x = x == columns - 1 ? 0 : x + 1;
        }
        if (count < columns) {
            bonds.add(left ^ words[here + x]);
        }
    }

    /**
     * The sites of each lattice.
     *
     * @return the grid
     */
    public Grid grid() {
        return model.grid();
    }

    /**
     * Larger lattices in which each spin of these is a block of equal ones.
     *
     * @param factor side of a block, at least 1
     * @return a new ensemble: s_fine(y, x) = s(⌊y / factor⌋, ⌊x / factor⌋) in each replica
     */
    public RasterSweepEnsemble replicated(int factor) {
        RasterSweepEnsemble fine = new RasterSweepEnsemble(model.on(new Grid(1, 1, rows * factor, columns * factor)));
        for (int row = 0; row < fine.rows; row++) {
            for (int x = 0; x < fine.columns; x++) {
                fine.words[row * fine.columns + x] = words[row / factor * columns + x / factor];
            }
        }
        return fine;
    }

    /** Goes on with what was drawn ahead, as long as the source stays the same. */
    private HeatBath heatBath(RandomGenerator random) {
        HeatBath last = heatBath;
        if (last == null || last.source != random) {
            last = new HeatBath(model.rates(), random);
            heatBath = last;
        }
        return last;
    }

    /**
     * Measures the magnetisation of every replica.
     *
     * @param m {@code [64]} m = ⟨s⟩. Overwritten.
     */
    public void magnetisation(double[] m) {
        int[] up = new int[REPLICAS];
        new Tally(words.length).addAll(words).counts(up);
        for (int replica = 0; replica < REPLICAS; replica++) {
            m[replica] = 2.0 * up[replica] / words.length - 1;
        }
    }

    /**
     * Sweeps and measures the magnetisation in turn.
     *
     * @param before number of measurements that are passed over first
     * @param frames number of measurements
     * @param between sweeps before each
     * @param random source of randomness
     * @param progress hears how many of all measurements are done
     * @return {@code [64][frames]} m of each replica
     */
    public double[][] magnetisations(
            int before, int frames, int between, RandomGenerator random, ProgressListener progress) {
        double[][] m = new double[REPLICAS][frames];
        double[] now = new double[REPLICAS];
        for (int frame = -before; frame < frames; frame++) {
            sweep(between, random);
            progress.update(before + frame, before + frames, "");
            if (frame >= 0) {
                magnetisation(now);
                for (int replica = 0; replica < REPLICAS; replica++) {
                    m[replica][frame] = now[replica];
                }
            }
        }
        return m;
    }

    /**
     * Measures the domain-wall density of every replica.
     *
     * @param rho {@code [64]} ρ, the fraction of unlike bonds. Overwritten.
     */
    public void domainWallDensity(double[] rho) {
        int[] counts = new int[REPLICAS];
        count(model.grid().whole(), new int[REPLICAS], counts);
        for (int replica = 0; replica < REPLICAS; replica++) {
            rho[replica] = counts[replica] / (2.0 * words.length);
        }
    }

    /** Sixty-four counters, bit-sliced: plane j holds bit j of each. */
    private static final class Tally {
        private final long[] planes;

        Tally(int largest) {
            planes = new long[Integer.SIZE - Integer.numberOfLeadingZeros(largest)];
        }

        void add(long bits) {
            long carry = bits;
            for (int j = 0; carry != 0; j++) {
                long plane = planes[j];
                planes[j] = plane ^ carry;
                carry &= plane;
            }
        }

        Tally addAll(long[] bits) {
            for (long word : bits) {
                add(word);
            }
            return this;
        }

        void counts(int[] counts) {
            Arrays.fill(counts, 0);
            for (int j = 0; j < planes.length; j++) {
                for (int replica = 0; replica < REPLICAS; replica++) {
                    counts[replica] += (int) (planes[j] >>> replica & 1) << j;
                }
            }
        }
    }
}
