package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.closure.Autoencoder;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.KineticallyResolved;
import org.macrodyn.micro.alloy.PairExpansion;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Scaling;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/** Whatever is wrong with a file, its reader says so in one line that names the file, and runs nothing that is in it. */
class ReadersTest {
    private static final Ising MODEL = Ising.square(16, 2.5, 0);
    private static final Patches TILING = Patches.square(16, 8);
    private static final Snapshots<byte[]> STATES = new Simulation<>(
                    MODEL, MODEL::initialise, 8, 4, Span.time(0.5), "readers", 4)
            .snapshots(0, 8, 1, ProgressListener.NONE);
    private static final SdeSettings NETWORK = SdeSettings.of(Diffusion.FULL).withHidden(4, 1);

    @TempDir
    Path directory;

    /** Writes a file, and reads it into something that can be compared. */
    private record Format(String name, Writer writer, Reader reader) {
        interface Writer {
            void write(Path file) throws IOException;
        }

        interface Reader {
            Object read(Path file) throws IOException;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Format> formats() {
        return Stream.of(
                new Format(
                        "model",
                        file -> SdeModel.create(List.of("a"), NETWORK, Scaling.none(1), 5)
                                .save(file),
                        file -> SdeModel.load(file).drift(new double[] {0.3})[0]),
                new Format("checkpoint", ReadersTest::train, ReadersTest::train),
                new Format(
                        "patch autoencoder",
                        file -> new AutoencoderTrainer<>(
                                        MODEL,
                                        TILING,
                                        new PatchAutoencoderSettings(
                                                List.of(4), 1, List.of(4), 1e-3, 0.9, 0.95, 0, 16, 3, 42))
                                .closure(STATES)
                                .save(file),
                        file -> Arrays.deepToString(
                                Autoencoder.load(file, MODEL, TILING).encode(STATES))),
                new Format(
                        "convolutional autoencoder",
                        file -> new AutoencoderTrainer<>(
                                        MODEL,
                                        TILING,
                                        new ConvolutionalSettings(List.of(2), 1, List.of(2), 1e-3, 16, 1000, 3, 5))
                                .closure(STATES)
                                .save(file),
                        file -> Arrays.deepToString(
                                Autoencoder.load(file, MODEL, TILING).encode(STATES))),
                new Format(
                        "principal components",
                        file -> PcaClosure.fit(MODEL, TILING, STATES, 2).save(file),
                        file -> Arrays.deepToString(
                                PcaClosure.load(file, MODEL, TILING).encode(STATES))),
                new Format(
                        "npz",
                        file -> Npz.writeCompressed(file, Map.of("x", NpyArray.of(new double[] {1, 2, 3}))),
                        file -> Arrays.toString(Npz.read(file).get("x").doubles())));
    }

    private static double train(Path checkpoint) {
        float[] z = new float[40];
        float[] dz = new float[40];
        float[] dt = new float[40];
        for (int i = 0; i < 40; i++) {
            z[i] = i % 4;
            dz[i] = 0.1f * (i % 7 - 3);
            dt[i] = 1;
        }
        MacroPairs pairs = new MacroPairs(List.of("a"), z, dz, dt);
        return SdeTrainer.train(pairs, NETWORK, TrainingSettings.of(1).withEpochs(2), checkpoint, ProgressListener.NONE)
                .losses()[1];
    }

    @ParameterizedTest
    @MethodSource("formats")
    void flippedBytesAreNoticedOrDoNoHarmAndCutFilesAreRefused(Format format) throws IOException {
        Path file = directory.resolve("the file");
        format.writer.write(file);
        byte[] whole = Files.readAllBytes(file);
        Object wanted = format.reader.read(file);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            refused += refuses(format, file, flipped, wanted) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(15);
        for (int i = 0; i < 8; i++) {
            byte[] cut = Arrays.copyOf(whole, i * whole.length / 16);
            assertThat(refuses(format, file, cut, wanted))
                    .as("first %d bytes", cut.length)
                    .isTrue();
        }
    }

