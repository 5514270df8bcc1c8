package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.figures.FigureContent;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Scaling;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;

/** Latent runs of Ornstein–Uhlenbeck cells, and scores by hand. */
class LatentTruthTest {
    private static final int RUNS = 6;
    private static final int FRAMES = 4;
    private static final double BETWEEN = 0.1;

    private static final Study<float[]> STUDY =
            Cells.study().training(TrainingSettings.of(1).withEpochs(1));
    private static Learnt<float[]> learnt;
    private static LatentTruth<float[]> truth;

    @BeforeAll
    static void simulate() {
        learnt = STUDY.learn();
        truth = truth(STUDY);
    }

    private static LatentTruth<float[]> truth(Study<float[]> study) {
        Kept<ClosureModel<float[]>> closure = new Kept<>(new ObservablesOnly<>(study.large()), "");
        return LatentTruth.of(
                study,
                closure,
                List.of(new LatentTruth.From<>("up", at(2)), new LatentTruth.From<>("down", at(-1))),
                new Ensembles.Size(RUNS, FRAMES, Span.time(BETWEEN)));
    }

    private static Start<float[]> at(float value) {
        return (model, state, random) -> Arrays.fill(state, value);
    }

    /** Two sets from each start: means as they must be, no run twice, the same bits when read back. */
    @Test
    void setsStartWhereTheyShould(@TempDir Path runs) {
        assertThat(truth.times()).containsExactly(new double[] {0, 0.1, 0.2, 0.3}, within(1e-12));
        assertThat(truth).hasToString("2 × 6 runs of [m] from each of 2 starts, 4 frames");
        List<Double> ends = new ArrayList<>();
        for (List<Trajectories> set : List.of(truth.runs(), truth.again())) {
            for (int start = 0; start < 2; start++) {
                Trajectories one = set.get(start);
                double from = start == 0 ? 2 : -1;
                double error = Math.sqrt(0.25 / 32 * 0.3 / RUNS);
                assertThat(one.mean(0)[0]).isCloseTo(from, within(1e-12));
                assertThat(one.mean(0)[3]).isCloseTo(from * Math.exp(-0.3), within(4 * error));
                Arrays.stream(one.values()).forEach(run -> ends.add(run[3][0] / from));
            }
        }
        assertThat(ends).hasSize(4 * RUNS).doesNotHaveDuplicates();
        Study<float[]> kept = STUDY.keptIn(runs.toString(), ProgressReporter.NONE);
        truth(kept);
        LatentTruth<float[]> again = truth(kept.with(Keeping.in(runs, "cells", ProgressReporter.NONE)));
        for (int start = 0; start < 2; start++) {
            assertThat(again.runs().get(start).values())
                    .isDeepEqualTo(truth.runs().get(start).values());
            assertThat(again.again().get(start).times())
                    .isDeepEqualTo(truth.again().get(start).times());
        }
    }

    /** As many runs as true ones, from where these start, by steps of the pairs' δt: five between two frames. */
    @Test
    void forecastsStartWhereTheTruthDoes() {
        List<Trajectories> forecasts = truth.forecasts(learnt);
        assertThat(forecasts).hasSize(2);
        for (int start = 0; start < 2; start++) {
            double[][] z0 = new double[RUNS][];
            Arrays.fill(z0, new double[] {start == 0 ? 2 : -1});
            Trajectories expected =
                    learnt.latent(z0, BETWEEN, FRAMES, 5, STUDY.seed() + start).trajectories();
            assertThat(forecasts.get(start).values()).isDeepEqualTo(expected.values());
        }
    }

    /** A state that no longer is a number is as far as MMD sees. */
    @Test
    void lostStatesAreFarAway() {
        Scaling scaling = new Scaling(new double[1], new double[] {1}, new double[] {1e300}, new double[] {1e-3});
        SdeModel wild = SdeModel.create(List.of("m"), SdeSettings.of(Diffusion.FULL), scaling, 1);
        Learnt<float[]> lost = new Learnt<>(
                STUDY, learnt.pairs(), new TrainingResult(wild, new double[1], new double[1], new double[0], 0));
        Trajectories forecast = truth.forecast(lost, 0);
        assertThat(forecast.values()[0][0]).containsExactly(2);
        assertThat(forecast.values()[0][3]).containsExactly(1e9);
        // No kernel connects the two: MMD² is what either has with itself.
        assertThat(truth.discrepancy(lost)[3]).isGreaterThan(0.9);
        assertThat(truth.indistinguishable(List.of(forecast, forecast))).isZero();
    }

    /** Averages over both starts, and for a model over both sets. */
    @Test
    void discrepanciesAreAverages() {
        double[] floor = truth.floor();
        double[] found = truth.discrepancy(learnt);
        assertThat(floor).hasSize(FRAMES);
        List<Trajectories> forecasts = truth.forecasts(learnt);
        for (int t = 0; t < FRAMES; t++) {
            double between = 0;
            double ofModel = 0;
            for (int start = 0; start < 2; start++) {
                double[][] one = at(truth.runs().get(start), t);
                double[][] other = at(truth.again().get(start), t);
                double[][] model = at(forecasts.get(start), t);
                between += Mmd.biased(one, other) / 2;
                ofModel += (Mmd.biased(one, model) + Mmd.biased(other, model)) / 4;
            }
            assertThat(floor[t]).isCloseTo(between, within(1e-12));
            assertThat(found[t]).isCloseTo(ofModel, within(1e-12));
        }
        assertThat(floor[3]).isGreaterThan(0);
    }

