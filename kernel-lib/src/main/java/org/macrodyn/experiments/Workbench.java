package org.macrodyn.experiments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalAutoencoder;
import org.macrodyn.closure.ConvolutionalAutoencoderTrainer;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoder;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PatchAutoencoderTrainer;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Ownership;
import org.macrodyn.store.RunStore;
import org.macrodyn.store.Stage;

/**
 * Runs the stages of an experiment and keeps what they make: a finished stage is read back and says so, a half-finished
 * one continues where it stopped, and everything that was finished survives an interrupt or a killed JVM. Several processes
 * may work on the same directory.
 *
 * <p>A stage is recognised by its settings, by the hashes of the stages it starts from, and by what the code of its micro
 * model, initial states and closure does (see {@link org.macrodyn.ensemble.Behaviour}): an edited model is simulated anew.
 */
public final class Workbench {
    /** Parts that an ensemble is kept in. */
    private static final int PARTS = 8;

    private static final String CLOSURE = "closure";
    /** Checkpoints of an autoencoder are named by the epochs that are done. */
    private static final String EPOCH = "epoch-";

    private final RunStore store;
    private final String experiment;
    private final int threads;
    private final ProgressReporter reporter;
    /** Stages that were made here, or have said that they are read back. */
    private final Set<String> told;

    private Workbench(RunStore store, String experiment, int threads, ProgressReporter reporter, Set<String> told) {
        this.store = store;
        this.experiment = experiment;
        this.threads = threads;
        this.reporter = reporter;
        this.told = told;
    }

    /**
     * A workbench that keeps its stages in a directory.
     *
     * @param runs the directory, made if absent
     * @param experiment name of the experiment: letters, digits, . _ -
     * @param reporter shows the progress of each stage
     * @return the workbench, with as many threads as {@link Parallel#defaultThreads}
     * @throws IllegalArgumentException if the directory cannot be written
     */
    public static Workbench open(Path runs, String experiment, ProgressReporter reporter) {
        return new Workbench(
                RunStore.open(runs), experiment, Parallel.defaultThreads(), reporter, ConcurrentHashMap.newKeySet());
    }

    /**
     * A workbench that shows no progress.
     *
     * @param runs the directory, made if absent
     * @param experiment name of the experiment: letters, digits, . _ -
     * @return the workbench, with as many threads as {@link Parallel#defaultThreads}
     * @throws IllegalArgumentException if the directory cannot be written
     */
    public static Workbench open(Path runs, String experiment) {
        return open(runs, experiment, ProgressReporter.NONE);
    }

    /**
     * The same workbench with another number of threads; no result depends on it.
     *
     * @param count number of threads, at least 1
     * @return the workbench
     */
    public Workbench withThreads(int count) {
        return new Workbench(store, experiment, count, reporter, told);
    }

    /**
     * The number of threads.
     *
     * @return threads that stages run on
     */
    public int threads() {
        return threads;
    }

    /**
     * A stage of this experiment.
     *
     * @param name name of the stage
     * @param identity what it is recognised by
     * @return the stage
     */
    public Stage stage(String name, Identity identity) {
        return store.stage(experiment, name, identity);
    }

    /**
     * Announces a stage.
     *
     * @param label what it does
     * @return hears its progress
     */
    public ProgressListener progress(String label) {
        return reporter.start(label);
    }

    /**
     * Simulates and keeps the configurations of an ensemble: 𝒟_s.
     *
     * @param simulation the ensemble
     * @param <S> the state array
     * @return its configurations, run by run
     */
    public <S> Kept<Snapshots<S>> simulate(Simulation<S> simulation) {
        Stage stage = stage("simulate", Identities.of(simulation));
        MicroModel<S> model = simulation.model();
        Snapshots<S> all = new Snapshots<>(model.grid(), model.stateType(), simulation.runs() * simulation.frames());
        keepParts(stage, "simulate " + model.grid(), simulation.runs(), (from, to, part, progress) -> {
            Map<String, NpyArray> arrays = stage.part(part, () -> {
                Snapshots<S> made = simulation.snapshots(from, to, threads, progress);
                return Map.of("x", StoredArrays.packed(made.packed(), made.size()));
            });
            all.put(from * simulation.frames(), StoredArrays.unpacked(model.grid(), model, arrays.get("x")));
        });
        return new Kept<>(all, stage.hash());
    }

