package org.macrodyn.sde;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

/** One training in one thread; its progress may be read from another. */
final class TrainingRun {
    /** Least time between two checkpoints: an epoch on few pairs takes less than writing one. */
    private static final long CHECKPOINT_NANOSECONDS = 1_000_000_000L;

    private final TrainingJob job;
    private final TrainingSettings settings;
    /** Neighbouring pairs that stay together in every batch. */
    private final int group;

    private final int batch;
    private final int heldOut;
    private final int stepsPerEpoch;
    private final long steps;
    private Observations observations;
    private Scaling scaling;
    private SdeNetworks networks;
    /** What the units of z and t alone add to a loss, so that the rate's rule does not depend on them. */
    private double lossOfUnits;

    private int[] held;
    private int[] order;
    private String fingerprint;
    private double[] average;
    private long averaged;
    private List<Double> losses;
    private List<Double> rates;
    private List<Double> validation;
    private double secondsBefore;
    private long started;
    private long saved;
    /** State after the last finished epoch, unless that is in the checkpoint. */
    private Checkpoint unsaved;

    private volatile long done;
    private volatile String note = "";

    TrainingRun(TrainingJob job) {
        this.job = job;
        settings = job.training();
        group = job.pairs().group();
        batch = Math.max(1, settings.batch() / group) * group;
        heldOut = (int) (settings.validationFraction() * job.pairs().size() / group) * group;
        stepsPerEpoch = (job.pairs().size() - heldOut + batch - 1) / batch;
        steps = (long) stepsPerEpoch * settings.epochs();
    }

    long done() {
        return done;
    }

    long total() {
        return steps;
    }

    String note() {
        return note;
    }

    /** Trains from the checkpoint or from the start to the last epoch. */
    TrainingResult run() throws IOException {
        started = System.nanoTime();
        saved = started - CHECKPOINT_NANOSECONDS;
        prepareData();
        PartialLikelihood loss = new PartialLikelihood(
                settings.lambda(),
                settings.epsilon(),
                floor(),
                job.model().diffusion(),
                scaling.driftScale(),
                scaling.diffusionScale());
        Checkpoint state = initialState();
        takeUp(state);
        TrainingStep step = new TrainingStep(networks, scaling, loss, observations, state.parameters());
        step.updater().restore(state.updater());
        try {
            epochs(step);
        } finally {
            // An interrupted thread may write no file; the interrupt has done its work by now.
            Thread.interrupted();
            save();
        }
        return result(step);
    }

    private void epochs(TrainingStep step) throws IOException {
        while (losses.size() < settings.epochs()) {
            epoch(step);
            if (job.checkpoint() != null) {
                unsaved = state(step);
            }
            if (System.nanoTime() - saved >= CHECKPOINT_NANOSECONDS) {
                save();
            }
        }
    }

    /** Here and not in the constructor, so that trainings that wait for a thread hold no arrays. */
    private void prepareData() {
        MacroPairs pairs = job.pairs();
        observations = new Observations(pairs);
        Scaling ofState = job.model().scaled() ? Scaling.of(pairs, settings.lambda()) : Scaling.none(pairs.dimension());
        scaling = ofState.with(pairs.condition());
        networks = SdeNetworks.of(job.model(), scaling.inputs(), pairs.dimension());
        lossOfUnits = job.model().scaled() ? logVariances(pairs) : 0;
        int[] split =
                permutation(pairs.size() / group, RandomStreams.stream(settings.seed(), "sde validation split", 0));
        held = members(Arrays.copyOf(split, heldOut / group));
        order = Arrays.copyOfRange(split, heldOut / group, split.length);
        fingerprint = fingerprint();
    }

    /** Σ log of the mean Δz² of each component. */
    private static double logVariances(MacroPairs pairs) {
        return Arrays.stream(Scaling.increments(pairs))
                .map(noise -> 2 * Math.log(noise) + Math.log(pairs.meanTime()))
                .sum();
    }

    /** ε_r·N of {@link TrainingSettings}. */
    private double[] floor() {
        return Arrays.stream(Scaling.increments(job.pairs()))
                .map(noise -> settings.relativeEpsilon() * noise * noise)
                .toArray();
    }

