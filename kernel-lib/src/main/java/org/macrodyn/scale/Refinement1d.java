package org.macrodyn.scale;

import org.macrodyn.micro.Grid;

/**
 * Fields on a line of cells refined by a whole factor f: n cells become f·n cells on the same interval.
 *
 * <p>Fine cell j has its centre at x = (j + ½)/f − ½ in units of coarse cells, whose centres are 0, 1, …, n−1.
 */
public final class Refinement1d {
    private static final int CUBIC_CELLS = 4;

    private Refinement1d() {}

    /**
     * Linear interpolation between cell centres; fine centres outside the first and the last coarse centre take the end
     * value, as numpy.interp does. For f = 2 the inner points are mixes of ¼ and ¾.
     *
     * <p>Independent noise of the cells keeps only (¼)² + (¾)² = 0.625 of its variance and becomes correlated.
     *
     * @param coarse {@code [fields · n]}. Not modified.
     * @param fields number of fields
     * @param factor f, at least 1
     * @param fine {@code [fields · f · n]}. Overwritten.
     * @throws IllegalArgumentException if a length does not fit
     */
    public static void linear(float[] coarse, int fields, int factor, float[] fine) {
        int n = cells(coarse, fields, factor, fine, 1);
        for (int j = 0; j < factor * n; j++) {
            double x = Math.min(Math.max(position(j, factor), 0), n - 1);
            int left = Math.min((int) x, Math.max(n - 2, 0));
            int right = Math.min(left + 1, n - 1);
            double weight = x - left;
            for (int field = 0; field < fields; field++) {
                double start = coarse[field * n + left];
                fine[field * factor * n + j] = (float) (start + weight * (coarse[field * n + right] - start));
            }
        }
    }

    /**
     * The interpolating cubic spline with not-a-knot ends, S(i) = w_i with S, S′ and S″ continuous and S‴ continuous at
     * the second and the last but one centre; fine centres outside continue the end pieces. Reproduces cubic polynomials.
     *
     * <p>With M_i = S″(i): M_{i−1} + 4M_i + M_{i+1} = 6·(w_{i−1} − 2w_i + w_{i+1}), M_0 = 2M_1 − M_2 and likewise at the
     * other end.
     *
     * @param coarse {@code [fields · n]}, n at least 4. Not modified.
     * @param fields number of fields
     * @param factor f, at least 1
     * @param fine {@code [fields · f · n]}. Overwritten.
     * @throws IllegalArgumentException if a length does not fit or there are fewer than 4 cells
     */
    public static void cubic(float[] coarse, int fields, int factor, float[] fine) {
        int n = cells(coarse, fields, factor, fine, CUBIC_CELLS);
        double[] curvature = new double[n];
        double[] pivot = new double[n];
        for (int field = 0; field < fields; field++) {
            curvature(coarse, field * n, n, curvature, pivot);
            for (int j = 0; j < factor * n; j++) {
                double x = position(j, factor);
                int left = Math.min(Math.max((int) Math.floor(x), 0), n - 2);
                fine[field * factor * n + j] = (float) piece(coarse, field * n + left, curvature, left, x - left);
            }
        }
    }

    /** One of the rules here. */
    interface Rule {
        void refine(float[] coarse, int fields, int factor, float[] fine);
    }

    /** Columns, rows and layers in turn. */
    static void along(float[] coarse, Grid from, float[] fine, Grid to, Rule rule) {
        float[] wide = along(coarse, 1, from.columns(), to.columns(), rule);
        float[] high = along(wide, to.columns(), from.rows(), to.rows(), rule);
        float[] deep = along(high, to.columns() * to.rows(), from.layers(), to.layers(), rule);
        System.arraycopy(deep, 0, fine, 0, fine.length);
    }

    /** The lines of one axis, whose cells stand {@code stride} apart, n cells refined to m. */
    private static float[] along(float[] values, int stride, int n, int m, Rule rule) {
        if (n == m) {
            return values;
        }
        float[] refined = new float[values.length / n * m];
        float[] line = new float[n];
        float[] fineLine = new float[m];
        for (int k = 0; k < values.length / n; k++) {
            int first = k / stride * stride * n + k % stride;
            for (int i = 0; i < n; i++) {
                line[i] = values[first + i * stride];
            }
            rule.refine(line, 1, m / n, fineLine);
            first += k / stride * stride * (m - n);
            for (int j = 0; j < m; j++) {
                refined[first + j * stride] = fineLine[j];
            }
        }
        return refined;
    }

    private static double position(int j, int factor) {
        return (j + 0.5) / factor - 0.5;
    }

    private static int cells(float[] coarse, int fields, int factor, float[] fine, int atLeast) {
        if (fields < 1 || factor < 1) {
            throw new IllegalArgumentException(
                    "refinement of " + fields + " fields by a factor " + factor + ": both must be at least 1");
        }
        int n = coarse.length / fields;
        if (n < atLeast || n * fields != coarse.length) {
            throw new IllegalArgumentException("state of " + coarse.length + " values for " + fields
                    + " fields: must have at least " + atLeast + " cells in each field");
        }
        if (fine.length != (long) coarse.length * factor) {
            throw new IllegalArgumentException("refined state of " + fine.length + " values: must have " + factor
                    + " times the " + coarse.length + " values of the coarse one");
        }
        return n;
    }

    /** Solves for M by Thomas' algorithm; the not-a-knot conditions fix M_1 and M_{n−2} to the second differences. */
    private static void curvature(float[] w, int offset, int n, double[] m, double[] pivot) {
        m[1] = secondDifference(w, offset + 1);
        m[n - 2] = secondDifference(w, offset + n - 2);
        pivot[1] = 0;
        for (int i = 2; i < n - 2; i++) {
            pivot[i] = 1 / (4 - pivot[i - 1]);
            m[i] = (6 * secondDifference(w, offset + i) - m[i - 1]) * pivot[i];
        }
        for (int i = n - 3; i > 1; i--) {
            m[i] -= pivot[i] * m[i + 1];
        }
        m[0] = 2 * m[1] - m[2];
        m[n - 1] = 2 * m[n - 2] - m[n - 3];
    }

    private static double secondDifference(float[] w, int i) {
        return (double) w[i - 1] - 2 * (double) w[i] + w[i + 1];
    }

    /** S at distance t right of a centre. */
    private static double piece(float[] w, int index, double[] m, int left, double t) {
        double s = 1 - t;
        double bend = (s * s * s - s) * m[left] + (t * t * t - t) * m[left + 1];
        return s * w[index] + t * w[index + 1] + bend / 6;
    }
}
