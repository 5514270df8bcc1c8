package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of {@code environment/} say how they are used, at once and without doing anything. */
class EnvironmentTest {
    private static final Path SCRIPTS = Path.of("..", "environment").toAbsolutePath();

    @TempDir
    private Path directory;

    private record Run(int status, String text) {}

    private Run run(String script, String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), script, arguments);
    }

    private Run run(Map<String, String> variables, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return run(variables, command);
    }

    /** What a function of the scripts' common part prints. */
    private Run call(Map<String, String> variables, String function) throws IOException, InterruptedException {
        return run(variables, List.of("bash", "-c", ". " + SCRIPTS.resolve("common.sh") + "; " + function));
    }

    /** A script that does its work all the same is stopped. */
    private Run run(Map<String, String> variables, List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        assertThat(ended).as(command + " ends at once").isTrue();
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

    @ParameterizedTest
    @CsvSource({
        "setup, MACRODYN_XMX, 0g",
        "setup, MACRODYN_XMX, 100m",
        "setup, MACRODYN_XMX, 6 g",
        "setup, MACRODYN_XMX, 6",
        "setup, MACRODYN_XMX, -6g",
        "setup, MACRODYN_XMX, 6.5g",
        "setup, MACRODYN_XMX, 999999g",
        "setup, MACRODYN_XMX, 99999999999999999999g",
        "setup, MACRODYN_JUPYTER, conda",
        "reproduce, MACRODYN_SCALE, huge",
        "lab, MACRODYN_SCALE, smoke paper"
    })
    void settingsThatMeanNothingAreRefusedBeforeAnyWork(String script, String variable, String value)
            throws IOException, InterruptedException {
        Run run = run(Map.of(variable, value), script);
        assertThat(run.text.lines()).singleElement().asString().startsWith(variable + " = '" + value + "': must be ");
        assertThat(run.status).isEqualTo(2);
    }

    @Test
    void blanksAroundSettingsMeanNothing() throws IOException, InterruptedException {
        assertThat(call(Map.of("MACRODYN_XMX", " 600m\t"), "heap").text).isEqualTo("600m\n");
        assertThat(call(Map.of("MACRODYN_XMX", " "), "heap").text).isEqualTo(call(Map.of(), "heap").text);
        String scale = "scale_of MACRODYN_SCALE \"$MACRODYN_SCALE\"";
        assertThat(call(Map.of("MACRODYN_SCALE", " Paper "), scale).text).isEqualTo("paper\n");
        assertThat(call(Map.of("MACRODYN_SCALE", ""), scale).text).isEqualTo("laptop\n");
    }

    @Test
    void theJdkIsFoundWhateverItsJvmPrintsFirst() throws IOException, InterruptedException {
        Map<String, String> options = Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_TOOL_OPTIONS", "-Dx=1\n-Dy=2",
                "JDK_JAVA_OPTIONS", "-Dx=2",
                "_JAVA_OPTIONS", "-Dx=3");
        Run run = call(options, "find_java && echo $JDK_VERSION $JDK_HOME");
        assertThat(run.text).isEqualTo(Runtime.version().feature() + " " + System.getProperty("java.home") + "\n");
    }

    @Test
    void whatKeepsTheJdkFromRunningIsNamed() throws IOException, InterruptedException {
        Map<String, String> options =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_TOOL_OPTIONS", "-XX:nonesuch");
        Run run = call(options, "find_java || echo \"$JAVA_PROBLEM\"");
        assertThat(run.text.lines())
                .singleElement()
                .asString()
                .contains("does not run with JAVA_TOOL_OPTIONS=-XX:nonesuch");
    }
}
