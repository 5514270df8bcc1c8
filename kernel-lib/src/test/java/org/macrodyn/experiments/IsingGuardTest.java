package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.macrodyn.experiments.IsingPipeline.CONFIGURATIONS;
import static org.macrodyn.experiments.IsingPipeline.H;
import static org.macrodyn.experiments.IsingPipeline.K;
import static org.macrodyn.experiments.IsingPipeline.LARGE;
import static org.macrodyn.experiments.IsingPipeline.PATCH;
import static org.macrodyn.experiments.IsingPipeline.PATCHES;
import static org.macrodyn.experiments.IsingPipeline.REPEATS;
import static org.macrodyn.experiments.IsingPipeline.SIDE;
import static org.macrodyn.experiments.IsingPipeline.SITES;
import static org.macrodyn.experiments.IsingPipeline.STEP;
import static org.macrodyn.experiments.IsingPipeline.T;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.study.Learnt;

/** 16² spins learnt from patches of 8², against the rates of their flips: as δt → 0 every moment is a sum over sites. */
class IsingGuardTest {
    private static IsingPipeline pipeline;

    /** One directory for all tests: what one has simulated or learnt the others read. */
    @BeforeAll
    static void open(@TempDir Path runs) {
        pipeline = new IsingPipeline(runs);
    }

    /** Σ(z) per time of the system, averaged over states. */
    private static double[][] covariance(Learnt<byte[]> one, double[][] states) {
        double[][] covariance = Guards.meanCovariance(one.model(), states);
        for (double[] row : covariance) {
            for (int c = 0; c < row.length; c++) {
                row[c] /= IsingPipeline.unit(one);
            }
        }
        return covariance;
    }

    private static double[] drifts(Learnt<byte[]> one, double[][] states, int component) {
        return Arrays.stream(Guards.drifts(one.model(), states, component))
                .map(drift -> drift / IsingPipeline.unit(one))
                .toArray();
    }

    /** Pairs of n_s events in patches of their own, made without the experiment. */
    private static MacroPairs pairs(Increment increment) {
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(LARGE, PATCHES, PatchBoundary.PERIODIC_PATCH, Span.events(PATCH * PATCH), 8, 77);
        Snapshots<byte[]> configurations =
                pipeline.paper(increment).pairs().configurations().value();
        return new ObservablesOnly<>(LARGE).encodeAll(evolution, configurations, increment, 1, ProgressListener.NONE);
    }

    /** b(x) = Σ_i r_i Δ_i z and Γ(x) = Σ_i r_i Δ_i z Δ_i zᵀ, Δ_i m = −2 s_i/n, Δ_i ρ = ½ s_i Σ_nn s_j/n. */
    private static double[][][] generator(byte[] state) {
        double[][] drift = new double[1][2];
        double[][] covariance = new double[2][2];
        for (int site = 0; site < SITES; site++) {
            int row = site / SIDE;
            int column = site % SIDE;
            int around = state[(row + 1) % SIDE * SIDE + column]
                    + state[(row + SIDE - 1) % SIDE * SIDE + column]
                    + state[row * SIDE + (column + 1) % SIDE]
                    + state[row * SIDE + (column + SIDE - 1) % SIDE];
            double rate = 1 / (1 + Math.exp(2 * state[site] * (around + H) / T));
            double[] change = {-2.0 * state[site] / SITES, 0.5 * state[site] * around / SITES};
            for (int a = 0; a < 2; a++) {
                drift[0][a] += rate * change[a];
                for (int b = 0; b < 2; b++) {
                    covariance[a][b] += rate * change[a] * change[b];
                }
            }
        }
        return new double[][][] {drift, covariance};
    }

