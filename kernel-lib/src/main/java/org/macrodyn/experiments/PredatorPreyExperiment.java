package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.PatchAutoencoder;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.experiments.PredatorPreyExperimentSettings.Ensemble;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;

/**
 * The predator–prey experiment (paper Fig 2; SPEC §1): the SDE of mean prey, mean predators and two closure variables of a
 * system of 200 cells, learnt from runs of 100 cells and from single steps of patches of 40.
 *
 * <p>Nothing that is learnt sees a run of the large system; such runs serve for comparison alone.
 */
public final class PredatorPreyExperiment {
    /** Where a state goes that left the finite numbers: no Gaussian kernel connects it with any other. */
    private static final double FAR = 1e9;

    private static final int TRUE_RUNS = 20;
    /** Permutations behind a threshold of 5 %. */
    private static final int PERMUTATIONS = 199;
    /** 1/ρ, ρ³ = ρ + 1: its multiples and those of its square fill a square evenly (Roberts' R₂ sequence). */
    private static final double PLASTIC = 0.7548776662466927;

    /** Times between two permutation tests. */
    private static final int EVERY = 10;

    private final PredatorPreyExperimentSettings settings;
    private final Workbench bench;
    private final PredatorPrey large;
    private Kept<Snapshots<float[]>> interpolated;
    private Kept<Snapshots<float[]>> configurations;
    private PredatorPreyClosure closure;

    /**
     * The experiment.
     *
     * @param settings what is run
     * @param bench where its stages are kept
     * @throws IllegalArgumentException if the time step is not stable
     */
    public PredatorPreyExperiment(PredatorPreyExperimentSettings settings, Workbench bench) {
        this.settings = settings;
        this.bench = bench;
        large = new PredatorPrey(settings.cells(), settings.physics(), InitialProfile.paper());
    }

    /**
     * The settings.
     *
     * @return what is run
     */
    public PredatorPreyExperimentSettings settings() {
        return settings;
    }

    /**
     * Large configurations from small ones: simulated and assembled, or interpolated.
     *
     * @return 𝒟
     */
    public synchronized Kept<Snapshots<float[]>> configurations() {
        if (configurations == null) {
            configurations = settings.mates() > 0 ? assembled() : interpolated();
        }
        return configurations;
    }

    /**
     * Small systems are pieces of the large one: the Laplacian counts in cells, so their waves are as many cells long, and
     * there are fewer of them.
     */
    private Kept<Snapshots<float[]>> assembled() {
        double waves = InitialProfile.paper().waves() * settings.smallCells() / settings.cells();
        PredatorPrey piece = small().startingFrom(InitialProfile.paper().withWaves(waves));
        InitialState<float[]> starts =
                InitialState.inGroups(settings.mates(), (state, group, random) -> piece.startingFrom(
                                start(group).withWaves(waves))
                        .initialise(state, random));
        Kept<Snapshots<float[]>> pieces = bench.simulate(
                simulation(piece, starts, settings.training(), "pieces, Chebyshev starts, mates " + settings.mates()));
        Assembly assembly = new Assembly(
                settings.mates(),
                settings.training().frames(),
                settings.configurations(),
                Assembly.Tiling.REFLECTED,
                settings.relaxation());
        return bench.assemble(assembly, pieces, large, settings.seed());
    }

    /** Denser towards the ends of the intervals, as Chebyshev points are, because a fit is worst there. */
    private static InitialProfile start(int group) {
        InitialProfile range = InitialProfile.paper();
        return InitialProfile.fixed(
                chebyshev(range.meanFrom(), range.meanTo(), group * PLASTIC),
                chebyshev(range.amplitudeFrom(), range.amplitudeTo(), group * PLASTIC * PLASTIC));
    }

    private static double chebyshev(double from, double to, double u) {
        return (from + to) / 2 - (to - from) / 2 * Math.cos(2 * Math.PI * u);
    }

    /**
     * Large configurations as in the paper, for comparison with {@link #configurations}: runs of the small system, with as
     * many waves as the large one, interpolated to its cells (SPEC §1.3).
     *
     * @return 𝒟 of the published recipe
     */
    public synchronized Kept<Snapshots<float[]>> interpolated() {
        if (interpolated == null) {
            PredatorPrey small = small();
            Kept<Snapshots<float[]>> simulated =
                    bench.simulate(simulation(small, small::initialise, settings.training(), "small"));
            Upsampler<float[]> upsampler = new Upsampler<>(
                    settings.cells() / settings.smallCells(),
                    settings.configurations(),
                    Refinement.linear(),
                    settings.relaxation());
            interpolated = bench.upsample(upsampler, simulated, large, settings.seed());
        }
        return interpolated;
    }

    private PredatorPrey small() {
        return new PredatorPrey(settings.smallCells(), settings.physics(), InitialProfile.paper());
    }

