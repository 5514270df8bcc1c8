package org.macrodyn.sde;

import java.util.Arrays;

/**
 * The partial likelihood and its closed-form gradient for a block of samples, in double precision.
 *
 * <p>With r = Δz − μδt and S = λδt·σσᵀ + εI + δt·diag(f): ℓ = rᵀS⁻¹r + log det S, ∂ℓ/∂μ = −2δt·S⁻¹r,
 * ∂ℓ/∂σ = 2λδt·(S⁻¹ − S⁻¹rrᵀS⁻¹)σ. The mean of ℓ over pairs that share z and δt depends on their Δz through mean Δz̄ and
 * covariance C alone: ℓ̄ = r̄ᵀS⁻¹r̄ + tr(S⁻¹C) + log det S, with rrᵀ replaced by r̄r̄ᵀ + C in the gradient. Arrays are component
 * by component, {@code [component · samples]}. Has scratch space of its own: one for each thread. A full σ goes through in chunks
 * of samples, element by element of its matrices, so that loops run over samples and are vectorised.
 */
final class LikelihoodKernel {
    /** Samples of a chunk: its matrices stay in the first- and second-level caches. */
    private static final int CHUNK = 64;

    private final int d;
    private final double lambda;
    private final double epsilon;
    private final double[] floor;
    private final boolean diagonal;
    private final double[] driftScale;
    private final double[] diffusionScale;
    /** {@code [d or d²][CHUNK]}, element by element; {@link #inverse} is C's room once it is not needed. */
    private final double[][] residual;

    private final double[][] whitened;
    private final double[][] sigma;
    private final double[][] factor;
    private final double[][] inverse;
    private final double[][] precision;
    private final double[][] spread;
    /** λδt. */
    private final double[] k = new double[CHUNK];

    private final double[] dt = new double[CHUNK];
    private final double[] square = new double[CHUNK];
    private final double[] logDeterminant = new double[CHUNK];
    private final double[] sum = new double[CHUNK];

    LikelihoodKernel(PartialLikelihood likelihood) {
        d = likelihood.dimension();
        lambda = likelihood.lambda();
        epsilon = likelihood.epsilon();
        floor = likelihood.floor();
        diagonal = likelihood.diffusion().isDiagonal() || d == 1;
        driftScale = likelihood.driftScale();
        diffusionScale = likelihood.diffusionScale();
        residual = new double[d][CHUNK];
        whitened = new double[d][CHUNK];
        sigma = new double[d * d][CHUNK];
        factor = new double[d * d][CHUNK];
        inverse = new double[d * d][CHUNK];
        precision = new double[d * d][CHUNK];
        spread = new double[d * d][CHUNK];
    }

    /**
     * Samples of a block, each of one pair or of several that share z and δt.
     *
     * @param dz {@code [d · samples]} increments, or means Δz̄
     * @param covariance {@code [d² · samples]} C; empty for single pairs
     * @param dt {@code [samples]} times
     */
    record Increments(double[] dz, double[] covariance, double[] dt) {}

    /**
     * ℓ of each sample and the gradient with respect to the networks' outputs.
     *
     * @param samples number of samples
     * @param drift {@code [d · samples]} first output; replaced by its gradient
     * @param diffusion {@code [outputs · samples]} second output; replaced by its gradient
     * @param given the increments
     * @param loss {@code [samples]} receives ℓ
     */
    void evaluate(int samples, double[] drift, double[] diffusion, Increments given, double[] loss) {
        if (diagonal) {
            Arrays.fill(loss, 0, samples, 0);
            for (int c = 0; c < d; c++) {
                component(c, samples, drift, diffusion, given, loss);
            }
        } else {
            for (int from = 0; from < samples; from += CHUNK) {
                chunk(from, Math.min(CHUNK, samples - from), samples, drift, diffusion, given, loss);
            }
        }
    }

