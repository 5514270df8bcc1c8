package org.macrodyn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden bytes are what numpy.save of NumPy 2.4.6 writes. */
class NpyTest {
    @TempDir
    Path directory;

    @Test
    void dataWithoutAShapeHaveOneAxis() {
        assertThat(NpyArray.of(new float[] {0, 1, 2}).shape()).containsExactly(3);
        assertThat(NpyArray.of(new double[0]).shape()).containsExactly(0);
    }

    @Test
    void anArrayShowsItsTypeAndItsShape() throws IOException {
        NpyArray array = NpyArray.of(new float[6], 2, 3);
        assertThat(array).hasToString("FLOAT32 array of shape [2, 3]");
        Path file = directory.resolve("six.npy");
        Npy.write(file, array);
        assertThat(Npy.read(file).toString()).endsWith("six.npy: FLOAT32 array of shape [2, 3]");
    }

    @Test
    void writesTheBytesOfNumpy() throws IOException {
        assertThat(bytes(NpyArray.of(new double[] {1.5, -2, Math.PI}, 1, 3)))
                .isEqualTo(golden("<f8", "(1, 3)", "000000000000f83f00000000000000c0182d4454fb210940"));
        assertThat(bytes(NpyArray.of(new float[] {0, 1, 2}, 3)))
                .isEqualTo(golden("<f4", "(3,)", "000000000000803f00000040"));
        assertThat(bytes(NpyArray.of(new byte[] {-1, 2}, 2))).isEqualTo(golden("|i1", "(2,)", "ff02"));
        assertThat(bytes(NpyArray.of(new long[] {7}))).isEqualTo(golden("<i8", "(1,)", "0700000000000000"));
        assertThat(bytes(NpyArray.of(new int[] {1, 2}, 2, 1))).isEqualTo(golden("<i4", "(2, 1)", "0100000002000000"));
        assertThat(bytes(NpyArray.unsigned(new byte[] {(byte) 200}, 1))).isEqualTo(golden("|u1", "(1,)", "c8"));
    }

    @Test
    void readsBackEveryElementOfArraysLongerThanAChunk() throws IOException {
        Random random = new Random(1);
        double[] doubles = random.doubles(20_001).toArray();
        doubles[3] = Double.NaN;
        doubles[4] = Double.NEGATIVE_INFINITY;
        long[] longs = random.longs(9_000).toArray();
        int[] ints = random.ints(40_000).toArray();
        float[] floats = new float[17_001];
        floats[17_000] = Float.MIN_VALUE;
        assertThat(again(NpyArray.of(doubles, 20_001)).doubles()).isEqualTo(doubles);
        assertThat(again(NpyArray.of(longs, 9, 1000)).longs()).isEqualTo(longs);
        assertThat(again(NpyArray.of(ints, 40_000)).ints()).isEqualTo(ints);
        assertThat(again(NpyArray.of(floats, 17_001, 1)).floats()).isEqualTo(floats);
    }

