package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a {@link ConvolutionalAutoencoder} epoch by epoch: minimises the cross entropy of spins, mean of −t ln p − (1 − t)
 * ln(1 − p) with t = (x + 1)/2 and p = decoder(z*, (1/K) Σ_I e(x_I)), by AMSGrad (paper, Ising model); ln 2 for a decoder that
 * knows nothing.
 *
 * <p>The last, smaller batch of an epoch is left out, as published. The published code also mixes the statistics of one
 * sample, taken for a picture, into the batch norms after each epoch; that is left out.
 */
public final class ConvolutionalAutoencoderTrainer extends AutoencoderTrainer<byte[], ConvolutionalAutoencoder> {
    /** Version of how the autoencoder is trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 2;

    private static final String PARAMETERS = "parameters";
    private static final String UPDATER = "updater";

    private final ConvolutionalSettings settings;
    private final ComputationGraph graph;

    /**
     * A new autoencoder with random parameters.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param settings shape and training
     * @throws IllegalArgumentException if the tiling is of another system, or the lattice or its patches are no squares whose
     *     sides can be halved as often as the settings have layers
     */
    public ConvolutionalAutoencoderTrainer(MicroModel<byte[]> model, Patches patches, ConvolutionalSettings settings) {
        this(model, patches, AutoencoderFile.fresh(settings, patches));
    }

    private ConvolutionalAutoencoderTrainer(
            MicroModel<byte[]> model, Patches patches, AutoencoderFile<ConvolutionalSettings> start) {
        super(model, patches, start);
        settings = start.settings();
        graph = graph(model, patches, start);
    }

    /**
     * Goes on where {@link #save} left off.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, the same as before
     * @return a trainer
     * @throws IllegalArgumentException if the file is no convolutional autoencoder for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static ConvolutionalAutoencoderTrainer load(Path path, MicroModel<byte[]> model, Patches patches) {
        AutoencoderFile<ConvolutionalSettings> content = read(path, model, patches);
        return AutoencoderFile.checked(path, () -> new ConvolutionalAutoencoderTrainer(model, patches, content));
    }

    static AutoencoderFile<ConvolutionalSettings> read(Path path, MicroModel<byte[]> model, Patches patches) {
        PatchMeans.requireTiling(model, patches);
        return AutoencoderFile.read(
                path,
                patches,
                Set.of(PARAMETERS, UPDATER),
                fields -> new ConvolutionalSettings(
                        fields.counts("encoderChannels"),
                        fields.count("variables"),
                        fields.counts("decoderChannels"),
                        fields.number("learningRate"),
                        fields.count("batch"),
                        fields.count("epochs"),
                        fields.whole("seed")));
    }

    /** A graph with the file's numbers, if it has any. */
    static ComputationGraph graph(
            MicroModel<byte[]> model, Patches patches, AutoencoderFile<ConvolutionalSettings> content) {
        PatchMeans.requireTiling(model, patches);
        content.settings().requireFits(patches);
        ComputationGraph graph = ConvolutionalGraph.of(
                content.settings(),
                patches.patch().rows(),
                model.observables().size(),
                patches.grid().rows());
        if (!content.rows().isEmpty()) {
            fill(graph.params(), content.row(PARAMETERS, graph.numParams()));
            INDArray updater = updater(graph);
            fill(updater, content.row(UPDATER, updater.length()));
        }
        return graph;
    }

    private static INDArray updater(ComputationGraph graph) {
        return graph.getUpdater().getStateViewArray();
    }

    private static void fill(INDArray array, float[] row) {
        array.assign(Nd4j.createFromArray(row).reshape(array.shape()));
    }

    @Override
    Map<String, float[]> rows() {
        return Map.of(
                PARAMETERS, graph.params().ravel().toFloatVector(),
                UPDATER, updater(graph).ravel().toFloatVector());
    }

    @Override
    void restore(Map<String, float[]> rows) {
        fill(graph.params(), rows.get(PARAMETERS));
        fill(updater(graph), rows.get(UPDATER));
    }

    @Override
    int steps(int configurations) {
        if (configurations < settings.batch()) {
            throw new IllegalArgumentException(
                    "configurations = " + configurations + ": must be at least one batch, " + settings.batch());
        }
        return configurations / settings.batch();
    }

    @Override
    int closures() {
        return settings.variables();
    }

    @Override
    double step(Batch batch, int iteration) {
        int side = patches.grid().rows();
        long patch = patches.patch().sites();
        INDArray spins = Nd4j.createFromArray(batch.byPatch())
                .reshape(batch.size(), patches.count(), patch)
                .permute(0, 2, 1);
        INDArray up = Nd4j.createFromArray(batch.bySite()).addi(1).divi(2).reshape(batch.size(), 1, side, side);
        INDArray measured =
                Nd4j.createFromArray(batch.measured()).castTo(up.dataType()).reshape(batch.size(), -1);
        graph.getConfiguration().setIterationCount(iteration);
        graph.fit(new MultiDataSet(new INDArray[] {spins, measured}, new INDArray[] {up}));
        return graph.score() / patches.grid().sites();
    }

    @Override
    public ConvolutionalAutoencoder closure(Normalisation normalisation) {
        AutoencoderFile<ConvolutionalSettings> content = content(settings, normalisation);
        return new ConvolutionalAutoencoder(model, patches, content, graph(model, patches, content));
    }
}
