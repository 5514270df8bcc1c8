package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final double[] TEMPERATURES = {2.25, 2.26, 2.27, 2.28, 2.29};

    /** Binder cumulants decoded from the paper's figure; slopes of an independent, well-conditioned cubic. */
    @Test
    void givesTheSlopesThatRawPowersLose() {
        double[] u32 = {0.62775, 0.62282, 0.60955, 0.59768, 0.58307};
        double[] u48 = {0.63725, 0.62918, 0.60863, 0.59166, 0.56436};
        double[] u64 = {0.64311, 0.63371, 0.60335, 0.57644, 0.53642};
        assertThat(PolynomialFit.of(TEMPERATURES, u32, 3).derivative(2.269)).isCloseTo(-1.2767, within(5e-4));
        assertThat(PolynomialFit.of(TEMPERATURES, u48, 3).derivative(2.269)).isCloseTo(-1.8434, within(5e-4));
        assertThat(PolynomialFit.of(TEMPERATURES, u64, 3).derivative(2.269)).isCloseTo(-2.8442, within(5e-4));
    }

    @Test
    void isExactForAPolynomialFarFromTheOrigin() {
        double[] y = Arrays.stream(TEMPERATURES)
                .map(t -> 3 - 2 * (t - 2) + Math.pow(t - 2, 3))
                .toArray();
        PolynomialFit fit = PolynomialFit.of(TEMPERATURES, y, 3);
        assertThat(fit.value(2.3)).isCloseTo(3 - 0.6 + 0.027, within(1e-12));
        assertThat(fit.derivative(2.3)).isCloseTo(-2 + 3 * 0.09, within(1e-10));
        assertThat(fit.r2()).isCloseTo(1, within(1e-12));
    }

    /** Closed form of the straight line: Bevington, Data Reduction, §6.3. */
    @Test
    void weighsAsTheClosedFormOfAStraightLine() {
        double[] x = {1, 2, 4, 5};
        double[] y = {1.1, 1.9, 4.3, 4.8};
        double[] e = {0.1, 0.2, 0.3, 0.1};
        double s = 0;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        for (int i = 0; i < 4; i++) {
            double w = 1 / (e[i] * e[i]);
            s += w;
            sx += w * x[i];
            sy += w * y[i];
            sxx += w * x[i] * x[i];
            sxy += w * x[i] * y[i];
        }
        double delta = s * sxx - sx * sx;
        PolynomialFit fit = PolynomialFit.of(x, y, e, 1);
        assertThat(fit.derivative(0)).isCloseTo((s * sxy - sx * sy) / delta, within(1e-12));
        assertThat(fit.value(0)).isCloseTo((sxx * sy - sx * sxy) / delta, within(1e-12));
        assertThat(fit.derivativeError(0)).isCloseTo(Math.sqrt(s / delta), within(1e-12));
        assertThat(fit.valueError(0)).isCloseTo(Math.sqrt(sxx / delta), within(1e-12));
    }

    @Test
    void errorBarsFromTheScatterCoverTheTruth() {
        Random random = new Random(11);
        double[] pulls = new double[300];
        double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        for (int i = 0; i < pulls.length; i++) {
            double[] y =
                    Arrays.stream(x).map(v -> 1 + 2 * v + random.nextGaussian()).toArray();
            PolynomialFit fit = PolynomialFit.of(x, y, 1);
            pulls[i] = (fit.derivative(0) - 2) / fit.derivativeError(0);
        }
        // Student's t with 10 degrees of freedom: variance 1.25, kurtosis 4, so t² has variance 4.6875.
        // below 0.14.
        double variance = Arrays.stream(pulls).map(p -> p * p).average().orElseThrow();
        assertThat(variance).isCloseTo(1.25, within(4 * Math.sqrt(4.6875 / pulls.length)));
    }

    /** Printed by the paper's notebook. */
    @Test
    void powerLawsAreThoseOfThePublishedPoints() {
        double[] sides = {16, 32, 64, 128};
        LogLogFit m = LogLogFit.of(sides, new double[] {0.70762, 0.66485, 0.58848, 0.55863});
        assertThat(m.exponent()).isCloseTo(-0.119925, within(1e-5));
        assertThat(m.prefactor()).isCloseTo(0.990608, within(3e-5));
        assertThat(m.r2()).isCloseTo(0.975532, within(1e-4));
        LogLogFit chi = LogLogFit.of(sides, new double[] {3.7957, 13.5561, 52.3125, 151.9612});
        assertThat(chi.exponent()).isCloseTo(1.791777, within(1e-5));
        assertThat(chi.value(64)).isCloseTo(chi.prefactor() * Math.pow(64, chi.exponent()), within(1e-12));
        // Ten times the relative error: ten times the exponent's.
        double[] error = {0.1, 0.1, 0.1, 0.1};
        double[] tenTimesWorse = {1, 1, 1, 1};
        double[] y = {16, 32, 64, 128};
        assertThat(LogLogFit.of(sides, y, tenTimesWorse).exponentError())
                .isCloseTo(10 * LogLogFit.of(sides, y, error).exponentError(), within(1e-12));
    }

    @Test
    void findsACrossing() {
        PolynomialFit down = PolynomialFit.of(new double[] {0, 1}, new double[] {1, -1}, 1);
        PolynomialFit flat = PolynomialFit.of(new double[] {0, 1}, new double[] {0.5, 0.5}, 1);
        assertThat(down.crossing(flat, 0, 1)).isCloseTo(0.25, within(1e-14));
        assertThat(down.crossing(flat, 0.25, 1)).isEqualTo(0.25);
        assertThatIllegalArgumentException().isThrownBy(() -> down.crossing(flat, Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> down.crossing(flat, 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> down.crossing(flat, 0.5, 1))
                .withMessageContaining("do not cross");
    }

    @Test
    void refusesBadInput() {
        double[] two = {1, 2};
        assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(two, two, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(new double[] {1, 1}, two, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(two, new double[3], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(two, two, new double[] {1, 0}, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> LogLogFit.of(two, new double[] {1, -1}));
        double[] none = {};
        assertThatIllegalArgumentException().isThrownBy(() -> LogLogFit.of(none, none));
        assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(none, none, 0));
        for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] bad = {1, broken};
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LogLogFit.of(bad, two))
                    .withMessageContaining("value " + broken);
            assertThatIllegalArgumentException().isThrownBy(() -> LogLogFit.of(two, bad));
            assertThatIllegalArgumentException().isThrownBy(() -> LogLogFit.of(two, two, bad));
            assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(bad, two, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(two, bad, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> PolynomialFit.of(two, two, bad, 1));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogLogFit.of(two, two, new double[3]))
                .withMessage("2 x, 2 y, 3 errors: must be equally many");
    }
}
