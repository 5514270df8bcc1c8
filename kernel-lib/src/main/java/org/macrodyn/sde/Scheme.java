package org.macrodyn.sde;

/** How a trajectory of dz = μ(z)dt + σ(z)dW goes on by a step δ, with ξ ~ N(0, I) drawn for it. */
public enum Scheme {
    /**
     * Euler–Maruyama, z + μ(z)δ + σ(z)√δ ξ: exact for an SDE that was learnt from increments of just that δ, whatever happened
     * within it; of weak order 1 in δ for any other.
     */
    EULER_MARUYAMA("Euler–Maruyama") {
        @Override
        void advance(double[][] z, double[][] noise, SideBySide runs, double[][] p, double[][] q) {
            runs.predict(z, noise, p, q);
            copy(q, z);
        }
    },
    /**
     * Heun's: with p = z + μ(z)δ and q = p + σ(z)√δ ξ, z + (μ(z) + μ(q)) δ/2 + (σ(z) + σ(p)) √δ ξ/2. σ is asked where no noise
     * has led, so that the integral is Itô's. Of an SDE whose noise has size ε, ∝ 1/√n of n sites, means are right to O(δ² + ε²δ)
     * and variances to O(δ²) of themselves: G. N. Milstein and M. V. Tretyakov, SIAM J. Numer. Anal. 34 (1997) 2142, on schemes
     * for small noise.
     */
    HEUN("Heun") {
        @Override
        void advance(double[][] z, double[][] noise, SideBySide runs, double[][] p, double[][] q) {
            runs.predict(z, noise, p, q);
            for (int c = 0; c < z.length; c++) {
                for (int run = 0; run < z[c].length; run++) {
                    z[c][run] = (z[c][run] + q[c][run]) / 2;
                }
            }
            runs.addDrift(q, HALF, z);
            runs.addNoise(p, noise, HALF, z);
        }
    };

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
     * @param p {@code [d][runs]} room
     * @param q {@code [d][runs]} room
     */
    abstract void advance(double[][] z, double[][] noise, SideBySide runs, double[][] p, double[][] q);

    /**
     * Where one trajectory goes without noise.
     *
     * @param model the SDE
     * @param z {@code [d]} where it is
     * @param step δ
     * @return {@code [d]}
     */
    public double[] withoutNoise(Sde model, double[] z, double step) {
        double[][] state = column(z);
        advance(state, new double[z.length][1], new SideBySide.ByPoint(model, step), column(z), column(z));
        double[] moved = new double[z.length];
        for (int c = 0; c < z.length; c++) {
            moved[c] = state[c][0];
        }
        return moved;
    }

    private static double[][] column(double[] z) {
        double[][] column = new double[z.length][1];
        for (int c = 0; c < z.length; c++) {
            column[c][0] = z[c];
        }
        return column;
    }

    static void copy(double[][] from, double[][] to) {
        for (int c = 0; c < from.length; c++) {
            System.arraycopy(from[c], 0, to[c], 0, from[c].length);
        }
    }

    @Override
    public String toString() {
        return words;
    }
}
