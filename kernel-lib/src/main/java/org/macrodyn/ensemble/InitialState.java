package org.macrodyn.ensemble;

import java.util.random.RandomGenerator;

/**
 * Where a run starts.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface InitialState<S> {
    /**
     * Draws an initial state.
     *
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     */
    void draw(S state, RandomGenerator random);
}
