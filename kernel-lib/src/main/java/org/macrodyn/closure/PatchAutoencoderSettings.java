package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.store.Fields;

/**
 * Shape and training of a dense {@link Autoencoder}.
 *
 * <p>Encoder: sites of one field in a patch → hidden layers → closure variables of that field; decoder: z → hidden layers →
 * all sites; ReLU between layers. Values in the paper's predator–prey experiment: {@link #paper()}.
 *
 * @param encoderHidden widths of the encoder's hidden layers
 * @param closuresPerField closure variables of each field, at least 1
 * @param decoderHidden widths of the decoder's hidden layers
 * @param learningRate of Adam, above 0
 * @param beta1 decay of Adam's first moment, in [0, 1)
 * @param beta2 decay of Adam's second moment, in [0, 1)
 * @param weightDecay L2: this times the parameter is added to its gradient, at least 0
 * @param batch configurations in a batch, at least 1
 * @param epochs passes over all configurations, at least 1
 * @param seed of initial parameters and shuffling
 */
public record PatchAutoencoderSettings(
        List<Integer> encoderHidden,
        int closuresPerField,
        List<Integer> decoderHidden,
        double learningRate,
        double beta1,
        double beta2,
        double weightDecay,
        int batch,
        int epochs,
        long seed)
        implements AutoencoderSettings {
    /** See {@link #algorithm}. */
    public static final int ALGORITHM = 2;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PatchAutoencoderSettings {
        encoderHidden = AutoencoderNetwork.requireWidths("encoder", encoderHidden, 0);
        decoderHidden = AutoencoderNetwork.requireWidths("decoder", decoderHidden, 0);
        AutoencoderNetwork.requireAtLeast(1, "closure variables per field", closuresPerField);
        AutoencoderNetwork.requireAtLeast(1, "batch", batch);
        AutoencoderNetwork.requireAtLeast(1, "epochs", epochs);
        AutoencoderNetwork.requireRate(learningRate);
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException(
                    "Adam's decays β = (" + beta1 + ", " + beta2 + "): must both be in [0, 1)");
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay = " + weightDecay + ": must be finite and at least 0");
        }
    }

    /**
     * The paper's values: encoder 40→32→32→1, decoder 4→32→32→400, Adam 1e-4 with β = (0.9, 0.95), weight decay 1e-4, batch
     * 256, 10 epochs, seed 42.
     *
     * @return the settings of the paper's predator–prey experiment
     */
    public static PatchAutoencoderSettings paper() {
        return new PatchAutoencoderSettings(List.of(32, 32), 1, List.of(32, 32), 1e-4, 0.9, 0.95, 1e-4, 256, 10, 42);
    }

    /**
     * The same settings with another length of training.
     *
     * @param value passes over all configurations
     * @return changed settings
     */
    public PatchAutoencoderSettings withEpochs(int value) {
        return with(learningRate, value, seed);
    }

    /**
     * The same settings with another learning rate.
     *
     * @param value of Adam
     * @return changed settings
     */
    public PatchAutoencoderSettings withLearningRate(double value) {
        return with(value, epochs, seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param value of initial parameters and shuffling
     * @return changed settings
     */
    public PatchAutoencoderSettings withSeed(long value) {
        return with(learningRate, epochs, value);
    }

    private PatchAutoencoderSettings with(double rate, int passes, long other) {
        return new PatchAutoencoderSettings(
                encoderHidden, closuresPerField, decoderHidden, rate, beta1, beta2, weightDecay, batch, passes, other);
    }

    @Override
    public int algorithm() {
        return ALGORITHM;
    }

    /** What {@link AutoencoderFile} wrote. */
    static PatchAutoencoderSettings of(Fields fields) {
        return new PatchAutoencoderSettings(
                fields.counts("encoderHidden"),
                fields.count("closuresPerField"),
                fields.counts("decoderHidden"),
                fields.number("learningRate"),
                fields.number("beta1"),
                fields.number("beta2"),
                fields.number("weightDecay"),
                fields.count("batch"),
                fields.count("epochs"),
                fields.whole("seed"));
    }
}
