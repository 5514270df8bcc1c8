package org.macrodyn.closure;

import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.ThresholdReluBp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Forward and backward pass of a dense ReLU network for a fixed number of rows, by gemm on the parameter and gradient
 * views of a DL4J network; several times faster than the network's own.
 *
 * <p>Values of a layer are kept as {@code [width, rows]} in column order, so that a row of the batch is contiguous.
 */
final class PatchAutoencoderPass {
    private final MultiLayerNetwork network;
    private final int layers;
    private final INDArray[] weights;
    private final INDArray[] biases;
    private final INDArray[] weightGradients;
    private final INDArray[] biasGradients;
    /** {@code [0]} input, {@code [layer + 1]} output of a layer. */
    private final INDArray[] values;

    private final INDArray[] gradients;
    private final INDArray ones;

    PatchAutoencoderPass(MultiLayerNetwork network, int rows) {
        this.network = network;
        layers = network.getnLayers();
        weights = new INDArray[layers];
        biases = new INDArray[layers];
        weightGradients = new INDArray[layers];
        biasGradients = new INDArray[layers];
        values = new INDArray[layers + 1];
        gradients = new INDArray[layers + 1];
        DataType type = network.params().dataType();
        ones = Nd4j.ones(type, rows, 1);
        shareGradients();
        for (int layer = 0; layer < layers; layer++) {
            weights[layer] = network.getParam(layer + "_W");
            INDArray bias = network.getParam(layer + "_b");
            weightGradients[layer] = gradientView(weights[layer], weights[layer].shape());
            biasGradients[layer] = gradientView(bias, bias.length(), 1);
            biases[layer] = bias.reshape('f', bias.length(), 1);
            allocate(layer, weights[layer].size(0), rows, type);
            allocate(layer + 1, weights[layer].size(1), rows, type);
        }
    }

    /** A second gradient array would leave the updater and earlier passes on the first one. */
    private void shareGradients() {
        if (network.getFlattenedGradients() == null) {
            network.initGradientsView();
        }
    }

    private void allocate(int index, long width, int rows, DataType type) {
        if (values[index] == null) {
            values[index] = Nd4j.createUninitialized(type, new long[] {width, rows}, 'f');
            gradients[index] = Nd4j.createUninitialized(type, new long[] {width, rows}, 'f');
        }
    }

    /** Gradients lie in their flat array where parameters lie in theirs. */
    private INDArray gradientView(INDArray parameter, long... shape) {
        INDArray flat = network.getFlattenedGradients().reshape(network.numParams());
        long from = parameter.offset();
        return flat.get(NDArrayIndex.interval(from, from + parameter.length())).reshape('f', shape);
    }

    /** {@code [inputs, rows]}, to be filled before {@link #forward}. */
    INDArray input() {
        return values[0];
    }

    /** {@code [outputs, rows]}, valid after {@link #forward}. */
    INDArray output() {
        return values[layers];
    }

    /** {@code [outputs, rows]} ∂L/∂output, to be filled before {@link #backward}. */
    INDArray outputGradient() {
        return gradients[layers];
    }

    void forward() {
        for (int layer = 0; layer < layers; layer++) {
            INDArray y = values[layer + 1];
            Nd4j.gemm(weights[layer], values[layer], y, true, false, 1, 0);
            y.addiColumnVector(biases[layer]);
            if (layer < layers - 1) {
                Transforms.relu(y, false);
            }
        }
    }

    /** Fills the gradient views; overwrites what was there. */
    void backward() {
        for (int layer = layers - 1; layer >= 0; layer--) {
            INDArray dy = gradients[layer + 1];
            if (layer < layers - 1) {
                Nd4j.exec(new ThresholdReluBp(values[layer + 1], dy, dy, 0.0));
            }
            Nd4j.gemm(values[layer], dy, weightGradients[layer], false, true, 1, 0);
            Nd4j.gemm(dy, ones, biasGradients[layer], false, false, 1, 0);
            if (layer > 0) {
                Nd4j.gemm(weights[layer], dy, gradients[layer], false, false, 1, 0);
            }
        }
    }

    /** {@code [inputs, rows]} ∂L/∂input, after {@link #backward}. */
    INDArray inputGradient() {
        Nd4j.gemm(weights[0], gradients[1], gradients[0], false, false, 1, 0);
        return gradients[0];
    }

    /** One step of the network's own updater (weight decay, Adam) with the gradients that {@link #backward} left. */
    void update(int iteration) {
        DefaultGradient gradient = new DefaultGradient(network.getFlattenedGradients());
        for (int layer = 0; layer < layers; layer++) {
            gradient.setGradientFor(layer + "_W", weightGradients[layer]);
            gradient.setGradientFor(layer + "_b", biasGradients[layer].reshape('f', 1, biasGradients[layer].length()));
        }
        network.getUpdater().update(network, gradient, iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        INDArray step = network.getFlattenedGradients().reshape(network.numParams());
        network.params().subi(step);
    }
}
