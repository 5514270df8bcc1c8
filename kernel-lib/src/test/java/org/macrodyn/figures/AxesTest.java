package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every axis shows at least two numbers, each where it belongs, and nothing is cut. */
class AxesTest {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /** The number that a tick's text stands for. */
    private static double read(String text, Scale scale) {
        String plain = text.replace('−', '-');
        if (scale == Scale.SQUARES) {
            assertThat(plain).endsWith("²");
            plain = plain.substring(0, plain.length() - 1);
        }
        int power = plain.indexOf("10⁻");
        for (int digit = 0; power < 0 && digit < SUPERSCRIPTS.length(); digit++) {
            power = plain.indexOf("10" + SUPERSCRIPTS.charAt(digit));
        }
        if (power < 0) {
            return Double.parseDouble(plain);
        }
        String exponent = plain.substring(power + 2).replace('⁻', '-');
        for (int digit = 0; digit < SUPERSCRIPTS.length(); digit++) {
            exponent = exponent.replace(SUPERSCRIPTS.charAt(digit), (char) ('0' + digit));
        }
        String factor = power == 0 ? "1" : plain.substring(0, power - 1);
        return new BigDecimal(factor)
                .scaleByPowerOfTen(Integer.parseInt(exponent))
                .doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR, 0, 1",
        "LINEAR, -3e-13, 2e-13",
        "LINEAR, 1e-290, 3e-290",
        "LINEAR, 1000000000, 1000000001",
        "LINEAR, 0.9999999999, 1.0000000001",
        "LINEAR, 123456, 123456.005",
        "LINEAR, -1e300, 1e300",
        "LINEAR, 0.3, 0.3",
        "LINEAR, 0, 0",
        "LINEAR, 5e-13, 5e-13",
        "LINEAR, -7e8, -7e8",
        "DECADES, 2.1, 4.9",
        "DECADES, 0.02, 0.7",
        "DECADES, 1.0001, 1.0002",
        "DECADES, 3e-13, 8e-13",
        "DECADES, 3e-5, 3e-5",
        "DECADES, 1e-300, 1e300",
        "DECADES, 0.7, 13",
        "DOUBLINGS, 0.02, 0.9",
        "DOUBLINGS, 0.6, 0.9",
        "DOUBLINGS, 8, 8",
        "DOUBLINGS, 1e-20, 1e-13",
        "SQUARES, 8, 64",
        "SQUARES, 10, 12"
    })
    void everyAxisHasTwoNumbersWhereTheyBelong(Scale scale, double from, double to) {
        double[] values = {from, to};
        Axis x = Axis.around("t", scale, values, 0.06);
        double pixels = 300;
        List<Tick> ticks = x.ticks(some -> IntStream.range(1, some.size())
                .allMatch(i -> (some.get(i).at() - some.get(i - 1).at()) * pixels > 40));
        assertThat(ticks).hasSizeGreaterThanOrEqualTo(2);
        assertThat(ticks.stream().map(Tick::text)).doesNotHaveDuplicates();
        assertThat(ticks.stream().map(Tick::at)).isSorted();
        for (Tick tick : ticks) {
            // Texts of powers of two below 1 have six digits.
            double tolerance = scale == Scale.DOUBLINGS ? 1e-5 : 1e-6;
            assertThat(x.at(read(tick.text(), scale))).as(tick.text()).isCloseTo(tick.at(), within(tolerance));
        }
    }

    @Test
    void logarithmicAxesAreDividedAsAPersonWould() {
        assertThat(texts(Scale.DECADES, 1e-6, 1))
                .containsExactly("10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰");
        assertThat(texts(Scale.DECADES, 0.2, 7)).containsExactly("0.2", "0.5", "1", "2", "5");
        assertThat(texts(Scale.DECADES, 2.1, 4.9)).contains("3", "4");
        assertThat(texts(Scale.DOUBLINGS, 0.25, 2)).containsExactly("0.25", "0.5", "1", "2");
        assertThat(texts(Scale.SQUARES, 8, 64)).containsExactly("8²", "16²", "32²", "64²");
    }

    private static List<String> texts(Scale scale, double from, double to) {
        return Axis.around("t", scale, new double[] {from, to}, 0.01).ticks(ticks -> ticks.size() < 9).stream()
                .map(Tick::text)
                .toList();
    }

    @Test
    void crowdedNumbersGiveWayButTwoStay() {
        Axis axis = Axis.around("t", Scale.LINEAR, new double[] {0, 1}, 0);
        assertThat(axis.ticks(ticks -> false).stream().map(Tick::text)).containsExactly("0", "1");
        assertThat(axis.ticks(ticks -> ticks.size() <= 3).stream().map(Tick::text))
                .containsExactly("0", "0.5", "1");
    }

    @Test
    void aLogarithmicAxisFromZeroBeginsAtTheLowestValue() {
        double[] x = {1, 2, 3};
        double[] y = {-1, 0.01, 1};
        Plot plot = (Plot) Curves.titled("t")
                .line("a", Palette.OURS, x, y)
                .yRange(0, 1)
                .yDecades()
                .figure();
        assertThat(plot.y().at(1)).isEqualTo(1);
        assertThat(plot.y().at(0.01)).isCloseTo(0.06 / 1.06, within(1e-12));
        Axis without = Axis.between("t", Scale.DECADES, 0, 100, new double[] {500}, 0);
        assertThat(without.at(10)).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t")
                        .line("a", Palette.OURS, x, y)
                        .yRange(-1, 0)
                        .yDecades()
                        .figure())
                .withMessage("chart 't' with range -1.0 to 0.0 on a logarithmic axis: must end above 0; give another"
                        + " range or a linear axis");
    }

    @Test
    void aRangeThatCannotBeDrawnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t").yRange(0, Double.POSITIVE_INFINITY))
                .withMessageContaining("finite ends");
        double[] huge = {-Double.MAX_VALUE, Double.MAX_VALUE};
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Curves.titled("t").line("a", Palette.OURS, huge, huge).figure())
                .withMessageContaining("too wide");
        double[] one = {1, 1 + 1e-16};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t")
                        .line("a", Palette.OURS, one, one)
                        .yRange(1, Math.nextUp(1.0))
                        .figure())
                .withMessageContaining("tell its ends apart");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t")
                        .line("a", Palette.OURS, one, one)
                        .size(99, 300)
                        .figure())
                .withMessageContaining("at least 100 × 80");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t")
                        .line("a", Palette.OURS, one, new double[] {-1, 0})
                        .yDecades()
                        .figure())
                .withMessageContaining("above 0 where an axis is logarithmic");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aLineOfOnePointIsADot(boolean dashed) {
        Pen pen = dashed ? Palette.EXACT : Palette.OURS;
        Plot plot = (Plot) Curves.titled("dashed line of one point")
                .line("a", pen, new double[] {1}, new double[] {2})
                .figure();
        int x = (int) plot.frame().x(0.5);
        int y = (int) plot.frame().y(0.5);
        assertThat(new Color(plot.image().getRGB(x, y))).isEqualTo(pen.color());
    }

    /** As above for a point between two gaps; its neighbours' places stay empty. */
    @Test
    void aPointBetweenGapsIsADot() {
        double[] x = {0, 1, 2, 3, 4};
        double[] y = {0, Double.NaN, 1, Double.NaN, 0};
        Plot plot = (Plot) Curves.titled("").line("", Palette.OURS, x, y).figure();
        BufferedImage image = plot.image();
        int top = (int) plot.frame().y(plot.y().at(1));
        assertThat(new Color(image.getRGB((int) plot.frame().x(0.5), top))).isEqualTo(Palette.OURS.color());
        Color beside = new Color(image.getRGB((int) plot.frame().x(0.4), top));
        assertThat(beside.getBlue() - beside.getRed()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"450, 280, false", "900, 400, false", "450, 280, true", "300, 150, false", "300, 100, true"})
    void nothingIsCut(int width, int height, boolean outside) {
        String text = "a long text that goes on and on, far beyond the room that any panel of a notebook has for it, "
                + "with a unit (10⁻¹² m³ kg⁻¹ s⁻²)";
        double[] x = {123456.001, 123456.002, 123456.004};
        double[] y = {-1.0000001e9, -1.0000002e9, -1.0000004e9};
        Curves curves = Curves.titled(text).x(text).y(text).size(width, height).vertical(x[1], text, Palette.EXACT);
        for (int i = 0; i < 8; i++) {
            curves.line(text + i, Palette.OURS, x, y);
        }
        Plot plot = (Plot) (outside ? curves.legendOutside() : curves).figure();
        BufferedImage image = plot.image();
        for (int i = 0; i < width; i++) {
            assertThat(new Color(image.getRGB(i, 0))).isEqualTo(Color.WHITE);
            assertThat(new Color(image.getRGB(i, height - 1))).isEqualTo(Color.WHITE);
        }
        for (int i = 0; i < height; i++) {
            assertThat(new Color(image.getRGB(0, i))).isEqualTo(Color.WHITE);
            assertThat(new Color(image.getRGB(width - 1, i))).isEqualTo(Color.WHITE);
        }
        Rectangle2D room = outside
                ? new Rectangle2D.Double(0, 0, width, height)
                : plot.frame().plot();
        assertThat(room.contains(plot.legendPlace())).isTrue();
    }

    @Test
    void thingsHaveATickEachWithTheirNamesOrTheirNumbers() {
        assertThat(things(List.of("none", "energy", "walls")).xTicks()).containsExactly("none", "energy", "walls");
        assertThat(things(List.of("none", "energy")).xLabelAsPainted()).isEqualTo("closure");
        FigureContent numbered = things(List.of("a".repeat(90), "b".repeat(90)));
        assertThat(numbered.xTicks()).containsExactly("1", "2");
        assertThat(numbered.xLabelAsPainted()).isEqualTo("closure: 1 " + "a".repeat(90) + ", 2 " + "b".repeat(90));
        assertThat(things(List.of("alone")).xTicks()).containsExactly("alone");
        List<String> many = IntStream.range(0, 60).mapToObj(i -> "thing " + i).toList();
        assertThat(things(many).xTicks()).startsWith("1", "6", "11").allMatch(text -> text.matches("\\d+"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t").xNames(List.of()))
                .withMessage("0 names on an axis: give one or more");
    }

    private static FigureContent things(List<String> names) {
        double[] x = IntStream.rangeClosed(1, names.size()).asDoubleStream().toArray();
        return FigureContent.of(Curves.titled("t")
                .x("closure")
                .line("error", Palette.OURS, x, x)
                .xNames(names)
                .figure());
    }

    /** 25 rows of 20 pixels are higher than the plot of a chart of 400. */
    @Test
    void aLegendOfManyNamesIsWholeBesideThePlot() {
        Plot grown = (Plot) many().figure();
        assertThat(grown.height()).isGreaterThan(500);
        assertThat(grown.legendPlace().getHeight()).isEqualTo(25 * 20 + 8);
        Plot asked = (Plot) many().size(900, 400).figure();
        assertThat(asked.height()).isEqualTo(400);
        for (Plot plot : List.of(grown, asked)) {
            assertThat(plot.legendPlace().getMaxY()).isLessThanOrEqualTo(plot.height() - Frame.PADDING + 1e-9);
        }
        Plot few = (Plot) Curves.titled("t")
                .line("a", Palette.OURS, new double[] {1, 2}, new double[] {1, 2})
                .legendOutside()
                .figure();
        assertThat(few.height()).isEqualTo(400);
    }

    private static Curves many() {
        Curves curves = Curves.titled("many").legendOutside();
        for (int i = 0; i < 25; i++) {
            curves.line("series " + i, Palette.OURS, new double[] {1, 2}, new double[] {i, i + 1});
        }
        return curves;
    }

    @Test
    void aPictureDoesNotChangeWithTheArraysItWasMadeOf() {
        double[] x = {1, 2, 3};
        double[] y = {1, 2, 3};
        Figure figure = Curves.titled("").line("", Palette.OURS, x, y).figure();
        byte[] before = figure.png();
        Arrays.fill(y, 2);
        assertThat(figure.png()).isEqualTo(before);
    }

    @Test
    void colourBarsTellNearlyEqualValuesApart() {
        HeatMap map = HeatMap.of("t", new double[][] {{1, 1 + 1e-9}});
        assertThat(map.barTicks().stream().map(Tick::text))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(2);
        HeatMap flat = HeatMap.of("t", new double[][] {{2, 2}});
        assertThat(flat.barTicks().stream().map(Tick::text)).containsExactly("1", "1.5", "2", "2.5", "3");
        assertThatIllegalArgumentException().isThrownBy(() -> flat.x("x", Double.NaN));
    }
}
