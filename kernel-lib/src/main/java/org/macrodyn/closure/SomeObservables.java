package org.macrodyn.closure;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
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
