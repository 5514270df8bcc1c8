package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;

/**
 * The physical range of the observables: a magnetisation lies in −1 … 1, a fraction in 0 … 1, and fractions add up to 1 at most.
 * At a wall the reactant of the steps towards it is gone, so their rate is 0 there.
 *
 * @param low {@code [d]} least possible values; −∞ where there is no wall
 * @param high {@code [d]} largest possible values; +∞ where there is no wall
 * @param most largest possible sum of all values; +∞ where there is no such wall
 */
public record Walls(double[] low, double[] high, double most) {
    /** Of the largest distance of data. */
    private static final double CLOSE = 0.1;
    /** Of a sum of z's values, but at least of 1. */
    private static final double ROUNDING = 1e-12;

    /**
     * Checks the walls.
     *
     * @throws IllegalArgumentException if a least value is not below the largest, or the least ones add up to the largest sum
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
        if (!(Arrays.stream(low).sum() < most)) {
            throw new IllegalArgumentException(
                    "walls with a sum of at most " + most + ": must be above the sum of the least values");
        }
        low = low.clone();
        high = high.clone();
    }

    /**
     * Walls of each observable on its own.
     *
     * @param low {@code [d]} least possible values; −∞ where there is no wall
     * @param high {@code [d]} largest possible values; +∞ where there is no wall
     */
    public Walls(double[] low, double[] high) {
        this(low, high, Double.POSITIVE_INFINITY);
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
     * The walls of fractions of a whole: each is at least 0, and they add up to 1 at most; what is missing is one more species.
     *
     * @param d number of observables
     * @return the walls
     */
    public static Walls fractions(int d) {
        double[] high = new double[d];
        Arrays.fill(high, 1);
        return new Walls(new double[d], high, 1);
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
        return new Walls(from, to, most);
    }

    /** Refuses walls of other observables, or data beyond them. */
    void require(List<String> names, double[][] z) {
        if (low.length != names.size()) {
            throw new IllegalArgumentException(
                    "walls of " + low.length + " components: must be of " + names.size() + " " + names);
        }
        for (double[] state : z) {
            for (int l = 0; l < count(); l++) {
                if (signed(l, state) < -ROUNDING * size(state)) {
                    throw new IllegalArgumentException(
                            this + ": data are beyond them, at " + Support.text(names, state) + "; widen the walls");
                }
            }
        }
    }

    /** Number of walls, those at infinity included: low ones, high ones, that of the sum where it matters. */
    int count() {
        return low.length == 1 ? 2 : 2 * low.length + 1;
    }

    /** Distance of z to wall l; 0 where rounding leaves next to nothing, and beyond it. */
    double distance(int l, double[] z) {
        double distance = signed(l, z);
        return distance > ROUNDING * size(z) ? distance : 0;
    }

    private double signed(int l, double[] z) {
        int d = low.length;
        if (l == 2 * d) {
            return most - Arrays.stream(z).sum();
        }
        return l < d ? z[l] - low[l] : high[l - d] - z[l - d];
    }

    private static double size(double[] z) {
        return Math.max(1, Arrays.stream(z).map(Math::abs).sum());
    }

    /** Whether z lies between the walls. */
    boolean hold(double[] z) {
        for (int l = 0; l < count(); l++) {
            if (signed(l, z) < -ROUNDING * size(z)) {
                return false;
            }
        }
        return true;
    }

    /** Whether data come so close to wall l that a power of the distance shows. */
    boolean seen(int l, double[][] z) {
        double[] distances =
                Arrays.stream(z).mapToDouble(state -> signed(l, state)).toArray();
        double nearest = Arrays.stream(distances).min().orElseThrow();
        return nearest < CLOSE * (Arrays.stream(distances).max().orElseThrow() - nearest);
    }

    /** Whether there is a wall l: a largest value that the largest sum implies is none of its own. */
    boolean exists(int l) {
        int d = low.length;
        if (l == 2 * d) {
            return Double.isFinite(most);
        }
        double ofSum =
                l < d ? Double.POSITIVE_INFINITY : most - Arrays.stream(low).sum() + low[l - d];
        return Double.isFinite(l < d ? low[l] : high[l - d]) && !(ofSum <= high[l % d]);
    }

    /** Whether every observable has a least and a largest value. */
    boolean finite() {
        return Arrays.stream(low).allMatch(Double::isFinite)
                && Arrays.stream(high).allMatch(Double::isFinite);
    }

    /** Whether a step goes towards wall l. */
    boolean approached(int l, double[] step) {
        int d = low.length;
        if (l == 2 * d) {
            double sum = Arrays.stream(step).sum();
            return sum > ROUNDING * Arrays.stream(step).map(Math::abs).sum();
        }
        return l < d ? step[l] < 0 : step[l - d] > 0;
    }

    @Override
    public String toString() {
        String sum = Double.isFinite(most) ? ", sum at most " + most : "";
        return "walls from " + Arrays.toString(low) + " to " + Arrays.toString(high) + sum;
    }
}
