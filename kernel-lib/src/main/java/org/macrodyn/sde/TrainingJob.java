package org.macrodyn.sde;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.macrodyn.closure.MacroPairs;

/**
 * One training to be run, alone or beside others.
 *
 * @param name what error messages and progress notes call it
 * @param pairs training pairs
 * @param model shape of the model
 * @param training how it is fitted
 * @param checkpoint file that is rewritten after an epoch, at most once a second, and resumed from; null for none
 */
public record TrainingJob(
        String name, MacroPairs pairs, SdeSettings model, TrainingSettings training, @Nullable Path checkpoint) {
    /**
     * Checks that nothing but the checkpoint is missing.
     *
     * @throws NullPointerException if name, pairs, model or training is null
     */
    public TrainingJob {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(pairs, "pairs");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(training, "training");
    }
}
