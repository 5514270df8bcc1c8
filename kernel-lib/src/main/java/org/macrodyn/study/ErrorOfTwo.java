package org.macrodyn.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.ForecastResult;

/**
 * The largest error, over observables and times, of the forecasts of two trainings together: |θ̄_p − θ_q|, with θ the mean or the
 * standard deviation over runs, q the truth, and the size of the observable as its unit, the largest √(mean² + variance). What is
 * conserved in all of them does not count.
 *
 * <p>Each forecast starts where the true run of its number does. Where starts differ by more than {@value #BROAD} of an
 * observable's size, runs are judged in {@value #GROUPS} equal groups by where they start, since errors of different signs would
 * cancel in the mean over all.
 *
 * <p>The standard error is that of finite runs, √(Σu²/(R(R − 1))), and of the optimiser, |θ_p1 − θ_p2|/2. A run's share u is what
 * it adds to the error to first order, forecast less truth: z − z̄ for the mean, ((z − z̄)² − s²)/2s for the standard deviation,
 * each times R over the runs of its group. So what both owe to the start cancels, and errors against the same truth can be
 * compared: in their difference what both owe to chance in it cancels, run by run, and so does the noise that forecasts share.
 *
 * @param error the largest error
 * @param trainings standard error from two trainings
 * @param shares {@code [runs]} u, with the sign of the error
 */
public record ErrorOfTwo(double error, double trainings, double[] shares) {
    /** Half of what a certificate tolerates. */
    private static final double TOLERABLE = Certificate.TOLERANCE / 2;

    private static final double SIGNIFICANT = 2;
    private static final double BROAD = 0.1;
    private static final int GROUPS = 4;
    private static final int FEWEST_OF_GROUP = 25;

    /**
     * Forecasts of two trainings beside true runs that start where they do; runs of which one left the finite numbers are left
     * out.
     */
    record Beside(List<Trajectories> forecasts, Trajectories truth) {
        /**
         * Forecasts beside the truth.
         *
         * @throws IllegalStateException if none is finite
         */
        static <S> Beside of(Learnt<S> two, Trajectories truth) {
            List<ForecastResult> all = two.each().stream()
                    .map(learnt -> learnt.besideTruth(truth.runs()))
                    .toList();
            int[] lost = all.stream()
                    .flatMapToInt(one -> Arrays.stream(one.lost()))
                    .sorted()
                    .distinct()
                    .toArray();
            int[] kept = IntStream.range(0, truth.runs())
                    .filter(run -> Arrays.binarySearch(lost, run) < 0)
                    .toArray();
            if (kept.length < 2) {
                throw new IllegalStateException(
                        lost.length + " of " + truth.runs() + " forecasts left the finite numbers");
            }
            return new Beside(
                    all.stream()
                            .map(one -> one.trajectories().of(kept).only(truth.names()))
                            .toList(),
                    truth.of(kept));
        }

        ErrorOfTwo mean() {
            return ErrorOfTwo.mean(forecasts, truth);
        }

        ErrorOfTwo spread() {
            return ErrorOfTwo.spread(forecasts, truth);
        }
    }

    /** A number of a distribution. */
    private interface Statistic {
        double[] of(Trajectories runs, int component);
    }

    /** The mean of runs, or their standard deviation. */
    private record Kind(Statistic statistic, boolean spread) {
        /** {@code [runs]} u of one ensemble at one time. */
        double[] shares(Trajectories runs, int component, int step) {
            double mean = runs.mean(component)[step];
            double deviation = runs.standardDeviation(component)[step];
            return Arrays.stream(runs.values())
                    .mapToDouble(run -> run[step][component] - mean)
                    .map(off -> !spread ? off : deviation == 0 ? 0 : (off * off / deviation - deviation) / 2)
                    .toArray();
        }
    }

    /** Of the mean. */
    static ErrorOfTwo mean(List<Trajectories> forecasts, Trajectories truth) {
        return largest(forecasts, truth, new Kind(Trajectories::mean, false));
    }

    /** Of the standard deviation. */
    static ErrorOfTwo spread(List<Trajectories> forecasts, Trajectories truth) {
        return largest(forecasts, truth, new Kind(Trajectories::standardDeviation, true));
    }

    private static ErrorOfTwo largest(List<Trajectories> two, Trajectories truth, Kind kind) {
        return IntStream.range(0, truth.dimension())
                .filter(c -> !truth.isConserved(c) || !two.stream().allMatch(one -> one.isConserved(c)))
                .boxed()
                .flatMap(c -> groups(truth).stream().map(group -> largest(two, truth, kind, c, group)))
                .max(Comparator.comparingDouble(ErrorOfTwo::error))
                .orElseThrow();
    }

