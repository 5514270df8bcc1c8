package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/**
 * Several SDEs learnt from the same data, whose disagreement shows how far to trust each of them (Lakshminarayanan,
 * Pritzel and Blundell, <i>Deep ensembles</i>, 2017): {@link #train} varies the seed of the training alone,
 * {@link #trainResampled} the data, too, by the bootstrap (Efron, Ann. Stat. 7, 1, 1979).
 *
 * <p>What all of them share (closure, δt, the configurations' fine structure) is not seen by it. Immutable.
 *
 * @param models two or more, of the same components
 */
public record ModelEnsemble(List<SdeModel> models) {
    private static final int FEWEST = 2;

    /**
     * Checks the models.
     *
     * @throws IllegalArgumentException if there are fewer than two, or their components differ
     */
    public ModelEnsemble {
        models = List.copyOf(models);
        if (models.size() < FEWEST) {
            throw new IllegalArgumentException(models.size() + " models: a spread needs at least " + FEWEST);
        }
        List<String> names = models.get(0).names();
        for (SdeModel model : models) {
            if (!model.names().equals(names)) {
                throw new IllegalArgumentException(
                        "models of " + names + " and of " + model.names() + ": components must be the same in all");
            }
        }
    }

    /**
     * Trains side by side, each from its own initial weights and with its own order of the same pairs: the spread is what
     * the optimiser leaves open.
     *
     * @param pairs training pairs
     * @param network shape of the models
     * @param training how they are fitted; its seed is not used
     * @param seeds one for each model, two or more, all different
     * @param threads trainings at a time, at least 1
     * @param progress hears steps done of all
     * @return one model for each seed, in their order
     * @throws IllegalArgumentException if there are fewer than two seeds, one is given twice, or threads is below 1
     * @throws IllegalStateException if a loss becomes infinite or not a number
     * @throws CancellationException if interrupted
     */
    public static ModelEnsemble train(
            MacroPairs pairs,
            SdeSettings network,
            TrainingSettings training,
            List<Long> seeds,
            int threads,
            ProgressListener progress) {
        requireDifferent(seeds);
        return trainAll(seeds.stream().map(seed -> pairs).toList(), network, training, seeds, threads, progress);
    }

    /**
     * As {@link #train}, but each model learns from a resample of its own: as many configurations as there are, drawn with
     * replacement, each with all its pairs. The spread is what optimiser and finite number of configurations leave open.
     *
     * @param pairs training pairs, those of a configuration in succession
     * @param pairsOfEach pairs of each configuration: the repeats of the partial evolution, or {@link MacroPairs#group} if
     *     the pairs are condensed
     * @param network shape of the models
     * @param training how they are fitted; its seed is not used
     * @param seeds one for each model, two or more, all different; resamples draw from the streams (seed, "bootstrap", 0)
     * @param threads trainings at a time, at least 1
     * @param progress hears steps done of all
     * @return one model for each seed, in their order
     * @throws IllegalArgumentException as {@link #train}; if pairsOfEach is not a multiple of the pairs' group, does not
     *     divide their number, or leaves one configuration only
     * @throws IllegalStateException if a loss becomes infinite or not a number
     * @throws CancellationException if interrupted
     */
    public static ModelEnsemble trainResampled(
            MacroPairs pairs,
            int pairsOfEach,
            SdeSettings network,
            TrainingSettings training,
            List<Long> seeds,
            int threads,
            ProgressListener progress) {
        requireDifferent(seeds);
        Bootstrap bootstrap = new Bootstrap(pairs, pairsOfEach);
        List<MacroPairs> resamples = seeds.stream()
                .map(seed -> bootstrap.resample(RandomStreams.stream(seed, "bootstrap", 0)))
                .toList();
        return trainAll(resamples, network, training, seeds, threads, progress);
    }

    private static void requireDifferent(List<Long> seeds) {
        if (seeds.size() < FEWEST) {
            throw new IllegalArgumentException("seeds " + seeds + ": a spread needs at least " + FEWEST);
        }
        if (seeds.stream().distinct().count() < seeds.size()) {
            throw new IllegalArgumentException("seeds " + seeds + ": must all be different");
        }
    }

    private static ModelEnsemble trainAll(
            List<MacroPairs> data,
            SdeSettings network,
            TrainingSettings training,
            List<Long> seeds,
            int threads,
            ProgressListener progress) {
        List<TrainingJob> jobs = new ArrayList<>();
        for (int i = 0; i < seeds.size(); i++) {
            TrainingSettings own = training.withSeed(seeds.get(i));
            jobs.add(new TrainingJob("seed " + seeds.get(i), data.get(i), network, own, null));
        }
        return new ModelEnsemble(SdeTrainer.trainAll(jobs, threads, progress).stream()
                .map(TrainingResult::model)
                .toList());
    }

    /**
     * The models at one value of their parameter, see {@link SdeModel#at}.
     *
     * @param value of the parameter
     * @return an ensemble of SDEs of z alone
     * @throws IllegalArgumentException if the models have no parameter, or the value lies outside its range
     */
    public ModelEnsemble at(double value) {
        return new ModelEnsemble(models.stream().map(model -> model.at(value)).toList());
    }

    /**
     * Names of the components of z.
     *
     * @return d names
     */
    public List<String> names() {
        return models.get(0).names();
    }

    /**
     * Runs every model from the same initial states, each with noise of its own; model m takes its seed from the stream
     * (seed, "ensemble", m).
     *
     * @param z0 {@code [runs][d]} initial states, two or more; equal ones may repeat
     * @param step time δ between recorded states, above 0
     * @param steps recorded states of each trajectory, the initial one included
     * @param substeps Euler–Maruyama steps between recorded states, at least 1
     * @param seed seed of the noise
     * @param threads threads to use, at least 1; the result does not depend on it
     * @return the trajectories, model by model, without those that left the finite numbers in any of them
     * @throws IllegalArgumentException if a setting lies outside its range, an initial state is not finite or the states do not
     *     fit into memory
     * @throws IllegalStateException if fewer than two trajectories are finite in all models
     * @throws CancellationException if interrupted
     */
    public EnsembleForecast forecast(double[][] z0, double step, int steps, int substeps, long seed, int threads) {
        if (z0.length < FEWEST) {
            throw new IllegalArgumentException(z0.length + " initial states: a spread needs at least " + FEWEST);
        }
        if (steps > 0) {
            Forecast.requireMemory(models.size(), z0.length, steps, names().size());
        }
        List<ForecastResult> results = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            long own = RandomStreams.stream(seed, "ensemble", m).nextLong();
            results.add(Forecast.run(models.get(m), z0, step, steps, substeps, own, threads));
        }
        return EnsembleForecast.of(results);
    }
}
