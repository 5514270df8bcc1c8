package org.macrodyn.figures;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.macrodyn.sde.Diagnostics;

/**
 * The picture of {@link Diagnostics}. A row for each component: the histogram of its whitened residuals and their quantiles,
 * both against the standard normal law, and their mean and standard deviation where z is small, …, large, which should be 0
 * and 1 everywhere. Beside them the residuals' covariance, which should be the unit matrix.
 */
public final class DiagnosticsFigure {
    private static final int WIDTH = 222;
    private static final int HEIGHT = 190;
    private static final int MATRIX = 116;
    private static final double RANGE = 4;
    private static final int BINS = 40;
    private static final int QUANTILES = 60;
    /** Groups of residuals of neighbouring z, and the fewest in one. */
    private static final int GROUPS = 12;

    private static final int FEWEST = 25;
    private static final double STANDARD_ERRORS = 2;
    private static final String EXPECTED = "as they should be";
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private DiagnosticsFigure() {}

    /**
     * Draws the residuals.
     *
     * @param diagnostics of a learnt model
     * @return a row of three panels for each component, and for several components the covariance beside them
     */
    public static Figure of(Diagnostics diagnostics) {
        List<Figure> rows = new ArrayList<>();
        List<Series> named = new ArrayList<>();
        for (int c = 0; c < diagnostics.names().size(); c++) {
            String name = diagnostics.names().get(c);
            double[] u = diagnostics.residuals()[c];
            Figure againstState = againstState(name, diagnostics.states()[c], u);
            rows.add(Panels.row(histogram(name, u), quantiles(name, u), againstState));
            named = c == 0 ? ((Plot) againstState).series() : named;
        }
        Figure names = new Names(new Legend(named));
        Figure beside = rows.size() > 1 ? Panels.column(covariance(diagnostics), names) : names;
        return Panels.row(Panels.column(rows.toArray(Figure[]::new)), beside);
    }

    private static Curves panel(String title, String x, String y) {
        return Curves.titled(title).x(x).y(y).size(WIDTH, HEIGHT).noLegend();
    }

    static Figure histogram(String name, double[] u) {
        double width = 2 * RANGE / BINS;
        double[] x = IntStream.range(0, BINS)
                .mapToDouble(i -> -RANGE + (i + 0.5) * width)
                .toArray();
        double[] density = new double[BINS];
        for (double value : u) {
            if (value >= -RANGE && value < RANGE) {
                density[(int) ((value + RANGE) / width)] += 1 / (u.length * width);
            }
        }
        return panel(name + ": density", "residual", "density")
                .line("residuals", Palette.OURS, x, density)
                .line(
                        EXPECTED,
                        Palette.EXACT,
                        x,
                        Arrays.stream(x).map(NORMAL::density).toArray())
                .figure();
    }

    static Figure quantiles(String name, double[] u) {
        double[] sorted = u.clone();
        Arrays.sort(sorted);
        double low = NORMAL.cumulativeProbability(-3);
        double[] expected = new double[QUANTILES];
        double[] found = new double[QUANTILES];
        for (int i = 0; i < QUANTILES; i++) {
            expected[i] = -3 + 6.0 * i / (QUANTILES - 1);
            double probability = Math.min(1 - low, NORMAL.cumulativeProbability(expected[i]));
            found[i] = sorted[(int) (probability * (sorted.length - 1))];
        }
        return panel(name + ": quantiles", "normal law", "residual")
                .line("residuals", Palette.OURS, expected, found)
                .line(EXPECTED, Palette.EXACT, expected, expected)
                .figure();
    }

    /** Mean and standard deviation of u in groups of equally many neighbouring z. */
    static Figure againstState(String name, double[] z, double[] u) {
        int[] order = IntStream.range(0, u.length)
                .filter(i -> Double.isFinite(z[i] + u[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> z[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int groups = Math.max(1, Math.min(GROUPS, order.length / FEWEST));
        double[] at = new double[groups];
        double[] mean = new double[groups];
        double[] deviation = new double[groups];
        double[] error = new double[groups];
        for (int g = 0; g < groups; g++) {
            int from = (int) ((long) g * order.length / groups);
            int to = (int) ((long) (g + 1) * order.length / groups);
            at[g] = IntStream.range(from, to)
                    .mapToDouble(i -> z[order[i]])
                    .average()
                    .orElse(0);
            double middle = IntStream.range(from, to)
                    .mapToDouble(i -> u[order[i]])
                    .average()
                    .orElse(Double.NaN);
            double squares = IntStream.range(from, to)
                    .mapToDouble(i -> (u[order[i]] - middle) * (u[order[i]] - middle))
                    .sum();
            mean[g] = middle;
            deviation[g] = Math.sqrt(squares / (to - from - 1));
            error[g] = STANDARD_ERRORS * deviation[g] / Math.sqrt(to - from);
        }
        double[] ends = {at[0], at[groups - 1]};
        return panel(name + ": against z", name, "residual")
                .line("residuals", Palette.OURS, ends, new double[] {Double.NaN, Double.NaN})
                .joinedPoints("their mean ± 2 s.e.", Palette.OURS, at, mean, error)
                .joinedPoints("their deviation", Palette.BASELINE, at, deviation, new double[groups])
                .line(EXPECTED, Palette.EXACT, ends, new double[] {0, 0})
                .line("", Palette.EXACT, ends, new double[] {1, 1})
                .figure();
    }

    private static Figure covariance(Diagnostics diagnostics) {
        return HeatMap.of("Covariance", diagnostics.covariance())
                .numbered("component")
                .size(MATRIX, MATRIX);
    }

    /** What the lines of all panels are. */
    private record Names(Legend legend) implements Figure {
        private static final double MARGIN = 10;

        @Override
        public int width() {
            return (int) Math.ceil(legend.width() + 2 * MARGIN);
        }

        @Override
        public int height() {
            return (int) Math.ceil(legend.height() + 2 * MARGIN);
        }

        @Override
        public void paint(Graphics2D graphics) {
            Graphics2D g = (Graphics2D) graphics.create();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.translate(MARGIN, MARGIN);
            legend.paint(g);
            g.dispose();
        }
    }
}
