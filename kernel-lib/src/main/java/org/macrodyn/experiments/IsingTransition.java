package org.macrodyn.experiments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
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
import org.macrodyn.study.Fit;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.LongRuns;
import org.macrodyn.study.PairRule;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Study;
import org.macrodyn.systems.spin.EquilibriumSamples;
import org.macrodyn.systems.spin.RasterPairs;
import org.macrodyn.systems.spin.RasterRuns;

/**
 * The stages of the Ising phase transition: an SDE of (m, ρ) for each L and T, read as a formula, and its equilibrium beside
 * that of direct simulation. What has to be learnt is small against the noise of a pair: a regression has the noise of its few
 * coefficients alone, and sees all rows in a second, where networks see a part of them in minutes.
 */
public final class IsingTransition {
    private static final int SMALL = TransitionSettings.PATCH_SIDE;
    private static final int LAMBDA_PATCH = 8;
    private static final int LAMBDA_DEGREE = 3;
    /** Seeds of pairs that no law was read from lie that far from those of the laws. */
    private static final int FRESH = 1000;
    /** Most configurations of the diagnostics. */
    private static final int DIAGNOSED = 8192;

    /** Sweeps between two records of a direct simulation. */
    private static final int BETWEEN = 10;
    /**
     * Up to the fifth degree, of which the third would miss ⟨|M|⟩ of 128² by 5 %; ρ, which m nearly decides, to the second;
     * the same for (−m, ρ).
     */
    private static final Terms TERMS = Terms.polynomials(
                    Ising.square(SMALL, 1, 0).observables(), List.of("m", "ρ"), 5, new int[] {5, 2})
            .symmetric("magnetisation")
            .whole();

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
                .recipe(recipe(samples, rule, fit(LambdaRule.theory())));
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

    /** No network is trained; λ is what the law is divided by. */
    private static Fit fit(LambdaRule lambda) {
        return new Fit(SdeSettings.of(Diffusion.FULL), TrainingSettings.of(1)).with(lambda);
    }

    /**
     * One L at one T as a study: small lattices in equilibrium, 64 at once through enlarging and evolving.
     *
     * @param at the lattice
     * @param source what pairs start from
     * @param seed seed of the stream
     * @return the study
     */
    public Study<byte[]> study(Case at, Source source, long seed) {
        int side = source == Source.DIRECT ? at.side() : SMALL;
        Fit fit = fit(patches -> lambdaLaw(at.temperature()).at(patches).lambda());
        return study(model(at), SMALL, seed)
                .recipe(recipe(new EquilibriumSamples(side, settings.samples()), rasterPairs(at.side()), fit));
    }

    /**
     * The law of pairs of one L at one T: polynomials in m and ρ, all terms, by least squares.
     *
     * @param study of them
     * @param pairs that were evolved
     * @return dz = μ(z)dt + σ(z)dW, in sweeps
     */
    public Law law(Study<byte[]> study, Study.Pairs<byte[]> pairs) {
        return study.law(pairs, TERMS);
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
        return new RasterPairs(
                settings.relaxation(side), TransitionSettings.step(side), 1, TransitionSettings.rounds(side));
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
        Map<Case, Equilibrium> all = new TreeMap<>();
        settings.temperatures().forEach(this::lambdaLaw);
        sides.forEach(side -> all.putAll(learn(source, side)));
        return all;
    }

    /** Streams and temperatures side by side. */
    private Map<Case, Equilibrium> learn(Source source, int side) {
        List<Double> temperatures = settings.temperatures();
        int parts = settings.streams() * temperatures.size();
        ProgressListener progress = keeping.progress("learn L = " + side);
        Equilibrium[] made = new Equilibrium[parts];
        Parallel.forEachLong(0, parts, keeping.threads(), progress, (part, own) -> {
            Case at = new Case(side, temperatures.get(part % temperatures.size()));
            made[part] = equilibrium(at, source, settings.seed() + part / temperatures.size(), own);
        });
        Map<Case, Equilibrium> all = new TreeMap<>();
        for (Equilibrium one : made) {
            all.merge(one.at(), one, Equilibrium::and);
        }
        return all;
    }

    /** Forecasts of each lattice. */
    private int runs() {
        return settings.scale().pick(16, 128, 160);
    }

    /** Pairs, their law, and its forecasts. */
    private Equilibrium equilibrium(Case at, Source source, long seed, ProgressListener progress) {
        Keeping alone = keeping.on(1);
        Study<byte[]> study = study(at, source, seed).with(alone.within(progress, 0, 2));
        Study.Pairs<byte[]> pairs = study.evolve(study.simulate());
        LongRuns runs = LongRuns.of(
                law(study, pairs),
                pairs.pairs(),
                new LongRuns.Plan(
                        runs(),
                        settings.scale().pick(400, 8_000, 16_000),
                        TransitionSettings.step(at.side()),
                        TransitionSettings.substeps(at.side()),
                        seed + at.side()),
                this::starts,
                IsingTransition::isPhysical,
                alone.within(progress, 1, 2));
        return new Equilibrium(at, List.<double[][]>of(runs.values()), runs.lost(), runs.outside());
    }

    /** |m| ≤ 1, 0 ≤ ρ ≤ 1 */
    static boolean isPhysical(double[] z) {
        return Math.abs(z[0]) <= 1 && z[1] >= 0 && z[1] <= 1;
    }

    /** States of configurations, every second one mirrored. */
    double[][] starts(MacroPairs pairs) {
        return IntStream.range(0, runs())
                .mapToObj(run -> {
                    int pair = (int) ((long) run * pairs.size() / runs());
                    return new double[] {(run % 2 == 0 ? 1 : -1) * pairs.z0()[2 * pair], pairs.z0()[2 * pair + 1]};
                })
                .toArray(double[][]::new);
    }

    /**
     * Residuals of the law of one L at one T on single pairs that it was not read from, made by the library's general
     * enlarging and partial evolution, one lattice at a time; ε is a small part of a typical variance δt / n_s.
     *
     * @param at the lattice
     * @return the diagnostics
     */
    public Diagnostics diagnose(Case at) {
        Study<byte[]> study = study(at, Source.UPSAMPLED, settings.seed());
        return Diagnostics.of(
                law(study, study.evolve(study.simulate())),
                singlePairs(at, settings.seed() + FRESH),
                lambdaLaw(at.temperature())
                        .at(TransitionSettings.patches(at.side()))
                        .lambda(),
                IsingSettings.RELATIVE_EPSILON * TransitionSettings.step(at.side()) / (SMALL * SMALL));
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
                                fit(LambdaRule.theory()))
                        .with(new Enlarging.Upsampled<>(upsampler, 0)));
        return general.evolve(general.enlarge(general.simulate())).pairs().value();
    }
}
