package org.macrodyn.closure;

import java.util.List;

/**
 * Training pairs of the macroscopic SDE: (z_t, Δz, δt), where Δz is the estimate of z_{t+δt} − z_t that the evolution of
 * one patch gives.
 *
 * <p>Ours: Δz = φ(x_{t+δt,I}) − φ(x_{t,I}); naive baseline: Δz = φ(x_{t+δt,I}) − φ(x_t) (SPEC §0.1). Increments are kept,
 * not end points, so that small ones keep their digits in single precision.
 *
 * @param names names of the d components of z
 * @param z0 {@code [pairs · d]} states, row by row
 * @param dz {@code [pairs · d]} increments, row by row
 * @param dt {@code [pairs]} elapsed times, above 0
 * @param group neighbouring pairs that a training takes together: 2d after {@link #condensed}, else 1
 */
public record MacroPairs(List<String> names, float[] z0, float[] dz, float[] dt, int group) {
    /**
     * Pairs that a training may take in any order.
     *
     * @param names names of the d components of z
     * @param z0 {@code [pairs · d]} states, row by row
     * @param dz {@code [pairs · d]} increments, row by row
     * @param dt {@code [pairs]} elapsed times, above 0
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite or a time is not above 0
     */
    public MacroPairs(List<String> names, float[] z0, float[] dz, float[] dt) {
        this(names, z0, dz, dt, 1);
    }

    /**
     * Checks lengths and values.
     *
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite, a time is not above 0, or the
     *     pairs are not a multiple of the group
     */
    public MacroPairs {
        names = List.copyOf(names);
        int d = names.size();
        if (d == 0 || dt.length == 0 || z0.length != d * dt.length || dz.length != z0.length) {
            throw new IllegalArgumentException(
                    "pairs with z0[" + z0.length + "], Δz[" + dz.length + "], δt[" + dt.length + "] in " + d
                            + " dimensions: z0 and Δz must have d values for each δt, and there must be some");
        }
        if (group < 1 || dt.length % group != 0) {
            throw new IllegalArgumentException(dt.length + " pairs in groups of " + group
                    + ": must be a multiple of the group, which is at least 1");
        }
        requireFinite("z0", z0);
        requireFinite("Δz", dz);
        for (int i = 0; i < dt.length; i++) {
            if (!(dt[i] > 0) || Float.isInfinite(dt[i])) {
                throw new IllegalArgumentException("δt[" + i + "] = " + dt[i] + ": must be finite and above 0");
            }
        }
    }

    private static void requireFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] = " + values[i]
                        + ": must be finite; look at the stage that made these pairs");
            }
        }
    }

    /**
     * The number of pairs.
     *
     * @return pairs
     */
    public int size() {
        return dt.length;
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return names.size();
    }

    /**
     * The same likelihood from fewer pairs. The Gaussian likelihood of R pairs that share z_t and δt depends on their
     * increments only through mean Δz̄ and covariance C = (1/R) Σ (Δz − Δz̄)(Δz − Δz̄)ᵀ; the 2d pairs Δz̄ ± √d L_k, where L_k
     * are the columns of L Lᵀ = C, have the same mean and covariance. A training on them is faster by R/2d and, as it takes
     * them together, free of the noise of single pairs.
     *
     * @param repeats R: neighbouring pairs with the same z_t and δt, above 2d
     * @return 2d pairs for each R of these
     * @throws IllegalArgumentException if the pairs are no multiple of R, R is not above 2d, or neighbours differ in z_t or δt
     */
    public MacroPairs condensed(int repeats) {
        return new Condensation(this, repeats).run();
    }
}
