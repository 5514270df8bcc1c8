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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
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
 * @param rows parameters and updaters by name
 * @param <C> type of the settings
 */
record AutoencoderFile<C extends AutoencoderSettings>(
        C settings,
        String tiling,
        List<Double> losses,
        int iterations,
        Optional<Normalisation> normalisation,
        Map<String, float[]> rows) {
    private static final String DESCRIPTION = "autoencoder.json";

    /** The start of a training. */
    static <C extends AutoencoderSettings> AutoencoderFile<C> fresh(C settings, Patches patches) {
        return new AutoencoderFile<>(settings, tiling(patches), List.of(), 0, Optional.empty(), Map.of());
    }

    private static String tiling(Patches patches) {
        return "patches of " + patches.patch() + " in " + patches.grid();
    }

    private static String kind(Class<?> settings) {
        return settings == ConvolutionalSettings.class ? "convolutional" : "dense";
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
        json.add(kind(settings.getClass()), gson.toJsonTree(settings));
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
     * @param type of the settings, which tells the kind of autoencoder
     * @param settings reads them
     * @return its content
     * @throws IllegalArgumentException if it is no such autoencoder, damaged, or one of another tiling
     * @throws UncheckedIOException if it cannot be read
     */
    static <C extends AutoencoderSettings> AutoencoderFile<C> read(
            Path path, Patches patches, Class<C> type, Function<Fields, C> settings) {
        try {
            WeightsFile file = WeightsFile.read(path);
            Fields fields = file.description(DESCRIPTION);
            if (!fields.has(kind(type))) {
                throw new IllegalArgumentException("no " + kind(type) + " autoencoder, but one of another kind");
            }
            requireTiling(fields.text("tiling"), tiling(patches));
            Map<String, float[]> rows = new LinkedHashMap<>();
            for (String name : AutoencoderNetwork.ROWS) {
                rows.put(name, file.array(name).floats());
            }
            return new AutoencoderFile<>(
                    settings.apply(fields.object(kind(type))),
                    fields.text("tiling"),
                    Arrays.stream(fields.numbers("losses")).boxed().toList(),
                    fields.count("iterations"),
                    normalisation(fields),
                    rows);
        } catch (FileSystemException missing) {
            throw new UncheckedIOException(path + ": cannot be read: " + missing.getMessage(), missing);
        } catch (IOException damaged) {
            throw new IllegalArgumentException(damaged.getMessage(), damaged);
        }
    }

    private static void requireTiling(String stored, String wanted) {
        if (!stored.equals(wanted)) {
            throw new IllegalArgumentException(
                    "encodes " + stored + ", not " + wanted + ": load it for the same tiling");
        }
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

    /** Gives a network these numbers, if there are any. */
    <N extends AutoencoderNetwork> N restored(N network) {
        if (!rows.isEmpty()) {
            network.restore(rows);
        }
        return network;
    }

    /** Does what may find the content wrong, and names the file then. */
    static <T> T checked(Path path, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            String told = String.valueOf(wrong.getMessage());
            throw told.startsWith(path.toString()) ? wrong : new IllegalArgumentException(path + ": " + told, wrong);
        }
    }
}
