package org.macrodyn.net;

import java.util.Arrays;

/** A {@link Dense} layer for blocks of samples: its weights by rows and by columns, and the gradients of blocks. */
public final class Layer {
    private final Dense dense;
    private final float[][] weights;
    private final float[][] columns;
    private final float[] biases;
    /** {@code [outputs][inputs + 1]}: the last column is that of the bias, as if one more input were 1. */
    private final float[][] gradients;

    private final float[][] transposed;

    /**
     * A layer.
     *
     * @param dense where it lies in the flat vector
     * @param capacity most samples of a block
     */
    public Layer(Dense dense, int capacity) {
        this.dense = dense;
        weights = Rows.allocate(dense.outputs(), dense.inputs());
        columns = Rows.allocate(dense.inputs(), dense.outputs());
        biases = new float[dense.outputs()];
        gradients = Rows.allocate(dense.outputs(), dense.inputs() + 1);
        transposed = Rows.allocate(capacity, dense.inputs() + 1);
    }

    /**
     * The layer's place and sizes.
     *
     * @return where it lies in the flat vector
     */
    public Dense dense() {
        return dense;
    }

    /**
     * Takes the weights of a flat vector.
     *
     * @param parameters the flat vector. Not kept.
     */
    public void load(float[] parameters) {
        for (int o = 0; o < biases.length; o++) {
            System.arraycopy(parameters, dense.weight(o, 0), weights[o], 0, dense.inputs());
        }
        System.arraycopy(parameters, dense.biases(), biases, 0, biases.length);
        Rows.transpose(weights, biases.length, columns, dense.inputs());
    }

    /**
     * y ← Wx + b.
     *
     * @param x {@code [inputs][samples]}
     * @param y {@code [outputs][samples]}
     * @param samples number of samples
     */
    public void apply(float[][] x, float[][] y, int samples) {
        for (int o = 0; o < biases.length; o++) {
            Arrays.fill(y[o], 0, samples, biases[o]);
        }
        add(x, y, samples);
    }

    /**
     * y ← y + Wx, without b, for as many columns of W as x has rows.
     *
     * @param x {@code [inputs or fewer][samples]}
     * @param y {@code [outputs][samples]}
     * @param samples number of samples
     */
    public void add(float[][] x, float[][] y, int samples) {
        Rows.addProducts(weights, x, Math.min(x.length, dense.inputs()), y, biases.length, samples);
    }

    /**
     * x ← x + Wᵀy, for as many columns of W as x has rows.
     *
     * @param y {@code [outputs][samples]}
     * @param x {@code [inputs or fewer][samples]}
     * @param samples number of samples
     */
    public void addTransposed(float[][] y, float[][] x, int samples) {
        Rows.addProducts(columns, y, biases.length, x, Math.min(x.length, dense.inputs()), samples);
    }

    /**
     * Adds Σ_samples error·xᵀ to the gradient of W, for as many columns as x has rows, and with a bias Σ_samples error to that
     * of b.
     *
     * @param error {@code [outputs][samples]}
     * @param x {@code [inputs or fewer][samples]}
     * @param samples number of samples
     * @param bias whether b takes part
     */
    public void accumulate(float[][] error, float[][] x, int samples, boolean bias) {
        int inputs = Math.min(x.length, dense.inputs());
        Rows.transpose(x, inputs, transposed, samples);
        for (int s = 0; bias && s < samples; s++) {
            transposed[s][dense.inputs()] = 1;
        }
        Rows.addProducts(error, transposed, samples, gradients, biases.length, bias ? dense.inputs() + 1 : inputs);
    }

    /**
     * Adds the gradients to a flat vector, and forgets them.
     *
     * @param flat the flat vector of gradients
     */
    public void addGradients(float[] flat) {
        int inputs = dense.inputs();
        for (int o = 0; o < biases.length; o++) {
            float[] row = gradients[o];
            int at = dense.weight(o, 0);
            for (int i = 0; i < inputs; i++) {
                flat[at + i] += row[i];
            }
            flat[dense.biases() + o] += row[inputs];
            Arrays.fill(row, 0);
        }
    }
}
