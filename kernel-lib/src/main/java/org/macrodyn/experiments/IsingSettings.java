package org.macrodyn.experiments;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Ensembles.Size;
import org.macrodyn.study.Fit;
import org.macrodyn.study.GeneratedPairs;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Start;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * The paper's Ising experiment: magnetisation m and domain-wall density ρ of L² spins with Glauber dynamics, learnt from
 * systems of n_s spins, by the paper's recipe and by ours.
 *
 * @param temperature T in J/k, published 2.5
 * @param field h in J, published 0.1
 * @param side L, published 64
 * @param patchSides L_p of the small systems, each a divisor of L
 * @param scale how much of everything
 * @param seed seed of the data
 */
public record IsingSettings(
        double temperature, double field, int side, List<Integer> patchSides, Scale scale, long seed)
        implements SpinSettings {
    /** Initial magnetisations of the tests (paper). */
    public static final List<Double> STARTS = List.of(-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75);
    /** Time between two states of a published forecast: what n events take on average at the published T and h. */
    public static final double PUBLISHED_STEP = 6.2021;
    /** δt of our recipe, and time between two true states that forecasts are judged by, in units of time. */
    public static final double STEP = 0.5;

    /**
     * ε of our trainings over δt / n_s, a typical variance of an increment: what keeps the likelihood finite where a
     * patch never flipped.
     */
    static final double RELATIVE_EPSILON = 1e-3;

    private static final int LAPTOP_BATCH = 256;
    /** Where the paper's recipe stops, but at paper scale. */
    private static final double HELD_OUT = 0.1;

    private static final int PATIENCE = 10;

    private static final int GROUPS = 64;
    private static final int MATES = 16;
    private static final int FRAMES = 121;
    private static final double BETWEEN = 0.5;
    private static final double HEALING = 6;
    private static final int MARGIN = 4;
    private static final int BLOCK = 8;
    private static final int FEWEST_REPEATS = 32;
    private static final int NAIVE_PAIRS = 5;
    /** Single pairs, each a pass of its own, which condensed ones share. */
    private static final int NAIVE_EPOCHS = 60;

    private static final int PAPER_EPOCHS = 10;
    private static final int CONFIGURATIONS_WITHOUT_NOISE = 4;

    private static final PatchAutoencoderSettings AUTOENCODER =
            new PatchAutoencoderSettings(List.of(64, 32), 2, List.of(32, 32), 1e-3, 0.9, 0.95, 0, 256, 3, 42);

    /**
     * A recipe with one choice changed.
     *
     * @param name of the choice
     * @param change of the recipe for patches of a side L_p
     */
    public record Variant(String name, BiFunction<Recipe<byte[]>, Integer, Recipe<byte[]>> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Checks the sides.
     *
     * @throws IllegalArgumentException if there is none, or one does not divide L
     */
    public IsingSettings {
        patchSides = SpinSettings.sorted(side, patchSides);
    }

    /**
     * The experiment at a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static IsingSettings at(Scale scale) {
        return new IsingSettings(2.5, 0.1, 64, SpinSettings.sides(scale), scale, 42);
    }

    /**
     * The same at another temperature.
     *
     * @param other T in J/k, above 0
     * @return the changed settings
     */
    public IsingSettings withTemperature(double other) {
        return new IsingSettings(other, field, side, patchSides, scale, seed);
    }

    @Override
    public boolean isPublished() {
        return temperature == 2.5 && field == 0.1 && side == 64;
    }

    @Override
    public String publishedTable() {
        return "ising_relmse";
    }

    /**
     * The large system.
     *
     * @return L² spins
     */
    public Ising large() {
        return Ising.square(side, temperature, field);
    }

    /** Until when forecasts are judged by our test, in units of time. */
    double horizon() {
        return scale.pick(20.0, 100.0, 200.0);
    }

    /**
     * The experiment as a study, by our recipe with patches of the smallest size.
     *
     * @param runs directory of all runs
     * @param reporter shows the progress of each stage
     * @return the study
     */
    public Study<byte[]> study(String runs, ProgressReporter reporter) {
        int patch = patchSides.get(0);
        return Study.of(large())
                .patch(Grid.square(patch))
                .until(horizon())
                .seed(seed)
                .keptIn(runs, "ising", reporter)
                .recipe(best(patch, Increment.OURS));
    }

    /**
     * The published recipe with each patch as an isolated periodic lattice, networks that see z as it is and time in units of
     * the published step.
     */
    @Override
    public Recipe<byte[]> paper(int patchSide, Increment increment) {
        TrainingSettings training = TrainingSettings.paper(1).withEpochs(scale.pick(2, 60, 100));
        // Its closure is trained at paper scale; elsewhere block fluctuations stand for it, and batches are small.
        boolean published = scale == Scale.PAPER;
        return paper(patchSide, scale.pick(256, 10_000, 100_000))
                .with(new PatchPairs<>(PatchBoundary.PERIODIC_PATCH, Optional.empty(), 1, false, increment))
                .with(
                        published
                                ? ClosureRule.<byte[]>autoencoder(AUTOENCODER)
                                : ClosureRule.<byte[]>fluctuations(true, BLOCK))
                .with(new Fit(
                                SdeSettings.paper(Diffusion.FULL),
                                published
                                        ? training
                                        : training.withBatch(LAPTOP_BATCH).withStop(HELD_OUT, PATIENCE))
                        .with(LambdaRule.of(increment))
                        .timeUnit(PUBLISHED_STEP));
    }

    /**
     * Our recipe: groups of 16 small runs from the same m(0), assembled and healed; patches with a margin of 4 sites for
     * δt = 0.5, hundreds of pairs of each configuration, condensed; closure by block fluctuations. The naive baseline keeps
     * its n_s events.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the recipe
     */
    public Recipe<byte[]> best(int patchSide, Increment increment) {
        boolean events = increment == Increment.NAIVE && patchSide != side;
        int ratio = patchSide / Collections.min(patchSides);
        int repeats = Math.max(FEWEST_REPEATS, scale.pick(16, 512, 1024) / (ratio * ratio));
        SmallRuns<byte[]> small = new SmallRuns<>(
                MATES * GROUPS,
                FRAMES,
                Optional.of(Span.time(BETWEEN)),
                (model, start) -> groups((Ising) model),
                "pieces of " + MATES + " mates");
        Enlarging<byte[]> enlarging = new Enlarging.Assembled<>(
                configurations(),
                new Assembly.Groups(MATES),
                Assembly.Tiling.SHIFTED,
                Optional.of(LocalRelaxation.brief(HEALING)));
        PatchPairs<byte[]> pairs = new PatchPairs<>(
                PatchBoundary.halo(MARGIN),
                events ? Optional.empty() : Optional.of(Span.time(STEP)),
                events ? NAIVE_PAIRS : repeats,
                !events,
                increment);
        Fit fit = new Fit(
                        SdeSettings.of(Diffusion.FULL)
                                .withActivation(Activation.SILU)
                                .withHidden(32, 2),
                        TrainingSettings.of(1)
                                .withStop(0, 0)
                                .withBatch(1024)
                                .withEpochs(scale.pick(4, events ? NAIVE_EPOCHS : 900, 300))
                                .withLearningRate(LearningRate.cosine(5e-3)))
                .with(LambdaRule.of(increment));
        ClosureRule<byte[]> closure = ClosureRule.fluctuations(false, BLOCK / 2, BLOCK);
        return withStep(new Recipe<>(small, enlarging, pairs, closure, fit), patchSide, STEP);
    }

    private int configurations() {
        return scale.pick(256, 5000, 20_000);
    }

    /** Group g of mates starts from m(0) = (2g + 1)/G − 1, at random positions. */
    private static InitialState<byte[]> groups(Ising small) {
        return InitialState.inGroups(
                MATES, (state, group, random) -> small.initialise(state, (2 * group + 1.0) / GROUPS - 1, random));
    }

    /** ε in proportion to δt / n_s, and the δt itself where the pairs have a fixed one. */
    private static Recipe<byte[]> withStep(Recipe<byte[]> recipe, int patchSide, double step) {
        PatchPairs<byte[]> pairs = recipe.patchPairs("δt");
        TrainingSettings training =
                recipe.fit().training().withEpsilon(RELATIVE_EPSILON * step / (patchSide * patchSide));
        return recipe.with(pairs.span().isPresent() ? pairs.withStep(step) : pairs)
                .with(recipe.fit().with(training));
    }

    /**
     * Our recipe with one choice changed at a time.
     *
     * @return the changes by name
     */
    public List<Variant> variants() {
        return List.of(
                new Variant(
                        "periodic",
                        (our, patch) ->
                                our.with(our.patchPairs("boundary").withBoundary(PatchBoundary.PERIODIC_PATCH))),
                new Variant(
                        "frozen",
                        (our, patch) ->
                                our.with(our.patchPairs("boundary").withBoundary(PatchBoundary.FROZEN_NEIGHBOURS))),
                new Variant("short_step", (our, patch) -> withStep(our, patch, STEP / 10)),
                new Variant("no_closure", (our, patch) -> our.with(ClosureRule.<byte[]>observables())),
                new Variant("replicated", (our, patch) -> replicated(our)),
                new Variant("generated", (our, patch) -> generated(our)));
    }

    /** Drift and covariance from the rates of flips: no closure, and four times the configurations in as many training steps. */
    private Recipe<byte[]> generated(Recipe<byte[]> recipe) {
        TrainingSettings training = recipe.fit().training();
        return recipe.with(recipe.enlarging().samples(CONFIGURATIONS_WITHOUT_NOISE * configurations()))
                .with(new GeneratedPairs<>())
                .with(ClosureRule.<byte[]>observables())
                .with(recipe.fit()
                        .with(training.withEpochs(training.descent().epochs() / CONFIGURATIONS_WITHOUT_NOISE)));
    }

    /** The same amounts, by 2 × 2 replication instead of assembly. */
    private Recipe<byte[]> replicated(Recipe<byte[]> recipe) {
        return recipe.with(SmallRuns.<byte[]>initialised(MATES * GROUPS, FRAMES, Optional.of(Span.time(BETWEEN))))
                .with(new Enlarging.Upsampled<>(
                        Upsampler.doubling(configurations(), LocalRelaxation.brief(HEALING)), 0));
    }

    /**
     * Our recipe with one choice changed, at the sides where choices are compared: the smallest, at paper scale up to 32.
     *
     * @param study the experiment's
     * @param variants the changes
     * @return the studies, over {@code side} and {@code choice}
     */
    public Sweep<byte[]> choices(Study<byte[]> study, List<Variant> variants) {
        return choices(study, scale.pick(List.of(8), List.of(8), List.of(8, 16, 32)), variants);
    }

    /**
     * Our recipe with closures that are trained: a dense autoencoder, and the published convolutional one with an eighth of its
     * channels, at sides of 8 and 16; at smoke scale 8 alone, at paper scale up to 32.
     *
     * @param study the experiment's
     * @return the studies, over {@code side} and {@code choice}
     */
    public Sweep<byte[]> autoencoders(Study<byte[]> study) {
        return choices(
                study,
                scale.pick(List.of(8), List.of(8, 16), List.of(8, 16, 32)),
                List.of(
                        new Variant(
                                "autoencoder", (our, patch) -> our.with(ClosureRule.<byte[]>autoencoder(AUTOENCODER))),
                        new Variant("convolutional", (our, patch) -> our.with(convolutional(patch)))));
    }

    private ClosureRule<byte[]> convolutional(int patchSide) {
        ConvolutionalSettings shape = ConvolutionalSettings.laptop(side, patchSide);
        return ClosureRule.convolutional(shape.withEpochs(scale.pick(1, shape.epochs(), PAPER_EPOCHS)));
    }

    private Sweep<byte[]> choices(Study<byte[]> study, List<Integer> some, List<Variant> variants) {
        List<Integer> known = patchSides.stream().filter(some::contains).toList();
        return Sweep.over(
                        study,
                        "side",
                        known.isEmpty() ? patchSides : known,
                        (any, patch) -> any.patch(Grid.square(patch)))
                .and("choice", variants, (any, variant) -> {
                    int patch = any.patches().patch().rows();
                    return any.recipe(variant.change.apply(best(patch, Increment.OURS), patch));
                });
    }

    /**
     * Our recipe for every size n_s, by one increment.
     *
     * @param study the experiment's
     * @param increment ours, with two training seeds, or naive, with one
     * @return the sweep
     */
    public SizeSweep<byte[]> bestSweep(Study<byte[]> study, Increment increment) {
        boolean two = increment == Increment.OURS && scale != Scale.SMOKE;
        return SizeSweep.of(study, this::best, patchSides, List.of(increment), two ? List.of(42L, 1L) : List.of(42L));
    }

    /**
     * Direct simulations of the published test, for comparison only, recorded every n events.
     *
     * @param study the experiment's
     * @return runs by initial magnetisation
     */
    public Map<Double, Trajectories> paperTruth(Study<byte[]> study) {
        return simulated(study, "paper-truth-", new Size(testRuns(), testFrames(), Span.events((long) side * side)));
    }

    /**
     * Direct simulations of our test, for comparison only, recorded every {@value #STEP}.
     *
     * @param study the experiment's
     * @return runs by initial magnetisation
     */
    public Map<Double, Trajectories> truth(Study<byte[]> study) {
        int frames = (int) Math.round(horizon() / STEP) + 1;
        return simulated(study, "truth-", new Size(scale.pick(8, 400, 2000), frames, Span.time(STEP)));
    }

    private static Map<Double, Trajectories> simulated(Study<byte[]> study, String stage, Size size) {
        return Ensembles.from(study, STARTS, IsingSettings::start, stage, size);
    }

    /** Spins at random positions. */
    static Start<byte[]> start(double magnetisation) {
        return (model, state, random) -> ((Ising) model).initialise(state, magnetisation, random);
    }
}
