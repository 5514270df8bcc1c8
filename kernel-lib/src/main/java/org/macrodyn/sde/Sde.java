package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.closure.Cholesky;

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
     * Σ(z) = σ(z)σ(z)ᵀ, the covariance of dz per time.
     *
     * @param z {@code [d]}. Not modified.
     * @return {@code [d][d]}, squared units of z per time, symmetric and not negative
     * @throws IllegalArgumentException if z does not have d components
     */
    double[][] covariance(double[] z);

    /**
     * σ(z), any root of Σ; here the lower triangular one.
     *
     * @param z {@code [d]}. Not modified.
     * @return {@code [d][d]} diffusion, units of z per square root of time
     * @throws IllegalArgumentException if z does not have d components
     */
    default double[][] diffusion(double[] z) {
        double[][] root = covariance(z);
        Cholesky.factorise(root);
        for (int row = 0; row < root.length; row++) {
            Arrays.fill(root[row], row + 1, root.length, 0);
        }
        return root;
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
