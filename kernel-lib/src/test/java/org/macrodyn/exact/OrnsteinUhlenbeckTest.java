package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.macrodyn.run.RandomStreams;

class OrnsteinUhlenbeckTest {
    private static final OrnsteinUhlenbeck PROCESS = new OrnsteinUhlenbeck(0.7, 1.5, 0.4);

    @Test
    void momentsSolveTheirEquations() {
        double step = 1e-5;
        double drift = (PROCESS.mean(2, 1 + step) - PROCESS.mean(2, 1 - step)) / (2 * step);
        assertThat(drift).isEqualTo(-0.7 * (PROCESS.mean(2, 1) - 1.5), within(1e-9));
        double growth = (PROCESS.variance(1 + step) - PROCESS.variance(1 - step)) / (2 * step);
        assertThat(growth).isEqualTo(0.4 * 0.4 - 2 * 0.7 * PROCESS.variance(1), within(1e-9));
        assertThat(PROCESS.mean(2, 0)).isEqualTo(2);
        assertThat(PROCESS.variance(0)).isZero();
        assertThat(PROCESS.variance(100)).isEqualTo(PROCESS.stationaryVariance(), within(1e-15));
        assertThat(PROCESS.autocovariance(0)).isEqualTo(PROCESS.stationaryVariance());
    }

    @Test
    void transitionDensityHasThoseMoments() {
        double mass = 0;
        double mean = 0;
        double square = 0;
        double width = 0.001;
        for (double z = -2; z < 5; z += width) {
            double p = Math.exp(PROCESS.logDensity(2, z, 0.8)) * width;
            mass += p;
            mean += p * z;
            square += p * z * z;
        }
        assertThat(mass).isEqualTo(1, within(1e-9));
        assertThat(mean).isEqualTo(PROCESS.mean(2, 0.8), within(1e-9));
        assertThat(square - mean * mean).isEqualTo(PROCESS.variance(0.8), within(1e-9));
    }

    @Test
    void stepsInTwoLegsHaveTheLawOfOne() {
        var random = RandomStreams.stream(1, "ou", 0);
        int draws = 100_000;
        double mean = 0;
        double square = 0;
        for (int i = 0; i < draws; i++) {
            double z = PROCESS.step(PROCESS.step(2, 0.3, random), 0.5, random) - PROCESS.mean(2, 0.8);
            mean += z / draws;
            square += z * z / draws;
        }
        double variance = PROCESS.variance(0.8);
        assertThat(mean).isEqualTo(0, within(4 * Math.sqrt(variance / draws)));
        assertThat(square).isEqualTo(variance, within(4 * variance * Math.sqrt(2.0 / draws)));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new OrnsteinUhlenbeck(0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("θ = 0.0");
        assertThatThrownBy(() -> new OrnsteinUhlenbeck(1, Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OrnsteinUhlenbeck(1, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
