package org.macrodyn.study;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * The largest error over a horizon that is to be found where it may be anywhere in a range and has chance beside it: the median
 * over {@value #DRAWS} draws of
 *
 * <pre>max_k |a_k u + e_k ξ_k|,   ξ_k = Σ_i g_i (z_ik − z̄_k) / √Σ_i (z_ik − z̄_k)²</pre>
 *
 * <p>u evenly in ± 1, g normal: chance goes through time as means over runs do (multiplier bootstrap; van der Vaart and Wellner,
 * <i>Weak Convergence and Empirical Processes</i>, ch. 2.9). The largest of a hundred chances is more than one of them, the more
 * the faster runs forget.
 */
final class LargestError {
    private static final int DRAWS = 500;
    private static final int RUNS = 200;

    private LargestError() {}

    /**
     * That median.
     *
     * @param runs of which the first {@value #RUNS} tell how chance goes through time
     * @param c component
     * @param range a
     * @param chance e
     * @param last index of the last time; that of the start, 0, is left out
     */
    static double expected(Trajectories runs, int c, double[] range, double[] chance, int last) {
        double[][] course = course(runs, c, last);
        RandomGenerator random = RandomStreams.stream(0, "largest error", c);
        double[] largest = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double even = 2 * random.nextDouble() - 1;
            double[] sum = new double[last + 1];
            for (double[] run : course) {
                double weight = random.nextGaussian();
                for (int k = 1; k <= last; k++) {
                    sum[k] += weight * run[k];
                }
            }
            largest[draw] = IntStream.rangeClosed(1, last)
                    .mapToDouble(k -> Math.abs(range[k] * even + chance[k] * sum[k]))
                    .max()
                    .orElse(0);
        }
        Arrays.sort(largest);
        return (largest[(DRAWS - 1) / 2] + largest[DRAWS / 2]) / 2;
    }

    /**
     * {@code [runs][last + 1]} deviations from the mean, of which the squares at each time add up to 1; 0 where runs do not
     * differ.
     */
    private static double[][] course(Trajectories runs, int c, int last) {
        int n = Math.min(RUNS, runs.runs());
        double[][] course = new double[n][last + 1];
        for (int k = 1; k <= last; k++) {
            int at = k;
            double[] z = IntStream.range(0, n)
                    .mapToDouble(run -> runs.values()[run][at][c])
                    .toArray();
            double mean = Arrays.stream(z).average().orElseThrow();
            double root =
                    Math.sqrt(Arrays.stream(z).map(x -> (x - mean) * (x - mean)).sum());
            for (int run = 0; run < n && root > 0; run++) {
                course[run][k] = (z[run] - mean) / root;
            }
        }
        return course;
    }
}
