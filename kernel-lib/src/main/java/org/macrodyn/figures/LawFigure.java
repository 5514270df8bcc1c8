package org.macrodyn.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.law.Formula;
import org.macrodyn.law.Law;
import org.macrodyn.sde.Sde;

/** A law beside other models: its drift and its variances with the errors of its coefficients, along a line of states. */
public final class LawFigure {
    private static final int POINTS = 201;
    private static final double WIDE = 2;
    private static final int HEIGHT = 320;

    private LawFigure() {}

    /**
     * Models that the law is compared with.
     *
     * @param name in the legend
     * @param pen one of {@link Palette}
     * @param models one, or several of the same kind, whose mean is drawn within ± 2 of their standard deviations
     */
    public record Other(String name, Pen pen, List<? extends Sde> models) {
        /**
         * One model.
         *
         * @param name in the legend
         * @param pen one of {@link Palette}
         * @param model the model
         * @return a list of one
         */
        public static Other of(String name, Pen pen, Sde model) {
            return new Other(name, pen, List.of(model));
        }
    }

    /**
     * A law of one component over the range of its data.
     *
     * @param law the law
     * @param others what it is compared with, drawn above it
     * @return drift (left) and σ² (right)
     * @throws IllegalArgumentException if the law has more components
     */
    public static Figure of(Law law, Other... others) {
        if (law.dimension() != 1) {
            throw new IllegalArgumentException(
                    "law of " + law.names() + " against its state: needs one component; take along");
        }
        double[] range = law.range(0);
        double[] x = IntStream.range(0, POINTS)
                .mapToDouble(i -> range[0] + (range[1] - range[0]) * i / (POINTS - 1))
                .toArray();
        double[][] path = Arrays.stream(x).mapToObj(z -> new double[] {z}).toArray(double[][]::new);
        return along(law, law.symbols().get(0), x, path, others);
    }

    /**
     * A law along a line of states, such as the mean of a forecast.
     *
     * @param law the law
     * @param axis label of what the states are drawn against, for example {@code time t}
     * @param at {@code [points]} its values
     * @param path {@code [points][d]} states
     * @param others what it is compared with, drawn above it
     * @return for each component its drift (left) and variance (right)
     * @throws IllegalArgumentException if there are not as many values as states
     */
    public static Figure along(Law law, String axis, double[] at, double[][] path, Other... others) {
        if (at.length != path.length) {
            throw new IllegalArgumentException(
                    at.length + " values for " + path.length + " states: must be one for each");
        }
        List<Plot> panels = panels(law, axis, at, path, others);
        List<Figure> rows = new ArrayList<>();
        for (int i = 0; i < panels.size(); i += 2) {
            rows.add(Panels.row(panels.get(i), panels.get(i + 1)));
        }
        return Panels.column(rows.toArray(Figure[]::new));
    }

    /** Drift and variance of one component after the other. */
    static List<Plot> panels(Law law, String axis, double[] at, double[][] path, Other... others) {
        List<Plot> panels = new ArrayList<>();
        for (int c = 0; c < law.dimension(); c++) {
            int component = c;
            String name = law.names().get(c);
            String symbol = law.symbols().get(c);
            Curves drift = Curves.half("Drift of " + name, axis, "μ(" + symbol + ")", HEIGHT);
            Curves noise = Curves.half("Variance of " + name, axis, "Σ(" + symbol + ", " + symbol + ")", HEIGHT);
            List<Other> all = new ArrayList<>(List.of(Other.of("law ± 2 s.e.", Palette.BASELINE, law)));
            all.addAll(List.of(others));
            for (Other other : all) {
                draw(drift, other, at, path, (sde, z) -> sde.drift(z)[component]);
                draw(noise, other, at, path, (sde, z) -> sde.covariance(z)[component][component]);
            }
            band(drift, at, path, law.drift(name));
            band(noise, at, path, law.covariance(name, name));
            panels.add((Plot) (c == 0 ? drift : drift.noLegend()).figure());
            panels.add((Plot) noise.noLegend().figure());
        }
        return panels;
    }

    /** One number of a model at a state. */
    private interface Value {
        double of(Sde sde, double[] z);
    }

    private static void draw(Curves curves, Other other, double[] at, double[][] path, Value value) {
        double[] mean = new double[at.length];
        double[] spread = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double[] z = path[i];
            double[] all = other.models().stream()
                    .mapToDouble(model -> value.of(model, z))
                    .toArray();
            double middle = Arrays.stream(all).average().orElseThrow();
            mean[i] = middle;
            double square =
                    Arrays.stream(all).map(v -> (v - middle) * (v - middle)).sum();
            spread[i] = all.length > 1 ? WIDE * Math.sqrt(square / (all.length - 1)) : 0;
        }
        if (other.models().size() > 1) {
            curves.band(other.pen(), at, mean, spread);
        }
        curves.line(other.name(), other.pen(), at, mean);
    }

    private static void band(Curves curves, double[] at, double[][] path, Formula formula) {
        double[] mean = Arrays.stream(path).mapToDouble(formula::value).toArray();
        double[] spread = Arrays.stream(path)
                .mapToDouble(z -> WIDE * formula.valueError(z))
                .toArray();
        curves.band(Palette.BASELINE, at, mean, spread);
    }
}
