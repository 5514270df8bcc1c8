package org.macrodyn.sde;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.store.NpyArray;

/**
 * A learnt macroscopic SDE dz = μ(z)dt + σ(z)dW, in the units of the pairs it was trained on.
 *
 * <p>A model learnt from pairs with a parameter, dz = μ(z; T)dt + σ(z; T)dW, must be taken {@link #at} a value before it is
 * used; time is then in s.
 *
 * <p>What is {@link #conserved} is seen by μ and σ, and stays as it starts.
 *
 * <p>Immutable. As a graph of DL4J: {@link Dl4j#graph}.
 */
public final class SdeModel implements Sde {
    private static final String DESCRIPTION = "macrodyn.json";
    private static final String PARAMETERS = "parameters";

    private final List<String> names;
    private final Optional<Conditioning> conditioning;
    private final SdeSettings settings;
    private final Scaling scaling;
    private final SdeNetworks networks;
    private final float[] parameters;

    SdeModel(
            List<String> names,
            Optional<Conditioning> conditioning,
            SdeSettings settings,
            Scaling scaling,
            float[] parameters) {
        this.names = List.copyOf(names);
        this.conditioning = conditioning;
        this.settings = settings;
        this.scaling = scaling;
        this.parameters = parameters.clone();
        networks = SdeNetworks.of(settings, scaling.inputs(), names.size());
    }

    /**
     * A model with random weights, before any training.
     *
     * @param names names of the d components of z
     * @param settings shape of the model
     * @param scaling units of the networks, {@link Scaling#none} for the paper's
     * @param seed seed of the weights
     * @return the model
     * @throws IllegalArgumentException if there is no name, or not one scale for each
     */
    public static SdeModel create(List<String> names, SdeSettings settings, Scaling scaling, long seed) {
        if (names.isEmpty() || scaling.driftScale().length != names.size() || scaling.inputs() != names.size()) {
            throw new IllegalArgumentException("model of " + names + " with " + scaling.driftScale().length
                    + " scales: must have one for each component, and there must be one or more");
        }
        int d = names.size();
        float[] initial = SdeNetworks.of(settings, d, d).initial(d, seed);
        return new SdeModel(names, Optional.empty(), settings, scaling, initial);
    }

    /**
     * The model at one value of its parameter: an SDE of z alone, with time in s.
     *
     * @param value of the parameter, within the range that it was learnt from
     * @return the SDE at that value; weights are shared
     * @throws IllegalArgumentException if the model has no parameter, or the value lies outside its range
     */
    public SdeModel at(double value) {
        Conditioning open = conditioning
                .filter(given -> given.value().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(
                        "value " + value + " of a parameter: this model has none, or was taken at one already"));
        Scaling inSeconds = scaling.inTime(open.time().at(value));
        return new SdeModel(names, Optional.of(open.at(value)), settings, inSeconds, parameters);
    }

    /**
     * The name of the parameter.
     *
     * @return for example {@code T}; empty for a model without one
     */
    public Optional<String> parameter() {
        return conditioning.map(Conditioning::name);
    }

    /**
     * What never changed in the pairs.
     *
     * @return names of the components of which μ and σ are 0
     */
    public List<String> conserved() {
        return IntStream.range(0, names.size())
                .filter(c -> scaling.driftScale()[c] == 0)
                .mapToObj(names::get)
                .toList();
    }

    /** What the networks see of the parameter's value; 0 for a model without one. */
    double parameterInput() {
        return conditioning
                .map(given -> scaling.input(names.size(), given.requireValue()))
                .orElse(0.0);
    }

    /**
     * μ(z).
     *
     * @throws IllegalArgumentException if z does not have d components, or the value of a parameter is missing
     */
    @Override
    public double[] drift(double[] z) {
        double[] mu = networks.drift(parameters, scaled(z));
        for (int c = 0; c < mu.length; c++) {
            mu[c] *= scaling.driftScale()[c];
        }
        return mu;
    }

