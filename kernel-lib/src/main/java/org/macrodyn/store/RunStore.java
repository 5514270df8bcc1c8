package org.macrodyn.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The directory of all runs: {@code <root>/<experiment>/<stage>-<hash>/}, one directory for each stage and its identity.
 *
 * <p>The hash is of the stage's {@link Identity}: other settings, other code, or an input made with others, give another
 * directory, and nothing is ever computed twice or mixed up. Several processes may share a store. One that cannot be written
 * is read: its finished stages are used, and only what would have to be made is refused.
 */
public final class RunStore {
    /** Changes when the layout of the files does, so that old files are not mistaken for new ones. */
    private static final int LAYOUT = 2;

    private static final int HASH_DIGITS = 16;
    private static final double GIGABYTE = 1e9;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._=+-]{0,99}");

    private final Path root;

    private RunStore(Path root) {
        this.root = root;
    }

    /**
     * Opens a directory of runs, made if it is not there.
     *
     * @param root the directory, usually {@code runs}
     * @return the store
     * @throws IllegalArgumentException if it is a file, or is not there and cannot be made
     */
    public static RunStore open(Path root) {
        Path directory = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException file) {
            throw new IllegalArgumentException(root + " is a file: the runs need a directory, name another", file);
        } catch (IOException unwritable) {
            throw new IllegalArgumentException(
                    root + " cannot be written: name another directory for the runs or change its permissions",
                    unwritable);
        }
        return new RunStore(directory);
    }

    /**
     * The directory.
     *
     * @return absolute path
     */
    public Path root() {
        return root;
    }

    /**
     * Refuses work that would not fit on the disk.
     *
     * @param bytes space that the work will need
     * @throws IllegalArgumentException if less is usable
     */
    public void requireSpace(long bytes) {
        try {
            long usable = Files.getFileStore(root).getUsableSpace();
            if (usable < bytes) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%.3g GB needed in %s, %.3g GB usable: free some space or choose a smaller scale",
                        bytes / GIGABYTE,
                        root,
                        usable / GIGABYTE));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Opens a stage, new or begun or finished.
     *
     * @param experiment name of the experiment, for example {@code curie-weiss}
     * @param stage name of the stage, for example {@code simulate}
     * @param identity what it is recognised by
     * @return the stage
     * @throws IllegalArgumentException if a name is not a plain file name, the settings hold something else than they may,
     *     the files on disk are not those of the manifest, or the stage is not there and the store cannot be written
     */
    public Stage stage(String experiment, String stage, Identity identity) {
        Manifest manifest = manifest(experiment, stage, identity);
        return Stage.open(root.resolve(experiment).resolve(stage + "-" + manifest.hash), manifest);
    }

    /**
     * The hash of a stage, whether it is on disk or not.
     *
     * @param experiment name of the experiment
     * @param stage name of the stage
     * @param identity what it is recognised by
     * @return {@value #HASH_DIGITS} hexadecimal digits
     * @throws IllegalArgumentException if a name is not a plain file name, or the settings hold something else than they may
     */
    public static String hash(String experiment, String stage, Identity identity) {
        return manifest(experiment, stage, identity).hash;
    }

    private static Manifest manifest(String experiment, String stage, Identity identity) {
        requireName(experiment);
        requireName(stage);
        JsonElement settings = CanonicalSettings.json(identity.settings());
        Manifest manifest = new Manifest();
        manifest.experiment = experiment;
        manifest.stage = stage;
        manifest.settings = settings;
        manifest.seed = seed(settings);
        manifest.algorithm = identity.algorithm();
        manifest.behaviour = new TreeMap<>(identity.behaviour());
        manifest.inputs = identity.inputs();
        manifest.versions = new TreeMap<>(Versions.all());
        manifest.created = Made.now();
        manifest.hash = Durable.sha256(String.join("\n", "" + LAYOUT, experiment, stage, manifest.identity()))
                .substring(0, HASH_DIGITS);
        return manifest;
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name '" + name
                    + "': must be at most 100 letters, digits and . _ = + -, and begin with a letter or digit");
        }
    }

    private static JsonElement seed(JsonElement settings) {
        return settings.isJsonObject() && settings.getAsJsonObject().has("seed")
                ? settings.getAsJsonObject().get("seed")
                : JsonNull.INSTANCE;
    }
}
