package org.macrodyn.closure;

import java.util.Arrays;
import java.util.List;

/**
 * Training pairs from first and second moments: for each configuration the 2d pairs Δz̄ ± √d L_k, where L_k are the columns
 * of L Lᵀ = C. Their mean is Δz̄ and their covariance C, which is all that the Gaussian likelihood of any number of pairs
 * with the same z_t and δt depends on (see {@link MacroPairs#condensed}).
 *
 * <p>Different configurations may be set by different threads.
 */
public final class CondensedPairs {
    private final List<String> names;
    private final int d;
    private final float[] z0;
    private final float[] dz;
    private final float[] dt;

    /**
     * Room for some configurations, each of which must be set once.
     *
     * @param names names of the d components of z
     * @param configurations their number
     */
    public CondensedPairs(List<String> names, int configurations) {
        this.names = List.copyOf(names);
        d = names.size();
        dt = new float[Math.multiplyExact(configurations, 2 * d)];
        z0 = new float[Math.multiplyExact(dt.length, d)];
        dz = new float[z0.length];
    }

    /**
     * Sets the pairs of one configuration.
     *
     * @param configuration its number, 0 ≤ configuration &lt; configurations
     * @param z {@code [d]} z_t. Not modified.
     * @param time δt, above 0, in the unit of the model
     * @param mean {@code [d]} Δz̄. Not modified.
     * @param covariance {@code [d][d]} C, of which the lower triangle is read. Overwritten with L.
     */
    public void set(int configuration, double[] z, double time, double[] mean, double[][] covariance) {
        Cholesky.factorise(covariance);
        double root = Math.sqrt(d);
        for (int k = 0; k < d; k++) {
            for (int side = 0; side < 2; side++) {
                int at = 2 * d * configuration + 2 * k + side;
                dt[at] = (float) time;
                for (int c = 0; c < d; c++) {
                    double column = c < k ? 0 : covariance[c][k];
                    z0[at * d + c] = (float) z[c];
                    dz[at * d + c] = (float) (mean[c] + (side == 0 ? root : -root) * column);
                }
            }
        }
    }

    /**
     * All pairs, in the order of the configurations.
     *
     * @return (z_t, Δz, δt) in groups of 2d
     * @throws IllegalArgumentException if a configuration was not set, or a value is not finite
     */
    public MacroPairs pairs() {
        return new MacroPairs(
                names, Arrays.copyOf(z0, z0.length), Arrays.copyOf(dz, dz.length), Arrays.copyOf(dt, dt.length), 2 * d);
    }
}
