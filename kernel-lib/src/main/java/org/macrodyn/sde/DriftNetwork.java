package org.macrodyn.sde;

import java.util.random.RandomGenerator;
import org.macrodyn.net.Dense;
import org.macrodyn.net.Network;
import org.macrodyn.net.NetworkPass;
import org.macrodyn.net.Pass;

/** The layers of a drift, which come first in the flat vector of parameters. */
sealed interface DriftNetwork permits DriftNetwork.Plain, OnsagerNetwork {
    /** Where its parameters end. */
    int end();

    /** Evaluates it for blocks of samples, with gradients. */
    Pass pass(int capacity);

    /** Its value at one point, {@code [d]} or {@code [d + 1]} with a parameter, in double precision. */
    double[] evaluate(float[] parameters, double[] point);

    /** Draws initial parameters. */
    void start(float[] flat, RandomGenerator random);

    /** A plain network; PyTorch's initial values, U(±1/√inputs). */
    record Plain(Network network) implements DriftNetwork {
        @Override
        public int end() {
            return network.end();
        }

        @Override
        public Pass pass(int capacity) {
            return new NetworkPass(network, capacity);
        }

        @Override
        public double[] evaluate(float[] parameters, double[] point) {
            return network.evaluate(parameters, point);
        }

        @Override
        public void start(float[] flat, RandomGenerator random) {
            for (Dense layer : network.layers()) {
                double bound = 1 / Math.sqrt(layer.inputs());
                layer.drawWeights(flat, bound, random);
                layer.drawBiases(flat, -bound, bound, random);
            }
        }
    }
}
