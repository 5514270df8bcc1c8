package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double PHI = 0.9;

    /** First-order autoregression: ρ(k) = φᵏ, so τ = (1 + φ) / (1 − φ) = 19, exactly. */
    @Test
    void correlationTimeOfAnAutoregression() {
        Autocorrelation correlation = Autocorrelation.of(autoregression(new Random(1), 8, 50_000));
        double exact = (1 + PHI) / (1 - PHI);
        // Madras and Sokal (1988), eq. 3.19: relative variance 2 (2 W + 1) / N.
        double error = exact * Math.sqrt(2.0 * (2 * correlation.window() + 1) / correlation.values());
        assertThat(correlation.time()).isCloseTo(exact, within(4 * error));
        assertThat(correlation.effectiveValues()).isCloseTo(400_000 / correlation.time(), within(1e-6));
    }

    @Test
    void bothErrorsOfTheMeanAgreeWithTheScatterOfManyRuns() {
        double[][] runs = autoregression(new Random(2), 400, 4096);
        double scatter = Spread.of(Arrays.stream(runs)
                        .mapToDouble(run -> Spread.of(run).mean())
                        .toArray())
                .standardDeviation();
        double windowed = Arrays.stream(runs)
                .mapToDouble(run -> Math.pow(Autocorrelation.of(run).standardError(), 2))
                .average()
                .orElseThrow();
        double blocked = Arrays.stream(runs)
                .mapToDouble(run -> Math.pow(Autocorrelation.blockingError(run), 2))
                .average()
                .orElseThrow();
        // The scatter of 400 means is known to 1/√800 of itself.
        double bias = 0.05;
        assertThat(Math.sqrt(windowed)).isCloseTo(scatter, within(scatter * (4 / Math.sqrt(800) + bias)));
        assertThat(Math.sqrt(blocked)).isCloseTo(scatter, within(scatter * (4 / Math.sqrt(800) + bias)));
    }

    @Test
    void independentValuesHaveTimeOne() {
        double[] series = new Random(3).doubles(100_000).toArray();
        Autocorrelation correlation = Autocorrelation.of(series);
        assertThat(correlation.time())
                .isCloseTo(1, within(4 * Math.sqrt(2.0 * (2 * correlation.window() + 1) / 100_000)));
        assertThat(Autocorrelation.of(new double[] {2, 2, 2}).standardError()).isZero();
    }

    /** Two values ±a: ⟨|m|⟩ = a, χ = 0, U = 2/3. Gaussian of variance v: ⟨|m|⟩ = √(2v/π), U = 0. */
    @Test
    void criticalObservablesOfKnownLaws() {
        double[][] ordered = {{0.5, -0.5}, {-0.5, -0.5}};
        CriticalObservables low = CriticalObservables.of(ordered, 16, 2);
        assertThat(low.meanAbsolute().value()).isEqualTo(0.5);
        assertThat(low.susceptibility().value()).isZero();
        assertThat(low.binderCumulant().value()).isCloseTo(2.0 / 3, within(1e-15));

        Random random = new Random(4);
        double v = 0.01;
        double[][] gaussian = new double[50][2000];
        for (double[] run : gaussian) {
            Arrays.setAll(run, i -> Math.sqrt(v) * random.nextGaussian());
        }
        CriticalObservables high = CriticalObservables.of(gaussian, 10, 2.5);
        assertThat(high.meanAbsolute().value())
                .isCloseTo(
                        Math.sqrt(2 * v / Math.PI),
                        within(4 * high.meanAbsolute().error()));
        assertThat(high.susceptibility().value())
                .isCloseTo(
                        100 / 2.5 * v * (1 - 2 / Math.PI),
                        within(4 * high.susceptibility().error()));
        assertThat(high.binderCumulant().value())
                .isCloseTo(0, within(4 * high.binderCumulant().error()));
        // Exact standard error of ⟨|m|⟩ over N independent values.
        double exact = Math.sqrt(v * (1 - 2 / Math.PI) / 100_000);
        assertThat(high.meanAbsolute().error()).isCloseTo(exact, within(4 * exact / Math.sqrt(2 * 49)));
    }

    @Test
    void aSingleRunIsCutIntoBlocksAndStrayValuesAreClipped() {
        double[] run = new double[20];
        Arrays.fill(run, 1.3);
        CriticalObservables observables = CriticalObservables.of(new double[][] {run}, 8, 2.27);
        assertThat(observables.meanAbsolute()).isEqualTo(new CriticalObservables.Estimate(1, 0));
    }

    @Test
    void densityIntegratesToOneAndFollowsTheLaw() {
        double[] samples = new Random(5).ints(20_000, 0, 2).mapToDouble(i -> i).toArray();
        Random random = new Random(6);
        Arrays.setAll(samples, i -> random.nextGaussian());
        double[] x = IntStream.range(0, 401).mapToDouble(i -> -6 + 0.03 * i).toArray();
        double[] density = KernelDensity.of(samples).at(x);
        assertThat(Arrays.stream(density).sum() * 0.03).isCloseTo(1, within(1e-6));
        // A Gaussian smoothed by a Gaussian: variance 1 + b².
        double b = KernelDensity.of(samples).bandwidth();
        double exact = 1 / Math.sqrt(2 * Math.PI * (1 + b * b));
        double error = Math.sqrt(exact / (2 * Math.sqrt(Math.PI) * b * samples.length));
        assertThat(density[200]).isCloseTo(exact, within(4 * error));
    }

    @Test
    void refusesBadInput() {
        assertThatIllegalArgumentException().isThrownBy(() -> Autocorrelation.of(new double[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> Autocorrelation.of(new double[] {1, Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> Autocorrelation.blockingError(new double[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> CriticalObservables.of(new double[2][9], 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticalObservables.of(new double[2][9], 8, -1))
                .withMessageContaining("T = -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticalObservables.of(new double[][] {{1}, {Double.NaN}}, 8, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelDensity.of(new double[] {1, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelDensity.of(new double[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticalObservables.of(new double[][] {{1}, {}}, 8, 1))
                .withMessageContaining("run 1 has 0 samples");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticalObservables.of(new double[3][5], 8, 1))
                .withMessageContaining("no value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticalObservables.of(new double[2][9], 8, Double.POSITIVE_INFINITY));
        for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[] bad = {1, 2, broken, 3};
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KernelDensity.of(bad, 1))
                    .withMessageContaining("must be finite");
            assertThatIllegalArgumentException().isThrownBy(() -> KernelDensity.of(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> Autocorrelation.blockingError(bad));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KernelDensity.of(new double[] {1, 2}, Math.abs(broken)));
        }
    }

    private static double[][] autoregression(Random random, int runs, int steps) {
        double[][] series = new double[runs][steps];
        for (double[] run : series) {
            run[0] = random.nextGaussian();
            for (int t = 1; t < steps; t++) {
                run[t] = PHI * run[t - 1] + Math.sqrt(1 - PHI * PHI) * random.nextGaussian();
            }
        }
        return series;
    }
}
