package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;

/** What steps make is kept, found again, and not mixed up. */
class KeepingTest {
    @TempDir
    Path runs;

    private Keeping open(String name, ProgressReporter reporter) {
        return Keeping.in(runs, name, reporter);
    }

    /** Units i ↦ i², in 4 parts of 2; stops before unit {@code stop}. */
    private static Step<double[][]> squares(List<Integer> made, int stop) {
        return new Step<>(
                "squares",
                "square",
                Identity.of(Map.of("power", 2)),
                8,
                4,
                Codec.matrix("y"),
                (from, to, threads, progress) -> {
                    if (from >= stop) {
                        throw new CancellationException("stopped");
                    }
                    IntStream.range(from, to).forEach(made::add);
                    return IntStream.range(from, to)
                            .mapToObj(i -> new double[] {i * i})
                            .toArray(double[][]::new);
                });
    }

    private static double[][] allSquares() {
        return IntStream.range(0, 8).mapToObj(i -> new double[] {i * i}).toArray(double[][]::new);
    }

    @Test
    void numbersAreTheSameInMemoryAndOnDisk() {
        double[] z = {0.3, 0.4};
        Study<byte[]> memory = TinyStudy.study();
        Study<byte[]> disk = memory.with(open("tiny", ProgressReporter.NONE));
        Study<byte[]> again = memory.with(open("tiny", ProgressReporter.NONE));
        double[] drift = memory.learn().model().drift(z);
        assertThat(disk.learn().model().drift(z)).containsExactly(drift);
        assertThat(again.learn().model().drift(z)).as("read back").containsExactly(drift);
        assertThat(disk.truth(3).values()).isDeepEqualTo(memory.truth(3).values());
        assertThat(again.truth(3).values()).isDeepEqualTo(memory.truth(3).values());
        assertThat(again.learn().training().losses())
                .containsExactly(memory.learn().training().losses());
    }

    @Test
    void whatIsInMemoryIsNotMadeAgain() {
        var heard = new TinyStudy.Heard();
        Study<byte[]> study = TinyStudy.study().telling(heard);
        var pairs = study.evolve(study.enlarge(study.simulate())).pairs();
        assertThat(study.threads(1)
                        .evolve(study.enlarge(study.simulate()))
                        .pairs()
                        .value())
                .isSameAs(pairs.value());
        assertThat(heard.started()).containsExactly("simulate 8×8", "assemble 16×16", "evolve patches of 8×8");
    }

    @Test
    void aHalfDoneStepGoesOn() {
        List<Integer> first = new ArrayList<>();
        assertThatThrownBy(() -> open("half", ProgressReporter.NONE).keep(squares(first, 4)))
                .isInstanceOf(CancellationException.class);
        assertThat(first).containsExactly(0, 1, 2, 3);
        List<Integer> second = new ArrayList<>();
        Kept<double[][]> whole = open("half", ProgressReporter.NONE).keep(squares(second, 8));
        assertThat(second).containsExactly(4, 5, 6, 7);
        assertThat(whole.value()).isDeepEqualTo(allSquares());
        List<Integer> third = new ArrayList<>();
        assertThat(open("half", ProgressReporter.NONE).keep(squares(third, 0)).value())
                .isDeepEqualTo(allSquares());
        assertThat(third).isEmpty();
        assertThat(Keeping.inMemory(ProgressReporter.NONE)
                        .keep(squares(new ArrayList<>(), 8))
                        .value())
                .isDeepEqualTo(allSquares());
    }

    /** Counts epochs; the checkpoint is their number. */
    private static final class Counter implements Keeping.EpochTrainer<String> {
        private int epochs;
        private final int stop;

        Counter(Optional<Path> checkpoint, int stop) {
            epochs = checkpoint.map(path -> Integer.parseInt(read(path))).orElse(0);
            this.stop = stop;
        }

        static String read(Path path) {
            try {
                return Files.readString(path);
            } catch (IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        }

        @Override
        public int epochs() {
            return epochs;
        }

        @Override
        public boolean finished() {
            return epochs == 5;
        }

        @Override
        public void epoch(ProgressListener progress) {
            if (epochs == stop) {
                throw new CancellationException("stopped");
            }
            epochs++;
        }

        @Override
        public void save(Path path) throws IOException {
            Files.writeString(path, "" + epochs);
        }

        @Override
        public String result(ProgressListener progress) {
            return "after " + epochs;
        }
    }

    private Kept<String> count(List<Integer> starts, int stop) {
        return open("epochs", ProgressReporter.NONE)
                .train(
                        "count",
                        "count epochs",
                        Identity.of(Map.of("epochs", 5)),
                        new Keeping.FileCodec<>(".txt", (text, path) -> Files.writeString(path, text), Counter::read),
                        checkpoint -> {
                            Counter counter = new Counter(checkpoint, stop);
                            starts.add(counter.epochs());
                            return counter;
                        });
    }

