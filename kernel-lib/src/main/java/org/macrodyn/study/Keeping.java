package org.macrodyn.study;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.macrodyn.run.LateProgress;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Workers;
import org.macrodyn.store.Identity;
import org.macrodyn.store.Ownership;
import org.macrodyn.store.RunStore;
import org.macrodyn.store.Stage;

/**
 * Does the steps of a study and keeps what they make, all by one mechanism: a step that was done is read back, a half-done
 * one goes on where it stopped, and what was finished survives an interrupt or a killed JVM.
 *
 * <p>A result is recognised by the step's {@link Identity}: settings, inputs, and what the code does, so that an edited model
 * is simulated anew. Several processes may work on the same directory. Without a directory results are kept in memory, as long
 * as there is room.
 */
public final class Keeping {
    private static final String CHECKPOINT = "epoch-";
    private static final Workers HERE = Workers.here(Parallel.defaultThreads());

    private final Optional<RunStore> store;
    private final String name;
    private final Workers workers;
    private final ProgressReporter reporter;
    private final Map<String, SoftReference<Object>> memory;

    private Keeping(
            Optional<RunStore> store,
            String name,
            Workers workers,
            ProgressReporter reporter,
            Map<String, SoftReference<Object>> memory) {
        this.store = store;
        this.name = name;
        this.workers = workers;
        this.reporter = reporter;
        this.memory = memory;
    }

    /**
     * Keeps results in a directory.
     *
     * @param runs the directory, made if absent
     * @param name of the study: letters, digits, . _ -
     * @param reporter shows the progress of each step
     * @return the keeping, with as many threads as {@link Parallel#defaultThreads}
     * @throws IllegalArgumentException if the directory cannot be used
     */
    public static Keeping in(Path runs, String name, ProgressReporter reporter) {
        return new Keeping(Optional.of(RunStore.open(runs)), name, HERE, reporter, new ConcurrentHashMap<>());
    }

    /**
     * Keeps results in memory only.
     *
     * @param reporter shows the progress of each step
     * @return the keeping, with as many threads as {@link Parallel#defaultThreads}
     */
    public static Keeping inMemory(ProgressReporter reporter) {
        return new Keeping(Optional.empty(), "memory", HERE, reporter, new ConcurrentHashMap<>());
    }

    /**
     * The same with another number of threads, on which no result depends; what is in memory is shared.
     *
     * @param count number of threads, at least 1
     * @return the keeping
     */
    public Keeping on(int count) {
        return on(new Workers(count, workers.cluster()));
    }

    /**
     * The same with other workers, on which no result depends; what is in memory is shared.
     *
     * @param other where steps run
     * @return the keeping
     */
    public Keeping on(Workers other) {
        return new Keeping(store, name, other, reporter, memory);
    }

    /**
     * The same with one part of a larger work's progress for every step.
     *
     * @param whole hears the progress of the whole
     * @param part number of the part
     * @param parts number of parts
     * @return the keeping
     */
    public Keeping within(ProgressListener whole, int part, int parts) {
        return new Keeping(store, name, workers, label -> PartProgress.of(whole, part, parts), memory);
    }

    /**
     * The same for a part that has nobody knows how many steps: each moves on by a quarter of what is left of the part, and none
     * goes back.
     *
     * @param whole hears the progress of the whole
     * @param part number of the part
     * @param parts number of parts
     * @param what the part is
     * @return the keeping
     */
    Keeping stepsWithin(ProgressListener whole, int part, int parts, String what) {
        AtomicInteger started = new AtomicInteger();
        return new Keeping(
                store,
                name,
                workers,
                label -> PartProgress.next(whole, part, parts, what, started.getAndIncrement()),
                memory);
    }

    /**
     * The number of threads that steps run on.
     *
     * @return at least 1
     */
    public int threads() {
        return workers.threads();
    }

    /**
     * Announces work that is not kept.
     *
     * @param label what it is
     * @return hears its progress
     */
    public ProgressListener progress(String label) {
        return reporter.start(label);
    }

    /**
     * Announces work that is not kept, as soon as it takes longer than a second.
     *
     * @param label what it is
     * @return hears its progress
     */
    public ProgressListener late(String label) {
        return new LateProgress(() -> reporter.start(label), System::nanoTime);
    }

