package org.macrodyn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
    @TempDir
    Path root;

    private RunStore store;

    private enum Rule {
        TIME,
        EVENTS
    }

    private record Inner(int side, Rule rule) {}

    private record Settings(double temperature, long seed, List<Inner> sizes) {}

    private static final Settings SETTINGS = new Settings(1.1, 42, List.of(new Inner(16, Rule.TIME)));

    @BeforeEach
    void open() {
        store = RunStore.open(root.resolve("runs"));
    }

    @Test
    void reusesFinishedParts() {
        AtomicInteger computed = new AtomicInteger();
        for (int run = 0; run < 2; run++) {
            Stage stage = stage();
            for (int i = 0; i < 3; i++) {
                double value = i;
                Map<String, NpyArray> part = stage.part("part-" + i, () -> {
                    computed.incrementAndGet();
                    return Map.of("x", NpyArray.of(new double[] {value}, 1));
                });
                assertThat(part.get("x").doubles()).containsExactly(value);
            }
        }
        assertThat(computed).hasValue(3);
        stage().finish();
        assertThat(stage().finished()).isTrue();
        assertThat(stage().names()).containsExactly("part-0.npz", "part-1.npz", "part-2.npz");
        stage().verify();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().part("part-3", Map::of))
                .withMessageContaining("finished without part-3");
    }

    @Test
    void theDirectoryDependsOnSettingsAndInputsOnly() {
        String hash = stage().hash();
        assertThat(stage().hash()).isEqualTo(hash);
        List<Settings> others = List.of(
                new Settings(1.2, 42, SETTINGS.sizes()),
                new Settings(1.1, 43, SETTINGS.sizes()),
                new Settings(1.1, 42, List.of(new Inner(16, Rule.EVENTS))));
        assertThat(others).noneMatch(other -> store.stage("curie-weiss", "simulate", Identity.of(other))
                .hash()
                .equals(hash));
        assertThat(store.stage("curie-weiss", "simulate", Identity.of(SETTINGS).from("abc"))
                        .hash())
                .isNotEqualTo(hash);
        assertThat(stage().directory()).isEqualTo(store.root().resolve("curie-weiss/simulate-" + hash));
    }

    @Test
    void theManifestNamesSettingsSeedVersionsAndChecksums() throws IOException {
        Stage stage = stage();
        Path file = stage.file("note.txt", path -> Files.writeString(path, "abc"));
        assertThat(Files.readString(file)).isEqualTo("abc");
        // SHA-256 of "abc": FIPS 180-2, appendix B.1.
        assertThat(Files.readString(stage.directory().resolve("manifest.json")))
                .contains("\"temperature\": 1.1", "\"rule\": \"TIME\"", "\"seed\": 42", "\"macrodyn\": \"0.1.0\"")
                .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void refusesAlteredTruncatedAndMissingFilesAndDeletesNothing() throws IOException {
        Path file = stage().file("data.bin", path -> Files.write(path, new byte[100]));
        byte[] altered = new byte[100];
        altered[50] = 1;
        Files.write(file, altered);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().existing("data.bin"))
                .withMessageContaining("altered");
        assertThat(Files.readAllBytes(file)).isEqualTo(altered);
        Files.write(file, new byte[99]);
        assertThatIllegalArgumentException().isThrownBy(this::stage).withMessageContaining("99 bytes");
        Files.delete(file);
        assertThatIllegalArgumentException().isThrownBy(this::stage).withMessageContaining("missing");
        assertThat(stageDirectory()).isDirectoryContaining("glob:**/manifest.json");
    }

    @Test
    void refusesADamagedManifest() throws IOException {
        stage();
        Files.writeString(stageDirectory().resolve("manifest.json"), "{\"hash\": ");
        assertThatIllegalArgumentException().isThrownBy(this::stage).withMessageContaining("damaged manifest");
        Files.writeString(stageDirectory().resolve("manifest.json"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(this::stage)
                .withMessageContaining("not JSON in UTF-8 (End of input");
    }

    @Test
    void aFailedPartLeavesNothing() throws IOException {
        Stage stage = stage();
        assertThatThrownBy(() -> stage.part("part", () -> {
                    throw new CancellationException("stopped");
                }))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> stage.file("model.zip", path -> {
                    Files.writeString(path, "half");
                    throw new IOException("disk full");
                }))
                .hasMessageContaining("disk full");
        assertThat(stage.names()).isEmpty();
        try (var files = Files.list(stage.directory())) {
            assertThat(files.map(path -> path.getFileName().toString())).containsOnly(".lock", "manifest.json");
        }
    }

    @Test
    void anInterruptLosesNoFinishedPart() {
        Stage stage = stage();
        stage.part("part", () -> {
            Thread.currentThread().interrupt();
            return Map.of("x", NpyArray.of(new int[] {7}, 1));
        });
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(stage().load("part").get("x").ints()).containsExactly(7);
        stage.finish();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stage().finished()).isTrue();
    }

    @Test
    void partsMayComeFromManyThreads() {
        Stage stage = stage();
        IntStream.range(0, 40)
                .parallel()
                .forEach(i -> stage.part("part-" + i % 20, () -> Map.of("i", NpyArray.of(new int[] {i % 20}, 1))));
        assertThat(stage.names()).hasSize(20);
        stage.verify();
        assertThat(IntStream.range(0, 20)
                        .map(i -> stage.load("part-" + i).get("i").ints()[0]))
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void aLaterCheckpointReplacesAnEarlierOne() throws IOException {
        Stage stage = stage();
        Path first = stage.file("epoch-1.bin", path -> Files.write(path, new byte[1]));
        stage.file("epoch-2.bin", path -> Files.write(path, new byte[2]));
        stage.discard("epoch-1.bin");
        assertThat(first).doesNotExist();
        assertThat(stage().names()).containsExactly("epoch-2.bin");
    }

    @Test
    void aKilledProcessLeavesItsFinishedPartsUsable() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        store.root().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Stage stage = store.stage("kill", "endless", Identity.of("settings"));
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                stage.names().size() < 5;
                Thread.sleep(5)) {
            assertThat(System.nanoTime()).isLessThan(end);
            assertThat(child.isAlive()).isTrue();
        }
        child.destroyForcibly().waitFor();

        Stage again = store.stage("kill", "endless", Identity.of("settings"));
        again.verify();
        int finished = again.names().size();
        assertThat(finished).isGreaterThanOrEqualTo(5);
        AtomicInteger computed = new AtomicInteger();
        for (int i = 0; i < finished + 2; i++) {
            int index = i;
            again.part("part-%06d".formatted(i), () -> {
                computed.incrementAndGet();
                return Endless.part(index);
            });
        }
        assertThat(computed).hasValue(2);
        again.finish();
        try (var files = Files.list(again.directory())) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    /** Writes parts until it is killed. */
    static final class Endless {
        private Endless() {}

        static Map<String, NpyArray> part(int index) {
            double[] values = new double[20_000];
            java.util.Arrays.fill(values, index);
            return Map.of("x", NpyArray.of(values, values.length));
        }

        public static void main(String[] arguments) {
            Stage stage = RunStore.open(Path.of(arguments[0])).stage("kill", "endless", Identity.of("settings"));
            IntStream.iterate(0, i -> i + 1).forEach(i -> stage.part("part-%06d".formatted(i), () -> part(i)));
        }
    }

    @Test
    void refusesBadInput() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunStore.open(file))
                .withMessageContaining("is a file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunStore.open(file.resolve("runs")))
                .withMessageContaining("cannot be written");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.requireSpace(Long.MAX_VALUE))
                .withMessageContaining("GB needed");
        store.requireSpace(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.stage("../x", "y", Identity.of(SETTINGS)))
                .withMessageContaining("'../x'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.stage("x", "y", Identity.of(new Object())))
                .withMessageContaining("java.lang.Object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().load("nothing"))
                .withMessageContaining("has no nothing.npz");
    }

    private Stage stage() {
        return store.stage("curie-weiss", "simulate", Identity.of(SETTINGS));
    }

    private Path stageDirectory() throws IOException {
        try (var stages = Files.list(store.root().resolve("curie-weiss"))) {
            return stages.findFirst().orElseThrow();
        }
    }

    /** FIPS 180-2, appendix B.1. */
    @Test
    void theSumOfAbcIsThePublishedOne() throws IOException {
        String sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Path file = Files.writeString(root.resolve("abc"), "abc");
        assertThat(Durable.sha256("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(sum);
        assertThat(Durable.sha256("abc")).isEqualTo(sum);
        assertThat(Durable.sha256(file)).isEqualTo(sum);
    }
}
