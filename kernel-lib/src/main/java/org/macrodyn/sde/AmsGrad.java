package org.macrodyn.sde;

/**
 * AMSGrad as PyTorch's AdamW(amsgrad=True, weight_decay=0, betas (0.9, 0.999), eps 1e-8) computes it:
 * p ← p − η·m̂ / (√v_max/√(1 − β₂ᵗ) + ε), m̂ = m/(1 − β₁ᵗ).
 *
 * <p>The state is one vector [m, v, v_max], as the computation graph's own updater keeps it.
 */
final class AmsGrad {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    /** Not 1 − β in single precision, which is off by 5e-5 for β₂. */
    private static final float REST1 = 0.1f;

    private static final float REST2 = 0.001f;
    private static final float EPSILON = 1e-8f;

    private final float[] first;
    private final float[] second;
    private final float[] largest;

    AmsGrad(int parameters) {
        first = new float[parameters];
        second = new float[parameters];
        largest = new float[parameters];
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
    void update(float[] parameters, float[] gradients, float scale, double rate, long step) {
        float stepSize = (float) (rate / (1 - Math.pow(0.9, step)));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(0.999, step)));
        for (int i = 0; i < parameters.length; i++) {
            float g = gradients[i] * scale;
            float m = BETA1 * first[i] + REST1 * g;
            float v = BETA2 * second[i] + REST2 * g * g;
            float top = Math.max(largest[i], v);
            first[i] = m;
            second[i] = v;
            largest[i] = top;
            parameters[i] -= stepSize * m / ((float) Math.sqrt(top) * root + EPSILON);
        }
    }

    float[] state() {
        int n = first.length;
        float[] state = new float[3 * n];
        System.arraycopy(first, 0, state, 0, n);
        System.arraycopy(second, 0, state, n, n);
        System.arraycopy(largest, 0, state, 2 * n, n);
        return state;
    }

    void restore(float[] state) {
        int n = first.length;
        System.arraycopy(state, 0, first, 0, n);
        System.arraycopy(state, n, second, 0, n);
        System.arraycopy(state, 2 * n, largest, 0, n);
    }
}
