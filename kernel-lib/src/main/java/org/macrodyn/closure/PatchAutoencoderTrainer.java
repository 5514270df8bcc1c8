package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a {@link PatchAutoencoder} epoch by epoch: minimises L = mean (x − decoder(z*, (1/K) Σ_I e(x_I)))² by Adam with L2
 * weight decay (paper, predator–prey). The last, smaller batch of an epoch is used too.
 *
 * @param <S> the state array
 */
public final class PatchAutoencoderTrainer<S> extends AutoencoderTrainer<S, PatchAutoencoder<S>> {
    /** Version of how the autoencoder is trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 2;

    private static final Set<String> ROWS = Set.of("encoder", "encoder-updater", "decoder", "decoder-updater");

    private final PatchAutoencoderSettings settings;
    private final PatchAutoencoderNetworks networks;
    private PatchAutoencoderStep fullBatch;
    private PatchAutoencoderStep lastBatch;

    /**
     * A new autoencoder with random parameters.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param settings shape and training
     * @throws IllegalArgumentException if the tiling is of another system
     */
    public PatchAutoencoderTrainer(MicroModel<S> model, Patches patches, PatchAutoencoderSettings settings) {
        this(model, patches, AutoencoderFile.fresh(settings, patches));
    }

    private PatchAutoencoderTrainer(
            MicroModel<S> model, Patches patches, AutoencoderFile<PatchAutoencoderSettings> start) {
        super(model, patches, start);
        settings = start.settings();
        networks = networks(model, patches, start);
    }

    /**
     * Goes on where {@link #save} left off.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, the same as before
     * @param <S> the state array
     * @return a trainer
     * @throws IllegalArgumentException if the file is no autoencoder for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static <S> PatchAutoencoderTrainer<S> load(Path path, MicroModel<S> model, Patches patches) {
        AutoencoderFile<PatchAutoencoderSettings> content = read(path, model, patches);
        return AutoencoderFile.checked(path, () -> new PatchAutoencoderTrainer<>(model, patches, content));
    }

    static AutoencoderFile<PatchAutoencoderSettings> read(Path path, MicroModel<?> model, Patches patches) {
        PatchMeans.requireTiling(model, patches);
        return AutoencoderFile.read(
                path,
                patches,
                ROWS,
                fields -> new PatchAutoencoderSettings(
                        fields.counts("encoderHidden"),
                        fields.count("closuresPerField"),
                        fields.counts("decoderHidden"),
                        fields.number("learningRate"),
                        fields.number("beta1"),
                        fields.number("beta2"),
                        fields.number("weightDecay"),
                        fields.count("batch"),
                        fields.count("epochs"),
                        fields.whole("seed")));
    }

    /** Networks with the file's numbers, if it has any. */
    static PatchAutoencoderNetworks networks(
            MicroModel<?> model, Patches patches, AutoencoderFile<PatchAutoencoderSettings> content) {
        PatchMeans.requireTiling(model, patches);
        PatchAutoencoderNetworks networks = PatchAutoencoderNetworks.create(
                content.settings(), patches, model.observables().size());
        if (!content.rows().isEmpty()) {
            fill(networks.encoder(), "encoder", content);
            fill(networks.decoder(), "decoder", content);
        }
        return networks;
    }

    private static void fill(MultiLayerNetwork network, String name, AutoencoderFile<?> content) {
        assign(network.params(), content.row(name, network.numParams()));
        INDArray updater = updater(network);
        assign(updater, content.row(name + "-updater", updater.length()));
    }

    private static INDArray updater(MultiLayerNetwork network) {
        return network.getUpdater().getStateViewArray();
    }

    private static void assign(INDArray array, float[] row) {
        array.assign(Nd4j.createFromArray(row).reshape(array.shape()));
    }

    @Override
    Map<String, float[]> rows() {
        return Map.of(
                "encoder", networks.encoder().params().ravel().toFloatVector(),
                "encoder-updater", updater(networks.encoder()).ravel().toFloatVector(),
                "decoder", networks.decoder().params().ravel().toFloatVector(),
                "decoder-updater", updater(networks.decoder()).ravel().toFloatVector());
    }

    @Override
    void restore(Map<String, float[]> rows) {
        assign(networks.encoder().params(), rows.get("encoder"));
        assign(updater(networks.encoder()), rows.get("encoder-updater"));
        assign(networks.decoder().params(), rows.get("decoder"));
        assign(updater(networks.decoder()), rows.get("decoder-updater"));
    }

    @Override
    int steps(int configurations) {
        return (configurations + settings.batch() - 1) / settings.batch();
    }

    @Override
    int closures() {
        return patches.grid().fields() * settings.closuresPerField();
    }

    @Override
    double step(Batch batch, int iteration) {
        PatchAutoencoderStep step = step(batch.size());
        double loss = step.gradient(batch.byPatch(), batch.bySite(), batch.measured());
        step.update(iteration);
        return loss;
    }

    private PatchAutoencoderStep step(int batch) {
        if (batch == settings.batch()) {
            fullBatch = fullBatch == null ? newStep(batch) : fullBatch;
            return fullBatch;
        }
        if (lastBatch == null || lastBatch.batch() != batch) {
            lastBatch = newStep(batch);
        }
        return lastBatch;
    }

    private PatchAutoencoderStep newStep(int batch) {
        return new PatchAutoencoderStep(
                networks,
                batch,
                patches.grid().fields(),
                patches.count(),
                model.observables().size());
    }

    @Override
    public PatchAutoencoder<S> closure(Normalisation normalisation) {
        AutoencoderFile<PatchAutoencoderSettings> content = content(settings, normalisation);
        return new PatchAutoencoder<>(model, patches, content, networks(model, patches, content));
    }
}
