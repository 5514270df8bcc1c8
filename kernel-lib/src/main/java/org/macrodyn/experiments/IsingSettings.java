package org.macrodyn.experiments;

import java.util.List;
import org.macrodyn.scale.Patches;

/**
 * Settings of the Ising experiment (paper Fig 3b and Fig 5; SPEC §3).
 *
 * @param temperature T, in J / k_B
 * @param field h, in J
 * @param side L of the large system
 * @param patchSides L_p of the small systems, n_s = L_p²
 * @param magnetisations initial magnetisations of the tests
 * @param testRuns true runs from each of them in the paper's test
 * @param testFrames recorded states of each
 * @param testStep time between two compared states of the paper's test, mean δt of n events (SPEC §3.1)
 * @param trueRuns true runs that our recipe is judged by
 * @param horizon time over which it is judged
 * @param forecastRuns forecast runs for that
 * @param paper the published recipe
 * @param best our recipe
 * @param choiceSides L_p of those small systems from which variants of our recipe are learnt, one choice changed in each
 * @param trainingSeeds seeds of the trainings
 * @param seed seed of everything else
 */
public record IsingSettings(
        double temperature,
        double field,
        int side,
        List<Integer> patchSides,
        List<Double> magnetisations,
        int testRuns,
        int testFrames,
        double testStep,
        int trueRuns,
        double horizon,
        int forecastRuns,
        IsingRecipe paper,
        IsingRecipe best,
        List<Integer> choiceSides,
        List<Long> trainingSeeds,
        long seed) {
    private static final List<Double> TEST_STARTS = List.of(-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75);
    private static final int LAPTOP_BATCH = 256;
    private static final double PUBLISHED_STEP = 6.2021;

    /**
     * Checks that every patch tiles the system.
     *
     * @throws IllegalArgumentException if a side does not divide, a list is empty, or a number is out of range
     */
    public IsingSettings {
        patchSides = List.copyOf(patchSides);
        magnetisations = List.copyOf(magnetisations);
        choiceSides = List.copyOf(choiceSides);
        trainingSeeds = List.copyOf(trainingSeeds);
        if (patchSides.isEmpty() || magnetisations.isEmpty() || trainingSeeds.isEmpty()) {
            throw new IllegalArgumentException(
                    patchSides.size() + " patch sides, " + magnetisations.size() + " magnetisations, "
                            + trainingSeeds.size() + " training seeds: there must be at least one of each");
        }
        if (testRuns < 1 || testFrames < 2 || trueRuns < 1 || forecastRuns < 1) {
            throw new IllegalArgumentException("testRuns = " + testRuns + ", testFrames = " + testFrames
                    + ", trueRuns = " + trueRuns + ", forecastRuns = " + forecastRuns
                    + ": must be at least 1 (testFrames 2)");
        }
        if (!(testStep > 0) || !(horizon >= 1) || Double.isInfinite(horizon)) {
            throw new IllegalArgumentException(
                    "testStep = " + testStep + ", horizon = " + horizon + ": must be above 0 and at least 1");
        }
        for (int patchSide : patchSides) {
            Patches.square(side, patchSide);
        }
        if (!patchSides.containsAll(choiceSides) || choiceSides.isEmpty()) {
            throw new IllegalArgumentException(
                    "choiceSides = " + choiceSides + ": must be some of the patch sides " + patchSides);
        }
    }

    /**
     * The settings of a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings; change single ones by the {@code with…} methods
     */
    public static IsingSettings at(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                of(
                        List.of(8, 16),
                        4,
                        20,
                        8,
                        20,
                        20,
                        laptop(IsingRecipe.paper(10, 256, 2)),
                        IsingRecipe.best(256, 16, 4),
                        List.of(8),
                        1);
            case LAPTOP ->
                of(
                        List.of(8, 16, 32, 64),
                        20,
                        500,
                        400,
                        100,
                        400,
                        laptop(IsingRecipe.paper(100, 10_000, 60)),
                        IsingRecipe.best(5000, 512, 300),
                        List.of(8),
                        3);
            case PAPER ->
                of(
                        List.of(8, 16, 32, 64),
                        20,
                        500,
                        2000,
                        200,
                        4000,
                        IsingRecipe.paper(1000, 100_000, 100),
                        IsingRecipe.best(20_000, 1024, 300),
                        List.of(8, 16, 32),
                        3);
        };
    }

    /**
     * With less data than the paper: batches smaller by as much, so that there are enough steps, and the closure that needs no
     * training.
     */
    private static IsingRecipe laptop(IsingRecipe published) {
        return published
                .withClosure(IsingClosure.FLUCTUATIONS)
                .withTraining(published.training().withBatch(LAPTOP_BATCH));
    }

    private static IsingSettings of(
            List<Integer> sides,
            int testRuns,
            int testFrames,
            int trueRuns,
            double horizon,
            int forecastRuns,
            IsingRecipe paper,
            IsingRecipe best,
            List<Integer> choiceSides,
            int seeds) {
        return new IsingSettings(
                2.5,
                0.1,
                64,
                sides,
                TEST_STARTS,
                testRuns,
                testFrames,
                PUBLISHED_STEP,
                trueRuns,
                horizon,
                forecastRuns,
                paper,
                best,
                choiceSides,
                List.of(42L, 1L, 2L).subList(0, seeds),
                42);
    }

    /**
     * Training seeds of our recipe, whose forecasts are pooled.
     *
     * @return the first two, if there are as many
     */
    public List<Long> bestSeeds() {
        return trainingSeeds.subList(0, Math.min(2, trainingSeeds.size()));
    }

    /**
     * The same settings with other patches; variants of our recipe are learnt with those of them that had any, or with all.
     *
     * @param sides L_p, each a divisor of the large side with a ratio of 2ᵏ
     * @return the changed settings
     */
    public IsingSettings withPatchSides(Integer... sides) {
        List<Integer> chosen = List.of(sides);
        List<Integer> choices = choiceSides.stream().filter(chosen::contains).toList();
        return with(chosen, choices.isEmpty() ? chosen : choices, paper, best, seed);
    }

    /**
     * The same settings with other recipes.
     *
     * @param published the published recipe
     * @param ours our recipe
     * @return the changed settings
     */
    public IsingSettings withRecipes(IsingRecipe published, IsingRecipe ours) {
        return with(patchSides, choiceSides, published, ours, seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param other the seed
     * @return the changed settings
     */
    public IsingSettings withSeed(long other) {
        return with(patchSides, choiceSides, paper, best, other);
    }

    private IsingSettings with(
            List<Integer> sides, List<Integer> choices, IsingRecipe published, IsingRecipe ours, long newSeed) {
        return new IsingSettings(
                temperature,
                field,
                side,
                sides,
                magnetisations,
                testRuns,
                testFrames,
                testStep,
                trueRuns,
                horizon,
                forecastRuns,
                published,
                ours,
                choices,
                trainingSeeds,
                newSeed);
    }
}
