package org.macrodyn.sde;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** What a model's file says beside DL4J's own entries, as JSON. */
record ModelDescription(List<String> names, SdeSettings settings, Scaling scaling) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static byte[] write(List<String> names, SdeSettings settings, Scaling scaling) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("names", JSON.valueToTree(names));
        root.put("diffusion", settings.diffusion().name());
        root.put("hiddenWidth", settings.hiddenWidth());
        root.put("hiddenLayers", settings.hiddenLayers());
        root.put("activation", settings.activation().name());
        root.put("scaled", settings.scaled());
        root.set("inputShift", JSON.valueToTree(scaling.inputShift()));
        root.set("inputScale", JSON.valueToTree(scaling.inputScale()));
        root.set("driftScale", JSON.valueToTree(scaling.driftScale()));
        root.set("diffusionScale", JSON.valueToTree(scaling.diffusionScale()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
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
                root.get("scaled").asBoolean());
        Scaling scaling = new Scaling(
                numbers(root, "inputShift"),
                numbers(root, "inputScale"),
                numbers(root, "driftScale"),
                numbers(root, "diffusionScale"));
        return new ModelDescription(names, settings, scaling);
    }

    private static double[] numbers(JsonNode root, String field) throws IOException {
        return JSON.treeToValue(root.get(field), double[].class);
    }
}
