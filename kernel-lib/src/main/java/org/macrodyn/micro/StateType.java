package org.macrodyn.micro;

import java.util.function.IntFunction;

/**
 * What a state array is made of, and how it is stored.
 *
 * @param <S> the array type of a state
 */
public final class StateType<S> {
    /** Spins −1 and +1 in a {@code byte[]}; stored as one bit each. */
    public static final StateType<byte[]> SPINS = new StateType<>("spins", byte[]::new);

    /** Small integers (species, Potts states) in a {@code byte[]}; stored as one byte each. */
    public static final StateType<byte[]> BYTES = new StateType<>("bytes", byte[]::new);

    /** Real fields in a {@code float[]}; stored as four bytes each. */
    public static final StateType<float[]> FLOATS = new StateType<>("floats", float[]::new);

    private final String name;
    private final IntFunction<S> allocator;

    private StateType(String name, IntFunction<S> allocator) {
        this.name = name;
        this.allocator = allocator;
    }

    /**
     * Allocates a state.
     *
     * @param sites number of sites n
     * @return a new array of that length
     */
    public S allocate(int sites) {
        return allocator.apply(sites);
    }

    @Override
    public String toString() {
        return name;
    }
}
