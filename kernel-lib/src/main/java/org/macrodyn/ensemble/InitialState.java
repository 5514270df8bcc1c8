package org.macrodyn.ensemble;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * Where a run starts.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface InitialState<S> extends Serializable {
    /**
     * Draws an initial state.
     *
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     */
    void draw(S state, RandomGenerator random);

    /**
     * Draws the initial state of one run of an ensemble.
     *
     * @param state {@code [n]}. Overwritten.
     * @param run number of the run; the default takes no notice of it
     * @param random source of randomness
     */
    default void draw(S state, int run, RandomGenerator random) {
        draw(state, random);
    }

    /**
     * A macroscopic state of which a group of runs draws microscopic ones.
     *
     * @param <S> the state array
     */
    @FunctionalInterface
    interface OfGroup<S> extends Serializable {
        /**
         * Draws an initial state.
         *
         * @param state {@code [n]}. Overwritten.
         * @param group number of the group
         * @param random source of randomness, of this run alone
         */
        void draw(S state, int group, RandomGenerator random);
    }

    /**
     * Runs in groups of mates, which start from the same macroscopic state: run r belongs to group ⌊r / mates⌋.
     *
     * @param mates runs of a group, at least 1
     * @param states where the runs of a group start
     * @param <S> the state array
     * @return the initial states of such an ensemble
     * @throws IllegalArgumentException if mates is below 1
     */
    static <S> InitialState<S> inGroups(int mates, OfGroup<S> states) {
        if (mates < 1) {
            throw new IllegalArgumentException("groups of " + mates + " runs: must be at least 1");
        }
        return new GroupedStates<>(mates, states);
    }
}
