package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.AlloySettings;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.micro.alloy.WaitingTime;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Family;
import org.macrodyn.study.Family.LearntFamily;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;
import org.macrodyn.systems.alloy.VacancyPairs;

/** The alloy against direct jumps of one box, conservation of its bonds, 1/√n, and Ornstein–Uhlenbeck processes. */
class NbMoTaGuardTest {
    private static final double T = 2000;
    private static final double OTHER = 3000;
    private static final int JUMPS = 50;
    private static final List<String> LIKE = ShortRangeOrder.LIKE_PAIRS;
    private static final int[] LIKE_INDEX =
            LIKE.stream().mapToInt(ShortRangeOrder.PAIRS::indexOf).toArray();
    private static final int D = 3;

    private static final int RUNS = 4;
    private static final int FRAMES = 16;
    private static final int PAIRS = 800;
    private static final NbMoTaSettings SETTINGS =
            new NbMoTaSettings(List.of(T, OTHER), List.of(8, 16), T, Scale.SMOKE, 42);

    private static Pipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new Pipeline(runs);
    }

    /** The only place that knows how the experiment is asked. */
    private static final class Pipeline {
        private final Family<byte[]> family;
        private final Sweep<byte[]> sizes;

        Pipeline(Path runs) {
            TrainingSettings training = SETTINGS.ours(T)
                    .fit()
                    .training()
                    .withBatch(128)
                    .withEpochs(30)
                    .withLearningRate(LearningRate.cosine(1e-2));
            SmallRuns<byte[]> small = SmallRuns.initialised(RUNS, FRAMES, Optional.of(Span.events(4000 / FRAMES)));
            family = SETTINGS.family(runs.toString(), ProgressReporter.NONE).with(study -> study.training(training)
                    .recipe(recipe -> recipe.with(small))
                    .recipe(recipe -> recipe.with(new VacancyPairs(PAIRS, VacancySampling.replicated(JUMPS)))));
            sizes = Sweep.over(family.at().apply(T), "size", 8, 16);
        }

        MacroPairs pairs(int cells, double temperature) {
            return made(cells, temperature).pairs().value();
        }

        Study.Pairs<byte[]> made(int cells, double temperature) {
            Study<byte[]> study = family.at().apply(temperature).large(NbMoTaAlloy.cube(cells, temperature));
            return study.evolve(study.enlarge(study.simulate()));
        }

        Snapshots<byte[]> small(double temperature) {
            return family.simulate().get(temperature).value();
        }

        List<LearntFamily<byte[]>> learn() {
            var pairs = family.evolve();
            SdeSettings plain = family.at().apply(T).recipe().fit().network().plain();
            return Family.trainAll(
                    List.of(family, family.with(study -> study.network(plain))), List.of(pairs, pairs), "both");
        }

        SdeModel size(int cells) {
            return sizes.learnt(cells).model();
        }

        double step(double temperature) {
            return pairs(16, temperature).meanTime();
        }

        Trajectories forecast(SdeModel model) {
            return SETTINGS.forecast(asLearnt(16, model), step(T));
        }

        /** Somebody else's SDE in the place of a learnt one. */
        Learnt<byte[]> asLearnt(int cells, SdeModel model) {
            return new Learnt<>(
                    family.at().apply(T).large(NbMoTaAlloy.cube(cells, T)), made(cells, T), Guards.result(model));
        }
    }

    private static NbMoTaAlloy box(double temperature) {
        return new NbMoTaAlloy(BccLattice.cube(8), AlloySettings.at(temperature).with(WaitingTime.MEAN));
    }

    private static double[] column(float[] rows, int component) {
        return IntStream.range(0, rows.length / D)
                .mapToDouble(i -> rows[i * D + component])
                .toArray();
    }

    /** Pairs of a box that is the whole system are the change of its δ over as many jumps: mean, spread, and time. */
    @Test
    void pairsAreJumpsOfOneBox() {
        MacroPairs pairs = pipeline.pairs(8, T);
        NbMoTaAlloy alloy = box(T);
        Snapshots<byte[]> pool = pipeline.small(T);
        byte[] state = new byte[alloy.grid().sites()];
        double[] before = new double[6];
        double[] after = new double[6];
        double[][] changes = new double[D][800];
        double[] times = new double[800];
        for (int i = 0; i < 800; i++) {
            RandomGenerator random = RandomStreams.stream(9, "alloy guard", i);
            pool.get(random.nextInt(pool.size()), state);
            alloy.observe(state, before);
            times[i] = alloy.evolve(state, alloy.grid().whole(), Span.events(JUMPS), random);
            alloy.observe(state, after);
            for (int c = 0; c < D; c++) {
                changes[c][i] = after[LIKE_INDEX[c]] - before[LIKE_INDEX[c]];
            }
        }
        for (int c = 0; c < D; c++) {
            Spread direct = Spread.of(changes[c]);
            Spread found = Spread.of(column(pairs.dz(), c));
            assertThat(found.mean())
                    .isCloseTo(direct.mean(), within(4 * Math.hypot(direct.standardError(), found.standardError())));
            assertThat(found.standardDeviation() / direct.standardDeviation()).isCloseTo(1, within(4 / Math.sqrt(800)));
        }
        Spread time = Spread.of(times);
        assertThat(pairs.dt()).containsOnly(pairs.dt()[0]);
        assertThat(pairs.meanTime()).isCloseTo(time.mean(), within(4 * Math.sqrt(2) * time.standardError()));
        assertThat(pipeline.step(T)).isCloseTo(time.mean(), within(4 * Math.sqrt(2) * time.standardError()));
    }

    /** z of a replica is that of the small configuration that it is made of. */
    @Test
    void statesAreThoseOfSmallConfigurations() {
        Snapshots<byte[]> pool = pipeline.small(T);
        double[][] known = Guards.observed(box(T), pool);
        for (int cells : List.of(8, 16)) {
            MacroPairs pairs = pipeline.pairs(cells, T);
            for (int i = 0; i < pairs.size(); i += 50) {
                double[] z = {pairs.z0()[3 * i], pairs.z0()[3 * i + 1], pairs.z0()[3 * i + 2]};
                assertThat(Arrays.stream(known)
                                .mapToDouble(delta -> IntStream.range(0, D)
                                        .mapToDouble(c -> Math.abs(delta[LIKE_INDEX[c]] - z[c]))
                                        .sum())
                                .min()
                                .orElseThrow())
                        .isLessThan(1e-6);
            }
        }
    }

    /** Σ = ⟨r rᵀ/δt⟩/K: a system of 8 boxes has an eighth of the noise of one box. 800 pairs know it to 5 %. */
    @Test
    void learntNoiseFallsAsOneOverTheNumberOfBoxes() {
        double[][][] bySize = new double[2][][];
        for (int i = 0; i < 2; i++) {
            int cells = i == 0 ? 8 : 16;
            MacroPairs pairs = pipeline.pairs(cells, T);
            bySize[i] = Guards.meanCovariance(pipeline.size(cells), Guards.states(pairs, 1));
            requireNoise(bySize[i], pairs, i == 0 ? 1 : 8);
        }
        for (int c = 0; c < D; c++) {
            assertThat(bySize[0][c][c] / bySize[1][c][c]).isCloseTo(8, within(8 * 0.3));
        }
    }

    /** OnsagerNet and plain network, at both temperatures, times in s. */
    @Test
    void sdesOfAllTemperaturesHaveTheNoiseOfEach() {
        List<LearntFamily<byte[]>> both = pipeline.learn();
        for (double temperature : List.of(T, OTHER)) {
            MacroPairs pairs = pipeline.pairs(16, temperature);
            double[][] z = Guards.states(pairs, 1);
            for (LearntFamily<byte[]> learnt : both) {
                SdeModel model = learnt.training().model();
                requireNoise(Guards.meanCovariance(model.at(temperature), z), pairs, 8);
            }
        }
        assertThat(both.get(0).training().model().settings().onsager()).isPresent();
        assertThat(both.get(1).training().model().settings().onsager()).isEmpty();
    }

    private static void requireNoise(double[][] found, MacroPairs pairs, double lambda) {
        double[][] expected = Guards.noise(pairs);
        for (int c = 0; c < D; c++) {
            assertThat(found[c][c] * lambda / expected[c][c])
                    .as("component %d at λ = %s", c, lambda)
                    .isCloseTo(1, within(4 * Math.sqrt(2.0 / pairs.size())));
        }
    }

    /** δ of one species add up to minus its vacant neighbours, Z/(n − 1) on average. */
    @Test
    void forecastsStartAtRandomAndKeepTheBonds() {
        SdeModel model = Guards.untrained(LIKE, 1e5, 1e3);
        Trajectories forecast = pipeline.forecast(model);
        assertThat(forecast.names()).isEqualTo(ShortRangeOrder.PAIRS);
        assertThat(forecast.runs()).isEqualTo(4);
        double vacant = 8 / 1023.0;
        for (double[][] run : forecast.values()) {
            assertThat(new double[] {run[0][0], run[0][3], run[0][5]}).containsExactly(0, 0, 0);
            for (double[] z : run) {
                assertThat(z[0] + z[1] + z[2]).isCloseTo(-vacant, within(1e-9));
                assertThat(z[1] + z[3] + z[4]).isCloseTo(-vacant, within(1e-9));
                assertThat(z[2] + z[4] + z[5]).isCloseTo(-vacant, within(1e-9));
            }
        }
    }

    /** Times in s, one δt apart, as long as the simulations of one box; z where dz/dt = μ carries it by then. */
    @Test
    void forecastsRunOnTheClockOfTheSimulations() {
        double step = pipeline.step(T);
        double[] times = IntStream.range(0, SETTINGS.jumps(T) / JUMPS)
                .mapToDouble(k -> k * step)
                .toArray();
        SdeModel model = Guards.untrained(LIKE, 0.2 / times[times.length - 1], 1e-9);
        Trajectories forecast = pipeline.forecast(model);
        assertThat(forecast.times()[0]).containsExactly(times, within(1e-6 * step));
        double[][] exact = Guards.course(model, new double[D], times, 1);
        for (int c = 0; c < D; c++) {
            double movement = Math.abs(exact[times.length - 1][c]);
            for (int k = 0; k < times.length; k++) {
                assertThat(forecast.values()[3][k][LIKE_INDEX[c]])
                        .isCloseTo(exact[k][c], within(0.02 * movement + 1e-6));
            }
        }
        Map<Integer, Trajectories> direct = SETTINGS.direct(pipeline.sizes, step);
        Trajectories.requireSameTimes(forecast, direct.get(8));
        Trajectories.requireSameTimes(forecast, direct.get(16));
        assertThat(List.of(direct.get(8).runs(), direct.get(16).runs())).containsExactly(2, 1);
    }

    @Test
    void forecastsDiffuseAsTheyShould() {
        double step = pipeline.step(T);
        double volatility = 0.01 / Math.sqrt(step);
        Trajectories forecast = pipeline.forecast(Guards.untrained(LIKE, 1e-12, volatility));
        double sum = 0;
        int count = 0;
        for (double[][] run : forecast.values()) {
            for (int k = 1; k < run.length; k++) {
                for (int c : LIKE_INDEX) {
                    sum += Math.pow(run[k][c] - run[k - 1][c], 2);
                    count++;
                }
            }
        }
        assertThat(sum / count / 1e-4).isCloseTo(1, within(4 * Math.sqrt(2.0 / count)));
    }

    /** The half of a direct run that the report looks at has as many jumps of each vacancy as small runs have. */
    @Test
    void largeRunsHaveAsManyJumpsOfEachVacancy() {
        Trajectories large = SETTINGS.large(pipeline.family).get(T);
        int jumps = SETTINGS.jumps(T) * (large.steps() - 1) / large.steps();
        // Waiting times are drawn for 8 vacancies at once: t = jumps · δt of one.
        double expected = jumps * pipeline.step(T) / JUMPS;
        assertThat(large.times()[0][large.steps() - 1]).isCloseTo(expected, within(0.1 * expected));
        assertThat(large.names()).isEqualTo(ShortRangeOrder.PAIRS);
    }

    /** Means over the second half of each run, of what is kept of it. */
    @Test
    void ordersAreMeansOverSecondHalves() {
        double[][] z = Guards.observed(box(T), pipeline.small(T));
        ResultTable table = report(pipeline.learn(), untrained()).table();
        for (int c = 0; c < 6; c++) {
            double mean = 0;
            for (int run = 0; run < RUNS; run++) {
                for (int frame = FRAMES / 2; frame < FRAMES; frame++) {
                    mean += z[run * FRAMES + frame][c] / (RUNS * FRAMES / 2);
                }
            }
            String name = "sro." + ShortRangeOrder.PAIRS.get(c) + ".direct1024.T2000";
            assertThat(row(table, name).value()).isCloseTo(mean, within(1e-12));
        }
        Trajectories large = SETTINGS.large(pipeline.family).get(T);
        double[] half = large.slice(0, 1).mean(5);
        double mean = Arrays.stream(half).skip(half.length / 2).average().orElseThrow();
        assertThat(row(table, "sro.TaTa.direct8192.T2000").value()).isCloseTo(mean, within(1e-12));
        // Mo and Ta attract, so both avoid their like: opposite signs in any sample that was given time.
        assertThat(row(table, "sro.MoTa.direct1024.T2000").value()).isPositive();
        assertThat(row(table, "sro.TaTa.direct1024.T2000").value()).isNegative();
    }

    /** Residuals have covariance 1 for λ = K = 8. */
    @Test
    void diagnosticsCountWithK() {
        var diagnostics = report(pipeline.learn(), untrained()).diagnose();
        assertThat(diagnostics.lambda()).isEqualTo(8);
        for (int c = 0; c < D; c++) {
            assertThat(diagnostics.covariance()[c][c])
                    .isCloseTo(1, within(4 * Math.sqrt((2 + diagnostics.excessKurtosis()[c]) / diagnostics.count())));
        }
        assertThat(diagnostics.calibration().orElseThrow().runs()).isEqualTo(1);
    }

    /**
     * Sizes whose SDEs are one Ornstein–Uhlenbeck process with σ ∝ 1/√n obey both size laws; with equal σ they miss the law of
     * the noise by the deviation of 1 and √8 from their mean.
     */
    @Test
    void theSizeLawsAreFoundInProcessesThatObeyThem() {
        double step = pipeline.step(T);
        OrnsteinUhlenbeck process = new OrnsteinUhlenbeck(0.5 / step, 0.3, 0.1 / Math.sqrt(step));
        SdeModel one = trained(process, 1);
        SdeModel eight = trained(process, 8);
        LearntFamily<byte[]> conditional = conditional();
        ResultTable table = report(List.of(conditional, conditional), Map.of(8, one, 16, eight))
                .table();
        assertThat(row(table, "size_law.std_error").value()).isLessThan(0.1);
        assertThat(row(table, "size_law.mean_range").value()).isLessThan(0.03);
        // Euler steps of θδt = ½: σ²δt/(1 − ½²). Four runs of 50 steps, correlated by ½: 120 independent squares, 67
        // values.
        double deviation = process.volatility() * Math.sqrt(step / 0.75);
        assertThat(row(table, "std.TaTa.n1024").value()).isCloseTo(deviation, within(4 / Math.sqrt(240) * deviation));
        assertThat(row(table, "mean.TaTa.n8192").value())
                .isCloseTo(0.3, within(4 * deviation / Math.sqrt(8) / Math.sqrt(67) + 0.01));
        ResultTable equal = report(List.of(conditional, conditional), Map.of(8, one, 16, one))
                .table();
        double root = Math.sqrt(8);
        assertThat(row(equal, "size_law.std_error").value()).isCloseTo((root - 1) / (root + 1), within(0.05));
        double learnt = row(equal, "sro.TaTa.learnt.T2000").value();
        assertThat(learnt).isCloseTo(0.3, within(4 * deviation / Math.sqrt(67) + 0.01));
        double worst = ShortRangeOrder.PAIRS.stream()
                .mapToDouble(pair -> Math.abs(row(equal, "sro." + pair + ".learnt.T2000")
                                .value()
                        - row(equal, "sro." + pair + ".direct1024.T2000").value()))
                .max()
                .orElseThrow();
        assertThat(row(equal, "sro.max_error.T2000").value()).isCloseTo(worst, within(1e-12));
    }

    /** Something for sizes that a test does not look at. */
    private static Map<Integer, SdeModel> untrained() {
        return Map.of(8, Guards.untrained(LIKE, 1e3, 1e3));
    }

    private static NbMoTaReport report(List<LearntFamily<byte[]>> models, Map<Integer, SdeModel> sizes) {
        List<Learnt<byte[]>> all = sizes.keySet().stream()
                .map(cells -> pipeline.asLearnt(cells, sizes.get(cells)))
                .toList();
        return new NbMoTaReport(
                SETTINGS,
                models,
                all,
                SETTINGS.large(pipeline.family),
                SETTINGS.direct(pipeline.sizes, pipeline.step(T)));
    }

    /** The same process at both temperatures, as an SDE with T as its parameter. */
    private static LearntFamily<byte[]> conditional() {
        double step = pipeline.step(T);
        OrnsteinUhlenbeck process = new OrnsteinUhlenbeck(0.5 / step, 0.3, 0.1 / Math.sqrt(step));
        SdeModel model = train(MacroPairs.conditional("T", Map.of(T, pairs(process, 1), OTHER, pairs(process, 1))));
        return new LearntFamily<>(pipeline.family, pipeline.family.evolve(), Guards.result(model));
    }

    private static SdeModel trained(OrnsteinUhlenbeck process, double fraction) {
        return train(pairs(process, fraction));
    }

    private static SdeModel train(MacroPairs pairs) {
        SdeSettings shape = SdeSettings.of(Diffusion.CONSTANT_DIAGONAL)
                .withActivation(org.macrodyn.net.Activation.TANH)
                .withHidden(8, 1);
        return SdeTrainer.train(
                        pairs,
                        shape,
                        TrainingSettings.of(1)
                                .withBatch(256)
                                .withEpochs(10)
                                .withLearningRate(LearningRate.cosine(2e-2)),
                        null,
                        ProgressListener.NONE)
                .model();
    }

    /** Euler steps of one δt of three independent components, their noise σ²/fraction, from states around the mean. */
    private static MacroPairs pairs(OrnsteinUhlenbeck process, double fraction) {
        double step = pipeline.step(T);
        int n = 6000;
        RandomGenerator random = RandomStreams.stream(5, "alloy guard process", 0);
        float[] z0 = new float[D * n];
        float[] dz = new float[D * n];
        float[] dt = new float[n];
        Arrays.fill(dt, (float) step);
        for (int i = 0; i < z0.length; i++) {
            z0[i] = (float) (process.mean() + 0.3 * random.nextGaussian());
            dz[i] = (float) (-process.rate() * (z0[i] - process.mean()) * step
                    + process.volatility() * Math.sqrt(step / fraction) * random.nextGaussian());
        }
        return new MacroPairs(LIKE, z0, dz, dt);
    }

    private static ResultTable.Row row(ResultTable table, String name) {
        return table.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
