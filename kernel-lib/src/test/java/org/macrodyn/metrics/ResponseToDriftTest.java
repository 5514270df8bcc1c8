package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an error of the drift does to a stationary law, against the law itself by quadrature. */
class ResponseToDriftTest {
    private static final int SIDE = 16;
    private static final int POINTS = 20_001;
    private static final double NOISE = 0.6;
    private static final double TEMPERATURE = 2.27;

    /** μ of a double well: log P = n (0.2 m² − 0.3 m⁴) at σ² = s/n, plus δμ sign m. */
    private static double drift(double m, double error) {
        return NOISE / 2 * (0.4 * m - 1.2 * m * m * m) + error * Math.signum(m);
    }

    /** ⟨|m|^power⟩ of P ∝ exp ∫ 2μ/σ² on 0 ≤ m ≤ 1 by the trapezoidal rule. */
    private static double moment(double error, int power) {
        double step = 1.0 / (POINTS - 1);
        double exponent = 0;
        double weight = 0;
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            double m = i * step;
            if (i > 0) {
                exponent += step * SIDE * SIDE / NOISE * (drift(m, error) + drift(Math.max(m - step, 1e-12), error));
            }
            weight += Math.exp(exponent);
            sum += Math.exp(exponent) * Math.pow(m, power);
        }
        return sum / weight;
    }

    @Test
    void theMeanMovesByTheSusceptibilityTimesTheError() {
        double mean = moment(0, 1);
        double chi = SIDE * SIDE / TEMPERATURE * (moment(0, 2) - mean * mean);
        CriticalObservables known = new CriticalObservables(
                new CriticalObservables.Estimate(mean, 0),
                new CriticalObservables.Estimate(chi, 0),
                new CriticalObservables.Estimate(0, 0));
        double error = 1e-5;
        double found = (moment(error, 1) - moment(-error, 1)) / (2 * error);
        assertThat(known.responseToDrift(TEMPERATURE, NOISE)).isCloseTo(found, within(1e-3 * found));
    }

    /** log P(m) − log P(0) changes by (2n/s) δμ m, four times as much at twice the side. */
    @Test
    void largerLatticesNeedBetterDrifts() {
        double[] needed = IntStream.of(16, 32)
                .mapToDouble(side -> {
                    CriticalObservables same = new CriticalObservables(
                            new CriticalObservables.Estimate(0.5, 0),
                            new CriticalObservables.Estimate(side * side / TEMPERATURE * 0.01, 0),
                            new CriticalObservables.Estimate(0, 0));
                    return 1 / same.responseToDrift(TEMPERATURE, NOISE);
                })
                .toArray();
        assertThat(needed[0] / needed[1]).isCloseTo(4, within(1e-12));
        assertThatThrownBy(() -> new CriticalObservables(
                                new CriticalObservables.Estimate(0, 0),
                                new CriticalObservables.Estimate(1, 0),
                                new CriticalObservables.Estimate(0, 0))
                        .responseToDrift(TEMPERATURE, 0))
                .hasMessageContaining("L²σ² = 0.0");
    }
}
