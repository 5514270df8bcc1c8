package org.macrodyn.figures;

import java.util.List;

/** One series as it was given; low and high are the ends of the band or of the error bars. */
record Series(Kind kind, String name, Pen pen, double[] x, double[] y, double[] low, double[] high) {
    private static final int SAMPLES_PER_SEGMENT = 8;
    /** So many that no legend fits between two, however long the bar. */
    private static final int SAMPLES_PER_BAR = 32;

    /** In the order of drawing. */
    enum Kind {
        BAND,
        LINE,
        POINTS,
        JOINED_POINTS
    }

    Series {
        if (x.length == 0 || y.length != x.length || low.length != x.length) {
            throw new IllegalArgumentException("series '" + name + "' of " + x.length + " x and " + y.length
                    + " y values: must be equally many and at least 1");
        }
        // What is drawn later must not change with the caller's arrays.
        x = x.clone();
        boolean spread = low != y;
        y = y.clone();
        low = spread ? low.clone() : y;
        high = spread ? high.clone() : y;
    }

    /** A series without spread. */
    static Series of(Kind kind, String name, Pen pen, double[] x, double[] y) {
        return new Series(kind, name, pen, x, y, y, y);
    }

    /** A series with a spread on both sides. */
    static Series of(Kind kind, String name, Pen pen, double[] x, double[] y, double[] spread) {
        return new Series(kind, name, pen, x, y, shifted(y, spread, -1), shifted(y, spread, 1));
    }

    private static double[] shifted(double[] mean, double[] spread, int sign) {
        if (mean.length != spread.length) {
            throw new IllegalArgumentException(
                    mean.length + " values with " + spread.length + " spreads: must be equally many");
        }
        double[] out = new double[mean.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = mean[i] + sign * spread[i];
        }
        return out;
    }

    boolean hasSpread() {
        return low != y;
    }

    /** Whether neighbouring points are joined. */
    boolean joined() {
        return kind != Kind.POINTS;
    }

    /** Adds points along all that is drawn, as fractions of the plot, to keep texts clear of them. */
    void addSamples(Axis xAxis, Axis yAxis, List<double[]> samples) {
        for (double[] values : kind == Kind.BAND ? new double[][] {y, low, high} : new double[][] {y}) {
            for (int i = 0; i < x.length; i++) {
                int next = joined() ? Math.min(i + 1, x.length - 1) : i;
                double[] from = {xAxis.at(x[i]), yAxis.at(values[i])};
                double[] to = {xAxis.at(x[next]), yAxis.at(values[next])};
                addSamples(SAMPLES_PER_SEGMENT, from, to, samples);
            }
        }
        boolean bars = hasSpread() && kind != Kind.BAND;
        for (int i = 0; bars && i < x.length; i++) {
            double at = xAxis.at(x[i]);
            // Of a bar that leaves the plot, what is seen of it.
            double[] from = {at, Math.max(0, yAxis.lowerEnd(low[i]))};
            double[] to = {at, Math.min(1, yAxis.at(high[i]))};
            addSamples(SAMPLES_PER_BAR, from, to, samples);
        }
    }

    private static void addSamples(int count, double[] from, double[] to, List<double[]> samples) {
        for (int k = 0; k < count; k++) {
            double w = (double) k / count;
            samples.add(new double[] {from[0] + w * (to[0] - from[0]), from[1] + w * (to[1] - from[1])});
        }
    }
}
