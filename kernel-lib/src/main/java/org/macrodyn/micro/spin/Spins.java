package org.macrodyn.micro.spin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counting on arrays of spins ±1, eight at a time. */
final class Spins {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SIGN_BITS = 0x8080808080808080L;

    private Spins() {}

    /**
     * The number of up spins.
     *
     * @param state {@code [n]} spins −1 or +1. Not modified.
     * @return how many are +1
     */
    static int countUp(byte[] state) {
        int down = 0;
        int i = 0;
        for (; i + 8 <= state.length; i += 8) {
            down += Long.bitCount((long) WORDS.get(state, i) & SIGN_BITS);
        }
        for (; i < state.length; i++) {
            down += state[i] < 0 ? 1 : 0;
        }
        return state.length - down;
    }

    /**
     * Eight neighbouring spins as eight bytes of 0 and 1.
     *
     * @param state {@code [n]} spins −1 or +1. Not modified.
     * @param at first of the eight
     * @return a byte for each, the first one lowest: 1 where the spin is +1
     */
    static long up(byte[] state, int at) {
        return (~(long) WORDS.get(state, at) & SIGN_BITS) >>> 7;
    }
}
