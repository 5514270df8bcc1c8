package org.macrodyn.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.macrodyn.sde.Diagnostics;

/**
 * The picture of {@link Diagnostics}: for each component the histogram of its whitened residuals and their quantiles, both
 * against the standard normal law; then the residuals' covariance, which should be the unit matrix.
 */
public final class DiagnosticsFigure {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int MATRIX = 200;
    private static final double RANGE = 4;
    private static final int BINS = 40;
    private static final int QUANTILES = 60;

    private DiagnosticsFigure() {}

    /**
     * Draws the residuals.
     *
     * @param diagnostics of a learnt model
     * @return a row of two panels for each component, and for several components the covariance below
     */
    public static Figure of(Diagnostics diagnostics) {
        List<Figure> rows = new ArrayList<>();
        for (int c = 0; c < diagnostics.names().size(); c++) {
            String name = diagnostics.names().get(c);
            double[] u = diagnostics.residuals()[c];
            rows.add(Panels.row(histogram(name, u), quantiles(name, u)));
        }
        if (diagnostics.names().size() > 1) {
            rows.add(covariance(diagnostics));
        }
        return Panels.column(rows.toArray(Figure[]::new));
    }

    static Figure histogram(String name, double[] u) {
        double width = 2 * RANGE / BINS;
        double[] x = IntStream.range(0, BINS)
                .mapToDouble(i -> -RANGE + (i + 0.5) * width)
                .toArray();
        double[] density = new double[BINS];
        for (double value : u) {
            int bin = (int) Math.floor((value + RANGE) / width);
            if (bin >= 0 && bin < BINS) {
                density[bin] += 1 / (u.length * width);
            }
        }
        double[] normal =
                Arrays.stream(x).map(new NormalDistribution()::density).toArray();
        return Curves.titled("Whitened residuals of " + name)
                .x("u")
                .y("density")
                .size(WIDTH, HEIGHT)
                .line("residuals", Palette.OURS, x, density)
                .line("normal", Palette.EXACT, x, normal)
                .figure();
    }

    static Figure quantiles(String name, double[] u) {
        double[] sorted = u.clone();
        Arrays.sort(sorted);
        NormalDistribution normal = new NormalDistribution();
        double low = normal.cumulativeProbability(-3);
        double[] expected = new double[QUANTILES];
        double[] found = new double[QUANTILES];
        for (int i = 0; i < QUANTILES; i++) {
            expected[i] = -3 + 6.0 * i / (QUANTILES - 1);
            double probability = Math.min(1 - low, normal.cumulativeProbability(expected[i]));
            found[i] = sorted[(int) (probability * (sorted.length - 1))];
        }
        return Curves.titled("Quantiles of " + name)
                .x("normal")
                .y("residuals")
                .size(WIDTH, HEIGHT)
                .noLegend()
                .line("residuals", Palette.OURS, expected, found)
                .line("normal", Palette.EXACT, expected, expected)
                .figure();
    }

    /** Row 0 of a heat map is its lowest one. */
    private static Figure covariance(Diagnostics diagnostics) {
        int d = diagnostics.names().size();
        double[][] rows = new double[d][];
        Arrays.setAll(rows, a -> diagnostics.covariance()[a].clone());
        return HeatMap.of("Covariance of u", rows).numbered("component").size(MATRIX, MATRIX);
    }
}
