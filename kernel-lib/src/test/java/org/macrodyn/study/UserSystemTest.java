package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types: a class of their own, and a line for each result; a kernel that died is replaced by a new one. */
class UserSystemTest {
    private static final String VOTERS =
            """
            record Voters(Grid grid, double noise) implements LocalModel<byte[]> {
                public Voters on(Grid other) { return new Voters(other, noise); }
                public StateType<byte[]> stateType() { return StateType.SPINS; }
                public void initialise(byte[] state, RandomGenerator random) {
                    double share = random.nextDouble();
                    for (int i = 0; i < state.length; i++) state[i] = (byte) (random.nextDouble() < share ? 1 : -1);
                }
                public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                    return span.attempts(region.sites(), random, () -> {
                        int site = region.site(random.nextInt(region.sites()));
                        int seen = grid.shift(site, 0, random.nextBoolean() ? 1 : -1);
                        state[site] = random.nextDouble() < noise ? (byte) (random.nextBoolean() ? 1 : -1) : state[seen];
                    });
                }
                public List<String> observables() { return List.of("opinion"); }
                public void addShare(byte[] state, int site, double[] sums) { sums[0] += state[site]; }
            }
            """;

    private static final String STUDY =
            """
            var study = Study.of(new Voters(Grid.line(1, 64), 0.5)).patch(Grid.line(1, 16))
                .from((state, random) -> Arrays.fill(state, (byte) 1)).until(2).keptIn("%s", heard);
            """;

    private static final List<String> LINES = List.of(
            "var learnt = study.learn();",
            "var errors = Comparison.of(learnt.forecast(200), study.truth(40));",
            "var lambdas = Sweep.over(study, \"λ\", 1.0, 4.0).table();",
            "var sizes = Sweep.over(study, \"patch\", 8, 16).figure();");

    /** A kernel: its own class loader, its own classes. */
    private static final class Kernel implements AutoCloseable {
        private final JShell shell = JShell.builder().executionEngine("local").build();

        Kernel(Path runs) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            for (String name : List.of("study.*", "micro.*", "run.*")) {
                run("import org.macrodyn." + name + ";");
            }
            run("import java.time.Duration;");
            run("import java.util.*;");
            run("import java.util.random.RandomGenerator;");
            run("var worked = new TreeSet<String>();");
            run("ProgressReporter heard = label -> (done, total, note) -> worked.add(label);");
            run(VOTERS);
            run(STUDY.formatted(runs));
            // As small as a test must be; a user leaves the recipe as it is.
            run("study = study.configurations(200).repeats(8).training(study.recipe().fit().training().withEpochs(30))"
                    + ".budget(Duration.ofMillis(10));");
        }

        String run(String source) {
            SnippetEvent event = shell.eval(source).get(0);
            assertThat(event.status())
                    .as(source
                            + shell.diagnostics(event.snippet())
                                    .map(diagnostic -> diagnostic.getMessage(null))
                                    .toList())
                    .isEqualTo(Snippet.Status.VALID);
            assertThat(event.exception()).as(source).isNull();
            return event.value();
        }

        @Override
        public void close() {
            shell.close();
        }
    }

    /** ⟨opinion⟩ = exp(−noise · t): a vote is a fair coin's with that probability, at rate 1. */
    @Test
    void fiveLinesFromAClassToItsErrors(@TempDir Path runs) {
        String first;
        try (Kernel kernel = new Kernel(runs)) {
            LINES.forEach(kernel::run);
            assertThat(Double.parseDouble(kernel.run("study.truth(40).mean(0)[100]")))
                    .isCloseTo(Math.exp(-1), within(4 * 0.2 / Math.sqrt(40)));
            assertThat(Double.parseDouble(kernel.run("errors.relMse()"))).isLessThan(0.02);
            assertThat(kernel.run("lambdas.rowCount() + \" \" + lambdas.columnNames()"))
                    .isEqualTo("\"2 [λ, relMSE, MMD², worst opinion, spread ratio opinion]\"");
            assertThat(kernel.run("sizes.png().length > 1000")).isEqualTo("true");
            first = kernel.run("errors.relMse()");
            assertThat(kernel.run("worked")).contains("simulate 16", "train 2 SDEs");
        }
        try (Kernel kernel = new Kernel(runs)) {
            LINES.subList(0, 2).forEach(kernel::run);
            kernel.run("Sweep.over(study, \"λ\", 1.0, 4.0).learn()");
            assertThat(kernel.run("errors.relMse()")).isEqualTo(first);
            assertThat(kernel.run("worked")).as("nothing is done twice").isEqualTo("[]");
        }
    }
}
