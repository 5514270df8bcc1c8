package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.style.markers.Marker;

/**
 * How one series is drawn.
 *
 * @param color of line, markers and, pale, of the band
 * @param width of the line in pixels
 * @param dashed whether the line is dashed
 * @param marker of single points
 */
public record Pen(Color color, float width, boolean dashed, Marker marker) {
    private static final float[] DASHES = {7, 6};
    private static final int BAND_ALPHA = 48;
    private static final double OPAQUE = 255;

    /**
     * The same pen, dashed.
     *
     * @return a new pen
     */
    public Pen dash() {
        return new Pen(color, width, true, marker);
    }

    /**
     * A fine pale line in the same colour, for single runs behind their mean.
     *
     * @return a new pen
     */
    public Pen thin() {
        return new Pen(pale(), 1, false, marker);
    }

    BasicStroke stroke() {
        return dashed
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
                : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    Color pale() {
        return pale(1);
    }

    /** The colour of several pale layers on each other. */
    Color pale(int layers) {
        double clear = Math.pow(1 - BAND_ALPHA / OPAQUE, layers);
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(OPAQUE * (1 - clear)));
    }
}
