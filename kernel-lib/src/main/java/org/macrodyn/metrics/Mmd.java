package org.macrodyn.metrics;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.run.RandomStreams;

/**
 * Squared maximum mean discrepancy of two samples p and q (Gretton et al., JMLR 13, 2012; paper, Fig. 2):
 *
 * <p>MMD² = mean k(p, p′) + mean k(q, q′) − 2 mean k(p, q), with k the mean of the six Gaussian kernels
 * exp(−|a − b|² / (2 s²)), s = ¼, ½, 1, 2, 4, 8. No square root is taken, as in the paper.
 */
public final class Mmd {
    private static final int KERNELS = 6;
    private static final double WIDEST = 8;
    /** Times between two looks at the interrupt flag, and for the parallel loop to share. */
    private static final int BLOCK = 64;

    private Mmd() {}

    /**
     * The biased estimate (V-statistic: pairs of a point with itself included), the paper's figure of merit.
     *
     * @param p {@code [n][d]} points
     * @param q {@code [m][d]} points
     * @return MMD² ≥ 0
     * @throws IllegalArgumentException if a sample is empty, the dimensions differ, or a value is not finite
     */
    public static double biased(double[][] p, double[][] q) {
        check(p, q);
        double n = p.length;
        double m = q.length;
        return (n + 2 * pairs(p)) / (n * n) + (m + 2 * pairs(q)) / (m * m) - 2 * cross(p, q) / (n * m);
    }

    /**
     * The unbiased estimate (U-statistic: without pairs of a point with itself); its mean is 0 for equal laws, and it may
     * be negative.
     *
     * @param p {@code [n][d]} points, n ≥ 2
     * @param q {@code [m][d]} points, m ≥ 2
     * @return estimate of MMD²
     * @throws IllegalArgumentException if a sample has fewer than 2 points, the dimensions differ, or a value is not
     *     finite
     */
    public static double unbiased(double[][] p, double[][] q) {
        check(p, q);
        if (Math.min(p.length, q.length) < 2) {
            throw new IllegalArgumentException(
                    "samples of " + p.length + " and " + q.length + " points: must be at least 2");
        }
        double n = p.length;
        double m = q.length;
        return 2 * pairs(p) / (n * (n - 1)) + 2 * pairs(q) / (m * (m - 1)) - 2 * cross(p, q) / (n * m);
    }

