package org.macrodyn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that several people and processes use, also from places that cannot be written. */
class SharedStoreTest {
    @TempDir
    Path root;

    private Stage stage() {
        return RunStore.open(root).stage("shared", "stage", Identity.of(Map.of("seed", 1)));
    }

    private Stage finished() {
        Stage stage = stage();
        stage.part("x", () -> Map.of("x", NpyArray.of(new int[] {1, 2})));
        stage.finish();
        return stage;
    }

    @Test
    void filesHaveThePermissionsOfAnyNewFile() throws IOException {
        Stage stage = finished();
        Archive.write(root.resolve("model.zip"), Map.of("a", new byte[1]));
        String usual = permissions(Files.createFile(root.resolve("usual")));
        assertThat(permissions(root.resolve("model.zip"))).isEqualTo(usual);
        try (Stream<Path> files = Files.list(stage.directory())) {
            assertThat(files.map(SharedStoreTest::permissions)).hasSize(3).containsOnly(usual);
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void readingAFinishedStageWritesNothing() throws IOException {
        Path directory = finished().directory();
        Files.delete(directory.resolve(".lock"));
        Map<Path, FileTime> before = times();
        Stage again = stage();
        assertThat(again.load("x").get("x").ints()).containsExactly(1, 2);
        again.verify();
        assertThat(again.finished()).isTrue();
        assertThat(again.made()).startsWith("made ");
        assertThat(times()).isEqualTo(before);
    }

    private Map<Path, FileTime> times() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                times.put(path, Files.getLastModifiedTime(path));
            }
        }
        return times;
    }

    @Test
    void aStoreThatCannotBeWrittenIsReadAndRefusesToMakeAnything() throws IOException {
        Path directory = finished().directory();
        List<Path> places = List.of(directory, root.resolve("shared"), root);
        try {
            for (Path place : places) {
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
            assumeFalse(Files.isWritable(root), "whoever runs this test may write everywhere");
            assertThat(stage().load("x").get("x").ints()).containsExactly(1, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStore.open(root).stage("shared", "other", Identity.of("settings")))
                    .withMessageContaining("not made yet, and " + root.resolve("shared") + " cannot be written");
        } finally {
            for (Path place : places) {
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void sweepsWhatDeadProcessesLeftAndNothingElse() throws Exception {
        Path directory = stage().directory();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path living = Temporary.beside(directory.resolve("part-0000.npz"));
        String own = "-" + ProcessHandle.current().pid() + "-";
        Path orphan = Files.createFile(
                directory.resolve(living.getFileName().toString().replace(own, "-" + dead.pid() + "-")));
        Path elsewhere = Files.createFile(directory.resolve(".part-0001.npz-00000000-1-1.tmp"));
        Path abandoned = Files.createFile(directory.resolve(".part-0002.npz-00000000-1-1.tmp"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path notes = Files.createFile(directory.resolve("notes.tmp"));
        stage();
        assertThat(List.of(orphan, abandoned)).noneMatch(Files::exists);
        assertThat(List.of(living, elsewhere, notes)).allMatch(Files::exists);
    }

    @Test
    void anotherThatFinishesMeanwhileTakesNothingAway() {
        Stage ours = stage();
        Map<String, NpyArray> made = ours.part("x", () -> {
            finished();
            return Map.of("x", NpyArray.of(new int[] {1, 2}));
        });
        assertThat(made.get("x").ints()).containsExactly(1, 2);
        ours.finish();
        Stage again = stage();
        again.verify();
        Path written = RunStore.open(root)
                .stage("shared", "files", Identity.of("x"))
                .file("a.txt", path -> {
                    Stage other = RunStore.open(root).stage("shared", "files", Identity.of("x"));
                    other.file("a.txt", same -> Files.writeString(same, "a"));
                    other.finish();
                    assertThat(path).exists();
                    Files.writeString(path, "a");
                });
        assertThat(written).hasContent("a");
    }

    @Test
    void saysWhenItWasMadeAndByWhom() throws IOException {
        Stage stage = stage();
        assertThat(stage.made()).matches("begun \\d\\d:\\d\\d");
        finished();
        assertThat(stage.made()).matches("made \\d\\d:\\d\\d");
        Instant then = Instant.parse("2024-02-29T10:15:00Z");
        Path manifest = stage.directory().resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceAll("\"finishedAt\": \"[^\"]*\"", "\"finishedAt\": \"" + then + "\"")
                        .replaceAll("\"macrodyn\": \"[^\"]*\"", "\"macrodyn\": \"0.0.9\""));
        String local = LocalDateTime.ofInstant(then, ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm"));
        assertThat(stage().made())
                .isEqualTo("made " + local + " by version 0.0.9 of this library, which is " + Versions.library());
    }

    @Test
    void oneProcessOwnsAStageAndOthersSayForWhomTheyWait() throws Exception {
        Stage stage = stage();
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = owner.inputReader()) {
            assertThat(said.readLine()).isEqualTo("owned");
            assertThat(stage.tryOwn()).isEmpty();
            List<String> waiting = new CopyOnWriteArrayList<>();
            CompletableFuture<Object> interrupted = waitFor(stage, waiting);
            while (waiting.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(waiting).containsExactly("waiting for process " + owner.pid() + ", which works on it");
            long start = System.nanoTime();
            waiter.interrupt();
            assertThat(interrupted.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class)
                    .asString()
                    .contains("process " + owner.pid(), "run again to continue");
            // Sleeps of 100 ms; the rest is for a busy machine.
            assertThat((System.nanoTime() - start) / 1e6).isLessThan(1000);
            CompletableFuture<Object> owned = waitFor(stage, waiting);
            owner.destroyForcibly().waitFor();
            assertThat(owned.get(10, TimeUnit.SECONDS)).isInstanceOf(Ownership.class);
            ((Ownership) owned.get()).close();
        } finally {
            owner.destroyForcibly();
        }
    }

    private Thread waiter;

    private CompletableFuture<Object> waitFor(Stage stage, List<String> said) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        waiter = new Thread(() -> {
            try {
                result.complete(stage.own(said::add));
            } catch (CancellationException interrupt) {
                result.complete(interrupt);
            }
        });
        waiter.start();
        return result;
    }

    /** Owns the stage until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws InterruptedException {
            Stage stage = RunStore.open(Path.of(arguments[0])).stage("shared", "stage", Identity.of(Map.of("seed", 1)));
            stage.own(said -> {});
            System.out.println("owned");
            Thread.sleep(60_000);
        }
    }

    @Test
    void threadsOfOneProcessTakeTurns() {
        Stage stage = stage();
        Ownership first = stage.tryOwn().orElseThrow();
        assertThat(stage().tryOwn()).isEmpty();
        CompletableFuture<String> said = new CompletableFuture<>();
        CompletableFuture<Ownership> second = CompletableFuture.supplyAsync(() -> stage().own(said::complete));
        assertThat(said.join()).isEqualTo("waiting for another thread of this process, which works on it");
        first.close();
        second.join().close();
        stage.tryOwn().orElseThrow().close();
    }

    @Test
    void settingsWithoutAStableNameAreRefusedAndLeaveNothing() {
        IntUnaryOperator lambda = x -> x + 1;
        Object anonymous = new Object() {};
        for (Object nameless : List.of(lambda, anonymous, List.of(lambda), "rule " + new Object(), "" + lambda)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStore.open(root).stage("shared", "x", Identity.of(Map.of("rule", nameless))))
                    .withMessageContaining("make it a record")
                    .withMessageNotContaining("\n");
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void everyPartOfAnIdentityCounts() {
        Identity identity =
                Identity.of(Map.of("seed", 1)).behaviour("model", "abc").from("one");
        List<Identity> others = List.of(
                identity,
                identity.algorithm(2),
                identity.behaviour("model", "abd"),
                identity.behaviour("start", "abc"),
                identity.from("two"),
                Identity.of(Map.of("seed", 2)).behaviour("model", "abc").from("one"));
        assertThat(others.stream()
                        .map(other ->
                                RunStore.open(root).stage("shared", "x", other).hash()))
                .doesNotHaveDuplicates();
        assertThat(RunStore.open(root)
                        .stage(
                                "shared",
                                "x",
                                Identity.of(Map.of("seed", 1))
                                        .behaviour("model", "abc")
                                        .from("one"))
                        .hash())
                .isEqualTo(RunStore.open(root).stage("shared", "x", identity).hash());
    }

    @Test
    void everyDamagedManifestIsRefusedWithItsName() throws IOException {
        Path manifest = finished().directory().resolve("manifest.json");
        String good = Files.readString(manifest);
        List<String> keys = List.of(
                "experiment",
                "stage",
                "hash",
                "settings",
                "algorithm",
                "behaviour",
                "inputs",
                "versions",
                "finished",
                "files",
                "bytes",
                "sha256");
        for (String key : keys) {
            Files.writeString(manifest, good.replace("\"" + key + "\"", "\"x\""));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .as(key)
                    .isThrownBy(this::stage)
                    .withMessageContaining(manifest.getParent().toString())
                    .withMessageNotContaining("\n");
        }
        for (String damage : List.of("\"bytes\": 1e999,", "\"bytes\": -5,", "\"bytes\": 1.5,")) {
            Files.writeString(manifest, good.replaceAll("\"bytes\": \\d+,", damage));
            assertThatIllegalArgumentException()
                    .as(damage)
                    .isThrownBy(this::stage)
                    .withMessageContaining("manifest");
        }
        Files.writeString(manifest, good.replace("\"x.npz\"", "\"../../x.npz\""));
        assertThatIllegalArgumentException().isThrownBy(this::stage).withMessageContaining("'../../x.npz'");
    }

    @Test
    void aZipBombIsNotUnpacked() throws IOException {
        Path file = root.resolve("bomb.zip");
        Archive.write(file, Map.of("zeros-0", new byte[1 << 21], "zeros-1", new byte[1 << 21]));
        assertThat(Files.size(file)).isLessThan(10_000);
        assertThat(Archive.read(file, 1 << 22)).hasSize(2);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Archive.read(file, (1 << 22) - 1))
                .withMessageStartingWith(file.toString())
                .withMessageContaining("unpacks to more than 3 MB");
    }
}
