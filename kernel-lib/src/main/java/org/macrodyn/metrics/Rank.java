package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.function.DoublePredicate;

/** Where a true value lies among forecasts of it: uniform on 0 … 1 if both come from the same law. */
public final class Rank {
    private static final double HALF = 0.5;

    private Rank() {}

    /**
     * The fraction of forecasts below a value; equal ones, as of a component that does not move, count half.
     *
     * @param value the true value
     * @param forecasts one or more
     * @return from 0 to 1
     */
    public static double of(double value, double[] forecasts) {
        double below = 0;
        for (double forecast : forecasts) {
            below += forecast < value ? 1 : forecast == value ? HALF : 0;
        }
        return below / forecasts.length;
    }

    /**
     * The same of many values among the same forecasts, which are put in order once.
     *
     * @param values the true values
     * @param forecasts one or more. Not modified.
     * @return {@code [values]} each from 0 to 1
     */
    public static double[] of(double[] values, double[] forecasts) {
        double[] sorted = forecasts.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .map(value -> HALF
                        * (first(sorted, other -> !(other < value)) + first(sorted, other -> !(other <= value)))
                        / sorted.length)
                .toArray();
    }

    /** Index of the first of ascending values that is so, as all after it are. */
    private static int first(double[] sorted, DoublePredicate isSo) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isSo.test(sorted[middle])) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /**
     * Whether a value lies in the central band of a probability.
     *
     * @param rank its rank
     * @param level p, from 0 to 1
     * @return whether |rank − 1/2| ≤ p/2
     */
    public static boolean within(double rank, double level) {
        return Math.abs(rank - HALF) <= level / 2;
    }
}
