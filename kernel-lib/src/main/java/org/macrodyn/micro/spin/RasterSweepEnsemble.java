package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;

/**
 * Sixty-four independent Ising lattices under raster-sweep Glauber dynamics, one in each bit of a word (multi-spin coding).
 *
 * <p>A sweep visits the sites in reading order (rows outer, columns inner, in place, periodic: SPEC §4.1) and sets s = +1
 * with the heat-bath probability p_k = 1/(1 + exp(−2 (2k − 4 + h)/T)), k neighbours up; that is the flip with probability r
 * of the published code. Each replica compares its own uniform number, bit by bit from the top, with its own p_k; the
 * word's numbers are drawn until all 64 are decided, on average after eight draws, so p_k is exact to 2⁻⁶³ and the replicas
 * are independent.
 *
 * <p>Not safe for use by several threads; ensembles of different streams may run side by side.
 */
public final class RasterSweepEnsemble {
    /** Replicas of an ensemble. */
    public static final int REPLICAS = Long.SIZE;

    private static final int THRESHOLD_BITS = 63;
    private static final int ATTEMPTS_BETWEEN_POLLS = 1 << 20;

    private final Ising model;
    private final int rows;
    private final int columns;
    /** {@code [n]} bit r is set where replica r has s = +1. */
    private final long[] words;
    /** {@code [THRESHOLD_BITS · 5]} all ones where that bit of p_k is set. */
    private final long[] thresholdBits;

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
        thresholdBits = new long[THRESHOLD_BITS * 5];
        for (int k = 0; k < 5; k++) {
            long threshold = IsingRates.threshold(model.rates().up(k));
            for (int bit = 0; bit < THRESHOLD_BITS; bit++) {
                thresholdBits[5 * bit + k] = -(threshold >>> (THRESHOLD_BITS - 1 - bit) & 1);
            }
        }
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
        int pollEvery = Math.max(1, ATTEMPTS_BETWEEN_POLLS / words.length);
        for (long sweep = 0; sweep < count; sweep++) {
            if (sweep % pollEvery == 0) {
                Ising.stopIfInterrupted();
            }
            for (int row = 0; row < rows; row++) {
                sweepRow(row, random);
            }
        }
    }

    private void sweepRow(int row, RandomGenerator random) {
        int here = row * columns;
        int above = (row == 0 ? rows - 1 : row - 1) * columns;
        int below = (row == rows - 1 ? 0 : row + 1) * columns;
        long left = words[here + columns - 1];
        for (int x = 0; x < columns; x++) {
            long right = words[here + (x == columns - 1 ? 0 : x + 1)];
            left = draw(words[above + x], words[below + x], right, left, random);
            words[here + x] = left;
        }
    }

    /** The new spins of one site: bit-sliced count of neighbours up, then a bit-sliced comparison u &lt; p_k. */
    private long draw(long a, long b, long c, long d, RandomGenerator random) {
        long ab = a ^ b;
        long abBoth = a & b;
        long cd = c ^ d;
        long cdBoth = c & d;
        long four = abBoth & cdBoth;
        long none = ~(a | b | c | d);
        long odd = ab ^ cd;
        long three = odd & (abBoth | cdBoth);
        long one = odd & ~three;
        long two = ~(four | none | odd);
        long undecided = -1;
        long up = 0;
        for (int t = 0; undecided != 0 && t < thresholdBits.length; t += 5) {
            long threshold = none & thresholdBits[t]
                    | one & thresholdBits[t + 1]
                    | two & thresholdBits[t + 2]
                    | three & thresholdBits[t + 3]
                    | four & thresholdBits[t + 4];
            long u = random.nextLong();
            long differs = undecided & (threshold ^ u);
            up |= differs & threshold;
            undecided ^= differs;
        }
        return up;
    }

    /**
     * Measures the magnetisation of every replica.
     *
     * @param m {@code [64]} m = ⟨s⟩. Overwritten.
     */
    public void magnetisation(double[] m) {
        int[] up = new Tally(words.length).addAll(words).counts();
        for (int replica = 0; replica < REPLICAS; replica++) {
            m[replica] = 2.0 * up[replica] / words.length - 1;
        }
    }

    /**
     * Measures the domain-wall density of every replica.
     *
     * @param rho {@code [64]} ρ, the fraction of unlike bonds. Overwritten.
     */
    public void domainWallDensity(double[] rho) {
        Tally unlike = new Tally(2 * words.length);
        for (int row = 0; row < rows; row++) {
            int here = row * columns;
            int above = (row == 0 ? rows - 1 : row - 1) * columns;
            long left = words[here + columns - 1];
            for (int x = 0; x < columns; x++) {
                long spins = words[here + x];
                unlike.add(spins ^ words[above + x]);
                unlike.add(spins ^ left);
                left = spins;
            }
        }
        int[] counts = unlike.counts();
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

        int[] counts() {
            int[] counts = new int[REPLICAS];
            for (int j = 0; j < planes.length; j++) {
                for (int replica = 0; replica < REPLICAS; replica++) {
                    counts[replica] += (int) (planes[j] >>> replica & 1) << j;
                }
            }
            return counts;
        }
    }
}
