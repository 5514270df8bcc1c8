package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class MmdTest {
    /** Value of the published code on the points of mmd_fixture_points.csv. */
    private static final double FIXTURE = 0.0198550713;

    @Test
    void agreesWithThePublishedCode() throws IOException {
        assertThat(Mmd.biased(fixture("p"), fixture("q"))).isCloseTo(FIXTURE, within(1e-9));
    }

    @Test
    void isTheMeanOverKernelsWrittenOut() {
        double[][] p = {{0.3, 1}, {-2, 0.5}};
        double[][] q = {{0, 0}, {1, 1}, {4, -1}};
        double expected = 0;
        for (double s : new double[] {0.25, 0.5, 1, 2, 4, 8}) {
            expected += (mean(p, p, s) + mean(q, q, s) - 2 * mean(p, q, s)) / 6;
        }
        assertThat(Mmd.biased(p, q)).isCloseTo(expected, within(1e-14));
    }

    @Test
    void theUnbiasedEstimatorAveragesToZeroForEqualLaws() {
        Random random = new Random(3);
        double[] values = new double[400];
        for (int i = 0; i < values.length; i++) {
            values[i] = Mmd.unbiased(normal(random, 20, 0), normal(random, 20, 0));
        }
        Spread spread = Spread.of(values);
        assertThat(Math.abs(spread.mean())).isLessThan(4 * spread.standardError());
    }

    @Test
    void thePermutationThresholdRejectsEqualLawsAtItsLevelAndFindsAShift() {
        Random random = new Random(5);
        int rejected = 0;
        for (int i = 0; i < 200; i++) {
            double[][] p = normal(random, 15, 0);
            double[][] q = normal(random, 15, 0);
            rejected += Mmd.biased(p, q) > Mmd.permutationThreshold(p, q, 0.1, 99, random) ? 1 : 0;
        }
        // Exact level of a permutation test: binomial(200, 0.1).
        assertThat((double) rejected).isCloseTo(20, within(4 * Math.sqrt(200 * 0.1 * 0.9)));
        double[][] p = normal(random, 50, 0);
        double[][] far = normal(random, 50, 1);
        assertThat(Mmd.biased(p, far)).isGreaterThan(Mmd.permutationThreshold(p, far, 0.01, 199, random));
    }

    @Test
    void overTimeIsTheSameAtEachTime() {
        Random random = new Random(7);
        double[][][] p = new double[6][][];
        double[][][] q = new double[4][][];
        Arrays.setAll(p, run -> normal(random, 150, 0));
        Arrays.setAll(q, run -> normal(random, 150, 0));
        double[] curve = Mmd.overTime(p, q);
        for (int t = 0; t < 150; t += 37) {
            int time = t;
            double[][] pt = Arrays.stream(p).map(run -> run[time]).toArray(double[][]::new);
            double[][] qt = Arrays.stream(q).map(run -> run[time]).toArray(double[][]::new);
            assertThat(curve[t]).isEqualTo(Mmd.biased(pt, qt));
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Mmd.overTime(p, q)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesBadInput() {
        assertThatIllegalArgumentException().isThrownBy(() -> Mmd.biased(new double[0][], new double[1][1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.biased(new double[][] {{1}}, new double[][] {{1, 2}}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.biased(new double[][] {{Double.NaN}}, new double[][] {{1}}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.biased(new double[1][0], new double[1][0]))
                .withMessageContaining("dimension 0");
        for (int steps : new int[] {0, 2}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Mmd.overTime(new double[2][steps][1], new double[0][][]))
                    .withMessageContaining("must be at least 1 of each");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.overTime(new double[2][0][1], new double[2][0][1]))
                .withMessageContaining("2 runs of 0 steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.overTime(new double[2][3][1], new double[2][4][1]))
                .withMessageContaining("3 steps of the first");
        assertThatIllegalArgumentException().isThrownBy(() -> Mmd.unbiased(new double[1][1], new double[2][1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mmd.permutationThreshold(new double[2][1], new double[2][1], 1.5, 9, new Random(1)));
    }

    private static double mean(double[][] a, double[][] b, double s) {
        double sum = 0;
        for (double[] x : a) {
            for (double[] y : b) {
                double square = Math.pow(x[0] - y[0], 2) + Math.pow(x[1] - y[1], 2);
                sum += Math.exp(-square / (2 * s * s)) / (a.length * b.length);
            }
        }
        return sum;
    }

    private static double[][] normal(Random random, int count, double shift) {
        double[][] points = new double[count][2];
        for (double[] point : points) {
            Arrays.setAll(point, c -> shift + random.nextGaussian());
        }
        return points;
    }

    private static double[][] fixture(String set) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                MmdTest.class.getResourceAsStream("mmd_fixture_points.csv"), StandardCharsets.UTF_8))) {
            List<String> lines =
                    in.lines().filter(line -> line.startsWith(set + ",")).toList();
            assertThat(lines).hasSize(50);
            return lines.stream()
                    .map(line -> Arrays.stream(line.substring(2).split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        }
    }
}
