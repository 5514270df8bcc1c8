package org.macrodyn.law;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.sde.Sde;

/**
 * The landscape of an SDE of one component: its stationary density p ∝ exp(−U) with the potential
 *
 * <p>U(z) = −∫ 2μ/σ² dz + log σ²,
 *
 * <p>between two walls that reflect; exact up to the quadrature, Simpson's rule in every cell. The current of such a density is
 * 0.
 *
 * @param x {@code [points]} states
 * @param potential {@code [points]} U, 0 where it is least
 * @param density {@code [points]} p, of integral 1
 */
public record Landscape(double[] x, double[] potential, double[] density) {
    private static final int CELLS = 2000;

    /**
     * The landscape of an SDE.
     *
     * @param sde of one component
     * @param from wall on the left
     * @param to wall on the right
     * @return U and p at 2001 states
     * @throws IllegalArgumentException if the SDE has more components, the range does not go upwards, or there is no noise, or no
     *     finite drift, somewhere in it
     */
    public static Landscape of(Sde sde, double from, double to) {
        if (sde.dimension() != 1 || !(from < to) || Double.isInfinite(to - from)) {
            throw new IllegalArgumentException("landscape of " + sde.names() + " from " + from + " to " + to
                    + ": needs one component and a range that goes upwards; for two take PlaneLandscape");
        }
        double[] x = IntStream.rangeClosed(0, CELLS)
                .mapToDouble(i -> from + (to - from) * i / CELLS)
                .toArray();
        double[] potential = new double[x.length];
        double slope = slope(sde, x[0]);
        double fall = 0;
        for (int i = 0; i < x.length; i++) {
            if (i > 0) {
                double next = slope(sde, x[i]);
                fall += (slope + 4 * slope(sde, (x[i - 1] + x[i]) / 2) + next) * (x[i] - x[i - 1]) / 6;
                slope = next;
            }
            potential[i] = Math.log(variance(sde, x[i])) - fall;
        }
        double least = Arrays.stream(potential).min().orElseThrow();
        double[] density = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            potential[i] -= least;
            density[i] = Math.exp(-potential[i]);
        }
        double all = integral(x, density);
        return new Landscape(
                x, potential, Arrays.stream(density).map(p -> p / all).toArray());
    }

    private static double variance(Sde sde, double x) {
        double variance = sde.covariance(new double[] {x})[0][0];
        if (!(variance > 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "landscape of %s: σ² = %s at %s = %.6g, must be finite and above 0; choose a narrower range",
                    sde.names(),
                    variance,
                    sde.names().get(0),
                    x));
        }
        return variance;
    }

    /** 2μ/σ². */
    private static double slope(Sde sde, double x) {
        double slope = 2 * sde.drift(new double[] {x})[0] / variance(sde, x);
        if (!Double.isFinite(slope)) {
            throw new IllegalArgumentException(
                    "landscape of " + sde.names() + ": the drift at " + x + " is not finite; choose a narrower range");
        }
        return slope;
    }

    /** By the trapezoidal rule. */
    private static double integral(double[] x, double[] y) {
        double sum = 0;
        for (int i = 1; i < x.length; i++) {
            sum += (y[i - 1] + y[i]) / 2 * (x[i] - x[i - 1]);
        }
        return sum;
    }

    /**
     * The mean of a stationary state.
     *
     * @return ⟨z⟩
     */
    public double mean() {
        return integral(x, product(x, density));
    }

    /**
     * The variance of a stationary state.
     *
     * @return ⟨z²⟩ − ⟨z⟩²
     */
    public double variance() {
        double mean = mean();
        double[] square = Arrays.stream(x).map(z -> (z - mean) * (z - mean)).toArray();
        return integral(x, product(square, density));
    }

    private static double[] product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).toArray();
    }

    /**
     * The wells of the potential.
     *
     * @return states where U is least, from left to right
     */
    public double[] wells() {
        return extremes(1);
    }

    /**
     * The barriers between wells.
     *
     * @return states where U is largest, from left to right
     */
    public double[] barriers() {
        return extremes(-1);
    }

    /** Inside the walls, where sign · U has a minimum: that of the parabola through three points. */
    private double[] extremes(int sign) {
        DoubleStream.Builder found = DoubleStream.builder();
        for (int i = 1; i < x.length - 1; i++) {
            double left = sign * (potential[i - 1] - potential[i]);
            double right = sign * (potential[i + 1] - potential[i]);
            if (left > 0 && right >= 0) {
                found.add(x[i] + (x[i + 1] - x[i]) / 2 * (left - right) / (left + right));
            }
        }
        return found.build().toArray();
    }
}
