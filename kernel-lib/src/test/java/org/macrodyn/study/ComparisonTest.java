package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.metrics.PrintedTables;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.Table;

/** Two runs of two observables at three times, every number by hand. */
class ComparisonTest {
    private static final double[][] TIMES = {{0, 1, 2}, {0, 1, 2}};

    /** m: means 1, 2, 4, deviations 0, 1, 2 about the mean of two; q: 2 throughout. */
    private static final Trajectories TRUTH = new Trajectories(
            List.of("m", "q"), TIMES, new double[][][] {{{1, 2}, {1, 2}, {2, 2}}, {{1, 2}, {3, 2}, {6, 2}}});

    /** q first, a closure variable between; m: means 1, 2.5, 3, at the end 1 from it; q: 2, 2, 1. */
    private static final Trajectories FORECAST =
            new Trajectories(List.of("q", "closure", "m"), TIMES, new double[][][] {
                {{2, 7, 1}, {2, 7, 2}, {1, 7, 2}}, {{2, 9, 1}, {2, 9, 3}, {1, 9, 4}}
            });

    private final Comparison compared = Comparison.of(FORECAST, TRUTH);

    @Test
    void errorsOfEachObservableAreThoseOfItsMean() {
        assertThat(compared.observables().stream().map(Comparison.OfObservable::name))
                .containsExactly("m", "q");
        Comparison.OfObservable m = compared.observables().get(0);
        // Σ (p̄ − q̄)² = ¼ + 1, Σ q̄² = 1 + 4 + 16.
        assertThat(m.relMse()).isCloseTo(1.25 / 21, within(1e-12));
        assertThat(m.worst()).isCloseTo(1.0 / 4, within(1e-12));
        Comparison.OfObservable q = compared.observables().get(1);
        assertThat(q.relMse()).isCloseTo(1.0 / 12, within(1e-12));
        assertThat(q.worst()).isCloseTo(1.0 / 2, within(1e-12));
        assertThat(compared.relMse()).isCloseTo(2.25 / 33, within(1e-12));
    }

    /**
     * An observable that is 0 in truth and forecast is not wrong; one that is 0 in the truth alone cannot be told in units of it.
     */
    @Test
    void whatIsZeroThroughoutIsRight() {
        Trajectories none = TRUTH.mapped(TRUTH.names(), z -> new double[] {z[0], 0});
        Comparison.OfObservable q = Comparison.of(none, none).observables().get(1);
        assertThat(q.relMse()).isZero();
        assertThat(q.worst()).isZero();
        assertThat(q.noise()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Comparison.of(TRUTH, none));
        // Six times a tenth, of which the mean is not a tenth.
        double[][] times = new double[6][];
        double[][][] values = new double[6][][];
        Arrays.fill(times, new double[] {0, 1});
        Arrays.fill(values, new double[][] {{0.1}, {0.1}});
        Trajectories same = new Trajectories(List.of("c"), times, values);
        assertThat(same.standardDeviation(0)[1]).isPositive();
        assertThat(Comparison.of(same, same).observables().get(0).spread()).isNaN();
    }

    /** At the end the deviations of two runs are 1 and 2 times the same factor; q does not vary. */
    @Test
    void spreadsAreComparedAtTheEnd() {
        assertThat(compared.observables().get(0).spread()).isCloseTo(0.5, within(1e-12));
        assertThat(compared.observables().get(1).spread()).isNaN();
    }

    /** Σ s²/runs / Σ q̄²: s² over runs − 1, so that it is right on average. */
    @Test
    void theNoiseOfTheTruthIsThatOfItsMean() {
        // Variances (1 − 2)² + (3 − 2)² and (2 − 4)² + (6 − 4)², over runs − 1.
        assertThat(compared.observables().get(0).noise()).isCloseTo(10.0 / 2 / 21, within(1e-12));
        assertThat(compared.observables().get(1).noise()).isZero();
    }

