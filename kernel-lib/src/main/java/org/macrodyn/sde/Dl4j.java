package org.macrodyn.sde;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.net.Dense;
import org.macrodyn.net.Network;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Learnt models as graphs of DL4J, for its tools: to look at, to save in its format, to train further with its {@code fit}. */
public final class Dl4j {
    private static final double RATE = 1e-3;

    private Dl4j() {}

    /**
     * Drift and diffusion of a model as one computation graph. Input {@code z}, {@code [batch][inputs]} of {@link #input}; output
     * {@code [batch][d + outputs]} = [μ / driftScale, rows of σ / diffusionScale], which agrees with {@link SdeModel#drift} and
     * {@link SdeModel#diffusion} to single precision. Its loss is the partial likelihood for λ = 1 and ε = 0, with labels {@code
     * [batch][d + 1]} = [Δz, δt]; its updater is AMSGrad.
     *
     * @param model a learnt model
     * @return a graph of its own, free to be changed
     * @throws IllegalArgumentException if the drift is an OnsagerNet, which is no graph of dense layers
     */
    public static ComputationGraph graph(SdeModel model) {
        Scaling scaling = model.scaling();
        return graph(
                model,
                new PartialLikelihood(
                        1, 0, model.settings().diffusion(), scaling.driftScale(), scaling.diffusionScale()));
    }

