package org.macrodyn.run;

/**
 * Hears how far a long stage has come. Always called from the thread that started the stage, at most about ten times a
 * second, so that a notebook can redraw its progress bar there.
 */
@FunctionalInterface
public interface ProgressListener {
    /** Hears nothing. */
    ProgressListener NONE = (done, total, note) -> {};

    /**
     * Called while a stage runs and once at its end.
     *
     * @param done units of work finished, 0 ≤ done ≤ total
     * @param total units of work in all
     * @param note a few words on the present state (a loss, a temperature), may be empty
     */
    void update(long done, long total, String note);

    /**
     * Says a sentence about the stage in the place of its progress: that it is read back, or for whom it waits. The next
     * {@link #update} shows the progress again.
     *
     * @param sentence a few words; the default takes no notice
     */
    default void say(String sentence) {}
}
