package org.macrodyn.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.OnsagerDrift;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Family;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;
import org.macrodyn.systems.alloy.VacancyPairs;

/**
 * The paper's NbMoTa experiment: the SDE of the short-range order parameters δ, with T as its parameter, learnt from boxes of
 * 1024 atoms with one vacancy. Nothing that is learnt sees a simulation of more atoms.
 *
 * <p>The six δ obey one linear law exactly and two more but for the atoms beside the vacancies, so the 6 × 6 covariance of
 * their increments is singular. The SDE is therefore one of the three like pairs, and {@link ShortRangeOrder#complete} gives
 * the other three.
 *
 * @param temperatures T in K that the SDE is learnt at, ascending
 * @param sizes for the size law, in unit cells along each axis; 8, 16, 32, 64 for 1024 to 524 288 atoms
 * @param sizeTemperature T in K of the size law
 * @param scale how much of everything
 * @param seed seed of everything
 */
public record NbMoTaSettings(
        List<Double> temperatures, List<Integer> sizes, double sizeTemperature, Scale scale, long seed) {
    /** The boxes that everything is learnt from: 1024 atoms. */
    static final BccLattice SMALL = BccLattice.cube(8);
    /** Cells along each axis of a box so small that one ordered domain fills it: 432 atoms. */
    static final int ORDERED = 6;
    /** Cells along each axis of the system whose δ(T) is learnt: 8192 atoms. */
    static final int LARGE = 16;

    private static final int FIRST_NEIGHBOURS = 8;
    private static final double SLOW_BELOW = 1400;
    /**
     * ε: below the noise of δ by the atoms beside a vacancy, 2·10⁻⁵; without it the likelihood has no bound at 300 to 500 K,
     * where many boxes do not change at all.
     */
    private static final double VACANCY_NOISE = 2e-6;

    /**
     * Checks temperatures and sizes.
     *
     * @throws IllegalArgumentException if the size law's temperature is not among the temperatures, or a size is no multiple of
     *     8 cells
     */
    public NbMoTaSettings {
        temperatures = temperatures.stream().sorted().toList();
        sizes = sizes.stream().sorted().toList();
        if (!temperatures.contains(sizeTemperature) || sizes.isEmpty()) {
            throw new IllegalArgumentException("T = " + temperatures + ", size law at " + sizeTemperature + " K for "
                    + sizes + " cells: T must hold the size law's, sizes one or more");
        }
        sizes.forEach(size -> new Patches(BccLattice.cube(size).grid(), SMALL.grid()));
    }

    /**
     * The experiment at a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static NbMoTaSettings at(Scale scale) {
        List<Double> temperatures = scale.pick(
                List.of(800.0, 1200.0, 2000.0, 3000.0),
                List.of(300.0, 500.0, 700.0, 800.0, 1000.0, 1200.0, 1400.0, 1600.0, 2000.0, 2400.0, 3000.0),
                List.of(
                        300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0, 1200.0, 1400.0, 1600.0, 1800.0, 2000.0,
                        2200.0, 2400.0, 2600.0, 2800.0, 3000.0));
        List<Integer> all = List.of(8, 16, 32, 64);
        return new NbMoTaSettings(temperatures, scale.pick(all.subList(0, 2), all, all), 2000, scale, 42);
    }

    /**
     * The same settings with other temperatures.
     *
     * @param others T in K, {@link #sizeTemperature} among them
     * @return the changed settings
     */
    public NbMoTaSettings withTemperatures(Double... others) {
        return new NbMoTaSettings(List.of(others), sizes, sizeTemperature, scale, seed);
    }

    /** Jumps of each vacancy in a simulation; more where the crystal orders slowly or is frozen. */
    int jumps(double temperature) {
        return temperature < SLOW_BELOW
                ? scale.pick(10_000, 600_000, 20_000_000)
                : scale.pick(5000, 100_000, 2_000_000);
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
                VacancySampling.replicated(scale.pick(50, 500, 500)),
                new Fit(
                        SdeSettings.of(Diffusion.FULL)
                                .withActivation(Activation.RELU)
                                .with(OnsagerDrift.paper()),
                        TrainingSettings.of(1)
                                .withStop(0, 0)
                                .withWarmStart(false)
                                .withEpsilon(VACANCY_NOISE)
                                .withEpochs(scale.pick(2, 40, 60))
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
        int frames = scale.pick(10, 200, 2001);
        Span between = Span.events(jumps(temperature) / frames);
        return new Recipe<>(
                SmallRuns.initialised(scale.pick(2, 16, 10), frames, Optional.of(between)),
                new Enlarging.None<>(),
                new VacancyPairs(scale.pick(256, 8000, 20_000), sampling),
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
        Study<byte[]> study = Study.of(NbMoTaAlloy.cube(LARGE, sizeTemperature))
                .patch(SMALL.grid())
                .seed(seed)
                .keptIn(runs, "nbmota-alloy", reporter);
        return new Family<>(
                "T", temperatures, t -> study.large(NbMoTaAlloy.cube(LARGE, t)).recipe(ours(t)));
    }

    /**
     * Every size at the size law's temperature, with more pairs; λ = K from 1 on.
     *
     * @param family the experiment's
     * @return the sweep over cells along each axis
     */
    public Sweep<byte[]> sizes(Family<byte[]> family) {
        Study<byte[]> study = family.at().apply(sizeTemperature);
        VacancyPairs more = new VacancyPairs(
                scale.pick(256, 32_000, 200_000),
                VacancyPairs.of(study.recipe()).sampling());
        return Sweep.over(study.recipe(recipe -> recipe.with(more)), "size", sizes.toArray());
    }

    /**
     * Forecasts the six δ from the random alloy, δ = 0, for as many jumps of each vacancy as in the simulations.
     *
     * @param learnt an SDE of the like pairs
     * @param step time between states in s, the δt of its pairs
     * @return runs that stayed finite
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double step) {
        double[][] starts = new double[scale.pick(4, 200, 100)][learnt.model().dimension()];
        double vacant = (double) FIRST_NEIGHBOURS / (SMALL.sites() - 1);
        return learnt.forecast(starts, step, steps(learnt.study()), 1)
                .finite()
                .mapped(ShortRangeOrder.PAIRS, z -> ShortRangeOrder.complete(z, vacant));
    }

    private int steps(Study<byte[]> study) {
        return (int) Math.max(
                4, jumps(temperature(study)) / VacancyPairs.of(study.recipe()).jumps());
    }

    private static double temperature(Study<byte[]> study) {
        return ((NbMoTaAlloy) study.large()).settings().temperature();
    }

    /**
     * Direct simulation of 8192 atoms at every T, for comparison only: as many jumps of each vacancy as in the small boxes.
     *
     * @param family the experiment's
     * @return δ(t) by T, t in s
     */
    public Map<Double, Trajectories> large(Family<byte[]> family) {
        int frames = scale.pick(10, 40, 40);
        return family.observe("direct simulation of 8192 atoms", study -> {
            long jumps = (long) study.patches().count() * jumps(temperature(study));
            return Ensembles.direct(study, "large", 1, frames, Span.events(jumps / frames));
        });
    }

    /**
     * Direct simulation of some sizes at the size law's temperature, for comparison only, at the times of forecasts.
     *
     * @param sizes the experiment's
     * @param step time between states in s
     * @return δ(t) by cells along each axis, t in s
     */
    public Map<Integer, Trajectories> direct(Sweep<byte[]> sizes, double step) {
        List<Integer> runs = scale.pick(List.of(2, 1), List.of(48, 16, 2), List.of(100, 20, 10, 1));
        Map<Integer, Trajectories> bySize = new TreeMap<>();
        for (int i = 0; i < Math.min(runs.size(), sizes.cases().size()); i++) {
            Study<byte[]> study = sizes.cases().get(i).study();
            String stage = "direct-" + study.large().grid().sites();
            Simulation<byte[]> simulation = Ensembles.direct(study, stage, runs.get(i), steps(study), Span.time(step));
            bySize.put(
                    this.sizes.get(i),
                    Ensembles.observed(study.keeping(), simulation).value());
        }
        return bySize;
    }

    /** Jumps after which the ordered box shows its order, which comes slowly. */
    int orderingJumps(double temperature) {
        return temperature < SLOW_BELOW ? scale.pick(10_000, 6_000_000, 20_000_000) : jumps(temperature);
    }
}
