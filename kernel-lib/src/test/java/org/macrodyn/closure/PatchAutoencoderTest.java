package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.net.Dense;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

class PatchAutoencoderTest {
    private static final PatchAutoencoderSettings SMALL =
            new PatchAutoencoderSettings(List.of(12, 10), 1, List.of(11), 3e-3, 0.9, 0.95, 1e-4, 64, 4, 3);
    private static final Snapshots<float[]> STATES = PatchFixture.configurations(20, 25);

    @TempDir
    Path directory;

    private static AutoencoderTrainer<float[]> trainer() {
        return new AutoencoderTrainer<>(PatchFixture.MODEL, PatchFixture.TILING, SMALL);
    }

    /** Two fields, two patches of 6, two variables per field, batch of 4. */
    private static final class SmallProblem {
        private final PatchAutoencoderSettings settings =
                new PatchAutoencoderSettings(List.of(4, 3), 2, List.of(5), 1e-3, 0.9, 0.95, 0.01, 4, 1, 8);
        private final PatchAutoencoderNetwork network =
                new PatchAutoencoderNetwork(settings, new Patches(Grid.line(2, 12), Grid.line(2, 6)), 2, Map.of());
        private final float[] parameters = network.parameters();
        private final AutoencoderNetwork.Batch batch =
                new AutoencoderNetwork.Batch(4, new float[4 * 24], new float[4 * 24], new double[8]);

