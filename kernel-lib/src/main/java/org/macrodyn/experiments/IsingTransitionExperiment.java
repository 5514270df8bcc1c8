package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.ForecastResult;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Stage;

/**
 * The Ising phase transition (SPEC §4): equilibrium averages near T_c of lattices of L² spins, by direct simulation and
 * from an SDE of (m, ρ) learnt from lattices of 16² spins.
 *
 * <p>Nothing that is learnt sees a simulation of a large system: configurations are upsampled from 16², λ comes from
 * lattices of at most 32².
 */
public final class IsingTransitionExperiment {
    /** Versions of sweeps and forecasts: raised when their numbers change, so that stages on disk are made anew. */
    private static final int SWEEPS_ALGORITHM = 1;

    private static final int FORECAST_ALGORITHM = 1;
    private static final int SMALL = IsingTransitionSettings.PATCH_SIDE;
    private static final int LAMBDA_PATCH = 8;
    private static final int LAMBDA_DEGREE = 3;
    /** Added to the seed of what diagnostics are made from: others than those of the training. */
    private static final int FRESH = 1000;

    private static final int DIAGNOSED = 8192;

    private static final int BURN_IN = 4;
    /** Sweeps between two configurations of one run. */
    private static final int SPACING = 64;

    private final IsingTransitionSettings settings;
    private final Workbench bench;
    private final Map<Double, LambdaSelection.Law> laws = new TreeMap<>();

    /**
     * The experiment.
     *
     * @param settings what is run
     * @param bench where its stages are kept
     */
    public IsingTransitionExperiment(IsingTransitionSettings settings, Workbench bench) {
        this.settings = settings;
        this.bench = bench;
    }

    /** Where the configurations come from that an SDE is learnt from. */
    public enum Source {
        /** Upsampled from 16². */
        UPSAMPLED,
        /** Simulated at full size: to tell what upsampling costs, not to learn from. */
        DIRECT
    }

    /**
     * The settings.
     *
     * @return what is run
     */
    public IsingTransitionSettings settings() {
        return settings;
    }

    /**
     * A lattice at one temperature.
     *
     * @param side L
     * @param temperature T in J/k
     */
    public record Case(int side, double temperature) implements Comparable<Case> {
        @Override
        public int compareTo(Case other) {
            int bySide = Integer.compare(side, other.side);
            return bySide != 0 ? bySide : Double.compare(temperature, other.temperature);
        }

        Ising model() {
            return Ising.square(side, temperature, 0);
        }

        /**
         * The name in tables and files.
         *
         * @return for example {@code L64.T2.27}
         */
        @Override
        public String toString() {
            return "L" + side + ".T" + temperature;
        }
    }

    /**
     * Magnetisations in equilibrium of one lattice.
     *
     * @param at the lattice
     * @param streams {@code [runs][times]} m per site of each independent stream of data and training (one for direct
     *     simulations), lost runs left out
     * @param lost runs that left the finite numbers (learnt models only)
     * @param outside runs that were at some time outside |m| ≤ 1, 0 ≤ ρ ≤ 1 (learnt models only), lost ones included
     */
    public record Equilibrium(Case at, List<double[][]> streams, int lost, int outside) {
        /**
         * The runs of all streams.
         *
         * @return {@code [runs][times]} m per site
         */
        public double[][] magnetisation() {
            return streams.stream().flatMap(Arrays::stream).toArray(double[][]::new);
        }

        /**
         * Its averages.
         *
         * @return ⟨|M|⟩, χ and U; |m| is clipped at 1 (SPEC §4.6). Errors: a jackknife over runs, or the standard error over
         *     streams if that is larger
         */
        public CriticalObservables observables() {
            return CriticalObservables.ofStreams(streams, at.side, at.temperature);
        }
    }

