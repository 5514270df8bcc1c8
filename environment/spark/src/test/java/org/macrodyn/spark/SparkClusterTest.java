package org.macrodyn.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.data.ExternalModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.run.Cluster;
import org.macrodyn.run.Workers;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/** On a real cluster of one master and two workers, processes on loopback. The last test kills a worker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SparkClusterTest {
    @TempDir
    static Path directory;

    private static Standalone standalone;
    private static Workers workers;

    @BeforeAll
    static void start() throws Exception {
        standalone = new Standalone(directory, 2);
        workers = Workers.spark(standalone.address());
    }

    @AfterAll
    static void stop() {
        workers.cluster().orElseThrow().close();
        standalone.close();
    }

    private static Study<byte[]> study() {
        RuleModel model = Rules.on(Grid.square(32))
                .states("down", "up")
                .energy(new double[][] {{-1, 1}, {1, -1}}, 0.05, -0.05)
                .heatBath(2.6)
                .observe("up", "up|down");
        return Study.of(model)
                .patch(Grid.square(16))
                .from(model.start("up", 0.2)::initialise)
                .until(2)
                .configurations(64);
    }

    /** Numbers of every stage. */
    private record Bits(Object small, Object large, float[] dz) {
        static Bits of(Study<byte[]> study) {
            var small = study.simulate();
            var large = study.enlarge(small);
            Kept<MacroPairs> pairs = study.evolve(large).pairs();
            return new Bits(
                    small.value().packed(),
                    large.value().packed(),
                    pairs.value().dz());
        }

        void requireLike(Bits other) {
            assertThat((byte[]) small).containsExactly((byte[]) other.small);
            assertThat((byte[]) large).containsExactly((byte[]) other.large);
            assertThat(dz).containsExactly(other.dz);
        }
    }

    @Test
    @Order(1)
    void simulationsConfigurationsAndPairsHaveTheSameBits() {
        Bits.of(study().on(workers)).requireLike(Bits.of(study()));
    }

    @Test
    @Order(1)
    void ratesHaveTheSameBits() {
        Study<byte[]> rates = study().generated();
        Bits.of(rates.on(workers)).requireLike(Bits.of(rates));
    }

    @Test
    @Order(1)
    void aSweepHasTheSameForecasts() {
        List<Learnt<byte[]>> there = Sweep.over(study().on(workers), "λ", 1, 4).learn();
        List<Learnt<byte[]>> here = Sweep.over(study(), "λ", 1, 4).learn();
        for (int i = 0; i < 2; i++) {
            assertThat(Arrays.deepEquals(
                            there.get(i).forecast(5).values(),
                            here.get(i).forecast(5).values()))
                    .isTrue();
        }
        assertThat(Arrays.deepEquals(
                        here.get(0).forecast(5).values(),
                        here.get(1).forecast(5).values()))
                .isFalse();
    }

    @Test
    @Order(1)
    void bothWorkersWork() throws Exception {
        Cluster cluster = workers.cluster().orElseThrow();
        assertThat(cluster.slots()).isEqualTo(2);
        List<Future<byte[]>> pids = cluster.submit("pids", pieces(8), (from, to) -> {
            Thread.sleep(300);
            return Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8);
        });
        assertThat(texts(pids))
                .hasSize(2)
                .doesNotContain("" + ProcessHandle.current().pid());
    }

    @Test
    @Order(1)
    void whatCannotTravelIsNamedBeforeAnyWork() {
        Thread here = new Thread(() -> {});
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> workers.cluster().orElseThrow().submit("threads", pieces(2), (from, to) -> here.getName()
                                .getBytes(UTF_8)))
                .withMessageStartingWith("this cannot be sent to the cluster: ")
                .withMessageContaining("write models as records or classes of numbers");
    }

    @Test
    @Order(1)
    void aFailureSaysWhatItsPieceSaid() {
        long driver = ProcessHandle.current().pid();
        Study<byte[]> failing = study().from((state, random) -> {
            if (ProcessHandle.current().pid() != driver) {
                throw new IllegalArgumentException("no such start");
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> failing.on(workers).simulate())
                .withMessage("simulate 16×16 on the cluster: no such start (on 127.0.0.1)");
    }

    /** Started by a command whose class path is relative to this folder, which is not that of executors. */
    private static ExternalModel<byte[]> spins(String java, Path rate, Path parents) throws IOException {
        Files.writeString(rate, "0.5");
        Files.writeString(parents, "");
        return ExternalModel.of(
                StateType.SPINS,
                java,
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/test-classes",
                SpinSimulator.class.getName(),
                rate.toString(),
                parents.toString());
    }

    private static Study<byte[]> study(ExternalModel<byte[]> model) {
        return Study.of(model).patch(Grid.square(8)).until(1).configurations(48);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Test
    @Order(1)
    void anotherProgramIsStartedOnceByEachExecutorAndHasTheSameBits() throws IOException {
        Path parents = directory.resolve("parents");
        try (ExternalModel<byte[]> model = spins(java(), directory.resolve("rate"), parents)) {
            Bits.of(study(model).on(workers)).requireLike(Bits.of(study(model)));
        }
        List<String> elsewhere = Files.readAllLines(parents).stream()
                .filter(parent -> !parent.equals("" + ProcessHandle.current().pid()))
                .toList();
        assertThat(elsewhere).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    @Order(1)
    void aProgramThatAWorkerLacksIsOneLine() throws IOException {
        Path program = Files.createSymbolicLink(directory.resolve("simulator"), Path.of(java()));
        try (ExternalModel<byte[]> model =
                spins(program.toString(), directory.resolve("rate2"), directory.resolve("parents2"))) {
            Files.delete(program);
            assertThatIllegalStateException()
                    .isThrownBy(() -> study(model).on(workers).simulate())
                    .withMessageMatching("simulate 8×8 on the cluster: simulator '" + program
                            + " .* cannot be started: .*No such file or directory; give a program that is here"
                            + " \\(on 127\\.0\\.0\\.1\\)");
        }
    }

    @Test
    @Order(1)
    void aProgramThatDoesOtherwiseOnAWorkerIsNotBelieved() throws IOException {
        Path rate = directory.resolve("rate3");
        try (ExternalModel<byte[]> model = spins(java(), rate, directory.resolve("parents3"))) {
            Study<byte[]> study = study(model);
            // What it does here is known from the first evolution, which names the stages, too.
            study.seed(1).simulate();
            Files.writeString(rate, "0.8");
            assertThatIllegalStateException()
                    .isThrownBy(() -> study.on(workers).simulate())
                    .withMessageContaining("answers otherwise, with the same seed, than its first process did")
                    .withMessageEndingWith("(on 127.0.0.1)");
        }
    }

    @Test
    @Order(1)
    void cancellingOnePieceAbandonsAll() {
        List<Future<byte[]>> slow = workers.cluster().orElseThrow().submit("slow", pieces(4), (from, to) -> {
            Thread.sleep(60_000);
            return new byte[0];
        });
        assertThat(slow.get(0).cancel(true)).isTrue();
        for (Future<byte[]> other : slow.subList(1, 4)) {
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> other.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    @Order(2)
    void aKilledWorkerCostsOnlyItsPieces() throws Exception {
        Path log = Files.createFile(directory.resolve("pieces"));
        String file = log.toString();
        List<Future<byte[]>> made = workers.cluster().orElseThrow().submit("slow", pieces(12), (from, to) -> {
            Thread.sleep(500);
            Files.writeString(Path.of(file), from + "\n", StandardOpenOption.APPEND);
            return new byte[] {(byte) from};
        });
        made.get(0).get(60, TimeUnit.SECONDS);
        made.get(1).get(60, TimeUnit.SECONDS);
        standalone.kill(0);
        for (int i = 0; i < 12; i++) {
            assertThat(made.get(i).get(120, TimeUnit.SECONDS)).containsExactly(i);
        }
        // Those that were done stay done; the one that the worker had at hand, and perhaps one more, is done again.
        assertThat(Files.readAllLines(log)).hasSizeBetween(12, 14);
        Bits.of(study().seed(7).on(workers)).requireLike(Bits.of(study().seed(7)));
    }

    private static List<Cluster.Piece> pieces(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Cluster.Piece(i, i + 1))
                .toList();
    }

    private static List<String> texts(List<Future<byte[]>> results) throws Exception {
        Set<String> texts = new TreeSet<>();
        for (Future<byte[]> result : results) {
            texts.add(new String(result.get(60, TimeUnit.SECONDS), UTF_8));
        }
        return List.copyOf(texts);
    }
}
