package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of curves: lines, bands, points with error bars and marker lines over two axes, each linear or logarithmic.
 * The legend goes to the corner with the fewest data.
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
    /** Not 0: XChart would put the ticks of equally spaced data at some of the data, not at round numbers. */
    private static final double LINE_PADDING = 0.01;

    private static final double CORNER = 0.42;
    /** Sizes of the small text, in pixels, and the part of the picture that the plot takes up. */
    private static final double CHARACTER_WIDTH = 7.5;

    private static final double LINE_HEIGHT = 16;
    private static final double PLOT_SHARE = 0.82;
    /** Shorter pieces of a dash, in pixels, would be blurred one by one. */
    private static final double SHORTEST_PIECE = 3;

    /** Height of a band's sample in the legend, in pixels. */
    private static final float SWATCH = 11;

    /** Texts weigh more than curves: a legend may touch a curve, but not cover a text. */
    private static final int LABEL_SAMPLES = 2000;

    private static final int SAMPLES_PER_SEGMENT = 8;
    private static final String[] SUPERSCRIPTS = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

    private final String title;
    private final List<Series> series = new ArrayList<>();
    private final List<Marker> markers = new ArrayList<>();
    private String xLabel = "";
    private String yLabel = "";
    private Axis xAxis = Axis.LINEAR;
    private Axis yAxis = Axis.LINEAR;
    private double[] xRange;
    private double[] yRange;
    private int width = Style.NOTEBOOK_WIDTH;
    private int height = Style.HEIGHT;
    private boolean legend = true;
    private boolean outside;

    /** How an axis is divided; a logarithmic one is drawn as the logarithm on a linear one. */
    private enum Axis {
        LINEAR(v -> v, Curves::plain),
        DECADES(Math::log10, v -> "10" + superscript((int) Math.rint(v))),
        DOUBLINGS(v -> Math.log(v) / Math.log(2), v -> String.format(Locale.ROOT, "%.0f", Math.exp(v * Math.log(2)))),
        SQUARES(v -> Math.log(v) / Math.log(2), v -> String.format(Locale.ROOT, "%.0f²", Math.exp(v * Math.log(2))));

        private final DoubleUnaryOperator transform;
        private final Function<Double, String> label;

        Axis(DoubleUnaryOperator transform, Function<Double, String> label) {
            this.transform = transform;
            this.label = label;
        }

        double[] apply(double[] values) {
            double[] out = new double[values.length];
            for (int i = 0; i < out.length; i++) {
                double v = transform.applyAsDouble(values[i]);
                out[i] = Double.isFinite(v) ? v : Double.NaN;
            }
            return out;
        }
    }

    private enum Kind {
        BAND,
        LINE,
        POINTS,
        JOINED_POINTS
    }

    /** One series as it was given; low and high are the band's or the error bars' ends. */
    private record Series(Kind kind, String name, Pen pen, double[] x, double[] y, double[] low, double[] high) {}

    /** A straight line across the plot. */
    private record Marker(boolean vertical, double value, String text, Pen pen) {}

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
     * Makes the horizontal axis logarithmic, divided at powers of ten.
     *
     * @return this
     */
    public Curves xDecades() {
        xAxis = Axis.DECADES;
        return this;
    }

    /**
     * Makes the horizontal axis logarithmic, divided at powers of two: 8, 16, 32, …
     *
     * @return this
     */
    public Curves xDoublings() {
        xAxis = Axis.DOUBLINGS;
        return this;
    }

    /**
     * As {@link #xDoublings()} for sides of square systems: 8², 16², 32², …
     *
     * @return this
     */
    public Curves xSides() {
        xAxis = Axis.SQUARES;
        return this;
    }

    /**
     * Makes the vertical axis logarithmic, divided at powers of ten.
     *
     * @return this
     */
    public Curves yDecades() {
        yAxis = Axis.DECADES;
        return this;
    }

    /**
     * Makes the vertical axis logarithmic, divided at powers of two.
     *
     * @return this
     */
    public Curves yDoublings() {
        yAxis = Axis.DOUBLINGS;
        return this;
    }

    /**
     * Fixes the horizontal range.
     *
     * @param from left end
     * @param to right end
     * @return this
     * @throws IllegalArgumentException unless from is below to
     */
    public Curves xRange(double from, double to) {
        xRange = range(from, to);
        return this;
    }

    /**
     * Fixes the vertical range.
     *
     * @param from lower end
     * @param to upper end
     * @return this
     * @throws IllegalArgumentException unless from is below to
     */
    public Curves yRange(double from, double to) {
        yRange = range(from, to);
        return this;
    }

    /**
     * Sets the size.
     *
     * @param widthPixels width, 900 if not set
     * @param heightPixels height, 400 if not set
     * @return this
     */
    public Curves size(int widthPixels, int heightPixels) {
        width = widthPixels;
        height = heightPixels;
        return this;
    }

    /**
     * Leaves the legend out, for a panel whose neighbour has it.
     *
     * @return this
     */
    public Curves noLegend() {
        legend = false;
        return this;
    }

    /**
     * Puts the legend beside the plot, for curves that fill it.
     *
     * @return this
     */
    public Curves legendOutside() {
        outside = true;
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
        return add(new Series(Kind.LINE, name, pen, x, y, y, y));
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
        return add(new Series(Kind.BAND, name, pen, x, mean, shifted(mean, spread, -1), shifted(mean, spread, 1)));
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
        return add(new Series(Kind.POINTS, name, pen, x, y, y, y));
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
        return add(new Series(Kind.POINTS, name, pen, x, y, shifted(y, error, -1), shifted(y, error, 1)));
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
        return add(new Series(Kind.JOINED_POINTS, name, pen, x, y, shifted(y, error, -1), shifted(y, error, 1)));
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
        markers.add(new Marker(true, x, text, pen));
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
        markers.add(new Marker(false, y, text, pen));
        return this;
    }

    /**
     * Finishes the chart.
     *
     * @return the picture
     * @throws IllegalArgumentException if it has no series, or none with a finite point
     */
    public Figure figure() {
        XYChart chart = chart();
        int chartWidth = width;
        int chartHeight = height;
        return new Figure() {
            @Override
            public int width() {
                return chartWidth;
            }

            @Override
            public int height() {
                return chartHeight;
            }

            @Override
            public void paint(Graphics2D graphics) {
                AffineTransform transform = graphics.getTransform();
                Shape clip = graphics.getClip();
                chart.paint(graphics, chartWidth, chartHeight);
                graphics.setTransform(transform);
                graphics.setClip(clip);
            }
        };
    }

    /**
     * Finishes the chart as XChart's own object, for what this class cannot do.
     *
     * @return a new chart
     * @throws IllegalArgumentException if it has no series, or none with a finite point
     */
    public XYChart chart() {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        Style.apply(chart);
        chart.getStyler().setChartTitleVisible(!title.isEmpty());
        double[] xLimits = limits(xRange, xAxis, true);
        double[] yLimits = limits(yRange, yAxis, false);
        chart.getStyler().setXAxisMin(xLimits[0]).setXAxisMax(xLimits[1]);
        chart.getStyler().setYAxisMin(yLimits[0]).setYAxisMax(yLimits[1]);
        divide(chart, xLimits, yLimits);
        List<double[]> samples = samples(xLimits, yLimits);
        for (Kind kind : Kind.values()) {
            series.stream().filter(s -> s.kind == kind).forEach(s -> draw(chart, s, xLimits, yLimits));
            if (kind == Kind.BAND) {
                markers.forEach(marker -> draw(chart, marker, xLimits, yLimits, samples));
            }
        }
        chart.getStyler().setLegendVisible(legend && series.stream().anyMatch(s -> !s.name.isEmpty()));
        chart.getStyler().setLegendPosition(outside ? LegendPosition.OutsideE : freeCorner(samples));
        return chart;
    }

    private Curves add(Series added) {
        int n = added.x.length;
        if (n == 0 || added.y.length != n || added.low.length != n) {
            throw new IllegalArgumentException("series '" + added.name + "' of " + n + " x and " + added.y.length
                    + " y values: must be equally many and at least 1");
        }
        series.add(added);
        return this;
    }

    private static double[] range(double from, double to) {
        if (!(from < to)) {
            throw new IllegalArgumentException("range " + from + " to " + to + ": must go upwards");
        }
        return new double[] {from, to};
    }

    private static double[] shifted(double[] mean, double[] spread, int sign) {
        if (mean.length != spread.length) {
            throw new IllegalArgumentException(
                    mean.length + " values with " + spread.length + " spreads: must be equally many");
        }
        double[] out = new double[mean.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = mean[i] + sign * spread[i];
        }
        return out;
    }

    /** Ends of an axis in drawn coordinates: as asked, or those of the data with a margin. */
    private double[] limits(double[] asked, Axis axis, boolean horizontal) {
        if (asked != null) {
            return axis.apply(asked);
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean lines = true;
        for (Series s : series) {
            for (double[] values : horizontal ? new double[][] {s.x} : new double[][] {s.y, s.low, s.high}) {
                for (double value : axis.apply(values)) {
                    low = value < low ? value : low;
                    high = value > high ? value : high;
                }
            }
            lines &= s.kind == Kind.LINE || s.kind == Kind.BAND;
        }
        for (Marker marker : markers) {
            double value = axis.transform.applyAsDouble(marker.value);
            if (marker.vertical == horizontal && Double.isFinite(value) && low <= high) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            throw new IllegalArgumentException(
                    "chart '" + title + "' has nothing to draw: add a series with finite values");
        }
        if (low == high) {
            return new double[] {low - 1, high + 1};
        }
        double margin = (horizontal && lines && axis == Axis.LINEAR ? LINE_PADDING : PADDING) * (high - low);
        return axis == Axis.DECADES
                ? twoTicks(low - margin, high + margin)
                : new double[] {low - margin, high + margin};
    }

    /** Widens a range to whole decades if it would show fewer than two of them. */
    private static double[] twoTicks(double low, double high) {
        boolean enough = Math.floor(high) - Math.ceil(low) >= 1;
        return enough ? new double[] {low, high} : new double[] {Math.floor(low), Math.ceil(high)};
    }

    /** Tick labels, and for logarithmic axes a distance that lets ticks fall on whole exponents only. */
    private void divide(XYChart chart, double[] xLimits, double[] yLimits) {
        chart.setCustomXAxisTickLabelsFormatter(xAxis.label);
        chart.setCustomYAxisTickLabelsFormatter(yAxis.label);
        if (xAxis != Axis.LINEAR) {
            chart.getStyler().setXAxisTickMarkSpacingHint(wholeSpacing(0.82 * width, xLimits));
        }
        if (yAxis != Axis.LINEAR) {
            chart.getStyler().setYAxisTickMarkSpacingHint(wholeSpacing(0.75 * height, yLimits));
        }
    }

    private static int wholeSpacing(double pixels, double[] limits) {
        double perUnit = pixels / (limits[1] - limits[0]);
        return (int) Math.max(perUnit, 35);
    }

    private void draw(XYChart chart, Series s, double[] xLimits, double[] yLimits) {
        double[] x = xAxis.apply(s.x);
        double[] y = yAxis.apply(s.y);
        if (s.kind == Kind.BAND) {
            drawBand(chart, s, x);
            return;
        }
        if (s.low != s.y) {
            for (int i = 0; i < x.length; i++) {
                drawBar(
                        chart,
                        s.pen,
                        x[i],
                        yAxis.transform.applyAsDouble(s.low[i]),
                        yAxis.transform.applyAsDouble(s.high[i]));
            }
        }
        double[][] points = s.kind == Kind.LINE && s.pen.dashed()
                ? dashes(
                        x,
                        y,
                        PLOT_SHARE * width / (xLimits[1] - xLimits[0]),
                        PLOT_SHARE * height / (yLimits[1] - yLimits[0]))
                : new double[][] {x, y};
        XYSeries drawn = chart.addSeries(name(chart, s.name), points[0], points[1]);
        drawn.setShowInLegend(!s.name.isEmpty());
        drawn.setLineColor(s.pen.color()).setLineStyle(s.pen.stroke());
        drawn.setMarkerColor(s.pen.color());
        drawn.setMarker(s.kind == Kind.LINE ? SeriesMarkers.NONE : s.pen.marker());
        drawn.setXYSeriesRenderStyle(
                s.kind == Kind.POINTS ? XYSeries.XYSeriesRenderStyle.Scatter : XYSeries.XYSeriesRenderStyle.Line);
    }

    /**
     * Cuts a line into dashes, with NaN between them: XChart strokes each segment for itself, so that a dash pattern
     * begins anew at every point, and a line of many points comes out solid.
     */
    private static double[][] dashes(double[] x, double[] y, double pixelsPerX, double pixelsPerY) {
        List<double[]> points = new ArrayList<>();
        double walked = 0;
        int last = 0;
        for (int i = 1; i < x.length; i++) {
            double length = Math.hypot((x[i] - x[last]) * pixelsPerX, (y[i] - y[last]) * pixelsPerY);
            if (length < SHORTEST_PIECE && i + 1 < x.length) {
                continue;
            }
            double at = 0;
            while (at < length) {
                double phase = walked % (Pen.DASH + Pen.GAP);
                boolean on = phase < Pen.DASH;
                double step = Math.min(length - at, (on ? Pen.DASH : Pen.DASH + Pen.GAP) - phase + 1e-6);
                if (on) {
                    points.add(between(x, y, last, i, at / length));
                    points.add(between(x, y, last, i, (at + step) / length));
                } else {
                    points.add(new double[] {x[last], Double.NaN});
                }
                at += step;
                walked += step;
            }
            last = i;
        }
        return new double[][] {
            points.stream().mapToDouble(point -> point[0]).toArray(),
            points.stream().mapToDouble(point -> point[1]).toArray()
        };
    }

    private static double[] between(double[] x, double[] y, int from, int to, double weight) {
        return new double[] {x[from] + weight * (x[to] - x[from]), y[from] + weight * (y[to] - y[from])};
    }

    /** XChart draws no error regions: a closed polygon, there and back. */
    private void drawBand(XYChart chart, Series s, double[] x) {
        double[] low = yAxis.apply(s.low);
        double[] high = yAxis.apply(s.high);
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i] + low[i] + high[i])) {
                xs.add(x[i]);
                ys.add(high[i]);
            }
        }
        for (int i = x.length - 1; i >= 0; i--) {
            if (Double.isFinite(x[i] + low[i] + high[i])) {
                xs.add(x[i]);
                ys.add(low[i]);
            }
        }
        if (xs.isEmpty()) {
            return;
        }
        XYSeries drawn = chart.addSeries(name(chart, ""), xs, ys);
        drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        drawn.setFillColor(s.pen.pale());
        drawn.setLineColor(s.pen.pale()).setLineWidth(0.5f);
        drawn.setMarker(SeriesMarkers.NONE);
        drawn.setShowInLegend(false);
        if (!s.name.isEmpty()) {
            addSwatch(chart, s, x[0]);
        }
    }

    /** XChart shows a polygon's edge in the legend, not its area: a broad line without points stands for the band. */
    private void addSwatch(XYChart chart, Series s, double x) {
        long layers = series.subList(0, series.indexOf(s) + 1).stream()
                .filter(other -> other.kind == Kind.BAND && other.pen.equals(s.pen))
                .count();
        XYSeries swatch = chart.addSeries(name(chart, s.name), new double[] {x}, new double[] {Double.NaN});
        swatch.setLineColor(s.pen.pale((int) layers));
        swatch.setLineStyle(new BasicStroke(SWATCH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        swatch.setMarker(SeriesMarkers.NONE);
    }

    /** XChart's own error bars do not follow the series' colour in every style, and are symmetric. */
    private void drawBar(XYChart chart, Pen pen, double x, double low, double high) {
        if (Double.isNaN(x + high)) {
            return;
        }
        double bottom = Double.isFinite(low) ? low : yAxis.transform.applyAsDouble(Double.MIN_NORMAL);
        straight(chart, new Pen(pen.color(), 1.4f, false, pen.marker()), new double[] {x, x}, new double[] {bottom, high
        });
    }

    private void draw(XYChart chart, Marker marker, double[] xLimits, double[] yLimits, List<double[]> samples) {
        double at = (marker.vertical ? xAxis : yAxis).transform.applyAsDouble(marker.value);
        double[] both = {at, at};
        straight(chart, marker.pen, marker.vertical ? both : xLimits, marker.vertical ? yLimits : both);
        if (!marker.text.isEmpty()) {
            double[] place = place(marker, at, xLimits, yLimits, samples);
            double x = xLimits[0] + place[0] * (xLimits[1] - xLimits[0]);
            double y = yLimits[0] + place[1] * (yLimits[1] - yLimits[0]);
            chart.addAnnotation(new AnnotationText(marker.text, x, y, false));
        }
    }

    /** The emptiest of a few places for a marker line's text: its centre, as fractions of the plot. */
    private double[] place(Marker marker, double at, double[] xLimits, double[] yLimits, List<double[]> samples) {
        double halfWidth = CHARACTER_WIDTH / 2 * marker.text.length() / (PLOT_SHARE * width);
        double halfHeight = LINE_HEIGHT / 2 / (PLOT_SHARE * height);
        double gap = 0.012;
        List<double[]> places = new ArrayList<>();
        if (marker.vertical) {
            double line = (at - xLimits[0]) / (xLimits[1] - xLimits[0]);
            for (double y : new double[] {0.95, 0.05, 0.5}) {
                places.add(new double[] {line + gap + halfWidth, y});
                places.add(new double[] {line - gap - halfWidth, y});
            }
        } else {
            double line = (at - yLimits[0]) / (yLimits[1] - yLimits[0]);
            for (double x : new double[] {1 - gap - halfWidth, gap + halfWidth, 0.5}) {
                places.add(new double[] {x, line + gap + halfHeight});
                places.add(new double[] {x, line - gap - halfHeight});
            }
        }
        double[] best = null;
        long fewest = Long.MAX_VALUE;
        for (double[] place : places) {
            boolean inside = place[0] >= halfWidth
                    && place[0] <= 1 - halfWidth
                    && place[1] >= halfHeight
                    && place[1] <= 1 - halfHeight;
            long crowd = crowd(
                            samples,
                            place[0] - halfWidth,
                            place[0] + halfWidth,
                            place[1] - halfHeight,
                            place[1] + halfHeight)
                    + (inside ? 0 : samples.size());
            if (crowd < fewest) {
                fewest = crowd;
                best = place;
            }
        }
        for (int i = 0; i <= LABEL_SAMPLES; i++) {
            samples.add(new double[] {best[0] + (2.0 * i / LABEL_SAMPLES - 1) * halfWidth, best[1]});
        }
        return best;
    }

    private static void straight(XYChart chart, Pen pen, double[] x, double[] y) {
        XYSeries drawn = chart.addSeries(name(chart, ""), x, y);
        drawn.setLineColor(pen.color()).setLineStyle(pen.stroke());
        drawn.setMarker(SeriesMarkers.NONE);
        drawn.setShowInLegend(false);
    }

    /** XChart wants a different name for each series. */
    private static String name(XYChart chart, String wanted) {
        String name = wanted.isEmpty() ? "#" + chart.getSeriesMap().size() : wanted;
        if (chart.getSeriesMap().containsKey(name)) {
            throw new IllegalArgumentException("two series named '" + name + "': names must differ");
        }
        return name;
    }

    /** Points along all that is drawn, as fractions of the plot, to keep texts clear of them. */
    private List<double[]> samples(double[] xLimits, double[] yLimits) {
        List<double[]> samples = new ArrayList<>();
        for (Series s : series) {
            double[] x = xAxis.apply(s.x);
            for (double[] given : s.low == s.y ? new double[][] {s.y} : new double[][] {s.y, s.low, s.high}) {
                double[] y = yAxis.apply(given);
                for (int i = 0; i < x.length; i++) {
                    int next = s.kind == Kind.POINTS ? i : Math.min(i + 1, x.length - 1);
                    for (int k = 0; k < SAMPLES_PER_SEGMENT; k++) {
                        double w = (double) k / SAMPLES_PER_SEGMENT;
                        samples.add(new double[] {
                            (x[i] + w * (x[next] - x[i]) - xLimits[0]) / (xLimits[1] - xLimits[0]),
                            (y[i] + w * (y[next] - y[i]) - yLimits[0]) / (yLimits[1] - yLimits[0])
                        });
                    }
                }
            }
        }
        return samples;
    }

    private static LegendPosition freeCorner(List<double[]> samples) {
        LegendPosition best = LegendPosition.InsideNE;
        long fewest = crowd(samples, 1 - CORNER, 1, 1 - CORNER, 1);
        long southEast = crowd(samples, 1 - CORNER, 1, 0, CORNER);
        long northWest = crowd(samples, 0, CORNER, 1 - CORNER, 1);
        long southWest = crowd(samples, 0, CORNER, 0, CORNER);
        if (southEast < fewest) {
            best = LegendPosition.InsideSE;
            fewest = southEast;
        }
        if (northWest < fewest) {
            best = LegendPosition.InsideNW;
            fewest = northWest;
        }
        return southWest < fewest ? LegendPosition.InsideSW : best;
    }

    private static long crowd(List<double[]> samples, double left, double right, double bottom, double top) {
        return samples.stream()
                .filter(p -> p[0] >= left && p[0] <= right && p[1] >= bottom && p[1] <= top)
                .count();
    }

    /** A round number as short as possible, with a typographic minus. */
    static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6));
        if (Math.abs(value) < 1e-12) {
            return "0";
        }
        int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
        String text = exponent < -4 || exponent > 5
                ? rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "·10" + superscript(exponent)
                : rounded.stripTrailingZeros().toPlainString();
        return text.replace('-', '−');
    }

    private static String superscript(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(SUPERSCRIPTS[digit - '0']);
        }
        return text.toString();
    }
}
