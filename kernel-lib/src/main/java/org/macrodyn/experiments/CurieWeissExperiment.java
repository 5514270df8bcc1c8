package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.SpinStates;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.ForecastResult;
import org.macrodyn.sde.PolynomialSde;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingSettings;

/**
 * The Curie–Weiss experiment (paper Fig 3a, Fig 4; SPEC §2): the SDE of the magnetisation of 64² spins, learnt from small
 * systems of 8² to 64² spins.
 *
 * <p>Nothing that is learnt sees a simulation of the large system; such runs serve for comparison alone.
 */
public final class CurieWeissExperiment {
    /** Pairs from each configuration for the naive baseline of our recipe. */
    private static final int NAIVE_PAIRS = 5;

    /** Time between two states compared with the exact chain, and Euler–Maruyama steps in it. */
    private static final double EXACT_STEP = 0.5;

    private static final int EXACT_SUBSTEPS = 10;
    private static final int STUDY_DEGREE = 7;
    private static final int STUDY_RUNS = 4000;

    private final CurieWeissSettings settings;
    private final Workbench bench;
    private final CurieWeiss large;
    private final CurieWeissChain chain;
    private Map<Double, double[]> exactMeans;
    /** Errors already computed: figures and table ask for the same ones. */
    private final Map<SdeModel, RelativeError> exactErrors = new IdentityHashMap<>();

    /**
     * The experiment.
     *
     * @param settings what is run
     * @param bench where its stages are kept
     * @throws IllegalArgumentException if T is not above 0
     */
    public CurieWeissExperiment(CurieWeissSettings settings, Workbench bench) {
        this.settings = settings;
        this.bench = bench;
        large = new CurieWeiss(Grid.square(settings.side()), settings.temperature(), settings.field());
        chain = new CurieWeissChain(large.grid().sites(), settings.temperature(), settings.field());
    }

    /**
     * The settings.
     *
     * @return what is run
     */
    public CurieWeissSettings settings() {
        return settings;
    }

    /**
     * The exact solution of the large system.
     *
     * @return its birth–death chain
     */
    public CurieWeissChain exact() {
        return chain;
    }

    /**
     * Simulates the true large system from every initial magnetisation, n events between two states (SPEC §2.2).
     *
     * @return for each initial magnetisation the runs, m at each run's own times
     */
    public Map<Double, Trajectories> truth() {
        Map<Double, Trajectories> truth = new TreeMap<>();
        for (double start : settings.magnetisations()) {
            Simulation<byte[]> simulation = new Simulation<>(
                    large,
                    (state, random) -> SpinStates.randomPositions(state, start, random),
                    settings.testRuns() * settings.testSets(),
                    settings.testFrames(),
                    Span.events(large.grid().sites()),
                    "truth-" + start,
                    settings.seed());
            truth.put(start, bench.observe(simulation).value());
        }
        return truth;
    }

    /**
     * Learns the SDE from every small system with one recipe, by our increments and by the naive ones, and forecasts.
     *
     * @param recipe how
     * @param seeds training seeds
     * @return what was learnt
     */
    public CurieWeissStudy learn(CurieWeissRecipe recipe, List<Long> seeds) {
        List<CurieWeissStudy.Case> cases = new ArrayList<>();
        Trainings trainings = new Trainings(bench, "train, " + recipe.name() + " recipe");
        for (int patchSide : settings.patchSides()) {
            Kept<Snapshots<byte[]>> configurations = configurations(recipe, patchSide);
            for (Increment increment : Increment.values()) {
                Kept<MacroPairs> pairs = pairs(recipe, patchSide, configurations, increment);
                for (long seed : seeds) {
                    cases.add(new CurieWeissStudy.Case(patchSide, increment, seed));
                    trainings.add(pairs, recipe.network(), training(recipe, patchSide, increment, seed));
                }
            }
        }
        return new CurieWeissStudy(recipe, cases, trainings.run());
    }

    /** K = 1 makes both increments the same, so one set of pairs serves both. */
    private Kept<MacroPairs> pairs(
            CurieWeissRecipe recipe, int patchSide, Kept<Snapshots<byte[]>> configurations, Increment increment) {
        boolean same = patches(patchSide).count() == 1;
        boolean shortNaive = increment == Increment.NAIVE && recipe.step().isPresent() && !same;
        CurieWeissRecipe used = shortNaive ? recipe.naive(NAIVE_PAIRS) : recipe;
        return pairs(
                patchSide,
                used.span(patches(patchSide).patch().sites()),
                shortNaive ? NAIVE_PAIRS : repeats(recipe, patchSide),
                configurations,
                same ? Increment.OURS : increment);
    }

