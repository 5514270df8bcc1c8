package org.macrodyn.metrics;

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
