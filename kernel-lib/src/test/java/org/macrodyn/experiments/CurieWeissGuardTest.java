package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PairRule;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.StepError;
import org.macrodyn.study.Study;

/** 16² spins learnt from patches of 8², against their exact birth–death chain. */
class CurieWeissGuardTest {
    private static final int SIDE = 16;
    private static final int PATCH = 8;
    private static final int K = 4;
    private static final double T = 1.1;
    private static final double H = 0.1;
    private static final int CONFIGURATIONS = 2000;
    private static final List<Double> STARTS = CurieWeissSettings.STARTS;
    private static final int FRAMES = 20;
    /** Mean time of n events in the paper's system. */
    private static final double PAPER_STEP = 2.6272;

    private static final CurieWeiss LARGE = new CurieWeiss(Grid.square(SIDE), T, H);
    private static final CurieWeissChain CHAIN = new CurieWeissChain(SIDE * SIDE, T, H);

    private static Pipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new Pipeline(runs);
    }

    /** The only place that knows how the experiment is asked: its own recipes with other amounts. */
    private static final class Pipeline {
        private final CurieWeissSettings settings = new CurieWeissSettings(T, H, SIDE, List.of(PATCH), Scale.SMOKE, 42);
        private final Study<byte[]> study;
        private final SizeSweep<byte[]> paper;
        private final SizeSweep<byte[]> best;
        private final Map<Double, Trajectories> truth;
        private final CurieWeissReport report;

        Pipeline(Path runs) {
            study = settings.study(runs.toString(), ProgressReporter.NONE);
            paper = sweep((side, increment) ->
                    changed(settings.paper(side, increment), 4, Diffusion.CONSTANT_DIAGONAL, 128, 10));
            best = sweep((side, increment) -> changed(
                    settings.best(side, increment), 5, Diffusion.DIAGONAL, increment == Increment.OURS ? 64 : 1024, 6));
            truth = settings.truth(study);
            report = new CurieWeissReport(settings, truth, paper, best);
        }

        private SizeSweep<byte[]> sweep(BiFunction<Integer, Increment, Recipe<byte[]>> recipes) {
            return SizeSweep.of(study, recipes, List.of(PATCH), List.of(Increment.values()), List.of(1L));
        }

        private static Recipe<byte[]> changed(
                Recipe<byte[]> recipe, int repeats, Diffusion form, int batch, int epochs) {
            PairRule<byte[]> pairs =
                    recipe.pairs() instanceof PatchPairs<byte[]> rule ? rule.withRepeats(repeats) : recipe.pairs();
            return recipe.with(SmallRuns.<byte[]>initialised(40, 40, Optional.of(Span.time(0.5))))
                    .with(new Enlarging.Upsampled<>(
                            Upsampler.doubling(CONFIGURATIONS / 2, LocalRelaxation.brief(0.5)), CONFIGURATIONS / 2))
                    .with(pairs)
                    .with(recipe.fit()
                            .with(SdeSettings.of(form)
                                    .withActivation(Activation.TANH)
                                    .withHidden(16, 1))
                            .with(TrainingSettings.of(1)
                                    .withEpsilon(0)
                                    .withBatch(batch)
                                    .withEpochs(epochs)
                                    .withLearningRate(LearningRate.cosine(1e-2))));
        }

        Learnt<byte[]> paper(Increment increment) {
            return paper.first(PATCH, increment);
        }

        Learnt<byte[]> best(Increment increment) {
            return best.first(PATCH, increment);
        }

        Learnt<byte[]> instead(SdeModel model) {
            return Guards.instead(best(Increment.OURS), model);
        }

        Snapshots<byte[]> configurations() {
            return best(Increment.OURS).pairs().configurations().value();
        }
    }

    /** Pairs made without the experiment. */
    private static MacroPairs pairs(Span span, int repeats, Increment increment) {
        Snapshots<byte[]> configurations = pipeline.configurations();
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                LARGE, Patches.square(SIDE, PATCH), PatchBoundary.FROZEN_NEIGHBOURS, span, repeats, 77);
        return new ObservablesOnly<>(LARGE).encodeAll(evolution, configurations, increment, 1, ProgressListener.NONE);
    }

    /** Slope of the learnt over the exact drift, and mean of the learnt over the exact σ²: pairs from rates have no noise. */
    @Test
    void learntDriftAndDiffusionAreThoseOfTheChain() {
        SdeModel model = pipeline.best(Increment.OURS).model();
        double[][] m = Guards.observed(LARGE, pipeline.configurations());
        double[] exact = Arrays.stream(m).mapToDouble(z -> CHAIN.drift(z[0])).toArray();
        double[][] regressor =
                Arrays.stream(exact).mapToObj(b -> new double[] {b}).toArray(double[][]::new);
        double[] line = Guards.line(Guards.drifts(model, m, 0), regressor);
        assertThat(line[1]).isCloseTo(1, within(0.01));
        assertThat(line[0]).isCloseTo(0, within(0.002));
        double ratio = Arrays.stream(m)
                .mapToDouble(z -> model.covariance(z)[0][0] / CHAIN.variance(z[0]))
                .average()
                .orElseThrow();
        assertThat(ratio).isCloseTo(1, within(0.01));
    }

    /** n_s events instead of a time: σ² is what the pairs' noise leaves for λ = K. */
    @Test
    void thePapersRecipeTakesKOutOfTheNoiseToo() {
        SdeModel model = pipeline.paper(Increment.OURS).model();
        MacroPairs pairs = pairs(Span.events(PATCH * PATCH), 4, Increment.OURS);
        double expected = Guards.noise(pairs)[0][0] / K;
        assertThat(model.covariance(new double[1])[0][0] / expected)
                .isCloseTo(1, within(4 * Math.sqrt(4.0 / pairs.size()) + 0.02));
    }

    /** A naive pair is a step of the whole, hence λ = 1: all of its noise counts. */
    @Test
    void theNaiveBaselineKeepsAllOfItsNoise() {
        MacroPairs naive = pairs(Span.events(PATCH * PATCH), 4, Increment.NAIVE);
        double expected = Guards.noise(naive)[0][0];
        assertThat(expected / Guards.noise(pairs(Span.events(PATCH * PATCH), 4, Increment.OURS))[0][0])
                .as("or this test could not tell naive increments from ours")
                .satisfiesAnyOf(
                        r -> assertThat(r).isLessThan(0.8), r -> assertThat(r).isGreaterThan(1.25));
        SdeModel model = pipeline.paper(Increment.NAIVE).model();
        assertThat(model.covariance(new double[1])[0][0] / expected)
                .isCloseTo(1, within(4 * Math.sqrt(4.0 / naive.size()) + 0.03));
    }

    /** An Euler–Maruyama step δ turns the drift b into b (1 + δ b′/2): by less than 1 %, where forecasts go. */
    @Test
    void ourStepIsShortAgainstTheRelaxation() {
        double step = CurieWeissReport.EXACT_STEP / CurieWeissReport.exactSubsteps(pipeline.best(Increment.OURS));
        double steepest = IntStream.rangeClosed(-5, 5)
                .mapToDouble(k -> Math.abs(CHAIN.drift(0.1 * k + 0.01) - CHAIN.drift(0.1 * k - 0.01)) / 0.02)
                .max()
                .orElseThrow();
        assertThat(step * steepest / 2).isLessThan(0.01);
    }

    /** Our recipe's naive baseline takes n_s events, whose mean time is near 1 and not δt. */
    @Test
    void ourNaiveBaselineIsFittedToLongSteps() {
        SdeModel model = pipeline.best(Increment.NAIVE).model();
        MacroPairs naive = pairs(Span.events(PATCH * PATCH), 5, Increment.NAIVE);
        double[][] states = Guards.states(naive, 5);
        double expected = Guards.noise(naive)[0][0];
        assertThat(Guards.meanCovariance(model, states)[0][0] / expected).isCloseTo(1, within(0.1));
    }

    /** States at multiples of the truth's mean time between two frames, and z where dz/dt = μ carries it by then. */
    @Test
    void forecastsRunOnTheClockOfTheTruth() {
        SdeModel model = Guards.untrained(List.of("m"), 0.05, 1e-9);
        for (int substeps : new int[] {1, 10}) {
            Trajectories forecast = pipeline.report.forecast(pipeline.instead(model), 0.5, substeps);
            double[] times =
                    IntStream.range(0, FRAMES).mapToDouble(k -> k * PAPER_STEP).toArray();
            assertThat(forecast.times()[0]).containsExactly(times, within(1e-9));
            assertThat(forecast.runs()).isEqualTo(20);
            double[][] exact = Guards.course(model, new double[] {0.5}, times, 1);
            double movement = Math.abs(exact[FRAMES - 1][0] - exact[0][0]);
            for (int k = 0; k < times.length; k++) {
                assertThat(forecast.values()[3][k][0])
                        .isCloseTo(exact[k][0], within(0.02 * movement / substeps + 1e-6));
            }
        }
    }

    /** Var z(t) = σ² t without drift, however the time is divided. */
    @Test
    void forecastsDiffuseAsTheyShould() {
        double volatility = 0.02;
        SdeModel model = Guards.untrained(List.of("m"), 1e-12, volatility);
        for (int substeps : new int[] {1, 10}) {
            Trajectories forecast = pipeline.report.forecast(pipeline.instead(model), -0.5, substeps);
            double sum = 0;
            int count = 0;
            for (double[][] run : forecast.values()) {
                for (int k = 1; k < run.length; k++) {
                    sum += Math.pow(run[k][0] - run[k - 1][0], 2);
                    count++;
                }
            }
            assertThat(sum / count / (volatility * volatility * PAPER_STEP))
                    .isCloseTo(1, within(4 * Math.sqrt(2.0 / count)));
        }
    }

    /** The true runs start where they are said to, n events take their mean waiting times, and m is then the exact mean. */
    @Test
    void theTruthFollowsTheChain() {
        int n = SIDE * SIDE;
        pipeline.truth.forEach((start, truth) -> {
            assertThat(truth.values()[0][0][0]).isEqualTo(start);
            double[] law = new double[n + 1];
            law[(int) Math.floor((1 + start) * n / 2)] = 1;
            double time = 0;
            for (int event = 0; event < n; event++) {
                double[] next = new double[n + 1];
                for (int up = 0; up <= n; up++) {
                    double deaths = up * LARGE.upRate(up);
                    double births = (n - up) * LARGE.downRate(up);
                    time += law[up] / (births + deaths);
                    next[Math.max(0, up - 1)] += law[up] * deaths / (births + deaths);
                    next[Math.min(n, up + 1)] += law[up] * births / (births + deaths);
                }
                law = next;
            }
            Spread first = Spread.of(
                    Arrays.stream(truth.times()).mapToDouble(t -> t[1]).toArray());
            assertThat(first.mean()).isCloseTo(time, within(4 * first.standardError()));
            Spread m = Spread.of(
                    Arrays.stream(truth.values()).mapToDouble(run -> run[1][0]).toArray());
            assertThat(m.mean()).isCloseTo(CHAIN.mean(law), within(4 * m.standardError()));
        });
    }

    /** Of a model without noise: that of its course, half a time unit between two states, over the horizon. */
    @Test
    void exactErrorsAreThoseOfTheCourse() {
        SdeModel model = Guards.untrained(List.of("m"), 0.2, 1e-9);
        double exact = 0;
        for (double start : STARTS) {
            CurieWeissChain.Course course = CHAIN.course(start, 0.5, 121);
            double[] learnt = Guards.column(Guards.course(model, new double[] {start}, course.times(), 1), 0);
            exact += Guards.relativeSquare(new double[][] {learnt}, new double[][] {course.mean()}) / STARTS.size();
        }
        assertThat(pipeline.report.exactError(pipeline.instead(model))).isCloseTo(exact, within(0.01 * exact));
    }

    /** The error of a model that never moves is that of its start, averaged over starts and sets. */
    @Test
    void errorsAreThoseOfTheMeans() {
        SdeModel still = Guards.untrained(List.of("m"), 1e-12, 1e-12);
        Map<Double, Trajectories> truth = pipeline.truth;
        double paper = 0;
        for (double start : STARTS) {
            for (int set = 0; set < 5; set++) {
                double[] mean = truth.get(start).slice(4 * set, 4 * set + 4).mean(0);
                paper += Guards.relativeSquare(new double[][] {Guards.filled(FRAMES, start)}, new double[][] {mean})
                        / (5 * STARTS.size());
            }
        }
        assertThat(pipeline.report.error(pipeline.instead(still))).isCloseTo(paper, within(1e-6));
    }

    /** Without drift the error is all of it; with constant σ² it is the farthest of the exact ones. */
    @Test
    void largestErrorsAreRelativeToTheChain() {
        double volatility = 0.05;
        SdeModel model = Guards.untrained(List.of("m"), 1e-12, volatility);
        assertThat(pipeline.report.exact().driftError(pipeline.instead(model))).isCloseTo(1, within(1e-9));
        SdeModel moving = Guards.untrained(List.of("m"), 0.2, volatility);
        double largest = IntStream.rangeClosed(-80, 80)
                .mapToDouble(i -> Math.abs(CHAIN.drift(i / 100.0)))
                .max()
                .orElseThrow();
        double off = IntStream.rangeClosed(-80, 80)
                .mapToDouble(i -> Math.abs(moving.drift(new double[] {i / 100.0})[0] - CHAIN.drift(i / 100.0)))
                .max()
                .orElseThrow();
        assertThat(pipeline.report.exact().driftError(pipeline.instead(moving)))
                .isCloseTo(off / largest, within(0.01 * off / largest));
        double farthest = IntStream.rangeClosed(-80, 80)
                .mapToDouble(i -> Math.abs(volatility * volatility / CHAIN.variance(i / 100.0) - 1))
                .max()
                .orElseThrow();
        assertThat(pipeline.report.exact().diffusionError(pipeline.instead(model)))
                .isCloseTo(farthest, within(0.01 * farthest));
    }

    /** A drift fitted to pairs of a short δt predicts the mean; the error grows with δt. */
    @Test
    void theStepStudyFindsThatShortStepsAreRight() {
        List<StepError> errors =
                pipeline.report.stepStudy(pipeline.study, List.of(Span.time(0.1), Span.time(2), Span.events(64)));
        assertThat(errors.get(0).step()).isCloseTo(0.1, within(1e-6));
        assertThat(errors.get(0).error()).isLessThan(0.03);
        assertThat(errors.get(1).step()).isCloseTo(2, within(1e-5));
        assertThat(errors.get(1).error()).isGreaterThan(3 * errors.get(0).error());
        double events = pairs(Span.events(64), 20, Increment.OURS).meanTime();
        assertThat(errors.get(2).step()).isCloseTo(events, within(0.05 * events));
    }

    /** Residuals of the pairs have variance 1 for λ = K: σ² n δt known to √(2/n), and the model to as much. */
    @Test
    void diagnosticsCountWithK() {
        Diagnostics diagnostics = pipeline.report.diagnose(PATCH, 0.5);
        assertThat(diagnostics.lambda()).isEqualTo(K);
        assertThat(diagnostics.covariance()[0][0])
                .isCloseTo(1, within(8 * Math.sqrt(2.0 / diagnostics.count()) + 0.01));
    }

    /** Figures of what was learnt, simulated and is exact; nothing of what is not there. */
    @Test
    void figuresShowTheirData() {
        CurieWeissReport report = pipeline.report;
        Drawn.requireData(report.meanAndSpread(pipeline.paper, PATCH, 0.5));
        Drawn.requireData(report.errorAgainstSize());
        Drawn.requireData(report.exactErrorAgainstSize());
        Drawn.requireData(report.learntAgainstExact(PATCH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.meanAndSpread(pipeline.best, PATCH, 0.7))
                .withMessageContaining("m(0) = 0.7");
    }

    /** Errors against the chain of the published recipe, ours, and a third: each its own. */
    @Test
    void recipesStandBesideEachOther() {
        Learnt<byte[]> still = pipeline.instead(Guards.untrained(List.of("m"), 1e-12, 1e-12));
        double[] errors = pipeline.report.beside(List.of(still)).stream()
                .mapToDouble(RecipeError::relmse)
                .toArray();
        assertThat(errors)
                .containsExactly(
                        pipeline.report.exactError(pipeline.paper(Increment.OURS)),
                        pipeline.report.exactError(pipeline.best(Increment.OURS)),
                        pipeline.report.exactError(still));
        double exact = STARTS.stream()
                .mapToDouble(start -> {
                    double[] mean = CHAIN.course(start, 0.5, 121).mean();
                    return Guards.relativeSquare(new double[][] {Guards.filled(121, start)}, new double[][] {mean});
                })
                .average()
                .orElseThrow();
        assertThat(errors[2]).isCloseTo(exact, within(1e-6));
        assertThat(Guards.row(pipeline.report.table(List.of(still)), "relmse_exact.ours.learn.8.seed_1")
                        .value())
                .isEqualTo(errors[2]);
    }

    /** Every row says what the experiment says of that model, of the published system beside the published number. */
    @Test
    void theTableNamesWhatItHolds() {
        ResultTable table = pipeline.report.table(List.of());
        for (Increment increment : Increment.values()) {
            boolean ours = increment == Increment.OURS;
            String method = ours ? "ours" : "naive";
            ResultTable.Row row = Guards.row(table, "relmse." + method + ".paper_settings.8");
            assertThat(row.value()).isEqualTo(pipeline.report.error(pipeline.paper(increment)));
            assertThat(row.paper()).as("16² spins were not published").isNull();
            assertThat(Guards.row(table, "relmse_exact." + method + ".best.8").value())
                    .isEqualTo(pipeline.report.exactError(pipeline.best(increment)));
        }
        Learnt<byte[]> ours = pipeline.best(Increment.OURS);
        assertThat(Guards.row(table, "drift.max_error").value())
                .isEqualTo(pipeline.report.exact().driftError(ours));
        assertThat(Guards.row(table, "diffusion.max_error").value())
                .isEqualTo(pipeline.report.exact().diffusionError(ours));
    }
}
