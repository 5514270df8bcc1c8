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
 */
public record MacroPairs(List<String> names, float[] z0, float[] dz, float[] dt) {
    /**
     * Checks lengths and values.
     *
     * @throws IllegalArgumentException if the lengths do not agree, a value is not finite or a time is not above 0
     */
    public MacroPairs {
        names = List.copyOf(names);
        int d = names.size();
        if (d == 0 || dt.length == 0 || z0.length != d * dt.length || dz.length != z0.length) {
            throw new IllegalArgumentException(
                    "pairs with z0[" + z0.length + "], Δz[" + dz.length + "], δt[" + dt.length + "] in " + d
                            + " dimensions: z0 and Δz must have d values for each δt, and there must be some");
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
}
