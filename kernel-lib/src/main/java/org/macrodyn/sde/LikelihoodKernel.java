package org.macrodyn.sde;

import java.util.Arrays;

/**
 * The partial likelihood and its closed-form gradient for a block of samples, in double precision.
 *
 * <p>With r = Δz − μδt and S = λδt·σσᵀ + εI + δt·diag(f): ℓ = rᵀS⁻¹r + log det S, ∂ℓ/∂μ = −2δt·S⁻¹r,
 * ∂ℓ/∂σ = 2λδt·(S⁻¹ − S⁻¹rrᵀS⁻¹)σ. The mean of ℓ over pairs that share z and δt depends on their Δz through mean Δz̄ and
 * covariance C alone: ℓ̄ = r̄ᵀS⁻¹r̄ + tr(S⁻¹C) + log det S, with rrᵀ replaced by r̄r̄ᵀ + C in the gradient. Arrays are component
 * by component, {@code [component · samples]}. Has scratch space of its own: one for each thread.
 */
final class LikelihoodKernel {
    private final int d;
    private final double lambda;
    private final double epsilon;
    private final double[] floor;
    private final boolean diagonal;
    private final double[] driftScale;
    private final double[] diffusionScale;
    private final double[] residual;
    private final double[] whitened;
    private final double[] sigma;
    private final double[] factor;
    private final double[] inverse;
    private final double[] precision;
    private final double[] spread;

    LikelihoodKernel(PartialLikelihood likelihood) {
        d = likelihood.dimension();
        lambda = likelihood.lambda();
        epsilon = likelihood.epsilon();
        floor = likelihood.floor();
        diagonal = likelihood.diffusion().isDiagonal() || d == 1;
        driftScale = likelihood.driftScale();
        diffusionScale = likelihood.diffusionScale();
        residual = new double[d];
        whitened = new double[d];
        sigma = new double[d * d];
        factor = new double[d * d];
        inverse = new double[d * d];
        precision = new double[d * d];
        spread = new double[d * d];
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
            for (int i = 0; i < samples; i++) {
                loss[i] = sample(i, samples, drift, diffusion, given);
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

    private double sample(int i, int samples, double[] drift, double[] diffusion, Increments given) {
        double dt = given.dt[i];
        double k = lambda * dt;
        for (int a = 0, at = i; a < d; a++, at += samples) {
            residual[a] = given.dz[at] - drift[at] * driftScale[a] * dt;
        }
        for (int a = 0, at = i; a < d * d; a++, at += samples) {
            sigma[a] = diffusion[at] * diffusionScale[a / d];
        }
        double logDeterminant = factorise(k, dt);
        invertFactor();
        double square = whiten();
        for (int a = 0, at = i; a < d; a++, at += samples) {
            drift[at] = -2 * dt * driftScale[a] * residual[a];
        }
        invert();
        if (given.covariance.length > 0) {
            square += subtractSpread(i, samples, given.covariance);
        }
        diffusionGradient(i, samples, k, diffusion);
        return square + logDeterminant;
    }

    /** Lower Cholesky factor of S = kσσᵀ + εI + δt·diag(f); returns log det S. */
    private double factorise(double k, double dt) {
        double root = 1;
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double s = 0;
                for (int m = 0; m < d; m++) {
                    s += sigma[a * d + m] * sigma[b * d + m];
                }
                s = k * s + (a == b ? epsilon + floor[a] * dt : 0);
                for (int m = 0; m < b; m++) {
                    s -= factor[a * d + m] * factor[b * d + m];
                }
                factor[a * d + b] = a == b ? Math.sqrt(s) : s / factor[b * d + b];
            }
            root *= factor[a * d + a];
        }
        return root >= Double.MIN_NORMAL && root <= Double.MAX_VALUE ? 2 * StrictMath.log(root) : logDeterminant();
    }

    /** Where the product of the factors is too large or too small for a number. */
    private double logDeterminant() {
        double sum = 0;
        for (int a = 0; a < d; a++) {
            sum += 2 * StrictMath.log(factor[a * d + a]);
        }
        return sum;
    }

    private void invertFactor() {
        for (int b = 0; b < d; b++) {
            inverse[b * d + b] = 1 / factor[b * d + b];
            for (int a = b + 1; a < d; a++) {
                double s = 0;
                for (int m = b; m < a; m++) {
                    s -= factor[a * d + m] * inverse[m * d + b];
                }
                inverse[a * d + b] = s / factor[a * d + a];
            }
        }
    }

    /** rᵀS⁻¹r; replaces the residual r by S⁻¹r. */
    private double whiten() {
        double square = 0;
        for (int a = 0; a < d; a++) {
            double s = 0;
            for (int m = 0; m <= a; m++) {
                s += inverse[a * d + m] * residual[m];
            }
            whitened[a] = s;
            square += s * s;
        }
        for (int a = 0; a < d; a++) {
            double s = 0;
            for (int m = a; m < d; m++) {
                s += inverse[m * d + a] * whitened[m];
            }
            residual[a] = s;
        }
        return square;
    }

    /** precision ← S⁻¹, factor ← S⁻¹ − S⁻¹rrᵀS⁻¹. */
    private void invert() {
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double s = 0;
                for (int m = a; m < d; m++) {
                    s += inverse[m * d + a] * inverse[m * d + b];
                }
                precision[a * d + b] = s;
                precision[b * d + a] = s;
                s -= residual[a] * residual[b];
                factor[a * d + b] = s;
                factor[b * d + a] = s;
            }
        }
    }

    /** factor ← factor − S⁻¹CS⁻¹; returns tr(S⁻¹C). */
    private double subtractSpread(int i, int samples, double[] covariance) {
        double trace = 0;
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                double s = 0;
                for (int m = 0; m < d; m++) {
                    s += precision[a * d + m] * covariance[(m * d + b) * samples + i];
                }
                spread[a * d + b] = s;
            }
            trace += spread[a * d + a];
        }
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                double s = 0;
                for (int m = 0; m < d; m++) {
                    s += spread[a * d + m] * precision[m * d + b];
                }
                factor[a * d + b] -= s;
            }
        }
        return trace;
    }

    private void diffusionGradient(int i, int samples, double k, double[] diffusion) {
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                double s = 0;
                for (int m = 0; m < d; m++) {
                    s += factor[a * d + m] * sigma[m * d + b];
                }
                diffusion[(a * d + b) * samples + i] = 2 * k * diffusionScale[a] * s;
            }
        }
    }
}
