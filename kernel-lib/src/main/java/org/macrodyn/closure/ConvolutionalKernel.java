package org.macrodyn.closure;

/**
 * A convolution 3 × 3 with padding 1, y_o(s) = b_o + Σ_{tap, i} w_{oi, tap} x_i(s + tap), in plain Java: values are {@code
 * [row][column][channel]}, and the innermost loop runs over the outputs.
 *
 * @param rows {@code [tap · in + i][o]} w, taps row by row
 * @param bias {@code [o]} b
 */
record ConvolutionalKernel(float[][] rows, float[] bias) {
    static final int TAPS = 9;

    /**
     * From DL4J's order.
     *
     * @param weights {@code [o][i][tap]}
     * @param bias {@code [o]}
     */
    static ConvolutionalKernel of(float[] weights, float[] bias) {
        int in = weights.length / TAPS / bias.length;
        float[][] rows = new float[TAPS * in][bias.length];
        for (int k = 0; k < weights.length; k++) {
            rows[k % TAPS * in + k / TAPS % in][k / TAPS / in] = weights[k];
        }
        return new ConvolutionalKernel(rows, bias);
    }

    int in() {
        return rows.length / TAPS;
    }

    int out() {
        return bias.length;
    }

    /** ∂y/∂x as a convolution: x̄_i(s) = Σ_{tap, o} w_{oi, −tap} ȳ_o(s + tap). */
    ConvolutionalKernel adjoint() {
        float[][] turned = new float[TAPS * out()][in()];
        for (int row = 0; row < rows.length; row++) {
            int tap = TAPS - 1 - row / in();
            for (int o = 0; o < out(); o++) {
                turned[tap * out() + o][row % in()] = rows[row][o];
            }
        }
        return new ConvolutionalKernel(turned, new float[in()]);
    }

    Site site() {
        return new Site();
    }

    /** The convolution at one site, with its buffers, for one thread. */
    final class Site {
        /** What the site takes in, and the rows of w that belong to it. */
        private final float[] factors = new float[rows.length];

        private final float[][] taken = new float[rows.length][];
        private final float[] y = new float[bias.length];

        /**
         * y at a site.
         *
         * @param values {@code [width · width · in]} x
         * @param width of the square
         * @param row of the site
         * @param column of the site
         * @return {@code [o]} y, overwritten by the next call
         */
        float[] at(float[] values, int width, int row, int column) {
            int count = gather(values, width, row, column);
            System.arraycopy(bias, 0, y, 0, y.length);
            int i = 0;
            for (; i + 4 <= count; i += 4) {
                addFour(y, factors, i, taken[i], taken[i + 1], taken[i + 2], taken[i + 3]);
            }
            for (; i < count; i++) {
                addOne(y, factors[i], taken[i]);
            }
            return y;
        }

        /** Beyond the edge there is nothing. */
        private int gather(float[] values, int width, int row, int column) {
            int in = in();
            int count = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                int v = row + tap / 3 - 1;
                int u = column + tap % 3 - 1;
                if (v >= 0 && v < width && u >= 0 && u < width) {
                    System.arraycopy(values, (v * width + u) * in, factors, count, in);
                    System.arraycopy(rows, tap * in, taken, count, in);
                    count += in;
                }
            }
            return count;
        }
    }

    /** y += Σ x_{i + k} w_k: four at a time, so that y is read and written a quarter as often. */
    static void addFour(float[] y, float[] x, int i, float[] w0, float[] w1, float[] w2, float[] w3) {
        float x0 = x[i];
        float x1 = x[i + 1];
        float x2 = x[i + 2];
        float x3 = x[i + 3];
        for (int o = 0; o < y.length; o++) {
            y[o] += x0 * w0[o] + x1 * w1[o] + x2 * w2[o] + x3 * w3[o];
        }
    }

    private static void addOne(float[] y, float x, float[] w) {
        for (int o = 0; o < y.length; o++) {
            y[o] += x * w[o];
        }
    }
}
