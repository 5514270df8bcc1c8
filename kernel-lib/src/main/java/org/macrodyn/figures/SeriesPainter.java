package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/** Draws series into the frame of a chart. */
final class SeriesPainter {
    private static final float BAR_WIDTH = 1.4f;
    /** Smallest diameter of a point that has no neighbour to be joined with. */
    private static final double DOT = 4;

    private final Graphics2D g;
    private final Frame frame;
    private final Axis xAxis;
    private final Axis yAxis;

    /** Draws on a graphics that is clipped to the frame. */
    SeriesPainter(Graphics2D g, Frame frame, Axis xAxis, Axis yAxis) {
        this.g = g;
        this.frame = frame;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
    }

    void paint(Series series) {
        if (series.kind() == Series.Kind.BAND) {
            paintBand(series);
            return;
        }
        if (series.hasSpread()) {
            paintBars(series);
        }
        if (series.joined()) {
            paintLine(series);
        }
        if (series.kind() != Series.Kind.LINE) {
            paintMarkers(series);
        }
    }

    void paint(MarkerLine line) {
        double at = (line.vertical() ? xAxis : yAxis).at(line.value());
        if (at >= 0 && at <= 1) {
            g.setColor(line.pen().color());
            g.setStroke(line.pen().stroke());
            g.draw(
                    line.vertical()
                            ? new Line2D.Double(frame.x(at), frame.y(0), frame.x(at), frame.y(1))
                            : new Line2D.Double(frame.x(0), frame.y(at), frame.x(1), frame.y(at)));
        }
    }

    /** A line through each run of neighbours; a point alone is a dot. */
    private void paintLine(Series series) {
        g.setColor(series.pen().color());
        g.setStroke(series.pen().stroke());
        double[] x = pixels(series.x(), true);
        double[] y = pixels(series.y(), false);
        Path2D path = new Path2D.Double();
        for (int[] run : runs(x, y)) {
            if (run[0] == run[1]) {
                double size = Math.max(DOT, 2 * series.pen().width());
                g.fill(new Ellipse2D.Double(x[run[0]] - size / 2, y[run[0]] - size / 2, size, size));
                continue;
            }
            path.moveTo(x[run[0]], y[run[0]]);
            for (int i = run[0] + 1; i <= run[1]; i++) {
                path.lineTo(x[i], y[i]);
            }
        }
        g.draw(path);
    }

    private void paintBars(Series series) {
        g.setColor(series.pen().color());
        g.setStroke(new BasicStroke(BAR_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        for (int i = 0; i < series.x().length; i++) {
            double x = frame.x(xAxis.at(series.x()[i]));
            double low = frame.y(yAxis.lowerEnd(series.low()[i]));
            double high = frame.y(yAxis.at(series.high()[i]));
            if (Double.isFinite(x + low + high)) {
                g.draw(new Line2D.Double(x, low, x, high));
            }
        }
    }

    private void paintMarkers(Series series) {
        double[] x = pixels(series.x(), true);
        double[] y = pixels(series.y(), false);
        g.setColor(series.pen().color());
        g.setStroke(new BasicStroke(1.4f));
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i] + y[i])) {
                series.pen().marker().paint(g, x[i], y[i], Style.MARKER_SIZE);
            }
        }
    }

    private void paintBand(Series band) {
        double[] x = pixels(band.x(), true);
        double[] low = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            low[i] = frame.y(yAxis.lowerEnd(band.low()[i])) + 0 * band.high()[i];
        }
        double[] high = pixels(band.high(), false);
        double[] both = high.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] += low[i];
        }
        Color pale = band.pen().pale();
        for (int[] run : runs(x, both)) {
            Path2D area = new Path2D.Double();
            area.moveTo(x[run[0]], high[run[0]]);
            for (int i = run[0] + 1; i <= run[1]; i++) {
                area.lineTo(x[i], high[i]);
            }
            for (int i = run[1]; i >= run[0]; i--) {
                area.lineTo(x[i], low[i]);
            }
            area.closePath();
            g.setColor(pale);
            g.fill(area);
            if (run[0] == run[1]) {
                g.setStroke(new BasicStroke((float) DOT));
                g.draw(new Line2D.Double(x[run[0]], high[run[0]], x[run[0]], low[run[0]]));
            }
        }
    }

    private double[] pixels(double[] values, boolean horizontal) {
        double[] pixels = new double[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = horizontal ? frame.x(xAxis.at(values[i])) : frame.y(yAxis.at(values[i]));
        }
        return pixels;
    }

    /** First and last index of each run of neighbours that have a place. */
    private static List<int[]> runs(double[] x, double[] y) {
        List<int[]> runs = new ArrayList<>();
        int first = -1;
        for (int i = 0; i <= x.length; i++) {
            boolean placed = i < x.length && Double.isFinite(x[i] + y[i]);
            if (placed && first < 0) {
                first = i;
            } else if (!placed && first >= 0) {
                runs.add(new int[] {first, i - 1});
                first = -1;
            }
        }
        return runs;
    }
}