    @Test
    void arraysAreAskedForByName() {
        NpyArray array = NpyArray.of(new double[] {1});
        assertThat(Npz.array(Map.of("a", array), "a")).isSameAs(array);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.array(Map.of("a", array), "b"))
                .withMessage("array b: must be one of [a]");
    }

    @Test
    void keepsShapes() throws IOException {
        double[][][] cube = {{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}};
        NpyArray read = again(NpyArray.of(cube));
        assertThat(read.shape()).containsExactly(2, 3, 2);
        assertThat(read.cube()).isDeepEqualTo(cube);
        assertThat(NpyArray.of(cube[1]).matrix()).isDeepEqualTo(cube[1]);
        assertThat(again(NpyArray.of(new double[0], 0, 5)).shape()).containsExactly(0, 5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            textBlock =
                    """
                    {'descr': '|O', 'fortran_order': False, 'shape': (1,), }; is not read
                    {'descr': '<f8', 'fortran_order': False, 'shape': (2,), }; needs 16 bytes
                    {'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }; below 2^31
                    {'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 4), }; too large
                    __import__('os'); not understood
                    """)
    void refusesWhatItCannotTrust(String header, String message) throws IOException {
        Path file = directory.resolve("bad.npy");
        Files.write(file, npy(header + "\n", new byte[8]));
        assertThatIllegalArgumentException().isThrownBy(() -> Npy.read(file)).withMessageContaining(message);
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Path file = directory.resolve("cut.npy");
        Npy.write(file, NpyArray.of(new double[100], 100));
        byte[] whole = Files.readAllBytes(file);
        for (int keep : new int[] {0, 5, 9, 40, 200, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, keep));
            assertThatIllegalArgumentException().isThrownBy(() -> Npy.read(file));
        }
    }

    @Test
    void archivesAreTheSameBytesEachTimeAndReadBack() throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("z", NpyArray.of(new double[][] {{1, 2}, {3, 4}}));
        arrays.put("spins", NpyArray.of(new byte[1000], 10, 100));
        Path stored = directory.resolve("a.npz");
        Path packed = directory.resolve("b.npz");
        Npz.write(stored, arrays);
        byte[] first = Files.readAllBytes(stored);
        Npz.write(stored, arrays);
        Npz.writeCompressed(packed, arrays);
        assertThat(Files.readAllBytes(stored)).isEqualTo(first);
        assertThat(Files.size(packed)).isLessThan(first.length - 900L);
        for (Path file : new Path[] {stored, packed}) {
            Map<String, NpyArray> read = Npz.read(file);
            assertThat(read.keySet()).containsExactly("spins", "z");
            assertThat(read.get("z").doubles()).containsExactly(1, 2, 3, 4);
            assertThat(read.get("spins").shape()).containsExactly(10, 100);
        }
    }

    @Test
    void inMemoryAnArchiveIsThatOfTheFile() throws IOException {
        Map<String, NpyArray> arrays =
                Map.of("a", NpyArray.of(new double[] {1, 2.5}), "b", NpyArray.of(new byte[] {7}, 1));
        Path file = directory.resolve("c.npz");
        Npz.write(file, arrays);
        assertThat(Npz.bytes(arrays)).isEqualTo(Files.readAllBytes(file));
        Map<String, NpyArray> read = Npz.read(Npz.bytes(arrays), "a piece");
        assertThat(read.keySet()).containsExactly("a", "b");
        assertThat(read.get("a").doubles()).containsExactly(1, 2.5);
        assertThat(read.get("b").shape()).containsExactly(1);
    }

    @Test
    void inMemoryNoDamageGivesOtherNumbers() {
        byte[] whole = Npz.bytes(Map.of("a", NpyArray.of(new double[] {1, 2.5})));
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            try {
                NpyArray found = Npz.read(damaged, "a piece").get("a");
                assertThat(found == null || Arrays.equals(found.doubles(), new double[] {1, 2.5}))
                        .isTrue();
            } catch (IllegalArgumentException told) {
                assertThat(told).hasMessageStartingWith("a piece");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(Npy.bytes(NpyArray.of(new double[2])).length);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.read(new byte[100], "a piece"))
                .withMessage("a piece: holds no array: damaged, or no .npz archive");
    }

    @Test
    void refusesAnArchiveThatIsNone() throws IOException {
        Path file = Files.writeString(directory.resolve("no.npz"), "not a zip file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.read(file))
                .withMessageContaining("not a readable .npz");
    }

    private byte[] bytes(NpyArray array) throws IOException {
        Path file = directory.resolve("a.npy");
        Npy.write(file, array);
        assertThat(Files.size(file)).isEqualTo(Npy.size(array));
        return Files.readAllBytes(file);
    }

    private NpyArray again(NpyArray array) throws IOException {
        Path file = directory.resolve("again.npy");
        Npy.write(file, array);
        return Npy.read(file);
    }

    private static byte[] golden(String descriptor, String shape, String elements) {
        String header = "{'descr': '" + descriptor + "', 'fortran_order': False, 'shape': " + shape + ", }";
        return npy(
                header + " ".repeat(117 - header.length()) + "\n",
                HexFormat.of().parseHex(elements));
    }

    private static byte[] npy(String header, byte[] elements) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        byte[] file = new byte[10 + text.length + elements.length];
        System.arraycopy(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0}, 0, file, 0, 10);
        System.arraycopy(text, 0, file, 10, text.length);
        System.arraycopy(elements, 0, file, 10 + text.length, elements.length);
        return file;
    }
}
