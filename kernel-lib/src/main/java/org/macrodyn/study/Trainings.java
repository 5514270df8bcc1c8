package org.macrodyn.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Trainings that run side by side and are kept: those that are finished are read back, the others go on from their
 * checkpoints.
 */
final class Trainings {
    private static final String MODEL = "model.zip";
    private static final String HISTORY = "history";

    private final Keeping keeping;
    private final String label;
    private final List<One> wanted = new ArrayList<>();

    Trainings(Keeping keeping, String label) {
        this.keeping = keeping;
        this.label = label;
    }

    /** One training with its stage; equal ones are done once. */
    private record One(
            Kept<MacroPairs> pairs,
            SdeSettings network,
            TrainingSettings training,
            String hash,
            Optional<Stage> stage) {
        boolean isKept() {
            return stage.isPresent() && stage.get().finished();
        }

        TrainingJob job() {
            return new TrainingJob(
                    "training " + hash,
                    pairs.value(),
                    network,
                    training,
                    stage.map(on -> on.directory().resolve("checkpoint.zip")).orElse(null));
        }
    }

    void add(Kept<MacroPairs> pairs, SdeSettings network, TrainingSettings training) {
        Object settings = Map.of("network", network, "training", training);
        wanted.add(new One(
                pairs,
                network,
                training,
                keeping.identity("train", settings, pairs.hash()),
                keeping.trainingStage(settings, pairs.hash())));
    }

    /** Trains what is missing; results in the order in which they were added. */
    List<TrainingResult> run() {
        Map<String, One> missing = new LinkedHashMap<>();
        wanted.stream().filter(one -> !one.isKept()).forEach(one -> missing.putIfAbsent(one.hash(), one));
        Map<String, TrainingResult> results = new LinkedHashMap<>();
        if (!missing.isEmpty()) {
            List<TrainingJob> jobs = missing.values().stream().map(One::job).toList();
            List<TrainingResult> trained = SdeTrainer.trainAll(jobs, keeping.threads(), keeping.progress(label));
            missing.values().forEach(one -> results.put(one.hash(), trained.get(results.size())));
        }
        wanted.forEach(one ->
                results.computeIfAbsent(one.hash(), hash -> read(one.stage().orElseThrow())));
        missing.values().forEach(one -> one.stage().ifPresent(stage -> keep(stage, results.get(one.hash()))));
        return wanted.stream().map(one -> results.get(one.hash())).toList();
    }

    private static void keep(Stage stage, TrainingResult result) {
        stage.file(MODEL, result.model()::save);
        stage.part(
                HISTORY,
                () -> Map.of(
                        "loss", NpyArray.of(result.losses(), result.losses().length),
                        "rate", NpyArray.of(result.learningRates(), result.learningRates().length),
                        "validation", NpyArray.of(result.validationLosses(), result.validationLosses().length),
                        "seconds", NpyArray.of(new double[] {result.seconds()}, 1)));
        stage.finish();
    }

    private static TrainingResult read(Stage stage) {
        Map<String, NpyArray> history = stage.load(HISTORY);
        try {
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
