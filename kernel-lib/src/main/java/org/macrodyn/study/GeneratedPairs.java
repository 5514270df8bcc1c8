package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Generator;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Scheme;
import org.macrodyn.store.Fingerprint;
import org.macrodyn.store.Identity;

/**
 * Pairs without any evolution, for a model that knows its events: the drift b(x) and the covariance Γ(x) of the observables
 * at each configuration, see {@link Generator}, as condensed pairs of mean bδt and covariance KΓδt. That is what infinitely
 * many evolutions of patches give as δt → 0, with K = λ of the theory.
 *
 * <p><b>What δt means here.</b> The likelihood of such a pair is, with S = λδtΣ and λ = K, up to a constant, ℓ = (δt/K) (b −
 * μ)ᵀΣ⁻¹(b − μ) + tr(Σ⁻¹Γ) + log det Σ. Over configurations of the same z it is least for μ = E[b | z], whatever δt, and Σ = E[Γ
 * | z] + (δt/K) Cov[b | z]. So δt weighs the drift's misfit against the noise's, and has to be short for what z does not tell of
 * b not to pass for noise. Taken is {@value #RESOLUTION} of the time in which z changes by its own spread over the
 * configurations, by drift or by noise, for the fastest component. The law is that of δt → 0: forecasts take {@link Scheme#HEUN}
 * steps of {@value #STEPS} times that or shorter, whose error in a relaxation is below 0.01 % of its amplitude. In four systems
 * that were looked at, the means of such forecasts are within 0.2 % of their range from those of steps three times as short;
 * those of Euler–Maruyama steps of δt are up to 1 % off, where something is faster at first than later.
 *
 * <p>Closure variables that are sums over sites, as {@link ClosureRule#correlations}, are observables to the generator, if the
 * model tells its events one by one ({@link org.macrodyn.micro.SiteEventModel}); others are refused, since events tell nothing of
 * them. Where observables flicker, that is change back
 * at once, Γ is far above the noise of any longer time: see {@link StepScan}.
 *
 * <p><b>Tiles apart.</b> A configuration that was assembled of small systems and has not healed has seams where it is like no
 * large one. Each tile by itself, with its own periodic ends, is what was simulated: with z, b and Γ of the M tiles, those of the
 * whole are ⟨z⟩, ⟨b⟩ and ⟨Γ⟩/M. So no seam is looked at, and what is left are the ends of the small systems.
 *
 * @param apart whether each tile is taken by itself
 * @param <S> the state array
 */
public record GeneratedPairs<S>(boolean apart) implements PairRule<S> {
    /** Version of how pairs are made of rates: raised when their numbers change. */
    public static final int ALGORITHM = 1;

    /** δt in units of the shortest time in which a component changes by its spread. */
    static final double RESOLUTION = 0.01;

    /** Steps of forecasts in units of that. */
    static final double STEPS = 3;

    private static final int STATES = 3;
    /** So that a time of 5 steps takes 5. */
    private static final double ROUNDING = 1e-6;

    /** Of configurations as they are. */
    public GeneratedPairs() {
        this(false);
    }

    /**
     * Refuses a system without rates, and tiles that do not lie apart.
     *
     * @throws IllegalArgumentException if the model does not know its events, or not in its dynamics, or tiles are to be taken
     *     apart that are none, or have healed
     */
    @Override
    public void requireFit(Study<S> study) {
        if (apart && !(study.recipe().enlarging() instanceof Enlarging.Assembled<S> made && made.isApart())) {
            throw new IllegalArgumentException("rates of tiles apart of configurations by "
                    + study.recipe().enlarging() + ": tiles must be shifted, and must not heal");
        }
        EventModel<S> small = Generator.of(study.small()).model();
        S state = small.stateType().allocate(small.grid().sites());
        small.initialise(state, RandomStreams.stream(study.seed(), "rates", 0));
        small.events(state, small.grid().whole(), (rate, dz) -> {});
    }

    @Override
    public Kept<MacroPairs> make(Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        MicroModel<S> observed = closure.value().observed(study.large());
        if (study.large() instanceof EventModel && !(observed instanceof EventModel)) {
            throw new IllegalArgumentException(
                    "pairs from rates of z = " + closure.value().names()
                            + ": events tell those of its observables alone; leave generated() out, so that patches evolve, or that closure");
        }
        Grid tile = apart ? study.recipe().small().grid(study) : study.large().grid();
        Generator<S> generator = Generator.of(observed.on(tile));
        Patches tiles = new Patches(study.large().grid(), tile);
        List<String> names = closure.value().names();
        int[] chosen = chosen(names, generator.model().observables());
        Snapshots<S> states = study.requireLarge("generator pairs of configurations of ", configurations);
        Step<double[][]> step = new Step<>(
                "rates",
                "drift and covariance of " + (apart ? tile + " apart" : tile.toString()),
                identity(generator).from(configurations.hash()),
                states.size(),
                Codec.matrix("rates"),
                (from, to, threads, progress) -> {
                    double[][] rows = new double[to - from][];
                    Parallel.forEach(
                            from, to, threads, progress, i -> rows[i - from] = row(generator, tiles, states, i));
                    return rows;
                });
        Kept<double[][]> rows = study.keeping().keep(step);
        int patches = study.patches().count();
        return rows.then(pairs(names, rows.value(), chosen, patches), "-" + ALGORITHM + names + "-K" + patches);
    }

