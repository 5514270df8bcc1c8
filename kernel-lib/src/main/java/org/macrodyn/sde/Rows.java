package org.macrodyn.sde;

import java.util.Arrays;

/** Loops over a row of samples, short and free of branches, so that the compiler vectorises them. */
final class Rows {
    private static final int LANES = 8;

    private Rows() {}

    /** y ← y + a·x. */
    static void addScaled(double[] y, double a, double[] x, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] += a * x[s];
        }
    }

    /** y ← y + factor · a·b, sample by sample. */
    static void addProduct(double[] y, double factor, double[] a, double[] b, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] += factor * a[s] * b[s];
        }
    }

    /** y ← a·b, sample by sample. */
    static void product(double[] y, double[] a, double[] b, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] = a[s] * b[s];
        }
    }

    /** Σ a·b in eight independent sums: one sum would wait for itself. */
    static double dot(double[] a, double[] b, int samples) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int s = 0;
        for (; s <= samples - LANES; s += LANES) {
            s0 += a[s] * b[s];
            s1 += a[s + 1] * b[s + 1];
            s2 += a[s + 2] * b[s + 2];
            s3 += a[s + 3] * b[s + 3];
            s4 += a[s + 4] * b[s + 4];
            s5 += a[s + 5] * b[s + 5];
            s6 += a[s + 6] * b[s + 6];
            s7 += a[s + 7] * b[s + 7];
        }
        for (; s < samples; s++) {
            s0 += a[s] * b[s];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    static void clear(double[][] rows, int samples) {
        for (double[] row : rows) {
            Arrays.fill(row, 0, samples, 0);
        }
    }
}
