package org.macrodyn.experiments;

import java.util.List;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.TrainingSettings;

/**
 * Settings of the NbMoTa experiment (SPEC §5): short-range order against temperature, and against size.
 *
 * @param temperatures T in K that the SDE is learnt at, ascending
 * @param runs simulations of 1024 atoms at each T
 * @param frames configurations of each that are kept
 * @param jumps of the vacancy in each run at 1400 K and above
 * @param slowJumps the same below 1400 K, where the crystal orders slowly or is frozen
 * @param recipe how the SDE is learnt
 * @param pairs training pairs at each T
 * @param largeRuns simulations of 8192 atoms at each T, for comparison
 * @param cells sizes for the size law, in unit cells along each axis; 8, 16, 32, 64 for 1024 to 524 288 atoms
 * @param sizeTemperature T in K of the size law
 * @param sizePairs training pairs of each size
 * @param sizeRuns simulations of each size for comparison, none for sizes that the list does not reach
 * @param forecastRuns trajectories of a forecast
 * @param orderingJumps jumps of the vacancy in the picture of the ordered lattice
 * @param seed seed of everything
 */
public record AlloyExperimentSettings(
        List<Double> temperatures,
        int runs,
        int frames,
        long jumps,
        long slowJumps,
        AlloyRecipe recipe,
        int pairs,
        int largeRuns,
        List<Integer> cells,
        double sizeTemperature,
        int sizePairs,
        List<Integer> sizeRuns,
        int forecastRuns,
        long orderingJumps,
        long seed) {
    /** Cells along each axis of the boxes that everything is learnt from. */
    public static final int SMALL_CELLS = 8;

    /** Cells along each axis of the system whose δ(T) is learnt: 8192 atoms. */
    public static final int LARGE_CELLS = 16;

    private static final double SLOW_BELOW = 1400;
    private static final int PAIR_JUMPS = 500;
    /**
     * ε: below the noise of δ by the atoms beside a vacancy, 2·10⁻⁵; without it the likelihood has no bound at 300 to 500 K,
     * where many boxes do not change at all.
     */
    private static final double VACANCY_NOISE = 2e-6;

    private static final long SEED = 42;

    /**
     * Checks temperatures, sizes and counts.
     *
     * @throws IllegalArgumentException if a list is empty, the size law's temperature is not among the temperatures, a size
     *     is no multiple of 8 cells, or a count is below 1
     */
    public AlloyExperimentSettings {
        temperatures = temperatures.stream().sorted().toList();
        cells = List.copyOf(cells);
        sizeRuns = List.copyOf(sizeRuns);
        if (!temperatures.contains(sizeTemperature) || cells.isEmpty() || sizeRuns.size() > cells.size()) {
            throw new IllegalArgumentException(
                    "T = " + temperatures + ", size law at " + sizeTemperature + " K for " + cells + " cells with "
                            + sizeRuns + " runs: T must hold the size law's, runs at most one for each size");
        }
        for (int size : cells) {
            if (size < SMALL_CELLS || size % SMALL_CELLS != 0) {
                throw new IllegalArgumentException(
                        size + " cells: must be a multiple of " + SMALL_CELLS + ", the small system");
            }
        }
        long least = List.of(
                        runs - 1L,
                        frames - 4L,
                        jumps / frames - 1,
                        slowJumps / frames - 1,
                        pairs - 100L,
                        largeRuns - 1L,
                        sizePairs - 100L,
                        forecastRuns - 2L,
                        orderingJumps - 1)
                .stream()
                .min(Long::compare)
                .orElseThrow();
        if (least < 0) {
            throw new IllegalArgumentException(
                    "runs = " + runs + ", frames = " + frames + ", jumps = " + jumps + " and "
                            + slowJumps + ", pairs = " + pairs + " and " + sizePairs + ", largeRuns = " + largeRuns
                            + ", forecastRuns = " + forecastRuns
                            + ": needs 1 run, 4 frames with a jump between, 100 pairs, 2 forecasts or more");
        }
    }

    /**
     * The settings of a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static AlloyExperimentSettings at(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                new AlloyExperimentSettings(
                        List.of(800.0, 1200.0, 2000.0, 3000.0),
                        2,
                        10,
                        5000,
                        10_000,
                        AlloyRecipe.best(50, training(2)),
                        256,
                        1,
                        List.of(8, 16),
                        2000,
                        256,
                        List.of(2, 1),
                        4,
                        10_000,
                        SEED);
            case LAPTOP ->
                new AlloyExperimentSettings(
                        List.of(300.0, 500.0, 700.0, 800.0, 1000.0, 1200.0, 1400.0, 1600.0, 2000.0, 2400.0, 3000.0),
                        16,
                        200,
                        100_000,
                        600_000,
                        AlloyRecipe.best(PAIR_JUMPS, training(40)),
                        8000,
                        1,
                        List.of(8, 16, 32, 64),
                        2000,
                        32_000,
                        List.of(48, 16, 2),
                        200,
                        6_000_000,
                        SEED);
            case PAPER ->
                new AlloyExperimentSettings(
                        List.of(
                                300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0, 1200.0, 1400.0, 1600.0, 1800.0,
                                2000.0, 2200.0, 2400.0, 2600.0, 2800.0, 3000.0),
                        10,
                        2001,
                        2_000_000,
                        20_000_000,
                        AlloyRecipe.best(PAIR_JUMPS, training(60)),
                        20_000,
                        1,
                        List.of(8, 16, 32, 64),
                        2000,
                        200_000,
                        List.of(100, 20, 10, 1),
                        100,
                        20_000_000,
                        SEED);
        };
    }

    private static TrainingSettings training(int epochs) {
        return TrainingSettings.of(1)
                .withEpsilon(VACANCY_NOISE)
                .withEpochs(epochs)
                .withLearningRate(LearningRate.cosine(6e-3));
    }

    /**
     * Jumps of each vacancy in a simulation.
     *
     * @param temperature T in K
     * @return jumps
     */
    public long jumps(double temperature) {
        return slow(temperature) ? slowJumps : jumps;
    }

    /** Whether the crystal orders slowly or is frozen. */
    boolean slow(double temperature) {
        return temperature < SLOW_BELOW;
    }

    /**
     * The same settings with other temperatures.
     *
     * @param others T in K, {@link #sizeTemperature} among them
     * @return the changed settings
     */
    public AlloyExperimentSettings withTemperatures(Double... others) {
        return new AlloyExperimentSettings(
                List.of(others),
                runs,
                frames,
                jumps,
                slowJumps,
                recipe,
                pairs,
                largeRuns,
                cells,
                sizeTemperature,
                sizePairs,
                sizeRuns,
                forecastRuns,
                orderingJumps,
                seed);
    }

    /**
     * The same settings with another recipe.
     *
     * @param other how the SDE is learnt
     * @return the changed settings
     */
    public AlloyExperimentSettings with(AlloyRecipe other) {
        return new AlloyExperimentSettings(
                temperatures,
                runs,
                frames,
                jumps,
                slowJumps,
                other,
                pairs,
                largeRuns,
                cells,
                sizeTemperature,
                sizePairs,
                sizeRuns,
                forecastRuns,
                orderingJumps,
                seed);
    }
}