    /** MMD² of points in units of the root mean square deviation over time, where there is one. */
    @Test
    void distancesAreInUnitsOfTheTrueDeviation() {
        double unit = Math.sqrt((1 + 4) / 3.0);
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double[][] p = new double[2][];
            double[][] q = new double[2][];
            for (int run = 0; run < 2; run++) {
                double[] forecast = FORECAST.values()[run][k];
                double[] truth = TRUTH.values()[run][k];
                p[run] = new double[] {forecast[2] / unit, forecast[0]};
                q[run] = new double[] {truth[0] / unit, truth[1]};
            }
            sum += Mmd.biased(p, q) / 3;
        }
        assertThat(compared.mmd()).isGreaterThan(0.01).isCloseTo(sum, within(1e-12));
        double[][][] inCentimetres = new double[2][3][2];
        double[][][] forecastToo = new double[2][3][2];
        for (int run = 0; run < 2; run++) {
            for (int k = 0; k < 3; k++) {
                inCentimetres[run][k] = new double[] {100 * TRUTH.values()[run][k][0], 2};
                forecastToo[run][k] = new double[] {100 * FORECAST.values()[run][k][2], FORECAST.values()[run][k][0]};
            }
        }
        Comparison other = Comparison.of(
                new Trajectories(List.of("m", "q"), TIMES, forecastToo),
                new Trajectories(List.of("m", "q"), TIMES, inCentimetres));
        assertThat(other.mmd()).isCloseTo(compared.mmd(), within(1e-12));
        assertThat(Comparison.of(TRUTH, TRUTH).mmd()).isCloseTo(0, within(1e-12));
        assertThat(Comparison.of(TRUTH, TRUTH).relMse()).isZero();
    }

    @Test
    void theTableHasARowForEachObservable() {
        Table table = compared.table();
        PrintedTables.requireSixDigits(table);
        assertThat(table.columnNames())
                .containsExactly(
                        "observable",
                        "relMSE",
                        "noise of truth",
                        "worst error",
                        "spread ratio",
                        "in 50 % band",
                        "in 90 % band");
        assertThat(table.stringColumn("observable").asList()).containsExactly("m", "q");
        assertThat(table.doubleColumn("worst error").asDoubleArray()).containsExactly(0.25, 0.5);
        assertThat(table.doubleColumn("noise of truth").get(0)).isCloseTo(10.0 / 42, within(1e-12));
    }

    @Test
    void refusesOtherTimesAndMissingObservables() {
        double[][] later = {{0, 1, 3}, {0, 1, 3}};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(new Trajectories(FORECAST.names(), later, FORECAST.values()), TRUTH))
                .withMessageContaining("times must be equal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(TRUTH, FORECAST))
                .withMessageContaining("observable closure of the truth: the forecast has [m, q]");
    }

    /**
     * m after the start: the forecasts 2, 3 of the first time have the truth 1 below (rank 0) and 3 beside one (3/4), those of
     * the second, 2 and 4, the truth 2 (1/4) and 6 (1). q: 2, 2 beside two equal ones (1/2 each), then 2 above both.
     */
    @Test
    void trueValuesAreCountedInTheBands() {
        assertThat(compared.observables().get(0).inHalf()).isCloseTo(2 / 4.0, within(1e-12));
        assertThat(compared.observables().get(0).inNinety()).isCloseTo(2 / 4.0, within(1e-12));
        assertThat(compared.observables().get(1).inHalf()).isCloseTo(2 / 4.0, within(1e-12));
    }

    /** Of normal values with the forecast's law half lie in the half band; with twice its deviation, fewer. */
    @Test
    void theRightShareLiesInTheBandsOfTheRightLaw() {
        Trajectories forecast = normal(1, 400, 4000);
        Comparison right = Comparison.of(forecast, normal(1, 4000, 1000));
        double error = Math.sqrt(0.25 / 1000) + Math.sqrt(0.25 / 400);
        assertThat(right.observables().get(0).inHalf()).isCloseTo(0.5, within(4 * error));
        assertThat(right.observables().get(0).inNinety()).isCloseTo(0.9, within(4 * 0.6 * error));
        Comparison wide = Comparison.of(forecast, normal(2, 4000, 1000));
        // 2 Φ(0.6745/2) − 1 and 2 Φ(1.6449/2) − 1.
        assertThat(wide.observables().get(0).inHalf()).isCloseTo(0.264, within(4 * error));
        assertThat(wide.observables().get(0).inNinety()).isCloseTo(0.589, within(4 * error));
    }

    private static Trajectories normal(double deviation, int seed, int runs) {
        Random random = new Random(seed);
        double[][][] z = new double[runs][2][1];
        for (double[][] run : z) {
            run[1][0] = deviation * random.nextGaussian();
        }
        double[][] times = new double[runs][];
        Arrays.fill(times, new double[] {0, 1});
        return new Trajectories(List.of("z"), times, z);
    }

    @Test
    void biasIsSignedAndHasItsError() {
        assertThat(compared.bias(0)).containsExactly(new double[] {0, 0.5, -1}, within(1e-12));
        // Deviations about the mean of two, over √(2 − 1): ½ and 1, then 1 and 2.
        assertThat(compared.biasError(0))
                .containsExactly(new double[] {0, Math.hypot(0.5, 1), Math.hypot(1, 2)}, within(1e-12));
    }
}
