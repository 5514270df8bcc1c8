package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;

class FiguresTest {
    private static final double[] X =
            IntStream.range(0, 200).mapToDouble(i -> i).toArray();

    @ParameterizedTest
    @CsvSource({"1, 1, SE", "1, -1, NE", "-1, 1, NE"})
    void theLegendKeepsClearOfTheData(double slope, double bend, String corner) {
        double[] y = Arrays.stream(X).map(x -> slope * (bend > 0 ? x : -x * x)).toArray();
        Plot plot = (Plot) Curves.titled("t").line("a", Palette.OURS, X, y).figure();
        Rectangle2D frame = plot.frame().plot();
        Rectangle2D legend = plot.legendPlace();
        assertThat(legend.getCenterY() > frame.getCenterY()).isEqualTo(corner.startsWith("S"));
        assertThat(legend.getCenterX() > frame.getCenterX()).isEqualTo(corner.endsWith("E"));
        for (int i = 0; i < X.length; i++) {
            Point2D point = new Point2D.Double(
                    plot.frame().x(plot.x().at(X[i])), plot.frame().y(plot.y().at(y[i])));
            assertThat(legend.contains(point)).isFalse();
        }
    }

    /** Points of one size lie within 0.4 doublings, in order, about where they belong. */
    @Test
    void pointsOfOneSizeLieBesideEachOther() {
        double[] sides = {8, 16};
        double[] y = {1, 2};
        List<Numbers> some = IntStream.range(0, 4)
                .mapToObj(m -> Numbers.of("m" + m, Palette.OURS, sides, y))
                .toList();
        List<Numbers> beside = Numbers.besideEachOther(some);
        for (int m = 0; m < 4; m++) {
            assertThat(beside.get(m).name()).isEqualTo("m" + m);
            assertThat(beside.get(m).y()).isEqualTo(y);
            assertThat(beside.get(m).x()[1]).isCloseTo(16 * Math.pow(2, 0.1 * m - 0.15), within(1e-12));
            assertThat(beside.get(m).x()[0]).isCloseTo(8 * Math.pow(2, 0.1 * m - 0.15), within(1e-12));
        }
    }

    @Test
    void theLegendKeepsClearOfCurvesThatRunThroughAllCorners() {
        double[] bottom = new double[X.length];
        double[] top = Arrays.stream(X).map(x -> 1 + Math.abs(x - 100) / 1e3).toArray();
        Plot plot = (Plot) Curves.titled("t")
                .line("a", Palette.OURS, X, bottom)
                .line("b", Palette.BASELINE, X, top)
                .figure();
        for (double[] y : List.of(bottom, top)) {
            for (int i = 0; i < X.length; i++) {
                assertThat(plot.legendPlace()
                                .contains(
                                        plot.frame().x(plot.x().at(X[i])),
                                        plot.frame().y(plot.y().at(y[i]))))
                        .isFalse();
            }
        }
    }

    /** Between the points and the ends of long error bars the plot is not empty. */
    @Test
    void theLegendKeepsClearOfErrorBars() {
        double[] error = new double[X.length];
        Arrays.fill(error, 1);
        Curves curves = Curves.titled("t").points("a", Palette.OURS, X, new double[X.length], error);
        Plot shown = ((Plot) curves.figure()).roomy();
        assertThat(shown.frame().y(shown.y().at(1)))
                .isGreaterThan(shown.legendPlace().getMaxY());
    }

    /** Curves all over the plot: the axis is continued, and the legend stands above them, unless the range is given. */
    @Test
    void roomIsMadeForTheLegendWhereCurvesFillThePlot() {
        double[] zigzag = Arrays.stream(X).map(x -> x % 2).toArray();
        Curves curves = Curves.titled("t").line("a", Palette.OURS, X, zigzag);
        Plot shown = ((Plot) curves.figure()).roomy();
        Rectangle2D legend = shown.legendPlace();
        assertThat(shown.frame().plot().contains(legend)).isTrue();
        assertThat(shown.frame().y(shown.y().at(1))).isGreaterThan(legend.getMaxY());
        assertThat(shown.y().at(0)).isPositive();
        Plot given = (Plot) curves.yRange(0, 1).figure();
        assertThat(given.roomy()).isSameAs(given);
    }

    @Test
    void everyPenShowsInItsOwnColour() {
        for (Pen pen : new Pen[] {Palette.TRUTH, Palette.OURS, Palette.BASELINE, Palette.EXACT, Palette.PAPER}) {
            BufferedImage image = Curves.titled("").line("", pen, X, X).figure().image();
            assertThat(pixels(image, pen.color())).isGreaterThan(50);
        }
    }

