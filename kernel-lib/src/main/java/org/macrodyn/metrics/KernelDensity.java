package org.macrodyn.metrics;

import java.util.Arrays;

/**
 * Gaussian kernel estimate of a density: f(x) = Σ_i exp(−(x − x_i)² / (2 b²)) / (N b √(2π)), with Silverman's bandwidth
 * b = 0.9 min(σ, IQR / 1.34) N^(−1/5) (Density Estimation, 1986, eq. 3.31).
 */
public final class KernelDensity {
    private static final double CUTOFF = 6;
    private final double[] sorted;
    private final double bandwidth;

    private KernelDensity(double[] sorted, double bandwidth) {
        this.sorted = sorted;
        this.bandwidth = bandwidth;
    }

    /**
     * With Silverman's bandwidth.
     *
     * @param samples at least 2, not all equal
     * @return the estimate
     * @throws IllegalArgumentException if there are too few samples, one is not finite, or all are equal
     */
    public static KernelDensity of(double[] samples) {
        double[] sorted = sorted(samples);
        double deviation = Spread.of(sorted).standardDeviation();
        double quartiles = (sorted[3 * (sorted.length - 1) / 4] - sorted[(sorted.length - 1) / 4]) / 1.34;
        double width = quartiles > 0 ? Math.min(deviation, quartiles) : deviation;
        return of(samples, 0.9 * width * Math.pow(sorted.length, -0.2));
    }

    /**
     * With a given bandwidth.
     *
     * @param samples at least 2
     * @param bandwidth b, above 0
     * @return the estimate
     * @throws IllegalArgumentException if there are too few samples, one is not finite, or b is not finite and above 0
     */
    public static KernelDensity of(double[] samples, double bandwidth) {
        if (!(bandwidth > 0) || Double.isInfinite(bandwidth)) {
            throw new IllegalArgumentException(
                    "bandwidth = " + bandwidth + ": must be finite and above 0, samples must differ");
        }
        return new KernelDensity(sorted(samples), bandwidth);
    }

    /**
     * The bandwidth.
     *
     * @return b
     */
    public double bandwidth() {
        return bandwidth;
    }

    /**
     * The density.
     *
     * @param x {@code [n]} where
     * @return {@code [n]} f(x)
     */
    public double[] at(double[] x) {
        double norm = 1 / (sorted.length * bandwidth * Math.sqrt(2 * Math.PI));
        return Arrays.stream(x).map(value -> norm * sum(value)).toArray();
    }

    private double sum(double x) {
        int from = Arrays.binarySearch(sorted, x - CUTOFF * bandwidth);
        double sum = 0;
        for (int i = Math.max(0, from < 0 ? -from - 1 : from); i < sorted.length; i++) {
            double u = (x - sorted[i]) / bandwidth;
            if (u < -CUTOFF) {
                break;
            }
            sum += Math.exp(-u * u / 2);
        }
        return sum;
    }

    private static double[] sorted(double[] samples) {
        if (samples.length < 2) {
            throw new IllegalArgumentException(samples.length + " samples: must be at least 2");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        double last = sorted[sorted.length - 1];
        if (!Double.isFinite(sorted[0]) || !Double.isFinite(last)) {
            throw new IllegalArgumentException("samples from " + sorted[0] + " to " + last + ": must be finite");
        }
        return sorted;
    }
}
