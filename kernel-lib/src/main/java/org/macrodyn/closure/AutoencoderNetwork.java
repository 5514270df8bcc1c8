package org.macrodyn.closure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Entries;

/** Encoder and decoder with their optimiser, as {@link AutoencoderTrainer} drives them. */
interface AutoencoderNetwork {
    /** Names of {@link #rows}. */
    Set<String> ROWS = Set.of("parameters", "updater");

    /** Units or channels of a layer: what is wider is a slip, or a damaged file. */
    int MOST_WIDTH = 4096;

    /**
     * The networks of an autoencoder, with its numbers if it has any.
     *
     * @throws IllegalArgumentException if the tiling is of another system or does not fit the settings, or the numbers are not as
     *     many as the settings ask for
     */
    static AutoencoderNetwork of(MicroModel<?> model, Patches patches, AutoencoderFile content) {
        PatchMeans.requireTiling(model, patches);
        int observables = model.observables().size();
        if (content.settings() instanceof PatchAutoencoderSettings dense) {
            return new PatchAutoencoderNetwork(dense, patches, observables, content.rows());
        }
        if (model.stateType() != StateType.SPINS) {
            throw new IllegalArgumentException(
                    "convolutional autoencoder of a system without spins ±1: take the dense one");
        }
        return new ConvolutionalGraph((ConvolutionalSettings) content.settings(), patches, observables, content.rows());
    }

    /**
     * Some configurations.
     *
     * @param size their number
     * @param byPatch {@code [size · n]} patch after patch
     * @param bySite {@code [size · n]} site after site
     * @param measured {@code [size · observables]} z*
     */
    record Batch(int size, float[] byPatch, float[] bySite, double[] measured) {}

    /** e, which later steps may change. */
    PatchEncoder encoder();

    /** z in its own units ↦ x, which later steps may change; for any number of threads. */
    UnaryOperator<double[]> decoder();

    /** The number of components of ẑ. */
    int closures();

    /** How many batches an epoch has; the last one may be smaller. */
    int steps(int configurations);

    /** One step of the optimiser, the {@code iteration}-th from 0; returns the mean loss of the batch before it. */
    double step(Batch batch, int iteration);

    /** Gives back memory that is only needed within an epoch. */
    default void release() {}

    /** Copies of all parameters and of the optimiser's state, by name. */
    Map<String, float[]> rows();

    /** Takes what {@link #rows} gave, if it has the right lengths. */
    void restore(Map<String, float[]> rows);

    /** A row, which must have as many finite numbers as the network. */
    static float[] row(Map<String, float[]> rows, String name, long length) {
        float[] row = Entries.required(rows, name, "row ");
        if (row.length != length) {
            throw new IllegalArgumentException(name + " has " + row.length + " numbers, its description asks for "
                    + length + ": not the file of one model, train it again");
        }
        return row;
    }

    /** Refuses widths that no layer has, and fewer of them than there must be. */
    static List<Integer> requireWidths(String name, List<Integer> widths, int least) {
        requireAtLeast(least, name + " layers", widths.size());
        for (int width : widths) {
            requireAtLeast(1, name + " width", width);
            if (width > MOST_WIDTH) {
                throw new IllegalArgumentException(name + " width = " + width + ": must be at most " + MOST_WIDTH);
            }
        }
        return List.copyOf(widths);
    }

    /** Refuses what is too small. */
    static void requireAtLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " = " + value + ": must be at least " + least);
        }
    }

    /** Refuses what is no learning rate. */
    static void requireRate(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("learning rate = " + value + ": must be finite and above 0");
        }
    }
}
