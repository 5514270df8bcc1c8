package org.macrodyn.metrics;

import java.util.Arrays;

/** Statistics over the second half of runs, where they have forgotten their start if they are long enough. */
public final class SecondHalf {
    private SecondHalf() {}

    /**
     * The means of each run.
     *
     * @param runs {@code [runs][steps][d]}
     * @return {@code [runs][d]} means over the steps from steps/2 on
     */
    public static double[][] means(double[][][] runs) {
        return Arrays.stream(runs).map(SecondHalf::mean).toArray(double[][]::new);
    }

    private static double[] mean(double[][] run) {
        int first = run.length / 2;
        double[] mean = new double[run[0].length];
        for (int k = first; k < run.length; k++) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += run[k][c] / (run.length - first);
            }
        }
        return mean;
    }

    /**
     * Mean and standard deviation over runs and steps together.
     *
     * @param runs {@code [runs][steps][d]}
     * @param component index of the component
     * @return over all steps from steps/2 on
     */
    public static Spread of(double[][][] runs, int component) {
        return Spread.of(Arrays.stream(runs)
                .flatMapToDouble(run -> Arrays.stream(run).skip(run.length / 2).mapToDouble(state -> state[component]))
                .toArray());
    }
}
