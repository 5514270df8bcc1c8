package org.macrodyn.net;

import java.util.random.RandomGenerator;

/**
 * A dense layer y = Wx + b in a flat vector of parameters: W is {@code [outputs][inputs]} row by row from {@code from} on, b
 * {@code [outputs]} follows it. Without inputs it is a constant, y = b.
 *
 * @param inputs components of x, at least 0
 * @param outputs components of y, at least 1
 * @param from where W begins
 */
public record Dense(int inputs, int outputs, int from) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if inputs or from is negative, there is no output, or the flat vector would have 2³¹
     *     numbers
     */
    public Dense {
        if (inputs < 0 || outputs < 1 || from < 0 || from + (inputs + 1L) * outputs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("layer of " + inputs + " inputs and " + outputs + " outputs at " + from
                    + ": must be at least 0, 1 and 0, and end below 2^31");
        }
    }

    /**
     * Where a weight lies.
     *
     * @param output row of W
     * @param input column of W
     * @return index in the flat vector
     */
    public int weight(int output, int input) {
        return from + output * inputs + input;
    }

    /**
     * Where b begins.
     *
     * @return index in the flat vector
     */
    public int biases() {
        return from + outputs * inputs;
    }

    /**
     * Where the next layer may begin.
     *
     * @return index behind the last bias
     */
    public int end() {
        return biases() + outputs;
    }

    /**
     * Wx + b in double precision.
     *
     * @param parameters the flat vector
     * @param x {@code [inputs]}
     * @return {@code [outputs]}
     */
    public double[] apply(float[] parameters, double[] x) {
        double[] y = new double[outputs];
        for (int j = 0; j < outputs; j++) {
            double sum = parameters[biases() + j];
            int row = weight(j, 0);
            for (int i = 0; i < inputs; i++) {
                sum += parameters[row + i] * x[i];
            }
            y[j] = sum;
        }
        return y;
    }

    /**
     * Wᵀy in double precision, for the first columns of W.
     *
     * @param parameters the flat vector
     * @param y {@code [outputs]}
     * @param columns number of columns
     * @return {@code [columns]}
     */
    public double[] transposed(float[] parameters, double[] y, int columns) {
        double[] x = new double[columns];
        for (int j = 0; j < outputs; j++) {
            for (int i = 0; i < columns; i++) {
                x[i] += parameters[weight(j, i)] * y[j];
            }
        }
        return x;
    }

    /**
     * Draws weights U(±bound), row by row.
     *
     * @param parameters the flat vector
     * @param bound largest size
     * @param random source of randomness
     */
    public void drawWeights(float[] parameters, double bound, RandomGenerator random) {
        draw(parameters, from, biases(), -bound, bound, random);
    }

    /**
     * Draws biases U(least, most).
     *
     * @param parameters the flat vector
     * @param least least bias
     * @param most largest bias
     * @param random source of randomness
     */
    public void drawBiases(float[] parameters, double least, double most, RandomGenerator random) {
        draw(parameters, biases(), end(), least, most, random);
    }

    private static void draw(float[] flat, int from, int to, double least, double most, RandomGenerator random) {
        for (int i = from; i < to; i++) {
            flat[i] = (float) random.nextDouble(least, most);
        }
    }

    /**
     * Xavier's bound for weights, √(6/(inputs + outputs)).
     *
     * @return the bound
     */
    public double xavier() {
        return Math.sqrt(6.0 / (inputs + outputs));
    }
}
