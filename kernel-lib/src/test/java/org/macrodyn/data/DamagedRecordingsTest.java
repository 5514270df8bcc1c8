package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a file of recordings is said in one line that names it, or does no harm. */
class DamagedRecordingsTest {
    private static final List<String> NAMES = List.of("x", "y");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a.npy", "a.npz", "a.csv", "a.h5"})
    @Timeout(60)
    void damagedFilesAreRefusedInOneLine(String name) throws IOException {
        Path file = folder.resolve(name);
        Recordings.of(NAMES, new double[][] {{0, 1, 2}}, new double[][][] {{{1, 2}, {3, 4}, {5, 6}}})
                .save(file.toString());
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            byte[] odd = whole.clone();
            odd[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            refused += refuses(file, odd) ? 1 : 0;
        }
        for (int i = 0; i < 8; i++) {
            refused += refuses(file, Arrays.copyOf(whole, i * whole.length / 9)) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(8);
    }

    private static boolean refuses(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        boolean timed = !file.toString().endsWith("npy");
        try {
            Recordings read =
                    timed ? Recordings.read(NAMES, file.toString()) : Recordings.read(NAMES, 1, file.toString());
            assertThat(read.names()).isEqualTo(NAMES);
            return false;
        } catch (IllegalArgumentException told) {
            assertThat(told).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
            return true;
        }
    }
}
