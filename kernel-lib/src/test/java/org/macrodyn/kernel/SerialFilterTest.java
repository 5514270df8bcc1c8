package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts refuse Java objects in streams also without the JVM's flag; JavaKernelTest has the kernel. */
class SerialFilterTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    /** Writes a date, and reads it back unless a filter refuses its class. */
    static final String READ =
            """
            var bytes = new java.io.ByteArrayOutputStream();
            new java.io.ObjectOutputStream(bytes).writeObject(new java.util.Date(7));
            var date = (java.util.Date)
                    new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray())).readObject();
            System.out.println("read " + date.getTime());
            """;

    @TempDir
    Path directory;

    @Test
    void aScriptReadsNoObject() throws Exception {
        assertThat(script()).contains("InvalidClassException", "REJECTED").doesNotContain("read 7");
    }

    @Test
    void aFilterThatIsSetStays() throws Exception {
        assertThat(script("-Djdk.serialFilter=java.util.Date;!*")).isEqualTo("read 7\n");
    }

    /** What a JVM of its own prints that runs the cell as a script. */
    private String script(String... options) throws Exception {
        Path file = Files.writeString(directory.resolve("read.jsh"), READ);
        List<String> command = new ArrayList<>(List.of(JAVA.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        String classPath = System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, ScriptRunner.class.getName(), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