        SmallProblem() {
            RandomGenerator random = RandomStreams.stream(1, "autoencoder-test", 0);
            for (int i = 0; i < batch.bySite().length; i++) {
                batch.byPatch()[i] = (float) random.nextGaussian();
                batch.bySite()[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < batch.measured().length; i++) {
                batch.measured()[i] = random.nextGaussian();
            }
        }

        /** The loss in double precision, by its definition. */
        double loss() {
            double sum = 0;
            for (int sample = 0; sample < 4; sample++) {
                double[] z = new double[6];
                System.arraycopy(batch.measured(), 2 * sample, z, 0, 2);
                for (int patch = 0; patch < 4; patch++) {
                    double[] x = new double[6];
                    for (int i = 0; i < 6; i++) {
                        x[i] = batch.byPatch()[(4 * sample + patch) * 6 + i];
                    }
                    double[] code = network.encoderNetwork().evaluate(parameters, x);
                    z[2 + patch / 2 * 2] += code[0] / 2;
                    z[3 + patch / 2 * 2] += code[1] / 2;
                }
                double[] y = network.decoderNetwork().evaluate(parameters, z);
                for (int site = 0; site < 24; site++) {
                    sum += Math.pow(batch.bySite()[24 * sample + site] - y[site], 2);
                }
            }
            return sum / (4 * 24);
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        SmallProblem problem = new SmallProblem();
        float[] gradient = new float[problem.parameters.length];
        assertThat(problem.network.gradient(problem.batch, gradient)).isCloseTo(problem.loss(), within(1e-6));
        for (int i = 0; i < gradient.length; i++) {
            float value = problem.parameters[i];
            problem.parameters[i] = value + 1e-3f;
            double above = problem.loss();
            double width = problem.parameters[i];
            problem.parameters[i] = value - 1e-3f;
            double below = problem.loss();
            width -= problem.parameters[i];
            problem.parameters[i] = value;
            assertThat((double) gradient[i])
                    .as("parameter %d of %d", i, gradient.length)
                    .isCloseTo((above - below) / width, within(2e-6));
        }
        assertThat(gradient[gradient.length - 1]).isNotCloseTo(0, within(1e-3f));
    }

    /**
     * Exact: the first step of Adam is lr·g/(|g| + ε/√(1 − β₂)), where g includes weight decay for weights and biases
     * (Kingma and Ba 2015, algorithm 1, in the order of its last paragraph of §2).
     */
    @Test
    void updateIsAdamWithDecayOfAllParameters() {
        SmallProblem problem = new SmallProblem();
        float[] before = problem.parameters.clone();
        float[] gradient = new float[before.length];
        problem.network.gradient(problem.batch, gradient);
        problem.network.step(problem.batch, 0);
        for (int i = 0; i < before.length; i++) {
            double g = gradient[i] + 0.01 * before[i];
            double step = 1e-3 * g / (Math.abs(g) + 1e-8 / Math.sqrt(1 - 0.95));
            assertThat((double) problem.parameters[i]).isCloseTo(before[i] - step, within(1e-6));
        }
    }

    /** Batches of several blocks, the last of them short, against one configuration after another. */
    @Test
    void blocksOfABatchAddUp() {
        Patches tiling = new Patches(Grid.line(2, 12), Grid.line(2, 6));
        PatchAutoencoderNetwork network = new PatchAutoencoderNetwork(new SmallProblem().settings, tiling, 2, Map.of());
        int size = 150;
        RandomGenerator random = RandomStreams.stream(1, "autoencoder-test", 2);
        float[] states = new float[size * 24];
        for (int i = 0; i < states.length; i++) {
            states[i] = (float) random.nextGaussian();
        }
        float[] together = new float[network.parameters().length];
        float[] alone = new float[together.length];
        double loss =
                network.gradient(new AutoencoderNetwork.Batch(size, states, states, new double[2 * size]), together);
        double mean = 0;
        for (int i = 0; i < size; i++) {
            float[] one = Arrays.copyOfRange(states, 24 * i, 24 * i + 24);
            mean += network.gradient(new AutoencoderNetwork.Batch(1, one, one, new double[2]), alone) / size;
        }
        assertThat(loss).isCloseTo(mean, within(1e-6));
        for (int i = 0; i < alone.length; i++) {
            assertThat(together[i]).isCloseTo(alone[i] / size, within(1e-6f));
        }
    }

    @Test
    void initialParametersFillTheirBounds() {
        PatchAutoencoderNetwork network = new PatchAutoencoderNetwork(
                PatchAutoencoderSettings.paper(), new Patches(Grid.line(2, 200), Grid.line(2, 40)), 2, Map.of());
        double weightBound = Math.sqrt(6.0 / 72);
        Dense first = network.encoderNetwork().layers().get(0);
        assertThat(first.inputs()).isEqualTo(40);
        assertThat(first.outputs()).isEqualTo(32);
        assertThat(network.decoderNetwork().outputs()).isEqualTo(400);
        float[] weights = Arrays.copyOf(network.parameters(), first.biases());
        Arrays.sort(weights);
        assertThat((double) weights[weights.length - 1]).isBetween(0.98 * weightBound, weightBound);
        assertThat((double) weights[0]).isBetween(-weightBound, -0.98 * weightBound);
        float[] biases = Arrays.copyOfRange(network.parameters(), first.biases(), first.end());
        Arrays.sort(biases);
        assertThat((double) biases[31]).isBetween(0.8 / Math.sqrt(40), 1 / Math.sqrt(40));
        assertThat((double) biases[0]).isBetween(-1 / Math.sqrt(40), -0.8 / Math.sqrt(40));
    }

    @Test
    void codesAreMeansOverPatchesOfOneEncoder() {
        AutoencoderTrainer<float[]> trainer = trainer();
        trainer.epoch(STATES, ProgressListener.NONE);
        Autoencoder<float[]> closure = trainer.closure(Normalisation.identity(4));
        assertThat(closure.names()).containsExactly("mean u", "mean v", "closure 1", "closure 2");
        double[][] z = closure.encode(STATES);
        PatchAutoencoderNetwork encoder = encoder(closure);
        double[] measured = new double[2];
        for (int i = 0; i < STATES.size(); i += 50) {
            float[] state = PatchFixture.state(STATES, i);
            PatchFixture.MODEL.observe(state, measured);
            assertThat(z[i][0]).isEqualTo(measured[0]);
            assertThat(z[i][1]).isEqualTo(measured[1]);
            for (int field = 0; field < 2; field++) {
                double mean = 0;
                for (int patch = 0; patch < PatchFixture.PATCHES; patch++) {
                    mean += code(encoder, PatchFixture.field(state, field, patch)) / PatchFixture.PATCHES;
                }
                assertThat(z[i][2 + field]).isCloseTo(mean, within(1e-6));
            }
        }
    }

    private PatchAutoencoderNetwork encoder(Autoencoder<float[]> closure) {
        Path file = directory.resolve("encoder-of-closure");
        closure.save(file);
        return AutoencoderFile.read(
                file,
                PatchFixture.TILING,
                content -> new PatchAutoencoderNetwork(SMALL, PatchFixture.TILING, 2, content.rows()));
    }

    /** In double precision. */
    private static double code(PatchAutoencoderNetwork network, float[] patch) {
        double[] x = new double[patch.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = patch[i];
        }
        return network.encoderNetwork().evaluate(network.parameters(), x)[0];
    }

    @Test
    void incrementsAreChangesOfThePatchsOwnCode() {
        AutoencoderTrainer<float[]> trainer = trainer();
        trainer.epoch(STATES, ProgressListener.NONE);
        Autoencoder<float[]> closure = trainer.closure(STATES);
        PatchAutoencoderNetwork encoder = encoder(closure);
        PairDataset<float[]> pairs = PatchFixture.pairs(STATES);
        MacroPairs ours = closure.encodePairs(pairs, Increment.OURS);
        MacroPairs naive = closure.encodePairs(pairs, Increment.NAIVE);
        MacroPairs observables = new ObservablesOnly<>(PatchFixture.MODEL).encodePairs(pairs, Increment.OURS);
        double[][] z = closure.encode(STATES);
        double[] scale = closure.normalisation().scale();
        float[] after = new float[2 * PatchFixture.PATCH_CELLS];
        for (int pair = 0; pair < pairs.size(); pair += 37) {
            float[] state = PatchFixture.state(STATES, pairs.configuration()[pair]);
            pairs.after().get(pair, after);
            for (int field = 0; field < 2; field++) {
                float[] evolved = Arrays.copyOfRange(after, field * 8, field * 8 + 8);
                double change =
                        code(encoder, evolved) - code(encoder, PatchFixture.field(state, field, pairs.patch()[pair]));
                int at = pair * 4 + 2 + field;
                assertThat((double) ours.dz()[at]).isCloseTo(change / scale[2 + field], within(1e-5));
                double[] whole = z[pairs.configuration()[pair]].clone();
                closure.normalisation().invert(whole);
                double difference = code(encoder, evolved) - whole[2 + field];
                assertThat((double) naive.dz()[at]).isCloseTo(difference / scale[2 + field], within(1e-5));
                assertThat((double) ours.z0()[at]).isCloseTo(z[pairs.configuration()[pair]][2 + field], within(1e-5));
                assertThat((double) ours.dz()[pair * 4 + field])
                        .isCloseTo(observables.dz()[pair * 2 + field] / scale[field], within(1e-6));
            }
        }
        assertThat(ours.dt()).isEqualTo(pairs.dt());
    }

    @Test
    void normalisedCodesHaveMeanZeroAndVarianceOne() {
        AutoencoderTrainer<float[]> trainer = trainer();
        trainer.epoch(STATES, ProgressListener.NONE);
        Normalisation again = Normalisation.standard(trainer.closure(STATES).encode(STATES));
        assertThat(again.shift()).containsExactly(new double[4], within(1e-9));
        assertThat(again.scale()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-9));
    }

