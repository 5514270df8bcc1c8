package org.macrodyn.micro.spde;

/**
 * Parameters of the stochastic predator–prey system
 *
 * <p>∂u/∂t = u(1 − u − v) + D·Δu + s·ξ_u, ∂v/∂t = a·v(u − b) + D_v·Δv + s·ξ_v,
 *
 * <p>with ξ white in time and independent for each cell and field. Values in the paper: {@link #paper()}.
 *
 * @param predatorGrowth a, at least 0
 * @param preyThreshold b, the prey density at which predators neither grow nor decay, at least 0
 * @param preyDiffusion D, at least 0
 * @param predatorDiffusion D_v, at least 0
 * @param laplacian what Δ means on the grid
 * @param noise s, standard deviation of the noise of one cell per square root of time, at least 0
 * @param timeStep dt, above 0; stability is checked when the number of cells is known
 * @param scheme how the drift is integrated over one step
 */
public record PredatorPreySettings(
        double predatorGrowth,
        double preyThreshold,
        double preyDiffusion,
        double predatorDiffusion,
        Laplacian laplacian,
        double noise,
        double timeStep,
        Scheme scheme) {

    /** What Δ means for neighbouring cells at distance dx = 1/N. */
    public enum Laplacian {
        /** Δw_i = w_{i−1} − 2w_i + w_{i+1}, without 1/dx²: systems of different N differ (the paper's choice). */
        GRID,
        /** Δw_i = (w_{i−1} − 2w_i + w_{i+1}) / dx²: the same equation on [0, 1] for every N. */
        PHYSICAL
    }

    /** How the drift f is integrated over one step; the noise s·√dt·ξ is added at its end in both. */
    public enum Scheme {
        /** Euler–Maruyama, w ← w + dt·f(w) + s·√dt·ξ: weak order 1 (the paper's choice). */
        EULER_MARUYAMA,
        /** Classical Runge–Kutta for the drift: order 4 without noise, weak order 1 with it. */
        RUNGE_KUTTA_4;

        /** End of the real stability interval [−limit, 0] of dt·eigenvalue. */
        double realStabilityLimit() {
            return this == EULER_MARUYAMA ? 2 : 2.785;
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is negative or not finite, or the time step is 0
     */
    public PredatorPreySettings {
        requireNotNegative("predator growth a", predatorGrowth);
        requireNotNegative("prey threshold b", preyThreshold);
        requireNotNegative("prey diffusion D", preyDiffusion);
        requireNotNegative("predator diffusion D_v", predatorDiffusion);
        requireNotNegative("noise s", noise);
        if (!(timeStep > 0) || Double.isInfinite(timeStep)) {
            throw new IllegalArgumentException("time step dt = " + timeStep + ": must be finite and above 0");
        }
        if (laplacian == null || scheme == null) {
            throw new IllegalArgumentException(
                    "laplacian = " + laplacian + ", scheme = " + scheme + ": both must be chosen");
        }
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " = " + value + ": must be finite and at least 0");
        }
    }

    /**
     * The paper's values: a = 3, b = 0.4, D = 0, D_v = 1, grid Laplacian, s = 0.02, dt = 0.01, Euler–Maruyama.
     *
     * @return the paper's settings
     */
    public static PredatorPreySettings paper() {
        return new PredatorPreySettings(3, 0.4, 0, 1, Laplacian.GRID, 0.02, 0.01, Scheme.EULER_MARUYAMA);
    }

    /**
     * The same settings with another meaning of Δ.
     *
     * @param value grid units or 1/dx²
     * @return changed settings
     */
    public PredatorPreySettings withLaplacian(Laplacian value) {
        return new PredatorPreySettings(
                predatorGrowth, preyThreshold, preyDiffusion, predatorDiffusion, value, noise, timeStep, scheme);
    }

    /**
     * The same settings with other diffusion constants.
     *
     * @param prey D, at least 0
     * @param predator D_v, at least 0
     * @return changed settings
     */
    public PredatorPreySettings withDiffusion(double prey, double predator) {
        return new PredatorPreySettings(
                predatorGrowth, preyThreshold, prey, predator, laplacian, noise, timeStep, scheme);
    }

    /**
     * The same settings with another strength of the noise.
     *
     * @param value s, at least 0
     * @return changed settings
     */
    public PredatorPreySettings withNoise(double value) {
        return new PredatorPreySettings(
                predatorGrowth, preyThreshold, preyDiffusion, predatorDiffusion, laplacian, value, timeStep, scheme);
    }

    /**
     * The same settings with another time step.
     *
     * @param value dt, above 0
     * @return changed settings
     */
    public PredatorPreySettings withTimeStep(double value) {
        return new PredatorPreySettings(
                predatorGrowth, preyThreshold, preyDiffusion, predatorDiffusion, laplacian, noise, value, scheme);
    }

    /**
     * The same settings with another scheme.
     *
     * @param value how the drift is integrated
     * @return changed settings
     */
    public PredatorPreySettings withScheme(Scheme value) {
        return new PredatorPreySettings(
                predatorGrowth, preyThreshold, preyDiffusion, predatorDiffusion, laplacian, noise, timeStep, value);
    }

    /**
     * What (w_{i−1} − 2w_i + w_{i+1}) is multiplied by, 1 or 1/dx².
     *
     * @param cells N, at least 1
     * @return 1 for {@link Laplacian#GRID}, N² for {@link Laplacian#PHYSICAL}
     */
    public double laplacianFactor(int cells) {
        return laplacian == Laplacian.GRID ? 1 : (double) cells * cells;
    }

    /**
     * The longest stable time step, ℓ / (4·c·max(D, D_v) + 2·max(1, a·b, a·|1 − b|)).
     *
     * <p>Here ℓ is the scheme's real stability limit (2 for Euler, 2.785 for Runge–Kutta) and c the {@linkplain
     * #laplacianFactor factor} of the Laplacian, whose spectrum lies in [−4c, 0]; the second term covers the reaction at
     * its fixed points (u, v) = (0, 0), (1, 0) and (b, 1 − b).
     *
     * @param cells N, at least 1
     * @return largest time step that the linearised scheme allows
     */
    public double stableTimeStep(int cells) {
        double diffusion = 4 * laplacianFactor(cells) * Math.max(preyDiffusion, predatorDiffusion);
        double growth = predatorGrowth * Math.abs(1 - preyThreshold);
        double reaction = 2 * Math.max(1, Math.max(predatorGrowth * preyThreshold, growth));
        return scheme.realStabilityLimit() / (diffusion + reaction);
    }
}
