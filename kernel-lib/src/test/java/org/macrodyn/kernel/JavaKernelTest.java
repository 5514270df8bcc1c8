package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.kernel.JupyterClient.Answer;
import org.macrodyn.kernel.JupyterClient.Output;

/** One kernel process for all these cells, as in a notebook: no test may harm the ones after it. */
class JavaKernelTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final String DOCUMENTED =
            """
            package org.macrodyn.ensemble;
            /** Streams of numbers. */
            public final class RandomStreams {
                /**
                 * The stream of {@code one} trajectory.
                 * @param seed the experiment's seed
                 */
                public static RandomGenerator stream(long seed, String stage, long index) { return null; }
            }
            """;

    private static final String INHERITED =
            """
            package org.macrodyn.ensemble;
            public interface ProgressListener {
                /** Hears of progress. */
                void update(long done, long total, String note);
            }
            """;

    @TempDir
    static Path directory;

    private static JupyterClient kernel;

    @BeforeAll
    static void start() throws IOException {
        Path sources = directory.resolve("sources.jar");
        try (OutputStream file = Files.newOutputStream(sources);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("org/macrodyn/run/RandomStreams.java"));
            zip.write(DOCUMENTED.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("org/macrodyn/run/ProgressListener.java"));
            zip.write(INHERITED.getBytes(StandardCharsets.UTF_8));
        }
        kernel = JupyterClient.start(JAVA, directory, Map.of(), "-Dmacrodyn.sources=" + sources);
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    @Test
    void showsTheValueOfTheLastExpression() {
        Answer answer = kernel.execute("int a = 3;\n// and\nint b = 4;\na * b");
        assertThat(answer.status()).isEqualTo("ok");
        assertThat(answer.result()).isEqualTo("12");
        assertThat(kernel.execute("int unseen = 3;").outputs())
                .extracting(Output::type)
                .containsExactly("execute_input");
    }

    @Test
    void importsTheLibraryAndItsFacade() {
        assertThat(kernel.execute("new Grid(1, 1, 2, 3).rows()").result()).isEqualTo("2");
        assertThat(kernel.execute("Stream.of(1, 2).map(i -> i + 1).toList()").result())
                .isEqualTo("[2, 3]");
        Answer shown = kernel.execute("show(\"text\");");
        assertThat(shown.ofType("display_data").get(0).text("text/plain")).isEqualTo("text");
        assertThat(shown.result()).isNull();
    }

    @Test
    void readsNoObjectFromAStream() {
        assertThat(kernel.execute(SerialFilterTest.READ).error()).contains("InvalidClassException", "REJECTED");
    }

    @Test
    void keepsTextAndPicturesInOrder() {
        Answer answer = kernel.execute(
                """
                System.out.println("one");
                System.err.println("two");
                show("three");
                System.out.println("vier € 😀");
                """);
        assertThat(answer.ofType("display_data")).hasSize(1);
        assertThat(answer.outputs().stream()
                        .filter(output -> !output.type().equals("execute_input"))
                        .map(JavaKernelTest::words))
                .containsExactly("one\n", "two\n", "three", "vier € 😀\n");
    }

    private static String words(Output output) {
        return output.type().equals("stream") ? output.content().get("text").getAsString() : output.text("text/plain");
    }

    @Test
    void printsManyLinesInFewMessages() {
        Answer answer = kernel.execute("for (int i = 0; i < 20_000; i++) System.out.println(i);");
        assertThat(answer.stream("stdout").lines().toList())
                .hasSize(20_000)
                .startsWith("0", "1")
                .endsWith("19999");
        assertThat(answer.ofType("stream").size()).isLessThan(200);
        assertThat(answer.millis()).isLessThan(3000);
    }

    @Test
    void collectsTheTextOfOtherThreads() {
        Answer answer = kernel.execute(
                """
                var worker = new Thread(() -> System.out.println("from a worker"));
                worker.start();
                worker.join();
                """);
        assertThat(answer.stream("stdout")).isEqualTo("from a worker\n");
    }

    @Test
    void showsChartsAndTablesAsLastExpressions() {
        Answer chart = kernel.execute(
                """
                var chart = new org.knowm.xchart.XYChartBuilder().width(300).height(200).title("T").build();
                chart.addSeries("s", new double[] {1, 2}, new double[] {3, 4});
                chart
                """);
        Output picture = chart.ofType("execute_result").get(0);
        assertThat(picture.text("image/png")).startsWith("iVBORw0KGgo");
        JsonObject hints = picture.content().getAsJsonObject("metadata").getAsJsonObject("image/png");
        assertThat(hints.get("width").getAsInt()).isEqualTo(300);
        assertThat(hints.get("height").getAsInt()).isEqualTo(200);
        Answer table = kernel.execute("Table.create(\"t\", DoubleColumn.create(\"x\", 1.23456))");
        assertThat(table.ofType("execute_result").get(0).text("text/html")).contains("<table>", ">1.23456<");
    }

    @Test
    void redrawsProgressInPlace() {
        Answer answer = kernel.execute(
                """
                try (var bar = progress("simulate")) {
                    for (int i = 1; i <= 400; i++) {
                        Thread.sleep(1);
                        bar.update(i, 400, "T = 2");
                    }
                }
                """);
        String id = answer.ofType("display_data").get(0).displayId();
        List<Output> updates = answer.ofType("update_display_data");
        assertThat(updates).extracting(Output::displayId).containsOnly(id);
        assertThat(updates.size()).isBetween(2, 1 + (int) (answer.millis() / 100) + 1);
        Output last = updates.get(updates.size() - 1);
        assertThat(last.text("text/plain")).startsWith("simulate ██████████").contains("400/400", "T = 2");
        assertThat(last.text("text/html")).contains("<progress value=\"400\"").doesNotContain("<script");
    }

    @Test
    void namesTheSourceLineOfACompileError() {
        Answer answer = kernel.execute("int c = 1;\n\nint d = c +\n    foo;");
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.errorName()).isEqualTo("CompileError");
        assertThat(answer.error()).contains("cannot find symbol", ", line 4:", "    foo;\n        ^^^");
        assertThat(kernel.execute("c").result()).isEqualTo("1");
    }

    @Test
    void showsExceptionsWithCauseAndSourceLine() {
        Answer answer = kernel.execute(
                """
                int half(int x) {
                    if (x == 1) throw new IllegalStateException("odd", new RuntimeException("root"));
                    return x / 2;
                }

                int h =
                    half(1);
                """);
        assertThat(answer.errorName()).isEqualTo("java.lang.IllegalStateException");
        assertThat(answer.reply().get("ename").getAsString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(answer.error())
                .startsWith("java.lang.IllegalStateException: odd\n")
                .contains("at half, cell [", ", line 2: if (x == 1)", ", line 7: half(1);")
                .contains("Caused by: java.lang.RuntimeException: root")
                .doesNotContain("REPL.", "DirectExecutionControl", "reflect");
    }

    /** What the library refuses is said in its message; where in the library matters where it fails. */
    @Test
    void showsFramesOfTheLibraryWhereItFails() {
        assertThat(kernel.execute("\nnew Grid(0, 1, 1, 1)").error())
                .hasLineCount(2)
                .contains("every extent must be at least 1", "line 2: new Grid(0, 1, 1, 1)");
        assertThat(kernel.execute("Study.of(null)").error())
                .contains("NullPointerException", "at org.macrodyn.study.Study", "line 1: Study.of(null)");
    }

    @Test
    void warnsOfUnknownNamesInADeclaration() {
        Answer answer = kernel.execute("int before = 1;\nint spins() {\n    return SpinState.UP;\n}");
        assertThat(answer.status()).isEqualTo("ok");
        assertThat(answer.stream("stderr"))
                .hasLineCount(1)
                .contains("spins cannot be used yet", "SpinState is not declared (line 3)");
        assertThat(kernel.execute("int first() { return second(); }\nint second() { return 2; }").stream("stderr"))
                .isEmpty();
    }

    @Test
    void tellsWhenADeclarationEmptiesAVariable() {
        kernel.execute("class Thing { int f() { return 1; } }\nvar thing = new Thing();");
        assertThat(kernel.execute("// an import\nimport java.util.concurrent.locks.*;")
                        .outputs())
                .hasSize(1);
        assertThat(kernel.execute("thing.f()").result()).isEqualTo("1");
        Answer answer = kernel.execute("class Thing { int f() { return 2; } }");
        assertThat(answer.stream("stderr")).hasLineCount(1).contains("thing is empty again", "Thing");
    }

    @Test
    void refusesMagicsAndInputInOneLine() {
        assertThat(kernel.execute("%maven a:b:c").error()).hasLineCount(1).contains("%maven", "no magics");
        assertThat(kernel.execute("new Scanner(System.in).nextLine()").error())
                .contains("cells cannot read from the keyboard");
    }

    @Test
    void tellsHowToGetMoreHeap() {
        assertThat(kernel.execute("long[] big = new long[200_000_000];").error())
                .contains("java.lang.OutOfMemoryError", "-Xmx400m", "kernel.json");
        assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
    }

    /** Best of three, as other processes may use the cores. */
    @Test
    void stopsAPollingLoopAtOnce() {
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3; attempt++) {
            Answer answer = interrupted(
                    """
                    {
                        System.out.println("started");
                        while (!Thread.currentThread().isInterrupted()) Thread.onSpinWait();
                        throw new java.util.concurrent.CancellationException("stopped after 3 of 10 runs");
                    }
                    """);
            assertThat(answer.error()).isEqualTo("Interrupted: stopped after 3 of 10 runs\n");
            best = Math.min(best, answer.millis());
        }
        assertThat(best).isLessThan(200);
        assertThat(kernel.execute("System.out.println(1); 2").result()).isEqualTo("2");
    }

    private static Answer interrupted(String code) {
        String request = kernel.send(code);
        kernel.awaitText(request);
        kernel.interrupt();
        return kernel.await(request);
    }

    @Test
    void doesNotRunTheRestOfAnInterruptedCell() {
        Answer answer = interrupted(
                """
                try {
                    System.out.println("started");
                    Thread.sleep(20_000);
                } catch (InterruptedException e) {
                }
                show("never");
                """);
        assertThat(answer.error()).isEqualTo("Interrupted: the cell was stopped\n");
        assertThat(answer.ofType("display_data")).isEmpty();
    }

    @Test
    void goesOnAfterACellThatIgnoresItsInterrupt() {
        kernel.execute("volatile boolean stop = false;");
        Answer answer = interrupted("{ System.out.println(1); while (!stop) Thread.onSpinWait(); }");
        assertThat(answer.error()).hasLineCount(1).contains("does not listen to interrupts", "restart the kernel");
        assertThat(kernel.execute("stop = true;\nstop").result()).isEqualTo("true");
    }

    @Test
    void doesNotRunWaitingCellsAfterAnError() {
        String first = kernel.send("Thread.sleep(1000); throw new RuntimeException(\"stop here\");");
        String second = kernel.send("System.out.println(\"never\");");
        assertThat(kernel.await(first).status()).isEqualTo("error");
        Answer skipped = kernel.await(second);
        assertThat(skipped.status()).isEqualTo("aborted");
        assertThat(skipped.outputs()).isEmpty();
        assertThat(kernel.execute("5").result()).isEqualTo("5");
    }

    @Test
    void completesNamesOfTheSessionAndOfTheSameCell() {
        kernel.execute("String word = \"abc\";");
        assertThat(matches(kernel.complete("word.toUpp", 10))).contains("toUpperCase(");
        String cell = "var fresh = \"abc\";\nfresh.toUpp";
        JsonObject reply = kernel.complete(cell, cell.length());
        assertThat(matches(reply)).contains("toUpperCase(");
        assertThat(reply.get("cursor_start").getAsInt()).isEqualTo(cell.length() - "toUpp".length());
        assertThat(matches(kernel.complete("\"😀\".toUpp", 9))).contains("toUpperCase(");
    }

    private static List<String> matches(JsonObject reply) {
        List<String> matches = new ArrayList<>();
        reply.getAsJsonArray("matches").forEach(match -> matches.add(match.getAsString()));
        return matches;
    }

    @Test
    void documentsTheNameUnderTheCursor() {
        JsonObject reply = kernel.inspect("RandomStreams.stream(1, \"a\", 2)", 16);
        assertThat(reply.get("found").getAsBoolean()).isTrue();
        JsonObject data = reply.getAsJsonObject("data");
        assertThat(data.get("text/plain").getAsString())
                .contains("RandomStreams.stream(long seed, String stage, long index)")
                .contains("The stream of one trajectory.", "seed: the experiment's seed");
        assertThat(data.get("text/html").getAsString()).contains("<code>one</code>");
        assertThat(kernel.inspect("nothingOfThisName", 3).get("found").getAsBoolean())
                .isFalse();
    }

    @Test
    void documentsTheTypeOfAConstructorThatCannotBeCalled() {
        assertThat(inspected("new RandomStreams(")).contains("org.macrodyn.run.RandomStreams", "Streams of numbers.");
    }

    @Test
    void documentsWhatATypedClassInherits() {
        kernel.execute("class Heard implements ProgressListener {\n"
                + "    public void update(long done, long total, String note) {}\n}\nvar heard = new Heard();");
        assertThat(inspected("heard.update(")).contains("Hears of progress.");
    }

    private String inspected(String code) {
        JsonObject reply = kernel.inspect(code, code.length());
        assertThat(reply.get("found").getAsBoolean()).isTrue();
        return reply.getAsJsonObject("data").get("text/plain").getAsString();
    }

    @Test
    void knowsWhetherCodeIsComplete() {
        assertThat(kernel.isComplete("int x = 1").get("status").getAsString()).isEqualTo("complete");
        JsonObject open = kernel.isComplete("for (int i = 0; i < 3; i++) {");
        assertThat(open.get("status").getAsString()).isEqualTo("incomplete");
        assertThat(open.get("indent").getAsString()).isEqualTo("    ");
        assertThat(kernel.isComplete("int x = ;)").get("status").getAsString()).isEqualTo("invalid");
    }

    @Test
    void touchesNd4jFirstFromAPoolThread() {
        assertNd4jWorks(kernel);
    }

    private static void assertNd4jWorks(JupyterClient kernel) {
        Answer answer = kernel.execute(
                """
                java.util.concurrent.ForkJoinPool.commonPool().submit(
                    () -> org.nd4j.linalg.factory.Nd4j.ones(2, 2).sumNumber().doubleValue()).get()
                """);
        assertThat(answer.status()).isEqualTo("ok");
        assertThat(answer.result()).isEqualTo("4.0");
    }
}
