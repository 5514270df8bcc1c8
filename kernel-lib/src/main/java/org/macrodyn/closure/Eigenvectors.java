package org.macrodyn.closure;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.util.Precision;
import org.macrodyn.run.ProgressListener;

/**
 * Eigenvectors of a symmetric matrix A = QTQᵀ, T tridiagonal: Householder reflections make T, implicit QL steps its eigenvalues
 * (Martin, Reinsch and Wilkinson, <i>Numer. Math.</i> 11, 181, 1968; Dubrulle, Martin and Wilkinson, 12, 377, 1968).
 *
 * <p>The arithmetic is that of {@link org.apache.commons.math3.linear.EigenDecomposition}, in its order: the same numbers to the last bit.
 * That one takes minutes for the matrices of large patches, silent and not to be stopped. Here vectors are rows, which the cache
 * likes, each column is told, and an interrupt is heard.
 */
final class Eigenvectors {
    /** QL steps for one eigenvalue; two are usual. */
    private static final int MOST_STEPS = 30;
    /** Work of the QL steps over that of either pass before. */
    private static final int QL = 3;

    private static final int PASSES = 2 + QL;
    private static final int PARTS = 1000;

    private final int n;
    /** {@code [n][n]} A's upper triangle; in its place, row by row, the vectors v of the reflections 1 − 2vvᵀ/vᵀv. */
    private final double[][] a;
    /** {@code [n]} T's diagonal, in the end the eigenvalues. */
    private final double[] main;
    /** {@code [n]} beside T's diagonal, in the end 0. */
    private final double[] beside;

    private final ProgressListener progress;

    private Eigenvectors(double[][] a, ProgressListener progress) {
        n = a.length;
        this.a = a;
        this.progress = progress;
        main = new double[n];
        beside = new double[n];
    }

    /**
     * Those of the largest eigenvalues.
     *
     * @param matrix {@code [n][n]} symmetric, overwritten
     * @param count how many, from 1 to n
     * @param progress hears how much is done, column by column
     * @return {@code [count][n]} unit vectors, their eigenvalues falling
     * @throws IllegalStateException if the matrix holds what is not finite
     * @throws CancellationException if the thread is interrupted
     */
    static double[][] leading(double[][] matrix, int count, ProgressListener progress) {
        Eigenvectors of = new Eigenvectors(matrix, progress);
        of.makeTridiagonal();
        double[][] vectors = of.reflected();
        of.makeDiagonal(vectors);
        return of.largest(vectors, count);
    }

