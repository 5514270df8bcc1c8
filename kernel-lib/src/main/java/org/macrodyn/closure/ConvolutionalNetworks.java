package org.macrodyn.closure;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;

/**
 * Builds encoder and decoder of a convolutional autoencoder.
 *
 * <p>Encoder: blocks [convolution 3 × 3 → batch norm → leaky ReLU → max of 2 × 2] → dense. Decoder: dense → leaky ReLU →
 * layers [transposed convolution 3 × 3, stride 2 → batch norm → leaky ReLU], the last of which is bare: it gives the logits.
 */
final class ConvolutionalNetworks {
    static final double SLOPE = 0.2;
    static final double BATCH_NORM_EPSILON = 1e-5;

    /** Layers of a block of the encoder: convolution, batch norm, activation, maximum. */
    static final int LAYERS_OF_BLOCK = 4;

    static final double BATCH_NORM_DECAY = 0.9;
    private static final double DEVIATION = 0.02;
    private static final int KERNEL = 3;

    private ConvolutionalNetworks() {}

    /** The same in single precision, for a tiling and a number of observables. */
    static PatchAutoencoderNetworks create(ConvolutionalSettings settings, Patches patches, int observables) {
        return create(
                settings,
                patches.patch().rows(),
                observables + settings.variables(),
                patches.grid().rows(),
                DataType.FLOAT);
    }

    /**
     * Networks with fresh parameters: weights N(0, 0.02²); biases of convolutions U(±1/√(9·channels)), PyTorch's default;
     * batch norm γ from N(1, 0.02²); all else 0.
     *
     * @param settings channels, learning rate and seed
     * @param patchSide L_p
     * @param dimension d, of z
     * @param side L
     * @param type precision of the parameters
     * @return encoder {@code [rows, 1, L_p, L_p]} → {@code [rows, variables]}, decoder {@code [rows, d]} → logits {@code
     *     [rows, 1, L, L]}
     */
    static PatchAutoencoderNetworks create(
            ConvolutionalSettings settings, int patchSide, int dimension, int side, DataType type) {
        MultiLayerNetwork encoder = encoder(settings, patchSide, type);
        MultiLayerNetwork decoder = decoder(settings, dimension, side, type);
        RandomGenerator random = RandomStreams.stream(settings.seed(), "convolutional-initial", 0);
        initialise(encoder, random);
        initialise(decoder, random);
        return new PatchAutoencoderNetworks(encoder, decoder);
    }

    /** Without workspaces, because both passes are called from outside. */
    private static NeuralNetConfiguration.ListBuilder layers(ConvolutionalSettings settings, DataType type) {
        return new NeuralNetConfiguration.Builder()
                .dataType(type)
                .miniBatch(false)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Truncate)
                .updater(new AMSGrad(settings.learningRate()))
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list();
    }

    private static MultiLayerNetwork encoder(ConvolutionalSettings settings, int patchSide, DataType type) {
        NeuralNetConfiguration.ListBuilder layers = layers(settings, type);
        for (int channels : settings.encoderChannels()) {
            layers.layer(new ConvolutionLayer.Builder(KERNEL, KERNEL)
                            .padding(1, 1)
                            .nOut(channels)
                            .build())
                    .layer(batchNorm())
                    .layer(leaky())
                    .layer(new SubsamplingLayer.Builder(PoolingType.MAX)
                            .kernelSize(2, 2)
                            .stride(2, 2)
                            .build());
        }
        layers.layer(new DenseLayer.Builder().nOut(settings.variables()).build());
        return built(layers, InputType.convolutional(patchSide, patchSide, 1));
    }

    private static MultiLayerNetwork decoder(ConvolutionalSettings settings, int dimension, int side, DataType type) {
        List<Integer> channels = settings.decoderChannels();
        int start = side >> channels.size();
        NeuralNetConfiguration.ListBuilder layers = layers(settings, type)
                .layer(new DenseLayer.Builder()
                        .nIn(dimension)
                        .nOut(channels.get(0) * start * start)
                        .activation(new ActivationLReLU(SLOPE))
                        .build())
                .inputPreProcessor(1, new FeedForwardToCnnPreProcessor(start, start, channels.get(0)));
        for (int layer = 1; layer < channels.size(); layer++) {
            doubling(layers, channels.get(layer)).layer(batchNorm()).layer(leaky());
        }
        return built(doubling(layers, 1), InputType.feedForward(dimension));
    }

    /** Without padding the side becomes 2s + 1; less the first row and column this is padding 1 with output padding 1. */
    private static NeuralNetConfiguration.ListBuilder doubling(
            NeuralNetConfiguration.ListBuilder layers, int channels) {
        return layers.layer(new Deconvolution2D.Builder(KERNEL, KERNEL)
                        .stride(2, 2)
                        .nOut(channels)
                        .build())
                .layer(new Cropping2D.Builder(1, 0, 1, 0).build());
    }

    private static Layer batchNorm() {
        return new BatchNormalization.Builder()
                .eps(BATCH_NORM_EPSILON)
                .decay(BATCH_NORM_DECAY)
                .useLogStd(false)
                .build();
    }

    private static Layer leaky() {
        return new ActivationLayer.Builder()
                .activation(new ActivationLReLU(SLOPE))
                .build();
    }

    private static MultiLayerNetwork built(NeuralNetConfiguration.ListBuilder layers, InputType input) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(layers.setInputType(input).build());
        network.init();
        network.initGradientsView();
        return network;
    }

    private static void initialise(MultiLayerNetwork network, RandomGenerator random) {
        Map<String, INDArray> parameters = network.paramTable();
        for (int layer = 0; layer < network.getnLayers(); layer++) {
            INDArray weights = parameters.get(layer + "_W");
            INDArray gamma = parameters.get(layer + "_gamma");
            if (weights != null) {
                fillNormal(weights, 0, random);
                fillBias(parameters.get(layer + "_b"), weights, random);
            }
            if (gamma != null) {
                fillNormal(gamma, 1, random);
            }
        }
    }

    private static void fillNormal(INDArray parameters, double mean, RandomGenerator random) {
        for (long i = 0; i < parameters.length(); i++) {
            parameters.putScalar(i, mean + DEVIATION * random.nextGaussian());
        }
    }

    /** The second extent of a kernel counts for both kinds: inputs of a convolution, outputs of a transposed one. */
    private static void fillBias(INDArray bias, INDArray weights, RandomGenerator random) {
        boolean kernel = weights.rank() == 4;
        double bound = kernel ? 1 / Math.sqrt(weights.size(1) * (double) (KERNEL * KERNEL)) : 0;
        for (long i = 0; i < bias.length(); i++) {
            bias.putScalar(i, kernel ? random.nextDouble(-bound, bound) : 0);
        }
    }
}