    /**
     * Assembles and keeps large configurations from groups of small runs: 𝒟.
     *
     * @param assembly how
     * @param small runs of the small system, group by group
     * @param large the large system
     * @param seed the experiment's seed
     * @param <S> the state array
     * @return configurations of the large system
     * @throws IllegalArgumentException if the small configurations are no whole number of groups or do not tile the large
     *     system
     */
    public <S> Kept<Snapshots<S>> assemble(
            Assembly assembly, Kept<Snapshots<S>> small, MicroModel<S> large, long seed) {
        Stage stage = stage("assemble", Identities.of(assembly, small, large, seed));
        Snapshots<S> all = new Snapshots<>(large.grid(), large.stateType(), assembly.samples());
        int parts = assembly.parts();
        keepParts(stage, "assemble " + large.grid(), parts, parts, (part, after, name, progress) -> {
            Map<String, NpyArray> arrays = stage.part(name, () -> {
                Snapshots<S> made = assembly.assemble(small.value(), large, part, seed, threads, progress);
                return Map.of("x", StoredArrays.packed(made.packed(), made.size()));
            });
            all.put(assembly.partStart(part), StoredArrays.unpacked(large.grid(), large, arrays.get("x")));
        });
        return new Kept<>(all, stage.hash());
    }

    /**
     * Simulates and keeps the observables of an ensemble.
     *
     * @param simulation the ensemble
     * @param <S> the state array
     * @return z* of every run and frame
     */
    public <S> Kept<Trajectories> observe(Simulation<S> simulation) {
        Stage stage = stage("observe", Identities.of(simulation));
        double[][] times = new double[simulation.runs()][];
        double[][][] values = new double[simulation.runs()][][];
        keepParts(stage, "observe " + simulation.stage(), simulation.runs(), (from, to, part, progress) -> {
            Map<String, NpyArray> arrays =
                    stage.part(part, () -> StoredArrays.arrays(simulation.trajectories(from, to, threads, progress)));
            System.arraycopy(arrays.get("t").matrix(), 0, times, from, to - from);
            System.arraycopy(arrays.get("z").cube(), 0, values, from, to - from);
        });
        return new Kept<>(new Trajectories(simulation.model().observables(), times, values), stage.hash());
    }

    /**
     * Upsamples and keeps each level: 𝒟.
     *
     * @param upsampler how
     * @param small configurations of the small system
     * @param large the large system
     * @param seed the experiment's seed
     * @param <S> the state array
     * @return configurations of the large system
     */
    public <S> Kept<Snapshots<S>> upsample(
            Upsampler<S> upsampler, Kept<Snapshots<S>> small, MicroModel<S> large, long seed) {
        List<Grid> levels = upsampler.levels(small.value().grid(), large.grid());
        Kept<Snapshots<S>> pool = small;
        for (int level = 0; level < levels.size(); level++) {
            pool = level(upsampler, pool, large.on(levels.get(level)), level, seed);
        }
        return levels.isEmpty()
                ? new Kept<>(
                        upsampler.upsample(small.value(), large, seed, threads, ProgressListener.NONE),
                        stage("draw", Identities.ofDrawing(upsampler, small, seed))
                                .hash())
                : pool;
    }

    private <S> Kept<Snapshots<S>> level(
            Upsampler<S> upsampler, Kept<Snapshots<S>> pool, MicroModel<S> model, int level, long seed) {
        Stage stage = stage("upsample", Identities.of(upsampler, pool, model, level, seed));
        Snapshots<S> next = new Snapshots<>(model.grid(), model.stateType(), upsampler.samples());
        String label = "upsample " + pool.value().grid() + " → " + model.grid();
        keepParts(stage, label, upsampler.parts(), upsampler.parts(), (part, after, name, progress) -> {
            Map<String, NpyArray> arrays = stage.part(name, () -> {
                Snapshots<S> made = upsampler.level(pool.value(), model, level, part, seed, threads, progress);
                return Map.of("x", StoredArrays.packed(made.packed(), made.size()));
            });
            next.put(upsampler.partStart(part), StoredArrays.unpacked(model.grid(), model, arrays.get("x")));
        });
        return new Kept<>(next, stage.hash());
    }

    /**
     * Evolves patches and keeps the encoded pairs.
     *
     * @param closure the latent map φ
     * @param closureHash hash of the stage that trained it; empty for {@link ObservablesOnly}
     * @param evolution the partial evolution
     * @param configurations 𝒟
     * @param increment what Δz is
     * @param <S> the state array
     * @return (z_t, Δz, δt)
     */
    public <S> Kept<MacroPairs> pairs(
            ClosureModel<S> closure,
            String closureHash,
            PartialEvolution<S> evolution,
            Kept<Snapshots<S>> configurations,
            Increment increment) {
        Stage stage = stage("pairs", Identities.of(closure, closureHash, evolution, configurations, increment));
        return joined(
                stage,
                closure.names(),
                started(stage, label(evolution)),
                evolution.blocks(configurations.value()),
                1,
                (from, to, progress) -> closure.encodeBlocks(
                        evolution, configurations.value(), increment, from, to, threads, progress));
    }

