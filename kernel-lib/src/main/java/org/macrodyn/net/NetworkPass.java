package org.macrodyn.net;

/** Forward and backward pass of a {@link Network} in single precision. */
public final class NetworkPass implements Pass {
    private final Activation activation;
    private final Layer[] layers;
    /** {@code [0]} the input, {@code [l + 1]} the values behind layer l. */
    private final float[][][] values;

    private final float[][][] slopes;
    private final float[][][] errors;
    private final float[] spare;

    /**
     * A pass.
     *
     * @param network its layers
     * @param capacity most samples of a block
     */
    public NetworkPass(Network network, int capacity) {
        activation = network.activation();
        layers = network.layers().stream()
                .map(dense -> new Layer(dense, capacity))
                .toArray(Layer[]::new);
        values = new float[layers.length + 1][][];
        slopes = new float[layers.length][][];
        errors = new float[layers.length][][];
        values[0] = Rows.allocate(network.inputs(), capacity);
        spare = new float
                [Math.max(
                        capacity,
                        network.layers().stream().mapToInt(Dense::outputs).max().orElse(0))];
        for (int l = 0; l < layers.length; l++) {
            int outputs = layers[l].dense().outputs();
            values[l + 1] = Rows.allocate(outputs, capacity);
            slopes[l] = Rows.allocate(l < layers.length - 1 ? outputs : 0, capacity);
            errors[l] = Rows.allocate(layers[l].dense().inputs(), capacity);
        }
    }

    @Override
    public void load(float[] parameters) {
        for (Layer layer : layers) {
            layer.load(parameters);
        }
    }

    @Override
    public float[][] input() {
        return values[0];
    }

    @Override
    public float[][] forward(int samples) {
        for (int l = 0; l < layers.length; l++) {
            float[][] y = values[l + 1];
            layers[l].apply(values[l], y, samples);
            for (int unit = 0; l < layers.length - 1 && unit < y.length; unit++) {
                activation.forward(y[unit], slopes[l][unit], samples);
            }
        }
        return values[layers.length];
    }

    /** Along the units of a layer that has more of them than there are samples. */
    @Override
    public float[][] evaluate(int samples) {
        float[][] x = values[0];
        boolean bySample = false;
        for (int l = 0; l < layers.length; l++) {
            boolean wide = samples < layers[l].dense().outputs();
            if (bySample && !wide) {
                Rows.transpose(x, samples, values[l], values[l].length);
                x = values[l];
            }
            if (wide) {
                x = layers[l].applyAlongUnits(x, bySample, samples);
            } else {
                layers[l].apply(x, values[l + 1], samples);
                x = values[l + 1];
            }
            bySample = wide;
            int length = wide ? layers[l].dense().outputs() : samples;
            for (int row = 0; l < layers.length - 1 && row < (wide ? samples : x.length); row++) {
                activation.forward(x[row], spare, length);
            }
        }
        if (bySample) {
            Rows.transpose(x, samples, values[layers.length], values[layers.length].length);
        }
        return values[layers.length];
    }

    @Override
    public void backward(float[][] error, int samples) {
        float[][] delta = error;
        for (int l = layers.length - 1; l >= 0; l--) {
            layers[l].accumulate(delta, values[l], samples, true);
            if (l > 0) {
                delta = pull(l, delta, samples);
                for (int unit = 0; unit < delta.length; unit++) {
                    Rows.product(delta[unit], 1, delta[unit], slopes[l - 1][unit], samples);
                }
            }
        }
    }

    /**
     * The gradient with respect to the input, of the block last sent backward.
     *
     * @param error {@code [outputs][samples]}, as it was given to {@link #backward}
     * @param samples number of samples
     * @return {@code [inputs][samples]}, rows of this pass
     */
    public float[][] inputError(float[][] error, int samples) {
        return pull(0, layers.length > 1 ? errors[1] : error, samples);
    }

    private float[][] pull(int layer, float[][] delta, int samples) {
        float[][] pulled = errors[layer];
        Rows.clear(pulled, samples);
        layers[layer].addTransposed(delta, pulled, samples);
        return pulled;
    }

    @Override
    public void addGradients(float[] gradients) {
        for (Layer layer : layers) {
            layer.addGradients(gradients);
        }
    }
}