    /** One component of a diagonal σ: S is a number. */
    private void component(int c, int samples, double[] drift, double[] diffusion, Increments given, double[] loss) {
        int at = c * samples;
        int spreadAt = c * (d + 1) * samples;
        double[] dt = given.dt;
        double mu = driftScale[c];
        double scale = diffusionScale[c];
        for (int i = 0; i < samples; i++, at++) {
            double k = lambda * dt[i];
            double s = diffusion[at] * scale;
            double inverseS = 1 / (k * s * s + (epsilon + floor[c] * dt[i]));
            double r = given.dz[at] - drift[at] * mu * dt[i];
            double square = r * r + (given.covariance.length == 0 ? 0 : given.covariance[spreadAt + i]);
            loss[i] += square * inverseS - StrictMath.log(inverseS);
            drift[at] = -2 * dt[i] * mu * r * inverseS;
            diffusion[at] = 2 * k * scale * s * (inverseS - square * inverseS * inverseS);
        }
    }

    private void chunk(
            int from, int n, int samples, double[] drift, double[] diffusion, Increments given, double[] loss) {
        System.arraycopy(given.dt, from, dt, 0, n);
        read(from, n, samples, drift, diffusion, given.dz);
        factorise(n);
        invertFactor(n);
        whiten(n);
        invert(n);
        if (given.covariance.length > 0) {
            subtractSpread(from, n, samples, given.covariance);
        }
        for (int i = 0; i < n; i++) {
            loss[from + i] = square[i] + logDeterminant[i];
        }
        write(from, n, samples, drift, diffusion);
    }

    private void read(int from, int n, int samples, double[] drift, double[] diffusion, double[] dz) {
        for (int i = 0; i < n; i++) {
            k[i] = lambda * dt[i];
        }
        for (int a = 0, at = from; a < d; a++, at += samples) {
            for (int i = 0; i < n; i++) {
                residual[a][i] = dz[at + i] - drift[at + i] * driftScale[a] * dt[i];
            }
        }
        for (int a = 0, at = from; a < d * d; a++, at += samples) {
            for (int i = 0; i < n; i++) {
                sigma[a][i] = diffusion[at + i] * diffusionScale[a / d];
            }
        }
    }

    /** The gradients −2δt·S⁻¹r and 2λδt·factor·σ. */
    private void write(int from, int n, int samples, double[] drift, double[] diffusion) {
        for (int a = 0, at = from; a < d; a++, at += samples) {
            for (int i = 0; i < n; i++) {
                drift[at + i] = -2 * dt[i] * driftScale[a] * residual[a][i];
            }
        }
        for (int a = 0, at = from; a < d * d; a++, at += samples) {
            multiply(factor, sigma, a / d, a % d, n);
            for (int i = 0; i < n; i++) {
                diffusion[at + i] = 2 * k[i] * diffusionScale[a / d] * sum[i];
            }
        }
    }

    private static void add(double[] y, double[] x, int n) {
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
    }

    /** y ← y + ab. */
    private static void addProduct(double[] y, double[] a, double[] b, int n) {
        for (int i = 0; i < n; i++) {
            y[i] += a[i] * b[i];
        }
    }

    /** y ← y − ab. */
    private static void subtractProduct(double[] y, double[] a, double[] b, int n) {
        for (int i = 0; i < n; i++) {
            y[i] -= a[i] * b[i];
        }
    }

    private static void divide(double[] y, double[] by, int n) {
        for (int i = 0; i < n; i++) {
            y[i] /= by[i];
        }
    }

