package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    /** Of a number's size. */
    private static final double ROUNDING = 1e-12;

    private final Study<S> study;
    private final MicroModel<S> model;
    private final Kept<Snapshots<S>> small;
    private final int d;
    private final int count;
    private final int repeats;
    /** {@code [count][d]} z of the configurations. */
    private final double[][] z;

    StepMeasurement(Study<S> study, int configurations, int repeats) {
        this.study = study;
        this.repeats = repeats;
        small = study.simulate();
        model = study.small().on(small.value().grid());
        d = model.observables().size();
        count = Math.min(configurations, small.value().size());
        z = observed();
    }

    private double[][] observed() {
        double[][] observed = new double[count][d];
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < count; i++) {
            load(i, state);
            model.observe(state, observed[i]);
        }
        return observed;
    }

    private double mean(IntToDoubleFunction of) {
        return IntStream.range(0, count).mapToDouble(of).average().orElseThrow();
    }

    private void load(int i, S state) {
        small.value().get((int) ((long) i * small.value().size() / count), state);
    }

    StepScan<S> scan(List<Span> spans) {
        List<double[][]> rows = spans.stream().map(this::evolve).toList();
        boolean[] still = still(rows);
        double[][] longest = rows.get(rows.size() - 1);
        Optional<Compared> limit = rates().map(rates -> Compared.of(z, rates, 0));
        List<StepScan.Point> points = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            points.add(point(spans.get(i), rows.get(i), limit, longest).resting(still));
        }
        return new StepScan<>(study, model.observables(), limit.isPresent(), List.copyOf(points));
    }

    /** {@code [d]} whether no evolution changed it, but for rounding. */
    private boolean[] still(List<double[][]> rows) {
        boolean[] still = new boolean[d];
        for (int c = 0; c < d; c++) {
            int component = c;
            double size = ROUNDING * ROUNDING * mean(i -> z[i][component] * z[i][component]);
            int variance = d + c * d + c;
            still[c] = rows.stream()
                    .allMatch(some -> mean(i -> some[i][variance] + some[i][component] * some[i][component]) <= size);
        }
        return still;
    }

    /**
     * What drift and noise of a δt are compared with, {@code [count][d + d²]} per time.
     *
     * @param measured b and Γ, or those of the longest δt
     * @param relaxation what z alone makes of them
     * @param alone this over the time of what was measured
     */
    private record Compared(double[][] measured, Relaxation relaxation, double[][] alone) {
        static Compared of(double[][] z, double[][] measured, double time) {
            Relaxation relaxation = new Relaxation(z, measured);
            return new Compared(measured, relaxation, time > 0 ? relaxation.over(time) : measured);
        }

        /** By the law of an instant, Γ₀ ≈ 2Γ_δt − Γ_δt(δt), see {@link StepScan}. */
        static Compared instant(double[][] z, double[][] measured, double time) {
            double[][] later = new Relaxation(z, measured).over(time);
            double[][] law = new double[z.length][];
            for (int i = 0; i < z.length; i++) {
                double[] here = measured[i];
                double[] there = later[i];
                law[i] = new double[here.length];
                Arrays.setAll(law[i], c -> 2 * here[c] - there[c]);
            }
            return new Compared(measured, new Relaxation(z, law), measured);
        }

        /** Slopes of the drifts of a δt on those. */
        StepScan.Estimate[] drifts(double[][] rows, double time) {
            return each(rows, time, c -> c, StepScan.Estimate::slope);
        }

        /** The noises of a δt over those. */
        StepScan.Estimate[] noises(double[][] rows, double time) {
            int d = relaxation.dimension();
            return each(rows, time, c -> d + c * d + c, StepScan.Estimate::ratio);
        }

        private StepScan.Estimate[] each(
                double[][] rows, double time, IntUnaryOperator place, BinaryEstimate estimate) {
            double[][] explained = relaxation.over(time);
            return IntStream.range(0, relaxation.dimension())
                    .map(place)
                    .mapToObj(c -> estimate.of(column(measured, c), column(rows, c))
                            .expecting(estimate.of(column(alone, c), column(explained, c))))
                    .toArray(StepScan.Estimate[]::new);
        }
    }

    /** A number that compares y with x. */
    private interface BinaryEstimate {
        StepScan.Estimate of(double[] x, double[] y);
    }

    private double time(double[][] rows) {
        return mean(i -> rows[i][d + d * d]);
    }

    /** {@code [count][d + d²]} b and Γ of each configuration, if the model tells them. */
    private Optional<double[][]> rates() {
        if (!(model instanceof EventModel<S>)) {
            return Optional.empty();
        }
        Generator<S> generator = Generator.of(model);
        S state = model.stateType().allocate(model.grid().sites());
        double[][] rates = new double[count][];
        for (int i = 0; i < count; i++) {
            load(i, state);
            Generator.Rates at = generator.at(state, model.grid().whole());
            rates[i] = Stream.concat(Stream.of(at.drift()), Arrays.stream(at.covariance()))
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }
        return Optional.of(rates);
    }

    /** {@code [count][d + d² + 1]} ⟨Δz⟩, C(δt) and mean time of each configuration. */
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
        double[] row = new double[d + d * d + 1];
        for (int r = 0; r < repeats; r++) {
            load(i, after);
            row[d + d * d] += model.evolve(after, model.grid().whole(), span, random) / repeats;
            model.increment(before, after, model.grid().whole(), dz[r]);
        }
        for (int c = 0; c < d; c++) {
            for (double[] change : dz) {
                row[c] += change[c] / repeats;
            }
        }
        for (int place = 0; place < d * d; place++) {
            int a = place / d;
            int b = place % d;
            for (double[] change : dz) {
                row[d + place] += (change[a] - row[a]) * (change[b] - row[b]) / (repeats - 1);
            }
        }
        return row;
    }

    /** Drift and noise of each configuration, over the mean time of all. */
    private double[][] perTime(double[][] rows) {
        double time = time(rows);
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row, 0, d + d * d).map(x -> x / time).toArray())
                .toArray(double[][]::new);
    }

    private StepScan.Point point(Span span, double[][] rows, Optional<Compared> limit, double[][] longest) {
        double time = time(rows);
        double[][] measured = perTime(rows);
        StepScan.Estimate[] unknown = new StepScan.Estimate[d];
        Arrays.fill(unknown, StepScan.Estimate.UNKNOWN);
        double[][] last = perTime(longest);
        StepScan.Estimate[] rest = Compared.of(z, last, time(longest)).noises(measured, time);
        return new StepScan.Point(
                span,
                time,
                limit.map(to -> to.drifts(measured, time)).orElse(unknown),
                IntStream.range(0, d)
                        .mapToDouble(c -> mean(i -> measured[i][d + c * d + c]))
                        .toArray(),
                limit.map(to -> to.noises(measured, time)).orElse(rest),
                rest,
                Compared.instant(z, measured, time).noises(last, time(longest)));
    }

    private static double[] column(double[][] rows, int c) {
        return Arrays.stream(rows).mapToDouble(row -> row[c]).toArray();
    }
}
