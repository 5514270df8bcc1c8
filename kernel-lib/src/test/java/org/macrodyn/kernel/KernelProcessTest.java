package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.kernel.JupyterClient.Answer;

/** Start and end of kernel processes. */
class KernelProcessTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    @TempDir
    Path directory;

    @Test
    void endsWhenToldTo() throws Exception {
        try (JupyterClient kernel = JupyterClient.start(JAVA, directory, Map.of())) {
            kernel.send("while (true) Thread.onSpinWait();");
            Thread.sleep(1500);
            kernel.shutdown();
            assertThat(kernel.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kernel.process().exitValue()).isZero();
            assertThat(Files.readString(directory.resolve("kernel.log"))).isEmpty();
        }
    }

    @Test
    void endsWithItsJupyter() throws Exception {
        Process jupyter = new ProcessBuilder("sleep", "60").start();
        Map<String, String> environment = Map.of("JPY_PARENT_PID", Long.toString(jupyter.pid()));
        try (JupyterClient kernel = JupyterClient.start(JAVA, directory, environment)) {
            assertThat(kernel.execute("1").result()).isEqualTo("1");
            jupyter.destroyForcibly().waitFor();
            assertThat(kernel.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            jupyter.destroyForcibly();
        }
    }

    @Test
    void worksOnTheNewestJdkAtHand() throws Exception {
        Optional<Path> newest = newestJdk();
        assumeTrue(newest.isPresent(), "no JDK 25: set JAVA25_HOME");
        String[] options = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"};
        try (JupyterClient kernel = JupyterClient.start(newest.get(), directory, Map.of(), options)) {
            assertThat(kernel.execute("Runtime.version().feature()").result()).isEqualTo("25");
            Answer nd4j = kernel.execute(
                    """
                    java.util.concurrent.ForkJoinPool.commonPool().submit(
                        () -> org.nd4j.linalg.factory.Nd4j.ones(2, 2).sumNumber().doubleValue()).get()
                    """);
            assertThat(nd4j.result()).isEqualTo("4.0");
            assertThat(kernel.execute("int broken =\n    half(0);").errorName()).isEqualTo("CompileError");
        }
    }

    private static Optional<Path> newestJdk() throws IOException {
        String home = System.getenv("JAVA25_HOME");
        if (home != null) {
            return Optional.of(Path.of(home));
        }
        Path root = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(root)) {
            return homes.filter(path -> path.getFileName().toString().matches(".*\\b25\\b.*jdk.*|.*jdk.*\\b25\\b.*"))
                    .filter(path -> Files.isExecutable(path.resolve("bin/java")))
                    .max(Comparator.naturalOrder());
        }
    }
}
