package org.macrodyn.sde;

import java.util.List;

/**
 * A macroscopic SDE dz = μ(z)dt + σ(z)dW, however it came to be: learnt by networks ({@link SdeModel}), read as a formula, or
 * written down. Immutable; {@link Forecast} takes any.
 */
public interface Sde {
    /**
     * Names of the components of z.
     *
     * @return d names
     */
    List<String> names();

    /**
     * μ(z).
     *
     * @param z {@code [d]}. Not modified.
     * @return {@code [d]} drift, units of z per time
     * @throws IllegalArgumentException if z does not have d components
     */
    double[] drift(double[] z);

    /**
     * σ(z).
     *
     * @param z {@code [d]}. Not modified.
     * @return {@code [d][d]} diffusion, units of z per square root of time
     * @throws IllegalArgumentException if z does not have d components
     */
    double[][] diffusion(double[] z);

    /**
     * Σ(z) = σ(z)σ(z)ᵀ, the covariance of dz per time.
     *
     * @param z {@code [d]}. Not modified.
     * @return {@code [d][d]}, squared units of z per time
     * @throws IllegalArgumentException if z does not have d components
     */
    default double[][] covariance(double[] z) {
        double[][] sigma = diffusion(z);
        int d = sigma.length;
        double[][] covariance = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                for (int m = 0; m < d; m++) {
                    covariance[a][b] += sigma[a][m] * sigma[b][m];
                }
            }
        }
        return covariance;
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    default int dimension() {
        return names().size();
    }
}
