package org.macrodyn.ensemble;

import java.util.random.RandomGenerator;

/** Initial states of runs in groups, see {@link InitialState#inGroups}. */
record GroupedStates<S>(int mates, InitialState.OfGroup<S> states) implements InitialState<S> {
    @Override
    public void draw(S state, RandomGenerator random) {
        draw(state, 0, random);
    }

    @Override
    public void draw(S state, int run, RandomGenerator random) {
        states.draw(state, run / mates, random);
    }
}