    /**
     * Makes, encodes, condenses and keeps the pairs of a partial evolution with many repeats and a fixed δt (see {@link
     * MacroPairs#condensed}).
     *
     * @param closure the latent map φ
     * @param closureHash hash of the stage that made it; empty if it has no parameters
     * @param evolution how a patch evolves; its repeats divide {@value PartialEvolution#BLOCK} or are a multiple of it
     * @param configurations 𝒟
     * @param increment ours or naive
     * @param <S> the state array
     * @return (z_t, Δz, δt), 2d for each configuration
     */
    public <S> Kept<MacroPairs> condensedPairs(
            ClosureModel<S> closure,
            String closureHash,
            PartialEvolution<S> evolution,
            Kept<Snapshots<S>> configurations,
            Increment increment) {
        Identity pairs = Identities.of(closure, closureHash, evolution, configurations, increment);
        Stage stage = stage("condensed", pairs.behaviour("condensed", "" + ClosureModel.CONDENSED_ALGORITHM));
        int group = 2 * closure.dimension();
        return joined(
                stage,
                closure.names(),
                started(stage, label(evolution)),
                evolution.blocks(configurations.value()),
                group,
                (from, to, progress) -> closure.encodeCondensed(
                        evolution, configurations.value(), increment, from, to, threads, progress));
    }

    /**
     * Makes and keeps condensed pairs of an Ising lattice, 64 configurations at once.
     *
     * @param pairs how
     * @param small configurations of the small lattice, a multiple of 64
     * @param progress hears how far they are, unless they are read back
     * @return (z_t, Δz, δt), four for each configuration
     */
    Kept<MacroPairs> rasterPairs(RasterPairs pairs, Kept<Snapshots<byte[]>> small, ProgressListener progress) {
        Stage stage = stage("raster-pairs", Identities.of(pairs, small));
        List<String> names = pairs.large().observables();
        return joined(
                stage,
                names,
                ofShared(stage, progress),
                small.value().size() / RasterPairs.BUNDLE,
                2 * names.size(),
                (from, to, part) -> pairs.make(small.value(), from, to, threads, part));
    }

    private static String label(PartialEvolution<?> evolution) {
        return "evolve patches of " + evolution.patches().patch();
    }

    /** Pairs of blocks from to to. */
    private interface PairMaker {
        MacroPairs make(int from, int to, ProgressListener progress);
    }

    private Kept<MacroPairs> joined(
            Stage stage, List<String> names, ProgressListener progress, int blocks, int group, PairMaker maker) {
        List<Map<String, NpyArray>> parts = new ArrayList<>();
        keepParts(
                stage,
                progress,
                blocks,
                Math.min(PARTS, blocks),
                (from, to, part, share) ->
                        parts.add(stage.part(part, () -> StoredArrays.arrays(maker.make(from, to, share)))));
        return new Kept<>(
                new MacroPairs(
                        names,
                        StoredArrays.column(parts, "z0"),
                        StoredArrays.column(parts, "dz"),
                        StoredArrays.column(parts, "dt"),
                        group),
                stage.hash());
    }

    /**
     * Simulates and keeps the latent states of an ensemble; its configurations are encoded run by run and not kept.
     *
     * @param simulation the ensemble
     * @param closure the latent map φ
     * @param closureHash hash of the stage that made it
     * @param <S> the state array
     * @return z = φ(x) of every run and frame
     */
    public <S> Kept<Trajectories> encode(Simulation<S> simulation, ClosureModel<S> closure, String closureHash) {
        Stage stage = stage("encode", Identities.of(simulation, closure, closureHash));
        double[][] times = new double[simulation.runs()][];
        double[][][] values = new double[simulation.runs()][][];
        keepParts(stage, "encode " + simulation.stage(), simulation.runs(), (from, to, part, progress) -> {
            Map<String, NpyArray> arrays =
                    stage.part(part, () -> StoredArrays.arrays(encoded(simulation, closure, from, to, progress)));
            System.arraycopy(arrays.get("t").matrix(), 0, times, from, to - from);
            System.arraycopy(arrays.get("z").cube(), 0, values, from, to - from);
        });
        return new Kept<>(new Trajectories(closure.names(), times, values), stage.hash());
    }

