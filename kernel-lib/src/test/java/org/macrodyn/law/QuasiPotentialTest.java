package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuasiPotentialTest {
    private static final double[] LOW = {-2, -1};
    private static final double[] HIGH = {2, 1};

    /** μ = −∇U, Σ = 1 with U = (x² − 1)²/4 + y²(1 + x²/2): wells at (±1, 0) with U = 0, a saddle at 0 with U = ¼. */
    private static final Written WELLS = new Written(
            2,
            z -> new double[] {z[0] * (1 - z[0] * z[0]) - z[0] * z[1] * z[1], -2 * z[1] * (1 + z[0] * z[0] / 2)},
            z -> new double[][] {{1, 0}, {0, 1}});

    private static double potential(double x, double y) {
        return Math.pow(x * x - 1, 2) / 4 + y * y * (1 + x * x / 2);
    }

    /** dz = (−az₀ + ωz₁, −ωz₀ − az₁) dt + s dW: V = a|z|²/s². */
    private static Written rotating(double a, double omega, double s) {
        return new Written(2, z -> new double[] {-a * z[0] + omega * z[1], -omega * z[0] - a * z[1]}, z ->
                new double[][] {{s * s, 0}, {0, s * s}});
    }

    /** Largest error of V where it is below a level, over that level. */
    private static double worst(QuasiPotential found, java.util.function.DoubleBinaryOperator exact, double level) {
        double worst = 0;
        double[] x = found.grid(0);
        double[] y = found.grid(1);
        for (int row = 0; row < y.length; row++) {
            for (int column = 0; column < x.length; column++) {
                double right = exact.applyAsDouble(x[column], y[row]);
                if (right < level) {
                    worst = Math.max(worst, Math.abs(found.values()[row][column] - right) / level);
                }
            }
        }
        return worst;
    }

    /** V = 2U in the basin, and the barrier's height from there on: the other well costs no more. */
    @Test
    void isTwiceThePotentialOfAGradient() {
        QuasiPotential left = QuasiPotential.of(WELLS, LOW, HIGH, 60, 0);
        assertThat(left.attractor()[0]).isCloseTo(-1, within(1e-6));
        assertThat(left.attractor()[1]).isCloseTo(0, within(1e-6));
        assertThat(worst(left, (x, y) -> x < 0 ? 2 * potential(x, y) : 1, 0.5)).isLessThan(0.01);
        assertThat(left.path(0, 0).action()).isCloseTo(0.5, within(2e-3));
        assertThat(left.path(1, 0).action()).isCloseTo(0.5, within(2e-3));
        assertThat(left.path(-1, 0.5).action()).isCloseTo(0.75, within(4e-3));
    }

    /** Over the saddle, along y = 0. */
    @Test
    void escapesOverTheSaddle() {
        double[][] states =
                QuasiPotential.of(WELLS, LOW, HIGH, 60, 0).path(1, 0).states();
        assertThat(states[0]).containsExactly(new double[] {-1, 0}, within(1e-6));
        assertThat(states[states.length - 1]).containsExactly(1, 0);
        assertThat(Arrays.stream(states).mapToDouble(z -> Math.abs(z[1])).max().orElseThrow())
                .isLessThan(0.02);
        assertThat(Arrays.stream(states).mapToDouble(z -> Math.abs(z[0])).min().orElseThrow())
                .isLessThan(0.05);
    }

    /** ½zᵀC⁻¹z with BC + CBᵀ + Σ = 0 (Lyapunov): B = [[−1, 2], [−1, −1]], Σ = [[1, ½], [½, 2]]. */
    @Test
    void isTheGaussianOfALinearSystemThatRotates() {
        Written linear = new Written(
                2, z -> new double[] {-z[0] + 2 * z[1], -z[0] - z[1]}, z -> new double[][] {{1, 0.5}, {0.5, 2}});
        // Unknowns C₀₀, C₀₁, C₁₁: −2C₀₀ + 4C₀₁ = −1; −C₀₀ − 2C₀₁ + 2C₁₁ = −½; −2C₀₁ − 2C₁₁ = −2.
        double c01 = (2 + 0.5 - 0.5) / 6;
        double c00 = (1 + 4 * c01) / 2;
        double c11 = 1 - c01;
        assertThat(-c00 - 2 * c01 + 2 * c11).isCloseTo(-0.5, within(1e-12));
        double determinant = c00 * c11 - c01 * c01;
        java.util.function.DoubleBinaryOperator exact =
                (x, y) -> (c11 * x * x - 2 * c01 * x * y + c00 * y * y) / (2 * determinant);
        QuasiPotential found = QuasiPotential.of(linear, new double[] {-2, -2}, new double[] {2, 2}, 60);
        assertThat(worst(found, exact, 1)).isLessThan(0.025);
        assertThat(found.path(0.7, -0.6).action()).isCloseTo(exact.applyAsDouble(0.7, -0.6), within(4e-3));
    }

    /** V = |z|² at s = 1, whatever the rotation; the path turns against no clock by ω/a for each factor e. */
    @Test
    void convergesAndSpiralsOutWithTheRotation() {
        double[] low = {-1, -1};
        double[] high = {1, 1};
        double coarse = worst(QuasiPotential.of(rotating(1, 1, 1), low, high, 20), (x, y) -> x * x + y * y, 0.8);
        QuasiPotential fine = QuasiPotential.of(rotating(1, 1, 1), low, high, 80);
        assertThat(worst(fine, (x, y) -> x * x + y * y, 0.8))
                .isLessThan(0.4 * coarse)
                .isLessThan(0.02);
        QuasiPotential.Path path = fine.path(0.8, 0);
        assertThat(path.action()).isCloseTo(0.64, within(2e-3));
        double[] half = Arrays.stream(path.states())
                .filter(z -> Math.hypot(z[0], z[1]) >= 0.4)
                .findFirst()
                .orElseThrow();
        // The drift turns clockwise, and so does the way out: at half the radius it is log 2 before its end.
        double expected = Math.log(0.8 / Math.hypot(half[0], half[1]));
        assertThat(Math.atan2(half[1], half[0])).isCloseTo(expected, within(0.05));
        assertThat(fine.exit().action()).isCloseTo(1, within(0.04));
    }

    /** Noise n times weaker: V n times larger. */
    @Test
    void growsAsOneOverTheNoise() {
        double[] corner = {1, 1};
        QuasiPotential weak = QuasiPotential.of(rotating(1, 0.5, 0.1), new double[] {-1, -1}, corner, 20);
        QuasiPotential strong = QuasiPotential.of(rotating(1, 0.5, 1), new double[] {-1, -1}, corner, 20);
        assertThat(weak.values()[3][4]).isCloseTo(100 * strong.values()[3][4], within(1e-8));
    }

    /** However a path's points are spaced, and in whatever units z is. */
    @Test
    void actionBelongsToThePathAlone() {
        Written skew = new Written(2, z -> new double[] {z[1] - z[0], -z[0] * z[0]}, z ->
                new double[][] {{1 + z[0] * z[0], 0.3}, {0.3, 1}});
        GeometricAction action = new GeometricAction(skew);
        double[][] even = curve(200, 1);
        double[][] uneven = curve(200, 3);
        assertThat(action.cost(uneven)).isCloseTo(action.cost(even), within(2e-4 * action.cost(even)));
        Written stretched = new Written(
                2,
                z -> {
                    double[] drift = skew.drift(new double[] {z[0] / 10, z[1]});
                    return new double[] {10 * drift[0], drift[1]};
                },
                z -> {
                    double[][] sigma = skew.covariance(new double[] {z[0] / 10, z[1]});
                    return new double[][] {{100 * sigma[0][0], 10 * sigma[0][1]}, {10 * sigma[1][0], sigma[1][1]}};
                });
        double[][] wide =
                Arrays.stream(even).map(z -> new double[] {10 * z[0], z[1]}).toArray(double[][]::new);
        assertThat(new GeometricAction(stretched).cost(wide)).isCloseTo(action.cost(even), within(1e-9));
    }

    /** A quarter of a circle. */
    private static double[][] curve(int points, double power) {
        double[][] path = new double[points][];
        Arrays.setAll(path, k -> {
            double angle = Math.pow(k / (points - 1.0), power) * Math.PI / 2;
            return new double[] {Math.cos(angle), Math.sin(angle)};
        });
        return path;
    }

    /**
     * ½∫(ż − b)ᵀΣ⁻¹(ż − b)dt of the circle gone along at the speed |ż| = |b|, b = (−1, 0), Σ = diag(1, 4): by hand, ∫(|b||z′| −
     * ⟨b, z′⟩)dθ.
     */
    @Test
    void actionOfACircle() {
        Written wind = new Written(2, z -> new double[] {-1, 0}, z -> new double[][] {{1, 0}, {0, 4}});
        double sum = 0;
        int pieces = 20_000;
        for (int k = 0; k < pieces; k++) {
            double angle = (k + 0.5) / pieces * Math.PI / 2;
            double across = -Math.sin(angle);
            double up = Math.cos(angle);
            sum += (Math.sqrt(across * across + up * up / 4) + across) * Math.PI / 2 / pieces;
        }
        assertThat(new GeometricAction(wind).cost(curve(400, 1))).isCloseTo(sum, within(1e-5));
    }

    /** −∫2μ/σ² of dx = (x − x³)dt + √(1 + x²) dW from x = −1: V(0) = 2 log 2 · … by partial fractions; level from 0 to 1. */
    @Test
    void isTheIntegralOfOneComponent() {
        Written wells =
                new Written(1, z -> new double[] {z[0] - Math.pow(z[0], 3)}, z -> new double[][] {{1 + z[0] * z[0]}});
        QuasiPotential found = QuasiPotential.of(wells, new double[] {-1.5}, new double[] {1.5}, 400, 0);
        // −2x(1 − x²)/(1 + x²) has the integral x² − 2 log(1 + x²).
        java.util.function.DoubleUnaryOperator integral = x -> x * x - 2 * Math.log(1 + x * x);
        double barrier = integral.applyAsDouble(0) - integral.applyAsDouble(-1);
        assertThat(found.path(0).action()).isCloseTo(barrier, within(1e-5));
        assertThat(found.path(-1.4).action())
                .isCloseTo(integral.applyAsDouble(-1.4) - integral.applyAsDouble(-1), within(1e-5));
        assertThat(found.path(0.9).action()).isCloseTo(barrier, within(1e-5));
        assertThat(found.path(1.4).action())
                .isCloseTo(barrier + integral.applyAsDouble(1.4) - integral.applyAsDouble(1), within(1e-5));
        assertThat(found.values()).hasDimensions(1, 400);
        assertThat(found.path(-1).action()).isCloseTo(0, within(1e-9));
    }

    @Test
    void refusesWhatHasNone() {
        double[] low = {-1, -1};
        double[] high = {1, 1};
        assertThatThrownBy(() -> QuasiPotential.of(rotating(-1, 1, 1), low, high, 20))
                .hasMessageContaining("there is no attractor");
        assertThatThrownBy(() -> QuasiPotential.of(rotating(1, 1, 1), new double[] {0.2, 0.2}, high, 20))
                .hasMessageContaining("there is no attractor");
        assertThatThrownBy(() -> QuasiPotential.of(WELLS, LOW, HIGH, 20)).hasMessageContaining("say which one");
        assertThatThrownBy(() -> QuasiPotential.of(WELLS, LOW, HIGH, 20, 2))
                .hasMessageContaining("attractor 2")
                .hasMessageContaining("numbered from 0");
        assertThatThrownBy(() -> QuasiPotential.of(rotating(1, 1, 0), low, high, 20))
                .hasMessageContaining("noise in every direction");
        assertThatThrownBy(() -> QuasiPotential.of(rotating(1, 1, 1), low, high, 7))
                .hasMessageContaining("8 cells or more");
        assertThatThrownBy(() -> QuasiPotential.of(rotating(1, 1, 1), high, low, 20))
                .hasMessageEndingWith("from 1.0 to -1.0 in a box: the lower corner must lie below the upper one");
        assertThatThrownBy(() ->
                        QuasiPotential.of(rotating(1, 1, 1), low, high, 20).path(2, 0))
                .hasMessageContaining("must lie in the box");
    }
}
