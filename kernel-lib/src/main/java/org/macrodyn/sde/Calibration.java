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
    /** Largest miss that may stay unseen for a judgement to be worth the name. */
    private static final double LARGEST_UNSEEN = 0.5;

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
        requireSame(truth, model.names());
        double step = commonStep(truth);
        double[][] starts = starts(truth, COPIES);
        Trajectories forecast = Forecast.run(model, starts, step, truth.steps(), substeps, seed, threads)
                .trajectories();
        return of(truth, List.of(forecast));
    }

    /**
     * Calibration of the bands of several models together, each run from every initial state equally often, 100 times in
     * all or a little more.
     *
     * @param ensemble the learnt SDEs
     * @param truth as for one model
     * @param substeps Euler–Maruyama steps between two times, at least 1
     * @param seed seed of the forecasts
     * @param threads threads to use, at least 1
     * @return the coverage of the 50 % and the 90 % band
     * @throws IllegalArgumentException if the truth has other components, or its times are not as they must be
     * @throws IllegalStateException if a forecast leaves the finite numbers
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Calibration of(ModelEnsemble ensemble, Trajectories truth, int substeps, long seed, int threads) {
        requireSame(truth, ensemble.names());
        double step = commonStep(truth);
        int models = ensemble.models().size();
        double[][] starts = starts(truth, (COPIES + models - 1) / models);
        EnsembleForecast forecast = ensemble.forecast(starts, step, truth.steps(), substeps, seed, threads);
        if (forecast.lost() > 0) {
            throw new IllegalStateException(
                    forecast.lost() + " forecasts left the finite numbers: take more substeps than " + substeps);
        }
        return of(truth, forecast.byModel());
    }

    private static void requireSame(Trajectories truth, List<String> names) {
        if (!truth.names().equals(names)) {
            throw new IllegalArgumentException(
                    "truth with components " + truth.names() + ": must be the model's, " + names);
        }
    }

    /** Copies of each true run's initial state, one after the other. */
    private static double[][] starts(Trajectories truth, int copies) {
        double[][] starts = new double[truth.runs() * copies][];
        Arrays.setAll(starts, i -> truth.values()[i / copies][0]);
        return starts;
    }

    private static Calibration of(Trajectories truth, List<Trajectories> forecasts) {
        double[][] coverage = new double[LEVELS.length][truth.dimension()];
        for (int c = 0; c < truth.dimension(); c++) {
            count(truth, forecasts, c, coverage);
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
    private static void count(Trajectories truth, List<Trajectories> forecasts, int c, double[][] coverage) {
        double share = 1.0 / (truth.runs() * (truth.steps() - 1));
        int each = forecasts.get(0).runs() / truth.runs();
        double[] copies = new double[each * forecasts.size()];
        for (int run = 0; run < truth.runs(); run++) {
            for (int k = 1; k < truth.steps(); k++) {
                for (int i = 0; i < copies.length; i++) {
                    copies[i] = forecasts.get(i / each).values()[run * each + i % each][k][c];
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
     * √(p(1 − p) / runs), each run counted as one observation; with so few runs that a miss of 0.5 would not be seen, none is
     * judged.
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
        double sharpest = Double.POSITIVE_INFINITY;
        for (int level = 0; level < levels.length; level++) {
            double p = levels[level];
            double miss = coverage[level][c] - p;
            double limit = Math.max(TOLERANCE, STANDARD_ERRORS * Math.sqrt(p * (1 - p) / runs));
            sharpest = Math.min(sharpest, limit);
            worst = Math.abs(miss) > limit && Math.abs(miss) > Math.abs(worst) ? miss : worst;
            found.append(String.format(
                    Locale.ROOT,
                    "%s%.0f %% in the %.0f %% band",
                    level > 0 ? ", " : "",
                    100 * coverage[level][c],
                    100 * p));
        }
        String name = names.get(c);
        if (worst == 0 && sharpest > LARGEST_UNSEEN) {
            return new Verdict(
                    Verdict.Level.UNCLEAR,
                    Verdict.Aspect.BANDS,
                    "true " + name + ": " + found + "; cannot be judged from " + runs + " true runs, give more");
        }
        if (worst == 0) {
            return new Verdict(
                    Verdict.Level.GOOD, Verdict.Aspect.BANDS, "true " + name + " lies where it should: " + found);
        }
        String advice = worst < 0
                ? "the bands are too narrow or off their place: too little training (more epochs, or condensed pairs),"
                        + " training configurations that lack the fine structure of the true runs, λ, or a closure"
                        + " variable that is missing"
                : "the bands are too wide, check λ";
        return new Verdict(Verdict.Level.BAD, Verdict.Aspect.BANDS, "true " + name + ": " + found + "; " + advice);
    }
}
