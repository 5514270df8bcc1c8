package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.macrodyn.run.RandomStreams;

/**
 * Sparse weighted least squares of several targets on one library: for each the support that {@link Selection} finds, less terms
 * that explain less than 1 % of the target's size and whose c²/2 is not worth its price in units of their own squared errors, as
 * there are where residuals are those of a function that the library does not have; their coefficients, their standard errors by
 * the sandwich (Σ wφφᵀ)⁻¹ (Σ w²e²φφᵀ) (Σ wφφᵀ)⁻¹ over configurations, and how often each term is chosen again from
 * {@value #RESAMPLES} resamples of {@value #BLOCKS} blocks of configurations.
 */
final class Regression {
    private static final int BLOCKS = 32;
    private static final int RESAMPLES = 20;
    /** Least variance of residuals, of that of the target: below it single precision is all that is seen. */
    private static final double SINGLE_PRECISION = 1e-10;
    /** Share of a target's square that a term may explain alone and be left out for its error. */
    private static final double NEGLIGIBLE = 1e-4;

    private final Terms terms;
    private final double[][] columns;
    private final double[] scale;
    private final double[] weight;
    private final double[][] targets;
    private final double rounding;
    /** {@code [blocks][p][p]}, {@code [targets][blocks][p]} and {@code [targets][blocks]}. */
    private final double[][][] normal;

    private final double[][][] right;
    private final double[][] square;

