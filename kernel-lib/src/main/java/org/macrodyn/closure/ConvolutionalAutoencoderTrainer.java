package org.macrodyn.closure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a {@link ConvolutionalAutoencoder} epoch by epoch: minimises the cross entropy of spins, mean of −t ln p − (1 − t)
 * ln(1 − p) with t = (x + 1)/2 and p = decoder(z*, (1/K) Σ_I e(x_I)), by AMSGrad (paper, Ising model).
 *
 * <p>Saved after an epoch and loaded again it goes on bit for bit as if it had not stopped: the order of epoch k depends on
 * (seed, k) alone. The last, smaller batch of an epoch is left out, as published. The published code also mixes the
 * statistics of one sample, taken for a picture, into the batch norms after each epoch; that is left out.
 *
 * <p>The encoder works on as many threads as {@link Parallel#defaultThreads} says; the numbers do not depend on them. Not to be
 * called by several threads at once.
 */
public final class ConvolutionalAutoencoderTrainer {
    /** Version of how the autoencoder is trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    private static final long REPORT_NANOS = 100_000_000;

    private final MicroModel<byte[]> model;
    private final Patches patches;
    private final ConvolutionalSettings settings;
    private final PatchAutoencoderNetworks networks;
    private final ConvolutionalStep step;
    private final PatchValues values;
    private final List<Double> losses;
    private int iterations;
    private boolean announced;

    /**
     * A new autoencoder with random parameters.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param settings shape and training
     * @throws IllegalArgumentException if the tiling is of another system, or the lattice or its patches are no squares whose
     *     sides can be halved as often as the settings have layers
     */
    public ConvolutionalAutoencoderTrainer(MicroModel<byte[]> model, Patches patches, ConvolutionalSettings settings) {
        this(model, patches, fresh(model, patches, settings));
    }

    private ConvolutionalAutoencoderTrainer(MicroModel<byte[]> model, Patches patches, ConvolutionalFile start) {
        this.model = model;
        this.patches = patches;
        settings = start.description().convolutional();
        networks = start.networks();
        losses = new ArrayList<>(start.description().losses());
        iterations = start.description().iterations();
        values = new PatchValues(patches);
        step = new ConvolutionalStep(
                networks,
                patches.patch().rows(),
                patches.grid().rows(),
                model.observables().size(),
                Parallel.defaultThreads());
    }

    private static ConvolutionalFile fresh(MicroModel<byte[]> model, Patches patches, ConvolutionalSettings settings) {
        PatchMeans.requireTiling(model, patches);
        settings.requireFits(patches);
        PatchAutoencoderNetworks networks = ConvolutionalNetworks.create(
                settings, patches, model.observables().size());
        return new ConvolutionalFile(
                networks,
                new ConvolutionalFile.Description(settings, PatchAutoencoderFile.tiling(patches), List.of(), 0, null));
    }

    /**
     * Goes on where {@link #save} left off.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, the same as before
     * @return a trainer
     * @throws IllegalArgumentException if the file is no convolutional autoencoder for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static ConvolutionalAutoencoderTrainer load(Path path, MicroModel<byte[]> model, Patches patches) {
        PatchMeans.requireTiling(model, patches);
        return new ConvolutionalAutoencoderTrainer(
                model,
                patches,
                ConvolutionalFile.read(path, patches, model.observables().size()));
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

    private ConvolutionalFile content(PatchAutoencoderNetworks saved, Normalisation normalisation) {
        return new ConvolutionalFile(
                saved,
                new ConvolutionalFile.Description(
                        settings,
                        PatchAutoencoderFile.tiling(patches),
                        List.copyOf(losses),
                        iterations,
                        normalisation));
    }

    /**
     * Mean loss of each finished epoch.
     *
     * @return {@code [epochs so far]} cross entropies, over all batches; ln 2 for a decoder that knows nothing
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
     * How long the epochs that are not done will take, from one batch after another that warms up; changes no parameter.
     *
     * @param configurations 𝒟, at least one batch
     * @return time of one batch times the number of batches
     * @throws IllegalArgumentException if there are fewer configurations than a batch
     * @throws CancellationException if the thread is interrupted
     */
    public Duration estimate(Snapshots<byte[]> configurations) {
        int steps = steps(configurations);
        Batch batch = new Batch(configurations);
        int[] order = order(configurations.size());
        batch.gradient(order, 0);
        long start = System.nanoTime();
        batch.gradient(order, 0);
        return Duration.ofNanos(System.nanoTime() - start)
                .multipliedBy((long) Math.max(0, settings.epochs() - losses.size()) * steps);
    }

    private int steps(Snapshots<byte[]> configurations) {
        int steps = configurations.size() / settings.batch();
        if (steps == 0) {
            throw new IllegalArgumentException(
                    "configurations = " + configurations.size() + ": must be at least one batch, " + settings.batch());
        }
        return steps;
    }

    /**
     * One pass over all configurations in a new order. Before the first one the progress hears how long training will take.
     *
     * @param configurations 𝒟, large configurations from small simulations; at least one batch
     * @param progress hears how many steps of all epochs are done, with the loss
     * @return mean loss of the epoch
     * @throws IllegalArgumentException if there are fewer configurations than a batch
     * @throws CancellationException if the thread is interrupted, between the passes of the networks; parameters are then
     *     those after the last whole epoch
     * @throws ArithmeticException if the loss is not finite
     */
    public double epoch(Snapshots<byte[]> configurations, ProgressListener progress) {
        int steps = steps(configurations);
        announce(configurations, steps, progress);
        Checkpoint before = new Checkpoint();
        try {
            double loss = run(configurations, steps, progress);
            losses.add(loss);
            return loss;
        } catch (CancellationException stopped) {
            before.restore();
            throw interrupted();
        } catch (ArithmeticException stopped) {
            before.restore();
            throw stopped;
        }
    }

    private void announce(Snapshots<byte[]> configurations, int steps, ProgressListener progress) {
        if (!announced) {
            progress.update((long) losses.size() * steps, total(steps), note(estimate(configurations)));
            announced = true;
        }
    }

    private long total(int steps) {
        return (long) Math.max(settings.epochs(), losses.size() + 1) * steps;
    }

    static String note(Duration estimate) {
        double minutes = estimate.toMillis() / 60_000.0;
        String time = minutes < 100
                ? String.format(Locale.ROOT, "%.1f minutes", minutes)
                : String.format(Locale.ROOT, "%.1f hours", minutes / 60);
        return "will take about " + time;
    }

    private double run(Snapshots<byte[]> configurations, int steps, ProgressListener progress) {
        int[] order = order(configurations.size());
        Batch batch = new Batch(configurations);
        double sum = 0;
        long reported = System.nanoTime();
        for (int done = 0; done < steps; done++) {
            double loss = batch.step(order, done * settings.batch());
            sum += loss;
            long now = System.nanoTime();
            if (now - reported > REPORT_NANOS || done == steps - 1) {
                reported = now;
                String note = String.format(Locale.ROOT, "epoch %d, loss %.3g", losses.size() + 1, loss);
                progress.update((long) losses.size() * steps + done + 1, total(steps), note);
            }
        }
        return sum / steps;
    }

    private void poll() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    private CancellationException interrupted() {
        return new CancellationException("autoencoder interrupted in epoch " + (losses.size() + 1) + ": the "
                + losses.size() + " before it are kept");
    }

    /** A shuffle that depends on the seed and the number of the epoch only. */
    private int[] order(int size) {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "convolutional-shuffle", losses.size());
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /**
     * The closure as it is now, with z normalised to mean 0 and variance 1.
     *
     * @param configurations what mean and variance are taken over; from small simulations only
     * @return a closure that further training does not change
     * @throws IllegalArgumentException if a component of z is the same for all of them
     * @throws CancellationException if the thread is interrupted
     */
    public ConvolutionalAutoencoder closure(Snapshots<byte[]> configurations) {
        int d = model.observables().size() + settings.variables();
        ConvolutionalAutoencoder raw = closure(Normalisation.identity(d));
        return closure(Normalisation.standard(raw.encode(configurations)));
    }

    /**
     * The closure as it is now, with a given normalisation of z.
     *
     * @param normalisation of d components
     * @return a closure that further training does not change
     */
    public ConvolutionalAutoencoder closure(Normalisation normalisation) {
        return new ConvolutionalAutoencoder(model, patches, content(networks.copy(), normalisation));
    }

    /** Buffers of one epoch. */
    private final class Batch {
        private final Snapshots<byte[]> configurations;
        private final int sites = patches.grid().sites();
        private final int observables = model.observables().size();
        private final byte[] state = new byte[sites];
        private final double[] z = new double[observables];
        private final float[] regrouped = new float[settings.batch() * sites];
        private final float[] bySite = new float[settings.batch() * sites];
        private final double[] measured = new double[settings.batch() * observables];

        Batch(Snapshots<byte[]> configurations) {
            this.configurations = configurations;
        }

        double step(int[] order, int from) {
            double loss = gradient(order, from);
            if (!Double.isFinite(loss)) {
                throw new ArithmeticException(
                        "autoencoder loss = " + loss + ": lower the learning rate or look at the configurations");
            }
            step.update(iterations++);
            return loss;
        }

        double gradient(int[] order, int from) {
            for (int i = 0; i < settings.batch(); i++) {
                configurations.get(order[from + i], state);
                values.regroup(state, regrouped, i * sites);
                PatchValues.copy(state, bySite, i * sites);
                model.observe(state, z);
                System.arraycopy(z, 0, measured, i * observables, observables);
            }
            return step.gradient(regrouped, bySite, measured, ConvolutionalAutoencoderTrainer.this::poll);
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
