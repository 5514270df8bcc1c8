package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;

class SharedPipelineTest {
    @TempDir
    Path store;

    @Test
    void twoWholePipelinesAtOnceMakeWhatOneMakes() throws Exception {
        List<Process> both = List.of(SharedPipeline.start(store, 2), SharedPipeline.start(store, 2));
        String alone = SharedPipeline.run(store.resolve("alone"), ProgressReporter.NONE);
        for (Process process : both) {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly(alone, alone);
            assertThat(process.waitFor()).isZero();
        }
        for (int round = 0; round < 2; round++) {
            Reporter reporter = new Reporter();
            assertThat(SharedPipeline.run(store.resolve("round-" + round), reporter))
                    .isEqualTo(alone);
            assertThat(reporter.started).isEmpty();
            assertThat(reporter.said).hasSize(9);
            assertThat(reporter.said)
                    .allMatch(line -> line.matches(".*: read back, made (\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d"));
            assertThat(reporter.said).anyMatch(line -> line.startsWith("simulate 8×8: read back, made "));
        }
    }

    private static final class Reporter implements ProgressReporter {
        private final List<String> started = new ArrayList<>();
        private final List<String> said = new ArrayList<>();

        @Override
        public ProgressListener start(String label) {
            started.add(label);
            return ProgressListener.NONE;
        }

        @Override
        public void say(String label, String sentence) {
            said.add(label + ": " + sentence);
        }
    }
}
