package org.macrodyn.sde;

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
            float[] y = {0, (float) (x - 0.25)};
            float[] slope = new float[2];
            activation.forward(y, slope, 1, 2, 0.25f);
            assertThat((double) y[1]).isCloseTo(activation.value(x), within(2e-6 * Math.max(1, Math.abs(x))));
            double exact = (activation.value(x + h) - activation.value(x - h)) / (2 * h);
            assertThat((double) slope[1]).isCloseTo(exact, within(1e-5));
            assertThat(y[0]).isZero();
        }
    }
}
