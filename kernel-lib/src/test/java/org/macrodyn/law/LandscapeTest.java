package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;

class LandscapeTest {
    private static Written line(
            java.util.function.DoubleUnaryOperator mu, java.util.function.DoubleUnaryOperator variance) {
        return new Written(
                1, z -> new double[] {mu.applyAsDouble(z[0])}, z -> new double[][] {{variance.applyAsDouble(z[0])}});
    }

    /** dz = −a(z − c) dt + σ dW: a Gaussian about c with variance σ²/2a. */
    @Test
    void ofAnOrnsteinUhlenbeckProcessIsGaussian() {
        Landscape landscape = Landscape.of(line(z -> -2 * (z - 0.3), z -> 0.04), -0.7, 1.3);
        assertThat(landscape.mean()).isCloseTo(0.3, within(1e-9));
        assertThat(landscape.variance()).isCloseTo(0.01, within(1e-9));
        assertThat(landscape.density()[1000]).isCloseTo(1 / Math.sqrt(2 * Math.PI * 0.01), within(1e-6));
        assertThat(landscape.potential()[0]).isCloseTo(50, within(1e-9));
        assertThat(landscape.wells()).hasSize(1);
        assertThat(landscape.wells()[0]).isCloseTo(0.3, within(1e-9));
        assertThat(landscape.barriers()).isEmpty();
    }

    /**
     * dz = (1 − z) dt + √z dW: Gamma's density with shape and rate 2, p = 4z e^(−2z); noise that grows with z moves its top to ½.
     */
    @Test
    void countsNoiseThatDependsOnTheState() {
        Landscape landscape = Landscape.of(line(z -> 1 - z, z -> z), 1e-3, 20);
        double at = landscape.x()[100];
        double exact = 4 * at * Math.exp(-2 * at) / Gamma.regularizedGammaQ(2, 2e-3);
        assertThat(landscape.density()[100]).isCloseTo(exact, within(2e-4 * exact));
        assertThat(landscape.mean()).isCloseTo(1, within(2e-4));
        assertThat(landscape.wells()[0]).isCloseTo(0.5, within(1e-4));
    }

    /** dz = (z − z³) dt + σ dW: wells at ±1, a barrier of 1/(2σ²) at 0. */
    @Test
    void seesWellsAndTheBarrier() {
        Landscape landscape = Landscape.of(line(z -> z - z * z * z, z -> 0.01), -1.5, 1.5);
        assertThat(landscape.wells()).hasSize(2);
        assertThat(landscape.wells()[0]).isCloseTo(-1, within(1e-5));
        assertThat(landscape.barriers()).hasSize(1);
        assertThat(landscape.barriers()[0]).isCloseTo(0, within(1e-9));
        assertThat(landscape.potential()[1000]).isCloseTo(50, within(1e-4));
    }

    @Test
    void refusesWhatHasNone() {
        assertThatThrownBy(() -> Landscape.of(line(z -> -z, z -> z), -1, 1))
                .hasMessageContaining("σ² = -1.0 at z0 = -1.00000, must be finite and above 0");
        assertThatThrownBy(() -> Landscape.of(line(z -> -z, z -> 1), 1, 1))
                .hasMessageContaining("a range that goes upwards");
        assertThatThrownBy(() -> Landscape.of(new Written(2, z -> z, z -> new double[2][2]), 0, 1))
                .hasMessageContaining("for two take PlaneLandscape");
    }
}
