package org.macrodyn.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;

/**
 * A field of vectors above a picture; each has the direction that it has in the picture's own units.
 *
 * @param across {@code [rows][columns]} components to the right, row 0 at the bottom
 * @param up {@code [rows][columns]} components upwards
 */
record Arrows(double[][] across, double[][] up) {
    private static final int A_SIDE = 18;
    /** In pixels, and the head's share of an arrow. */
    private static final double SHORTEST = 2;

    private static final double HEAD = 0.35;

    /**
     * Paints them.
     *
     * @param g with its origin at the upper left corner of the picture
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @param unitX pixels of a unit to the right
     * @param unitY pixels of a unit upwards
     */
    void paint(Graphics2D g, int width, int height, double unitX, double unitY) {
        int rows = up.length;
        int columns = up[0].length;
        int stepY = Math.max(1, rows / A_SIDE);
        int stepX = Math.max(1, columns / A_SIDE);
        double longest = 0;
        for (int row = stepY / 2; row < rows; row += stepY) {
            for (int column = stepX / 2; column < columns; column += stepX) {
                longest = Math.max(longest, Math.hypot(across[row][column] * unitX, up[row][column] * unitY));
            }
        }
        double room = Math.min((double) stepX * width / columns, (double) stepY * height / rows);
        g.setColor(Color.WHITE);
        for (int row = stepY / 2; longest > 0 && row < rows; row += stepY) {
            for (int column = stepX / 2; column < columns; column += stepX) {
                double x = (column + 0.5) * width / columns;
                double y = height - (row + 0.5) * height / rows;
                double dx = across[row][column] * unitX * room / longest;
                double dy = -up[row][column] * unitY * room / longest;
                paint(g, new Line2D.Double(x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2));
            }
        }
    }

    private static void paint(Graphics2D g, Line2D line) {
        double dx = line.getX2() - line.getX1();
        double dy = line.getY2() - line.getY1();
        if (!(Math.hypot(dx, dy) >= SHORTEST)) {
            return;
        }
        g.draw(line);
        for (int side = -1; side <= 1; side += 2) {
            double backX = HEAD * (-dx + side * dy / 2);
            double backY = HEAD * (-dy - side * dx / 2);
            g.draw(new Line2D.Double(line.getX2(), line.getY2(), line.getX2() + backX, line.getY2() + backY));
        }
    }
}
