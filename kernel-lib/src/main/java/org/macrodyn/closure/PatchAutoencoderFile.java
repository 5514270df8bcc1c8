package org.macrodyn.closure;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Fields;

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
        PatchAutoencoderArchive.write(path, networks, description().toString());
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @param patches the tiling that it must be of
     * @param observables number of components of z*
     * @return its content
     * @throws IllegalArgumentException if it is no autoencoder or one of another tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    static PatchAutoencoderFile read(Path path, Patches patches, int observables) {
        PatchAutoencoderArchive archive = PatchAutoencoderArchive.read(path);
        return PatchAutoencoderArchive.checked(path, () -> {
            Fields fields = archive.description();
            requireTiling(path, fields.text("tiling"), tiling(patches));
            return of(fields, archive, patches, observables);
        });
    }

    static void requireTiling(Path path, String stored, String wanted) {
        if (!stored.equals(wanted)) {
            throw new IllegalArgumentException(
                    path + ": encodes " + stored + ", not " + wanted + ": load it for the same tiling");
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

    private static PatchAutoencoderFile of(
            Fields fields, PatchAutoencoderArchive archive, Patches patches, int observables) {
        PatchAutoencoderSettings settings = new PatchAutoencoderSettings(
                fields.counts("encoderHidden"),
                fields.count("closuresPerField"),
                fields.counts("decoderHidden"),
                fields.number("learningRate"),
                fields.number("beta1"),
                fields.number("beta2"),
                fields.number("weightDecay"),
                fields.count("batch"),
                fields.count("epochs"),
                fields.whole("seed"));
        PatchAutoencoderNetworks networks = PatchAutoencoderNetworks.create(settings, patches, observables);
        return new PatchAutoencoderFile(
                settings,
                fields.text("tiling"),
                archive.fill(networks),
                Arrays.stream(fields.numbers("losses")).boxed().toList(),
                fields.count("iterations"),
                normalisation(fields, networks.dimension()));
    }

    /** That of z, which has d components; null while training goes on. */
    static Normalisation normalisation(Fields fields, int d) {
        return fields.has("shift") || fields.has("scale")
                ? new Normalisation(fields.numbers("shift", d), fields.numbers("scale", d))
                : null;
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
}
