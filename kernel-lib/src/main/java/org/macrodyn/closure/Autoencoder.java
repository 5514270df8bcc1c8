package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;

/**
 * Learnt closure: z = (z*(x), ẑ) with ẑ = (1/K) Σ_I e(x_I) for each field, where the encoder e, shared by all fields and
 * patches, was trained together with a decoder to give x back from z (paper, closure): dense networks, or the published
 * convolutional ones of square lattices of spins ±1, as the settings say.
 *
 * <p>Encodes normalised z. Made by {@link #train} or step by step by an {@link AutoencoderTrainer}. {@link PcaClosure} and {@link
 * BlockFluctuations} are not trained.
 *
 * @param <S> the state array
 */
public final class Autoencoder<S> extends PatchMeans<S> {
    private final AutoencoderFile content;
    private final UnaryOperator<double[]> decoder;

    Autoencoder(MicroModel<S> model, Patches patches, AutoencoderFile content) {
        this(model, patches, content, AutoencoderNetwork.of(model, patches, content));
    }

    private Autoencoder(MicroModel<S> model, Patches patches, AutoencoderFile content, AutoencoderNetwork network) {
        super(model, patches, SiteFunction.values(patches.grid().fields()), network.encoder(), content.finished());
        this.content = content;
        decoder = network.decoder();
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
     * @throws IllegalArgumentException if the tiling is of another system, does not fit the settings, or there are fewer
     *     configurations than a batch
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static <S> Autoencoder<S> train(
            MicroModel<S> model,
            Patches patches,
            Snapshots<S> configurations,
            AutoencoderSettings settings,
            ProgressListener progress) {
        return new AutoencoderTrainer<>(model, patches, settings).train(configurations, progress);
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
    public static <S> Autoencoder<S> load(Path path, MicroModel<S> model, Patches patches) {
        return AutoencoderFile.read(path, patches, content -> new Autoencoder<>(model, patches, content));
    }

    /**
     * Writes encoder, decoder, settings and normalisation to one file.
     *
     * @param path of the file. Overwritten.
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        content.write(path);
    }

    /**
     * Shape and training.
     *
     * @return the settings
     */
    public AutoencoderSettings settings() {
        return content.settings();
    }

    /**
     * Mean loss of each epoch of training.
     *
     * @return {@code [epochs]} losses
     */
    public List<Double> losses() {
        return content.losses();
    }

    /**
     * The configuration that the decoder makes of z, for pictures.
     *
     * @param z {@code [d]} a normalised state, as {@link #encode} gives it. Not modified.
     * @return {@code [n]} sites; of the convolutional decoder mean spins
     */
    public float[] decode(double[] z) {
        double[] raw = z.clone();
        normalisation().invert(raw);
        double[] sites = decoder.apply(raw);
        float[] x = new float[sites.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) sites[i];
        }
        return x;
    }

    @Override
    public float[] reconstruct(S state) {
        Snapshots<S> one = new Snapshots<>(model().grid(), model().stateType(), 1);
        one.set(0, state);
        return decode(encode(one)[0]);
    }

    @Override
    public String toString() {
        return content.kind() + " autoencoder of patches, z = " + names();
    }
}