    /** A decoder that only knew the mean of every site would leave the variance of the sites. */
    @Test
    void trainingExplainsMostOfTheVariance() {
        Autoencoder<float[]> closure = Autoencoder.train(
                PatchFixture.MODEL,
                PatchFixture.TILING,
                STATES,
                SMALL.withEpochs(30).withLearningRate(0.01),
                ProgressListener.NONE);
        assertThat(closure.losses()).hasSize(30);
        double error = closure.reconstructionError(STATES);
        assertThat(error).isLessThan(0.35 * variance());
        assertThat(closure.losses().get(29)).isCloseTo(error, within(0.1 * error));
    }

    private static double variance() {
        double total = 0;
        for (int site = 0; site < PatchFixture.SITES; site++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < STATES.size(); i++) {
                double value = PatchFixture.state(STATES, i)[site];
                sum += value;
                squares += value * value;
            }
            double mean = sum / STATES.size();
            total += squares / STATES.size() - mean * mean;
        }
        return total / PatchFixture.SITES;
    }

    @Test
    void resumedTrainingIsBitIdentical() {
        AutoencoderTrainer<float[]> straight = trainer();
        AutoencoderTrainer<float[]> stopped = trainer();
        straight.epoch(STATES, ProgressListener.NONE);
        straight.epoch(STATES, ProgressListener.NONE);
        stopped.epoch(STATES, ProgressListener.NONE);
        Path file = directory.resolve("checkpoint");
        stopped.save(file);
        AutoencoderTrainer<float[]> resumed = AutoencoderTrainer.load(file, PatchFixture.MODEL, PatchFixture.TILING);
        resumed.epoch(STATES, ProgressListener.NONE);
        assertThat(resumed.losses()).isEqualTo(straight.losses());
        assertThat(resumed.closure(STATES).encode(STATES))
                .isDeepEqualTo(straight.closure(STATES).encode(STATES));
    }

    @Test
    void loadedClosureIsTheSame() {
        AutoencoderTrainer<float[]> trainer = trainer();
        trainer.epoch(STATES, ProgressListener.NONE);
        Autoencoder<float[]> closure = trainer.closure(STATES);
        double[][] z = closure.encode(STATES);
        Path file = directory.resolve("closure");
        closure.save(file);
        trainer.epoch(STATES, ProgressListener.NONE);
        assertThat(closure.encode(STATES)).isDeepEqualTo(z);

        Autoencoder<float[]> loaded = Autoencoder.load(file, PatchFixture.MODEL, PatchFixture.TILING);
        assertThat(loaded.encode(STATES)).isDeepEqualTo(z);
        assertThat(loaded.settings()).isEqualTo(SMALL);
        assertThat(loaded.normalisation()).isEqualTo(closure.normalisation());
        assertThat(loaded.decode(z[3])).isEqualTo(closure.decode(z[3]));
    }

