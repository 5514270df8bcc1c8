package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;

/**
 * Trains an {@link Autoencoder} epoch by epoch. Dense: minimises mean (x − x̃)², x̃ = decoder(z*, (1/K) Σ_I e(x_I)), by Adam with
 * L2 weight decay (paper, predator–prey); the last, smaller batch of an epoch is used too. Convolutional: minimises the cross
 * entropy of spins, mean of −t ln p − (1 − t) ln(1 − p) with t = (x + 1)/2 and p = x̃, by AMSGrad (paper, Ising model); ln 2 for
 * a decoder that knows nothing; the last, smaller batch is left out, as published. The published code also mixes the statistics
 * of one sample, taken for a picture, into the batch norms after each epoch; that is left out.
 *
 * <p>Saved after an epoch and loaded again it goes on bit for bit as if it had not stopped:
 * the order of epoch k depends on (seed, k) alone. Not for several threads at once.
 *
 * @param <S> the state array
 */
public final class AutoencoderTrainer<S> {
    private static final long REPORT_NANOS = 100_000_000;

    private final MicroModel<S> model;
    private final Patches patches;
    private final AutoencoderSettings settings;
    private final AutoencoderNetwork network;
    private final PatchValues values;
    private final List<Double> losses;
    private int iterations;

    /**
     * A new autoencoder with random parameters.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param settings shape and training
     * @throws IllegalArgumentException if the tiling is of another system; of a convolutional one also if the system has no
     *     spins, or it or its patches are no squares whose sides can be halved as often as the settings have layers
     */
    public AutoencoderTrainer(MicroModel<S> model, Patches patches, AutoencoderSettings settings) {
        this(model, patches, AutoencoderFile.fresh(settings, patches));
    }

    private AutoencoderTrainer(MicroModel<S> model, Patches patches, AutoencoderFile start) {
        network = AutoencoderNetwork.of(model, patches, start);
        this.model = model;
        this.patches = patches;
        settings = start.settings();
        losses = new ArrayList<>(start.losses());
        iterations = start.iterations();
        values = new PatchValues(patches);
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
    public static <S> AutoencoderTrainer<S> load(Path path, MicroModel<S> model, Patches patches) {
        return AutoencoderFile.read(path, patches, content -> new AutoencoderTrainer<>(model, patches, content));
    }

    /** Settings and numbers as they are now. */
    private AutoencoderFile content(Optional<Normalisation> normalisation) {
        return new AutoencoderFile(
                settings, AutoencoderFile.tiling(patches), losses(), iterations, normalisation, network.rows());
    }

    /**
     * Writes networks, updaters and losses to one file.
     *
     * @param path of the file. Overwritten.
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        content(Optional.empty()).write(path);
    }

    /**
     * Mean loss of each finished epoch.
     *
     * @return {@code [epochs so far]} means over all batches
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
     * The closure as it is now, with a given normalisation of z.
     *
     * @param normalisation of d components
     * @return a closure that further training does not change
     */
    public Autoencoder<S> closure(Normalisation normalisation) {
        return new Autoencoder<>(model, patches, content(Optional.of(normalisation)));
    }

    /**
     * The closure as it is now, with z normalised to mean 0 and variance 1.
     *
     * @param configurations what mean and variance are taken over; from small simulations only
     * @return a closure that further training does not change
     * @throws IllegalArgumentException if a component of z is the same for all of them
     * @throws CancellationException if the thread is interrupted
     */
    public Autoencoder<S> closure(Snapshots<S> configurations) {
        Autoencoder<S> raw = closure(Normalisation.identity(model.observables().size() + network.closures()));
        return closure(Normalisation.standard(raw.encode(configurations)));
    }

    /**
     * Does all epochs that are not done, and normalises z to mean 0 and variance 1 over the same configurations.
     *
     * @param configurations 𝒟, large configurations from small simulations
     * @param progress hears how many steps of all epochs are done, with the loss
     * @return the closure
     * @throws CancellationException if the thread is interrupted
     */
    public Autoencoder<S> train(Snapshots<S> configurations, ProgressListener progress) {
        while (!finished()) {
            epoch(configurations, progress);
        }
        return closure(configurations);
    }

    /**
     * One pass over all configurations in a new order.
     *
     * @param configurations 𝒟, large configurations from small simulations
     * @param progress hears how many steps of all epochs are done, with the loss
     * @return mean loss of the epoch
     * @throws CancellationException if the thread is interrupted, between batches; parameters are then those after the last
     *     whole epoch
     * @throws ArithmeticException if the loss is not finite
     */
    public double epoch(Snapshots<S> configurations, ProgressListener progress) {
        int steps = network.steps(configurations.size());
        Map<String, float[]> before = network.rows();
        int iterationsBefore = iterations;
        try {
            double loss = run(configurations, steps, progress);
            losses.add(loss);
            return loss;
        } catch (CancellationException | ArithmeticException stopped) {
            network.restore(before);
            iterations = iterationsBefore;
            throw stopped;
        } finally {
            network.release();
        }
    }

    private double run(Snapshots<S> configurations, int steps, ProgressListener progress) {
        int[] order = order(configurations.size());
        double sum = 0;
        int done = 0;
        long reported = System.nanoTime();
        for (int step = 1; step <= steps; step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("autoencoder interrupted in epoch " + (losses.size() + 1) + ": the "
                        + losses.size() + " before it are kept");
            }
            int size = Math.min(settings.batch(), order.length - done);
            double loss = network.step(batch(configurations, order, done, size), iterations++);
            if (!Double.isFinite(loss)) {
                throw new ArithmeticException(
                        "autoencoder loss = " + loss + ": lower the learning rate or look at the configurations");
            }
            sum += loss * size;
            done += size;
            long now = System.nanoTime();
            if (now - reported > REPORT_NANOS || step == steps) {
                reported = now;
                report(progress, steps, step, loss);
            }
        }
        return sum / done;
    }

    private void report(ProgressListener progress, int steps, int done, double loss) {
        long total = (long) Math.max(settings.epochs(), losses.size() + 1) * steps;
        String note = String.format(Locale.ROOT, "epoch %d, loss %.3g", losses.size() + 1, loss);
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

    private AutoencoderNetwork.Batch batch(Snapshots<S> configurations, int[] order, int from, int size) {
        int sites = patches.grid().sites();
        int observables = model.observables().size();
        S state = model.stateType().allocate(sites);
        double[] z = new double[observables];
        AutoencoderNetwork.Batch batch = new AutoencoderNetwork.Batch(
                size, new float[size * sites], new float[size * sites], new double[size * observables]);
        for (int i = 0; i < size; i++) {
            configurations.get(order[from + i], state);
            values.regroup(state, batch.byPatch(), i * sites);
            PatchValues.copy(state, batch.bySite(), i * sites);
            model.observe(state, z);
            System.arraycopy(z, 0, batch.measured(), i * observables, observables);
        }
        return batch;
    }
}
