package org.macrodyn.closure;

/** The triangular root L of a covariance, LLᵀ = C, where C may be singular. */
public final class Cholesky {
    /** Pivots below this fraction of their diagonal element are what rounding leaves of a direction without noise. */
    private static final double ROUNDING = 1e-12;

    private Cholesky() {}

    /**
     * Factorises in place; a direction without noise, as of a patch that never flipped, has a column of zeros.
     *
     * @param factor {@code [d][d]} C, of which the lower triangle is read. Its lower triangle is overwritten with L.
     */
    public static void factorise(double[][] factor) {
        int d = factor.length;
        for (int k = 0; k < d; k++) {
            double pivot = factor[k][k];
            for (int j = 0; j < k; j++) {
                pivot -= factor[k][j] * factor[k][j];
            }
            boolean degenerate = !(pivot > ROUNDING * factor[k][k]);
            factor[k][k] = degenerate ? 0 : Math.sqrt(pivot);
            for (int i = k + 1; i < d; i++) {
                double sum = factor[i][k];
                for (int j = 0; j < k; j++) {
                    sum -= factor[i][j] * factor[k][j];
                }
                factor[i][k] = degenerate ? 0 : sum / factor[k][k];
            }
        }
    }
}
