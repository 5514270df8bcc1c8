package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * What a patch sees beyond its edge while it alone evolves from x_I(t) to x_I(t + δt) (partial evolution).
 *
 * <p>Only the patch's own sites ever change; the rules differ in what they let the
 * patch's rates depend on.
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
     * The patch evolves together with a margin, whose changes are taken back afterwards.
     *
     * @param width w, sites of margin on each side, at least 1
     * @return the rule
     * @throws IllegalArgumentException if the width is below 1
     */
    static PatchBoundary halo(int width) {
        return new Halo(width);
    }

    /**
     * Evolves one patch of a large system under this rule.
     *
     * <p>A span of events (or time steps) counts those of everything that evolves, a halo's margin included.
     *
     * @param <S> the state array
     * @param model the large system
     * @param state {@code [n]} x_t. Modified inside the patch only.
     * @param patch I, the sites that may change
     * @param span how long
     * @param random source of randomness
     * @return δt, the physical time that has passed, in the model's unit
     * @throws IllegalArgumentException if the patch lies in another grid than the model's, or the model is not defined on
     *     the patch's grid and the rule needs that
     */
    <S> double evolve(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random);

    /**
     * What evolves when a patch does.
     *
     * @param patch I
     * @return the patch, or the patch with its margin
     */
    default Region reach(Region patch) {
        return patch;
    }

    /**
     * Evolves as {@link #evolve} does, but leaves the margin evolved too: its new states tell what happened to both ends of
     * the bonds across the patch's edge.
     *
     * @param <S> the state array
     * @param model the large system
     * @param state {@code [n]} x_t. Modified inside {@link #reach} only.
     * @param patch I
     * @param span how long
     * @param random source of randomness
     * @return δt, the physical time that has passed, in the model's unit
     * @throws IllegalArgumentException as {@link #evolve} does
     */
    default <S> double evolveReach(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
        return evolve(model, state, patch, span, random);
    }

    /** Type of {@link #PERIODIC_PATCH}. */
    record PeriodicPatch() implements PatchBoundary {
        @Override
        public <S> double evolve(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
            requireSameGrid(model, patch);
            MicroModel<S> isolated = model.on(patch.asGrid());
            S inner = model.stateType().allocate(patch.sites());
            patch.extract(state, inner);
            double elapsed = isolated.evolve(inner, isolated.grid().whole(), span, random);
            patch.insert(inner, state);
            return elapsed;
        }

        @Override
        public String toString() {
            return "PERIODIC_PATCH";
        }
    }

    /** Type of {@link #FROZEN_NEIGHBOURS}. */
    record FrozenNeighbours() implements PatchBoundary {
        @Override
        public <S> double evolve(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
            requireSameGrid(model, patch);
            return model.evolve(state, patch, span, random);
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
        public <S> double evolve(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
            Region widened = reach(patch);
            S before = model.stateType().allocate(widened.sites());
            S evolved = model.stateType().allocate(patch.sites());
            widened.extract(state, before);
            double elapsed = evolveReach(model, state, patch, span, random);
            patch.extract(state, evolved);
            widened.insert(before, state);
            patch.insert(evolved, state);
            return elapsed;
        }

        @Override
        public <S> double evolveReach(MicroModel<S> model, S state, Region patch, Span span, RandomGenerator random) {
            requireSameGrid(model, patch);
            return model.evolve(state, reach(patch), span, random);
        }

        @Override
        public Region reach(Region patch) {
            Grid grid = patch.grid();
            return new Region(
                    grid,
                    start(patch.layer(), patch.layers(), grid.layers()),
                    start(patch.row(), patch.rows(), grid.rows()),
                    start(patch.column(), patch.columns(), grid.columns()),
                    extent(patch.layers(), grid.layers()),
                    extent(patch.rows(), grid.rows()),
                    extent(patch.columns(), grid.columns()));
        }

        private int start(int first, int extent, int of) {
            return extent(extent, of) == of ? 0 : Math.floorMod(first - width, of);
        }

        private int extent(int extent, int of) {
            return (int) Math.min(extent + 2L * width, of);
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
