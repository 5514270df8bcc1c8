package org.macrodyn.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A chart of curves: lines, bands, points with error bars and marker lines over two axes, each linear or logarithmic.
 * The legend goes where it covers no data; if there is no such place, the vertical axis is continued until there is, unless its
 * range is given.
 *
 * <pre>{@code
 * Figure figure = Curves.titled("Mean magnetisation")
 *         .x("time t").y("⟨m⟩")
 *         .band(Palette.TRUTH, times, mean, spread).line("truth", Palette.TRUTH, times, mean)
 *         .line("ours", Palette.OURS, times, learnt)
 *         .figure();
 * }</pre>
 */
public final class Curves {
    private static final double PADDING = 0.06;
    /** Lines fill the plot from side to side, but for the width of a stroke. */
    private static final double LINE_PADDING = 0.01;

    private static final int SMALLEST_WIDTH = 100;
    private static final int SMALLEST_HEIGHT = 80;

    private final String title;
    private final List<Series> series = new ArrayList<>();
    private final List<MarkerLine> markers = new ArrayList<>();
    private String xLabel = "";
    private String yLabel = "";
    private Scale xScale = Scale.LINEAR;
    private Scale yScale = Scale.LINEAR;
    private List<String> xNames = List.of();
    private double @Nullable [] xRange;
    private double @Nullable [] yRange;
    private int width = Style.NOTEBOOK_WIDTH;
    private int height = Style.HEIGHT;
    private boolean sized;
    private Plot.LegendPlace legend = Plot.LegendPlace.CORNER;

    private Curves(String title) {
        this.title = title;
    }

    /**
     * An empty chart.
     *
     * @param title above the plot, may be empty
     * @return the chart, to be filled
     */
    public static Curves titled(String title) {
        return new Curves(title);
    }

    /** An empty chart of half the width of a notebook. */
    static Curves half(String title, String x, String y, int height) {
        return titled(title).x(x).y(y).size(Style.NOTEBOOK_WIDTH / 2, height);
    }

    /**
     * Names the horizontal axis.
     *
     * @param label symbol and unit
     * @return this
     */
    public Curves x(String label) {
        xLabel = label;
        return this;
    }

    /**
     * Names the vertical axis.
     *
     * @param label symbol and unit
     * @return this
     */
    public Curves y(String label) {
        yLabel = label;
        return this;
    }

    /**
     * Makes the horizontal axis logarithmic, divided at powers of ten, below two decades at 1, 2, 5.
     *
     * @return this
     */
    public Curves xDecades() {
        xScale = Scale.DECADES;
        return this;
    }

    /**
     * Makes the horizontal axis logarithmic, divided at powers of two: 8, 16, 32, …
     *
     * @return this
     */
    public Curves xDoublings() {
        xScale = Scale.DOUBLINGS;
        return this;
    }

    /**
     * As {@link #xDoublings()} for sides of square systems: 8², 16², 32², …
     *
     * @return this
     */
    public Curves xSides() {
        xScale = Scale.SQUARES;
        return this;
    }

    /**
     * Puts names on the horizontal axis, at 1, 2, 3 …, for values that are no numbers: these are its range, whatever else is
     * set. Where the names are too long to stand side by side, numbers stand there, and the names in the label.
     *
     * @param names of what stands at 1, 2, 3 …
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    public Curves xNames(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("0 names on an axis: give one or more");
        }
        xNames = List.copyOf(names);
        return this;
    }

    /**
     * Makes the vertical axis logarithmic, divided at powers of ten, below two decades at 1, 2, 5.
     *
     * @return this
     */
    public Curves yDecades() {
        yScale = Scale.DECADES;
        return this;
    }

    /**
     * Makes the vertical axis logarithmic, divided at powers of two.
     *
     * @return this
     */
    public Curves yDoublings() {
        yScale = Scale.DOUBLINGS;
        return this;
    }

    /**
     * Fixes the horizontal range. A logarithmic axis cannot begin at 0 or below: it then begins at the lowest value that it
     * can show.
     *
     * @param from left end
     * @param to right end
     * @return this
     * @throws IllegalArgumentException unless from is below to and both are finite
     */
    public Curves xRange(double from, double to) {
        xRange = range(from, to);
        return this;
    }

    /**
     * Fixes the vertical range. A logarithmic axis cannot begin at 0 or below: it then begins at the lowest value that it
     * can show.
     *
     * @param from lower end
     * @param to upper end
     * @return this
     * @throws IllegalArgumentException unless from is below to and both are finite
     */
    public Curves yRange(double from, double to) {
        yRange = range(from, to);
        return this;
    }

    /**
     * Sets the size. A legend that is too large for it is drawn smaller.
     *
     * @param widthPixels width, 900 if not set
     * @param heightPixels height; 400 if not set, or more if a legend beside the plot is higher
     * @return this
     */
    public Curves size(int widthPixels, int heightPixels) {
        width = widthPixels;
        height = heightPixels;
        sized = true;
        return this;
    }

    /**
     * Leaves the legend out, for a panel whose neighbour has it.
     *
     * @return this
     */
    public Curves noLegend() {
        legend = Plot.LegendPlace.NOWHERE;
        return this;
    }

    /**
     * Puts the legend beside the plot, for curves that fill it.
     *
     * @return this
     */
    public Curves legendOutside() {
        legend = Plot.LegendPlace.BESIDE;
        return this;
    }