    /** Tells that a pass has done some columns of n; the last of them are the cheapest. */
    private void tell(int before, int weight, double left) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("eigenvectors interrupted, run again");
        }
        progress.update(Math.round(PARTS * (before + weight * (1 - left)) / PASSES), PARTS, "");
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private void makeTridiagonal() {
        double[] z = new double[n];
        for (int k = 0; k < n - 1; k++) {
            double[] v = a[k];
            main[k] = v[k];
            double square = 0;
            for (int j = k + 1; j < n; j++) {
                square += v[j] * v[j];
            }
            beside[k] = v[k + 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
            if (beside[k] != 0) {
                v[k + 1] -= beside[k];
                reflect(k, v, z);
            }
            tell(0, 1, cube((n - 1.0 - k) / n));
        }
        main[n - 1] = a[n - 1][n - 1];
    }

    /** A ← A − vzᵀ − zvᵀ of what lies beyond k, z = βAv − (β/2)(βvᵀAv)v. */
    private void reflect(int k, double[] v, double[] z) {
        double beta = -1 / (beside[k] * v[k + 1]);
        Arrays.fill(z, k + 1, n, 0);
        for (int i = k + 1; i < n; i++) {
            z[i] = beta * (z[i] + timesUpperRow(a[i], i, v, z));
        }
        double gamma = 0;
        for (int i = k + 1; i < n; i++) {
            gamma += z[i] * v[i];
        }
        gamma *= beta / 2;
        for (int i = k + 1; i < n; i++) {
            z[i] -= gamma * v[i];
        }
        for (int i = k + 1; i < n; i++) {
            subtract(a[i], i, v, z);
        }
    }

    /** Row i of the upper triangle times v, while the column that mirrors it adds its part to z. */
    private double timesUpperRow(double[] row, int i, double[] v, double[] z) {
        double factor = v[i];
        double sum = row[i] * factor;
        for (int j = i + 1; j < n; j++) {
            sum += row[j] * v[j];
            z[j] += row[j] * factor;
        }
        return sum;
    }

    private void subtract(double[] row, int i, double[] v, double[] z) {
        double vi = v[i];
        double zi = z[i];
        for (int j = i; j < n; j++) {
            row[j] -= vi * z[j] + zi * v[j];
        }
    }

    /** {@code [n][n]} Qᵀ, the product of the reflections. */
    private double[][] reflected() {
        double[][] q = new double[n][n];
        q[0][0] = 1;
        for (int k = n - 1; k >= 1; k--) {
            double[] v = a[k - 1];
            q[k][k] = 1;
            if (v[k] != 0) {
                reflect(q, k, v, beside[k - 1]);
            }
            tell(1, 1, 1 - cube((n - k + 0.0) / n));
        }
        return q;
    }

    private void reflect(double[][] q, int k, double[] v, double norm) {
        double inverse = 1.0 / (norm * v[k]);
        double beta = 1.0 / norm;
        q[k][k] = 1 + beta * v[k];
        for (int i = k + 1; i < n; i++) {
            q[k][i] = beta * v[i];
        }
        for (int j = k + 1; j < n; j++) {
            double[] row = q[j];
            double along = 0;
            for (int i = k + 1; i < n; i++) {
                along += row[i] * v[i];
            }
            along *= inverse;
            row[k] = along * v[k];
            for (int i = k + 1; i < n; i++) {
                row[i] += along * v[i];
            }
        }
    }

    private void makeDiagonal(double[][] vectors) {
        neglect();
        for (int j = 0; j < n; j++) {
            int steps = 0;
            for (int m = end(j); m != j; m = end(j)) {
                if (steps++ == MOST_STEPS) {
                    throw new IllegalStateException("no eigenvectors of " + n + "×" + n + " numbers after " + MOST_STEPS
                            + " steps: must be finite, look at the configurations");
                }
                step(j, m, vectors);
            }
            tell(2, QL, (n - 1.0 - j) * (n - 1.0 - j) / n / n);
        }
    }

    /** Nothing is left of what is too small beside the largest. */
    private void neglect() {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.max(Math.abs(main[i]), Math.abs(beside[i])));
        }
        for (int i = 0; i < n; i++) {
            main[i] = Math.abs(main[i]) <= Precision.EPSILON * largest ? 0 : main[i];
            beside[i] = Math.abs(beside[i]) <= Precision.EPSILON * largest ? 0 : beside[i];
        }
    }

    /** Where the block from j on ends. */
    private int end(int j) {
        int m = j;
        while (m < n - 1) {
            double size = Math.abs(main[m]) + Math.abs(main[m + 1]);
            if (Math.abs(beside[m]) + size == size) {
                return m;
            }
            m++;
        }
        return m;
    }

    /** One implicit step, with Wilkinson's shift, of the block from j to m. */
    private void step(int j, int m, double[][] vectors) {
        double q = (main[j + 1] - main[j]) / (2 * beside[j]);
        double t = Math.sqrt(1 + q * q);
        q = main[m] - main[j] + beside[j] / (q < 0 ? q - t : q + t);
        double u = 0;
        double s = 1;
        double c = 1;
        for (int i = m - 1; i >= j; i--) {
            double p = s * beside[i];
            double h = c * beside[i];
            if (Math.abs(p) >= Math.abs(q)) {
                c = q / p;
                t = Math.sqrt(c * c + 1);
                beside[i + 1] = p * t;
                s = 1 / t;
                c *= s;
            } else {
                s = p / q;
                t = Math.sqrt(s * s + 1);
                beside[i + 1] = q * t;
                c = 1 / t;
                s *= c;
            }
            q = main[i + 1] - u;
            t = (main[i] - q) * s + 2 * c * h;
            u = s * t;
            main[i + 1] = q + u;
            q = c * t - h;
            rotate(vectors[i], vectors[i + 1], c, s);
        }
        main[j] -= u;
        beside[j] = q;
        beside[m] = 0;
    }

    private static void rotate(double[] x, double[] y, double c, double s) {
        for (int i = 0; i < x.length; i++) {
            double old = y[i];
            y[i] = s * x[i] + c * old;
            x[i] = c * x[i] - s * old;
        }
    }

    private double[][] largest(double[][] vectors, int count) {
        for (int i = 0; i < count; i++) {
            int k = i;
            for (int j = i + 1; j < n; j++) {
                k = main[j] > main[k] ? j : k;
            }
            double value = main[k];
            double[] vector = vectors[k];
            main[k] = main[i];
            vectors[k] = vectors[i];
            main[i] = value;
            vectors[i] = vector;
        }
        return Arrays.copyOf(vectors, count);
    }
}
