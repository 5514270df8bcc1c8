package org.macrodyn.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.CriticalObservables.Estimate;
import org.macrodyn.metrics.FiniteSizeScaling;
import org.macrodyn.metrics.FiniteSizeScaling.Points;
import org.macrodyn.metrics.LogLogFit;

/**
 * Figures of finite-size scaling near a continuous transition: the same averages of several origins, such as direct
 * simulation and a learnt SDE, beside each other.
 *
 * @param sources where averages come from, in the order of drawing
 * @param critical Tc
 */
public record CriticalFigures(List<Source> sources, double critical) {
    private static final int HEIGHT = 330;
    private static final int WIDTH = 600;

    /**
     * Averages of one origin.
     *
     * @param name in legends and titles
     * @param pen one of {@link Palette}
     * @param averages by L and T
     */
    public record Source(String name, Pen pen, FiniteSizeScaling averages) {}

    /**
     * An observable that is scaled with a power of L.
     *
     * @param name in tables
     * @param symbol for example {@code χ}
     * @param label of the scaled one, with its unit, for example {@code χ L⁻⁷ᐟ⁴}
     * @param of the observable
     * @param exponent of L
     */
    public record Scaled(
            String name, String symbol, String label, Function<CriticalObservables, Estimate> of, double exponent) {}

    /**
     * A panel of half the width of a notebook.
     *
     * @param title above the plot
     * @param x label of the horizontal axis
     * @param y label of the vertical axis
     * @return an empty chart
     */
    public static Curves panel(String title, String x, String y) {
        return Curves.half(title, x, y, HEIGHT);
    }

    /**
     * Against L, both axes in doublings.
     *
     * @param title above the plot
     * @param symbol of the vertical axis
     * @return an empty chart
     */
    public static Curves againstSide(String title, String symbol) {
        return Curves.titled(title).x("L").y(symbol).xDoublings().yDoublings().size(WIDTH, HEIGHT);
    }

    /**
     * An observable against L with the fitted powers, which the legend names.
     *
     * @param chart to draw on
     * @param of points of one origin, x: L
     * @param fit the power that they follow
     * @return the chart
     */
    public Curves powers(
            Curves chart, Function<FiniteSizeScaling, Points> of, Function<FiniteSizeScaling, LogLogFit> fit) {
        for (Source source : sources) {
            Points points = of.apply(source.averages);
            LogLogFit law = fit.apply(source.averages);
            double[] fitted = Arrays.stream(points.x()).map(law::value).toArray();
            chart.points(
                            String.format(Locale.ROOT, "%s, %.3f", source.name, law.exponent())
                                    .replace('-', '−'),
                            source.pen,
                            points.x(),
                            points.y(),
                            points.error())
                    .line("", source.pen, points.x(), fitted);
        }
        return chart;
    }

    /**
     * |dU/dT| at Tc against L, with the fitted powers.
     *
     * @param sides L
     * @return one chart of all origins
     */
    public Figure slopes(List<Integer> sides) {
        return powers(
                        againstSide("|dU/dT| at Tc against L: slope 1/ν", "|dU/dT|"),
                        averages -> averages.slopes(sides, critical),
                        averages -> averages.slopePower(sides, critical))
                .figure();
    }

    /**
     * Binder's cumulant against T for each L.
     *
     * @return a panel for each origin
     */
    public Figure binder() {
        return Panels.row(sources.stream().map(this::binder).toArray(Figure[]::new));
    }

    private Figure binder(Source source) {
        String title = source.name.substring(0, 1).toUpperCase(Locale.ROOT) + source.name.substring(1);
        Curves curves = panel(title, "T", "U").vertical(critical, "Tc", Palette.EXACT);
        pens(source).forEach((side, pen) -> {
            Points points = source.averages.overTemperatures(side, CriticalObservables::binderCumulant);
            curves.joinedPoints("L = " + side, pen, points.x(), points.y(), points.error());
        });
        return curves.figure();
    }

    /**
     * Data collapse: scaled observables of all L against (T − Tc) L, one curve where the exponents are right and ν = 1.
     *
     * @param observables what is scaled
     * @return a row for each origin, a panel for each observable; the first has the legend
     */
    public Figure collapse(List<Scaled> observables) {
        List<Figure> panels = new ArrayList<>();
        for (Source source : sources) {
            observables.forEach(scaled -> panels.add(collapse(source, scaled, panels.isEmpty())));
        }
        return Panels.grid(observables.size(), panels);
    }

    Figure collapse(Source source, Scaled scaled, boolean legend) {
        Curves curves = panel("Collapse of " + scaled.symbol + ", " + source.name, "(T − Tc) L  (J/k)", scaled.label);
        pens(source).forEach((side, pen) -> {
            Points points = source.averages.scaled(side, critical, scaled.of, scaled.exponent);
            curves.points("L = " + side, pen, points.x(), points.y(), points.error());
        });
        return (legend ? curves : curves.noLegend()).figure();
    }

    private static Map<Integer, Pen> pens(Source source) {
        Iterator<Pen> all = Palette.sequence(source.averages.averages().size()).iterator();
        Map<Integer, Pen> pens = new TreeMap<>();
        source.averages.averages().keySet().forEach(side -> pens.put(side, all.next()));
        return pens;
    }
}
