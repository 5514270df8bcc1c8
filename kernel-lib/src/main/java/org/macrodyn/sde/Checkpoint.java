package org.macrodyn.sde;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.store.Fields;
import org.macrodyn.store.NpyArray;

/**
 * State of a training after a whole epoch: a model's file with the updater's state, and the history and mean weights
 * beside. Enough to go on bit for bit, since the order of pairs depends only on seed and epoch.
 *
 * @param parameters flat vector of parameters
 * @param updater state of {@link org.macrodyn.net.Adam}
 * @param average running mean of the parameters
 * @param best weights of the lowest validation loss so far
 * @param lowest that loss
 * @param bestEpoch number of epochs done with it
 * @param ending epochs done when patience ended, 0 before
 * @param losses one for each finished epoch
 * @param rates one for each finished epoch
 * @param validation one for each finished epoch, or empty
 * @param seconds time spent
 */
record Checkpoint(
        float[] parameters,
        float[] updater,
        double[] average,
        float[] best,
        double lowest,
        int bestEpoch,
        int ending,
        List<Double> losses,
        List<Double> rates,
        List<Double> validation,
        double seconds) {
    private static final String STATE = "training.json";
    private static final String UPDATER = "updater";
    private static final String AVERAGE = "average";
    private static final String BEST = "best";
    private static final String LOWEST = "lowestValidationLoss";
    private static final Set<String> PARTS = Set.of(
            "macrodyn.json",
            "parameters.npy",
            STATE,
            "updater.npy",
            "average.npy",
            "best.npy",
            "lowestValidationLoss.npy",
            "losses.npy",
            "learningRates.npy",
            "validationLosses.npy");

    static Checkpoint start(float[] parameters) {
        return new Checkpoint(
                parameters,
                new float[3 * parameters.length],
                new double[parameters.length],
                parameters,
                Double.POSITIVE_INFINITY,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                0);
    }

    /** Writes this state as a file that {@link SdeModel#load} opens, too. */
    void write(Path file, String job, SdeModel model) throws IOException {
        Map<String, byte[]> parts = model.parts();
        WeightsFile.put(parts, UPDATER, NpyArray.of(updater));
        WeightsFile.put(parts, AVERAGE, NpyArray.of(average));
        WeightsFile.put(parts, BEST, NpyArray.of(best));
        WeightsFile.put(parts, LOWEST, NpyArray.of(new double[] {lowest}));
        WeightsFile.put(parts, "losses", array(losses));
        WeightsFile.put(parts, "learningRates", array(rates));
        WeightsFile.put(parts, "validationLosses", array(validation));
        JsonObject state = new JsonObject();
        state.addProperty("job", job);
        state.addProperty("bestEpoch", bestEpoch);
        state.addProperty("ending", ending);
        state.addProperty("seconds", seconds);
        parts.put(STATE, state.toString().getBytes(StandardCharsets.UTF_8));
        WeightsFile.write(file, parts);
    }

    /** A file of a model or a checkpoint. */
    static WeightsFile file(Path path) throws IOException {
        return WeightsFile.read(path, PARTS);
    }

    static Checkpoint read(Path path, String job) throws IOException {
        WeightsFile file = file(path);
        if (!file.has(STATE)) {
            throw new IOException(path + ": no " + STATE + " inside; it is a model, not the checkpoint of a training");
        }
        Fields state = file.description(STATE);
        if (!state.text("job").equals(job)) {
            throw new IllegalArgumentException(
                    path
                            + ": checkpoint of a training with other settings or pairs; choose another file, or delete this one");
        }
        float[] parameters = SdeModel.of(file).parameters();
        return new Checkpoint(
                parameters,
                file.floats(UPDATER, 3 * parameters.length),
                file.doubles(AVERAGE, parameters.length),
                file.floats(BEST, parameters.length),
                file.doubles(LOWEST, 1)[0],
                Math.toIntExact(state.whole("bestEpoch")),
                Math.toIntExact(state.whole("ending")),
                list(file.array("losses")),
                list(file.array("learningRates")),
                list(file.array("validationLosses")),
                state.number("seconds"));
    }

    private static NpyArray array(List<Double> values) {
        return NpyArray.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Double> list(NpyArray values) {
        return new ArrayList<>(Arrays.stream(values.doubles()).boxed().toList());
    }
}
