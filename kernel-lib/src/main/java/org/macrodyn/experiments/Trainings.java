package org.macrodyn.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingJob;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Stage;

/**
 * A batch of SDE trainings that run side by side. Finished ones are kept, half-finished ones go on from their last epoch,
 * and equal ones run once.
 */
public final class Trainings {
    private static final String MODEL = "model.zip";
    private static final String HISTORY = "history";

    private final Workbench bench;
    private final String label;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, TrainingJob> missing = new HashMap<>();

    /**
     * An empty batch.
     *
     * @param bench where trainings are kept
     * @param label what the progress display says
     */
    public Trainings(Workbench bench, String label) {
        this.bench = bench;
        this.label = label;
    }

    /**
     * Adds a training.
     *
     * @param pairs training pairs
     * @param network form of the SDE
     * @param training how it is fitted
     */
    public void add(Kept<MacroPairs> pairs, SdeSettings network, TrainingSettings training) {
        Stage stage = bench.stage("train", Map.of("network", network, "training", training), pairs.hash());
        stages.add(stage);
        if (!stage.finished()) {
            missing.putIfAbsent(
                    stage.hash(),
                    new TrainingJob(
                            "training " + stage.hash(),
                            pairs.value(),
                            network,
                            training,
                            stage.directory().resolve("checkpoint.zip")));
        }
    }

    /**
     * Runs what is missing.
     *
     * @return a result for each training, in the order they were added
     * @throws java.util.concurrent.CancellationException if interrupted; finished epochs are kept
     */
    public List<TrainingResult> run() {
        Map<String, TrainingResult> fresh = new HashMap<>();
        if (!missing.isEmpty()) {
            List<String> hashes = missing.keySet().stream().sorted().toList();
            List<TrainingResult> results = SdeTrainer.trainAll(
                    hashes.stream().map(missing::get).toList(), bench.threads(), bench.progress(label));
            for (int i = 0; i < hashes.size(); i++) {
                fresh.put(hashes.get(i), results.get(i));
            }
        }
        return stages.stream()
                .map(stage -> keep(stage, fresh.get(stage.hash())))
                .toList();
    }

    private static TrainingResult keep(Stage stage, TrainingResult result) {
        try {
            if (stage.finished()) {
                return read(stage);
            }
            stage.file(MODEL, result.model()::save);
            stage.part(
                    HISTORY,
                    () -> Map.of(
                            "loss", NpyArray.of(result.losses(), result.losses().length),
                            "rate", NpyArray.of(result.learningRates(), result.learningRates().length),
                            "validation", NpyArray.of(result.validationLosses(), result.validationLosses().length),
                            "seconds", NpyArray.of(new double[] {result.seconds()}, 1)));
            stage.finish();
            return result;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static TrainingResult read(Stage stage) throws IOException {
        Map<String, NpyArray> history = stage.load(HISTORY);
        return new TrainingResult(
                SdeModel.load(stage.existing(MODEL)),
                history.get("loss").doubles(),
                history.get("rate").doubles(),
                history.get("validation").doubles(),
                history.get("seconds").doubles()[0]);
    }
}
