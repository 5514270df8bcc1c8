package org.macrodyn.sde;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

/**
 * A one-dimensional SDE with polynomial drift and diffusion, fitted by least squares: the quick baseline beside the
 * networks, exact up to the polynomial's degree and free of training noise.
 *
 * <p>Drift: the polynomial μ that minimises Σ (Δz − μ(z)δt)² / δt. Diffusion: the polynomial s that minimises
 * Σ (r² / λ − s(z)δt)², r = Δz − μ(z)δt. The basis is Chebyshev's on the range of the data.
 */
public final class PolynomialSde {
    /** Of the typical variance. */
    private static final double SMALLEST_VARIANCE = 1e-12;

    private static final int PAIRS_FOR_EACH_TERM = 10;

    private final double low;
    private final double high;
    private final double[] drift;
    private final double[] variance;
    private final double smallestVariance;

    private PolynomialSde(double low, double high, double[] drift, double[] variance, double smallestVariance) {
        this.smallestVariance = smallestVariance;
        this.low = low;
        this.high = high;
        this.drift = drift;
        this.variance = variance;
    }

    /**
     * Fits drift and diffusion.
     *
     * @param pairs pairs of a one-dimensional z
     * @param degree degree of both polynomials, at least 0
     * @param lambda λ, ratio of the variance of the pairs to the system's, above 0
     * @return the fitted SDE
     * @throws IllegalArgumentException if z has more than one dimension or never changes, the degree is negative, λ not above 0,
     *     or there are fewer than 10 pairs for each term
     */
    public static PolynomialSde fit(MacroPairs pairs, int degree, double lambda) {
        if (pairs.dimension() != 1 || degree < 0 || !(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("polynomial of degree " + degree + " in " + pairs.dimension()
                    + " dimensions with λ = " + lambda + ": needs degree ≥ 0, one dimension and a finite λ above 0");
        }
        if (pairs.size() < PAIRS_FOR_EACH_TERM * (degree + 1L)) {
            throw new IllegalArgumentException(pairs.size() + " pairs for a polynomial of degree " + degree
                    + ": must be at least " + PAIRS_FOR_EACH_TERM * (degree + 1L) + "; lower the degree");
        }
        double noise = Scaling.increments(pairs)[0];
        if (noise == 0) {
            throw new IllegalArgumentException(
                    "component " + pairs.names().get(0) + " never changes in the pairs: lengthen δt");
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float z : pairs.z0()) {
            low = Math.min(low, z);
            high = Math.max(high, z);
        }
        double[] drift = leastSquares(pairs, low, high, degree, i -> new double[] {pairs.dt()[i], pairs.dz()[i]});
        double[] basis = new double[degree + 1];
        double from = low;
        double to = high;
        double[] variance = leastSquares(pairs, low, high, degree, i -> {
            double dt = pairs.dt()[i];
            double residual = pairs.dz()[i] - value(drift, basis, pairs.z0()[i], from, to) * dt;
            return new double[] {dt * dt, residual * residual / lambda * dt};
        });
        return new PolynomialSde(low, high, drift, variance, SMALLEST_VARIANCE * noise * noise / lambda);
    }

    private interface Weighted {
        /** The weight of pair i and its weighted target. */
        double[] of(int i);
    }

    /** Solves Σ w φφᵀ c = Σ y φ. */
    private static double[] leastSquares(MacroPairs pairs, double low, double high, int degree, Weighted weighted) {
        double[][] normal = new double[degree + 1][degree + 1];
        double[] right = new double[degree + 1];
        double[] basis = new double[degree + 1];
        for (int i = 0; i < pairs.size(); i++) {
            chebyshev(pairs.z0()[i], low, high, basis);
            double[] pair = weighted.of(i);
            for (int a = 0; a <= degree; a++) {
                right[a] += pair[1] * basis[a];
                for (int b = 0; b <= degree; b++) {
                    normal[a][b] += pair[0] * basis[a] * basis[b];
                }
            }
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(normal, false))
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }

    /** T_0 … T_degree at z, which is mapped from [low, high] to [−1, 1]. */
    private static void chebyshev(double z, double low, double high, double[] basis) {
        double x = high > low ? (2 * z - low - high) / (high - low) : 0;
        basis[0] = 1;
        if (basis.length > 1) {
            basis[1] = x;
        }
        for (int k = 2; k < basis.length; k++) {
            basis[k] = 2 * x * basis[k - 1] - basis[k - 2];
        }
    }

    private static double value(double[] coefficients, double[] basis, double z, double low, double high) {
        chebyshev(z, low, high, basis);
        double sum = 0;
        for (int k = 0; k < basis.length; k++) {
            sum += coefficients[k] * basis[k];
        }
        return sum;
    }

    /**
     * The drift; outside the data's range that of its nearer end.
     *
     * @param z state
     * @return μ(z), per unit time
     */
    public double drift(double z) {
        return value(drift, new double[drift.length], clamp(z), low, high);
    }

    /**
     * The diffusion coefficient; outside the data's range that of its nearer end, and never negative.
     *
     * @param z state
     * @return σ²(z), per unit time
     */
    public double variance(double z) {
        return Math.max(smallestVariance, value(variance, new double[variance.length], clamp(z), low, high));
    }

    private double clamp(double z) {
        return Math.min(high, Math.max(low, z));
    }

    /**
     * The mean of an ensemble in time, by Euler–Maruyama.
     *
     * @param start initial state of every trajectory
     * @param step time between two entries, above 0
     * @param steps number of entries, the initial one included
     * @param substeps Euler–Maruyama steps between two entries
     * @param runs number of trajectories
     * @param seed seed of the noise
     * @return {@code [steps]} ⟨z⟩
     * @throws IllegalArgumentException if the start is not finite, the step not above 0 or a number below 1
     */
    public double[] mean(double start, double step, int steps, int substeps, int runs, long seed) {
        if (!Double.isFinite(start)
                || !(step > 0)
                || Double.isInfinite(step)
                || steps < 1
                || substeps < 1
                || runs < 1) {
            throw new IllegalArgumentException("start = " + start + ", step = " + step + ", steps = " + steps
                    + ", substeps = " + substeps + ", runs = " + runs
                    + ": must be finite, finite and above 0, and numbers of at least 1");
        }
        RandomGenerator random = RandomStreams.stream(seed, "polynomial", 0);
        double[] z = new double[runs];
        java.util.Arrays.fill(z, start);
        double[] mean = new double[steps];
        mean[0] = start;
        double dt = step / substeps;
        for (int k = 1; k < steps; k++) {
            for (int run = 0; run < runs; run++) {
                z[run] = advance(z[run], dt, substeps, random);
                mean[k] += z[run] / runs;
            }
        }
        return mean;
    }

    private double advance(double z, double dt, int substeps, RandomGenerator random) {
        double state = z;
        for (int s = 0; s < substeps; s++) {
            state += drift(state) * dt + Math.sqrt(variance(state) * dt) * random.nextGaussian();
        }
        return state;
    }
}
