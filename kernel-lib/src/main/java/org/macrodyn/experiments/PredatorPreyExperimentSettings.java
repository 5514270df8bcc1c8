package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * Settings of the predator–prey experiment (paper Fig 2; SPEC §1).
 *
 * @param physics equation, noise and time step
 * @param smallCells N of the small system
 * @param cells N of the large system
 * @param patchCells N of a patch; K = cells / patchCells
 * @param training runs of the small system
 * @param configurations number of upsampled configurations
 * @param repeats pairs made from each of them; more than 1, a power of 2 above 8, are condensed
 * @param mates runs of the small system that start from the same state, at least 2: large configurations are assembled
 *     from such; 0: they are interpolated (the paper)
 * @param relaxation how large configurations are relaxed; empty: not at all (the paper)
 * @param autoencoder the closure; empty: one principal component of each field
 * @param lambdas λ to train with
 * @param trainingSeeds seeds of the trainings
 * @param network form of the SDE
 * @param fit how it is fitted; λ and seed are replaced
 * @param starts initial states of the tests
 * @param test true runs from each of them, and as many predicted ones
 * @param seed seed of everything else
 */
public record PredatorPreyExperimentSettings(
        PredatorPreySettings physics,
        int smallCells,
        int cells,
        int patchCells,
        Ensemble training,
        int configurations,
        int repeats,
        int mates,
        Optional<LocalRelaxation> relaxation,
        Optional<PatchAutoencoderSettings> autoencoder,
        List<Double> lambdas,
        List<Long> trainingSeeds,
        SdeSettings network,
        TrainingSettings fit,
        List<InitialProfile> starts,
        Ensemble test,
        long seed) {
    private static final List<Double> LAMBDAS = List.of(1.0, 2.5, 5.0, 10.0, 15.0, 20.0);

    /** Runs from one initial state. */
    private static final int MATES = 4;

    /** d: mean u, mean v and a closure variable of each. */
    private static final int VARIABLES = 4;

    /** ε of SPEC §1.6. */
    private static final double PAPER_EPSILON = 1e-5;
    /** z has variance 1. */
    private static final double EPSILON = 1e-10;

    /**
     * The size of an ensemble.
     *
     * @param runs independent runs, at least 1
     * @param frames recorded states of each, the initial one included, at least 1
     * @param every time steps between two of them, at least 1
     */
    public record Ensemble(int runs, int frames, int every) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if one is below 1
         */
        public Ensemble {
            if (runs < 1 || frames < 1 || every < 1) {
                throw new IllegalArgumentException("ensemble of " + runs + " runs with " + frames + " frames every "
                        + every + " steps: all must be at least 1");
            }
        }
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if patches do not tile the large system, the small one does not divide it, a list is
     *     empty, a λ is not above 0 or occurs twice
     */
    public PredatorPreyExperimentSettings {
        lambdas = List.copyOf(lambdas);
        trainingSeeds = List.copyOf(trainingSeeds);
        starts = List.copyOf(starts);
        new Patches(Grid.line(2, cells), Grid.line(2, patchCells));
        if (smallCells < 1 || cells % smallCells != 0 || cells == smallCells) {
            throw new IllegalArgumentException("small system of " + smallCells + " cells for a large one of " + cells
                    + ": the large one must have a whole multiple of the small one's cells");
        }
        if (configurations < 2 || repeats < 1) {
            throw new IllegalArgumentException(
                    "configurations = " + configurations + ", repeats = " + repeats + ": must be at least 2 and 1");
        }
        if (repeats > 1 && (repeats <= 2 * VARIABLES || PartialEvolution.BLOCK % repeats != 0)) {
            throw new IllegalArgumentException("repeats = " + repeats + ": must be 1, or a power of 2 above "
                    + 2 * VARIABLES + " and at most " + PartialEvolution.BLOCK);
        }
        if (mates != 0 && (mates < 2 || training.runs % mates != 0)) {
            throw new IllegalArgumentException("groups of " + mates + " mates in " + training.runs
                    + " runs: must be 0 (interpolation), or at least 2 and divide the runs");
        }
        if (lambdas.isEmpty() || trainingSeeds.isEmpty() || starts.isEmpty()) {
            throw new IllegalArgumentException(lambdas.size() + " λ, " + trainingSeeds.size() + " training seeds, "
                    + starts.size() + " initial states: there must be at least one of each");
        }
        lambdas.forEach(fit::withLambda);
        if (new HashSet<>(lambdas).size() < lambdas.size()
                || new HashSet<>(trainingSeeds).size() < trainingSeeds.size()) {
            throw new IllegalArgumentException(
                    "λ = " + lambdas + " with training seeds " + trainingSeeds + ": each must occur once");
        }
    }

    /**
     * The settings of a scale, by our recipe: configurations are assembled from pieces of the large system, and many cheap
     * pairs replace epochs, because μ·dt is smaller than the noise of a single pair and few pairs seen often are learnt by
     * heart; principal components replace the autoencoder, whose variables nearly repeat the means, so that μ is no
     * function of z. At paper scale initial states, λ and seeds are as many as in the paper. Tests take 150 runs instead of
     * 50: with 50 the distance of truth from truth is between a quarter and nearly half of that of λ = 20, and hides what
     * λ = K misses.
     *
     * @param scale smoke, laptop or paper
     * @return the settings; change single ones by the {@code with…} methods
     */
    public static PredatorPreyExperimentSettings at(Scale scale) {
        return switch (scale) {
            case SMOKE -> of(new Ensemble(8, 100, 30), 512, 16, manyPairs(2), 1, starts(0.10), new Ensemble(8, 50, 60));
            case LAPTOP ->
                of(
                        new Ensemble(400, 100, 30),
                        10_000,
                        256,
                        manyPairs(200),
                        3,
                        starts(0.10),
                        new Ensemble(150, 250, 12));
            case PAPER ->
                of(
                        new Ensemble(400, 300, 10),
                        20_000,
                        256,
                        manyPairs(100),
                        3,
                        starts(0.05, 0.10, 0.15),
                        new Ensemble(150, 500, 6));
        };
    }

    private static TrainingSettings manyPairs(int epochs) {
        return TrainingSettings.of(1)
                .withEpsilon(EPSILON)
                .withBatch(4096)
                .withEpochs(epochs)
                .withLearningRate(LearningRate.cosine(5e-3));
    }

    /** Two hidden layers of 32 with SiLU: a smooth drift needs fewer pairs than one with kinks. */
    private static PredatorPreyExperimentSettings of(
            Ensemble training,
            int configurations,
            int repeats,
            TrainingSettings fit,
            int seeds,
            List<InitialProfile> starts,
            Ensemble test) {
        return new PredatorPreyExperimentSettings(
                PredatorPreySettings.paper(),
                100,
                200,
                40,
                training,
                configurations,
                repeats,
                MATES,
                Optional.empty(),
                Optional.empty(),
                LAMBDAS,
                List.of(0L, 1L, 2L).subList(0, seeds),
                SdeSettings.of(Diffusion.FULL).withActivation(Activation.SILU).withHidden(32, 2),
                fit,
                starts,
                test,
                42);
    }

    /**
     * The published recipe (SPEC §1) at its full size: interpolated configurations, autoencoder, one pair of each, 100
     * epochs.
     *
     * @return the settings of the paper
     */
    public static PredatorPreyExperimentSettings published() {
        return new PredatorPreyExperimentSettings(
                PredatorPreySettings.paper(),
                100,
                200,
                40,
                new Ensemble(50, 3000, 1),
                150_000,
                1,
                0,
                Optional.empty(),
                Optional.of(PatchAutoencoderSettings.paper()),
                LAMBDAS,
                List.of(0L, 1L, 2L),
                SdeSettings.paper(Diffusion.FULL),
                TrainingSettings.paper(1).withEpsilon(PAPER_EPSILON),
                starts(0.05, 0.10, 0.15),
                new Ensemble(50, 3000, 1),
                42);
    }

    /** Test sets of SPEC §1.2 for some amplitudes k, with m = 0.45, 0.50 and 0.55. */
    private static List<InitialProfile> starts(double... amplitudes) {
        List<InitialProfile> starts = new ArrayList<>();
        for (double amplitude : amplitudes) {
            for (double mean : new double[] {0.45, 0.50, 0.55}) {
                starts.add(InitialProfile.fixed(mean, amplitude));
            }
        }
        return starts;
    }

    /**
     * The tiling of the large system.
     *
     * @return K patches
     */
    public Patches patches() {
        return new Patches(Grid.line(2, cells), Grid.line(2, patchCells));
    }

    /**
     * The same settings with another closure.
     *
     * @param other an autoencoder; empty: one principal component of each field
     * @return the changed settings
     */
    public PredatorPreyExperimentSettings withAutoencoder(Optional<PatchAutoencoderSettings> other) {
        return with(relaxation, other, lambdas, trainingSeeds, network, fit);
    }

    /**
     * The same settings with another relaxation.
     *
     * @param other how upsampled fields are relaxed; empty: not at all
     * @return the changed settings
     */
    public PredatorPreyExperimentSettings withRelaxation(Optional<LocalRelaxation> other) {
        return with(other, autoencoder, lambdas, trainingSeeds, network, fit);
    }

    /**
     * The same settings with other λ.
     *
     * @param others λ, each above 0
     * @return the changed settings
     */
    public PredatorPreyExperimentSettings withLambdas(Double... others) {
        return with(relaxation, autoencoder, List.of(others), trainingSeeds, network, fit);
    }

    /**
     * The same settings with other training seeds.
     *
     * @param others seeds of the trainings
     * @return the changed settings
     */
    public PredatorPreyExperimentSettings withTrainingSeeds(Long... others) {
        return with(relaxation, autoencoder, lambdas, List.of(others), network, fit);
    }

    /**
     * The same settings with another SDE and another fit.
     *
     * @param otherNetwork form of the SDE
     * @param otherFit how it is fitted; λ and seed are replaced
     * @return the changed settings
     */
    public PredatorPreyExperimentSettings withFit(SdeSettings otherNetwork, TrainingSettings otherFit) {
        return with(relaxation, autoencoder, lambdas, trainingSeeds, otherNetwork, otherFit);
    }

    private PredatorPreyExperimentSettings with(
            Optional<LocalRelaxation> otherRelaxation,
            Optional<PatchAutoencoderSettings> otherAutoencoder,
            List<Double> otherLambdas,
            List<Long> otherSeeds,
            SdeSettings otherNetwork,
            TrainingSettings otherFit) {
        return new PredatorPreyExperimentSettings(
                physics,
                smallCells,
                cells,
                patchCells,
                training,
                configurations,
                repeats,
                mates,
                otherRelaxation,
                otherAutoencoder,
                otherLambdas,
                otherSeeds,
                otherNetwork,
                otherFit,
                starts,
                test,
                seed);
    }
}
