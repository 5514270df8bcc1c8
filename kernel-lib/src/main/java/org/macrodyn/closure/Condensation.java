package org.macrodyn.closure;

import java.util.Arrays;

/** Replaces pairs that share z_t and δt by 2d pairs with the same mean and covariance of Δz. */
final class Condensation {
    private final MacroPairs pairs;
    private final int repeats;
    private final int d;
    private final float[] z0;
    private final float[] dz;
    private final float[] dt;
    private final double[] mean;
    private final double[][] factor;

    Condensation(MacroPairs pairs, int repeats) {
        this.pairs = pairs;
        this.repeats = repeats;
        d = pairs.dimension();
        if (repeats <= 2 * d || pairs.size() % repeats != 0 || pairs.group() != 1) {
            throw new IllegalArgumentException(
                    pairs.size() + " pairs with repeats = " + repeats + " in groups of " + pairs.group()
                            + ": repeats must be above 2d = " + 2 * d + " and divide the number of single pairs");
        }
        int size = Math.multiplyExact(pairs.size() / repeats, 2 * d);
        z0 = new float[Math.multiplyExact(size, d)];
        dz = new float[z0.length];
        dt = new float[size];
        mean = new double[d];
        factor = new double[d][d];
    }

    MacroPairs run() {
        for (int block = 0; block < pairs.size() / repeats; block++) {
            requireSameStart(block * repeats);
            measure(block * repeats);
            factorise();
            write(block * repeats, block * 2 * d);
        }
        return new MacroPairs(pairs.names(), z0, dz, dt, 2 * d);
    }

    private void requireSameStart(int first) {
        for (int pair = first + 1; pair < first + repeats; pair++) {
            if (pairs.dt()[pair] != pairs.dt()[first]
                    || !Arrays.equals(pairs.z0(), first * d, first * d + d, pairs.z0(), pair * d, pair * d + d)) {
                throw new IllegalArgumentException("pairs " + first + " and " + pair
                        + " differ in z or δt: only pairs of one configuration and a fixed δt can be condensed");
            }
        }
    }

    /** Mean and covariance, the latter into the lower triangle of {@link #factor}. */
    private void measure(int first) {
        Arrays.fill(mean, 0);
        for (double[] row : factor) {
            Arrays.fill(row, 0);
        }
        for (int pair = first; pair < first + repeats; pair++) {
            for (int c = 0; c < d; c++) {
                mean[c] += pairs.dz()[pair * d + c] / (double) repeats;
            }
        }
        for (int pair = first; pair < first + repeats; pair++) {
            for (int a = 0; a < d; a++) {
                double deviation = pairs.dz()[pair * d + a] - mean[a];
                for (int b = 0; b <= a; b++) {
                    factor[a][b] += deviation * (pairs.dz()[pair * d + b] - mean[b]) / repeats;
                }
            }
        }
    }

    /** Cholesky in place; a direction without noise, as of a patch that never flipped, has a column of zeros. */
    private void factorise() {
        for (int k = 0; k < d; k++) {
            double pivot = factor[k][k];
            for (int j = 0; j < k; j++) {
                pivot -= factor[k][j] * factor[k][j];
            }
            boolean degenerate = !(pivot > 1e-12 * factor[k][k]);
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

    private void write(int first, int to) {
        double root = Math.sqrt(d);
        for (int k = 0; k < d; k++) {
            for (int side = 0; side < 2; side++) {
                int at = to + 2 * k + side;
                dt[at] = pairs.dt()[first];
                for (int c = 0; c < d; c++) {
                    double column = c < k ? 0 : factor[c][k];
                    z0[at * d + c] = pairs.z0()[first * d + c];
                    dz[at * d + c] = (float) (mean[c] + (side == 0 ? root : -root) * column);
                }
            }
        }
    }
}