    /** Lower Cholesky factor of S = kσσᵀ + εI + δt·diag(f), and log det S. */
    private void factorise(int n) {
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double[] s = factor[a * d + b];
                double fixed = a == b ? epsilon : 0;
                double growing = a == b ? floor[a] : 0;
                Arrays.fill(s, 0, n, 0);
                for (int m = 0; m < d; m++) {
                    addProduct(s, sigma[a * d + m], sigma[b * d + m], n);
                }
                for (int i = 0; i < n; i++) {
                    s[i] = k[i] * s[i] + (fixed + growing * dt[i]);
                }
                for (int m = 0; m < b; m++) {
                    subtractProduct(s, factor[a * d + m], factor[b * d + m], n);
                }
                if (a > b) {
                    divide(s, factor[b * d + b], n);
                }
            }
            double[] pivot = factor[a * d + a];
            for (int i = 0; i < n; i++) {
                pivot[i] = Math.sqrt(pivot[i]);
            }
        }
        for (int i = 0; i < n; i++) {
            logDeterminant[i] = logDeterminant(i);
        }
    }

    /** One logarithm, unless the product of the pivots is too large or too small for a number. */
    private double logDeterminant(int i) {
        double root = 1;
        double logarithms = 0;
        for (int a = 0; a < d; a++) {
            root *= factor[a * d + a][i];
        }
        if (root >= Double.MIN_NORMAL && root <= Double.MAX_VALUE) {
            return 2 * StrictMath.log(root);
        }
        for (int a = 0; a < d; a++) {
            logarithms += 2 * StrictMath.log(factor[a * d + a][i]);
        }
        return logarithms;
    }

    private void invertFactor(int n) {
        for (int b = 0; b < d; b++) {
            Arrays.fill(inverse[b * d + b], 0, n, 1);
            divide(inverse[b * d + b], factor[b * d + b], n);
            for (int a = b + 1; a < d; a++) {
                double[] s = inverse[a * d + b];
                Arrays.fill(s, 0, n, 0);
                for (int m = b; m < a; m++) {
                    subtractProduct(s, factor[a * d + m], inverse[m * d + b], n);
                }
                divide(s, factor[a * d + a], n);
            }
        }
    }

    /** square ← rᵀS⁻¹r; replaces the residual r by S⁻¹r. */
    private void whiten(int n) {
        Arrays.fill(square, 0, n, 0);
        for (int a = 0; a < d; a++) {
            Arrays.fill(whitened[a], 0, n, 0);
            for (int m = 0; m <= a; m++) {
                addProduct(whitened[a], inverse[a * d + m], residual[m], n);
            }
            addProduct(square, whitened[a], whitened[a], n);
        }
        for (int a = 0; a < d; a++) {
            Arrays.fill(residual[a], 0, n, 0);
            for (int m = a; m < d; m++) {
                addProduct(residual[a], inverse[m * d + a], whitened[m], n);
            }
        }
    }

    /** precision ← S⁻¹, factor ← S⁻¹ − S⁻¹rrᵀS⁻¹. */
    private void invert(int n) {
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double[] s = precision[a * d + b];
                Arrays.fill(s, 0, n, 0);
                for (int m = a; m < d; m++) {
                    addProduct(s, inverse[m * d + a], inverse[m * d + b], n);
                }
                System.arraycopy(s, 0, precision[b * d + a], 0, n);
                System.arraycopy(s, 0, factor[a * d + b], 0, n);
                subtractProduct(factor[a * d + b], residual[a], residual[b], n);
                System.arraycopy(factor[a * d + b], 0, factor[b * d + a], 0, n);
            }
        }
    }

    /** factor ← factor − S⁻¹CS⁻¹, square ← square + tr(S⁻¹C). */
    private void subtractSpread(int from, int n, int samples, double[] covariance) {
        for (int m = 0; m < d * d; m++) {
            System.arraycopy(covariance, m * samples + from, inverse[m], 0, n);
        }
        for (int a = 0; a < d * d; a++) {
            multiply(precision, inverse, a / d, a % d, n);
            System.arraycopy(sum, 0, spread[a], 0, n);
        }
        for (int a = 0; a < d * d; a++) {
            multiply(spread, precision, a / d, a % d, n);
            for (int i = 0; i < n; i++) {
                factor[a][i] -= sum[i];
            }
        }
        Arrays.fill(sum, 0, n, 0);
        for (int a = 0; a < d; a++) {
            add(sum, spread[a * d + a], n);
        }
        add(square, sum, n);
    }

    /** sum ← (xy)_ab. */
    private void multiply(double[][] x, double[][] y, int a, int b, int n) {
        Arrays.fill(sum, 0, n, 0);
        for (int m = 0; m < d; m++) {
            addProduct(sum, x[a * d + m], y[m * d + b], n);
        }
    }
}
