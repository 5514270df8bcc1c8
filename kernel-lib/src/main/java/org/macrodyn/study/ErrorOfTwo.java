package org.macrodyn.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.run.Trajectories;

/**
 * The largest error, over observables and times, of the forecasts of two trainings together: |θ̄_p − θ_q|, with θ the mean
 * or the standard deviation over runs, q the truth, and the size of the observable as its unit, the largest √(mean² + variance). What is
 * conserved in all of them does not count: forecasts start as the truth does, and what they differ by is the chance of those starts.
 *
 * <p>Its standard error is that of finite runs, √(Σu²/(R(R − 1))) of the truth's and of the forecasts' shares u, and of the
 * optimiser, |θ_p1 − θ_p2|/2. A run's share is what it adds to the error to first order: z − z̄ for the mean, ((z − z̄)² −
 * s²)/2s for the standard deviation. So errors against the same truth can be compared: in their difference what both owe to
 * chance in it cancels, run by run, and so does the noise that forecasts share.
 *
 * @param error the largest error
 * @param trainings standard error from two trainings
 * @param ofTruth {@code [runs]} shares of the true runs, with the sign of the error
 * @param ofForecasts {@code [runs]} shares of the forecasts' runs, the mean of both trainings
 */
public record ErrorOfTwo(double error, double trainings, double[] ofTruth, double[] ofForecasts) {
    /** Half of what a certificate tolerates. */
    private static final double TOLERABLE = Certificate.TOLERANCE / 2;

    private static final double SIGNIFICANT = 2;

    /** A number of a distribution. */
    private interface Statistic {
        double[] of(Trajectories runs, int component);
    }

    /** The mean of runs, or their standard deviation. */
    private record Kind(Statistic statistic, boolean spread) {
        /** {@code [runs]} u at one time. */
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

    /** The larger of both. */
    static ErrorOfTwo of(List<Trajectories> forecasts, Trajectories truth) {
        return Stream.of(mean(forecasts, truth), spread(forecasts, truth))
                .max(Comparator.comparingDouble(ErrorOfTwo::error))
                .orElseThrow();
    }

    private static ErrorOfTwo largest(List<Trajectories> two, Trajectories truth, Kind kind) {
        return IntStream.range(0, truth.dimension())
                .filter(c -> !truth.isConserved(c) || !two.stream().allMatch(one -> one.isConserved(c)))
                .mapToObj(c -> largest(two, truth, kind, c))
                .max(Comparator.comparingDouble(ErrorOfTwo::error))
                .orElseThrow();
    }

    private static ErrorOfTwo largest(List<Trajectories> two, Trajectories truth, Kind kind, int c) {
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
        double size = Certificate.size(truth.mean(c), truth.standardDeviation(c));
        double unit = Math.copySign(size, off);
        double[] ofTruth = kind.shares(truth, c, worst);
        double[] one = kind.shares(two.get(0), c, worst);
        double[] other = kind.shares(two.get(1), c, worst);
        double[] both = new double[Math.min(one.length, other.length)];
        Arrays.setAll(both, r -> (one[r] + other[r]) / 2 / unit);
        Arrays.setAll(ofTruth, r -> -ofTruth[r] / unit);
        double trainings = Math.abs(first[worst] - second[worst]) / 2 / Math.abs(unit);
        return new ErrorOfTwo(off / unit, trainings, ofTruth, both);
    }

    private static double off(double[] first, double[] second, double[] exact, int k) {
        return (first[k] + second[k]) / 2 - exact[k];
    }

    /**
     * The standard error of the error.
     *
     * @return in the same unit
     */
    public double standardError() {
        return Math.hypot(trainings, Math.hypot(chance(ofTruth), chance(ofForecasts)));
    }

    /** That of the difference of two errors against the same truth. */
    private double standardError(ErrorOfTwo other) {
        double runs = Math.hypot(chance(ofTruth, other.ofTruth), chance(ofForecasts, other.ofForecasts));
        return Math.hypot(runs, Math.hypot(trainings, other.trainings));
    }

    private static double chance(double[] shares) {
        double square = Arrays.stream(shares).map(u -> u * u).sum();
        return Math.sqrt(square / shares.length / (shares.length - 1.0));
    }

    /** Run by run where both are of the same runs. */
    private static double chance(double[] shares, double[] other) {
        if (shares.length != other.length) {
            return Math.hypot(chance(shares), chance(other));
        }
        double[] difference = shares.clone();
        Arrays.setAll(difference, r -> shares[r] - other[r]);
        return chance(difference);
    }

    /** Whether it is more than can be tolerated, and than chance. */
    boolean isNeeded() {
        return error > TOLERABLE && error > SIGNIFICANT * standardError();
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
