package org.macrodyn.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.OnsagerDrift;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Family;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * The paper's NbMoTa experiment: the SDE of the short-range order parameters δ, with T as its parameter, learnt from boxes of
 * 1024 atoms with one vacancy. Nothing that is learnt sees a simulation of more atoms.
 *
 * <p>The six δ obey one linear law exactly and two more but for the atoms beside the vacancies, so the 6 × 6 covariance of
 * their increments is singular. The SDE is therefore one of the three like pairs, and {@link ShortRangeOrder#complete} gives
 * the other three.
 *
 * @param temperatures T in K that the SDE is learnt at, ascending
 * @param cells sizes for the size law, in unit cells along each axis; 8, 16, 32, 64 for 1024 to 524 288 atoms
 * @param sizeTemperature T in K of the size law
 * @param data simulations of 1024 atoms, and pairs made of them
 * @param epochs passes over the pairs
 * @param tests forecasts, and simulations for comparison
 * @param seed seed of everything
 */
public record NbMoTaSettings(
        List<Double> temperatures,
        List<Integer> cells,
        double sizeTemperature,
        Data data,
        int epochs,
        Tests tests,
        long seed) {
    /** Cells along each axis of the boxes that everything is learnt from: 1024 atoms. */
    static final int SMALL_CELLS = 8;
    /** Cells along each axis of the system whose δ(T) is learnt: 8192 atoms. */
    static final int LARGE_CELLS = 16;
    /** Cells along each axis of the ordered box: 432 atoms, so few that one ordered domain fills them. */
    static final int ORDERED_CELLS = 6;

    private static final double SLOW_BELOW = 1400;
    /** Frames of the simulations of 8192 atoms, of which means are taken. */
    private static final int LARGE_FRAMES = 40;
    /**
     * ε: below the noise of δ by the atoms beside a vacancy, 2·10⁻⁵; without it the likelihood has no bound at 300 to 500 K,
     * where many boxes do not change at all.
     */
    private static final double VACANCY_NOISE = 2e-6;

    /**
     * What is learnt from.
     *
     * @param runs simulations at each T, at least 1
     * @param frames configurations of each that are kept, at least 4
     * @param jumps of the vacancy in each at 1400 K and above, at least 1 for each frame
     * @param slowJumps the same below 1400 K, where the crystal orders slowly or is frozen
     * @param pairJumps jumps of the vacancy in one pair of ours
     * @param pairs at each T, at least 100
     * @param sizePairs of each size, at least 100
     */
    public record Data(int runs, int frames, long jumps, long slowJumps, int pairJumps, int pairs, int sizePairs) {}

    /**
     * What is compared.
     *
     * @param forecastRuns trajectories of a forecast, at least 2
     * @param largeRuns simulations of 8192 atoms at each T, at least 1
     * @param sizeRuns simulations of each size at the size law's T, none for sizes that the list does not reach
     * @param orderingJumps jumps of the vacancy in the picture of the ordered lattice, at least 1
     */
    public record Tests(int forecastRuns, int largeRuns, List<Integer> sizeRuns, long orderingJumps) {}

    /**
     * Checks temperatures, sizes and counts.
     *
     * @throws IllegalArgumentException if the size law's temperature is not among the temperatures, a size is no multiple of
     *     the small one, or a count is too small
     */
    public NbMoTaSettings {
        temperatures = temperatures.stream().sorted().toList();
        cells = List.copyOf(cells);
        if (!temperatures.contains(sizeTemperature) || cells.isEmpty() || tests.sizeRuns.size() > cells.size()) {
            throw new IllegalArgumentException(
                    "T = " + temperatures + ", size law at " + sizeTemperature + " K for " + cells + " cells with "
                            + tests.sizeRuns + " runs: T must hold the size law's, runs at most one for each size");
        }
        for (int size : cells) {
            new Patches(
                    BccLattice.cube(size).grid(), BccLattice.cube(SMALL_CELLS).grid());
        }
        boolean enough = data.frames >= 4
                && Math.min(data.jumps, data.slowJumps) >= data.frames
                && Math.min(data.pairs, data.sizePairs) >= 100
                && Math.min(tests.forecastRuns - 1, Math.min(tests.largeRuns, tests.orderingJumps)) >= 1
                && Math.min(data.runs, data.pairJumps) >= 1;
        if (!enough) {
            throw new IllegalArgumentException(data + ", " + tests
                    + ": needs 1 run, 4 frames with a jump between, 100 pairs, 2 forecasts or more");
        }
    }

    /**
     * The settings of a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static NbMoTaSettings at(Scale scale) {
        List<Integer> sizes = List.of(8, 16, 32, 64);
        return switch (scale) {
            case SMOKE ->
                new NbMoTaSettings(
                        List.of(800.0, 1200.0, 2000.0, 3000.0),
                        sizes.subList(0, 2),
                        2000,
                        new Data(2, 10, 5000, 10_000, 50, 256, 256),
                        2,
                        new Tests(4, 1, List.of(2, 1), 10_000),
                        42);
            case LAPTOP ->
                new NbMoTaSettings(
                        List.of(300.0, 500.0, 700.0, 800.0, 1000.0, 1200.0, 1400.0, 1600.0, 2000.0, 2400.0, 3000.0),
                        sizes,
                        2000,
                        new Data(16, 200, 100_000, 600_000, 500, 8000, 32_000),
                        40,
                        new Tests(200, 1, List.of(48, 16, 2), 6_000_000),
                        42);
            case PAPER ->
                new NbMoTaSettings(
                        List.of(
                                300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0, 1200.0, 1400.0, 1600.0, 1800.0,
                                2000.0, 2200.0, 2400.0, 2600.0, 2800.0, 3000.0),
                        sizes,
                        2000,
                        new Data(10, 2001, 2_000_000, 20_000_000, 500, 20_000, 200_000),
                        60,
                        new Tests(100, 1, List.of(100, 20, 10, 1), 20_000_000),
                        42);
        };
    }

    /**
     * The same settings with other temperatures.
     *
     * @param others T in K, {@link #sizeTemperature} among them
     * @return the changed settings
     */
    public NbMoTaSettings withTemperatures(Double... others) {
        return new NbMoTaSettings(List.of(others), cells, sizeTemperature, data, epochs, tests, seed);
    }

    /** Jumps of each vacancy in a simulation. */
    long jumps(double temperature) {
        return temperature < SLOW_BELOW ? data.slowJumps : data.jumps;
    }

    /**
     * Our recipe: replication, so many jumps that a vacancy has forgotten where it flickered and few against relaxation, an
     * OnsagerNet with a full σ.
     *
     * @param temperature T in K
     * @return the recipe
     */
    public Recipe<byte[]> ours(double temperature) {
        return recipe(
                temperature,
                VacancySampling.replicated(data.pairJumps),
                new Fit(
                        SdeSettings.of(Diffusion.FULL).withHidden(32, 2).with(OnsagerDrift.paper()),
                        TrainingSettings.of(1)
                                .withEpsilon(VACANCY_NOISE)
                                .withEpochs(epochs)
                                .withLearningRate(LearningRate.cosine(6e-3))));
    }

    /**
     * The published recipe for 8192 atoms: pasted configurations, 124 jumps, ε = 1e-4, 300 epochs; of the three like pairs,
     * too, where the published SDE has all six δ and ε hides that they depend on each other.
     *
     * @param temperature T in K
     * @return the recipe
     */
    public Recipe<byte[]> paper(double temperature) {
        return recipe(
                temperature,
                VacancySampling.paper(),
                new Fit(
                        SdeSettings.paper(Diffusion.FULL).withHidden(64, 2).with(OnsagerDrift.paper()),
                        TrainingSettings.paper(1).withEpochs(300).withLearningRate(LearningRate.plateau(1e-3, 20))));
    }

    private Recipe<byte[]> recipe(double temperature, VacancySampling sampling, Fit fit) {
        Span between = Span.events(jumps(temperature) / data.frames);
        return new Recipe<>(
                SmallRuns.initialised(data.runs, data.frames, Optional.of(between)),
                new Enlarging.None<>(),
                new VacancyPairs(data.pairs, sampling),
                ClosureRule.observables(ShortRangeOrder.LIKE_PAIRS),
                fit);
    }

    /**
     * 8192 atoms at every T, by our recipe, kept in {@code runs}.
     *
     * @param runs directory of all runs
     * @param reporter shows the progress of each stage
     * @return the studies
     */
    public Family<byte[]> family(String runs, ProgressReporter reporter) {
        Study<byte[]> study = Study.of(NbMoTaAlloy.cube(LARGE_CELLS, sizeTemperature))
                .patch(BccLattice.cube(SMALL_CELLS).grid())
                .seed(seed)
                .keptIn(runs, "nbmota-alloy", reporter);
        return new Family<>("T", temperatures, t -> study.large(NbMoTaAlloy.cube(LARGE_CELLS, t))
                .recipe(ours(t)));
    }

    /**
     * Every size at the size law's temperature, λ = K from 1 on.
     *
     * @param family the experiment's
     * @return the sweep over cells along each axis
     */
    public Sweep<byte[]> sizes(Family<byte[]> family) {
        Study<byte[]> study = family.at().apply(sizeTemperature);
        VacancyPairs more = new VacancyPairs(data.sizePairs, rule(study).sampling());
        return Sweep.over(study.recipe(recipe -> recipe.with(more)), "size", cells.toArray());
    }

    private static VacancyPairs rule(Study<byte[]> study) {
        if (study.recipe().pairs() instanceof VacancyPairs pairs) {
            return pairs;
        }
        throw new IllegalArgumentException("pairs by " + study.recipe().pairs() + ": must be VacancyPairs");
    }

    /**
     * Forecasts the six δ from the random alloy, δ = 0, for as many jumps of each vacancy as in the simulations.
     *
     * @param learnt an SDE of the like pairs
     * @param step time between states in s, the δt of its pairs
     * @return runs that stayed finite
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double step) {
        double[][] starts = new double[tests.forecastRuns][learnt.model().dimension()];
        return NbMoTaReport.complete(
                learnt.forecast(starts, step, steps(learnt.study()), 1).finite());
    }

    private int steps(Study<byte[]> study) {
        double temperature = ((NbMoTaAlloy) study.large()).settings().temperature();
        return (int) Math.max(4, jumps(temperature) / rule(study).jumps());
    }

    /**
     * Direct simulations, for comparison only.
     *
     * @param large δ(t) of 8192 atoms by T, as many jumps of each vacancy as in the small boxes; t in s
     * @param sizes δ(t) by cells along each axis at the size law's temperature, at the times of its forecasts
     */
    public record Truth(Map<Double, Trajectories> large, Map<Integer, Trajectories> sizes) {}

    /**
     * Simulates what forecasts are compared with.
     *
     * @param family the experiment's
     * @param step time between states of the size law's forecasts, in s
     * @return the direct simulations
     */
    public Truth truth(Family<byte[]> family, double step) {
        Study<byte[]> study = family.at().apply(sizeTemperature);
        int frames = Math.min(data.frames, LARGE_FRAMES);
        List<Trajectories> runs = Ensembles.observed(
                study.keeping(),
                "direct simulation of 8192 atoms",
                temperatures.stream()
                        .map(t -> {
                            Span between = Span.events(study.patches().count() * jumps(t) / frames);
                            return simulation(LARGE_CELLS, t, tests.largeRuns, frames, between, "large");
                        })
                        .toList());
        Map<Double, Trajectories> large = new TreeMap<>();
        temperatures.forEach(t -> large.put(t, runs.get(large.size())));
        Map<Integer, Trajectories> sizes = new TreeMap<>();
        for (int i = 0; i < tests.sizeRuns.size(); i++) {
            int size = cells.get(i);
            Simulation<byte[]> simulation = simulation(
                    size,
                    sizeTemperature,
                    tests.sizeRuns.get(i),
                    steps(study),
                    Span.time(step),
                    "direct-" + BccLattice.cube(size).sites());
            sizes.put(size, Ensembles.observed(study.keeping(), simulation).value());
        }
        return new Truth(large, sizes);
    }

    private Simulation<byte[]> simulation(
            int size, double temperature, int runs, int frames, Span between, String stage) {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(size, temperature);
        return new Simulation<>(alloy, alloy::initialise, runs, frames, between, stage, seed);
    }

    /** A configuration of {@link #ORDERED_CELLS}³ cells, where order comes slowly after the ordering jumps. */
    byte[] ordered(Keeping keeping, double temperature) {
        long jumps = temperature < SLOW_BELOW ? tests.orderingJumps : data.jumps;
        Simulation<byte[]> simulation = simulation(ORDERED_CELLS, temperature, 1, 2, Span.events(jumps), "ordered");
        byte[] state = new byte[simulation.model().grid().sites()];
        Ensembles.snapshots(keeping, simulation).value().get(1, state);
        return state;
    }
}
