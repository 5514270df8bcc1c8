package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlaneLandscapeTest {
    private static final double[] LOW = {-4, -4};
    private static final double[] HIGH = {4, 4};

    /** dz = (−az₀ + ωz₁, −ωz₀ − az₁) dt + s dW. */
    private static Written rotating(double a, double omega, double s) {
        return new Written(2, z -> new double[] {-a * z[0] + omega * z[1], -omega * z[0] - a * z[1]}, z ->
                new double[][] {{s * s, 0}, {0, s * s}});
    }

    private static double moment(PlaneLandscape landscape, int powerX, int powerY) {
        double[] x = landscape.x();
        double[] y = landscape.y();
        double area = (x[1] - x[0]) * (y[1] - y[0]);
        double sum = 0;
        for (int row = 0; row < y.length; row++) {
            for (int column = 0; column < x.length; column++) {
                sum += landscape.density()[row][column] * Math.pow(x[column], powerX) * Math.pow(y[row], powerY) * area;
            }
        }
        return sum;
    }

    /** Gaussian of variance s²/2a; J = ωp (z₁, −z₀); entropy production 2ω²⟨r²⟩/s² = 2ω²/a. */
    @Test
    void seesTheCurrentOfARotation() {
        PlaneLandscape landscape = PlaneLandscape.of(rotating(1, 0.5, 1), LOW, HIGH, 41);
        assertThat(moment(landscape, 0, 0)).isCloseTo(1, within(1e-12));
        assertThat(moment(landscape, 2, 0)).isCloseTo(0.5, within(5e-3));
        assertThat(moment(landscape, 1, 1)).isCloseTo(0, within(1e-9));
        assertThat(landscape.entropyProduction()).isCloseTo(0.5, within(0.02));
        double p = Math.exp(-Math.pow(landscape.y()[24], 2)) / Math.PI;
        assertThat(landscape.density()[24][20]).isCloseTo(p, within(0.02 * p));
        assertThat(landscape.across()[24][20]).isCloseTo(0.5 * landscape.y()[24] * p, within(0.03 * 0.4 * p));
        assertThat(landscape.up()[20][24]).isCloseTo(-0.5 * landscape.y()[24] * p, within(0.03 * 0.4 * p));
        assertThat(landscape.potential()[20][20]).isZero();
        assertThat(landscape.potential()[24][20]).isCloseTo(Math.pow(landscape.y()[24], 2), within(0.02));
    }

    /** dz = −z dt + σ dW with Σ = [[1, ½], [½, 1]] is in detailed balance: covariance Σ/2, no current. */
    @Test
    void hasNoCurrentInDetailedBalance() {
        Written balanced = new Written(2, z -> new double[] {-z[0], -z[1]}, z -> new double[][] {{1, 0.5}, {0.5, 1}});
        PlaneLandscape landscape = PlaneLandscape.of(balanced, new double[] {-3, -3}, new double[] {3, 3}, 61);
        assertThat(moment(landscape, 2, 0)).isCloseTo(0.5, within(5e-3));
        assertThat(moment(landscape, 1, 1)).isCloseTo(0.25, within(5e-3));
        assertThat(landscape.entropyProduction()).isCloseTo(0, within(2e-3));
    }

    /** σ² = 1/2000 about 0: cells are much wider than the peak's flanks are steep, and p stays positive. */
    @Test
    void staysPositiveWhereDriftOutweighsNoise() {
        PlaneLandscape landscape = PlaneLandscape.of(rotating(1, 0, 0.1), LOW, HIGH, 21);
        for (double[] row : landscape.density()) {
            assertThat(Arrays.stream(row).min().orElseThrow()).isNotNegative();
        }
        assertThat(landscape.density()[10][10]).isPositive();
        assertThat(moment(landscape, 0, 0)).isCloseTo(1, within(1e-12));
    }

    @Test
    void refusesWhatHasNone() {
        assertThatThrownBy(() -> PlaneLandscape.of(rotating(1, 0, 1), LOW, HIGH, 2))
                .hasMessageContaining("3 cells or more");
        assertThatThrownBy(() -> PlaneLandscape.of(rotating(1, 0, 1), HIGH, LOW, 9))
                .hasMessageContaining("a box that goes upwards");
        assertThatThrownBy(() -> PlaneLandscape.of(rotating(0, 0, 0), LOW, HIGH, 9))
                .hasMessageContaining("nothing leads on");
    }
}
