package org.macrodyn.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
    @ParameterizedTest
    @EnumSource
    void fastFormHasTheValueAndSlopeOfTheExactOne(Activation activation) {
        double h = 1e-6;
        for (double x = -12.05; x < 12; x += 0.1) {
            float[] y = {(float) x, 7};
            float[] slope = new float[2];
            activation.forward(y, slope, 1);
            assertThat((double) y[0]).isCloseTo(activation.value(x), within(2e-6 * Math.max(1, Math.abs(x))));
            double exact = (activation.value(x + h) - activation.value(x - h)) / (2 * h);
            assertThat((double) slope[0]).isCloseTo(exact, within(1e-5));
            assertThat(y[1]).isEqualTo(7);
        }
    }
}
