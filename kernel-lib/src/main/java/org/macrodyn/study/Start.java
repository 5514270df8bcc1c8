package org.macrodyn.study;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.micro.MicroModel;

/**
 * A state to start from, at any size of the system: the large one, for forecasts and the truth, and small ones.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface Start<S> extends Serializable {
    /**
     * Draws a microscopic state.
     *
     * @param model the system, large or small
     * @param state {@code [n]}, n sites of that system. Overwritten.
     * @param random source of randomness
     */
    void draw(MicroModel<S> model, S state, RandomGenerator random);

    /**
     * The start of a system of one size.
     *
     * @param model the system
     * @return draws its states
     */
    default InitialState<S> in(MicroModel<S> model) {
        return (state, random) -> draw(model, state, random);
    }
}
