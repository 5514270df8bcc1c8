package org.macrodyn.sde;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.RandomStreams;

/** One training in its thread: all that it holds in memory, from its start or its checkpoint on. */
final class TrainingRun {
    /** Least time between two checkpoints: an epoch on few pairs takes less than writing one. */
    private static final long CHECKPOINT_NANOSECONDS = 1_000_000_000L;

    private final TrainingTask task;
    private final TrainingJob job;
    private final TrainingSettings settings;
    private final Observations observations;
    private final Scaling scaling;
    /** What the units of z and t alone add to a loss, so that the rate's rule does not depend on them. */
    private final double lossOfUnits;

    /** Observations of a group: one, or as many as there are pairs. */
    private final int each;

    private final int[] held;
    private final int[] trained;
    private final String fingerprint;
    private final TrainingStep step;
    private final double[] average;
    private final List<Double> losses;
    private final List<Double> rates;
    private final List<Double> validation;
    private final double secondsBefore;
    private final long started = System.nanoTime();
    private long saved = started - CHECKPOINT_NANOSECONDS;
    private float[] best;
    private double lowest;
    private int bestEpoch;
    /** Epochs done when patience ended and a cosine began to fall to its end; 0 before. */
    private int ending;

    private long done;
    /** State after the last finished epoch, unless that is in the checkpoint. */
    private @Nullable Checkpoint unsaved;

    /** Takes up the checkpoint, if there is one. */
    TrainingRun(TrainingTask task) throws IOException {
        this.task = task;
        job = task.job();
        settings = job.training();
        MacroPairs pairs = job.pairs();
        observations = new Observations(pairs, floor(job));
        Scaling ofState = job.model().scaled()
                ? Scaling.of(pairs, settings.lambda())
                : Scaling.none(pairs.dimension()).resting(pairs);
        scaling = ofState.with(pairs.condition());
        lossOfUnits = job.model().scaled() ? logVariances(pairs) : 0;
        each = pairs.group() / observations.shared();
        Split split = Split.of(pairs, settings.heldOut().fraction(), settings.seed());
        held = members(split.held(), each);
        trained = split.trained();
        fingerprint = fingerprint(job);
        SdeNetworks networks = SdeNetworks.of(job.model(), scaling.inputs(), pairs.dimension());
        Checkpoint state = start(job, fingerprint, networks);
        average = state.average();
        best = state.best();
        lowest = state.lowest();
        bestEpoch = state.bestEpoch();
        ending = state.ending();
        losses = new ArrayList<>(state.losses());
        rates = new ArrayList<>(state.rates());
        validation = new ArrayList<>(state.validation());
        secondsBefore = state.seconds();
        float[] weights = losses.isEmpty() ? started(networks, state.parameters()) : state.parameters();
        step = new TrainingStep(networks, scaling, likelihood(job, scaling), observations, weights);
        step.updater().restore(state.updater());
        count((long) losses.size() * task.stepsPerEpoch());
        if (settings.warmStart() && losses.isEmpty() && held.length > 0) {
            contest(weights);
        }
    }

    private static Checkpoint start(TrainingJob job, String fingerprint, SdeNetworks networks) throws IOException {
        Path file = job.checkpoint();
        return file != null && Files.exists(file)
                ? Checkpoint.read(file, fingerprint)
                : Checkpoint.start(
                        networks.initial(job.pairs().dimension(), job.training().seed()));
    }

    /** The weights before the first step. */
    private float[] started(SdeNetworks networks, float[] random) {
        if (!settings.warmStart()) {
            return random;
        }
        Observations law = new Observations(new WarmStart(job.pairs(), trained).law(), floor(job));
        TrainingStep warm = new TrainingStep(networks, scaling, likelihood(job, scaling), law, random);
        WarmStart.train(warm, law.size(), task.total(), settings.seed());
        return warm.parameters();
    }

    private static PartialLikelihood likelihood(TrainingJob job, Scaling scaling) {
        TrainingSettings settings = job.training();
        return new PartialLikelihood(
                settings.lambda(),
                settings.floor().epsilon(),
                floor(job),
                job.model().diffusion(),
                scaling.driftScale(),
                scaling.diffusionScale());
    }

    /** Trains to the last epoch. */
    TrainingResult run() throws IOException {
        try {
            epochs();
        } finally {
            // An interrupted thread may write no file; the interrupt has done its work by now.
            Thread.interrupted();
            save();
        }
        return result();
    }

    private void epochs() throws IOException {
        while (losses.size() < settings.descent().epochs() && !isStopped()) {
            epoch();
            if (job.checkpoint() != null) {
                unsaved = state();
            }
            if (System.nanoTime() - saved >= CHECKPOINT_NANOSECONDS) {
                save();
            }
        }
        task.tellStopped();
    }

    /**
     * Whether patience has ended. A cosine then falls to its end first, in as many epochs: weights at a high rate are not yet as
     * good as they can be.
     */
    private boolean isStopped() {
        int patience = settings.heldOut().patience();
        if (patience == 0 || (ending == 0 && losses.size() - bestEpoch < patience)) {
            return false;
        }
        if (settings.descent().learningRate().kind() != LearningRate.Kind.COSINE) {
            return true;
        }
        ending = ending == 0 ? losses.size() : ending;
        return losses.size() >= ending + patience;
    }

