package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.macrodyn.net.Layer;
import org.macrodyn.net.Pass;
import org.macrodyn.net.Rows;

/**
 * {@link OnsagerDrift} for a block of samples, with its gradients written out by hand: ∇V is itself a backward pass through
 * the hidden layers, and the gradients of the loss go through that pass once more.
 *
 * <p>With q = ∂V/∂h₂ = 2CᵀP, r = F′(a₂)∘q, p = q + A₂ᵀr and s = F′(a₁)∘p, the gradient is ∇V = 2DᵀP + z + A₁ᵀs over the columns
 * of z.
 */
final class OnsagerPass implements Pass {
    private final List<Layer> embedding;
    private final Layer first;
    private final Layer second;
    private final Layer potential;
    private final Layer potentialOfState;
    private final Layer matrix;
    private final Layer force;
    private final int d;
    private final int capacity;

    private final float[][] input;
    private final float[][] parameter;
    private final float[][] hidden;
    private final float[][] features;
    private final float[][] z;
    private final float[][] a1;
    private final float[][] a2;
    private final float[][] h1;
    private final float[][] h2;
    private final float[][] slope1;
    private final float[][] slope2;
    /** 2P. */
    private final float[][] twice;

    private final float[][] q;
    private final float[][] r;
    private final float[][] pulled;
    private final float[][] s;
    private final float[][] descent;
    private final float[][] mixed;
    private final float[][] lower;
    private final float[][] drift;

    private final float[][] mixedError;
    private final float[][] mixedLower;
    private final float[][] gradientError;
    private final float[][] featureError;
    private final float[][] potentialError;
    private final float[][] sError;
    private final float[][] pulledError;
    private final float[][] rError;
    private final float[][] a1Error;
    private final float[][] a2Error;
    private final float[][] h1Error;
    private final float[][] h2Error;
    private final float[][] hiddenError;

    /**
     * A pass.
     *
     * @param network its layers
     * @param capacity most samples of a block
     */
    OnsagerPass(OnsagerNetwork network, int capacity) {
        this.capacity = capacity;
        embedding = network.embedding().stream()
                .map(dense -> new Layer(dense, capacity))
                .toList();
        first = new Layer(network.first(), capacity);
        second = new Layer(network.second(), capacity);
        potential = new Layer(network.potential(), capacity);
        potentialOfState = new Layer(network.potentialOfState(), capacity);
        matrix = new Layer(network.matrix(), capacity);
        force = new Layer(network.force(), capacity);
        d = network.dimension();
        int width = network.first().outputs();
        int embedded = embedding.isEmpty() ? 0 : embedding.get(0).dense().outputs();
        input = rows(embedding.isEmpty() ? d : d + 1);
        z = Arrays.copyOf(input, d);
        parameter = Arrays.copyOfRange(input, d, input.length);
        hidden = rows(embedded);
        float[][] ofParameter = rows(network.first().inputs() - d);
        features = Stream.of(z, ofParameter).flatMap(Arrays::stream).toArray(float[][]::new);
        a1 = rows(width);
        a2 = rows(width);
        h1 = rows(width);
        h2 = rows(width);
        slope1 = rows(width);
        slope2 = rows(width);
        twice = rows(d);
        q = rows(width);
        r = rows(width);
        pulled = rows(width);
        s = rows(width);
        descent = rows(d);
        mixed = rows(d * d);
        lower = rows(d);
        drift = rows(d);
        mixedError = rows(d * d);
        mixedLower = rows(d);
        gradientError = rows(d);
        featureError = rows(features.length);
        potentialError = rows(d);
        sError = rows(width);
        pulledError = rows(width);
        rError = rows(width);
        a1Error = rows(width);
        a2Error = rows(width);
        h1Error = rows(width);
        h2Error = rows(width);
        hiddenError = rows(embedded);
    }

    private float[][] rows(int count) {
        return Rows.allocate(count, capacity);
    }

    private Stream<Layer> layers() {
        return Stream.concat(embedding.stream(), Stream.of(first, second, potential, potentialOfState, matrix, force));
    }

