package org.macrodyn.closure;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The published closure of spin lattices: z = (z*(x), ẑ) with ẑ = (1/K) Σ_I e(x_I), where e is a convolutional network on
 * square patches of spins ±1, trained together with a decoder of transposed convolutions to give x back from z (paper, Ising
 * model). A DL4J graph of DL4J's layers, trained by DL4J.
 *
 * <p>Slow: see {@link ConvolutionalSettings}. {@link PatchAutoencoder} is the same with dense layers; {@link PcaClosure} and
 * {@link BlockFluctuations} are not trained. Encodes normalised z. Made by {@link #train} or step by step by a {@link
 * ConvolutionalAutoencoderTrainer}.
 */
public final class ConvolutionalAutoencoder extends Autoencoder<byte[], ConvolutionalSettings> {
    private final ComputationGraph decoder;

    ConvolutionalAutoencoder(
            MicroModel<byte[]> model, Patches patches, AutoencoderFile<ConvolutionalSettings> content) {
        this(model, patches, content, ConvolutionalAutoencoderTrainer.graph(model, patches, content));
    }

    private ConvolutionalAutoencoder(
            MicroModel<byte[]> model,
            Patches patches,
            AutoencoderFile<ConvolutionalSettings> content,
            ConvolutionalGraph graph) {
        super(model, patches, graph.encoder(), content);
        decoder = graph.decoder();
    }

    /**
     * Trains all epochs and normalises z to mean 0 and variance 1 over the same configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟, large configurations from small simulations; at least one batch
     * @param settings shape and training
     * @param progress hears how many steps are done, with the loss
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
        return new ConvolutionalAutoencoderTrainer(model, patches, settings).train(configurations, progress);
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
        return AutoencoderFile.checked(
                path,
                () -> new ConvolutionalAutoencoder(
                        model, patches, ConvolutionalAutoencoderTrainer.read(path, patches)));
    }

    /** Mean spins, 2p − 1. A graph holds what it is working on, so one thread at a time. */
    @Override
    double[] decoded(double[] z) {
        synchronized (decoder) {
            INDArray up = decoder.outputSingle(
                    Nd4j.createFromArray(new double[][] {z}).castTo(DataType.FLOAT));
            return up.muli(2).subi(1).dup('c').data().asDouble();
        }
    }

    @Override
    public String toString() {
        return "convolutional autoencoder of patches, z = " + names();
    }
}