    /**
     * The variance of what differs from cell to cell in u: ⟨(u_{i−1} − 2u_i + u_{i+1})²⟩ / 6 over all cells, in which waves of
     * 20 cells or more hardly show. Independent noise of variance s² has s²; after linear interpolation to twice the cells
     * it has less, and what is left is correlated.
     *
     * @param states configurations of the large system
     * @return the variance, mean over states
     */
    public static double roughness(Snapshots<float[]> states) {
        int cells = states.grid().columns();
        float[] state = new float[states.grid().sites()];
        double sum = 0;
        for (int k = 0; k < states.size(); k++) {
            states.get(k, state);
            for (int i = 1; i < cells - 1; i++) {
                double second = state[i - 1] - 2.0 * state[i] + state[i + 1];
                sum += second * second / (6.0 * (cells - 2));
            }
        }
        return sum / states.size();
    }

    /**
     * True configurations to compare {@link #roughness} with: a few runs of the large system over the time of the test.
     *
     * @return states of the large system; nothing that is learnt sees them
     */
    public Snapshots<float[]> trueStates() {
        Ensemble few = new Ensemble(
                TRUE_RUNS, settings.test().frames(), settings.test().every());
        return simulation(large, few, "true states").snapshots(0, TRUE_RUNS, bench.threads(), ProgressListener.NONE);
    }

    /**
     * Residuals of a learnt model on single pairs, with another seed than those it was trained on.
     *
     * @param model a learnt SDE
     * @return diagnostics with λ = K
     */
    public Diagnostics diagnose(SdeModel model) {
        Kept<MacroPairs> fresh = bench.pairs(
                closure().map(), closure().hash(), evolution(1, settings.seed() + 1), configurations(), Increment.OURS);
        return Diagnostics.of(
                model, fresh.value(), settings.patches().count(), settings.fit().epsilon());
    }