    /**
     * The biased estimate at each time, computed in parallel.
     *
     * @param p {@code [runs][steps][d]} predicted runs
     * @param q {@code [runs][steps][d]} true runs, as many steps
     * @return {@code [steps]} MMD²
     * @throws IllegalArgumentException if the shapes do not agree, nothing is given, or a value is not finite
     * @throws CancellationException if the thread is interrupted
     */
    public static double[] overTime(double[][][] p, double[][][] q) {
        int steps = p.length == 0 ? 0 : p[0].length;
        if (steps == 0 || q.length == 0) {
            throw new IllegalArgumentException("MMD of " + p.length + " runs of " + steps + " steps and " + q.length
                    + " runs: must be at least 1 of each");
        }
        for (double[][][] runs : new double[][][][] {p, q}) {
            if (Arrays.stream(runs).anyMatch(run -> run.length != steps)) {
                throw new IllegalArgumentException(
                        "runs of different lengths: all must have the " + steps + " steps of the first");
            }
        }
        double[] curve = new double[steps];
        for (int from = 0; from < steps; from += BLOCK) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("MMD stopped at step " + from + " of " + steps);
            }
            IntStream.range(from, Math.min(from + BLOCK, steps))
                    .parallel()
                    .forEach(t -> curve[t] = biased(at(p, t), at(q, t)));
        }
        return curve;
    }

    /**
     * The value that {@link #biased} exceeds with at most the given probability if both samples have the same law: the
     * quantile over random exchanges of the pooled points, the observed division included, so that the level is exact.
     *
     * @param p {@code [n][d]} points
     * @param q {@code [m][d]} points
     * @param level probability, for example 0.05
     * @param permutations number of exchanges, for example 999; level · (permutations + 1) should be whole
     * @param random draws the exchanges
     * @return threshold for MMD²; infinite if there are too few permutations for the level
     * @throws IllegalArgumentException if a sample is empty, the dimensions differ, a value is not finite, the level is
     *     not between 0 and 1, or permutations is below 1
     * @throws CancellationException if the thread is interrupted
     */
    public static double permutationThreshold(
            double[][] p, double[][] q, double level, int permutations, RandomGenerator random) {
        check(p, q);
        if (!(level > 0 && level < 1) || permutations < 1) {
            throw new IllegalArgumentException("level = " + level + " with " + permutations
                    + " permutations: must be between 0 and 1 with at least 1");
        }
        double[][] kernel = kernelMatrix(p, q);
        int[] order = IntStream.range(0, kernel.length).toArray();
        double[] values = new double[permutations];
        for (int i = 0; i < permutations; i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("permutation test stopped at " + i + " of " + permutations);
            }
            RandomStreams.shuffle(order.length, random, (a, b) -> IntArrays.swap(order, a, b));
            values[i] = biased(kernel, order, p.length);
        }
        Arrays.sort(values);
        // Rejecting when at most level · (B + 1) of the B + 1 values, the observed one included, are as large.
        int allowed = (int) Math.floor(level * (permutations + 1) + 1e-9) - 1;
        return allowed < 0 ? Double.POSITIVE_INFINITY : values[permutations - 1 - allowed];
    }

    private static double[][] at(double[][][] runs, int time) {
        double[][] points = new double[runs.length][];
        Arrays.setAll(points, run -> runs[run][time]);
        return points;
    }

    private static double pairs(double[][] p) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += kernel(p[i], p[j]);
            }
        }
        return sum;
    }

    private static double cross(double[][] p, double[][] q) {
        double sum = 0;
        for (double[] a : p) {
            for (double[] b : q) {
                sum += kernel(a, b);
            }
        }
        return sum;
    }

    /** One exponential for all kernels: halving s raises the kernel to its fourth power. */
    private static double kernel(double[] a, double[] b) {
        double square = 0;
        for (int c = 0; c < a.length; c++) {
            double difference = a[c] - b[c];
            square += difference * difference;
        }
        double value = Math.exp(-square / (2 * WIDEST * WIDEST));
        double sum = value;
        for (int narrower = 1; narrower < KERNELS; narrower++) {
            value *= value;
            value *= value;
            sum += value;
        }
        return sum / KERNELS;
    }

    private static double[][] kernelMatrix(double[][] p, double[][] q) {
        double[][] pooled = new double[p.length + q.length][];
        System.arraycopy(p, 0, pooled, 0, p.length);
        System.arraycopy(q, 0, pooled, p.length, q.length);
        double[][] kernel = new double[pooled.length][pooled.length];
        for (int i = 0; i < pooled.length; i++) {
            for (int j = 0; j <= i; j++) {
                kernel[i][j] = kernel(pooled[i], pooled[j]);
                kernel[j][i] = kernel[i][j];
            }
        }
        return kernel;
    }

    private static double biased(double[][] kernel, int[] order, int n) {
        int all = order.length;
        double first = 0;
        double second = 0;
        double across = 0;
        for (int i = 0; i < all; i++) {
            double[] row = kernel[order[i]];
            if (i < n) {
                first = add(first, row, order, 0, n);
                across = add(across, row, order, n, all);
            } else {
                across = add(across, row, order, 0, n);
                second = add(second, row, order, n, all);
            }
        }
        double m = all - n;
        return first / ((double) n * n) + second / (m * m) - across / (n * m);
    }

    private static double add(double sum, double[] row, int[] order, int from, int to) {
        double more = sum;
        for (int j = from; j < to; j++) {
            more += row[order[j]];
        }
        return more;
    }

    private static void check(double[][] p, double[][] q) {
        if (p.length == 0 || q.length == 0) {
            throw new IllegalArgumentException(
                    "samples of " + p.length + " and " + q.length + " points: must be at least 1");
        }
        if (p[0].length == 0) {
            throw new IllegalArgumentException("points of dimension 0: must have at least 1 component");
        }
        for (double[][] sample : new double[][][] {p, q}) {
            for (double[] point : sample) {
                if (point.length != p[0].length) {
                    throw new IllegalArgumentException(
                            "points of dimension " + point.length + " and " + p[0].length + ": must be the same");
                }
                for (double value : point) {
                    if (!Double.isFinite(value)) {
                        throw new IllegalArgumentException("point " + Arrays.toString(point) + ": must be finite");
                    }
                }
            }
        }
    }
}
