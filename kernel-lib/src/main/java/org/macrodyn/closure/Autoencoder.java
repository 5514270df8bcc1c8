package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;

/** What trained closures with an encoder and a decoder share. */
abstract sealed class Autoencoder<S, C extends AutoencoderSettings> extends PatchMeans<S>
        permits ConvolutionalAutoencoder, PatchAutoencoder {
    private final AutoencoderFile<C> content;

    Autoencoder(MicroModel<S> model, Patches patches, PatchEncoder encoder, AutoencoderFile<C> content) {
        super(model, patches, encoder, content.finished());
        this.content = content;
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
    public C settings() {
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
     * @return {@code [n]} sites
     */
    public float[] decode(double[] z) {
        double[] raw = z.clone();
        normalisation().invert(raw);
        double[] sites = decoded(raw);
        float[] x = new float[sites.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) sites[i];
        }
        return x;
    }

    /** The same of z in its own units. */
    abstract double[] decoded(double[] z);

    @Override
    public float[] reconstruct(S state) {
        Snapshots<S> one = new Snapshots<>(model().grid(), model().stateType(), 1);
        one.set(0, state);
        return decode(encode(one)[0]);
    }
}
