package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/** dz = (c − z) dt + 0.3 (1 + c) dW with c conserved, differing between pairs, which have the exact moments. */
class ConservedTest {
    private static final double LAMBDA = 4;
    private static final double DT = 0.1;
    private static final MacroPairs PAIRS = pairs(400);

    @TempDir
    Path folder;

    private static MacroPairs pairs(int count) {
        RandomGenerator random = RandomStreams.stream(2, "conserved", 0);
        CondensedPairs pairs = new CondensedPairs(List.of("c", "z"), count);
        for (int i = 0; i < count; i++) {
            double c = random.nextDouble();
            double z = random.nextDouble(-1, 2);
            double variance = LAMBDA * DT * sigma(c) * sigma(c);
            pairs.set(
                    i, new double[] {c, z}, DT, new double[] {0, (c - z) * DT}, new double[][] {{0, 0}, {0, variance}});
        }
        return pairs.pairs();
    }

    private static double sigma(double c) {
        return 0.3 * (1 + c);
    }

    private static SdeModel trained(MacroPairs pairs, SdeSettings settings, int epochs) {
        TrainingSettings training =
                TrainingSettings.of(LAMBDA).withEpochs(epochs).withBatch(200).withStop(0, 0);
        return SdeTrainer.train(pairs, settings, training, null, ProgressListener.NONE)
                .model();
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "DIAGONAL"})
    void driftAndNoiseSeeWhatIsConserved(Diffusion diffusion) throws IOException {
        SdeModel model = trained(PAIRS, SdeSettings.of(diffusion).withHidden(16, 2), 150);
        assertThat(model.conserved()).containsExactly("c");
        for (double c = 0.1; c < 1; c += 0.4) {
            for (double z = -0.5; z < 2; z += 1) {
                assertThat(model.drift(new double[] {c, z})[1]).isCloseTo(c - z, within(0.03));
                assertThat(Math.sqrt(model.covariance(new double[] {c, z})[1][1]))
                        .isCloseTo(sigma(c), within(0.05 * sigma(c)));
            }
        }
        assertThat(model.drift(new double[] {0.3, 1})[0]).isZero();
        assertThat(model.covariance(new double[] {0.3, 1})[0]).containsExactly(0, 0);
        model.save(folder.resolve("model.zip"));
        SdeModel back = SdeModel.load(folder.resolve("model.zip"));
        assertThat(back.conserved()).containsExactly("c");
        assertThat(back.drift(new double[] {0.3, 1})).isEqualTo(model.drift(new double[] {0.3, 1}));
        staysAsItStarts(model);
        isNotJudged(model);
    }

    /** ⟨z(1)⟩ = c + (z₀ − c)/e, Var z(1) = σ²(1 − e⁻²)/2. */
    private static void staysAsItStarts(SdeModel model) {
        double[][] starts = new double[400][];
        Arrays.setAll(starts, run -> new double[] {run % 2 == 0 ? 0.2 : 0.8, 1.5});
        Trajectories runs = Forecast.run(model, starts, DT, 11, 10, 3, 1).finite();
        assertThat(runs.isConserved(0)).isTrue();
        assertThat(runs.isConserved(1)).isFalse();
        for (int half = 0; half < 2; half++) {
            double c = half == 0 ? 0.2 : 0.8;
            double sum = 0;
            for (int run = half; run < 400; run += 2) {
                assertThat(runs.values()[run][10][0]).isEqualTo(c);
                sum += runs.values()[run][10][1] / 200;
            }
            double error = sigma(c) * Math.sqrt((1 - Math.exp(-2)) / 2 / 200);
            assertThat(sum).isCloseTo(c + (1.5 - c) / Math.E, within(4 * error + 0.01));
        }
    }

    private static void isNotJudged(SdeModel model) {
        Diagnostics found = Diagnostics.of(model, PAIRS, LAMBDA);
        assertThat(found.verdicts()).isNotEmpty().extracting(Verdict::sentence).noneMatch(said -> said.contains(" c "));
        assertThat(found.passes()).isTrue();
        assertThat(found.covariance()[1][1]).isCloseTo(1, within(0.05));
        Trajectories truth = Forecast.run(model, new double[][] {{0.2, 0}, {0.8, 1}}, DT, 6, 10, 9, 1)
                .finite();
        Calibration bands = Calibration.of(model, truth, 10, 4, 1);
        assertThat(bands.coverage()[0][0]).isCloseTo(0.5, within(1e-12));
        assertThat(bands.coverage()[1][0]).isCloseTo(0.9, within(1e-12));
    }

    /** Whatever the units: the paper's networks, which scale nothing, and increments that are rounding. */
    @Test
    void networksThatAreNotScaledLeaveItAsItIs() {
        float[] dz = PAIRS.dz().clone();
        for (int i = 0; i < dz.length; i += 2) {
            dz[i] = i % 4 == 0 ? 1e-17f : -1e-17f;
        }
        MacroPairs rounded = new MacroPairs(PAIRS.names(), PAIRS.z0(), dz, PAIRS.dt(), PAIRS.group());
        for (MacroPairs pairs : List.of(PAIRS, rounded)) {
            for (SdeSettings shape : List.of(SdeSettings.paper(Diffusion.DIAGONAL), SdeSettings.of(Diffusion.FULL))) {
                SdeModel model = trained(pairs, shape.withHidden(4, 1), 1);
                assertThat(model.conserved()).containsExactly("c");
                assertThat(model.diffusion(new double[] {0.3, 1})[0]).containsExactly(0, 0);
            }
        }
    }

    /** c has the deviation √(1/12) of its range; where it is the same in all pairs, it is its own unit. */
    @Test
    void scalesOfWhatIsConservedAreZeroAndItsUnitIsItsSpread() {
        Scaling scaling = Scaling.of(PAIRS, LAMBDA);
        assertThat(scaling.inputScale()[0]).isCloseTo(Math.sqrt(1 / 12.0), within(0.02));
        assertThat(scaling.driftScale()[0]).isZero();
        assertThat(scaling.diffusionScale()[0]).isZero();
        assertThat(scaling.driftScale()[1]).isPositive();
        float[] z0 = PAIRS.z0().clone();
        for (int i = 0; i < z0.length; i += 2) {
            z0[i] = i % 4 == 0 ? 0.1f : Math.nextUp(0.1f);
        }
        MacroPairs same = new MacroPairs(PAIRS.names(), z0, PAIRS.dz(), PAIRS.dt(), PAIRS.group());
        assertThat(Scaling.of(same, LAMBDA).inputScale()[0]).isEqualTo(1);
        double[] one = {1};
        double[] none = {0};
        assertThatCode(() -> new Scaling(one, one, none, none)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(one, one, none, one));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(one, one, one, none));
    }

    /** y = 1 − c − z: Δy = −Δz, and c tells what both add up to; where c is left out nothing does. */
    @Test
    void aComponentThatFollowsByWhatIsConservedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trained(three(true), SdeSettings.of(Diffusion.FULL), 1))
                .withMessageStartingWith(
                        "observables z and y are collinear: correlation -1.0000000 in Δz, -1.0000000 in z");
        assertThatCode(() ->
                        trained(three(false), SdeSettings.of(Diffusion.FULL).withHidden(4, 1), 1))
                .doesNotThrowAnyException();
    }

    private static MacroPairs three(boolean told) {
        int n = PAIRS.size();
        float[] z0 = new float[3 * n];
        float[] dz = new float[3 * n];
        for (int i = 0; i < n; i++) {
            float c = PAIRS.z0()[2 * i];
            z0[3 * i] = told ? c : 0.25f;
            z0[3 * i + 1] = PAIRS.z0()[2 * i + 1];
            z0[3 * i + 2] = 1 - c - z0[3 * i + 1];
            dz[3 * i + 1] = PAIRS.dz()[2 * i + 1];
            dz[3 * i + 2] = -dz[3 * i + 1];
        }
        return new MacroPairs(List.of("c", "z", "y"), z0, dz, PAIRS.dt(), PAIRS.group());
    }

    /** The mean of three tenths is not a tenth: what is left is no deviation to measure by. */
    @Test
    void aRegressionDoesNotSeeWhatRoundingLeaves() {
        double[][] x = {{0.1, 0.1, 0.1}};
        assertThat(Arrays.stream(x[0]).average().orElseThrow()).isNotEqualTo(0.1);
        PolynomialRegression fit = new PolynomialRegression(x, new double[][] {{2, 2, 2}}, new double[] {1, 1, 1}, 1);
        assertThat(fit.at(new double[][] {{0.2}})[0][0]).isCloseTo(2, within(1e-9));
    }

    /** A rate that falls where the loss does not: what is conserved must not hide that it does. */
    @Test
    void theRateSeesTheLossFall() {
        TrainingSettings usual = TrainingSettings.of(LAMBDA)
                .withEpochs(8)
                .withBatch(200)
                .withStop(0, 0)
                .withLearningRate(LearningRate.plateau(1e-3, 1));
        TrainingSettings cold =
                new TrainingSettings(LAMBDA, usual.floor(), usual.descent(), usual.heldOut(), usual.seed(), false);
        SdeSettings shape = SdeSettings.of(Diffusion.FULL).withHidden(8, 1);
        double[] rates = SdeTrainer.train(PAIRS, shape, cold, null, ProgressListener.NONE)
                .learningRates();
        assertThat(rates).hasSize(8).containsOnly(1e-3);
    }

    /** Beside three that move together: a root of their covariance mixes what it rounds. */
    @Test
    void residualsOfWhatIsConservedAreNone() {
        double[][] sigma = {{0.3, 0.1, 0.2, 0}, {0.1, 0.4, 0, 0}, {0, 0, 0, 0}, {0.2, 0.3, 0.5, 0.1}};
        double[][] a = {{1, 0, -0.2, 0}, {0, 1, 0, 0.5}, {0, 0, 0, 0}, {0, 0, 0.1, 1}};
        MacroPairs pairs = Pairs.linear(a, sigma, 1, 0.1, 2000, 5);
        Sde exact = new Sde() {
            @Override
            public List<String> names() {
                return pairs.names();
            }

            @Override
            public double[] drift(double[] z) {
                return product(a, z, -1);
            }

            @Override
            public double[][] covariance(double[] z) {
                return Arrays.stream(sigma).map(row -> product(sigma, row, 1)).toArray(double[][]::new);
            }
        };
        Diagnostics found = Diagnostics.of(exact, pairs, 1);
        assertThat(found.residuals()[2]).containsOnly(0);
        assertThat(found.covariance()[3][3]).isCloseTo(1, within(0.15));
        assertThat(found.verdicts()).extracting(Verdict::sentence).noneMatch(said -> said.contains("z2"));
    }

    private static double[] product(double[][] matrix, double[] x, double factor) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += factor * matrix[i][j] * x[j];
            }
        }
        return y;
    }
}
