package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The published closure of spin lattices: z = (z*(x), ẑ) with ẑ = (1/K) Σ_I e(x_I), where e is a convolutional network on
 * square patches of spins ±1, trained together with a decoder of transposed convolutions to give x back from z (paper, Ising
 * model).
 *
 * <p>Slow: a batch of 512 lattices of 64² in patches of 16² costs about 11 s of processor time and 4 GB of memory, the
 * published 3900 batches half a day; the trainer says how long before it starts, and keeps every epoch. {@link PatchAutoencoder}
 * is the same with dense layers and takes minutes; {@link PcaClosure} and {@link BlockFluctuations} are not trained and take
 * seconds.
 *
 * <p>Encodes normalised z. Immutable, for any number of threads. Made by {@link #train} or step by step by a {@link
 * ConvolutionalAutoencoderTrainer}.
 */
public final class ConvolutionalAutoencoder implements ClosureModel<byte[]> {
    private final ConvolutionalFile content;
    private final PatchMeans<byte[]> means;

    ConvolutionalAutoencoder(MicroModel<byte[]> model, Patches patches, ConvolutionalFile content) {
        this.content = content;
        ConvolutionalLayers encoder = new ConvolutionalLayers(
                content.networks().encoder(), patches.patch().rows());
        means = new PatchMeans<>(model, patches, encoder, normalisation());
    }

    /**
     * Trains all epochs and normalises z to mean 0 and variance 1 over the same configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟, large configurations from small simulations; at least one batch
     * @param settings shape and training
     * @param progress hears first how long it will take, then how many steps are done, with the loss
     * @return the closure
     * @throws IllegalArgumentException if the tiling is of another system, does not fit the settings, or there are fewer
     *     configurations than a batch
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static ConvolutionalAutoencoder train(
            MicroModel<byte[]> model,
            Patches patches,
            Snapshots<byte[]> configurations,
            ConvolutionalSettings settings,
            ProgressListener progress) {
        ConvolutionalAutoencoderTrainer trainer = new ConvolutionalAutoencoderTrainer(model, patches, settings);
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
     * @return the closure
     * @throws IllegalArgumentException if the file is no closure for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static ConvolutionalAutoencoder load(Path path, MicroModel<byte[]> model, Patches patches) {
        PatchMeans.requireTiling(model, patches);
        ConvolutionalFile content =
                ConvolutionalFile.read(path, patches, model.observables().size());
        if (content.description().normalisation() == null) {
            throw new IllegalArgumentException(path
                    + ": a checkpoint of training without normalisation, load it with ConvolutionalAutoencoderTrainer");
        }
        return new ConvolutionalAutoencoder(model, patches, content);
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
    public ConvolutionalSettings settings() {
        return content.description().convolutional();
    }

    /**
     * The scale of z.
     *
     * @return what {@link #encode} applies after encoding
     */
    @Override
    public Normalisation normalisation() {
        return content.description().normalisation();
    }

    /**
     * Mean loss of each epoch of training.
     *
     * @return {@code [epochs]} cross entropies
     */
    public List<Double> losses() {
        return content.description().losses();
    }

    @Override
    public List<String> names() {
        return means.names();
    }

    @Override
    public double[][] encode(Snapshots<byte[]> configurations) {
        return means.encode(configurations);
    }

    @Override
    public MacroPairs encodePairs(PairDataset<byte[]> pairs, Increment increment) {
        return means.encodePairs(pairs, increment);
    }

    /**
     * The mean spins that the decoder makes of z, 2σ(a) − 1, for pictures.
     *
     * @param z {@code [d]} a normalised state, as {@link #encode} gives it. Not modified.
     * @return {@code [n]} sites, each in [−1, 1]
     */
    public float[] decode(double[] z) {
        double[] raw = z.clone();
        normalisation().invert(raw);
        MultiLayerNetwork decoder = content.networks().decoder();
        INDArray input = Nd4j.createFromArray(new double[][] {raw})
                .castTo(decoder.params().dataType());
        float[] spins = decoder.output(input).dup('c').data().asFloat();
        for (int site = 0; site < spins.length; site++) {
            spins[site] = (float) Math.tanh(spins[site] / 2);
        }
        return spins;
    }
}
