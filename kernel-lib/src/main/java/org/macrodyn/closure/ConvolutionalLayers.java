package org.macrodyn.closure;

import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The encoder of a convolutional autoencoder in plain Java, on a copy of its parameters, with batch norms in inference mode:
 * they are part of the kernels, w ↦ wγ/√(σ² + ε), b ↦ (b − μ)γ/√(σ² + ε) + β.
 *
 * <p>Faster than DL4J on single patches, and usable by several threads at once. Values of a layer are {@code [row][column]
 * [channel]}: the innermost loop runs over channels. The maximum is taken before the leaky ReLU, which grows and therefore
 * commutes with it.
 */
final class ConvolutionalLayers implements PatchEncoder {
    private static final int TAPS = 9;

    private final int side;

    /** {@code [block][tap · in + channel][out]} */
    private final float[][][] kernels;

    /** {@code [block][out]} */
    private final float[][] biases;

    /** {@code [(row, column, channel)][variable]} */
    private final float[][] dense;

    private final float[] denseBias;

    ConvolutionalLayers(MultiLayerNetwork encoder, int side) {
        this.side = side;
        int blocks = encoder.getnLayers() / ConvolutionalNetworks.LAYERS_OF_BLOCK;
        kernels = new float[blocks][][];
        biases = new float[blocks][];
        for (int block = 0; block < blocks; block++) {
            int layer = block * ConvolutionalNetworks.LAYERS_OF_BLOCK;
            double[] factors = factors(encoder, layer + 1);
            kernels[block] = kernel(encoder.getParam(layer + "_W"), factors);
            biases[block] = bias(encoder, layer, factors);
        }
        int last = encoder.getnLayers() - 1;
        int channels = biases[blocks - 1].length;
        dense = sitesFirst(encoder.getParam(last + "_W").toFloatMatrix(), channels);
        denseBias = encoder.getParam(last + "_b").toFloatVector();
    }

    private static double[] factors(MultiLayerNetwork encoder, int layer) {
        double[] gamma = encoder.getParam(layer + "_gamma").toDoubleVector();
        double[] variance = encoder.getParam(layer + "_var").toDoubleVector();
        for (int c = 0; c < gamma.length; c++) {
            gamma[c] /= Math.sqrt(variance[c] + ConvolutionalNetworks.BATCH_NORM_EPSILON);
        }
        return gamma;
    }

    private static float[][] kernel(INDArray weights, double[] factors) {
        int in = (int) weights.size(1);
        float[][] rows = new float[TAPS * in][factors.length];
        for (int tap = 0; tap < TAPS; tap++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < factors.length; o++) {
                    rows[tap * in + i][o] = (float) (factors[o] * weights.getDouble(o, i, tap / 3, tap % 3));
                }
            }
        }
        return rows;
    }

    private static float[] bias(MultiLayerNetwork encoder, int layer, double[] factors) {
        double[] bias = encoder.getParam(layer + "_b").toDoubleVector();
        double[] mean = encoder.getParam(layer + 1 + "_mean").toDoubleVector();
        double[] beta = encoder.getParam(layer + 1 + "_beta").toDoubleVector();
        float[] result = new float[bias.length];
        for (int o = 0; o < bias.length; o++) {
            result[o] = (float) ((bias[o] - mean[o]) * factors[o] + beta[o]);
        }
        return result;
    }

    /** DL4J counts channels first. */
    private static float[][] sitesFirst(float[][] rows, int channels) {
        int sites = rows.length / channels;
        float[][] result = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            result[i % sites * channels + i / sites] = rows[i];
        }
        return result;
    }

    @Override
    public int inputs() {
        return side * side;
    }

    @Override
    public int outputs() {
        return denseBias.length;
    }

    @Override
    public Pass pass() {
        Buffers buffers = new Buffers();
        return (field, values, from, code, to) -> {
            float[] result = buffers.encode(values, from);
            for (int c = 0; c < result.length; c++) {
                code[to + c] = result[c];
            }
        };
    }

    /** Values of all layers, for one thread. */
    private final class Buffers {
        private final float[][] values = new float[kernels.length + 1][];
        private final float[][] sums = new float[kernels.length][];
        private final float[] result = new float[denseBias.length];
        /** What one output site takes in: factors and the rows of the kernel that belong to them. */
        private final float[][] factors = new float[kernels.length][];

        private final float[][][] rows = new float[kernels.length][][];

        Buffers() {
            values[0] = new float[side * side];
            for (int block = 0; block < kernels.length; block++) {
                int pooled = side >> (block + 1);
                values[block + 1] = new float[pooled * pooled * biases[block].length];
                sums[block] = new float[biases[block].length];
                factors[block] = new float[kernels[block].length];
                rows[block] = new float[kernels[block].length][];
            }
        }

        float[] encode(float[] patch, int from) {
            System.arraycopy(patch, from, values[0], 0, values[0].length);
            for (int block = 0; block < kernels.length; block++) {
                block(block, side >> block);
            }
            System.arraycopy(denseBias, 0, result, 0, result.length);
            float[] last = values[kernels.length];
            for (int i = 0; i < last.length; i++) {
                for (int c = 0; c < result.length; c++) {
                    result[c] += last[i] * dense[i][c];
                }
            }
            return result;
        }

        private void block(int block, int width) {
            float[] out = values[block + 1];
            Arrays.fill(out, Float.NEGATIVE_INFINITY);
            for (int row = 0; row < width; row++) {
                for (int column = 0; column < width; column++) {
                    int count = gather(block, width, row, column);
                    convolve(block, count);
                    maximum(sums[block], out, (row / 2 * (width / 2) + column / 2) * sums[block].length);
                }
            }
            for (int i = 0; i < out.length; i++) {
                out[i] = Math.max(out[i], (float) ConvolutionalNetworks.SLOPE * out[i]);
            }
        }

        /** Beyond the patch's edge there is nothing. */
        private int gather(int block, int width, int row, int column) {
            int in = kernels[block].length / TAPS;
            int count = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                int y = row + tap / 3 - 1;
                int x = column + tap % 3 - 1;
                if (y >= 0 && y < width && x >= 0 && x < width) {
                    System.arraycopy(values[block], (y * width + x) * in, factors[block], count, in);
                    System.arraycopy(kernels[block], tap * in, rows[block], count, in);
                    count += in;
                }
            }
            return count;
        }

        private void convolve(int block, int count) {
            float[] y = sums[block];
            float[] x = factors[block];
            float[][] w = rows[block];
            System.arraycopy(biases[block], 0, y, 0, y.length);
            int i = 0;
            for (; i + 4 <= count; i += 4) {
                addFour(y, x, i, w[i], w[i + 1], w[i + 2], w[i + 3]);
            }
            for (; i < count; i++) {
                addOne(y, x[i], w[i]);
            }
        }
    }

    /** Four at a time: y is read and written a quarter as often. */
    private static void addFour(float[] y, float[] x, int i, float[] w0, float[] w1, float[] w2, float[] w3) {
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

    private static void maximum(float[] values, float[] out, int at) {
        for (int c = 0; c < values.length; c++) {
            out[at + c] = Math.max(out[at + c], values[c]);
        }
    }
}
