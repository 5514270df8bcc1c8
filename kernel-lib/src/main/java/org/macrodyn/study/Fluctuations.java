package org.macrodyn.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;

/**
 * s √n of an observable in two sizes of a {@link Ladder}, P and R: n s² = Σ_r C(r) is the same for both unless correlations reach
 * round P.
 *
 * @param rung {@code [steps][2]} s √n of the larger size and its standard error, s √(n (w − 1)/4M) with the kurtosis w of M runs;
 *     0 where runs do not vary but for rounding
 * @param below the same of the smaller size
 */
record Fluctuations(double[][] rung, double[][] below) {
    /** Of the largest. */
    private static final double SMALL = 0.25;

    static Fluctuations of(Ladder.Rung<?> rung, Ladder.Rung<?> below, int component) {
        return new Fluctuations(scatter(rung, component), scatter(below, component));
    }

    /**
     * ρ = s_R √n_R / (s_P √n_P), or 1/ρ, whichever is above 1: by what factor deviations go by other than 1/√n. ∞ where one of
     * them has stopped varying. 1 where they differ by no more than some standard errors, and where both are below a quarter of
     * the largest s √n of all times: small ones at a start are made by the rounding of fractions.
     *
     * @param errors how many
     * @return {@code [steps]} 1 or more
     */
    double[] factor(double errors) {
        double least = SMALL
                * Stream.of(rung, below)
                        .flatMapToDouble(all -> Arrays.stream(all).mapToDouble(at -> at[0]))
                        .max()
                        .orElseThrow();
        return IntStream.range(0, rung.length)
                .mapToDouble(k -> {
                    double chance = errors * Math.hypot(rung[k][1], below[k][1]);
                    double more = Math.max(rung[k][0], below[k][0]);
                    double less = Math.min(rung[k][0], below[k][0]);
                    return more >= least && more - less > chance ? more / less : 1;
                })
                .toArray();
    }

    private static double[][] scatter(Ladder.Rung<?> size, int component) {
        Trajectories runs = size.truth();
        double root = Math.sqrt(size.study().large().grid().sites());
        double[] mean = runs.mean(component);
        double[][] scatter = new double[runs.steps()][2];
        for (int k = 0; k < scatter.length; k++) {
            double second = moment(runs, component, k, mean[k], 2);
            if (Rounding.varies(Math.sqrt(second), mean[k])) {
                double kurtosis = Math.max(1, moment(runs, component, k, mean[k], 4) / (second * second));
                scatter[k][0] = root * Math.sqrt(second);
                scatter[k][1] = scatter[k][0] * Math.sqrt((kurtosis - 1) / (4.0 * runs.runs()));
            }
        }
        return scatter;
    }

    private static double moment(Trajectories runs, int component, int k, double mean, int power) {
        return Arrays.stream(runs.values())
                .mapToDouble(run -> Math.pow(run[k][component] - mean, power))
                .average()
                .orElseThrow();
    }
}
