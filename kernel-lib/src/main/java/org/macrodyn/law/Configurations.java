package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.closure.Cholesky;
import org.macrodyn.closure.MacroPairs;

/**
 * What each configuration says of drift and covariance: mean b = ⟨Δz⟩/δt and second moments over the pairs that belong together,
 * which is one pair, or the 2d that stand for many, or for the rates of all events.
 */
final class Configurations {
    /** Share of a component's variance that must not be explained by the others. */
    private static final double INDEPENDENT = 1e-9;

    private static final double ROUNDING = 1e-12;
    /** Share of a component's spread from which on another takes part in it. */
    private static final double TAKES_PART = 1e-3;

    private final List<String> names;
    private final int d;
    private final int n;
    private final double lambda;
    private final double[][] z;
    private final double[] dt;
    /** {@code [d][n]}. */
    private final double[][] rates;
    /** {@code [d][d][n]} (1/R) Σ (Δz − Δz̄)(Δz − Δz̄)ᵀ/(λδt), a ≤ b. */
    private final double[][][] scatter;

    /**
     * Of pairs.
     *
     * @param pairs (z, Δz, δt)
     * @param lambda λ
     * @throws IllegalArgumentException if λ is not above 0, the pairs belong to several values of a parameter, or a component is
     *     constant or a combination of others
     */
    Configurations(MacroPairs pairs, double lambda) {
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException(
                    "λ = " + lambda + ": must be finite and above 0; K for pairs of patches");
        }
        pairs.condition().ifPresent(condition -> {
            throw new IllegalArgumentException(
                    "law of pairs at several values of " + condition.name() + ": must be of one value; a law for each");
        });
        this.lambda = lambda;
        names = pairs.names();
        d = pairs.dimension();
        int group = pairs.group();
        n = pairs.size() / group;
        z = new double[n][d];
        dt = new double[n];
        rates = new double[d][n];
        scatter = new double[d][d][n];
        for (int i = 0; i < n; i++) {
            read(pairs, i, group);
        }
        requireIndependent();
    }

    private void read(MacroPairs pairs, int i, int group) {
        double[] mean = new double[d];
        for (int k = i * group; k < (i + 1) * group; k++) {
            for (int c = 0; c < d; c++) {
                mean[c] += pairs.dz()[k * d + c] / (double) group;
            }
        }
        dt[i] = pairs.dt()[i * group];
        for (int c = 0; c < d; c++) {
            z[i][c] = pairs.z0()[i * group * d + c];
            rates[c][i] = mean[c] / dt[i];
        }
        for (int k = i * group; group > 1 && k < (i + 1) * group; k++) {
            for (int a = 0; a < d; a++) {
                for (int b = a; b < d; b++) {
                    scatter[a][b][i] += (pairs.dz()[k * d + a] - mean[a])
                            * (pairs.dz()[k * d + b] - mean[b])
                            / (group * lambda * dt[i]);
                }
            }
        }
    }

    private void requireIndependent() {
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        for (double[] state : z) {
            for (int c = 0; c < d; c++) {
                mean[c] += state[c] / n;
            }
        }
        for (double[] state : z) {
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    covariance[a][b] += (state[a] - mean[a]) * (state[b] - mean[b]) / n;
                }
            }
        }
        for (int c = 0; c < d; c++) {
            if (covariance[c][c] <= ROUNDING * mean[c] * mean[c]) {
                throw new IllegalArgumentException("law of " + names + ": " + names.get(c)
                        + " is constant in the pairs, " + mean[c] + "; leave it out");
            }
        }
        for (int c = 1; c < d; c++) {
            requireIndependent(covariance, c);
        }
    }

    /** Looks at what the components before c leave of it. */
    private void requireIndependent(double[][] covariance, int c) {
        double[][] before = new double[c + 1][];
        for (int a = 0; a <= c; a++) {
            before[a] = Arrays.copyOf(covariance[a], c + 1);
        }
        Cholesky.factorise(before);
        if (before[c][c] * before[c][c] > INDEPENDENT * covariance[c][c]) {
            return;
        }
        double[] factor = before[c];
        for (int a = c - 1; a >= 0; a--) {
            for (int b = a + 1; b < c; b++) {
                factor[a] -= before[b][a] * factor[b];
            }
            factor[a] /= before[a][a];
        }
        List<String> others = IntStream.range(0, c)
                .filter(a -> Math.abs(factor[a]) * Math.sqrt(covariance[a][a] / covariance[c][c]) > TAKES_PART)
                .mapToObj(names::get)
                .toList();
        throw new IllegalArgumentException("law of " + names + ": " + names.get(c) + " is a linear combination of "
                + others + " in the pairs; leave one of them out");
    }

    int size() {
        return n;
    }

    List<String> names() {
        return names;
    }

    /** {@code [n][d]} states. */
    double[][] states() {
        return z;
    }

    /** {@code [n]} δt. */
    double[] times() {
        return dt;
    }

    /** {@code [n]} b of a component. */
    double[] rates(int c) {
        return rates[c];
    }

    /** What is rounding in a second moment, where there is no noise. */
    double rounding() {
        double square = 0;
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < d; c++) {
                square += rates[c][i] * rates[c][i] * dt[i] / (lambda * n);
            }
        }
        return ROUNDING * square;
    }

    /** {@code [n]} (⟨(Δz − Δz̄)(Δz − Δz̄)ᵀ⟩ + (Δz̄ − μδt)(Δz̄ − μδt)ᵀ)/(λδt), whose mean at a z is Σ. */
    double[] moments(int a, int b, double[][] drift) {
        double[] moments = scatter[a][b].clone();
        for (int i = 0; i < n; i++) {
            moments[i] += (rates[a][i] - drift[a][i]) * (rates[b][i] - drift[b][i]) * dt[i] / lambda;
        }
        return moments;
    }
}
