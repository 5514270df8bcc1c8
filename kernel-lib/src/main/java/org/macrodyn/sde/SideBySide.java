package org.macrodyn.sde;

/** What a step δ of trajectories side by side is made of: μδ and σ√δ ξ at states of theirs. */
interface SideBySide {
    /**
     * to ← z + μ(z)δ + σ(z)√δ ξ.
     *
     * @param z {@code [d][runs]} states. Not modified.
     * @param noise {@code [d][runs]} ξ. Not modified.
     * @param to {@code [d][runs]}
     */
    default void advance(double[][] z, double[][] noise, double[][] to) {
        Scheme.copy(z, to);
        addDrift(z, 1, to);
        addNoise(z, noise, to);
    }

    /**
     * z ← z + share · μ(at)δ.
     *
     * @param at {@code [d][runs]} states. Not modified.
     * @param share a factor
     * @param z {@code [d][runs]}, not {@code at}
     */
    void addDrift(double[][] at, double share, double[][] z);

    /**
     * z ← z + σ(at)√δ ξ.
     *
     * @param at {@code [d][runs]} states. Not modified.
     * @param noise {@code [d][runs]} ξ. Not modified.
     * @param z {@code [d][runs]}, not {@code at}
     */
    void addNoise(double[][] at, double[][] noise, double[][] z);

    /**
     * Of any SDE, one trajectory after another.
     *
     * @param model the SDE
     * @param delta δ
     */
    record ByPoint(Sde model, double delta) implements SideBySide {
        /** Drift and noise of one state together, which share most of their work. */
        @Override
        public void advance(double[][] z, double[][] noise, double[][] to) {
            double root = Math.sqrt(delta);
            for (int run = 0; run < z[0].length; run++) {
                Sde.Coefficients at = model.at(point(z, run));
                for (int c = 0; c < z.length; c++) {
                    to[c][run] = z[c][run] + at.drift()[c] * delta + kick(at.diffusion()[c], noise, run) * root;
                }
            }
        }

        @Override
        public void addDrift(double[][] at, double share, double[][] z) {
            for (int run = 0; run < z[0].length; run++) {
                double[] drift = model.drift(point(at, run));
                for (int c = 0; c < z.length; c++) {
                    z[c][run] += share * drift[c] * delta;
                }
            }
        }

        @Override
        public void addNoise(double[][] at, double[][] noise, double[][] z) {
            double root = Math.sqrt(delta);
            for (int run = 0; run < z[0].length; run++) {
                double[][] diffusion = model.diffusion(point(at, run));
                for (int c = 0; c < z.length; c++) {
                    z[c][run] += kick(diffusion[c], noise, run) * root;
                }
            }
        }

        private static double[] point(double[][] z, int run) {
            double[] point = new double[z.length];
            for (int c = 0; c < point.length; c++) {
                point[c] = z[c][run];
            }
            return point;
        }

        private static double kick(double[] row, double[][] noise, int run) {
            double kick = 0;
            for (int m = 0; m < row.length; m++) {
                kick += row[m] * noise[m][run];
            }
            return kick;
        }
    }
}
