package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.Patches;

/**
 * The assumptions behind λ = K (paper, Theorem 1), measured on a system: patch increments of one configuration are
 * independent and have equal means, so that Δz of one patch, K-fold, has the mean of the full Δz and K times its variance.
 *
 * <p>From every configuration x both the whole system and single patches I evolve, many times each. F: full increment,
 * f_I: what patch I contributes to it, p_I: K times the increment of patch I evolved alone under a boundary rule.
 *
 * @param names names of the d observables
 * @param patches K
 * @param independence {@code [d]} Var(F | x) / Σ_I Var(f_I | x); 1 if the patches' increments are uncorrelated
 * @param inequality {@code [d]} share of Var(p | x) that lies between the patches' means; 0 if these are equal
 * @param slope {@code [d]} regression of ⟨p | x⟩ on ⟨F | x⟩ over configurations; 1 if the drift is unbiased
 * @param lambda {@code [d]} Var(p | x) / Var(F | x), the λ that the data themselves ask for; K by the theorem
 */
public record PatchAssumptions(
        List<String> names, int patches, double[] independence, double[] inequality, double[] slope, double[] lambda) {
    /**
     * Measures them.
     *
     * @param model the system
     * @param patches its tiling, K at least 2
     * @param boundary what a patch sees beyond its edge
     * @param span δt
     * @param configurations states x of the system
     * @param repeats evolutions of the whole, and of each patch, from each configuration; at least 2
     * @param seed seed of the evolutions; configuration i draws from the stream (seed, "assumptions", i)
     * @param threads number of threads; the result does not depend on it
     * @param <S> the state array
     * @return the four numbers of each observable
     * @throws IllegalArgumentException if there is one patch only, fewer than 2 repeats, or the tiling is of another grid
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public static <S> PatchAssumptions measure(
            MicroModel<S> model,
            Patches patches,
            PatchBoundary boundary,
            Span span,
            Snapshots<S> configurations,
            int repeats,
            long seed,
            int threads) {
        if (patches.count() < 2 || repeats < 2) {
            throw new IllegalArgumentException(
                    "K = " + patches.count() + ", repeats = " + repeats + ": both must be at least 2");
        }
        PatchMeans.requireTiling(model, patches);
        double[][][] of = new double[configurations.size()][][];
        Parallel.forEach(0, of.length, threads, ProgressListener.NONE, i -> {
            var increments = new PatchIncrements<>(model, patches, boundary, span, repeats);
            S state = model.stateType().allocate(model.grid().sites());
            configurations.get(i, state);
            of[i] = increments.statistics(state, RandomStreams.stream(seed, "assumptions", i));
        });
        return combine(model.observables(), patches.count(), of);
    }

    /** Variances are averaged over configurations before their ratios are taken. */
    private static PatchAssumptions combine(List<String> names, int patches, double[][][] of) {
        int d = names.size();
        double[] independence = new double[d];
        double[] inequality = new double[d];
        double[] slope = new double[d];
        double[] lambda = new double[d];
        for (int c = 0; c < d; c++) {
            double[] sum = new double[PatchIncrements.STATISTICS];
            for (double[][] configuration : of) {
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += configuration[c][k];
                }
            }
            independence[c] = sum[PatchIncrements.FULL] / sum[PatchIncrements.SHARES];
            double partial = sum[PatchIncrements.WITHIN] + sum[PatchIncrements.BETWEEN];
            inequality[c] = sum[PatchIncrements.BETWEEN] / partial;
            lambda[c] = partial / sum[PatchIncrements.FULL];
            slope[c] = sum[PatchIncrements.CROSS] / sum[PatchIncrements.SQUARE];
        }
        return new PatchAssumptions(names, patches, independence, inequality, slope, lambda);
    }
}
