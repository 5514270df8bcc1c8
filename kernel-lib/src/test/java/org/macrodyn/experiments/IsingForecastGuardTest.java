package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.macrodyn.experiments.IsingPipeline.H;
import static org.macrodyn.experiments.IsingPipeline.K;
import static org.macrodyn.experiments.IsingPipeline.LARGE;
import static org.macrodyn.experiments.IsingPipeline.NAMES;
import static org.macrodyn.experiments.IsingPipeline.PAPER_STEP;
import static org.macrodyn.experiments.IsingPipeline.PATCH;
import static org.macrodyn.experiments.IsingPipeline.PATCHES;
import static org.macrodyn.experiments.IsingPipeline.SITES;
import static org.macrodyn.experiments.IsingPipeline.T;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.study.Kept;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;

/** Forecasts of 16² spins and the truth that they are held against: SDEs of a known course, 3² spins of 2⁹ states. */
class IsingForecastGuardTest {
    private static final int PAPER_FRAMES = 20;
    private static final List<Double> STARTS = IsingSettings.STARTS;

    /** 3² spins with hundreds of true runs. */
    private static final IsingSettings TINY = new IsingSettings(T, H, 3, List.of(3), Scale.LAPTOP, 42);

    private static IsingPipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new IsingPipeline(runs);
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
        assertThat(still.study().recipe().pairs().substeps(step, 0.05)).isEqualTo(10);
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
        double[][] exact = Guards.course(one.model(), start, times, IsingPipeline.unit(one));
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
            square += Math.pow(Guards.deviation(measured) / time, 2) / measured.length;
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
        double spread = Guards.deviation(halves);
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

    /**
     * With λ a ten thousandth of what it is, noise is a hundred times too large: what is lost has a row, where nothing is there
     * is none.
     */
    @Test
    void lostForecastsHaveARow() {
        SizeSweep<byte[]> wild = SizeSweep.of(
                pipeline.study,
                (side, increment) -> {
                    Recipe<byte[]> recipe = pipeline.paperRecipe(side, increment);
                    return recipe.with(recipe.fit().with(LambdaRule.fixed(K * 1e-4)));
                },
                List.of(PATCH),
                List.of(Increment.OURS),
                List.of(1L));
        IsingReport report =
                new IsingReport(pipeline.settings, pipeline.study, wild, pipeline.best, pipeline.naive, List.of());
        double lost = Guards.row(report.table(List.of()), "lost.ours.paper_settings.8.seed_1")
                .value();
        assertThat(lost)
                .isEqualTo(report.lost(wild.first(PATCH, Increment.OURS)))
                .isGreaterThan(0.9);
        for (Increment increment : Increment.values()) {
            assertThat(pipeline.report.lost(pipeline.paper(increment))).isZero();
        }
        assertThat(pipeline.report.table(List.of()).rows())
                .noneMatch(row -> row.name().startsWith("lost"));
    }
}
