package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;

/**
 * The assumptions behind λ = K (paper, Theorem 1), measured on a system: patch increments of one configuration are
 * independent and have equal means, so that Δz of one patch, K-fold, has the mean of the full Δz and K times its variance.
 *
 * <p>From every configuration x both the whole system and single patches I evolve, many times each. F: full increment,
 * f_I: what patch I contributes to it, p_I: K times the increment of patch I evolved alone under a boundary rule. f_I is
 * counted by sites: a hop across an edge, of which each patch has a part, makes two of them dependent.
 *
 * @param names names of the d observables
 * @param patches K
 * @param independence {@code [d]} Var(F | x) / Σ_I Var(f_I | x); 1 if the patches' increments are uncorrelated
 * @param inequality {@code [d]} share of Var(p | x) that lies between the patches' means; 0 if these are equal
 * @param slope {@code [d]} regression of ⟨p | x⟩ on ⟨F | x⟩ over configurations; 1 if the drift is unbiased
 * @param lambda {@code [d]} Var(p | x) / Var(F | x), the λ that the data themselves ask for; K by the theorem
 * @param errors standard errors of these four
 */
public record PatchAssumptions(
        List<String> names,
        int patches,
        double[] independence,
        double[] inequality,
        double[] slope,
        double[] lambda,
        Errors errors) {
    /**
     * Standard errors by the jackknife over configurations (Efron and Stein, Ann. Stat. 9, 586, 1981):
     * √((N − 1)/N Σ_i (θ_i − θ̄)²), where θ_i is the number without configuration i and θ̄ the mean of these. They hold for
     * independent configurations; of a single one they are NaN.
     *
     * @param independence {@code [d]} of Var(F | x) / Σ_I Var(f_I | x)
     * @param inequality {@code [d]} of the share between the patches' means
     * @param slope {@code [d]} of the regression
     * @param lambda {@code [d]} of Var(p | x) / Var(F | x)
     */
    public record Errors(double[] independence, double[] inequality, double[] slope, double[] lambda) {}

    private static final int NUMBERS = 4;

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
     * @return the four numbers of each observable, with their standard errors
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

    /**
     * Variances are averaged over configurations before their ratios are taken.
     *
     * @param of {@code [configurations][d][STATISTICS]}
     */
    static PatchAssumptions combine(List<String> names, int patches, double[][][] of) {
        int d = names.size();
        double[][] numbers = new double[NUMBERS][d];
        double[][] errors = new double[NUMBERS][d];
        for (int c = 0; c < d; c++) {
            double[] sum = sum(of, c);
            double[] value = numbers(sum);
            double[] error = jackknife(of, c, sum);
            for (int k = 0; k < NUMBERS; k++) {
                numbers[k][c] = value[k];
                errors[k][c] = error[k];
            }
        }
        return new PatchAssumptions(
                names,
                patches,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                new Errors(errors[0], errors[1], errors[2], errors[3]));
    }

    private static double[] sum(double[][][] of, int c) {
        double[] sum = new double[PatchIncrements.STATISTICS];
        for (double[][] configuration : of) {
            for (int k = 0; k < sum.length; k++) {
                sum[k] += configuration[c][k];
            }
        }
        return sum;
    }

    /** Independence, inequality, slope, λ. */
    private static double[] numbers(double[] sum) {
        double partial = sum[PatchIncrements.WITHIN] + sum[PatchIncrements.BETWEEN];
        return new double[] {
            sum[PatchIncrements.FULL] / sum[PatchIncrements.SHARES],
            sum[PatchIncrements.BETWEEN] / partial,
            sum[PatchIncrements.CROSS] / sum[PatchIncrements.SQUARE],
            partial / sum[PatchIncrements.FULL]
        };
    }

    private static double[] jackknife(double[][][] of, int c, double[] sum) {
        double[][] without = new double[of.length][];
        double[] mean = new double[NUMBERS];
        for (int i = 0; i < of.length; i++) {
            double[] rest = sum.clone();
            for (int k = 0; k < rest.length; k++) {
                rest[k] -= of[i][c][k];
            }
            without[i] = numbers(rest);
            for (int k = 0; k < NUMBERS; k++) {
                mean[k] += without[i][k] / of.length;
            }
        }
        double[] error = new double[NUMBERS];
        for (int k = 0; k < NUMBERS; k++) {
            for (double[] one : without) {
                error[k] += (one[k] - mean[k]) * (one[k] - mean[k]);
            }
            error[k] = of.length > 1 ? Math.sqrt(error[k] * (of.length - 1) / of.length) : Double.NaN;
        }
        return error;
    }
}
