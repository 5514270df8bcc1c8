package org.macrodyn.ensemble;

import java.util.Arrays;
import java.util.List;

/**
 * Macroscopic trajectories z(t) of an ensemble of runs.
 *
 * @param names names of the d components
 * @param times {@code [runs][steps]} times, in the model's unit; each run may have its own
 * @param values {@code [runs][steps][d]} components
 */
public record Trajectories(List<String> names, double[][] times, double[][][] values) {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if the shapes do not agree
     */
    public Trajectories {
        names = List.copyOf(names);
        if (times.length == 0 || times.length != values.length) {
            throw new IllegalArgumentException("trajectories with " + times.length + " time rows for " + values.length
                    + " runs: must be equal and at least 1");
        }
        for (int run = 0; run < times.length; run++) {
            if (times[run].length != times[0].length || values[run].length != times[0].length) {
                throw new IllegalArgumentException("trajectory " + run + " has " + times[run].length + " times and "
                        + values[run].length + " states, run 0 has " + times[0].length + ": must all be equal");
            }
        }
    }

    /**
     * The number of runs.
     *
     * @return runs
     */
    public int runs() {
        return values.length;
    }

    /**
     * The number of states of each run, the initial one included.
     *
     * @return steps
     */
    public int steps() {
        return times[0].length;
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return names.size();
    }

    /**
     * Some of the runs.
     *
     * @param from first run
     * @param to run after the last
     * @return the runs from, …, to − 1; shared, not copied
     */
    public Trajectories slice(int from, int to) {
        return new Trajectories(names, Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(values, from, to));
    }

    /**
     * The mean over runs at each step index.
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] mean(int component) {
        double[] mean = new double[steps()];
        for (double[][] run : values) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += run[k][component] / runs();
            }
        }
        return mean;
    }

    /**
     * The standard deviation over runs at each step index (divisor: number of runs, as in the paper's figures).
     *
     * @param component index of the component of z
     * @return {@code [steps]}
     */
    public double[] standardDeviation(int component) {
        double[] mean = mean(component);
        double[] variance = new double[steps()];
        for (double[][] run : values) {
            for (int k = 0; k < variance.length; k++) {
                double deviation = run[k][component] - mean[k];
                variance[k] += deviation * deviation / runs();
            }
        }
        return Arrays.stream(variance).map(Math::sqrt).toArray();
    }

    /**
     * The same runs at common times, linear between recorded states; beyond a run's last time its last segment is
     * extended (SPEC §3.8).
     *
     * @param grid {@code [m]} times, not decreasing
     * @return trajectories with those times in every run
     */
    public Trajectories at(double[] grid) {
        double[][] gridTimes = new double[runs()][];
        double[][][] gridValues = new double[runs()][grid.length][dimension()];
        for (int run = 0; run < runs(); run++) {
            gridTimes[run] = grid.clone();
            interpolate(times[run], values[run], grid, gridValues[run]);
        }
        return new Trajectories(names, gridTimes, gridValues);
    }

    private static void interpolate(double[] from, double[][] states, double[] grid, double[][] out) {
        int segment = 0;
        for (int k = 0; k < grid.length; k++) {
            while (segment < from.length - 2 && from[segment + 1] < grid[k]) {
                segment++;
            }
            int next = Math.min(segment + 1, from.length - 1);
            double width = from[next] - from[segment];
            double weight = width > 0 ? (grid[k] - from[segment]) / width : 0;
            for (int c = 0; c < out[k].length; c++) {
                out[k][c] = states[segment][c] + weight * (states[next][c] - states[segment][c]);
            }
        }
    }
}
