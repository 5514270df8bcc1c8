package org.macrodyn.micro.alloy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.run.RandomStreams;

/** Reference data of the tests. The network's weights and start file are third-party: a path says where they are. */
final class Fixtures {
    private static final String WEIGHTS = "MACRODYN_NBMOTA_WEIGHTS";

    private Fixtures() {}

    static RandomGenerator random(long index) {
        return RandomStreams.stream(7, "alloy-test", index);
    }

    /** The path of weights.npy, from the system property or environment variable; skips the test without it. */
    static Path weights() {
        String path = System.getProperty(WEIGHTS, System.getenv(WEIGHTS));
        assumeTrue(path != null, WEIGHTS + " names the network's weights.npy");
        return Path.of(path);
    }

    static NeuralBarriers network() {
        return NeuralBarriers.read(weights());
    }

    /** The published start configuration beside the weights: 1024 atoms, no vacancy. */
    static byte[] start(BccLattice lattice) {
        Path file = weights().resolveSibling("initial_N_1024_equimolar.dump");
        assumeTrue(Files.exists(file), "the start file lies beside the weights");
        try (var lines = Files.lines(file)) {
            byte[] state = new byte[lattice.sites()];
            lines.map(line -> line.trim().split(" "))
                    .filter(words -> words.length == 5 && words[0].matches("\\d+"))
                    .forEach(words -> state[lattice.site(voxel(words[2]), voxel(words[3]), voxel(words[4]))] =
                            Byte.parseByte(words[1]));
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int voxel(String angstrom) {
        return (int) Math.round(Double.parseDouble(angstrom) / 1.62);
    }

    static List<String> lines(String resource) {
        try (InputStream stream = Fixtures.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] numbers(String[] cells, int from, int length) {
        return Arrays.stream(cells, from, from + length)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    static byte[] types(String digits) {
        byte[] types = new byte[digits.length()];
        for (int i = 0; i < types.length; i++) {
            types[i] = (byte) (digits.charAt(i) - '0');
        }
        return types;
    }

    static byte[] randomTypes(int sites, RandomGenerator random) {
        byte[] types = new byte[sites];
        for (int i = 0; i < sites; i++) {
            types[i] = (byte) (1 + random.nextInt(3));
        }
        return types;
    }

    static double[] barriers(BarrierModel model, byte[] types) {
        double[] barriers = new double[Neighbourhood.DIRECTIONS];
        model.evaluator().barriers(types, barriers);
        return barriers;
    }
}
