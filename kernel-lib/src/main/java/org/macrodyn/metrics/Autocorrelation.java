package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Integrated autocorrelation time τ = 1 + 2 Σ_{k ≥ 1} ρ(k) of a stationary series, in steps: N correlated values are worth
 * N / τ independent ones, and the variance of their mean is σ² τ / N.
 *
 * <p>The sum ends at the first W ≥ 6 τ(W) (Madras and Sokal, J. Stat. Phys. 50, 1988: longer sums add noise, shorter ones
 * cut correlations off).
 *
 * @param time τ ≥ 0; 1 for independent values
 * @param mean mean over all values
 * @param variance σ², divisor: number of values
 * @param values number of values N
 * @param window W, in steps
 */
public record Autocorrelation(double time, double mean, double variance, long values, int window) {
    private static final double WINDOW_IN_TIMES = 6;

    /**
     * From one series.
     *
     * @param series {@code [steps]}
     * @return its correlation time
     * @throws IllegalArgumentException if there are fewer than 2 values or one is not finite
     * @throws CancellationException if the thread is interrupted
     */
    public static Autocorrelation of(double[] series) {
        return of(new double[][] {series});
    }

    /**
     * From several independent runs of the same law, with their common mean.
     *
     * @param runs {@code [runs][steps]}
     * @return their correlation time
     * @throws IllegalArgumentException if a run has fewer than 2 values or one is not finite
     * @throws CancellationException if the thread is interrupted
     */
    public static Autocorrelation of(double[][] runs) {
        long count = 0;
        double sum = 0;
        int shortest = Integer.MAX_VALUE;
        for (double[] run : runs) {
            if (run.length < 2 || !Double.isFinite(Arrays.stream(run).sum())) {
                throw new IllegalArgumentException("run of " + run.length + " values: must be at least 2, all finite");
            }
            count += run.length;
            sum += Arrays.stream(run).sum();
            shortest = Math.min(shortest, run.length);
        }
        if (count == 0) {
            throw new IllegalArgumentException("0 runs: must be at least 1");
        }
        double mean = sum / count;
        double variance = covariance(runs, mean, 0);
        double time = 1;
        int window = 0;
        while (variance > 0 && window < shortest - 1 && window < WINDOW_IN_TIMES * time) {
            window++;
            time += 2 * covariance(runs, mean, window) / variance;
        }
        return new Autocorrelation(Math.max(0, time), mean, variance, count, window);
    }

    /**
     * The standard error of the mean.
     *
     * @return √(σ² τ / N)
     */
    public double standardError() {
        return Math.sqrt(variance * time / values);
    }

    /**
     * The number of independent values that are worth as much.
     *
     * @return N / τ
     */
    public double effectiveValues() {
        return values / time;
    }

    /**
     * Standard error of the mean by blocking (Flyvbjerg and Petersen, J. Chem. Phys. 91, 1989): neighbours are averaged
     * again and again until the blocks are independent, where the estimate stays level. The level is the smallest block
     * with block³ &gt; 2 N (error / error of single values)⁴ (Lee et al., Phys. Rev. E 83, 2011).
     *
     * @param series {@code [steps]}
     * @return standard error of the mean
     * @throws IllegalArgumentException if there are fewer than 4 values or one is not finite
     */
    public static double blockingError(double[] series) {
        if (series.length < 4) {
            throw new IllegalArgumentException("blocking of " + series.length + " values: must be at least 4");
        }
        double[] blocks = series;
        double naive = Spread.of(series).standardError();
        double error = naive;
        for (long block = 1; ; block *= 2) {
            error = Spread.of(blocks).standardError();
            if (Math.pow((double) block, 3) > 2.0 * series.length * Math.pow(error / naive, 4)
                    || blocks.length < 4
                    || naive == 0) {
                return error;
            }
            double[] finer = blocks;
            blocks = new double[finer.length / 2];
            Arrays.setAll(blocks, i -> (finer[2 * i] + finer[2 * i + 1]) / 2);
        }
    }

    private static double covariance(double[][] runs, double mean, int lag) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("autocorrelation stopped at lag " + lag);
        }
        double sum = 0;
        long pairs = 0;
        for (double[] run : runs) {
            for (int t = 0; t + lag < run.length; t++) {
                sum += (run[t] - mean) * (run[t + lag] - mean);
            }
            pairs += run.length - lag;
        }
        return sum / pairs;
    }
}
