package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.macrodyn.metrics.CriticalObservables.Estimate;
import org.macrodyn.metrics.FiniteSizeScaling.Points;

/** Averages that follow a scaling law with given exponents: L^(−β/ν) f(x), L^(γ/ν) g(x), U(x), x = (T − T_c) L^(1/ν). */
class FiniteSizeScalingTest {
    private static final double CRITICAL = 2.3;
    private static final double BETA = 0.2;
    private static final double GAMMA = 1.6;
    private static final List<Integer> SIDES = List.of(16, 32, 64, 128);
    private static final List<Double> TEMPERATURES = List.of(2.28, 2.285, 2.29, 2.295, 2.3, 2.305, 2.31, 2.315, 2.32);
    /** Standard errors in units of the values. */
    private static final double ERROR = 1e-3;

    private static final Function<CriticalObservables, Estimate> ABSOLUTE = CriticalObservables::meanAbsolute;
    private static final Function<CriticalObservables, Estimate> CHI = CriticalObservables::susceptibility;

    /** With normal errors of {@code noise} standard errors. */
    private static FiniteSizeScaling scaling(double inverseNu, double noise) {
        Random random = new Random(5);
        SortedMap<Integer, SortedMap<Double, CriticalObservables>> averages = new TreeMap<>();
        for (int side : SIDES) {
            SortedMap<Double, CriticalObservables> row = new TreeMap<>();
            for (double temperature : TEMPERATURES) {
                double x = (temperature - CRITICAL) * Math.pow(side, inverseNu);
                row.put(
                        temperature,
                        new CriticalObservables(
                                estimate(Math.pow(side, -BETA) * (0.9 - 0.2 * x + 0.02 * x * x), noise, random),
                                estimate(Math.pow(side, GAMMA) * (0.5 + 0.1 * x - 0.03 * x * x), noise, random),
                                estimate(0.6 - 0.1 * x + 0.005 * x * x, noise, random)));
            }
            averages.put(side, row);
        }
        return new FiniteSizeScaling(averages, side -> 2);
    }

    private static Estimate estimate(double value, double noise, Random random) {
        return new Estimate(value * (1 + noise * ERROR * random.nextGaussian()), Math.abs(value) * ERROR);
    }

    @Test
    void powersOfTheSideAreTheExponents() {
        FiniteSizeScaling exact = scaling(1, 0);
        LogLogFit beta = exact.power(SIDES, CRITICAL, ABSOLUTE);
        assertThat(beta.exponent()).isCloseTo(-BETA, within(1e-9));
        assertThat(beta.prefactor()).isCloseTo(0.9, within(1e-9));
        assertThat(exact.power(SIDES, CRITICAL, CHI).exponent()).isCloseTo(GAMMA, within(1e-9));
        FiniteSizeScaling noisy = scaling(1, 1);
        for (var of : List.of(ABSOLUTE, CHI)) {
            LogLogFit fit = noisy.power(SIDES, CRITICAL, of);
            assertThat(fit.exponent()).isCloseTo(of == ABSOLUTE ? -BETA : GAMMA, within(4 * fit.exponentError()));
            // ERROR over the deviation of ln L, √4 times
            assertThat(fit.exponentError()).isBetween(ERROR / 4, ERROR);
        }
    }

    /** |dU/dT| at T_c is 0.1 L^(1/ν). */
    @Test
    void slopesOfTheCumulantGrowAsOneOverNu() {
        for (double inverseNu : new double[] {1, 0.8}) {
            FiniteSizeScaling exact = scaling(inverseNu, 0);
            Points slopes = exact.slopes(SIDES, CRITICAL);
            for (int i = 0; i < SIDES.size(); i++) {
                assertThat(slopes.x()[i]).isEqualTo(SIDES.get(i).doubleValue());
                double expected = 0.1 * Math.pow(SIDES.get(i), inverseNu);
                assertThat(slopes.y()[i]).isCloseTo(expected, within(1e-6 * expected));
                assertThat(slopes.error()[i]).isPositive();
            }
            assertThat(exact.slopePower(SIDES, CRITICAL).exponent()).isCloseTo(inverseNu, within(1e-6));
        }
        LogLogFit noisy = scaling(1, 1).slopePower(SIDES, CRITICAL);
        assertThat(noisy.exponent()).isCloseTo(1, within(4 * noisy.exponentError()));
        assertThat(noisy.exponentError()).isLessThan(0.1);
    }

