package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * What a patch sees beyond its edge while it alone evolves from x_I(t) to x_I(t + δt) (partial evolution).
 *
 * <p>The rules differ in what they let the patch's rates depend on, and so in what evolves beside it.
 */
// The records are made here: nobody initialises one before its interface.
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface PatchBoundary {
    /**
     * The patch is cut out and evolves as an isolated periodic system of its own size: the published code's rule for Ising
     * lattices. The true neighbours are ignored, so the drift is biased for patches of few sites.
     */
    PatchBoundary PERIODIC_PATCH = new PeriodicPatch();

    /** The true neighbours are held fixed: what Theorem 1 of the paper assumes, exact as δt → 0. */
    PatchBoundary FROZEN_NEIGHBOURS = new FrozenNeighbours();

    /**
     * The patch evolves together with a margin, whose changes do not count.
     *
     * <p>Where events change several sites ({@link MicroModel#spill}), states do not tell which of them were the patch's.
     * Then the margin evolves for half the time first, and the patch alone after it: its events meet its surroundings in
     * the middle of δt, and the error of their mean is of order δt³.
     *
     * @param width w, sites of margin on each side, at least 1
     * @return the rule
     * @throws IllegalArgumentException if the width is below 1
     */
    static PatchBoundary halo(int width) {
        return new Halo(width);
    }

    /**
     * Evolves one patch of a large system under this rule, after {@link #prepare}. A margin stays evolved too: its new
     * states tell what happened to both ends of the bonds across the patch's edge.
     *
     * <p>A span of events (or time steps) counts those of everything that evolves, a halo's margin included.
     *
     * @param <S> the state array
     * @param model the large system
     * @param state {@code [n]} x_t. Modified inside {@link #reach} only.
     * @param patch I
     * @param span how long
     * @param random source of randomness
     * @return δt, the physical time that has passed, in the model's unit
     * @throws IllegalArgumentException if the patch lies in another grid than the model's, or the model is not defined on
     *     the patch's grid and the rule needs that
     */
    default <S> double evolve(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
        Evolving<S> what = evolving(model, state, patch);
        double elapsed = what.model.evolve(what.state, what.region, span, random);
        if (what.state != state) {
            patch.insert(what.state, state);
        }
        return elapsed;
    }

    /**
     * What evolves when a patch does, so that many of them can evolve together ({@link BatchModel}).
     *
     * @param <S> the state array
     * @param model the large system
     * @param state {@code [n]} x_t, after {@link #prepare}. Not modified.
     * @param patch I
     * @return the patch in the large system, alone or with its margin, or a system of its own
     * @throws IllegalArgumentException if the patch lies in another grid than the model's, or the model is not defined on
     *     the patch's grid and the rule needs that
     */
    <S> Evolving<S> evolving(MicroModel<S> model, S state, Region patch);

    /**
     * A region of a system, which evolves.
     *
     * @param model the system
     * @param state its state: the given one, or the patch alone
     * @param region the sites that evolve
     * @param <S> the state array
     */
    record Evolving<S>(MicroModel<S> model, S state, Region region) {}

    /**
     * What may change when a patch evolves.
     *
     * @param model the large system
     * @param patch I
     * @return the patch with its margin, and with the sites beyond that the model's events change
     */
    default Region reach(MicroModel<?> model, Region patch) {
        return patch.widened(model.spill());
    }

    /**
     * Whether {@link #prepare} does anything, so that the patch's increment counts from what it leaves.
     *
     * @param model the large system
     * @return true for a margin around a patch whose events change several sites
     */
    default boolean prepares(MicroModel<?> model) {
        return false;
    }

    /**
     * Brings a patch's surroundings to the middle of its evolution; to be called before {@link #evolve}.
     *
     * @param <S> the state array
     * @param model the large system
     * @param state {@code [n]} x_t. Modified inside {@link #reach} only.
     * @param patch I
     * @param span how long the patch will evolve
     * @param random source of randomness
     * @throws IllegalArgumentException if the rule {@link #prepares} and the span is a number of events
     */
    default <S> void prepare(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {}

    /** Type of {@link #PERIODIC_PATCH}. */
    record PeriodicPatch() implements PatchBoundary {
        @Override
        public <S> Evolving<S> evolving(MicroModel<S> model, S state, Region patch) {
            requireSameGrid(model, patch);
            MicroModel<S> isolated = model.on(patch.asGrid());
            S inner = model.stateType().allocate(patch.sites());
            patch.extract(state, inner);
            return new Evolving<>(isolated, inner, isolated.grid().whole());
        }

        @Override
        public Region reach(MicroModel<?> model, Region patch) {
            return patch;
        }

        @Override
        public String toString() {
            return "PERIODIC_PATCH";
        }
    }

    /** Type of {@link #FROZEN_NEIGHBOURS}. */
    record FrozenNeighbours() implements PatchBoundary {
        @Override
        public <S> Evolving<S> evolving(MicroModel<S> model, S state, Region patch) {
            requireSameGrid(model, patch);
            return new Evolving<>(model, state, patch);
        }

        @Override
        public String toString() {
            return "FROZEN_NEIGHBOURS";
        }
    }

    /**
     * The rule of {@link #halo}.
     *
     * @param width w, sites of margin on each side; where the widened patch would overlap itself it covers the grid's
     *     whole extent
     */
    record Halo(int width) implements PatchBoundary {
        /**
         * Checks the width.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Halo {
            if (width < 1) {
                throw new IllegalArgumentException(
                        "halo of width " + width + ": must be at least 1, or use FROZEN_NEIGHBOURS");
            }
        }

        @Override
        public <S> Evolving<S> evolving(MicroModel<S> model, S state, Region patch) {
            requireSameGrid(model, patch);
            return new Evolving<>(model, state, prepares(model) ? patch : patch.widened(width));
        }

        @Override
        public Region reach(MicroModel<?> model, Region patch) {
            return patch.widened(width + model.spill());
        }

        @Override
        public boolean prepares(MicroModel<?> model) {
            return model.spill() > 0;
        }

        @Override
        public <S> void prepare(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
            if (prepares(model)) {
                requireSameGrid(model, patch);
                Span half = half(span);
                for (Region box : patch.around(width)) {
                    model.evolve(state, box, half, random);
                }
            }
        }

        private Span half(Span span) {
            if (span instanceof Span.Time time) {
                return Span.time(time.duration() / 2);
            }
            throw new IllegalArgumentException("a margin of " + width + " sites for " + span
                    + ", where events change several sites: give a time, or use FROZEN_NEIGHBOURS");
        }

        @Override
        public String toString() {
            return "HALO(" + width + ")";
        }
    }

    private static void requireSameGrid(MicroModel<?> model, Region patch) {
        if (!patch.grid().equals(model.grid())) {
            throw new IllegalArgumentException("patch of the grid " + patch.grid() + " in a model on the grid "
                    + model.grid() + ": must be the same grid");
        }
    }
}
