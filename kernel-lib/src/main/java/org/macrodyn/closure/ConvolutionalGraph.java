package org.macrodyn.closure;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
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
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Entries;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The published autoencoder of DL4J's layers, trained by DL4J; slow, see {@link ConvolutionalSettings}. Encoder, on every patch:
 * blocks [convolution 3 × 3 → batch norm → leaky ReLU → maximum of 2 × 2] → mean over patches → dense, which gives ẑ; e is linear
 * in its last layer, so the mean may come first. Decoder: (z*, ẑ) → dense → leaky ReLU → layers [transposed convolution 3 × 3,
 * stride 2 → batch norm → leaky ReLU], the last of which is bare: it gives logits. The patches of a configuration are to DL4J the
 * times of a sequence, {@code [batch, L_p², K]}; without padding a transposed convolution makes 2s + 1 of a side s, and less the
 * first row and column this is padding 1 with output padding 1.
 */
final class ConvolutionalGraph implements AutoencoderNetwork {
    static final double SLOPE = 0.2;
    static final double BATCH_NORM_EPSILON = 1e-5;

    private static final int KERNEL = 3;
    private static final double BATCH_NORM_DECAY = 0.9;
    private static final double DEVIATION = 0.02;

    private final ConvolutionalSettings settings;
    private final Patches patches;
    private final int observables;
    private final ComputationGraph graph;

    /** With its numbers, or fresh: weights N(0, 0.02²), γ of batch norms N(1, 0.02²), all else 0. */
    ConvolutionalGraph(ConvolutionalSettings settings, Patches patches, int observables, Map<String, float[]> rows) {
        settings.requireFits(patches);
        SteadyNd4j.load();
        this.settings = settings;
        this.patches = patches;
        this.observables = observables;
        int side = patches.patch().rows();
        Chain all = new Chain("patches", "observables");
        all.graph.setInputTypes(InputType.recurrent((long) side * side), InputType.feedForward(observables));
        all.encoder(settings, side);
        all.graph.addVertex("z", new MergeVertex(), "observables", all.last);
        all.last = "z";
        all.decoder(settings.decoderChannels(), patches.grid().rows());
        graph = all.built(rows);
        if (rows.isEmpty()) {
            drawParameters();
        } else {
            restore(rows);
        }
    }

