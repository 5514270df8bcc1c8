package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.micro.Grid;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Fields;

/**
 * Shape and training of the published convolutional {@link Autoencoder}.
 *
 * <p>Encoder: 1 × L_p × L_p → blocks, each of which halves the side → dense → closure variables. Decoder: z → dense →
 * channels × s × s → layers, each of which doubles the side → 1 × L × L, so s = L / 2^(number of channels). Values of the
 * paper's Ising experiment: {@link #paper(int)}. A lattice of 64² takes 50 ms of processor time with them, and the published two
 * million lattices a day; with {@link #laptop} it takes 7 ms, and a training a quarter of a minute.
 *
 * @param encoderChannels channels of the encoder's blocks, at least one block
 * @param variables closure variables, at least 1
 * @param decoderChannels channels that each doubling layer of the decoder takes; the last one gives the lattice
 * @param learningRate of AMSGrad, above 0
 * @param batch configurations in a batch, at least 1; an incomplete batch at the end of an epoch is left out
 * @param perEpoch configurations of an epoch, drawn anew for each; all of them if there are fewer; at least a batch
 * @param epochs at least 1
 * @param seed of initial parameters and shuffling
 */
public record ConvolutionalSettings(
        List<Integer> encoderChannels,
        int variables,
        List<Integer> decoderChannels,
        double learningRate,
        int batch,
        int perEpoch,
        int epochs,
        long seed)
        implements AutoencoderSettings {
    /** See {@link #algorithm}. */
    public static final int ALGORITHM = 3;

    private static final List<Integer> PAPER_ENCODER = List.of(32, 64, 128);
    private static final List<Integer> PAPER_DECODER = List.of(128, 64, 32, 16, 16);
    private static final int PAPER_SIDE = 64;
    private static final int PAPER_START = 4;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ConvolutionalSettings {
        encoderChannels = AutoencoderNetwork.requireWidths("encoder", encoderChannels, 1);
        decoderChannels = AutoencoderNetwork.requireWidths("decoder", decoderChannels, 1);
        AutoencoderNetwork.requireAtLeast(1, "closure variables", variables);
        AutoencoderNetwork.requireAtLeast(1, "batch", batch);
        AutoencoderNetwork.requireAtLeast(1, "epochs", epochs);
        AutoencoderNetwork.requireRate(learningRate);
        if (perEpoch < batch) {
            throw new IllegalArgumentException(
                    "configurations per epoch = " + perEpoch + ": must be at least one batch, " + batch);
        }
    }

    /**
     * The paper's values for a lattice of 64²: encoder channels 32, 64 for patches of 8² and 32, 64, 128 for larger ones; two
     * variables; decoder 128 × 4 × 4 → 64 → 32 → 16 → 1; AMSGrad 2e-4, batch 512, 10 epochs, seed 42.
     *
     * @param patchSide L_p: 8, 16, 32 or 64
     * @return the settings of the paper's Ising experiment
     * @throws IllegalArgumentException if the patch has another side
     */
    public static ConvolutionalSettings paper(int patchSide) {
        return paper(PAPER_SIDE, patchSide);
    }

    /**
     * The paper's values for a lattice of another size: the decoder has as many layers as the side must be halved to reach 4
     * or less (paper, Ising phase transition).
     *
     * @param side L, at least 8; after up to 5 halvings it must be 4 or less
     * @param patchSide L_p: 8, 16, 32 or 64
     * @return the settings
     * @throws IllegalArgumentException if a side is not one of these
     */
    public static ConvolutionalSettings paper(int side, int patchSide) {
        if (!List.of(8, 16, 32, 64).contains(patchSide)) {
            throw new IllegalArgumentException("patch side = " + patchSide + ": must be 8, 16, 32 or 64");
        }
        int doublings = 0;
        int start = side;
        while (start > PAPER_START && start % 2 == 0 && doublings < PAPER_DECODER.size()) {
            start /= 2;
            doublings++;
        }
        if (start > PAPER_START || doublings == 0) {
            throw new IllegalArgumentException("side = " + side + ": must be 2, 3 or 4 times 2 to 32, a power of two");
        }
        List<Integer> encoder = PAPER_ENCODER.subList(0, patchSide == 8 ? 2 : 3);
        List<Integer> decoder = PAPER_DECODER.subList(0, doublings);
        return new ConvolutionalSettings(encoder, 2, decoder, 2e-4, 512, Integer.MAX_VALUE, 10, 42);
    }

    /**
     * For a laptop: the paper's shape with an eighth of its channels, AMSGrad 5e-3, two epochs of 1024 configurations in
     * batches of 32.
     *
     * @param side L, as in {@link #paper(int, int)}
     * @param patchSide L_p: 8, 16, 32 or 64
     * @return the settings
     * @throws IllegalArgumentException if a side is not one of these
     */
    public static ConvolutionalSettings laptop(int side, int patchSide) {
        ConvolutionalSettings paper = paper(side, patchSide);
        List<Integer> encoder =
                paper.encoderChannels.stream().map(channels -> channels / 8).toList();
        List<Integer> decoder =
                paper.decoderChannels.stream().map(channels -> channels / 8).toList();
        return new ConvolutionalSettings(encoder, 2, decoder, 5e-3, 32, 1024, 2, 42);
    }

    /**
     * The same settings with another length of training.
     *
     * @param value epochs
     * @return changed settings
     */
    public ConvolutionalSettings withEpochs(int value) {
        return new ConvolutionalSettings(
                encoderChannels, variables, decoderChannels, learningRate, batch, perEpoch, value, seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param value of initial parameters and shuffling
     * @return changed settings
     */
    public ConvolutionalSettings withSeed(long value) {
        return new ConvolutionalSettings(
                encoderChannels, variables, decoderChannels, learningRate, batch, perEpoch, epochs, value);
    }

    @Override
    public int algorithm() {
        return ALGORITHM;
    }

    /** What {@link AutoencoderFile} wrote. */
    static ConvolutionalSettings of(Fields fields) {
        return new ConvolutionalSettings(
                fields.counts("encoderChannels"),
                fields.count("variables"),
                fields.counts("decoderChannels"),
                fields.number("learningRate"),
                fields.count("batch"),
                fields.count("perEpoch"),
                fields.count("epochs"),
                fields.whole("seed"));
    }

    /** Refuses lattices that are not square and sides that cannot be halved or doubled often enough. */
    void requireFits(Patches patches) {
        requireSide("patches", patches.patch(), encoderChannels.size());
        requireSide("the system", patches.grid(), decoderChannels.size());
    }

    private static void requireSide(String name, Grid grid, int halvings) {
        boolean square = grid.fields() == 1 && grid.layers() == 1 && grid.rows() == grid.columns();
        if (!square || halvings > 30 || grid.rows() % (1 << halvings) != 0) {
            throw new IllegalArgumentException(name + " of " + grid
                    + ": must be a square of one field with a side that can be halved " + halvings + " times");
        }
    }
}
