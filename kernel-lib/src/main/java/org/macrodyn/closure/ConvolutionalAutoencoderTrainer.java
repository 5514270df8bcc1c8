package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Optional;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;

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

    private final ConvolutionalSettings settings;

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
        super(model, patches, start, graph(model, patches, start));
        settings = start.settings();
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
        return AutoencoderFile.checked(
                path, () -> new ConvolutionalAutoencoderTrainer(model, patches, read(path, patches)));
    }

    static AutoencoderFile<ConvolutionalSettings> read(Path path, Patches patches) {
        return AutoencoderFile.read(path, patches, ConvolutionalSettings.class, ConvolutionalSettings::of);
    }

    static ConvolutionalGraph graph(
            MicroModel<byte[]> model, Patches patches, AutoencoderFile<ConvolutionalSettings> content) {
        PatchMeans.requireTiling(model, patches);
        return content.restored(new ConvolutionalGraph(
                content.settings(), patches, model.observables().size()));
    }

    @Override
    public ConvolutionalAutoencoder closure(Normalisation normalisation) {
        return new ConvolutionalAutoencoder(model, patches, content(settings, Optional.of(normalisation)));
    }
}
