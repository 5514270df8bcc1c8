package org.macrodyn.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingJob;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Ownership;
import org.macrodyn.store.Stage;

/**
 * A batch of SDE trainings that run side by side. Finished ones are kept, half-finished ones go on from their last epoch,
 * and equal ones run once.
 */
public final class Trainings {
    private static final String MODEL = "model.zip";
    private static final String HISTORY = "history";
    private static final String CHECKPOINT = "checkpoint.zip";

    private final Workbench bench;
    private final String label;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, TrainingJob> jobs = new HashMap<>();

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
        Identity identity = Identity.of(Map.of("network", network, "training", training))
                .algorithm(SdeTrainer.ALGORITHM)
                .from(pairs.hash());
        Stage stage = bench.stage("train", identity);
        stages.add(stage);
        if (!stage.finished()) {
            jobs.putIfAbsent(
                    stage.hash(),
                    new TrainingJob("training " + stage.hash(), pairs.value(), network, training, checkpoint(stage)));
        }
    }

    private static Path checkpoint(Stage stage) {
        return stage.directory().resolve(CHECKPOINT);
    }

    /**
     * Runs what is missing: each training in one process alone, while others that share the store wait for it.
     *
     * @return a result for each training, in the order they were added
     * @throws java.util.concurrent.CancellationException if interrupted; finished epochs are kept
     */
    public List<TrainingResult> run() {
        Map<String, TrainingResult> results = new HashMap<>();
        if (!stages.isEmpty()) {
            ProgressListener progress = bench.started(stages, label);
            List<Stage> missing = missing(results);
            while (!missing.isEmpty()) {
                train(missing, results, progress);
                missing = missing(results);
            }
        }
        return stages.stream()
                .map(stage -> results.computeIfAbsent(stage.hash(), hash -> read(stage)))
                .toList();
    }

    /** What is neither finished nor among the results, each once. */
    private List<Stage> missing(Map<String, TrainingResult> results) {
        Map<String, Stage> missing = new TreeMap<>();
        for (Stage stage : stages) {
            if (!results.containsKey(stage.hash()) && !stage.finished()) {
                missing.put(stage.hash(), stage);
            }
        }
        return List.copyOf(missing.values());
    }

    /** Trains what no other process trains; waits only while it owns nothing, so that no two wait for each other. */
    private void train(List<Stage> missing, Map<String, TrainingResult> results, ProgressListener progress) {
        Map<Stage, Ownership> owned = new LinkedHashMap<>();
        try {
            for (Stage stage : missing) {
                stage.tryOwn().ifPresent(owner -> owned.put(stage, owner));
            }
            if (owned.isEmpty()) {
                owned.put(missing.get(0), missing.get(0).own(progress::say));
            }
            // Another may have finished one just before it was owned here.
            List<Stage> ours =
                    owned.keySet().stream().filter(stage -> !stage.finished()).toList();
            if (!ours.isEmpty()) {
                List<TrainingResult> made = SdeTrainer.trainAll(
                        ours.stream().map(stage -> jobs.get(stage.hash())).toList(), bench.threads(), progress);
                for (int i = 0; i < ours.size(); i++) {
                    keep(ours.get(i), made.get(i));
                    results.put(ours.get(i).hash(), made.get(i));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            owned.values().forEach(Ownership::close);
        }
    }

    private static void keep(Stage stage, TrainingResult result) throws IOException {
        stage.file(MODEL, result.model()::save);
        stage.part(
                HISTORY,
                () -> Map.of(
                        "loss", NpyArray.of(result.losses()),
                        "rate", NpyArray.of(result.learningRates()),
                        "validation", NpyArray.of(result.validationLosses()),
                        "seconds", NpyArray.of(new double[] {result.seconds()})));
        stage.finish();
        Files.deleteIfExists(checkpoint(stage));
    }

    private static TrainingResult read(Stage stage) {
        try {
            Map<String, NpyArray> history = stage.load(HISTORY);
            return new TrainingResult(
                    SdeModel.load(stage.existing(MODEL)),
                    history.get("loss").doubles(),
                    history.get("rate").doubles(),
                    history.get("validation").doubles(),
                    history.get("seconds").doubles()[0]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