    @Override
    public void load(float[] parameters) {
        layers().forEach(layer -> layer.load(parameters));
    }

    @Override
    public float[][] input() {
        return input;
    }

    @Override
    public float[][] forward(int samples) {
        embed(samples);
        first.apply(features, a1, samples);
        activate(a1, h1, slope1, samples);
        second.apply(h1, a2, samples);
        activate(a2, h2, slope2, samples);
        addRows(h2, h1, samples);
        potential.apply(h2, twice, samples);
        potentialOfState.apply(z, descent, samples);
        addRows(twice, descent, samples);
        Rows.scale(twice, 2, samples);
        descend(samples);
        matrix.apply(h2, mixed, samples);
        force.apply(h2, drift, samples);
        addMixed(samples);
        return drift;
    }

    private void embed(int samples) {
        if (embedding.isEmpty()) {
            return;
        }
        embedding.get(0).apply(parameter, hidden, samples);
        for (float[] row : hidden) {
            for (int i = 0; i < samples; i++) {
                row[i] = Math.max(row[i], 0);
            }
        }
        embedding.get(1).apply(hidden, Arrays.copyOfRange(features, d, 2 * d), samples);
    }

    /** h ← F(a), slope ← F′(a). */
    private static void activate(float[][] a, float[][] h, float[][] slope, int samples) {
        for (int unit = 0; unit < a.length; unit++) {
            for (int i = 0; i < samples; i++) {
                float whole = Math.max(a[unit][i], 0);
                float late = Math.max(a[unit][i] - 0.5f, 0);
                h[unit][i] = whole * whole - late * late;
                slope[unit][i] = 2 * (whole - late);
            }
        }
    }

