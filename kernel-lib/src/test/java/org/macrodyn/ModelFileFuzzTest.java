package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.closure.Autoencoder;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.OnsagerDrift;
import org.macrodyn.sde.Scaling;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Npy;

/**
 * Thousands of altered model files, sums made right again in most: each is refused in one line that names it or read as it
 * was, whatever it claims to hold, and no class that it names is looked at.
 */
class ModelFileFuzzTest {
    private static final int FILES = 400;
    private static final long MOST_BYTES = 64L << 20;
    private static final Ising SPINS = Ising.square(16, 2.5, 0);
    private static final Patches TILING = Patches.square(16, 8);
    private static final SdeSettings NETWORK =
            SdeSettings.of(Diffusion.FULL).withHidden(4, 2).withActivation(Activation.SILU);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    /** Whatever names this class must not wake it. */
    private static final class Sleeper {
        static {
            System.setProperty("org.macrodyn.awake", "true");
        }
    }

    private record Kind(String name, Saving saving, Reading reading) {
        interface Saving {
            void to(Path file) throws IOException;
        }

        interface Reading {
            void rewrite(Path file, Path copy) throws IOException;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                components(),
                sde("model", NETWORK),
                sde("model with an OnsagerNet", NETWORK.with(new OnsagerDrift(4, 4))),
                new Kind(
                        "dense autoencoder",
                        file -> new AutoencoderTrainer<>(
                                        SPINS,
                                        TILING,
                                        new PatchAutoencoderSettings(
                                                List.of(4), 1, List.of(4), 1e-3, 0.9, 0.95, 0, 16, 3, 42))
                                .closure(Normalisation.identity(3))
                                .save(file),
                        (file, copy) -> Autoencoder.load(file, SPINS, TILING).save(copy)),
                new Kind(
                        "convolutional autoencoder",
                        file -> new AutoencoderTrainer<>(
                                        SPINS,
                                        TILING,
                                        new ConvolutionalSettings(List.of(2), 1, List.of(2), 1e-3, 16, 1000, 3, 5))
                                .closure(Normalisation.identity(3))
                                .save(file),
                        (file, copy) -> Autoencoder.load(file, SPINS, TILING).save(copy)));
    }

    private static Kind components() {
        Snapshots<byte[]> states = new Simulation<>(SPINS, SPINS::initialise, 8, 4, Span.time(0.5), "fuzz", 4)
                .snapshots(0, 8, 1, ProgressListener.NONE);
        return new Kind(
                "principal components",
                file -> PcaClosure.fit(SPINS, TILING, states, 2).save(file),
                (file, copy) -> PcaClosure.load(file, SPINS, TILING).save(copy));
    }

