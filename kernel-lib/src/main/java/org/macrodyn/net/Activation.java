package org.macrodyn.net;

/** Activation of the hidden layers of a network. */
public enum Activation {
    /** max(x, 0), the paper's choice: piecewise linear drifts. */
    RELU {
        @Override
        public double value(double x) {
            return Math.max(x, 0);
        }

        @Override
        public void forward(float[] x, float[] slope, int samples) {
            for (int s = 0; s < samples; s++) {
                float y = Math.max(x[s], 0f);
                x[s] = y;
                slope[s] = Math.min(y * Float.MAX_VALUE, 1f);
            }
        }
    },
    /** tanh x: smooth drifts, bounded far from the data. */
    TANH {
        @Override
        public double value(double x) {
            return StrictMath.tanh(x);
        }

        @Override
        public void forward(float[] x, float[] slope, int samples) {
            for (int s = 0; s < samples; s++) {
                float y = fastTanh(x[s]);
                x[s] = y;
                slope[s] = 1f - y * y;
            }
        }
    },
    /** x / (1 + e⁻ˣ): smooth drifts, linear far from the data. */
    SILU {
        @Override
        public double value(double x) {
            return x / (1 + StrictMath.exp(-x));
        }

        @Override
        public void forward(float[] x, float[] slope, int samples) {
            for (int s = 0; s < samples; s++) {
                float v = x[s];
                float sigmoid = 0.5f + 0.5f * fastTanh(0.5f * v);
                x[s] = v * sigmoid;
                slope[s] = sigmoid * (1f + v * (1f - sigmoid));
            }
        }
    };

    /**
     * The function in double precision.
     *
     * @param x argument
     * @return f(x)
     */
    public abstract double value(double x);

    /**
     * x ← f(x) and slope ← f′(x) in single precision; free of branches, so that the compiler vectorises it.
     *
     * @param x a row
     * @param slope receives the slopes
     * @param samples their length
     */
    public abstract void forward(float[] x, float[] slope, int samples);

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