    @Test
    void sameSeedGivesSameCodesAndAnotherSeedOthers() {
        AutoencoderTrainer<float[]> other =
                new AutoencoderTrainer<>(PatchFixture.MODEL, PatchFixture.TILING, SMALL.withSeed(4));
        double first = trainer().epoch(STATES, ProgressListener.NONE);
        assertThat(trainer().epoch(STATES, ProgressListener.NONE)).isEqualTo(first);
        assertThat(other.epoch(STATES, ProgressListener.NONE)).isNotEqualTo(first);
    }

    @Test
    void progressCountsAllSteps() {
        List<Long> done = new ArrayList<>();
        AutoencoderTrainer<float[]> trainer = trainer();
        ProgressListener listener = (now, total, note) -> {
            assertThat(total).isEqualTo(32);
            done.add(now);
        };
        while (!trainer.finished()) {
            trainer.epoch(STATES, listener);
        }
        assertThat(done).isSorted().endsWith(32L);
    }

    @Test
    void interruptKeepsTheEpochsBefore() {
        AutoencoderTrainer<float[]> trainer = trainer();
        trainer.epoch(STATES, ProgressListener.NONE);
        double[][] z = trainer.closure(STATES).encode(STATES);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> trainer.epoch(STATES, ProgressListener.NONE))
                .withMessage("autoencoder interrupted in epoch 2: the 1 before it are kept");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trainer.losses()).hasSize(1);
        assertThat(trainer.closure(STATES).encode(STATES)).isDeepEqualTo(z);
    }

    /** An epoch that fails half-way leaves the parameters, the updaters and the count of steps as they were. */
    @Test
    void failedEpochChangesNothing() {
        AutoencoderTrainer<float[]> disturbed = trainer();
        AutoencoderTrainer<float[]> undisturbed = trainer();
        Snapshots<float[]> broken = new Snapshots<>(STATES.grid(), STATES.type(), STATES.size());
        broken.put(0, STATES);
        float[] bad = new float[PatchFixture.SITES];
        bad[7] = Float.NaN;
        broken.set(250, bad);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> disturbed.epoch(broken, ProgressListener.NONE))
                .withMessage("autoencoder loss = NaN: lower the learning rate or look at the configurations");
        assertThat(disturbed.epoch(STATES, ProgressListener.NONE))
                .isEqualTo(undisturbed.epoch(STATES, ProgressListener.NONE));
        assertThat(disturbed.epoch(STATES, ProgressListener.NONE))
                .isEqualTo(undisturbed.epoch(STATES, ProgressListener.NONE));
    }

    @Test
    void refusesWhatDoesNotFit() throws IOException {
        Patches other = new Patches(Grid.line(2, 80), Grid.line(2, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoencoderTrainer<>(PatchFixture.MODEL, other, SMALL))
                .withMessage("patches tile 2 fields of 80 but the system is 2 fields of 40: they must be equal");
        Path file = directory.resolve("closure");
        trainer().save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Autoencoder.load(file, PatchFixture.MODEL, PatchFixture.TILING))
                .withMessage(file + ": a checkpoint of training without normalisation, load it with "
                        + "the autoencoder's trainer");
        Patches halves = new Patches(Grid.line(2, 40), Grid.line(2, 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AutoencoderTrainer.load(file, PatchFixture.MODEL, halves))
                .withMessage(
                        file + ": encodes patches of 2 fields of 8 in 2 fields of 40, not patches of 2 fields of 20 "
                                + "in 2 fields of 40: load it for the same tiling");
        Path text = Files.writeString(directory.resolve("notes.txt"), "no zip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AutoencoderTrainer.load(text, PatchFixture.MODEL, PatchFixture.TILING))
                .withMessage(text + ": not an archive of a model: altered, cut short or another file, make it again");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer().closure(Normalisation.identity(3)))
                .withMessage("normalisation of 3 components: z has 4 (mean u, mean v, closure 1, closure 2)");
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.withLearningRate(-1))
                .withMessage("learning rate = -1.0: must be finite and above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.withEpochs(0))
                .withMessage("epochs = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PatchAutoencoderSettings(List.of(0), 1, List.of(), 1, 0, 0, 0, 1, 1, 1))
                .withMessage("encoder width = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PatchAutoencoderSettings(List.of(), 1, List.of(), 1, 1, 0, 0, 1, 1, 1))
                .withMessage("Adam's decays β = (1.0, 0.0): must both be in [0, 1)");
    }
}
