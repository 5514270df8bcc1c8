package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * {@link OnsagerDrift} for a block of samples, with its gradients written out by hand: ∇V is itself a backward pass through
 * the hidden layers, and the gradients of the loss go through that pass once more.
 *
 * <p>Rows are {@code [units][samples]} in double precision. With q = ∂V/∂h₂ = 2CᵀP, r = F′(a₂)∘q, p = q + A₂ᵀr and
 * s = F′(a₁)∘p, the gradient is ∇V = 2DᵀP + z + A₁ᵀs over the columns of z.
 */
final class OnsagerPass implements Pass {
    private static final int EMBEDDING_LAYERS = 2;

    private final boolean conditional;
    private final FloatPointer gradients;
    private final AffineRows[] layers;
    private final AffineRows embedIn;
    private final AffineRows embedOut;
    private final AffineRows first;
    private final AffineRows second;
    private final AffineRows potential;
    private final AffineRows potentialOfState;
    private final AffineRows matrix;
    private final AffineRows force;
    private final int d;
    private final int capacity;

    private final double[][] parameter;
    private final double[][] hidden;
    private final double[][] input;
    private final double[][] z;
    private final double[][] a1;
    private final double[][] a2;
    private final double[][] h1;
    private final double[][] h2;
    private final double[][] slope1;
    private final double[][] slope2;
    private final double[][] p;
    private final double[][] q;
    private final double[][] r;
    private final double[][] pulled;
    private final double[][] s;
    private final double[][] descent;
    private final double[][] mixed;
    private final double[][] lower;
    private final double[][] drift;

    private final double[][] error;
    private final double[][] mixedError;
    private final double[][] mixedLower;
    private final double[][] gradientError;
    private final double[][] inputError;
    private final double[][] embeddingError;
    private final double[][] potentialError;
    private final double[][] sError;
    private final double[][] pulledError;
    private final double[][] rError;
    private final double[][] a1Error;
    private final double[][] a2Error;
    private final double[][] h1Error;
    private final double[][] h2Error;
    private final double[][] hiddenError;

    /**
     * A pass.
     *
     * @param dense the layers in the flat vector, in the order of {@link SdeGraph}
     * @param capacity most samples of a block
     * @param gradientsOrNull the flat vector of gradients; null if there is no backward pass
     */
    OnsagerPass(List<SdeGraph.Dense> dense, int capacity, FloatPointer gradientsOrNull) {
        this.capacity = capacity;
        gradients = gradientsOrNull;
        layers = dense.stream().map(AffineRows::new).toArray(AffineRows[]::new);
        int skip = layers.length - SdeGraph.ONSAGER_LAYERS;
        conditional = skip == EMBEDDING_LAYERS;
        embedIn = conditional ? layers[0] : null;
        embedOut = conditional ? layers[1] : null;
        first = layers[skip];
        second = layers[skip + 1];
        potential = layers[skip + 2];
        potentialOfState = layers[skip + 3];
        matrix = layers[skip + 4];
        force = layers[skip + 5];
        d = force.outputs();
        int width = first.outputs();
        int embedding = conditional ? embedIn.outputs() : 0;
        parameter = rows(1);
        hidden = rows(embedding);
        input = rows(conditional ? 2 * d : d);
        z = Arrays.copyOf(input, d);
        a1 = rows(width);
        a2 = rows(width);
        h1 = rows(width);
        h2 = rows(width);
        slope1 = rows(width);
        slope2 = rows(width);
        p = rows(d);
        q = rows(width);
        r = rows(width);
        pulled = rows(width);
        s = rows(width);
        descent = rows(d);
        mixed = rows(d * d);
        lower = rows(d);
        drift = rows(d);
        boolean backward = gradients != null;
        error = rows(backward ? d : 0);
        mixedError = rows(backward ? d * d : 0);
        mixedLower = rows(backward ? d : 0);
        gradientError = rows(backward ? d : 0);
        inputError = rows(backward ? input.length : 0);
        embeddingError = Arrays.copyOfRange(inputError, Math.min(d, inputError.length), inputError.length);
        potentialError = rows(backward ? d : 0);
        sError = rows(backward ? width : 0);
        pulledError = rows(backward ? width : 0);
        rError = rows(backward ? width : 0);
        a1Error = rows(backward ? width : 0);
        a2Error = rows(backward ? width : 0);
        h1Error = rows(backward ? width : 0);
        h2Error = rows(backward ? width : 0);
        hiddenError = rows(backward ? embedding : 0);
    }

    private double[][] rows(int count) {
        return new double[count][capacity];
    }

    @Override
    public void forward(int samples, float[] in, float[] parameters, float[] output) {
        load(parameters);
        for (int c = 0; c < d; c++) {
            read(in, c, z[c], samples);
        }
        if (conditional) {
            read(in, d, parameter[0], samples);
        }
        evaluate(samples);
        for (int c = 0; c < d; c++) {
            for (int i = 0; i < samples; i++) {
                output[c * samples + i] = (float) drift[c][i];
            }
        }
    }

