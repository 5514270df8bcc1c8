package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionalAutoencoderTest {
    private static final double NOISE = 0.05;
    private static final Ising MODEL = Ising.square(16, 2.5, 0);
    private static final Patches TILING = Patches.square(16, 8);
    private static final ConvolutionalSettings SMALL =
            new ConvolutionalSettings(List.of(4, 6), 2, List.of(8, 4), 3e-3, 32, 3, 5);
    private static final Snapshots<byte[]> STRIPES = stripes(200);

    @TempDir
    Path directory;

    /** Rows or columns in pairs up and down, one spin in twenty flipped: m and ρ do not tell which. */
    private static Snapshots<byte[]> stripes(int count) {
        RandomGenerator random = RandomStreams.stream(7, "stripes", 0);
        Snapshots<byte[]> states = new Snapshots<>(MODEL.grid(), MODEL.stateType(), count);
        for (int i = 0; i < count; i++) {
            byte[] state = new byte[256];
            boolean rows = random.nextBoolean();
            for (int site = 0; site < 256; site++) {
                int along = rows ? site / 16 : site % 16;
                boolean up = (along / 2 % 2 == 0) != (random.nextDouble() < NOISE);
                state[site] = (byte) (up ? 1 : -1);
            }
            states.set(i, state);
        }
        return states;
    }

    private static ConvolutionalAutoencoderTrainer trainer() {
        return new ConvolutionalAutoencoderTrainer(MODEL, TILING, SMALL);
    }

    /** Ten times larger weights than those of a fresh network, whose codes and gradients are too small to be checked. */
    private static void enlarge(PatchAutoencoderNetworks networks) {
        for (MultiLayerNetwork network : List.of(networks.encoder(), networks.decoder())) {
            network.paramTable().forEach((name, parameter) -> parameter.muli(name.endsWith("_W") ? 10 : 1));
        }
    }

    /** Lattices of 8² in four patches, three in a batch, in double precision. */
    private static final class SmallProblem {
        private final ConvolutionalSettings settings =
                new ConvolutionalSettings(List.of(2, 3), 2, List.of(3, 2), 1e-3, 3, 1, 8);
        private final PatchAutoencoderNetworks networks =
                ConvolutionalNetworks.create(settings, 4, 4, 8, DataType.DOUBLE);
        private final ConvolutionalStep step = new ConvolutionalStep(networks, 4, 8, 2, 2);
        private final float[] regrouped = new float[3 * 64];
        private final float[] sites = new float[3 * 64];
        private final double[] measured = new double[6];

        SmallProblem() {
            enlarge(networks);
            RandomGenerator random = RandomStreams.stream(1, "convolutional-test", 0);
            for (int i = 0; i < sites.length; i++) {
                regrouped[i] = random.nextBoolean() ? 1 : -1;
                sites[i] = random.nextBoolean() ? 1 : -1;
            }
            for (int i = 0; i < measured.length; i++) {
                measured[i] = random.nextGaussian();
            }
        }

        double loss() {
            return step.gradient(regrouped, sites, measured, () -> {});
        }

        /** The same by DL4J's own layers in double precision, in training mode. */
        double exactLoss() {
            INDArray patches =
                    Nd4j.createFromArray(regrouped).castTo(DataType.DOUBLE).reshape(12, 1, 4, 4);
            double[] codes = last(networks.encoder(), patches);
            double[][] z = new double[3][4];
            for (int sample = 0; sample < 3; sample++) {
                System.arraycopy(measured, sample * 2, z[sample], 0, 2);
                for (int k = 0; k < 8; k++) {
                    z[sample][2 + k % 2] += codes[sample * 8 + k] / 4;
                }
            }
            double[] logits = last(networks.decoder(), Nd4j.createFromArray(z));
            double sum = 0;
            for (int i = 0; i < logits.length; i++) {
                sum += Math.log1p(Math.exp(-sites[i] * logits[i]));
            }
            return sum / logits.length;
        }

        private static double[] last(MultiLayerNetwork network, INDArray input) {
            List<INDArray> activations = network.feedForward(input, true);
            return activations.get(activations.size() - 1).dup('c').data().asDouble();
        }
    }

    /**
     * Exact: differences of the loss in double precision, by other code than that of the encoder's passes. All but the running
     * means and variances of batch norms, which the loss in training does not see.
     */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        SmallProblem problem = new SmallProblem();
        for (MultiLayerNetwork network : List.of(problem.networks.encoder(), problem.networks.decoder())) {
            assertThat(problem.loss()).isCloseTo(problem.exactLoss(), within(1e-7));
            double[] gradient = network.getFlattenedGradients().toDoubleVector();
            boolean[] trained = trained(network);
            INDArray parameters = network.params();
            double h = 1e-6;
            double largest = 0;
            for (int i = 0; i < gradient.length; i++) {
                if (trained[i]) {
                    double value = parameters.getDouble(i);
                    parameters.putScalar(i, value + h);
                    double above = problem.exactLoss();
                    parameters.putScalar(i, value - h);
                    double below = problem.exactLoss();
                    parameters.putScalar(i, value);
                    largest = Math.max(largest, Math.abs(gradient[i]));
                    assertThat(gradient[i])
                            .as("parameter %d of %d", i, gradient.length)
                            .isCloseTo((above - below) / (2 * h), within(1e-7));
                }
            }
            assertThat(largest).isGreaterThan(5e-3);
        }
    }

    private static boolean[] trained(MultiLayerNetwork network) {
        boolean[] trained = new boolean[(int) network.numParams()];
        Arrays.fill(trained, true);
        network.paramTable().forEach((name, parameter) -> {
            if (name.endsWith("_mean") || name.endsWith("_var")) {
                int from = (int) parameter.offset();
                Arrays.fill(trained, from, from + (int) parameter.length(), false);
            }
        });
        return trained;
    }

    /** Exact: the first step of AMSGrad is lr·g/(|g| + ε/√(1 − β₂)), as Adam's; running means move a tenth of the way. */
    @Test
    void updateIsAmsgradAndMovesRunningMeans() {
        SmallProblem problem = new SmallProblem();
        problem.loss();
        MultiLayerNetwork decoder = problem.networks.decoder();
        boolean[] trained = trained(decoder);
        double[] before = decoder.params().toDoubleVector();
        double[] gradient = decoder.getFlattenedGradients().toDoubleVector();
        MultiLayerNetwork encoder = problem.networks.encoder();
        INDArray input =
                Nd4j.createFromArray(problem.regrouped).castTo(DataType.DOUBLE).reshape(12, 1, 4, 4);
        double[] channelMeans =
                encoder.feedForwardToLayer(0, input).get(1).mean(0, 2, 3).toDoubleVector();

        problem.loss();
        problem.step.update(0);
        double[] after = decoder.params().toDoubleVector();
        for (int i = 0; i < before.length; i++) {
            if (trained[i]) {
                double step = 1e-3 * gradient[i] / (Math.abs(gradient[i]) + 1e-8 / Math.sqrt(1 - 0.999));
                assertThat(after[i]).isCloseTo(before[i] - step, within(1e-9));
            }
        }
        double[] running = encoder.getParam("1_mean").toDoubleVector();
        assertThat(running).hasSize(2);
        for (int c = 0; c < 2; c++) {
            assertThat(running[c]).isCloseTo(0.1 * channelMeans[c], within(1e-7));
        }
    }

    /** Exact: padding 1 and output padding 1 put x_i w_a at 2i − 1 + a (definition of PyTorch's ConvTranspose2d). */
    @Test
    void decoderDoublesTheSideAsPublished() {
        ConvolutionalSettings settings = new ConvolutionalSettings(List.of(1), 1, List.of(1), 1, 1, 1, 3);
        MultiLayerNetwork decoder =
                ConvolutionalNetworks.create(settings, 4, 3, 4, DataType.DOUBLE).decoder();
        INDArray z = Nd4j.createFromArray(new double[][] {{0.3, -0.2, 0.9}});
        double[] logits = decoder.output(z).dup('c').data().asDouble();
        INDArray dense = decoder.getParam("0_W");
        INDArray kernel = decoder.getParam("1_W");
        double[] expected = new double[16];
        Arrays.fill(expected, decoder.getParam("1_b").getDouble(0));
        for (int site = 0; site < 4; site++) {
            double x = 0;
            for (int c = 0; c < 3; c++) {
                x += z.getDouble(0, c) * dense.getDouble(c, site);
            }
            x = Math.max(x, 0.2 * x);
            for (int tap = 0; tap < 9; tap++) {
                int row = site / 2 * 2 - 1 + tap / 3;
                int column = site % 2 * 2 - 1 + tap % 3;
                if (row >= 0 && column >= 0) {
                    expected[row * 4 + column] += x * kernel.getDouble(0, 0, tap / 3, tap % 3);
                }
            }
        }
        assertThat(logits).containsExactly(expected, within(1e-12));
    }

    @Test
    void gradientsDoNotDependOnThreads() {
        PatchAutoencoderNetworks networks = ConvolutionalNetworks.create(SMALL, 8, 4, 16, DataType.FLOAT);
        float[] states = new float[4 * 256];
        RandomGenerator random = RandomStreams.stream(1, "convolutional-test", 1);
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextBoolean() ? 1 : -1;
        }
        List<double[]> gradients = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            new ConvolutionalStep(networks, 8, 16, 2, threads).gradient(states, states, new double[8], () -> {});
            gradients.add(networks.encoder().getFlattenedGradients().toDoubleVector());
        }
        assertThat(gradients.get(1)).isEqualTo(gradients.get(0));
    }

    @Test
    void plainEncoderIsTheNetworkInInferenceMode() {
        PatchAutoencoderNetworks networks = ConvolutionalNetworks.create(SMALL, 8, 4, 16, DataType.FLOAT);
        enlarge(networks);
        ConvolutionalStep step = new ConvolutionalStep(networks, 8, 16, 2, 1);
        float[] patches = new float[8 * 256];
        byte[] state = new byte[256];
        PatchValues values = new PatchValues(TILING);
        for (int i = 0; i < 8; i++) {
            STRIPES.get(i, state);
            values.regroup(state, patches, i * 256);
        }
        for (int iteration = 0; iteration < 5; iteration++) {
            step.gradient(patches, patches, new double[16], () -> {});
            step.update(iteration);
        }
        float[][] expected = networks.encoder()
                .output(Nd4j.createFromArray(patches).reshape(32, 1, 8, 8))
                .toFloatMatrix();
        PatchEncoder.Pass pass = new ConvolutionalLayers(networks.encoder(), 8).pass();
        double[] code = new double[3];
        for (int patch = 0; patch < 32; patch++) {
            pass.encode(0, patches, patch * 64, code, 1);
            assertThat(code[1]).isCloseTo(expected[patch][0], within(1e-5));
            assertThat(code[2]).isCloseTo(expected[patch][1], within(1e-5));
        }
        assertThat(expected[0][0]).isNotCloseTo(expected[31][0], within(1e-2f));
    }

    /**
     * A decoder that knew only m and ρ could not tell rows from columns: half the spins would cost ln 2, the others the noise's
     * entropy, 0.45 in all; with the direction known 0.20.
     */
    @Test
    void trainingFindsWhatObservablesDoNotTell() {
        ConvolutionalAutoencoder closure =
                ConvolutionalAutoencoder.train(MODEL, TILING, STRIPES, SMALL.withEpochs(25), ProgressListener.NONE);
        double noise = -NOISE * Math.log(NOISE) - (1 - NOISE) * Math.log(1 - NOISE);
        assertThat(closure.losses()).hasSize(25);
        assertThat(closure.losses().get(24)).isBetween(0.9 * noise, 0.5 * noise + 0.25 * Math.log(2) + 0.1 * noise);
        Normalisation again = Normalisation.standard(closure.encode(STRIPES));
        assertThat(again.shift()).containsExactly(new double[4], within(1e-9));
        assertThat(again.scale()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-9));
        double[][] z = closure.encode(STRIPES.slice(0, 20));
        byte[] state = new byte[256];
        int right = 0;
        for (int i = 0; i < 20; i++) {
            STRIPES.get(i, state);
            float[] decoded = closure.decode(z[i]);
            for (int site = 0; site < 256; site++) {
                assertThat(decoded[site]).isBetween(-1f, 1f);
                right += decoded[site] * state[site] > 0 ? 1 : 0;
            }
        }
        assertThat(right).isGreaterThan((int) (0.85 * 20 * 256));
    }

    @Test
    void resumedTrainingIsBitIdentical() {
        ConvolutionalAutoencoderTrainer straight = trainer();
        ConvolutionalAutoencoderTrainer stopped = trainer();
        straight.epoch(STRIPES, ProgressListener.NONE);
        straight.epoch(STRIPES, ProgressListener.NONE);
        stopped.epoch(STRIPES, ProgressListener.NONE);
        Path file = directory.resolve("checkpoint");
        stopped.save(file);
        ConvolutionalAutoencoderTrainer resumed = ConvolutionalAutoencoderTrainer.load(file, MODEL, TILING);
        resumed.epoch(STRIPES, ProgressListener.NONE);
        assertThat(resumed.losses()).isEqualTo(straight.losses());
        ConvolutionalAutoencoder closure = straight.closure(STRIPES);
        double[][] z = closure.encode(STRIPES);
        assertThat(resumed.closure(STRIPES).encode(STRIPES)).isDeepEqualTo(z);
        assertThat(resumed.closure(STRIPES).decode(z[0])).isEqualTo(closure.decode(z[0]));
    }

    @Test
    void loadedClosureIsTheSame() {
        ConvolutionalAutoencoderTrainer trainer = trainer();
        trainer.epoch(STRIPES, ProgressListener.NONE);
        ConvolutionalAutoencoder closure = trainer.closure(STRIPES);
        double[][] z = closure.encode(STRIPES);
        float[] decoded = closure.decode(z[3]);
        Path file = directory.resolve("closure");
        closure.save(file);
        trainer.epoch(STRIPES, ProgressListener.NONE);
        assertThat(closure.encode(STRIPES)).isDeepEqualTo(z);
        assertThat(closure.decode(z[3])).isEqualTo(decoded);

        ConvolutionalAutoencoder loaded = ConvolutionalAutoencoder.load(file, MODEL, TILING);
        assertThat(loaded.encode(STRIPES)).isDeepEqualTo(z);
        assertThat(loaded.decode(z[3])).isEqualTo(decoded);
        assertThat(loaded.settings()).isEqualTo(SMALL);
        assertThat(loaded.losses()).isEqualTo(closure.losses());
        assertThat(loaded.names()).containsExactly("magnetisation", "domain-wall density", "closure 1", "closure 2");
    }

    @Test
    void pairsDoNotDependOnThreads() {
        ConvolutionalAutoencoderTrainer trainer = trainer();
        trainer.epoch(STRIPES, ProgressListener.NONE);
        ConvolutionalAutoencoder closure = trainer.closure(STRIPES);
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(MODEL, TILING, PatchBoundary.PERIODIC_PATCH, Span.events(10), 64, 3);
        MacroPairs one = closure.encodeAll(evolution, STRIPES, Increment.OURS, 1, ProgressListener.NONE);
        MacroPairs three = closure.encodeAll(evolution, STRIPES, Increment.OURS, 3, ProgressListener.NONE);
        assertThat(evolution.blocks(STRIPES)).isGreaterThan(3);
        assertThat(three.z0()).isEqualTo(one.z0());
        assertThat(three.dz()).isEqualTo(one.dz());
        assertThat((double) one.z0()[3]).isCloseTo(closure.encode(STRIPES)[0][3], within(1e-5));
    }

    @Test
    void saysHowLongBeforeItStarts() {
        List<String> notes = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        ConvolutionalAutoencoderTrainer trainer = trainer();
        ConvolutionalAutoencoderTrainer silent = trainer();
        ProgressListener listener = (now, total, note) -> {
            assertThat(total).isEqualTo(18);
            done.add(now);
            notes.add(note);
        };
        while (!trainer.finished()) {
            trainer.epoch(STRIPES, listener);
        }
        assertThat(done).isSorted().startsWith(0L).endsWith(18L);
        assertThat(notes.get(0)).startsWith("will take about 0.");
        assertThat(notes.subList(1, notes.size())).allMatch(note -> note.startsWith("epoch "));
        assertThat(ConvolutionalAutoencoderTrainer.note(Duration.ofSeconds(90))).endsWith("1.5 minutes");
        assertThat(ConvolutionalAutoencoderTrainer.note(Duration.ofMinutes(150)))
                .endsWith("2.5 hours");
        assertThat(silent.estimate(STRIPES)).isPositive();
        silent.estimate(STRIPES);
        assertThat(silent.epoch(STRIPES, ProgressListener.NONE))
                .isEqualTo(trainer.losses().get(0));
    }

    @Test
    void interruptKeepsTheEpochsBefore() {
        ConvolutionalAutoencoderTrainer undisturbed = trainer();
        ConvolutionalAutoencoderTrainer trainer = trainer();
        undisturbed.epoch(STRIPES, ProgressListener.NONE);
        trainer.epoch(STRIPES, ProgressListener.NONE);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> trainer.epoch(STRIPES, ProgressListener.NONE))
                .withMessage("autoencoder interrupted in epoch 2: the 1 before it are kept");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trainer.losses()).hasSize(1);
        assertThat(trainer.epoch(STRIPES, ProgressListener.NONE))
                .isEqualTo(undisturbed.epoch(STRIPES, ProgressListener.NONE));
    }

    /** Inputs of the last layer and decoders as in the paper's code. */
    @Test
    void paperShapesArePublishedOnes() {
        int[][] inputs = {{8, 256}, {16, 512}, {32, 2048}, {64, 8192}};
        for (int[] expected : inputs) {
            ConvolutionalSettings settings = ConvolutionalSettings.paper(expected[0]);
            PatchAutoencoderNetworks networks =
                    ConvolutionalNetworks.create(settings, expected[0], 4, 64, DataType.FLOAT);
            int last = networks.encoder().getnLayers() - 1;
            assertThat(networks.encoder().getParam(last + "_W").shape()).containsExactly(expected[1], 2);
            assertThat(networks.decoder().getParam("0_W").shape()).containsExactly(4, 2048);
            assertThat(settings.decoderChannels()).containsExactly(128, 64, 32, 16);
        }
        assertThat(ConvolutionalSettings.paper(16, 16).decoderChannels()).containsExactly(128, 64);
        assertThat(ConvolutionalSettings.paper(48, 16).decoderChannels()).containsExactly(128, 64, 32, 16);
        assertThat(ConvolutionalSettings.paper(128, 16).decoderChannels()).containsExactly(128, 64, 32, 16, 16);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalAutoencoderTrainer(MODEL, Patches.square(32, 8), SMALL))
                .withMessage("patches tile 32×32 but the system is 16×16: they must be equal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalAutoencoderTrainer(MODEL, Patches.square(16, 2), SMALL))
                .withMessage("patches of 2×2: must be a square of one field with a side that can be halved 2 times");
        Patches stripes = new Patches(Grid.square(16), new Grid(1, 1, 4, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalAutoencoderTrainer(MODEL, stripes, SMALL))
                .withMessage("patches of 4×8: must be a square of one field with a side that can be halved 2 times");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer().epoch(STRIPES.slice(0, 31), ProgressListener.NONE))
                .withMessage("configurations = 31: must be at least one batch, 32");
        Path file = directory.resolve("closure");
        trainer().save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvolutionalAutoencoder.load(file, MODEL, TILING))
                .withMessage(file + ": a checkpoint of training without normalisation, load it with "
                        + "ConvolutionalAutoencoderTrainer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvolutionalAutoencoderTrainer.load(file, MODEL, Patches.square(16, 16)))
                .withMessage(file + ": encodes patches of 8×8 in 16×16, not patches of 16×16 in 16×16: load it for "
                        + "the same tiling");
        Path dense = directory.resolve("dense");
        new PatchAutoencoderTrainer<>(MODEL, TILING, PatchAutoencoderSettings.paper()).save(dense);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvolutionalAutoencoderTrainer.load(dense, MODEL, TILING))
                .withMessage(dense + ": no convolutional autoencoder, but a dense one");
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(), 1, List.of(1), 1, 1, 1, 1))
                .withMessage("encoder blocks = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(1), 1, List.of(0), 1, 1, 1, 1))
                .withMessage("decoder channels = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(1), 1, List.of(1), -1, 1, 1, 1))
                .withMessage("learning rate = -1.0: must be finite and above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SMALL.withEpochs(0))
                .withMessage("epochs = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvolutionalSettings.paper(4))
                .withMessage("patch side = 4: must be 8, 16, 32 or 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvolutionalSettings.paper(40, 8))
                .withMessage("side = 40: must be 2, 3 or 4 times 2 to 32, a power of two");
        assertThat(SMALL.withSeed(9).seed()).isEqualTo(9);
    }
}
