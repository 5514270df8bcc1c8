package org.macrodyn.experiments;

import java.util.List;
import org.macrodyn.scale.LocalRelaxation;
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
 * @param samples configurations of each upsampling level
 * @param relaxation how each level is relaxed
 * @param step δt of partial evolution, in sweeps; longer ones give less noisy drifts, and forecasts take steps of the same
 *     length, so that the mean of a step is what the pairs say
 * @param repeats pairs from each configuration of up to 4 patches, condensed; more in proportion to K with larger systems
 * @param streams independent repetitions of everything that is learnt, whose spread is in the error bars
 * @param network form of the SDE
 * @param training how it is fitted; its λ is replaced by the estimated one
 * @param lambdaStep δt at which λ is estimated, short, because a patch's increments belong to the dynamics of the whole only
 *     as δt → 0
 * @param lambdaSamples configurations of each estimate of λ
 * @param lambdaRepeats pairs from each of them
 * @param forecastRuns learnt trajectories
 * @param forecastTime length of each, in sweeps; the first half is left out
 * @param seed seed of everything
 */
public record IsingTransitionSettings(
        List<Double> temperatures,
        List<Integer> sides,
        int sweeps,
        int sweepsBetween,
        int samples,
        LocalRelaxation relaxation,
        double step,
        int repeats,
        int streams,
        SdeSettings network,
        TrainingSettings training,
        double lambdaStep,
        int lambdaSamples,
        int lambdaRepeats,
        int forecastRuns,
        double forecastTime,
        long seed) {
    /** Side of the small system and of the patch, 16. */
    public static final int PATCH_SIDE = 16;

    /** δt in sweeps. */
    private static final double STEP = 1;

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
        if (sweeps < SMALLEST_SWEEPS * sweepsBetween
                || sweepsBetween < 1
                || samples < 1
                || repeats < 5
                || streams < 1) {
            throw new IllegalArgumentException("sweeps = " + sweeps + ", sweepsBetween = " + sweepsBetween
                    + ", samples = " + samples + ", repeats = " + repeats
                    + ", streams = " + streams + ": must be at least 1 (repeats 5), and 20 states must be recorded");
        }
        if (!(step > 0) || !(lambdaStep > 0) || !(forecastTime >= 20 * step) || forecastRuns < 2) {
            throw new IllegalArgumentException("step = " + step + ", lambdaStep = " + lambdaStep
                    + ", forecastTime = " + forecastTime + ", forecastRuns = " + forecastRuns
                    + ": steps must be above 0, the time at least 20 of them, the runs at least 2");
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
            case SMOKE -> of(three, List.of(16, 32), 600, 256, 1, 16, 2, 4, 256, 4, 16, 400);
            case LAPTOP -> of(three, List.of(16, 32, 48, 64), 8000, 8192, 20, 64, 2, 50, 4096, 16, 64, 16_000);
            case PAPER -> of(five, List.of(16, 32, 48, 64, 128), 32_000, 32_768, 20, 256, 2, 50, 8192, 64, 160, 32_000);
        };
    }

    private static IsingTransitionSettings of(
            List<Double> temperatures,
            List<Integer> sides,
            int sweeps,
            int samples,
            double relaxation,
            int repeats,
            int streams,
            int epochs,
            int lambdaSamples,
            int lambdaRepeats,
            int forecastRuns,
            double forecastTime) {
        return new IsingTransitionSettings(
                temperatures,
                sides,
                sweeps,
                10,
                samples,
                LocalRelaxation.brief(relaxation),
                STEP,
                repeats,
                streams,
                SdeSettings.of(Diffusion.FULL).withHidden(32, 2).withActivation(Activation.SILU),
                TrainingSettings.of(1).withBatch(256).withEpochs(epochs).withLearningRate(LearningRate.cosine(5e-3)),
                0.1,
                lambdaSamples,
                lambdaRepeats,
                forecastRuns,
                forecastTime,
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
