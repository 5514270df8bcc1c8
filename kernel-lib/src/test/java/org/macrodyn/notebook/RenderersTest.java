package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.law.Law;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class RenderersTest {
    private record Answer(int value) {}

    private record Broken(int value) {}

    @AfterEach
    void restore() {
        System.clearProperty("macrodyn.charts");
    }

    private static XYChart chart(int width) {
        XYChart chart = new XYChartBuilder().width(width).height(100).title("T").build();
        chart.addSeries("s", new double[] {1, 2}, new double[] {3, 4});
        return chart;
    }

    private static BufferedImage picture(Bundle bundle) throws IOException {
        byte[] png = Base64.getDecoder().decode(bundle.data().get(Bundle.PNG));
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void drawsChartsAtTwiceTheirDensity() throws IOException {
        Bundle bundle = Renderers.render(chart(200));
        assertThat(picture(bundle).getWidth()).isEqualTo(400);
        assertThat(picture(bundle).getHeight()).isEqualTo(200);
        assertThat(bundle.metadata()).isEqualTo(Map.of(Bundle.PNG, Map.of("width", 200, "height", 100)));
    }

    /** dx = x dt + … as JupyterLab sets it, and as text elsewhere. */
    @Test
    void setsLawsAsMathematics() {
        float[] z0 = new float[200];
        float[] dt = new float[200];
        for (int i = 0; i < z0.length; i++) {
            z0[i] = i - 100;
            dt[i] = 1;
        }
        Bundle bundle = Renderers.render(Law.of(new MacroPairs(List.of("x"), z0, z0, dt), 1));
        assertThat(bundle.data().get(Bundle.LATEX))
                .isEqualTo(
                        "$$\\begin{aligned}dx &= \\left[1\\,x\\right]dt + \\sigma\\,dW \\\\ \\sigma^2 &= 0\\end{aligned}$$");
        assertThat(bundle.plain()).startsWith("dx/dt = 1 x\nσ² = 0\n");
    }

    @Test
    void putsListsOfChartsSideBySide() throws IOException {
        Bundle bundle = Renderers.render(List.of(chart(200), chart(150)));
        assertThat(picture(bundle).getWidth()).isEqualTo(700);
        assertThat(bundle.plain()).hasLineCount(2);
        assertThat(Renderers.render(List.of(chart(1000), chart(1000))).metadata())
                .isEqualTo(Map.of(Bundle.PNG, Map.of("width", 1000, "height", 50)));
        assertThat(Renderers.render(List.of(1, 2)).data()).isEqualTo(Map.of("text/plain", "[1, 2]"));
    }

    /** A system by rules: its table, and its configurations side by side. */
    @Test
    void drawsConfigurationsOfRules() throws IOException {
        RuleModel model =
                Rules.on(Grid.square(70)).states("S", "I").pair("S I -> I I", 1).observe("I");
        byte[] state = new byte[70 * 70];
        state[1] = 1;
        BufferedImage drawn = picture(Renderers.render(model.picture(state)));
        Bundle both = Renderers.render(
                List.of(model.picture(state), model.picture(state).titled("t = 1")));
        assertThat(picture(both).getWidth()).isEqualTo(2 * drawn.getWidth());
        assertThat(RecordTable.of(model).data().get(Bundle.HTML)).contains("S I -&gt; I I", "each bond", "1.0");
    }

    @Test
    void putsListsOfFiguresSideBySide() throws IOException {
        Figure one = Curves.titled("t")
                .size(600, 200)
                .line("", Palette.OURS, new double[] {0, 1}, new double[] {0, 1})
                .figure();
        Bundle bundle = Renderers.render(List.of(one, one));
        assertThat(picture(bundle).getWidth()).isEqualTo(2 * 1200);
        assertThat(bundle.metadata()).isEqualTo(Map.of(Bundle.PNG, Map.of("width", 1000, "height", 167)));
        assertThat(one).hasToString("[figure 600 × 200]");
    }

    @Test
    void writesSvgWithoutProlog() {
        System.setProperty("macrodyn.charts", "svg");
        assertThat(Renderers.render(chart(200)).data().get(Bundle.SVG)).startsWith("<svg");
    }

    @Test
    void drawsImagesAsTheyAre() throws IOException {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        assertThat(picture(Renderers.render(image)).getWidth()).isEqualTo(30);
    }

    @Test
    void alignsNumbersRightWithSixDigits() {
        Table table = Table.create(
                "<t>",
                StringColumn.create("name", "ours", "a<b"),
                DoubleColumn.create("error", 1.23456e-5, 12.3456789),
                IntColumn.create("n", 4096, 7));
        Bundle bundle = Renderers.render(table);
        assertThat(bundle.plain())
                .isEqualTo(
                        """
                        <t>
                        name        error     n
                        ours  1.23456e-05  4096
                        a<b       12.3457     7
                        2 rows × 3 columns""");
        assertThat(bundle.data().get(Bundle.HTML))
                .contains("<caption>&lt;t&gt;</caption>", "a&lt;b", "<td style=\"text-align:right\">12.3457</td>")
                .doesNotContain("a<b");
    }

    @Test
    void showsNanAsAResultAndWhatIsMissingAsABlank() {
        Table table = Table.create(
                "t",
                DoubleColumn.create("a", 123456.789, Double.NaN),
                FloatColumn.create("b", new float[] {Float.NaN, 2}),
                IntColumn.create("n", new Integer[] {null, 7}),
                StringColumn.create("s", "", "x"));
        assertThat(Renderers.render(table).plain())
                .isEqualTo(
                        """
                        t
                             a    b  n  s
                        123457  NaN
                           NaN    2  7  x
                        2 rows × 4 columns""");
    }

    @Test
    void showsBothEndsOfLongTables() {
        double[] values = new double[1000];
        values[0] = 1.5;
        values[999] = 2.5;
        Bundle bundle = Renderers.render(Table.create("t", DoubleColumn.create("x", values)));
        assertThat(bundle.plain()).contains("1.5", "…", "2.5", "1000 rows").hasLineCount(1 + 1 + 24 + 1 + 1);
        assertThat(bundle.data().get(Bundle.HTML)).endsWith("<div>1000 rows × 1 columns</div>");
    }

    @Test
    void takesRegistrationsAndSurvivesTheirErrors() {
        Renderers.register(Answer.class, answer -> Bundle.text("answer " + answer.value()));
        assertThat(Renderers.render(new Answer(42)).plain()).isEqualTo("answer 42");
        Renderers.register(Broken.class, broken -> {
            throw new IllegalStateException("no ink");
        });
        assertThat(Renderers.render(new Broken(1)).plain()).contains("Broken[value=1]", "no ink");
        assertThat(Renderers.render(null).plain()).isEqualTo("null");
    }

    @Test
    void bundlesNeedText() {
        assertThatThrownBy(() -> new Bundle(Map.of("text/html", "x"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text/plain is required");
    }
}
