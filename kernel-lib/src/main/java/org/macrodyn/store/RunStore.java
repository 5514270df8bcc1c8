package org.macrodyn.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The directory of all runs: {@code <root>/<experiment>/<stage>-<hash>/}, one directory for each stage and its settings
 * (DESIGN §7).
 *
 * <p>The hash is of the stage's settings and its inputs' hashes: other settings, or an input made with other settings,
 * give another directory, and nothing is ever computed twice or mixed up.
 */
public final class RunStore {
    /** Changes when the layout of the files does, so that old files are not mistaken for new ones. */
    private static final int LAYOUT = 1;

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
     * @throws IllegalArgumentException if it is not a directory that can be written
     */
    public static RunStore open(Path root) {
        Path directory = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".writable", null));
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
     * @param settings all that determines the result, the seed included: records, enums, numbers, strings, lists, arrays
     *     and maps, nested as needed
     * @param inputHashes {@link Stage#hash()} of each stage that it reads from, in a fixed order
     * @return the stage
     * @throws IllegalArgumentException if a name is not a plain file name, the settings hold something else, or the files
     *     on disk are not those of the manifest
     */
    public Stage stage(String experiment, String stage, Object settings, List<String> inputHashes) {
        requireName(experiment);
        requireName(stage);
        JsonElement canonical = CanonicalSettings.json(settings);
        String identity =
                String.join("\n", "" + LAYOUT, experiment, stage, canonical.toString(), String.join(",", inputHashes));
        String hash = Durable.sha256(identity).substring(0, HASH_DIGITS);
        Manifest manifest = new Manifest();
        manifest.experiment = experiment;
        manifest.stage = stage;
        manifest.hash = hash;
        manifest.settings = canonical;
        manifest.seed = seed(canonical);
        manifest.inputs = List.copyOf(inputHashes);
        manifest.versions = Versions.all();
        manifest.created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return Stage.open(root.resolve(experiment).resolve(stage + "-" + hash), manifest);
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
