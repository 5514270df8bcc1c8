package org.macrodyn.net;

import java.util.Arrays;

/**
 * A {@link Dense} layer for blocks of samples: its weights by rows and by columns, and the gradients of blocks.
 *
 * <p>Loops run along the longest side there is, so that they are vectorised: along samples, or, where these are few, along
 * units. Which one changes no bit, since each sum keeps its order.
 */
public final class Layer {
    private final Dense dense;
    private final float[][] weights;
    private final float[][] columns;
    private final float[] biases;
    /** Whether gradients are kept by columns, {@code [inputs + 1][outputs]}, and not by rows, {@code [outputs][inputs + 1]}. */
    private final boolean byColumns;
    /** The last column is that of the bias, as if one more input were 1. */
    private final float[][] gradients;

    private final float[] ones;
    private final float[][] transposed;
    private final float[][] other;

    /**
     * A layer.
     *
     * @param dense where it lies in the flat vector
     * @param capacity most samples of a block
     */
    public Layer(Dense dense, int capacity) {
        this.dense = dense;
        int inputs = dense.inputs();
        int outputs = dense.outputs();
        weights = Rows.allocate(outputs, inputs);
        columns = Rows.allocate(inputs, outputs);
        biases = new float[outputs];
        byColumns = inputs + 1 < outputs;
        gradients = byColumns ? Rows.allocate(inputs + 1, outputs) : Rows.allocate(outputs, inputs + 1);
        ones = new float[capacity];
        Arrays.fill(ones, 1);
        transposed = Rows.allocate(capacity, Math.max(inputs + 1, outputs));
        other = Rows.allocate(Math.max(capacity, outputs), Math.max(inputs + 1, outputs));
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
     * Wx + b along units.
     *
     * @param x {@code [samples][inputs]}, or {@code [inputs][samples]}
     * @param bySample which of both
     * @param samples number of samples
     * @return {@code [samples][outputs]}, rows of this layer
     */
    float[][] applyAlongUnits(float[][] x, boolean bySample, int samples) {
        float[][] rows = x;
        if (!bySample) {
            rows = transposed;
            Rows.transpose(x, dense.inputs(), transposed, samples);
        }
        for (int s = 0; s < samples; s++) {
            System.arraycopy(biases, 0, other[s], 0, biases.length);
        }
        Rows.addProducts(rows, columns, dense.inputs(), other, samples, biases.length);
        return other;
    }

    /**
     * y ← y + Wx, without b, for as many columns of W as x has rows.
     *
     * @param x {@code [inputs or fewer][samples]}
     * @param y {@code [outputs][samples]}
     * @param samples number of samples
     */
    public void add(float[][] x, float[][] y, int samples) {
        int inputs = Math.min(x.length, dense.inputs());
        if (samples < biases.length) {
            addAlongUnits(columns, x, inputs, y, biases.length, samples);
        } else {
            Rows.addProducts(weights, x, inputs, y, biases.length, samples);
        }
    }

    /**
     * x ← x + Wᵀy, for as many columns of W as x has rows.
     *
     * @param y {@code [outputs][samples]}
     * @param x {@code [inputs or fewer][samples]}
     * @param samples number of samples
     */
    public void addTransposed(float[][] y, float[][] x, int samples) {
        int inputs = Math.min(x.length, dense.inputs());
        if (samples < inputs) {
            addAlongUnits(weights, y, biases.length, x, inputs, samples);
        } else {
            Rows.addProducts(columns, y, biases.length, x, inputs, samples);
        }
    }

    /** y ← y + Aᵀx as yᵀ ← yᵀ + xᵀA, whose rows are longer than those of few samples. */
    private void addAlongUnits(float[][] a, float[][] x, int inputs, float[][] y, int outputs, int samples) {
        Rows.transpose(x, inputs, transposed, samples);
        Rows.transpose(y, outputs, other, samples);
        Rows.addProducts(transposed, a, inputs, other, samples, outputs);
        Rows.transpose(other, samples, y, outputs);
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
        int columnsTaken = bias ? dense.inputs() + 1 : inputs;
        float[][] given = x;
        if (bias) {
            given = Arrays.copyOf(x, columnsTaken);
            given[dense.inputs()] = ones;
        }
        if (byColumns) {
            Rows.transpose(error, biases.length, transposed, samples);
            Rows.addProducts(given, transposed, samples, gradients, columnsTaken, biases.length);
        } else {
            Rows.transpose(given, columnsTaken, transposed, samples);
            Rows.addProducts(error, transposed, samples, gradients, biases.length, columnsTaken);
        }
    }

    /**
     * Adds the gradients to a flat vector, and forgets them.
     *
     * @param flat the flat vector of gradients
     */
    public void addGradients(float[] flat) {
        int inputs = dense.inputs();
        float[][] rows = gradients;
        if (byColumns) {
            rows = other;
            Rows.transpose(gradients, inputs + 1, other, biases.length);
        }
        for (int o = 0; o < biases.length; o++) {
            add(flat, dense.weight(o, 0), rows[o], inputs);
            flat[dense.biases() + o] += rows[o][inputs];
        }
        for (float[] row : gradients) {
            Arrays.fill(row, 0);
        }
    }

    private static void add(float[] flat, int at, float[] row, int length) {
        for (int i = 0; i < length; i++) {
            flat[at + i] += row[i];
        }
    }
}