    @Test
    void dashesStayDashesHoweverManyThePoints() {
        Pen dashed = Palette.OURS.dash();
        double[] many = IntStream.range(0, 20_000).mapToDouble(i -> i / 100.0).toArray();
        long few = coloured(Curves.titled("").line("", dashed, X, X).figure().image());
        long lots =
                coloured(Curves.titled("").line("", dashed, many, many).figure().image());
        long solid =
                coloured(Curves.titled("").line("", Palette.OURS, X, X).figure().image());
        assertThat(lots).isBetween((long) (0.85 * few), (long) (1.15 * few)).isLessThan((long) (0.8 * solid));
    }

    @Test
    void aBandCoversTheSpread() {
        double[] mean = new double[X.length];
        double[] spread = new double[X.length];
        Arrays.fill(spread, 1);
        Color onWhite = new Color(207, 228, 241);
        long band = pixels(
                Curves.titled("")
                        .band(Palette.OURS, X, mean, spread)
                        .yRange(-4, 4)
                        .figure()
                        .image(),
                onWhite);
        // A quarter of a plot of about 82 % of the picture in each direction.
        assertThat(band).isBetween(900L * 400 / 10, 900L * 400 / 4);
    }

    /** The inner of two nested bands is named in the legend in the colour that two pale layers make. */
    @Test
    void nestedBandsAreNamedInTheirColours() {
        double[] zero = new double[X.length];
        double[] wide = zero.clone();
        double[] narrow = zero.clone();
        Arrays.fill(wide, 2);
        Arrays.fill(narrow, 1);
        Plot plot = (Plot) Curves.titled("")
                .band("outer", Palette.OURS, X, zero, wide)
                .band("other", Palette.TRUTH, X, zero, wide)
                .band("inner", Palette.OURS, X, zero, narrow)
                .legendOutside()
                .figure();
        Rectangle2D legend = plot.legendPlace();
        BufferedImage image = plot.image();
        int x = (int) legend.getX() + 20;
        assertThat(new Color(image.getRGB(x, (int) legend.getY() + 14))).isEqualTo(onWhite(Palette.OURS.pale()));
        assertThat(new Color(image.getRGB(x, (int) legend.getY() + 34))).isEqualTo(onWhite(Palette.TRUTH.pale()));
        assertThat(new Color(image.getRGB(x, (int) legend.getY() + 54))).isEqualTo(onWhite(Palette.OURS.pale(2)));
    }

