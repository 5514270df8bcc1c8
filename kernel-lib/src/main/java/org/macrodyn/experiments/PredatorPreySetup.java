package org.macrodyn.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles.Size;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Kept;
import org.macrodyn.study.LatentTruth;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRule;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;

/**
 * The paper's predator–prey experiment (Fig. 2): the SDE of mean prey, mean predators and two closure variables of a system of
 * 200 cells, learnt from runs of 100 cells and from single steps of patches of 40, by the paper's recipe and by ours.
 *
 * @param large the large system, published 200 cells
 * @param smallCells N of the small system, published 100
 * @param patchCells N of a patch, published 40; K = cells / patchCells
 * @param data what is learnt from
 * @param trainingSeeds seeds of the trainings, each once
 * @param tests true runs to compare with, and as many forecasts
 * @param seed seed of everything else
 */
public record PredatorPreySetup(
        PredatorPrey large,
        int smallCells,
        int patchCells,
        Data data,
        List<Long> trainingSeeds,
        Tests tests,
        long seed) {
    /** λ of the paper's Fig. 2. */
    public static final List<Double> LAMBDAS = List.of(1.0, 2.5, 5.0, 10.0, 15.0, 20.0);
    /** How long forecasts last, in units of time (paper). */
    public static final double HORIZON = 30;

    /** d: mean u, mean v and a closure variable of each. */
    private static final int VARIABLES = 4;
    /** Runs from one initial state. */
    private static final int MATES = 4;

    /**
     * What is learnt from.
     *
     * @param runs runs of the small system
     * @param mates how many of them start from the same state: large configurations are assembled from such; 0: they are
     *     interpolated (paper)
     * @param configurations of the large system
     * @param repeats pairs of each of them; more than 1, a power of 2 above 8, are condensed
     * @param epochs passes over the pairs
     */
    public record Data(Size runs, int mates, int configurations, int repeats, int epochs) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if mates do not divide the runs, or repeats cannot be condensed
         */
        public Data {
            if (mates != 0 && (mates < 2 || runs.runs() % mates != 0)) {
                throw new IllegalArgumentException("groups of " + mates + " mates in " + runs.runs()
                        + " runs: must be 0 (interpolation), or at least 2 and divide the runs");
            }
            if (repeats != 1 && (repeats <= 2 * VARIABLES || PartialEvolution.BLOCK % repeats != 0)) {
                throw new IllegalArgumentException("repeats = " + repeats + ": must be 1, or a power of 2 above "
                        + 2 * VARIABLES + " and at most " + PartialEvolution.BLOCK);
            }
        }
    }

    /**
     * The tests.
     *
     * @param starts initial states
     * @param runs true runs of a set from each of them
     */
    public record Tests(List<InitialProfile> starts, Size runs) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if there is no initial state, or a run has fewer than 2 frames
         */
        public Tests {
            if (starts.isEmpty() || runs.frames() < 2) {
                throw new IllegalArgumentException(starts.size() + " initial states with " + runs.frames()
                        + " frames: there must be at least 1 and 2");
            }
        }

        /** Test sets of the paper for some amplitudes k, with m = 0.45, 0.50 and 0.55. */
        private static Tests of(Size runs, double... amplitudes) {
            return new Tests(
                    Arrays.stream(amplitudes)
                            .boxed()
                            .flatMap(k -> List.of(0.45, 0.50, 0.55).stream().map(m -> InitialProfile.fixed(m, k)))
                            .toList(),
                    runs);
        }
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if patches or small systems do not tile the large system
     */
    public PredatorPreySetup {
        new Patches(large.grid(), Grid.line(2, patchCells));
        new Patches(large.grid(), Grid.line(2, smallCells));
    }

    /**
     * The experiment at a scale, by our recipe. Tests take 150 runs instead of the paper's 50: with 50 the distance of truth from
     * truth is between a quarter and nearly half of that of λ = 20, and hides what λ = K misses.
     *
     * @param scale smoke, laptop or paper; at paper scale initial states, λ and seeds are as many as in the paper
     * @return the setup
     */
    public static PredatorPreySetup at(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                of(
                        new Data(new Size(8, 100, Span.events(30)), MATES, 512, 16, 2),
                        1,
                        Tests.of(new Size(8, 50, Span.events(60)), 0.10));
            case LAPTOP ->
                of(
                        new Data(new Size(400, 100, Span.events(30)), MATES, 10_000, 256, 200),
                        3,
                        Tests.of(new Size(150, 250, Span.events(12)), 0.10));
            case PAPER ->
                of(
                        new Data(new Size(400, 300, Span.events(10)), MATES, 20_000, 256, 100),
                        3,
                        Tests.of(new Size(150, 500, Span.events(6)), 0.05, 0.10, 0.15));
        };
    }

    /**
     * The published experiment at its full size, by the paper's recipe.
     *
     * @return the setup
     */
    public static PredatorPreySetup published() {
        return of(
                new Data(new Size(50, 3000, Span.events(1)), 0, 150_000, 1, 100),
                3,
                Tests.of(new Size(50, 3000, Span.events(1)), 0.05, 0.10, 0.15));
    }

    private static PredatorPreySetup of(Data data, int seeds, Tests tests) {
        PredatorPrey large = new PredatorPrey(200, PredatorPreySettings.paper(), InitialProfile.paper());
        return new PredatorPreySetup(large, 100, 40, data, List.of(0L, 1L, 2L).subList(0, seeds), tests, 42);
    }

    /**
     * The experiment as a study from the first initial state of the tests: by our recipe, or by the paper's if there are no
     * mates.
     *
     * @param runs directory of all runs
     * @param reporter shows the progress of each stage
     * @return the study
     */
    public Study<float[]> study(String runs, ProgressReporter reporter) {
        return Study.of(large)
                .patch(Grid.line(2, patchCells))
                .from(PredatorPreySetup.from(tests.starts.get(0)).start())
                .until(HORIZON)
                .seed(seed)
                .keptIn(runs, "predator-prey", reporter)
                .recipe(data.mates > 0 ? ours() : paper());
    }

    /**
     * Our recipe. Configurations are assembled from pieces of the large system, and many cheap pairs replace epochs, because μ·dt
     * is smaller than the noise of a single pair and few pairs seen often are learnt by heart; principal components
     * replace the autoencoder, whose variables nearly repeat the means, so that μ is no function of z. Two hidden layers
     * of 32 with SiLU: a smooth drift needs fewer pairs than one with kinks.
     *
     * @return the recipe
     */
    public Recipe<float[]> ours() {
        return new Recipe<>(
                new SmallRule.Sized<>(Grid.line(2, smallCells), pieces()),
                new Enlarging.Assembled<>(
                        data.configurations,
                        new Assembly.Groups(data.mates),
                        Assembly.Tiling.REFLECTED,
                        Optional.empty()),
                steps(data.repeats),
                ClosureRule.components(1),
                new Fit(
                        SdeSettings.of(Diffusion.FULL)
                                .withActivation(Activation.SILU)
                                .withHidden(32, 2),
                        TrainingSettings.of(1)
                                .withStop(0, 0)
                                .withWarmStart(false)
                                .withEpsilon(1e-10)
                                .withBatch(4096)
                                .withEpochs(data.epochs)
                                .withLearningRate(LearningRate.cosine(5e-3))));
    }

    /**
     * The published recipe: runs of the small system, with as many waves as the large one, interpolated to its cells;
     * autoencoder; one step of one patch of each configuration.
     *
     * @return the recipe
     */
    public Recipe<float[]> paper() {
        Size runs = data.runs;
        int factor = large.cells() / smallCells;
        return new Recipe<>(
                new SmallRule.Sized<>(
                        Grid.line(2, smallCells),
                        SmallRuns.initialised(runs.runs(), runs.frames(), Optional.of(runs.between()))),
                new Enlarging.Upsampled<>(
                        new Upsampler<>(factor, data.configurations, Refinement.linear(), Optional.empty()), 0),
                steps(1),
                ClosureRule.autoencoder(PatchAutoencoderSettings.paper()),
                new Fit(
                        SdeSettings.paper(Diffusion.FULL),
                        TrainingSettings.paper(1).withEpochs(data.epochs).withEpsilon(1e-5)));
    }

    /** One time step dt of one patch, the cells around it frozen. */
    private PatchPairs<float[]> steps(int repeats) {
        Span dt = Span.time(large.settings().timeStep());
        return new PatchPairs<>(PatchBoundary.FROZEN_NEIGHBOURS, Optional.of(dt), repeats, repeats > 1, Increment.OURS);
    }

    /**
     * Small systems are pieces of the large one: the Laplacian counts in cells, so their waves are as many cells long, and
     * there are fewer of them.
     */
    private SmallRuns<float[]> pieces() {
        double waves = InitialProfile.paper().waves() * smallCells / large.cells();
        InitialProfile starts = InitialProfile.paper().withWaves(waves);
        return new SmallRuns<>(
                data.runs.runs(),
                data.runs.frames(),
                Optional.of(data.runs.between()),
                (small, any) -> InitialState.inGroups(
                        data.mates, (state, group, random) -> starts.even(group).draw(state, random)),
                "pieces, Chebyshev starts, mates " + data.mates);
    }

    private static LatentTruth.From<float[]> from(InitialProfile profile) {
        return new LatentTruth.From<>(
                "m = " + profile.meanFrom() + ", k = " + profile.amplitudeFrom(),
                (model, state, random) -> profile.draw(state, random));
    }

    /**
     * Direct simulations of the large system from every initial state of the tests, for comparison only.
     *
     * @param study the experiment's
     * @param closure the latent map φ
     * @return two independent sets of encoded runs
     */
    public LatentTruth<float[]> truth(Study<float[]> study, Kept<ClosureModel<float[]>> closure) {
        List<LatentTruth.From<float[]>> starts =
                tests.starts.stream().map(PredatorPreySetup::from).toList();
        return LatentTruth.of(study, closure, starts, tests.runs);
    }
}
