package org.macrodyn.experiments;

import java.util.Arrays;
import java.util.List;

/**
 * How far predicted runs are from true ones: MMD² of the normalised latent states at each time, averaged over the test
 * sets (paper Fig 2; SPEC §1.7).
 *
 * @param lambdas {@code [λ]}
 * @param seeds {@code [seeds]} of the trainings
 * @param times {@code [steps]}
 * @param curves {@code [λ][seeds][steps]} predicted against true runs
 * @param floor {@code [steps]} two independent sets of true runs against each other
 */
public record PredatorPreyScores(
        List<Double> lambdas, List<Long> seeds, double[] times, double[][][] curves, double[] floor) {
    /**
     * The score of a training: the mean over time.
     *
     * @param lambda index of λ
     * @param seed index of the seed
     * @return average MMD²
     */
    public double score(int lambda, int seed) {
        return mean(curves[lambda][seed]);
    }

    /**
     * The score that truth itself gets.
     *
     * @return average MMD² of two independent sets of true runs
     */
    public double floorScore() {
        return mean(floor);
    }

    /**
     * The best λ of a seed.
     *
     * @param seed index of the seed
     * @return λ with the smallest average MMD²
     */
    public double best(int seed) {
        int best = 0;
        for (int i = 1; i < curves.length; i++) {
            best = score(i, seed) < score(best, seed) ? i : best;
        }
        return lambdas.get(best);
    }

    /**
     * The curve of a λ, averaged over seeds.
     *
     * @param lambda index of λ
     * @return {@code [steps]} MMD²
     */
    public double[] curve(int lambda) {
        return average(curves[lambda]);
    }

    static double[] average(double[][] curves) {
        double[] mean = new double[curves[0].length];
        for (double[] curve : curves) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += curve[t] / curves.length;
            }
        }
        return mean;
    }

    private static double mean(double[] curve) {
        return Arrays.stream(curve).sum() / curve.length;
    }
}
