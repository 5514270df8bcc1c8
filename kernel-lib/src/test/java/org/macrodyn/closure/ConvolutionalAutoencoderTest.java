package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
            new ConvolutionalSettings(List.of(4, 6), 2, List.of(8, 4), 3e-3, 32, 1000, 3, 5);
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

    private static AutoencoderTrainer<byte[]> trainer() {
        return new AutoencoderTrainer<>(MODEL, TILING, SMALL);
    }

    private static ConvolutionalGraph graph(int patchSide) {
        return new ConvolutionalGraph(SMALL, Patches.square(16, patchSide), 2, Map.of());
    }

    /** Ten times larger weights than those of a fresh graph, and running means and variances as after training. */
    private static ConvolutionalGraph trained(int patchSide) {
        ConvolutionalGraph graph = graph(patchSide);
        RandomGenerator random = RandomStreams.stream(1, "convolutional-test", 0);
        graph.graph().paramTable().forEach((name, parameter) -> {
            if (name.endsWith("_W")) {
                parameter.muli(10);
            } else {
                for (long i = 0; i < parameter.length(); i++) {
                    parameter.putScalar(i, random.nextDouble(0.2, 0.9));
                }
            }
        });
        return graph;
    }

    private static float[] byPatch(Patches tiling) {
        float[] values = new float[8 * 256];
        byte[] state = new byte[256];
        for (int i = 0; i < 8; i++) {
            STRIPES.get(i, state);
            new PatchValues(tiling).regroup(state, values, i * 256);
        }
        return values;
    }

    /** Plain Java against DL4J's layers; with one patch, too, which is the special case of a sequence of one. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void meanOfPlainEncoderIsTheGraphsClosure(int patchSide) {
        ConvolutionalGraph graph = trained(patchSide);
        float[] values = byPatch(Patches.square(16, patchSide));
        float[][] expected = feedForward(graph, values, false).get("closure").toFloatMatrix();
        int patches = 256 / (patchSide * patchSide);
        double[] codes = new double[8 * patches * 2];
        graph.encoder().pass().encode(0, values, 0, 8 * patches, codes);
        for (int i = 0; i < 8; i++) {
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int patch = 0; patch < patches; patch++) {
                    mean += codes[(i * patches + patch) * 2 + c] / patches;
                }
                assertThat(mean).isCloseTo(expected[i][c], within(2e-5));
            }
        }
        assertThat(expected[0][0]).isNotCloseTo(expected[1][0], within(1e-2f));
    }

    private static Map<String, INDArray> feedForward(ConvolutionalGraph graph, float[] byPatch, boolean training) {
        INDArray[] inputs = {graph.sequences(byPatch), Nd4j.zeros(DataType.FLOAT, 8, 2)};
        graph.graph().setInputs(inputs);
        return graph.graph().feedForward(training);
    }

    /** A patch's code does not depend on the patches beside which it is encoded, nor on their number. */
    @Test
    void codeIsThePatchsOwn() {
        PatchEncoder encoder = trained(8).encoder();
        float[] values = byPatch(TILING);
        double[] together = new double[2 * 32];
        encoder.pass().encode(0, values, 0, 32, together);
        PatchEncoder.Pass pass = encoder.pass();
        double[] alone = new double[2];
        for (int patch = 0; patch < 32; patch++) {
            pass.encode(0, values, patch * 64, 1, alone);
            assertThat(alone).containsExactly(together[2 * patch], together[2 * patch + 1]);
        }
        double[] many = new double[2 * 70];
        pass.encode(0, Arrays.copyOf(values, 70 * 64), 0, 70, many);
        assertThat(Arrays.copyOf(many, 64)).isEqualTo(together);
    }

    /** Exact: mean over spins of ln(1 + exp(∓a)), with the probabilities σ(a) in training mode before the step. */
    @Test
    void lossIsTheCrossEntropyOfAllSpins() {
        float[] bySite = new float[8 * 256];
        byte[] state = new byte[256];
        for (int i = 0; i < 8; i++) {
            STRIPES.get(i, state);
            PatchValues.copy(state, bySite, i * 256);
        }
        double[] up = feedForward(graph(8), byPatch(TILING), true)
                .get("spins")
                .dup('c')
                .data()
                .asDouble();
        double expected = 0;
        for (int i = 0; i < up.length; i++) {
            expected -= Math.log(bySite[i] > 0 ? up[i] : 1 - up[i]) / up.length;
        }
        AutoencoderNetwork.Batch batch = new AutoencoderNetwork.Batch(8, byPatch(TILING), bySite, new double[16]);
        ConvolutionalGraph graph = graph(8);
        assertThat(graph.step(batch, 0)).isCloseTo(expected, within(1e-6));
        assertThat(graph.step(batch, 1)).isLessThan(expected - 1e-6);
    }

    /** Exact: AMSGrad's first step is ±lr wherever the gradient is not tiny; running means move a tenth of the way. */
    @Test
    void updateIsAmsgradAndMovesRunningMeans() {
        ComputationGraph before = graph(8).graph();
        ConvolutionalGraph after = graph(8);
        float[] values = byPatch(TILING);
        double[] means = feedForward(graph(8), values, true)
                .get("convolution0")
                .mean(0, 2, 3)
                .toDoubleVector();
        after.step(new AutoencoderNetwork.Batch(8, values, values, new double[16]), 0);
        float[] moved = Nd4j.createFromArray(after.rows().get("parameters"))
                .subi(before.params().reshape(-1))
                .toFloatVector();
        INDArray kernel = before.getParam("doubling2_W");
        for (int i = 0; i < kernel.length(); i++) {
            assertThat(Math.abs(moved[(int) kernel.offset() + i])).isCloseTo(3e-3f, within(1e-5f));
        }
        INDArray running = before.getParam("encoder0-norm_mean");
        assertThat(means).hasSize(4);
        for (int c = 0; c < 4; c++) {
            assertThat((double) moved[(int) running.offset() + c]).isCloseTo(0.1 * means[c], within(1e-7));
        }
    }

    /** Exact: padding 1 and output padding 1 put x_i w_a at 2i − 1 + a (definition of PyTorch's ConvTranspose2d). */
    @Test
    void decoderDoublesTheSideAsPublished() {
        ConvolutionalSettings settings = new ConvolutionalSettings(List.of(1), 1, List.of(1), 1, 1, 1, 1, 3);
        ComputationGraph decoder = new ConvolutionalGraph(settings, Patches.square(4, 2), 2, Map.of()).decoderGraph();
        INDArray z = Nd4j.createFromArray(new float[][] {{0.3f, -0.2f, 0.9f}});
        double[] up = decoder.outputSingle(z).dup('c').data().asDouble();
        INDArray dense = decoder.getParam("dense_W");
        INDArray kernel = decoder.getParam("doubling1_W");
        double[] expected = new double[16];
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
        for (int site = 0; site < 16; site++) {
            assertThat(Math.log(up[site] / (1 - up[site]))).isCloseTo(expected[site], within(1e-6));
        }
    }

    /**
     * A decoder that knew only m and ρ could not tell rows from columns: half the spins would cost ln 2, the others the noise's
     * entropy, 0.45 in all; with the direction known 0.20.
     */
    @Test
    void trainingFindsWhatObservablesDoNotTell() {
        ConvolutionalSettings quick = new ConvolutionalSettings(List.of(4, 6), 2, List.of(8, 4), 0.02, 20, 1000, 6, 5);
        Autoencoder<byte[]> closure = Autoencoder.train(MODEL, TILING, STRIPES, quick, ProgressListener.NONE);
        double noise = -NOISE * Math.log(NOISE) - (1 - NOISE) * Math.log(1 - NOISE);
        assertThat(closure.losses()).hasSize(6);
        assertThat(closure.losses().get(5)).isBetween(0.9 * noise, 0.5 * noise + 0.25 * Math.log(2) + 0.1 * noise);
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
        AutoencoderTrainer<byte[]> straight = trainer();
        AutoencoderTrainer<byte[]> stopped = trainer();
        straight.epoch(STRIPES, ProgressListener.NONE);
        straight.epoch(STRIPES, ProgressListener.NONE);
        stopped.epoch(STRIPES, ProgressListener.NONE);
        Path file = directory.resolve("checkpoint");
        stopped.save(file);
        AutoencoderTrainer<byte[]> resumed = AutoencoderTrainer.load(file, MODEL, TILING);
        resumed.epoch(STRIPES, ProgressListener.NONE);
        assertThat(resumed.losses()).isEqualTo(straight.losses());
        Autoencoder<byte[]> closure = straight.closure(STRIPES);
        double[][] z = closure.encode(STRIPES);
        assertThat(resumed.closure(STRIPES).encode(STRIPES)).isDeepEqualTo(z);
        assertThat(resumed.closure(STRIPES).decode(z[0])).isEqualTo(closure.decode(z[0]));
    }

    @Test
    void loadedClosureIsTheSame() {
        AutoencoderTrainer<byte[]> trainer = trainer();
        trainer.epoch(STRIPES, ProgressListener.NONE);
        Autoencoder<byte[]> closure = trainer.closure(STRIPES);
        double[][] z = closure.encode(STRIPES);
        float[] decoded = closure.decode(z[3]);
        Path file = directory.resolve("closure");
        closure.save(file);
        trainer.epoch(STRIPES, ProgressListener.NONE);
        assertThat(closure.encode(STRIPES)).isDeepEqualTo(z);
        assertThat(closure.decode(z[3])).isEqualTo(decoded);

        Autoencoder<byte[]> loaded = Autoencoder.load(file, MODEL, TILING);
        assertThat(loaded.encode(STRIPES)).isDeepEqualTo(z);
        assertThat(loaded.decode(z[3])).isEqualTo(decoded);
        assertThat(loaded.settings()).isEqualTo(SMALL);
        assertThat(loaded.losses()).isEqualTo(closure.losses());
        assertThat(loaded.names()).containsExactly("magnetisation", "domain-wall density", "closure 1", "closure 2");
    }

    @Test
    void pairsDoNotDependOnThreads() {
        AutoencoderTrainer<byte[]> trainer = trainer();
        trainer.epoch(STRIPES, ProgressListener.NONE);
        Autoencoder<byte[]> closure = trainer.closure(STRIPES);
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
    void saysHowFarItIs() {
        List<String> notes = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        Autoencoder.train(MODEL, TILING, STRIPES, SMALL, (now, total, note) -> {
            assertThat(total).isEqualTo(18);
            done.add(now);
            notes.add(note);
        });
        assertThat(done).isSorted().endsWith(18L);
        assertThat(notes).allMatch(note -> note.matches("epoch \\d, loss 0\\.\\d+"));
    }

    @Test
    void epochTakesAsManyConfigurationsAsItShould() {
        ConvolutionalSettings few = new ConvolutionalSettings(List.of(2), 1, List.of(2), 1e-3, 32, 100, 1, 5);
        ConvolutionalGraph graph = new ConvolutionalGraph(few, TILING, 2, Map.of());
        assertThat(graph.steps(32)).isEqualTo(1);
        assertThat(graph.steps(99)).isEqualTo(3);
        assertThat(graph.steps(5000)).isEqualTo(3);
    }

    @Test
    void interruptKeepsTheEpochsBefore() {
        AutoencoderTrainer<byte[]> undisturbed = trainer();
        AutoencoderTrainer<byte[]> trainer = trainer();
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
            ComputationGraph graph =
                    new ConvolutionalGraph(settings, Patches.square(64, expected[0]), 2, Map.of()).graph();
            assertThat(graph.getParam("closure_W").shape()).containsExactly(expected[1], 2);
            assertThat(graph.getParam("dense_W").shape()).containsExactly(4, 2048);
            assertThat(settings.decoderChannels()).containsExactly(128, 64, 32, 16);
        }
        ConvolutionalSettings small = ConvolutionalSettings.laptop(64, 16);
        assertThat(small.encoderChannels()).containsExactly(4, 8, 16);
        assertThat(small.decoderChannels()).containsExactly(16, 8, 4, 2);
        assertThat(ConvolutionalSettings.paper(16, 16).decoderChannels()).containsExactly(128, 64);
        assertThat(ConvolutionalSettings.paper(48, 16).decoderChannels()).containsExactly(128, 64, 32, 16);
        assertThat(ConvolutionalSettings.paper(128, 16).decoderChannels()).containsExactly(128, 64, 32, 16, 16);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoencoderTrainer<>(MODEL, Patches.square(32, 8), SMALL))
                .withMessage("patches tile 32×32 but the system is 16×16: they must be equal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoencoderTrainer<>(MODEL, Patches.square(16, 2), SMALL))
                .withMessage("patches of 2×2: must be a square of one field with a side that can be halved 2 times");
        Patches stripes = new Patches(Grid.square(16), new Grid(1, 1, 4, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoencoderTrainer<>(MODEL, stripes, SMALL))
                .withMessage("patches of 4×8: must be a square of one field with a side that can be halved 2 times");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer().epoch(STRIPES.slice(0, 31), ProgressListener.NONE))
                .withMessage("configurations = 31: must be at least one batch, 32");
        Path file = directory.resolve("closure");
        trainer().save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Autoencoder.load(file, MODEL, TILING))
                .withMessage(file + ": a checkpoint of training without normalisation, load it with "
                        + "the autoencoder's trainer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AutoencoderTrainer.load(file, MODEL, Patches.square(16, 16)))
                .withMessage(file + ": encodes patches of 8×8 in 16×16, not patches of 16×16 in 16×16: load it for "
                        + "the same tiling");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoencoderTrainer<>(PatchFixture.MODEL, PatchFixture.TILING, SMALL))
                .withMessage("convolutional autoencoder of a system without spins ±1: take the dense one");
    }

    /** The settings in the file tell which networks it has. */
    @Test
    void denseFilesAreReadAsSuch() {
        Path file = directory.resolve("dense");
        PatchAutoencoderSettings dense = new PatchAutoencoderSettings(List.of(4), 1, List.of(4), 1, 0, 0, 0, 1, 1, 1);
        new AutoencoderTrainer<>(MODEL, TILING, dense)
                .closure(Normalisation.identity(3))
                .save(file);
        Autoencoder<byte[]> loaded = Autoencoder.load(file, MODEL, TILING);
        assertThat(loaded.settings()).isEqualTo(dense);
        assertThat(loaded).hasToString("dense autoencoder of patches, z = " + loaded.names());
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(), 1, List.of(1), 1, 1, 1, 1, 1))
                .withMessage("encoder layers = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(1), 1, List.of(0), 1, 1, 1, 1, 1))
                .withMessage("decoder width = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(1), 1, List.of(1), -1, 1, 1, 1, 1))
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionalSettings(List.of(1), 1, List.of(1), 1, 32, 31, 1, 1))
                .withMessage("configurations per epoch = 31: must be at least one batch, 32");
        assertThat(SMALL.withSeed(9).seed()).isEqualTo(9);
    }
}