    /** Numbers of the runs of each group, by the observable whose starts differ the most. */
    static List<int[]> groups(Trajectories truth) {
        int broadest = IntStream.range(0, truth.dimension())
                .boxed()
                .max(Comparator.comparingDouble(c -> broad(truth, c)))
                .orElseThrow();
        int[] sorted = IntStream.range(0, truth.runs())
                .boxed()
                .sorted(Comparator.comparingDouble(run -> truth.values()[run][0][broadest]))
                .mapToInt(run -> run)
                .toArray();
        int count = sorted.length < GROUPS * FEWEST_OF_GROUP || broad(truth, broadest) <= BROAD ? 1 : GROUPS;
        return IntStream.range(0, count)
                .mapToObj(g -> Arrays.copyOfRange(sorted, g * sorted.length / count, (g + 1) * sorted.length / count))
                .toList();
    }

    private static double broad(Trajectories truth, int c) {
        double[] deviation = truth.standardDeviation(c);
        return deviation[0] == 0 ? 0 : deviation[0] / Certificate.size(truth.mean(c), deviation);
    }

    private static ErrorOfTwo largest(List<Trajectories> all, Trajectories truths, Kind kind, int c, int[] group) {
        Trajectories truth = truths.of(group);
        List<Trajectories> two = all.stream().map(one -> one.of(group)).toList();
        double[] first = kind.statistic.of(two.get(0), c);
        double[] second = kind.statistic.of(two.get(1), c);
        double[] exact = kind.statistic.of(truth, c);
        int worst = 0;
        for (int k = 1; k < exact.length; k++) {
            if (Math.abs(off(first, second, exact, k)) > Math.abs(off(first, second, exact, worst))) {
                worst = k;
            }
        }
        double off = off(first, second, exact, worst);
        double unit = Math.copySign(Certificate.size(truths.mean(c), truths.standardDeviation(c)), off);
        double[] ofTruth = kind.shares(truth, c, worst);
        double[] one = kind.shares(two.get(0), c, worst);
        double[] other = kind.shares(two.get(1), c, worst);
        double[] shares = new double[truths.runs()];
        double weight = (double) shares.length / group.length / unit;
        for (int i = 0; i < group.length; i++) {
            shares[group[i]] = weight * ((one[i] + other[i]) / 2 - ofTruth[i]);
        }
        double trainings = Math.abs(first[worst] - second[worst]) / 2 / Math.abs(unit);
        return new ErrorOfTwo(off / unit, trainings, shares);
    }

    private static double off(double[] first, double[] second, double[] exact, int k) {
        return (first[k] + second[k]) / 2 - exact[k];
    }

    /** {@code [2 + runs]} the error, that of the trainings, and the shares. */
    double[] numbers() {
        return DoubleStream.concat(DoubleStream.of(error, trainings), Arrays.stream(shares))
                .toArray();
    }

    /** Of these numbers. */
    static ErrorOfTwo of(double[] numbers) {
        return new ErrorOfTwo(numbers[0], numbers[1], Arrays.copyOfRange(numbers, 2, numbers.length));
    }

    /**
     * The standard error of the error.
     *
     * @return in the same unit
     */
    public double standardError() {
        return Math.hypot(trainings, chance(shares));
    }

    /** That of the difference of two errors against the same truth. */
    private double standardError(ErrorOfTwo other) {
        return Math.hypot(chance(other), Math.hypot(trainings, other.trainings));
    }

    private static double chance(double[] shares) {
        double square = Arrays.stream(shares).map(u -> u * u).sum();
        return Math.sqrt(square / shares.length / (shares.length - 1.0));
    }

    /** Run by run where both are of the same runs. */
    private double chance(ErrorOfTwo other) {
        if (shares.length != other.shares.length) {
            return Math.hypot(chance(shares), chance(other.shares));
        }
        double[] difference = shares.clone();
        Arrays.setAll(difference, r -> shares[r] - other.shares[r]);
        return chance(difference);
    }

    /** Whether it has to be mended: it is more than can be tolerated, beyond chance. */
    boolean isNeeded() {
        return error - SIGNIFICANT * standardError() > TOLERABLE;
    }

    /** Whether it is so, and no more than a share of the other. */
    boolean isBelow(ErrorOfTwo other, double share) {
        return isBelow(other) && error <= share * other.error;
    }

    /** Whether it is lower than another by more than {@value #SIGNIFICANT} standard errors of their difference. */
    boolean isBelow(ErrorOfTwo other) {
        return other.error - error > SIGNIFICANT * standardError(other);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * error, 100 * standardError());
    }
}
