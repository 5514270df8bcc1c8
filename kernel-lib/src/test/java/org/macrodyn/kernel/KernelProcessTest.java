package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
            assertThat(kernel.execute(NEEDS_MORE_THAN_JSHELL).result()).isEqualTo("Leaf[v=7]");
            assertThat(kernel.execute("int one() { return 2; }").outputs()).hasSize(1);
            assertThat(kernel.execute("kept").result()).isEqualTo("1");
        }
    }

    /** Cuts behind a switch that throws; types that name later ones; compact constructors. */
    private static final String NEEDS_MORE_THAN_JSHELL =
            """
            int one() { return 1; }
            var kept = one();
            int chosen = switch (kept) { case 1 -> 7; default -> throw new IllegalStateException(); };
            sealed interface Tree permits Leaf, Fork { int sum(); }
            record Leaf(int v) implements Tree { Leaf { if (v < 0) throw new IllegalArgumentException(); } @Override public int sum() { return v; } }
            record Fork(Tree l, Tree r) implements Tree { @Override public int sum() { return l.sum() + r.sum(); } }
            new Leaf(new Fork(new Leaf(chosen), new Leaf(0)).sum())
            """;

    /** The font machinery keeps what it found in the user's home. */
    @Test
    void namesThePackagesThatBringFonts() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "fontconfig is Linux's");
        Path none = Files.writeString(directory.resolve("fonts.conf"), "<fontconfig></fontconfig>");
        Map<String, String> environment = Map.of("FONTCONFIG_FILE", none.toString());
        try (JupyterClient kernel = JupyterClient.start(JAVA, directory, environment, "-Duser.home=" + directory)) {
            String figure =
                    "Curves.titled(\"t\").line(\"a\", Palette.EXACT, new double[] {1, 2}, new double[] {2, 3}).figure()";
            for (String cell :
                    List.of("show(" + figure + ");", figure, "new java.awt.Font(\"Serif\", 0, 9).getFamily()")) {
                assertThat(kernel.execute(cell).error())
                        .hasLineCount(1)
                        .contains("no fonts", "apt-get install fontconfig fonts-dejavu-core");
            }
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