    /**
     * Adds a line.
     *
     * @param name in the legend; empty for none
     * @param pen colour and stroke
     * @param x {@code [n]}
     * @param y {@code [n]}; NaN leaves a gap
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves line(String name, Pen pen, double[] x, double[] y) {
        return add(Series.of(Series.Kind.LINE, name, pen, x, y));
    }

    /**
     * Adds a pale band mean ± spread, drawn below all lines, without a name of its own.
     *
     * @param pen colour
     * @param x {@code [n]}
     * @param mean {@code [n]}
     * @param spread {@code [n]} half-width
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves band(Pen pen, double[] x, double[] mean, double[] spread) {
        return band("", pen, x, mean, spread);
    }

    /**
     * Adds a pale band mean ± spread, drawn below all lines. Bands of one pen that lie in each other grow darker inwards;
     * add them from outside to inside, so that the legend shows each as dark as it is.
     *
     * @param name in the legend; empty for none
     * @param pen colour
     * @param x {@code [n]}
     * @param mean {@code [n]}
     * @param spread {@code [n]} half-width
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves band(String name, Pen pen, double[] x, double[] mean, double[] spread) {
        return add(Series.of(Series.Kind.BAND, name, pen, x, mean, spread));
    }

    /**
     * Adds points.
     *
     * @param name in the legend; empty for none
     * @param pen colour and marker
     * @param x {@code [n]}
     * @param y {@code [n]}
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves points(String name, Pen pen, double[] x, double[] y) {
        return add(Series.of(Series.Kind.POINTS, name, pen, x, y));
    }

    /**
     * Adds points with error bars.
     *
     * @param name in the legend; empty for none
     * @param pen colour and marker
     * @param x {@code [n]}
     * @param y {@code [n]}
     * @param error {@code [n]} half-length of the bars
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves points(String name, Pen pen, double[] x, double[] y, double[] error) {
        return add(Series.of(Series.Kind.POINTS, name, pen, x, y, error));
    }

    /**
     * Adds points with error bars, joined by a line.
     *
     * @param name in the legend; empty for none
     * @param pen colour, stroke and marker
     * @param x {@code [n]}
     * @param y {@code [n]}
     * @param error {@code [n]} half-length of the bars; 0 draws none
     * @return this
     * @throws IllegalArgumentException if the lengths differ or nothing is given
     */
    public Curves joinedPoints(String name, Pen pen, double[] x, double[] y, double[] error) {
        return add(Series.of(Series.Kind.JOINED_POINTS, name, pen, x, y, error));
    }

    /**
     * Adds a vertical line across the plot.
     *
     * @param x where
     * @param text beside its upper end, for example {@code λ = K}
     * @param pen colour and stroke
     * @return this
     */
    public Curves vertical(double x, String text, Pen pen) {
        markers.add(new MarkerLine(true, x, text, pen));
        return this;
    }

    /**
     * Adds a horizontal line across the plot.
     *
     * @param y where
     * @param text above its right end
     * @param pen colour and stroke
     * @return this
     */
    public Curves horizontal(double y, String text, Pen pen) {
        markers.add(new MarkerLine(false, y, text, pen));
        return this;
    }

    /**
     * Finishes the chart.
     *
     * @return the picture
     * @throws IllegalArgumentException if it has no series, or none with a finite point; if a logarithmic axis is to end at
     *     0 or below; if two series have the same name; if the picture is too small
     */
    public Figure figure() {
        if (width < SMALLEST_WIDTH || height < SMALLEST_HEIGHT) {
            throw new IllegalArgumentException("chart '" + title + "' of " + width + " × " + height
                    + " pixels: must be at least " + SMALLEST_WIDTH + " × " + SMALLEST_HEIGHT);
        }
        if (series.isEmpty()) {
            throw new IllegalArgumentException(
                    "chart '" + title + "' has nothing to draw: add a series with finite values");
        }
        // Refuses equal names before anything is painted.
        int high = height(new Legend(series));
        boolean lines = series.stream().allMatch(s -> s.kind() == Series.Kind.LINE || s.kind() == Series.Kind.BAND);
        double sides = lines && xScale == Scale.LINEAR ? LINE_PADDING : PADDING;
        Axis x = xNames.isEmpty() ? axis(xScale, xRange, true, sides) : Axis.named(xNames);
        Axis y = axis(yScale, yRange, false, PADDING);
        boolean fixed = yRange != null && legend == Plot.LegendPlace.CORNER;
        Plot.LegendPlace place = fixed ? Plot.LegendPlace.INSIDE : legend;
        return new Plot(title, xLabel, yLabel, x, y, List.copyOf(series), List.copyOf(markers), width, high, place);
    }

    /** A size that was asked for is kept, and a legend too high for it drawn smaller. */
    private int height(Legend names) {
        if (sized || legend != Plot.LegendPlace.BESIDE) {
            return height;
        }
        return (int) Math.max(height, Math.ceil(Frame.top(title) + names.height() + Frame.PADDING));
    }

    private Axis axis(Scale scale, double @Nullable [] range, boolean horizontal, double margin) {
        double[] values = series.stream()
                .flatMap(s ->
                        Arrays.stream(horizontal ? new double[][] {s.x()} : new double[][] {s.y(), s.low(), s.high()}))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        if (range != null) {
            return Axis.between(title, scale, range[0], range[1], values, margin);
        }
        // Lines across the plot are shown, but are no data: without a series there is nothing to draw.
        double[] across = Arrays.stream(values).noneMatch(value -> Double.isFinite(scale.place(value)))
                ? new double[0]
                : markers.stream()
                        .filter(marker -> marker.vertical() == horizontal)
                        .mapToDouble(MarkerLine::value)
                        .toArray();
        double[] shown = DoubleStream.concat(Arrays.stream(values), Arrays.stream(across))
                .toArray();
        return Axis.around(title, scale, shown, margin);
    }

    private Curves add(Series added) {
        series.add(added);
        return this;
    }

    private static double[] range(double from, double to) {
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException("range " + from + " to " + to + ": must go upwards, with finite ends");
        }
        return new double[] {from, to};
    }
}
