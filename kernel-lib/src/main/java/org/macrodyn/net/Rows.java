package org.macrodyn.net;

import java.util.Arrays;

/** Loops over rows of samples, short and free of branches, so that the compiler vectorises them. */
public final class Rows {
    /** Rows as long as a multiple of the cache line, header included, stay in step with each other in memory. */
    private static final int LINE = 16;

    private static final int HEADER = 4;

    /**
     * Rows of so many samples are long. The compiler unrolls a loop by the trips that it counted there: in a loop for rows of
     * every length, short ones find vectors that are too wide for them, and go through one number at a time.
     */
    private static final int LONG = 80;

    private Rows() {}

    /**
     * Room for rows.
     *
     * @param count number of rows
     * @param capacity samples of each
     * @return {@code [count][capacity or more]} zeros
     */
    public static float[][] allocate(int count, int capacity) {
        return new float[count][(capacity + HEADER + LINE - 1) / LINE * LINE - HEADER];
    }

    /**
     * y ← 0.
     *
     * @param y rows
     * @param samples length to be cleared
     */
    public static void clear(float[][] y, int samples) {
        for (float[] row : y) {
            Arrays.fill(row, 0, samples, 0);
        }
    }

    /**
     * y ← y + a·x.
     *
     * @param y a row
     * @param a factor
     * @param x a row
     * @param samples their length
     */
    public static void addScaled(float[] y, float a, float[] x, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] = Math.fma(a, x[s], y[s]);
        }
    }

    /**
     * y ← y + factor · a·b, sample by sample.
     *
     * @param y a row
     * @param factor a number
     * @param a a row
     * @param b a row
     * @param samples their length
     */
    public static void addProduct(float[] y, float factor, float[] a, float[] b, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] = Math.fma(factor * a[s], b[s], y[s]);
        }
    }

    /**
     * y ← factor · a·b, sample by sample.
     *
     * @param y a row, which may be a or b
     * @param factor a number
     * @param a a row
     * @param b a row
     * @param samples their length
     */
    public static void product(float[] y, float factor, float[] a, float[] b, int samples) {
        for (int s = 0; s < samples; s++) {
            y[s] = factor * a[s] * b[s];
        }
    }

    /**
     * y ← factor·y.
     *
     * @param y rows
     * @param factor a number
     * @param samples length to be scaled
     */
    public static void scale(float[][] y, float factor, int samples) {
        for (float[] row : y) {
            for (int s = 0; s < samples; s++) {
                row[s] *= factor;
            }
        }
    }

    /**
     * y ← y + Ax: y_o[s] ← y_o[s] + a_o0·x_0[s] + … in this order, whatever the blocking below.
     *
     * @param a A, {@code [outputs][inputs]}
     * @param x {@code [inputs][samples]}
     * @param inputs number of them
     * @param y {@code [outputs][samples]}
     * @param outputs number of them
     * @param samples number of samples
     */
    public static void addProducts(float[][] a, float[][] x, int inputs, float[][] y, int outputs, int samples) {
        boolean large = samples >= LONG;
        int together = large ? 3 : 2;
        int o = 0;
        for (; o + together <= outputs; o += together) {
            if (large) {
                addThree(a, x, inputs, y, o, samples);
            } else {
                addTwo(a, x, inputs, y, o, samples);
            }
        }
        for (; o < outputs; o++) {
            addOne(a[o], x, inputs, y[o], samples);
        }
    }

    /** Three long outputs. */
    private static void addThree(float[][] a, float[][] x, int inputs, float[][] y, int o, int samples) {
        for (int i = 0; i < inputs; i += i + 3 > inputs ? 1 : 3) {
            addBlock(a, x, i, inputs, y, o, samples);
        }
    }

    /**
     * Two short outputs, from four inputs at a time. C2 vectorises this one: not with other numbers of outputs or inputs, not
     * with the rows as arguments, and not inside its caller, for which it is too large as {@link #addBlock} is.
     */
    private static void addTwo(float[][] weights, float[][] x, int inputs, float[][] y, int o, int samples) {
        float[] y0 = y[o];
        float[] y1 = y[o + 1];
        float[] a = weights[o];
        float[] b = weights[o + 1];
        int i = 0;
        for (; i + 3 < inputs; i += 4) {
            float[] x0 = x[i];
            float[] x1 = x[i + 1];
            float[] x2 = x[i + 2];
            float[] x3 = x[i + 3];
            float a0 = a[i];
            float a1 = a[i + 1];
            float a2 = a[i + 2];
            float a3 = a[i + 3];
            float b0 = b[i];
            float b1 = b[i + 1];
            float b2 = b[i + 2];
            float b3 = b[i + 3];
            for (int s = 0; s < samples; s++) {
                float v0 = x0[s];
                float v1 = x1[s];
                float v2 = x2[s];
                float v3 = x3[s];
                y0[s] = Math.fma(a3, v3, Math.fma(a2, v2, Math.fma(a1, v1, Math.fma(a0, v0, y0[s]))));
                y1[s] = Math.fma(b3, v3, Math.fma(b2, v2, Math.fma(b1, v1, Math.fma(b0, v0, y1[s]))));
            }
        }
        for (; i < inputs; i++) {
            float[] x0 = x[i];
            float a0 = a[i];
            float b0 = b[i];
            for (int s = 0; s < samples; s++) {
                float v0 = x0[s];
                y0[s] = Math.fma(a0, v0, y0[s]);
                y1[s] = Math.fma(b0, v0, y1[s]);
            }
        }
    }

    /** One output. */
    private static void addOne(float[] a, float[][] x, int inputs, float[] y, int samples) {
        int i = 0;
        for (; i + 3 < inputs; i += 4) {
            addFour(a, x, i, y, samples);
        }
        for (; i < inputs; i++) {
            addScaled(y, a[i], x[i], samples);
        }
    }

    /** One output from four inputs. */
    private static void addFour(float[] a, float[][] x, int i, float[] y, int samples) {
        float[] x0 = x[i];
        float[] x1 = x[i + 1];
        float[] x2 = x[i + 2];
        float[] x3 = x[i + 3];
        float a0 = a[i];
        float a1 = a[i + 1];
        float a2 = a[i + 2];
        float a3 = a[i + 3];
        for (int s = 0; s < samples; s++) {
            y[s] = Math.fma(a3, x3[s], Math.fma(a2, x2[s], Math.fma(a1, x1[s], Math.fma(a0, x0[s], y[s]))));
        }
    }

    /**
     * Three outputs from three inputs, or from one where three are too many: the most that C2 vectorises. Each number is read
     * once, before an output is written: it might be the same for all that the compiler knows. Too large to be compiled into
     * its caller, where the same loop is not vectorised.
     */
    private static void addBlock(float[][] a, float[][] x, int i, int inputs, float[][] y, int o, int samples) {
        float[] x0 = x[i];
        float[] y0 = y[o];
        float[] y1 = y[o + 1];
        float[] y2 = y[o + 2];
        float a0 = a[o][i];
        float b0 = a[o + 1][i];
        float c0 = a[o + 2][i];
        if (i + 3 > inputs) {
            for (int s = 0; s < samples; s++) {
                float v0 = x0[s];
                y0[s] = Math.fma(a0, v0, y0[s]);
                y1[s] = Math.fma(b0, v0, y1[s]);
                y2[s] = Math.fma(c0, v0, y2[s]);
            }
            return;
        }
        float[] x1 = x[i + 1];
        float[] x2 = x[i + 2];
        float a1 = a[o][i + 1];
        float a2 = a[o][i + 2];
        float b1 = a[o + 1][i + 1];
        float b2 = a[o + 1][i + 2];
        float c1 = a[o + 2][i + 1];
        float c2 = a[o + 2][i + 2];
        for (int s = 0; s < samples; s++) {
            float v0 = x0[s];
            float v1 = x1[s];
            float v2 = x2[s];
            y0[s] = Math.fma(a2, v2, Math.fma(a1, v1, Math.fma(a0, v0, y0[s])));
            y1[s] = Math.fma(b2, v2, Math.fma(b1, v1, Math.fma(b0, v0, y1[s])));
            y2[s] = Math.fma(c2, v2, Math.fma(c1, v1, Math.fma(c0, v0, y2[s])));
        }
    }

    /** t ← xᵀ, four samples at a time so that a cache line is not fetched for each number. */
    static void transpose(float[][] x, int units, float[][] t, int samples) {
        int s = 0;
        for (; s + 3 < samples; s += 4) {
            float[] t0 = t[s];
            float[] t1 = t[s + 1];
            float[] t2 = t[s + 2];
            float[] t3 = t[s + 3];
            for (int i = 0; i < units; i++) {
                float[] row = x[i];
                t0[i] = row[s];
                t1[i] = row[s + 1];
                t2[i] = row[s + 2];
                t3[i] = row[s + 3];
            }
        }
        for (; s < samples; s++) {
            for (int i = 0; i < units; i++) {
                t[s][i] = x[i][s];
            }
        }
    }
}
