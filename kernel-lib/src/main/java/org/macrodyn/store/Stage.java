package org.macrodyn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One stage of an experiment on disk: named parts, each written once, and a manifest with their checksums.
 *
 * <p>A part is computed into a temporary file, forced to disk, renamed, and only then entered in the manifest, so that a
 * process killed at any instant leaves finished parts usable and unfinished ones absent. Different parts may be computed
 * by different threads, and by different processes, at the same time. A file that does not match the manifest is refused;
 * nothing is deleted.
 *
 * <pre>{@code
 * Stage stage = store.stage("curie-weiss", "simulate", settings, List.of());
 * for (int i = 0; i < parts; i++) {
 *     int index = i;
 *     Map<String, NpyArray> part = stage.part("part-" + i, () -> simulate(index));
 * }
 * stage.finish();
 * }</pre>
 */
public final class Stage {
    private static final String ARRAYS = ".npz";
    private static final String TEMPORARY = ".tmp";
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
            Files.createDirectories(directory);
            stage.update(() -> {
                if (!Files.exists(directory.resolve(Manifest.FILE))) {
                    fresh.write(directory);
                }
                stage.checkSettings(fresh, stage.manifest());
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(directory + " cannot be used: " + failed, failed);
        }
        stage.names().forEach(stage::checkPresent);
        return stage;
    }

    /**
     * The hash of settings and inputs, to be named as an input by the stages that read from this one.
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
        return part(name, compute, Npz::write);
    }

    /**
     * As {@link #part}, compressed on disk: for spins and other small integers.
     *
     * @param name a plain file name without ending
     * @param compute makes the arrays; what it throws passes through and leaves no file
     * @return arrays by name
     * @throws IllegalArgumentException if the file is not the one that was recorded, or the stage was finished without it
     */
    public Map<String, NpyArray> compressedPart(String name, Supplier<Map<String, NpyArray>> compute) {
        return part(name, compute, Npz::writeCompressed);
    }

    private Map<String, NpyArray> part(String name, Supplier<Map<String, NpyArray>> compute, ArraysWriter writer) {
        if (has(name)) {
            return load(name);
        }
        requireNew(name + ARRAYS);
        Map<String, NpyArray> arrays = compute.get();
        file(name + ARRAYS, path -> writer.write(path, arrays));
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
        try {
            Path path = existing(name + ARRAYS);
            return Durable.uninterrupted(() -> Npz.read(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(directory + ": " + name + " cannot be read", unreadable);
        }
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
        if (manifest().files.containsKey(name)) {
            return existing(name);
        }
        requireNew(name);
        try {
            Durable.uninterrupted(() -> writeNew(name, writer));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    directory + ": " + name + " cannot be written: " + failed.getMessage(), failed);
        }
        return directory.resolve(name);
    }

    /**
     * A recorded file, its checksum verified.
     *
     * @param name its name with ending
     * @return where it is
     * @throws IllegalArgumentException if it is not there, or not as it was recorded
     */
    public Path existing(String name) {
        Manifest.FileEntry entry = manifest().files.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(directory + ": has no " + name + ": has " + names());
        }
        Path path = checkPresent(name);
        try {
            if (!Durable.uninterrupted(() -> Durable.sha256(path)).equals(entry.sha256)) {
                throw new IllegalArgumentException(path + ": altered since it was written: " + advice());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read", unreadable);
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
                Files.delete(directory.resolve(name));
            }
        });
    }

    /** Marks the stage as complete, and removes what killed runs left half-written. */
    public void finish() {
        update(() -> {
            Manifest manifest = manifest();
            manifest.finished = true;
            manifest.write(directory);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, ".*" + TEMPORARY)) {
                for (Path leftover : leftovers) {
                    Files.delete(leftover);
                }
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
        Path temporary = Files.createTempFile(directory, "." + name + "-", TEMPORARY);
        try {
            writer.write(temporary);
            record(name, temporary, new Manifest.FileEntry(Files.size(temporary), Durable.sha256(temporary)));
        } finally {
            Files.deleteIfExists(temporary);
        }
        return directory.resolve(name);
    }

    private void requireNew(String name) {
        RunStore.requireName(name);
        if (finished()) {
            throw new IllegalArgumentException(directory + ": finished without " + name + ": " + advice());
        }
    }

    /** Renames and records under one lock; if another process was faster, its file stays. */
    private void record(String name, Path temporary, Manifest.FileEntry entry) {
        update(() -> {
            Manifest manifest = manifest();
            if (!manifest.files.containsKey(name)) {
                Durable.publish(temporary, directory.resolve(name));
                manifest.files.put(name, entry);
                manifest.write(directory);
            }
        });
    }

    private Path checkPresent(String name) {
        Path path = directory.resolve(name);
        Manifest.FileEntry entry = manifest().files.get(name);
        try {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + ": missing, the manifest names it: " + advice());
            }
            if (Files.size(path) != entry.bytes) {
                throw new IllegalArgumentException(path + ": has " + Files.size(path) + " bytes, the manifest says "
                        + entry.bytes + ": altered since it was written, " + advice());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read", unreadable);
        }
        return path;
    }

    private void checkSettings(Manifest wanted, Manifest found) {
        if (!found.hash.equals(wanted.hash) || !found.settings.toString().equals(wanted.settings.toString())) {
            throw new IllegalArgumentException(directory + ": its manifest is for other settings: " + advice());
        }
    }

    private String advice() {
        return "restore it, or move " + directory.getFileName() + " away and run again";
    }

    private Manifest manifest() {
        try {
            return Durable.uninterrupted(() -> Manifest.read(directory));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(directory + ": manifest cannot be read", unreadable);
        }
    }

    private void update(Action action) {
        try {
            Durable.uninterrupted(() -> {
                locked(action);
                return null;
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(directory + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private void locked(Action action) throws IOException {
        synchronized (PROCESS) {
            try (FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Closing the channel releases the lock, and so does the death of the process.
                channel.lock();
                action.run();
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

    /** Writes arrays at a given path. */
    private interface ArraysWriter {
        void write(Path path, Map<String, NpyArray> arrays) throws IOException;
    }

    /** Something done while no other thread or process changes the manifest. */
    private interface Action {
        void run() throws IOException;
    }
}
