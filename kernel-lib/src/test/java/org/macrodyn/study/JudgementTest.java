package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
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

    /**
     * Of a rung whose mean and its deviation are given, of a size below it that has another mean, which is known a hundred times
     * as well, and of κ.
     */
    private static Ladder<float[]> ladder(double[] mean, double[] chance, double[] below, double share) {
        Trajectories truth = about(mean, chance);
        Ladder.Rung<float[]> rung = new Ladder.Rung<>(Cells.study(), truth);
        Trajectories runs = Trajectories.joined(Collections.nCopies(5000, about(below, chance)));
        Ladder.Rung<float[]> lower = new Ladder.Rung<>(Cells.study(), runs);
        return new Ladder<>(List.of(rung), Optional.of(lower), share, 0.5);
    }

    private static Ladder<float[]> sizesThatAgree(Trajectories truth) {
        Ladder.Rung<float[]> rung = new Ladder.Rung<>(Cells.study(), truth);
        return new Ladder<>(List.of(rung), Optional.of(rung), 1, 0.5);
    }

    /** Sizes that agree at a mean. */
    private static Ladder<float[]> ladder(double mean, double chance) {
        return ladder(constant(mean), constant(chance), constant(mean), 0.25);
    }

    private static Trajectories of(double mean) {
        return about(constant(mean), constant(0));
    }

    /** Means 1 − step, 1, 1 + step without noise. */
    private static EnsembleForecast models(double step) {
        return new EnsembleForecast(List.of(of(1 - step), of(1), of(1 + step)), 0);
    }

    private static Certificate judged(double mean, double chance) {
        return Certificate.of(models(0), ladder(mean, chance), constant(0));
    }

    /** B = 0.005 is taken off; E is the chance of the small systems' mean. */
    @Test
    void theMeanIsThatOfSmallSystems() {
        Certificate one = judged(0.995, 0.002);
        assertThat(one.forecast().mean(0)[50]).isCloseTo(0.995, within(1e-12));
        Certificate.OfObservable m = one.observables().get(0);
        assertThat(m.correction()).isCloseTo(0.005 / 0.995, within(1e-9));
        assertThat(m.error()).isCloseTo(0.002 / 0.995, within(1e-9));
        assertThat(m.bound()).isCloseTo(3 * 0.002 / 0.995, within(1e-9));
    }

    /** 0.04 from one size to the next without chance: a quarter of it may be still to come, from then on. */
    @Test
    void whatSizesDifferByMayGoOn() {
        double[] below = constant(1);
        below[30] = 0.96;
        Certificate one = Certificate.of(models(0), ladder(constant(1), constant(0), below, 0.25), constant(0));
        assertThat(one.level()).isEqualTo(Certificate.Level.CERTIFIED);
        assertThat(one.forecast().mean(0)[30]).isCloseTo(1, within(1e-12));
        Certificate.Doubt doubt = one.doubts().get(0);
        assertThat(doubt.range()[29]).isCloseTo(0, within(1e-12));
        assertThat(doubt.range()[31]).isCloseTo(0.01, within(1e-9));
        assertThat(doubt.expected(60)).isCloseTo(0.01 / Math.sqrt(3), within(1e-9));
        assertThat(doubt.most(60)).isCloseTo(0.01, within(1e-9));
    }

    /**
     * s² = (0.002/2)² + E², E = 0.002; the SDEs' runs vary by 0.005 about their mean, that is five times as much as they should.
     */
    @Test
    void bandsAreThoseOfSmallSystems() {
        Certificate one = judged(0.995, 0.002);
        assertThat(one.deviation()[0][50]).isCloseTo(Math.hypot(0.001, 0.002), within(1e-9));
        Trajectories noisy = about(constant(1), constant(0.005 / Math.sqrt(2)));
        EnsembleForecast wide = new EnsembleForecast(List.of(noisy, noisy), 0);
        Certificate other = Certificate.of(wide, ladder(0.995, 0.002), constant(0));
        assertThat(other.observables().get(0).spread()).isCloseTo(5, within(1e-9));
        assertThat(other.deviation()[0][50]).isCloseTo(one.deviation()[0][50], within(1e-5));
        assertThat(judged(1, 0).observables().get(0).spread()).isEqualTo(1);
    }

    /** Two SDEs' runs at 1.01 ± 0.02 and 1.03 ± 0.02, of which ±0.001 about 0.995 is right; starts are the large system's own. */
    @Test
    void runsSpreadAsThoseOfSmallSystems() {
        Trajectories low = about(constant(1.01), constant(0.02 / Math.sqrt(2)));
        Trajectories high = about(constant(1.03), constant(0.02 / Math.sqrt(2)));
        low.values()[0][0][0] = 0.5;
        high.values()[0][0][0] = 0.5;
        Certificate one =
                Certificate.of(new EnsembleForecast(List.of(low, high), 0), ladder(0.995, 0.002), constant(0));
        EnsembleForecast forecast = one.forecast();
        assertThat(forecast.intrinsicSpread(0)[50]).isCloseTo(0.001, within(1e-12));
        assertThat(forecast.mean(0)[50]).isCloseTo(0.995, within(1e-12));
        assertThat(forecast.byModel().get(0).mean(0)[50])
                .as("as near to each other")
                .isCloseTo(0.9945, within(1e-12));
        assertThat(forecast.byModel().get(1).values()[1][0]).isEqualTo(high.values()[1][0]);
        assertThat(forecast.mean(0)[0]).isEqualTo(0.25);
        assertThat(one.observables().get(0).spread()).isCloseTo(20, within(1e-9));
        Certificate still = Certificate.of(new EnsembleForecast(List.of(low, high), 0), ladder(0.995, 0), constant(0));
        assertThat(still.forecast().all().standardDeviation(0)[50])
                .as("no run does")
                .isCloseTo(0, within(1e-12));
        assertThat(judged(0.995, 0.002).forecast().all().standardDeviation(0)[50])
                .as("SDEs without noise")
                .isCloseTo(0, within(1e-12));
    }

    /** 3 % may be still to come at t = 30, and 2 pass. */
    @Test
    void aForecastHoldsUntilItsDoubtIsTooLarge() {
        double[] below = constant(1);
        below[30] = 0.88;
        Certificate until = Certificate.of(models(0), ladder(constant(1), constant(0.002), below, 0.25), constant(0));
        assertThat(until.level()).isEqualTo(Certificate.Level.CERTIFIED_UNTIL);
        assertThat(until.until()).isEqualTo(29);
        assertThat(until.observables().get(0).bound()).isCloseTo(0.006, within(1e-9));
        assertThat(until.reason())
                .contains(
                        "at t = 30.0: small systems differ by their sizes, choose larger patches; runs of the SDE alone spread");
    }

    /** Of twice the deviation in a system of as many sites, from t = 40 on. */
    @Test
    void fluctuationsThatDoNotFallWithTheSizeEndACertificate() {
        double[] deviation = constant(0.001);
        Arrays.fill(deviation, 40, STEPS, 0.002);
        Ladder.Rung<float[]> rung = new Ladder.Rung<>(Cells.study(), about(constant(1), constant(0.001)));
        Ladder.Rung<float[]> lower = new Ladder.Rung<>(Cells.study(), about(constant(1), deviation));
        Ladder<float[]> ladder = new Ladder<>(List.of(rung), Optional.of(lower), 0.25, 0.5);
        assertThat(ladder.fluctuations(0).factor(0)[39]).isEqualTo(1);
        assertThat(ladder.fluctuations(0).factor(0)[40]).isCloseTo(2, within(1e-9));
        Certificate until = Certificate.of(models(0), ladder, constant(0));
        assertThat(until.until()).isEqualTo(39);
        assertThat(until.reason())
                .startsWith(
                        "from t = 40.0 on small systems vary in m by other than 1/√n, from one size to the next by a factor of 2.00")
                .contains("choose larger patches; ");
        Ladder<float[]> ofOne = new Ladder<>(
                List.of(new Ladder.Rung<>(Cells.study(), about(constant(1), deviation))),
                Optional.of(new Ladder.Rung<>(Cells.study(), about(constant(1), stopped(deviation)))),
                0.25,
                0.5);
        assertThat(ofOne.fluctuations(0).factor(3)[39]).isEqualTo(1);
        assertThat(ofOne.fluctuations(0).factor(3)[40]).isInfinite();
        assertThat(Certificate.of(models(0), ofOne, constant(0)).reason())
                .startsWith(
                        "from t = 40.0 on small systems vary in m by other than 1/√n, where one size has stopped the other goes on: ");
        Arrays.fill(deviation, 30, 40, 0.0013);
        Ladder.Rung<float[]> growing = new Ladder.Rung<>(Cells.study(), about(constant(1), deviation));
        Ladder<float[]> from = new Ladder<>(List.of(rung), Optional.of(growing), 0.25, 0.5);
        assertThat(Certificate.of(models(0), from, constant(0)).until())
                .as("where it began")
                .isEqualTo(29);
        Arrays.fill(deviation, 25, STEPS, 0.0014);
        Ladder.Rung<float[]> near = new Ladder.Rung<>(Cells.study(), about(constant(1), deviation));
        Ladder<float[]> alike = new Ladder<>(List.of(rung), Optional.of(near), 0.25, 0.5);
        assertThat(Certificate.of(models(0), alike, constant(0)).level()).isEqualTo(Certificate.Level.CERTIFIED);
    }

    private static double[] stopped(double[] deviation) {
        double[] until = deviation.clone();
        Arrays.fill(until, 40, STEPS, 0);
        return until;
    }

    /** 16, 32 and 64 sites: S may be (16 − 1)/(4 − 1) = 5 times as large in one size as in the one below. */
    @Test
    void aWaveThatOnlyTheLargeSystemHasRoomForEndsACertificate() {
        double[] strong = constant(1);
        Arrays.fill(strong, 40, STEPS, 5.2);
        assertThat(waved(strong).until()).isEqualTo(39);
        assertThat(waved(strong).reason())
                .startsWith(
                        "from t = 40.0 on the longest wave of m is 5.20 times as strong in one size as in the one below:"
                                + " longer waves grow that the large system alone has room for; choose larger patches");
        Arrays.fill(strong, 40, STEPS, 4.8);
        assertThat(waved(strong).level()).isEqualTo(Certificate.Level.CERTIFIED);
        Arrays.setAll(strong, k -> 100 * Math.exp(-0.03 * k));
        assertThat(waved(strong).level()).as("what fades").isEqualTo(Certificate.Level.CERTIFIED);
    }

    /** By the S of the rung along its one axis, where that of the size below is 1; of two runs each, that are alike. */
    private static Certificate waved(double[] strong) {
        Ladder<float[]> ladder =
                new Ladder<>(List.of(waved(32, strong)), Optional.of(waved(16, constant(1))), 0.25, 0.5);
        return new Judgement(models(0), ladder, Grid.line(1, 64), constant(0), "").certificate();
    }

    private static Ladder.Rung<float[]> waved(int cells, double[] power) {
        double[][][] values = new double[2][STEPS][3];
        for (double[][] run : values) {
            for (int k = 0; k < STEPS; k++) {
                run[k][2] = power[k];
            }
        }
        double[] times = about(power, power).times()[0];
        Trajectories waves =
                new Trajectories(List.of("layers", "rows", "columns"), new double[][] {times, times}, values);
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, cells), 1, 0.5, 2));
        return new Ladder.Rung<>(study, about(constant(1), constant(0.001)), Optional.of(waves));
    }

    /** As far from run to run in a large system as in a small one, from the start on: no patch is large enough for that. */
    @Test
    void runsThatStartAnywhereAreNoForecastOfOneStart() {
        Trajectories few = about(constant(1), constant(0.001));
        Trajectories many = about(constant(1), constant(0.002));
        for (Trajectories runs : List.of(few, many)) {
            for (double[][] run : runs.values()) {
                run[0][0] = run[1][0] - 1;
            }
        }
        Ladder<float[]> ladder = new Ladder<>(
                List.of(new Ladder.Rung<>(Cells.study(), few)),
                Optional.of(new Ladder.Rung<>(Cells.study(), many)),
                0.25,
                0.5);
        assertThat(Certificate.of(models(0), ladder, constant(0)).reason())
                .isEqualTo(
                        "runs start at different means of m, which vary alike at every size, and a forecast is of one start: give from(…)");
    }

    /** What stays at 0 is in a band without width about a mean that is 0 but for rounding. */
    @Test
    void whatIsZeroButForRoundingIsInTheBand() {
        EnsembleForecast zero = new EnsembleForecast(List.of(of(1e-20), of(1e-20)), 0);
        Certificate.Outcome m = Certificate.of(zero, ladder(1e-20, 0), constant(0))
                .against(of(0))
                .get(0);
        assertThat(m.inNinety()).isEqualTo(1);
        assertThat(m.held()).isTrue();
    }

    /**
     * Deviations of 1 and 1.1 from runs of which two thirds stay where they are and one of six is as far above as another below:
     * w = 3, so that each is known to s/√(2M) by M runs, and their difference to 0.0429 of the smaller. What is below a quarter
     * of the largest is not looked at.
     */
    @Test
    void fluctuationsAreHeldAgainstTheirChance() {
        Fluctuations both = new Ladder<>(
                        List.of(new Ladder.Rung<>(Cells.study(), sixths(1))),
                        Optional.of(new Ladder.Rung<>(Cells.study(), sixths(1.1))),
                        0.25,
                        0.5)
                .fluctuations(0);
        double chance = Math.hypot(1, 1.1) / Math.sqrt(2 * 600);
        assertThat(both.factor(0.98 * 0.1 / chance)[1]).isCloseTo(1.1, within(1e-9));
        assertThat(both.factor(1.02 * 0.1 / chance)[1]).isEqualTo(1);
        assertThat(both.factor(0)[2]).as("0.26 of the largest").isCloseTo(1.1, within(1e-9));
        assertThat(both.factor(0)[3]).as("0.24 of the largest").isEqualTo(1);
    }

    /** A twelfth more from t = 30 on, 1.9 standard errors of the difference, and more than half as much again from t = 40 on. */
    @Test
    void aCertificateEndsWhereADifferenceBegan() {
        double[] deviation = constant(0.001);
        Arrays.fill(deviation, 30, 40, 0.0010833);
        Arrays.fill(deviation, 40, STEPS, 0.0016);
        Ladder<float[]> ladder = new Ladder<>(
                List.of(new Ladder.Rung<>(Cells.study(), scattered(deviation))),
                Optional.of(new Ladder.Rung<>(Cells.study(), scattered(constant(0.001)))),
                0.25,
                0.5);
        Certificate one = Certificate.of(models(0), ladder, constant(0));
        assertThat(one.until()).as(one.reason()).isEqualTo(29);
    }

    /** As those below, about 1. */
    private static Trajectories scattered(double[] deviation) {
        double[][] times = new double[600][STEPS];
        double[][][] values = new double[600][STEPS][1];
        for (int run = 0; run < 600; run++) {
            int side = run % 6 == 0 ? 1 : run % 6 == 1 ? -1 : 0;
            for (int k = 0; k < STEPS; k++) {
                times[run][k] = k;
                values[run][k][0] = k == 0 ? 0 : 1 + side * deviation[k];
            }
        }
        return new Trajectories(List.of("m"), times, values);
    }

    /** 600 runs about 0 that vary by the deviation, then by 0.26 and 0.24 of it. */
    private static Trajectories sixths(double deviation) {
        double[][] times = new double[600][];
        double[][][] values = new double[600][][];
        for (int run = 0; run < 600; run++) {
            double off = run % 6 == 0 ? deviation : run % 6 == 1 ? -deviation : 0;
            times[run] = new double[] {0, 1, 2, 3};
            values[run] = new double[][] {{0}, {off}, {0.26 * off}, {0.24 * off}};
        }
        return new Trajectories(List.of("m"), times, values);
    }

    /** Small systems start at 0.01, the large one at 0: the difference stays doubtful. Within chance of either it does not. */
    @Test
    void startsThatDifferStayDoubtful() {
        Trajectories elsewhere = about(constant(1), constant(0.001)).moved(new double[][] {constant(0.01)});
        Ladder.Rung<float[]> rung = new Ladder.Rung<>(Cells.study(), elsewhere);
        Ladder<float[]> ladder = new Ladder<>(List.of(rung), Optional.of(rung), 0.25, 1);
        Certificate one = Certificate.of(models(0), ladder, constant(0));
        assertThat(one.doubts().get(0).range()[70]).isCloseTo(0.01 / 1.01, within(1e-9));
        assertThat(judged(0.995, 0.002).doubts().get(0).range()[70]).isZero();
        Trajectories scattered = of(1);
        scattered.values()[0][0][0] = -0.1;
        scattered.values()[1][0][0] = 0.1;
        EnsembleForecast chance = new EnsembleForecast(List.of(scattered, scattered), 0);
        assertThat(Certificate.of(chance, ladder, constant(0)).doubts().get(0).range()[70])
                .isZero();
    }

    /** A twentieth or more at the start is no matter of the SDE. */
    @Test
    void startsThatDifferByMuchAreNamed() {
        Trajectories elsewhere = about(constant(1), constant(0.001)).moved(new double[][] {constant(0.1)});
        Certificate none = Certificate.of(models(0), sizesThatAgree(elsewhere), constant(0));
        assertThat(none.toString())
                .isEqualTo("NOT CERTIFIED: small systems start at another mean of m, off by 9.1 %:"
                        + " give a start that is alike at every size, or larger patches");
    }

    /**
     * The larger part of what is left says what to do, in plain digits; an SDE that is wrong by a twentieth or more is not the
     * system's.
     */
    @Test
    void theReasonNamesWhatToDo() {
        assertThat(judged(0.75, 0.001).toString())
                .isEqualTo(
                        "NOT CERTIFIED: the SDE's mean of m is wrong by 33.3 % at t = 1.00 (up to 33 % of some observable later), by systems that were simulated themselves, where 5 % pass:"
                                + " a larger budget, a shorter δt, larger patches, another closure or more configurations");
        assertThat(judged(0.96, 0.001).level()).isEqualTo(Certificate.Level.CERTIFIED);
        assertThat(judged(1, 0.02).reason())
                .isEqualTo("the mean of m is known to ± 2.00 %, at most 6.00 % where 2 % pass, at t = 1.00:"
                        + " give the ladder more than 2 runs, certify(Ladder.of(learnt.study(), 2, runs))");
        assertThat(judged(0.996, 0.001).toString())
                .isEqualTo(
                        "CERTIFIED: means are known to ± 0.1 % of their largest values from systems of up to 32,"
                                + " if sizes go on to differ by no more than 1/side; the SDE alone is wrong by 0.4 % where it is farthest off, which was taken off;"
                                + " runs of the SDE alone spread 0.00 times as much as they should, which those of this forecast do not");
    }

    /** By a quarter or more, too much as well as too little. */
    @Test
    void spreadsThatAreWrongAreTold() {
        assertThat(spreading(1.2)).doesNotContain("spread");
        assertThat(spreading(1.3))
                .endsWith("spread 1.30 times as much as they should, which those of this forecast do not");
        assertThat(spreading(0.84)).doesNotContain("spread");
        assertThat(spreading(0.7)).contains("spread 0.70 times");
    }

    /** Runs of the ladder's size vary by 0.002, those of the large one by half of it. */
    private static String spreading(double ratio) {
        Trajectories runs = about(constant(1), constant(ratio * 0.001 / Math.sqrt(2)));
        Certificate one = Certificate.of(new EnsembleForecast(List.of(runs, runs), 0), ladder(1, 0.002), constant(0));
        return one.reason();
    }

    @Test
    void runsOutsideTheDataEndIt() {
        double[] outside = constant(0.01);
        outside[42] = 0.06;
        Certificate until = Certificate.of(models(0), ladder(1, 0.001), outside);
        assertThat(until.until()).isEqualTo(41);
        assertThat(until.reason()).startsWith("at t = 42.0 6 % of the runs are where there are no training data");
        assertThat(until.reason())
                .contains(
                        ": give small runs that go there (more runs, a longer horizon, other starts); runs of the SDE");
        double[] later = constant(1);
        later[60] = 0.5;
        assertThat(Certificate.of(models(0), ladder(later, constant(0.001), later, 0.25), outside)
                        .reason())
                .startsWith(
                        "at t = 42.0 6 % of the runs are where there are no training data: they go astray, the SDE's means are wrong by 50 %")
                .contains("; a larger budget, a shorter δt, larger patches, another closure or more configurations; ");
        Certificate lost = Certificate.of(new EnsembleForecast(models(0).byModel(), 1), ladder(1, 0.001), constant(0));
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
        Ladder<float[]> ladder = sizesThatAgree(many);
        Certificate.Outcome m =
                Certificate.of(forecast, ladder, constant(0)).against(runs).get(0);
        assertThat(m.error()).isCloseTo(0, within(1e-12));
        assertThat(m.inNinety()).isEqualTo(1);
        // Its units were taken away and given back.
        Trajectories rounded = runs.mapped(List.of("m"), z -> new double[] {Math.nextDown(z[0])});
        Certificate.Outcome other =
                Certificate.of(forecast, ladder, constant(0)).against(rounded).get(0);
        assertThat(other.inNinety()).isEqualTo(1);
        // Other starts of small systems are no news of what stays as it starts.
        Trajectories elsewhere = many.mapped(List.of("m"), z -> new double[] {3 * z[0]});
        Ladder<float[]> others = sizesThatAgree(elsewhere);
        Certificate kept = Certificate.of(forecast, others, constant(0));
        assertThat(kept.forecast().mean(0)[50]).isCloseTo(1.2, within(1e-12));
        assertThat(kept.deviation()[0][50]).isCloseTo(Math.sqrt(0.2), within(0.001));
        Trajectories moving = runs.mapped(List.of("m"), z -> z);
        moving.values()[0][50][0] = 1.0001;
        assertThat(Certificate.of(forecast, ladder, constant(0))
                        .against(moving)
                        .get(0)
                        .inNinety())
                .isCloseTo(0.8, within(1e-12));
    }

    /**
     * Of two true runs 1.2 ± 0.1 the deviation from their mean is 0.1, the standard error 0.1/√(2 − 1), three of them 0.3 of the
     * size.
     */
    @Test
    void looksBackAtTheTruthWithItsChance() {
        Certificate.Outcome m = judged(0.995, 0.002)
                .against(about(constant(1.2), constant(0.1)))
                .get(0);
        double size = Math.hypot(1.2, 0.1);
        assertThat(m.error()).isCloseTo(0.205 / size, within(1e-9));
        assertThat(m.noise()).isCloseTo(0.3 / size, within(1e-9));
        assertThat(m.inNinety()).isZero();
        assertThat(m.bound()).isCloseTo(3 * Math.hypot(0.002 / 0.995, 0.1 / size), within(1e-9));
        assertThat(m.isRight()).isFalse();
        assertThat(m.held()).isFalse();
    }

    /**
     * 0.01 is right, and more than the 3 · 0.002 that were promised; with three standard errors of a truth that is known to 0.005
     * it is not.
     */
    @Test
    void aPromiseIsWhatWasSaidToBeFoundAtMost() {
        Certificate one = judged(1, 0.002);
        Certificate.Outcome off =
                one.against(about(constant(1.003), constant(0.0005))).get(0);
        assertThat(off.held()).as("%s", off).isTrue();
        Certificate.Outcome much =
                one.against(about(constant(1.01), constant(0.0005))).get(0);
        assertThat(much.bound()).isBetween(0.006, 0.0065);
        assertThat(new Certificate.Outcome("m", 0, 0.0062, 0.01, 0.01, 0.9).isRight())
                .isTrue();
        assertThat(new Certificate.Outcome("m", 0, 0.0062, 0.01, 0.01, 0.9).held())
                .isFalse();
        assertThat(new Certificate.Outcome("m", 0, 0.0162, 0.01, 0.01, 0.9).held())
                .isTrue();
        assertThat(new Certificate.Outcome("m", 0, 0.1, 0.03, 0.04, 0.84).held())
                .isFalse();
        assertThat(judged(0.75, 0.001).observables().get(0).bound()).isNaN();
    }

    /**
     * Means known to 0.03 by the ladder and to 0.04 by two true runs, the chance of which stays as it is: half of the largest
     * errors are below 0.6745 · 0.05.
     */
    @Test
    void theErrorThatIsToBeFoundHasTheChanceOfBoth() {
        Trajectories noisy = about(constant(1), constant(0.01));
        EnsembleForecast forecast = new EnsembleForecast(List.of(noisy, noisy), 0);
        Certificate.Outcome m = Certificate.of(forecast, ladder(1, 0.03), constant(0))
                .overHorizon(about(constant(1), constant(0.04)))
                .get(0);
        assertThat(m.predicted()).isCloseTo(0.6745 * 0.05, withinPercentage(15));
    }
}
