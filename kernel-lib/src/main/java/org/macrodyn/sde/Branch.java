package org.macrodyn.sde;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Forward and backward pass of one of the two networks for a block of samples: matrix products by OpenBLAS, everything
 * else in one vectorised loop for each unit.
 *
 * <p>Blocks are small enough for the second-level cache. Activations are unit by unit, {@code [units · samples]}, so
 * that a unit's bias is one number for a contiguous run; OpenBLAS needs memory outside the Java heap, plain loops run
 * fastest on Java arrays, and a copy of a block costs a tenth of its product.
 */
final class Branch implements Pass {
    private final SdeGraph.Dense[] layers;
    private final Activation activation;
    private final FloatPointer[] weights;
    private final FloatPointer[] weightGradients;
    private final FloatPointer[] biasGradients;
    private final FloatPointer[] values;
    private final FloatPointer[] errors;
    private final FloatPointer ones;
    private final float[] buffer;
    private final float[][] slopes;

    /**
     * A network that reads its weights from, and adds its gradients to, flat vectors outside the heap.
     *
     * @param layers its layers in the flat vector
     * @param activation of its hidden layers
     * @param capacity most samples of a block
     * @param parameters the flat vector of parameters
     * @param gradients the flat vector of gradients
     */
    Branch(
            List<SdeGraph.Dense> layers,
            Activation activation,
            int capacity,
            FloatPointer parameters,
            FloatPointer gradients) {
        this.layers = layers.toArray(SdeGraph.Dense[]::new);
        this.activation = activation;
        int depth = this.layers.length;
        weights = new FloatPointer[depth];
        weightGradients = new FloatPointer[depth];
        biasGradients = new FloatPointer[depth];
        values = new FloatPointer[depth + 1];
        errors = new FloatPointer[depth + 1];
        slopes = new float[depth][];
        int widest = this.layers[0].inputs();
        for (int l = 0; l < depth; l++) {
            SdeGraph.Dense layer = this.layers[l];
            weights[l] = parameters.getPointer(layer.weights());
            weightGradients[l] = gradients.getPointer(layer.weights());
            biasGradients[l] = gradients.getPointer(layer.biases());
            values[l] = new FloatPointer((long) layer.inputs() * capacity);
            errors[l + 1] = new FloatPointer((long) layer.outputs() * capacity);
            slopes[l] = new float[layer.outputs() * capacity];
            widest = Math.max(widest, layer.outputs());
        }
        values[depth] = new FloatPointer((long) this.layers[depth - 1].outputs() * capacity);
        buffer = new float[widest * capacity];
        float[] one = new float[capacity];
        Arrays.fill(one, 1);
        ones = new FloatPointer(one);
    }

    @Override
    public void forward(int samples, float[] input, float[] parameters, float[] output) {
        values[0].put(input, 0, layers[0].inputs() * samples);
        int last = layers.length - 1;
        for (int l = 0; l <= last; l++) {
            SdeGraph.Dense layer = layers[l];
            float[] y = l == last ? output : buffer;
            multiply(values[l], weights[l], values[l + 1], samples, layer.outputs(), layer.inputs());
            values[l + 1].get(y, 0, layer.outputs() * samples);
            for (int unit = 0; unit < layer.outputs(); unit++) {
                float bias = parameters[layer.biases() + unit];
                if (l == last) {
                    add(y, unit * samples, (unit + 1) * samples, bias);
                } else {
                    activation.forward(y, slopes[l], unit * samples, (unit + 1) * samples, bias);
                }
            }
            if (l < last) {
                values[l + 1].put(y, 0, layer.outputs() * samples);
            }
        }
    }

    @Override
    public void backward(int samples, float[] error, boolean accumulate) {
        float keep = accumulate ? 1 : 0;
        errors[layers.length].put(error, 0, layers[layers.length - 1].outputs() * samples);
        for (int l = layers.length - 1; l >= 0; l--) {
            SdeGraph.Dense layer = layers[l];
            FloatPointer delta = errors[l + 1];
            openblas.cblas_sgemm(
                    CblasColMajor,
                    CblasTrans,
                    CblasNoTrans,
                    layer.inputs(),
                    layer.outputs(),
                    samples,
                    1,
                    values[l],
                    samples,
                    delta,
                    samples,
                    keep,
                    weightGradients[l],
                    layer.inputs());
            openblas.cblas_sgemv(
                    CblasColMajor,
                    CblasTrans,
                    samples,
                    layer.outputs(),
                    1,
                    delta,
                    samples,
                    ones,
                    1,
                    keep,
                    biasGradients[l],
                    1);
            if (l > 0) {
                int length = layer.inputs() * samples;
                openblas.cblas_sgemm(
                        CblasColMajor,
                        CblasNoTrans,
                        CblasTrans,
                        samples,
                        layer.inputs(),
                        layer.outputs(),
                        1,
                        delta,
                        samples,
                        weights[l],
                        layer.inputs(),
                        0,
                        errors[l],
                        samples);
                errors[l].get(buffer, 0, length);
                scale(buffer, slopes[l - 1], length);
                errors[l].put(buffer, 0, length);
            }
        }
    }

    private static void multiply(FloatPointer x, FloatPointer w, FloatPointer y, int samples, int outputs, int inputs) {
        openblas.cblas_sgemm(
                CblasColMajor,
                CblasNoTrans,
                CblasNoTrans,
                samples,
                outputs,
                inputs,
                1,
                x,
                samples,
                w,
                inputs,
                0,
                y,
                samples);
    }

    private static void add(float[] x, int from, int to, float summand) {
        for (int i = from; i < to; i++) {
            x[i] += summand;
        }
    }

    private static void scale(float[] x, float[] factor, int length) {
        for (int i = 0; i < length; i++) {
            x[i] *= factor[i];
        }
    }

    @Override
    public void close() {
        for (FloatPointer[] blocks : List.of(values, Arrays.copyOfRange(errors, 1, errors.length))) {
            for (FloatPointer block : blocks) {
                block.close();
            }
        }
        ones.close();
    }
}
