package org.macrodyn.net;

/**
 * Adam and AMSGrad as PyTorch computes them, with L2 weight decay: g ← g + decay·p, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * p ← p − η·m̂ / (√(v/(1 − β₂ᵗ)) + 1e-8), m̂ = m/(1 − β₁ᵗ); AMSGrad takes the largest v so far in place of v.
 *
 * <p>The state is one vector: [m, v], and [m, v, v_max] for AMSGrad.
 */
public final class Adam {
    private static final float EPSILON = 1e-8f;

    private final double beta1;
    private final double beta2;
    private final float decay;
    private final float[] first;
    private final float[] second;
    /** Empty if the largest is not wanted. */
    private final float[] largest;

    private Adam(int parameters, double beta1, double beta2, double decay, boolean keepsLargest) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.decay = (float) decay;
        first = new float[parameters];
        second = new float[parameters];
        largest = new float[keepsLargest ? parameters : 0];
    }

    /**
     * AMSGrad with β₁ = 0.9, β₂ = 0.999 and no decay.
     *
     * @param parameters their number
     * @return an optimiser at rest
     */
    public static Adam amsGrad(int parameters) {
        return new Adam(parameters, 0.9, 0.999, 0, true);
    }

    /**
     * Adam.
     *
     * @param parameters their number
     * @param beta1 β₁
     * @param beta2 β₂
     * @param decay L2 weight decay
     * @return an optimiser at rest
     */
    public static Adam of(int parameters, double beta1, double beta2, double decay) {
        return new Adam(parameters, beta1, beta2, decay, false);
    }

    /**
     * One step.
     *
     * @param parameters p, changed in place
     * @param gradients gradients before scaling
     * @param scale factor of the gradients
     * @param rate learning rate η
     * @param step number of this step t, from 1
     */
    public void update(float[] parameters, float[] gradients, float scale, double rate, long step) {
        float keep1 = (float) beta1;
        float keep2 = (float) beta2;
        // Not 1 − β in single precision, which is off by 5e-5 for β₂ = 0.999.
        float rest1 = (float) (1 - beta1);
        float rest2 = (float) (1 - beta2);
        float stepSize = (float) (rate / (1 - StrictMath.pow(beta1, (double) step)));
        float root = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step)));
        for (int i = 0; i < parameters.length; i++) {
            float g = gradients[i] * scale + decay * parameters[i];
            float m = keep1 * first[i] + rest1 * g;
            float v = keep2 * second[i] + rest2 * g * g;
            float top = v;
            if (largest.length > 0) {
                top = Math.max(largest[i], v);
                largest[i] = top;
            }
            first[i] = m;
            second[i] = v;
            parameters[i] -= stepSize * m / ((float) Math.sqrt(top) * root + EPSILON);
        }
    }

    /**
     * The state.
     *
     * @return a copy
     */
    public float[] state() {
        int n = first.length;
        float[] state = new float[stateLength()];
        System.arraycopy(first, 0, state, 0, n);
        System.arraycopy(second, 0, state, n, n);
        System.arraycopy(largest, 0, state, 2 * n, largest.length);
        return state;
    }

    /**
     * The length of the state.
     *
     * @return 2 or 3 times the number of parameters
     */
    public int stateLength() {
        return 2 * first.length + largest.length;
    }

    /**
     * Goes on from a state.
     *
     * @param state of {@link #state}
     */
    public void restore(float[] state) {
        int n = first.length;
        System.arraycopy(state, 0, first, 0, n);
        System.arraycopy(state, n, second, 0, n);
        System.arraycopy(state, 2 * n, largest, 0, largest.length);
    }
}
