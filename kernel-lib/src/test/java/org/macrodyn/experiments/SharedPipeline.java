package org.macrodyn.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Fingerprint;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * One small pipeline of every kind of stage, to be run by several processes on one store, and to be killed.
 *
 * <pre>{@code
 * SharedPipeline run STORE [ROUNDS]      run it, print a fingerprint of all results; each round in a directory of its own
 * SharedPipeline twice STORE ROUNDS      two new JVMs at once on one store, ROUNDS times
 * SharedPipeline kill STORE KILLS        kill it at random moments, resume, compare
 * }</pre>
 */
final class SharedPipeline {
    private static final Ising LARGE = Ising.square(16, 2.5, 0);
    private static final int EPOCHS = 4;

    private SharedPipeline() {}

    public static void main(String[] arguments) throws Exception {
        Path store = Path.of(arguments[1]);
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        switch (arguments[0]) {
            case "run" -> rounds(store, count);
            case "twice" -> twice(store, count);
            case "kill" -> kill(store, count);
            default -> throw new IllegalArgumentException(arguments[0] + ": must be run, twice or kill");
        }
    }

    private static void rounds(Path store, int count) throws Exception {
        for (int round = 0; round < count; round++) {
            Path directory = count == 1 ? store : store.resolve("round-" + round);
            if (count > 1) {
                meet(directory);
            }
            System.out.println(run(directory, ProgressReporter.NONE));
        }
    }

    /** Waits until another process is there too. */
    private static void meet(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.createFile(directory.resolve("here-" + ProcessHandle.current().pid()));
        while (true) {
            try (Stream<Path> here = Files.list(directory)) {
                if (here.filter(path -> path.getFileName().toString().startsWith("here-"))
                                .count()
                        == 2) {
                    return;
                }
            }
            Thread.sleep(1);
        }
    }

    /** Runs all stages; a fingerprint of all that they made. */
    static String run(Path store, ProgressReporter reporter) {
        Study<byte[]> study = study(Keeping.in(store, "shared", reporter).on(2));
        PatchAutoencoderSettings dense =
                new PatchAutoencoderSettings(List.of(8), 1, List.of(8), 1e-3, 0.9, 0.95, 0, 16, EPOCHS, 42);
        Fingerprint results = new Fingerprint();
        Sweep<byte[]> sweep = Sweep.over(
                        study,
                        "closure",
                        List.of(ClosureRule.<byte[]>components(1), ClosureRule.<byte[]>autoencoder(dense)),
                        Study::closure)
                .and("seed", List.of(1L, 2L), Study::trainingSeed);
        for (Learnt<byte[]> learnt : sweep.learn()) {
            results.add(learnt.training().losses())
                    .add(learnt.model().drift(new double[] {0.1, 0.2, -0.3}))
                    .add(learnt.model().diffusion(new double[] {0.1, 0.2, -0.3})[1]);
            results.addState(learnt.pairs().pairs().value().dz());
            add(results, learnt.forecast(8));
        }
        Simulation<byte[]> direct = new Simulation<>(LARGE, LARGE::initialise, 8, 3, Span.time(1), "direct", 42);
        Study.Pairs<byte[]> last = sweep.learn().get(3).pairs();
        add(results, Ensembles.observed(study.keeping(), direct).value());
        add(results, Ensembles.encoded(study.keeping(), direct, last.closure()).value());
        return results.text();
    }

    private static Study<byte[]> study(Keeping keeping) {
        return Study.of(LARGE)
                .patch(Grid.square(8))
                .until(1)
                .with(keeping)
                .recipe(new Recipe<>(
                        SmallRuns.initialised(16, 4, Optional.of(Span.time(1))),
                        new Enlarging.Upsampled<>(Upsampler.doubling(64, LocalRelaxation.brief(0.3)), 0),
                        new PatchPairs<>(
                                PatchBoundary.FROZEN_NEIGHBOURS, Optional.of(Span.time(0.1)), 4, false, Increment.OURS),
                        ClosureRule.observables(),
                        new Fit(SdeSettings.of(Diffusion.FULL), training())));
    }

    private static TrainingSettings training() {
        return TrainingSettings.paper(4).withEpochs(EPOCHS).withBatch(32);
    }

    private static void add(Fingerprint results, Trajectories runs) {
        for (double[][] run : runs.values()) {
            for (double[] z : run) {
                results.add(z);
            }
        }
    }

    private static void twice(Path store, int rounds) throws Exception {
        String wanted = run(store.resolve("alone"), ProgressReporter.NONE);
        int deaths = 0;
        int different = 0;
        for (int round = 0; round < rounds; round++) {
            Path directory = store.resolve("round-" + round);
            List<Process> both = List.of(start(directory, 1), start(directory, 1));
            for (Process process : both) {
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                deaths += process.waitFor() == 0 ? 0 : 1;
                different += printed.equals(wanted) ? 0 : 1;
            }
            System.out.printf(Locale.ROOT, "round %d: %d deaths, %d other results so far%n", round, deaths, different);
        }
    }

    private static void kill(Path store, int kills) throws Exception {
        long start = System.nanoTime();
        String wanted = run(store.resolve("alone"), ProgressReporter.NONE);
        Process measured = start(store.resolve("measured"), 1);
        measured.waitFor();
        long millis = (System.nanoTime() - start) / 1_000_000;
        Random random = new Random(7);
        int killed = 0;
        int different = 0;
        for (int number = 0; killed < kills; number++) {
            Path directory = store.resolve("store-" + number);
            String printed = "";
            while (printed.isEmpty()) {
                Process process = start(directory, 1);
                if (killed < kills && !process.waitFor(random.nextLong(millis / 2), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    killed++;
                    continue;
                }
                printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    printed = "failed";
                }
            }
            different += printed.equals(wanted) ? 0 : 1;
            System.out.printf(
                    Locale.ROOT,
                    "store %d finished after %d kills in all: %s; %d other results so far, %d files left over%n",
                    number,
                    killed,
                    printed,
                    different,
                    leftovers(directory));
        }
    }

    private static long leftovers(Path store) throws IOException {
        try (Stream<Path> all = Files.walk(store)) {
            return all.filter(path -> path.toString().endsWith(".tmp")).count();
        }
    }

    /** A JVM of its own that runs the pipeline; each round in a directory that it meets another process in. */
    static Process start(Path store, int rounds) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-Djdk.serialFilter=!*",
                "-cp",
                System.getProperty("java.class.path"),
                SharedPipeline.class.getName(),
                "run",
                store.toString(),
                "" + rounds));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
