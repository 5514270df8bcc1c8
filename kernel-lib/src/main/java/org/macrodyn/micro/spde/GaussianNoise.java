package org.macrodyn.micro.spde;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers in single precision, two from each 64 random bits.
 *
 * <p>The ziggurat of Marsaglia and Tsang (J. Stat. Softw. 5(8), 2000) with 256 layers, where the layer and the position in
 * it come from different bits (Doornik, 2005). It is exact but for the grid of positions: in a layer of half-width x_i ≤
 * 3.92 values are odd multiples of x_i·2⁻²⁴, so neighbouring values are at most 4.7·10⁻⁷ apart and 0 itself never comes.
 *
 * <p>{@link RandomGenerator#nextGaussian} is exact in double precision and takes about twice as long.
 */
public final class GaussianNoise {
    private static final int LAYERS = 256;
    private static final int LAYER_BITS = 8;

    /** Where the tail begins: the layers close at the top with f = 1 for this value only. */
    private static final double TAIL = 3.6541528853610088;

    /** Area of each layer, TAIL·f(TAIL) + ∫_TAIL^∞ f dx with f(x) = exp(−x²/2). */
    private static final double AREA = 0.004928673233974655;

    /** Half-widths x_0 > x_1 = TAIL > … > x_256 = 0; x_0 stands for the lowest layer with the tail folded in. */
    private static final float[] EDGE = new float[LAYERS + 1];

    private static final float[] STEP = new float[LAYERS];
    private static final double[] HEIGHT = new double[LAYERS + 1];

    static {
        double x = AREA / density(TAIL);
        double next = TAIL;
        for (int layer = 0; layer < LAYERS; layer++) {
            EDGE[layer] = (float) x;
            STEP[layer] = (float) (x * 0x1p-23);
            HEIGHT[layer] = density(x);
            x = next;
            next = Math.sqrt(-2 * Math.log(Math.min(AREA / x + density(x), 1)));
        }
        HEIGHT[LAYERS] = 1;
    }

    private GaussianNoise() {}

    /**
     * Fills an array with independent standard normal numbers.
     *
     * @param out any length. Overwritten.
     * @param random source of random bits
     */
    public static void fill(float[] out, RandomGenerator random) {
        int even = out.length & ~1;
        for (int i = 0; i < even; i += 2) {
            long bits = random.nextLong();
            out[i] = value((int) bits, random);
            out[i + 1] = value((int) (bits >>> 32), random);
        }
        if (even < out.length) {
            out[even] = value(random.nextInt(), random);
        }
    }

    /** Inside the part of its layer that lies wholly under the curve a point is accepted at once, in 98.5 % of cases. */
    private static float value(int bits, RandomGenerator random) {
        int layer = bits & (LAYERS - 1);
        float x = position(bits, layer);
        return Math.abs(x) < EDGE[layer + 1] ? x : edgeValue(x, layer, random);
    }

    private static float position(int bits, int layer) {
        return ((bits >> LAYER_BITS) + 0.5f) * STEP[layer];
    }

    private static float edgeValue(float first, int firstLayer, RandomGenerator random) {
        float x = first;
        int layer = firstLayer;
        while (Math.abs(x) >= EDGE[layer + 1]) {
            if (layer == 0) {
                return Math.copySign(tail(random), x);
            }
            double height = HEIGHT[layer] + random.nextDouble() * (HEIGHT[layer + 1] - HEIGHT[layer]);
            if (height < density(x)) {
                return x;
            }
            int bits = random.nextInt();
            layer = bits & (LAYERS - 1);
            x = position(bits, layer);
        }
        return x;
    }

    /** A value above TAIL, by rejection from an exponential (Marsaglia 1964). */
    private static float tail(RandomGenerator random) {
        double excess;
        do {
            excess = random.nextExponential() / TAIL;
        } while (2 * random.nextExponential() < excess * excess);
        return (float) (TAIL + excess);
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x);
    }
}
