package org.macrodyn.ensemble;

/** Opens a progress display for each stage: a bar in a notebook, nothing in a test. */
@FunctionalInterface
public interface ProgressReporter {
    /** Shows nothing. */
    ProgressReporter NONE = label -> ProgressListener.NONE;

    /**
     * Announces a stage.
     *
     * @param label what the stage does, in a few words
     * @return hears how far it has come
     */
    ProgressListener start(String label);
}
