package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A finished chart of curves. Texts are measured when it is painted: to make one needs no fonts.
 *
 * @param title above the plot, may be empty
 * @param xLabel below it, may be empty
 * @param yLabel left of it, may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series in the order in which they were given
 * @param lines straight lines, above the bands and below the curves
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param legend where the names are
 */
record Plot(
        String title,
        String xLabel,
        String yLabel,
        Axis x,
        Axis y,
        List<Series> series,
        List<MarkerLine> lines,
        int width,
        int height,
        LegendPlace legend)
        implements Figure {
    private static final double LARGEST_LEGEND = 0.9;
    private static final double LARGEST_BESIDE = 0.5;
    /** The most of the plot's height that is added above the curves for the legend. */
    private static final double LARGEST_ROOM = 0.4;

    /** Where the names of the series are. */
    enum LegendPlace {
        /** Where they cover the least; room is made above the curves if that is not nothing. */
        CORNER,
        /** Where they cover the least, with the vertical range as it is. */
        INSIDE,
        BESIDE,
        NOWHERE
    }

    @Override
    public String toString() {
        return "[figure " + width + " × " + height + "]";
    }

    @Override
    public void paint(Graphics2D graphics) {
        roomy().paintAsIs(graphics);
    }

    /** The same with a longer vertical axis, if the legend would cover something wherever it lay. */
    Plot roomy() {
        Legend names = new Legend(series);
        if (legend != LegendPlace.CORNER || names.isEmpty()) {
            return this;
        }
        FreePlaces places = new FreePlaces(frame(), samples());
        Rectangle2D place = legendPlace(names, frame(), places);
        double share = (place.getHeight() + FreePlaces.MARGIN) / frame().plot().getHeight();
        boolean clear = places.covered(place) == 0;
        return clear || share > LARGEST_ROOM
                ? this
                : new Plot(title, xLabel, yLabel, x, y.raised(share), series, lines, width, height, LegendPlace.INSIDE);
    }

    private void paintAsIs(Graphics2D graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        // Axes and grid fall on whole pixels, curves do not.
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_NORMALIZE);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        Frame frame = frame();
        g.setStroke(new BasicStroke(1));
        frame.paintGrid(g);
        paintSeries(g, frame);
        g.setStroke(new BasicStroke(1));
        frame.paintAxes(g, this);
        FreePlaces places = new FreePlaces(frame, samples());
        paintTexts(g, frame, places);
        paintLegend(g, frame, places);
        g.dispose();
    }

    Frame frame() {
        Legend names = new Legend(series);
        boolean beside = legend == LegendPlace.BESIDE && !names.isEmpty();
        return Frame.of(this, beside ? names.width() * shrinkBeside(names) : 0);
    }

    /** A legend beside the plot begins where the plot does, and ends above the picture's lower edge. */
    private double shrinkBeside(Legend names) {
        return names.shrink(LARGEST_BESIDE * width, height - Frame.top(title) - Frame.PADDING);
    }

    private void paintSeries(Graphics2D graphics, Frame frame) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.clip(frame.plot());
        SeriesPainter painter = new SeriesPainter(g, frame, x, y);
        for (Series.Kind kind : Series.Kind.values()) {
            series.stream().filter(one -> one.kind() == kind).forEach(painter::paint);
            if (kind == Series.Kind.BAND) {
                lines.forEach(painter::paint);
            }
        }
        g.dispose();
    }

    private List<double[]> samples() {
        List<double[]> samples = new ArrayList<>();
        series.forEach(one -> one.addSamples(x, y, samples));
        return samples;
    }

    private void paintTexts(Graphics2D g, Frame frame, FreePlaces places) {
        g.setColor(Style.INK);
        for (MarkerLine line : lines) {
            double at = (line.vertical() ? x : y).at(line.value());
            if (at >= 0 && at <= 1 && !line.text().isEmpty()) {
                Rectangle2D place = places.beside(line, at);
                Font font = Text.fitting(line.text(), Style.TICKS, frame.plot().getWidth());
                double half = Math.min(place.getWidth(), frame.plot().getWidth()) / 2;
                double middle = Math.max(frame.x(0) + half, Math.min(frame.x(1) - half, place.getCenterX()));
                Text.paint(g, line.text(), font, 0.5, middle, place.getMaxY() - 0.15 * place.getHeight());
            }
        }
    }

    private void paintLegend(Graphics2D graphics, Frame frame, FreePlaces places) {
        Legend names = new Legend(series);
        if (names.isEmpty() || legend == LegendPlace.NOWHERE) {
            return;
        }
        Graphics2D g = (Graphics2D) graphics.create();
        Rectangle2D place = legendPlace(names, frame, places);
        g.translate(place.getX(), place.getY());
        g.scale(place.getWidth() / names.width(), place.getHeight() / names.height());
        names.paint(g);
        g.dispose();
    }

    Rectangle2D legendPlace() {
        return legendPlace(new Legend(series), frame(), new FreePlaces(frame(), samples()));
    }

    private Rectangle2D legendPlace(Legend names, Frame frame, FreePlaces places) {
        boolean beside = legend == LegendPlace.BESIDE;
        double shrink = beside
                ? shrinkBeside(names)
                : names.shrink(
                        LARGEST_LEGEND * frame.plot().getWidth(),
                        LARGEST_LEGEND * frame.plot().getHeight());
        double wide = shrink * names.width();
        double high = shrink * names.height();
        return beside
                ? new Rectangle2D.Double(
                        width - Frame.PADDING - wide, frame.plot().getY(), wide, high)
                : places.corner(wide, high);
    }
}
