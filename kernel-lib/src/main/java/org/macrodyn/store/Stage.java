package org.macrodyn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One stage of an experiment on disk: named parts, each written once, and a manifest with their checksums.
 *
 * <p>A part is computed into a temporary file, forced to disk, renamed, and only then entered in the manifest, so that a
 * process killed at any instant leaves finished parts usable and unfinished ones absent. Different parts may be computed
 * by different threads, and by different processes, at the same time; what two make at once is the same, and the first one
 * stays. A file that does not match the manifest is refused; nothing is deleted but what dead processes left unfinished. A
 * finished stage can be read from a place that cannot be written.
 *
 * <pre>{@code
 * Stage stage = store.stage("curie-weiss", "simulate", Identity.of(settings));
 * for (int i = 0; i < parts; i++) {
 *     int index = i;
 *     Map<String, NpyArray> part = stage.part("part-" + i, () -> simulate(index));
 * }
 * stage.finish();
 * }</pre>
 */
public final class Stage {
    private static final String ARRAYS = ".npz";
    private static final String LOCK = ".lock";
    /** A file lock belongs to the whole process: threads of it must take turns themselves. */
    private static final Object PROCESS = new Object();

    private final Path directory;
    private final String hash;

    private Stage(Path directory, String hash) {
        this.directory = directory;
        this.hash = hash;
    }

    static Stage open(Path directory, Manifest fresh) {
        Stage stage = new Stage(directory, fresh.hash);
        try {
            if (!Files.exists(directory.resolve(Manifest.FILE))) {
                stage.begin(fresh);
            }
            Temporary.sweep(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(directory + " cannot be used: " + failed, failed);
        }
        Manifest found = stage.manifest();
        stage.checkSettings(fresh, found);
        if (found.finished || !Files.isWritable(directory)) {
            found.files.forEach(stage::checkPresent);
        } else {
            // Its checkpoints may be replaced by another process at any moment.
            stage.update(() -> stage.manifest().files.forEach(stage::checkPresent));
        }
        return stage;
    }

    private void begin(Manifest fresh) throws IOException {
        Path parent = directory;
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        if (parent == null || !Files.isWritable(parent)) {
            throw new IllegalArgumentException(directory + ": not made yet, and " + parent
                    + " cannot be written: name another directory for the runs or change its permissions");
        }
        Files.createDirectories(directory);
        update(() -> {
            if (!Files.exists(directory.resolve(Manifest.FILE))) {
                fresh.write(directory);
            }
        });
    }

    /**
     * The hash of the identity, to be named as an input by the stages that read from this one.
     *
     * @return 16 hexadecimal digits
     */
    public String hash() {
        return hash;
    }

    /**
     * Where the files are.
     *
     * @return absolute path
     */
    public Path directory() {
        return directory;
    }

    /**
     * Whether {@link #finish()} was called, in this run or an earlier one.
     *
     * @return whether the stage is complete
     */
    public boolean finished() {
        return manifest().finished;
    }

    /**
     * When the stage was finished, and by which version of this library if that is another.
     *
     * @return for example {@code made 10:15}, with its date if that is not today; {@code begun} instead of {@code made} if
     *     it is not finished
     */
    public String made() {
        return Made.of(manifest());
    }

    /**
     * Makes this thread the only one, among all processes that share the store, that works on the stage; unless another
     * does.
     *
     * @return to be closed when the work is done; empty if another works on it. Ask {@link #finished} again after.
     */
    public Optional<Ownership> tryOwn() {
        return Ownership.tryTake(directory);
    }

    /**
     * Makes this thread the only one, among all processes that share the store, that works on the stage; after whoever
     * does.
     *
     * @param waiting hears once for whom it waits: {@code waiting for process 4711, which works on it}
     * @return to be closed when the work is done. Ask {@link #finished} again after.
     * @throws java.util.concurrent.CancellationException if interrupted while it waits
     */
    public Ownership own(Consumer<String> waiting) {
        return Ownership.take(directory, waiting);
    }

    /**
     * The files that are recorded, arrays with their ending {@code .npz}.
     *
     * @return names in alphabetical order
     */
    public List<String> names() {
        return List.copyOf(manifest().files.keySet());
    }

    /**
     * Whether a part is there already.
     *
     * @param name the part's name, as given to {@link #part}
     * @return whether {@link #part} would load it
     */
    public boolean has(String name) {
        return manifest().files.containsKey(name + ARRAYS);
    }

    /**
     * A part made of arrays: loaded if it is there, otherwise computed and kept as {@code name.npz}.
     *
     * @param name a plain file name without ending, for example {@code part-0007}
     * @param compute makes the arrays; what it throws passes through and leaves no file
     * @return arrays by name
     * @throws IllegalArgumentException if the file is not the one that was recorded, or the stage was finished without it
     */
    public Map<String, NpyArray> part(String name, Supplier<Map<String, NpyArray>> compute) {
        Manifest manifest = manifest();
        if (manifest.files.containsKey(name + ARRAYS)) {
            return load(name);
        }
        requireNew(manifest, name + ARRAYS);
        Map<String, NpyArray> arrays = compute.get();
        file(name + ARRAYS, path -> Npz.write(path, arrays));
        return arrays;
    }

    /**
     * A part that must be there.
     *
     * @param name the part's name
     * @return arrays by name
     * @throws IllegalArgumentException if it is not there, or the file is not the one that was recorded
     */
    public Map<String, NpyArray> load(String name) {
        Path path = existing(name + ARRAYS);
        return Durable.done(directory + ": " + name + " cannot be read", () -> Npz.read(path));
    }

    /**
     * A file of any other kind, for example a model: made if it is not there.
     *
     * @param name a plain file name with its ending, for example {@code model.zip}
     * @param writer writes the file at the temporary path that it is given
     * @return where the file is, its checksum verified
     * @throws IllegalArgumentException if the file is not the one that was recorded, or the stage was finished without it
     */
    public Path file(String name, FileWriter writer) {
        Manifest manifest = manifest();
        if (manifest.files.containsKey(name)) {
            return existing(name);
        }
        requireNew(manifest, name);
        return Durable.done(directory + ": " + name + " cannot be written", () -> writeNew(name, writer));
    }

    /**
     * A recorded file, its checksum verified.
     *
     * @param name its name with ending
     * @return where it is
     * @throws IllegalArgumentException if it is not there, or not as it was recorded
     */
    public Path existing(String name) {
        Manifest manifest = manifest();
        Manifest.FileEntry entry = manifest.files.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(directory + ": has no " + name + ": has " + manifest.files.keySet());
        }
        Path path = checkPresent(name, entry);
        if (!Durable.done(path + " cannot be read", () -> Durable.sha256(path)).equals(entry.sha256)) {
            throw new IllegalArgumentException(path + ": altered since it was written: " + advice());
        }
        return path;
    }