    private static Color onWhite(Color pale) {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 1, 1);
        graphics.setColor(pale);
        graphics.fillRect(0, 0, 1, 1);
        graphics.dispose();
        return new Color(image.getRGB(0, 0));
    }

    @Test
    void numberedCellsHaveTheirTicksAtTheCentres() {
        HeatMap map = HeatMap.of("m", new double[][] {{1, 0}, {0, 0}}).size(100, 100);
        int belowAxis = 36 + 100 + 3;
        assertThat(new Color(map.image().getRGB(72 + 50, belowAxis))).isEqualTo(Style.INK);
        HeatMap numbered = map.numbered("component");
        assertThat(new Color(numbered.image().getRGB(46 + 50, belowAxis))).isEqualTo(Color.WHITE);
        assertThat(new Color(numbered.image().getRGB(46 + 25, belowAxis))).isEqualTo(Style.INK);
        // Row 0 on top, as matrices are written.
        assertThat(new Color(numbered.image().getRGB(46 + 25, 36 + 25))).isEqualTo(Palette.viridis(1));
        assertThat(new Color(numbered.image().getRGB(46 + 25, 36 + 75))).isEqualTo(Palette.viridis(0));
    }

    @Test
    void markerLinesAreInsideTheRange() {
        Plot plot = (Plot) Curves.titled("")
                .points("p", Palette.OURS, new double[] {1, 2}, new double[] {1, 10})
                .horizontal(0.01, "floor", Palette.TRUTH)
                .vertical(5, "K", Palette.EXACT)
                .yDecades()
                .figure();
        // The margin is 6 % of the range on either side.
        assertThat(plot.y().at(0.01)).isCloseTo(0.06 / 1.12, within(1e-12));
        assertThat(plot.x().at(5)).isCloseTo(1.06 / 1.12, within(1e-12));
    }

    /** A bar that reaches below 0 has no lower end on a logarithmic axis: it goes down to the frame. */
    @Test
    void errorBarsBelowZeroReachTheFrameOfLogarithmicAxes() {
        Plot plot = (Plot) Curves.titled("")
                .points("", Palette.OURS, new double[] {1, 2, 3}, new double[] {1e-3, Double.NaN, 1e-4}, new double[] {
                    2e-3, 0, 0
                })
                .yDecades()
                .figure();
        Rectangle2D frame = plot.frame().plot();
        BufferedImage image = plot.image();
        int x = (int) plot.frame().x(plot.x().at(1));
        int below = (int) frame.getMaxY() - 3;
        assertThat(IntStream.rangeClosed(x - 1, x + 1)
                        .mapToObj(i -> new Color(image.getRGB(i, below)))
                        .anyMatch(color -> color.getBlue() - color.getRed() > 80))
                .isTrue();
    }

    @Test
    void ticksReadAsAPersonWouldWriteThem() {
        assertThat(Digits.plain(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(Digits.plain(-1250)).isEqualTo("−1250");
        assertThat(Digits.plain(3e-7)).isEqualTo("3·10⁻⁷");
        assertThat(Digits.plain(-4e-13)).isEqualTo("−4·10⁻¹³");
        assertThat(Digits.plain(999999.7)).isEqualTo("1·10⁶");
        assertThat(Digits.plain(0)).isEqualTo("0");
        assertThat(Digits.plain(Double.NaN)).isEqualTo("NaN");
    }

    @Test
    void namedFiguresHaveTheirSizesAndContent() {
        double[][][] values = new double[3][50][2];
        double[][] times = new double[3][50];
        for (int run = 0; run < 3; run++) {
            for (int k = 0; k < 50; k++) {
                times[run][k] = k;
                values[run][k] = new double[] {Math.cos(k + run), Math.sin(k - run)};
            }
        }
        Trajectories runs = new Trajectories(List.of("u", "v"), times, values);
        List<Numbers> numbers =
                List.of(Numbers.of("ours", Palette.OURS, new double[] {0.01, 0.1, 1}, new double[] {1, 2, 3}));
        Figure mean = MeanAndSpread.of("u", "time t", List.of(MeanAndSpread.Curve.of("truth", Palette.TRUTH, runs, 0)));
        assertThat(mean.width()).isEqualTo(900);
        assertThat(pixels(mean.image(), Palette.TRUTH.color())).isGreaterThan(100);
        assertThat(Figures.learntAgainstExact("m", numbers, numbers, "σ²").width())
                .isEqualTo(900);
        Plot step = (Plot) Figures.errorAgainstStep("t", "sweeps", numbers);
        assertThat(step.xLabel()).isEqualTo("step δt (sweeps)");
        assertThat(step.x().scale()).isEqualTo(Scale.DECADES);
        assertThat(step.y().scale()).isEqualTo(Scale.DECADES);
        assertThat(step.series().get(0).y()).containsExactly(1, 2, 3);
        Plot loss = (Plot) Figures.lossCurve(numbers);
        assertThat(loss.series().get(0).x()).containsExactly(0.01, 0.1, 1);
        assertThat(loss.y().scale()).isEqualTo(Scale.LINEAR);
        Plot size = (Plot) Figures.errorAgainstSize("t", numbers);
        assertThat(size.x().scale()).isEqualTo(Scale.SQUARES);
        Plot mmd = (Plot) Figures.mmdOverTime(
                new double[] {0, 1}, new double[] {1, 5}, new double[][] {{1, 2}, {2, 1}}, new double[] {3, 4});
        assertThat(mmd.series().stream().map(Series::name)).containsExactly("truth / truth", "λ = 1", "λ = 5");
        assertThat(mmd.series().get(2).y()).containsExactly(2, 1);
        Plot lambda = (Plot) Figures.mmdAgainstLambda(numbers, 5, 0.5);
        assertThat(lambda.lines().stream().map(MarkerLine::text)).containsExactly("λ = K = 5", "truth against truth");
        assertThat(lambda.lines().stream().map(MarkerLine::value)).containsExactly(5.0, 0.5);
        Plot portrait = (Plot) Figures.phasePortrait(runs, runs, 0, 1);
        assertThat(portrait.series()).hasSize(2 * 3 + 2);
        assertThat(portrait.series().get(1).y()[7]).isEqualTo(Math.sin(7 - 1));
    }

    @Test
    void heatMapsRunFromDarkToLightAndLatticesKeepTheirRows() {
        BufferedImage field =
                HeatMap.of("f", new double[][] {{0, 0}, {1, 1}}).size(100, 100).image();
        assertThat(new Color(field.getRGB(100, 126))).isEqualTo(Palette.viridis(0));
        assertThat(new Color(field.getRGB(100, 46))).isEqualTo(Palette.viridis(1));
        BufferedImage lattice =
                HeatMap.lattice("s", new byte[] {1, -1, -1, -1}, 2).image();
        assertThat(lattice.getRGB(50, 60)).isNotEqualTo(lattice.getRGB(200, 60));
        assertThat(lattice.getRGB(50, 200)).isEqualTo(lattice.getRGB(200, 60));
    }

    /** Layer 1 of two fields of 2 × 2 × 2 is drawn as its four spins alone, and says which it is. */
    @Test
    void aSliceShowsOneLayer() {
        Grid grid = new Grid(2, 2, 2, 2);
        byte[] state = new byte[16];
        java.util.Arrays.fill(state, (byte) -1);
        state[8 + 4] = 1;
        HeatMap slice = HeatMap.slice("s", state, grid, 1, 1);
        assertThat(slice.title()).isEqualTo("s, layer 2 of 2");
        BufferedImage image = slice.image();
        BufferedImage lattice =
                HeatMap.lattice("s", new byte[] {1, -1, -1, -1}, 2).image();
        for (int y : new int[] {60, 200}) {
            for (int x : new int[] {50, 200}) {
                assertThat(image.getRGB(x, y)).isEqualTo(lattice.getRGB(x, y));
            }
        }
        HeatMap field = HeatMap.slice("u", new float[] {0, 1, 2, 3}, Grid.square(2), 0, 0);
        assertThat(field.title()).isEqualTo("u");
        assertThat(field.width()).isGreaterThan(slice.width());
        // 46 pixels left of the picture, 36 above it: row 0 is on top.
        assertThat(new Color(field.image().getRGB(46 + 60, 36 + 60))).isEqualTo(Palette.viridis(0));
        assertThat(new Color(field.image().getRGB(46 + 180, 36 + 180))).isEqualTo(Palette.viridis(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeatMap.slice("s", state, grid, 0, 2))
                .withMessageContaining("field 0, layer 2 of a state of 16 values", "layers from 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> HeatMap.slice("s", new byte[15], grid, 0, 1));
    }

    @Test
    void panelsStandSideBySideAndSavedPicturesReadBack(@TempDir Path directory) throws IOException {
        Figure left = HeatMap.lattice("a", new byte[] {1}, 1);
        Figure right =
                Curves.titled("b").line("", Palette.OURS, X, X).size(300, 200).figure();
        Figure both = Panels.row(left, right);
        assertThat(both.width()).isEqualTo(left.width() + 300);
        assertThat(Panels.column(left, right).height()).isEqualTo(left.height() + 200);
        Path file = directory.resolve("sub/both.png");
        both.save(file);
        BufferedImage read = ImageIO.read(file.toFile());
        assertThat(read.getRGB(5, 5)).isEqualTo(Color.WHITE.getRGB());
        // Shades next to it may have become the line's colour, too.
        assertThat(pixels(read, Palette.OURS.color()))
                .isBetween(
                        pixels(right.image(), Palette.OURS.color()), 2 * pixels(right.image(), Palette.OURS.color()));
    }

    @Test
    void onlyAPngIsWrittenUnderItsName(@TempDir Path directory) throws IOException {
        Figure figure = HeatMap.lattice("a", new byte[] {1}, 1);
        for (String name : List.of("fig.svg", "fig.pdf", "fig", "png")) {
            Path file = directory.resolve("sub").resolve(name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> figure.save(file))
                    .withMessage("figure to " + file + ": is written as a PNG only; give a name that ends in .png");
        }
        assertThat(directory).isEmptyDirectory();
        figure.save(directory.resolve("fig.PNG"));
        assertThat(ImageIO.read(directory.resolve("fig.PNG").toFile())).isNotNull();
    }

    @Test
    void refusesBadInput() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t").figure())
                .withMessageContaining("nothing to draw");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t").line("a", Palette.OURS, X, new double[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> Curves.titled("t").xRange(2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.titled("t")
                        .line("a", Palette.OURS, X, X)
                        .line("a", Palette.OURS, X, X)
                        .figure())
                .withMessageContaining("two series named 'a'");
        assertThatIllegalArgumentException().isThrownBy(() -> Palette.sequence(0));
        assertThatIllegalArgumentException().isThrownBy(() -> HeatMap.of("t", new double[0][]));
        assertThatIllegalArgumentException().isThrownBy(() -> HeatMap.lattice("t", new byte[3], 2));
        assertThatIllegalArgumentException().isThrownBy(Panels::row);
    }

    /** Pixels that are mostly blue, blurred edges included. */
    private static long coloured(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .mapToObj(i -> new Color(image.getRGB(i % image.getWidth(), i / image.getWidth())))
                .filter(color -> color.getBlue() - color.getRed() > 80)
                .count();
    }

    private static long pixels(BufferedImage image, Color color) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color.getRGB())
                .count();
    }
}
