package org.macrodyn.study;

import java.io.Serializable;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.store.Identity;

/**
 * One step of a study that can be done in parts, each of which is kept when it is done.
 *
 * @param stage name of the stage, a plain file name
 * @param label what it does, for people
 * @param identity what the result is recognised by: settings, inputs, what the code does
 * @param units number of units that the work consists of, such as runs or batches
 * @param parts number of parts that the units are kept in, at most the units
 * @param codec how the result is kept
 * @param maker does the work of some units
 * @param <T> type of the result
 */
public record Step<T>(
        String stage, String label, Identity identity, int units, int parts, Codec<T> codec, Maker<T> maker) {
    /** Parts that an ensemble is kept in. */
    static final int PARTS = 8;

    /**
     * A step in {@value #PARTS} parts, or as many as it has units.
     *
     * @param stage name of the stage, a plain file name
     * @param label what it does, for people
     * @param identity what the result is recognised by
     * @param units number of units
     * @param codec how the result is kept
     * @param maker does the work of some units
     */
    public Step(String stage, String label, Identity identity, int units, Codec<T> codec, Maker<T> maker) {
        this(stage, label, identity, units, Math.min(PARTS, units), codec, maker);
    }

    /** The same, done by another maker. */
    Step<T> madeBy(Maker<T> other) {
        return new Step<>(stage, label, identity, units, parts, codec, other);
    }

    /** The first unit of a part. */
    int start(int part) {
        return (int) ((long) part * units / parts);
    }

    /**
     * Does the work of some units.
     *
     * @param <T> type of the result
     */
    @FunctionalInterface
    public interface Maker<T> extends Serializable {
        /**
         * Makes the units from, …, to − 1.
         *
         * @param from first unit
         * @param to unit after the last
         * @param threads threads to use, on which the result does not depend
         * @param progress hears how far they are
         * @return their result
         * @throws java.util.concurrent.CancellationException if interrupted
         */
        T make(int from, int to, int threads, ProgressListener progress);
    }
}