    private void takeUp(Checkpoint state) {
        average = state.average();
        averaged = state.averaged();
        losses = new ArrayList<>(state.losses());
        rates = new ArrayList<>(state.rates());
        validation = new ArrayList<>(state.validation());
        secondsBefore = state.seconds();
        done = (long) losses.size() * stepsPerEpoch;
    }

    private Checkpoint initialState() throws IOException {
        if (job.checkpoint() != null && Files.exists(job.checkpoint())) {
            return Checkpoint.read(job.checkpoint(), fingerprint);
        }
        int d = job.pairs().dimension();
        return Checkpoint.start(networks.initial(d, settings.seed()));
    }

    private void epoch(TrainingStep step) {
        int[] groups = order.clone();
        shuffle(groups, RandomStreams.stream(settings.seed(), "sde order of pairs", losses.size()));
        int[] shuffled = members(groups);
        rates.add(rate());
        double sum = 0;
        int size = batch / observations.shared();
        for (int from = 0; from < shuffled.length; from += size) {
            sum += batch(step, shuffled, from, Math.min(from + size, shuffled.length));
        }
        losses.add(sum / stepsPerEpoch);
        if (heldOut > 0) {
            validation.add(step.loss(held, 0, held.length));
        }
        note = String.format(
                Locale.ROOT,
                "%s: epoch %d/%d, loss %.4f",
                job.name(),
                losses.size(),
                settings.epochs(),
                sum / stepsPerEpoch);
    }

    private double rate() {
        return settings.learningRate().at(losses, lossOfUnits, done, steps);
    }

    private double batch(TrainingStep step, int[] shuffled, int from, int to) {
        double loss = step.step(shuffled, from, to, rate(), done + 1);
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("training " + job.name() + ": loss = " + loss + " in epoch "
                    + (losses.size() + 1) + "; lower the learning rate or raise ε");
        }
        done++;
        accumulateAverage(step.parameters());
        return loss;
    }

    private void accumulateAverage(float[] parameters) {
        if (done > steps * (1 - settings.averaging())) {
            averaged++;
            for (int i = 0; i < average.length; i++) {
                average[i] += parameters[i];
            }
        }
    }

    private void save() throws IOException {
        if (unsaved != null) {
            unsaved.write(job.checkpoint(), fingerprint, model(unsaved.parameters()));
            unsaved = null;
            saved = System.nanoTime();
        }
    }

    private Checkpoint state(TrainingStep step) {
        return new Checkpoint(
                step.parameters().clone(),
                step.updater().state(),
                average.clone(),
                averaged,
                List.copyOf(losses),
                List.copyOf(rates),
                List.copyOf(validation),
                seconds());
    }

    private TrainingResult result(TrainingStep step) {
        float[] parameters = step.parameters().clone();
        for (int i = 0; averaged > 0 && i < parameters.length; i++) {
            parameters[i] = (float) (average[i] / averaged);
        }
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
    private String fingerprint() {
        MacroPairs pairs = job.pairs();
        return job.model() + " " + settings + " " + pairs.names() + " " + Arrays.hashCode(pairs.z0()) + " "
                + Arrays.hashCode(pairs.dz()) + " " + Arrays.hashCode(pairs.dt())
                + pairs.condition()
                        .map(given -> " " + given.name() + " " + Arrays.hashCode(given.values()))
                        .orElse("");
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The observations of these groups: one, or as many as there are pairs. */
    private int[] members(int[] groups) {
        int each = group / observations.shared();
        int[] members = new int[groups.length * each];
        for (int i = 0; i < members.length; i++) {
            members[i] = groups[i / each] * each + i % each;
        }
        return members;
    }

    private static int[] permutation(int length, RandomGenerator random) {
        int[] permutation = new int[length];
        for (int i = 0; i < length; i++) {
            permutation[i] = i;
        }
        shuffle(permutation, random);
        return permutation;
    }

    /** Fisher–Yates. */
    private static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            if ((i & 0xfffff) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("training interrupted");
            }
            int j = random.nextInt(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }
}
