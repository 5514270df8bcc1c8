package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurieWeissChainTest {
    /** Values: tridiagonal eigenvalue problem in double precision, given with the project's anchors. */
    @ParameterizedTest
    @CsvSource({
        "256, 1.1, 0.1, 0.476513, 2.62567, -0.00423578, 1.50824617",
        "4096, 1.1, 0.1, 0.489881, 2.46077, -0.00297783, 1.50322848",
        "256, 1.0, 0, 0, 18.46794, -0.03942442, 1.54403250",
        "4096, 1.0, 0, 0, 74.66111, -0.03797887, 1.53826687"
    })
    void stationaryMomentsDriftAndDiffusion(
            int n, double t, double h, double mean, double nVariance, double drift, double nDiffusion) {
        CurieWeissChain chain = new CurieWeissChain(n, t, h);
        double[] law = chain.stationary();
        assertThat(chain.mean(law)).isCloseTo(mean, within(5e-7));
        assertThat(n * chain.variance(law)).isCloseTo(nVariance, within(5e-6));
        assertThat(chain.drift(0.5)).isCloseTo(drift, within(5e-9));
        assertThat(n * chain.variance(0.5)).isCloseTo(nDiffusion, within(5e-9));
    }

    @Test
    void largeSystemsFollowTheMeanFieldEquation() {
        CurieWeissChain chain = new CurieWeissChain(1 << 20, 1.1, 0.1);
        for (double m = -0.75; m <= 0.75; m += 0.25) {
            double tanh = Math.tanh((m + 0.1) / 1.1);
            assertThat(chain.drift(m)).isCloseTo(tanh - m, within(1e-5));
            assertThat((1 << 20) * chain.variance(m)).isCloseTo(2 * (1 - m * tanh), within(1e-5));
        }
    }

    /** One free spin flips at rates r₊ and r₋: ⟨s(t)⟩ relaxes exponentially at rate r₊ + r₋ = 1. */
    @Test
    void oneSpinRelaxesExponentially() {
        CurieWeissChain chain = new CurieWeissChain(1, 1.1, 0.1);
        double equilibrium = Math.tanh(0.1 / 1.1);
        CurieWeissChain.Course course = chain.course(-1, 0.5, 9);
        for (int i = 0; i < 9; i++) {
            double expected = equilibrium + (-1 - equilibrium) * Math.exp(-course.times()[i]);
            assertThat(course.mean()[i]).isCloseTo(expected, within(1e-12));
        }
    }

    /** At late times the mean relaxes with the spectral gap 0.285418 of the project's anchors. */
    @Test
    void lateRelaxationFollowsTheSpectralGap() {
        CurieWeissChain chain = new CurieWeissChain(256, 1.1, 0.1);
        double equilibrium = chain.mean(chain.stationary());
        CurieWeissChain.Course course = chain.course(-0.5, 10, 7);
        double rate = Math.log((course.mean()[5] - equilibrium) / (course.mean()[6] - equilibrium)) / 10;
        assertThat(rate).isCloseTo(0.285418, within(1e-5));
    }

    @Test
    void lawStaysNormalisedAndReachesTheStationaryOne() {
        CurieWeissChain chain = new CurieWeissChain(64, 1.1, 0.1);
        double[] law = new double[65];
        law[3] = 1;
        double[] late = chain.evolve(law, 300);
        double[] stationary = chain.stationary();
        for (int k = 0; k <= 64; k++) {
            assertThat(late[k]).isCloseTo(stationary[k], within(1e-11));
        }
    }

    @Test
    void refusesWhatIsNoSystem() {
        assertThatThrownBy(() -> new CurieWeissChain(16, 0, 0.1)).hasMessageContaining("T = 0.0");
        CurieWeissChain chain = new CurieWeissChain(16, 1, 0);
        assertThatThrownBy(() -> chain.course(1.5, 1, 3)).hasMessageContaining("m = 1.5");
    }

    @Test
    void saysWhatItIsInALine() {
        assertThat(new CurieWeissChain(16, 0.8, -0.1)).hasToString("Curie–Weiss chain of 16 spins, T = 0.8, h = -0.1");
    }
}