    /**
     * σ(z).
     *
     * @throws IllegalArgumentException if z does not have d components, or the value of a parameter is missing
     */
    @Override
    public double[][] diffusion(double[] z) {
        int d = names.size();
        double[] outputs = networks.diffusion(parameters, scaled(z));
        double[][] sigma = new double[d][d];
        Diffusion form = settings.diffusion();
        for (int k = 0; k < outputs.length; k++) {
            int row = form.row(k, d);
            sigma[row][form.column(k, d)] = outputs[k] * scaling.diffusionScale()[row];
        }
        return sigma;
    }

    @Override
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

    /**
     * The potential V(z) = |P|² + ½|z|² of an {@link OnsagerDrift}, z in units of the networks: what its dissipation descends,
     * −(M + W + 0.1)∇V, beside the force that is not of a potential.
     *
     * @param z {@code [d]}. Not modified.
     * @return V, a number
     * @throws IllegalArgumentException if the drift is no OnsagerNet, z does not have d components, or the value of a parameter
     *     is missing
     */
    public double potential(double[] z) {
        if (networks.drift() instanceof OnsagerNetwork onsager) {
            return onsager.potential(parameters, scaled(z));
        }
        throw new IllegalArgumentException(
                "potential of a drift that is a plain network: train with SdeSettings.with(OnsagerDrift), or take a landscape");
    }

    /** What the networks see at z. */
    double[] scaled(double[] z) {
        if (z.length != names.size()) {
            throw new IllegalArgumentException(
                    "z with " + z.length + " components: the model has " + names.size() + " " + names);
        }
        double[] x = new double[scaling.inputs()];
        for (int c = 0; c < z.length; c++) {
            x[c] = scaling.input(c, z[c]);
        }
        if (x.length > z.length) {
            x[z.length] = parameterInput();
        }
        return x;
    }

    @Override
    public List<String> names() {
        return names;
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

    /** The flat vector of parameters. */
    float[] parameters() {
        return parameters;
    }

    SdeNetworks networks() {
        return networks;
    }

    /**
     * Writes the model: a zip with {@code parameters.npy}, {@code macrodyn.json} (names, settings, scales) and their SHA-256
     * sums, which {@code numpy.load} reads ({@code environment/examples/python}). The same model gives the same bytes. Written to
     * a temporary file and renamed.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        WeightsFile.write(file, parts());
    }

    /** The parts of the model's file. */
    Map<String, byte[]> parts() {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        WeightsFile.put(parts, PARAMETERS, NpyArray.of(parameters));
        parts.put(DESCRIPTION, new ModelDescription(names, conditioning, settings, scaling).write());
        return parts;
    }

    /**
     * Reads a model that {@link #save} wrote; outputs are the same to the last bit. The file is parsed: no object of Java is
     * read from it, and no class that it names.
     *
     * @param file where from
     * @return the model
     * @throws IOException if it cannot be read, is no such file, or its contents do not match their sums
     */
    public static SdeModel load(Path file) throws IOException {
        return of(Checkpoint.file(file));
    }

    static SdeModel of(WeightsFile file) throws IOException {
        try {
            ModelDescription description = ModelDescription.read(file.description(DESCRIPTION));
            Scaling scaling = description.scaling();
            SdeSettings settings = description.settings();
            int d = description.names().size();
            int length = SdeNetworks.of(settings, scaling.inputs(), d).parameters();
            float[] parameters = file.floats(PARAMETERS, length);
            return new SdeModel(description.names(), description.conditioning(), settings, scaling, parameters);
        } catch (IllegalArgumentException wrong) {
            throw new IOException(WeightsFile.told(file.file(), wrong), wrong);
        }
    }

    @Override
    public String toString() {
        return "SDE of " + names + conditioning.map(given -> " for " + given).orElse("");
    }
}
