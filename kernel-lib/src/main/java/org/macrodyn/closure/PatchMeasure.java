package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.Patches;

/**
 * The mean of a value over patches, q(x) = (1/K) Σ_I e(x_I). A change of a region changes the patches that have sites in it.
 *
 * @param name of the value
 * @param value e
 * @param patches the tiling
 * @param <S> the state array
 */
record PatchMeasure<S>(String name, PatchValue<S> value, Patches patches) implements Measure<S> {
    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public PatchMeasure<S> on(Grid grid) {
        return new PatchMeasure<>(name, value, new Patches(grid, patches.patch()));
    }

    @Override
    public double[] of(S state) {
        double sum = 0;
        for (int patch = 0; patch < patches.count(); patch++) {
            sum += of(state, patch);
        }
        return new double[] {sum / patches.count()};
    }

    private double of(S state, int patch) {
        double found = value.of(state, patches.region(patch));
        if (!Double.isFinite(found)) {
            throw new IllegalArgumentException("closure variable '" + name + "' = " + found + " in patch " + patch
                    + " of " + patches.count() + ": must be finite in every configuration");
        }
        return found;
    }

    @Override
    public double[] increment(S before, S after, Region region) {
        double sum = 0;
        for (int patch : patches.touching(region)) {
            sum += of(after, patch) - of(before, patch);
        }
        return new double[] {sum / patches.count()};
    }

    @Override
    public String toString() {
        return "mean of '" + name + "' over patches of " + patches.patch();
    }
}