    private <S> Trajectories encoded(
            Simulation<S> simulation, ClosureModel<S> closure, int from, int to, ProgressListener progress) {
        double[][] times = new double[to - from][simulation.frames()];
        double[][][] values = new double[to - from][][];
        MicroModel<S> model = simulation.model();
        Parallel.forEach(from, to, threads, progress, run -> {
            Snapshots<S> states = new Snapshots<>(model.grid(), model.stateType(), simulation.frames());
            simulation.observe(run, run + 1, 1, ProgressListener.NONE, (same, frame, time, state) -> {
                times[run - from][frame] = time;
                states.set(frame, state);
            });
            values[run - from] = closure.encode(states);
        });
        return new Trajectories(closure.names(), times, values);
    }

    /**
     * Trains and keeps an autoencoder, with a checkpoint after each epoch.
     *
     * @param model the large system
     * @param patches its tiling
     * @param configurations 𝒟
     * @param settings shape and training
     * @param <S> the state array
     * @return the closure, normalised over the configurations
     * @throws java.util.concurrent.CancellationException if interrupted; finished epochs are kept
     */
    public <S> Kept<PatchAutoencoder<S>> autoencoder(
            MicroModel<S> model,
            Patches patches,
            Kept<Snapshots<S>> configurations,
            PatchAutoencoderSettings settings) {
        Identity identity = Identities.ofFit(
                model, patches, configurations.hash(), PatchAutoencoderTrainer.ALGORITHM, "autoencoder", settings);
        Stage stage = stage("autoencoder", identity);
        makeOnce(stage, "train autoencoder", progress -> {
            PatchAutoencoderTrainer<S> trainer =
                    trained(stage, progress, model, patches, configurations.value(), settings);
            stage.file(CLOSURE + ".zip", trainer.closure(configurations.value())::save);
            checkpoints(stage).forEach(stage::discard);
        });
        return new Kept<>(PatchAutoencoder.load(stage.existing(CLOSURE + ".zip"), model, patches), stage.hash());
    }

    private <S> PatchAutoencoderTrainer<S> trained(
            Stage stage,
            ProgressListener progress,
            MicroModel<S> model,
            Patches patches,
            Snapshots<S> configurations,
            PatchAutoencoderSettings settings) {
        PatchAutoencoderTrainer<S> trainer = lastCheckpoint(stage)
                .map(path -> PatchAutoencoderTrainer.load(path, model, patches))
                .orElseGet(() -> new PatchAutoencoderTrainer<>(model, patches, settings));
        while (!trainer.finished()) {
            trainer.epoch(configurations, progress);
            keepCheckpoint(stage, trainer.losses().size(), trainer::save);
        }
        return trainer;
    }

    /**
     * Trains and keeps a convolutional autoencoder, with a checkpoint after each epoch. Slow: the progress hears first how
     * long it will take.
     *
     * @param model the large system
     * @param patches its tiling
     * @param configurations 𝒟
     * @param settings shape and training
     * @return the closure, normalised over the configurations
     * @throws java.util.concurrent.CancellationException if interrupted; finished epochs are kept
     */
    public Kept<ConvolutionalAutoencoder> convolutionalAutoencoder(
            MicroModel<byte[]> model,
            Patches patches,
            Kept<Snapshots<byte[]>> configurations,
            ConvolutionalSettings settings) {
        Identity identity = Identities.ofFit(
                model,
                patches,
                configurations.hash(),
                ConvolutionalAutoencoderTrainer.ALGORITHM,
                "convolutional",
                settings);
        Stage stage = stage("convolutional-autoencoder", identity);
        makeOnce(stage, "train convolutional autoencoder", progress -> {
            ConvolutionalAutoencoderTrainer trainer = lastCheckpoint(stage)
                    .map(path -> ConvolutionalAutoencoderTrainer.load(path, model, patches))
                    .orElseGet(() -> new ConvolutionalAutoencoderTrainer(model, patches, settings));
            while (!trainer.finished()) {
                trainer.epoch(configurations.value(), progress);
                keepCheckpoint(stage, trainer.losses().size(), trainer::save);
            }
            stage.file(CLOSURE + ".zip", trainer.closure(configurations.value())::save);
            checkpoints(stage).forEach(stage::discard);
        });
        return new Kept<>(
                ConvolutionalAutoencoder.load(stage.existing(CLOSURE + ".zip"), model, patches), stage.hash());
    }