    @Test
    void cumulantsCrossAtTheCriticalTemperature() {
        assertThat(scaling(1, 0).crossing(SIDES).orElseThrow().value()).isCloseTo(CRITICAL, within(1e-9));
        Estimate noisy = scaling(1, 1).crossing(SIDES).orElseThrow();
        assertThat(noisy.value()).isCloseTo(CRITICAL, within(4 * noisy.error()));
        assertThat(noisy.error()).isBetween(1e-6, 1e-3);
    }

    @Test
    void cumulantsThatDoNotCrossHaveNoCrossing() {
        SortedMap<Integer, SortedMap<Double, CriticalObservables>> apart = new TreeMap<>();
        for (int side : List.of(16, 32)) {
            SortedMap<Double, CriticalObservables> row = new TreeMap<>();
            for (double temperature : TEMPERATURES) {
                Estimate u = new Estimate(side / 100.0 - 0.1 * temperature, ERROR);
                row.put(temperature, new CriticalObservables(u, u, u));
            }
            apart.put(side, row);
        }
        assertThat(new FiniteSizeScaling(apart, side -> 1).crossing(List.of(16, 32)))
                .isEmpty();
    }

    @Test
    void scaledNumbersAreOneCurve() {
        FiniteSizeScaling exact = scaling(1, 0);
        for (int side : SIDES) {
            Points scaled = exact.scaled(side, CRITICAL, ABSOLUTE, BETA);
            for (int k = 0; k < TEMPERATURES.size(); k++) {
                double x = (TEMPERATURES.get(k) - CRITICAL) * side;
                assertThat(scaled.x()[k]).isCloseTo(x, within(1e-12));
                double f = 0.9 - 0.2 * x + 0.02 * x * x;
                assertThat(scaled.y()[k]).isCloseTo(f, within(1e-12));
                assertThat(scaled.error()[k]).isCloseTo(f * ERROR, within(1e-12));
            }
        }
    }

    /** χ² per degree of freedom is 1 ± √(2/n) for the right exponents, and far above for others or another T_c. */
    @Test
    void dataCollapseForTheirOwnExponentsAlone() {
        FiniteSizeScaling noisy = scaling(1, 1);
        double range = 1.4;
        long n = SIDES.stream()
                .flatMap(side -> TEMPERATURES.stream().map(t -> Math.abs(t - CRITICAL) * side))
                .filter(x -> x <= range)
                .count();
        double spread = 4 * Math.sqrt(2.0 / (n - 4));
        assertThat(noisy.collapse(CRITICAL, ABSOLUTE, BETA, range, 3)).isCloseTo(1, within(spread));
        assertThat(noisy.collapse(CRITICAL, CHI, -GAMMA, range, 3)).isCloseTo(1, within(spread));
        assertThat(noisy.collapse(CRITICAL, ABSOLUTE, -BETA, range, 3)).isGreaterThan(100);
        assertThat(noisy.collapse(CRITICAL, ABSOLUTE, 0.125, range, 3)).isGreaterThan(10);
        assertThat(noisy.collapse(CRITICAL, CHI, -1.75, range, 3)).isGreaterThan(10);
        assertThat(noisy.collapse(CRITICAL + 0.005, ABSOLUTE, BETA, range, 3)).isGreaterThan(3);
        assertThat(scaling(1, 0).collapse(CRITICAL, ABSOLUTE, BETA, range, 3)).isLessThan(1e-12);
    }
}
