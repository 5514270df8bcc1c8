package org.macrodyn.sde;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.macrodyn.closure.TimeScale;
import org.macrodyn.net.Activation;
import org.macrodyn.store.Fields;

/** What a model's file says beside its parameters, as JSON. */
record ModelDescription(
        List<String> names, Optional<Conditioning> conditioning, SdeSettings settings, Scaling scaling) {
    /** 2: the drift's weights come before the diffusion's in the flat vector; in files without a format they were mixed. */
    private static final int FORMAT = 2;

    private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();

    byte[] write() {
        JsonObject root = new JsonObject();
        root.addProperty("format", FORMAT);
        root.add("names", JSON.toJsonTree(names));
        root.addProperty("diffusion", settings.diffusion().name());
        root.addProperty("hiddenWidth", settings.hiddenWidth());
        root.addProperty("hiddenLayers", settings.hiddenLayers());
        root.addProperty("activation", settings.activation().name());
        root.addProperty("scaled", settings.scaled());
        settings.onsager().ifPresent(drift -> {
            JsonObject onsager = new JsonObject();
            onsager.addProperty("width", drift.width());
            onsager.addProperty("embedding", drift.embedding());
            root.add("onsager", onsager);
        });
        conditioning.ifPresent(given -> root.add("parameter", describe(given)));
        root.add("inputShift", JSON.toJsonTree(scaling.inputShift()));
        root.add("inputScale", JSON.toJsonTree(scaling.inputScale()));
        root.add("driftScale", JSON.toJsonTree(scaling.driftScale()));
        root.add("diffusionScale", JSON.toJsonTree(scaling.diffusionScale()));
        return JSON.toJson(root).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject describe(Conditioning given) {
        JsonObject node = new JsonObject();
        node.addProperty("name", given.name());
        given.value().ifPresent(value -> node.addProperty("value", value));
        node.add("values", JSON.toJsonTree(given.time().parameters()));
        node.add("unitsOfTimeInSeconds", JSON.toJsonTree(given.time().seconds()));
        return node;
    }

    private static Optional<Conditioning> conditioning(Fields root) {
        if (!root.has("parameter")) {
            return Optional.empty();
        }
        Fields fields = root.object("parameter");
        TimeScale time = new TimeScale(fields.numbers("values"), fields.numbers("unitsOfTimeInSeconds"));
        OptionalDouble value = fields.has("value") ? OptionalDouble.of(fields.number("value")) : OptionalDouble.empty();
        return Optional.of(new Conditioning(fields.text("name"), time, value));
    }

    private static Optional<OnsagerDrift> onsager(Fields root) {
        if (!root.has("onsager")) {
            return Optional.empty();
        }
        Fields fields = root.object("onsager");
        return Optional.of(new OnsagerDrift(fields.count("width"), fields.count("embedding")));
    }

    static ModelDescription read(Fields root) {
        if (!root.has("format") || root.count("format") != FORMAT) {
            throw new IllegalArgumentException("model of another version, whose weights lie in another order: must have"
                    + " format " + FORMAT + ", train it again");
        }
        SdeSettings settings = new SdeSettings(
                root.constant("diffusion", Diffusion.class),
                root.count("hiddenWidth"),
                root.count("hiddenLayers"),
                root.constant("activation", Activation.class),
                root.truth("scaled"),
                onsager(root));
        List<String> names = root.texts("names");
        Optional<Conditioning> conditioning = conditioning(root);
        int d = names.size();
        int inputs = conditioning.isPresent() ? d + 1 : d;
        Scaling scaling = new Scaling(
                root.numbers("inputShift", inputs),
                root.numbers("inputScale", inputs),
                root.numbers("driftScale", d),
                root.numbers("diffusionScale", d));
        return new ModelDescription(names, conditioning, settings, scaling);
    }
}