    private static void read(float[] in, int component, double[] row, int samples) {
        for (int i = 0; i < samples; i++) {
            row[i] = in[component * samples + i];
        }
    }

    void load(float[] parameters) {
        for (AffineRows layer : layers) {
            layer.load(parameters);
        }
    }

    /** The drift at one point, {@code [d]} or {@code [d + 1]} with the parameter. */
    double[] evaluate(double[] point) {
        for (int c = 0; c < d; c++) {
            z[c][0] = point[c];
        }
        if (conditional) {
            parameter[0][0] = point[d];
        }
        evaluate(1);
        double[] value = new double[d];
        for (int c = 0; c < d; c++) {
            value[c] = drift[c][0];
        }
        return value;
    }

    private void evaluate(int samples) {
        embed(samples);
        first.apply(input, a1, samples);
        activate(a1, h1, slope1, samples);
        second.apply(h1, a2, samples);
        activate(a2, h2, slope2, samples);
        addRows(h2, h1, samples);
        potential.apply(h2, p, samples);
        potentialOfState.add(z, p, samples);
        descend(samples);
        matrix.apply(h2, mixed, samples);
        force.apply(h2, drift, samples);
        addMixed(samples);
    }

    private void embed(int samples) {
        if (!conditional) {
            return;
        }
        embedIn.apply(parameter, hidden, samples);
        for (double[] row : hidden) {
            for (int i = 0; i < samples; i++) {
                row[i] = Math.max(row[i], 0);
            }
        }
        embedOut.apply(hidden, Arrays.copyOfRange(input, d, 2 * d), samples);
    }

    /** h ← F(a), slope ← F′(a). */
    private static void activate(double[][] a, double[][] h, double[][] slope, int samples) {
        for (int unit = 0; unit < a.length; unit++) {
            for (int i = 0; i < samples; i++) {
                double whole = Math.max(a[unit][i], 0);
                double late = Math.max(a[unit][i] - 0.5, 0);
                h[unit][i] = whole * whole - late * late;
                slope[unit][i] = 2 * (whole - late);
            }
        }
    }

