package org.macrodyn.figures;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;

/** Lines of text of known size: measured before they are painted, so that nothing is cut. */
final class Text {
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    /** Of a text from the picture's edge, in pixels. */
    private static final double MARGIN = 4;

    private Text() {}

    /** The room that a line of text takes, in pixels. */
    static double width(String text, Font font) {
        return text.isEmpty() ? 0 : new TextLayout(text, font, CONTEXT).getAdvance();
    }

    /** The font, or a smaller one in which the text is no wider than the room. */
    static Font fitting(String text, Font font, double room) {
        double width = width(text, font);
        return width <= room ? font : font.deriveFont((float) (font.getSize2D() * Math.max(room, 1) / width));
    }

    /**
     * Paints a line of text.
     *
     * @param part where x lies in the text: 0 at its beginning, ½ in the middle, 1 at its end
     * @param x in pixels
     * @param baseline in pixels
     */
    static void paint(Graphics2D g, String text, Font font, double part, double x, double baseline) {
        if (!text.isEmpty()) {
            TextLayout layout = new TextLayout(text, font, CONTEXT);
            // From a whole pixel on, letters are sharper, and equal texts equal; in a file these cost less.
            double left = Math.rint(x - part * layout.getAdvance());
            // Outlines look the same at every zoom; glyphs would be set on whole pixels.
            g.fill(layout.getOutline(AffineTransform.getTranslateInstance(left, Math.rint(baseline))));
        }
    }

    /** Paints a line of text about a place if there is room, and in any case between two ends, smaller if need be. */
    static void centred(Graphics2D g, String text, Font font, double place, double from, double to, double baseline) {
        Font fitting = fitting(text, font, to - from - 2 * MARGIN);
        double half = width(text, fitting) / 2;
        double x = Math.max(from + MARGIN + half, Math.min(to - MARGIN - half, place));
        paint(g, text, fitting, 0.5, x, baseline);
    }
}
