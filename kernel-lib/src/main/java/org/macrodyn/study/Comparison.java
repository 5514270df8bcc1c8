package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.Digits;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.metrics.Rank;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Forecasts against direct simulations of the same system, at the same times.
 *
 * @param forecast runs of a learnt SDE, of the truth's components
 * @param truth runs of the system
 * @param observables one row for each observable
 * @param relMse relMSE of the mean, all observables together: Σ (p̄ − q̄)² / Σ q̄²
 */
public record Comparison(Trajectories forecast, Trajectories truth, List<OfObservable> observables, double relMse) {
    private static final double HALF = 0.5;
    private static final double NINETY = 0.9;

    /**
     * One observable.
     *
     * @param name of the observable
     * @param relMse relMSE of the mean over time; 0 where truth and forecast are 0 throughout
     * @param worst largest error of the mean, in units of the largest true mean; 0 where both are 0 throughout
     * @param spread standard deviation at the end, forecast over truth; NaN where the truth has none
     * @param noise relMSE that an exact forecast has on average, because the truth has finitely many runs:
     *     Σ s²/runs / Σ q̄², s² with Bessel's correction; NaN for a single run, 0 where the truth is 0 throughout
     * @param inHalf share of true values, over runs and times after the start, between the forecast's quantiles 1/4 and 3/4
     *     of the same time
     * @param inNinety the same between the quantiles 1/20 and 19/20
     */
    public record OfObservable(
            String name, double relMse, double worst, double spread, double noise, double inHalf, double inNinety) {}

    /**
     * Compares.
     *
     * @param forecast runs of a learnt SDE; components that the truth lacks are left out
     * @param truth runs of the system
     * @return the errors
     * @throws IllegalArgumentException if the times differ, or an observable of the truth is not in the forecast
     */
    public static Comparison of(Trajectories forecast, Trajectories truth) {
        Trajectories.requireSameTimes(forecast, truth);
        for (String name : truth.names()) {
            if (!forecast.names().contains(name)) {
                throw new IllegalArgumentException(
                        "observable " + name + " of the truth: the forecast has " + forecast.names());
            }
        }
        Trajectories like = forecast.only(truth.names());
        List<OfObservable> rows = new ArrayList<>();
        double[][] predicted = new double[truth.dimension()][];
        double[][] exact = new double[truth.dimension()][];
        for (int c = 0; c < predicted.length; c++) {
            predicted[c] = like.mean(c);
            exact[c] = truth.mean(c);
            rows.add(row(like, truth, c));
        }
        double relMse = RelativeError.ofMeans(predicted, exact).meanSquare();
        return new Comparison(like, truth, rows, relMse);
    }

    private static OfObservable row(Trajectories forecast, Trajectories truth, int c) {
        double[] predicted = forecast.mean(c);
        double[] exact = truth.mean(c);
        double[] deviation = truth.standardDeviation(c);
        double largest = largest(exact);
        double worst = 0;
        double noise = 0;
        double square = 0;
        for (int k = 0; k < exact.length; k++) {
            worst = Math.max(worst, Math.abs(predicted[k] - exact[k]));
            noise += deviation[k] * deviation[k] / (truth.runs() - 1);
            square += exact[k] * exact[k];
        }
        int end = exact.length - 1;
        boolean absent = largest == 0 && worst == 0;
        double ratio = Rounding.varies(deviation[end], exact[end])
                ? forecast.standardDeviation(c)[end] / deviation[end]
                : Double.NaN;
        double[] ranks = ranks(forecast, truth, c);
        return new OfObservable(
                truth.names().get(c),
                absent ? 0 : RelativeError.ofMeans(predicted, exact).meanSquare(),
                absent ? 0 : worst / largest,
                ratio,
                absent ? 0 : noise / square,
                within(ranks, HALF),
                within(ranks, NINETY));
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    /** Of each true value after the start, the fraction of forecasts below it; equal ones count half. */
    private static double[] ranks(Trajectories forecast, Trajectories truth, int c) {
        return IntStream.range(1, truth.steps())
                .mapToObj(k -> Rank.of(column(truth, k, c), column(forecast, k, c)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double[] column(Trajectories runs, int step, int c) {
        return Arrays.stream(runs.values()).mapToDouble(run -> run[step][c]).toArray();
    }

    private static double within(double[] ranks, double level) {
        return Arrays.stream(ranks)
                .map(rank -> Rank.within(rank, level) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * MMD² of the two ensembles, averaged over time; each observable in units of its true deviation. It is computed at each call,
     * since its time grows as the square of the number of runs.
     *
     * @return MMD²
     */
    public double mmd() {
        double[] unit = new double[truth.dimension()];
        for (int c = 0; c < unit.length; c++) {
            double square = Arrays.stream(truth.standardDeviation(c))
                    .map(s -> s * s)
                    .average()
                    .orElseThrow();
            unit[c] = square > 0 ? Math.sqrt(square) : 1;
        }
        double[] overTime = Mmd.overTime(scaled(forecast, unit), scaled(truth, unit));
        return Arrays.stream(overTime).average().orElseThrow();
    }

    private static double[][][] scaled(Trajectories runs, double[] unit) {
        return runs.mapped(runs.names(), z -> {
                    double[] out = z.clone();
                    Arrays.setAll(out, c -> z[c] / unit[c]);
                    return out;
                })
                .values();
    }

    /**
     * b(t) = p̄(t) − q̄(t), the error of the forecast's mean.
     *
     * @param component index of the observable
     * @return {@code [steps]}
     */
    public double[] bias(int component) {
        double[] bias = forecast.mean(component);
        double[] exact = truth.mean(component);
        Arrays.setAll(bias, k -> bias[k] - exact[k]);
        return bias;
    }

    /**
     * The standard error of {@link #bias} from the finite numbers of runs, √(s_p²/(R_p − 1) + s_q²/(R_q − 1)).
     *
     * @param component index of the observable
     * @return {@code [steps]}; NaN for a single run
     */
    public double[] biasError(int component) {
        double[] error = forecast.standardDeviation(component);
        double[] deviation = truth.standardDeviation(component);
        Arrays.setAll(
                error,
                k -> Math.hypot(
                        error[k] / Math.sqrt(forecast.runs() - 1.0), deviation[k] / Math.sqrt(truth.runs() - 1.0)));
        return error;
    }

    /**
     * The errors as a table.
     *
     * @return one row for each observable
     */
    public Table table() {
        return Digits.in(Table.create(
                "comparison",
                StringColumn.create("observable", observables.stream().map(OfObservable::name)),
                column("relMSE", OfObservable::relMse),
                column("noise of truth", OfObservable::noise),
                column("worst error", OfObservable::worst),
                column("spread ratio", OfObservable::spread),
                column("in 50 % band", OfObservable::inHalf),
                column("in 90 % band", OfObservable::inNinety)));
    }

    private DoubleColumn column(String name, ToDoubleFunction<OfObservable> number) {
        return DoubleColumn.create(name, observables.stream().mapToDouble(number));
    }

    /**
     * Mean and standard deviation of each observable against time, truth below the forecast.
     *
     * @return a row of two panels for each observable
     */
    public Figure figure() {
        return Panels.column(IntStream.range(0, truth.dimension())
                .mapToObj(c -> MeanAndSpread.of(
                        truth.names().get(c),
                        "time t",
                        List.of(
                                MeanAndSpread.Curve.of("truth", Palette.TRUTH, truth, c),
                                MeanAndSpread.Curve.of("learnt", Palette.OURS, forecast, c))))
                .toArray(Figure[]::new));
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
