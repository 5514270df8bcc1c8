package org.macrodyn.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.macrodyn.closure.Increment;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Freedom.Part;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How each arrow of a study is done.
 *
 * @param small how small systems are simulated
 * @param enlarging how their configurations grow to the large system
 * @param pairs how pairs are made of them
 * @param closure how the latent map is found
 * @param fit how the SDE is fitted
 * @param freedom which parts may still be chosen, and which were
 * @param <S> the state array
 */
public record Recipe<S>(
        SmallRule<S> small,
        Enlarging<S> enlarging,
        PairRule<S> pairs,
        ClosureRule<S> closure,
        Fit fit,
        Freedom freedom) {
    private static final int RUNS = 256;
    private static final int FRAMES = 41;
    private static final int CONFIGURATIONS = 4000;
    private static final int REPEATS = 64;
    /** δt of the horizon. */
    private static final int STEPS = 100;

    private static final int MARGIN = 2;
    private static final int NEAREST = 16;
    /** The horizon over the time for which seams heal unless something tells better. */
    private static final int HEALED = 10;

    /** States in which next to nothing can happen, as of small systems that died out, do not outweigh all others. */
    private static final double NOISE_FLOOR = 1e-2;

    private static final int PAPER_RUNS = 100;
    private static final int PAPER_FRAMES = 200;
    private static final int PAPER_CONFIGURATIONS = 10_000;

    /**
     * A recipe of which nothing is left open.
     *
     * @param small how small systems are simulated
     * @param enlarging how their configurations grow to the large system
     * @param pairs how pairs are made of them
     * @param closure how the latent map is found
     * @param fit how the SDE is fitted
     */
    public Recipe(SmallRule<S> small, Enlarging<S> enlarging, PairRule<S> pairs, ClosureRule<S> closure, Fit fit) {
        this(small, enlarging, pairs, closure, fit, Freedom.none());
    }

    /**
     * The library's own recipe for runs of a given length: small runs along the forecast, mates by likeness, a margin of
     * {@value #MARGIN} sites, a short fixed δt, λ = K. All of it is where {@link Study#choose} starts from.
     *
     * @param until how long forecasts last, in the model's unit of time, above 0
     * @param <S> the state array
     * @return the recipe
     */
    public static <S> Recipe<S> ours(double until) {
        return new Recipe<>(
                SmallRuns.alongForecast(RUNS, FRAMES, Span.time(until / (FRAMES - 1))),
                new Enlarging.Assembled<>(
                        CONFIGURATIONS,
                        new Assembly.Likeness(NEAREST),
                        Assembly.Tiling.SHIFTED,
                        Optional.of(LocalRelaxation.brief(until / HEALED))),
                new PatchPairs<>(
                        PatchBoundary.halo(MARGIN), Optional.of(Span.time(step(until))), REPEATS, true, Increment.OURS),
                ClosureRule.observables(),
                new Fit(
                        SdeSettings.of(Diffusion.FULL)
                                .withActivation(Activation.TANH)
                                .withHidden(32, 2),
                        TrainingSettings.of(1)
                                .withRelativeEpsilon(NOISE_FLOOR)
                                .withStop(0, 0)
                                .withBatch(256)
                                .withEpochs(200)
                                .withLearningRate(LearningRate.cosine(5e-3))),
                Freedom.all());
    }

    /**
     * The paper's recipe for spin lattices (its section on the Ising model), with configurations and epochs that a laptop
     * does in minutes: isolated periodic patches for as many events as they have sites, 2 × 2 replication with isolated
     * windows, as many random configurations, λ = K.
     *
     * @param <S> the state array
     * @return the recipe
     */
    public static <S> Recipe<S> paper() {
        return paper(PAPER_RUNS, PAPER_CONFIGURATIONS, PAPER_CONFIGURATIONS);
    }

    /**
     * The same with other amounts.
     *
     * @param runs small runs
     * @param configurations of the large system that are replicated
     * @param random configurations beside them
     * @param <S> the state array
     * @return the recipe
     */
    public static <S> Recipe<S> paper(int runs, int configurations, int random) {
        return new Recipe<>(
                SmallRuns.initialised(runs, PAPER_FRAMES, Optional.empty()),
                new Enlarging.Upsampled<>(Upsampler.doubling(configurations, LocalRelaxation.paper()), random),
                new PatchPairs<>(PatchBoundary.PERIODIC_PATCH, Optional.empty(), 1, false, Increment.OURS),
                ClosureRule.observables(),
                new Fit(SdeSettings.paper(Diffusion.FULL), TrainingSettings.paper(1)));
    }

    /**
     * The same with another way to simulate small systems.
     *
     * @param other the way
     * @return the changed recipe
     */
    public Recipe<S> with(SmallRule<S> other) {
        return new Recipe<>(other, enlarging, pairs, closure, fit, freedom);
    }

    /**
     * The same with another way to enlarge.
     *
     * @param other the way
     * @return the changed recipe
     */
    public Recipe<S> with(Enlarging<S> other) {
        return new Recipe<>(small, other, pairs, closure, fit, freedom);
    }

    /**
     * The same with another way to make pairs.
     *
     * @param other the way
     * @return the changed recipe
     */
    public Recipe<S> with(PairRule<S> other) {
        return new Recipe<>(small, enlarging, other, closure, fit, freedom);
    }

    /**
     * The same with another closure.
     *
     * @param other how the latent map is found
     * @return the changed recipe
     */
    public Recipe<S> with(ClosureRule<S> other) {
        return new Recipe<>(small, enlarging, pairs, other, fit, freedom);
    }

    /**
     * The same with another fit.
     *
     * @param other how the SDE is fitted
     * @return the changed recipe
     */
    public Recipe<S> with(Fit other) {
        return new Recipe<>(small, enlarging, pairs, closure, other, freedom);
    }

    /**
     * The same with other parts left open.
     *
     * @param other what may still be chosen
     * @return the changed recipe
     */
    public Recipe<S> with(Freedom other) {
        return new Recipe<>(small, enlarging, pairs, closure, fit, other);
    }

    /**
     * {@link #ours} for another length of runs in all parts that are open, or were chosen for this length; what was given stays.
     */
    Recipe<S> until(double time) {
        Freedom open = freedom.reopened();
        Recipe<S> fresh = ours(time);
        Enlarging<S> enlarged = enlarging;
        PairRule<S> kept = pairs;
        if (open.isOpen(Part.HEALING)) {
            kept = together(0).pairs;
            enlarged = fresh.ofGiven(enlarging, open);
        }
        return new Recipe<>(
                open.isOpen(Part.RUNS) ? fresh.small : small,
                enlarged,
                open.isOpen(Part.PAIRS) ? fresh.pairs : open.isOpen(Part.STEP) ? withStep(time) : kept,
                closure,
                open.isOpen(Part.TRAINING)
                        ? fit.with(fresh.fit.training().withSeed(fit.training().seed()))
                        : fit,
                open);
    }

    /** The way to enlarge, with number and size of the configurations that were given. */
    private Enlarging<S> ofGiven(Enlarging<S> other, Freedom open) {
        return enlarging instanceof Enlarging.Assembled<S> own && other instanceof Enlarging.Assembled<S> given
                ? own.samples(open.isOpen(Part.AMOUNT) ? own.samples() : given.samples())
                        .longest(open.isOpen(Part.SIZE) ? own.longest() : given.longest())
                : enlarging;
    }

    /** The pairs with the δt of {@link #ours}; those that evolve no patches have none. */
    private PairRule<S> withStep(double until) {
        return pairs instanceof PatchPairs<S> patches ? patches.withStep(step(until)) : pairs;
    }

    private static double step(double until) {
        return until / STEPS;
    }

    /**
     * Two recipes side by side.
     *
     * @param name of this
     * @param otherName of the other
     * @param other to compare with
     * @return a row for each arrow
     */
    public Table beside(String name, String otherName, Recipe<S> other) {
        return Table.create(
                "recipes",
                StringColumn.create(
                        "stage",
                        "simulate small systems",
                        "enlarge",
                        "encode",
                        "evolve patches",
                        "network",
                        "training, but for λ",
                        "λ"),
                StringColumn.create(name, words()),
                StringColumn.create(otherName, other.words()));
    }

    private List<String> words() {
        String times = fit.trainings() > 1 ? fit.trainings() + " times " : "";
        return Stream.of(small, enlarging, closure, pairs, fit.network(), times + fit.training(), fit.lambda())
                .map(Object::toString)
                .toList();
    }

    /**
     * The pairs' rule, if it evolves patches.
     *
     * @param choice what is asked of it, for the message
     * @return the rule
     * @throws IllegalArgumentException if pairs are made by another rule
     */
    public PatchPairs<S> patchPairs(String choice) {
        if (pairs instanceof PatchPairs<S> patches) {
            return patches;
        }
        throw new IllegalArgumentException(choice + ": pairs made by "
                + pairs.getClass().getSimpleName() + " have no such choice, give recipe(...) with PatchPairs");
    }

    /** Tiles that are taken apart as parts of one configuration, whose seams heal; any other recipe as it is. */
    Recipe<S> together(double healing) {
        return pairs.equals(new GeneratedPairs<S>(true)) && enlarging instanceof Enlarging.Assembled<S> assembled
                ? with(new GeneratedPairs<>()).with(assembled.healing(healing))
                : this;
    }

    /** The same as usual, as where patches are to evolve among them for the first time. */
    Recipe<S> healed(double until) {
        return together(until / HEALED);
    }

    /** Pairs one by one, for diagnostics: those of the recipe, or short evolutions where it takes rates instead. */
    PatchPairs<S> judging(double step) {
        return pairs instanceof GeneratedPairs
                ? new PatchPairs<>(PatchBoundary.halo(1), Optional.of(Span.time(step)), 1, false, Increment.OURS)
                : patchPairs("diagnostics").single();
    }
}