    /**
     * Every lattice of the settings.
     *
     * @return L and T, ascending
     */
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int side : settings.sides()) {
            settings.temperatures().forEach(temperature -> cases.add(new Case(side, temperature)));
        }
        return cases;
    }

    /**
     * Direct simulations by raster sweeps: 64 runs of each lattice, half of them from all spins up, half from all down, so
     * that none has to coarsen.
     *
     * @return equilibrium of each lattice, from the second half of each run
     * @throws java.util.concurrent.CancellationException if interrupted; finished lattices are kept
     */
    public Map<Case, Equilibrium> direct() {
        List<Case> cases = cases();
        Equilibrium[] results = new Equilibrium[cases.size()];
        int last = results.length - 1;
        List<Stage> stages = cases.stream().map(this::directStage).toList();
        Parallel.forEach(0, results.length, bench.threads(), bench.started(stages, "direct simulation"), i -> {
            Case largestFirst = cases.get(last - i);
            results[last - i] =
                    new Equilibrium(largestFirst, List.<double[][]>of(directMagnetisation(largestFirst)), 0, 0);
        });
        return byCase(Arrays.asList(results));
    }

    private static Map<Case, Equilibrium> byCase(List<Equilibrium> results) {
        Map<Case, Equilibrium> map = new TreeMap<>();
        results.forEach(result -> map.put(result.at, result));
        return map;
    }

    private Stage directStage(Case at) {
        Map<String, Object> identity = Map.of(
                "lattice", at.toString(),
                "sweeps", settings.sweeps(),
                "between", settings.sweepsBetween(),
                "seed", settings.seed());
        return bench.stage("direct", Identities.of(at.model(), SWEEPS_ALGORITHM, identity));
    }

    private double[][] directMagnetisation(Case at) {
        Stage stage = directStage(at);
        double[][] m = stage.part("m", () -> Map.of("m", NpyArray.of(sweep(at))))
                .get("m")
                .matrix();
        if (!stage.finished()) {
            stage.finish();
        }
        return m;
    }

    private double[][] sweep(Case at) {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "direct-" + at, 0);
        RasterSweepEnsemble ensemble = ordered(at.side, at.temperature);
        int between = settings.sweepsBetween();
        int frames = settings.sweeps() / 2 / between;
        ensemble.sweep(settings.sweeps() - (long) frames * between, random);
        double[][] m = new double[RasterSweepEnsemble.REPLICAS][frames];
        double[] now = new double[RasterSweepEnsemble.REPLICAS];
        for (int frame = 0; frame < frames; frame++) {
            ensemble.sweep(between, random);
            ensemble.magnetisation(now);
            for (int run = 0; run < now.length; run++) {
                m[run][frame] = now[run];
            }
        }
        return m;
    }

    private static RasterSweepEnsemble ordered(int side, double temperature) {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(Ising.square(side, temperature, 0));
        byte[] up = new byte[side * side];
        Arrays.fill(up, (byte) 1);
        for (int replica = 0; replica < RasterSweepEnsemble.REPLICAS; replica += 2) {
            ensemble.set(replica, up);
        }
        return ensemble;
    }

    /**
     * Equilibrium configurations of a small lattice: 64 runs from ordered starts, states 64 sweeps apart after 4 L² sweeps.
     *
     * @param side L, small
     * @param temperature T in J/k
     * @param count configurations
     * @param seed of its random numbers
     * @return 𝒟_s
     */
    Kept<Snapshots<byte[]>> small(int side, double temperature, int count, long seed) {
        Case at = new Case(side, temperature);
        Ising model = at.model();
        Map<String, Object> identity =
                Map.of("lattice", at.toString(), "count", count, "spacing", SPACING, "seed", seed);
        Stage stage = bench.stage("small", Identities.of(model, SWEEPS_ALGORITHM, identity));
        NpyArray packed = stage.part("x", () -> {
                    Snapshots<byte[]> made = sample(at, count, seed);
                    byte[] bytes = (byte[]) made.packed();
                    return Map.of("x", NpyArray.of(bytes, count, bytes.length / count));
                })
                .get("x");
        if (!stage.finished()) {
            stage.finish();
        }
        return new Kept<>(Snapshots.unpack(model.grid(), model.stateType(), packed.bytes()), stage.hash());
    }

    private Snapshots<byte[]> sample(Case at, int count, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "small-" + at, 0);
        Ising model = Ising.square(at.side, at.temperature, 0);
        RasterSweepEnsemble ensemble = ordered(at.side, at.temperature);
        ensemble.sweep((long) BURN_IN * at.side * at.side, random);
        Snapshots<byte[]> all = new Snapshots<>(model.grid(), model.stateType(), count);
        byte[] state = new byte[at.side * at.side];
        for (int i = 0; i < count; i++) {
            int replica = i % RasterSweepEnsemble.REPLICAS;
            if (replica == 0) {
                ensemble.sweep(SPACING, random);
            }
            ensemble.get(replica, state);
            all.set(i, state);
        }
        return all;
    }

    /**
     * λ = K^κ at one temperature, from lattices of 16² and 32² in 4 and 16 patches of 8², with our partial evolution.
     *
     * @param temperature T in J/k
     * @return the law
     */
    public LambdaSelection.Law lambdaLaw(double temperature) {
        return laws.computeIfAbsent(
                temperature,
                t -> LambdaSelection.extrapolate(List.of(
                        estimate(2 * LAMBDA_PATCH, LAMBDA_PATCH, t), estimate(4 * LAMBDA_PATCH, LAMBDA_PATCH, t))));
    }

    /**
     * λ of one small lattice at the short δt of the settings.
     *
     * @param side L
     * @param patchSide L_p
     * @param temperature T in J/k
     * @return λ and its error
     */
    public LambdaSelection estimate(int side, int patchSide, double temperature) {
        return LambdaSelection.estimate(
                lambdaPairs(
                        side,
                        patchSide,
                        temperature,
                        PatchBoundary.FROZEN_NEIGHBOURS,
                        Span.time(settings.lambdaStep())),
                lambdaPairs(side, side, temperature, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(settings.lambdaStep())),
                Patches.square(side, patchSide).count(),
                LAMBDA_DEGREE);
    }

    /**
     * λ of 2 × 2 patches of 16² under the published rules: an isolated periodic patch evolves for one event per site, the
     * whole lattice too (SPEC §4.4). To be compared with the published hand-tuned λ at L = 32.
     *
     * @param temperature T in J/k
     * @return λ and its error
     */
    public LambdaSelection publishedRule(double temperature) {
        int side = 2 * SMALL;
        return LambdaSelection.estimate(
                lambdaPairs(side, SMALL, temperature, PatchBoundary.PERIODIC_PATCH, Span.events(SMALL * SMALL)),
                lambdaPairs(side, side, temperature, PatchBoundary.FROZEN_NEIGHBOURS, Span.events(side * side)),
                4,
                LAMBDA_DEGREE);
    }

    private MacroPairs lambdaPairs(int side, int patchSide, double temperature, PatchBoundary boundary, Span span) {
        Ising model = Ising.square(side, temperature, 0);
        int repeats = span instanceof Span.Events ? 1 : settings.lambdaRepeats();
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                model, Patches.square(side, patchSide), boundary, span, repeats, settings.seed() + patchSide);
        Kept<Snapshots<byte[]>> configurations = small(side, temperature, settings.lambdaSamples(), settings.seed());
        return bench.pairs(new ObservablesOnly<>(model), "", evolution, configurations, Increment.OURS)
                .value();
    }

    /**
     * Residuals of the SDE learnt for one lattice, first stream, on single pairs that it was not trained on, made one
     * lattice at a time.
     *
     * @param at the lattice
     * @return diagnostics with the estimated λ
     */
    public Diagnostics diagnose(Case at) {
        TrainingSettings training = training(at.side, settings.seed());
        Trainings trainings = new Trainings(bench, "train");
        trainings.add(
                joined(at.side, Source.UPSAMPLED, settings.seed(), ProgressListener.NONE),
                settings.network(),
                training);
        SdeModel model = trainings.run().get(0).model().at(at.temperature);
        return Diagnostics.of(model, singlePairs(at, settings.seed() + FRESH), training.lambda(), training.epsilon());
    }

    /** One patch of each configuration, once, by the general upsampling and partial evolution. */
    private MacroPairs singlePairs(Case at, long seed) {
        Ising model = Ising.square(at.side, at.temperature, 0).withSampler(EventSampler.RASTER_SWEEP);
        int count = Math.min(DIAGNOSED, settings.samples());
        int factor = RasterPairs.factor(Grid.square(SMALL), model.grid());
        Optional<LocalRelaxation> relaxation =
                Optional.of(LocalRelaxation.brief(RasterPairs.sweeps(settings.relaxation(), factor)));
        Upsampler<byte[]> upsampler = new Upsampler<>(factor, count, Refinement.replication(), relaxation);
        Kept<Snapshots<byte[]>> configurations =
                bench.upsample(upsampler, small(SMALL, at.temperature, count, seed), model, seed);
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                model,
                Patches.square(at.side, SMALL),
                PatchBoundary.FROZEN_NEIGHBOURS,
                Span.time(IsingTransitionSettings.step(at.side)),
                1,
                seed);
        return bench.pairs(new ObservablesOnly<>(model), "", evolution, configurations, Increment.OURS)
                .value();
    }

    private TrainingSettings training(int side, long seed) {
        return settings.training()
                .withLambda(lambda(side))
                .withEpsilon(IsingExperiment.RELATIVE_EPSILON * IsingTransitionSettings.step(side) / (SMALL * SMALL))
                .withSeed(seed);
    }

    /** λ changes less with T than it is known; one for all. */
    private double lambda(int side) {
        return settings.temperatures().stream()
                .mapToDouble(temperature -> lambdaLaw(temperature)
                        .at(IsingTransitionSettings.patches(side))
                        .lambda())
                .average()
                .orElseThrow();
    }

    /** The pairs of a lattice at all temperatures, for one SDE with T as its parameter: what is by chance at one averages out. */
    private Kept<MacroPairs> joined(int side, Source source, long seed, ProgressListener progress) {
        Map<Double, MacroPairs> byTemperature = new TreeMap<>();
        List<String> hashes = new ArrayList<>();
        int count = settings.temperatures().size();
        for (double temperature : settings.temperatures()) {
            ProgressListener share = SharedProgress.share(progress, byTemperature.size(), count);
            Kept<MacroPairs> made = pairs(new Case(side, temperature), source, seed, share);
            byTemperature.put(temperature, MirrorImages.with(made.value()));
            hashes.add(made.hash());
        }
        return new Kept<>(MacroPairs.conditional("T", byTemperature), "mirrored+" + String.join("+", hashes));
    }

    private Kept<MacroPairs> pairs(Case at, Source source, long seed, ProgressListener progress) {
        Ising large = Ising.square(at.side, at.temperature, 0);
        int side = source == Source.DIRECT ? at.side : SMALL;
        RasterPairs pairs = new RasterPairs(
                large, settings.relaxation(), IsingTransitionSettings.step(at.side), settings.repeats(at.side), seed);
        return bench.rasterPairs(pairs, small(side, at.temperature, settings.samples(), seed), progress);
    }

    /**
     * Learns an SDE for every L, with T as its parameter and the estimated λ, and forecasts the equilibrium of every lattice;
     * all of it once for each stream.
     *
     * @return equilibrium of each lattice, from the second half of each trajectory
     * @throws java.util.concurrent.CancellationException if interrupted; finished stages are kept
     */
    public Map<Case, Equilibrium> learn() {
        return learn(Source.UPSAMPLED, settings.sides());
    }

    /**
     * The same for some L, from configurations of a given source.
     *
     * @param source upsampled, or simulated at full size to tell what upsampling costs
     * @param sides L
     * @return equilibrium of each lattice
     */
    public Map<Case, Equilibrium> learn(Source source, List<Integer> sides) {
        Trainings trainings = new Trainings(bench, "train");
        List<Wanted> wanted = new ArrayList<>();
        for (int side : sides) {
            SharedProgress progress = new SharedProgress(bench.progress("pairs of L = " + side));
            for (int stream = 0; stream < settings.streams(); stream++) {
                long seed = settings.seed() + stream;
                ProgressListener share = SharedProgress.share(progress, stream, settings.streams());
                Kept<MacroPairs> pairs = joined(side, source, seed, share);
                wanted.add(new Wanted(side, seed, pairs.hash(), starts(pairs.value())));
                trainings.add(pairs, settings.network(), training(side, seed));
            }
            progress.end(settings.streams());
        }
        List<TrainingResult> results = trainings.run();
        Map<Case, Equilibrium> all = new TreeMap<>();
        for (int i = 0; i < results.size(); i++) {
            for (double temperature : settings.temperatures()) {
                Case at = new Case(wanted.get(i).side, temperature);
                Equilibrium one = forecast(at, wanted.get(i), results.get(i).model());
                all.merge(at, one, IsingTransitionExperiment::together);
            }
        }
        return all;
    }

    private record Wanted(int side, long seed, String hash, double[][] starts) {}

    private static Equilibrium together(Equilibrium a, Equilibrium b) {
        List<double[][]> streams = new ArrayList<>(a.streams);
        streams.addAll(b.streams);
        return new Equilibrium(a.at, streams, a.lost + b.lost, a.outside + b.outside);
    }

    private Equilibrium forecast(Case at, Wanted from, SdeModel model) {
        Map<String, Object> identity = Map.of(
                "T", at.temperature,
                "network", settings.network(),
                "training", training(at.side, from.seed),
                "runs", settings.forecastRuns(),
                "steps", settings.forecastSteps(),
                "step", IsingTransitionSettings.step(at.side));
        Stage stage = bench.stage(
                "forecast", Identity.of(identity).algorithm(FORECAST_ALGORITHM).from(from.hash));
        Map<String, NpyArray> kept = stage.part("m", () -> run(at, from, model.at(at.temperature)));
        if (!stage.finished()) {
            stage.finish();
        }
        int[] counts = kept.get("counts").ints();
        return new Equilibrium(at, List.<double[][]>of(kept.get("m").matrix()), counts[0], counts[1]);
    }

    private Map<String, NpyArray> run(Case at, Wanted from, SdeModel model) {
        int steps = settings.forecastSteps();
        int step = IsingTransitionSettings.step(at.side);
        ForecastResult result = Forecast.run(model, from.starts, step, steps, 1, from.seed + at.side, bench.threads());
        int outside = (int) Arrays.stream(result.trajectories().values())
                .filter(IsingTransitionExperiment::leavesRange)
                .count();
        double[][] m = Arrays.stream(result.finite().values())
                .map(run -> secondHalf(run, steps))
                .toArray(double[][]::new);
        return Map.of("m", NpyArray.of(m), "counts", NpyArray.of(new int[] {result.lost().length, outside}, 2));
    }

    /** States of configurations, evenly spread over the pairs, and their mirror images in turn. */
    private double[][] starts(MacroPairs pairs) {
        double[][] starts = new double[settings.forecastRuns()][];
        for (int run = 0; run < starts.length; run++) {
            int pair = (int) ((long) run * pairs.size() / starts.length);
            starts[run] = new double[] {(run % 2 == 0 ? 1 : -1) * pairs.z0()[2 * pair], pairs.z0()[2 * pair + 1]};
        }
        return starts;
    }

    private static boolean leavesRange(double[][] run) {
        return Arrays.stream(run).anyMatch(z -> !(Math.abs(z[0]) <= 1 && z[1] >= 0 && z[1] <= 1));
    }

    private static double[] secondHalf(double[][] run, int steps) {
        return Arrays.stream(run, steps / 2, steps).mapToDouble(z -> z[0]).toArray();
    }
}
