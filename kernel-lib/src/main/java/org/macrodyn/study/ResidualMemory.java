package org.macrodyn.study;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Scheme;

/**
 * A sign of memory: what z does next depends on more than z. Along direct simulations the residuals of a learnt SDE, r_k =
 * z_(k+1) − m(z_k) with m the SDE's mean one frame later, are uncorrelated from one frame to the next if z has no memory and
 * the drift is right: then E[r_(k+1) | all before] = 0. Variables that z lacks push it the same way for as long as they last.
 * A sign that is there is honest; one that is not may be hidden in the noise of single frames.
 *
 * @param names of the components of z
 * @param correlation ρ = Σ r_k r_(k+1) / Σ r_k², over runs and frames, of each
 * @param standardError √(Σ (r_k r_(k+1))²) / Σ r_k², which holds for noise of any strength in time; NaN without residuals, as of
 *     what is conserved
 */
public record ResidualMemory(List<String> names, double[] correlation, double[] standardError) {
    /** What is left to do where z lacks something that no closure tells. */
    static final String LARGER = "try larger patches or a closure of your own";

    private static final double SIGNIFICANT = 3;

    /**
     * Measures.
     *
     * @param learnt an SDE without closure variables
     * @param truth direct simulations of the same system, as {@link Study#truth} makes them
     * @param <S> the state array
     * @return the sign, for each component
     * @throws IllegalArgumentException if the truth lacks a component of z
     */
    public static <S> ResidualMemory of(Learnt<S> learnt, Trajectories truth) {
        List<String> names = learnt.model().names();
        if (!truth.names().containsAll(names)) {
            throw new IllegalArgumentException(
                    "memory of " + names + " in runs of " + truth.names() + ": all components must be in the runs");
        }
        int d = names.size();
        double[] product = new double[d];
        double[] square = new double[d];
        double[] scatter = new double[d];
        double[][][] runs = truth.only(names).values();
        double[][][] residuals = new double[runs.length][][];
        Keeping keeping = learnt.study().keeping();
        Parallel.forEach(
                0,
                runs.length,
                keeping.threads(),
                keeping.late("residuals"),
                run -> residuals[run] = residuals(learnt, runs[run], truth.times()[0][1]));
        for (double[][] r : residuals) {
            for (int k = 0; k + 1 < r.length; k++) {
                for (int c = 0; c < d; c++) {
                    double both = r[k][c] * r[k + 1][c];
                    product[c] += both;
                    scatter[c] += both * both;
                    square[c] += r[k][c] * r[k][c];
                }
            }
        }
        double[] error = new double[d];
        for (int c = 0; c < d; c++) {
            error[c] = square[c] > 0 ? Math.sqrt(scatter[c]) / square[c] : Double.NaN;
            product[c] = square[c] > 0 ? product[c] / square[c] : 0;
        }
        return new ResidualMemory(names, product, error);
    }

    /** r in the units of the closure, of all frames but the last; the mean by steps without noise. */
    private static double[][] residuals(Learnt<?> learnt, double[][] run, double time) {
        Normalisation normalisation = learnt.pairs().closure().value().normalisation();
        int substeps = learnt.substeps(time);
        Scheme scheme = learnt.study().recipe().pairs().scheme();
        double step = time / learnt.study().recipe().fit().timeUnit() / substeps;
        double[][] z = new double[run.length][];
        for (int k = 0; k < run.length; k++) {
            z[k] = run[k].clone();
            normalisation.apply(z[k]);
        }
        double[][] residuals = new double[run.length - 1][];
        for (int k = 0; k + 1 < run.length; k++) {
            double[] mean = z[k].clone();
            for (int s = 0; s < substeps; s++) {
                mean = scheme.withoutNoise(learnt.model(), mean, step);
            }
            residuals[k] = z[k + 1].clone();
            for (int c = 0; c < mean.length; c++) {
                residuals[k][c] -= mean[c];
            }
        }
        return residuals;
    }

    /**
     * Whether residuals remember.
     *
     * @return true if a correlation differs from 0 by more than {@value #SIGNIFICANT} standard errors
     */
    public boolean isSeen() {
        return IntStream.range(0, correlation.length).anyMatch(this::isSeen);
    }

    private boolean isSeen(int component) {
        return Math.abs(correlation[component]) > SIGNIFICANT * standardError[component];
    }

    /** What to do where no closure helps. */
    String advice() {
        return isSeen()
                ? this + ", " + LARGER
                : this + "; more configurations or a longer training may help more than a closure";
    }

    /** Those that remember; all that have residuals if none does. */
    @Override
    public String toString() {
        boolean seen = isSeen();
        return IntStream.range(0, correlation.length)
                .filter(c -> seen ? isSeen(c) : !Double.isNaN(standardError[c]))
                .mapToObj(c -> String.format(
                        Locale.ROOT,
                        "residuals of %s correlate by %.3f ± %.3f",
                        names.get(c),
                        correlation[c],
                        standardError[c]))
                .collect(Collectors.joining(", ", seen ? "memory seen: " : "no memory seen: ", ""));
    }
}