    @Test
    void aHalfDoneTrainingGoesOnFromItsCheckpoint() throws IOException {
        List<Integer> starts = new ArrayList<>();
        assertThatThrownBy(() -> count(starts, 3)).isInstanceOf(CancellationException.class);
        assertThat(files("epoch-")).containsExactly("epoch-00003.zip");
        assertThat(count(starts, -1).value()).isEqualTo("after 5");
        assertThat(starts).containsExactly(0, 3);
        assertThat(count(starts, 0).value()).isEqualTo("after 5");
        assertThat(starts).as("read back").hasSize(2);
        assertThat(files("epoch-")).isEmpty();
    }

    private List<Path> paths(String start) throws IOException {
        try (Stream<Path> files = Files.walk(runs)) {
            return files.filter(path -> path.getFileName().toString().startsWith(start))
                    .toList();
        }
    }

    private List<String> files(String start) throws IOException {
        return paths(start).stream().map(path -> path.getFileName().toString()).toList();
    }

    private static Study<float[]> longer() {
        return Cells.study()
                .training(TrainingSettings.of(1).withBatch(32).withEpochs(30).withStop(0, 0));
    }

    private Sweep<float[]> sweep(ProgressReporter reporter) {
        return Sweep.over(longer().with(open("sweep", reporter).on(1)), "λ", 1, 4);
    }

    /** Two trainings side by side, stopped in the middle: they go on from their checkpoints, bit for bit. */
    @Test
    void aStoppedSweepGoesOn() throws IOException {
        Thread caller = Thread.currentThread();
        ProgressReporter stop = label -> (done, total, note) -> {
            if (label.startsWith("train") && 2 * done >= total) {
                caller.interrupt();
            }
        };
        assertThatThrownBy(() -> sweep(stop).learn()).isInstanceOf(CancellationException.class);
        Thread.interrupted();
        assertThat(files("checkpoint")).isNotEmpty();
        Path checkpoint = paths("checkpoint").get(0);
        byte[] good = Files.readAllBytes(checkpoint);
        Files.writeString(checkpoint, "no checkpoint");
        assertThatThrownBy(() -> sweep(ProgressReporter.NONE).learn())
                .as("it goes on from the checkpoint")
                .hasMessageContaining(checkpoint.getFileName().toString());
        Files.write(checkpoint, good);
        Sweep<float[]> resumed = sweep(ProgressReporter.NONE);
        Sweep<float[]> straight = Sweep.over(longer(), "λ", 1, 4);
        for (int lambda : new int[] {1, 4}) {
            assertThat(resumed.learnt(lambda).training().losses())
                    .containsExactly(straight.learnt(lambda).training().losses());
            assertThat(resumed.learnt(lambda).model().drift(new double[] {1}))
                    .containsExactly(straight.learnt(lambda).model().drift(new double[] {1}));
        }
        assertThat(files("checkpoint")).isEmpty();
        Learnt<float[]> readBack = sweep(ProgressReporter.NONE).learnt(4);
        assertThat(readBack.training().learningRates())
                .containsExactly(straight.learnt(4).training().learningRates());
    }

    /** Writes down what it hears. */
    private record Ear(List<String> heard) implements ProgressListener {
        @Override
        public void update(long done, long total, String note) {
            heard.add(done + "/" + total + note);
        }

        @Override
        public void say(String sentence) {
            heard.add(sentence);
        }
    }

    /** Parts are heard as thousandths of the whole, which ends once; the end of a part also when it is read back. */
    @Test
    void progressOfPartsIsThatOfTheWhole() {
        Ear ear = new Ear(new ArrayList<>());
        Step<double[][]> halves = new Step<>(
                "halves", "halve", Identity.of(Map.of()), 2, 2, Codec.matrix("y"), (from, to, threads, progress) -> {
                    progress.update(1, 4, " a");
                    progress.update(4, 4, " b");
                    progress.say("unit " + from);
                    return new double[][] {{from}};
                });
        Keeping.inMemory(label -> ear).keep(halves);
        assertThat(ear.heard())
                .containsExactly("250/2000 a", "1000/2000 b", "unit 0", "1000/2000", "1250/2000 a", "unit 1", "2/2");
        ear.heard().clear();
        Keeping.inMemory(ProgressReporter.NONE)
                .within(ear, 1, 3)
                .progress("part")
                .update(1, 2, " c");
        assertThat(ear.heard()).containsExactly("1500/3000 c");
        ear.heard().clear();
        Keeping steps = Keeping.inMemory(ProgressReporter.NONE).stepsWithin(ear, 2, 3, "part");
        for (int step = 0; step < 3; step++) {
            ProgressListener heard = steps.progress("step");
            heard.update(1, 2, "half");
            heard.update(2, 2, "");
        }
        assertThat(ear.heard())
                .containsExactly(
                        "2125/3000part: half",
                        "2250/3000part",
                        "2343/3000part: half",
                        "2437/3000part",
                        "2507/3000part: half",
                        "2578/3000part");
    }

