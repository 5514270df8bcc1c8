package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.metrics.Rank;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

/**
 * Calibration of a model's forecast bands: the fraction of true values z(t), over runs and recorded times, that lie in the
 * central band of probability p of the forecasts from the same initial state. A calibrated model has coverage p. What is
 * conserved in truth and forecasts is where it started, in bands of no width: its coverage counts as p.
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
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no run, shapes differ, or a probability or a fraction is not from 0 to 1
     */
    public Calibration {
        names = List.copyOf(names);
        boolean shaped = runs > 0 && levels.length > 0 && coverage.length == levels.length;
        for (int level = 0; shaped && level < levels.length; level++) {
            shaped = isFraction(levels[level])
                    && coverage[level].length == names.size()
                    && Arrays.stream(coverage[level]).allMatch(Calibration::isFraction);
        }
        if (!shaped) {
            throw new IllegalArgumentException("calibration of " + names + " at " + Arrays.toString(levels) + " from "
                    + runs + " runs: " + Arrays.deepToString(coverage)
                    + " must be a fraction from 0 to 1 for each level and component, from one run or more");
        }
    }

    private static boolean isFraction(double value) {
        return value >= 0 && value <= 1 + 1e-9;
    }

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
     * @throws IllegalArgumentException if the truth has other components or values that are not finite, or its times are not
     *     as they must be
     * @throws IllegalStateException if a forecast leaves the finite numbers
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Calibration of(SdeModel model, Trajectories truth, int substeps, long seed, int threads) {
        return of(model, truth, substeps, seed, threads, ProgressListener.NONE);
    }

    /**
     * The same, telling how far the forecasts are.
     *
     * @param model the learnt SDE
     * @param truth as before
     * @param substeps Euler–Maruyama steps between two times, at least 1
     * @param seed seed of the forecasts
     * @param threads threads to use, at least 1
     * @param progress hears how much is done, step by step
     * @return the coverage of the 50 % and the 90 % band
     * @throws IllegalArgumentException if the truth has other components or values that are not finite, or its times are not
     *     as they must be
     * @throws IllegalStateException if a forecast leaves the finite numbers
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Calibration of(
            SdeModel model, Trajectories truth, int substeps, long seed, int threads, ProgressListener progress) {
        requireSame(truth, model.names());
        Forecast.Times when = new Forecast.Times(commonStep(truth), truth.steps(), substeps);
        ForecastResult forecast = Forecast.run(model, starts(truth, COPIES), when, seed, threads, progress);
        requireFinite(forecast.lost().length, substeps);
        return of(truth, List.of(forecast.trajectories()));
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
        requireFinite(forecast.lost(), substeps);
        return of(truth, forecast.byModel());
    }

    private static void requireFinite(int lost, int substeps) {
        if (lost > 0) {
            throw new IllegalStateException(
                    lost + " forecasts left the finite numbers: take more substeps than " + substeps);
        }
    }

    private static void requireSame(Trajectories truth, List<String> names) {
        if (!truth.names().equals(names)) {
            throw new IllegalArgumentException(
                    "truth with components " + truth.names() + ": must be the model's, " + names);
        }
        for (int run = 0; run < truth.runs(); run++) {
            for (double[] z : truth.values()[run]) {
                if (!Arrays.stream(z).allMatch(Double::isFinite)) {
                    throw new IllegalArgumentException(
                            "true run " + run + " holds " + Arrays.toString(z) + ": must be finite; leave it out");
                }
            }
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
            int component = c;
            if (truth.isConserved(c) && forecasts.stream().allMatch(one -> one.isConserved(component))) {
                coverage[0][c] = LEVELS[0];
                coverage[1][c] = LEVELS[1];
            } else {
                count(truth, forecasts, c, coverage);
            }
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
                double rank = Rank.of(truth.values()[run][k][c], copies);
                for (int level = 0; level < LEVELS.length; level++) {
                    coverage[level][c] += Rank.within(rank, LEVELS[level]) ? share : 0;
                }
            }
        }
    }

    /**
     * The judgement: BAD if a band's coverage misses p by more than 0.1 and by more than four standard errors,
     * √(p(1 − p) / runs), each run counted as one observation; GOOD if none misses p by more than 0.1 and a miss of 0.5 would be
     * seen; otherwise it cannot be judged.
     *
     * @return one verdict for each component
     */
    List<Verdict> verdicts() {
        return IntStream.range(0, names.size()).mapToObj(this::verdict).toList();
    }

    private Verdict verdict(int c) {
        double worst = 0;
        double sharpest = Double.POSITIVE_INFINITY;
        boolean bad = false;
        for (int level = 0; level < levels.length; level++) {
            double miss = coverage[level][c] - levels[level];
            double chance = STANDARD_ERRORS * Math.sqrt(levels[level] * (1 - levels[level]) / runs);
            boolean off = Verdict.level(Math.abs(miss), TOLERANCE, chance, LARGEST_UNSEEN) == Verdict.Level.BAD;
            sharpest = Math.min(sharpest, Math.max(TOLERANCE, chance));
            // A band that is off for certain counts before one that may be off by chance.
            if ((off && !bad) || (off == bad && Math.abs(miss) > Math.abs(worst))) {
                worst = miss;
            }
            bad |= off;
        }
        String name = "true " + names.get(c);
        if (bad) {
            return bands(Verdict.Level.BAD, name + ": " + coverages(c) + "; " + advice(worst));
        } else if (Math.abs(worst) <= TOLERANCE && sharpest <= LARGEST_UNSEEN) {
            return bands(Verdict.Level.GOOD, name + " lies where it should: " + coverages(c));
        }
        return bands(
                Verdict.Level.UNCLEAR,
                name + ": " + coverages(c) + "; cannot be judged from " + runs + " true runs, give more");
    }

    private static Verdict bands(Verdict.Level level, String sentence) {
        return new Verdict(level, Verdict.Aspect.BANDS, sentence);
    }

    private String coverages(int c) {
        return IntStream.range(0, levels.length)
                .mapToObj(level -> String.format(
                        Locale.ROOT, "%.0f %% in the %.0f %% band", 100 * coverage[level][c], 100 * levels[level]))
                .collect(Collectors.joining(", "));
    }

    private static String advice(double miss) {
        return miss < 0
                ? "the bands are too narrow or off their place: too little training (more epochs, or condensed pairs),"
                        + " training configurations that lack the fine structure of the true runs, λ, or a closure"
                        + " variable that is missing"
                : "the bands are too wide, check λ";
    }
}
