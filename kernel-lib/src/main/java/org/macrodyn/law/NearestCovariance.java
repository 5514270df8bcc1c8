package org.macrodyn.law;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Covariances of symmetric matrices that formulas give, which may be negative in some direction where the noise vanishes. */
final class NearestCovariance {
    /** A negative eigenvalue below this share of the trace is rounding. */
    private static final double ROUNDING = 1e-6;

    private NearestCovariance() {}

    /** By the signs of the leading minors, up to rounding: what elimination leaves of each diagonal element. */
    static boolean negative(double[][] matrix) {
        int d = matrix.length;
        if (d == 1) {
            return matrix[0][0] < 0;
        }
        double[][] left = new double[d][];
        double trace = 0;
        for (int c = 0; c < d; c++) {
            left[c] = matrix[c].clone();
            trace += Math.abs(matrix[c][c]);
        }
        for (int k = 0; k < d; k++) {
            if (left[k][k] < -ROUNDING * trace) {
                return true;
            }
            for (int i = k + 1; i < d; i++) {
                double factor = left[k][k] > 0 ? left[i][k] / left[k][k] : 0;
                for (int j = k + 1; j < d; j++) {
                    left[i][j] -= factor * left[k][j];
                }
            }
        }
        return false;
    }

    /** The matrix itself, or where it is negative in some direction the nearest covariance: eigenvalues below 0 become 0. */
    static double[][] of(double[][] matrix) {
        if (!negative(matrix)) {
            return matrix;
        }
        int d = matrix.length;
        double size = Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        // Squares of elements of 1e-155, as an odd term has where z nearly vanishes, make the decomposition divide by
        // nearly 0.
        double[][] rounded = Arrays.stream(matrix)
                .map(row -> Arrays.stream(row)
                        .map(x -> Math.abs(x) > Math.ulp(size) ? x : 0)
                        .toArray())
                .toArray(double[][]::new);
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(rounded, false));
        double[][] nearest = new double[d][d];
        for (int k = 0; k < d; k++) {
            double value = Math.max(0, eigen.getRealEigenvalue(k));
            double[] vector = eigen.getEigenvector(k).toArray();
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    nearest[a][b] += value * vector[a] * vector[b];
                }
            }
        }
        return nearest;
    }
}
