package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.sde.EnsembleForecast;

/** How a {@link Certificate} comes about: from the start on, until the first fault. */
final class Judgement {
    /** q */
    static final double SURE = 2;
    /** γ, how far the bias of the large system is from that of a rung of the same tiles, as a share of it. */
    static final double CARRIED = 0.3;
    /** Largest share of runs outside the data. */
    private static final double OUTSIDE = 0.05;
    /** A forecast that holds for less than this part of the horizon is none. */
    private static final double SHORTEST = 0.1;

    /** What is left of the error of one observable's mean, each {@code [steps]} in units of its size; of a range it lies evenly within. */
    private record Left(double[] range, double[] carried, double[] ofLadder, double[] ofTraining, double[] ofRuns) {
        /** E */
        double expected(int k) {
            return Math.hypot(range[k] / Math.sqrt(3), normal(k));
        }

        /** a + q n */
        double most(int k) {
            return range[k] + SURE * normal(k);
        }

        private double normal(int k) {
            return Math.hypot(Math.hypot(carried[k], ofLadder[k]), Math.hypot(ofTraining[k], ofRuns[k]));
        }

        /** What makes the largest part of it at one time smaller. */
        String remedy(int k) {
            if (range[k] / SURE + carried[k] > Math.max(ofLadder[k], ofTraining[k])) {
                return "larger patches, another closure or more configurations";
            }
            return ofLadder[k] > ofTraining[k]
                    ? "give the ladder more runs"
                    : "train for more epochs, or on more configurations";
        }
    }

    private final EnsembleForecast forecast;
    private final Ladder<?> ladder;
    private final double[] outside;
    private final double[] times;
    private final int d;
    private final double[] size;
    private final double[][] bias;
    private final List<Left> left;
    private final double[][] error;

    Judgement(EnsembleForecast models, Ladder<?> ladder, double[] outside) {
        this.ladder = ladder;
        this.outside = outside;
        times = models.times();
        d = models.names().size();
        bias = each(ladder::bias);
        forecast = models.moved(each(c -> times(bias[c], -1)));
        size = IntStream.range(0, d)
                .mapToDouble(c -> Certificate.size(forecast.mean(c), forecast.totalSpread(c)))
                .toArray();
        left = IntStream.range(0, d).mapToObj(this::left).toList();
        error = each(c -> over(left.get(c)::expected));
    }

    private double[][] each(IntFunction<double[]> of) {
        return IntStream.range(0, d).mapToObj(of).toArray(double[][]::new);
    }

    private static double[] times(double[] values, double factor) {
        return Arrays.stream(values).map(x -> factor * x).toArray();
    }

    private Left left(int c) {
        double share = ladder.share();
        double[] largest = times(bias[c], 1 / size[c]);
        Arrays.setAll(largest, k -> Math.abs(largest[k]));
        Arrays.parallelPrefix(largest, Math::max);
        double training = Math.sqrt((1 + share * share) / forecast.byModel().size());
        return new Left(
                times(largest, Math.abs(1 / share - 1)),
                times(largest, CARRIED),
                times(ladder.biasError(c), 1 / size[c]),
                times(forecast.modelSpread(c), training / size[c]),
                times(forecast.samplingError(c), 1 / size[c]));
    }

    private double[] over(IntToDoubleFunction of) {
        return IntStream.range(0, times.length).mapToDouble(of).toArray();
    }

    /** s(t) */
    private double[] deviation(int c) {
        double[] ratio = ladder.spread(c);
        double[] deviation = forecast.intrinsicSpread(c);
        Arrays.setAll(deviation, k -> Math.hypot(deviation[k] / ratio[k], size[c] * error[c][k]));
        return deviation;
    }

    Certificate certificate() {
        int good = 0;
        String fault = "";
        for (int k = 0; k < times.length && fault.isEmpty(); k++) {
            fault = fault(k);
            good = fault.isEmpty() ? k : good;
        }
        double until = times[good];
        boolean whole = fault.isEmpty();
        boolean some = until >= SHORTEST * times[times.length - 1];
        Certificate.Level level = whole
                ? Certificate.Level.CERTIFIED
                : some ? Certificate.Level.CERTIFIED_UNTIL : Certificate.Level.NOT_CERTIFIED;
        int shown = some ? good : times.length - 1;
        List<Certificate.OfObservable> rows =
                IntStream.range(0, d).mapToObj(c -> row(c, shown)).toList();
        return new Certificate(
                level, some ? until : 0, whole ? passed(rows) : fault, rows, forecast, error, each(this::deviation));
    }

    private Certificate.OfObservable row(int c, int last) {
        return new Certificate.OfObservable(
                forecast.names().get(c),
                largest(last, k -> Math.abs(bias[c][k]) / size[c]),
                largest(last, k -> error[c][k]),
                largest(last, left.get(c)::most),
                ladder.spread(c)[last]);
    }

    private static double largest(int last, IntToDoubleFunction of) {
        return IntStream.rangeClosed(0, last).mapToDouble(of).max().orElseThrow();
    }

    private String passed(List<Certificate.OfObservable> rows) {
        return String.format(
                Locale.ROOT,
                "means are known to ± %.1f %% of their largest values from systems of up to %s, which corrected them by %.1f %% at most",
                100 * largest(rows, Certificate.OfObservable::error),
                ladder.rungs().get(ladder.rungs().size() - 1).study().large().grid(),
                100 * largest(rows, Certificate.OfObservable::correction));
    }

    private static double largest(
            List<Certificate.OfObservable> rows, ToDoubleFunction<Certificate.OfObservable> number) {
        return rows.stream().mapToDouble(number).max().orElseThrow();
    }

    /** What is wrong at one time, and what to do, or nothing. */
    private String fault(int k) {
        if (forecast.lost() > 0) {
            return forecast.lost() + " runs of the forecast left the finite numbers: give data around the start";
        }
        if (outside[k] > OUTSIDE) {
            return String.format(
                    Locale.ROOT,
                    "at t = %.3g %.0f %% of the runs are where there are no training data:"
                            + " give small runs that go there (more runs, a longer horizon, other starts)",
                    times[k],
                    100 * outside[k]);
        }
        return IntStream.range(0, d)
                .filter(c -> left.get(c).most(k) > Certificate.TOLERANCE)
                .mapToObj(c -> wrong(c, k))
                .findFirst()
                .orElse("");
    }

    private String wrong(int c, int k) {
        return String.format(
                Locale.ROOT,
                "the mean of %s is known to ± %.1f %%, at most %.1f %% where %.0f %% pass, from systems that were simulated themselves,"
                        + " which corrected it by %.1f %%, at t = %.3g: %s",
                forecast.names().get(c),
                100 * error[c][k],
                100 * left.get(c).most(k),
                100 * Certificate.TOLERANCE,
                100 * Math.abs(bias[c][k]) / size[c],
                times[k],
                left.get(c).remedy(k));
    }
}
