package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class NotebookTest {
    private record Row(String who, double error, long n, boolean best) {}

    private record Other(int x) {}

    private record Cased(double T, double t, double[] m, Integer M) {}

    @TempDir
    Path directory;

    private final RecordingHost host = new RecordingHost();

    @BeforeEach
    void install() {
        Notebook.use(host);
    }

    @Test
    void showsRecordsAsATable() {
        Notebook.table(new Row("ours", 1e-5, 64, true), new Row("naive", 0.0025, 64, false));
        assertThat(host.last().plain())
                .isEqualTo(
                        """
                        Row
                        who     error   n  best
                        ours    1e-05  64  true
                        naive  0.0025  64  false
                        2 rows × 4 columns""");
    }

    @Test
    void showsComponentsThatDifferOnlyInCase() {
        Notebook.table(
                new Cased(2.2, 0.5, new double[] {1, 2}, 12), new Cased(123456.789, Double.NaN, new double[0], null));
        assertThat(host.last().plain())
                .isEqualTo(
                        """
                        Cased
                             T    t  m            M
                           2.2  0.5  [1.0, 2.0]  12
                        123457  NaN  []
                        2 rows × 4 columns""");
        assertThat(host.last().data().get(Bundle.HTML))
                .contains("<th style=\"text-align:right\">T</th>", "<th style=\"text-align:right\">t</th>");
    }

    @Test
    void refusesRecordsThatMakeNoTable() {
        assertThatThrownBy(() -> Notebook.table(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("0 rows");
        assertThatThrownBy(() -> Notebook.table(new Row("a", 1, 1, true), new Other(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only Row");
    }

    @Test
    void showsMarkdownAndTheFooter() {
        Notebook.note("**bold**");
        assertThat(host.last().data())
                .containsEntry("text/markdown", "**bold**")
                .containsEntry("text/plain", "**bold**");
        Notebook.footer(42);
        assertThat(host.last().plain()).contains("seed 42", "macrodyn 0.", "nd4j 1.", "JDK " + Runtime.version());
    }

    @Test
    void returnsWhatATimedTaskReturns() throws Exception {
        assertThat(Notebook.timed("square", () -> 3 * 3)).isEqualTo(9);
    }

    @Test
    void writesResultsWholeUnderTheScalesName() throws IOException {
        Table table = Table.create("t", DoubleColumn.create("x", 1));
        Path results = directory.resolve("results");
        Map<String, String> environment = Map.of("MACRODYN_RESULTS", results.toString(), "MACRODYN_SCALE", "smoke");
        Notebook.publish("02-curie-weiss", table, "{\"a\": 1}", environment);
        Notebook.publish("02-curie-weiss", table, "{\"a\": 2}", environment);
        assertThat(results).isDirectoryContaining("glob:**/02-curie-weiss.smoke.json");
        assertThat(Files.readString(results.resolve("02-curie-weiss.smoke.json")))
                .isEqualTo("{\"a\": 2}");
        try (var files = Files.list(results)) {
            assertThat(files).hasSize(1);
        }
        assertThat(host.events).hasSize(2);
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() {
        Table table = Table.create("t");
        assertThatThrownBy(() -> Notebook.publish("../x", table, "{}", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain file name");
        assertThatThrownBy(() -> Notebook.publish("x", table, "{}", Map.of("MACRODYN_SCALE", "a/b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be smoke, laptop or paper");
        assertThat(host.events).isEmpty();
    }

    @Test
    void namesResultsByTheScaleThatTheExperimentRanAt() throws IOException {
        Table table = Table.create("t");
        for (String given : List.of("", " ", " Laptop ")) {
            Path results = Files.createTempDirectory(directory, "results");
            Map<String, String> environment = Map.of("MACRODYN_RESULTS", results.toString(), "MACRODYN_SCALE", given);
            Notebook.publish("x", table, "{}", environment);
            assertThat(results.resolve("x.laptop.json")).exists();
        }
    }

    @Test
    void picturesGoWhereTheVariableSays() {
        assertThat(PlainHost.pictures(Map.of("MACRODYN_FIGURES", " some/where ")))
                .isEqualTo(Path.of("some/where"));
        assertThat(PlainHost.pictures(Map.of("MACRODYN_FIGURES", " "))).isEqualTo(Path.of("build/figures"));
        assertThat(PlainHost.pictures(Map.of())).isEqualTo(Path.of("build/figures"));
    }

    @Test
    void printsAndWritesPicturesWithoutAKernel() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PlainHost plain = new PlainHost(directory, new PrintStream(printed, true, StandardCharsets.UTF_8));
        XYChart chart = new XYChartBuilder().width(200).height(100).title("T").build();
        chart.addSeries("s", new double[] {1, 2}, new double[] {3, 4});
        plain.display("a", Renderers.render(chart));
        plain.update("a", Bundle.text("too soon"), false);
        plain.update("a", Bundle.text("end"), true);
        assertThat(ImageIO.read(directory.resolve("figure-01.png").toFile()).getWidth())
                .isEqualTo(400);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("[XYChart \"T\"", "figure-01.png", "end")
                .doesNotContain("too soon");
    }

    @Test
    void givesLaterRegistrationsToTheRunningKernel() {
        Renderers.register(Other.class, other -> Bundle.text("other"));
        assertThat(host.rendered).endsWith(Other.class);
    }
}