    private static boolean refuses(Format format, Path file, byte[] content, Object wanted) throws IOException {
        Files.write(file, content);
        Object read;
        try {
            read = format.reader.read(file);
        } catch (IllegalArgumentException | IOException | UncheckedIOException told) {
            assertThat(told).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
            return true;
        }
        assertThat(read).isEqualTo(wanted);
        return false;
    }

    /** What a file must never get to do. */
    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1;
        private static boolean exploded;

        private void readObject(ObjectInputStream in) {
            exploded = true;
        }
    }

    @Test
    void objectsInModelFilesAreRefusedAndNotExecuted() throws Exception {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        new ObjectOutputStream(object).writeObject(new Bomb());
        Path file = directory.resolve("bomb.zip");
        for (String name : List.of("updater.bin", "preprocessor.bin", "normalizer.bin", "coefficients.bin")) {
            for (boolean amongRightParts : new boolean[] {false, true}) {
                Map<String, byte[]> parts = new LinkedHashMap<>();
                if (amongRightParts) {
                    SdeModel.create(List.of("a"), NETWORK, Scaling.none(1), 5).save(file);
                    parts.putAll(Archive.read(file));
                    parts.remove("SHA256SUMS");
                }
                parts.put("configuration.json", "{\"@class\": \"org.macrodyn.Bomb\"}".getBytes(StandardCharsets.UTF_8));
                parts.put(name, object.toByteArray());
                parts.put("SHA256SUMS", sums(parts));
                Archive.write(file, parts);
                assertThatThrownBy(() -> SdeModel.load(file))
                        .isInstanceOf(IOException.class)
                        .hasMessage(
                                file + ": holds configuration.json, which is no part of a model: of an older version or"
                                        + " another file, make it again");
                assertThatThrownBy(() -> train(file)).isInstanceOf(UncheckedIOException.class);
                assertThatThrownBy(() -> Autoencoder.load(file, MODEL, TILING))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Autoencoder.load(file, MODEL, TILING))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> PcaClosure.load(file, MODEL, TILING))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(Bomb.exploded).isFalse();
    }

    private static byte[] sums(Map<String, byte[]> parts) throws Exception {
        StringBuilder sums = new StringBuilder();
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(part.getValue());
            sums.append(HexFormat.of().formatHex(sum))
                    .append("  ")
                    .append(part.getKey())
                    .append('\n');
        }
        return sums.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void numbersOfAModelMustBeFiniteAndAsManyAsItsDescriptionSays() throws Exception {
        Path file = directory.resolve("model.zip");
        SdeModel.create(List.of("a"), NETWORK, Scaling.none(1), 5).save(file);
        Map<String, byte[]> parts = Archive.read(file);
        float[] parameters = Npy.read(parts.get("parameters.npy"), "parameters").floats();
        refusesModel(file, "parameters.npy", Npy.bytes(NpyArray.of(Arrays.copyOf(parameters, 5))), "asks for");
        parameters[3] = Float.NaN;
        refusesModel(file, "parameters.npy", Npy.bytes(NpyArray.of(parameters)), "NaN");
        String text = new String(parts.get("macrodyn.json"), StandardCharsets.UTF_8);
        List<String> keys = List.of(
                "names",
                "diffusion",
                "hiddenWidth",
                "hiddenLayers",
                "activation",
                "scaled",
                "inputShift",
                "inputScale",
                "driftScale",
                "diffusionScale");
        for (String key : keys) {
            refusesModel(
                    file,
                    "macrodyn.json",
                    text.replace('"' + key + '"', "\"x\"").getBytes(StandardCharsets.UTF_8),
                    "has no " + key);
        }
        refusesModel(
                file,
                "macrodyn.json",
                text.replace("1.0", "1e999").getBytes(StandardCharsets.UTF_8),
                "must be a finite number");
        refusesModel(
                file,
                "macrodyn.json",
                text.replace("\"FULL\"", "\"Full\"").getBytes(StandardCharsets.UTF_8),
                "must be one of");
        refusesModel(
                file,
                "macrodyn.json",
                text.replace(": 4", ": 4.5").getBytes(StandardCharsets.UTF_8),
                "must be a whole number");
        refusesModel(
                file,
                "macrodyn.json",
                text.replace(": 4", ": -4").getBytes(StandardCharsets.UTF_8),
                "hiddenWidth = -4");
    }

