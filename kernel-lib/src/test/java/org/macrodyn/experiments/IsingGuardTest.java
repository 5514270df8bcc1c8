package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/** 16² spins learnt from patches of 8², against the rates of their flips: as δt → 0 every moment is a sum over sites. */
class IsingGuardTest {
    private static final int SIDE = 16;
    private static final int SITES = SIDE * SIDE;
    private static final int PATCH = 8;
    private static final int K = 4;
    private static final double T = 3;
    private static final double H = 0.1;
    private static final double STEP = 0.05;
    private static final int CONFIGURATIONS = 512;
    private static final int REPEATS = 32;
    private static final double HORIZON = 10;
    private static final int RUNS = 24;
    private static final List<Double> STARTS = List.of(-0.75, 0.5);
    /** Mean time of n events in the paper's system, SPEC's number. */
    private static final double PAPER_STEP = 6.2021;

    private static final Ising LARGE = Ising.square(SIDE, T, H);
    private static final Patches PATCHES = Patches.square(SIDE, PATCH);

    private static Pipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new Pipeline(runs);
    }

    /** The only place that knows how the experiment is asked. */
    private static final class Pipeline {
        private final IsingExperiment experiment;

        Pipeline(Path runs) {
            this(runs, SIDE, PATCH, RUNS, HORIZON);
        }

        Pipeline(Path runs, int side, int patch, int trueRuns, double horizon) {
            int tests = side == SIDE ? 6 : 400;
            IsingSettings settings = new IsingSettings(
                    T,
                    H,
                    side,
                    List.of(patch),
                    STARTS,
                    tests,
                    5,
                    PAPER_STEP,
                    trueRuns,
                    horizon,
                    8,
                    paper(),
                    best(),
                    List.of(patch),
                    List.of(1L),
                    42);
            experiment = new IsingExperiment(settings, Workbench.open(runs, "guard", ProgressReporter.NONE));
        }

        static IsingRecipe best() {
            return recipe(PatchBoundary.FROZEN_NEIGHBOURS, Optional.of(STEP), REPEATS, scaled(Diffusion.FULL), 30);
        }

        /** As the paper's networks, without scales of their own: they see time in units of {@link #PAPER_STEP}. */
        static IsingRecipe paper() {
            SdeSettings plain = SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL)
                    .withActivation(Activation.SILU)
                    .withHidden(16, 1);
            return recipe(PatchBoundary.PERIODIC_PATCH, Optional.empty(), 1, plain, 100)
                    .replicated()
                    .withTraining(TrainingSettings.of(1)
                            .withEpsilon(1e-8)
                            .withBatch(64)
                            .withEpochs(60)
                            .withLearningRate(LearningRate.cosine(2e-2)));
        }

        private static SdeSettings scaled(Diffusion form) {
            return SdeSettings.of(form).withActivation(Activation.SILU).withHidden(16, 1);
        }

        private static IsingRecipe recipe(
                PatchBoundary boundary, Optional<Double> step, int repeats, SdeSettings network, int epochs) {
            return new IsingRecipe(
                    step.isPresent() ? "best" : "paper",
                    64,
                    21,
                    Optional.of(0.5),
                    4,
                    CONFIGURATIONS,
                    LocalRelaxation.brief(1),
                    0,
                    boundary,
                    step,
                    repeats,
                    IsingClosure.OBSERVABLES,
                    network,
                    TrainingSettings.of(1)
                            .withBatch(256)
                            .withEpochs(epochs)
                            .withLearningRate(LearningRate.cosine(1e-2)));
        }

        IsingStudy.Case learn(IsingRecipe recipe, Increment increment) {
            return study(recipe).first(PATCH, increment);
        }

        IsingStudy study(IsingRecipe recipe) {
            return experiment.learn(recipe, List.of(1L));
        }

        Snapshots<byte[]> configurations(IsingRecipe recipe) {
            return experiment.configurations(recipe, PATCH).value();
        }

        /** Σ(z) per time of the system, averaged over states. */
        static double[][] covariance(IsingStudy.Case one, double[][] states) {
            double[][] covariance = Guards.meanCovariance(one.result().model(), states);
            for (double[] row : covariance) {
                for (int c = 0; c < row.length; c++) {
                    row[c] /= one.timeUnit();
                }
            }
            return covariance;
        }

        static double[] drifts(IsingStudy.Case one, double[][] states, int component) {
            return Arrays.stream(Guards.drifts(one.result().model(), states, component))
                    .map(drift -> drift / one.timeUnit())
                    .toArray();
        }

        static IsingStudy.Case untrained(SdeModel model, double unit, IsingClosure.Latent latent) {
            return new IsingStudy.Case(PATCH, Increment.OURS, 1, latent, unit, Guards.result(model));
        }

        static IsingClosure.Latent observables() {
            return new IsingClosure.Latent(new ObservablesOnly<>(LARGE), Normalisation.identity(2), "");
        }
    }

    /** Pairs made without the experiment. */
    private static MacroPairs pairs(IsingRecipe recipe, Increment increment, int repeats, long seed) {
        Span span = recipe.step().map(Span::time).orElse(Span.events(PATCH * PATCH));
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(LARGE, PATCHES, recipe.boundary(), span, repeats, seed);
        return new ObservablesOnly<>(LARGE)
                .encodeAll(evolution, pipeline.configurations(recipe), increment, 1, ProgressListener.NONE);
    }

    /** b(x) = Σ_i r_i Δ_i z and Γ(x) = Σ_i r_i Δ_i z Δ_i zᵀ, Δ_i m = −2 s_i/n, Δ_i ρ = ½ s_i Σ_nn s_j/n. */
    private static double[][][] generator(byte[] state) {
        double[][] drift = new double[1][2];
        double[][] covariance = new double[2][2];
        for (int site = 0; site < SITES; site++) {
            int row = site / SIDE;
            int column = site % SIDE;
            int around = state[(row + 1) % SIDE * SIDE + column]
                    + state[(row + SIDE - 1) % SIDE * SIDE + column]
                    + state[row * SIDE + (column + 1) % SIDE]
                    + state[row * SIDE + (column + SIDE - 1) % SIDE];
            double rate = 1 / (1 + Math.exp(2 * state[site] * (around + H) / T));
            double[] change = {-2.0 * state[site] / SITES, 0.5 * state[site] * around / SITES};
            for (int a = 0; a < 2; a++) {
                drift[0][a] += rate * change[a];
                for (int b = 0; b < 2; b++) {
                    covariance[a][b] += rate * change[a] * change[b];
                }
            }
        }
        return new double[][][] {drift, covariance};
    }

    /**
     * Regression of the learnt and of the exact drift on (1, m, ρ) over 𝒟, and means of Σ and Γ. Standard errors of least
     * squares; flips that follow each other within δt in frozen surroundings bias both by up to 2 δt.
     */
    @Test
    void learntDriftAndDiffusionAreThoseOfTheFlips() {
        IsingStudy.Case one = pipeline.learn(Pipeline.best(), Increment.OURS);
        Snapshots<byte[]> configurations = pipeline.configurations(Pipeline.best());
        double[][] z = Guards.observed(LARGE, configurations);
        double[][] exact = new double[z.length][];
        double[][] gamma = new double[2][2];
        byte[] state = new byte[SITES];
        for (int i = 0; i < z.length; i++) {
            configurations.get(i, state);
            double[][][] moments = generator(state);
            exact[i] = moments[0][0];
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    gamma[a][b] += moments[1][a][b] / z.length;
                }
            }
        }
        double[][] found = Pipeline.covariance(one, z);
        double time = CONFIGURATIONS * REPEATS * STEP;
        for (int c = 0; c < 2; c++) {
            double[] expected = Guards.line(Guards.column(exact, c), z);
            double[] learnt = Guards.line(Pipeline.drifts(one, z, c), z);
            for (int slope = 1; slope < 3; slope++) {
                double error = Math.sqrt(K * gamma[c][c] / time) / deviation(Guards.column(z, slope - 1));
                assertThat(learnt[slope])
                        .as("slope of %d over %d", c, slope)
                        .isCloseTo(expected[slope], within(4 * error + 2 * STEP * Math.abs(expected[slope])));
            }
            assertThat(Guards.mean(Pipeline.drifts(one, z, c)))
                    .isCloseTo(
                            Guards.mean(Guards.column(exact, c)),
                            within(4 * Math.sqrt(K * gamma[c][c] / time)
                                    + 2 * STEP * Math.abs(Guards.mean(Guards.column(exact, c)))));
            for (int b = 0; b < 2; b++) {
                double size = Math.sqrt(gamma[c][c] * gamma[b][b]);
                assertThat(found[c][b] / size)
                        .isCloseTo(
                                gamma[c][b] / size, within(4 * Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS)) + 2 * STEP));
            }
        }
    }

    private static double deviation(double[] values) {
        double mean = Guards.mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    /** n_s events in patches of their own: Σ is what the pairs' noise leaves for λ = K, per time of the system. */
    @Test
    void thePapersRecipeTakesKOutOfTheNoiseToo() {
        MacroPairs pairs = pairs(Pipeline.paper(), Increment.OURS, 8, 77);
        requireNoise(pipeline.learn(Pipeline.paper(), Increment.OURS), pairs, K);
    }

    /** A naive pair is a step of the whole, hence λ = 1: all of its noise counts. */
    @Test
    void theNaiveBaselineKeepsAllOfItsNoise() {
        MacroPairs naive = pairs(Pipeline.paper(), Increment.NAIVE, 8, 77);
        double ours = Guards.noise(pairs(Pipeline.paper(), Increment.OURS, 8, 77))[0][0];
        assertThat(Guards.noise(naive)[0][0])
                .as("or naive increments could not be told from ours")
                .isGreaterThan(1.5 * ours);
        requireNoise(pipeline.learn(Pipeline.paper(), Increment.NAIVE), naive, 1);
    }

    /** Networks of 512 pairs know Σ to √(2/512) = 6 %. */
    private static void requireNoise(IsingStudy.Case one, MacroPairs pairs, double lambda) {
        double[][] expected = Guards.noise(pairs);
        double[][] found = Pipeline.covariance(one, Guards.states(pairs, 8));
        for (int c = 0; c < 2; c++) {
            assertThat(found[c][c] * lambda / expected[c][c])
                    .as("component %d", c)
                    .isCloseTo(1, within(4 * 0.0625));
        }
    }

    /** What a margin evolves with the patch changes neither K nor the law of Δz at a short δt. */
    @Test
    void aMarginChangesNothingAtShortSteps() {
        IsingRecipe recipe = Pipeline.best().withBoundary(PatchBoundary.halo(2));
        IsingStudy.Case one = pipeline.learn(recipe, Increment.OURS);
        double[][] z = Guards.observed(LARGE, pipeline.configurations(recipe));
        double[][] margin = Pipeline.covariance(one, z);
        double[][] frozen = Pipeline.covariance(pipeline.learn(Pipeline.best(), Increment.OURS), z);
        for (int c = 0; c < 2; c++) {
            assertThat(margin[c][c] / frozen[c][c])
                    .isCloseTo(1, within(8 * Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS)) + STEP));
        }
    }

    /** Times of the forecast are the system's, whatever unit the model has: z is where dz/dt = μ/unit carries it. */
    @Test
    void forecastsRunOnTheClockOfTheTruth() {
        SdeModel model = Guards.untrained(List.of("m", "ρ"), 0.03, 1e-9);
        for (double unit : new double[] {1, PAPER_STEP}) {
            IsingStudy.Case one = Pipeline.untrained(model, unit, Pipeline.observables());
            requireCourse(one, pipeline.experiment.paperForecast(one, 0.5), times(5, PAPER_STEP), 0.03);
        }
        IsingStudy.Case one = Pipeline.untrained(model, 1, Pipeline.observables());
        IsingStudy best = new IsingStudy(Pipeline.best(), List.of(one));
        Trajectories fine = pipeline.experiment.forecast(best, one, 0.5);
        requireCourse(one, fine, times(21, 0.5), 0.01);
        Trajectories.requireSameTimes(fine, pipeline.experiment.truth().get(0.5));
        IsingStudy paper = new IsingStudy(Pipeline.paper(), List.of(one));
        requireCourse(one, pipeline.experiment.forecast(paper, one, 0.5), times(2, PAPER_STEP), 0.03);
    }

    private static double[] times(int steps, double step) {
        return IntStream.range(0, steps).mapToDouble(k -> k * step).toArray();
    }

    /** Euler's steps are coarse: {@code tolerance} of the whole movement. */
    private static void requireCourse(IsingStudy.Case one, Trajectories found, double[] times, double tolerance) {
        assertThat(found.times()[0]).containsExactly(times, within(1e-9));
        double[] start = found.values()[0][0];
        double[][] exact = Guards.course(one.result().model(), start, times, one.timeUnit());
        for (int c = 0; c < 2; c++) {
            double movement = Math.abs(exact[times.length - 1][c] - start[c]);
            assertThat(movement).isGreaterThan(1e-3);
            for (int k = 0; k < times.length; k++) {
                assertThat(found.values()[0][k][c]).isCloseTo(exact[k][c], within(tolerance * movement));
            }
        }
    }

    /** Var z(t) = σ² t/unit without drift. */
    @Test
    void forecastsDiffuseAsTheyShould() {
        double volatility = 0.02;
        SdeModel model = Guards.untrained(List.of("m", "ρ"), 1e-12, volatility);
        for (double unit : new double[] {1, PAPER_STEP}) {
            IsingStudy.Case one = Pipeline.untrained(model, unit, Pipeline.observables());
            double sum = 0;
            int count = 0;
            for (double start : STARTS) {
                for (double[][] run :
                        pipeline.experiment.paperForecast(one, start).values()) {
                    for (int k = 1; k < run.length; k++) {
                        sum += Math.pow(run[k][0] - run[k - 1][0], 2) + Math.pow(run[k][1] - run[k - 1][1], 2);
                        count += 2;
                    }
                }
            }
            assertThat(sum / count / (volatility * volatility * PAPER_STEP / unit))
                    .isCloseTo(1, within(4 * Math.sqrt(2.0 / count)));
        }
    }

    /** Forecasts start where true runs do, and come back in the units of m and ρ. */
    @Test
    void forecastsAreInTheUnitsOfTheTruth() {
        Snapshots<byte[]> some = new Snapshots<>(LARGE.grid(), LARGE.stateType(), 64);
        byte[] state = new byte[SITES];
        for (int i = 0; i < 64; i++) {
            LARGE.initialise(state, new Random(i));
            some.set(i, state);
        }
        BlockFluctuations<byte[]> closure = BlockFluctuations.normalised(LARGE, PATCHES, some, 4);
        IsingClosure.Latent latent = new IsingClosure.Latent(closure, closure.normalisation(), "test");
        SdeModel still = Guards.untrained(closure.names(), 1e-12, 1e-12);
        Trajectories forecast = pipeline.experiment.paperForecast(Pipeline.untrained(still, 1, latent), STARTS.get(0));
        // spins at random places: ρ = (1 − m²)/2 up to 1/√(2n).
        for (double[][] run : forecast.values()) {
            assertThat(run[4][0]).isCloseTo(-0.75, within(1e-6));
            assertThat(run[4][1]).isCloseTo((1 - 0.75 * 0.75) / 2, within(4 / Math.sqrt(2.0 * SITES)));
        }
    }

    /**
     * True runs of 3² spins against their 2⁹ states: ⟨m⟩ and ⟨ρ⟩ in time, and the mean time that n events take.
     */
    @Test
    void theTruthIsThatOfTheMasterEquation(@TempDir Path tiny) {
        int side = 3;
        int sites = side * side;
        Pipeline small = new Pipeline(tiny, side, side, 400, 2);
        IsingEnumeration exact = new IsingEnumeration(side, side, T, H);
        Ising model = Ising.square(side, T, H);
        for (double start : STARTS) {
            double[] law = starts(exact, (int) Math.floor((1 + start) * sites / 2));
            Trajectories truth = small.experiment.truth().get(start);
            for (int k = 0; k < 4; k++) {
                for (int c = 0; c < 2; c++) {
                    int component = c;
                    double error = truth.standardDeviation(c)[k] / Math.sqrt(truth.runs());
                    assertThat(truth.mean(c)[k])
                            .as("component %d at t = %s", c, truth.times()[0][k])
                            .isCloseTo(exact.mean(law, x -> observed(model, x)[component]), within(4 * error + 1e-12));
                }
                law = exact.after(law, 0.5);
            }
            double[] next = starts(exact, (int) Math.floor((1 + start) * sites / 2));
            double time = 0;
            for (int event = 0; event < sites; event++) {
                time += exact.meanWaitingTime(next);
                next = exact.afterEvent(next);
            }
            double[] measured = Arrays.stream(
                            small.experiment.paperTruth().get(start).times())
                    .mapToDouble(times -> times[1])
                    .toArray();
            assertThat(Guards.mean(measured))
                    .isCloseTo(time, within(4 * deviation(measured) / Math.sqrt(measured.length)));
        }
    }

    /** Equally likely: all states with a number of spins up. */
    private static double[] starts(IsingEnumeration exact, int up) {
        double[] law = new double[exact.states()];
        long count = IntStream.range(0, law.length)
                .filter(x -> Integer.bitCount(x) == up)
                .count();
        IntStream.range(0, law.length).filter(x -> Integer.bitCount(x) == up).forEach(x -> law[x] = 1.0 / count);
        return law;
    }

    private static double[] observed(Ising model, byte[] state) {
        double[] z = new double[2];
        model.observe(state, z);
        return z;
    }

    /**
     * The floor is the variance of a mean over all true runs, Σ s²/R / Σ mean²: half of them against the other half has four
     * times that. Its spread is that of the same over random halves.
     */
    @Test
    void theFloorIsTheVarianceOfTheTruesMean(@TempDir Path tiny) {
        IsingExperiment small = new Pipeline(tiny, 3, 3, 64, 200).experiment;
        double expected = 0;
        double[] halves = new double[200];
        for (Trajectories truth : small.truth().values()) {
            double[][] means = Guards.means(truth, 2);
            double below = Arrays.stream(means)
                    .flatMapToDouble(Arrays::stream)
                    .map(v -> v * v)
                    .sum();
            double above = IntStream.range(0, 2)
                    .mapToObj(truth::standardDeviation)
                    .flatMapToDouble(Arrays::stream)
                    .map(s -> s * s / truth.runs())
                    .sum();
            expected += above / below / STARTS.size();
            for (int i = 0; i < halves.length; i++) {
                halves[i] += halved(truth, new Random(i)) / STARTS.size();
            }
        }
        double spread = deviation(halves);
        assertThat(Guards.mean(halves)).isCloseTo(expected, within(0.15 * expected));
        assertThat(spread).as("or a factor of 2 could hide").isLessThan(0.25 * expected);
        assertThat(small.floor()).isCloseTo(expected, within(4 * spread));
    }

    private static double halved(Trajectories truth, Random random) {
        List<Integer> order = new java.util.ArrayList<>(
                IntStream.range(0, truth.runs()).boxed().toList());
        java.util.Collections.shuffle(order, random);
        double[][][] values = order.stream().map(i -> truth.values()[i]).toArray(double[][][]::new);
        Trajectories shuffled = new Trajectories(truth.names(), truth.times(), values);
        int half = truth.runs() / 2;
        return Guards.relativeSquare(
                        Guards.means(shuffled.slice(0, half), 2), Guards.means(shuffled.slice(half, 2 * half), 2))
                / 4;
    }

    /** The error of a model that never moves is that of its start: m and ρ together, averaged over the starts. */
    @Test
    void errorsAreThoseOfTheMeans() {
        SdeModel still = Guards.untrained(List.of("m", "ρ"), 1e-12, 1e-12);
        IsingStudy.Case one = Pipeline.untrained(still, 1, Pipeline.observables());
        IsingStudy study = new IsingStudy(Pipeline.best(), List.of(one));
        double fine = 0;
        double paper = 0;
        for (double start : STARTS) {
            fine += error(
                    pipeline.experiment.forecast(study, one, start),
                    pipeline.experiment.truth().get(start));
            paper += error(
                    pipeline.experiment.paperForecast(one, start),
                    pipeline.experiment.paperTruth().get(start));
        }
        assertThat(pipeline.experiment.error(study, one)).isCloseTo(fine / 2, within(1e-9));
        assertThat(pipeline.experiment.pooledError(study, PATCH, Increment.OURS))
                .isCloseTo(fine / 2, within(1e-9));
        assertThat(pipeline.experiment.paperError(one)).isCloseTo(paper / 2, within(1e-9));
    }

    private static double error(Trajectories forecast, Trajectories truth) {
        Trajectories matched = truth.at(forecast.times()[0]);
        return Guards.relativeSquare(Guards.means(forecast, 2), Guards.means(matched, 2));
    }

    /** Forecasts of two seeds pooled: the mean of both means. */
    @Test
    void pooledForecastsAreAveraged() {
        SdeModel still = Guards.untrained(List.of("m", "ρ"), 1e-12, 1e-12);
        SdeModel moving = Guards.untrained(List.of("m", "ρ"), 0.03, 1e-12);
        IsingStudy.Case one = Pipeline.untrained(still, 1, Pipeline.observables());
        IsingStudy.Case other = Pipeline.untrained(moving, 1, Pipeline.observables());
        IsingStudy study = new IsingStudy(Pipeline.best(), List.of(one, other));
        double expected = 0;
        for (double start : STARTS) {
            double[][] a = Guards.means(pipeline.experiment.forecast(study, one, start), 2);
            double[][] b = Guards.means(pipeline.experiment.forecast(study, other, start), 2);
            for (int c = 0; c < 2; c++) {
                for (int k = 0; k < a[c].length; k++) {
                    a[c][k] = (a[c][k] + b[c][k]) / 2;
                }
            }
            expected += Guards.relativeSquare(
                            a, Guards.means(pipeline.experiment.truth().get(start), 2))
                    / 2;
        }
        assertThat(pipeline.experiment.pooledError(study, PATCH, Increment.OURS))
                .isCloseTo(expected, within(1e-9));
    }

    /** Runs that leave m or ρ by more than half are held where they were last inside, and counted. */
    @Test
    void lostForecastsAreHeldAndCounted() {
        SdeModel wild = Guards.untrained(List.of("m", "ρ"), 1e-12, 3);
        SdeModel tame = Guards.untrained(List.of("m", "ρ"), 1e-12, 1e-3);
        IsingStudy.Case lost = Pipeline.untrained(wild, 1, Pipeline.observables());
        for (double[][] run : pipeline.experiment.paperForecast(lost, 0.5).values()) {
            for (double[] z : run) {
                assertThat(Math.abs(z[0])).isLessThanOrEqualTo(1.5);
                assertThat(z[1]).isBetween(-0.5, 1.5);
            }
        }
        assertThat(pipeline.experiment.lost(lost)).isEqualTo(1);
        assertThat(pipeline.experiment.lost(Pipeline.untrained(tame, 1, Pipeline.observables())))
                .isZero();
    }

    /** Residuals of fresh pairs have covariance 1 for λ = K. */
    @Test
    void diagnosticsCountWithK() {
        Diagnostics diagnostics = pipeline.experiment.diagnose(pipeline.study(Pipeline.best()), PATCH);
        assertThat(diagnostics.lambda()).isEqualTo(K);
        double error = Math.sqrt((2 + diagnostics.excessKurtosis()[0]) / diagnostics.count());
        assertThat(diagnostics.covariance()[0][0]).isCloseTo(1, within(4 * error + 0.02));
    }

    /** Every row says what the experiment says of that model, beside the published number of that method. */
    @Test
    void theTableNamesWhatItHolds() {
        IsingStudy paper = pipeline.study(Pipeline.paper());
        IsingStudy best = pipeline.study(Pipeline.best());
        ResultTable table = new IsingReport(pipeline.experiment, paper, best, Map.of("changed", best)).table();
        for (Increment increment : Increment.values()) {
            boolean ours = increment == Increment.OURS;
            String method = ours ? "ours" : "naive";
            ResultTable.Row row = row(table, "relmse." + method + ".paper_settings.8.seed_1");
            assertThat(row.value()).isEqualTo(pipeline.experiment.paperError(paper.first(PATCH, increment)));
            assertThat(row.paper())
                    .isEqualTo(Published.isingRelMse(8, ours ? Published.Method.OURS : Published.Method.NAIVE));
            double error = pipeline.experiment.error(best, best.first(PATCH, increment));
            assertThat(row(table, "relmse." + method + ".best.8").value()).isEqualTo(error);
            assertThat(row(table, "relmse." + method + ".changed.8").value()).isEqualTo(error);
        }
        assertThat(row(table, "relmse.noise_of_truth").value()).isEqualTo(pipeline.experiment.floor());
    }

    private static ResultTable.Row row(ResultTable table, String name) {
        return table.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
