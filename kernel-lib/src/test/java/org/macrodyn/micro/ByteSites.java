package org.macrodyn.micro;

import java.util.List;
import java.util.random.RandomGenerator;

/** A system for tests: sites of bytes, 0 at first, whose mean is the one observable. How they evolve is the test's. */
public interface ByteSites extends LocalModel<byte[]> {
    @Override
    default StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    @Override
    default void initialise(byte[] state, RandomGenerator random) {}

    @Override
    default List<String> observables() {
        return List.of("mean");
    }

    @Override
    default void addShare(byte[] state, int site, double[] sums) {
        sums[0] += state[site];
    }
}
