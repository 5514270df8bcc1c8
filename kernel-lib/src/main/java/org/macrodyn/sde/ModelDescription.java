package org.macrodyn.sde;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.macrodyn.closure.TimeScale;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** What a model's file says beside DL4J's own entries, as JSON. */
record ModelDescription(
        List<String> names, Optional<Conditioning> conditioning, SdeSettings settings, Scaling scaling) {
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] write() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("names", JSON.valueToTree(names));
        root.put("diffusion", settings.diffusion().name());
        root.put("hiddenWidth", settings.hiddenWidth());
        root.put("hiddenLayers", settings.hiddenLayers());
        root.put("activation", settings.activation().name());
        root.put("scaled", settings.scaled());
        settings.onsager().ifPresent(drift -> {
            ObjectNode onsager = root.putObject("onsager");
            onsager.put("width", drift.width());
            onsager.put("embedding", drift.embedding());
        });
        conditioning.ifPresent(given -> describe(given, root.putObject("parameter")));
        root.set("inputShift", JSON.valueToTree(scaling.inputShift()));
        root.set("inputScale", JSON.valueToTree(scaling.inputScale()));
        root.set("driftScale", JSON.valueToTree(scaling.driftScale()));
        root.set("diffusionScale", JSON.valueToTree(scaling.diffusionScale()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static void describe(Conditioning given, ObjectNode node) {
        node.put("name", given.name());
        given.value().ifPresent(value -> node.put("value", value));
        node.set("values", JSON.valueToTree(given.time().parameters()));
        node.set("unitsOfTimeInSeconds", JSON.valueToTree(given.time().seconds()));
    }

    private static Optional<Conditioning> conditioning(JsonNode root) throws IOException {
        if (!root.has("parameter")) {
            return Optional.empty();
        }
        JsonNode node = root.get("parameter");
        TimeScale time = new TimeScale(numbers(node, "values"), numbers(node, "unitsOfTimeInSeconds"));
        OptionalDouble value =
                node.has("value") ? OptionalDouble.of(node.get("value").asDouble()) : OptionalDouble.empty();
        return Optional.of(new Conditioning(node.get("name").asText(), time, value));
    }

    private static Optional<OnsagerDrift> onsager(JsonNode root) {
        return Optional.ofNullable(root.get("onsager"))
                .map(node -> new OnsagerDrift(
                        node.get("width").asInt(), node.get("embedding").asInt()));
    }

    static ModelDescription read(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        List<String> names = new ArrayList<>();
        root.get("names").forEach(name -> names.add(name.asText()));
        SdeSettings settings = new SdeSettings(
                Diffusion.valueOf(root.get("diffusion").asText()),
                root.get("hiddenWidth").asInt(),
                root.get("hiddenLayers").asInt(),
                Activation.valueOf(root.get("activation").asText()),
                root.get("scaled").asBoolean(),
                onsager(root));
        Scaling scaling = new Scaling(
                numbers(root, "inputShift"),
                numbers(root, "inputScale"),
                numbers(root, "driftScale"),
                numbers(root, "diffusionScale"));
        return new ModelDescription(names, conditioning(root), settings, scaling);
    }

    private static double[] numbers(JsonNode root, String field) throws IOException {
        return JSON.treeToValue(root.get(field), double[].class);
    }
}
