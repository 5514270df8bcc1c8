package org.macrodyn.metrics;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A polynomial fitted by weighted least squares: y ≈ Σ_k c_k uᵏ with u = (x − centre) / scale in [−1, 1].
 *
 * <p>Centred and scaled abscissae and a QR factorisation keep it well-conditioned where powers of the raw x do not: a cubic
 * through T = 2.25 … 2.29 in powers of T loses two digits in the published slopes.
 *
 * @param centre middle of the abscissae
 * @param scale half their range
 * @param coefficients c_0 … c_degree
 * @param covariance of the coefficients, {@code [degree + 1][degree + 1]}
 * @param r2 coefficient of determination, 1 for a perfect fit
 */
public record PolynomialFit(double centre, double scale, double[] coefficients, double[][] covariance, double r2) {
    /**
     * Fits with equal weights; the error bars come from the scatter about the curve.
     *
     * @param x {@code [n]} abscissae
     * @param y {@code [n]} ordinates
     * @param degree of the polynomial
     * @return the fit; its covariance is 0 if n = degree + 1
     * @throws IllegalArgumentException if there are too few different points or a value is not finite
     */
    public static PolynomialFit of(double[] x, double[] y, int degree) {
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        PolynomialFit fit = of(x, y, ones, degree);
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            squares += Math.pow(y[i] - fit.value(x[i]), 2);
        }
        int freedom = x.length - degree - 1;
        double variance = freedom == 0 ? 0 : squares / freedom;
        double[][] covariance = Arrays.stream(fit.covariance)
                .map(row -> Arrays.stream(row).map(c -> c * variance).toArray())
                .toArray(double[][]::new);
        return new PolynomialFit(fit.centre, fit.scale, fit.coefficients, covariance, fit.r2);
    }

    /**
     * Fits with weights 1/error²; the error bars come from those errors.
     *
     * @param x {@code [n]} abscissae
     * @param y {@code [n]} ordinates
     * @param error {@code [n]} standard errors of y, all above 0
     * @param degree of the polynomial
     * @return the fit
     * @throws IllegalArgumentException if there are too few different points, a value is not finite, or an error is not
     *     above 0
     */
    public static PolynomialFit of(double[] x, double[] y, double[] error, int degree) {
        check(x, y, error, degree);
        double low = Arrays.stream(x).min().orElseThrow();
        double high = Arrays.stream(x).max().orElseThrow();
        double centre = (low + high) / 2;
        double scale = high > low ? (high - low) / 2 : 1;
        int columns = degree + 1;
        double[][] rows = new double[x.length][columns];
        double[] right = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double power = 1 / error[i];
            for (int k = 0; k < columns; k++) {
                rows[i][k] = power;
                power *= (x[i] - centre) / scale;
            }
            right[i] = y[i] / error[i];
        }
        QRDecomposition decomposition = new QRDecomposition(new Array2DRowRealMatrix(rows, false));
        double[] coefficients = decomposition
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
        double[][] covariance = covariance(decomposition.getR().getSubMatrix(0, degree, 0, degree));
        PolynomialFit fit = new PolynomialFit(centre, scale, coefficients, covariance, Double.NaN);
        return new PolynomialFit(centre, scale, coefficients, covariance, fit.determination(x, y, error));
    }

    /**
     * The polynomial.
     *
     * @param x where
     * @return its value
     */
    public double value(double x) {
        return dot(coefficients, powers(x));
    }

    /**
     * The derivative of the polynomial with respect to x.
     *
     * @param x where
     * @return its slope
     */
    public double derivative(double x) {
        return dot(coefficients, powerSlopes(x));
    }

    /**
     * The standard error of {@link #value}.
     *
     * @param x where
     * @return standard error
     */
    public double valueError(double x) {
        return error(powers(x));
    }

    /**
     * The standard error of {@link #derivative}.
     *
     * @param x where
     * @return standard error
     */
    public double derivativeError(double x) {
        return error(powerSlopes(x));
    }

    /**
     * Where two fitted curves cross, such as Binder cumulants of two sizes.
     *
     * @param other the other curve
     * @param from left end of the search
     * @param to right end
     * @return the crossing, by bisection
     * @throws IllegalArgumentException if the difference has the same sign at both ends, or the range is none
     */
    public double crossing(PolynomialFit other, double from, double to) {
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException(
                    "crossing sought from " + from + " to " + to + ": must go upwards, with finite ends");
        }
        double left = from;
        double right = to;
        double sign = Math.signum(value(left) - other.value(left));
        if (sign == 0) {
            return left;
        }
        if (sign == Math.signum(value(right) - other.value(right))) {
            throw new IllegalArgumentException(
                    "curves do not cross between " + from + " and " + to + ": give a range with a crossing inside");
        }
        while (true) {
            double middle = left + (right - left) / 2;
            if (middle <= left || middle >= right) {
                return middle;
            }
            if (Math.signum(value(middle) - other.value(middle)) == sign) {
                left = middle;
            } else {
                right = middle;
            }
        }
    }

    private double determination(double[] x, double[] y, double[] error) {
        double weights = 0;
        double mean = 0;
        for (int i = 0; i < x.length; i++) {
            weights += 1 / (error[i] * error[i]);
            mean += y[i] / (error[i] * error[i]);
        }
        mean /= weights;
        double residual = 0;
        double total = 0;
        for (int i = 0; i < x.length; i++) {
            residual += Math.pow((y[i] - value(x[i])) / error[i], 2);
            total += Math.pow((y[i] - mean) / error[i], 2);
        }
        return total == 0 ? 1 : 1 - residual / total;
    }

    private double[] powers(double x) {
        double[] powers = new double[coefficients.length];
        powers[0] = 1;
        for (int k = 1; k < powers.length; k++) {
            powers[k] = powers[k - 1] * (x - centre) / scale;
        }
        return powers;
    }

    private double[] powerSlopes(double x) {
        double[] powers = powers(x);
        double[] slopes = new double[powers.length];
        for (int k = 1; k < slopes.length; k++) {
            slopes[k] = k * powers[k - 1] / scale;
        }
        return slopes;
    }

    private double error(double[] direction) {
        double variance = 0;
        for (int i = 0; i < direction.length; i++) {
            variance += direction[i] * dot(covariance[i], direction);
        }
        return Math.sqrt(Math.max(0, variance));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** (RᵀR)⁻¹ by way of R⁻¹. */
    private static double[][] covariance(RealMatrix r) {
        RealMatrix inverse = MatrixUtils.inverse(r);
        return inverse.multiply(inverse.transpose()).getData();
    }

    private static void check(double[] x, double[] y, double[] error, int degree) {
        if (x.length != y.length || x.length != error.length) {
            throw new IllegalArgumentException(
                    x.length + " x, " + y.length + " y, " + error.length + " errors: must be equally many");
        }
        if (degree < 0 || Arrays.stream(x).distinct().count() <= degree) {
            throw new IllegalArgumentException("degree " + degree + " through "
                    + Arrays.stream(x).distinct().count()
                    + " different abscissae: must be at least 0 and below their number");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])
                    || !Double.isFinite(y[i])
                    || !(error[i] > 0)
                    || error[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "point (" + x[i] + ", " + y[i] + " ± " + error[i] + "): must be finite, with an error above 0");
            }
        }
    }
}
