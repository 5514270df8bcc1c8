package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** IJava is a basekernel with a static {@code getKernelInstance()}; so is this stand-in. */
class BaseKernelHostTest {
    private final KernelHost host = new BaseKernelHost(List.of("no.such.Kernel", StandIn.class.getName()));

    /** What IJava looks like from outside. */
    public static final class StandIn extends BaseKernel {
        private static StandIn instance;
        private DisplayData shown;
        private boolean interruptedWhileSending;

        /** Found by reflection. */
        public static BaseKernel getKernelInstance() {
            return instance;
        }

        @Override
        public void display(DisplayData data) {
            interruptedWhileSending = Thread.currentThread().isInterrupted();
            shown = data;
        }

        @Override
        public DisplayData eval(String code) {
            return null;
        }

        @Override
        public LanguageInfo getLanguageInfo() {
            return null;
        }
    }

    @AfterEach
    void stop() {
        StandIn.instance = null;
        Thread.interrupted();
    }

    @Test
    void isNotRunningBeforeTheKernelIs() {
        assertThat(host.isRunning()).isFalse();
        assertThat(new BaseKernelHost(List.of("no.such.Kernel")).isRunning()).isFalse();
        assertThat(new BaseKernelHost().isRunning()).isFalse();
        StandIn.instance = new StandIn();
        assertThat(host.isRunning()).isTrue();
    }

    @Test
    void looksForIJava() {
        assertThat(BaseKernelHost.KERNELS)
                .containsExactly("org.macrodyn.kernel.JavaKernel", "io.github.spencerpark.ijava.IJava");
    }

    @Test
    void displaysAllRepresentationsUnderTheId() {
        StandIn.instance = new StandIn();
        host.display("id-1", Bundle.text("plain").html("<b>h</b>"));
        DisplayData shown = StandIn.instance.shown;
        assertThat(shown.getDisplayId()).isEqualTo("id-1");
        assertThat(shown.getData(MIMEType.parse("text/plain"))).isEqualTo("plain");
        assertThat(shown.getData(MIMEType.parse("text/html"))).isEqualTo("<b>h</b>");
    }

    @Test
    void sendsWithoutTheInterruptAndKeepsIt() {
        StandIn.instance = new StandIn();
        Thread.currentThread().interrupt();
        host.display("id", Bundle.text("x"));
        assertThat(StandIn.instance.interruptedWhileSending).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void rendersLastExpressionsThroughTheBasekernel() {
        StandIn.instance = new StandIn();
        Renderers.installIn(host);
        XYChart chart = new XYChartBuilder().width(200).height(100).title("T").build();
        chart.addSeries("s", new double[] {1, 2}, new double[] {3, 4});
        DisplayData picture = StandIn.instance.getRenderer().render(chart);
        assertThat((String) picture.getData(MIMEType.parse("image/png"))).startsWith("iVBORw0KGgo");
        assertThat(picture.getData(MIMEType.parse("text/plain"))).isEqualTo("[XYChart \"T\", 200 × 100]");
        Table table = Table.create("t", DoubleColumn.create("x", 1.23456));
        DisplayData rendered = StandIn.instance.getRenderer().render(table);
        assertThat((String) rendered.getData(MIMEType.parse("text/html"))).contains(">1.23456<");
    }

    /** Array types have no common supertype but Object. */
    @Test
    void arraysPrintTheirElements() {
        StandIn.instance = new StandIn();
        Renderers.installIn(host);
        Map<Object, String> expected = Map.of(
                new double[] {1, 2},
                "[1.0, 2.0]",
                new String[] {"a"},
                "[a]",
                new int[][] {{1}, {2}},
                "[[1], [2]]",
                List.of(new int[] {1}),
                "[[1]]",
                "text",
                "text");
        expected.forEach((value, text) -> assertThat(
                        StandIn.instance.getRenderer().render(value).getData(MIMEType.parse("text/plain")))
                .isEqualTo(text));
    }
}
