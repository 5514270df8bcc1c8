package org.macrodyn.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingJob;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;
import org.macrodyn.store.Ownership;
import org.macrodyn.store.Stage;

/**
 * Trainings that run side by side and are kept: those that are finished are read back, the others go on from their
 * checkpoints, each in one process alone, while others that share the directory wait for it.
 */
final class Trainings {
    private static final String STAGE = "train";
    private static final String MODEL = "model.zip";
    private static final String HISTORY = "history";
    private static final String CHECKPOINT = "checkpoint.zip";

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

        Optional<Path> checkpoint() {
            return stage.map(on -> on.directory().resolve(CHECKPOINT));
        }

        TrainingJob job(String name) {
            return new TrainingJob(
                    name, pairs.value(), network, training, checkpoint().orElse(null));
        }
    }

    /** Those of several studies, side by side. */
    static <S> List<Learnt<S>> of(List<Study<S>> studies, List<Study.Pairs<S>> pairs, String label) {
        Trainings trainings = new Trainings(studies.get(0).keeping(), label);
        for (int i = 0; i < studies.size(); i++) {
            Study<S> study = studies.get(i);
            requireOf(study, pairs.get(i));
            Kept<MacroPairs> inUnit =
                    study.recipe().fit().inItsUnit(pairs.get(i).pairs());
            study.each().forEach(one -> trainings.add(inUnit, one.recipe().fit().network(), one.fitted()));
        }
        var results = trainings.run().iterator();
        List<Learnt<S>> all = new ArrayList<>();
        for (int i = 0; i < studies.size(); i++) {
            List<TrainingResult> own =
                    studies.get(i).each().stream().map(one -> results.next()).toList();
            all.add(new Learnt<>(studies.get(i), pairs.get(i), own));
        }
        return all;
    }

    /** Another size of the system is no matter: pairs are what patches do. */
    private static <S> void requireOf(Study<S> study, Study.Pairs<S> pairs) {
        pairs.by().ifPresent(by -> {
            String system = Identities.name(by.large().on(study.large().grid()));
            Grid patch = by.patches().patch();
            if (!system.equals(Identities.name(study.large()))
                    || !patch.equals(study.patches().patch())) {
                throw new IllegalArgumentException("pairs of " + system + " in patches of " + patch + " for "
                        + study.large() + " in patches of " + study.patches().patch()
                        + ": must be of the same system and patch, evolve them by this study");
            }
        });
    }

    void add(Kept<MacroPairs> pairs, SdeSettings network, TrainingSettings training) {
        Identity identity = Identity.of(Map.of("network", network, "training", training))
                .algorithm(SdeTrainer.ALGORITHM)
                .from(pairs.hash());
        wanted.add(new One(pairs, network, training, keeping.hash(STAGE, identity), keeping.stage(STAGE, identity)));
    }

    /** Trains what is missing; results in the order in which they were added. */
    List<TrainingResult> run() {
        Map<String, TrainingResult> results = new HashMap<>();
        wanted.forEach(
                one -> keeping.<TrainingResult>recalled(one.hash()).ifPresent(known -> results.put(one.hash(), known)));
        List<One> unknown =
                wanted.stream().filter(one -> !results.containsKey(one.hash())).toList();
        if (!unknown.isEmpty()) {
            make(unknown, results);
        }
        return wanted.stream().map(one -> results.get(one.hash())).toList();
    }

    private void make(List<One> unknown, Map<String, TrainingResult> results) {
        List<Stage> stages =
                unknown.stream().flatMap(one -> one.stage().stream()).toList();
        ProgressListener progress = stages.isEmpty() ? keeping.progress(label) : keeping.started(stages, label);
        for (List<One> missing = missing(unknown, results); !missing.isEmpty(); missing = missing(unknown, results)) {
            train(missing, results, progress);
        }
        for (One one : unknown) {
            keeping.remember(
                    one.hash(),
                    results.computeIfAbsent(one.hash(), hash -> read(one.stage().orElseThrow())));
        }
    }

    /** What is neither kept nor among the results, each once. */
    private static List<One> missing(List<One> unknown, Map<String, TrainingResult> results) {
        Map<String, One> missing = new TreeMap<>();
        unknown.stream()
                .filter(one -> !results.containsKey(one.hash()) && !one.isKept())
                .forEach(one -> missing.put(one.hash(), one));
        return List.copyOf(missing.values());
    }

    /** Trains what no other process trains; waits only while it owns nothing, so that no two wait for each other. */
    private void train(List<One> missing, Map<String, TrainingResult> results, ProgressListener progress) {
        List<Ownership> owned = new ArrayList<>();
        try {
            List<One> ours = new ArrayList<>();
            for (One one : missing) {
                Optional<Ownership> owner = one.stage().flatMap(Stage::tryOwn);
                owner.ifPresent(owned::add);
                if (owner.isPresent() || one.stage().isEmpty()) {
                    ours.add(one);
                }
            }
            if (ours.isEmpty()) {
                owned.add(missing.get(0).stage().orElseThrow().own(progress::say));
                ours.add(missing.get(0));
            }
            // Another may have finished one just before it was owned here.
            ours.removeIf(One::isKept);
            trainAll(ours, results, progress);
        } finally {
            owned.forEach(Ownership::close);
        }
    }

    private void trainAll(List<One> ours, Map<String, TrainingResult> results, ProgressListener progress) {
        if (ours.isEmpty()) {
            return;
        }
        List<TrainingJob> jobs = IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i).job((i + 1) + " of " + ours.size()))
                .toList();
        List<TrainingResult> made = SdeTrainer.trainAll(jobs, keeping.threads(), progress);
        for (int i = 0; i < ours.size(); i++) {
            keep(ours.get(i), made.get(i));
            results.put(ours.get(i).hash(), made.get(i));
        }
    }

    private static void keep(One one, TrainingResult result) {
        one.stage().ifPresent(stage -> {
            stage.file(MODEL, result.model()::save);
            stage.part(
                    HISTORY,
                    () -> Map.of(
                            "loss", NpyArray.of(result.losses()),
                            "rate", NpyArray.of(result.learningRates()),
                            "validation", NpyArray.of(result.validationLosses()),
                            "seconds", NpyArray.of(new double[] {result.seconds()})));
            stage.finish();
        });
        try {
            if (one.checkpoint().isPresent()) {
                Files.deleteIfExists(one.checkpoint().get());
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private static TrainingResult read(Stage stage) {
        Map<String, NpyArray> history = stage.load(HISTORY);
        try {
            return new TrainingResult(
                    SdeModel.load(stage.existing(MODEL)),
                    Npz.array(history, "loss").doubles(),
                    Npz.array(history, "rate").doubles(),
                    Npz.array(history, "validation").doubles(),
                    Npz.array(history, "seconds").doubles()[0]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
