package org.macrodyn.figures;

import java.util.Arrays;
import org.macrodyn.law.PlaneLandscape;
import org.macrodyn.law.QuasiPotential;

/** Landscapes of two components: potential and current of a stationary state, quasi-potential of an attractor. */
public final class PlaneFigure {
    private static final int SIDE = 300;
    /** Potentials above this are drawn alike: there is no probability there. */
    private static final double HIGHEST = 15;
    /** Quasi-potentials above this many times the largest action of a path are drawn alike. */
    private static final double STEEP = 1.5;

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
        double[][] potential = cut(landscape.potential(), HIGHEST);
        double[][] strength = new double[potential.length][potential[0].length];
        for (int row = 0; row < strength.length; row++) {
            for (int column = 0; column < strength[row].length; column++) {
                strength[row][column] =
                        Math.hypot(landscape.across()[row][column], landscape.up()[row][column]);
            }
        }
        HeatMap left = HeatMap.of("−log p, and the current", potential).arrows(landscape.across(), landscape.up());
        HeatMap right = HeatMap.of("Current |J|", strength);
        return Panels.row(
                axes(left, x, y, landscape.x(), landscape.y()), axes(right, x, y, landscape.x(), landscape.y()));
    }

    /**
     * Draws a quasi-potential.
     *
     * @param x symbol of the first component
     * @param y symbol of the second component
     * @param potential V, of two components
     * @param paths most probable ways out, for example {@link QuasiPotential#exit}
     * @return V with the drift as arrows, and the paths
     */
    public static Figure of(String x, String y, QuasiPotential potential, QuasiPotential.Path... paths) {
        double[] h = potential.grid(0);
        double[] v = potential.grid(1);
        double[][] across = new double[v.length][h.length];
        double[][] up = new double[v.length][h.length];
        for (int row = 0; row < v.length; row++) {
            for (int column = 0; column < h.length; column++) {
                double[] drift = potential.sde().drift(new double[] {h[column], v[row]});
                across[row][column] = drift[0];
                up[row][column] = drift[1];
            }
        }
        double highest = STEEP
                * Arrays.stream(paths)
                        .mapToDouble(QuasiPotential.Path::action)
                        .max()
                        .orElse(Double.POSITIVE_INFINITY);
        HeatMap map = HeatMap.of("Quasi-potential V, drift, way out", cut(potential.values(), highest))
                .arrows(across, up);
        for (QuasiPotential.Path path : paths) {
            map.line(Palette.BASELINE, path.states());
        }
        return axes(map, x, y, h, v);
    }

    private static double[][] cut(double[][] values, double highest) {
        return Arrays.stream(values)
                .map(row -> Arrays.stream(row).map(u -> Math.min(highest, u)).toArray())
                .toArray(double[][]::new);
    }

    private static HeatMap axes(HeatMap map, String x, String y, double[] h, double[] v) {
        double halfX = (h[1] - h[0]) / 2;
        double halfY = (v[1] - v[0]) / 2;
        return map.x(x, h[0] - halfX, h[h.length - 1] + halfX)
                .y(y, v[0] - halfY, v[v.length - 1] + halfY)
                .size(SIDE, SIDE);
    }
}