    private void refusesModel(Path file, String name, byte[] part, String reason) throws Exception {
        SdeModel.create(List.of("a"), NETWORK, Scaling.none(1), 5).save(file);
        Map<String, byte[]> parts = Archive.read(file);
        parts.remove("SHA256SUMS");
        parts.put(name, part);
        parts.put("SHA256SUMS", sums(parts));
        Archive.write(file, parts);
        assertThatThrownBy(() -> SdeModel.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void principalComponentsMustFitTheirModel() throws IOException {
        Path file = directory.resolve("pca.npz");
        PcaClosure.fit(MODEL, TILING, STATES, 2).save(file);
        Map<String, NpyArray> good = Npz.read(file);
        double[] shift = good.get("shift").doubles();
        double[] nan = good.get("components").doubles().clone();
        nan[7] = Double.NaN;
        Map<String, NpyArray> wrong = Map.of(
                "components", NpyArray.of(nan, 1, 2, 64),
                "profiles", NpyArray.of(new double[63], 1, 63),
                "shift", NpyArray.of(Arrays.copyOf(shift, 3)),
                "scale", NpyArray.of(new double[shift.length]));
        for (Map.Entry<String, NpyArray> part : wrong.entrySet()) {
            Map<String, NpyArray> arrays = new LinkedHashMap<>(good);
            arrays.put(part.getKey(), part.getValue());
            Npz.write(file, arrays);
            assertThatThrownBy(() -> PcaClosure.load(file, MODEL, TILING))
                    .as(part.getKey())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void coefficientFilesMustBeWholeAndFinite() throws IOException {
        Path pairs = directory.resolve("pairs.json");
        PairExpansion.embedded().write(pairs);
        String expansion = Files.readString(pairs);
        List<String> expansionKeys = List.of(
                "name", "site_orbits", "pair_orbits", "pairs", "symmetric", "coefficients", "Nb", "Mo", "const");
        for (String key : expansionKeys) {
            refusesCoefficients(PairExpansion::read, expansion.replace('"' + key + '"', "\"x\""), key);
        }
        refusesCoefficients(
                PairExpansion::read, expansion.replaceFirst("\"const\":[-0-9.eE]+", "\"const\":1e999"), "1e999");
        refusesCoefficients(PairExpansion::read, expansion.replaceFirst("\\[-1,1,1]", "[-1,1,1.5]"), "1.5");
        String kinetic = embedded("kra8_dE5_76.json");
        for (String key : List.of("shells_d2", "kra", "kra_orbits", "v", "V", "NbMo", "Ta", "const")) {
            refusesCoefficients(KineticallyResolved::read, kinetic.replace('"' + key + '"', "\"x\""), key);
        }
        refusesCoefficients(
                KineticallyResolved::read, kinetic.replaceFirst("\"const\": ?[-0-9.eE]+", "\"const\":1e999"), "1e999");
    }

    private static String embedded(String name) throws IOException {
        try (var stream = KineticallyResolved.class.getResourceAsStream("/datasets/nbmota/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void refusesCoefficients(Format.Reader reader, String text, String what) throws IOException {
        Path file = Files.writeString(directory.resolve("coefficients.json"), text);
        assertThatThrownBy(() -> reader.read(file))
                .as(what)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageNotContaining("\n");
    }
}
