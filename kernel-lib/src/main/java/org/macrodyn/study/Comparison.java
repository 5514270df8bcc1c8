package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Forecasts against direct simulations of the large system, at the same times.
 *
 * @param observables one row for each observable
 * @param relMse relMSE of the mean, all observables together: Σ (p̄ − q̄)² / Σ q̄²
 * @param mmd MMD² of the two ensembles, averaged over time; each observable in units of its true deviation
 */
public record Comparison(List<OfObservable> observables, double relMse, double mmd) {
    /**
     * One observable.
     *
     * @param name of the observable
     * @param relMse relMSE of the mean over time
     * @param worst largest error of the mean, in units of the largest true mean
     * @param spread standard deviation at the end, forecast over truth; NaN where the truth has none
     * @param noise relMSE that an exact forecast has on average, because the truth has finitely many runs:
     *     Σ s²/runs / Σ q̄², s² with Bessel's correction; NaN for a single run
     */
    public record OfObservable(String name, double relMse, double worst, double spread, double noise) {}

    /**
     * Compares.
     *
     * @param forecast runs of a learnt SDE; components that the truth lacks are left out
     * @param truth runs of the large system
     * @return the errors
     * @throws IllegalArgumentException if the times differ, or an observable of the truth is not in the forecast
     */
    public static Comparison of(Trajectories forecast, Trajectories truth) {
        Trajectories.requireSameTimes(forecast, truth);
        int d = truth.dimension();
        int[] at = new int[d];
        for (int c = 0; c < d; c++) {
            at[c] = forecast.names().indexOf(truth.names().get(c));
            if (at[c] < 0) {
                throw new IllegalArgumentException(
                        "observable " + truth.names().get(c) + " of the truth: the forecast has " + forecast.names());
            }
        }
        List<OfObservable> rows = new ArrayList<>();
        double[][] predicted = new double[d][];
        double[][] exact = new double[d][];
        for (int c = 0; c < d; c++) {
            predicted[c] = forecast.mean(at[c]);
            exact[c] = truth.mean(c);
            rows.add(row(truth, c, predicted[c], forecast.standardDeviation(at[c])));
        }
        double relMse = RelativeError.ofMeans(predicted, exact).meanSquare();
        return new Comparison(rows, relMse, discrepancy(forecast, at, truth));
    }

    private static OfObservable row(Trajectories truth, int c, double[] predicted, double[] spread) {
        double[] exact = truth.mean(c);
        double[] deviation = truth.standardDeviation(c);
        double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
        double worst = 0;
        double noise = 0;
        double square = 0;
        for (int k = 0; k < exact.length; k++) {
            worst = Math.max(worst, Math.abs(predicted[k] - exact[k]));
            noise += deviation[k] * deviation[k] / (truth.runs() - 1);
            square += exact[k] * exact[k];
        }
        int end = exact.length - 1;
        double ratio = deviation[end] > 0 ? spread[end] / deviation[end] : Double.NaN;
        return new OfObservable(
                truth.names().get(c),
                RelativeError.ofMeans(predicted, exact).meanSquare(),
                worst / largest,
                ratio,
                noise / square);
    }

    private static double discrepancy(Trajectories forecast, int[] at, Trajectories truth) {
        int[] own = IntStream.range(0, at.length).toArray();
        double[] unit = new double[at.length];
        for (int c = 0; c < unit.length; c++) {
            double square = Arrays.stream(truth.standardDeviation(c))
                    .map(s -> s * s)
                    .average()
                    .orElseThrow();
            unit[c] = square > 0 ? Math.sqrt(square) : 1;
        }
        double[] overTime = Mmd.overTime(scaled(forecast, at, unit), scaled(truth, own, unit));
        return Arrays.stream(overTime).average().orElseThrow();
    }

    private static double[][][] scaled(Trajectories runs, int[] at, double[] unit) {
        return Arrays.stream(runs.values())
                .map(run -> Arrays.stream(run)
                        .map(z -> IntStream.range(0, at.length)
                                .mapToDouble(c -> z[at[c]] / unit[c])
                                .toArray())
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    /**
     * The errors as a table.
     *
     * @return one row for each observable
     */
    public Table table() {
        return Table.create(
                "comparison",
                StringColumn.create("observable", observables.stream().map(OfObservable::name)),
                column("relMSE", OfObservable::relMse),
                column("noise of truth", OfObservable::noise),
                column("worst error", OfObservable::worst),
                column("spread ratio", OfObservable::spread));
    }

    private DoubleColumn column(String name, ToDoubleFunction<OfObservable> number) {
        return DoubleColumn.create(name, observables.stream().mapToDouble(number));
    }
}
