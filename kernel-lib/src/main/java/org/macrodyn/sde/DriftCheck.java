package org.macrodyn.sde;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * What the whitened residuals u of one component say of its drift. If the drift is off, their mean depends on z: e(z) = ⟨u | z⟩.
 * It is looked for in three ways: along each component of z by the polynomials 1, z, z², z³ and in eighths of the pairs by rank,
 * each by the statistic n aᵀW⁻¹a with a = ⟨uφ⟩ and W = ⟨u²φφᵀ⟩, which is χ² whatever the noise, if e = 0; and by a cubic
 * regression in all components, fitted to half of the pairs and held against the other half.
 *
 * @param error root mean square of e beyond chance, of the way that is the surest of one; in the unit of u
 * @param certain whether chance does not explain it: four standard errors, probability 6e-5
 * @param resolution smallest root mean square of an e of degree 3 that would be called certain in 98 of 100 cases
 * @param largest size of the whitened drift that all but 1 % of the pairs stay below
 * @param where the error lies
 */
public record DriftCheck(double error, boolean certain, double resolution, double largest, String where) {
    /** Of a component that neither drifts nor moves. */
    static final DriftCheck NONE = new DriftCheck(0, false, 0, 0, "nowhere");

    private static final double STANDARD_ERRORS = 4;
    private static final double CHANCE = 6e-5;
    private static final double POWER_DEVIATIONS = 2;
    private static final int DEGREE = 3;
    private static final int PARTS = 8;
    private static final int BLOCK = 64;
    private static final int PAIRS_FOR_EACH_TERM = 16;
    private static final double QUANTILE = 0.99;

    /** One way to look: how much of e², how sure (above 1: certain), and where. */
    private record Look(double square, double surety, String where) {}

    /**
     * Looks at one component alone.
     *
     * @param names of the components of z
     * @param u {@code [n]} residuals
     * @param z {@code [d][n]} states
     * @param drift {@code [n]} whitened drifts
     * @return what the residuals say
     */
    public static DriftCheck of(List<String> names, double[] u, double[][] z, double[] drift) {
        return of(names, u, z, drift, regressions(new double[][] {u}, z)[0]);
    }

    /**
     * Looks at one component.
     *
     * @param names of the components of z
     * @param u {@code [n]} residuals
     * @param z {@code [d][n]} states
     * @param drift {@code [n]} whitened drifts
     * @param regression {@code [n]} of {@link #regressions}, this component's
     */
    static DriftCheck of(List<String> names, double[] u, double[][] z, double[] drift, double[] regression) {
        Look best = heldOut(u, regression);
        double variance = 0;
        for (int b = 0; b < z.length; b++) {
            double[][] powers = orthonormal(z[b]);
            double[][] weights = weights(u, powers);
            variance = Math.max(variance, trace(weights) / powers.length);
            best = surer(best, polynomials(u, powers, weights, names.get(b)));
            best = surer(best, parts(u, z[b], names.get(b)));
        }
        double[] sizes = Arrays.stream(drift).map(Math::abs).sorted().toArray();
        return new DriftCheck(
                Math.sqrt(Math.max(0, best.square)),
                best.surety > 1,
                Math.sqrt(leastSeen(DEGREE + 1) * variance / u.length),
                sizes[(int) (QUANTILE * (sizes.length - 1))],
                best.where);
    }

    /** What is not a number stays: nothing else can be said then. */
    private static Look surer(Look first, Look second) {
        return Double.isNaN(first.surety) || first.surety >= second.surety ? first : second;
    }

    private static double trace(double[][] matrix) {
        return IntStream.range(0, matrix.length).mapToDouble(k -> matrix[k][k]).sum();
    }

    /** The χ² that chance exceeds with probability 6e-5. */
    private static double threshold(int features) {
        return new ChiSquaredDistribution(null, features).inverseCumulativeProbability(1 - CHANCE);
    }

    /** Smallest Λ of a non-central χ² that exceeds the threshold even two standard deviations below its mean. */
    private static double leastSeen(int features) {
        double excess = threshold(features) - features;
        double power = POWER_DEVIATIONS * POWER_DEVIATIONS;
        // Λ − excess = 2√(2m + 4Λ), squared.
        double half = excess + 2 * power;
        return half + Math.sqrt(half * half - excess * excess + 2 * power * features);
    }

    private static Look chiSquare(double chi, double square, double chance, int features, String where) {
        return new Look(square - chance, chi / threshold(features), where);
    }

