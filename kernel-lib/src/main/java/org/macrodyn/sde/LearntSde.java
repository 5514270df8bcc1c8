package org.macrodyn.sde;

import java.util.Collections;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

/**
 * An SDE that was learnt from pairs alone, as those of own trajectories are ({@link MacroPairs#of}), without a system that
 * could be simulated. The pairs are of the system itself, λ = 1.
 *
 * @param pairs what it was learnt from
 * @param settings how
 * @param training the SDE and the history of its training
 */
public record LearntSde(MacroPairs pairs, TrainingSettings settings, TrainingResult training) {
    private static final int STATES = 101;
    /** Pairs of a step: a fraction of all, so that an epoch has enough steps, and a step enough work. */
    private static final int STEPS = 100;

    private static final int SMALLEST_BATCH = 256;
    private static final int LARGEST_BATCH = 4096;

    /**
     * Learns with the library's recipe.
     *
     * @param pairs λ = 1
     * @return the learnt SDE
     * @throws IllegalArgumentException as {@link SdeTrainer#train}
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static LearntSde of(MacroPairs pairs) {
        return of(pairs, ProgressListener.NONE);
    }

    /**
     * Learns with the library's recipe: networks of {@link SdeSettings#of} with a full σ(z), trained as {@link
     * TrainingSettings#of} says, from a regression until pairs that are held out are explained no better; a hundredth of the
     * pairs in each step, at least {@value #SMALLEST_BATCH} and at most {@value #LARGEST_BATCH}.
     *
     * @param pairs λ = 1
     * @param progress hears steps done and the last epoch's loss
     * @return the learnt SDE
     * @throws IllegalArgumentException as {@link SdeTrainer#train}
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static LearntSde of(MacroPairs pairs, ProgressListener progress) {
        int batch = Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, pairs.size() / STEPS));
        return of(pairs, SdeSettings.of(Diffusion.FULL), TrainingSettings.of(1).withBatch(batch), progress);
    }

    /**
     * Learns in another way.
     *
     * @param pairs with the λ of the training
     * @param network shape of the SDE
     * @param training how it is fitted
     * @param progress hears steps done and the last epoch's loss
     * @return the learnt SDE
     * @throws IllegalArgumentException as {@link SdeTrainer#train}
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static LearntSde of(
            MacroPairs pairs, SdeSettings network, TrainingSettings training, ProgressListener progress) {
        return new LearntSde(pairs, training, SdeTrainer.train(pairs, network, training, null, progress));
    }

    /**
     * The SDE.
     *
     * @return dz = μ(z)dt + σ(z)dW, in the units of the pairs
     */
    public SdeModel model() {
        return training.model();
    }

    /**
     * Residuals of the SDE on the pairs that it was learnt from.
     *
     * @return the diagnostics
     */
    public Diagnostics diagnose() {
        return diagnose(pairs);
    }

    /**
     * Residuals of the SDE on other pairs: those of runs that were kept back.
     *
     * @param others pairs of the same components and the same λ
     * @return the diagnostics
     * @throws IllegalArgumentException if they have other components, or are fewer than 100
     */
    public Diagnostics diagnose(MacroPairs others) {
        return Diagnostics.of(
                model(), others, settings.lambda(), settings.floor().epsilon());
    }

    /**
     * Forecasts from one state.
     *
     * @param start {@code [d]} where all runs start
     * @param until how long they last, in the unit of δt, above 0
     * @param runs number of runs, at least 1
     * @return {@code [runs][101][d]} at 101 times from 0; runs that left the finite numbers are left out
     * @throws IllegalArgumentException if the state has other components, or a number lies outside its range
     * @throws IllegalStateException if all runs left the finite numbers
     */
    public Trajectories forecast(double[] start, double until, int runs) {
        if (runs < 1) {
            throw new IllegalArgumentException("forecast of " + runs + " runs: must be at least 1");
        }
        return forecast(Collections.nCopies(runs, start).toArray(double[][]::new), until);
    }

    /**
     * Forecasts by Euler–Maruyama steps that are no longer than those of the pairs.
     *
     * @param starts {@code [runs][d]} where they start
     * @param until how long they last, in the unit of δt, above 0
     * @return {@code [runs][101][d]} at 101 times from 0; runs that left the finite numbers are left out
     * @throws IllegalArgumentException if a state has other components, or a number lies outside its range
     * @throws IllegalStateException if all runs left the finite numbers
     */
    public Trajectories forecast(double[][] starts, double until) {
        double step = until / (STATES - 1);
        int substeps = (int) Math.max(1, Math.ceil(step / pairs.meanTime() * (1 - 1e-6)));
        return Forecast.run(model(), starts, step, STATES, substeps, settings.seed(), Parallel.defaultThreads())
                .finite();
    }

    @Override
    public String toString() {
        return training + ", λ = " + settings.lambda() + "; learnt from " + pairs;
    }
}
