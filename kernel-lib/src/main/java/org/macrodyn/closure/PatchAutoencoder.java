package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

/**
 * Learnt closure: z = (z*(x), ẑ) with ẑ = (1/K) Σ_I e(x_I) for each field, where the encoder e, shared by all fields and
 * patches, was trained together with a decoder to give x back from z (paper, closure).
 *
 * <p>Encodes normalised z. Immutable, for any number of threads. Made by {@link #train} or step by step by a {@link
 * PatchAutoencoderTrainer}.
 *
 * @param <S> the state array
 */
public final class PatchAutoencoder<S> implements ClosureModel<S> {
    private final MicroModel<S> model;
    private final PatchAutoencoderFile content;
    private final PatchAutoencoderLayers decoder;
    private final PatchMeans<S> means;

    PatchAutoencoder(MicroModel<S> model, Patches patches, PatchAutoencoderFile content) {
        this.model = model;
        this.content = content;
        decoder = new PatchAutoencoderLayers(content.networks().decoder());
        Encoder encoder =
                new Encoder(new PatchAutoencoderLayers(content.networks().encoder()));
        means = new PatchMeans<>(model, patches, encoder, content.normalisation());
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
        PatchAutoencoderTrainer<S> trainer = new PatchAutoencoderTrainer<>(model, patches, settings);
        while (!trainer.finished()) {
            trainer.epoch(configurations, progress);
        }
        return trainer.closure(configurations);
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
        PatchMeans.requireTiling(model, patches);
        PatchAutoencoderFile content =
                PatchAutoencoderFile.read(path, patches, model.observables().size());
        if (content.normalisation() == null) {
            throw new IllegalArgumentException(
                    path + ": a checkpoint of training without normalisation, load it with PatchAutoencoderTrainer");
        }
        return new PatchAutoencoder<>(model, patches, content);
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
    public PatchAutoencoderSettings settings() {
        return content.settings();
    }

    /**
     * The scale of z.
     *
     * @return what {@link #encode} applies after encoding
     */
    @Override
    public Normalisation normalisation() {
        return content.normalisation();
    }

    /**
     * Mean loss of each epoch of training.
     *
     * @return {@code [epochs]} mean squared errors
     */
    public List<Double> losses() {
        return content.losses();
    }

    @Override
    public List<String> names() {
        return means.names();
    }

    @Override
    public double[][] encode(Snapshots<S> configurations) {
        return means.encode(configurations);
    }

    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        return means.encodePairs(pairs, increment);
    }

    /**
     * The configuration that the decoder makes of z, for pictures.
     *
     * @param z {@code [d]} a normalised state, as {@link #encode} gives it. Not modified.
     * @return {@code [n]} sites
     */
    public float[] decode(double[] z) {
        double[] raw = z.clone();
        content.normalisation().invert(raw);
        float[] input = new float[raw.length];
        for (int c = 0; c < raw.length; c++) {
            input[c] = (float) raw[c];
        }
        return decoder.apply(input, 0, decoder.buffers());
    }

    @Override
    public float[] reconstruct(S state) {
        Snapshots<S> one = new Snapshots<>(model.grid(), model.stateType(), 1);
        one.set(0, state);
        return decode(encode(one)[0]);
    }

    @Override
    public String toString() {
        return "autoencoder of patches, z = " + names();
    }

    /** The same layers for every field. */
    private record Encoder(PatchAutoencoderLayers layers) implements PatchEncoder {
        @Override
        public int inputs() {
            return layers.inputs();
        }

        @Override
        public int outputs() {
            return layers.outputs();
        }

        @Override
        public Pass pass() {
            float[][] buffers = layers.buffers();
            return (field, values, from, code, to) -> {
                float[] result = layers.apply(values, from, buffers);
                for (int c = 0; c < result.length; c++) {
                    code[to + c] = result[c];
                }
            };
        }
    }
}
