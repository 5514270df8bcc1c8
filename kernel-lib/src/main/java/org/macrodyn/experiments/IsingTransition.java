package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.experiments.TransitionSettings.Case;
import org.macrodyn.experiments.TransitionSettings.Equilibrium;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.ForecastResult;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Family;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Kept;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.MirroredPairs;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Step;
import org.macrodyn.study.Study;

/**
 * The stages of the Ising phase transition: one SDE of (m, ρ) for each L, with T as its parameter, and its equilibrium
 * beside that of direct simulation.
 */
public final class IsingTransition {
    private static final int SMALL = TransitionSettings.PATCH_SIDE;
    private static final int LAMBDA_PATCH = 8;
    private static final int LAMBDA_DEGREE = 3;
    /** Seeds of pairs that no training has seen lie that far from those of the trainings. */
    private static final int FRESH = 1000;
    /** Most configurations of the diagnostics. */
    private static final int DIAGNOSED = 8192;

    /** Sweeps between two records of a direct simulation. */
    private static final int BETWEEN = 10;
    /** δt at which λ is measured, in sweeps. */
    private static final double LAMBDA_STEP = 0.025;

    private final TransitionSettings settings;
    private final Keeping keeping;
    private final Map<Double, LambdaSelection.Law> laws = new TreeMap<>();

    /**
     * The experiment.
     *
     * @param settings how much of everything
     * @param keeping keeps what stages make
     */
    public IsingTransition(TransitionSettings settings, Keeping keeping) {
        this.settings = settings;
        this.keeping = keeping;
    }

    /** What training pairs start from. */
    public enum Source {
        /** Small lattices, enlarged: how the method learns. */
        UPSAMPLED,
        /** Simulated lattices of the same size: a diagnosis of what enlarging costs. */
        DIRECT
    }

    /**
     * The settings.
     *
     * @return as they were given
     */
    public TransitionSettings settings() {
        return settings;
    }

    /**
     * Direct simulations by raster sweeps, 64 runs of each lattice, half from all up and half from all down; for comparison
     * alone.
     *
     * @return equilibria by lattice
     */
    public Map<Case, Equilibrium> direct() {
        List<Case> cases = settings.cases();
        Equilibrium[] results = new Equilibrium[cases.size()];
        int last = results.length - 1;
        ProgressListener progress = keeping.progress("direct simulation");
        Parallel.forEach(0, results.length, keeping.threads(), progress, i -> {
            // The largest first, so that no thread is left alone with it at the end.
            Case at = cases.get(last - i);
            results[last - i] = new Equilibrium(at, List.<double[][]>of(direct(at)), 0, 0);
        });
        Map<Case, Equilibrium> map = new TreeMap<>();
        Arrays.stream(results).forEach(result -> map.put(result.at(), result));
        return map;
    }

    private double[][] direct(Case at) {
        Step<double[][]> step = new Step<>(
                "direct",
                "direct",
                Identity.of(Map.of(
                        "lattice", at.toString(),
                        "sweeps", sweeps(),
                        "between", BETWEEN,
                        "seed", settings.seed())),
                1,
                Codec.matrix("m"),
                (from, to, progress) -> sweep(at));
        return keeping.within(ProgressListener.NONE, 0, 1).keep(step).value();
    }

    /** Sweeps of each run, of which the second half counts. */
    private int sweeps() {
        return settings.scale().pick(600, 32_000, 64_000);
    }

