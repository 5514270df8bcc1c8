package org.macrodyn.study;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * Where training data lie in the space of z: a state is inside if some configuration's z is as near to it as {@value #FEW}
 * configurations, drawn of all, are to each other, {@value #FEW_ON_A_LINE} if z has one component. Few, because configurations have the ages
 * at which small runs were recorded, and states between two ages are no less known; on a line, all of those of one age are
 * one point, and there have to be fewer than ages for the next one to be of another. Distances are Euclidean, each component in units of the data's standard
 * deviation.
 */
final class DataRange {
    private static final int MOST = 2000;
    private static final int FEW = 100;
    private static final int FEW_ON_A_LINE = 20;
    /** Of the few configurations' distances to their nearest neighbours. */
    private static final double QUANTILE = 0.9;

    private final double[][] data;
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
        int[] order = IntStream.range(0, all.length).toArray();
        RandomStreams.shuffle(order.length, RandomStreams.stream(0, "range", 0), (i, j) -> IntArrays.swap(order, i, j));
        data = Arrays.stream(order).limit(MOST).mapToObj(i -> scaled(all[i])).toArray(double[][]::new);
        int few = Math.min(d == 1 ? FEW_ON_A_LINE : FEW, data.length);
        double[] nearest = IntStream.range(0, few)
                .mapToDouble(i -> nearest(i, few))
                .sorted()
                .toArray();
        reach = nearest[(int) (QUANTILE * (few - 1))];
    }

    /** s_c, the standard deviation of each component over states; 1 where it does not vary. */
    static double[] units(double[][] states) {
        double[] units = new double[states[0].length];
        Arrays.setAll(units, c -> {
            double mean = Arrays.stream(states).mapToDouble(z -> z[c]).average().orElseThrow();
            double square = Arrays.stream(states)
                    .mapToDouble(z -> (z[c] - mean) * (z[c] - mean))
                    .average()
                    .orElseThrow();
            return square > 0 ? Math.sqrt(square) : 1;
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

    /** The distance of one of the first configurations to the nearest of the others; infinite if there is no other. */
    private double nearest(int i, int first) {
        double least = IntStream.range(0, first)
                .filter(j -> j != i)
                .mapToDouble(j -> square(data[i], data[j]))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return Math.sqrt(least);
    }

    boolean contains(double[] z) {
        double[] at = scaled(z);
        return Arrays.stream(data).anyMatch(known -> square(at, known) <= reach * reach);
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
