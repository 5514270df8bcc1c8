package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a {@link PatchAutoencoder} epoch by epoch: minimises L = mean (x − decoder(z*, (1/K) Σ_I e(x_I)))² by Adam with L2
 * weight decay (paper, predator–prey).
 *
 * <p>Saved after an epoch and loaded again it goes on bit for bit as if it had not stopped: the order of epoch k depends on
 * (seed, k) alone. The last, smaller batch of an epoch is used too. Not for several threads at once.
 *
 * @param <S> the state array
 */
public final class PatchAutoencoderTrainer<S> {
    /** Version of how the autoencoder is trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    private static final long REPORT_NANOS = 100_000_000;

    private final MicroModel<S> model;
    private final Patches patches;
    private final PatchAutoencoderSettings settings;
    private final PatchAutoencoderNetworks networks;
    private final PatchValues values;
    private final List<Double> losses;
    private int iterations;
    private PatchAutoencoderStep fullBatch;
    private PatchAutoencoderStep lastBatch;

    /**
     * A new autoencoder with random parameters.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param settings shape and training
     * @throws IllegalArgumentException if the tiling is of another system
     */
    public PatchAutoencoderTrainer(MicroModel<S> model, Patches patches, PatchAutoencoderSettings settings) {
        this(model, patches, fresh(model, patches, settings));
    }

    private PatchAutoencoderTrainer(MicroModel<S> model, Patches patches, PatchAutoencoderFile start) {
        this.model = model;
        this.patches = patches;
        settings = start.settings();
        networks = start.networks();
        losses = new ArrayList<>(start.losses());
        iterations = start.iterations();
        values = new PatchValues(patches);
    }

    private static PatchAutoencoderFile fresh(MicroModel<?> model, Patches patches, PatchAutoencoderSettings settings) {
        PatchMeans.requireTiling(model, patches);
        PatchAutoencoderNetworks networks = PatchAutoencoderNetworks.create(
                settings, patches, model.observables().size());
        return new PatchAutoencoderFile(settings, PatchAutoencoderFile.tiling(patches), networks, List.of(), 0, null);
    }

    /**
     * Goes on where {@link #save} left off.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, the same as before
     * @param <S> the state array
     * @return a trainer
     * @throws IllegalArgumentException if the file is no autoencoder for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static <S> PatchAutoencoderTrainer<S> load(Path path, MicroModel<S> model, Patches patches) {
        PatchMeans.requireTiling(model, patches);
        return new PatchAutoencoderTrainer<>(
                model,
                patches,
                PatchAutoencoderFile.read(path, patches, model.observables().size()));
    }

    /**
     * Writes networks, updaters and losses to one file.
     *
     * @param path of the file. Overwritten.
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        content(networks, null).write(path);
    }

    private PatchAutoencoderFile content(PatchAutoencoderNetworks saved, Normalisation normalisation) {
        return new PatchAutoencoderFile(
                settings, PatchAutoencoderFile.tiling(patches), saved, List.copyOf(losses), iterations, normalisation);
    }

    /**
     * Mean loss of each finished epoch.
     *
     * @return {@code [epochs so far]} mean squared errors, over all batches
     */
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    /**
     * Whether all epochs of the settings are done.
     *
     * @return true if so
     */
    public boolean finished() {
        return losses.size() >= settings.epochs();
    }

    /**
     * One pass over all configurations in a new order.
     *
     * @param configurations 𝒟, large configurations from small simulations
     * @param progress hears how many steps of all epochs are done, with the loss
     * @return mean loss of the epoch
     * @throws CancellationException if the thread is interrupted; parameters are then those after the last whole epoch
     * @throws ArithmeticException if the loss is not finite
     */
    public double epoch(Snapshots<S> configurations, ProgressListener progress) {
        Checkpoint before = new Checkpoint();
        try {
            double loss = run(configurations, progress);
            losses.add(loss);
            return loss;
        } catch (CancellationException | ArithmeticException stopped) {
            before.restore();
            throw stopped;
        }
    }

