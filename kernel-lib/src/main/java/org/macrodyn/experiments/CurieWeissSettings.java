package org.macrodyn.experiments;

import java.util.List;
import java.util.Optional;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * Settings of the Curie–Weiss experiment (paper Fig 3a and Fig 4; SPEC §2).
 *
 * @param temperature T, in J / k_B
 * @param field h, in J
 * @param side L of the large system
 * @param patchSides L_p of the small systems, n_s = L_p²
 * @param magnetisations initial magnetisations of the tests
 * @param testRuns true runs from each of them in a test set, 20 in the paper
 * @param testSets number of test sets; the paper's error, over one set of 20 runs, depends by ±10 % on the set
 * @param testFrames recorded states of each, n events apart
 * @param testStep the time that the published code gives a state, mean δt of n events (SPEC §2.2)
 * @param paper the published recipe
 * @param best our recipe
 * @param forecastRuns trajectories for the error against the exact chain
 * @param horizon time over which that error is taken
 * @param trainingSeeds seeds of the trainings with the published recipe
 * @param stepPairs pairs of each point of the δt study; 0 leaves the study out
 * @param seed seed of everything else
 */
public record CurieWeissSettings(
        double temperature,
        double field,
        int side,
        List<Integer> patchSides,
        List<Double> magnetisations,
        int testRuns,
        int testSets,
        int testFrames,
        double testStep,
        CurieWeissRecipe paper,
        CurieWeissRecipe best,
        int forecastRuns,
        double horizon,
        List<Long> trainingSeeds,
        int stepPairs,
        long seed) {
    private static final List<Double> TEST_STARTS = List.of(-0.5, -0.25, 0.0, 0.25, 0.5);
    private static final double PUBLISHED_STEP = 2.6272;
    private static final int TEST_SETS = 5;
    /** Steps of 0.05: a twentieth of the shortest relaxation time. */
    private static final int BEST_SUBSTEPS = 50;

    /**
     * Checks that every patch tiles the system.
     *
     * @throws IllegalArgumentException if a side does not divide, a list is empty or a count is below 1
     */
    public CurieWeissSettings {
        patchSides = List.copyOf(patchSides);
        magnetisations = List.copyOf(magnetisations);
        trainingSeeds = List.copyOf(trainingSeeds);
        if (patchSides.isEmpty() || magnetisations.isEmpty() || trainingSeeds.isEmpty()) {
            throw new IllegalArgumentException(
                    patchSides.size() + " patch sides, " + magnetisations.size() + " magnetisations, "
                            + trainingSeeds.size() + " training seeds: there must be at least one of each");
        }
        if (testRuns < 1 || testSets < 1 || testFrames < 1 || forecastRuns < 1 || stepPairs < 0) {
            throw new IllegalArgumentException(
                    "testRuns = " + testRuns + ", testSets = " + testSets + ", testFrames = " + testFrames
                            + ", forecastRuns = " + forecastRuns + ", stepPairs = " + stepPairs
                            + ": must be at least 1 (stepPairs 0)");
        }
        for (int patchSide : patchSides) {
            Patches.square(side, patchSide);
        }
    }

    /**
     * The settings of a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings; change single ones by the {@code with…} methods
     */
    public static CurieWeissSettings at(Scale scale) {
        return switch (scale) {
            case SMOKE -> of(List.of(8, 16), 4, 20, CurieWeissRecipe.paper(10, 512, 2), best(512, 2, 1), 20, 1, 4096);
            case LAPTOP ->
                of(
                        List.of(8, 16, 32, 64),
                        20,
                        500,
                        CurieWeissRecipe.paper(100, 20_000, 100),
                        best(40_000, 200, 4),
                        400,
                        3,
                        1 << 20);
            case PAPER ->
                of(
                        List.of(8, 16, 32, 64),
                        20,
                        500,
                        CurieWeissRecipe.paper(1000, 100_000, 100),
                        best(100_000, 200, 4),
                        1000,
                        3,
                        1 << 22);
        };
    }

    private static CurieWeissSettings of(
            List<Integer> sides,
            int testRuns,
            int testFrames,
            CurieWeissRecipe paper,
            CurieWeissRecipe best,
            int forecastRuns,
            int seeds,
            int stepPairs) {
        return new CurieWeissSettings(
                1.1,
                0.1,
                64,
                sides,
                TEST_STARTS,
                testRuns,
                TEST_SETS,
                testFrames,
                PUBLISHED_STEP,
                paper,
                best,
                forecastRuns,
                60,
                List.of(42L, 1L, 2L).subList(0, seeds),
                stepPairs,
                42);
    }

    /**
     * Short runs, so that transients are seen; half of the configurations random, so that all m are; relaxation long enough
     * that patches of a configuration resemble each other; δt fixed in time and short, with the many pairs that needs.
     */
    private static CurieWeissRecipe best(int configurations, int repeats, int epochs) {
        return new CurieWeissRecipe(
                "best",
                Math.max(1, configurations / 80),
                40,
                Optional.of(0.5),
                configurations / 2,
                LocalRelaxation.brief(0.5),
                configurations - configurations / 2,
                Optional.of(0.02),
                repeats,
                SdeSettings.of(Diffusion.DIAGONAL)
                        .withActivation(Activation.TANH)
                        .withHidden(32, 2),
                TrainingSettings.of(1)
                        .withEpsilon(0)
                        .withBatch(4096)
                        .withEpochs(epochs)
                        .withLearningRate(LearningRate.cosine(5e-3)),
                BEST_SUBSTEPS);
    }

    /**
     * The same settings at another temperature.
     *
     * @param other T, above 0
     * @return the changed settings
     */
    public CurieWeissSettings withTemperature(double other) {
        return new CurieWeissSettings(
                other,
                field,
                side,
                patchSides,
                magnetisations,
                testRuns,
                testSets,
                testFrames,
                testStep,
                paper,
                best,
                forecastRuns,
                horizon,
                trainingSeeds,
                stepPairs,
                seed);
    }

    /**
     * The same settings with other patches.
     *
     * @param sides L_p, each a divisor of the large side with a ratio of 2ᵏ
     * @return the changed settings
     */
    public CurieWeissSettings withPatchSides(Integer... sides) {
        return new CurieWeissSettings(
                temperature,
                field,
                side,
                List.of(sides),
                magnetisations,
                testRuns,
                testSets,
                testFrames,
                testStep,
                paper,
                best,
                forecastRuns,
                horizon,
                trainingSeeds,
                stepPairs,
                seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param other the seed
     * @return the changed settings
     */
    public CurieWeissSettings withSeed(long other) {
        return new CurieWeissSettings(
                temperature,
                field,
                side,
                patchSides,
                magnetisations,
                testRuns,
                testSets,
                testFrames,
                testStep,
                paper,
                best,
                forecastRuns,
                horizon,
                trainingSeeds,
                stepPairs,
                other);
    }
}
