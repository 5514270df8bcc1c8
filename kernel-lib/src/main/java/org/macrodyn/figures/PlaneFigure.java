package org.macrodyn.figures;

import java.util.Arrays;
import org.macrodyn.law.PlaneLandscape;

/** A landscape of two components: potential with the current as arrows, and the current's strength. */
public final class PlaneFigure {
    private static final int SIDE = 300;
    /** Potentials above this are drawn alike: there is no probability there. */
    private static final double HIGHEST = 15;

    private PlaneFigure() {}

    /**
     * Draws it.
     *
     * @param x symbol of the first component
     * @param y symbol of the second component
     * @param landscape p and J
     * @return −log p up to 15 (left), |J| (right)
     */
    public static Figure of(String x, String y, PlaneLandscape landscape) {
        double[][] potential = Arrays.stream(landscape.potential())
                .map(row -> Arrays.stream(row).map(u -> Math.min(HIGHEST, u)).toArray())
                .toArray(double[][]::new);
        double[][] strength = new double[potential.length][potential[0].length];
        for (int row = 0; row < strength.length; row++) {
            for (int column = 0; column < strength[row].length; column++) {
                strength[row][column] =
                        Math.hypot(landscape.across()[row][column], landscape.up()[row][column]);
            }
        }
        HeatMap left = HeatMap.of("−log p, and the current", potential).arrows(landscape.across(), landscape.up());
        return Panels.row(axes(left, x, y, landscape), axes(HeatMap.of("Current |J|", strength), x, y, landscape));
    }

    private static HeatMap axes(HeatMap map, String x, String y, PlaneLandscape landscape) {
        double[] h = landscape.x();
        double[] v = landscape.y();
        double halfX = (h[1] - h[0]) / 2;
        double halfY = (v[1] - v[0]) / 2;
        return map.x(x, h[0] - halfX, h[h.length - 1] + halfX)
                .y(y, v[0] - halfY, v[v.length - 1] + halfY)
                .size(SIDE, SIDE);
    }
}
