package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PickledArraysTest {
    private static final int MUTATIONS = 20_000;

    /** Writes a list of float arrays as numpy does (protocol 3, names and element type remembered and recalled). */
    private static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final BitSet payload = new BitSet();
        private boolean typed;

        static Writer of(List<PickledArrays.FloatArray> arrays) {
            Writer writer = new Writer();
            String header = "{'descr': '|O', 'fortran_order': False, 'shape': (" + arrays.size() + ",), }";
            writer.bytes(0x93).text("NUMPY").bytes(1, 0, 118, 0).text(String.format("%-117s\n", header));
            writer.bytes(0x80, 3).text("cnumpy.core.multiarray\n_reconstruct\n").bytes('q', 0);
            writer.text("cnumpy\nndarray\n").bytes('q', 1, 'K', 0, 0x85, 'C', 1, 'b', 'q', 3, 0x87, 'R', '(', 'K', 1);
            writer.bytes('K', arrays.size(), 0x85).text("cnumpy\ndtype\n").bytes('q', 7);
            writer.type("O8", "|", 63).bytes(0x89, ']', '(');
            arrays.forEach(writer::array);
            return writer.bytes('e', 't', 'b', '.');
        }

        private Writer type(String name, String order, int flags) {
            bytes('X', 2, 0, 0, 0).text(name).bytes('K', 0, 'K', 1, 0x87, 'R', '(', 'K', 3, 'X', 1, 0, 0, 0);
            text(order).bytes('N', 'N', 'N');
            bytes('J', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', flags, 't', 'b');
            return this;
        }

        private void array(PickledArrays.FloatArray array) {
            bytes('h', 0, 'h', 1, 'K', 0, 0x85, 'h', 3, 0x87, 'R', '(', 'K', 1);
            for (int extent : array.shape()) {
                bytes('M', extent & 255, extent >> 8);
            }
            bytes(0x84 + array.shape().length);
            if (typed) {
                bytes('h', 20);
            } else {
                bytes('h', 7).type("f4", "<", 0).bytes('q', 20);
                typed = true;
            }
            byte[] data = data(array.values());
            bytes(0x89, 'B', data.length & 255, data.length >> 8 & 255, data.length >> 16, 0);
            payload.set(out.size(), out.size() + data.length);
            out.writeBytes(data);
            bytes('t', 'b');
        }

        private static byte[] data(float[] values) {
            ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(values);
            return buffer.array();
        }

        private Writer bytes(int... values) {
            Arrays.stream(values).forEach(out::write);
            return this;
        }

        private Writer text(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }
    }

    private static PickledArrays.FloatArray array(RandomGenerator random, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() / 8;
        }
        return new PickledArrays.FloatArray(shape, values);
    }

    private static Writer small() {
        RandomGenerator random = Fixtures.random(10);
        List<PickledArrays.FloatArray> arrays = new ArrayList<>();
        for (int layer = 0; layer < 4; layer++) {
            arrays.add(array(random, 6, 5));
            arrays.add(array(random, 5));
        }
        return Writer.of(arrays);
    }

    private static List<PickledArrays.FloatArray> network(RandomGenerator random) {
        List<PickledArrays.FloatArray> arrays = new ArrayList<>();
        for (int layer = 0; layer < 4; layer++) {
            arrays.add(array(random, layer == 0 ? 729 : 128, 128));
            for (int k = 0; k < 5; k++) {
                arrays.add(array(random, 128));
            }
        }
        arrays.add(array(random, 128, 1));
        arrays.add(array(random, 1));
        return arrays;
    }

    @Test
    void readsWhatNumpyWrites() {
        List<PickledArrays.FloatArray> arrays = network(Fixtures.random(11));
        List<PickledArrays.FloatArray> read =
                PickledArrays.parse(Writer.of(arrays).out.toByteArray());
        assertThat(read).hasSize(26);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).shape()).isEqualTo(arrays.get(i).shape());
            assertThat(read.get(i).values()).isEqualTo(arrays.get(i).values());
        }
    }

    /** The network, evaluated as its definition says, in double precision and on all 729 inputs. */
    @Test
    void networkOfSyntheticWeightsAgreesWithItsDefinition(@TempDir Path folder) throws IOException {
        RandomGenerator random = Fixtures.random(12);
        List<PickledArrays.FloatArray> arrays = network(random);
        Path file = folder.resolve("weights.npy");
        Files.write(file, Writer.of(arrays).out.toByteArray());
        NeuralBarriers network = NeuralBarriers.read(file);
        for (int trial = 0; trial < 5; trial++) {
            byte[] types = Fixtures.randomTypes(network.sites(), random);
            types[Neighbourhood.target(trial)] = Species.VACANCY;
            double[] barriers = Fixtures.barriers(network, types);
            for (int d = 0; d < 8; d++) {
                double expected = d == trial ? Double.POSITIVE_INFINITY : definition(arrays, types, d);
                assertThat(barriers[d]).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
            }
        }
    }

    private static double definition(List<PickledArrays.FloatArray> arrays, byte[] types, int direction) {
        double[] x = new double[729];
        for (int site = 0; site < types.length; site++) {
            int[] at = Neighbourhood.offset(site);
            x[((at[0] + 4) * 9 + at[1] + 4) * 9 + at[2] + 4] = types[Neighbourhood.toLab(direction, site)];
        }
        for (int layer = 0; layer < 4; layer++) {
            x = hidden(arrays.subList(6 * layer, 6 * layer + 6), x);
        }
        double output = arrays.get(25).values()[0];
        for (int i = 0; i < x.length; i++) {
            output += x[i] * arrays.get(24).values()[i];
        }
        return output;
    }

    private static double[] hidden(List<PickledArrays.FloatArray> layer, double[] x) {
        double[] y = new double[128];
        for (int j = 0; j < y.length; j++) {
            double sum = layer.get(1).values()[j];
            for (int i = 0; i < x.length; i++) {
                sum += x[i] * layer.get(0).values()[i * 128 + j];
            }
            double normal =
                    (sum - layer.get(4).values()[j]) / Math.sqrt(layer.get(5).values()[j] + 1e-5);
            y[j] = Math.max(0, normal * layer.get(2).values()[j] + layer.get(3).values()[j]);
        }
        return y;
    }

    /** Every mutated file is refused in one line or parsed with nothing changed but the numbers that were mutated. */
    @Test
    void mutatedFilesAreRefusedOrParsedEqualInBoundedMemory() {
        Writer writer = small();
        byte[] original = writer.out.toByteArray();
        List<PickledArrays.FloatArray> arrays = PickledArrays.parse(original);
        RandomGenerator random = Fixtures.random(13);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long worst = 0;
        int refused = 0;
        for (int trial = 0; trial < MUTATIONS; trial++) {
            byte[] mutated = mutate(original, random);
            long before = memory.getCurrentThreadAllocatedBytes();
            List<PickledArrays.FloatArray> read = null;
            try {
                read = PickledArrays.parse(mutated);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("weights file refused: ").doesNotContain("\n");
                refused++;
            }
            worst = Math.max(worst, memory.getCurrentThreadAllocatedBytes() - before);
            if (read != null && mutated.length == original.length) {
                assertEqualOutsideNumbers(read, arrays, mutated, original, writer.payload);
            }
        }
        assertThat(worst).isLessThan(2_000_000);
        assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
    }

    private static byte[] mutate(byte[] original, RandomGenerator random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 1 -> {
                for (int k = random.nextInt(1, 6); k > 0; k--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = random.nextInt(1, 1 + Math.min(40, bytes.length - Math.max(from, to)));
                System.arraycopy(original, from, bytes, to, length);
            }
        }
        return bytes;
    }

    private static void assertEqualOutsideNumbers(
            List<PickledArrays.FloatArray> read,
            List<PickledArrays.FloatArray> arrays,
            byte[] mutated,
            byte[] original,
            BitSet payload) {
        int next = payload.nextSetBit(0);
        assertThat(read).hasSameSizeAs(arrays);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).shape()).isEqualTo(arrays.get(i).shape());
            for (int k = 0; k < read.get(i).values().length; k++) {
                float value = read.get(i).values()[k];
                if (Arrays.equals(mutated, next, next + 4, original, next, next + 4)) {
                    assertThat(value).isEqualTo(arrays.get(i).values()[k]);
                }
                next = payload.get(next + 4) ? next + 4 : payload.nextSetBit(payload.nextClearBit(next));
            }
        }
    }

    @Test
    void filesThatAskForMoreThanTheyHoldAreRefused() {
        assertRefused(
                "c__builtin__\neval\n".getBytes(StandardCharsets.ISO_8859_1), "something else than numpy's arrays");
        assertRefused("cos\nsystem\n".getBytes(StandardCharsets.ISO_8859_1), "something else than numpy's arrays");
        assertRefused(new byte[] {'B', -1, -1, -1, 127}, "bytes beyond its end");
        assertRefused(new byte[] {'B', -1, -1, -1, -1}, "bytes beyond its end");
        assertRefused(new byte[] {'r', -1, -1, -1, 127}, "bad memo index");
        assertRefused(new byte[] {'i'}, "operation 0x69 at byte 130 is not allowed");
        byte[] deep = new byte[5000];
        Arrays.fill(deep, (byte) '(');
        assertRefused(deep, "more than 1024 objects");
        byte[] self = {']', 'q', 0, '(', 'h', 0, 'e', '.'};
        assertRefused(self, "an operand has the wrong type");
        assertThatThrownBy(() -> PickledArrays.parse(new byte[PickledArrays.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 16777216 bytes");
    }

    private static void assertRefused(byte[] program, String reason) {
        byte[] bytes = Arrays.copyOf(small().out.toByteArray(), 130 + program.length);
        System.arraycopy(program, 0, bytes, 130, program.length);
        assertThatThrownBy(() -> PickledArrays.parse(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anotherNetworkIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("weights.npy");
        Files.write(file, small().out.toByteArray());
        assertThatThrownBy(() -> NeuralBarriers.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": weights of another network: 8 arrays instead of 26");
        Files.writeString(file, "no arrays");
        assertThatThrownBy(() -> NeuralBarriers.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": weights file refused: ");
    }

    /** The same program on the published file: mutations of its structure, its numbers kept. */
    @Test
    void mutatedPublishedFilesAreRefusedOrParsedEqual() throws IOException {
        byte[] original = Files.readAllBytes(Fixtures.weights());
        RandomGenerator random = Fixtures.random(14);
        List<PickledArrays.FloatArray> arrays = PickledArrays.parse(original);
        int refused = 0;
        for (int trial = 0; trial < 300; trial++) {
            byte[] mutated = original.clone();
            int at = random.nextInt(2) == 0 ? random.nextInt(600) : original.length - 1 - random.nextInt(200);
            boolean structure = at < 358 || at > original.length - 60;
            mutated[at] = (byte) random.nextInt(256);
            try {
                List<PickledArrays.FloatArray> read = PickledArrays.parse(mutated);
                for (int i = 0; i < arrays.size() && structure; i++) {
                    assertThat(read.get(i).shape()).isEqualTo(arrays.get(i).shape());
                }
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
