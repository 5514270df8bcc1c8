package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;

/** Certificates of forecasts and ladders by hand: 101 times, one observable of size 1, three models. */
class JudgementTest {
    private static final int STEPS = 101;

    /** Two runs at mean ± deviation after a start at 0; a rung's truth is 1. */
    private static Trajectories about(double[] mean, double[] deviation) {
        double[] times = new double[STEPS];
        Arrays.setAll(times, k -> k);
        double[][][] values = new double[2][STEPS][1];
        for (int k = 1; k < STEPS; k++) {
            values[0][k][0] = mean[k] - deviation[k];
            values[1][k][0] = mean[k] + deviation[k];
        }
        return new Trajectories(List.of("m"), new double[][] {times, times}, values);
    }

    private static double[] constant(double value) {
        double[] all = new double[STEPS];
        Arrays.fill(all, value);
        return all;
    }

    /** Deviation of runs in the rung: e² is the sum of two squares. */
    private static Ladder<float[]> ladder(double[] bias, double[] chance) {
        return ladder(bias, chance, 1);
    }

    private static Ladder<float[]> ladder(double[] bias, double[] chance, double share) {
        double[] mean = Arrays.stream(bias).map(b -> 1 + b).toArray();
        double[] each = Arrays.stream(chance).map(e -> e / Math.sqrt(2)).toArray();
        Comparison comparison = Comparison.of(about(mean, each), about(constant(1), each));
        return new Ladder<>(List.of(new Ladder.Rung<>(Cells.study(), comparison)), share);
    }

    private static Trajectories of(double mean) {
        return about(constant(mean), constant(0));
    }

    /** Means 1 − step, 1, 1 + step without noise: τ = step. */
    private static EnsembleForecast models(double step) {
        return new EnsembleForecast(List.of(of(1 - step), of(1), of(1 + step)), 0);
    }

    private static Certificate judged(double step, double[] bias, double chance) {
        return Certificate.of(models(step), ladder(bias, constant(chance)), constant(0));
    }

    /** B = b (1 − e²/b²) is taken off; E² = (0.3 B)² + e² + 2τ²/3. */
    @Test
    void theBiasIsTakenOffAndWhatIsLeftIsTold() {
        Certificate one = judged(0.003, constant(0.005), 0.002);
        double taken = 0.005 * (1 - 4.0 / 25);
        assertThat(one.forecast().mean(0)[50]).isCloseTo(1 - taken, within(1e-12));
        Certificate.OfObservable m = one.observables().get(0);
        double size = Math.hypot(1 - taken, 0.003);
        double error = Math.sqrt(0.09 * taken * taken + 4e-6 + 6e-6) / size;
        assertThat(m.correction()).isCloseTo(taken / size, within(1e-9));
        assertThat(m.error()).isCloseTo(error, within(1e-9));
        assertThat(m.bound()).isCloseTo(2 * error, within(1e-9));
    }

    /** Half of the rung's seams: half of b and e, (1 + ¼) τ²/3, and all of B is the half range in which it may lie. */
    @Test
    void fewerSeamsAreLessWrong() {
        Ladder<float[]> half = ladder(constant(0.005), constant(0.002), 0.5);
        Certificate.OfObservable one =
                Certificate.of(models(0.003), half, constant(0)).observables().get(0);
        double taken = 0.0025 * (1 - 4.0 / 25);
        double normal = 0.09 * taken * taken + 1e-6 + 1.25 * 3e-6;
        double size = Math.hypot(1 - taken, 0.003);
        assertThat(one.correction()).isCloseTo(taken / size, within(1e-9));
        assertThat(one.error()).isCloseTo(Math.sqrt(taken * taken / 3 + normal) / size, within(1e-9));
        assertThat(one.bound()).isCloseTo((taken + 2 * Math.sqrt(normal)) / size, within(1e-9));
    }

    /** Two runs at 1 ± 0.1, the other way round in one of three models: nothing but the chance of their mean is left. */
    @Test
    void theChanceOfFiniteRunsIsCounted() {
        Trajectories one = about(constant(1), constant(0.1));
        Trajectories other = about(constant(1), constant(-0.1));
        EnsembleForecast noisy = new EnsembleForecast(List.of(one, other, one), 0);
        double size = Math.hypot(1, noisy.totalSpread(0)[50]);
        double chance = noisy.samplingError(0)[50] / size;
        assertThat(chance).isGreaterThan(0.01);
        assertThat(Certificate.of(noisy, ladder(constant(0), constant(1e-6)), constant(0))
                        .error()[0][50])
                .isCloseTo(chance, within(1e-9));
    }

    /** s² = (W/r)² + E², r = 1 of two runs each. */
    @Test
    void bandsHaveWhatIsLeftOfTheMeansError() {
        Certificate one = judged(0.003, constant(0.005), 0.002);
        double taken = 0.005 * (1 - 4.0 / 25);
        assertThat(one.deviation()[0][50]).isCloseTo(Math.sqrt(0.09 * taken * taken + 4e-6 + 6e-6), within(1e-9));
    }

