package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.run.ProgressReporter;

/** Each study here is opened anew, with nothing in memory. */
class KeptErrorTest {
    private static final int RUNS = 50;

    @TempDir
    private static Path runs;

    private static ErrorOfTwo made;

    private static Study<float[]> study() {
        return Cells.study().keptIn(runs.toString(), ProgressReporter.NONE);
    }

    private static ErrorOfTwo of(Study<float[]> study, int count) {
        return KeptError.of(study.twice().learn(), count);
    }

    /** Whether forecasts were made. */
    private static boolean isMade(Study<float[]> study, int count) throws IOException {
        long before = kept();
        of(study, count);
        return kept() > before;
    }

    private static long kept() throws IOException {
        try (Stream<Path> all = Files.walk(runs)) {
            return all.filter(path -> path.endsWith("result.npy")).count();
        }
    }

    @BeforeAll
    static void make() {
        made = of(study(), RUNS);
    }

    @Test
    void isReadBackWithAllItsNumbers() throws IOException {
        assertThat(isMade(study(), RUNS)).isFalse();
        ErrorOfTwo again = of(study(), RUNS);
        assertThat(again.error()).isEqualTo(made.error());
        assertThat(again.trainings()).isEqualTo(made.trainings());
        assertThat(again.shares()).isEqualTo(made.shares()).hasSize(RUNS);
    }

    @Test
    void isMadeAnewForWhateverDecidesIt() throws IOException {
        assertThat(isMade(study().seed(8), RUNS)).isTrue();
        assertThat(isMade(study().until(0.9), RUNS)).isTrue();
        assertThat(isMade(study().lambda(3), RUNS)).isTrue();
        assertThat(isMade(study().trainingSeed(3), RUNS)).isTrue();
        assertThat(isMade(study().from((float[] state, RandomGenerator random) -> Arrays.fill(state, 1.9f)), RUNS))
                .isTrue();
        assertThat(isMade(study(), RUNS + 1)).isTrue();
    }

    /** Whoever changes the numbers raises the version, or people get yesterday's. */
    @Test
    void numbersHaveAVersion() {
        assertThat(KeptError.ALGORITHM).isEqualTo(2);
        assertThat(made.error()).isCloseTo(0.0125882, within(1e-6));
        assertThat(made.trainings()).isCloseTo(4.03747e-4, within(1e-8));
    }
}
