package org.macrodyn.sde;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A learnt macroscopic SDE dz = μ(z)dt + σ(z)dW (SPEC §0.2), in the units of the pairs it was trained on.
 *
 * <p>Its networks are one DL4J computation graph; {@link #save} writes a file that
 * {@code ModelSerializer.restoreComputationGraph} opens too. Immutable.
 */
public final class SdeModel {
    private static final String DESCRIPTION = "macrodyn.json";

    private final List<String> names;
    private final SdeSettings settings;
    private final Scaling scaling;
    private final ComputationGraph graph;
    private final float[] parameters;
    private final Network drift;
    private final Network diffusion;

    /** Takes over the graph; gives it these parameters. */
    SdeModel(List<String> names, SdeSettings settings, Scaling scaling, ComputationGraph graph, float[] parameters) {
        this.names = List.copyOf(names);
        this.settings = settings;
        this.scaling = scaling;
        this.graph = graph;
        this.parameters = parameters.clone();
        SdeGraph.setParameters(graph, parameters);
        drift = new Network(SdeGraph.layers(graph, SdeGraph.DRIFT), parameters, settings.activation());
        diffusion = new Network(SdeGraph.layers(graph, SdeGraph.DIFFUSION), parameters, settings.activation());
    }

    /**
     * A model with random weights, before any training.
     *
     * @param names names of the d components of z
     * @param settings shape of the model
     * @param scaling units of the networks, {@link Scaling#none} for the paper's
     * @param seed seed of the weights
     * @return the model
     */
    public static SdeModel create(List<String> names, SdeSettings settings, Scaling scaling, long seed) {
        PartialLikelihood loss =
                new PartialLikelihood(1, 0, settings.diffusion(), scaling.driftScale(), scaling.diffusionScale());
        ComputationGraph graph = SdeGraph.build(settings, loss, DataType.FLOAT);
        float[] initial = SdeGraph.initialParameters(graph, settings, names.size(), seed);
        return new SdeModel(names, settings, scaling, graph, initial);
    }

    /**
     * μ(z).
     *
     * @param z {@code [d]}
     * @return {@code [d]} drift, units of z per time
     * @throws IllegalArgumentException if z does not have d components
     */
    public double[] drift(double[] z) {
        double[] mu = drift.evaluate(scaled(z));
        for (int c = 0; c < mu.length; c++) {
            mu[c] *= scaling.driftScale()[c];
        }
        return mu;
    }

    /**
     * σ(z).
     *
     * @param z {@code [d]}
     * @return {@code [d][d]} diffusion, units of z per square root of time
     * @throws IllegalArgumentException if z does not have d components
     */
    public double[][] diffusion(double[] z) {
        int d = names.size();
        double[] x = scaled(z);
        double[] outputs = diffusion.evaluate(settings.diffusion().isConstant() ? new double[d] : x);
        double[][] sigma = new double[d][d];
        for (int k = 0; k < outputs.length; k++) {
            int row = settings.diffusion().row(k, d);
            int column = settings.diffusion().isDiagonal() ? row : k % d;
            sigma[row][column] = outputs[k] * scaling.diffusionScale()[row];
        }
        return sigma;
    }

    /**
     * Σ(z) = σ(z)σ(z)ᵀ, the covariance of dz per time.
     *
     * @param z {@code [d]}
     * @return {@code [d][d]}, squared units of z per time
     * @throws IllegalArgumentException if z does not have d components
     */
    public double[][] covariance(double[] z) {
        double[][] sigma = diffusion(z);
        int d = sigma.length;
        double[][] covariance = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                for (int m = 0; m < d; m++) {
                    covariance[a][b] += sigma[a][m] * sigma[b][m];
                }
            }
        }
        return covariance;
    }

    private double[] scaled(double[] z) {
        if (z.length != names.size()) {
            throw new IllegalArgumentException(
                    "z with " + z.length + " components: the model has " + names.size() + " " + names);
        }
        double[] x = new double[z.length];
        for (int c = 0; c < x.length; c++) {
            x[c] = (z[c] - scaling.inputShift()[c]) / scaling.inputScale()[c];
        }
        return x;
    }

    /**
     * Names of the components of z.
     *
     * @return d names
     */
    public List<String> names() {
        return names;
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return names.size();
    }

    /**
     * The shape of the model.
     *
     * @return its settings
     */
    public SdeSettings settings() {
        return settings;
    }

    /**
     * The units of the networks.
     *
     * @return the scales
     */
    public Scaling scaling() {
        return scaling;
    }

    /**
     * The networks as a DL4J computation graph: input {@code z} as the networks see it, output [μ / driftScale, rows of
     * σ / diffusionScale].
     *
     * @return a copy, free to be changed
     */
    public ComputationGraph graph() {
        return graph.clone();
    }

    /** The flat vector of parameters. */
    float[] parameters() {
        return parameters;
    }

    ComputationGraph sharedGraph() {
        return graph;
    }

    /**
     * Writes the model: DL4J's model zip, with {@code macrodyn.json} (names, settings, scales) and SHA-256 sums beside.
     * Written to a temporary file and renamed.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        ModelFile.write(file, entries(false));
    }

    /** The entries of the model's file. */
    Map<String, byte[]> entries(boolean withUpdater) throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ModelSerializer.writeModel(graph, zip, withUpdater);
        Map<String, byte[]> entries = new LinkedHashMap<>(ModelFile.unzip(zip.toByteArray()));
        entries.put(DESCRIPTION, ModelDescription.write(names, settings, scaling));
        return entries;
    }

    /**
     * Reads a model that {@link #save} wrote; outputs are the same to the last bit.
     *
     * @param file where from
     * @return the model
     * @throws IOException if it cannot be read, or its contents do not match their sums
     */
    public static SdeModel load(Path file) throws IOException {
        return of(ModelFile.read(file), false);
    }

    static SdeModel of(Map<String, byte[]> entries, boolean withUpdater) throws IOException {
        if (!entries.containsKey(DESCRIPTION)) {
            throw new IOException("no " + DESCRIPTION + " in the file: it is not a model that SdeModel.save wrote");
        }
        ModelDescription description = ModelDescription.read(entries.get(DESCRIPTION));
        ComputationGraph graph =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(ModelFile.zip(entries)), withUpdater);
        float[] parameters = SdeGraph.parameters(graph);
        return new SdeModel(description.names(), description.settings(), description.scaling(), graph, parameters);
    }
}