    /** {@code [4][n]} polynomials of z of degree 0 to 3 with ⟨φ_j φ_k⟩ = δ_jk over the pairs; fewer if z has fewer values. */
    private static double[][] orthonormal(double[] z) {
        int n = z.length;
        double mean = Arrays.stream(z).average().orElse(0);
        double scale = Math.sqrt(Moments.covariance(z, z));
        double[][] all = new double[DEGREE + 1][];
        int found = 0;
        for (int k = 0; k <= DEGREE; k++) {
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = found == 0 ? 1 : all[found - 1][i] * (z[i] - mean) / (scale > 0 ? scale : 1);
            }
            double before = Math.sqrt(product(next, next));
            for (int j = 0; j < found; j++) {
                double along = product(next, all[j]);
                for (int i = 0; i < n; i++) {
                    next[i] -= along * all[j][i];
                }
            }
            double length = Math.sqrt(product(next, next));
            if (length <= 1e-6 * before) {
                break;
            }
            for (int i = 0; i < n; i++) {
                next[i] /= length;
            }
            all[found++] = next;
        }
        return Arrays.copyOf(all, found);
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum / x.length;
    }

    /** W. */
    private static double[][] weights(double[] u, double[][] features) {
        double[][] weights = new double[features.length][features.length];
        double[] weighted = new double[u.length];
        for (int j = 0; j < features.length; j++) {
            for (int i = 0; i < u.length; i++) {
                weighted[i] = u[i] * u[i] * features[j][i];
            }
            for (int k = 0; k < features.length; k++) {
                weights[j][k] = product(weighted, features[k]);
            }
        }
        return weights;
    }

    private static Look polynomials(double[] u, double[][] powers, double[][] weights, String name) {
        double[] a =
                Arrays.stream(powers).mapToDouble(power -> product(u, power)).toArray();
        double square = Arrays.stream(a).map(x -> x * x).sum();
        if (!Double.isFinite(square + trace(weights))) {
            return new Look(Double.NaN, Double.NaN, "on average");
        }
        double chi = u.length
                * new SingularValueDecomposition(new Array2DRowRealMatrix(weights, false))
                        .getSolver()
                        .solve(new ArrayRealVector(a, false))
                        .dotProduct(new ArrayRealVector(a, false));
        int most = IntStream.range(0, a.length)
                .boxed()
                .max(Comparator.comparingDouble(k -> Math.abs(a[k])))
                .orElse(0);
        String where =
                switch (most) {
                    case 0 -> "on average";
                    case 1 -> "in proportion to " + name;
                    case 2 -> "in its curvature along " + name;
                    default -> "in its cubic part along " + name;
                };
        return chiSquare(chi, square, trace(weights) / u.length, a.length, where);
    }

    private static Look parts(double[] u, double[] z, String name) {
        int[] order = IntStream.range(0, z.length).toArray();
        IntArrays.stableSort(order, (i, j) -> Double.compare(z[i], z[j]));
        double chi = 0;
        double square = 0;
        double chance = 0;
        int worst = 0;
        double most = 0;
        for (int part = 0; part < PARTS; part++) {
            int from = (int) ((long) part * order.length / PARTS);
            int to = (int) ((long) (part + 1) * order.length / PARTS);
            double mean = 0;
            double squares = 0;
            for (int i = from; i < to; i++) {
                mean += u[order[i]] / (to - from);
                squares += u[order[i]] * u[order[i]] / (to - from);
            }
            double term = mean * mean * (to - from) / squares;
            chi += term;
            square += mean * mean / PARTS;
            chance += squares / (to - from) / PARTS;
            worst = term > most ? part : worst;
            most = Math.max(most, term);
        }
        return chiSquare(
                chi, square, chance, PARTS, "in part " + (worst + 1) + " of " + PARTS + " of the pairs by " + name);
    }

    /**
     * What a cubic regression of the residuals on z says of each pair, fitted to pairs that do not contain it.
     *
     * @param u {@code [d][n]} residuals
     * @param z {@code [d][n]} states
     * @return {@code [d][n]}; zeros if the pairs are too few for a regression
     */
    static double[][] regressions(double[][] u, double[][] z) {
        int n = u[0].length;
        double[][] said = new double[u.length][n];
        int degree = DEGREE;
        while (degree > 0 && n / 2 < PAIRS_FOR_EACH_TERM * PolynomialRegression.terms(z.length, degree)) {
            degree--;
        }
        for (int fold = 0; fold < 2 && degree > 0; fold++) {
            int half = fold;
            int[] fitted =
                    IntStream.range(0, n).filter(i -> i / BLOCK % 2 == half).toArray();
            int[] others =
                    IntStream.range(0, n).filter(i -> i / BLOCK % 2 != half).toArray();
            double[] weight = new double[fitted.length];
            Arrays.fill(weight, 1);
            double[][] values =
                    new PolynomialRegression(of(z, fitted), of(u, fitted), weight, degree).at(of(z, others));
            for (int c = 0; c < u.length; c++) {
                for (int i = 0; i < others.length; i++) {
                    said[c][others[i]] = values[c][i];
                }
            }
        }
        return said;
    }

    private static double[][] of(double[][] rows, int[] which) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(which).mapToDouble(i -> row[i]).toArray())
                .toArray(double[][]::new);
    }

    /**
     * Log-likelihood that the regression gains on pairs that it was not fitted to: ½u² − ½(u − f)² = ½e² each, less its noise.
     */
    private static Look heldOut(double[] u, double[] regression) {
        double[] gain = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            gain[i] = regression[i] * (u[i] - 0.5 * regression[i]);
        }
        double mean = Arrays.stream(gain).average().orElse(0);
        double error = Math.sqrt(Moments.covariance(gain, gain) / gain.length);
        double surety = error == 0 ? 0 : mean / (STANDARD_ERRORS * error);
        return new Look(2 * mean, surety, "as a cubic regression on other pairs sees");
    }
}