    private static void addRows(float[][] y, float[][] x, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            Rows.addScaled(y[unit], 1, x[unit], samples);
        }
    }

    private static void copyRows(float[][] y, float[][] x, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            System.arraycopy(x[unit], 0, y[unit], 0, samples);
        }
    }

    private static void products(float[][] y, float[][] a, float[][] b, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            Rows.product(y[unit], 1, a[unit], b[unit], samples);
        }
    }

    private static void addProducts(float[][] y, float[][] a, float[][] b, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            Rows.addProduct(y[unit], 1, a[unit], b[unit], samples);
        }
    }

    /** y ← Wx without b. */
    private static void multiply(Layer layer, float[][] x, float[][] y, int samples) {
        Rows.clear(y, samples);
        layer.add(x, y, samples);
    }

    /** descent ← −∇V. */
    private void descend(int samples) {
        Rows.clear(q, samples);
        potential.addTransposed(twice, q, samples);
        products(r, slope2, q, samples);
        copyRows(pulled, q, samples);
        second.addTransposed(r, pulled, samples);
        products(s, slope1, pulled, samples);
        copyRows(descent, z, samples);
        potentialOfState.addTransposed(twice, descent, samples);
        first.addTransposed(s, descent, samples);
        Rows.scale(descent, -1, samples);
    }

    /** drift ← drift + (LLᵀ + U − Uᵀ + 0.1)·descent. */
    private void addMixed(int samples) {
        multiplyLower(descent, lower, samples);
        multiplyMixed(lower, descent, 1, drift, samples);
    }

    /** low ← Lᵀx. */
    private void multiplyLower(float[][] x, float[][] low, int samples) {
        Rows.clear(low, samples);
        for (int b = 0; b < d; b++) {
            for (int m = 0; m <= b; m++) {
                Rows.addProduct(low[m], 1, mixed[b * d + m], x[b], samples);
            }
        }
    }

    /** y ← y + L·low + sign·(U − Uᵀ)x + 0.1·x, for low = Lᵀx. */
    private void multiplyMixed(float[][] low, float[][] x, float sign, float[][] y, int samples) {
        for (int a = 0; a < d; a++) {
            for (int m = 0; m <= a; m++) {
                Rows.addProduct(y[a], 1, mixed[a * d + m], low[m], samples);
            }
            for (int b = a + 1; b < d; b++) {
                Rows.addProduct(y[a], sign, mixed[a * d + b], x[b], samples);
                Rows.addProduct(y[b], -sign, mixed[a * d + b], x[a], samples);
            }
            Rows.addScaled(y[a], (float) OnsagerDrift.LEAST_DISSIPATION, x[a], samples);
        }
    }

    @Override
    public void backward(float[][] error, int samples) {
        Rows.clear(h2Error, samples);
        force.accumulate(error, h2, samples, true);
        force.addTransposed(error, h2Error, samples);
        backwardMixed(error, samples);
        backwardDescent(samples);
        backwardHidden(samples);
    }

    /** Gradients of L and U, and gradientError ← −(∂/∂∇V): the transposed matrix on the error. */
    private void backwardMixed(float[][] error, int samples) {
        Rows.clear(mixedError, samples);
        Rows.clear(gradientError, samples);
        multiplyLower(error, mixedLower, samples);
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
        matrix.accumulate(mixedError, h2, samples, true);
        matrix.addTransposed(mixedError, h2Error, samples);
        Rows.scale(gradientError, -1, samples);
    }

    /** Through ∇V = 2DᵀP + z + A₁ᵀs and back to P, a₁, a₂; gradientError is ∂ℓ/∂∇V. */
    private void backwardDescent(int samples) {
        multiply(potentialOfState, gradientError, potentialError, samples);
        potentialOfState.accumulate(twice, gradientError, samples, false);
        multiply(first, gradientError, sError, samples);
        first.accumulate(s, gradientError, samples, false);
        products(pulledError, slope1, sError, samples);
        curvature(a1Error, a1, pulled, sError, samples);
        multiply(second, pulledError, rError, samples);
        second.accumulate(r, pulledError, samples, false);
        curvature(a2Error, a2, q, rError, samples);
        addProducts(pulledError, slope2, rError, samples);
        addPotential(samples);
    }

    /** pulledError is ∂ℓ/∂q by now, q = 2CᵀP; then P = Ch₂ + Dz itself. */
    private void addPotential(int samples) {
        potential.accumulate(twice, pulledError, samples, false);
        potential.add(pulledError, potentialError, samples);
        Rows.scale(potentialError, 2, samples);
        potential.accumulate(potentialError, h2, samples, true);
        potentialOfState.accumulate(potentialError, z, samples, true);
        potential.addTransposed(potentialError, h2Error, samples);
    }

    private void backwardHidden(int samples) {
        addProducts(a2Error, slope2, h2Error, samples);
        copyRows(h1Error, h2Error, samples);
        second.accumulate(a2Error, h1, samples, true);
        second.addTransposed(a2Error, h1Error, samples);
        addProducts(a1Error, slope1, h1Error, samples);
        first.accumulate(a1Error, features, samples, true);
        if (!embedding.isEmpty()) {
            backwardEmbedding(samples);
        }
    }

    private void backwardEmbedding(int samples) {
        Rows.clear(featureError, samples);
        first.addTransposed(a1Error, featureError, samples);
        float[][] embeddedError = Arrays.copyOfRange(featureError, d, 2 * d);
        embedding.get(1).accumulate(embeddedError, hidden, samples, true);
        Rows.clear(hiddenError, samples);
        embedding.get(1).addTransposed(embeddedError, hiddenError, samples);
        for (int unit = 0; unit < hidden.length; unit++) {
            for (int i = 0; i < samples; i++) {
                hiddenError[unit][i] = hidden[unit][i] > 0 ? hiddenError[unit][i] : 0;
            }
        }
        embedding.get(0).accumulate(hiddenError, parameter, samples, true);
    }

    /** y ← F″(a)·b·c. */
    private static void curvature(float[][] y, float[][] a, float[][] b, float[][] c, int samples) {
        for (int unit = 0; unit < y.length; unit++) {
            for (int i = 0; i < samples; i++) {
                y[unit][i] = a[unit][i] > 0 && a[unit][i] < 0.5f ? 2 * b[unit][i] * c[unit][i] : 0;
            }
        }
    }

    @Override
    public void addGradients(float[] gradients) {
        layers().forEach(layer -> layer.addGradients(gradients));
    }
}
