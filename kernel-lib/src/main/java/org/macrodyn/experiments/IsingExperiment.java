package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.EnsembleForecast;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;

/**
 * The Ising experiment (paper Fig 3b, Fig 5; SPEC §3): the SDE of magnetisation m and domain-wall density ρ of 64² spins,
 * learnt from small systems of 8² to 64² spins.
 *
 * <p>Nothing that is learnt sees a run of the large system; such runs serve for comparison alone.
 */
public final class IsingExperiment {
    /** Pairs from each configuration for the naive baseline of our recipe. */
    private static final int NAIVE_PAIRS = 5;

    /** Condensed pairs take the covariance from the repeats, which must be many more than d. */
    private static final int FEWEST_REPEATS = 32;

    /** ε relative to δt/n_s, the size of S for increments of a patch: bounds log det S where all spins agree and S is singular. */
    static final double RELATIVE_EPSILON = 1e-3;

    /** A forecast may leave −1 ≤ m ≤ 1 and 0 ≤ ρ ≤ 1 by this much before it counts as lost. */
    private static final double MARGIN = 0.5;

    /** Time between two states compared with the true runs. */
    private static final double FINE_STEP = 0.5;

    /** Age of the configurations shown as examples, and pieces along a side of an assembled one. */
    private static final double EXAMPLE_TIME = 10;

    private static final int EXAMPLE_PIECES = 4;

    private final IsingSettings settings;
    private final Workbench bench;
    private final Ising large;
    private Map<Double, Trajectories> paperTruth;
    private Map<Double, Trajectories> truth;
    /** Errors already computed: figures and table ask for the same ones. */
    private final Map<IsingStudy.Case, Double> paperErrors = new IdentityHashMap<>();

    private final Map<IsingStudy.Case, Double> errors = new IdentityHashMap<>();

    /**
     * The experiment.
     *
     * @param settings what is run
     * @param bench where its stages are kept
     * @throws IllegalArgumentException if T is not above 0
     */
    public IsingExperiment(IsingSettings settings, Workbench bench) {
        this.settings = settings;
        this.bench = bench;
        large = Ising.square(settings.side(), settings.temperature(), settings.field());
    }

    /**
     * The settings.
     *
     * @return what is run
     */
    public IsingSettings settings() {
        return settings;
    }

    /**
     * The large system.
     *
     * @return the model of L² spins
     */
    public Ising large() {
        return large;
    }

    /**
     * The paper's true runs: n events between two states (SPEC §3.2).
     *
     * @return for each initial magnetisation the runs, (m, ρ) at each run's own times
     */
    public synchronized Map<Double, Trajectories> paperTruth() {
        if (paperTruth == null) {
            paperTruth = simulate(
                    settings.testRuns(),
                    settings.testFrames(),
                    Span.events(large.grid().sites()),
                    "paper-truth-");
        }
        return paperTruth;
    }

    /**
     * More true runs at short times, which our recipe is judged by.
     *
     * @return for each initial magnetisation the runs, (m, ρ) at multiples of {@value #FINE_STEP} up to the horizon
     */
    public synchronized Map<Double, Trajectories> truth() {
        if (truth == null) {
            int frames = (int) Math.round(settings.horizon() / FINE_STEP) + 1;
            truth = simulate(settings.trueRuns(), frames, Span.time(FINE_STEP), "truth-");
        }
        return truth;
    }

    private Map<Double, Trajectories> simulate(int runs, int frames, Span between, String stage) {
        Map<Double, Trajectories> all = new TreeMap<>();
        for (double start : settings.magnetisations()) {
            Simulation<byte[]> simulation = new Simulation<>(
                    large,
                    (state, random) -> large.initialise(state, start, random),
                    runs,
                    frames,
                    between,
                    stage + start,
                    settings.seed());
            all.put(start, bench.observe(simulation).value());
        }
        return all;
    }

    /**
     * Learns the SDE from every small system with one recipe, by our increments and by the naive ones.
     *
     * @param recipe how
     * @param seeds training seeds
     * @return what was learnt
     */
    public IsingStudy learn(IsingRecipe recipe, List<Long> seeds) {
        return learn(recipe, settings.patchSides(), List.of(Increment.values()), seeds);
    }

    /**
     * Learns the SDE from some small systems.
     *
     * @param recipe how
     * @param patchSides L_p
     * @param increments ours, naive, or both
     * @param seeds training seeds
     * @return what was learnt
     */
    public IsingStudy learn(
            IsingRecipe recipe, List<Integer> patchSides, List<Increment> increments, List<Long> seeds) {
        return learnAll(Map.of(recipe.name(), recipe), patchSides, increments, seeds)
                .get(recipe.name());
    }