    private static Kind sde(String name, SdeSettings settings) {
        return new Kind(
                name,
                file -> SdeModel.create(List.of("a", "b"), settings, Scaling.none(2), 5)
                        .save(file),
                (file, copy) -> SdeModel.load(file).save(copy));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void alteredFilesAreRefusedInOneLineOrReadAsTheyWere(Kind kind) throws IOException {
        Path file = folder.resolve("the file");
        Path copy = folder.resolve("copy");
        kind.saving.to(file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(kind.name.hashCode());
        Mutation mutation = new Mutation(file, Archive.read(file), random);
        kind.reading.rewrite(file, copy);
        assertThat(copy).hasBinaryContent(whole);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            String what = i % 4 == 0 ? flipped(file, whole, random) : mutation.write();
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            try {
                kind.reading.rewrite(file, copy);
                assertThat(sameContent(file, copy)).as("%d: %s", i, what).isTrue();
            } catch (IllegalArgumentException | IOException | UncheckedIOException told) {
                refused++;
                assertThat(told)
                        .as(what)
                        .hasMessageStartingWith(file.toString())
                        .hasMessageNotContaining("\n");
                assertThat(told.getMessage().length()).as(told.getMessage()).isLessThan(500);
            }
            assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                    .as("bytes allocated for %d: %s", i, what)
                    .isLessThan(MOST_BYTES);
        }
        assertThat(refused).isBetween(FILES / 2, FILES - 1);
        assertThat(System.getProperty("org.macrodyn.awake")).isNull();
    }

    /** What comes out of a file has the parts that are in it, number for number. */
    private static boolean sameContent(Path file, Path copy) throws IOException {
        Map<String, byte[]> read = Archive.read(file);
        for (Map.Entry<String, byte[]> part : Archive.read(copy).entrySet()) {
            byte[] given = read.remove(part.getKey());
            String name = part.getKey();
            boolean same = name.endsWith(".json")
                    ? JsonParser.parseString(text(given)).equals(JsonParser.parseString(text(part.getValue())))
                    : !name.endsWith(".npy")
                            || Arrays.equals(
                                    Npy.read(given, name).doubles(),
                                    Npy.read(part.getValue(), name).doubles());
            if (!same) {
                return false;
            }
        }
        return read.isEmpty();
    }

    private static String text(byte[] part) {
        return new String(part, StandardCharsets.UTF_8);
    }

    private static String flipped(Path file, byte[] whole, Random random) throws IOException {
        byte[] other = random.nextInt(5) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        if (other.length == whole.length) {
            other[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, other);
        return "bits";
    }

    /** Changes within the zip, which is whole again afterwards. */
    private record Mutation(Path file, Map<String, byte[]> good, Random random) {
        private static final List<String> VALUES = List.of(
                "-1",
                "0",
                "1e999",
                "2147483647",
                "1e9",
                "99999999999999999999",
                "0.5",
                "null",
                "[]",
                "{}",
                "true",
                "\"FULL\"",
                "\"" + Sleeper.class.getName() + "\"",
                "[1e308,-1e308]",
                "\"\\u0000\"",
                "\"two\\nlines\"",
                "[1e9]",
                "[2147483647,2147483647]",
                "{\"@class\":\"" + Sleeper.class.getName() + "\"}");

        private static final Pattern VALUE =
                Pattern.compile("(?<=[:\\[,])\\s*([-0-9.eE]+|\"[^\"]*\"|true|false)(?=\\s*[,\\]}])");

        String write() throws IOException {
            Map<String, byte[]> parts = new LinkedHashMap<>(good);
            parts.remove("SHA256SUMS");
            String what =
                    switch (random.nextInt(8)) {
                        case 0 -> removed(parts);
                        case 1 -> swapped(parts);
                        case 2 -> added(parts);
                        case 3 -> random.nextInt(8) == 0 ? huge(parts) : removed(parts);
                        case 4 -> header(parts);
                        default ->
                            good.keySet().stream().anyMatch(name -> name.endsWith(".json"))
                                    ? description(parts)
                                    : header(parts);
                    };
            if (good.containsKey("SHA256SUMS")) {
                parts.put("SHA256SUMS", sums(parts));
            }
            Files.write(file, Archive.bytes(parts));
            return what;
        }

        private static byte[] sums(Map<String, byte[]> parts) {
            StringBuilder sums = new StringBuilder();
            parts.forEach((name, part) -> sums.append(Hashing.sha256().hashBytes(part) + "  " + name + '\n'));
            return sums.toString().getBytes(StandardCharsets.UTF_8);
        }

        private String any(Map<String, byte[]> parts, String ending) {
            List<String> names = parts.keySet().stream()
                    .filter(name -> name.endsWith(ending))
                    .toList();
            return names.get(random.nextInt(names.size()));
        }

        private String removed(Map<String, byte[]> parts) {
            String name = any(parts, "");
            parts.remove(name);
            return "without " + name;
        }

        private String swapped(Map<String, byte[]> parts) {
            String one = any(parts, "");
            String other = any(parts, "");
            byte[] content = parts.get(one);
            parts.put(one, parts.get(other));
            parts.put(other, content);
            return one + " for " + other;
        }

        private String added(Map<String, byte[]> parts) {
            List<String> names = List.of(
                    "x.npy",
                    "x.json",
                    "../x.npy",
                    "updater.bin",
                    "configuration.json",
                    "x.class",
                    "two\nlines.npy",
                    "");
            String name = names.get(random.nextInt(names.size()));
            parts.put(name, parts.get(any(parts, "")));
            return "with " + name;
        }

        private String huge(Map<String, byte[]> parts) {
            String name = random.nextBoolean() ? any(parts, "") : "x.npy";
            parts.put(name, new byte[17 << 20]);
            return "huge " + name;
        }

        private String header(Map<String, byte[]> parts) {
            String name = any(parts, ".npy");
            byte[] content = parts.get(name).clone();
            int at = random.nextInt(128);
            content[at] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "0123456789,()'<>f".charAt(random.nextInt(17));
            parts.put(name, content);
            return name + "[" + at + "] = " + content[at];
        }

        private String description(Map<String, byte[]> parts) {
            String name = any(parts, ".json");
            String text = new String(parts.get(name), StandardCharsets.UTF_8);
            List<int[]> values = new ArrayList<>();
            Matcher found = VALUE.matcher(text);
            while (found.find()) {
                values.add(new int[] {found.start(), found.end()});
            }
            int[] place = values.get(random.nextInt(values.size()));
            String value = VALUES.get(random.nextInt(VALUES.size()));
            String changed = text.substring(0, place[0]) + value + text.substring(place[1]);
            parts.put(name, changed.getBytes(StandardCharsets.UTF_8));
            return name + " with " + value + " for " + text.substring(place[0], place[1]) + " at " + place[0];
        }
    }
}
