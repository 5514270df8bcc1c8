package org.macrodyn.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;

/**
 * s √n of an observable in two sizes of a {@link Ladder}, P and R: n s² = Σ_r C(r) is the same for both unless correlations reach round
 * P.
 *
 * @param rung {@code [steps][2]} s √n of the larger size and its standard error, s √(n (w − 1)/4M) with the kurtosis w of M runs; 0
 *     where runs do not vary but for rounding
 * @param below the same of the smaller size
 */
record Fluctuations(double[][] rung, double[][] below) {
    static Fluctuations of(Ladder.Rung<?> rung, Ladder.Rung<?> below, int component) {
        return new Fluctuations(scatter(rung, component), scatter(below, component));
    }

    /**
     * By how much they differ, beyond some standard errors and over the largest s √n of all times. Small ones at a start, which the rounding of
     * fractions makes, do not count.
     *
     * @param errors how many
     * @return {@code [steps]} from 0, where the variance falls as 1/n or either does not vary, to 1
     */
    double[] unscaled(double errors) {
        double largest = Stream.of(rung, below)
                .flatMapToDouble(all -> Arrays.stream(all).mapToDouble(at -> at[0]))
                .max()
                .orElseThrow();
        return IntStream.range(0, rung.length)
                .mapToDouble(k -> rung[k][0] > 0 && below[k][0] > 0
                        ? Math.abs(rung[k][0] - below[k][0]) - errors * Math.hypot(rung[k][1], below[k][1])
                        : 0)
                .map(beyond -> beyond > 0 ? beyond / largest : 0)
                .toArray();
    }

    /**
     * ρ = s_R √n_R / (s_P √n_P).
     *
     * @param k number of the time
     * @return 1 where the variance falls as 1/n
     */
    double scaling(int k) {
        return rung[k][0] / below[k][0];
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
