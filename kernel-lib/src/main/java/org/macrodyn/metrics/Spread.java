package org.macrodyn.metrics;

import java.util.Arrays;

/**
 * Mean and standard deviation over repetitions, usually training seeds.
 *
 * @param mean arithmetic mean
 * @param standardDeviation divisor count − 1; 0 for a single value
 * @param count number of values
 */
public record Spread(double mean, double standardDeviation, int count) {
    /**
     * The spread of some values.
     *
     * @param values at least one
     * @return their spread
     * @throws IllegalArgumentException if there is none, or one is not finite
     */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("spread of 0 values: must be at least 1");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("value " + i + " of " + values.length + " is " + values[i]
                        + ": a mean and its spread need finite values");
            }
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)), values.length);
    }

    /**
     * The standard error of a number computed from n groups, from its values with one group left out each: √((n − 1)/n Σ (v −
     * v̄)²) (Efron and Stein, Ann. Stat. 9, 586, 1981).
     *
     * @param without {@code [n]} the number without group 0, 1, …
     * @return standard error; NaN for a single group
     */
    public static double jackknife(double... without) {
        int n = without.length;
        return n == 1 ? Double.NaN : of(without).standardDeviation * (n - 1) / Math.sqrt(n);
    }

    /**
     * The standard error of the mean.
     *
     * @return standardDeviation / √count
     */
    public double standardError() {
        return standardDeviation / Math.sqrt(count);
    }
}
