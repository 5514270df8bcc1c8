package org.macrodyn.study;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * Where training data lie in the space of z: a state is inside if some configuration is as near to it as the reach. That is how
 * far the nearest 1/{@value #PART} of all configurations are from one of them, 1/{@value #PART_OF_A_LINE} if z has one component,
 * at most for nine tenths of them. So large a part, because configurations have the ages at which small runs were recorded, and
 * states between two ages are no less known: it has to be more than those of one age. On a line these are one point, and there
 * the part is larger. Where ages lie far apart, as on a way that is fast at first, a state is inside, too, if it is nearer to the
 * nearest configuration than 1/{@value #BETWEEN} of the way from that to the farthest of its part: half-way between two ages, if
 * the next one is in it. Distances are Euclidean, each component in units of the data's standard deviation.
 */
final class DataRange {
    private static final int PART = 100;
    private static final int PART_OF_A_LINE = 20;
    private static final int BETWEEN = 2;
    /** Of the distances from single configurations to the farthest of their part. */
    private static final double QUANTILE = 0.9;
    /** Of a mean: numbers in single precision that are not further apart are the same. */
    private static final double SAME = 1e-6;
    /** Configurations from which these are measured. */
    private static final int MEASURED = 500;

    private final int part;
    private final double[][] data;
    /** Squares of the distances from configurations to the farthest of their parts, of those that were asked for. */
    private final Map<Integer, Double> asked = new ConcurrentHashMap<>();

    private final double[] unit;
    private final double reach;

    DataRange(MacroPairs pairs) {
        int d = pairs.dimension();
        double[][] all = IntStream.range(0, pairs.size() / pairs.group())
                .mapToObj(i -> IntStream.range(0, d)
                        .mapToDouble(c -> pairs.z0()[i * pairs.group() * d + c])
                        .toArray())
                .toArray(double[][]::new);
        unit = units(all);
        // In any order but that of their ages: what lies near a state is then soon met, and some are a sample of all.
        int[] order = IntStream.range(0, all.length).toArray();
        RandomStreams.shuffle(order.length, RandomStreams.stream(0, "range", 0), (i, j) -> IntArrays.swap(order, i, j));
        data = Arrays.stream(order).mapToObj(i -> scaled(all[i])).toArray(double[][]::new);
        part = (int) Math.ceil(data.length / (double) (d == 1 ? PART_OF_A_LINE : PART));
        double[] squares = Arrays.stream(data)
                .limit(MEASURED)
                .mapToDouble(this::toItsPart)
                .sorted()
                .toArray();
        reach = Math.sqrt(squares[(int) (QUANTILE * (squares.length - 1))]);
    }

    /**
     * s_c, the standard deviation of each component over states. Where it does not vary, ten times what single precision tells
     * apart: what is elsewhere is outside then, but not what is the same but for rounding.
     */
    static double[] units(double[][] states) {
        double[] units = new double[states[0].length];
        Arrays.setAll(units, c -> {
            double mean = Arrays.stream(states).mapToDouble(z -> z[c]).average().orElseThrow();
            double square = Arrays.stream(states)
                    .mapToDouble(z -> (z[c] - mean) * (z[c] - mean))
                    .average()
                    .orElseThrow();
            double deviation = Math.sqrt(square);
            double same = SAME * Math.abs(mean);
            return deviation > same ? deviation : same > 0 ? 10 * same : 1;
        });
        return units;
    }

    private double[] scaled(double[] z) {
        double[] out = new double[unit.length];
        Arrays.setAll(out, c -> z[c] / unit[c]);
        return out;
    }

    private static double square(double[] one, double[] other) {
        double square = 0;
        for (int c = 0; c < one.length; c++) {
            square += (one[c] - other[c]) * (one[c] - other[c]);
        }
        return square;
    }

    /** The square of the distance from one of the configurations to its part of the others: to the farthest of them. */
    private double toItsPart(double[] z) {
        double[] squares = Arrays.stream(data)
                .mapToDouble(other -> square(z, other))
                .sorted()
                .toArray();
        return squares[Math.min(part, squares.length - 1)];
    }

    boolean contains(double[] z) {
        double[] at = scaled(z);
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < data.length && least > reach * reach; i++) {
            double square = square(at, data[i]);
            if (square < least) {
                least = square;
                nearest = i;
            }
        }
        return least <= reach * reach || (nearest >= 0 && BETWEEN * BETWEEN * least <= ownSquare(nearest));
    }

    private double ownSquare(int configuration) {
        return asked.computeIfAbsent(configuration, i -> toItsPart(data[i]));
    }

    /** The share of runs outside at each time. */
    double[] outside(Trajectories runs) {
        return IntStream.range(0, runs.steps())
                .mapToDouble(k -> Arrays.stream(runs.values())
                        .mapToDouble(run -> contains(run[k]) ? 0 : 1)
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
