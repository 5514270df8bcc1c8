package org.macrodyn.closure;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense network y = W_Lᵀ·relu(… relu(W_1ᵀx + b_1) …) + b_L in plain Java, on a copy of the parameters of a DL4J network.
 *
 * <p>Faster than DL4J on single rows, and usable by several threads at once.
 */
final class PatchAutoencoderLayers {
    /** {@code [layer][in][out]}: rows, so that C2 vectorises over outputs. */
    private final float[][][] weights;

    /** {@code [layer][out]} */
    private final float[][] biases;

    PatchAutoencoderLayers(MultiLayerNetwork network) {
        int layers = network.getnLayers();
        weights = new float[layers][][];
        biases = new float[layers][];
        for (int layer = 0; layer < layers; layer++) {
            INDArray matrix = network.getParam(layer + "_W");
            weights[layer] = matrix.toFloatMatrix();
            biases[layer] = network.getParam(layer + "_b").toFloatVector();
        }
    }

    int inputs() {
        return weights[0].length;
    }

    int outputs() {
        return biases[biases.length - 1].length;
    }

    /** Room for the values of all layers, for one thread. */
    float[][] buffers() {
        float[][] buffers = new float[biases.length][];
        for (int layer = 0; layer < buffers.length; layer++) {
            buffers[layer] = new float[biases[layer].length];
        }
        return buffers;
    }

    /**
     * One forward pass.
     *
     * @param x at least {@code [from + inputs]}. Not modified.
     * @param from index of the first input
     * @param buffers of {@link #buffers()}. Overwritten.
     * @return the last buffer, y
     */
    float[] apply(float[] x, int from, float[][] buffers) {
        layer(0, x, from, buffers[0]);
        for (int layer = 1; layer < buffers.length; layer++) {
            rectify(buffers[layer - 1]);
            layer(layer, buffers[layer - 1], 0, buffers[layer]);
        }
        return buffers[buffers.length - 1];
    }

    private void layer(int layer, float[] x, int from, float[] y) {
        float[][] rows = weights[layer];
        System.arraycopy(biases[layer], 0, y, 0, y.length);
        for (int i = 0; i < rows.length; i++) {
            addScaled(x[from + i], rows[i], y);
        }
    }

    private static void addScaled(float factor, float[] row, float[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] += factor * row[j];
        }
    }

    private static void rectify(float[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] = Math.max(y[j], 0);
        }
    }
}
