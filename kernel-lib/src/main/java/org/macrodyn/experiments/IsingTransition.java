package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Family;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.LongRuns;
import org.macrodyn.study.MirroredPairs;
import org.macrodyn.study.PairRule;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Study;
import org.macrodyn.systems.spin.EquilibriumSamples;
import org.macrodyn.systems.spin.RasterPairs;
import org.macrodyn.systems.spin.RasterRuns;

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
        int last = cases.size() - 1;
        int sweeps = settings.scale().pick(600, 32_000, 64_000);
        Map<Case, Equilibrium> all = new ConcurrentSkipListMap<>();
        ProgressListener progress = keeping.progress("direct simulation");
        Parallel.forEachLong(0, cases.size(), keeping.threads(), progress, (i, own) -> {
            // The largest first, so that no thread is left alone with it at the end.
            Case at = cases.get(last - i);
            RasterRuns runs = new RasterRuns(at, sweeps, BETWEEN, settings.seed());
            all.put(at, new Equilibrium(at, List.<double[][]>of(runs.magnetisations(keeping, own)), 0, 0));
        });
        return all;
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
        int repeats = settings.scale().pick(4, 64, 64);
        PatchPairs<byte[]> rule = patches(PatchBoundary.FROZEN_NEIGHBOURS, Span.time(LAMBDA_STEP), repeats);
        return LambdaRule.measure(samples(side, LAMBDA_PATCH, temperature, rule), rule, rule, LAMBDA_DEGREE);
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
        PatchPairs<byte[]> patch = patches(PatchBoundary.PERIODIC_PATCH, Span.events(SMALL * SMALL), 1);
        PatchPairs<byte[]> whole = patches(PatchBoundary.FROZEN_NEIGHBOURS, Span.events((long) side * side), 1);
        return LambdaRule.measure(samples(side, SMALL, temperature, patch), patch, whole, LAMBDA_DEGREE);
    }

    private static PatchPairs<byte[]> patches(PatchBoundary boundary, Span span, int repeats) {
        return new PatchPairs<>(boundary, Optional.of(span), repeats, false, Increment.OURS);
    }

    private Study<byte[]> samples(int side, int patchSide, double temperature, PatchPairs<byte[]> rule) {
        EquilibriumSamples samples =
                new EquilibriumSamples(side, settings.scale().pick(256, 4096, 8192));
        return study(model(new Case(side, temperature)), patchSide, settings.seed())
                .recipe(recipe(samples, rule, fit(SMALL, LambdaRule.theory())));
    }

    private static Ising model(Case at) {
        return Ising.square(at.side(), at.temperature(), 0);
    }

    private Study<byte[]> study(Ising model, int patchSide, long seed) {
        return Study.of(model).patch(Grid.square(patchSide)).seed(seed).with(keeping);
    }

    private static Recipe<byte[]> recipe(EquilibriumSamples samples, PairRule<byte[]> pairs, Fit fit) {
        return new Recipe<>(samples, new Enlarging.None<>(), pairs, ClosureRule.observables(), fit);
    }

    /** ε is a small part of a typical variance δt / n_s of an increment. */
    private Fit fit(int side, LambdaRule lambda) {
        double epsilon = IsingSettings.RELATIVE_EPSILON * TransitionSettings.step(side) / (SMALL * SMALL);
        return new Fit(
                SdeSettings.of(Diffusion.FULL).withHidden(32, 2).withActivation(Activation.SILU),
                TrainingSettings.of(1)
                        .withStop(0, 0)
                        .withWarmStart(false)
                        .withBatch(64)
                        .withEpochs(settings.epochs(rasterPairs(side).rows(side / SMALL)))
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
        PairRule<byte[]> pairs = new MirroredPairs<>(rasterPairs(at.side()), "magnetisation");
        return study(model(at), SMALL, seed)
                .recipe(recipe(
                        new EquilibriumSamples(side, settings.samples()),
                        pairs,
                        fit.with(fit.training().withSeed(seed))));
    }

    /**
     * L²σ² of the magnetisation, (L²/K) ⟨Δm²⟩ / δt, as increments of patches have K times the variance of the whole's.
     *
     * @param at the lattice
     * @return per sweep, of the pairs of the first stream
     */
    public double noise(Case at) {
        Study<byte[]> study = study(at, Source.UPSAMPLED, settings.seed());
        MacroPairs pairs = study.evolve(study.simulate()).pairs().value();
        double squares = IntStream.range(0, pairs.size())
                .mapToDouble(pair -> (double) pairs.dz()[2 * pair] * pairs.dz()[2 * pair])
                .average()
                .orElseThrow();
        return squares / pairs.meanTime() * at.side() * at.side() / TransitionSettings.patches(at.side());
    }

    private RasterPairs rasterPairs(int side) {
        return new RasterPairs(settings.relaxation(side), TransitionSettings.step(side), 1, settings.rounds(side));
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
        List<Family.LearntFamily<byte[]>> trained = Family.trainAll(families, pairs, "train");
        ProgressListener progress = keeping.progress("forecast");
        int parts = trained.size() * settings.temperatures().size();
        int part = 0;
        for (Family.LearntFamily<byte[]> learnt : trained) {
            for (double temperature : settings.temperatures()) {
                Equilibrium one = equilibrium(learnt, temperature, keeping.within(progress, part++, parts));
                all.merge(one.at(), one, Equilibrium::and);
            }
        }
        progress.update(parts, parts, "");
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

    /** Forecasts of each lattice. */
    private int runs() {
        return settings.scale().pick(16, 128, 160);
    }

    private Equilibrium equilibrium(Family.LearntFamily<byte[]> learnt, double temperature, Keeping part) {
        Study<byte[]> study = learnt.family().at().apply(temperature);
        Case at = new Case(study.large().grid().rows(), temperature);
        int step = TransitionSettings.step(at.side());
        LongRuns runs = LongRuns.of(
                learnt,
                temperature,
                new LongRuns.Plan(runs(), settings.scale().pick(400, 16_000, 32_000), step, study.seed() + at.side()),
                this::starts,
                IsingTransition::isPhysical,
                part);
        return new Equilibrium(at, List.<double[][]>of(runs.values()), runs.lost(), runs.outside());
    }

    /** |m| ≤ 1, 0 ≤ ρ ≤ 1 */
    static boolean isPhysical(double[] z) {
        return Math.abs(z[0]) <= 1 && z[1] >= 0 && z[1] <= 1;
    }

    /** States of configurations at all temperatures, every second one mirrored. */
    double[][] starts(MacroPairs pairs) {
        return IntStream.range(0, runs())
                .mapToObj(run -> {
                    int pair = (int) ((long) run * pairs.size() / runs());
                    return new double[] {(run % 2 == 0 ? 1 : -1) * pairs.z0()[2 * pair], pairs.z0()[2 * pair + 1]};
                })
                .toArray(double[][]::new);
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
        int parts = family.values().size();
        ProgressListener progress = keeping.late("pairs of L = " + at.side());
        Map<Double, Study.Pairs<byte[]>> pairs = evolved(family, progress, 0, parts);
        progress.update(parts, parts, "");
        Family.LearntFamily<byte[]> learnt =
                Family.trainAll(List.of(family), List.of(pairs), "train").get(0);
        Fit fit = fit(at.side(), LambdaRule.theory());
        return Diagnostics.of(
                learnt.training().model().at(at.temperature()),
                singlePairs(at, settings.seed() + FRESH),
                learnt.lambda(),
                fit.training().floor().epsilon());
    }

    private MacroPairs singlePairs(Case at, long seed) {
        Ising model = model(at).withSampler(EventSampler.RASTER_SWEEP);
        int count = Math.min(DIAGNOSED, settings.samples());
        Upsampler<byte[]> upsampler = rasterPairs(at.side()).oneByOne(Grid.square(SMALL), model.grid(), count);
        Span step = Span.time(TransitionSettings.step(at.side()));
        Study<byte[]> general = study(model, SMALL, seed)
                .recipe(recipe(
                                new EquilibriumSamples(SMALL, count),
                                patches(PatchBoundary.FROZEN_NEIGHBOURS, step, 1),
                                fit(at.side(), LambdaRule.theory()))
                        .with(new Enlarging.Upsampled<>(upsampler, 0)));
        return general.evolve(general.enlarge(general.simulate())).pairs().value();
    }
}