    /**
     * Does the work of a stage unless it is finished: one process at a time, the others wait for it and find it done.
     *
     * @param stage the stage
     * @param label what it does
     * @param work makes its files; hears of progress
     * @throws java.util.concurrent.CancellationException if interrupted while it waits
     */
    void makeOnce(Stage stage, String label, Consumer<ProgressListener> work) {
        ProgressListener progress = started(stage, label);
        if (stage.finished()) {
            return;
        }
        Ownership alone = stage.own(progress::say);
        try {
            if (stage.finished()) {
                progress.say("read back, " + stage.made());
            } else {
                work.accept(progress);
                stage.finish();
            }
        } finally {
            alone.close();
        }
    }

    private static Optional<Path> lastCheckpoint(Stage stage) {
        return checkpoints(stage).stream().max(Comparator.naturalOrder()).map(stage::existing);
    }

    private static void keepCheckpoint(Stage stage, int epochs, Stage.FileWriter save) {
        List<String> old = checkpoints(stage);
        stage.file(String.format(Locale.ROOT, "%s%05d.zip", EPOCH, epochs), save);
        old.forEach(stage::discard);
    }

    private static List<String> checkpoints(Stage stage) {
        return stage.names().stream().filter(name -> name.startsWith(EPOCH)).toList();
    }

    /**
     * Finds and keeps principal components.
     *
     * @param model the large system
     * @param patches its tiling
     * @param configurations 𝒟
     * @param componentsPerField closure variables of each field
     * @param <S> the state array
     * @return the closure, normalised over the configurations
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public <S> Kept<PcaClosure<S>> principalComponents(
            MicroModel<S> model, Patches patches, Kept<Snapshots<S>> configurations, int componentsPerField) {
        Identity identity = Identities.ofFit(
                model, patches, configurations.hash(), PcaClosure.ALGORITHM, "componentsPerField", componentsPerField);
        Stage stage = stage("principal-components", identity);
        makeOnce(
                stage,
                "principal components of " + patches.patch(),
                progress -> stage.file(
                        CLOSURE + ".npz",
                        PcaClosure.fit(model, patches, configurations.value(), componentsPerField)::save));
        return new Kept<>(PcaClosure.load(stage.existing(CLOSURE + ".npz"), model, patches), stage.hash());
    }

    private interface PartWork {
        void run(int from, int to, String part, ProgressListener progress);
    }

    private void keepParts(Stage stage, String label, int count, PartWork work) {
        keepParts(stage, label, count, Math.min(PARTS, count), work);
    }

    private void keepParts(Stage stage, String label, int count, int parts, PartWork work) {
        keepParts(stage, started(stage, label), count, parts, work);
    }

    /** Announces a stage that is to be made, or says that it is read back. */
    ProgressListener started(Stage stage, String label) {
        return started(List.of(stage), label);
    }

    /** The same for stages that are made side by side, in one line. */
    ProgressListener started(List<Stage> stages, String label) {
        List<Stage> old = stages.stream().filter(Stage::finished).toList();
        List<Stage> news = old.stream().filter(stage -> told.add(stage.hash())).toList();
        String readBack = news.isEmpty() ? "" : "read back, " + news.get(0).made();
        if (old.size() == stages.size()) {
            if (!news.isEmpty()) {
                reporter.say(label, readBack);
            }
            return ProgressListener.NONE;
        }
        stages.forEach(stage -> told.add(stage.hash()));
        String some = news.isEmpty() ? "" : " (" + news.size() + " of " + stages.size() + " " + readBack + ")";
        return progress(label + some + begunByAnother(stages));
    }

    /** What another version of this library has begun is continued, and said. */
    private static String begunByAnother(List<Stage> stages) {
        return stages.stream()
                .filter(stage -> !stage.finished())
                .map(Stage::made)
                .filter(begun -> begun.contains(" by version "))
                .findFirst()
                .map(begun -> " (" + begun + ")")
                .orElse("");
    }

    /** The same for a stage that shares its display with others. */
    private ProgressListener ofShared(Stage stage, ProgressListener progress) {
        if (!stage.finished()) {
            told.add(stage.hash());
            return progress;
        }
        if (told.add(stage.hash())) {
            progress.say("read back, " + stage.made());
        }
        return ProgressListener.NONE;
    }

    /** Calls the work for each part of 0 … count − 1 in turn; progress counts over all of them. */
    private static void keepParts(Stage stage, ProgressListener progress, int count, int parts, PartWork work) {
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) part * count / parts);
            int to = (int) ((long) (part + 1) * count / parts);
            work.run(
                    from,
                    to,
                    String.format(Locale.ROOT, "part-%04d", part),
                    SharedProgress.share(progress, part, parts));
        }
        if (!stage.finished()) {
            stage.finish();
        }
        progress.update(parts, parts, "");
    }
}