    static ComputationGraph graph(SdeModel model, PartialLikelihood likelihood) {
        SdeNetworks networks = model.networks();
        Network plain = networks.plain()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "model with an OnsagerNet: its ∇V is no layer of DL4J, only models with plain drifts have a graph"));
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new AMSGrad(RATE, 0.9, 0.999, 1e-8))
                .graphBuilder()
                .addInputs("z");
        boolean constant = model.settings().diffusion().isConstant();
        if (constant) {
            graph.addVertex("zero", new ScaleVertex(0), "z");
        }
        String drift = add(graph, "drift", "z", plain, model.scaling().inputs());
        String diffusion = add(
                graph,
                "diffusion",
                constant ? "zero" : "z",
                networks.diffusion(),
                model.scaling().inputs());
        graph.addVertex("outputs", new MergeVertex(), drift, diffusion);
        LossLayer loss = new LossLayer.Builder(new Loss(likelihood))
                .activation(Activation.IDENTITY)
                .build();
        graph.addLayer("loss", loss, "outputs").setOutputs("loss");
        ComputationGraph net = new ComputationGraph(graph.build());
        net.init();
        fill(net, "drift", plain, model.parameters());
        fill(net, "diffusion", networks.diffusion(), model.parameters());
        return net;
    }

    /** A constant σ is the bias of a layer whose input is z·0. */
    private static String add(GraphBuilder graph, String name, String from, Network network, int inputs) {
        String before = from;
        for (int l = 0; l < network.layers().size(); l++) {
            Dense dense = network.layers().get(l);
            Activation activation =
                    dense.equals(network.last()) ? Activation.IDENTITY : activation(network.activation());
            DenseLayer layer = new DenseLayer.Builder()
                    .nIn(l == 0 ? inputs : dense.inputs())
                    .nOut(dense.outputs())
                    .activation(activation)
                    .build();
            graph.addLayer(name + l, layer, before);
            before = name + l;
        }
        return before;
    }

    private static Activation activation(org.macrodyn.net.Activation activation) {
        return switch (activation) {
            case RELU -> Activation.RELU;
            case TANH -> Activation.TANH;
            case SILU -> Activation.SWISH;
        };
    }

    private static void fill(ComputationGraph net, String name, Network network, float[] parameters) {
        for (int l = 0; l < network.layers().size(); l++) {
            Dense dense = network.layers().get(l);
            INDArray weights = net.getLayer(name + l).getParam("W");
            INDArray biases = net.getLayer(name + l).getParam("b");
            weights.assign(0);
            for (int o = 0; o < dense.outputs(); o++) {
                for (int i = 0; i < dense.inputs(); i++) {
                    weights.putScalar(i, o, parameters[dense.weight(o, i)]);
                }
                biases.putScalar(o, parameters[dense.biases() + o]);
            }
        }
    }

    /**
     * What the graph of a model takes for some states: (z − shift)/scale, and the parameter's value likewise if the model depends
     * on one.
     *
     * @param model the model
     * @param z {@code [batch][d]} states
     * @return {@code [batch][inputs]}
     * @throws IllegalArgumentException if a state does not have d components, or the value of a parameter is missing
     */
    public static INDArray input(SdeModel model, double[][] z) {
        return Nd4j.createFromArray(Arrays.stream(z).map(model::scaled).toArray(double[][]::new))
                .castTo(DataType.FLOAT);
    }

    /** {@link PartialLikelihood} as a loss of DL4J. */
    static final class Loss implements ILossFunction {
        private static final long serialVersionUID = 1L;

        private final transient PartialLikelihood likelihood;

        Loss(PartialLikelihood likelihood) {
            this.likelihood = likelihood;
        }

        /** From DL4J's JSON. */
        @JsonCreator
        Loss(
                @JsonProperty("lambda") double lambda,
                @JsonProperty("epsilon") double epsilon,
                @JsonProperty("floor") double[] floor,
                @JsonProperty("diffusion") Diffusion diffusion,
                @JsonProperty("driftScale") double[] driftScale,
                @JsonProperty("diffusionScale") double[] diffusionScale) {
            this(new PartialLikelihood(lambda, epsilon, floor, diffusion, driftScale, diffusionScale));
        }

        @JsonProperty("lambda")
        double lambda() {
            return likelihood.lambda();
        }

        @JsonProperty("epsilon")
        double epsilon() {
            return likelihood.epsilon();
        }

        @JsonProperty("floor")
        double[] floor() {
            return likelihood.floor();
        }

        @JsonProperty("diffusion")
        Diffusion diffusion() {
            return likelihood.diffusion();
        }

        @JsonProperty("driftScale")
        double[] driftScale() {
            return likelihood.driftScale();
        }

        @JsonProperty("diffusionScale")
        double[] diffusionScale() {
            return likelihood.diffusionScale();
        }

        @Override
        public double computeScore(
                INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
            double sum = Arrays.stream(evaluate(labels, preOutput).loss).sum();
            return average ? sum / preOutput.size(0) : sum;
        }

        @Override
        public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
            Block block = evaluate(labels, preOutput);
            return Nd4j.create(block.loss, new long[] {block.loss.length, 1}, 'f')
                    .castTo(preOutput.dataType());
        }

        @Override
        public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
            return evaluate(labels, preOutput).gradient(preOutput.dataType());
        }

        @Override
        public Pair<Double, INDArray> computeGradientAndScore(
                INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
            Block block = evaluate(labels, preOutput);
            double sum = Arrays.stream(block.loss).sum();
            return Pair.of(average ? sum / block.loss.length : sum, block.gradient(preOutput.dataType()));
        }

        @Override
        public String name() {
            return "PartialLikelihood";
        }

        private Block evaluate(INDArray labels, INDArray preOutput) {
            int d = likelihood.dimension();
            int n = (int) preOutput.size(0);
            double[] output = columns(preOutput);
            double[] target = columns(labels);
            Block block = new Block(
                    Arrays.copyOf(output, d * n), Arrays.copyOfRange(output, d * n, output.length), new double[n]);
            double[] dt = Arrays.copyOfRange(target, d * n, target.length);
            var increments = new LikelihoodKernel.Increments(target, new double[0], dt);
            new LikelihoodKernel(likelihood).evaluate(n, block.drift, block.diffusion, increments, block.loss);
            return block;
        }

        /** Values column by column. */
        private static double[] columns(INDArray matrix) {
            double[] values = new double[(int) matrix.length()];
            matrix.castTo(DataType.DOUBLE).dup('f').data().asNioDouble().get(values);
            return values;
        }

        /** Gradients (in place of outputs) and losses of one batch. */
        private record Block(double[] drift, double[] diffusion, double[] loss) {
            INDArray gradient(DataType type) {
                double[] all = Arrays.copyOf(drift, drift.length + diffusion.length);
                System.arraycopy(diffusion, 0, all, drift.length, diffusion.length);
                return Nd4j.create(all, new long[] {loss.length, all.length / loss.length}, 'f')
                        .castTo(type);
            }
        }
    }
}
