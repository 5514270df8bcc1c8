package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.ensemble.Roughness;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.experiments.PredatorPreySetup.Data;
import org.macrodyn.experiments.PredatorPreySetup.Tests;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.Ensembles.Size;
import org.macrodyn.study.Kept;
import org.macrodyn.study.LatentScores;
import org.macrodyn.study.LatentTruth;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * Predator and prey in 40 cells, learnt from steps of patches of 8. One step of one patch is exact: Δū = K/N Σ_I (f dt + s√dt ξ),
 * so that K pairs' mean is ⟨f⟩ dt and their covariance K s² dt/N.
 */
class PredatorPreyGuardTest {
    private static final int CELLS = 40;
    private static final int K = 5;
    private static final double DT = 0.01;
    private static final double NOISE = 0.02;
    private static final int CONFIGURATIONS = 400;
    private static final int REPEATS = 32;
    private static final int EVERY = 20;
    private static final List<InitialProfile> STARTS =
            List.of(InitialProfile.fixed(0.5, 0.1), InitialProfile.fixed(0.45, 0.05));

    private static Pipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new Pipeline(runs);
    }

    /** The only place that knows how the experiment is asked. */
    private static final class Pipeline {
        private final PredatorPreySetup setup = new PredatorPreySetup(
                large(),
                CELLS / 2,
                CELLS / K,
                new Data(new Size(16, 20, Span.events(30)), 2, CONFIGURATIONS, REPEATS, 20),
                List.of(3L),
                new Tests(STARTS, new Size(12, 6, Span.events(EVERY))),
                42);
        private final Sweep<float[]> sweep;
        private final LatentTruth<float[]> truth;
        private final Normalisation scale;

        Pipeline(Path runs) {
            Study<float[]> study = setup.study(runs.toString(), ProgressReporter.NONE)
                    .network(SdeSettings.of(Diffusion.FULL)
                            .withActivation(Activation.SILU)
                            .withHidden(16, 1))
                    .training(TrainingSettings.of(1)
                            .withBatch(256)
                            .withEpochs(20)
                            .withLearningRate(LearningRate.cosine(1e-2)));
            sweep = Sweep.over(study, "λ", List.of(1.0, (double) K), Study::lambda)
                    .and("seed", setup.trainingSeeds(), Study::trainingSeed);
            truth = setup.truth(study, closure());
            scale = closure().value().normalisation();
        }

        Kept<ClosureModel<float[]>> closure() {
            return learn().get(0).pairs().closure();
        }

        /** λ = 1, then λ = K. */
        List<Learnt<float[]>> learn() {
            return sweep.learn();
        }

        SdeModel model(int lambda) {
            return learn().get(lambda).model();
        }

        /** As if that SDE had been learnt. */
        Learnt<float[]> instead(SdeModel model) {
            Learnt<float[]> one = learn().get(0);
            return new Learnt<>(one.study(), one.pairs(), Guards.result(model));
        }

        Snapshots<float[]> configurations() {
            return learn().get(0).pairs().configurations().value();
        }

        /** z of each configuration, as the SDE sees it. */
        double[][] states() {
            return closure().value().encode(configurations());
        }
    }

    private static PredatorPrey large() {
        return PredatorPrey.paper(CELLS);
    }

    /** ⟨f_u⟩, ⟨f_v⟩ of each configuration: the Laplacian with closed ends sums to zero. */
    private static double[][] exactDrifts() {
        Snapshots<float[]> configurations = pipeline.configurations();
        double[][] drifts = new double[configurations.size()][2];
        float[] x = new float[2 * CELLS];
        for (int i = 0; i < drifts.length; i++) {
            configurations.get(i, x);
            for (int cell = 0; cell < CELLS; cell++) {
                double u = x[cell];
                double v = x[CELLS + cell];
                drifts[i][0] += u * (1 - u - v) / CELLS;
                drifts[i][1] += 3 * v * (u - 0.4) / CELLS;
            }
        }
        return drifts;
    }

    /** Covariance of (ū, v̄) per time is s²/N for λ = K, and K times that for λ = 1. Condensed, it is known to √(2/n). */
    @Test
    void learntNoiseIsTheSystemsForEachLambda() {
        double[][] z = pipeline.states();
        double[] scale = pipeline.scale.scale();
        double error = Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS));
        for (int i = 0; i < 2; i++) {
            double[][] found = Guards.meanCovariance(pipeline.model(i), z);
            double exact = NOISE * NOISE / CELLS * (i == 0 ? K : 1);
            for (int c = 0; c < 2; c++) {
                assertThat(found[c][c] * scale[c] * scale[c] / exact)
                        .as("λ number %d, component %d", i, c)
                        .isCloseTo(1, within(4 * error + 0.03));
            }
            assertThat(found[0][1] * scale[0] * scale[1] / exact).isCloseTo(0, within(4 * error + 0.02));
        }
    }

    /** Slope of learnt over exact drift; patches differ, which adds to the noise of a single pair, so slopes are known to 2 %. */
    @Test
    void learntDriftIsTheSystems() {
        SdeModel model = pipeline.model(1);
        double[][] exact = exactDrifts();
        double[][] z = pipeline.states();
        double[] scale = pipeline.scale.scale();
        double time = CONFIGURATIONS * REPEATS * DT;
        double se = Math.sqrt(K * NOISE * NOISE / CELLS / time);
        for (int c = 0; c < 2; c++) {
            int component = c;
            double[] learnt = Arrays.stream(Guards.drifts(model, z, c))
                    .map(b -> b * scale[component])
                    .toArray();
            double[] b = Guards.column(exact, c);
            assertThat(Guards.mean(learnt)).isCloseTo(Guards.mean(b), within(4 * se));
            double[][] regressor =
                    Arrays.stream(b).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
            double spread = Math.sqrt(
                    Arrays.stream(b).map(value -> value * value).average().orElseThrow()
                            - Guards.mean(b) * Guards.mean(b));
            assertThat(Guards.line(learnt, regressor)[1]).isCloseTo(1, within(4 * se / spread));
        }
    }

    /** True runs: ū moves by ⟨f⟩ t at first, and fluctuates by s²t/N. */
    @Test
    void theTruthStartsAsTheEquationsSay() {
        List<Trajectories> truth = pipeline.truth.runs();
        double step = EVERY * DT;
        for (int start = 0; start < STARTS.size(); start++) {
            Trajectories runs = truth.get(start);
            assertThat(runs.times()[0])
                    .containsExactly(
                            IntStream.range(0, 6).mapToDouble(k -> k * step).toArray(), within(1e-6));
            float[] x = new float[2 * CELLS];
            large().startingFrom(STARTS.get(start)).initialise(x, new Random(1));
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                double f = 0;
                for (int cell = 0; cell < CELLS; cell++) {
                    double u = x[cell];
                    double v = x[CELLS + cell];
                    mean += x[c * CELLS + cell] / (double) CELLS;
                    f += (c == 0 ? u * (1 - u - v) : 3 * v * (u - 0.4)) / CELLS;
                }
                double[] z0 = runs.values()[0][0].clone();
                pipeline.scale.invert(z0);
                assertThat(z0[c]).isCloseTo(mean, within(1e-6));
                double moved =
                        (runs.mean(c)[1] - runs.mean(c)[0]) * pipeline.scale.scale()[c];
                double deviation = Math.sqrt(NOISE * NOISE * step / CELLS);
                // f changes at a rate of order 1, hence by order t.
                assertThat(moved)
                        .isCloseTo(f * step, within(4 * deviation / Math.sqrt(12) + Math.abs(f) * step * step));
                double spread = runs.standardDeviation(c)[1] * pipeline.scale.scale()[c];
                assertThat(spread / deviation).isCloseTo(1, within(4 / Math.sqrt(2.0 * 11) + step));
            }
        }
    }

    /** Times of the truth, and z where dz/dt = μ carries it by then from the truth's own initial states. */
    @Test
    void forecastsRunOnTheClockOfTheTruth() {
        SdeModel model = Guards.untrained(pipeline.closure().value().names(), 0.5, 1e-9);
        List<Trajectories> truth = pipeline.truth.runs();
        for (int start = 0; start < STARTS.size(); start++) {
            Trajectories forecast = pipeline.truth.forecast(pipeline.instead(model), start);
            Trajectories.requireSameTimes(forecast, truth.get(start));
            double[] z0 = truth.get(start).values()[0][0];
            double[][] exact = Guards.course(model, z0, truth.get(start).times()[0], 1);
            for (int c = 0; c < 4; c++) {
                double movement = Math.abs(exact[5][c] - exact[0][c]);
                for (int k = 0; k < 6; k++) {
                    assertThat(forecast.values()[0][k][c]).isCloseTo(exact[k][c], within(0.02 * movement + 1e-3));
                }
            }
        }
    }

    /** Each Euler–Maruyama step of a forecast is one time step dt of the pairs. */
    @Test
    void forecastsStepAsThePairsDo() {
        Learnt<float[]> learnt = pipeline.learn().get(1);
        for (int start = 0; start < STARTS.size(); start++) {
            double[][] z0 = Arrays.stream(pipeline.truth.runs().get(start).values())
                    .map(run -> run[0])
                    .toArray(double[][]::new);
            Trajectories exact = Forecast.run(learnt.model(), z0, EVERY * DT, 6, EVERY, 42 + start, 1)
                    .trajectories();
            assertThat(pipeline.truth.forecast(learnt, start).values()).isDeepEqualTo(exact.values());
        }
    }

    @Test
    void forecastsDiffuseAsTheyShould() {
        double volatility = 0.3;
        SdeModel model = Guards.untrained(pipeline.closure().value().names(), 1e-12, volatility);
        double sum = 0;
        int count = 0;
        for (Trajectories forecast : pipeline.truth.forecasts(pipeline.instead(model))) {
            for (double[][] run : forecast.values()) {
                for (int k = 1; k < run.length; k++) {
                    for (int c = 0; c < 4; c++) {
                        sum += Math.pow(run[k][c] - run[k - 1][c], 2);
                        count++;
                    }
                }
            }
        }
        assertThat(sum / count / (volatility * volatility * EVERY * DT))
                .isCloseTo(1, within(4 * Math.sqrt(2.0 / count)));
    }

    /** MMD² of the means over starts, of forecasts with two sets of true runs, and of these with each other. */
    @Test
    void scoresAreThoseOfTheForecasts() {
        List<Trajectories> truth = pipeline.truth.runs();
        List<Trajectories> again = pipeline.truth.again();
        LatentScores<float[]> scores = pipeline.truth.scores(pipeline.sweep);
        assertThat(scores.times()).containsExactly(truth.get(0).times()[0], within(1e-6));
        for (int lambda = 0; lambda < 2; lambda++) {
            List<Trajectories> forecasts =
                    pipeline.truth.forecasts(pipeline.learn().get(lambda));
            double[] curve = new double[6];
            for (int t = 0; t < 6; t++) {
                for (int start = 0; start < 2; start++) {
                    curve[t] += mmd(forecasts, truth, start, t) / 4 + mmd(forecasts, again, start, t) / 4;
                }
                assertThat(scores.curve(lambda == 0 ? 1 : K)[t]).isCloseTo(curve[t], within(1e-9));
            }
            assertThat(scores.score(lambda == 0 ? 1.0 : (double) K, 3L)).isCloseTo(Guards.mean(curve), within(1e-9));
        }
        for (int t = 0; t < 6; t++) {
            assertThat(scores.floor()[t])
                    .isCloseTo((mmd(truth, again, 0, t) + mmd(truth, again, 1, t)) / 2, within(1e-9));
        }
        assertThat(scores.floorScore()).isCloseTo(Guards.mean(scores.floor()), within(1e-12));
        assertThat(scores.floor()[5])
                .as("independent sets: E MMD² = 2/12 of what points have with themselves, at most")
                .isBetween(1e-3, 2.0 / 12);
    }

    private static double mmd(List<Trajectories> p, List<Trajectories> q, int start, int t) {
        return Mmd.biased(at(p.get(start), t), at(q.get(start), t));
    }

    private static double[][] at(Trajectories runs, int t) {
        return Arrays.stream(runs.values()).map(run -> run[t]).toArray(double[][]::new);
    }

    @Test
    void theBestLambdaHasTheLeastScore() {
        List<double[]> curves = List.of(
                new double[] {3, 3},
                new double[] {1, 2},
                new double[] {1, 2},
                new double[] {4, 4},
                new double[] {2, 2},
                new double[] {9, 9});
        Sweep<float[]> sweep = Sweep.over(pipeline.learn().get(0).study(), "λ", List.of(1.0, 5.0, 20.0), Study::lambda)
                .and("seed", List.of(0L, 1L), Study::trainingSeed);
        LatentScores<float[]> scores = new LatentScores<>(sweep, new double[] {0, 1}, curves, new double[] {0, 1});
        assertThat(scores.best()).containsExactly(Map.entry("seed 0", 5.0), Map.entry("seed 1", 1.0));
        assertThat(scores.score(5.0, 0L)).isEqualTo(1.5);
        assertThat(scores.curve(5)).containsExactly(2.5, 3);
        assertThat(scores.floorScore()).isEqualTo(0.5);
    }

    /** Equal laws pass a test at 5 % in 95 of 100; a shift by three deviations never. 60 independent tests each. */
    @Test
    void truthCannotBeToldFromTruth() {
        List<Trajectories> one = gaussian(1, 0);
        LatentTruth<float[]> truth = new LatentTruth<>(pipeline.truth.study(), one, one);
        assertThat(truth.indistinguishable(gaussian(2, 0))).isCloseTo(0.95, within(4 * Math.sqrt(0.95 * 0.05 / 60)));
        assertThat(truth.indistinguishable(gaussian(3, 3))).isZero();
    }

    /** Two starts, 20 runs of white noise at 301 times. */
    private static List<Trajectories> gaussian(int seed, double shift) {
        Random random = new Random(seed);
        double[][] times = new double[20][301];
        Arrays.stream(times).forEach(run -> Arrays.setAll(run, k -> k));
        return IntStream.range(0, 2)
                .mapToObj(start -> {
                    double[][][] values = new double[20][301][1];
                    for (double[][] run : values) {
                        for (double[] z : run) {
                            z[0] = shift + random.nextGaussian();
                        }
                    }
                    return new Trajectories(List.of("u"), times, values);
                })
                .toList();
    }

    /** ⟨(x − x̃)²⟩, which is less than the fields' own variance. */
    @Test
    void theReconstructionErrorIsAMeanSquare() {
        Snapshots<float[]> states = pipeline.configurations();
        ClosureModel<float[]> closure = pipeline.closure().value();
        double sum = 0;
        float[] x = new float[2 * CELLS];
        for (int i = 0; i < states.size(); i++) {
            states.get(i, x);
            float[] reconstructed = closure.reconstruct(x);
            for (int site = 0; site < x.length; site++) {
                sum += Math.pow(x[site] - reconstructed[site], 2);
            }
        }
        assertThat(closure.reconstructionError(states)).isCloseTo(sum / states.size() / x.length, within(1e-9));
        // What four numbers cannot tell is at least the noise of single cells.
        assertThat(sum / states.size() / x.length).isBetween(0.5 * Roughness.of(states), 10 * Roughness.of(states));
    }

    /** Residuals of fresh pairs have covariance 1 for λ = K, and 1/K for the SDE that was learnt with λ = 1. */
    @Test
    void diagnosticsCountWithK() {
        for (int i = 0; i < 2; i++) {
            Diagnostics diagnostics = pipeline.learn().get(i).diagnose(K);
            assertThat(diagnostics.lambda()).isEqualTo(K);
            assertThat(diagnostics.covariance()[0][0] * (i == 0 ? K : 1))
                    .isCloseTo(1, within(4 * Math.sqrt(2.0 / diagnostics.count()) + 0.03));
        }
    }

    /** Fields in space and time, and what z tells of them. */
    @Test
    void figuresShowTheirData() {
        LatentScores<float[]> scores = pipeline.truth.scores(pipeline.sweep);
        PredatorPreyReport report = new PredatorPreyReport(pipeline.setup, pipeline.truth, scores);
        Drawn.requireData(report.closureAgainstMeans());
        Drawn.requireData(report.closureInTime(1));
        Drawn.requireData(report.reconstruction(0, 3));
        assertThat(report.fields(1).png())
                .as("another start")
                .isNotEqualTo(report.fields(0).png());
        double exact = Roughness.of(
                new Simulation<>(large(), large()::initialise, 20, 6, Span.events(EVERY), "true states", 42)
                        .snapshots(0, 20, 1, ProgressListener.NONE));
        assertThat(row(report.table(), "noise.true").value()).isEqualTo(exact);
    }

    /** Rows are named by λ and seed; what is shown of one model is of the λ nearest to K. */
    @Test
    void theTableNamesWhatItHolds() {
        LatentScores<float[]> scores = pipeline.truth.scores(pipeline.sweep);
        PredatorPreyReport report = new PredatorPreyReport(pipeline.setup, pipeline.truth, scores);
        ResultTable table = report.table();
        assertThat(row(table, "mmd.mean.lambda_1.seed_3").value()).isEqualTo(scores.score(1.0, 3L));
        assertThat(row(table, "mmd.mean.lambda_5.seed_3").value()).isEqualTo(scores.score((double) K, 3L));
        assertThat(row(table, "mmd.floor").value()).isEqualTo(scores.floorScore());
        assertThat(row(table, "noise.assembled").value()).isEqualTo(Roughness.of(pipeline.configurations()));
        ResultTable told = report.latent().indistinguishable();
        assertThat(row(told, "indistinguishable.seed_3").value())
                .isEqualTo(pipeline.truth.indistinguishable(pipeline.learn().get(1)));
        assertThat(row(told, "indistinguishable.truth").exact()).isEqualTo(0.95);
        assertThat(report.latent().nearest()).isSameAs(pipeline.learn().get(1));
        assertThat(report.latent().diagnostics().covariance()[0][0])
                .isEqualTo(pipeline.learn().get(1).diagnose().covariance()[0][0]);
    }

    private static ResultTable.Row row(ResultTable table, String name) {
        return table.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
