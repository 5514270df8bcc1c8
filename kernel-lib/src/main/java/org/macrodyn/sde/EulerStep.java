package org.macrodyn.sde;

/** One Euler–Maruyama step of trajectories side by side: z ← z + μ(z)δ + σ(z)√δ·ξ. */
interface EulerStep {
    /**
     * Takes it.
     *
     * @param z {@code [d][runs]} states. Advanced.
     * @param noise {@code [d][runs]} ξ. Not modified.
     */
    void advance(double[][] z, double[][] noise);

    /**
     * The step of any SDE, one trajectory after another.
     *
     * @param model the SDE
     * @param delta δ
     */
    record ByPoint(Sde model, double delta) implements EulerStep {
        @Override
        public void advance(double[][] z, double[][] noise) {
            int d = z.length;
            double root = Math.sqrt(delta);
            double[] point = new double[d];
            for (int run = 0; run < z[0].length; run++) {
                for (int c = 0; c < d; c++) {
                    point[c] = z[c][run];
                }
                Sde.Coefficients at = model.at(point);
                for (int c = 0; c < d; c++) {
                    double kick = 0;
                    for (int m = 0; m < d; m++) {
                        kick += at.diffusion()[c][m] * noise[m][run];
                    }
                    z[c][run] = point[c] + at.drift()[c] * delta + kick * root;
                }
            }
        }
    }
}
