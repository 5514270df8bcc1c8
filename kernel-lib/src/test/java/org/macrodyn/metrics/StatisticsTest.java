package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
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

    /**
     * 0.9 min(s, quartiles/1.34) n^(−1/5), and 32 = 2⁵: of 0, 1, … 31 s² = 32·33/12 and quartiles lie 16 apart; s is the less,
     * but where one lies far off (Silverman, Density Estimation, 1986, (3.31)).
     */
    @Test
    void bandwidthIsSilvermans() {
        double[] even = IntStream.range(0, 32).asDoubleStream().toArray();
        assertThat(KernelDensity.of(even).bandwidth()).isCloseTo(0.45 * Math.sqrt(88), within(1e-12));
        even[31] = 1000;
        assertThat(KernelDensity.of(even).bandwidth()).isCloseTo(0.45 * 16 / 1.34, within(1e-12));
    }

    /**
     * Two streams of two runs at ∣m∣ = 0.2 and at 0.6: their means differ by 0.4, the error of both is half of that, of four runs
     * 0.4/√12.
     */
    @Test
    void streamsThatDifferMakeTheError() {
        double[][] low = {{0.2, -0.2}, {0.2, 0.2}};
        double[][] high = {{0.6, 0.6}, {-0.6, 0.6}};
        CriticalObservables both = CriticalObservables.ofStreams(List.of(low, high), 8, 2);
        assertThat(both.meanAbsolute().value()).isCloseTo(0.4, within(1e-12));
        assertThat(both.meanAbsolute().error()).isCloseTo(0.2, within(1e-12));
        double[][] one = {{0.2}, {0.6}};
        CriticalObservables same = CriticalObservables.ofStreams(List.of(one, one), 8, 2);
        assertThat(same.meanAbsolute().error())
                .as("the error of four runs, where streams happen to agree")
                .isCloseTo(0.4 / Math.sqrt(12), within(1e-12));
    }
}