    private PartialEvolution<float[]> evolution(int repeats, long seed) {
        return new PartialEvolution<>(
                large, settings.patches(), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), repeats, seed);
    }

    private Simulation<float[]> simulation(PredatorPrey model, Ensemble ensemble, String stage) {
        return simulation(model, model::initialise, ensemble, stage);
    }

    private Simulation<float[]> simulation(
            PredatorPrey model, InitialState<float[]> starts, Ensemble ensemble, String stage) {
        return new Simulation<>(
                model,
                starts,
                ensemble.runs(),
                ensemble.frames(),
                Span.events(ensemble.every()),
                stage,
                settings.seed());
    }

    /**
     * The closure, trained on those configurations.
     *
     * @return φ
     */
    public synchronized PredatorPreyClosure closure() {
        if (closure == null) {
            closure = settings.autoencoder().isPresent() ? autoencoder() : principalComponents();
        }
        return closure;
    }

    private PredatorPreyClosure autoencoder() {
        Kept<PatchAutoencoder<float[]>> kept = bench.autoencoder(
                large,
                settings.patches(),
                configurations(),
                settings.autoencoder().orElseThrow());
        PatchAutoencoder<float[]> map = kept.value();
        return new PredatorPreyClosure(map, map.normalisation(), state -> map.decode(encode(map, state)), kept.hash());
    }

    private double[] encode(PatchAutoencoder<float[]> map, float[] state) {
        Snapshots<float[]> one = new Snapshots<>(large.grid(), large.stateType(), 1);
        one.set(0, state);
        return map.encode(one)[0];
    }

    private PredatorPreyClosure principalComponents() {
        Kept<PcaClosure<float[]>> kept = bench.principalComponents(large, settings.patches(), configurations(), 1);
        PcaClosure<float[]> map = kept.value();
        return new PredatorPreyClosure(map, map.normalisation(), map::reconstruct, kept.hash());
    }

    /**
     * Single time steps of single patches.
     *
     * @return (z_t, Δz, δt)
     */
    public Kept<MacroPairs> pairs() {
        PartialEvolution<float[]> evolution = evolution(settings.repeats(), settings.seed());
        return settings.repeats() > 1
                ? bench.condensedPairs(closure().map(), closure().hash(), evolution, configurations(), Increment.OURS)
                : bench.pairs(closure().map(), closure().hash(), evolution, configurations(), Increment.OURS);
    }

    /**
     * Learns an SDE for every λ and seed.
     *
     * @return {@code [λ · seeds]} the trainings, all seeds of the first λ first
     */
    public List<TrainingResult> learn() {
        Kept<MacroPairs> pairs = pairs();
        Trainings trainings = new Trainings(bench, "train SDEs");
        for (double lambda : settings.lambdas()) {
            for (long seed : settings.trainingSeeds()) {
                TrainingSettings fit = settings.fit().withLambda(lambda).withSeed(seed);
                trainings.add(pairs, settings.network(), fit);
            }
        }
        return trainings.run();
    }

    /**
     * Simulates and encodes the true large system from every initial state.
     *
     * @param set number of the independent set: 0 to be compared with, 1 for the floor
     * @return {@code [starts]} normalised latent states
     */
    public List<Trajectories> truth(int set) {
        List<Trajectories> truth = new ArrayList<>();
        for (InitialProfile start : settings.starts()) {
            String stage = "truth set " + (set + 1) + ", m = " + start.meanFrom() + ", k = " + start.amplitudeFrom();
            Simulation<float[]> runs = simulation(large.startingFrom(start), settings.test(), stage);
            truth.add(bench.encode(runs, closure().map(), closure().hash()).value());
        }
        return truth;
    }

    /**
     * Forecasts as many trajectories as there are true runs from one initial state, from their own and by steps of dt.
     *
     * @param model a learnt SDE
     * @param truth {@code [starts]} true runs
     * @param start number of the initial state
     * @return normalised latent states at the same times; a state that is not finite is moved to where MMD sees it as
     *     infinitely far away
     */
    public Trajectories forecast(SdeModel model, List<Trajectories> truth, int start) {
        Trajectories runs = truth.get(start);
        double[][] z0 = Arrays.stream(runs.values()).map(run -> run[0].clone()).toArray(double[][]::new);
        int every = settings.test().every();
        double step = every * settings.physics().timeStep();
        Trajectories forecast = Forecast.run(
                        model, z0, step, runs.steps(), every, settings.seed() + start, bench.threads())
                .trajectories();
        for (double[][] run : forecast.values()) {
            for (double[] z : run) {
                if (Arrays.stream(z).anyMatch(value -> !(Math.abs(value) < FAR))) {
                    Arrays.fill(z, FAR);
                }
            }
        }
        return forecast;
    }

    /**
     * Forecasts from every initial state.
     *
     * @param model a learnt SDE
     * @param truth {@code [starts]} true runs
     * @return {@code [starts]} as many runs
     */
    public List<Trajectories> forecasts(SdeModel model, List<Trajectories> truth) {
        return IntStream.range(0, truth.size())
                .mapToObj(start -> forecast(model, truth, start))
                .toList();
    }

    /**
     * Compares every learnt SDE with two independent sets of true runs, and these with each other. The mean over both sets
     * lessens what the chance of one set adds.
     *
     * @param learnt the trainings, from {@link #learn}
     * @param truth true runs, from {@link #truth} with set 0, whose initial states forecasts start from
     * @param again independent true runs, from {@link #truth} with set 1
     * @return MMD² of each λ and seed in time, and the floor
     */
    public PredatorPreyScores scores(List<TrainingResult> learnt, List<Trajectories> truth, List<Trajectories> again) {
        int seeds = settings.trainingSeeds().size();
        double[][][] curves = new double[settings.lambdas().size()][seeds][];
        ProgressListener progress = bench.progress("forecast and compare");
        for (int i = 0; i < learnt.size(); i++) {
            List<Trajectories> forecasts = forecasts(learnt.get(i).model(), truth);
            double[][] both = {discrepancy(truth, forecasts), discrepancy(again, forecasts)};
            curves[i / seeds][i % seeds] = PredatorPreyScores.average(both);
            progress.update(i + 1, learnt.size(), "");
        }
        return new PredatorPreyScores(
                settings.lambdas(), settings.trainingSeeds(), times(), curves, discrepancy(truth, again));
    }

    /**
     * The share of states at which runs cannot be told from true ones: MMD² below the threshold that a permutation test at
     * 5 % has there. Truth itself gets 0.95.
     *
     * @param others {@code [starts]} runs, as forecast or true
     * @param truth {@code [starts]} true runs
     * @return between 0 and 1, over all initial states and every tenth of their times
     */
    public double indistinguishable(List<Trajectories> others, List<Trajectories> truth) {
        int below = 0;
        int all = 0;
        for (int start = 0; start < truth.size(); start++) {
            RandomGenerator random = RandomStreams.stream(settings.seed(), "permutations", start);
            for (int t = EVERY; t < truth.get(start).steps(); t += EVERY) {
                double[][] p = at(others.get(start), t);
                double[][] q = at(truth.get(start), t);
                double threshold = Mmd.permutationThreshold(p, q, 0.05, PERMUTATIONS, random);
                below += Mmd.biased(p, q) <= threshold ? 1 : 0;
                all++;
            }
        }
        return (double) below / Math.max(1, all);
    }

    private static double[][] at(Trajectories runs, int t) {
        return Arrays.stream(runs.values()).map(run -> run[t]).toArray(double[][]::new);
    }

    private static double[] discrepancy(List<Trajectories> truth, List<Trajectories> others) {
        double[][] curves = new double[truth.size()][];
        Arrays.setAll(
                curves,
                set -> Mmd.overTime(others.get(set).values(), truth.get(set).values()));
        return PredatorPreyScores.average(curves);
    }

    private double[] times() {
        double[] times = new double[settings.test().frames()];
        Arrays.setAll(
                times, k -> k * settings.test().every() * settings.physics().timeStep());
        return times;
    }

    /**
     * The fields of one true run.
     *
     * @param start number of the initial state
     * @return {@code [frames]} configurations at the times of the test
     */
    public Snapshots<float[]> field(int start) {
        Ensemble one = new Ensemble(1, settings.test().frames(), settings.test().every());
        PredatorPrey model = large.startingFrom(settings.starts().get(start));
        return simulation(model, one, "field").snapshots(0, 1, 1, ProgressListener.NONE);
    }
}
