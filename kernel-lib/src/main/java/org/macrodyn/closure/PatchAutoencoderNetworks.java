package org.macrodyn.closure;

import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Encoder and decoder of a patch autoencoder as DL4J networks, each with an Adam of its own. */
record PatchAutoencoderNetworks(MultiLayerNetwork encoder, MultiLayerNetwork decoder) {
    private static final double ADAM_EPSILON = 1e-8;

    /** The same in single precision, for a tiling and a number of observables. */
    static PatchAutoencoderNetworks create(PatchAutoencoderSettings settings, Patches patches, int observables) {
        int fields = patches.grid().fields();
        return create(
                settings,
                patches.patch().sites() / fields,
                observables + fields * settings.closuresPerField(),
                patches.grid().sites(),
                DataType.FLOAT);
    }

    /**
     * Networks with fresh parameters: weights Xavier-uniform, U(±√(6 / (in + out))); biases U(±1/√in).
     *
     * @param settings widths, Adam and seed
     * @param inputs sites of one field in a patch
     * @param dimension d, of z
     * @param sites n, of the large system
     * @param type precision of the parameters
     * @return encoder inputs → closures, decoder d → n
     */
    static PatchAutoencoderNetworks create(
            PatchAutoencoderSettings settings, int inputs, int dimension, int sites, DataType type) {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "autoencoder-initial", 0);
        return new PatchAutoencoderNetworks(
                network(settings, settings.encoderWidths(inputs), type, random),
                network(settings, settings.decoderWidths(dimension, sites), type, random));
    }

    private static MultiLayerNetwork network(
            PatchAutoencoderSettings settings, List<Integer> widths, DataType type, RandomGenerator random) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .miniBatch(false)
                .updater(new Adam(settings.learningRate(), settings.beta1(), settings.beta2(), ADAM_EPSILON))
                .l2(settings.weightDecay())
                .l2Bias(settings.weightDecay())
                .list();
        int last = widths.size() - 1;
        for (int layer = 0; layer < last; layer++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(widths.get(layer))
                    .nOut(widths.get(layer + 1))
                    .activation(layer < last - 1 ? Activation.RELU : Activation.IDENTITY)
                    .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        for (int layer = 0; layer < last; layer++) {
            int in = widths.get(layer);
            double weight = Math.sqrt(6.0 / (in + widths.get(layer + 1)));
            fill(network.getParam(layer + "_W"), weight, random);
            fill(network.getParam(layer + "_b"), 1 / Math.sqrt(in), random);
        }
        return network;
    }

    private static void fill(INDArray parameters, double bound, RandomGenerator random) {
        for (long i = 0; i < parameters.length(); i++) {
            parameters.putScalar(i, random.nextDouble(-bound, bound));
        }
    }
}
