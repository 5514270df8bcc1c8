package org.macrodyn.figures;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Finds places for texts and the legend where they cover the least of what is drawn. */
final class FreePlaces {
    /** Of a marker line's text from its line, in pixels. */
    private static final double GAP = 6;
    /** Of the legend from the frame, in pixels. */
    static final double MARGIN = 8;
    /** Size of a place's surroundings, as a fraction of the plot. */
    private static final double SURROUNDINGS = 0.6;
    /** Texts weigh more than curves: a legend may touch a curve, but not cover a text. */
    private static final int TEXT_SAMPLES = 2000;

    private final Frame frame;
    private final List<double[]> taken;

    /**
     * Starts with the curves.
     *
     * @param taken points along all that is drawn, as fractions of the plot. Grows by the texts that are placed.
     */
    FreePlaces(Frame frame, List<double[]> taken) {
        this.frame = frame;
        this.taken = taken;
    }

    /** The emptiest of a few places beside a marker line that lies at a fraction of its axis; kept free from then on. */
    Rectangle2D beside(MarkerLine line, double at) {
        double width = Text.width(line.text(), Style.TICKS);
        double height = Style.TICKS.getSize();
        List<Rectangle2D> places = new ArrayList<>();
        if (line.vertical()) {
            for (double y : new double[] {top() + GAP, bottom() - GAP - height, middle() - height / 2}) {
                places.add(new Rectangle2D.Double(frame.x(at) + GAP, y, width, height));
                places.add(new Rectangle2D.Double(frame.x(at) - GAP - width, y, width, height));
            }
        } else {
            for (double x : new double[] {right() - GAP - width, left() + GAP, (left() + right() - width) / 2}) {
                places.add(new Rectangle2D.Double(x, frame.y(at) - GAP - height, width, height));
                places.add(new Rectangle2D.Double(x, frame.y(at) + GAP, width, height));
            }
        }
        Rectangle2D best = emptiest(places, this::covered);
        for (int i = 0; i <= TEXT_SAMPLES; i++) {
            double x = best.getX() + best.getWidth() * i / TEXT_SAMPLES;
            taken.add(new double[] {
                (x - left()) / frame.plot().getWidth(),
                (bottom() - best.getCenterY()) / frame.plot().getHeight()
            });
        }
        return best;
    }

    /**
     * The emptiest corner, among equally empty ones that with the emptiest surroundings; where curves run through all
     * corners, an emptier place between them.
     */
    Rectangle2D corner(double width, double height) {
        double west = left() + MARGIN;
        double east = Math.max(west, right() - MARGIN - width);
        double north = top() + MARGIN;
        double south = Math.max(north, bottom() - MARGIN - height);
        List<Rectangle2D> places = new ArrayList<>(List.of(
                new Rectangle2D.Double(east, north, width, height),
                new Rectangle2D.Double(east, south, width, height),
                new Rectangle2D.Double(west, north, width, height),
                new Rectangle2D.Double(west, south, width, height)));
        List<Rectangle2D> corners = List.copyOf(places);
        for (double x : new double[] {1, 0, 0.5, 0.75, 0.25}) {
            for (double y : new double[] {0.5, 0.25, 0.75, 0, 1}) {
                places.add(
                        new Rectangle2D.Double(west + x * (east - west), north + y * (south - north), width, height));
            }
        }
        return emptiest(
                places,
                place -> covered(place)
                        + (corners.contains(place) ? 0 : 1)
                        + covered(surroundings(place)) / (taken.size() + 1.0));
    }

    /** The first of the places that cost least; one that is not wholly inside comes last. */
    private Rectangle2D emptiest(List<Rectangle2D> places, ToDoubleFunction<Rectangle2D> cost) {
        Rectangle2D best = places.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (Rectangle2D place : places) {
            double now = cost.applyAsDouble(place) + (frame.plot().contains(place) ? 0 : taken.size());
            if (now < least) {
                least = now;
                best = place;
            }
        }
        return best;
    }

    private Rectangle2D surroundings(Rectangle2D place) {
        double width = SURROUNDINGS * frame.plot().getWidth();
        double height = SURROUNDINGS * frame.plot().getHeight();
        return new Rectangle2D.Double(place.getCenterX() - width / 2, place.getCenterY() - height / 2, width, height);
    }

    /** The number of points along what is drawn that a place covers. */
    double covered(Rectangle2D place) {
        return taken.stream()
                .filter(point -> place.contains(frame.x(point[0]), frame.y(point[1])))
                .count();
    }

    private double left() {
        return frame.plot().getX();
    }

    private double right() {
        return frame.plot().getMaxX();
    }

    private double top() {
        return frame.plot().getY();
    }

    private double bottom() {
        return frame.plot().getMaxY();
    }

    private double middle() {
        return frame.plot().getCenterY();
    }
}
