package org.macrodyn.figures;

import java.util.List;
import org.macrodyn.law.Landscape;

/** Landscapes of one component side by side: potential and stationary density. */
public final class LandscapeFigure {
    private LandscapeFigure() {}

    /**
     * A landscape with its name.
     *
     * @param name in the legend
     * @param pen one of {@link Palette}
     * @param landscape U and p
     */
    public record Curve(String name, Pen pen, Landscape landscape) {}

    /**
     * Draws them.
     *
     * @param symbol of the state, for example {@code m}
     * @param curves in the order of drawing
     * @return potential (left) and density (right)
     */
    public static Figure of(String symbol, List<Curve> curves) {
        Curves potential = Curves.half("Potential", symbol, "U(" + symbol + ")", Style.HEIGHT - 40);
        Curves density = Curves.half("Stationary density", symbol, "p(" + symbol + ")", Style.HEIGHT - 40);
        for (Curve curve : curves) {
            double[] x = curve.landscape.x();
            potential.line(curve.name, curve.pen, x, curve.landscape.potential());
            density.line(curve.name, curve.pen, x, curve.landscape.density());
        }
        return Panels.row(potential.figure(), density.noLegend().figure());
    }
}
