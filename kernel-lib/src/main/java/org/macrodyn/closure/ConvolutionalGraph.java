package org.macrodyn.closure;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.run.RandomStreams;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The published autoencoder of DL4J's layers. Encoder, on every patch: blocks [convolution 3 × 3 → batch norm → leaky ReLU →
 * maximum of 2 × 2] → mean over patches → dense, which gives ẑ; e is linear in its last layer, so the mean may come first.
 * Decoder: (z*, ẑ) → dense → leaky ReLU → layers [transposed convolution 3 × 3, stride 2 → batch norm → leaky ReLU], the
 * last of which is bare: it gives logits.
 *
 * <p>The patches of a configuration are to DL4J the times of a sequence, {@code [batch, L_p², K]}.
 */
final class ConvolutionalGraph {
    static final double SLOPE = 0.2;
    static final double BATCH_NORM_EPSILON = 1e-5;
    /** Name of the layer that gives ẑ. */
    static final String CLOSURE = "closure";

    private static final double BATCH_NORM_DECAY = 0.9;
    private static final double DEVIATION = 0.02;
    private static final int KERNEL = 3;

    private final GraphBuilder graph;
    private String last;
    private int channels = 1;

    private ConvolutionalGraph(double learningRate, String... inputs) {
        graph = new NeuralNetConfiguration.Builder()
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Truncate)
                .updater(new AMSGrad(learningRate))
                .cacheMode(CacheMode.DEVICE)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder()
                .addInputs(inputs);
        last = inputs[0];
    }

    /**
     * Encoder and decoder with fresh parameters: weights N(0, 0.02²), batch norms' γ N(1, 0.02²), all else 0.
     *
     * @param settings channels, learning rate and seed
     * @param patchSide L_p
     * @param observables number of components of z*
     * @param side L
     * @return {@code [batch, L_p², K]}, {@code [batch, observables]} → probabilities of spins up {@code [batch, 1, L, L]}
     */
    static ComputationGraph of(ConvolutionalSettings settings, int patchSide, int observables, int side) {
        ConvolutionalGraph all = new ConvolutionalGraph(settings.learningRate(), "patches", "observables");
        all.encoder(settings, patchSide);
        all.graph.addVertex("z", new MergeVertex(), "observables", CLOSURE);
        all.last = "z";
        all.decoder(settings.decoderChannels(), observables + settings.variables(), side);
        ComputationGraph network = all.built();
        initialise(network, RandomStreams.stream(settings.seed(), "convolutional-initial", 0));
        return network;
    }

    /** The decoder alone, with the parameters of the whole. */
    static ComputationGraph decoder(ComputationGraph whole, ConvolutionalSettings settings, int dimension, int side) {
        ConvolutionalGraph part = new ConvolutionalGraph(settings.learningRate(), "z");
        part.decoder(settings.decoderChannels(), dimension, side);
        ComputationGraph network = part.built();
        for (Layer layer : network.getLayers()) {
            if (layer.numParams() > 0) {
                layer.setParams(
                        whole.getLayer(layer.conf().getLayer().getLayerName()).params());
            }
        }
        return network;
    }

    private void encoder(ConvolutionalSettings settings, int patchSide) {
        InputPreProcessor reshape = new RnnToCnnPreProcessor(patchSide, patchSide, 1);
        for (int block = 0; block < settings.encoderChannels().size(); block++) {
            int out = settings.encoderChannels().get(block);
            add(
                    "convolution" + block,
                    new ConvolutionLayer.Builder(KERNEL, KERNEL)
                            .padding(1, 1)
                            .nIn(channels)
                            .nOut(out)
                            .build(),
                    reshape);
            reshape = null;
            channels = out;
            normaliseAndActivate("encoder" + block);
            add(
                    "maximum" + block,
                    new SubsamplingLayer.Builder(PoolingType.MAX)
                            .kernelSize(2, 2)
                            .stride(2, 2)
                            .build(),
                    null);
        }
        int pooled = patchSide >> settings.encoderChannels().size();
        add("mean", new GlobalPoolingLayer(PoolingType.AVG), new CnnToRnnPreProcessor(pooled, pooled, channels));
        add(
                CLOSURE,
                new DenseLayer.Builder()
                        .nIn(channels * pooled * pooled)
                        .nOut(settings.variables())
                        .build(),
                null);
    }

    /** Without padding a side becomes 2s + 1; less the first row and column this is padding 1 with output padding 1. */
    private void decoder(List<Integer> layers, int dimension, int side) {
        int start = side >> layers.size();
        channels = layers.get(0);
        add(
                "dense",
                new DenseLayer.Builder()
                        .nIn(dimension)
                        .nOut(channels * start * start)
                        .activation(new ActivationLReLU(SLOPE))
                        .build(),
                null);
        InputPreProcessor reshape = new FeedForwardToCnnPreProcessor(start, start, channels);
        for (int layer = 1; layer <= layers.size(); layer++) {
            boolean bare = layer == layers.size();
            int out = bare ? 1 : layers.get(layer);
            add(
                    "doubling" + layer,
                    new Deconvolution2D.Builder(KERNEL, KERNEL)
                            .stride(2, 2)
                            .nIn(channels)
                            .nOut(out)
                            .build(),
                    reshape);
            add("cropping" + layer, new Cropping2D.Builder(1, 0, 1, 0).build(), null);
            reshape = null;
            channels = out;
            if (!bare) {
                normaliseAndActivate("decoder" + layer);
            }
        }
        add(
                "spins",
                new CnnLossLayer.Builder(LossFunctions.LossFunction.XENT)
                        .activation(Activation.SIGMOID)
                        .build(),
                null);
    }

    /** DL4J's batch norm has no activation of its own. */
    private void normaliseAndActivate(String name) {
        add(
                name + "-norm",
                new BatchNormalization.Builder()
                        .nIn(channels)
                        .nOut(channels)
                        .eps(BATCH_NORM_EPSILON)
                        .decay(BATCH_NORM_DECAY)
                        .useLogStd(false)
                        .build(),
                null);
        add(name + "-active", new ActivationLayer(new ActivationLReLU(SLOPE)), null);
    }

    private void add(String name, org.deeplearning4j.nn.conf.layers.Layer layer, InputPreProcessor reshape) {
        graph.addLayer(name, layer, reshape, last);
        last = name;
    }

    private ComputationGraph built() {
        ComputationGraph network = new ComputationGraph(graph.setOutputs(last).build());
        network.init();
        return network;
    }

    private static void initialise(ComputationGraph network, RandomGenerator random) {
        for (Layer layer : network.getLayers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                boolean weight = parameter.getKey().equals("W");
                if (weight || parameter.getKey().equals("gamma")) {
                    fill(parameter.getValue(), weight ? 0 : 1, random);
                } else if (parameter.getKey().equals("b")) {
                    parameter.getValue().assign(0);
                }
            }
        }
    }

    private static void fill(INDArray parameters, double mean, RandomGenerator random) {
        for (long i = 0; i < parameters.length(); i++) {
            parameters.putScalar(i, mean + DEVIATION * random.nextGaussian());
        }
    }
}
