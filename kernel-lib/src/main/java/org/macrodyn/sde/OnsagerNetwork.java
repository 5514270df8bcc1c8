package org.macrodyn.sde;

import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.macrodyn.net.Dense;
import org.macrodyn.net.Pass;

/**
 * The layers of an {@link OnsagerDrift} in the flat vector, and its value at one point in double precision.
 *
 * @param embedding E₁, E₂ of the parameter; empty without one
 * @param first A₁
 * @param second A₂
 * @param potential C with the bias of P
 * @param potentialOfState D
 * @param matrix B: the triangles L and U
 * @param force G
 */
record OnsagerNetwork(
        List<Dense> embedding,
        Dense first,
        Dense second,
        Dense potential,
        Dense potentialOfState,
        Dense matrix,
        Dense force)
        implements DriftNetwork {
    private static final double GAIN = 0.1;
    private static final double BIAS = 0.05;

    static OnsagerNetwork of(OnsagerDrift form, int inputs, int d) {
        List<Dense> embedding = List.of();
        int from = 0;
        if (inputs > d) {
            Dense in = new Dense(1, form.embedding(), 0);
            embedding = List.of(in, new Dense(form.embedding(), d, in.end()));
            from = embedding.get(1).end();
        }
        Dense first = new Dense(inputs > d ? 2 * d : d, form.width(), from);
        Dense second = new Dense(form.width(), form.width(), first.end());
        Dense potential = new Dense(form.width(), d, second.end());
        Dense ofState = new Dense(d, d, potential.end());
        Dense matrix = new Dense(form.width(), d * d, ofState.end());
        Dense force = new Dense(form.width(), d, matrix.end());
        return new OnsagerNetwork(embedding, first, second, potential, ofState, matrix, force);
    }

    @Override
    public int end() {
        return force.end();
    }

    int dimension() {
        return force.outputs();
    }

    /** F(a) = relu(a)² − relu(a − ½)². */
    static double activated(double a) {
        double low = Math.max(a, 0);
        double high = Math.max(a - 0.5, 0);
        return low * low - high * high;
    }

    /** F′(a) = 2 relu(a) − 2 relu(a − ½). */
    static double slope(double a) {
        return 2 * Math.max(a, 0) - 2 * Math.max(a - 0.5, 0);
    }

    @Override
    public Pass pass(int capacity) {
        return new OnsagerPass(this, capacity);
    }

    @Override
    public double[] evaluate(float[] parameters, double[] point) {
        int d = dimension();
        double[] z = java.util.Arrays.copyOf(point, d);
        double[] a1 = first.apply(parameters, embedded(parameters, point));
        double[] h1 = each(a1, OnsagerNetwork::activated);
        double[] a2 = second.apply(parameters, h1);
        double[] h2 = plus(each(a2, OnsagerNetwork::activated), h1);
        double[] p = plus(potential.apply(parameters, h2), potentialOfState.apply(parameters, z));
        double[] q = potential.transposed(parameters, each(p, v -> 2 * v), h2.length);
        double[] pulled = plus(q, second.transposed(parameters, times(each(a2, OnsagerNetwork::slope), q), h1.length));
        double[] gradient = plus(
                potentialOfState.transposed(parameters, each(p, v -> 2 * v), d),
                first.transposed(parameters, times(each(a1, OnsagerNetwork::slope), pulled), d));
        double[] descent = each(plus(gradient, z), v -> -v);
        return plus(force.apply(parameters, h2), mobility(matrix.apply(parameters, h2), descent));
    }

    /** V = |P|² + ½|z|² at one point. */
    double potential(float[] parameters, double[] point) {
        double[] z = java.util.Arrays.copyOf(point, dimension());
        double[] h1 = each(first.apply(parameters, embedded(parameters, point)), OnsagerNetwork::activated);
        double[] h2 = plus(each(second.apply(parameters, h1), OnsagerNetwork::activated), h1);
        double[] p = plus(potential.apply(parameters, h2), potentialOfState.apply(parameters, z));
        double sum = 0;
        for (int c = 0; c < z.length; c++) {
            sum += p[c] * p[c] + z[c] * z[c] / 2;
        }
        return sum;
    }

    private double[] embedded(float[] parameters, double[] point) {
        int d = dimension();
        if (embedding.isEmpty()) {
            return point;
        }
        double[] hidden = each(embedding.get(0).apply(parameters, new double[] {point[d]}), v -> Math.max(v, 0));
        double[] both = java.util.Arrays.copyOf(point, 2 * d);
        System.arraycopy(embedding.get(1).apply(parameters, hidden), 0, both, d, d);
        return both;
    }

    /** (LLᵀ + U − Uᵀ + 0.1)x for the triangles of one matrix. */
    private double[] mobility(double[] mixed, double[] x) {
        int d = x.length;
        double[] y = each(x, v -> OnsagerDrift.LEAST_DISSIPATION * v);
        for (int m = 0; m < d; m++) {
            double low = 0;
            for (int b = m; b < d; b++) {
                low += mixed[b * d + m] * x[b];
            }
            for (int a = m; a < d; a++) {
                y[a] += mixed[a * d + m] * low;
            }
            for (int b = m + 1; b < d; b++) {
                y[m] += mixed[m * d + b] * x[b];
                y[b] -= mixed[m * d + b] * x[m];
            }
        }
        return y;
    }

    private static double[] each(double[] x, java.util.function.DoubleUnaryOperator f) {
        double[] y = new double[x.length];
        java.util.Arrays.setAll(y, i -> f.applyAsDouble(x[i]));
        return y;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] y = new double[a.length];
        java.util.Arrays.setAll(y, i -> a[i] + b[i]);
        return y;
    }

    private static double[] times(double[] a, double[] b) {
        double[] y = new double[a.length];
        java.util.Arrays.setAll(y, i -> a[i] * b[i]);
        return y;
    }

    /**
     * Initial weights: hidden layers Xavier-uniform times 0.1, P and f orthogonal times 0.1, [L, U] Xavier times 0.1 about a
     * random orthogonal matrix, the embedding Xavier; biases small and positive.
     */
    @Override
    public void start(float[] flat, RandomGenerator random) {
        for (Dense layer : embedding) {
            double bound = 1 / Math.sqrt(layer.inputs());
            layer.drawWeights(flat, layer.xavier(), random);
            layer.drawBiases(flat, -bound, bound, random);
        }
        for (Dense hidden : List.of(first, second)) {
            hidden.drawWeights(flat, GAIN * hidden.xavier(), random);
            hidden.drawBiases(flat, 0, BIAS, random);
        }
        for (Dense layer : List.of(potential, potentialOfState)) {
            orthogonal(flat, layer.from(), layer.outputs(), layer.inputs(), GAIN, random);
            layer.drawBiases(flat, 0, 2 * BIAS, random);
        }
        matrix.drawWeights(flat, GAIN * matrix.xavier(), random);
        orthogonal(flat, matrix.biases(), dimension(), dimension(), 1, random);
        orthogonal(flat, force.from(), force.outputs(), force.inputs(), GAIN, random);
        force.drawBiases(flat, 0, BIAS, random);
    }

    /** A random matrix whose rows, or columns if these are fewer, are orthonormal, times a gain. */
    private static void orthogonal(float[] flat, int at, int rows, int columns, double gain, RandomGenerator random) {
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
