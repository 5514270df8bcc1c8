package org.macrodyn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them. Elements and headers are what NumPy 2.4.6 writes, and what it reads or refuses. */
class NpyFormatsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "|b1, BOOL, 010001, 1 0 1",
        "|i1, INT8, 807f, -128 127",
        "|u1, UINT8, 00ff, 0 255",
        "<i2, INT16, 0080ff7f, -32768 32767",
        ">i2, INT16, 80007fff, -32768 32767",
        "<u2, UINT16, 0000ffff, 0 65535",
        ">u2, UINT16, ff00, 65280",
        ">i4, INT32, 800000007fffffff, -2147483648 2147483647",
        "<u4, UINT32, 00000000ffffffff, 0 4294967295",
        ">i8, INT64, fffffffffffffff7, -9",
        "<u8, UINT64, 000000000000200000f8ffffffffffff, 9007199254740992 18446744073709549568",
        "<f2, FLOAT16, 0038fffb0100007c662e, 0.5 -65504 5.960464477539063e-08 Infinity 0.0999755859375",
        ">f4, FLOAT32, 3dcccccd80000001, 0.10000000149011612 -1.401298464324817e-45",
        ">f8, FLOAT64, 3fb999999999999a400921fb54442d18, 0.1 3.141592653589793",
        "=f8, FLOAT64, 000000000000f83f, 1.5",
        "float64, FLOAT64, 000000000000f83f, 1.5",
        "int16, INT16, 0100, 1"
    })
    void readsEveryTypeOfPlainNumbersAsDoubles(String descriptor, NpyType type, String elements, String values) {
        double[] wanted = java.util.Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }".formatted(descriptor, wanted.length);
        NpyArray array = Npy.read(npy(1, header, elements), "a.npy");
        assertThat(array.type()).isEqualTo(type);
        assertThat(array.doubles()).isEqualTo(wanted);
        NpyArray again = Npy.read(Npy.bytes(array), "again.npy");
        assertThat(again.type()).isEqualTo(type);
        assertThat(again.doubles()).isEqualTo(wanted);
    }

    @Test
    void readsFortranOrder() {
        String header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3, 4), }";
        // numpy.asfortranarray(numpy.arange(24, dtype='>i2').reshape(2, 3, 4))
        String elements =
                "0000000c000400100008001400010 00d00050011000900150002000e00060012000a00160003000f00070013000b0017";
        NpyArray array = Npy.read(npy(1, header, elements.replace(" ", "")), "a.npy");
        assertThat(array.shape()).containsExactly(2, 3, 4);
        assertThat(array.ints()).isEqualTo(IntStream.range(0, 24).toArray());
        String matrix = "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }";
        assertThat(Npy.read(npy(1, matrix, "000000000300000001000000040000000200000005000000"), "a.npy")
                        .matrix())
                .isDeepEqualTo(new double[][] {{0, 1, 2}, {3, 4, 5}});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr':'<f8','fortran_order':False,'shape':(2,)}",
                "{\"shape\": (2L,), \"fortran_order\": False, \"descr\": \"<f8\"}\n",
                "  {'shape': ( 2 , ), 'descr': 'float64', 'fortran_order': False, }   \n",
                "{u'descr': u'd', 'fortran_order': False,\n 'shape': (2,)}",
                "{'descr': '=f8', 'fortran_order': False, 'shape': (2, 1)}"
            })
    void readsHeadersWrittenByHandInEveryVersion(String header) {
        for (int version = 1; version <= 3; version++) {
            assertThat(Npy.read(npy(version, header, "000000000000f83f00000000000000c0"), "a.npy")
                            .doubles())
                    .containsExactly(1.5, -2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{'descr': 'f8', 'fortran_order': False, 'shape': (1)}; no tuple (n,)",
                "{'descr': 'f8', 'fortran_order': 0, 'shape': (1,)}; neither True nor False",
                "{'descr': 'f8', 'fortran_order': False, 'shape': [1]}; has no (",
                "{'descr': 'f8', 'fortran_order': False, 'shape': (-1,)}; no tuple of whole numbers",
                "{'descr': 'f8', 'fortran_order': False, 'shape': (1,), 'x': 1}; names x",
                "{'descr': 'f8', 'fortran_order': False}; has only",
                "{'descr': 'f8', 'descr': 'f8', 'fortran_order': False, 'shape': (1,)}; names descr twice",
                "{'descr': 'f8', 'fortran_order': False, 'shape': (1,)} + 1; goes on after",
                "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,)}; structures",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}; complex",
                "{'descr': '<U2', 'fortran_order': False, 'shape': (1,)}; text",
                "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,)}; times",
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}; objects"
            })
    void refusesWhatNumpyRefusesAndWhatIsNoPlainNumber(String header, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.read(npy(1, header, "0000000000000000"), "data/a.npy"))
                .withMessageStartingWith("data/a.npy: ")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesOtherVersions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npy.read(npy(4, "{}", ""), "a.npy"))
                .withMessageContaining(".npy version 4: must be 1, 2 or 3");
    }

    @Test
    void widensWithoutLossAndRefusesLoss() {
        assertThat(NpyArray.of(new float[] {0.1f, 3}).doubles()).containsExactly(0.1f, 3);
        assertThat(NpyArray.of(new double[] {0.5, Double.NaN}).floats()).containsExactly(0.5f, Float.NaN);
        assertThat(NpyArray.of(new long[] {-1, 1}).bytes()).containsExactly(-1, 1);
        assertThat(NpyArray.of(new byte[] {-1, 1}).longs()).containsExactly(-1, 1);
        assertThat(NpyArray.unsigned(new byte[] {-1}).ints()).containsExactly(255);
        assertThat(NpyArray.of(new int[] {16777216}).floats()).containsExactly(16777216f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new double[] {0.5, 0.1}).floats())
                .withMessage("element 1 of FLOAT64 is 0.1, which is not a float: ask for doubles(), or save"
                        + " a.astype('<f4')");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new int[] {16777217}).floats())
                .withMessageContaining("16777217");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new long[] {(1L << 53) + 1}).doubles())
                .withMessageContaining("9007199254740993, which is not a double");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new long[] {Long.MAX_VALUE}).doubles())
                .withMessageContaining("not a double");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new long[] {1L << 31}).ints())
                .withMessageContaining("not an int: ask for longs()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NpyArray.of(new double[] {1}).ints())
                .withMessageContaining("FLOAT64 asked for as integers");
    }

    @Test
    void aReadArrayNamesItsFileWhenItDoesNotFit() {
        String header = "{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }";
        NpyArray array = Npy.read(npy(1, header, "ffffffffffffffff"), "data/a.npy");
        assertThatIllegalArgumentException()
                .isThrownBy(array::longs)
                .withMessageStartingWith("data/a.npy: element 0 of UINT64 is 18446744073709551615");
        assertThatIllegalArgumentException().isThrownBy(array::doubles).withMessageStartingWith("data/a.npy: ");
        assertThatIllegalArgumentException().isThrownBy(array::matrix).withMessageStartingWith("data/a.npy: ");
    }

    @Test
    void anOddEntrySpoilsOnlyItself() throws IOException {
        Path file = directory.resolve("people.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "z.npy", Npy.bytes(NpyArray.of(new double[] {1, 2})));
            add(zip, "names.npy", npy(1, "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "8004"));
            add(zip, "README.txt", new byte[] {'h', 'i'});
            add(zip, "t.npy", Npy.bytes(NpyArray.of(new float[] {0.5f})));
        }
        Map<String, NpyArray> arrays = Npz.read(file);
        assertThat(arrays.keySet()).containsExactly("z", "t");
        assertThat(arrays.get("t").doubles()).containsExactly(0.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> arrays.get("other"))
                .withMessage(file + ": has no array other: has [z, t]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> arrays.get("names"))
                .withMessageStartingWith(file + "!names.npy: type '|O' (objects");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> arrays.get("README.txt"))
                .withMessageContaining("must end in .npy");
    }

    @Test
    void everyFlippedBitOfAnArrayIsNoticed() throws IOException {
        Path file = directory.resolve("a.npz");
        for (boolean compressed : new boolean[] {false, true}) {
            if (compressed) {
                Npz.writeCompressed(file, Map.of("x", NpyArray.of(new double[] {1.25, 2, 3})));
            } else {
                Npz.write(file, Map.of("x", NpyArray.of(new double[] {1.25, 2, 3})));
            }
            byte[] whole = Files.readAllBytes(file);
            int refused = 0;
            for (int at = 0; at < whole.length; at++) {
                byte[] flipped = whole.clone();
                flipped[at] = (byte) (flipped[at] ^ (1 << at % 8));
                Files.write(file, flipped);
                try {
                    assertThat(Npz.read(file).get("x").doubles())
                            .as("byte %d", at)
                            .containsExactly(1.25, 2, 3);
                } catch (IllegalArgumentException told) {
                    refused++;
                    assertThat(told).hasMessageStartingWith(file.toString()).hasMessageNotContaining("\n");
                }
            }
            assertThat(refused).as("compressed %s", compressed).isGreaterThan(compressed ? 80 : 150);
        }
    }

    @Test
    void refusesAnEntryNamedTwice() throws IOException {
        Path file = directory.resolve("twice.npz");
        byte[] one = Npy.bytes(NpyArray.of(new double[] {1}));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "a.npy", one);
            add(zip, "b.npy", one);
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatIllegalArgumentException().isThrownBy(() -> Npz.read(file)).withMessageContaining("holds a twice");
    }

    @Test
    void aSizeThatCannotBeIsNotAllocated() throws IOException {
        Path file = directory.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "a.npy", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,), }", ""));
        }
        byte[] bytes = Files.readAllBytes(file);
        int central = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, 1600000074);
        Files.write(file, bytes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.read(file).get("a"))
                .withMessageContaining("damaged, make it again");
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] npy(int version, String header, String elements) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length);
        file.write(length.array(), 0, version == 1 ? 2 : 4);
        file.writeBytes(text);
        file.writeBytes(HexFormat.of().parseHex(elements));
        return file.toByteArray();
    }
}
