package org.macrodyn.sde;

/** Activation of the hidden layers of the drift and diffusion networks. */
public enum Activation {
    /** max(x, 0), the paper's choice: piecewise linear drifts. */
    RELU(org.nd4j.linalg.activations.Activation.RELU) {
        @Override
        double value(double x) {
            return Math.max(x, 0);
        }

        @Override
        void forward(float[] x, float[] slope, int from, int to, float bias) {
            for (int i = from; i < to; i++) {
                float y = Math.max(x[i] + bias, 0f);
                x[i] = y;
                slope[i] = Math.min(y * Float.MAX_VALUE, 1f);
            }
        }
    },
    /** tanh x: smooth drifts, bounded far from the data. */
    TANH(org.nd4j.linalg.activations.Activation.TANH) {
        @Override
        double value(double x) {
            return Math.tanh(x);
        }

        @Override
        void forward(float[] x, float[] slope, int from, int to, float bias) {
            for (int i = from; i < to; i++) {
                float y = fastTanh(x[i] + bias);
                x[i] = y;
                slope[i] = 1f - y * y;
            }
        }
    },
    /** x / (1 + e⁻ˣ): smooth drifts, linear far from the data. */
    SILU(org.nd4j.linalg.activations.Activation.SWISH) {
        @Override
        double value(double x) {
            return x / (1 + Math.exp(-x));
        }

        @Override
        void forward(float[] x, float[] slope, int from, int to, float bias) {
            for (int i = from; i < to; i++) {
                float v = x[i] + bias;
                float sigmoid = 0.5f + 0.5f * fastTanh(0.5f * v);
                x[i] = v * sigmoid;
                slope[i] = sigmoid * (1f + v * (1f - sigmoid));
            }
        }
    };

    private final org.nd4j.linalg.activations.Activation graphActivation;

    Activation(org.nd4j.linalg.activations.Activation graphActivation) {
        this.graphActivation = graphActivation;
    }

    /** The same function in the computation graph. */
    org.nd4j.linalg.activations.Activation graphActivation() {
        return graphActivation;
    }

    abstract double value(double x);

    /** x ← f(x + bias), slope ← f′(x + bias) for indices [from, to); free of branches, so that the compiler vectorises it. */
    abstract void forward(float[] x, float[] slope, int from, int to, float bias);

    /** tanh in single precision to a few units in the last place: the rational approximation of Eigen's {@code ptanh}. */
    static float fastTanh(float x) {
        float v = Math.max(-7.90531111f, Math.min(7.90531111f, x));
        float s = v * v;
        float p = -2.76076847742355e-16f;
        p = p * s + 2.00018790482477e-13f;
        p = p * s - 8.60467152213735e-11f;
        p = p * s + 5.12229709037114e-08f;
        p = p * s + 1.48572235717979e-05f;
        p = p * s + 6.37261928875436e-04f;
        p = p * s + 4.89352455891786e-03f;
        float q = 1.19825839466702e-06f;
        q = q * s + 1.18534705686654e-04f;
        q = q * s + 2.26843463243900e-03f;
        q = q * s + 4.89352518554385e-03f;
        return v * p / q;
    }
}
