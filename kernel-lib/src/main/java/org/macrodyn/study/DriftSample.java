package org.macrodyn.study;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.macrodyn.closure.MacroPairs;

/**
 * Drifts b = ⟨Δz⟩/δt of single configurations, and what those of other configurations say of a z between them.
 *
 * @param z {@code [n][d]} where
 * @param drift {@code [n][d]} b
 */
record DriftSample(double[][] z, double[][] drift) {
    private static final int NEAREST = 48;
    private static final int FOR_EACH_TERM = 8;

    /** One for each group of pairs that share z. */
    static DriftSample of(MacroPairs pairs) {
        int d = pairs.dimension();
        int group = pairs.group();
        int n = pairs.size() / group;
        double[][] z = new double[n][d];
        double[][] drift = new double[n][d];
        for (int pair = 0; pair < n * group; pair++) {
            for (int c = 0; c < d; c++) {
                z[pair / group][c] = pairs.z0()[pair * d + c];
                drift[pair / group][c] += pairs.dz()[pair * d + c] / pairs.dt()[pair] / group;
            }
        }
        return new DriftSample(z, drift);
    }

    /** s_c, the standard deviation of each component of z; 1 where it does not vary. */
    double[] unit() {
        return DataRange.units(z);
    }

    /** Numbers of those nearest to a state, the nearest first. */
    int[] nearest(double[] at, double[] unit) {
        int count = Math.min(z.length, Math.max(NEAREST, FOR_EACH_TERM * (at.length + 1)));
        int[] nearest = new int[count];
        double[] distances = new double[count];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int i = 0; i < z.length; i++) {
            double distance = 0;
            for (int c = 0; c < at.length; c++) {
                double off = (z[i][c] - at[c]) / unit[c];
                distance += off * off;
            }
            int place = count;
            while (place > 0 && distance < distances[place - 1]) {
                place--;
                if (place + 1 < count) {
                    distances[place + 1] = distances[place];
                    nearest[place + 1] = nearest[place];
                }
            }
            if (place < count) {
                distances[place] = distance;
                nearest[place] = i;
            }
        }
        return nearest;
    }

    /** E[b | z] at a state, by the plane through the drifts of those nearest to it. */
    double[] at(double[] at, double[] unit, int[] nearest) {
        int d = at.length;
        double[][] normal = new double[d + 1][d + 1];
        double[][] right = new double[d + 1][d];
        double[] row = new double[d + 1];
        row[d] = 1;
        for (int i : nearest) {
            for (int c = 0; c < d; c++) {
                row[c] = (z[i][c] - at[c]) / unit[c];
            }
            for (int j = 0; j <= d; j++) {
                for (int k = 0; k <= d; k++) {
                    normal[j][k] += row[j] * row[k];
                }
                for (int c = 0; c < d; c++) {
                    right[j][c] += row[j] * drift[i][c];
                }
            }
        }
        double[] plane = new SingularValueDecomposition(new Array2DRowRealMatrix(normal, false))
                .getSolver()
                .solve(new Array2DRowRealMatrix(right, false))
                .getRow(d);
        for (int c = 0; c < d; c++) {
            plane[c] = within(plane[c], c, nearest);
        }
        return plane;
    }

    /**
     * No further from the drifts of those nearest than these are from each other: where they lie side by side, as counts do, a
     * plane says nothing of what is beside them.
     */
    private double within(double value, int c, int[] nearest) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i : nearest) {
            least = Math.min(least, drift[i][c]);
            most = Math.max(most, drift[i][c]);
        }
        return Math.max(2 * least - most, Math.min(2 * most - least, value));
    }
}