    /**
     * The normal equations.
     *
     * @param terms the library
     * @param columns {@code [p][n]} its values, each divided by its scale
     * @param scale {@code [p]}
     * @param weight {@code [n]}
     * @param targets {@code [targets][n]}
     * @param rounding what is rounding in a target, in its units
     */
    Regression(Terms terms, double[][] columns, double[] scale, double[] weight, double[][] targets, double rounding) {
        this.terms = terms;
        this.columns = columns;
        this.scale = scale;
        this.weight = weight;
        this.targets = targets;
        this.rounding = rounding;
        int p = columns.length;
        int n = weight.length;
        normal = new double[BLOCKS][p][p];
        right = new double[targets.length][BLOCKS][p];
        square = new double[targets.length][BLOCKS];
        double[] weighted = new double[n];
        for (int a = 0; a < p; a++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("law interrupted; run again");
            }
            for (int i = 0; i < n; i++) {
                weighted[i] = weight[i] * columns[a][i];
            }
            for (int block = 0; block < BLOCKS; block++) {
                int from = from(block);
                int to = from(block + 1);
                for (int b = 0; b <= a; b++) {
                    normal[block][a][b] = product(weighted, columns[b], from, to);
                    normal[block][b][a] = normal[block][a][b];
                }
                for (int t = 0; t < targets.length; t++) {
                    right[t][block][a] = product(weighted, targets[t], from, to);
                }
            }
        }
        for (int t = 0; t < targets.length; t++) {
            for (int block = 0; block < BLOCKS; block++) {
                for (int i = from(block); i < from(block + 1); i++) {
                    square[t][block] += weight[i] * targets[t][i] * targets[t][i];
                }
            }
        }
    }

    private int from(int block) {
        return (int) ((long) block * weight.length / BLOCKS);
    }

    private static double product(double[] x, double[] y, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /**
     * A target as a sum of few terms.
     *
     * @param formula the sum
     * @param values {@code [n]} its values
     * @param variance φ of w e²: of what the whole library leaves
     */
    record Fitted(Formula formula, double[] values, double variance) {}

    /**
     * Fits one target.
     *
     * @param target its number
     * @param allowed numbers of the terms that it may consist of
     * @param resampled whether to look how stable the choice is
     */
    Fitted fit(int target, int[] allowed, boolean resampled) {
        double[] once = new double[BLOCKS];
        Arrays.fill(once, 1);
        double variance = variance(target, allowed, once);
        Selection selection = selection(target, allowed, once, variance);
        int[] support = terms.isWhole() ? selection.whole() : selection.search();
        double[][] covariance = sandwich(target, allowed, support, selection.coefficients(support));
        for (int negligible = negligible(selection, support, covariance);
                negligible >= 0;
                negligible = negligible(selection, support, covariance)) {
            int dropped = negligible;
            support = Arrays.stream(support).filter(k -> k != dropped).toArray();
            covariance = sandwich(target, allowed, support, selection.coefficients(support));
        }
        double[] coefficients = selection.coefficients(support);
        int[] chosen = chosen(allowed, support);
        double[] values = values(chosen, coefficients);
        double[] kept = resampled ? kept(target, allowed, support, variance) : new double[support.length];
        double[] unscaled = new double[chosen.length];
        for (int a = 0; a < chosen.length; a++) {
            unscaled[a] = coefficients[a] / scale[chosen[a]];
            for (int b = 0; b < chosen.length; b++) {
                covariance[a][b] /= scale[chosen[a]] * scale[chosen[b]];
            }
        }
        List<Term> used = Arrays.stream(chosen).mapToObj(terms.all()::get).toList();
        return new Fitted(new Formula(used, unscaled, covariance, kept, allowed.length), values, variance);
    }

    private static int[] chosen(int[] allowed, int[] support) {
        return Arrays.stream(support).map(k -> allowed[k]).toArray();
    }

    /**
     * A term that explains next to nothing beside the others, and whose c²/2 is not worth its price in units of its own squared
     * error; −1 if there is none.
     */
    private int negligible(Selection selection, int[] support, double[][] covariance) {
        double[] coefficients = selection.coefficients(support);
        int negligible = -1;
        double least = terms.isWhole() ? 0 : NEGLIGIBLE;
        for (int k = 0; k < support.length; k++) {
            double share = selection.share(support[k]);
            double worth = coefficients[k] * coefficients[k] / (2 * covariance[k][k]);
            if (share < least && worth < selection.price()) {
                least = share;
                negligible = support[k];
            }
        }
        return negligible;
    }

    /** Residuals of the whole library, w e² on average. */
    private double variance(int target, int[] allowed, double[] blocks) {
        double all = dot(blocks, square[target]);
        double left = Selection.residual(normal(allowed, blocks), right(target, allowed, blocks), all);
        double variance = left / Math.max(1, weight.length - allowed.length);
        double least = SINGLE_PRECISION * all / weight.length
                + rounding * rounding * Arrays.stream(weight).average().orElse(0);
        return Math.max(variance, least > 0 ? least : Double.MIN_NORMAL);
    }

    private Selection selection(int target, int[] allowed, double[] blocks, double variance) {
        return new Selection(
                normal(allowed, blocks), right(target, allowed, blocks), dot(blocks, square[target]), variance);
    }

    private double[][] normal(int[] allowed, double[] blocks) {
        double[][] sum = new double[allowed.length][allowed.length];
        for (int block = 0; block < BLOCKS; block++) {
            for (int a = 0; a < allowed.length; a++) {
                double[] row = normal[block][allowed[a]];
                for (int b = 0; b < allowed.length; b++) {
                    sum[a][b] += blocks[block] * row[allowed[b]];
                }
            }
        }
        return sum;
    }

    private double[] right(int target, int[] allowed, double[] blocks) {
        double[] sum = new double[allowed.length];
        for (int block = 0; block < BLOCKS; block++) {
            for (int a = 0; a < allowed.length; a++) {
                sum[a] += blocks[block] * right[target][block][allowed[a]];
            }
        }
        return sum;
    }

    private static double dot(double[] x, double[] y) {
        return product(x, y, 0, x.length);
    }

    private double[] values(int[] chosen, double[] coefficients) {
        double[] values = new double[weight.length];
        for (int k = 0; k < chosen.length; k++) {
            double[] column = columns[chosen[k]];
            for (int i = 0; i < values.length; i++) {
                values[i] += coefficients[k] * column[i];
            }
        }
        return values;
    }

    /** (Σ wφφᵀ)⁻¹ (Σ w²e²φφᵀ) (Σ wφφᵀ)⁻¹ · n/(n − k) for k coefficients. */
    private double[][] sandwich(int target, int[] allowed, int[] support, double[] coefficients) {
        int[] chosen = chosen(allowed, support);
        double[] values = values(chosen, coefficients);
        int k = chosen.length;
        int n = weight.length;
        double[][] meat = new double[k][k];
        for (int i = 0; i < n; i++) {
            double residual = weight[i] * (targets[target][i] - values[i]);
            double factor = residual * residual * n / Math.max(1, n - k);
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < k; b++) {
                    meat[a][b] += factor * columns[chosen[a]][i] * columns[chosen[b]][i];
                }
            }
        }
        if (k == 0) {
            return meat;
        }
        double[] once = new double[BLOCKS];
        Arrays.fill(once, 1);
        RealMatrix bread = new Array2DRowRealMatrix(Selection.inverse(normal(chosen, once)), false);
        return bread.multiply(new Array2DRowRealMatrix(meat, false))
                .multiply(bread)
                .getData();
    }

    /** How often each term of a support is chosen from resampled blocks. */
    private double[] kept(int target, int[] allowed, int[] support, double variance) {
        double[] kept = new double[support.length];
        if (terms.isWhole()) {
            Arrays.fill(kept, 1);
            return kept;
        }
        for (int sample = 0; sample < RESAMPLES; sample++) {
            RandomGenerator random = RandomStreams.stream(0, "resamples of a law", sample);
            double[] blocks = new double[BLOCKS];
            for (int draw = 0; draw < BLOCKS; draw++) {
                blocks[random.nextInt(BLOCKS)]++;
            }
            int[] again = selection(target, allowed, blocks, variance).climb(support);
            for (int k = 0; k < support.length; k++) {
                kept[k] += Arrays.binarySearch(again, support[k]) >= 0 ? 1.0 / RESAMPLES : 0;
            }
        }
        return kept;
    }
}