    private static double[][] at(Trajectories runs, int t) {
        return Arrays.stream(runs.values()).map(run -> run[t]).toArray(double[][]::new);
    }

    /** 16 runs that alternate around a level. */
    private static Trajectories levels(int steps, double before, double after) {
        double[][][] z = new double[16][steps][1];
        double[][] times = new double[16][steps];
        for (int run = 0; run < 16; run++) {
            for (int t = 0; t < steps; t++) {
                times[run][t] = t;
                z[run][t][0] = (t <= 10 ? before : after) + run / 16.0;
            }
        }
        return new Trajectories(List.of("m"), times, z);
    }

    /** Tests at frames 10 and 20 of both starts: one of four is off, then none, then all. */
    @Test
    void theShareOfIndistinguishableStates() {
        Trajectories same = levels(21, 0, 0);
        LatentTruth<float[]> flat = new LatentTruth<>(STUDY, List.of(same, same), List.of(same, same));
        assertThat(flat.indistinguishable(List.of(same, levels(21, 0, 50)))).isEqualTo(0.75);
        assertThat(flat.indistinguishable(List.of(same, same))).isEqualTo(1);
        assertThat(flat.indistinguishable(List.of(levels(21, 50, 50), levels(21, 50, 50))))
                .isZero();
        Trajectories shorter = levels(20, 0, 0);
        LatentTruth<float[]> once = new LatentTruth<>(STUDY, List.of(shorter), List.of(shorter));
        assertThat(once.indistinguishable(List.of(levels(20, 0, 50)))).isEqualTo(1);
        assertThat(once.indistinguishable(List.of(levels(20, 50, 0)))).isZero();
        LatentTruth<float[]> brief = new LatentTruth<>(STUDY, List.of(levels(10, 0, 0)), List.of(levels(10, 0, 0)));
        assertThat(brief.indistinguishable(List.of(levels(10, 0, 0)))).isZero();
        assertThat(truth.indistinguishable(learnt)).isZero();
    }

    @Test
    void everySdeOfASweepIsScored() {
        Sweep<float[]> sweep = Sweep.over(STUDY, "λ", 1.0, 4.0);
        LatentScores<float[]> scores = truth.scores(sweep);
        assertThat(scores.curves()).hasSize(2);
        assertThat(scores.curves().get(1)).containsExactly(truth.discrepancy(sweep.learnt(4.0)));
        assertThat(scores.times()).containsExactly(truth.times());
        assertThat(scores.floor()).containsExactly(truth.floor());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> truth.scores(Sweep.over(STUDY, "seed", 1)))
                .withMessageContaining("λ: the sweep is over [seed]");
    }

    /** λ = 1, 4, 16, each with two seeds; every number by hand. */
    private static LatentScores<float[]> byHand() {
        Sweep<float[]> sweep = Sweep.over(STUDY, "λ", 1.0, 4.0, 16.0).and("seed", List.of(0L, 1L), Study::trainingSeed);
        List<double[]> curves = List.of(
                new double[] {0.5, 0.7},
                new double[] {0.6, 0.8},
                new double[] {0.1, 0.3},
                new double[] {0.3, 0.5},
                new double[] {0.4, 0.6},
                new double[] {0.1, 0.5});
        return new LatentScores<>(sweep, new double[] {0, 1}, curves, new double[] {0.05, 0.15});
    }

    @Test
    void scoresAreMeansOverTime() {
        LatentScores<float[]> scores = byHand();
        assertThat(scores.score(4.0, 1L)).isCloseTo(0.4, within(1e-12));
        assertThat(scores.floorScore()).isCloseTo(0.1, within(1e-12));
        assertThat(scores.curve(4)).containsExactly(new double[] {0.2, 0.4}, within(1e-12));
        assertThat(scores.best()).isEqualTo(Map.of("seed 0", 4.0, "seed 1", 16.0));
        assertThat(scores).hasToString("MMD² of 6 SDEs, best λ {seed 0=4.0, seed 1=16.0}, floor 0.100");
    }

    @Test
    void picturesShowTheScores() {
        LatentScores<float[]> scores = byHand();
        FigureContent time = FigureContent.of(scores.overTime());
        assertThat(time.series()).containsExactly("truth / truth", "λ = 1", "λ = 4", "λ = 16");
        assertThat(time.y("λ = 16")).containsExactly(new double[] {0.25, 0.55}, within(1e-12));
        assertThat(time.y("truth / truth")).containsExactly(0.05, 0.15);
        FigureContent lambda = FigureContent.of(scores.againstLambda());
        assertThat(lambda.x("seed 1")).containsExactly(1, 4, 16);
        assertThat(lambda.y("seed 1")).containsExactly(new double[] {0.7, 0.4, 0.3}, within(1e-12));
        assertThat(lambda.series()).containsExactly("seed 0", "seed 1");
    }

    @Test
    void refusesInOneLine() {
        Kept<ClosureModel<float[]>> closure = new Kept<>(new ObservablesOnly<>(STUDY.large()), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentTruth.of(STUDY, closure, List.of(), new Ensembles.Size(2, 2, Span.time(1))))
                .withMessage("truth from 0 starts with 2 frames: there must be at least 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentTruth.of(
                        STUDY,
                        closure,
                        List.of(new LatentTruth.From<>("up", at(1))),
                        new Ensembles.Size(2, 1, Span.time(1))))
                .withMessage("truth from 1 starts with 1 frames: there must be at least 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byHand().score(2.0, 0L))
                .withMessageContaining("[λ, seed] = [2.0, 0]");
    }
}
