package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;

/**
 * The states that jumps lead to: z_c = origin_c + j_c unit_c with whole numbers j_c between the walls. States are counted, not
 * added up: after 10⁹ jumps z is still exactly where the count says.
 */
final class Lattice {
    /** A step is a multiple of the unit within this part of it. */
    private static final double ROUNDING = 1e-5;
    /** A unit this much smaller than the largest step is none. */
    private static final double SMALLEST = 1e-4;
    /** Rests this much smaller are what rounding left. */
    private static final double EQUAL = 1e-9;

    private final double[] origin;
    private final double[] unit;
    private final int[] last;
    private final Walls walls;

    private Lattice(double[] origin, double[] unit, int[] last, Walls walls) {
        this.walls = walls;
        this.origin = origin;
        this.unit = unit;
        this.last = last;
    }

    /**
     * The lattice of some steps.
     *
     * @param names of the components
     * @param steps {@code [kinds][d]}
     * @param through {@code [d]} a state of it
     * @param walls finite ones
     * @return the lattice
     * @throws IllegalArgumentException if steps are no multiples of a unit
     */
    static Lattice of(List<String> names, double[][] steps, double[] through, Walls walls) {
        int d = names.size();
        double[] origin = new double[d];
        double[] unit = new double[d];
        int[] last = new int[d];
        for (int c = 0; c < d; c++) {
            int component = c;
            unit[c] = unit(
                    names.get(c),
                    Arrays.stream(steps)
                            .mapToDouble(step -> Math.abs(step[component]))
                            .toArray());
            if (unit[c] == 0) {
                unit[c] = walls.high()[c] - walls.low()[c];
            }
            double below = Math.floor((through[c] - walls.low()[c]) / unit[c] + ROUNDING);
            origin[c] = through[c] - below * unit[c];
            last[c] = (int) Math.floor((walls.high()[c] - origin[c]) / unit[c] + ROUNDING);
        }
        return new Lattice(origin, unit, last, walls);
    }

    /** Middle points of cells, equally many in each direction. */
    static Lattice cells(double[] low, double[] high, int points) {
        double[] unit = new double[low.length];
        double[] origin = new double[low.length];
        int[] last = new int[low.length];
        for (int c = 0; c < low.length; c++) {
            unit[c] = (high[c] - low[c]) / points;
            origin[c] = low[c] + unit[c] / 2;
            last[c] = points - 1;
        }
        return new Lattice(origin, unit, last, new Walls(low, high));
    }

    /** The largest number that all are multiples of, by Euclid's algorithm; 0 if all are 0. */
    private static double unit(String name, double[] sizes) {
        double largest = Arrays.stream(sizes).max().orElse(0);
        double unit = 0;
        for (double size : sizes) {
            unit = common(unit, size, EQUAL * largest);
        }
        for (double size : sizes) {
            if (unit < largest * SMALLEST || Math.abs(size / unit - Math.rint(size / unit)) > ROUNDING * size / unit) {
                if (size > 0) {
                    throw new IllegalArgumentException("steps of " + name + " " + Arrays.toString(sizes)
                            + ": must be multiples of one unit, as numbers of sites are; leave " + name + " out");
                }
            }
        }
        return unit;
    }

    private static double common(double a, double b, double rounding) {
        double larger = Math.max(a, b);
        double smaller = Math.min(a, b);
        while (smaller > rounding) {
            double rest = Math.abs(larger - Math.rint(larger / smaller) * smaller);
            larger = smaller;
            smaller = rest;
        }
        return larger;
    }

    /** The same walls with steps that are smaller or larger. */
    Lattice scaled(double factor) {
        double[] finer = Arrays.stream(unit).map(u -> u / factor).toArray();
        int[] most = new int[last.length];
        double[] from = origin.clone();
        for (int c = 0; c < last.length; c++) {
            most[c] = (int) Math.floor(last[c] * factor + ROUNDING);
        }
        return new Lattice(from, finer, most, walls);
    }

    int dimension() {
        return unit.length;
    }

    /** Number of states, also where they are more than an int can count. */
    double size() {
        return Arrays.stream(last).mapToDouble(j -> j + 1.0).reduce(1, (a, b) -> a * b);
    }

    double unit(int c) {
        return unit[c];
    }

    int last(int c) {
        return last[c];
    }

    /** Steps in units. */
    int[] units(double[] step) {
        int[] units = new int[step.length];
        Arrays.setAll(units, c -> (int) Math.rint(step[c] / unit[c]));
        return units;
    }

    /** The nearest state, as counts. */
    int[] nearest(double[] z) {
        int[] j = new int[z.length];
        Arrays.setAll(j, c -> (int) Math.max(0, Math.min(last[c], Math.rint((z[c] - origin[c]) / unit[c]))));
        return j;
    }

    /** z at some counts. */
    void state(int[] j, double[] z) {
        for (int c = 0; c < z.length; c++) {
            z[c] = origin[c] + j[c] * unit[c];
        }
    }

    /** Whether counts plus a step lie between the walls. */
    boolean holds(int[] j, int[] step) {
        for (int c = 0; c < j.length; c++) {
            int to = j[c] + step[c];
            if (to < 0 || to > last[c]) {
                return false;
            }
        }
        if (Double.isInfinite(walls.most())) {
            return true;
        }
        double[] z = new double[j.length];
        Arrays.setAll(z, c -> origin[c] + (j[c] + step[c]) * unit[c]);
        return walls.hold(z);
    }

    /** The number of a state, last component fastest. */
    int number(int[] j) {
        int number = 0;
        for (int c = 0; c < j.length; c++) {
            number = number * (last[c] + 1) + j[c];
        }
        return number;
    }

    /** The counts of a numbered state. */
    int[] counts(int number) {
        int[] j = new int[last.length];
        int rest = number;
        for (int c = last.length - 1; c >= 0; c--) {
            j[c] = rest % (last[c] + 1);
            rest /= last[c] + 1;
        }
        return j;
    }
}
