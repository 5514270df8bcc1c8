package org.macrodyn.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers one after another, an activation behind each but the last.
 *
 * @param layers at least one; the outputs of each are the inputs of the next
 * @param activation of the hidden layers
 */
public record Network(List<Dense> layers, Activation activation) {
    /**
     * Checks that the layers fit.
     *
     * @throws IllegalArgumentException if there is no layer, or one takes other inputs than the one before gives
     */
    public Network {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("network without layers: must have one or more");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException(
                        "layer " + l + " with " + layers.get(l).inputs() + " inputs after "
                                + layers.get(l - 1).outputs() + " outputs: must be equal");
            }
        }
    }

    /**
     * A network whose layers lie one after another in the flat vector.
     *
     * @param from where the first layer begins
     * @param activation of the hidden layers
     * @param widths inputs, units of each hidden layer, outputs
     * @return the network
     * @throws IllegalArgumentException if there are fewer than two widths, or one is too small
     */
    public static Network of(int from, Activation activation, int... widths) {
        List<Dense> layers = new ArrayList<>();
        int next = from;
        for (int l = 1; l < widths.length; l++) {
            Dense layer = new Dense(widths[l - 1], widths[l], next);
            layers.add(layer);
            next = layer.end();
        }
        return new Network(layers, activation);
    }

    /**
     * Components of the input.
     *
     * @return inputs of the first layer
     */
    public int inputs() {
        return layers.get(0).inputs();
    }

    /**
     * Components of the output.
     *
     * @return outputs of the last layer
     */
    public int outputs() {
        return last().outputs();
    }

    /**
     * The last layer.
     *
     * @return the layer that gives the outputs
     */
    public Dense last() {
        return layers.get(layers.size() - 1);
    }

    /**
     * Where the next network may begin in the flat vector.
     *
     * @return index behind the last layer
     */
    public int end() {
        return last().end();
    }

    /**
     * The outputs at one point, in double precision.
     *
     * @param parameters the flat vector
     * @param input {@code [inputs]}
     * @return {@code [outputs]}
     */
    public double[] evaluate(float[] parameters, double[] input) {
        double[] x = input;
        for (Dense layer : layers) {
            x = layer.apply(parameters, x);
            boolean hidden = !layer.equals(last());
            for (int j = 0; hidden && j < x.length; j++) {
                x[j] = activation.value(x[j]);
            }
        }
        return x;
    }
}
