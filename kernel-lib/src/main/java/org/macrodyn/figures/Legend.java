package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The names of the series, each with a sample of its line, marker or band. */
final class Legend {
    private static final Color GROUND = new Color(255, 255, 255, 225);
    private static final double PADDING = 8;
    private static final double SAMPLE = 26;
    private static final double ROW = 20;
    /** Height of a band's sample, in pixels. */
    private static final double SWATCH = 11;

    private final List<Series> all;
    private final List<Series> named;

    /**
     * A legend.
     *
     * @param all in the order in which they were given
     * @throws IllegalArgumentException if two have the same name
     */
    Legend(List<Series> all) {
        this.all = all;
        named = all.stream().filter(series -> !series.name().isEmpty()).toList();
        for (int i = 0; i < named.size(); i++) {
            String name = named.get(i).name();
            if (named.subList(0, i).stream().anyMatch(other -> other.name().equals(name))) {
                throw new IllegalArgumentException("two series named '" + name + "': names must differ");
            }
        }
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    double width() {
        double widest = named.stream()
                .mapToDouble(series -> Text.width(series.name(), Style.LABEL))
                .max()
                .orElse(0);
        return PADDING + SAMPLE + PADDING + widest + PADDING;
    }

    /** Needs no fonts. */
    double height() {
        return named.size() * ROW + PADDING;
    }

    /** At most 1: the size at which it takes no more than some room. */
    double shrink(double widthOfRoom, double heightOfRoom) {
        return Math.max(0.05, Math.min(1, Math.min(widthOfRoom / width(), heightOfRoom / height())));
    }

    /** Paints it with its upper left corner at the origin. */
    void paint(Graphics2D g) {
        Rectangle2D box = new Rectangle2D.Double(0, 0, width(), height());
        g.setColor(GROUND);
        g.fill(box);
        g.setColor(Style.GRID);
        g.setStroke(new BasicStroke(1));
        g.draw(box);
        for (int i = 0; i < named.size(); i++) {
            double middle = PADDING / 2 + (i + 0.5) * ROW;
            paintSample(g, named.get(i), middle);
            g.setColor(Style.INK);
            double baseline = middle + Style.LABEL.getSize() * 0.36;
            Text.paint(g, named.get(i).name(), Style.LABEL, 0, PADDING + SAMPLE + PADDING, baseline);
        }
    }

    private void paintSample(Graphics2D g, Series series, double middle) {
        if (series.kind() == Series.Kind.BAND) {
            g.setColor(series.pen().pale(layers(series)));
            g.fill(new Rectangle2D.Double(PADDING, middle - SWATCH / 2, SAMPLE, SWATCH));
            return;
        }
        g.setColor(series.pen().color());
        if (series.joined()) {
            g.setStroke(series.pen().stroke());
            g.draw(new Line2D.Double(PADDING, middle, PADDING + SAMPLE, middle));
        }
        if (series.kind() != Series.Kind.LINE) {
            g.setStroke(new BasicStroke(1.4f));
            series.pen().marker().paint(g, PADDING + SAMPLE / 2, middle, Style.MARKER_SIZE);
        }
    }

    /** Bands of one pen lie on each other: the inner one is seen through the outer ones. */
    private int layers(Series band) {
        return (int) all.subList(0, all.indexOf(band) + 1).stream()
                .filter(other -> other.kind() == Series.Kind.BAND && other.pen().equals(band.pen()))
                .count();
    }
}
