package org.macrodyn.study;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.law.EventRates;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.TrainingSettings;

/**
 * The whole way of the method for one system: simulate small ones, enlarge their configurations, let patches evolve, train
 * dz = μ(z)dt + σ(z)dW on what they did, forecast. Each arrow is a method whose result can be looked at, replaced by
 * one's own, and, with {@link #keptIn}, read back another day.
 *
 * <pre>{@code
 * var study  = Study.of(ising).patch(Grid.square(16)).from(start).until(40).seed(42).keptIn("runs", Notebook::progress);
 * var small  = study.simulate();             // 𝒟_s
 * var large  = study.enlarge(small);         // 𝒟
 * var pairs  = study.evolve(large);          // (z, Δz, δt)
 * var learnt = study.train(pairs);           // dz = μ(z)dt + σ(z)dW
 * var future = learnt.forecast(200);         // runs
 * }</pre>
 *
 * <p>{@link #learn} does all of it, and first {@link #choose chooses} what was not given, here everything but the patch. The
 * stages one by one do what the recipe says.
 *
 * <p>Immutable: each choice gives another study. Nothing that is learnt uses simulations of the large system; {@link #truth}
 * is for comparison alone.
 *
 * @param large the large system
 * @param patches its tiling, K patches
 * @param start where forecasts start: draws a state of a system of any size
 * @param until how long forecasts last, in the model's unit of time; NaN until that is said
 * @param seed of all random streams
 * @param keeping does and keeps the stages
 * @param recipe how each stage is done
 * @param <S> the state array
 */
