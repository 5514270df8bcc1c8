package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of {@code environment/} say how they are used, at once and without doing anything. */
class EnvironmentTest {
    private static final Path SCRIPTS = Path.of("..", "environment").toAbsolutePath();

    @TempDir
    private Path directory;

    private record Run(int status, String text) {}

    /** A script that does its work all the same is stopped. */
    private Run run(String script, String argument) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(SCRIPTS.resolve(script).toString(), argument)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        assertThat(ended).as(script + " " + argument + " ends at once").isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    @ParameterizedTest
    @CsvSource({"test", "lab", "script", "setup", "doctor", "bench", "fetch-weights", "reproduce"})
    void helpIsPrintedAndNothingElseIsDone(String script) throws IOException, InterruptedException {
        for (String option : new String[] {"--help", "-h"}) {
            Run run = run(script, option);
            assertThat(run.text).startsWith("Usage: environment/" + script);
            assertThat(run.text.lines().count()).isLessThan(15);
            assertThat(run.status).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"test, --fast", "doctor, all", "script, --nonesuch"})
    void unknownArgumentsAreRefusedInOneLine(String script, String argument) throws IOException, InterruptedException {
        Run run = run(script, argument);
        assertThat(run.text.lines()).singleElement().asString().contains(argument, "environment/" + script + " --help");
        assertThat(run.status).isEqualTo(2);
    }
}