    /**
     * Does a step, or reads back what it made before.
     *
     * @param step what to do
     * @param <T> type of the result
     * @return the result
     * @throws java.util.concurrent.CancellationException if interrupted; finished parts are kept
     * @throws IllegalArgumentException if what is on disk is not what was kept
     */
    public <T> Kept<T> keep(Step<T> step) {
        return remembered(hash(step), () -> stage(step.stage(), step.identity())
                .map(stage -> fromDisk(step, stage))
                .orElseGet(() -> parts(step, List.of(), progress(step.label()), (part, make) -> make.get())));
    }

    /** Whether a step was done, so that it is read back. */
    boolean isKept(Step<?> step) {
        return recalled(hash(step)).isPresent()
                || stage(step.stage(), step.identity()).filter(Stage::finished).isPresent();
    }

    /** Whether steps run on a cluster. */
    boolean isElsewhere() {
        return workers.cluster().isPresent();
    }

    /** What was made or read in this JVM is not read again while there is memory. */
    private <T> Kept<T> remembered(String hash, Supplier<T> make) {
        long start = System.nanoTime();
        T value = this.<T>recalled(hash).orElseGet(make);
        remember(hash, value);
        return new Kept<>(value, hash, Words.line(value, start));
    }

    /** What is not worth a file, made once while there is memory. */
    <T> T inMemory(String stage, Identity identity, Supplier<T> make) {
        return remembered(hash(stage, identity), make).value();
    }

    /** A result that is in memory. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> recalled(String hash) {
        return Optional.ofNullable(memory.get(hash)).map(reference -> (T) reference.get());
    }

    /** Remembers a result while there is memory. */
    void remember(String hash, Object result) {
        memory.put(hash, new SoftReference<>(result));
    }

    /** The hash of a step. */
    String hash(Step<?> step) {
        return hash(step.stage(), step.identity());
    }

    /** The hash of a stage. */
    String hash(String stage, Identity identity) {
        return RunStore.hash(name, stage, identity);
    }

    /** Where a stage is kept on disk; empty in memory. */
    Optional<Stage> stage(String stage, Identity identity) {
        return store.map(runs -> runs.stage(name, stage, identity));
    }

    private <T> T fromDisk(Step<T> step, Stage stage) {
        ProgressListener progress = started(List.of(stage), step.label());
        T value = parts(step, stage.names(), progress, (part, make) -> step.codec()
                .value()
                .apply(stage.part(part, () -> step.codec().arrays().of(make.get()))));
        if (!stage.finished()) {
            stage.finish();
        }
        return value;
    }

    /** Announces stages that are made side by side, in one line, or says that they are read back. */
    ProgressListener started(List<Stage> stages, String label) {
        List<Stage> old = stages.stream().filter(Stage::finished).toList();
        String readBack = old.isEmpty() ? "" : "read back, " + old.get(0).made();
        if (old.size() == stages.size()) {
            reporter.say(label, readBack);
            return ProgressListener.NONE;
        }
        return progress(
                old.isEmpty() ? label : label + " (" + old.size() + " of " + stages.size() + " " + readBack + ")");
    }

    /** Makes a part or reads it back. */
    private interface PartKeeper<T> {
        T keep(String part, Supplier<T> make);
    }

    private <T> T parts(Step<T> step, List<String> there, ProgressListener progress, PartKeeper<T> keeper) {
        Optional<Elsewhere<T>> elsewhere = workers.cluster()
                .filter(cluster -> step.units() > 1)
                .map(cluster -> Elsewhere.send(cluster, step, missing(step, there)));
        List<T> made = new ArrayList<>();
        for (int part = 0; part < step.parts(); part++) {
            int number = part;
            ProgressListener share = PartProgress.of(progress, part, step.parts());
            made.add(keeper.keep(
                    name(part),
                    () -> elsewhere.flatMap(sent -> sent.part(number, share)).orElseGet(() -> step.maker()
                            .make(step.start(number), step.start(number + 1), workers.threads(), share))));
            share.update(1, 1, "");
        }
        progress.update(step.parts(), step.parts(), "");
        return made.size() == 1 ? made.get(0) : step.codec().joined().apply(made);
    }

    private static String name(int part) {
        return String.format(Locale.ROOT, "part-%04d", part);
    }

    /** Numbers of parts that no file holds. */
    private static List<Integer> missing(Step<?> step, List<String> there) {
        return IntStream.range(0, step.parts())
                .filter(part -> there.stream().noneMatch(file -> file.startsWith(name(part))))
                .boxed()
                .toList();
    }

