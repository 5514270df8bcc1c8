package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.net.Dense;
import org.macrodyn.net.LearningRate;
import org.macrodyn.net.Network;
import org.macrodyn.run.ProgressListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SdeTrainerTest {
    /** Epochs that last for several reports of progress, of which a training makes one every 100 ms. */
    private static final int LONG = 60;

    private static final double[][] A = {{1, 0.5}, {-0.5, 1}};
    private static final double[][] SIGMA = {{0.5, 0}, {0.3, 0.4}};
    private static final double LAMBDA = 4;
    private static final MacroPairs PAIRS = Pairs.linear(A, SIGMA, LAMBDA, 0.1, 20_000, 1);

    @TempDir
    Path folder;

    /**
     * Ornstein–Uhlenbeck, exact drift −Az and covariance σσᵀ. Standard errors are those of the maximum-likelihood
     * estimators of a linear SDE: √(λΣᵢᵢ/(n·δt·Var z)) for a slope and √((ΣᵢᵢΣⱼⱼ + Σᵢⱼ²)/n) for a covariance; of the
     * networks the linear part and the mean over the data are taken.
     */
    @ParameterizedTest
    @EnumSource(names = {"CONSTANT", "FULL"})
    void recoversAnOrnsteinUhlenbeckProcess(Diffusion diffusion) {
        int n = 100_000;
        MacroPairs pairs = Pairs.linear(A, SIGMA, LAMBDA, 0.1, n, 2);
        SdeSettings shape = SdeSettings.of(diffusion).withActivation(Activation.SILU);
        SdeModel model =
                train(pairs, shape, TrainingSettings.of(LAMBDA).withEpochs(6)).model();
        double[][] exact = {{0.25, 0.15}, {0.15, 0.25}};
        double[][] points = points(pairs, 5000);
        for (int i = 0; i < 2; i++) {
            int row = i;
            double[] drift =
                    Arrays.stream(points).mapToDouble(z -> model.drift(z)[row]).toArray();
            OLSMultipleLinearRegression line = new OLSMultipleLinearRegression();
            line.newSampleData(drift, points);
            double slopeError = Math.sqrt(LAMBDA * exact[i][i] / (n * 0.1));
            for (int j = 0; j < 2; j++) {
                int column = j;
                double error = Math.sqrt((exact[i][i] * exact[j][j] + exact[i][j] * exact[i][j]) / n);
                double covariance = mean(points, z -> model.covariance(z)[row][column]);
                assertThat(line.estimateRegressionParameters()[1 + j]).isCloseTo(-A[i][j], within(4 * slopeError));
                assertThat(covariance).isCloseTo(exact[i][j], within(4 * error));
            }
        }
    }

    /** Pairs have variance λσ²δt, the model must find σ. Standard error of σ: σ/√(2n) (normal distribution). */
    @ParameterizedTest
    @EnumSource(names = {"CONSTANT_DIAGONAL", "DIAGONAL"})
    void lambdaIsTakenOutOfTheDiffusion(Diffusion diffusion) {
        double[] sigma = {0.5, 3};
        int n = 50_000;
        MacroPairs pairs = Pairs.linear(A, new double[][] {{sigma[0], 0}, {0, sigma[1]}}, 9, 0.02, n, 3);
        SdeModel model = train(
                        pairs, SdeSettings.of(diffusion), TrainingSettings.of(9).withEpochs(6))
                .model();
        for (int c = 0; c < 2; c++) {
            int component = c;
            double found = mean(points(pairs, 2000), z -> Math.abs(model.diffusion(z)[component][component]));
            assertThat(found).isCloseTo(sigma[c], within(4 * sigma[c] / Math.sqrt(2.0 * n)));
        }
    }

    /** Also in the paper's mode, with its ε and without scaling. */
    @Test
    void paperSettingsFindSigma() {
        int n = 50_000;
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{0.5}}, LAMBDA, 1, n, 3);
        TrainingSettings paper =
                TrainingSettings.paper(LAMBDA).withEpochs(8).withLearningRate(LearningRate.plateau(1e-2, 0));
        TrainingResult result = train(pairs, SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL), paper);
        assertThat(Math.abs(result.model().diffusion(new double[1])[0][0]))
                .isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(2.0 * n)));
        assertThat(result.losses()).hasSize(8);
        assertThat(result.learningRates()[0]).isEqualTo(1e-2);
    }

    /** DL4J's own backward pass, through its own layers. */
    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfTheGraph(Diffusion diffusion) {
        Scaling scaling = Scaling.of(PAIRS, LAMBDA);
        PartialLikelihood loss =
                new PartialLikelihood(LAMBDA, 1e-4, diffusion, scaling.driftScale(), scaling.diffusionScale());
        SdeSettings shape = SdeSettings.of(diffusion).withActivation(Activation.TANH);
        SdeModel model = SdeModel.create(PAIRS.names(), shape, scaling, 7);
        int n = TrainingStep.BLOCK + 44;
        TrainingStep step =
                new TrainingStep(model.networks(), scaling, loss, new Observations(PAIRS), model.parameters());
        double ours = step.gradient(IntStream.range(0, n).toArray(), 0, n);
        ComputationGraph net = Dl4j.graph(model, loss);
        net.setInputs(Dl4j.input(model, points(PAIRS, n)));
        net.setLabels(labels(n));
        net.computeGradientAndScore();
        assertThat(ours).isCloseTo(net.score(), within(1e-5));
        double worst = 0;
        double largest = 0;
        for (String name : List.of("drift", "diffusion")) {
            Network network = name.equals("drift")
                    ? model.networks().plain().orElseThrow()
                    : model.networks().diffusion();
            for (int l = 0; l < network.layers().size(); l++) {
                Dense dense = network.layers().get(l);
                INDArray weights = net.gradient().getGradientFor(name + l + "_W");
                INDArray biases = net.gradient().getGradientFor(name + l + "_b");
                for (int o = 0; o < dense.outputs(); o++) {
                    double theirs = biases.getDouble(o);
                    worst = Math.max(worst, Math.abs(step.gradients()[dense.biases() + o] - theirs));
                    for (int i = 0; i < dense.inputs(); i++) {
                        theirs = weights.getDouble(i, o);
                        worst = Math.max(worst, Math.abs(step.gradients()[dense.weight(o, i)] - theirs));
                        largest = Math.max(largest, Math.abs(theirs));
                    }
                }
            }
        }
        assertThat(worst).isLessThan(2e-5 * largest);
    }

    /** The floor that the likelihood adds to S, δt f, is in the covariance of condensed pairs, too: on the diagonal alone. */
    @Test
    void condensedPairsCarryTheNoiseFloor() {
        MacroPairs condensed = repeated(64, 40).condensed(40);
        int d = condensed.dimension();
        double[] floor = new double[d];
        Arrays.setAll(floor, c -> 3 + c);
        double[][] found = new double[2][];
        for (int k = 0; k < 2; k++) {
            Observations seen = k == 0 ? new Observations(condensed) : new Observations(condensed, floor);
            LikelihoodKernel.Increments room = seen.room(1);
            seen.gather(new int[] {5}, 0, 1, Scaling.none(d), new float[d][1], room);
            found[k] = room.covariance();
        }
        float dt = condensed.dt()[5 * condensed.group()];
        for (int a = 0; a < d * d; a++) {
            double added = a % (d + 1) == 0 ? dt * floor[a / (d + 1)] : 0;
            assertThat(found[1][a] - found[0][a]).isCloseTo(added, within(1e-9));
        }
    }

    /** What is trained on condensed pairs is what is trained on them one by one, but for rounding. */
    @ParameterizedTest
    @EnumSource
    void condensedPairsLearnTheSameTogetherAndOneByOne(Diffusion diffusion) {
        MacroPairs condensed = repeated(64, 40).condensed(40);
        float[] shifted = condensed.z0().clone();
        for (int i = 0; i < shifted.length; i += 8) {
            shifted[i] = Math.nextUp(shifted[i]);
        }
        MacroPairs single = new MacroPairs(condensed.names(), shifted, condensed.dz(), condensed.dt(), 4);
        assertThat(new Observations(condensed).shared()).isEqualTo(4);
        assertThat(new Observations(single).shared()).isEqualTo(1);
        TrainingSettings training =
                TrainingSettings.of(LAMBDA).withBatch(32).withEpochs(3).withValidation(0.25);
        SdeSettings shape = SdeSettings.of(diffusion).withActivation(Activation.TANH);
        TrainingResult together = train(condensed, shape, training);
        TrainingResult apart = train(single, shape, training);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(together.losses()[epoch]).isCloseTo(apart.losses()[epoch], within(2e-4));
            assertThat(together.validationLosses()[epoch]).isCloseTo(apart.validationLosses()[epoch], within(2e-4));
        }
    }

    /** Each start of linear pairs, with increments of several. */
    private static MacroPairs repeated(int starts, int repeats) {
        MacroPairs pairs = Pairs.linear(A, SIGMA, LAMBDA, 0.1, starts * repeats, 5);
        float[] z0 = pairs.z0().clone();
        for (int i = 0; i < z0.length; i++) {
            z0[i] = pairs.z0()[i / (2 * repeats) * 2 * repeats + i % 2];
        }
        float[] dt = new float[pairs.size()];
        Arrays.fill(dt, 0.1f);
        return new MacroPairs(pairs.names(), z0, pairs.dz(), dt);
    }

    @Test
    void sameSeedGivesTheSameBitsOnOneThreadAndOnTwo() {
        TrainingSettings training = TrainingSettings.of(LAMBDA).withEpochs(2).withValidation(0.1);
        SdeSettings shape = SdeSettings.of(Diffusion.FULL);
        List<TrainingJob> jobs = List.of(
                new TrainingJob("a", PAIRS, shape, training, null),
                new TrainingJob("b", PAIRS, shape, training.withSeed(1), null),
                new TrainingJob("c", PAIRS, shape, training.withLambda(1), null));
        List<TrainingResult> one = SdeTrainer.trainAll(jobs, 1, ProgressListener.NONE);
        List<TrainingResult> two = SdeTrainer.trainAll(jobs, 2, ProgressListener.NONE);
        for (int i = 0; i < 3; i++) {
            assertThat(two.get(i).model().parameters())
                    .isEqualTo(one.get(i).model().parameters());
            assertThat(two.get(i).losses()).isEqualTo(one.get(i).losses());
            assertThat(two.get(i).validationLosses())
                    .hasSize(2)
                    .isEqualTo(one.get(i).validationLosses());
        }
        assertThat(one.get(1).losses()).isNotEqualTo(one.get(0).losses());
    }

    @Test
    void anInterruptedTrainingResumesToTheSameBits() {
        TrainingSettings training =
                TrainingSettings.of(LAMBDA).withEpochs(LONG).withStop(0, 0).withAveraging(0.6);
        SdeSettings shape = SdeSettings.of(Diffusion.FULL);
        TrainingResult whole = train(PAIRS, shape, training);
        Path checkpoint = folder.resolve("run").resolve("training.zip");
        stopHalfWay(shape, training, checkpoint);
        assertThat(Files.exists(checkpoint)).isTrue();
        long[] first = {-1};
        ProgressListener resumed = (done, total, note) -> first[0] = first[0] < 0 && done > 0 ? done : first[0];
        TrainingResult result = SdeTrainer.train(PAIRS, shape, training, checkpoint, resumed);
        assertThat(first[0]).isGreaterThan((LONG / 2 - 1) * 20);
        assertThat(result.model().parameters()).isEqualTo(whole.model().parameters());
        assertThat(result.losses()).isEqualTo(whole.losses());
        assertThat(result.learningRates()).isEqualTo(whole.learningRates());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SdeTrainer.train(PAIRS, shape, training.withSeed(1), checkpoint, ProgressListener.NONE))
                .withMessageContaining("other settings or pairs");
    }

    /** Nanoseconds from an interrupt half-way to the end of the training. */
    private static long stopHalfWay(SdeSettings shape, TrainingSettings training, Path checkpoint) {
        long[] interrupted = new long[1];
        ProgressListener stop = (done, total, note) -> {
            if (done > total / 2 && interrupted[0] == 0) {
                interrupted[0] = System.nanoTime();
                Thread.currentThread().interrupt();
            }
        };
        assertThatThrownBy(() -> SdeTrainer.train(PAIRS, shape, training, checkpoint, stop))
                .isInstanceOf(CancellationException.class)
                .hasMessageNotContaining("\n");
        return System.nanoTime() - interrupted[0];
    }

    /** The fastest of a few: another process may hold the processor for a while, but not each time. */
    @Test
    void anInterruptStopsATrainingAtOnce() {
        TrainingSettings training = TrainingSettings.of(LAMBDA).withEpochs(LONG).withStop(0, 0);
        long fastest = IntStream.range(0, 5)
                .mapToLong(i -> stopHalfWay(SdeSettings.of(Diffusion.FULL), training, folder.resolve("stop-" + i)))
                .min()
                .orElseThrow();
        assertThat(fastest).isLessThan(200_000_000L);
    }

    @Test
    void divergenceNamesTheTrainingAndTheEpoch() {
        TrainingSettings wild = TrainingSettings.of(LAMBDA).withLearningRate(LearningRate.constant(1e30));
        TrainingJob job = new TrainingJob("wild", PAIRS, SdeSettings.of(Diffusion.FULL), wild, null);
        assertThatThrownBy(() -> SdeTrainer.trainAll(List.of(job), 1, ProgressListener.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("training wild: loss = ")
                .hasMessageContaining("in epoch 1; lower the learning rate")
                .hasMessageNotContaining("\n");
    }

    @Test
    void badInputIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SdeTrainer.trainAll(List.of(), 1, ProgressListener.NONE));
        MacroPairs still = new MacroPairs(List.of("m"), new float[] {1, 2}, new float[2], new float[] {1, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(still, SdeSettings.of(Diffusion.FULL), TrainingSettings.of(1)))
                .withMessage("no component of [m] changes in the pairs: observe something that is not conserved, or"
                        + " lengthen δt");
    }

    private static double[][] points(MacroPairs pairs, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new double[] {pairs.z0()[2 * i], pairs.z0()[2 * i + 1]})
                .toArray(double[][]::new);
    }

    private static double mean(double[][] points, ToDoubleFunction<double[]> function) {
        return Arrays.stream(points).mapToDouble(function).average().orElseThrow();
    }

    private static TrainingResult train(MacroPairs pairs, SdeSettings shape, TrainingSettings training) {
        return SdeTrainer.train(pairs, shape, training, null, ProgressListener.NONE);
    }

    private static INDArray labels(int n) {
        float[][] labels = new float[n][];
        for (int i = 0; i < n; i++) {
            labels[i] = new float[] {PAIRS.dz()[2 * i], PAIRS.dz()[2 * i + 1], PAIRS.dt()[i]};
        }
        return Nd4j.createFromArray(labels);
    }
}
