package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Rounding;
import org.macrodyn.scale.PairDataset;

/**
 * No closure variables, and of the observables only some: those from which the others follow, where conservation laws tie
 * them together. Without it the covariance of increments would be singular.
 *
 * @param model the large system
 * @param names some of its observables, in any order
 * @param <S> the state array
 */
public record SomeObservables<S>(MicroModel<S> model, List<String> names) implements ClosureModel<S> {
    private static final int MOST_FITTED = 500;
    /** Share of a variance: ten times what a training refuses, so that no sample of the same data falls below that. */
    private static final double INDEPENDENT = 1e-5;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is none, one occurs twice, or is no observable of the system
     */
    public SomeObservables {
        names = List.copyOf(names);
        if (names.isEmpty()
                || names.stream().distinct().count() < names.size()
                || !model.observables().containsAll(names)) {
            throw new IllegalArgumentException(
                    "observables " + names + ": give one or more of " + model.observables() + ", each once");
        }
    }

    /**
     * The first observables of a system, and of those behind them the ones that follow from no others: the share of a
     * variable's variance over some configurations that is left by all that were kept before, in a linear fit, is above 10⁻⁵.
     *
     * @param model the large system
     * @param own how many are kept in any case
     * @param most kept behind them at most
     * @param configurations of the system; at most {@value #MOST_FITTED}, evenly chosen, count
     * @param <S> the state array
     * @return the closure; as many observables as are kept in any case, if nothing else is new
     * @throws IllegalArgumentException if an observable is not finite
     */
    public static <S> SomeObservables<S> independent(
            MicroModel<S> model, int own, int most, Snapshots<S> configurations) {
        List<String> all = model.observables();
        double[][] columns = centred(new ObservablesOnly<>(model).encode(some(configurations)));
        List<double[]> basis = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (int c = 0; c < columns.length; c++) {
            double square = product(columns[c], columns[c]);
            double left = remainder(columns[c], basis);
            boolean isNew = left > INDEPENDENT * square && kept.size() < own + most;
            if (left > INDEPENDENT * square && (c < own || isNew)) {
                basis.add(unit(columns[c], Math.sqrt(left)));
            }
            if (c < own || isNew) {
                kept.add(all.get(c));
            }
        }
        return new SomeObservables<>(model, kept);
    }

    private static <S> Snapshots<S> some(Snapshots<S> all) {
        int count = Math.min(all.size(), MOST_FITTED);
        Snapshots<S> some = new Snapshots<>(all.grid(), all.type(), count);
        S state = all.type().allocate(all.grid().sites());
        for (int i = 0; i < count; i++) {
            all.get((int) ((long) i * all.size() / count), state);
            some.set(i, state);
        }
        return some;
    }

    /** Columns of rows, their means taken away, and what adding up leaves of equal numbers. */
    private static double[][] centred(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int c = 0; c < columns.length; c++) {
            int component = c;
            double mean = Arrays.stream(rows)
                    .mapToDouble(row -> row[component])
                    .average()
                    .orElseThrow();
            Arrays.setAll(columns[c], i -> rows[i][component] - mean);
            if (Arrays.stream(columns[c]).allMatch(off -> Math.abs(off) <= Rounding.of(mean))) {
                Arrays.fill(columns[c], 0);
            }
        }
        return columns;
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** Takes from a column what lies along the basis; returns the square of what is left. */
    private static double remainder(double[] column, List<double[]> basis) {
        for (double[] direction : basis) {
            double along = product(column, direction);
            Arrays.setAll(column, i -> column[i] - along * direction[i]);
        }
        return product(column, column);
    }

    private static double[] unit(double[] column, double length) {
        return Arrays.stream(column).map(x -> x / length).toArray();
    }

    @Override
    public MicroModel<S> observed(MicroModel<S> large) {
        return model;
    }

    @Override
    public SomeObservables<S> on(Grid grid) {
        return new SomeObservables<>(model.on(grid), names);
    }

    @Override
    public double[][] encode(Snapshots<S> configurations) {
        int[] chosen = chosen();
        return Arrays.stream(new ObservablesOnly<>(model).encode(configurations))
                .map(z -> Arrays.stream(chosen).mapToDouble(c -> z[c]).toArray())
                .toArray(double[][]::new);
    }

    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        MacroPairs all = new ObservablesOnly<>(model).encodePairs(pairs, increment);
        return new MacroPairs(
                names, columns(all.z0(), all.dimension()), columns(all.dz(), all.dimension()), all.dt(), all.group());
    }

    private float[] columns(float[] rows, int d) {
        int[] chosen = chosen();
        float[] columns = new float[rows.length / d * chosen.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows[i / chosen.length * d + chosen[i % chosen.length]];
        }
        return columns;
    }

    private int[] chosen() {
        return names.stream().mapToInt(model.observables()::indexOf).toArray();
    }
}
