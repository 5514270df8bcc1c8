package org.macrodyn.metrics;

import java.util.List;
import org.macrodyn.run.Trajectories;

/**
 * Relative error of a predicted mean p̄ against a true mean q̄ (paper, Table 1 and Fig. 3):
 *
 * <p>relMSE = Σ (p̄ − q̄)² / Σ q̄² and relMAE = Σ |p̄ − q̄| / Σ |q̄|, sums over steps, and over components if there are
 * several.
 *
 * @param meanSquare relMSE
 * @param meanAbsolute relMAE
 */
public record RelativeError(double meanSquare, double meanAbsolute) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or below 0
     */
    public RelativeError {
        if (!(meanSquare >= 0) || !(meanAbsolute >= 0)) {
            throw new IllegalArgumentException(
                    "relMSE = " + meanSquare + ", relMAE = " + meanAbsolute + ": must be numbers of at least 0");
        }
    }

    /**
     * The error of one observable's mean; {@code truth} may be an exact curve.
     *
     * @param predicted {@code [steps]} mean over predicted runs
     * @param truth {@code [steps]} mean over true runs, or the exact mean
     * @return both errors
     * @throws IllegalArgumentException if the lengths differ, nothing is given, a value is not finite, or the truth is zero
     *     throughout
     */
    public static RelativeError ofMeans(double[] predicted, double[] truth) {
        return ofMeans(new double[][] {predicted}, new double[][] {truth});
    }

    /**
     * The error of one component's mean over runs.
     *
     * @param forecast runs of a learnt model
     * @param truth runs of direct simulation, at the same times
     * @param component index of the component of z
     * @return both errors
     * @throws IllegalArgumentException if the names or times differ, a mean is not finite, or the true mean is zero throughout
     */
    public static RelativeError of(Trajectories forecast, Trajectories truth, int component) {
        Trajectories.requireSameNames(forecast, truth);
        Trajectories.requireSameTimes(forecast, truth);
        return ofMeans(forecast.mean(component), truth.mean(component));
    }

    /**
     * The error over all components together (paper, Fig. 3b).
     *
     * @param predicted {@code [steps][d]} or {@code [d][steps]}
     * @param truth the same shape
     * @return both errors
     * @throws IllegalArgumentException if the shapes differ, nothing is given, a value is not finite, or the truth is zero
     *     throughout
     */
    public static RelativeError ofMeans(double[][] predicted, double[][] truth) {
        double unit = unit(predicted, truth);
        double square = 0;
        double squareTruth = 0;
        double absolute = 0;
        double absoluteTruth = 0;
        for (int k = 0; k < truth.length; k++) {
            for (int c = 0; c < truth[k].length; c++) {
                double expected = truth[k][c] / unit;
                double difference = predicted[k][c] / unit - expected;
                square += difference * difference;
                squareTruth += expected * expected;
                absolute += Math.abs(difference);
                absoluteTruth += Math.abs(expected);
            }
        }
        return new RelativeError(square / squareTruth, absolute / absoluteTruth);
    }

    /**
     * The mean of the errors of several tests, for example of all initial magnetisations.
     *
     * @param errors at least one
     * @return mean relMSE and mean relMAE
     * @throws IllegalArgumentException if there is none
     */
    public static RelativeError average(List<RelativeError> errors) {
        return new RelativeError(
                Spread.of(errors.stream().mapToDouble(RelativeError::meanSquare).toArray())
                        .mean(),
                Spread.of(errors.stream()
                                .mapToDouble(RelativeError::meanAbsolute)
                                .toArray())
                        .mean());
    }

    /**
     * The power of two next to the largest true value: in it no square leaves the range of a double, and the errors are bit
     * for bit those in any other unit.
     */
    private static double unit(double[][] predicted, double[][] truth) {
        requireLength(predicted.length, truth.length);
        double largest = 0;
        int count = 0;
        for (int k = 0; k < truth.length; k++) {
            requireLength(predicted[k].length, truth[k].length);
            for (int c = 0; c < truth[k].length; c++) {
                requireFinite("predicted", predicted[k][c]);
                requireFinite("true", truth[k][c]);
                largest = Math.max(largest, Math.abs(truth[k][c]));
                count++;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("0 values to compare: must be at least 1");
        }
        if (largest == 0) {
            throw new IllegalArgumentException(
                    "the true mean is 0 at every step: a relative error needs another truth");
        }
        return Math.scalb(1.0, Math.max(Double.MIN_EXPONENT, Math.getExponent(largest)));
    }

    private static void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a " + what + " mean is " + value
                    + ": must be finite; leave runs out that left the finite numbers, and report how many");
        }
    }

    private static void requireLength(int predicted, int truth) {
        if (predicted != truth) {
            throw new IllegalArgumentException(
                    "prediction of length " + predicted + " against truth of length " + truth + ": must be equal");
        }
    }
}