    /** The pairs' variance is K times the system's, so larger patches need fewer. */
    private int repeats(CurieWeissRecipe recipe, int patchSide) {
        double ratio = (double) Collections.min(settings.patchSides()) / patchSide;
        return (int) Math.max(1, recipe.repeats() * Math.sqrt(ratio));
    }

    private Kept<MacroPairs> pairs(
            int patchSide, Span span, int repeats, Kept<Snapshots<byte[]>> configurations, Increment increment) {
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                large, patches(patchSide), PatchBoundary.FROZEN_NEIGHBOURS, span, repeats, settings.seed());
        return bench.pairs(new ObservablesOnly<>(large), "", evolution, configurations, increment);
    }

    private Patches patches(int patchSide) {
        return Patches.square(settings.side(), patchSide);
    }

    private TrainingSettings training(CurieWeissRecipe recipe, int patchSide, Increment increment, long seed) {
        int k = patches(patchSide).count();
        return recipe.training().withLambda(increment == Increment.OURS ? k : 1).withSeed(seed);
    }

    /**
     * Large configurations made from a small system: simulate, upsample, append random ones.
     *
     * @param recipe how
     * @param patchSide side of the small system
     * @return 𝒟; without random ones if the small system is the large one
     */
    public Kept<Snapshots<byte[]>> configurations(CurieWeissRecipe recipe, int patchSide) {
        CurieWeiss small = large.on(Grid.square(patchSide));
        Span between =
                recipe.between().map(Span::time).orElse(Span.events(small.grid().sites()));
        Kept<Snapshots<byte[]>> simulated = bench.simulate(new Simulation<>(
                small, small::initialise, recipe.runs(), recipe.frames(), between, "small", settings.seed()));
        Upsampler<byte[]> upsampler = Upsampler.doubling(recipe.upsampled(), recipe.relaxation());
        Kept<Snapshots<byte[]>> upsampled = bench.upsample(upsampler, simulated, large, settings.seed());
        if (patchSide == settings.side() && recipe.step().isEmpty()) {
            return upsampled;
        }
        Snapshots<byte[]> all =
                Upsampler.appendRandom(upsampled.value(), large, recipe.random(), settings.seed(), bench.threads());
        return new Kept<>(all, upsampled.hash() + "+" + recipe.random());
    }

    /**
     * Forecasts the paper's tests: as many trajectories as true runs.
     *
     * @param model a learnt SDE
     * @param start initial magnetisation
     * @param substeps Euler–Maruyama steps between two states, 1 in the paper
     * @return m at k · {@link CurieWeissSettings#testStep}, all test sets
     */
    public Trajectories forecast(SdeModel model, double start, int substeps) {
        int runs = settings.testRuns() * settings.testSets();
        return run(model, startOf(start), runs, settings.testStep(), settings.testFrames(), substeps);
    }

    /** The start that n spins allow: ⌊(1 + m) n / 2⌋ of them up. */
    private double startOf(double magnetisation) {
        int n = large.grid().sites();
        return chain.magnetisation((int) Math.floor((1 + magnetisation) * n / 2));
    }

    private Trajectories run(SdeModel model, double start, int runs, double step, int steps, int substeps) {
        double[][] z0 = new double[runs][];
        java.util.Arrays.fill(z0, new double[] {start});
        ForecastResult result = Forecast.run(model, z0, step, steps, substeps, settings.seed(), bench.threads());
        return result.finite();
    }

    /**
     * The paper's error, with the paper's forecast: relMSE of the mean over 20 runs against the mean of 20 true runs, step by step, averaged over the
     * initial magnetisations (SPEC §2.6) and over the test sets.
     *
     * @param model a learnt SDE
     * @param truth the true runs, from {@link #truth}
     * @return relMSE and relMAE
     */
    public RelativeError error(SdeModel model, Map<Double, Trajectories> truth) {
        List<RelativeError> errors = new ArrayList<>();
        truth.forEach((start, runs) -> {
            Trajectories learnt = forecast(model, start, settings.paper().substeps());
            for (int set = 0; set < settings.testSets(); set++) {
                int from = set * settings.testRuns();
                int to = from + settings.testRuns();
                errors.add(RelativeError.ofMeans(
                        learnt.slice(from, to).mean(0), runs.slice(from, to).mean(0)));
            }
        });
        return RelativeError.average(errors);
    }

    /**
     * The error against the exact chain: relMSE of the mean over the horizon, averaged over the initial magnetisations.
     *
     * @param model a learnt SDE
     * @return relMSE and relMAE
     */
    public RelativeError exactError(SdeModel model) {
        return exactError(
                start -> run(model, startOf(start), settings.forecastRuns(), EXACT_STEP, exactSteps(), EXACT_SUBSTEPS)
                        .mean(0));
    }

    private RelativeError exactError(Function<Double, double[]> mean) {
        List<RelativeError> errors = new ArrayList<>();
        for (double start : settings.magnetisations()) {
            errors.add(RelativeError.ofMeans(mean.apply(start), exactMeans().get(start)));
        }
        return RelativeError.average(errors);
    }

    private int exactSteps() {
        return (int) Math.round(settings.horizon() / EXACT_STEP) + 1;
    }

    /** The exact means are solved once: every model is compared with them. */
    private synchronized Map<Double, double[]> exactMeans() {
        if (exactMeans == null) {
            exactMeans = new TreeMap<>();
            for (double start : settings.magnetisations()) {
                exactMeans.put(
                        start, chain.course(start, EXACT_STEP, exactSteps()).mean());
            }
        }
        return exactMeans;
    }

    /**
     * The effect of δt: the error of the mean against the exact chain, with the drift fitted by regression instead of a
     * network so that only data and δt matter (DESIGN §5.2).
     *
     * @param patchSide L_p
     * @param spans lengths of partial evolution
     * @return for each span its mean physical time and the relMSE of the mean
     */
    public List<StepError> stepStudy(int patchSide, List<Span> spans) {
        CurieWeissRecipe recipe = settings.best();
        Kept<Snapshots<byte[]>> configurations = configurations(recipe, patchSide);
        int repeats = Math.max(1, settings.stepPairs() / configurations.value().size());
        List<StepError> errors = new ArrayList<>();
        for (Span span : spans) {
            MacroPairs pairs = pairs(patchSide, span, repeats, configurations, Increment.OURS)
                    .value();
            PolynomialSde fit =
                    PolynomialSde.fit(pairs, STUDY_DEGREE, patches(patchSide).count());
            RelativeError error = exactError(start ->
                    fit.mean(startOf(start), EXACT_STEP, exactSteps(), EXACT_SUBSTEPS, STUDY_RUNS, settings.seed()));
            errors.add(new StepError(span, meanStep(pairs), error.meanSquare()));
        }
        return errors;
    }

    private static double meanStep(MacroPairs pairs) {
        double sum = 0;
        for (float dt : pairs.dt()) {
            sum += dt;
        }
        return sum / pairs.size();
    }

    /**
     * One point of the δt study.
     *
     * @param span length of partial evolution
     * @param step its mean physical time
     * @param error relMSE of the mean against the exact chain
     */
    public record StepError(Span span, double step, double error) {}

    /**
     * Residuals of a learnt model on its pairs, and coverage of its forecast bands by the true runs while they relax.
     *
     * @param study what was learnt
     * @param patchSide L_p
     * @param start initial magnetisation of the true runs
     * @param runs true runs from there, from {@link #truth}
     * @return diagnostics of the model of our increments, first seed
     */
    public Diagnostics diagnose(CurieWeissStudy study, int patchSide, double start, Trajectories runs) {
        CurieWeissRecipe recipe = study.recipe();
        SdeModel model = study.model(patchSide, Increment.OURS);
        Kept<MacroPairs> pairs = pairs(recipe, patchSide, configurations(recipe, patchSide), Increment.OURS);
        int steps = Math.min(settings.testFrames(), (int) (settings.horizon() / settings.testStep()));
        double[] times = chain.course(start, settings.testStep(), steps).times();
        return Diagnostics.of(model, pairs.value(), patches(patchSide).count())
                .with(model, runs.at(times), recipe.substeps(), settings.seed(), bench.threads());
    }

    /**
     * The largest error of the learnt drift for |m| ≤ 0.8, relative to the largest exact drift there.
     *
     * @param model a learnt SDE
     * @return max |μ − b| / max |b|
     */
    public double driftError(SdeModel model) {
        double largest = magnetisations()
                .mapToDouble(m -> Math.abs(chain.drift(m)))
                .max()
                .orElseThrow();
        return magnetisations()
                        .mapToDouble(m -> Math.abs(model.drift(new double[] {m})[0] - chain.drift(m)))
                        .max()
                        .orElseThrow()
                / largest;
    }

    /**
     * The largest relative error of the learnt diffusion for |m| ≤ 0.8.
     *
     * @param model a learnt SDE
     * @return max |σ²_learnt / σ² − 1|
     */
    public double diffusionError(SdeModel model) {
        return magnetisations()
                .mapToDouble(m -> Math.abs(model.covariance(new double[] {m})[0][0] / chain.variance(m) - 1))
                .max()
                .orElseThrow();
    }

    private static java.util.stream.Stream<Double> magnetisations() {
        return IntStream.rangeClosed(-40, 40).mapToObj(i -> i / 50.0);
    }
}