    /**
     * Forgets and deletes a file of this stage that a later one replaces, such as a checkpoint.
     *
     * @param name its name with ending
     */
    public void discard(String name) {
        update(() -> {
            Manifest manifest = manifest();
            if (manifest.files.remove(name) != null) {
                manifest.write(directory);
                Files.deleteIfExists(directory.resolve(name));
            }
        });
    }

    /** Marks the stage as complete. */
    public void finish() {
        update(() -> {
            Manifest manifest = manifest();
            if (!manifest.finished) {
                manifest.finished = true;
                manifest.finishedAt = Made.now();
                manifest.write(directory);
            }
        });
    }

    /**
     * Compares every file with its checksum.
     *
     * @throws IllegalArgumentException if one is missing or altered
     */
    public void verify() {
        names().forEach(this::existing);
    }

    private Path writeNew(String name, FileWriter writer) throws IOException {
        Path temporary = Temporary.beside(directory.resolve(name));
        try {
            writer.write(temporary);
            record(name, temporary, new Manifest.FileEntry(Files.size(temporary), Durable.sha256(temporary)));
        } finally {
            Files.deleteIfExists(temporary);
        }
        return directory.resolve(name);
    }

    private void requireNew(Manifest manifest, String name) {
        RunStore.requireName(name);
        if (manifest.finished) {
            throw new IllegalArgumentException(directory + ": finished without " + name + ": " + advice());
        }
        requireWritable();
    }

    private void requireWritable() {
        if (!Files.isWritable(directory)) {
            throw new IllegalArgumentException(
                    directory + " cannot be written: name another directory for the runs or change its permissions");
        }
    }

    /** Renames and records under one lock; if another process was faster, its file stays. */
    private void record(String name, Path temporary, Manifest.FileEntry entry) {
        update(() -> {
            Manifest manifest = manifest();
            if (!manifest.files.containsKey(name)) {
                requireNew(manifest, name);
                Durable.publish(temporary, directory.resolve(name));
                manifest.files.put(name, entry);
                manifest.write(directory);
            }
        });
    }

    private Path checkPresent(String name, Manifest.FileEntry entry) {
        Path path = directory.resolve(name);
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(path + ": missing, the manifest names it: " + advice());
        }
        long bytes = Durable.done(path + " cannot be read", () -> Files.size(path));
        if (bytes != entry.bytes) {
            throw new IllegalArgumentException(path + ": has " + bytes + " bytes, the manifest says " + entry.bytes
                    + ": altered since it was written, " + advice());
        }
        return path;
    }

    private void checkSettings(Manifest wanted, Manifest found) {
        if (!found.hash.equals(wanted.hash) || !found.identity().equals(wanted.identity())) {
            throw new IllegalArgumentException(directory + ": its manifest is for other settings or code: " + advice());
        }
    }

    private String advice() {
        return "restore it, or move " + directory.getFileName() + " away and run again";
    }

    private Manifest manifest() {
        return Durable.done(directory + ": manifest cannot be read", () -> Manifest.read(directory));
    }

    private void update(Durable.Action action) {
        requireWritable();
        Durable.done(directory + " cannot be written", () -> locked(action));
    }

    private boolean locked(Durable.Action action) throws IOException {
        synchronized (PROCESS) {
            try (FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Closing the channel releases the lock, and so does the death of the process.
                channel.lock();
                action.run();
                return true;
            }
        }
    }

    /** Writes a file at a given path. */
    @FunctionalInterface
    public interface FileWriter {
        /**
         * Writes the whole file.
         *
         * @param path where; an empty file is there already
         * @throws IOException if it cannot be written
         */
        void write(Path path) throws IOException;
    }
}
