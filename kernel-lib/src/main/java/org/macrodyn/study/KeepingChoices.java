package org.macrodyn.study;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Workers;

/**
 * Where the stages of a {@link Study} are done and kept, and who hears of them. No result depends on it.
 *
 * @param <S> the state array
 */
public interface KeepingChoices<S> {
    /**
     * The large system.
     *
     * @return the model
     */
    MicroModel<S> large();

    /**
     * Does and keeps the stages.
     *
     * @return the keeping
     */
    Keeping keeping();

    /**
     * The same with another keeping.
     *
     * @param other keeps what stages make
     * @return the changed study
     */
    Study<S> with(Keeping other);

    /**
     * Keeps what stages make in a directory, under the name of the system's class. A stage is read back if its settings, its
     * inputs, the system's name and what it does for a moment on some states are the same: parameters belong into the record,
     * whose components are part of its name, since an edit elsewhere that shows only in rare events is missed.
     *
     * @param runs the directory, made if absent
     * @param reporter shows the progress of each stage
     * @return the changed study
     * @throws IllegalArgumentException if the directory cannot be used
     */
    default Study<S> keptIn(String runs, ProgressReporter reporter) {
        return keptIn(runs, large().getClass().getSimpleName().toLowerCase(Locale.ROOT), reporter);
    }

    /**
     * Keeps what stages make in a directory.
     *
     * @param runs the directory, made if absent
     * @param name name of the study in it: letters, digits, . _ -
     * @param reporter shows the progress of each stage
     * @return the changed study
     * @throws IllegalArgumentException if the directory cannot be used
     */
    default Study<S> keptIn(String runs, String name, ProgressReporter reporter) {
        Objects.requireNonNull(runs, "directory of runs is null: give its name, or leave keptIn(…) out");
        Objects.requireNonNull(name, "name of the study is null: give one, or leave it out");
        Objects.requireNonNull(reporter, "reporter is null: give ProgressReporter.NONE, or label -> progress(label)");
        return with(Keeping.in(Path.of(runs), name, reporter));
    }

    /**
     * Shows the progress of each stage, and keeps results in memory.
     *
     * @param reporter shows it
     * @return the changed study
     */
    default Study<S> telling(ProgressReporter reporter) {
        return with(Keeping.inMemory(reporter));
    }

    /**
     * The same on another number of threads.
     *
     * @param count number of threads, at least 1
     * @return the changed study
     */
    default Study<S> threads(int count) {
        return with(keeping().on(count));
    }

    /**
     * The same with work done elsewhere, for example {@code Workers.spark("spark://host:7077")}: simulations, enlarging and
     * pairs are sent as index ranges, trainings and forecasts stay here.
     *
     * @param workers where work runs
     * @return the changed study
     */
    default Study<S> on(Workers workers) {
        return with(keeping().on(workers));
    }
}