    /** Its bar would stand at the start for ever. */
    @Test
    void theEndOfAFitWithoutEpochsIsHeard() {
        Ear ear = new Ear(new ArrayList<>());
        var file = new Keeping.FileCodec<String>(".txt", (text, path) -> {}, path -> "read");
        Kept<String> kept = Keeping.inMemory(label -> ear)
                .train("fit", "fit", Identity.of(Map.of()), file, none -> progress -> "fitted");
        assertThat(kept.value()).isEqualTo("fitted");
        assertThat(ear.heard()).containsExactly("1/1");
        Keeping.inMemory(label -> ear).train("fit", "fit", Identity.of(Map.of()), file, none -> progress -> {
            progress.update(2, 3, " told");
            return "fitted";
        });
        assertThat(ear.heard()).containsExactly("1/1", "2/3 told", "1/1");
    }

    @Test
    void whatIsReadBackSaysSo() {
        var first = new TinyStudy.Heard();
        TinyStudy.study().with(open("told", first)).learn();
        assertThat(first.started()).containsExactly("simulate 8×8", "assemble 16×16", "evolve patches of 8×8", "train");
        assertThat(first.said()).isEmpty();
        var second = new TinyStudy.Heard();
        TinyStudy.study().with(open("told", second)).learn();
        assertThat(second.started()).isEmpty();
        assertThat(second.said())
                .hasSize(4)
                .allMatch(line -> line.contains(": read back, made "))
                .anyMatch(line -> line.startsWith("train"));
        var changed = new TinyStudy.Heard();
        TinyStudy.study().with(open("told", changed)).trainingSeed(9).learn();
        assertThat(changed.started()).containsExactly("train");
        assertThat(changed.said()).hasSize(3);
    }

    /** Spins that turn up at a rate that the name does not tell, as when the code of a model has been edited. */
    private record Turning(double rate, String name) implements LocalModel<byte[]> {
        @Override
        public Grid grid() {
            return Grid.square(4);
        }

        @Override
        public Turning on(Grid grid) {
            return this;
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            java.util.Arrays.fill(state, (byte) -1);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(
                    16, random, () -> state[random.nextInt(16)] = (byte) (random.nextDouble() < rate ? 1 : -1));
        }

        @Override
        public List<String> observables() {
            return List.of("m");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site];
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Simulation<byte[]> turning(double rate, String name) {
        Turning model = new Turning(rate, name);
        return new Simulation<>(model, model::initialise, 4, 3, Span.time(1), "turning", 1);
    }

    @Test
    void anEditedModelIsSimulatedAnew() {
        var heard = new TinyStudy.Heard();
        var before = Ensembles.observed(open("edited", heard), turning(0.2, "turning spins"));
        var after = Ensembles.observed(open("edited", heard), turning(0.9, "turning spins"));
        assertThat(after.hash()).isNotEqualTo(before.hash());
        assertThat(after.value().mean(0)[2]).isGreaterThan(before.value().mean(0)[2] + 0.3);
        var same = Ensembles.observed(open("edited", heard), turning(0.2, "turning spins"));
        assertThat(same.value().values()).isDeepEqualTo(before.value().values());
        assertThat(heard.started()).hasSize(2);
        assertThat(heard.said()).hasSize(1);
    }

    @Test
    void twoStudiesOfTwoNamesShareNothing() throws IOException {
        List<Integer> made = new ArrayList<>();
        Kept<double[][]> one = open("one", ProgressReporter.NONE).keep(squares(made, 8));
        Kept<double[][]> other = open("other", ProgressReporter.NONE).keep(squares(made, 8));
        assertThat(made).hasSize(16);
        assertThat(other.hash()).isNotEqualTo(one.hash());
        for (String name : List.of("one", "other")) {
            try (Stream<Path> stages = Files.list(runs.resolve(name))) {
                assertThat(stages.map(path -> path.getFileName().toString()))
                        .hasSize(1)
                        .allMatch(stage -> stage.startsWith("squares-"));
            }
        }
    }

    /** A study is kept under the name of its system's class. */
    @Test
    void aStudyIsKeptUnderItsSystem() {
        Study<byte[]> study = TinyStudy.study().keptIn(runs.toString(), ProgressReporter.NONE);
        study.simulate();
        assertThat(runs.resolve("ising")).isDirectory();
    }

    @Test
    void refusesInOneLine() {
        Turning nameless = new Turning(1, "org.example.Turning@1b2c3d4e");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Study.of(nameless))
                .withMessageContaining("Turning@1b2c3d4e")
                .withMessageContaining("make it a record");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ensembles.observed(
                        open("nameless", ProgressReporter.NONE), turning(1, "org.example.Turning@1b2c3d4e")))
                .withMessageContaining("never be found again");
        assertThat(runs.resolve("nameless")).doesNotExist();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("a/b", ProgressReporter.NONE).keep(squares(new ArrayList<>(), 8)))
                .withMessageContaining("a/b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ensembles.Size(0, 2, Span.time(1)))
                .withMessageContaining("0 runs");
    }
}
