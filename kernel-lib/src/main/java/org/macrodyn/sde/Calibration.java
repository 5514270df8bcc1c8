package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.macrodyn.ensemble.Trajectories;

/**
 * Calibration of a model's forecast bands: the fraction of true values z(t), over runs and recorded times, that lie in
 * the central band of probability p of the forecasts from the same initial state. A calibrated model has coverage p.
 *
 * @param names names of the d components
 * @param levels {@code [levels]} probabilities p of the bands
 * @param coverage {@code [levels][d]} fractions inside
 * @param runs number of true runs
 */
public record Calibration(List<String> names, double[] levels, double[][] coverage, int runs) {
    private static final double[] LEVELS = {0.5, 0.9};
    private static final int COPIES = 100;
    private static final double TOLERANCE = 0.1;
    private static final double STANDARD_ERRORS = 4;

    /**
     * Runs the model from the initial state of every true run, 100 times each, and counts.
     *
     * @param model the learnt SDE
     * @param truth runs with the model's components, two recorded times or more, evenly spaced and the same in all runs
     *     (see {@link Trajectories#at})
     * @param substeps Euler–Maruyama steps between two times, at least 1
     * @param seed seed of the forecasts
     * @param threads threads to use, at least 1
     * @return the coverage of the 50 % and the 90 % band
     * @throws IllegalArgumentException if the truth has other components, or its times are not as they must be
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Calibration of(SdeModel model, Trajectories truth, int substeps, long seed, int threads) {
        if (!truth.names().equals(model.names())) {
            throw new IllegalArgumentException(
                    "truth with components " + truth.names() + ": must be the model's, " + model.names());
        }
        double step = commonStep(truth);
        double[][] starts = new double[truth.runs() * COPIES][];
        Arrays.setAll(starts, i -> truth.values()[i / COPIES][0]);
        Trajectories forecast = Forecast.run(model, starts, step, truth.steps(), substeps, seed, threads)
                .trajectories();
        double[][] coverage = new double[LEVELS.length][truth.dimension()];
        for (int c = 0; c < truth.dimension(); c++) {
            count(truth, forecast, c, coverage);
        }
        return new Calibration(truth.names(), LEVELS.clone(), coverage, truth.runs());
    }

    private static double commonStep(Trajectories truth) {
        double[] first = truth.times()[0];
        double step = first.length > 1 ? first[1] - first[0] : 0;
        for (double[] times : truth.times()) {
            for (int k = 0; k < times.length; k++) {
                if (!(step > 0) || Math.abs(times[k] - first[0] - k * step) > 1e-6 * step * times.length) {
                    throw new IllegalArgumentException("true runs with unequal times: calibration needs two or more"
                            + " times, evenly spaced and the same in all runs; use truth.at(times)");
                }
            }
        }
        return step;
    }

    /** The initial state is left out: forecasts start from it. */
    private static void count(Trajectories truth, Trajectories forecast, int c, double[][] coverage) {
        double share = 1.0 / (truth.runs() * (truth.steps() - 1));
        double[] copies = new double[COPIES];
        for (int run = 0; run < truth.runs(); run++) {
            for (int k = 1; k < truth.steps(); k++) {
                for (int i = 0; i < COPIES; i++) {
                    copies[i] = forecast.values()[run * COPIES + i][k][c];
                }
                double rank = rank(truth.values()[run][k][c], copies);
                for (int level = 0; level < LEVELS.length; level++) {
                    coverage[level][c] += Math.abs(rank - 0.5) <= LEVELS[level] / 2 ? share : 0;
                }
            }
        }
    }

    /** Fraction of copies below a value; equal ones, as of a component that does not move, count half. */
    private static double rank(double value, double[] copies) {
        double below = 0;
        for (double copy : copies) {
            below += copy < value ? 1 : copy == value ? 0.5 : 0;
        }
        return below / copies.length;
    }

    /**
     * The judgement: a band is BAD if its coverage misses p by more than 0.1 and by more than four standard errors,
     * √(p(1 − p) / runs), each run counted as one observation.
     *
     * @return one verdict for each component
     */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            verdicts.add(verdict(c));
        }
        return verdicts;
    }

    private Verdict verdict(int c) {
        StringBuilder found = new StringBuilder();
        double worst = 0;
        for (int level = 0; level < levels.length; level++) {
            double p = levels[level];
            double miss = coverage[level][c] - p;
            double limit = Math.max(TOLERANCE, STANDARD_ERRORS * Math.sqrt(p * (1 - p) / runs));
            worst = Math.abs(miss) > limit && Math.abs(miss) > Math.abs(worst) ? miss : worst;
            found.append(String.format(
                    Locale.ROOT,
                    "%s%.0f %% in the %.0f %% band",
                    level > 0 ? ", " : "",
                    100 * coverage[level][c],
                    100 * p));
        }
        String name = names.get(c);
        if (worst == 0) {
            return new Verdict(
                    Verdict.Level.GOOD, Verdict.Aspect.BANDS, "true " + name + " lies where it should: " + found);
        }
        String advice = worst < 0
                ? "the bands are too narrow or off their place, check drift, λ and closure"
                : "the bands are too wide, check λ";
        return new Verdict(Verdict.Level.BAD, Verdict.Aspect.BANDS, "true " + name + ": " + found + "; " + advice);
    }
}
