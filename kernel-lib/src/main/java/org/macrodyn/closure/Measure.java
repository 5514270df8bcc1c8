package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * Intensive quantities of a configuration, sums over small parts of a system, which can be measured as a whole and by what a
 * change of a few sites does to them.
 *
 * @param <S> the state array
 */
interface Measure<S> {
    /**
     * The names of the quantities.
     *
     * @return one for each
     */
    List<String> names();

    /**
     * The same quantities of a system of another size.
     *
     * @param grid its sites
     * @return the measure
     */
    Measure<S> on(Grid grid);

    /**
     * Measures.
     *
     * @param state {@code [n]}. Not modified.
     * @return {@code [names]} q(x)
     */
    double[] of(S state);

    /**
     * The change q(after) − q(before), when only sites of a region differ.
     *
     * @param before {@code [n]}. Not modified.
     * @param after {@code [n]}. Not modified.
     * @param region the only sites that may differ
     * @return {@code [names]} Δq
     */
    double[] increment(S before, S after, Region region);

    /** A measure that knows what the change of single sites does. */
    interface Local<S> extends Measure<S> {
        /**
         * Changes from a configuration, one after another.
         *
         * @param before {@code [n]}. Not to be modified as long as changes are asked for.
         * @return tells them, in one thread
         */
        Changes<S> changes(S before);

        @Override
        Local<S> on(Grid grid);
    }

    /** Changes from a configuration. */
    @FunctionalInterface
    interface Changes<S> {
        /**
         * The change q(after) − q(before), when only some sites differ.
         *
         * @param after {@code [n]}. Not modified.
         * @param sites those that differ
         * @param dq {@code [names]} Δq. Overwritten.
         */
        void to(S after, int[] sites, double[] dq);
    }
}
