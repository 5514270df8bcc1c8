package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Optional;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;

/**
 * Trains a {@link PatchAutoencoder} epoch by epoch: minimises L = mean (x − decoder(z*, (1/K) Σ_I e(x_I)))² by Adam with L2
 * weight decay (paper, predator–prey). The last, smaller batch of an epoch is used too.
 *
 * @param <S> the state array
 */
public final class PatchAutoencoderTrainer<S> extends AutoencoderTrainer<S, PatchAutoencoder<S>> {
    /** Version of how the autoencoder is trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 2;

    private final PatchAutoencoderSettings settings;

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
        super(model, patches, start, network(model, patches, start));
        settings = start.settings();
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
        return AutoencoderFile.checked(path, () -> new PatchAutoencoderTrainer<>(model, patches, read(path, patches)));
    }

    static AutoencoderFile<PatchAutoencoderSettings> read(Path path, Patches patches) {
        return AutoencoderFile.read(path, patches, PatchAutoencoderSettings.class, PatchAutoencoderSettings::of);
    }

    static PatchAutoencoderNetwork network(
            MicroModel<?> model, Patches patches, AutoencoderFile<PatchAutoencoderSettings> content) {
        PatchMeans.requireTiling(model, patches);
        return content.restored(new PatchAutoencoderNetwork(
                content.settings(), patches, model.observables().size()));
    }

    @Override
    public PatchAutoencoder<S> closure(Normalisation normalisation) {
        return new PatchAutoencoder<>(model, patches, content(settings, Optional.of(normalisation)));
    }
}