public record Study<S>(
        MicroModel<S> large,
        Patches patches,
        Start<S> start,
        double until,
        long seed,
        Keeping keeping,
        Recipe<S> recipe)
        implements RecipeChoices<S>, StartChoices<S>, KeepingChoices<S> {
    private static final int FRAMES = 101;
    /** Random stream of {@link #truth}. */
    static final String TRUTH = "truth";

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if the patches are another system's, the time is said and not finite and above 0, nothing
     *     that lasts names the system, or the margin of the recipe's pairs does not fit the patch
     */
    public Study {
        Identities.name(large);
        Objects.requireNonNull(start, "start is null: give what draws a state, or leave from(…) out");
        if (!Double.isNaN(until)) {
            requireFinite(until);
        }
        if (!patches.grid().equals(large.grid())) {
            throw new IllegalArgumentException(
                    "patches of a system of " + patches.grid() + ": the study's has " + large.grid());
        }
        if (recipe.pairs() instanceof PatchPairs<S> pairs) {
            pairs.requireFit(patches);
        }
    }

    /**
     * A study of a system; what is to be chosen first is {@link Unpatched#patch}.
     *
     * @param large the large system
     * @param <S> the state array
     * @return asks for the patch
     */
    public static <S> Unpatched<S> of(MicroModel<S> large) {
        return new Unpatched<>(large);
    }

    /**
     * The same with patches of another size.
     *
     * @param patch extents of a patch, all fields included
     * @return the changed study
     * @throws IllegalArgumentException if patches do not tile the system
     */
    public Study<S> patch(Grid patch) {
        Recipe<S> given = recipe.with(recipe.freedom().without(Freedom.Part.PATCH));
        return new Study<>(large, new Patches(large.grid(), patch), start, until, seed, keeping, given);
    }

    /**
     * The same for a system of another size or with other parameters.
     *
     * @param other the large system
     * @return the changed study
     * @throws IllegalArgumentException if the patches do not tile it
     */
    public Study<S> large(MicroModel<S> other) {
        return new Study<>(other, new Patches(other.grid(), patches.patch()), start, until, seed, keeping, recipe);
    }

    @Override
    public Study<S> from(Start<S> other) {
        Recipe<S> open = recipe.with(recipe.freedom().reopened());
        return new Study<>(large, patches, Guarded.of(other), until, seed, keeping, open);
    }

    /**
     * Chooses how long forecasts last, and with it the library's own recipe for that long, but for what was given.
     *
     * @param time in the model's unit of time, above 0
     * @return the changed study
     * @throws IllegalArgumentException if the time is not finite and above 0
     */
    public Study<S> until(double time) {
        requireFinite(time);
        return new Study<>(large, patches, start, time, seed, keeping, recipe.until(time));
    }

    private static void requireFinite(double until) {
        if (!(until > 0) || Double.isInfinite(until)) {
            throw new IllegalArgumentException("until = " + until + ": must be finite and above 0");
        }
    }

    /**
     * How long forecasts last. There is no usual length: the library's own recipe is made for it.
     *
     * @return in the model's unit of time
     * @throws IllegalArgumentException if nobody said so
     */
    @Override
    public double until() {
        if (Double.isNaN(until)) {
            throw new IllegalArgumentException(
                    "no horizon: say .until(t), how long forecasts last in the model's unit of time");
        }
        return until;
    }

    /** Whether a time is beyond the horizon; of a study that has none, none is. */
    boolean isBeyond(double time) {
        return time > until;
    }

    /** Parts that are still the library's own are made for the horizon. */
    private void requireHorizon(Freedom.Part part) {
        if (recipe.freedom().isOpen(part)) {
            until();
        }
    }

    /**
     * Chooses the seed of all random streams.
     *
     * @param other the seed
     * @return the changed study
     */
    public Study<S> seed(long other) {
        return new Study<>(large, patches, start, until, other, keeping, recipe);
    }

    @Override
    public Study<S> with(Keeping other) {
        return new Study<>(large, patches, start, until, seed, other, recipe);
    }

    @Override
    public Study<S> with(Recipe<S> other) {
        return new Study<>(large, patches, start, until, seed, keeping, other);
    }

    /** A system of another size that is its own patch, to be simulated as small runs are. */
    Study<S> alone(Grid grid) {
        return new Study<>(large.on(grid), new Patches(grid, grid), start, until, seed, keeping, recipe);
    }

    /** The same after a choice. */
    Study<S> chosen(Freedom.Choice choice, Recipe<S> changed) {
        return with(changed.with(changed.freedom().with(choice)));
    }

    /**
     * The small system, of the size of one patch.
     *
     * @return the model
     */
    public MicroModel<S> small() {
        return large.on(patches.patch());
    }

    /** Refuses, before any work, a λ of another K, pairs without rates, and small systems that cannot be made the large one. */
    void requireFit() {
        fitted();
        recipe.pairs().requireFit(this);
        recipe.enlarging().requireFit(this);
    }

    /**
     * Simulates small systems.
     *
     * @return 𝒟_s, run by run
     * @throws IllegalArgumentException if the recipe does not fit the system, before any work
     */
    public Kept<Snapshots<S>> simulate() {
        requireHorizon(Freedom.Part.RUNS);
        requireFit();
        return recipe.small().simulate(this);
    }

    /**
     * Makes configurations of the large system of small ones, or of a part of it, see {@link Enlarging.Assembled}.
     *
     * @param small 𝒟_s
     * @return 𝒟
     */
    public Kept<Snapshots<S>> enlarge(Kept<Snapshots<S>> small) {
        Objects.requireNonNull(small, "configurations are null: give those of simulate(), or Kept.given(…)");
        requireHorizon(Freedom.Part.HEALING);
        return recipe.enlarging().enlarge(Sampled.of(this), small);
    }

    /**
     * Finds the latent map φ.
     *
     * @param configurations 𝒟
     * @return φ
     */
    public Kept<ClosureModel<S>> encoder(Kept<Snapshots<S>> configurations) {
        return recipe.closure().fit(Sampled.of(this, configurations), configurations);
    }

    /**
     * Makes training pairs of configurations.
     *
     * @param configurations 𝒟
     * @return (z, Δz, δt), and what encodes z
     * @throws IllegalArgumentException if configurations are not of the large system, and the recipe does not enlarge them itself
     */
    public Pairs<S> evolve(Kept<Snapshots<S>> configurations) {
        requireHorizon(Freedom.Part.STEP);
        Kept<ClosureModel<S>> closure = encoder(configurations);
        Study<S> sampled = Sampled.of(this, configurations);
        Kept<MacroPairs> made = recipe.pairs().make(sampled, configurations, closure);
        return new Pairs<>(made, closure, configurations, Optional.of(this));
    }

    /** What is refused unless it is of the large system. */
    Snapshots<S> requireLarge(String what, Kept<Snapshots<S>> configurations) {
        Snapshots<S> states = configurations.value();
        if (!states.grid().equals(large.grid())) {
            throw new IllegalArgumentException(
                    what + states.grid() + ": must be of the large system, " + large.grid() + "; enlarge them");
        }
        return states;
    }

    /**
     * Counts the rates of events in configurations, by what they do to the observables: what a jump process is learnt from, see
     * {@link org.macrodyn.law.JumpModel#fit(EventRates, org.macrodyn.law.Walls)}.
     *
     * @param configurations 𝒟
     * @return the rate of each kind of event in each of them
     * @throws IllegalArgumentException if the model does not know its events, or configurations are not of the large system
     */
    public Kept<EventRates> rates(Kept<Snapshots<S>> configurations) {
        return CountedRates.of(this, configurations);
    }

    /**
     * Training pairs with what they are made of.
     *
     * @param pairs (z, Δz, δt)
     * @param closure φ, which encoded z
     * @param configurations 𝒟
     * @param by the study that made them, if it is known: another system or patch learns nothing from them
     * @param <S> the state array
     */
    public record Pairs<S>(
            Kept<MacroPairs> pairs,
            Kept<ClosureModel<S>> closure,
            Kept<Snapshots<S>> configurations,
            Optional<Study<S>> by) {
        /**
         * Pairs of one's own.
         *
         * @param pairs (z, Δz, δt)
         * @param closure φ, which encoded z
         * @param configurations 𝒟
         */
        public Pairs(Kept<MacroPairs> pairs, Kept<ClosureModel<S>> closure, Kept<Snapshots<S>> configurations) {
            this(pairs, closure, configurations, Optional.empty());
        }

        @Override
        public String toString() {
            return pairs.toString();
        }
    }

    /**
     * Reads the law of some pairs, in the system's own units: polynomials of the degree that {@link Law#of(MacroPairs, double)}
     * takes. No network is trained.
     *
     * @param pairs (z, Δz, δt)
     * @return the law
     * @throws IllegalArgumentException as {@link Law#of(MacroPairs, double)}
     */
    public Law law(Pairs<S> pairs) {
        return Law.of(inOwnUnits(pairs), fitted().lambda());
    }

    /**
     * Reads the law of some pairs from a library of one's own, in the system's own units.
     *
     * @param pairs (z, Δz, δt)
     * @param terms the library
     * @return the law
     * @throws IllegalArgumentException as {@link Law#of(MacroPairs, double, Terms)}
     */
    public Law law(Pairs<S> pairs, Terms terms) {
        return Law.of(inOwnUnits(pairs), fitted().lambda(), terms);
    }

    static <S> MacroPairs inOwnUnits(Pairs<S> pairs) {
        return pairs.closure().value().normalisation().invert(pairs.pairs().value());
    }

    /**
     * Trains one SDE, or as many as the recipe's {@link Fit} has trainings.
     *
     * @param pairs (z, Δz, δt)
     * @return the learnt SDE
     * @throws IllegalArgumentException if the recipe does not fit the system, or pairs are of another system or patch
     */
    public Learnt<S> train(Pairs<S> pairs) {
        Objects.requireNonNull(pairs, "pairs are null: give those of evolve(…)");
        requireFit();
        return Trainings.of(List.of(this), List.of(pairs), "train").get(0);
    }

    /** The same with two trainings at least. */
    Study<S> twice() {
        return trainings(Math.max(2, recipe.fit().trainings()));
    }

    /** Each of its trainings as a study of its own. */
    List<Study<S>> each() {
        return recipe.fit().each().stream().map(fit -> with(recipe.with(fit))).toList();
    }

    /** The training's settings with λ. */
    TrainingSettings fitted() {
        return recipe.fit().training().withLambda(recipe.fit().lambda().of(patches.count()));
    }

    /**
     * Chooses all that was left open, from small systems alone: patch, ages of small runs, pairs, healing, closure, size and
     * number of configurations. What was given stays as it is, and a study of which all was given is left alone.
     *
     * @return the study with everything chosen, and why
     * @throws IllegalArgumentException if the recipe does not fit the system, before any work
     */
    public Chosen<S> choose() {
        recipe.freedom().open().forEach(this::requireHorizon);
        requireFit();
        return Chosen.of(this);
    }

    /**
     * All of it at once: chooses what was left open, see {@link #choose}, then simulates, enlarges, evolves and trains.
     *
     * @return the learnt SDE with its pairs; its study is the chosen one
     */
    public Learnt<S> learn() {
        Study<S> chosen = choose().study();
        return chosen.train(chosen.evolve(chosen.enlarge(chosen.simulate())));
    }

    /**
     * Simulates the large system itself. For comparison alone: nothing that is learnt uses it.
     *
     * @param runs number of runs
     * @return z* at the times of {@link #times}
     */
    public Trajectories truth(int runs) {
        return simulated(TRUTH, runs);
    }

    /** The same by random numbers of another stage. */
    Trajectories simulated(String stage, int runs) {
        return Ensembles.observed(keeping, direct(stage, runs)).value();
    }

    /** How that is done. */
    Simulation<S> direct(String stage, int runs) {
        return Ensembles.direct(this, stage, runs, FRAMES, Span.time(until() / (FRAMES - 1)));
    }

    /**
     * The times at which forecasts and truth are recorded.
     *
     * @return {@value #FRAMES} times from 0 to {@link #until}
     */
    public double[] times() {
        double[] times = new double[FRAMES];
        for (int k = 0; k < FRAMES; k++) {
            times[k] = k * until() / (FRAMES - 1);
        }
        return times;
    }

    /**
     * The same study at several values of a parameter, learnt as one SDE dz = μ(z; p)dt + σ(z; p)dW.
     *
     * @param parameter its name, for example {@code T}
     * @param values two or more values
     * @param with the system at a value
     * @return the studies
     */
    public Family<S> over(String parameter, List<Double> values, Function<Double, ? extends MicroModel<S>> with) {
        return new Family<>(parameter, values, value -> large(with.apply(value)));
    }

    @Override
    public String toString() {
        String time = Double.isNaN(until) ? "no horizon yet: say .until(t)" : "t ≤ " + until;
        return large + ", K = " + patches.count() + " patches of " + patches.patch() + ", " + time + ", seed " + seed;
    }
}
