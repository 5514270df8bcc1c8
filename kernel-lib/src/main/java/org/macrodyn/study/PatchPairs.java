package org.macrodyn.study;

import java.util.List;
import java.util.Optional;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.EncodedEvolution;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Identity;

/**
 * Pairs by partial evolution: one patch of a large configuration evolves for a short δt, the rest stays (paper, partial
 * evolution).
 *
 * @param boundary what a patch sees beyond its edge
 * @param span how long: a fixed δt, or a number of events; empty: as many events as the patch has sites (paper)
 * @param repeats pairs made of each configuration, at least 1
 * @param condensed whether the pairs of a configuration enter by their mean and covariance, see {@link MacroPairs#condensed}
 * @param increment what Δz is
 * @param <S> the state array
 */
public record PatchPairs<S>(
        PatchBoundary boundary, Optional<Span> span, int repeats, boolean condensed, Increment increment)
        implements PairRule<S> {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if repeats is below 1, or pairs without a fixed δt are to be
     *     condensed
     */
    public PatchPairs {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats = " + repeats + ": must be at least 1");
        }
        if (condensed && !(span.isPresent() && span.get() instanceof Span.Time)) {
            throw new IllegalArgumentException(
                    "condensed pairs after a number of events: their δt differ, give a fixed step or do not condense");
        }
    }

    @Override
    public void requireFit(Study<S> study) {
        int twice = 2 * study.large().observables().size();
        if (condensed && repeats <= twice) {
            throw new IllegalArgumentException(
                    "repeats = " + repeats + ": must be above " + twice + ", twice the number of observables");
        }
        if (span.orElse(null) instanceof Span.Time step && study.isBeyond(step.duration())) {
            throw new IllegalArgumentException("pairs of δt = " + Words.plain(step.duration(), 3)
                    + " for forecasts until t = " + Words.plain(study.until(), 3) + ": must be at most as long");
        }
    }

    /** Refuses a margin that reaches beyond its own patch: its pairs would cost more than they are worth. */
    void requireFit(Patches patches) {
        if (!fits(patches)) {
            throw new IllegalArgumentException("margin of " + margin() + " sites around patches of " + patches.patch()
                    + ": at most " + shortest(patches)
                    + ", choose a narrower margin by boundary(halo(…)), or a patch that is longer in each of the "
                    + (patches.grid().layers() > 1 ? "three directions" : "system's directions"));
        }
    }

    /** Whether the margin stays within a neighbouring patch. */
    boolean fits(Patches patches) {
        return margin() <= shortest(patches);
    }

    private int margin() {
        return boundary instanceof PatchBoundary.Halo halo ? halo.width() : 0;
    }

    private static int shortest(Patches patches) {
        Grid patch = patches.patch();
        Grid grid = patches.grid();
        int shortest = grid.columns() > 1 ? patch.columns() : Integer.MAX_VALUE;
        shortest = grid.rows() > 1 ? Math.min(patch.rows(), shortest) : shortest;
        return grid.layers() > 1 ? Math.min(patch.layers(), shortest) : shortest;
    }

    @Override
    public Kept<MacroPairs> make(Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        return makeAll(study, configurations, List.of(closure)).get(0);
    }

    /** Patches evolve once, for all closures whose pairs are not kept yet. */
    @Override
    public List<Kept<MacroPairs>> makeAll(
            Study<S> study, Kept<Snapshots<S>> configurations, List<Kept<ClosureModel<S>>> closures) {
        Snapshots<S> states = study.requireLarge("pairs of configurations of ", configurations);
        // The one patch of a system that is its own patch is the whole: both increments are the same.
        Increment used = study.patches().count() == 1 ? Increment.OURS : increment;
        var encoded = new EncodedEvolution<>(evolution(study), states, used, condensed);
        List<ClosureModel<S>> maps = closures.stream().map(Kept::value).toList();
        return SharedSteps.keep(
                study.keeping(),
                closures.stream()
                        .map(closure -> step(encoded, configurations, closure))
                        .toList(),
                (which, from, to, threads, progress) ->
                        encoded.pairs(which.stream().map(maps::get).toList(), from, to, threads, progress));
    }

    private Step<MacroPairs> step(
            EncodedEvolution<S> encoded, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        ClosureModel<S> map = closure.value();
        PartialEvolution<S> evolution = encoded.evolution();
        Identity identity = Identities.of(map, closure.hash(), evolution, configurations, encoded.increment());
        return new Step<>(
                condensed ? "condensed" : "pairs",
                "evolve patches of " + evolution.patches().patch(),
                condensed ? identity.behaviour("condensed", "" + ClosureModel.CONDENSED_ALGORITHM) : identity,
                encoded.blocks(),
                Codec.pairs(map.names(), condensed ? 2 * map.dimension() : 1),
                (from, to, threads, progress) ->
                        encoded.pairs(List.of(map), from, to, threads, progress).get(0));
    }

    private PartialEvolution<S> evolution(Study<S> study) {
        int sites = study.patches().patch().sites();
        return new PartialEvolution<>(
                study.large(),
                study.patches(),
                boundary,
                span.orElseGet(() -> Span.events(sites)),
                repeats,
                study.seed());
    }

    @Override
    public int substeps(double time, double step) {
        // Steps after a number of events are as long as the recorded ones, whatever their mean.
        return span.isPresent() && span.get() instanceof Span.Time dt
                ? PairRule.super.substeps(time, dt.duration())
                : 1;
    }

    /**
     * The same with another boundary.
     *
     * @param other what a patch sees beyond its edge
     * @return the changed rule
     */
    public PatchPairs<S> withBoundary(PatchBoundary other) {
        return new PatchPairs<>(other, span, repeats, condensed, increment);
    }

    /**
     * The same with another δt.
     *
     * @param time δt, above 0
     * @return the changed rule
     */
    public PatchPairs<S> withStep(double time) {
        return withSpan(Span.time(time));
    }

    /**
     * The same for another time or number of events; pairs after a number of events are not condensed.
     *
     * @param other how long a patch evolves
     * @return the changed rule
     */
    public PatchPairs<S> withSpan(Span other) {
        return new PatchPairs<>(
                boundary, Optional.of(other), repeats, condensed && other instanceof Span.Time, increment);
    }

    /**
     * The same with another number of pairs of each configuration.
     *
     * @param count at least 1
     * @return the changed rule
     */
    public PatchPairs<S> withRepeats(int count) {
        return new PatchPairs<>(boundary, span, count, condensed, increment);
    }

    /**
     * Pairs one by one, as diagnostics look at them.
     *
     * @return the changed rule
     */
    public PatchPairs<S> single() {
        return new PatchPairs<>(boundary, span, 1, false, increment);
    }
}