    /**
     * Regression of the learnt and of the exact drift on (1, m, ρ) over 𝒟, and means of Σ and Γ. Standard errors of least
     * squares; flips that follow each other within δt in frozen surroundings bias both by up to 2 δt.
     */
    @Test
    void learntDriftAndDiffusionAreThoseOfTheFlips() {
        Learnt<byte[]> one = pipeline.best();
        Snapshots<byte[]> configurations = one.pairs().configurations().value();
        double[][] z = Guards.observed(LARGE, configurations);
        double[][] exact = new double[z.length][];
        double[][] gamma = new double[2][2];
        byte[] state = new byte[SITES];
        for (int i = 0; i < z.length; i++) {
            configurations.get(i, state);
            double[][][] moments = generator(state);
            exact[i] = moments[0][0];
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    gamma[a][b] += moments[1][a][b] / z.length;
                }
            }
        }
        double[][] found = covariance(one, z);
        double time = CONFIGURATIONS * REPEATS * STEP;
        for (int c = 0; c < 2; c++) {
            double[] expected = Guards.line(Guards.column(exact, c), z);
            double[] learnt = Guards.line(drifts(one, z, c), z);
            for (int slope = 1; slope < 3; slope++) {
                double error = Math.sqrt(K * gamma[c][c] / time) / Guards.deviation(Guards.column(z, slope - 1));
                assertThat(learnt[slope])
                        .as("slope of %d over %d", c, slope)
                        .isCloseTo(expected[slope], within(4 * error + 2 * STEP * Math.abs(expected[slope])));
            }
            assertThat(Guards.mean(drifts(one, z, c)))
                    .isCloseTo(
                            Guards.mean(Guards.column(exact, c)),
                            within(4 * Math.sqrt(K * gamma[c][c] / time)
                                    + 2 * STEP * Math.abs(Guards.mean(Guards.column(exact, c)))));
            for (int b = 0; b < 2; b++) {
                double size = Math.sqrt(gamma[c][c] * gamma[b][b]);
                assertThat(found[c][b] / size)
                        .isCloseTo(
                                gamma[c][b] / size, within(4 * Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS)) + 2 * STEP));
            }
        }
    }

    /** n_s events in patches of their own: Σ is what the pairs' noise leaves for λ = K, per time of the system. */
    @Test
    void thePapersRecipeTakesKOutOfTheNoiseToo() {
        requireNoise(pipeline.paper(Increment.OURS), pairs(Increment.OURS), K);
    }

    /** A naive pair is a step of the whole, hence λ = 1: all of its noise counts. */
    @Test
    void theNaiveBaselineKeepsAllOfItsNoise() {
        MacroPairs naive = pairs(Increment.NAIVE);
        double ours = Guards.noise(pairs(Increment.OURS))[0][0];
        assertThat(Guards.noise(naive)[0][0])
                .as("or naive increments could not be told from ours")
                .isGreaterThan(1.5 * ours);
        requireNoise(pipeline.paper(Increment.NAIVE), naive, 1);
    }

    /** Networks of 512 pairs know Σ to √(2/512) = 6 %. */
    private static void requireNoise(Learnt<byte[]> one, MacroPairs pairs, double lambda) {
        double[][] expected = Guards.noise(pairs);
        double[][] found = covariance(one, Guards.states(pairs, 8));
        for (int c = 0; c < 2; c++) {
            assertThat(found[c][c] * lambda / expected[c][c])
                    .as("component %d", c)
                    .isCloseTo(1, within(4 * 0.0625));
        }
    }

    /** What a margin evolves with the patch changes neither K nor the law of Δz at a short δt. */
    @Test
    void aMarginChangesNothingAtShortSteps() {
        Learnt<byte[]> frozen = pipeline.best();
        Learnt<byte[]> margin = frozen.study().boundary(PatchBoundary.halo(2)).learn();
        double[][] z = Guards.observed(LARGE, frozen.pairs().configurations().value());
        double[][] with = covariance(margin, z);
        double[][] without = covariance(frozen, z);
        for (int c = 0; c < 2; c++) {
            assertThat(with[c][c] / without[c][c])
                    .isCloseTo(1, within(8 * Math.sqrt(2.0 / (CONFIGURATIONS * REPEATS)) + STEP));
        }
    }

    /** Residuals of fresh pairs have covariance 1 for λ = K. */
    @Test
    void diagnosticsCountWithK() {
        Diagnostics diagnostics = pipeline.best().diagnose();
        assertThat(diagnostics.lambda()).isEqualTo(K);
        double error = Math.sqrt((2 + diagnostics.excessKurtosis()[0]) / diagnostics.count());
        assertThat(diagnostics.covariance()[0][0]).isCloseTo(1, within(4 * error + 0.02));
    }

    /** Figures of what was learnt and simulated; nothing of what is not there. */
    @Test
    void figuresShowTheirData() {
        IsingReport report = pipeline.report;
        Drawn.requireData(report.meanAndSpread(pipeline.best, PATCH, 0.5));
        Drawn.requireData(report.errorAgainstSize());
        Drawn.requireData(report.bestErrorAgainstSize());
        Drawn.requireData(report.choices());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.meanAndSpread(pipeline.best, PATCH, 0.7))
                .withMessageContaining("m(0) = 0.7");
    }

    /** Errors in our test of the published recipe, ours, and a third; of a trained closure the seconds of its line. */
    @Test
    void recipesAndClosuresStandBesideEachOther() {
        IsingReport report = pipeline.report;
        Learnt<byte[]> changed = pipeline.choices.learn().get(0);
        long seed = changed.study().recipe().fit().training().seed();
        assertThat(report.beside(List.of(changed)))
                .containsExactly(
                        new RecipeError("paper()", PATCH, 1, report.error(pipeline.paper(Increment.OURS))),
                        new RecipeError("ours, tuned", PATCH, 1, report.error(pipeline.best())),
                        new RecipeError("learn()", PATCH, seed, report.error(changed)));
        assertThat(Guards.row(report.table(List.of(changed)), "relmse.ours.learn.8.seed_" + seed)
                        .value())
                .isEqualTo(report.error(changed));
        assertThat(report.trained(pipeline.choices))
                .containsExactly(new IsingReport.Trained(PATCH, "changed", 0, report.error(changed)));
    }

    /** Every row says what the report says of that SDE. */
    @Test
    void theTableNamesWhatItHolds() {
        IsingReport report = pipeline.report;
        ResultTable table = report.table(List.of());
        for (Increment increment : Increment.values()) {
            String method = increment == Increment.OURS ? "ours" : "naive";
            ResultTable.Row row = Guards.row(table, "relmse." + method + ".paper_settings.8.seed_1");
            assertThat(row.value()).isEqualTo(report.paperError(pipeline.paper(increment)));
            assertThat(row.paper()).as("16² spins were not published").isNull();
        }
        assertThat(Guards.row(table, "relmse.ours.best.8.seed_1").value()).isEqualTo(report.error(pipeline.best()));
        assertThat(Guards.row(table, "relmse.ours.best.8").value())
                .isEqualTo(report.pooledError(pipeline.best.all(PATCH, Increment.OURS)));
        assertThat(Guards.row(table, "relmse.naive.best.8").value())
                .isEqualTo(report.pooledError(pipeline.naive.all(PATCH, Increment.NAIVE)));
        Learnt<byte[]> changed = pipeline.choices.learn().get(0);
        assertThat(Guards.row(table, "relmse.ours.changed.8").value()).isEqualTo(report.error(changed));
        assertThat(Guards.row(table, "relmse.noise_of_truth").value()).isEqualTo(report.noiseOfTruth());
    }
}
