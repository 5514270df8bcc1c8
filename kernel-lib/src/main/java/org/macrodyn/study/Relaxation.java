package org.macrodyn.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.macrodyn.sde.PolynomialRegression;

/**
 * What z alone explains of the drift ⟨Δz⟩/δt and the noise C(δt)/δt of a configuration x: those of the law
 * dz = b(z)dt + Γ(z)^½dW, polynomials that were fitted to all configurations, whose mean m and covariance C go as
 *
 * <pre>m' = b(m) + (b_x − b(z)),   C' = JC + CJᵀ + Γ(m) + (Γ_x − Γ(z)),   J = ∂b/∂m,   m(0) = z, C(0) = 0.</pre>
 *
 * <p>Without the brackets this is the linear noise approximation: m on the way of the drift alone, C that of its linearised
 * fluctuations, both right up to what is smaller by 1/n (N. G. van Kampen, <i>Stochastic Processes in Physics and Chemistry</i>,
 * ch. X, the expansion of the master equation). The brackets are this library's own: what z does not tell of x stays as it is;
 * where it does not, measured numbers differ from these.
 */
final class Relaxation {
    private static final int DEGREE = 3;
    private static final int FOR_EACH_TERM = 8;
    private static final int STEPS = 16;
    private static final int MOST_STEPS = 1024;
    /** Of a deviation, for derivatives of polynomials. */
    private static final double APART = 1e-4;

    private final int d;
    /** {@code [d][n]}. */
    private final double[][] z;

    private final double[] unit;
    private final PolynomialRegression law;
    /** {@code [d + d²][n]} b and Γ of each configuration, less those of its z. */
    private final double[][] beyond;

    /**
     * Fits.
     *
     * @param z {@code [n][d]} of the configurations
     * @param rates {@code [n][d + d²]} their b and Γ
     */
    Relaxation(double[][] z, double[][] rates) {
        d = z[0].length;
        this.z = columns(z);
        unit = DataRange.units(z);
        double[][] targets = columns(rates);
        int degree = IntStream.rangeClosed(1, DEGREE)
                .filter(each -> PolynomialRegression.terms(d, each) * FOR_EACH_TERM <= z.length)
                .max()
                .orElse(0);
        double[] weight = new double[z.length];
        Arrays.fill(weight, 1);
        law = new PolynomialRegression(this.z, targets, weight, degree);
        beyond = law.at(this.z);
        add(beyond, targets, -1);
        scale(beyond, -1);
    }

    int dimension() {
        return d;
    }

    private static double[][] columns(double[][] rows) {
        return IntStream.range(0, rows[0].length)
                .mapToObj(c -> Arrays.stream(rows).mapToDouble(row -> row[c]).toArray())
                .toArray(double[][]::new);
    }

    private static void add(double[][] to, double[][] one, double factor) {
        for (int c = 0; c < to.length; c++) {
            for (int i = 0; i < to[c].length; i++) {
                to[c][i] += factor * one[c][i];
            }
        }
    }

    private static void scale(double[][] values, double factor) {
        for (double[] column : values) {
            for (int i = 0; i < column.length; i++) {
                column[i] *= factor;
            }
        }
    }

    /**
     * Drift and noise over a time, by the fourth-order Runge–Kutta method.
     *
     * @param time δt
     * @return {@code [n][d + d²]} (m − z)/δt and C/δt of each configuration
     */
    double[][] over(double time) {
        double[][] state = new double[d + d * d][z[0].length];
        for (int c = 0; c < d; c++) {
            state[c] = z[c].clone();
        }
        int steps = (int) Math.min(MOST_STEPS, Math.max(STEPS, Math.ceil(STEPS * time * fastest())));
        double h = time / steps;
        for (int step = 0; step < steps; step++) {
            double[][] one = slope(state);
            double[][] two = slope(moved(state, one, h / 2));
            double[][] three = slope(moved(state, two, h / 2));
            double[][] four = slope(moved(state, three, h));
            add(state, one, h / 6);
            add(state, two, h / 3);
            add(state, three, h / 3);
            add(state, four, h / 6);
        }
        for (int c = 0; c < d; c++) {
            for (int i = 0; i < z[c].length; i++) {
                state[c][i] -= z[c][i];
            }
        }
        scale(state, 1 / time);
        return columns(state);
    }

    private double[][] moved(double[][] state, double[][] slope, double h) {
        double[][] moved = Arrays.stream(state).map(double[]::clone).toArray(double[][]::new);
        add(moved, slope, h);
        return moved;
    }

    /** The largest sum of a row of |J|, per time. */
    private double fastest() {
        double[][][] jacobian = jacobian(z);
        double fastest = 0;
        for (int i = 0; i < z[0].length; i++) {
            for (int a = 0; a < d; a++) {
                double sum = 0;
                for (int b = 0; b < d; b++) {
                    sum += Math.abs(jacobian[b][a][i]) * unit[b] / unit[a];
                }
                fastest = Math.max(fastest, sum);
            }
        }
        return fastest;
    }

    /** {@code [b][a][n]} ∂b_a/∂z_b. */
    private double[][][] jacobian(double[][] at) {
        double[][][] jacobian = new double[d][][];
        for (int b = 0; b < d; b++) {
            double step = APART * unit[b];
            jacobian[b] = law.at(shifted(at, b, step));
            add(jacobian[b], law.at(shifted(at, b, -step)), -1);
            scale(jacobian[b], 1 / (2 * step));
        }
        return jacobian;
    }

    private static double[][] shifted(double[][] at, int b, double step) {
        double[][] shifted = at.clone();
        shifted[b] = Arrays.stream(at[b]).map(value -> value + step).toArray();
        return shifted;
    }

    private double[][] slope(double[][] state) {
        double[][] mean = Arrays.copyOf(state, d);
        double[][] slope = law.at(mean);
        add(slope, beyond, 1);
        double[][][] jacobian = jacobian(mean);
        for (int i = 0; i < z[0].length; i++) {
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    for (int k = 0; k < d; k++) {
                        slope[d + a * d + b][i] += jacobian[k][a][i] * state[d + k * d + b][i]
                                + jacobian[k][b][i] * state[d + a * d + k][i];
                    }
                }
            }
        }
        return slope;
    }
}
