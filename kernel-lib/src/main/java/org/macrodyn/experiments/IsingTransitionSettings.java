package org.macrodyn.experiments;

import java.util.List;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * Settings of the Ising phase transition (paper §4 of the experiments; SPEC §4), h = 0.
 *
 * @param temperatures T in J/k, ascending; exponents are fitted at the one nearest to 2.27
 * @param sides L of the large systems, ascending, multiples of 16 by powers of 2 or by 3
 * @param sweeps sweeps of each direct simulation; the first half is left out
 * @param sweepsBetween sweeps between two recorded states
 * @param samples configurations that each SDE is learnt from, a multiple of 64
 * @param relaxation sweeps of each window after doubling; 9/4 of them after tripling, as blocks of 3 × 3 last longer
 * @param repeats pairs from each patch of a configuration, at least 16 from each configuration
 * @param streams independent repetitions of everything that is learnt, whose spread is in the error bars
 * @param network form of the SDE
 * @param training how it is fitted; its λ is replaced by the estimated one
 * @param lambdaStep δt at which λ is estimated, short, because a patch's increments belong to the dynamics of the whole only
 *     as δt → 0
 * @param lambdaSamples configurations of each estimate of λ
 * @param lambdaRepeats pairs from each of them
 * @param forecastRuns learnt trajectories
 * @param forecastSteps steps of each; the first half is left out
 * @param seed seed of everything
 */
public record IsingTransitionSettings(
        List<Double> temperatures,
        List<Integer> sides,
        int sweeps,
        int sweepsBetween,
        int samples,
        int relaxation,
        int repeats,
        int streams,
        SdeSettings network,
        TrainingSettings training,
        double lambdaStep,
        int lambdaSamples,
        int lambdaRepeats,
        int forecastRuns,
        int forecastSteps,
        long seed) {
    /** Side of the small system and of the patch, 16. */
    public static final int PATCH_SIDE = 16;

    private static final int LONGEST_STEP = 16;
    private static final int FEWEST_PAIRS = 16;
    private static final int SMALLEST_SWEEPS = 20;

    /**
     * Checks that the sides can be reached and that there is something to fit.
     *
     * @throws IllegalArgumentException if a list is too short, a side cannot be reached or a count is out of range
     */
    public IsingTransitionSettings {
        temperatures = List.copyOf(temperatures);
        sides = List.copyOf(sides);
        if (temperatures.size() < 3 || sides.size() < 2) {
            throw new IllegalArgumentException(temperatures.size() + " temperatures and " + sides.size()
                    + " sides: must be at least 3 and 2, or nothing can be fitted");
        }
        for (int side : sides) {
            int ratio = Patches.square(side, PATCH_SIDE).count();
            if (Integer.bitCount(side / PATCH_SIDE) != 1 && side != 3 * PATCH_SIDE) {
                throw new IllegalArgumentException(
                        "L = " + side + " (K = " + ratio + "): must be 48, or 16 times a power of 2");
            }
        }
        if (sweeps < SMALLEST_SWEEPS * sweepsBetween || sweepsBetween < 1 || relaxation < 1) {
            throw new IllegalArgumentException("sweeps = " + sweeps + ", sweepsBetween = " + sweepsBetween
                    + ", relaxation = " + relaxation + ": must be at least 1, and 20 states must be recorded");
        }
        if (samples < 1 || samples % RasterPairs.BUNDLE != 0 || repeats < 1 || streams < 1) {
            throw new IllegalArgumentException("samples = " + samples + ", repeats = " + repeats + ", streams = "
                    + streams + ": must be at least 1, samples a multiple of " + RasterPairs.BUNDLE);
        }
        if (!(lambdaStep > 0) || forecastSteps < 20 || forecastRuns < 2) {
            throw new IllegalArgumentException("lambdaStep = " + lambdaStep + ", forecastSteps = " + forecastSteps
                    + ", forecastRuns = " + forecastRuns + ": must be above 0, at least 20 and at least 2");
        }
    }

    /**
     * The settings of a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static IsingTransitionSettings at(Scale scale) {
        List<Double> three = List.of(2.25, 2.27, 2.29);
        List<Double> five = List.of(2.25, 2.26, 2.27, 2.28, 2.29);
        return switch (scale) {
            case SMOKE -> of(three, List.of(16, 32), 600, 256, 4, 2, 2, 4, 256, 4, 16, 400);
            case LAPTOP -> of(three, List.of(16, 32, 48, 64), 32_000, 24_576, 20, 4, 4, 8, 4096, 64, 128, 16_000);
            case PAPER ->
                of(five, List.of(16, 32, 48, 64, 128, 256), 64_000, 24_576, 20, 4, 4, 8, 8192, 64, 160, 32_000);
        };
    }

    private static IsingTransitionSettings of(
            List<Double> temperatures,
            List<Integer> sides,
            int sweeps,
            int samples,
            int relaxation,
            int repeats,
            int streams,
            int epochs,
            int lambdaSamples,
            int lambdaRepeats,
            int forecastRuns,
            int forecastSteps) {
        return new IsingTransitionSettings(
                temperatures,
                sides,
                sweeps,
                10,
                samples,
                relaxation,
                repeats,
                streams,
                SdeSettings.of(Diffusion.FULL).withHidden(32, 2).withActivation(Activation.SILU),
                TrainingSettings.of(1).withBatch(64).withEpochs(epochs).withLearningRate(LearningRate.cosine(5e-3)),
                0.025,
                lambdaSamples,
                lambdaRepeats,
                forecastRuns,
                forecastSteps,
                42);
    }

    /**
     * The number of patches of a system.
     *
     * @param side L
     * @return K = (L / 16)²
     */
    public static int patches(int side) {
        return Patches.square(side, PATCH_SIDE).count();
    }

    /**
     * δt of partial evolution and of the forecasts at one L. It grows with the time in which m forgets, ∝ L², so that a step
     * moves m little compared with its range. Long steps pay: at L = 64 and T = 2.27 the variance of a configuration's mean
     * rate ⟨Δm⟩/δt was measured as 0.085, 0.043, 0.025, 0.011, 0.006 / L² at δt = 1, 2, 4, 8, 16, while σ², which it is to be
     * compared with, was 0.96, 0.85, 0.72, 0.58, 0.45 / L² per sweep.
     *
     * @param side L
     * @return δt in sweeps: 1 at L = 16, 2, 4, 8 at 32, 48, 64, and 16 from 96 on
     */
    public static int step(int side) {
        return Math.max(1, Math.min(LONGEST_STEP, patches(side) / 2));
    }

    /**
     * Pairs from each patch of a configuration at one L.
     *
     * @param side L
     * @return the settings' repeats, more if that makes fewer than 16 for all patches together
     */
    public int repeats(int side) {
        return Math.max(repeats, FEWEST_PAIRS / patches(side));
    }

    /**
     * The temperature at which exponents are fitted.
     *
     * @return the one nearest to 2.27
     */
    public double fitTemperature() {
        return temperatures.stream()
                .min((a, b) -> Double.compare(Math.abs(a - 2.27), Math.abs(b - 2.27)))
                .orElseThrow();
    }
}
