package org.macrodyn.closure;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Fields;
import org.macrodyn.store.NpyArray;

/**
 * What an autoencoder is saved as: a {@link WeightsFile} with {@code autoencoder.json}; the networks are built from their
 * settings.
 *
 * @param settings shape and training
 * @param tiling the system and its patches, in words; must agree when it is loaded
 * @param losses mean loss of each finished epoch
 * @param iterations steps of the updaters so far
 * @param normalisation that of z; none while training goes on
 * @param rows parameters and updaters by name; none before training
 */
record AutoencoderFile(
        AutoencoderSettings settings,
        String tiling,
        List<Double> losses,
        int iterations,
        Optional<Normalisation> normalisation,
        Map<String, float[]> rows) {
    private static final String DESCRIPTION = "autoencoder.json";
    private static final Set<String> PARTS = Set.of(DESCRIPTION, "parameters.npy", "updater.npy");
    private static final String CONVOLUTIONAL = "convolutional";
    private static final String DENSE = "dense";

    /** The start of a training. */
    static AutoencoderFile fresh(AutoencoderSettings settings, Patches patches) {
        return new AutoencoderFile(settings, tiling(patches), List.of(), 0, Optional.empty(), Map.of());
    }

    static String tiling(Patches patches) {
        return "patches of " + patches.patch() + " in " + patches.grid();
    }

    String kind() {
        return settings instanceof ConvolutionalSettings ? CONVOLUTIONAL : DENSE;
    }

    void write(Path path) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        new TreeMap<>(rows).forEach((name, row) -> WeightsFile.put(parts, name, NpyArray.of(row)));
        parts.put(DESCRIPTION, description().toString().getBytes(StandardCharsets.UTF_8));
        try {
            WeightsFile.write(path, parts);
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot write the autoencoder to " + path, problem);
        }
    }

    private JsonObject description() {
        Gson gson = new Gson();
        JsonObject json = new JsonObject();
        json.add(kind(), gson.toJsonTree(settings));
        json.addProperty("tiling", tiling);
        json.add("losses", gson.toJsonTree(losses));
        json.addProperty("iterations", iterations);
        normalisation.ifPresent(of -> {
            json.add("shift", gson.toJsonTree(of.shift()));
            json.add("scale", gson.toJsonTree(of.scale()));
        });
        return json;
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @param patches the tiling that it must be of
     * @param use makes something of its content, and may find that wrong
     * @return what was made
     * @throws IllegalArgumentException if it is no such autoencoder, damaged, or one of another tiling; names the file
     * @throws UncheckedIOException if it cannot be read
     */
    static <T> T read(Path path, Patches patches, Function<AutoencoderFile, T> use) {
        try {
            return use.apply(of(WeightsFile.read(path, PARTS), patches));
        } catch (FileSystemException missing) {
            throw new UncheckedIOException(path + ": cannot be read: " + missing.getMessage(), missing);
        } catch (IOException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(WeightsFile.told(path, wrong), wrong);
        }
    }

    private static AutoencoderFile of(WeightsFile file, Patches patches) throws IOException {
        Fields fields = file.description(DESCRIPTION);
        String tiling = fields.text("tiling");
        if (!tiling.equals(tiling(patches))) {
            throw new IllegalArgumentException("encodes " + Fields.shortened(tiling) + ", not " + tiling(patches)
                    + ": load it for the same tiling");
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        for (String name : AutoencoderNetwork.ROWS) {
            rows.put(name, file.floats(name));
        }
        return new AutoencoderFile(
                fields.has(CONVOLUTIONAL)
                        ? ConvolutionalSettings.of(fields.object(CONVOLUTIONAL))
                        : PatchAutoencoderSettings.of(fields.object(DENSE)),
                tiling,
                Arrays.stream(fields.numbers("losses")).boxed().toList(),
                fields.count("iterations"),
                normalisation(fields),
                rows);
    }

    private static Optional<Normalisation> normalisation(Fields fields) {
        return fields.has("shift") || fields.has("scale")
                ? Optional.of(new Normalisation(fields.numbers("shift"), fields.numbers("scale")))
                : Optional.empty();
    }

    /** That of a closure; refuses a checkpoint. */
    Normalisation finished() {
        return normalisation.orElseThrow(() -> new IllegalArgumentException(
                "a checkpoint of training without normalisation, load it with the autoencoder's trainer"));
    }
}
