package org.macrodyn.figures;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where everything of a chart stands: the plot's frame, with room around it for the numbers of both axes, their labels, the
 * title, and a legend beside it.
 *
 * @param plot the frame, in pixels
 * @param xTicks numbers below
 * @param yTicks numbers to the left
 */
record Frame(Rectangle2D plot, List<Tick> xTicks, List<Tick> yTicks) {
    /** Between the picture's edge and all that is in it. */
    static final double PADDING = 12;

    private static final double GAP = 8;
    private static final double TICK = 4;
    private static final double TICK_GAP = 5;
    /** Numbers on a linear axis are no denser than this, in pixels. */
    private static final double SPARSE_X = 60;

    private static final double SPARSE_Y = 36;
    /** Clear space between two numbers in a row, and distance of two numbers above each other. */
    private static final double CLEAR_X = 14;

    private static final double CLEAR_Y = 26;
    /** A picture too small for its numbers keeps this much of a plot. */
    private static final double SMALLEST = 10;

    /**
     * Lays a chart out.
     *
     * @param beside width of what stands right of the plot, 0 for nothing
     */
    static Frame of(Plot chart, double beside) {
        double top = top(chart.title());
        double bottom = PADDING
                + Style.TICKS.getSize()
                + TICK_GAP
                + TICK
                + room(chart.x().names().isEmpty() ? chart.xLabel() : withNames(chart));
        double height = Math.max(SMALLEST, chart.height() - top - bottom);
        List<Tick> yTicks =
                chart.y().ticks(ticks -> clearAbove(ticks, height, chart.y().scale()));
        double left = PADDING + room(chart.yLabel()) + widest(yTicks) + TICK_GAP + TICK;
        double right = PADDING + (beside > 0 ? beside + PADDING : 0);
        List<Tick> xTicks = xTicks(chart, chart.width() - left - right);
        // The last number may stand out beyond the plot's right end.
        right += Math.max(0, overhang(xTicks, chart.width() - left - right) - (right - beside) + 2);
        double width = Math.max(SMALLEST, chart.width() - left - right);
        return new Frame(new Rectangle2D.Double(left, top, width, height), xTicks(chart, width), yTicks);
    }

    /** Where the plot begins, below the title. */
    static double top(String title) {
        return PADDING + (title.isEmpty() ? 0 : Style.TITLE.getSize() + GAP);
    }

    /** What stands below the horizontal axis: the names of things, too, where there was no room for them beside it. */
    String xLabel(Plot chart) {
        List<String> names = chart.x().names();
        boolean shown =
                names.isEmpty() || xTicks.stream().map(Tick::text).toList().equals(names);
        return shown ? chart.xLabel() : withNames(chart);
    }

    /** {@code closure: 1 none, 2 energy}. */
    private static String withNames(Plot chart) {
        List<String> names = chart.x().names();
        return IntStream.range(0, names.size())
                .mapToObj(i -> (i + 1) + " " + names.get(i))
                .collect(Collectors.joining(", ", chart.xLabel().isEmpty() ? "" : chart.xLabel() + ": ", ""));
    }

    private static double room(String label) {
        return label.isEmpty() ? 0 : Style.LABEL.getSize() + GAP;
    }

    private static double widest(List<Tick> ticks) {
        return ticks.stream()
                .mapToDouble(tick -> Text.width(tick.text(), Style.TICKS))
                .max()
                .orElse(0);
    }

    private static List<Tick> xTicks(Plot chart, double width) {
        return chart.x()
                .ticks(ticks -> chart.x().names().isEmpty()
                        ? clearBeside(ticks, width, chart.x().scale())
                        : widest(ticks) + CLEAR_X <= width / ticks.size());
    }

    private static double overhang(List<Tick> ticks, double width) {
        Tick last = ticks.get(ticks.size() - 1);
        return (last.at() - 1) * width + Text.width(last.text(), Style.TICKS) / 2;
    }

    private static boolean clearBeside(List<Tick> ticks, double width, Scale scale) {
        for (int i = 1; i < ticks.size(); i++) {
            double distance = (ticks.get(i).at() - ticks.get(i - 1).at()) * width;
            double texts = (Text.width(ticks.get(i - 1).text(), Style.TICKS)
                            + Text.width(ticks.get(i).text(), Style.TICKS))
                    / 2;
            if (distance < texts + CLEAR_X || (scale == Scale.LINEAR && distance < SPARSE_X)) {
                return false;
            }
        }
        return true;
    }

    private static boolean clearAbove(List<Tick> ticks, double height, Scale scale) {
        double least = scale == Scale.LINEAR ? SPARSE_Y : CLEAR_Y;
        for (int i = 1; i < ticks.size(); i++) {
            if ((ticks.get(i).at() - ticks.get(i - 1).at()) * height < least) {
                return false;
            }
        }
        return true;
    }

    /** Pixels from the left of a fraction of the plot's width. */
    double x(double fraction) {
        return plot.getX() + fraction * plot.getWidth();
    }

    /** Pixels from the top of a fraction of the plot's height. */
    double y(double fraction) {
        return plot.getMaxY() - fraction * plot.getHeight();
    }

    void paintGrid(Graphics2D g) {
        g.setColor(Style.GRID);
        xTicks.forEach(tick -> g.draw(new Line2D.Double(x(tick.at()), plot.getY(), x(tick.at()), plot.getMaxY())));
        yTicks.forEach(tick -> g.draw(new Line2D.Double(plot.getX(), y(tick.at()), plot.getMaxX(), y(tick.at()))));
    }

    void paintAxes(Graphics2D g, Plot chart) {
        g.setColor(Style.FRAME);
        g.draw(plot);
        double below = plot.getMaxY() + TICK;
        double beside = plot.getX() - TICK;
        xTicks.forEach(tick -> g.draw(new Line2D.Double(x(tick.at()), plot.getMaxY(), x(tick.at()), below)));
        yTicks.forEach(tick -> g.draw(new Line2D.Double(beside, y(tick.at()), plot.getX(), y(tick.at()))));
        g.setColor(Style.INK);
        double line = below + TICK_GAP + Style.TICKS.getSize() * 0.8;
        xTicks.forEach(tick -> Text.paint(g, tick.text(), Style.TICKS, 0.5, x(tick.at()), line));
        double half = Style.TICKS.getSize() * 0.36;
        yTicks.forEach(tick -> Text.paint(g, tick.text(), Style.TICKS, 1, beside - TICK_GAP, y(tick.at()) + half));
        paintLabels(g, chart);
    }

    private void paintLabels(Graphics2D g, Plot chart) {
        double ascent = 0.8;
        double title = PADDING + ascent * Style.TITLE.getSize();
        Text.centred(g, chart.title(), Style.TITLE, plot.getCenterX(), 0, chart.width(), title);
        double below = chart.height() - PADDING - 2;
        Text.centred(g, xLabel(chart), Style.LABEL, plot.getCenterX(), 0, chart.width(), below);
        AffineTransform upright = g.getTransform();
        g.rotate(-Math.PI / 2);
        double beside = PADDING + ascent * Style.LABEL.getSize();
        double clearOfTitle = PADDING - plot.getY();
        Text.centred(g, chart.yLabel(), Style.LABEL, -plot.getCenterY(), -chart.height(), clearOfTitle, beside);
        g.setTransform(upright);
    }
}
