package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Generator;
import org.macrodyn.store.Identity;

/** Evolves a study's small system for several spans, see {@link StepScan}. */
final class StepMeasurement<S> {
    private final Study<S> study;
    private final MicroModel<S> model;
    private final Kept<Snapshots<S>> small;
    private final int d;
    private final int count;
    private final int repeats;
    /** {@code [d]} variances of z over the configurations. */
    private final double[] variance;

    StepMeasurement(Study<S> study, int configurations, int repeats) {
        this.study = study;
        this.repeats = repeats;
        small = study.recipe().small().simulate(study);
        model = study.small().on(small.value().grid());
        d = model.observables().size();
        count = Math.min(configurations, small.value().size());
        variance = variances();
    }

    private double[] variances() {
        double[][] z = new double[count][d];
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < count; i++) {
            load(i, state);
            model.observe(state, z[i]);
        }
        return IntStream.range(0, d)
                .mapToDouble(c -> {
                    double mean = mean(i -> z[i][c]);
                    return mean(i -> (z[i][c] - mean) * (z[i][c] - mean));
                })
                .toArray();
    }

    private double mean(IntToDoubleFunction of) {
        return IntStream.range(0, count).mapToDouble(of).average().orElseThrow();
    }

    private void load(int i, S state) {
        small.value().get((int) ((long) i * small.value().size() / count), state);
    }

    StepScan<S> scan(List<Span> spans) {
        List<double[][]> rows = spans.stream().map(this::evolve).toList();
        Optional<double[][]> rates = rates();
        double[][] last = rows.get(rows.size() - 1);
        double[][] reference = rates.orElseGet(() -> perTime(last));
        List<StepScan.Point> points = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            points.add(point(spans.get(i), rows.get(i), reference, rates.isPresent()));
        }
        return new StepScan<>(study, model.observables(), rates.isPresent(), List.copyOf(points));
    }

    /** {@code [count][2d]} b and the diagonal of Γ of each configuration, if the model tells them. */
    private Optional<double[][]> rates() {
        if (!(model instanceof EventModel<S>)) {
            return Optional.empty();
        }
        Generator<S> generator = Generator.of(model);
        S state = model.stateType().allocate(model.grid().sites());
        double[][] rates = new double[count][2 * d];
        for (int i = 0; i < count; i++) {
            load(i, state);
            Generator.Rates at = generator.at(state, model.grid().whole());
            for (int c = 0; c < d; c++) {
                rates[i][c] = at.drift()[c];
                rates[i][d + c] = at.covariance()[c][c];
            }
        }
        return Optional.of(rates);
    }

    /** {@code [count][2d + 1]} ⟨Δz⟩, variances of Δz and mean time of each configuration. */
    private double[][] evolve(Span span) {
        Map<String, Object> settings =
                Map.of("span", span, "configurations", count, "repeats", repeats, "seed", study.seed());
        Identity identity = Identities.of(model, StepScan.ALGORITHM, settings).from(small.hash());
        Step<double[][]> step = new Step<>(
                "step-scan",
                "evolve " + model.grid() + " for " + span,
                identity,
                count,
                Codec.matrix("increments"),
                (from, to, threads, progress) -> {
                    double[][] rows = new double[to - from][];
                    Parallel.forEach(from, to, threads, progress, i -> rows[i - from] = evolve(i, span));
                    return rows;
                });
        return study.keeping().keep(step).value();
    }

    private double[] evolve(int i, Span span) {
        var random = RandomStreams.stream(study.seed(), "step-scan-" + span, i);
        S before = model.stateType().allocate(model.grid().sites());
        S after = model.stateType().allocate(model.grid().sites());
        load(i, before);
        double[][] dz = new double[repeats][d];
        double[] row = new double[2 * d + 1];
        for (int r = 0; r < repeats; r++) {
            load(i, after);
            row[2 * d] += model.evolve(after, model.grid().whole(), span, random) / repeats;
            model.increment(before, after, model.grid().whole(), dz[r]);
        }
        for (int c = 0; c < d; c++) {
            for (double[] change : dz) {
                row[c] += change[c] / repeats;
            }
            for (double[] change : dz) {
                row[d + c] += Math.pow(change[c] - row[c], 2) / (repeats - 1);
            }
        }
        return row;
    }

    /** Drift and noise of each configuration, over the mean time of all. */
    private double[][] perTime(double[][] rows) {
        double time = mean(i -> rows[i][2 * d]);
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row, 0, 2 * d).map(x -> x / time).toArray())
                .toArray(double[][]::new);
    }

    private StepScan.Point point(Span span, double[][] rows, double[][] reference, boolean limits) {
        double time = mean(i -> rows[i][2 * d]);
        double[][] measured = perTime(rows);
        StepScan.Estimate[] drift = new StepScan.Estimate[d];
        StepScan.Estimate[] ratio = new StepScan.Estimate[d];
        double[] noise = new double[d];
        double fastest = 0;
        for (int c = 0; c < d; c++) {
            int n = d + c;
            noise[c] = mean(i -> measured[i][n]);
            drift[c] = limits
                    ? StepScan.Estimate.slope(column(reference, c), column(measured, c))
                    : new StepScan.Estimate(Double.NaN, Double.NaN);
            ratio[c] = StepScan.Estimate.ratio(column(reference, n), column(measured, n));
            double[] changes = column(measured, c);
            double square = mean(i -> changes[i] * changes[i]) - noise[c] / time / repeats;
            fastest = Math.max(fastest, GeneratedPairs.rate(Math.max(0, square), noise[c], variance[c]));
        }
        return new StepScan.Point(span, time, drift, noise, ratio, fastest * time);
    }

    private static double[] column(double[][] rows, int c) {
        return Arrays.stream(rows).mapToDouble(row -> row[c]).toArray();
    }
}
