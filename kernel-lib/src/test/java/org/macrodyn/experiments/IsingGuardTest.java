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
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

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
    private static final int PAPER_FRAMES = 20;
    private static final List<Double> STARTS = IsingSettings.STARTS;
    /** Mean time of n events in the paper's system. */
    private static final double PAPER_STEP = 6.2021;

    private static final List<String> NAMES = List.of("m", "ρ");
    private static final Ising LARGE = Ising.square(SIDE, T, H);
    private static final Patches PATCHES = Patches.square(SIDE, PATCH);

    /** 3² spins with hundreds of true runs. */
    private static final IsingSettings TINY = new IsingSettings(T, H, 3, List.of(3), Scale.LAPTOP, 42);

    private static Pipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new Pipeline(runs);
    }

    /** The only place that knows how the experiment is asked: its own recipes with other amounts. */
    private static final class Pipeline {
        private final Path runs;
        private final IsingSettings settings;
        private final Study<byte[]> study;
        private final SizeSweep paper;
        private final SizeSweep best;
        private final SizeSweep naive;
        private final Sweep<byte[]> choices;
        private final IsingReport report;

        Pipeline(Path runs) {
            this.runs = runs;
            settings = new IsingSettings(T, H, SIDE, List.of(PATCH), Scale.SMOKE, 42);
            study = settings.study(runs.toString(), ProgressReporter.NONE);
            paper = sweep(this::paperRecipe, List.of(Increment.values()));
            best = sweep(this::bestRecipe, List.of(Increment.OURS));
            naive = sweep(this::bestRecipe, List.of(Increment.NAIVE));
            choices = settings.choices(study, List.of(new IsingSettings.Variant("changed", (our, any) -> changed(our)
                    .with(our.fit().with(TrainingSettings.of(1).withEpochs(1))))));
            report = new IsingReport(settings, study, paper, best, naive, choices);
        }

        private SizeSweep sweep(SizeSweep.Recipes recipes, List<Increment> increments) {
            return SizeSweep.of(study, recipes, List.of(PATCH), increments, List.of(1L));
        }

        Recipe<byte[]> bestRecipe(int side, Increment increment) {
            Recipe<byte[]> recipe = changed(settings.best(side, increment));
            return recipe.with(recipe.fit()
                    .with(SdeSettings.of(Diffusion.FULL)
                            .withActivation(Activation.SILU)
                            .withHidden(16, 1))
                    .with(TrainingSettings.of(1)
                            .withBatch(256)
                            .withEpochs(30)
                            .withLearningRate(LearningRate.cosine(1e-2))));
        }

        /** As the paper's networks, without scales of their own: they see time in units of {@link #PAPER_STEP}. */
        Recipe<byte[]> paperRecipe(int side, Increment increment) {
            Recipe<byte[]> recipe = settings.paper(side, increment);
            return recipe.with(small())
                    .with(new Enlarging.Upsampled<>(Upsampler.doubling(CONFIGURATIONS, LocalRelaxation.brief(1)), 0))
                    .with(ClosureRule.<byte[]>observables())
                    .with(recipe.fit()
                            .with(SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL)
                                    .withActivation(Activation.SILU)
                                    .withHidden(16, 1))
                            .with(TrainingSettings.of(1)
                                    .withEpsilon(1e-8)
                                    .withBatch(64)
                                    .withEpochs(60)
                                    .withLearningRate(LearningRate.cosine(2e-2))));
        }

        private static SmallRuns<byte[]> small() {
            return SmallRuns.initialised(64, 21, Optional.of(Span.time(0.5)));
        }

        private static Recipe<byte[]> changed(Recipe<byte[]> recipe) {
            PatchPairs<byte[]> pairs =
                    ((PatchPairs<byte[]>) recipe.pairs()).withBoundary(PatchBoundary.FROZEN_NEIGHBOURS);
            return recipe.with(small())
                    .with(new Enlarging.Assembled<>(
                            CONFIGURATIONS,
                            new Assembly.Likeness(16),
                            Assembly.Tiling.SHIFTED,
                            Optional.of(LocalRelaxation.brief(1))))
                    .with(ClosureRule.<byte[]>observables())
                    .with(pairs.span().isPresent() ? pairs.withRepeats(REPEATS).withStep(STEP) : pairs);
        }

        Learnt<byte[]> paper(Increment increment) {
            return paper.first(PATCH, increment);
        }

        Learnt<byte[]> best() {
            return best.first(PATCH, Increment.OURS);
        }

        /** As if that SDE had been learnt, by networks that see one unit of time as 1. */
        Learnt<byte[]> instead(Learnt<byte[]> one, SdeModel model, double unit) {
            Fit fit = one.study().recipe().fit();
            Study<byte[]> same = one.study()
                    .recipe(recipe -> recipe.with(new Fit(fit.network(), fit.training(), fit.lambda(), unit)));
            return new Learnt<>(same, one.pairs(), Guards.result(model));
        }

        Learnt<byte[]> untrained(SdeModel model) {
            return instead(best(), model, 1);
        }
    }

    private static double unit(Learnt<byte[]> one) {
        return one.study().recipe().fit().timeUnit();
    }

    /** Σ(z) per time of the system, averaged over states. */
    private static double[][] covariance(Learnt<byte[]> one, double[][] states) {
        double[][] covariance = Guards.meanCovariance(one.model(), states);
        for (double[] row : covariance) {
            for (int c = 0; c < row.length; c++) {
                row[c] /= unit(one);
            }
        }
        return covariance;
    }

    private static double[] drifts(Learnt<byte[]> one, double[][] states, int component) {
        return Arrays.stream(Guards.drifts(one.model(), states, component))
                .map(drift -> drift / unit(one))
                .toArray();
    }

    /** Pairs of n_s events in patches of their own, made without the experiment. */
    private static MacroPairs pairs(Increment increment) {
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(LARGE, PATCHES, PatchBoundary.PERIODIC_PATCH, Span.events(PATCH * PATCH), 8, 77);
        Snapshots<byte[]> configurations =
                pipeline.paper(increment).pairs().configurations().value();
        return new ObservablesOnly<>(LARGE).encodeAll(evolution, configurations, increment, 1, ProgressListener.NONE);
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
        Learnt<byte[]> one = pipeline.best();
        Snapshots<byte[]> configurations = one.pairs().configurations().value();
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
        double[][] found = covariance(one, z);
        double time = CONFIGURATIONS * REPEATS * STEP;
        for (int c = 0; c < 2; c++) {
            double[] expected = Guards.line(Guards.column(exact, c), z);
            double[] learnt = Guards.line(drifts(one, z, c), z);
            for (int slope = 1; slope < 3; slope++) {
                double error = Math.sqrt(K * gamma[c][c] / time) / deviation(Guards.column(z, slope - 1));
                assertThat(learnt[slope])
                        .as("slope of %d over %d", c, slope)
                        .isCloseTo(expected[slope], within(4 * error + 2 * STEP * Math.abs(expected[slope])));
            }
            assertThat(Guards.mean(drifts(one, z, c)))
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
        requireNoise(pipeline.paper(Increment.OURS), pairs(Increment.OURS), K);
    }

    /** A naive pair is a step of the whole, hence λ = 1: all of its noise counts. */
    @Test
    void theNaiveBaselineKeepsAllOfItsNoise() {
        MacroPairs naive = pairs(Increment.NAIVE);
        double ours = Guards.noise(pairs(Increment.OURS))[0][0];
        assertThat(Guards.noise(naive)[0][0])
                .as("or naive increments could not be told from ours")
                .isGreaterThan(1.5 * ours);
        requireNoise(pipeline.paper(Increment.NAIVE), naive, 1);
    }

    /** Networks of 512 pairs know Σ to √(2/512) = 6 %. */
    private static void requireNoise(Learnt<byte[]> one, MacroPairs pairs, double lambda) {
        double[][] expected = Guards.noise(pairs);
        double[][] found = covariance(one, Guards.states(pairs, 8));
        for (int c = 0; c < 2; c++) {
            assertThat(found[c][c] * lambda / expected[c][c])
                    .as("component %d", c)
                    .isCloseTo(1, within(4 * 0.0625));
        }
    }

    /** What a margin evolves with the patch changes neither K nor the law of Δz at a short δt. */
    @Test
    void aMarginChangesNothingAtShortSteps() {
        Learnt<byte[]> frozen = pipeline.best();
        Learnt<byte[]> margin = frozen.study().boundary(PatchBoundary.halo(2)).learn();
        double[][] z = Guards.observed(LARGE, frozen.pairs().configurations().value());
        double[][] with = covariance(margin, z);
        double[][] without = covariance(frozen, z);
        for (int c = 0; c < 2; c++) {
            assertThat(with[c][c] / without[c][c])
                    .isCloseTo(1, within(8 * Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS)) + STEP));
        }
    }

    /** Times of the forecast are the system's, whatever unit the model has: z is where dz/dt = μ/unit carries it. */
    @Test
    void forecastsRunOnTheClockOfTheTruth() {
        SdeModel model = Guards.untrained(NAMES, 0.03, 1e-9);
        for (double unit : new double[] {1, PAPER_STEP}) {
            Learnt<byte[]> one = pipeline.instead(pipeline.best(), model, unit);
            Trajectories all = pipeline.report.paperForecast(one, 0.5);
            assertThat(all.times()[0]).containsExactly(times(PAPER_FRAMES, PAPER_STEP), within(1e-9));
            requireCourse(one, all.at(times(5, PAPER_STEP)), times(5, PAPER_STEP), 0.03);
        }
        Learnt<byte[]> one = pipeline.untrained(model);
        Trajectories fine = pipeline.report.forecast(one, 0.5);
        requireCourse(one, fine, times(41, 0.5), 0.01);
        Trajectories.requireSameTimes(
                fine, pipeline.settings.truth(pipeline.study).get(0.5));
        Learnt<byte[]> paper = pipeline.instead(pipeline.paper(Increment.OURS), model, 1);
        requireCourse(paper, pipeline.report.forecast(paper, 0.5), times(4, PAPER_STEP), 0.05);
    }

    /** The pairs of the short δt are one Euler–Maruyama step each: all noise of ten steps, none of it twice. */
    @Test
    void forecastsTakeAsManyStepsAsThePairs() {
        Learnt<byte[]> still = pipeline.untrained(Guards.untrained(NAMES, 1e-12, 0.02));
        double step = 0.5;
        assertThat(still.study().recipe().pairs().substeps(step)).isEqualTo(10);
        double[][] z0 = new double[400][];
        Arrays.fill(z0, new double[] {0, 0.5});
        double[][][] values = still.forecast(z0, step, 2, 10).trajectories().values();
        double square = Arrays.stream(values)
                .mapToDouble(run -> run[1][0] * run[1][0])
                .average()
                .orElseThrow();
        assertThat(square / (0.02 * 0.02 * step)).isCloseTo(1, within(4 * Math.sqrt(2.0 / 400)));
    }

    private static double[] times(int steps, double step) {
        return IntStream.range(0, steps).mapToDouble(k -> k * step).toArray();
    }

    /** Euler's steps are coarse: {@code tolerance} of the whole movement. */
    private static void requireCourse(Learnt<byte[]> one, Trajectories found, double[] times, double tolerance) {
        assertThat(found.times()[0]).containsExactly(times, within(1e-9));
        double[] start = found.values()[0][0];
        double[][] exact = Guards.course(one.model(), start, times, unit(one));
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
        SdeModel model = Guards.untrained(NAMES, 1e-12, volatility);
        for (double unit : new double[] {1, PAPER_STEP}) {
            Learnt<byte[]> one = pipeline.instead(pipeline.best(), model, unit);
            double sum = 0;
            int count = 0;
            for (double start : STARTS) {
                for (double[][] run : pipeline.report.paperForecast(one, start).values()) {
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
        Learnt<byte[]> best = pipeline.best();
        var pairs = new Study.Pairs<byte[]>(
                best.pairs().pairs(), new Kept<>(closure, "test"), best.pairs().configurations());
        SdeModel still = Guards.untrained(closure.names(), 1e-12, 1e-12);
        Trajectories forecast =
                pipeline.report.paperForecast(new Learnt<>(best.study(), pairs, Guards.result(still)), STARTS.get(0));
        // spins at random places: ρ = (1 − m²)/2 up to 1/√(2n).
        for (double[][] run : forecast.values()) {
            assertThat(run[PAPER_FRAMES - 1][0]).isCloseTo(-0.75, within(1e-6));
            assertThat(run[PAPER_FRAMES - 1][1]).isCloseTo((1 - 0.75 * 0.75) / 2, within(4 / Math.sqrt(2.0 * SITES)));
        }
    }

    /**
     * True runs of 3² spins against their 2⁹ states: ⟨m⟩ and ⟨ρ⟩ in time, and the mean time that n events take.
     */
    @Test
    void theTruthIsThatOfTheMasterEquation() {
        int side = 3;
        int sites = side * side;
        Map<Double, Trajectories> all = TINY.truth(tiny());
        Map<Double, Trajectories> published = TINY.paperTruth(tiny());
        double late = 0;
        double square = 0;
        IsingEnumeration exact = new IsingEnumeration(side, side, T, H);
        Ising model = Ising.square(side, T, H);
        for (double start : STARTS) {
            double[] law = starts(exact, (int) Math.floor((1 + start) * sites / 2));
            Trajectories truth = all.get(start);
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
            double[] measured = Arrays.stream(published.get(start).times())
                    .mapToDouble(times -> times[1])
                    .toArray();
            late += Guards.mean(measured) / time - 1;
            square += Math.pow(deviation(measured) / time, 2) / measured.length;
        }
        assertThat(late).as("mean time of n events").isCloseTo(0, within(4 * Math.sqrt(square)));
    }

    private static Study<byte[]> tiny() {
        return Study.of(TINY.large())
                .patch(Grid.square(3))
                .keptIn(pipeline.runs.toString(), "tiny", ProgressReporter.NONE);
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
    void theFloorIsTheVarianceOfTheTruesMean() {
        Study<byte[]> study = tiny();
        double expected = 0;
        double[] halves = new double[200];
        for (Trajectories truth : TINY.truth(study).values()) {
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
        assertThat(new IsingReport(TINY, study, null, null, null, null).noiseOfTruth())
                .isCloseTo(expected, within(4 * spread));
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
        Learnt<byte[]> one = pipeline.untrained(Guards.untrained(NAMES, 1e-12, 1e-12));
        double fine = 0;
        double paper = 0;
        for (double start : STARTS) {
            fine += error(
                    pipeline.report.forecast(one, start),
                    pipeline.settings.truth(pipeline.study).get(start));
            paper += error(
                    pipeline.report.paperForecast(one, start),
                    pipeline.settings.paperTruth(pipeline.study).get(start));
        }
        assertThat(pipeline.report.error(one)).isCloseTo(fine / STARTS.size(), within(1e-9));
        assertThat(pipeline.report.pooledError(List.of(one))).isCloseTo(fine / STARTS.size(), within(1e-9));
        assertThat(pipeline.report.paperError(one)).isCloseTo(paper / STARTS.size(), within(1e-9));
    }

    private static double error(Trajectories forecast, Trajectories truth) {
        Trajectories matched = truth.at(forecast.times()[0]);
        return Guards.relativeSquare(Guards.means(forecast, 2), Guards.means(matched, 2));
    }

    /** Forecasts of two seeds pooled: the mean of both means. */
    @Test
    void pooledForecastsAreAveraged() {
        Learnt<byte[]> one = pipeline.untrained(Guards.untrained(NAMES, 1e-12, 1e-12));
        Learnt<byte[]> other = pipeline.untrained(Guards.untrained(NAMES, 0.03, 1e-12));
        double expected = 0;
        for (double start : STARTS) {
            double[][] a = Guards.means(pipeline.report.forecast(one, start), 2);
            double[][] b = Guards.means(pipeline.report.forecast(other, start), 2);
            for (int c = 0; c < 2; c++) {
                for (int k = 0; k < a[c].length; k++) {
                    a[c][k] = (a[c][k] + b[c][k]) / 2;
                }
            }
            Trajectories truth = pipeline.settings.truth(pipeline.study).get(start);
            expected += Guards.relativeSquare(a, Guards.means(truth, 2)) / STARTS.size();
        }
        assertThat(pipeline.report.pooledError(List.of(one, other))).isCloseTo(expected, within(1e-9));
    }

    /** Runs that leave m or ρ by more than half are held where they were last inside, and counted. */
    @Test
    void lostForecastsAreHeldAndCounted() {
        Learnt<byte[]> lost = pipeline.untrained(Guards.untrained(NAMES, 1e-12, 3));
        for (double[][] run : pipeline.report.paperForecast(lost, 0.5).values()) {
            for (double[] z : run) {
                assertThat(Math.abs(z[0])).isLessThanOrEqualTo(1.5);
                assertThat(z[1]).isBetween(-0.5, 1.5);
            }
        }
        assertThat(pipeline.report.lost(lost)).isEqualTo(1);
        assertThat(pipeline.report.lost(pipeline.untrained(Guards.untrained(NAMES, 1e-12, 1e-3))))
                .isZero();
    }

    /** Residuals of fresh pairs have covariance 1 for λ = K. */
    @Test
    void diagnosticsCountWithK() {
        Diagnostics diagnostics = pipeline.best().diagnose();
        assertThat(diagnostics.lambda()).isEqualTo(K);
        double error = Math.sqrt((2 + diagnostics.excessKurtosis()[0]) / diagnostics.count());
        assertThat(diagnostics.covariance()[0][0]).isCloseTo(1, within(4 * error + 0.02));
    }

    /** Every row says what the report says of that SDE. */
    @Test
    void theTableNamesWhatItHolds() {
        IsingReport report = pipeline.report;
        ResultTable table = report.table();
        for (Increment increment : Increment.values()) {
            String method = increment == Increment.OURS ? "ours" : "naive";
            ResultTable.Row row = Guards.row(table, "relmse." + method + ".paper_settings.8.seed_1");
            assertThat(row.value()).isEqualTo(report.paperError(pipeline.paper(increment)));
            assertThat(row.paper()).as("16² spins were not published").isNull();
        }
        assertThat(Guards.row(table, "relmse.ours.best.8.seed_1").value()).isEqualTo(report.error(pipeline.best()));
        assertThat(Guards.row(table, "relmse.ours.best.8").value())
                .isEqualTo(report.pooledError(pipeline.best.all(PATCH, Increment.OURS)));
        assertThat(Guards.row(table, "relmse.naive.best.8").value())
                .isEqualTo(report.pooledError(pipeline.naive.all(PATCH, Increment.NAIVE)));
        Learnt<byte[]> changed = pipeline.choices.learn().get(0);
        assertThat(Guards.row(table, "relmse.ours.changed.8").value()).isEqualTo(report.error(changed));
        assertThat(Guards.row(table, "relmse.noise_of_truth").value()).isEqualTo(report.noiseOfTruth());
    }
}
