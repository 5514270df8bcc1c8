package org.macrodyn.closure;

import java.util.Map;
import java.util.Set;
import org.macrodyn.store.Entries;

/** Encoder and decoder with their optimiser, as {@link AutoencoderTrainer} drives them. */
interface AutoencoderNetwork {
    /** Names of {@link #rows}. */
    Set<String> ROWS = Set.of("parameters", "updater");

    /**
     * Some configurations.
     *
     * @param size their number
     * @param byPatch {@code [size · n]} patch after patch
     * @param bySite {@code [size · n]} site after site
     * @param measured {@code [size · observables]} z*
     */
    record Batch(int size, float[] byPatch, float[] bySite, double[] measured) {}

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
}
