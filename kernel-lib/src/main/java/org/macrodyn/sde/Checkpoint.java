package org.macrodyn.sde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * State of a training after a whole epoch: a model's file with the updater's state, and the history and mean weights
 * beside. Enough to go on bit for bit, since the order of pairs depends only on seed and epoch.
 *
 * @param parameters flat vector of parameters
 * @param updater state of {@link AmsGrad}
 * @param average sums of the parameters over the averaged steps
 * @param averaged number of averaged steps
 * @param losses one for each finished epoch
 * @param rates one for each finished epoch
 * @param validation one for each finished epoch, or empty
 * @param seconds time spent
 */
record Checkpoint(
        float[] parameters,
        float[] updater,
        double[] average,
        long averaged,
        List<Double> losses,
        List<Double> rates,
        List<Double> validation,
        double seconds) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "training.json";
    private static final String AVERAGE = "average.bin";

    static Checkpoint start(float[] parameters) {
        return new Checkpoint(
                parameters,
                new float[3 * parameters.length],
                new double[parameters.length],
                0,
                List.of(),
                List.of(),
                List.of(),
                0);
    }

    /** Writes this state as a file that {@link SdeModel#load} opens, too. */
    void write(Path file, String job, SdeModel model, long steps) throws IOException {
        ComputationGraph graph = model.sharedGraph();
        graph.getUpdater().setStateViewArray(Nd4j.createFromArray(updater).reshape(1, updater.length));
        graph.getConfiguration().setIterationCount((int) steps);
        Map<String, byte[]> entries = model.entries(true);
        ObjectNode state = JSON.createObjectNode();
        state.put("job", job);
        state.put("averaged", averaged);
        state.set("losses", JSON.valueToTree(losses));
        state.set("learningRates", JSON.valueToTree(rates));
        state.set("validationLosses", JSON.valueToTree(validation));
        state.put("seconds", seconds);
        entries.put(STATE, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
        ByteBuffer sums = ByteBuffer.allocate(Double.BYTES * average.length);
        sums.asDoubleBuffer().put(average);
        entries.put(AVERAGE, sums.array());
        ModelFile.write(file, entries);
    }

    static Checkpoint read(Path file, String job) throws IOException {
        Map<String, byte[]> entries = ModelFile.read(file);
        if (!entries.containsKey(STATE)) {
            throw new IOException(file + ": no " + STATE + " inside; it is a model, not the checkpoint of a training");
        }
        JsonNode state = JSON.readTree(entries.get(STATE));
        if (!state.get("job").asText().equals(job)) {
            throw new IllegalArgumentException(
                    file
                            + ": checkpoint of a training with other settings or pairs; choose another file, or delete this one");
        }
        SdeModel model = SdeModel.of(entries, true);
        float[] updater = new float[3 * model.parameters().length];
        model.sharedGraph().getUpdater().getStateViewArray().data().asNioFloat().get(updater);
        double[] average = new double[model.parameters().length];
        ByteBuffer.wrap(entries.get(AVERAGE)).asDoubleBuffer().get(average);
        return new Checkpoint(
                model.parameters(),
                updater,
                average,
                state.get("averaged").asLong(),
                numbers(state, "losses"),
                numbers(state, "learningRates"),
                numbers(state, "validationLosses"),
                state.get("seconds").asDouble());
    }

    private static List<Double> numbers(JsonNode state, String field) throws IOException {
        double[] values = JSON.treeToValue(state.get(field), double[].class);
        return new ArrayList<>(Arrays.stream(values).boxed().toList());
    }
}
