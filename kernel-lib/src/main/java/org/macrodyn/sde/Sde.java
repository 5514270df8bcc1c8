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
        return lowerRoot(covariance(z));
    }

    /**
     * The lower triangular root of a covariance.
     *
     * @param covariance {@code [d][d]} Σ, symmetric and not negative. Overwritten.
     * @return {@code [d][d]} L, LLᵀ = Σ
     */
    static double[][] lowerRoot(double[][] covariance) {
        Cholesky.factorise(covariance);
        for (int row = 0; row < covariance.length; row++) {
            Arrays.fill(covariance[row], row + 1, covariance.length, 0);
        }
        return covariance;
    }

    /**
     * μ and σ at one point.
     *
     * @param drift {@code [d]} μ(z)
     * @param diffusion {@code [d][d]} σ(z)
     */
    record Coefficients(double[] drift, double[][] diffusion) {}

    /**
     * μ(z) and σ(z), for a step: of what makes them of the same terms, at the price of one.
     *
     * @param z {@code [d]}. Not modified.
     * @return both
     * @throws IllegalArgumentException if z does not have d components
     */
    default Coefficients at(double[] z) {
        return new Coefficients(drift(z), diffusion(z));
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
