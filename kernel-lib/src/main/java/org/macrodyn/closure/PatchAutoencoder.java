package org.macrodyn.closure;

import java.nio.file.Path;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;

/**
 * Learnt closure: z = (z*(x), ẑ) with ẑ = (1/K) Σ_I e(x_I) for each field, where the encoder e, shared by all fields and
 * patches, was trained together with a decoder to give x back from z (paper, closure).
 *
 * <p>Encodes normalised z. Made by {@link #train} or step by step by a {@link
 * PatchAutoencoderTrainer}.
 *
 * @param <S> the state array
 */
public final class PatchAutoencoder<S> extends Autoencoder<S, PatchAutoencoderSettings> {
    private final PatchAutoencoderNetwork network;

    PatchAutoencoder(MicroModel<S> model, Patches patches, AutoencoderFile<PatchAutoencoderSettings> content) {
        this(model, patches, content, PatchAutoencoderTrainer.network(model, patches, content));
    }

    private PatchAutoencoder(
            MicroModel<S> model,
            Patches patches,
            AutoencoderFile<PatchAutoencoderSettings> content,
            PatchAutoencoderNetwork network) {
        super(model, patches, network, content);
        this.network = network;
    }

    /**
     * Trains all epochs and normalises z to mean 0 and variance 1 over the same configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟, large configurations from small simulations; at least one batch
     * @param settings shape and training
     * @param progress hears how many steps are done, with the loss
     * @param <S> the state array
     * @return the closure
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static <S> PatchAutoencoder<S> train(
            MicroModel<S> model,
            Patches patches,
            Snapshots<S> configurations,
            PatchAutoencoderSettings settings,
            ProgressListener progress) {
        return new PatchAutoencoderTrainer<>(model, patches, settings).train(configurations, progress);
    }

    /**
     * Reads a closure that {@link #save} wrote.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, the same as it was trained for
     * @param <S> the state array
     * @return the closure
     * @throws IllegalArgumentException if the file is no closure for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static <S> PatchAutoencoder<S> load(Path path, MicroModel<S> model, Patches patches) {
        return AutoencoderFile.checked(
                path, () -> new PatchAutoencoder<>(model, patches, PatchAutoencoderTrainer.read(path, patches)));
    }

    @Override
    double[] decoded(double[] z) {
        return network.decoded(z);
    }

    @Override
    public String toString() {
        return "autoencoder of patches, z = " + names();
    }
}