    private double[][] sweep(Case at) {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "direct-" + at, 0);
        RasterSweepEnsemble ensemble = ordered(at.side(), at.temperature());
        int frames = sweeps() / 2 / BETWEEN;
        ensemble.sweep(sweeps() - (long) frames * BETWEEN, random);
        double[][] m = new double[RasterSweepEnsemble.REPLICAS][frames];
        double[] now = new double[RasterSweepEnsemble.REPLICAS];
        for (int frame = 0; frame < frames; frame++) {
            ensemble.sweep(BETWEEN, random);
            ensemble.magnetisation(now);
            for (int run = 0; run < now.length; run++) {
                m[run][frame] = now[run];
            }
        }
        return m;
    }

    /** Every second replica all up, the others all down. */
    static RasterSweepEnsemble ordered(int side, double temperature) {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(Ising.square(side, temperature, 0));
        byte[] up = new byte[side * side];
        Arrays.fill(up, (byte) 1);
        for (int replica = 0; replica < RasterSweepEnsemble.REPLICAS; replica += 2) {
            ensemble.set(replica, up);
        }
        return ensemble;
    }

    /**
     * λ = K^κ from lattices of 16² and 32² in patches of 8².
     *
     * @param temperature T in J/k
     * @return κ with its error
     */
    public synchronized LambdaSelection.Law lambdaLaw(double temperature) {
        return laws.computeIfAbsent(
                temperature,
                t -> LambdaSelection.extrapolate(
                        List.of(estimate(2 * LAMBDA_PATCH, t), estimate(4 * LAMBDA_PATCH, t))));
    }

    private LambdaSelection estimate(int side, double temperature) {
        Span step = Span.time(LAMBDA_STEP);
        int repeats = settings.scale().pick(4, 64, 64);
        MacroPairs patch =
                lambdaPairs(side, LAMBDA_PATCH, temperature, patches(PatchBoundary.FROZEN_NEIGHBOURS, step, repeats));
        MacroPairs full = lambdaPairs(side, side, temperature, patches(PatchBoundary.FROZEN_NEIGHBOURS, step, repeats));
        int k = (side / LAMBDA_PATCH) * (side / LAMBDA_PATCH);
        return LambdaSelection.estimate(patch, full, k, LAMBDA_DEGREE);
    }

    /**
     * λ that the published rules give at L = 32, an isolated periodic patch and one event for each site, measured as a ratio
     * of covariances.
     *
     * @param temperature T in J/k
     * @return λ of K = 4
     */
    public LambdaSelection publishedRule(double temperature) {
        int side = 2 * SMALL;
        MacroPairs patch = lambdaPairs(
                side, SMALL, temperature, patches(PatchBoundary.PERIODIC_PATCH, Span.events(SMALL * SMALL), 1));
        MacroPairs full = lambdaPairs(
                side, side, temperature, patches(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(side * side), 1));
        return LambdaSelection.estimate(patch, full, 4, LAMBDA_DEGREE);
    }

    private static PatchPairs<byte[]> patches(PatchBoundary boundary, Span span, int repeats) {
        return new PatchPairs<>(boundary, Optional.of(span), repeats, false, Increment.OURS);
    }

    private MacroPairs lambdaPairs(int side, int patchSide, double temperature, PatchPairs<byte[]> rule) {
        Study<byte[]> samples = study(side, patchSide, temperature, settings.seed())
                .recipe(recipe(
                        new EquilibriumSamples(side, settings.scale().pick(256, 4096, 8192)),
                        rule,
                        LambdaRule.theory()));
        return samples.seed(settings.seed() + patchSide)
                .evolve(samples.simulate())
                .pairs()
                .value();
    }

    private Study<byte[]> study(int side, int patchSide, double temperature, long seed) {
        return Study.of(Ising.square(side, temperature, 0))
                .patch(Grid.square(patchSide))
                .seed(seed)
                .with(keeping);
    }

    private Recipe<byte[]> recipe(EquilibriumSamples samples, PatchPairs<byte[]> pairs, LambdaRule lambda) {
        return new Recipe<>(samples, new Enlarging.None<>(), pairs, ClosureRule.observables(), fit(SMALL, lambda));
    }

    /** ε is a small part of a typical variance δt / n_s of an increment. */
    private Fit fit(int side, LambdaRule lambda) {
        double epsilon = IsingSettings.RELATIVE_EPSILON * TransitionSettings.step(side) / (SMALL * SMALL);
        return new Fit(
                SdeSettings.of(Diffusion.FULL).withHidden(32, 2).withActivation(Activation.SILU),
                TrainingSettings.of(1)
                        .withBatch(64)
                        .withEpochs(settings.scale().pick(4, 8, 8))
                        .withLearningRate(LearningRate.cosine(5e-3))
                        .withEpsilon(epsilon),
                lambda,
                1);
    }

    /**
     * One L at one T as a study: small lattices in equilibrium, 64 at once through enlarging and evolving, each pair also
     * mirrored, (m, ρ) → (−m, ρ).
     *
     * @param at the lattice
     * @param source what pairs start from
     * @param seed seed of the stream
     * @return the study
     */
    public Study<byte[]> study(Case at, Source source, long seed) {
        int side = source == Source.DIRECT ? at.side() : SMALL;
        LambdaRule lambda = patches -> lambdaLaw(at.temperature()).at(patches).lambda();
        Fit fit = fit(at.side(), lambda);
        return study(at.side(), SMALL, at.temperature(), seed)
                .recipe(new Recipe<>(
                        new EquilibriumSamples(side, settings.samples()),
                        new Enlarging.None<>(),
                        new MirroredPairs<>(
                                new RasterPairs(
                                        settings.relaxation(),
                                        TransitionSettings.step(at.side()),
                                        settings.repeats(at.side())),
                                "magnetisation"),
                        ClosureRule.observables(),
                        fit.with(fit.training().withSeed(seed))));
    }

    /**
     * One L at all temperatures, with T as the SDE's parameter.
     *
     * @param side L
     * @param source what pairs start from
     * @param seed seed of the stream
     * @return the family
     */
    public Family<byte[]> family(int side, Source source, long seed) {
        return new Family<>("T", settings.temperatures(), t -> study(new Case(side, t), source, seed));
    }

    /**
     * Learns every L from enlarged lattices, in independent streams.
     *
     * @return equilibria of the learnt SDEs by lattice
     */
    public Map<Case, Equilibrium> learn() {
        return learn(Source.UPSAMPLED, settings.sides());
    }

    /**
     * Learns some L, in independent streams.
     *
     * @param source what pairs start from
     * @param sides L
     * @return equilibria of the learnt SDEs by lattice
     */
    public Map<Case, Equilibrium> learn(Source source, List<Integer> sides) {
        List<Family<byte[]>> families = new ArrayList<>();
        List<Map<Double, Study.Pairs<byte[]>>> pairs = new ArrayList<>();
        int streams = settings.streams();
        for (int side : sides) {
            ProgressListener progress = keeping.progress("pairs of L = " + side);
            int parts = streams * settings.temperatures().size();
            for (int stream = 0; stream < streams; stream++) {
                families.add(family(side, source, settings.seed() + stream));
                pairs.add(evolved(families.get(families.size() - 1), progress, stream, parts));
            }
            progress.update(parts, parts, "");
        }
        Map<Case, Equilibrium> all = new TreeMap<>();
        for (Family.LearntFamily<byte[]> learnt : Family.trainAll(families, pairs, "train")) {
            for (double temperature : settings.temperatures()) {
                Equilibrium one = equilibrium(learnt, temperature);
                all.merge(one.at(), one, Equilibrium::and);
            }
        }
        return all;
    }

    /** The pairs of one stream, as its share of a larger progress. */
    private Map<Double, Study.Pairs<byte[]>> evolved(
            Family<byte[]> family, ProgressListener progress, int stream, int parts) {
        Map<Double, Study.Pairs<byte[]>> pairs = new TreeMap<>();
        int part = stream * family.values().size();
        for (double temperature : family.values()) {
            Study<byte[]> study = family.at().apply(temperature);
            Study<byte[]> quiet = study.with(keeping.within(progress, part++, parts));
            pairs.put(temperature, quiet.evolve(quiet.simulate()));
        }
        return pairs;
    }

    private Equilibrium equilibrium(Family.LearntFamily<byte[]> learnt, double temperature) {
        Study<byte[]> study = learnt.family().at().apply(temperature);
        Case at = new Case(study.large().grid().rows(), temperature);
        Kept<MacroPairs> joined = learnt.family().joined(learnt.pairs());
        Step<Equilibrium> step = new Step<>(
                "forecast",
                "forecast " + at,
                Identity.of(Map.of(
                                "T", temperature,
                                "fit", study.recipe().fit().network(),
                                "training", study.recipe().fit().training().withLambda(learnt.lambda()),
                                "runs", settings.scale().pick(16, 128, 160),
                                "steps", settings.scale().pick(400, 16_000, 32_000),
                                "step", TransitionSettings.step(at.side())))
                        .from(joined.hash()),
                1,
                codec(at),
                (from, to, progress) -> forecast(learnt, at, joined.value()));
        return keeping.within(ProgressListener.NONE, 0, 1).keep(step).value();
    }

    private static Codec<Equilibrium> codec(Case at) {
        return new Codec<>(
                made -> Map.of(
                        "m", NpyArray.of(made.streams().get(0)),
                        "counts", NpyArray.of(new int[] {made.lost(), made.outside()}, 2)),
                arrays -> {
                    int[] counts = arrays.get("counts").ints();
                    return new Equilibrium(
                            at, List.<double[][]>of(arrays.get("m").matrix()), counts[0], counts[1]);
                },
                parts -> parts.get(0));
    }

    private Equilibrium forecast(Family.LearntFamily<byte[]> learnt, Case at, MacroPairs pairs) {
        int steps = settings.scale().pick(400, 16_000, 32_000);
        ForecastResult result = Forecast.run(
                learnt.training().model().at(at.temperature()),
                starts(pairs),
                TransitionSettings.step(at.side()),
                steps,
                1,
                learnt.family().at().apply(at.temperature()).seed() + at.side(),
                keeping.threads());
        int outside = (int) Arrays.stream(result.trajectories().values())
                .filter(IsingTransition::leavesRange)
                .count();
        double[][] m = Arrays.stream(result.finite().values())
                .map(run -> secondHalf(run, steps))
                .toArray(double[][]::new);
        return new Equilibrium(at, List.<double[][]>of(m), result.lost().length, outside);
    }

    /** States of configurations at all temperatures, every second one mirrored. */
    private double[][] starts(MacroPairs pairs) {
        int runs = settings.scale().pick(16, 128, 160);
        return IntStream.range(0, runs)
                .mapToObj(run -> {
                    int pair = (int) ((long) run * pairs.size() / runs);
                    return new double[] {(run % 2 == 0 ? 1 : -1) * pairs.z0()[2 * pair], pairs.z0()[2 * pair + 1]};
                })
                .toArray(double[][]::new);
    }

    private static boolean leavesRange(double[][] run) {
        return Arrays.stream(run).anyMatch(z -> !(Math.abs(z[0]) <= 1 && z[1] >= 0 && z[1] <= 1));
    }

    private static double[] secondHalf(double[][] run, int steps) {
        return Arrays.stream(run, steps / 2, steps).mapToDouble(z -> z[0]).toArray();
    }

    /**
     * Residuals of the SDE of one L at one T on single pairs that it was not trained on, made by the library's general
     * enlarging and partial evolution, one lattice at a time.
     *
     * @param at the lattice
     * @return the diagnostics
     */
    public Diagnostics diagnose(Case at) {
        Family<byte[]> family = family(at.side(), Source.UPSAMPLED, settings.seed());
        Family.LearntFamily<byte[]> learnt = Family.trainAll(
                        List.of(family), List.of(evolved(family, ProgressListener.NONE, 0, 1)), "train")
                .get(0);
        Fit fit = fit(at.side(), LambdaRule.theory());
        return Diagnostics.of(
                learnt.training().model().at(at.temperature()),
                singlePairs(at, settings.seed() + FRESH),
                learnt.lambda(),
                fit.training().epsilon());
    }

    private MacroPairs singlePairs(Case at, long seed) {
        Ising model = Ising.square(at.side(), at.temperature(), 0).withSampler(EventSampler.RASTER_SWEEP);
        int count = Math.min(DIAGNOSED, settings.samples());
        int factor = RasterPairs.factor(Grid.square(SMALL), model.grid());
        LocalRelaxation healing = LocalRelaxation.brief(RasterPairs.sweeps(settings.relaxation(), factor));
        Study<byte[]> general = Study.of(model)
                .patch(Grid.square(SMALL))
                .seed(seed)
                .with(keeping)
                .recipe(new Recipe<>(
                        new EquilibriumSamples(SMALL, count),
                        new Enlarging.Upsampled<>(
                                new Upsampler<>(factor, count, Refinement.replication(), Optional.of(healing)), 0),
                        patches(PatchBoundary.FROZEN_NEIGHBOURS, Span.time(TransitionSettings.step(at.side())), 1),
                        ClosureRule.observables(),
                        fit(at.side(), LambdaRule.theory())));
        return general.evolve(general.enlarge(general.simulate())).pairs().value();
    }
}
