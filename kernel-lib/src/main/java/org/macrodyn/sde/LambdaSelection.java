package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.metrics.Spread;

/**
 * λ from data of small systems: the ratio of the covariance of a patch's increments to that of the whole system's,
 * λ = tr(C_full⁻¹ C_patch) / d with C = ⟨r rᵀ / δt⟩, r = Δz − b(z) δt.
 *
 * <p>b is the drift of each set of pairs, a polynomial in the components of z fitted by least squares, so that only the
 * noise is compared. That λ is the one which maximises {@link PartialLikelihood} when σσᵀ = C_full. The error is a
 * jackknife over {@value #BLOCKS} consecutive blocks, left out of both sets together, so that pairs of one configuration
 * stay together.
 *
 * <p>Systems of K = 1, 4 and 16 patches are small; {@link #extrapolate} carries their ratios to any K by λ = K^κ. Patches
 * that move independently given the configuration have κ = 1 and λ = K, which is exact as δt → 0 (the theory's default,
 * {@link #theory}); κ below 1 says that neighbouring patches move together during δt.
 *
 * <p>It fails where: the two sets have different δt (the ratio then compares two times, as it does when both evolve for a number
 * of events with different rates); δt is so long that the correlation length reached during δt exceeds a small system's patch (κ
 * then depends on K, see {@link Law#chiSquare}); the patch evolves as a periodic system of its own, whose increments have another
 * law than the true patch's; z leaves out a slow variable, whose effect then counts as noise. With frozen neighbours the drift of
 * the patch's increments falls with δt by the same factor as C_patch / K, because both belong to a dynamics that keeps the
 * equilibrium law: λ = K then gives the right equilibrium at any δt that moves z little, whereas the estimated λ gives the right
 * short-time noise. (Paper, partial likelihood.)
 *
 * @param patches K
 * @param lambda λ, above 0
 * @param error standard error of λ, at least 0
 */
public record LambdaSelection(int patches, double lambda, double error) {
    private static final int BLOCKS = 20;
    private static final int POLL = 1 << 14;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if K is below 1, λ not above 0 or the error below 0
     */
    public LambdaSelection {
        if (patches < 1 || !(lambda > 0) || Double.isInfinite(lambda) || !(error >= 0) || Double.isInfinite(error)) {
            throw new IllegalArgumentException("K = " + patches + ", λ = " + lambda + " ± " + error
                    + ": must be at least 1, finite and above 0, and finite and at least 0");
        }
    }

    /**
     * The theory's default, λ = K.
     *
     * @param patches K
     * @return λ = K with error 0
     * @throws IllegalArgumentException if K is below 1
     */
    public static LambdaSelection theory(int patches) {
        return new LambdaSelection(patches, patches, 0);
    }

