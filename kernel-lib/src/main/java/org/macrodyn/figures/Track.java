package org.macrodyn.figures;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/**
 * A line above a picture.
 *
 * @param pen how it is drawn
 * @param points {@code [points][2]} in the units of the axes
 */
record Track(Pen pen, double[][] points) {
    /**
     * Paints what of it lies in the picture.
     *
     * @param graphics with its origin at the upper left corner of the picture
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @param toPixels from the units of the axes
     */
    void paint(Graphics2D graphics, int width, int height, AffineTransform toPixels) {
        Path2D line = new Path2D.Double();
        line.moveTo(points[0][0], points[0][1]);
        for (double[] point : points) {
            line.lineTo(point[0], point[1]);
        }
        Graphics2D g = (Graphics2D) graphics.create(0, 0, width, height);
        g.setColor(pen.color());
        g.setStroke(pen.stroke());
        g.draw(line.createTransformedShape(toPixels));
        g.dispose();
    }
}
