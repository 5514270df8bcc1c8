package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.TimeScale;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.net.Dense;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

class ModelEnsembleTest {
    private static final double RATE = 0.5;
    private static final double STEP = 0.1;
    private static final int STEPS = 31;
    private static final TrainingSettings SHORT =
            TrainingSettings.of(1).withBatch(64).withEpochs(1);
    private static final SdeSettings SMALL =
            SdeSettings.of(Diffusion.CONSTANT_DIAGONAL).withHidden(4, 1);

    /** dz = (b − az) dt + σ dW as a network of two rectifiers: b − a·relu(z) + a·relu(−z). */
    private static SdeModel linear(double a, double b, double sigma) {
        SdeSettings shape = SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL).withHidden(2, 1);
        SdeNetworks networks = SdeNetworks.of(shape, 1, 1);
        float[] parameters = new float[networks.parameters()];
        Dense hidden = networks.plain().orElseThrow().layers().get(0);
        Dense last = networks.plain().orElseThrow().last();
        parameters[hidden.from()] = 1;
        parameters[hidden.from() + 1] = -1;
        parameters[last.from()] = (float) -a;
        parameters[last.from() + 1] = (float) a;
        parameters[last.biases()] = (float) b;
        parameters[networks.diffusion().last().biases()] = (float) sigma;
        return new SdeModel(Pairs.names(1), Optional.empty(), shape, Scaling.none(1), parameters);
    }

    /** Models dz = a(μ_m − z) dt + σ dW. */
    private static ModelEnsemble about(double sigma, double... means) {
        return new ModelEnsemble(DoubleStream.of(means)
                .mapToObj(mean -> linear(RATE, RATE * mean, sigma))
                .toList());
    }

    /** Euler–Maruyama's chain z ← qz + (1 − q)μ + σ√δ·ξ is an Ornstein–Uhlenbeck process of rate −ln q / δ seen at kδ. */
    private static OrnsteinUhlenbeck chain(double mean, double sigma) {
        double q = 1 - RATE * STEP;
        double rate = -Math.log(q) / STEP;
        return new OrnsteinUhlenbeck(rate, mean, sigma * Math.sqrt(2 * rate * STEP / (1 - q * q)));
    }

    private static double[][] starts(int runs, double z) {
        return IntStream.range(0, runs).mapToObj(run -> new double[] {z}).toArray(double[][]::new);
    }

    private static double variance(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    @Test
    void splitsVarianceAsTheExactLawSays() {
        double[] means = {-0.6, 0, 0.2, 0.4};
        int runs = 1000;
        EnsembleForecast forecast = about(0.8, means).forecast(starts(runs, 2), STEP, STEPS, 1, 3, 2);
        for (int k : new int[] {5, 15, 30}) {
            int step = k;
            double noise = chain(0, 0.8).variance(k * STEP);
            double[] exact = DoubleStream.of(means)
                    .map(mean -> chain(mean, 0.8).mean(2, step * STEP))
                    .toArray();
            double models = variance(exact);
            double error = noise / runs;
            assertThat(forecast.mean(0)[k])
                    .isCloseTo(Arrays.stream(exact).average().orElseThrow(), within(4 * Math.sqrt(error / 4)));
            assertThat(Math.pow(forecast.intrinsicSpread(0)[k], 2))
                    .isCloseTo(noise, within(4 * noise * Math.sqrt(2.0 / (4 * runs))));
            assertThat(4 * runs * Math.pow(forecast.samplingError(0)[k], 2))
                    .isCloseTo(noise, within(4 * noise * Math.sqrt(2.0 / (3 * runs))));
            double ofVariance = Math.sqrt((4 * models * error + 2 * error * error) / 3);
            assertThat(Math.pow(forecast.modelSpread(0)[k], 2)).isCloseTo(models, within(4 * ofVariance));
            assertThat(forecast.totalSpread(0)[k])
                    .isEqualTo(Math.hypot(forecast.intrinsicSpread(0)[k], forecast.modelSpread(0)[k]), within(1e-12));
        }
    }

    /** Without noise nothing is left to chance: spread of the means (1 − qᵏ)·std(μ). */
    @Test
    void isExactWithoutNoise() {
        EnsembleForecast forecast = about(0, 1, 2, 4).forecast(starts(2, 0), STEP, STEPS, 1, 3, 1);
        double share = 1 - Math.pow(1 - RATE * STEP, 30);
        assertThat(forecast.modelSpread(0)[30]).isCloseTo(share * Math.sqrt(variance(1, 2, 4)), within(1e-5));
        assertThat(forecast.intrinsicSpread(0)[30]).isZero();
        assertThat(forecast.samplingError(0)[30]).isCloseTo(0, within(1e-12));
    }

    /** B − S/R of equal models has mean 0 and standard deviation (W/R)√(2/(M − 1)); each has noise of its own. */
    @Test
    void equalModelsHaveNoSpread() {
        EnsembleForecast forecast = about(0.8, 1, 1, 1, 1, 1, 1, 1, 1).forecast(starts(500, 1), STEP, STEPS, 1, 5, 2);
        for (int k = 0; k < STEPS; k++) {
            double error = chain(1, 0.8).variance(k * STEP) / 500;
            assertThat(Math.pow(forecast.modelSpread(0)[k], 2)).isLessThanOrEqualTo(4 * error * Math.sqrt(2.0 / 7));
        }
        double[][] last = new double[2][500];
        for (int run = 0; run < 500; run++) {
            for (int model = 0; model < 2; model++) {
                last[model][run] = forecast.byModel().get(model).values()[run][STEPS - 1][0];
            }
        }
        assertThat(Moments.correlation(last[0], last[1])).isCloseTo(0, within(4 / Math.sqrt(500)));
    }

    /** The scatter of the starts is in the runs' spread, but does not hide what the models disagree about. */
    @Test
    void commonStartsAreNotNoise() {
        double[][] z0 = {{-3}, {1}, {2}, {8}};
        EnsembleForecast forecast = about(0, 0, 1).forecast(z0, STEP, STEPS, 1, 3, 1);
        double q = Math.pow(1 - RATE * STEP, 30);
        assertThat(forecast.modelSpread(0)[30]).isCloseTo((1 - q) * Math.sqrt(variance(0, 1)), within(1e-5));
        assertThat(forecast.intrinsicSpread(0)[30]).isCloseTo(q * Math.sqrt(variance(-3, 1, 2, 8)), within(1e-5));
        assertThat(forecast.samplingError(0)[30]).isCloseTo(0, within(1e-6));
    }

    @Test
    void isTheSameOnOneThreadAndOnFour() {
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{1}}, 1, 0.1, 512, 1);
        List<Long> seeds = List.of(1L, 2L, 3L);
        ModelEnsemble one = ModelEnsemble.trainResampled(pairs, 8, SMALL, SHORT, seeds, 1, ProgressListener.NONE);
        ModelEnsemble four = ModelEnsemble.trainResampled(pairs, 8, SMALL, SHORT, seeds, 4, ProgressListener.NONE);
        double[][] z0 = starts(100, 1);
        double[][][] expected = one.forecast(z0, STEP, STEPS, 1, 3, 1).all().values();
        assertThat(four.forecast(z0, STEP, STEPS, 1, 3, 4).all().values()).isDeepEqualTo(expected);
    }

    @Test
    void eachSeedIsTheTrainingWithThatSeed() {
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{1}}, 1, 0.1, 512, 1);
        ModelEnsemble ensemble = ModelEnsemble.train(pairs, SMALL, SHORT, List.of(7L, 8L), 2, ProgressListener.NONE);
        SdeModel alone = SdeTrainer.train(pairs, SMALL, SHORT.withSeed(8), null, ProgressListener.NONE)
                .model();
        assertThat(ensemble.models().get(1).parameters()).isEqualTo(alone.parameters());
        assertThat(ensemble.models().get(0).parameters()).isNotEqualTo(alone.parameters());
    }

    /** Pair i holds i everywhere, so that a resample shows which pairs it drew. */
    private static MacroPairs numbered(int pairs, int group, Optional<Condition> condition) {
        float[] number = new float[pairs];
        float[] twice = new float[2 * pairs];
        for (int i = 0; i < pairs; i++) {
            number[i] = i + 1;
            twice[2 * i] = i + 1;
            twice[2 * i + 1] = -i - 1;
        }
        return new MacroPairs(Pairs.names(2), twice, twice, number, group, condition);
    }

    @Test
    void resamplesWholeConfigurations() {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        Condition condition = new Condition("T", values, new TimeScale(new double[] {1, 24}, new double[] {1, 1}));
        MacroPairs drawn =
                new Bootstrap(numbered(24, 2, Optional.of(condition)), 4).resample(RandomStreams.stream(1, "test", 0));
        assertThat(drawn.size()).isEqualTo(24);
        assertThat(drawn.group()).isEqualTo(2);
        for (int i = 0; i < 24; i++) {
            float number = drawn.dt()[i];
            assertThat((number - 1) % 4).isEqualTo(i % 4);
            assertThat(number - drawn.dt()[i / 4 * 4]).isEqualTo(i % 4);
            assertThat(drawn.z0()[2 * i]).isEqualTo(number);
            assertThat(drawn.dz()[2 * i + 1]).isEqualTo(-number);
            assertThat(drawn.condition().orElseThrow().values()[i]).isEqualTo(number);
        }
    }

    /** Of n configurations each is missing with probability (1 − 1/n)ⁿ. */
    @Test
    void drawsWithReplacement() {
        int n = 4000;
        MacroPairs drawn =
                new Bootstrap(numbered(n, 1, Optional.empty()), 1).resample(RandomStreams.stream(2, "test", 0));
        long distinct =
                IntStream.range(0, n).mapToObj(i -> drawn.dt()[i]).distinct().count();
        double missing = Math.pow(1 - 1.0 / n, n);
        double deviation = Math.sqrt(n * (missing - missing * missing * 2));
        assertThat((double) distinct).isCloseTo(n * (1 - missing), within(4 * deviation));
    }

    /**
     * The likelihood's derivative by the last bias is 0 at its maximum: Σ(Δz − μδt) = 0. So all trainings of the same pairs
     * agree in Σμδt / Σδt; those of resamples of n pairs differ by its standard error σ/√(nδt).
     */
    @Test
    void resamplingShowsTheFiniteData() {
        int n = 256;
        double sigma = 3;
        double dt = 0.1;
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{sigma}}, 1, dt, n, 1);
        TrainingSettings longer =
                SHORT.withStop(0, 0).withBatch(n).withEpochs(400).withLearningRate(LearningRate.cosine(2e-2));
        List<Long> seeds = List.of(1L, 2L, 3L, 4L, 5L, 6L);
        ModelEnsemble same = ModelEnsemble.train(pairs, SMALL, longer, seeds, 2, ProgressListener.NONE);
        ModelEnsemble resampled =
                ModelEnsemble.trainResampled(pairs, 1, SMALL, longer, seeds, 2, ProgressListener.NONE);
        double exact = sigma / Math.sqrt(n * dt);
        assertThat(meanDriftSpread(same, pairs)).isLessThan(0.1 * exact);
        assertThat(meanDriftSpread(resampled, pairs)).isCloseTo(exact, within(4 * exact / Math.sqrt(2 * 5)));
        assertThat(meanDriftSpread(resampled, pairs)).isGreaterThan(0.4 * exact);
    }

    private static double meanDriftSpread(ModelEnsemble ensemble, MacroPairs pairs) {
        return Math.sqrt(variance(ensemble.models().stream()
                .mapToDouble(model -> meanDrift(model, pairs))
                .toArray()));
    }

    private static double meanDrift(SdeModel model, MacroPairs pairs) {
        double sum = 0;
        for (int i = 0; i < pairs.size(); i++) {
            sum += model.drift(new double[] {pairs.z0()[i]})[0] * pairs.dt()[i];
        }
        return sum / (pairs.meanTime() * pairs.size());
    }

    @Test
    void lostRunsAreLeftOutOfAllModels() {
        ModelEnsemble ensemble = new ModelEnsemble(List.of(linear(-1e6, 0, 0), linear(0, 0, 0)));
        double[][] z0 = {{0}, {1}, {0}};
        EnsembleForecast forecast = ensemble.forecast(z0, 1, 12, 1, 1, 1);
        assertThat(forecast.lost()).isEqualTo(1);
        assertThat(forecast.byModel()).allMatch(model -> model.runs() == 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> ensemble.forecast(starts(3, 1), 1, 12, 1, 1, 1))
                .withMessageContaining("0 are finite in all models");
    }

    /** Truth from the very same law: 50 % and 90 % of it lie in the bands of the mixture of models. */
    @Test
    void bandsOfTheRightModelsAreCalibrated() {
        Trajectories truth = Forecast.run(linear(RATE, 0, 0.8), starts(400, 1), STEP, 2, 1, 11, 2)
                .trajectories();
        Calibration bands = Calibration.of(about(0.8, 0, 0, 0), truth, 1, 4, 2);
        assertThat(bands.coverage()[0][0]).isCloseTo(0.5, within(4 * Math.sqrt(0.25 / 400)));
        assertThat(bands.coverage()[1][0]).isCloseTo(0.9, within(4 * Math.sqrt(0.09 / 400)));
        Calibration apart = Calibration.of(about(0.8, -20, 20), truth, 1, 4, 2);
        assertThat(apart.coverage()[0][0]).isGreaterThan(0.8);
    }

    @Test
    void badInputIsRefused() {
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{1}}, 1, 0.1, 64, 1);
        ProgressListener none = ProgressListener.NONE;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEnsemble.train(pairs, SMALL, SHORT, List.of(1L), 1, none))
                .withMessage("seeds [1]: a spread needs at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEnsemble.train(pairs, SMALL, SHORT, List.of(1L, 2L, 1L), 1, none))
                .withMessage("seeds [1, 2, 1]: must all be different");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelEnsemble.trainResampled(pairs, 5, SMALL, SHORT, List.of(1L, 2L), 1, none))
                .withMessageContaining("pairsOfEach = 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bootstrap(numbered(24, 6, Optional.empty()), 4))
                .withMessageContaining("a multiple of the pairs' group, 6");
        assertThatIllegalArgumentException().isThrownBy(() -> about(1, 0)).withMessageStartingWith("1 models");
        SdeModel other = SdeModel.create(Pairs.names(2), SMALL, Scaling.none(2), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelEnsemble(List.of(other, linear(1, 0, 1))))
                .withMessageContaining("components must be the same");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> about(1, 0, 1).forecast(starts(1, 0), STEP, STEPS, 1, 1, 1))
                .withMessage("1 initial states: a spread needs at least 2");
    }
}
