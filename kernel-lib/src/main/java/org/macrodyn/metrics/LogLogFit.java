package org.macrodyn.metrics;

import java.util.Arrays;

/**
 * A power law y = A x^κ fitted as a straight line through (ln x, ln y).
 *
 * @param exponent κ
 * @param exponentError standard error of κ
 * @param prefactor A
 * @param r2 coefficient of determination of the line
 */
public record LogLogFit(double exponent, double exponentError, double prefactor, double r2) {
    /**
     * Fits with equal weights; the error comes from the scatter about the line.
     *
     * @param x {@code [n]}, all above 0
     * @param y {@code [n]}, all above 0
     * @return the fit
     * @throws IllegalArgumentException if there are fewer than two different x or a value is not finite and above 0
     */
    public static LogLogFit of(double[] x, double[] y) {
        return of(PolynomialFit.of(logs(x), logs(y), 1));
    }

    /**
     * Fits with weights (y / error)²; the error comes from those of y.
     *
     * @param x {@code [n]}, all above 0
     * @param y {@code [n]}, all above 0
     * @param error {@code [n]} standard errors of y, all above 0
     * @return the fit
     * @throws IllegalArgumentException if there are fewer than two different x or a value is not finite and above 0
     */
    public static LogLogFit of(double[] x, double[] y, double[] error) {
        if (x.length != y.length || x.length != error.length) {
            throw new IllegalArgumentException(
                    x.length + " x, " + y.length + " y, " + error.length + " errors: must be equally many");
        }
        double[] relative = error.clone();
        Arrays.setAll(relative, i -> error[i] / y[i]);
        return of(PolynomialFit.of(logs(x), logs(y), relative, 1));
    }

    /**
     * The power law.
     *
     * @param x where, above 0
     * @return A x^κ
     */
    public double value(double x) {
        return prefactor * Math.pow(x, exponent);
    }

    private static LogLogFit of(PolynomialFit line) {
        return new LogLogFit(line.derivative(0), line.derivativeError(0), Math.exp(line.value(0)), line.r2());
    }

    private static double[] logs(double[] values) {
        for (double value : values) {
            if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("value " + value + ": a power law needs finite values above 0");
            }
        }
        return Arrays.stream(values).map(Math::log).toArray();
    }
}
