package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that fetches the network's weights, without a network. */
class FetchWeightsTest {
    @TempDir
    Path folder;

    private record Outcome(int status, String output) {}

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 2];
        command[0] = "bash";
        command[1] = Path.of("..", "environment", "fetch-weights").toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void anotherFileIsRefusedAndNothingIsKept() throws IOException, InterruptedException {
        Path other = Files.write(folder.resolve("other.npy"), new byte[] {1, 2, 3});
        Path target = folder.resolve("weights.npy");
        Outcome outcome = run("--from", other.toString(), target.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("must be 4633e13e").contains("nothing was kept");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(other);
        }
    }

    @Test
    void wrongRequestsAreRefused() throws IOException, InterruptedException {
        assertThat(run("--form", "x").status()).isEqualTo(2);
        assertThat(run("--from", folder.resolve("absent").toString()).status()).isEqualTo(2);
        assertThat(run("a", "b").output()).contains("two targets");
    }
}