    private double run(Snapshots<S> configurations, ProgressListener progress) {
        int[] order = order(configurations.size());
        int steps = (order.length + settings.batch() - 1) / settings.batch();
        Batch batch = new Batch(configurations);
        double sum = 0;
        long reported = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("autoencoder interrupted in epoch " + (losses.size() + 1) + ": the "
                        + losses.size() + " before it are kept");
            }
            int from = step * settings.batch();
            int count = Math.min(settings.batch(), order.length - from);
            double loss = batch.step(order, from, count);
            sum += loss * count;
            long now = System.nanoTime();
            if (now - reported > REPORT_NANOS || step == steps - 1) {
                reported = now;
                report(progress, steps, step + 1, loss);
            }
        }
        return sum / order.length;
    }

    private void report(ProgressListener progress, int steps, int done, double loss) {
        long total = (long) Math.max(settings.epochs(), losses.size() + 1) * steps;
        String note = String.format(java.util.Locale.ROOT, "epoch %d, loss %.3g", losses.size() + 1, loss);
        progress.update((long) losses.size() * steps + done, total, note);
    }

    /** A shuffle that depends on the seed and the number of the epoch only. */
    private int[] order(int size) {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "autoencoder-shuffle", losses.size());
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private PatchAutoencoderStep step(int batch) {
        if (batch == settings.batch()) {
            fullBatch = fullBatch == null ? newStep(batch) : fullBatch;
            return fullBatch;
        }
        if (lastBatch == null || lastBatch.batch() != batch) {
            lastBatch = newStep(batch);
        }
        return lastBatch;
    }

    private PatchAutoencoderStep newStep(int batch) {
        return new PatchAutoencoderStep(
                networks,
                batch,
                patches.grid().fields(),
                patches.count(),
                model.observables().size());
    }

    /**
     * The closure as it is now, with z normalised to mean 0 and variance 1.
     *
     * @param configurations what mean and variance are taken over; from small simulations only
     * @return a closure that further training does not change
     * @throws IllegalArgumentException if a component of z is the same for all of them
     */
    public PatchAutoencoder<S> closure(Snapshots<S> configurations) {
        PatchAutoencoder<S> raw = closure(Normalisation.identity(networks.dimension()));
        return closure(Normalisation.standard(raw.encode(configurations)));
    }

    /**
     * The closure as it is now, with a given normalisation of z.
     *
     * @param normalisation of d components
     * @return a closure that further training does not change
     */
    public PatchAutoencoder<S> closure(Normalisation normalisation) {
        return new PatchAutoencoder<>(model, patches, content(networks.copy(), normalisation));
    }

    /** Buffers of one epoch. */
    private final class Batch {
        private final Snapshots<S> configurations;
        private final int sites = patches.grid().sites();
        private final int observables = model.observables().size();
        private final S state = model.stateType().allocate(sites);
        private final double[] z = new double[observables];

        Batch(Snapshots<S> configurations) {
            this.configurations = configurations;
        }

        double step(int[] order, int from, int count) {
            float[] regrouped = new float[count * sites];
            float[] bySite = new float[count * sites];
            double[] measured = new double[count * observables];
            for (int i = 0; i < count; i++) {
                configurations.get(order[from + i], state);
                values.regroup(state, regrouped, i * sites);
                PatchValues.copy(state, bySite, i * sites);
                model.observe(state, z);
                System.arraycopy(z, 0, measured, i * observables, observables);
            }
            PatchAutoencoderStep step = PatchAutoencoderTrainer.this.step(count);
            double loss = step.gradient(regrouped, bySite, measured);
            if (!Double.isFinite(loss)) {
                throw new ArithmeticException(
                        "autoencoder loss = " + loss + ": lower the learning rate or look at the configurations");
            }
            step.update(iterations++);
            return loss;
        }
    }

    /** Parameters and updater state before an epoch. */
    private final class Checkpoint {
        private final INDArray encoder = networks.encoder().params().dup();
        private final INDArray decoder = networks.decoder().params().dup();
        private final INDArray encoderUpdater =
                networks.encoder().getUpdater().getStateViewArray().dup();
        private final INDArray decoderUpdater =
                networks.decoder().getUpdater().getStateViewArray().dup();
        private final int iterationsBefore = iterations;

        void restore() {
            networks.encoder().params().assign(encoder);
            networks.decoder().params().assign(decoder);
            networks.encoder().getUpdater().getStateViewArray().assign(encoderUpdater);
            networks.decoder().getUpdater().getStateViewArray().assign(decoderUpdater);
            iterations = iterationsBefore;
        }
    }
}
