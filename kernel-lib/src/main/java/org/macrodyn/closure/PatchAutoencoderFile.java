package org.macrodyn.closure;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.macrodyn.scale.Patches;

/**
 * What a patch autoencoder is saved as: a {@link PatchAutoencoderArchive}.
 *
 * @param settings shape and training
 * @param tiling the system and its patches, in words; must agree when it is loaded
 * @param networks encoder and decoder
 * @param losses mean loss of each finished epoch
 * @param iterations steps of the updaters so far
 * @param normalisation {@code null} while training goes on
 */
record PatchAutoencoderFile(
        PatchAutoencoderSettings settings,
        String tiling,
        PatchAutoencoderNetworks networks,
        List<Double> losses,
        int iterations,
        Normalisation normalisation) {
    static String tiling(Patches patches) {
        return "patches of " + patches.patch() + " in " + patches.grid();
    }

    void write(Path path) {
        new PatchAutoencoderArchive(networks, description().toString()).write(path);
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @param patches the tiling that it must be of
     * @return its content
     * @throws IllegalArgumentException if it is no autoencoder or one of another tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    static PatchAutoencoderFile read(Path path, Patches patches) {
        PatchAutoencoderArchive archive = PatchAutoencoderArchive.read(path);
        try {
            JsonObject json = new Gson().fromJson(archive.description(), JsonObject.class);
            requireTiling(path, json.get("tiling").getAsString(), tiling(patches));
            return of(json, archive.networks());
        } catch (JsonParseException | NullPointerException problem) {
            throw new IllegalArgumentException(path.getFileName() + ": its description is damaged", problem);
        }
    }

    static void requireTiling(Path path, String stored, String wanted) {
        if (!stored.equals(wanted)) {
            throw new IllegalArgumentException(
                    path.getFileName() + " encodes " + stored + ", not " + wanted + ": load it for the same tiling");
        }
    }

    private JsonObject description() {
        JsonObject json = new JsonObject();
        json.addProperty("tiling", tiling);
        json.add("encoderHidden", array(settings.encoderHidden()));
        json.addProperty("closuresPerField", settings.closuresPerField());
        json.add("decoderHidden", array(settings.decoderHidden()));
        json.addProperty("learningRate", settings.learningRate());
        json.addProperty("beta1", settings.beta1());
        json.addProperty("beta2", settings.beta2());
        json.addProperty("weightDecay", settings.weightDecay());
        json.addProperty("batch", settings.batch());
        json.addProperty("epochs", settings.epochs());
        json.addProperty("seed", settings.seed());
        json.add("losses", array(losses));
        json.addProperty("iterations", iterations);
        if (normalisation != null) {
            json.add("shift", array(boxed(normalisation.shift())));
            json.add("scale", array(boxed(normalisation.scale())));
        }
        return json;
    }

    private static PatchAutoencoderFile of(JsonObject json, PatchAutoencoderNetworks networks) {
        PatchAutoencoderSettings settings = new PatchAutoencoderSettings(
                integers(json.get("encoderHidden")),
                json.get("closuresPerField").getAsInt(),
                integers(json.get("decoderHidden")),
                json.get("learningRate").getAsDouble(),
                json.get("beta1").getAsDouble(),
                json.get("beta2").getAsDouble(),
                json.get("weightDecay").getAsDouble(),
                json.get("batch").getAsInt(),
                json.get("epochs").getAsInt(),
                json.get("seed").getAsLong());
        Normalisation normalisation =
                json.has("shift") ? new Normalisation(unboxed(json.get("shift")), unboxed(json.get("scale"))) : null;
        return new PatchAutoencoderFile(
                settings,
                json.get("tiling").getAsString(),
                networks,
                doubles(json.get("losses")),
                json.get("iterations").getAsInt(),
                normalisation);
    }

    private static JsonArray array(List<? extends Number> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static List<Double> boxed(double[] values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }

    private static List<Integer> integers(JsonElement json) {
        List<Integer> list = new ArrayList<>();
        json.getAsJsonArray().forEach(value -> list.add(value.getAsInt()));
        return list;
    }

    private static List<Double> doubles(JsonElement json) {
        List<Double> list = new ArrayList<>();
        json.getAsJsonArray().forEach(value -> list.add(value.getAsDouble()));
        return list;
    }

    private static double[] unboxed(JsonElement json) {
        return doubles(json).stream().mapToDouble(Double::doubleValue).toArray();
    }
}