    /** 2 % at t = 30 and none after that: at t = 60 0.95 % of chance are 2 √(0.95² + 0.6²) = 2.2 %, alone 1.9. */
    @Test
    void aBiasThatChangesItsSignIsKnownNoBetterThanBefore() {
        double[] bias = constant(0);
        double[] chance = constant(0.0001);
        chance[60] = 0.0095;
        assertThat(Certificate.of(models(0), ladder(bias, chance), constant(0)).level())
                .isEqualTo(Certificate.Level.CERTIFIED);
        bias[30] = -0.02;
        Certificate until = Certificate.of(models(0), ladder(bias, chance), constant(0));
        assertThat(until.level()).isEqualTo(Certificate.Level.CERTIFIED_UNTIL);
        assertThat(until.until()).isEqualTo(59);
        assertThat(until.observables().get(0).bound()).isCloseTo(2 * 0.006 / 1.02, within(1e-4));
    }

    /** The largest part of what is left says what to do, in plain digits. */
    @Test
    void theReasonNamesWhatToDo() {
        assertThat(judged(0, constant(0.25), 0.001).toString())
                .isEqualTo("NOT CERTIFIED: the mean of m is known to ± 10.0 %, at most 20.0 % where 2 % pass,"
                        + " from systems that were simulated themselves, which corrected it by 33.3 %, at t = 1.00:"
                        + " larger patches, another closure or more configurations");
        assertThat(judged(0, constant(0), 0.02).reason())
                .isEqualTo("the mean of m is known to ± 2.0 %, at most 4.0 % where 2 % pass,"
                        + " from systems that were simulated themselves, which corrected it by 0.0 %, at t = 1.00:"
                        + " give the ladder more runs");
        assertThat(judged(0.03, constant(0), 0.001).reason())
                .endsWith(": train for more epochs, or on more configurations");
        assertThat(judged(0, constant(0.004), 0.001).toString())
                .isEqualTo("CERTIFIED: means are known to ± 0.2 % of their largest values from systems of up to 32,"
                        + " which corrected them by 0.4 % at most");
    }

    @Test
    void runsOutsideTheDataEndIt() {
        double[] outside = constant(0.01);
        outside[42] = 0.06;
        Certificate until = Certificate.of(models(0), ladder(constant(0), constant(0.001)), outside);
        assertThat(until.until()).isEqualTo(41);
        assertThat(until.reason()).startsWith("at t = 42.0 6 % of the runs are where there are no training data");
        Certificate lost = Certificate.of(
                new EnsembleForecast(models(0).byModel(), 1), ladder(constant(0), constant(0.001)), constant(0));
        assertThat(lost.level()).isEqualTo(Certificate.Level.NOT_CERTIFIED);
        assertThat(lost.reason()).startsWith("1 runs of the forecast left the finite numbers");
    }

    /** Four of five runs start at 1, one at 2, and stay: a band of 1.2 ± 1.64 · 0.4 holds 80 % of them, quantiles all. */
    @Test
    void whatIsConservedHasNoNormalLaw() {
        double[][][] values = new double[5][STEPS][1];
        double[][] times = new double[5][STEPS];
        for (int run = 0; run < 5; run++) {
            for (int k = 0; k < STEPS; k++) {
                times[run][k] = k;
                values[run][k][0] = run == 4 ? 2 : 1;
            }
        }
        Trajectories runs = new Trajectories(List.of("m"), times, values);
        EnsembleForecast forecast = new EnsembleForecast(List.of(runs, runs, runs), 0);
        Trajectories many = Trajectories.joined(Collections.nCopies(1000, runs));
        Comparison comparison = Comparison.of(many, many);
        Ladder<float[]> ladder = new Ladder<>(List.of(new Ladder.Rung<>(Cells.study(), comparison)), 1);
        Certificate.Outcome m =
                Certificate.of(forecast, ladder, constant(0)).against(runs).get(0);
        assertThat(m.error()).isCloseTo(0, within(1e-12));
        assertThat(m.inNinety()).isEqualTo(1);
        // Its units were taken away and given back.
        Trajectories rounded = runs.mapped(List.of("m"), z -> new double[] {Math.nextDown(z[0])});
        Certificate.Outcome other =
                Certificate.of(forecast, ladder, constant(0)).against(rounded).get(0);
        assertThat(other.inNinety()).isEqualTo(1);
        Trajectories moving = runs.mapped(List.of("m"), z -> z);
        moving.values()[0][50][0] = 1.0001;
        assertThat(Certificate.of(forecast, ladder, constant(0))
                        .against(moving)
                        .get(0)
                        .inNinety())
                .isCloseTo(0.8, within(1e-12));
    }

    /** Of two true runs 1.2 ± 0.1 the deviation from their mean is 0.1, the standard error 0.1/√(2 − 1), three of them 0.3 of the size. */
    @Test
    void looksBackAtTheTruthWithItsChance() {
        Certificate.Outcome m = judged(0.003, constant(0.005), 0.002)
                .against(about(constant(1.2), constant(0.1)))
                .get(0);
        double size = Math.hypot(1.2, 0.1);
        assertThat(m.error()).isCloseTo((0.2 + 0.005 * (1 - 4.0 / 25)) / size, within(1e-9));
        assertThat(m.noise()).isCloseTo(0.3 / size, within(1e-9));
        assertThat(m.inNinety()).isZero();
        assertThat(m.held()).isFalse();
    }
}
