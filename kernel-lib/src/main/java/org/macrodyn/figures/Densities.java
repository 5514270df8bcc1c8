package org.macrodyn.figures;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.metrics.KernelDensity;

/** Distributions of one variable beside each other, smoothed by a Gaussian kernel. */
public final class Densities {
    private static final int POINTS = 161;
    private static final double ROOM_FOR_LEGEND = 1.4;
    private static final int MOST_VALUES = 20_000;

    private Densities() {}

    /**
     * Values of one origin.
     *
     * @param name in the legend
     * @param pen one of {@link Palette}
     * @param values in any order; of more than 20 000 every k-th is used
     */
    public record Sample(String name, Pen pen, double[] values) {
        private double[] density(double[] x, double bandwidth) {
            int stride = Math.max(1, values.length / MOST_VALUES);
            double[] thinned = IntStream.range(0, values.length / stride)
                    .mapToDouble(i -> values[i * stride])
                    .toArray();
            return KernelDensity.of(thinned, bandwidth).at(x);
        }
    }

    /**
     * Draws a density for each sample.
     *
     * @param title above the plot
     * @param symbol of the variable
     * @param from left end
     * @param to right end
     * @param bandwidth standard deviation of the kernel
     * @param samples in the order of drawing
     * @return a panel of half the width of a notebook
     */
    public static Figure of(
            String title, String symbol, double from, double to, double bandwidth, List<Sample> samples) {
        double[] x = IntStream.range(0, POINTS)
                .mapToDouble(i -> from + (to - from) * i / (POINTS - 1))
                .toArray();
        Curves curves = CriticalFigures.panel(title, symbol, "density");
        double highest = 0;
        for (Sample sample : samples) {
            double[] density = sample.density(x, bandwidth);
            highest = Math.max(highest, Arrays.stream(density).max().orElseThrow());
            curves.line(sample.name, sample.pen, x, density);
        }
        return curves.yRange(0, ROOM_FOR_LEGEND * highest).figure();
    }
}
