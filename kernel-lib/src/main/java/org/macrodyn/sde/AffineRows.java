package org.macrodyn.sde;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A dense layer y = Wx + b in double precision on rows of samples, {@code [units][samples]}, so that every inner loop runs
 * over samples and is vectorised.
 */
final class AffineRows {
    private final SdeGraph.Dense layer;
    private final double[][] weights;
    private final double[] biases;
    private final double[][] weightGradients;
    private final double[] biasGradients;

    AffineRows(SdeGraph.Dense layer) {
        this.layer = layer;
        weights = new double[layer.outputs()][layer.inputs()];
        biases = new double[layer.outputs()];
        weightGradients = new double[layer.outputs()][layer.inputs()];
        biasGradients = new double[layer.outputs()];
    }

    int outputs() {
        return layer.outputs();
    }

    /** Takes the weights of a flat vector. */
    void load(float[] parameters) {
        for (int i = 0; i < biases.length; i++) {
            biases[i] = parameters[layer.biases() + i];
            for (int j = 0; j < layer.inputs(); j++) {
                weights[i][j] = parameters[layer.weights() + i * layer.inputs() + j];
            }
        }
    }

    /** y ← Wx + b. */
    void apply(double[][] x, double[][] y, int samples) {
        for (int i = 0; i < biases.length; i++) {
            Arrays.fill(y[i], 0, samples, biases[i]);
            addRow(weights[i], x, y[i], samples);
        }
    }

    /** y ← y + Wx + b. */
    void add(double[][] x, double[][] y, int samples) {
        for (int i = 0; i < biases.length; i++) {
            double[] row = y[i];
            for (int s = 0; s < samples; s++) {
                row[s] += biases[i];
            }
            addRow(weights[i], x, row, samples);
        }
    }

    /** y ← Wx without b, for as many columns of W as x has rows. */
    void multiply(double[][] x, double[][] y, int samples) {
        for (int i = 0; i < biases.length; i++) {
            Arrays.fill(y[i], 0, samples, 0);
            addRow(weights[i], x, y[i], samples);
        }
    }

    private static void addRow(double[] row, double[][] x, double[] y, int samples) {
        int columns = Math.min(row.length, x.length);
        for (int j = 0; j < columns; j++) {
            Rows.addScaled(y, row[j], x[j], samples);
        }
    }

    /** x ← x + factor · Wᵀy, for as many columns of W as x has rows. */
    void addTransposed(double factor, double[][] y, double[][] x, int samples) {
        int columns = Math.min(layer.inputs(), x.length);
        for (int i = 0; i < biases.length; i++) {
            for (int j = 0; j < columns; j++) {
                Rows.addScaled(x[j], factor * weights[i][j], y[i], samples);
            }
        }
    }

    /** Adds factor · Σ_samples y xᵀ to the gradient of W, for as many columns as x has rows. */
    void accumulate(double factor, double[][] y, double[][] x, int samples) {
        int columns = Math.min(layer.inputs(), x.length);
        for (int i = 0; i < biases.length; i++) {
            for (int j = 0; j < columns; j++) {
                weightGradients[i][j] += factor * Rows.dot(y[i], x[j], samples);
            }
        }
    }

    /** Adds Σ_samples y to the gradient of b. */
    void accumulateBias(double[][] y, int samples) {
        for (int i = 0; i < biases.length; i++) {
            double sum = 0;
            for (int s = 0; s < samples; s++) {
                sum += y[i][s];
            }
            biasGradients[i] += sum;
        }
    }

    /** Writes the gradients, or adds them, to the flat vector, and forgets them. */
    void flush(FloatPointer gradients, boolean add) {
        for (int i = 0; i < biases.length; i++) {
            flush(gradients, layer.biases() + i, biasGradients[i], add);
            biasGradients[i] = 0;
            for (int j = 0; j < layer.inputs(); j++) {
                flush(gradients, layer.weights() + i * layer.inputs() + j, weightGradients[i][j], add);
                weightGradients[i][j] = 0;
            }
        }
    }

    private static void flush(FloatPointer gradients, int at, double value, boolean add) {
        gradients.put(at, (float) (add ? gradients.get(at) + value : value));
    }
}
