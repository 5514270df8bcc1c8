package org.macrodyn.figures;

import java.util.List;

/** What a chart of curves shows, for tests of other packages. */
public final class FigureContent {
    private final Plot plot;

    private FigureContent(Plot plot) {
        this.plot = plot;
    }

    public static FigureContent of(Figure figure) {
        return new FigureContent((Plot) figure);
    }

    /** The first of several panels. */
    public static FigureContent ofFirst(Figure figure) {
        return figure instanceof Panels.Joined joined ? ofFirst(joined.figures().get(0)) : of(figure);
    }

    public String xLabel() {
        return plot.xLabel();
    }

    /** What is written below the horizontal axis. */
    public List<String> xTicks() {
        return plot.frame().xTicks().stream().map(Tick::text).toList();
    }

    /** With the names that do not stand there. */
    public String xLabelAsPainted() {
        return plot.frame().xLabel(plot);
    }

    public String yLabel() {
        return plot.yLabel();
    }

    public String xScale() {
        return plot.x().scale().name();
    }

    public String yScale() {
        return plot.y().scale().name();
    }

    public List<String> series() {
        return plot.series().stream().map(Series::name).toList();
    }

    public double[] x(String name) {
        return named(name).x();
    }

    public double[] y(String name) {
        return named(name).y();
    }

    private Series named(String name) {
        return plot.series().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
