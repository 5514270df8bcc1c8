package org.macrodyn.sde;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.macrodyn.net.Dense;
import org.macrodyn.net.Network;
import org.macrodyn.net.NetworkPass;
import org.macrodyn.net.Pass;
import org.macrodyn.run.RandomStreams;

/**
 * The networks of an SDE: where their weights lie in the flat vector of parameters, the drift's first, and how they start.
 *
 * @param settings shape of the model
 * @param drift a plain network or an OnsagerNet
 * @param diffusion the diffusion; a layer without inputs if σ is constant
 */
record SdeNetworks(SdeSettings settings, DriftNetwork drift, Network diffusion) {
    /** Of a model of d components, whose networks see these inputs. */
    static SdeNetworks of(SdeSettings settings, int inputs, int d) {
        DriftNetwork drift = settings.onsager()
                .<DriftNetwork>map(form -> OnsagerNetwork.of(form, inputs, d))
                .orElseGet(() -> new DriftNetwork.Plain(network(settings, 0, inputs, d)));
        int from = drift.end();
        int outputs = settings.diffusion().outputs(d);
        Network diffusion = settings.diffusion().isConstant()
                ? Network.of(from, settings.activation(), 0, outputs)
                : network(settings, from, inputs, outputs);
        return new SdeNetworks(settings, drift, diffusion);
    }

    private static Network network(SdeSettings settings, int from, int inputs, int outputs) {
        int[] widths = new int[settings.hiddenLayers() + 2];
        Arrays.fill(widths, settings.hiddenWidth());
        widths[0] = inputs;
        widths[widths.length - 1] = outputs;
        return Network.of(from, settings.activation(), widths);
    }

    /** The length of the flat vector. */
    int parameters() {
        return diffusion.end();
    }

    /** The drift, if it is a plain network. */
    Optional<Network> plain() {
        return drift instanceof DriftNetwork.Plain plain ? Optional.of(plain.network()) : Optional.empty();
    }

    Pass driftPass(int capacity) {
        return drift.pass(capacity);
    }

    Pass diffusionPass(int capacity) {
        return new NetworkPass(diffusion, capacity);
    }

    /** Output of the drift at one point, in double precision. */
    double[] drift(float[] parameters, double[] x) {
        return drift.evaluate(parameters, x);
    }

    /** Output of the diffusion at one point, in double precision. */
    double[] diffusion(float[] parameters, double[] x) {
        return diffusion.evaluate(parameters, x);
    }

    /**
     * PyTorch's initial values: drift U(±1/√inputs), or those of an OnsagerNet; diffusion weights Xavier-uniform, biases
     * U(±1/√inputs); constant σ all ones. With scaled outputs σ starts from the identity instead: all ones would keep a constant
     * σ at rank 1 for ever, and random outputs may start singular.
     */
    float[] initial(int d, long seed) {
        float[] flat = new float[parameters()];
        RandomGenerator random = RandomStreams.stream(seed, "sde initial weights", 0);
        drift.start(flat, random);
        boolean constant = settings.diffusion().isConstant();
        for (Dense layer : diffusion.layers()) {
            if (!constant) {
                double bound = 1 / Math.sqrt(layer.inputs());
                layer.drawWeights(flat, layer.xavier(), random);
                layer.drawBiases(flat, -bound, bound, random);
            }
        }
        if (settings.scaled()) {
            startAtIdentity(flat, d);
        } else if (constant) {
            Arrays.fill(flat, diffusion.last().biases(), diffusion.end(), 1);
        }
        return flat;
    }

    /** Last weights a tenth of Xavier's and biases of the identity: σ ≈ diag(diffusionScale) everywhere. */
    private void startAtIdentity(float[] flat, int d) {
        Dense last = diffusion.last();
        for (int i = last.from(); i < last.biases(); i++) {
            flat[i] *= 0.1f;
        }
        Diffusion form = settings.diffusion();
        for (int k = 0; k < last.outputs(); k++) {
            flat[last.biases() + k] = form.row(k, d) == form.column(k, d) ? 1 : 0;
        }
    }
}
