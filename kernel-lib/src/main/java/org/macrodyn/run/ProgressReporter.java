package org.macrodyn.run;

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

    /**
     * Says one line about a stage that has no progress to show, because it is read back.
     *
     * @param label what the stage does, in a few words
     * @param sentence what there is to say: {@code read back, made 10:15}
     */
    default void say(String label, String sentence) {
        start(label).say(sentence);
    }
}
