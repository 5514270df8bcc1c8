package org.macrodyn.closure;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.Patches;

/**
 * Increments of one configuration: of the whole, of the patches within the whole, and of patches evolved alone.
 *
 * @param <S> the state array
 */
final class PatchIncrements<S> {
    /** Var(F). */
    static final int FULL = 0;
    /** Σ_I Var(f_I). */
    static final int SHARES = 1;
    /** Mean over I of Var(p_I). */
    static final int WITHIN = 2;
    /** Variance of the means of p_I over I, without what their noise adds to it. */
    static final int BETWEEN = 3;
    /** ⟨p⟩⟨F⟩. */
    static final int CROSS = 4;
    /** ⟨F⟩², from two halves of the evolutions, so that noise does not add to it. */
    static final int SQUARE = 5;

    static final int STATISTICS = 6;

    private final MicroModel<S> model;
    private final Patches patches;
    private final PatchBoundary boundary;
    private final Span span;
    private final int repeats;
    private final int d;
    private final S evolved;
    private final S mixed;
    private final S patch;
    private final double[] change;

    PatchIncrements(MicroModel<S> model, Patches patches, PatchBoundary boundary, Span span, int repeats) {
        this.model = model;
        this.patches = patches;
        this.boundary = boundary;
        this.span = span;
        this.repeats = repeats;
        d = model.observables().size();
        evolved = model.stateType().allocate(model.grid().sites());
        mixed = model.stateType().allocate(model.grid().sites());
        patch = model.stateType().allocate(patches.patch().sites());
        change = new double[d];
    }

    /**
     * Evolves and measures.
     *
     * @param state {@code [n]} x. Not modified.
     * @param random source of randomness
     * @return {@code [d][STATISTICS]}
     */
    double[][] statistics(S state, RandomGenerator random) {
        int k = patches.count();
        double[][][] full = new double[1][d][repeats];
        double[][][] shares = new double[k][d][repeats];
        double[][][] alone = new double[k][d][repeats];
        Region whole = model.grid().whole();
        whole.insert(state, mixed);
        for (int r = 0; r < repeats; r++) {
            whole.insert(state, evolved);
            model.evolve(evolved, whole, span, random);
            model.increment(state, evolved, whole, change);
            record(full[0], r, 1);
            for (int i = 0; i < k; i++) {
                share(state, patches.region(i), evolved);
                record(shares[i], r, 1);
            }
            for (int i = 0; i < k; i++) {
                alone(state, patches.region(i), random);
                record(alone[i], r, k);
            }
        }
        double[][] statistics = new double[d][];
        for (int c = 0; c < d; c++) {
            statistics[c] = component(full, shares, alone, c);
        }
        return statistics;
    }

    private void record(double[][] increments, int r, double factor) {
        for (int c = 0; c < d; c++) {
            increments[c][r] = factor * change[c];
        }
    }

    /** The change of the whole's observables when only one patch is taken over. */
    private void share(S state, Region region, S from) {
        region.extract(from, patch);
        region.insert(patch, mixed);
        model.increment(state, mixed, region, change);
        region.extract(state, patch);
        region.insert(patch, mixed);
    }

    private void alone(S state, Region region, RandomGenerator random) {
        model.grid().whole().insert(state, evolved);
        boundary.prepare(model, evolved, region, span, random);
        if (model.spill() == 0) {
            boundary.evolve(model, evolved, region, span, random);
            share(state, region, evolved);
        } else {
            model.grid().whole().insert(evolved, mixed);
            boundary.evolve(model, evolved, region, span, random);
            model.increment(mixed, evolved, region.widened(model.spill()), change);
            model.grid().whole().insert(state, mixed);
        }
    }

    private double[] component(double[][][] full, double[][][] shares, double[][][] alone, int c) {
        int k = patches.count();
        double[] statistics = new double[STATISTICS];
        double[] whole = full[0][c];
        statistics[FULL] = variance(whole);
        double[] means = new double[k];
        for (int i = 0; i < k; i++) {
            statistics[SHARES] += variance(shares[i][c]);
            statistics[WITHIN] += variance(alone[i][c]) / k;
            means[i] = mean(alone[i][c], 0, repeats);
        }
        statistics[BETWEEN] = variance(means) - statistics[WITHIN] / repeats;
        statistics[CROSS] = mean(means, 0, k) * mean(whole, 0, repeats);
        statistics[SQUARE] = mean(whole, 0, repeats / 2) * mean(whole, repeats / 2, repeats);
        return statistics;
    }

    private static double mean(double[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum / (to - from);
    }

    private static double variance(double[] x) {
        double mean = mean(x, 0, x.length);
        double sum = 0;
        for (double value : x) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (x.length - 1);
    }
}
