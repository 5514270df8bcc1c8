package org.macrodyn.micro.spin;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Initial states of spin systems. */
public final class SpinStates {
    private SpinStates() {}

    /**
     * Places ⌊(1 + m) n / 2⌋ up spins at random positions.
     *
     * @param state {@code [n]}. Overwritten.
     * @param magnetisation m, −1 ≤ m ≤ 1
     * @param random source of randomness
     * @throws IllegalArgumentException if m is outside [−1, 1]
     */
    public static void randomPositions(byte[] state, double magnetisation, RandomGenerator random) {
        if (!(Math.abs(magnetisation) <= 1)) {
            throw new IllegalArgumentException("m = " + magnetisation + ": must lie between -1 and 1");
        }
        int n = state.length;
        int up = (int) Math.floor((1 + magnetisation) * n / 2);
        boolean fewUp = 2 * up <= n;
        byte majority = (byte) (fewUp ? -1 : 1);
        Arrays.fill(state, majority);
        for (int left = fewUp ? up : n - up; left > 0; ) {
            int site = random.nextInt(n);
            if (state[site] == majority) {
                state[site] = (byte) -majority;
                left--;
            }
        }
    }
}
