package org.macrodyn.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.macrodyn.closure.Increment;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.SpinStates;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Fit;
import org.macrodyn.study.GeneratedPairs;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;

/**
 * The paper's Curie–Weiss experiment: L² mean-field spins, their magnetisation m learnt from systems of n_s spins, by the
 * paper's recipe and by ours.
 *
 * @param temperature T in J/k, published 1.1
 * @param field h in J, published 0.1
 * @param side L, published 64
 * @param patchSides L_p of the small systems, each a divisor of L
 * @param scale how much of everything
 * @param seed seed of the data
 */
public record CurieWeissSettings(
        double temperature, double field, int side, List<Integer> patchSides, Scale scale, long seed)
        implements SpinSettings {
    /** Initial magnetisations of the tests (paper). */
    public static final List<Double> STARTS = List.of(-0.5, -0.25, 0.0, 0.25, 0.5);
    /** Time between two states of a published forecast: what n events take on average at the published T and h. */
    public static final double PUBLISHED_STEP = 2.6272;
    /** Until when forecasts are judged against the exact chain, in units of time. */
    public static final double HORIZON = 60;

    /** Time between two records of our small runs, and of a window's healing. */
    private static final double BETWEEN = 0.5;

    private static final int FRAMES = 40;
    /** Where the paper's recipe stops on a laptop: with the same error as after all its epochs, in two fifths of them. */
    private static final double HELD_OUT = 0.1;

    private static final int PATIENCE = 10;

    /** Two pairs stand for all of a configuration: with 12 epochs as many steps as with a batch of 4096 single ones and 4. */
    private static final int CONDENSED_BATCH = 128;
    /** Pairs of each configuration for the naive baseline, whose step is long. */
    private static final int NAIVE_PAIRS = 5;

    /** Test sets of {@code testRuns} true runs for each initial magnetisation. */
    static final int TEST_SETS = 5;

    /**
     * Checks the sides.
     *
     * @throws IllegalArgumentException if there is none, or one does not divide L
     */
    public CurieWeissSettings {
        patchSides = SpinSettings.sorted(side, patchSides);
    }

    /**
     * The experiment at a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static CurieWeissSettings at(Scale scale) {
        return new CurieWeissSettings(1.1, 0.1, 64, SpinSettings.sides(scale), scale, 42);
    }

    /**
     * The same at another temperature.
     *
     * @param other T in J/k, above 0
     * @return the changed settings
     */
    public CurieWeissSettings withTemperature(double other) {
        return new CurieWeissSettings(other, field, side, patchSides, scale, seed);
    }

    /**
     * The same with other small systems.
     *
     * @param sides L_p
     * @return the changed settings
     */
    public CurieWeissSettings withPatchSides(Integer... sides) {
        return new CurieWeissSettings(temperature, field, side, List.of(sides), scale, seed);
    }

    @Override
    public boolean isPublished() {
        return temperature == 1.1 && field == 0.1 && side == 64;
    }

    @Override
    public String publishedTable() {
        return "curie_weiss_relmse";
    }

    /**
     * The large system.
     *
     * @return L² spins
     */
    public CurieWeiss large() {
        return new CurieWeiss(Grid.square(side), temperature, field);
    }

    /**
     * The exact solution of the large system.
     *
     * @return its birth–death chain
     */
    public CurieWeissChain exact() {
        return new CurieWeissChain(side * side, temperature, field);
    }

    /**
     * The experiment as a study, by the paper's recipe with patches of the smallest size, kept in {@code runs}.
     *
     * @param runs directory of all runs
     * @param reporter shows the progress of each stage
     * @return the study
     */
    public Study<byte[]> study(String runs, ProgressReporter reporter) {
        return Study.of(large())
                .patch(Grid.square(patchSides.get(0)))
                .until(HORIZON)
                .seed(seed)
                .keptIn(runs, "curie-weiss", reporter)
                .recipe(paper(patchSides.get(0), Increment.OURS));
    }

    /** The published recipe with constant diffusion. */
    @Override
    public Recipe<byte[]> paper(int patchSide, Increment increment) {
        TrainingSettings training = TrainingSettings.paper(1)
                .withEpochs(scale.pick(2, 100, 100))
                .withLearningRate(LearningRate.plateau(1e-2, 5));
        return paper(patchSide, scale.pick(512, 20_000, 100_000))
                .with(new PatchPairs<>(PatchBoundary.FROZEN_NEIGHBOURS, Optional.empty(), 1, false, increment))
                .with(new Fit(
                                SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL),
                                scale == Scale.LAPTOP ? training.withStop(HELD_OUT, PATIENCE) : training)
                        .with(LambdaRule.of(increment)));
    }

    /**
     * Our recipe: small runs recorded at fixed times, windows that relax briefly with their true neighbours, drift and
     * variance of each configuration from the rates of its flips, diffusion that depends on m. The naive baseline keeps its n_s
     * events: at a short δt the difference between patch and system, which does not shrink with δt, would swamp its drift.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the recipe
     */
    public Recipe<byte[]> best(int patchSide, Increment increment) {
        int configurations = scale.pick(512, 40_000, 100_000);
        boolean events = increment == Increment.NAIVE && patchSide != side;
        return new Recipe<>(
                SmallRuns.initialised(
                        Math.max(1, configurations / (2 * FRAMES)), FRAMES, Optional.of(Span.time(BETWEEN))),
                new Enlarging.Upsampled<>(
                        Upsampler.doubling(configurations / 2, LocalRelaxation.brief(BETWEEN)),
                        configurations - configurations / 2),
                events ? patches(increment) : new GeneratedPairs<>(),
                ClosureRule.observables(),
                new Fit(
                                SdeSettings.of(Diffusion.DIAGONAL)
                                        .withActivation(Activation.TANH)
                                        .withHidden(32, 2),
                                TrainingSettings.of(1)
                                        .withStop(0, 0)
                                        .withWarmStart(false)
                                        .withEpsilon(0)
                                        .withBatch(events ? 4096 : CONDENSED_BATCH)
                                        .withEpochs(events ? scale.pick(1, 4, 4) : scale.pick(1, 12, 12))
                                        .withLearningRate(LearningRate.cosine(5e-3)))
                        .with(LambdaRule.of(increment)));
    }

    /** Some evolutions of a patch beside its true neighbours for each configuration, for n_s events. */
    static PatchPairs<byte[]> patches(Increment increment) {
        return new PatchPairs<>(PatchBoundary.FROZEN_NEIGHBOURS, Optional.empty(), NAIVE_PAIRS, false, increment);
    }

    /**
     * Our recipe for every size n_s and both increments.
     *
     * @param study the experiment's
     * @return the sweep, with one training seed
     */
    public SizeSweep<byte[]> bestSweep(Study<byte[]> study) {
        return SizeSweep.of(study, this::best, patchSides, List.of(Increment.values()), List.of(seed));
    }

    /**
     * Direct simulations of the large system, for comparison only, recorded every n events (paper).
     *
     * @param study the experiment's
     * @return {@value #TEST_SETS} test sets for each initial magnetisation
     */
    public Map<Double, Trajectories> truth(Study<byte[]> study) {
        return Ensembles.from(
                study,
                STARTS,
                m -> (model, state, random) -> SpinStates.randomPositions(state, m, random),
                "truth-",
                new Ensembles.Size(testRuns() * TEST_SETS, testFrames(), Span.events((long) side * side)));
    }
}