    /** Σ log of the mean Δz² of each component; of what is conserved, of what {@link #floor} gives it. */
    private static double logVariances(MacroPairs pairs) {
        return Arrays.stream(Scaling.increments(pairs))
                .map(noise -> 2 * Math.log(noise > 0 ? noise : 1) + Math.log(pairs.meanTime()))
                .sum();
    }

    /**
     * ε_r·N of {@link TrainingSettings}; 1 for what is conserved, whose S is then δt whatever the networks say: a constant of the
     * loss.
     */
    private static double[] floor(TrainingJob job) {
        return Arrays.stream(Scaling.increments(job.pairs()))
                .map(noise -> noise > 0 ? job.training().floor().relative() * noise * noise : 1)
                .toArray();
    }

    private void epoch() {
        int[] groups = trained.clone();
        shuffle(groups, RandomStreams.stream(settings.seed(), "sde order of pairs", losses.size()));
        int[] shuffled = members(groups, each);
        rates.add(rate());
        double sum = 0;
        int size = task.batch() / observations.shared();
        for (int from = 0; from < shuffled.length; from += size) {
            sum += batch(shuffled, from, Math.min(from + size, shuffled.length));
        }
        losses.add(sum / task.stepsPerEpoch());
        if (held.length > 0) {
            validation.add(contest(averaged()));
        }
        double loss = losses.get(losses.size() - 1);
        task.tellNote(String.format(
                Locale.ROOT,
                "%s: epoch %d/%d, loss %.4f",
                job.name(),
                losses.size(),
                settings.descent().epochs(),
                loss));
    }

    /** The validation loss of weights, which are kept if it is the lowest so far. */
    private double contest(float[] weights) {
        double loss = step.loss(weights, held);
        if (loss < lowest) {
            lowest = loss;
            bestEpoch = losses.size();
            best = weights;
        }
        return loss;
    }

    private double rate() {
        double rate = rate(done);
        if (ending == 0) {
            return rate;
        }
        long from = (long) ending * task.stepsPerEpoch();
        long steps = (long) settings.heldOut().patience() * task.stepsPerEpoch();
        double fall = 0.5 * (1 + StrictMath.cos(Math.PI * (done - from) / steps));
        return Math.min(rate, rate(from) * fall);
    }

    private double rate(long step) {
        return settings.descent().learningRate().at(losses, lossOfUnits, step, task.total());
    }

    private double batch(int[] shuffled, int from, int to) {
        double loss = step.step(shuffled, from, to, rate(), done + 1);
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("training " + job.name() + ": loss = " + loss + " in epoch "
                    + (losses.size() + 1) + "; lower the learning rate or raise ε");
        }
        count(done + 1);
        accumulateAverage(step.parameters());
        return loss;
    }

    private void count(long steps) {
        done = steps;
        task.tellDone(steps);
    }

    /** Step n counts as n^(1/a − 1), a the settings' fraction: a mean over the last steps, however many there will be. */
    private void accumulateAverage(float[] parameters) {
        if (settings.descent().averaging() > 0) {
            double power = 1 / settings.descent().averaging();
            double share = power / (done + power - 1);
            for (int i = 0; i < average.length; i++) {
                average[i] += share * (parameters[i] - average[i]);
            }
        }
    }

    /** The mean weights, or the last ones if none are averaged. */
    private float[] averaged() {
        float[] weights = step.parameters().clone();
        for (int i = 0; settings.descent().averaging() > 0 && i < weights.length; i++) {
            weights[i] = (float) average[i];
        }
        return weights;
    }

    private void save() throws IOException {
        Path file = job.checkpoint();
        if (unsaved != null && file != null) {
            unsaved.write(file, fingerprint, model(unsaved.parameters()));
            unsaved = null;
            saved = System.nanoTime();
        }
    }

    private Checkpoint state() {
        return new Checkpoint(
                step.parameters().clone(),
                step.updater().state(),
                average.clone(),
                best,
                lowest,
                bestEpoch,
                ending,
                List.copyOf(losses),
                List.copyOf(rates),
                List.copyOf(validation),
                seconds());
    }

    private TrainingResult result() {
        float[] parameters = settings.heldOut().patience() > 0 && lowest < Double.POSITIVE_INFINITY ? best : averaged();
        return new TrainingResult(model(parameters), array(losses), array(rates), array(validation), seconds());
    }

    private SdeModel model(float[] parameters) {
        MacroPairs pairs = job.pairs();
        Optional<Conditioning> conditioning =
                pairs.condition().map(given -> Conditioning.open(given.name(), given.time()));
        return new SdeModel(pairs.names(), conditioning, job.model(), scaling, parameters);
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - started) * 1e-9;
    }

    /** What a checkpoint must agree with: settings and pairs. */
    private static String fingerprint(TrainingJob job) {
        MacroPairs pairs = job.pairs();
        return job.model() + " " + job.training() + " " + pairs.names() + " " + Arrays.hashCode(pairs.z0()) + " "
                + Arrays.hashCode(pairs.dz()) + " " + Arrays.hashCode(pairs.dt())
                + pairs.condition()
                        .map(given -> " " + given.name() + " " + Arrays.hashCode(given.values()))
                        .orElse("");
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The observations of these groups. */
    private static int[] members(int[] groups, int each) {
        int[] members = new int[groups.length * each];
        for (int i = 0; i < members.length; i++) {
            members[i] = groups[i / each] * each + i % each;
        }
        return members;
    }

    private static void shuffle(int[] values, RandomGenerator random) {
        RandomStreams.shuffle(values.length, random, (i, j) -> IntArrays.swap(values, i, j));
    }
}
