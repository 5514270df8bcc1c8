package org.macrodyn.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.run.Trajectories;

/**
 * Largest errors of the forecasts of two trainings together, of one observable.
 *
 * @param first {@code [steps]} what the first training says
 * @param second {@code [steps]} what the second says
 * @param truth {@code [steps]} what is true
 * @param chance {@code [steps]} standard error of their difference from finite runs
 */
record ErrorOfTwo(double[] first, double[] second, double[] truth, double[] chance) {
    /** |p̄ − q̄|, with √(s_q²/(R − 1) + s_p²/F + (p̄₁ − p̄₂)²/4). */
    static ClosureSearch.Worst mean(List<Trajectories> forecasts, Trajectories truth) {
        return worst(forecasts, truth, Trajectories::mean, 1);
    }

    /** |s_p − s_q|, with the error of a Gaussian's deviation, s/√(2(R − 1)). */
    static ClosureSearch.Worst spread(List<Trajectories> forecasts, Trajectories truth) {
        return worst(forecasts, truth, Trajectories::standardDeviation, 2);
    }

    private interface Statistic {
        double[] of(Trajectories runs, int component);
    }

    private static ClosureSearch.Worst worst(List<Trajectories> two, Trajectories truth, Statistic of, int factor) {
        return IntStream.range(0, truth.dimension())
                .mapToObj(c -> new ErrorOfTwo(
                                of.of(two.get(0), c),
                                of.of(two.get(1), c),
                                of.of(truth, c),
                                chance(two, truth, c, factor))
                        .worst(Certificate.size(truth.mean(c), truth.standardDeviation(c))))
                .max(Comparator.comparingDouble(ClosureSearch.Worst::error))
                .orElseThrow();
    }

    private static double[] chance(List<Trajectories> two, Trajectories truth, int c, int factor) {
        double[] chance = truth.standardDeviation(c);
        double[] forecast = two.get(0).standardDeviation(c);
        int runs = two.get(0).runs() + two.get(1).runs();
        Arrays.setAll(
                chance,
                k -> Math.hypot(
                        chance[k] / Math.sqrt(factor * (truth.runs() - 1.0)),
                        forecast[k] / Math.sqrt(factor * (double) runs)));
        return chance;
    }

    private ClosureSearch.Worst worst(double scale) {
        ClosureSearch.Worst worst = new ClosureSearch.Worst(0, 0);
        for (int k = 0; k < truth.length; k++) {
            double error = Math.abs((first[k] + second[k]) / 2 - truth[k]) / scale;
            double own = Math.hypot(chance[k], (first[k] - second[k]) / 2) / scale;
            worst = error > worst.error() ? new ClosureSearch.Worst(error, own) : worst;
        }
        return worst;
    }
}
