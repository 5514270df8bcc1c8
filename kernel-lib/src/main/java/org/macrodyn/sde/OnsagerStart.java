package org.macrodyn.sde;

import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Initial weights of an OnsagerNet: hidden layers Xavier-uniform times 0.1, P and f orthogonal times 0.1, [L, U]
 * Xavier times 0.1 about a random orthogonal matrix, the embedding Xavier; biases small and positive.
 */
final class OnsagerStart {
    private static final double GAIN = 0.1;
    private static final double BIAS = 0.05;

    private final float[] flat;
    private final RandomGenerator random;

    private OnsagerStart(float[] flat, RandomGenerator random) {
        this.flat = flat;
        this.random = random;
    }

    /**
     * Fills in the weights.
     *
     * @param flat the flat vector
     * @param layers in the order of {@link SdeGraph}
     * @param random source of randomness
     */
    static void fill(float[] flat, List<SdeGraph.Dense> layers, RandomGenerator random) {
        OnsagerStart start = new OnsagerStart(flat, random);
        int next = layers.size() - SdeGraph.ONSAGER_LAYERS;
        for (SdeGraph.Dense embedding : layers.subList(0, next)) {
            start.xavier(embedding, 1);
            double bound = 1 / Math.sqrt(embedding.inputs());
            start.biases(embedding, -bound, bound);
        }
        for (SdeGraph.Dense hidden : layers.subList(next, next + 2)) {
            start.xavier(hidden, GAIN);
            start.biases(hidden, 0, BIAS);
        }
        for (SdeGraph.Dense potential : layers.subList(next + 2, next + 4)) {
            start.orthogonal(potential.weights(), potential.outputs(), potential.inputs(), GAIN);
            start.biases(potential, 0, 2 * BIAS);
        }
        SdeGraph.Dense matrix = layers.get(next + 4);
        start.xavier(matrix, GAIN);
        int d = layers.get(next + 5).outputs();
        start.orthogonal(matrix.biases(), d, d, 1);
        SdeGraph.Dense force = layers.get(next + 5);
        start.orthogonal(force.weights(), force.outputs(), force.inputs(), GAIN);
        start.biases(force, 0, BIAS);
    }

    private void xavier(SdeGraph.Dense layer, double gain) {
        double bound = gain * Math.sqrt(6.0 / (layer.inputs() + layer.outputs()));
        for (int i = 0; i < layer.inputs() * layer.outputs(); i++) {
            flat[layer.weights() + i] = (float) random.nextDouble(-bound, bound);
        }
    }

    private void biases(SdeGraph.Dense layer, double from, double to) {
        for (int i = 0; i < layer.outputs(); i++) {
            flat[layer.biases() + i] = (float) random.nextDouble(from, to);
        }
    }

    /** A random matrix whose rows, or columns if these are fewer, are orthonormal, times a gain. */
    private void orthogonal(int at, int rows, int columns, double gain) {
        int large = Math.max(rows, columns);
        int small = Math.min(rows, columns);
        RealMatrix gauss = new Array2DRowRealMatrix(large, small);
        for (int i = 0; i < large; i++) {
            for (int j = 0; j < small; j++) {
                gauss.setEntry(i, j, random.nextGaussian());
            }
        }
        RealMatrix q = new QRDecomposition(gauss).getQ();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double entry = rows >= columns ? q.getEntry(i, j) : q.getEntry(j, i);
                flat[at + i * columns + j] = (float) (gain * entry);
            }
        }
    }
}
