package org.macrodyn.sde;

import java.util.Arrays;
import java.util.Objects;

/**
 * Loss of a pair (z, Δz, δt): ℓ = rᵀS⁻¹r + log det S with r = Δz − μ(z)δt and S = λ·δt·σ(z)σ(z)ᵀ + εI + δt·diag(f), no
 * factor ½ and no constant (paper, partial likelihood). λ multiplies the covariance because one patch of K moves by K times
 * the noise of the whole. Everything is computed in double precision, so ε and f may be 0 where σ is regular.
 *
 * @param lambda λ, above 0
 * @param epsilon ε, at least 0, in squared units of z
 * @param floor {@code [d]} f, at least 0, in squared units of z per time
 * @param diffusion form of σ
 * @param driftScale {@code [d]} factors of the drift outputs
 * @param diffusionScale {@code [d]} factors of the rows of σ
 */
public record PartialLikelihood(
        double lambda,
        double epsilon,
        double[] floor,
        Diffusion diffusion,
        double[] driftScale,
        double[] diffusionScale) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if λ, ε, f or a scale lies outside its range
     */
    public PartialLikelihood {
        Objects.requireNonNull(diffusion, "diffusion");
        floor = floor.clone();
        driftScale = driftScale.clone();
        diffusionScale = diffusionScale.clone();
        boolean sizes = driftScale.length > 0
                && diffusionScale.length == driftScale.length
                && floor.length == driftScale.length;
        if (!sizes || !(lambda > 0) || Double.isInfinite(lambda) || !atLeastZero(epsilon)) {
            throw new IllegalArgumentException("likelihood with λ = " + lambda + ", ε = " + epsilon + " and "
                    + driftScale.length + ", " + diffusionScale.length + " and " + floor.length
                    + " scales: must be above 0, at least 0, and equal numbers of scales");
        }
        if (!atLeastZero(floor) || !atLeastZero(driftScale) || !atLeastZero(diffusionScale)) {
            throw new IllegalArgumentException("likelihood with floors " + Arrays.toString(floor) + " and scales "
                    + Arrays.toString(driftScale) + ", " + Arrays.toString(diffusionScale)
                    + ": must be finite and at least 0");
        }
    }

    /**
     * The loss for one λ, with f = 0.
     *
     * @param lambda λ, above 0
     * @param epsilon ε, at least 0, in squared units of z
     * @param diffusion form of σ
     * @param driftScale {@code [d]} factors of the drift outputs
     * @param diffusionScale {@code [d]} factors of the rows of σ
     * @throws IllegalArgumentException if λ, ε or a scale lies outside its range
     */
    public PartialLikelihood(
            double lambda, double epsilon, Diffusion diffusion, double[] driftScale, double[] diffusionScale) {
        this(lambda, epsilon, new double[driftScale.length], diffusion, driftScale, diffusionScale);
    }

    private static boolean atLeastZero(double... values) {
        return Arrays.stream(values).allMatch(value -> value >= 0 && value < Double.POSITIVE_INFINITY);
    }

    int dimension() {
        return driftScale.length;
    }
}