    /**
     * Learns the SDE from some small systems with several recipes, all trainings side by side.
     *
     * @param recipes how, by name
     * @param patchSides L_p
     * @param increments ours, naive, or both
     * @param seeds training seeds; the naive baseline of our recipe, which no seed can save, takes the first only
     * @return what was learnt with each, in the order of the recipes
     */
    public Map<String, IsingStudy> learnAll(
            Map<String, IsingRecipe> recipes, List<Integer> patchSides, List<Increment> increments, List<Long> seeds) {
        List<Wanted> wanted = new ArrayList<>();
        Trainings trainings = new Trainings(bench, "train, recipe " + String.join(", ", recipes.keySet()));
        recipes.forEach((name, recipe) -> {
            for (int patchSide : patchSides) {
                Kept<Snapshots<byte[]>> configurations = configurations(recipe, patchSide);
                IsingClosure.Latent latent = recipe.closure()
                        .fit(new IsingClosure.Task(
                                large,
                                patches(patchSide),
                                configurations,
                                !recipe.network().scaled(),
                                bench));
                for (Increment increment : increments) {
                    Kept<MacroPairs> pairs = pairs(recipe, patchSide, configurations, latent, increment);
                    for (long seed : longStep(recipe, patchSide, increment) ? seeds.subList(0, 1) : seeds) {
                        wanted.add(new Wanted(name, patchSide, increment, seed, latent));
                        trainings.add(pairs, recipe.network(), training(recipe, patchSide, increment, seed));
                    }
                }
            }
        });
        List<TrainingResult> results = trainings.run();
        Map<String, List<IsingStudy.Case>> cases = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            Wanted one = wanted.get(i);
            cases.computeIfAbsent(one.recipe, name -> new ArrayList<>())
                    .add(new IsingStudy.Case(
                            one.patchSide,
                            one.increment,
                            one.seed,
                            one.latent,
                            timeUnit(recipes.get(one.recipe)),
                            results.get(i)));
        }
        Map<String, IsingStudy> studies = new LinkedHashMap<>();
        cases.forEach((name, learnt) -> studies.put(name, new IsingStudy(recipes.get(name), learnt)));
        return studies;
    }

    private record Wanted(String recipe, int patchSide, Increment increment, long seed, IsingClosure.Latent latent) {}

    /** K = 1 makes both increments the same, so one set of pairs serves both. */
    private Kept<MacroPairs> pairs(
            IsingRecipe recipe,
            int patchSide,
            Kept<Snapshots<byte[]>> configurations,
            IsingClosure.Latent latent,
            Increment increment) {
        boolean same = patches(patchSide).count() == 1;
        boolean naive = longStep(recipe, patchSide, increment);
        IsingRecipe used = naive ? recipe.naive(NAIVE_PAIRS) : recipe;
        int repeats = naive ? NAIVE_PAIRS : repeats(recipe, patchSide);
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                large, patches(patchSide), used.boundary(), used.span(patchSide * patchSide), repeats, settings.seed());
        Increment effective = same ? Increment.OURS : increment;
        Kept<MacroPairs> pairs = used.step().isPresent() && repeats > 1
                ? bench.condensedPairs(latent.model(), latent.hash(), evolution, configurations, effective)
                : bench.pairs(latent.model(), latent.hash(), evolution, configurations, effective);
        return inUnit(pairs, timeUnit(recipe));
    }

    /** Networks without scales of their own need times of order 1: the published code divides by its mean step. */
    private double timeUnit(IsingRecipe recipe) {
        return recipe.network().scaled() ? 1 : settings.testStep();
    }

    private static Kept<MacroPairs> inUnit(Kept<MacroPairs> pairs, double unit) {
        if (unit == 1) {
            return pairs;
        }
        float[] dt = pairs.value().dt().clone();
        for (int i = 0; i < dt.length; i++) {
            dt[i] /= (float) unit;
        }
        MacroPairs scaled = new MacroPairs(
                pairs.value().names(),
                pairs.value().z0(),
                pairs.value().dz(),
                dt,
                pairs.value().group());
        return new Kept<>(scaled, pairs.hash() + "/" + unit);
    }

    /** The pairs' variance is K times the system's. */
    private int repeats(IsingRecipe recipe, int patchSide) {
        int ratio = patchSide / Collections.min(settings.patchSides());
        return recipe.repeats() == 1 ? 1 : Math.max(FEWEST_REPEATS, recipe.repeats() / (ratio * ratio));
    }

    private Patches patches(int patchSide) {
        return Patches.square(settings.side(), patchSide);
    }

    private TrainingSettings training(IsingRecipe recipe, int patchSide, Increment increment, long seed) {
        int k = patches(patchSide).count();
        TrainingSettings chosen = recipe.training()
                .withLambda(increment == Increment.OURS ? k : 1)
                .withSeed(seed);
        return recipe.step()
                .map(dt -> chosen.withEpsilon(RELATIVE_EPSILON * dt / (patchSide * patchSide)))
                .orElse(chosen);
    }

    /**
     * Large configurations made from a small system: simulated and assembled, or replicated level by level with random ones
     * appended.
     *
     * @param recipe how
     * @param patchSide side of the small system
     * @return 𝒟
     */
    public Kept<Snapshots<byte[]>> configurations(IsingRecipe recipe, int patchSide) {
        return recipe.mates() > 0 ? assembled(recipe, patchSide) : replicated(recipe, patchSide);
    }

    private Kept<Snapshots<byte[]>> assembled(IsingRecipe recipe, int patchSide) {
        Ising piece = large.on(Grid.square(patchSide));
        int groups = recipe.runs() / recipe.mates();
        InitialState<byte[]> starts = InitialState.inGroups(
                recipe.mates(),
                (state, group, random) -> piece.initialise(state, (2 * group + 1.0) / groups - 1, random));
        Kept<Snapshots<byte[]>> pieces = simulated(recipe, piece, starts, "pieces of " + recipe.mates() + " mates");
        Assembly assembly = new Assembly(
                new Assembly.Groups(recipe.mates()),
                recipe.frames(),
                recipe.upsampled(),
                Assembly.Tiling.SHIFTED,
                Optional.of(recipe.relaxation()));
        return bench.assemble(assembly, pieces, large, settings.seed());
    }

    private Kept<Snapshots<byte[]>> simulated(
            IsingRecipe recipe, Ising small, InitialState<byte[]> starts, String stage) {
        Span between =
                recipe.between().map(Span::time).orElse(Span.events(small.grid().sites()));
        return bench.simulate(
                new Simulation<>(small, starts, recipe.runs(), recipe.frames(), between, stage, settings.seed()));
    }

    private Kept<Snapshots<byte[]>> replicated(IsingRecipe recipe, int patchSide) {
        Ising small = large.on(Grid.square(patchSide));
        Kept<Snapshots<byte[]>> simulated = simulated(recipe, small, small::initialise, "small");
        Kept<Snapshots<byte[]>> upsampled = bench.upsample(
                Upsampler.doubling(recipe.upsampled(), recipe.relaxation()), simulated, large, settings.seed());
        if (patchSide == settings.side()) {
            return upsampled;
        }
        Snapshots<byte[]> all =
                Upsampler.appendRandom(upsampled.value(), large, recipe.random(), settings.seed(), bench.threads());
        return new Kept<>(all, upsampled.hash() + "+" + recipe.random());
    }

    /**
     * Forecasts of one learnt SDE, from the states that true runs start from. A trajectory that leaves the physical range of
     * m or ρ by more than {@value #MARGIN} stays from then on where it was last inside; {@link #lost} counts such.
     *
     * @param one a learnt SDE
     * @param start initial magnetisation
     * @param runs trajectories
     * @param step time between two states
     * @param steps states of each trajectory
     * @param substeps Euler–Maruyama steps between two states
     * @return (m, ρ) and the closure variables, m and ρ in their own units
     */
    public Trajectories forecast(IsingStudy.Case one, double start, int runs, double step, int steps, int substeps) {
        double[][] z0 = starts(one.latent(), start, runs);
        Trajectories z = inModelTime(
                Forecast.run(
                                one.result().model(),
                                z0,
                                step / one.timeUnit(),
                                steps,
                                substeps,
                                settings.seed(),
                                bench.threads())
                        .trajectories(),
                step);
        for (double[][] run : z.values()) {
            for (double[] state : run) {
                one.latent().normalisation().invert(state);
            }
            int left = leaves(run);
            for (int k = left; k < run.length; k++) {
                run[k] = run[left - 1].clone();
            }
        }
        return z;
    }

    private static Trajectories inModelTime(Trajectories z, double step) {
        double[] times = new double[z.steps()];
        Arrays.setAll(times, k -> k * step);
        double[][] all = new double[z.runs()][];
        Arrays.fill(all, times);
        return new Trajectories(z.names(), all, z.values());
    }

    /** The first state outside the physical range, or the number of states; the initial state is always inside. */
    private static int leaves(double[][] run) {
        int k = 1;
        while (k < run.length
                && Math.abs(run[k][0]) <= 1 + MARGIN
                && Math.abs(run[k][1] - 0.5) <= 0.5 + MARGIN
                && Arrays.stream(run[k]).allMatch(Double::isFinite)) {
            k++;
        }
        return k;
    }

    /**
     * The share of the paper's forecasts that leave the physical range and are held where they left it.
     *
     * @param one a learnt SDE
     * @return between 0 and 1, over all initial magnetisations
     */
    public double lost(IsingStudy.Case one) {
        int held = 0;
        for (double start : settings.magnetisations()) {
            for (double[][] run : paperForecast(one, start).values()) {
                held += run.length > 1 && Arrays.equals(run[run.length - 1], run[run.length - 2]) ? 1 : 0;
            }
        }
        return held / (double) (settings.magnetisations().size() * settings.testRuns());
    }

    private double[][] starts(IsingClosure.Latent latent, double start, int runs) {
        Snapshots<byte[]> states = new Snapshots<>(large.grid(), large.stateType(), runs);
        byte[] state = new byte[large.grid().sites()];
        for (int run = 0; run < runs; run++) {
            RandomGenerator random = RandomStreams.stream(settings.seed(), "forecast-start-" + start, run);
            large.initialise(state, start, random);
            states.set(run, state);
        }
        return latent.model().encode(states);
    }

    /**
     * The paper's forecast: as many trajectories as it has true runs, one Euler–Maruyama step of {@link
     * IsingSettings#testStep} between two states.
     *
     * @param one a learnt SDE
     * @param start initial magnetisation
     * @return its trajectories
     */
    public Trajectories paperForecast(IsingStudy.Case one, double start) {
        return forecast(one, start, settings.testRuns(), settings.testStep(), settings.testFrames(), 1);
    }

    /**
     * A forecast over the horizon: the published recipe's with its own step, ours with the δt of its pairs, for then the mean
     * of one Euler–Maruyama step is what the pairs say, however large δt is.
     *
     * @param study what was learnt
     * @param one a learnt SDE of it
     * @param start initial magnetisation
     * @return its trajectories
     */
    public Trajectories forecast(IsingStudy study, IsingStudy.Case one, double start) {
        boolean fine = study.recipe().step().isPresent() && !longStep(study.recipe(), one.patchSide(), one.increment());
        double step = fine ? FINE_STEP : settings.testStep();
        int steps = (int) Math.floor(settings.horizon() / step + 1e-9) + 1;
        int substeps = fine
                ? (int) Math.max(1, Math.round(FINE_STEP / study.recipe().step().orElseThrow()))
                : 1;
        return forecast(one, start, settings.forecastRuns(), step, steps, substeps);
    }

    /** The naive baseline of our recipe is fitted to steps of n_s events. */
    private boolean longStep(IsingRecipe recipe, int patchSide, Increment increment) {
        return increment == Increment.NAIVE
                && recipe.step().isPresent()
                && patches(patchSide).count() > 1;
    }

    /**
     * The paper's error: relMSE of the mean of (m, ρ) over runs, the true runs at the times of the forecast, averaged over
     * the initial magnetisations (SPEC §3.8; the closure variables, whose scale is arbitrary, are left out).
     *
     * @param one a learnt SDE
     * @return relMSE
     */
    public synchronized double paperError(IsingStudy.Case one) {
        return paperErrors.computeIfAbsent(one, key -> error(start -> paperForecast(key, start), paperTruth()));
    }

    /**
     * The error over the horizon: relMSE of the mean of (m, ρ) against the mean of many true runs.
     *
     * @param study what was learnt
     * @param one a learnt SDE of it
     * @return relMSE, averaged over the initial magnetisations
     */
    public synchronized double error(IsingStudy study, IsingStudy.Case one) {
        return errors.computeIfAbsent(one, key -> error(start -> forecast(study, key, start), truth()));
    }

    /**
     * The error over the horizon of the forecasts of all training seeds together: what is by chance in one network averages
     * out.
     *
     * @param study what was learnt
     * @param patchSide L_p
     * @param increment ours or naive
     * @return relMSE, averaged over the initial magnetisations
     */
    public double pooledError(IsingStudy study, int patchSide, Increment increment) {
        List<IsingStudy.Case> cases = study.cases(patchSide, increment);
        if (cases.size() < 2) {
            return error(study, study.first(patchSide, increment));
        }
        return error(
                start -> new EnsembleForecast(
                                cases.stream()
                                        .map(one -> forecast(study, one, start))
                                        .toList(),
                                0)
                        .all(),
                truth());
    }

    private double error(java.util.function.Function<Double, Trajectories> forecast, Map<Double, Trajectories> runs) {
        List<RelativeError> all = new ArrayList<>();
        runs.forEach((start, exact) -> {
            Trajectories predicted = forecast.apply(start);
            Trajectories matched = exact.at(predicted.times()[0]);
            all.add(RelativeError.ofMeans(means(predicted), means(matched)));
        });
        return RelativeError.average(all).meanSquare();
    }

    private static double[][] means(Trajectories z) {
        return new double[][] {z.mean(0), z.mean(1)};
    }

    /**
     * Residuals of a learnt model on single pairs, with another seed than those it was trained on.
     *
     * @param study what was learnt
     * @param patchSide L_p
     * @return diagnostics of the model of our increments, first seed
     */
    public Diagnostics diagnose(IsingStudy study, int patchSide) {
        IsingStudy.Case one = study.first(patchSide, Increment.OURS);
        IsingRecipe recipe = study.recipe();
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                large,
                patches(patchSide),
                recipe.boundary(),
                recipe.span(patchSide * patchSide),
                1,
                settings.seed() + 1);
        Kept<MacroPairs> fresh = bench.pairs(
                one.latent().model(),
                one.latent().hash(),
                evolution,
                configurations(recipe, patchSide),
                Increment.OURS);
        TrainingSettings training = training(recipe, patchSide, Increment.OURS, one.seed());
        return Diagnostics.of(one.result().model(), fresh.value(), training.lambda(), training.epsilon());
    }

    /**
     * The error that two halves of the true runs make against each other, quartered: what an exact model with as many runs
     * as the truth has would show is about twice that.
     *
     * @return relMSE
     */
    public double floor() {
        List<RelativeError> all = new ArrayList<>();
        truth().forEach((start, runs) -> {
            int half = Math.max(1, runs.runs() / 2);
            all.add(RelativeError.ofMeans(
                    means(part(runs, 0, half)), means(part(runs, runs.runs() - half, runs.runs()))));
        });
        return RelativeError.average(all).meanSquare() / 4;
    }

    private static Trajectories part(Trajectories runs, int from, int to) {
        return new Trajectories(
                runs.names(), Arrays.copyOfRange(runs.times(), from, to), Arrays.copyOfRange(runs.values(), from, to));
    }

    /**
     * One configuration on the paper's way: of 32² spins, replicated to 64², and relaxed there, but in the windows of our
     * recipe, which see their true neighbours.
     *
     * @return three states: small, replicated, relaxed
     */
    public List<byte[]> replicationExample() {
        Ising small = large.on(Grid.square(settings.side() / 2));
        RandomGenerator random = RandomStreams.stream(settings.seed(), "example", 0);
        byte[] coarse = evolved(small, random);
        byte[] fine = new byte[large.grid().sites()];
        org.macrodyn.scale.Refinement.<byte[]>replication().refine(coarse, small.grid(), fine, large.grid());
        return List.of(coarse, fine, healed(fine, random));
    }

    /**
     * One configuration on our way: mates of a quarter of the side, one of which is shown, assembled, and healed as long as
     * the oldest are.
     *
     * @return three states: a piece, assembled, healed
     */
    public List<byte[]> assemblyExample() {
        Ising piece = large.on(Grid.square(settings.side() / EXAMPLE_PIECES));
        int mates = EXAMPLE_PIECES * EXAMPLE_PIECES;
        RandomGenerator random = RandomStreams.stream(settings.seed(), "example", 1);
        Snapshots<byte[]> pieces = new Snapshots<>(piece.grid(), piece.stateType(), mates);
        for (int i = 0; i < mates; i++) {
            pieces.set(i, evolved(piece, random));
        }
        byte[] first = new byte[piece.grid().sites()];
        pieces.get(0, first);
        byte[] whole = new byte[large.grid().sites()];
        new Assembly(new Assembly.Groups(mates), 1, 1, Assembly.Tiling.SHIFTED, Optional.empty())
                .assemble(pieces, large, settings.seed(), 1, ProgressListener.NONE)
                .get(0, whole);
        return List.of(first, whole, healed(whole, random));
    }

    private static byte[] evolved(Ising model, RandomGenerator random) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, 0, random);
        model.evolve(state, model.grid().whole(), Span.time(EXAMPLE_TIME), random);
        return state;
    }

    private byte[] healed(byte[] state, RandomGenerator random) {
        byte[] healed = state.clone();
        settings.best().relaxation().relax(large, healed, random);
        return healed;
    }
}
