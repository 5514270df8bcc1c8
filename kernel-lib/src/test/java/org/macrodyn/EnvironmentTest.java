package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of {@code environment/} say how they are used, at once and without doing anything. */
class EnvironmentTest {
    private static final Path SCRIPTS = Path.of("..", "environment").toAbsolutePath();

    @ParameterizedTest
    @CsvSource({"test", "lab", "script", "setup", "doctor", "bench", "fetch-weights", "reproduce"})
    void helpIsPrintedAndNothingElseIsDone(String script) throws IOException, InterruptedException {
        for (String option : new String[] {"--help", "-h"}) {
            Process process = new ProcessBuilder(SCRIPTS.resolve(script).toString(), option)
                    .redirectErrorStream(true)
                    .start();
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            assertThat(ended).as(script + " " + option + " ends at once").isTrue();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).startsWith("Usage: environment/" + script);
            assertThat(text.lines().count()).isLessThan(15);
            assertThat(process.exitValue()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"test, --fast", "doctor, all", "script, --nonesuch"})
    void unknownArgumentsAreRefusedInOneLine(String script, String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(SCRIPTS.resolve(script).toString(), argument)
                .redirectErrorStream(true)
                .start();
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        assertThat(ended).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains(argument, "environment/" + script + " --help");
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