    /** Places of the components of z among the observables. */
    private static int[] chosen(List<String> names, List<String> observables) {
        if (!observables.containsAll(names)) {
            throw new IllegalArgumentException("generator pairs of " + names + ": events tell what they do to "
                    + observables + " only; take ClosureRule.observables(), or make pairs by evolving patches");
        }
        return names.stream().mapToInt(observables::indexOf).toArray();
    }

    private static <S> Identity identity(Generator<S> generator) {
        Fingerprint fingerprint = new Fingerprint();
        EventModel<S> model = generator.model();
        Snapshots<S> states = Behaviour.states(model, STATES);
        for (int i = 0; i < STATES; i++) {
            fingerprint.add(row(generator, new Patches(model.grid(), model.grid()), states, i));
        }
        return Identities.of(model, Generator.ALGORITHM, Map.of()).behaviour("events", fingerprint.text());
    }

    /** {@code [d · (d + 2)]} z, b and the rows of Γ of a configuration, of all observables, by those of its tiles. */
    private static <S> double[] row(Generator<S> generator, Patches tiles, Snapshots<S> states, int i) {
        EventModel<S> model = generator.model();
        int d = model.observables().size();
        S whole = states.type().allocate(states.grid().sites());
        states.get(i, whole);
        S tile = model.stateType().allocate(model.grid().sites());
        double[] row = new double[d * (d + 2)];
        double[] z = new double[d];
        for (int k = 0; k < tiles.count(); k++) {
            tiles.region(k).extract(whole, tile);
            model.observe(tile, z);
            Generator.Rates rates = generator.at(tile, model.grid().whole());
            add(row, 0, z, tiles.count());
            add(row, d, rates.drift(), tiles.count());
            for (int a = 0; a < d; a++) {
                add(row, d * (a + 2), rates.covariance()[a], (double) tiles.count() * tiles.count());
            }
        }
        return row;
    }

    private static void add(double[] row, int at, double[] values, double parts) {
        for (int c = 0; c < values.length; c++) {
            row[at + c] += values[c] / parts;
        }
    }

    private static MacroPairs pairs(List<String> names, double[][] rows, int[] chosen, int patches) {
        int d = chosen.length;
        int observables = (int) Math.sqrt(rows[0].length + 1.0) - 1;
        double time = RESOLUTION / fastest(rows, chosen, observables);
        CondensedPairs pairs = new CondensedPairs(names, rows.length);
        double[] z = new double[d];
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        for (int i = 0; i < rows.length; i++) {
            for (int a = 0; a < d; a++) {
                z[a] = rows[i][chosen[a]];
                mean[a] = rows[i][observables + chosen[a]] * time;
                for (int b = 0; b < d; b++) {
                    covariance[a][b] = patches * time * rows[i][observables * (chosen[a] + 2) + chosen[b]];
                }
            }
            pairs.set(i, z, time, mean, covariance);
        }
        return pairs.pairs();
    }

    /** The largest {@link #rate} of a component; 1 where nothing changes. */
    private static double fastest(double[][] rows, int[] chosen, int observables) {
        double fastest = 0;
        for (int c : chosen) {
            double mean = mean(rows, row -> row[c]);
            double variance = mean(rows, row -> (row[c] - mean) * (row[c] - mean));
            double square = mean(rows, row -> row[observables + c] * row[observables + c]);
            double noise = mean(rows, row -> row[observables * (c + 2) + c]);
            fastest = Math.max(fastest, rate(square, noise, variance));
        }
        return fastest > 0 ? fastest : 1;
    }

    /**
     * The inverse of the time in which a component changes by its spread s: the larger of rms(b)/s and Γ/(2s²), which of an
     * Ornstein–Uhlenbeck process both are its relaxation rate.
     *
     * @param square ⟨b²⟩
     * @param noise ⟨Γ⟩
     * @param variance s² over the configurations
     * @return per time; 0 for a component that is the same in all configurations
     */
    static double rate(double square, double noise, double variance) {
        return variance > 0 ? Math.max(Math.sqrt(square / variance), noise / (2 * variance)) : 0;
    }

    private static double mean(double[][] rows, ToDoubleFunction<double[]> of) {
        return Arrays.stream(rows).mapToDouble(of).average().orElseThrow();
    }

    @Override
    public int substeps(double time, double step) {
        return (int) Math.max(1, Math.ceil(time / (STEPS * step) - ROUNDING));
    }

    @Override
    public Scheme scheme() {
        return Scheme.HEUN;
    }

    @Override
    public String toString() {
        return "drift and covariance from the rates of events" + (apart ? ", tile by tile" : "");
    }
}
