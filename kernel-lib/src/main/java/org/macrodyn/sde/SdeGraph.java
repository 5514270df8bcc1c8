package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.run.RandomStreams;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;

/** The computation graph of an SDE: where its weights lie in the flat vector of parameters, and how they start. */
final class SdeGraph {
    static final String DRIFT = "drift";
    static final String DIFFUSION = "diffusion";
    /** Layers of an OnsagerNet besides the two that embed a parameter: h₁, h₂, P of h₂, P of z, [L, U], f. */
    static final int ONSAGER_LAYERS = 6;

    private static final org.nd4j.linalg.activations.Activation IDENTITY =
            org.nd4j.linalg.activations.Activation.IDENTITY;
    private static final org.nd4j.linalg.activations.Activation RELU = org.nd4j.linalg.activations.Activation.RELU;

    /**
     * A dense layer y = Wx + b; W is {@code [outputs][inputs]} row by row at weights, b {@code [outputs]} at biases of
     * the flat vector.
     */
    record Dense(int inputs, int outputs, int weights, int biases) {}

    private SdeGraph() {}

    static ComputationGraph build(SdeSettings settings, PartialLikelihood likelihood, int inputs, DataType type) {
        int d = likelihood.dimension();
        int outputs = settings.diffusion().outputs(d);
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new AMSGrad(1e-3, 0.9, 0.999, 1e-8))
                .graphBuilder()
                .allowDisconnected(settings.onsager().isPresent())
                .addInputs("z");
        String drift = settings.onsager().isPresent()
                ? addOnsager(graph, settings.onsager().get(), inputs, d)
                : addNetwork(graph, DRIFT, settings, inputs, d);
        String diffusion = settings.diffusion().isConstant()
                ? addConstant(graph, inputs, outputs)
                : addNetwork(graph, DIFFUSION, settings, inputs, outputs);
        graph.addVertex("outputs", new MergeVertex(), drift, diffusion);
        LossLayer loss = new LossLayer.Builder(likelihood).activation(IDENTITY).build();
        graph.addLayer("loss", loss, "outputs").setOutputs("loss");
        ComputationGraph net = new ComputationGraph(graph.build());
        net.init();
        return net;
    }

    private static String addNetwork(GraphBuilder graph, String name, SdeSettings settings, int inputs, int outputs) {
        String input = "z";
        int width = inputs;
        for (int l = 0; l < settings.hiddenLayers(); l++) {
            var activation = settings.activation().graphActivation();
            graph.addLayer(name + l, dense(width, settings.hiddenWidth(), activation), input);
            input = name + l;
            width = settings.hiddenWidth();
        }
        String last = name + settings.hiddenLayers();
        graph.addLayer(last, dense(width, outputs, IDENTITY), input);
        return last;
    }

    /**
     * Where the weights of an OnsagerNet are kept. Its ∇V is no vertex of DL4J, so the graph's first output is f alone and
     * {@link OnsagerPass} computes the drift.
     */
    private static String addOnsager(GraphBuilder graph, OnsagerDrift form, int inputs, int d) {
        graph.addVertex("state", new SubsetVertex(0, d - 1), "z");
        int next = 0;
        String hidden = "state";
        int width = d;
        if (inputs > d) {
            graph.addVertex("parameter", new SubsetVertex(d, d), "z");
            graph.addLayer(DRIFT + next++, dense(1, form.embedding(), RELU), "parameter");
            graph.addLayer(DRIFT + next++, dense(form.embedding(), d, IDENTITY), DRIFT + (next - 2));
            hidden = "embedded";
            width = 2 * d;
            graph.addVertex(hidden, new MergeVertex(), "state", DRIFT + (next - 1));
        }
        graph.addLayer(DRIFT + next++, dense(width, form.width(), IDENTITY), hidden);
        graph.addLayer(DRIFT + next++, dense(form.width(), form.width(), IDENTITY), DRIFT + (next - 2));
        hidden = DRIFT + (next - 1);
        graph.addLayer(DRIFT + next++, dense(form.width(), d, IDENTITY), hidden);
        graph.addLayer(DRIFT + next++, dense(d, d, IDENTITY), "state");
        graph.addLayer(DRIFT + next++, dense(form.width(), d * d, IDENTITY), hidden);
        graph.addLayer(DRIFT + next, dense(form.width(), d, IDENTITY), hidden);
        return DRIFT + next;
    }

    /** σ that is the same for all z is the bias of a layer whose input is z·0; its weights stay 0. */
    private static String addConstant(GraphBuilder graph, int inputs, int outputs) {
        graph.addVertex("zero", new ScaleVertex(0), "z");
        graph.addLayer(DIFFUSION + 0, dense(inputs, outputs, IDENTITY), "zero");
        return DIFFUSION + 0;
    }

    private static DenseLayer dense(int inputs, int outputs, org.nd4j.linalg.activations.Activation activation) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(activation)
                .build();
    }

    /** The dense layers of one of the two networks, in the order of their numbers. */
    static List<Dense> layers(ComputationGraph net, String name) {
        List<Dense> layers = new ArrayList<>();
        while (net.getConfiguration().getVertices().containsKey(name + layers.size())) {
            Layer layer = net.getLayer(name + layers.size());
            INDArray weights = layer.getParam("W");
            int biases = (int) layer.getParam("b").offset();
            layers.add(new Dense((int) weights.size(0), (int) weights.size(1), (int) weights.offset(), biases));
        }
        return layers;
    }

    static float[] parameters(ComputationGraph net) {
        float[] flat = new float[(int) net.numParams()];
        net.params().data().asNioFloat().get(flat);
        return flat;
    }

    static void setParameters(ComputationGraph net, float[] flat) {
        net.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));
    }

    /**
     * PyTorch's initial values: drift U(±1/√inputs), or those of an OnsagerNet; diffusion weights Xavier-uniform, biases U(±1/√inputs);
     * constant σ all ones. With scaled outputs σ starts from the identity instead: all ones would keep a constant σ at
     * rank 1 for ever, and random outputs may start singular.
     */
    static float[] initialParameters(ComputationGraph net, SdeSettings settings, int d, long seed) {
        float[] flat = new float[(int) net.numParams()];
        RandomGenerator random = RandomStreams.stream(seed, "sde initial weights", 0);
        if (settings.onsager().isPresent()) {
            OnsagerStart.fill(flat, layers(net, DRIFT), random);
        } else {
            for (Dense layer : layers(net, DRIFT)) {
                double bound = 1 / Math.sqrt(layer.inputs());
                uniform(flat, layer.weights(), layer.inputs() * layer.outputs(), bound, random);
                uniform(flat, layer.biases(), layer.outputs(), bound, random);
            }
        }
        List<Dense> diffusion = layers(net, DIFFUSION);
        if (!settings.diffusion().isConstant()) {
            for (Dense layer : diffusion) {
                double bound = Math.sqrt(6.0 / (layer.inputs() + layer.outputs()));
                uniform(flat, layer.weights(), layer.inputs() * layer.outputs(), bound, random);
                uniform(flat, layer.biases(), layer.outputs(), 1 / Math.sqrt(layer.inputs()), random);
            }
        }
        if (settings.scaled()) {
            startAtIdentity(flat, diffusion.get(diffusion.size() - 1), settings.diffusion(), d);
        } else if (settings.diffusion().isConstant()) {
            int from = diffusion.get(0).biases();
            Arrays.fill(flat, from, from + diffusion.get(0).outputs(), 1);
        }
        return flat;
    }

    private static void uniform(float[] flat, int from, int length, double bound, RandomGenerator random) {
        for (int i = from; i < from + length; i++) {
            flat[i] = (float) random.nextDouble(-bound, bound);
        }
    }

    /** Last weights a tenth of Xavier's and biases of the identity: σ ≈ diag(diffusionScale) everywhere. */
    private static void startAtIdentity(float[] flat, Dense last, Diffusion diffusion, int d) {
        for (int i = last.weights(); i < last.weights() + last.inputs() * last.outputs(); i++) {
            flat[i] *= 0.1f;
        }
        for (int k = 0; k < last.outputs(); k++) {
            flat[last.biases() + k] = diffusion.row(k, d) == diffusion.column(k, d) ? 1 : 0;
        }
    }
}