    /**
     * Estimates λ on one size of system.
     *
     * @param patch pairs of single patches
     * @param full pairs of the whole system from the same configurations in the same order
     * @param patches K of that system
     * @param degree total degree of the drift's polynomial, at least 0
     * @return λ and its error
     * @throws IllegalArgumentException if the pairs do not have the same components, are fewer than 10 for each term of the
     *     polynomial, or z does not move in some direction
     * @throws CancellationException if interrupted
     */
    public static LambdaSelection estimate(MacroPairs patch, MacroPairs full, int patches, int degree) {
        if (patches < 1 || degree < 0) {
            throw new IllegalArgumentException(
                    "K = " + patches + ", degree = " + degree + ": must be at least 1 and at least 0");
        }
        if (!patch.names().equals(full.names())) {
            throw new IllegalArgumentException("patch pairs of " + patch.names() + " and full pairs of " + full.names()
                    + ": must have the same components");
        }
        double[][][] patchBlocks = new Noise(patch, degree).blocks();
        double[][][] fullBlocks = new Noise(full, degree).blocks();
        double[] without = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            without[block] = ratio(patch.names(), patchBlocks, fullBlocks, block);
        }
        double lambda = ratio(patch.names(), patchBlocks, fullBlocks, -1);
        return new LambdaSelection(patches, lambda, Spread.jackknife(without));
    }

    /** tr(C_full⁻¹ C_patch)/d, with every component in units of its own deviation: the trace is the same in all units. */
    private static double ratio(List<String> names, double[][][] patch, double[][][] full, int leftOut) {
        RealMatrix covariance = mean(full, leftOut);
        double[] unit = new double[covariance.getRowDimension()];
        Arrays.setAll(unit, c -> Math.sqrt(covariance.getEntry(c, c)));
        SingularValueDecomposition decomposition = new SingularValueDecomposition(scaled(covariance, unit));
        if (!(decomposition.getInverseConditionNumber() > 1e-12)) {
            throw new IllegalArgumentException("covariance of the full increments of " + names + ", "
                    + Arrays.deepToString(covariance.getData())
                    + ", is singular: leave a component out or evolve for longer");
        }
        return decomposition
                        .getSolver()
                        .solve(scaled(mean(patch, leftOut), unit))
                        .getTrace()
                / unit.length;
    }

    private static RealMatrix scaled(RealMatrix covariance, double[] unit) {
        double[][] data = covariance.getData();
        for (int a = 0; a < unit.length; a++) {
            for (int b = 0; b < unit.length; b++) {
                data[a][b] /= unit[a] * unit[b];
            }
        }
        return new Array2DRowRealMatrix(data, false);
    }

    private static RealMatrix mean(double[][][] blocks, int leftOut) {
        int d = blocks[0].length;
        RealMatrix sum = MatrixUtils.createRealMatrix(d, d);
        int count = 0;
        for (int block = 0; block < BLOCKS; block++) {
            if (block != leftOut) {
                sum = sum.add(new Array2DRowRealMatrix(blocks[block], false));
                count++;
            }
        }
        return sum.scalarMultiply(1.0 / count);
    }

    /**
     * Fits λ = K^κ to estimates at several K by weighted least squares of ln λ through λ(1) = 1.
     *
     * @param estimates of small systems; those with K = 1, where λ = 1 by definition, do not count
     * @return the law
     * @throws IllegalArgumentException if no estimate has K above 1 and an error above 0
     */
    public static Law extrapolate(List<LambdaSelection> estimates) {
        List<LambdaSelection> used = new ArrayList<>(estimates);
        used.removeIf(estimate -> estimate.patches == 1 || estimate.error == 0);
        if (used.isEmpty()) {
            throw new IllegalArgumentException(
                    estimates.size() + " estimates of λ, none with K above 1 and an error: give one of 2 × 2 patches");
        }
        double xx = 0;
        double xy = 0;
        for (LambdaSelection estimate : used) {
            double weight = Math.pow(estimate.lambda / estimate.error, 2);
            double x = Math.log(estimate.patches);
            xx += weight * x * x;
            xy += weight * x * Math.log(estimate.lambda);
        }
        double exponent = xy / xx;
        double chiSquare = 0;
        for (LambdaSelection estimate : used) {
            double off = Math.log(estimate.lambda) - exponent * Math.log(estimate.patches);
            chiSquare += Math.pow(off * estimate.lambda / estimate.error, 2);
        }
        double inflated = Math.max(1, used.size() > 1 ? chiSquare / (used.size() - 1) : 1);
        return new Law(exponent, Math.sqrt(inflated / xx), chiSquare);
    }

    /**
     * λ = K^κ.
     *
     * @param exponent κ; 1 in theory
     * @param error standard error of κ, larger where the estimates do not follow the law
     * @param chiSquare χ² of the estimates about the law; far above their number says that κ depends on K
     */
    public record Law(double exponent, double error, double chiSquare) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if a value is not finite, or the error or χ² is negative
         */
        public Law {
            if (!Double.isFinite(exponent) || !(error >= 0 && chiSquare >= 0) || Double.isInfinite(error + chiSquare)) {
                throw new IllegalArgumentException("law with κ = " + exponent + " ± " + error + " and χ² = " + chiSquare
                        + ": must be finite, errors at least 0");
            }
        }

        /**
         * λ of a system of K patches.
         *
         * @param patches K
         * @return K^κ with its error
         * @throws IllegalArgumentException if K is below 1
         */
        public LambdaSelection at(int patches) {
            double lambda = Math.pow(patches, exponent);
            return new LambdaSelection(patches, lambda, lambda * Math.log(patches) * error);
        }
    }

    /** The noise of one set of pairs: what is left when a polynomial drift is taken off. */
    private static final class Noise {
        private final MacroPairs pairs;
        private final int d;
        private final int[][] powers;
        private final Scaling scaling;
        private final double[] terms;
        private final double[][] coefficients;

        Noise(MacroPairs pairs, int degree) {
            this.pairs = pairs;
            d = pairs.dimension();
            List<int[]> all = new ArrayList<>();
            addPowers(new int[d], 0, degree, all);
            powers = all.toArray(int[][]::new);
            if (pairs.size() < 10 * powers.length) {
                throw new IllegalArgumentException(pairs.size() + " pairs for a drift of " + powers.length
                        + " terms: must be at least " + 10 * powers.length);
            }
            scaling = Scaling.of(pairs, 1);
            terms = new double[powers.length];
            coefficients = fit();
        }

        private static void addPowers(int[] chosen, int component, int left, List<int[]> all) {
            if (component == chosen.length) {
                all.add(chosen.clone());
                return;
            }
            for (int power = 0; power <= left; power++) {
                chosen[component] = power;
                addPowers(chosen, component + 1, left - power, all);
            }
            chosen[component] = 0;
        }

        private void evaluate(int pair) {
            for (int t = 0; t < terms.length; t++) {
                terms[t] = 1;
                for (int c = 0; c < d; c++) {
                    double u = scaling.input(c, pairs.z0()[pair * d + c]);
                    for (int k = 0; k < powers[t][c]; k++) {
                        terms[t] *= u;
                    }
                }
            }
        }

        /** Minimises Σ |Δz − b(z) δt|² / δt. */
        private double[][] fit() {
            double[][] normal = new double[terms.length][terms.length];
            double[][] right = new double[d][terms.length];
            for (int i = 0; i < pairs.size(); i++) {
                stopIfInterrupted(i);
                evaluate(i);
                Scaling.accumulate(normal, right, terms, pairs, i);
            }
            return new SingularValueDecomposition(new Array2DRowRealMatrix(normal, false))
                    .getSolver()
                    .solve(new Array2DRowRealMatrix(right, false).transpose())
                    .getData();
        }

        /** {@code [BLOCKS][d][d]} mean of r rᵀ / δt in each block. */
        double[][][] blocks() {
            double[][][] blocks = new double[BLOCKS][d][d];
            double[] r = new double[d];
            for (int block = 0; block < BLOCKS; block++) {
                int from = (int) ((long) block * pairs.size() / BLOCKS);
                int to = (int) ((long) (block + 1) * pairs.size() / BLOCKS);
                for (int i = from; i < to; i++) {
                    stopIfInterrupted(i);
                    residual(i, r);
                    double weight = 1 / ((double) pairs.dt()[i] * (to - from));
                    for (int a = 0; a < d; a++) {
                        for (int b = 0; b < d; b++) {
                            blocks[block][a][b] += weight * r[a] * r[b];
                        }
                    }
                }
            }
            return blocks;
        }

        private void residual(int pair, double[] r) {
            evaluate(pair);
            for (int c = 0; c < d; c++) {
                double drift = 0;
                for (int t = 0; t < terms.length; t++) {
                    drift += coefficients[t][c] * terms[t];
                }
                r[c] = pairs.dz()[pair * d + c] - drift * pairs.dt()[pair];
            }
        }

        private static void stopIfInterrupted(int pair) {
            if (pair % POLL == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("estimate of λ stopped at pair " + pair);
            }
        }
    }
}