    private void drawParameters() {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "convolutional-initial", 0);
        for (Layer layer : graph.getLayers()) {
            layer.paramTable().forEach((name, parameter) -> initialise(name, parameter, random));
        }
    }

    private static void initialise(String name, INDArray parameter, RandomGenerator random) {
        if (name.equals("W") || name.equals("gamma")) {
            for (long i = 0; i < parameter.length(); i++) {
                parameter.putScalar(i, (name.equals("W") ? 0 : 1) + DEVIATION * random.nextGaussian());
            }
        }
    }

    /** Layers one after another. */
    private final class Chain {
        private final GraphBuilder graph;
        private String last;

        Chain(String... inputs) {
            graph = new NeuralNetConfiguration.Builder()
                    .activation(Activation.IDENTITY)
                    .updater(new AMSGrad(settings.learningRate()))
                    .cacheMode(CacheMode.DEVICE)
                    .graphBuilder()
                    .addInputs(inputs);
            last = inputs[0];
        }

        private void add(String name, org.deeplearning4j.nn.conf.layers.Layer.Builder<?> layer) {
            graph.addLayer(name, layer.build(), last);
            last = name;
        }

        void encoder(ConvolutionalSettings settings, int side) {
            int blocks = settings.encoderChannels().size();
            for (int block = 0; block < blocks; block++) {
                int out = settings.encoderChannels().get(block);
                add(
                        "convolution" + block,
                        new ConvolutionLayer.Builder(KERNEL, KERNEL)
                                .padding(1, 1)
                                .nOut(out));
                normaliseAndActivate("encoder" + block);
                add(
                        "maximum" + block,
                        new SubsamplingLayer.Builder(PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2));
            }
            add("mean", new GlobalPoolingLayer.Builder(PoolingType.AVG));
            add("closure", new DenseLayer.Builder().nOut(settings.variables()));
            int pooled = side >> blocks;
            graph.inputPreProcessor("convolution0", new RnnToCnnPreProcessor(side, side, 1));
            graph.inputPreProcessor(
                    "mean",
                    new CnnToRnnPreProcessor(
                            pooled, pooled, settings.encoderChannels().get(blocks - 1)));
        }

        void decoder(List<Integer> channels, int side) {
            int start = side >> channels.size();
            int width = channels.get(0) * start * start;
            add("dense", new DenseLayer.Builder().nOut(width).activation(new ActivationLReLU(SLOPE)));
            for (int layer = 1; layer <= channels.size(); layer++) {
                boolean bare = layer == channels.size();
                int out = bare ? 1 : channels.get(layer);
                add(
                        "doubling" + layer,
                        new Deconvolution2D.Builder(KERNEL, KERNEL).stride(2, 2).nOut(out));
                add("cropping" + layer, new Cropping2D.Builder(1, 0, 1, 0));
                if (!bare) {
                    normaliseAndActivate("decoder" + layer);
                }
            }
            add("spins", new CnnLossLayer.Builder(LossFunctions.LossFunction.XENT).activation(Activation.SIGMOID));
            graph.inputPreProcessor("doubling1", new FeedForwardToCnnPreProcessor(start, start, channels.get(0)));
        }

        /** DL4J's batch norm has no activation of its own. */
        private void normaliseAndActivate(String name) {
            BatchNormalization.Builder norm = new BatchNormalization.Builder().useLogStd(false);
            add(name + "-norm", norm.eps(BATCH_NORM_EPSILON).decay(BATCH_NORM_DECAY));
            add(name + "-active", new ActivationLayer.Builder().activation(new ActivationLReLU(SLOPE)));
        }

        /** With the parameters of a file, or room for its own. DL4J refuses other than it needs before it makes room. */
        ComputationGraph built(Map<String, float[]> rows) {
            ComputationGraph built = new ComputationGraph(graph.setOutputs(last).build());
            if (rows.isEmpty()) {
                built.init();
            } else {
                built.init(Nd4j.createFromArray(Entries.required(rows, "parameters", "row ")), false);
            }
            return built;
        }
    }

    /** The decoder alone, z → probabilities of spins up, with a copy of its parameters. */
    ComputationGraph decoderGraph() {
        Chain part = new Chain("z");
        part.graph.setInputTypes(InputType.feedForward((long) observables + closures()));
        part.decoder(settings.decoderChannels(), patches.grid().rows());
        ComputationGraph decoder = part.built(Map.of());
        for (Layer layer : decoder.getLayers()) {
            if (layer.numParams() > 0) {
                layer.setParams(
                        graph.getLayer(layer.conf().getLayer().getLayerName()).params());
            }
        }
        return decoder;
    }

    /** Mean spins, 2p − 1. A graph holds what it is working on, so one thread at a time. */
    @Override
    public UnaryOperator<double[]> decoder() {
        ComputationGraph decoder = decoderGraph();
        return z -> {
            synchronized (decoder) {
                INDArray up = decoder.outputSingle(
                        Nd4j.createFromArray(new double[][] {z}).castTo(DataType.FLOAT));
                return up.muli(2).subi(1).dup('c').data().asDouble();
            }
        };
    }

    /** With a copy of the parameters. */
    @Override
    public PatchEncoder encoder() {
        return new ConvolutionalEncoder(
                graph, patches.patch().rows(), settings.encoderChannels().size());
    }

    /** The whole. */
    ComputationGraph graph() {
        return graph;
    }

    @Override
    public int closures() {
        return settings.variables();
    }

    /** The last, smaller batch is left out, as published. */
    @Override
    public int steps(int configurations) {
        if (configurations < settings.batch()) {
            throw new IllegalArgumentException(
                    "configurations = " + configurations + ": must be at least one batch, " + settings.batch());
        }
        return Math.min(configurations, settings.perEpoch()) / settings.batch();
    }

    @Override
    public double step(Batch batch, int iteration) {
        int side = patches.grid().rows();
        INDArray up = Nd4j.createFromArray(batch.bySite()).addi(1).divi(2).reshape(batch.size(), 1, side, side);
        INDArray measured =
                Nd4j.createFromArray(batch.measured()).castTo(up.dataType()).reshape(batch.size(), -1);
        graph.getConfiguration().setIterationCount(iteration);
        graph.fit(new MultiDataSet(new INDArray[] {sequences(batch.byPatch()), measured}, new INDArray[] {up}));
        return graph.score() / patches.grid().sites();
    }

    /** {@code [batch, L_p², K]} */
    INDArray sequences(float[] byPatch) {
        return Nd4j.createFromArray(byPatch)
                .reshape(-1, patches.count(), patches.patch().sites())
                .permute(0, 2, 1);
    }

    /** DL4J's workspaces stay with the thread, gigabytes with the paper's settings. */
    @Override
    public void release() {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    private INDArray updater() {
        return graph.getUpdater().getStateViewArray();
    }

    @Override
    public Map<String, float[]> rows() {
        return Map.of(
                "parameters",
                graph.params().ravel().toFloatVector(),
                "updater",
                updater().ravel().toFloatVector());
    }

    @Override
    public void restore(Map<String, float[]> rows) {
        fill(graph.params(), AutoencoderNetwork.row(rows, "parameters", graph.numParams()));
        fill(updater(), AutoencoderNetwork.row(rows, "updater", updater().length()));
    }

    private static void fill(INDArray array, float[] row) {
        array.assign(Nd4j.createFromArray(row).reshape(array.shape()));
    }
}
