package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;

/**
 * The physical range of the observables: a magnetisation lies in −1 … 1, a fraction in 0 … 1. At a wall the reactant of the steps towards
 * it is gone, so their rate is 0 there.
 *
 * @param low {@code [d]} least possible values; −∞ where there is no wall
 * @param high {@code [d]} largest possible values; +∞ where there is no wall
 */
public record Walls(double[] low, double[] high) {
    /** Of the extent of the data. */
    private static final double CLOSE = 0.1;

    /**
     * Checks the walls.
     *
     * @throws IllegalArgumentException if a least value is not below the largest
     */
    public Walls {
        if (low.length != high.length) {
            throw new IllegalArgumentException(
                    "walls of " + low.length + " and " + high.length + " components: must be equally many");
        }
        for (int c = 0; c < low.length; c++) {
            if (!(low[c] < high[c])) {
                throw new IllegalArgumentException(
                        "walls " + low[c] + " and " + high[c] + ": the first must be below the second");
            }
        }
        low = low.clone();
        high = high.clone();
    }

    /**
     * The walls of one observable.
     *
     * @param low its least possible value
     * @param high its largest possible value
     * @return the walls
     */
    public static Walls of(double low, double high) {
        return new Walls(new double[] {low}, new double[] {high});
    }

    /**
     * No walls are known.
     *
     * @param d number of observables
     * @return infinite walls
     */
    public static Walls none(int d) {
        double[] low = new double[d];
        double[] high = new double[d];
        Arrays.fill(low, Double.NEGATIVE_INFINITY);
        Arrays.fill(high, Double.POSITIVE_INFINITY);
        return new Walls(low, high);
    }

    /** Walls on all sides: those of data where there is none. */
    Walls closed(Support data) {
        double[] from = data.low();
        double[] to = data.high();
        for (int c = 0; c < low.length; c++) {
            from[c] = Double.isInfinite(low[c]) ? from[c] : low[c];
            to[c] = Double.isInfinite(high[c]) ? to[c] : high[c];
        }
        return new Walls(from, to);
    }

    /** Refuses walls of other observables, or data beyond them. */
    void require(List<String> names, Support data) {
        if (low.length != names.size()) {
            throw new IllegalArgumentException(
                    "walls of " + low.length + " components: must be of " + names.size() + " " + names);
        }
        for (int c = 0; c < low.length; c++) {
            double slack = 1e-9 * (data.high()[c] - data.low()[c]);
            if (data.low()[c] < low[c] - slack || data.high()[c] > high[c] + slack) {
                throw new IllegalArgumentException("walls " + low[c] + " and " + high[c] + " of " + names.get(c)
                        + ": data go from " + data.low()[c] + " to " + data.high()[c] + "; widen the walls");
            }
        }
    }

    /** Distance of z to wall l: low ones first, then high ones; 0 where rounding leaves next to nothing. */
    double distance(int l, double[] z) {
        int c = l % low.length;
        double distance = l < low.length ? z[c] - low[c] : high[c] - z[c];
        double reach = Math.min(Math.abs(high[c]), Math.abs(low[c])) + Math.abs(z[c]);
        return distance > 1e-12 * reach ? distance : 0;
    }

    /** Whether data come so close to wall l that a power of the distance shows. */
    boolean seen(int l, Support data) {
        int c = l % low.length;
        double extent = data.high()[c] - data.low()[c];
        double distance = l < low.length ? data.low()[c] - low[c] : high[c] - data.high()[c];
        return distance < CLOSE * extent;
    }

    /** Whether there is a wall l. */
    boolean exists(int l) {
        return Double.isFinite(l < low.length ? low[l] : high[l - low.length]);
    }

    /** Whether a step goes towards wall l. */
    boolean approached(int l, double[] step) {
        return l < low.length ? step[l] < 0 : step[l - low.length] > 0;
    }
}
