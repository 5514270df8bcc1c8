package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
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
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KernelDensity.of(new double[] {1, 2}, Math.abs(broken)));
        }
    }
}