    /**
     * Makes something that is kept as one file, epoch by epoch with a checkpoint after each. One process makes it; others
     * that share the directory wait, and find it made.
     *
     * @param stage name of the stage
     * @param label what it does, for people
     * @param identity what the result is recognised by
     * @param file how the result is saved and loaded
     * @param trainer a fresh trainer, or that of a checkpoint
     * @param <R> type of the result
     * @return the result
     * @throws java.util.concurrent.CancellationException if interrupted; finished epochs are kept
     */
    public <R> Kept<R> train(
            String stage,
            String label,
            Identity identity,
            FileCodec<R> file,
            Function<Optional<Path>, EpochTrainer<R>> trainer) {
        return remembered(hash(stage, identity), () -> stage(stage, identity)
                .map(kept -> trained(kept, label, file, trainer))
                .orElseGet(() -> made(trainer.apply(Optional.empty()), progress(label), done -> {})));
    }

    private <R> R trained(
            Stage stage, String label, FileCodec<R> file, Function<Optional<Path>, EpochTrainer<R>> trainer) {
        String name = "result" + file.ending();
        ProgressListener progress = started(List.of(stage), label);
        if (!stage.finished()) {
            Ownership alone = stage.own(progress::say);
            try {
                if (!stage.finished()) {
                    make(stage, name, file, progress, trainer);
                }
            } finally {
                alone.close();
            }
        }
        return file.load().apply(stage.existing(name));
    }

    private static <R> void make(
            Stage stage,
            String name,
            FileCodec<R> file,
            ProgressListener progress,
            Function<Optional<Path>, EpochTrainer<R>> trainer) {
        Optional<Path> checkpoint =
                checkpoints(stage).stream().max(Comparator.naturalOrder()).map(stage::existing);
        R result = made(trainer.apply(checkpoint), progress, after -> keepCheckpoint(stage, after));
        stage.file(name, path -> file.save().write(result, path));
        checkpoints(stage).forEach(stage::discard);
        stage.finish();
    }

    private static <R> R made(EpochTrainer<R> trainer, ProgressListener progress, Consumer<EpochTrainer<R>> after) {
        while (!trainer.finished()) {
            trainer.epoch(progress);
            after.accept(trainer);
        }
        R result = trainer.result(progress);
        if (trainer.epochs() == 0) {
            // The end of a fit at once, which may have told nothing on its way.
            progress.update(1, 1, "");
        }
        return result;
    }

    private static void keepCheckpoint(Stage stage, EpochTrainer<?> trainer) {
        List<String> old = checkpoints(stage);
        stage.file(String.format(Locale.ROOT, "%s%05d.zip", CHECKPOINT, trainer.epochs()), trainer::save);
        old.forEach(stage::discard);
    }

    private static List<String> checkpoints(Stage stage) {
        return stage.names().stream()
                .filter(file -> file.startsWith(CHECKPOINT))
                .toList();
    }

    /**
     * How a result is kept as one file.
     *
     * @param ending of the file, for example {@code .npz}
     * @param save writes it
     * @param load reads it
     * @param <R> type of the result
     */
    public record FileCodec<R>(String ending, Writer<R> save, Function<Path, R> load) {
        /**
         * Writes a result.
         *
         * @param <R> type of the result
         */
        @FunctionalInterface
        public interface Writer<R> {
            /**
             * Writes the whole file.
             *
             * @param result what to write
             * @param path where
             * @throws IOException if it cannot be written
             */
            void write(R result, Path path) throws IOException;
        }
    }

    /**
     * Something that is trained epoch by epoch, or fitted at once: then only the result is given.
     *
     * @param <R> type of the result
     */
    @FunctionalInterface
    public interface EpochTrainer<R> {
        /**
         * The epochs that are done.
         *
         * @return their number
         */
        default int epochs() {
            return 0;
        }

        /**
         * Whether all epochs are done.
         *
         * @return true at the end
         */
        default boolean finished() {
            return true;
        }

        /**
         * Does one epoch.
         *
         * @param progress hears how far it is
         */
        default void epoch(ProgressListener progress) {}

        /**
         * Writes a checkpoint.
         *
         * @param path the file
         * @throws IOException if it cannot be written
         */
        default void save(Path path) throws IOException {}

        /**
         * What has been trained.
         *
         * @param progress hears how far a fit is that has no epochs
         * @return the result
         */
        R result(ProgressListener progress);
    }
}
