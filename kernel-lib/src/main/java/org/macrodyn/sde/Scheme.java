package org.macrodyn.sde;

import java.util.Arrays;

/** How a trajectory of dz = μ(z)dt + σ(z)dW goes on by a step δ, with ξ ~ N(0, I) drawn for it. */
public enum Scheme {
    /**
     * Euler–Maruyama, z + μ(z)δ + σ(z)√δ ξ: exact for an SDE that was learnt from increments of just that δ, whatever happened
     * within it; of weak order 1 in δ for any other.
     */
    EULER_MARUYAMA("Euler–Maruyama") {
        @Override
        void advance(double[][] z, double[][] noise, SideBySide runs, double[][][] room) {
            runs.advance(z, noise, room[0]);
            copy(room[0], z);
        }
    },
    /**
     * Heun's: with p = z + μ(z)δ and s = σ((z + p)/2)√δ ξ, z + (μ(z) + μ(p + s)) δ/2 + s. σ is asked where no noise has led, so
     * that the integral is Itô's. Of an SDE whose noise has size ε, ∝ 1/√n of n sites, means are right to O(δ² + ε²δ) and
     * variances to O(δ² + ε²δ) of themselves: G. N. Milstein and M. V. Tretyakov, SIAM J. Numer. Anal. 34 (1997) 2142, on schemes
     * for small noise.
     */
    HEUN("Heun") {
        @Override
        void advance(double[][] z, double[][] noise, SideBySide runs, double[][][] room) {
            double[][] p = room[0];
            double[][] s = room[1];
            copy(z, p);
            runs.addDrift(z, 1, p);
            each(z, (c, run) -> z[c][run] = (z[c][run] + p[c][run]) / 2);
            each(s, (c, run) -> s[c][run] = 0);
            runs.addNoise(z, noise, s);
            each(p, (c, run) -> p[c][run] += s[c][run]);
            runs.addDrift(p, HALF, z);
            each(z, (c, run) -> z[c][run] += s[c][run]);
        }
    };

    /** States that a step needs room for. */
    static final int ROOM = 2;

    private static final double HALF = 0.5;

    private final String words;

    Scheme(String words) {
        this.words = words;
    }

    /**
     * One step of trajectories side by side.
     *
     * @param z {@code [d][runs]} states. Advanced.
     * @param noise {@code [d][runs]} ξ. Not modified.
     * @param runs μ and σ
     * @param room {@code [ROOM][d][runs]}
     */
    abstract void advance(double[][] z, double[][] noise, SideBySide runs, double[][][] room);

    /**
     * Where one trajectory goes without noise.
     *
     * @param model the SDE
     * @param z {@code [d]} where it is
     * @param step δ
     * @return {@code [d]}
     */
    public double[] withoutNoise(Sde model, double[] z, double step) {
        double[][] state = new double[z.length][1];
        each(state, (c, run) -> state[c][run] = z[c]);
        advance(state, new double[z.length][1], new SideBySide.ByPoint(model, step), new double[ROOM][z.length][1]);
        return Arrays.stream(state).mapToDouble(component -> component[0]).toArray();
    }

    static void copy(double[][] from, double[][] to) {
        for (int c = 0; c < from.length; c++) {
            System.arraycopy(from[c], 0, to[c], 0, from[c].length);
        }
    }

    @FunctionalInterface
    private interface Each {
        void accept(int component, int run);
    }

    private static void each(double[][] of, Each each) {
        for (int c = 0; c < of.length; c++) {
            for (int run = 0; run < of[c].length; run++) {
                each.accept(c, run);
            }
        }
    }

    @Override
    public String toString() {
        return words;
    }
}