    private static void addRows(double[][] y, double[][] x, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            Rows.addScaled(y[unit], 1, x[unit], samples);
        }
    }

    /** descent ← −∇V. */
    private void descend(int samples) {
        Rows.clear(q, samples);
        potential.addTransposed(2, p, q, samples);
        for (int unit = 0; unit < q.length; unit++) {
            Rows.product(r[unit], slope2[unit], q[unit], samples);
            System.arraycopy(q[unit], 0, pulled[unit], 0, samples);
        }
        second.addTransposed(1, r, pulled, samples);
        for (int unit = 0; unit < q.length; unit++) {
            Rows.product(s[unit], slope1[unit], pulled[unit], samples);
        }
        Rows.clear(descent, samples);
        potentialOfState.addTransposed(-2, p, descent, samples);
        first.addTransposed(-1, s, descent, samples);
        for (int c = 0; c < d; c++) {
            Rows.addScaled(descent[c], -1, z[c], samples);
        }
    }

    /** drift ← drift + (LLᵀ + U − Uᵀ + 0.1)·descent. */
    private void addMixed(int samples) {
        Rows.clear(lower, samples);
        for (int b = 0; b < d; b++) {
            for (int m = 0; m <= b; m++) {
                Rows.addProduct(lower[m], 1, mixed[b * d + m], descent[b], samples);
            }
        }
        multiplyMixed(lower, descent, 1, drift, samples);
    }

    /** y ← y + L·low + sign·(U − Uᵀ)x + 0.1·x, for low = Lᵀx. */
    private void multiplyMixed(double[][] low, double[][] x, double sign, double[][] y, int samples) {
        for (int a = 0; a < d; a++) {
            for (int m = 0; m <= a; m++) {
                Rows.addProduct(y[a], 1, mixed[a * d + m], low[m], samples);
            }
            for (int b = a + 1; b < d; b++) {
                Rows.addProduct(y[a], sign, mixed[a * d + b], x[b], samples);
                Rows.addProduct(y[b], -sign, mixed[a * d + b], x[a], samples);
            }
            Rows.addScaled(y[a], OnsagerDrift.LEAST_DISSIPATION, x[a], samples);
        }
    }

    @Override
    public void backward(int samples, float[] outputError, boolean accumulate) {
        for (int c = 0; c < d; c++) {
            read(outputError, c, error[c], samples);
        }
        Rows.clear(h2Error, samples);
        backwardForce(samples);
        backwardMixed(samples);
        backwardDescent(samples);
        backwardHidden(samples);
        for (AffineRows layer : layers) {
            layer.flush(gradients, accumulate);
        }
    }

    private void backwardForce(int samples) {
        force.accumulate(1, error, h2, samples);
        force.accumulateBias(error, samples);
        force.addTransposed(1, error, h2Error, samples);
    }

    /** Gradients of L and U, and gradientError ← −(∂/∂∇V): the transposed matrix on the error. */
    private void backwardMixed(int samples) {
        Rows.clear(mixedLower, samples);
        Rows.clear(mixedError, samples);
        Rows.clear(gradientError, samples);
        for (int a = 0; a < d; a++) {
            for (int m = 0; m <= a; m++) {
                Rows.addProduct(mixedLower[m], 1, mixed[a * d + m], error[a], samples);
            }
        }
        multiplyMixed(mixedLower, error, -1, gradientError, samples);
        for (int a = 0; a < d; a++) {
            for (int m = 0; m <= a; m++) {
                Rows.addProduct(mixedError[a * d + m], 1, error[a], lower[m], samples);
                Rows.addProduct(mixedError[a * d + m], 1, descent[a], mixedLower[m], samples);
            }
            for (int b = a + 1; b < d; b++) {
                Rows.addProduct(mixedError[a * d + b], 1, error[a], descent[b], samples);
                Rows.addProduct(mixedError[a * d + b], -1, error[b], descent[a], samples);
            }
        }
        matrix.accumulate(1, mixedError, h2, samples);
        matrix.accumulateBias(mixedError, samples);
        matrix.addTransposed(1, mixedError, h2Error, samples);
        for (double[] row : gradientError) {
            for (int i = 0; i < samples; i++) {
                row[i] = -row[i];
            }
        }
    }

    /** Through ∇V = 2DᵀP + z + A₁ᵀs and back to P, a₁, a₂; gradientError is ∂ℓ/∂∇V. */
    private void backwardDescent(int samples) {
        potentialOfState.multiply(gradientError, potentialError, samples);
        scale(potentialError, 2, samples);
        potentialOfState.accumulate(2, p, gradientError, samples);
        first.multiply(gradientError, sError, samples);
        first.accumulate(1, s, gradientError, samples);
        for (int unit = 0; unit < s.length; unit++) {
            Rows.product(pulledError[unit], slope1[unit], sError[unit], samples);
            curvature(a1Error[unit], a1[unit], pulled[unit], sError[unit], samples);
        }
        second.multiply(pulledError, rError, samples);
        second.accumulate(1, r, pulledError, samples);
        for (int unit = 0; unit < s.length; unit++) {
            curvature(a2Error[unit], a2[unit], q[unit], rError[unit], samples);
            Rows.addProduct(pulledError[unit], 1, slope2[unit], rError[unit], samples);
        }
        addPotential(samples);
    }

    /** pulledError is ∂ℓ/∂q by now, q = 2CᵀP; then P = Ch₂ + Dz itself. */
    private void addPotential(int samples) {
        potential.accumulate(2, p, pulledError, samples);
        double[][] fromQ = mixedLower;
        potential.multiply(pulledError, fromQ, samples);
        for (int c = 0; c < d; c++) {
            Rows.addScaled(potentialError[c], 2, fromQ[c], samples);
        }
        potential.accumulate(1, potentialError, h2, samples);
        potential.accumulateBias(potentialError, samples);
        potentialOfState.accumulate(1, potentialError, z, samples);
        potentialOfState.accumulateBias(potentialError, samples);
        potential.addTransposed(1, potentialError, h2Error, samples);
    }

    private void backwardHidden(int samples) {
        for (int unit = 0; unit < h2.length; unit++) {
            Rows.addProduct(a2Error[unit], 1, slope2[unit], h2Error[unit], samples);
            System.arraycopy(h2Error[unit], 0, h1Error[unit], 0, samples);
        }
        second.accumulate(1, a2Error, h1, samples);
        second.accumulateBias(a2Error, samples);
        second.addTransposed(1, a2Error, h1Error, samples);
        for (int unit = 0; unit < h1.length; unit++) {
            Rows.addProduct(a1Error[unit], 1, slope1[unit], h1Error[unit], samples);
        }
        first.accumulate(1, a1Error, input, samples);
        first.accumulateBias(a1Error, samples);
        if (conditional) {
            backwardEmbedding(samples);
        }
    }

    private void backwardEmbedding(int samples) {
        Rows.clear(inputError, samples);
        first.addTransposed(1, a1Error, inputError, samples);
        embedOut.accumulate(1, embeddingError, hidden, samples);
        embedOut.accumulateBias(embeddingError, samples);
        Rows.clear(hiddenError, samples);
        embedOut.addTransposed(1, embeddingError, hiddenError, samples);
        for (int unit = 0; unit < hidden.length; unit++) {
            for (int i = 0; i < samples; i++) {
                hiddenError[unit][i] = hidden[unit][i] > 0 ? hiddenError[unit][i] : 0;
            }
        }
        embedIn.accumulate(1, hiddenError, parameter, samples);
        embedIn.accumulateBias(hiddenError, samples);
    }

    /** y ← F″(a)·b·c. */
    private static void curvature(double[] y, double[] a, double[] b, double[] c, int samples) {
        for (int i = 0; i < samples; i++) {
            y[i] = a[i] > 0 && a[i] < 0.5 ? 2 * b[i] * c[i] : 0;
        }
    }

    private static void scale(double[][] rows, double factor, int samples) {
        for (double[] row : rows) {
            for (int i = 0; i < samples; i++) {
                row[i] *= factor;
            }
        }
    }

    /** Nothing outside the heap is held. */
    @Override
    public void close() {}
}
