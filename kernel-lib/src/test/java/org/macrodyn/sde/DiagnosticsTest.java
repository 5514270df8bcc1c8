package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/** Pairs and runs are drawn from a model itself, so that this model is exactly right and any other is not. */
class DiagnosticsTest {
    private static final double LAMBDA = 16;
    private static final int PAIRS = 60_000;
    private static final SdeModel TRUE = model(30, 0.5);

    private static SdeModel model(double drift, double noise) {
        Scaling scaling = new Scaling(
                new double[2], new double[] {1, 1}, new double[] {drift, drift}, new double[] {noise, 2 * noise});
        return SdeModel.create(
                List.of("m", "e"),
                SdeSettings.of(Diffusion.CONSTANT_DIAGONAL).withActivation(Activation.TANH),
                scaling,
                3);
    }

    /** Repeats share a configuration, as those of a partial evolution do. */
    private static MacroPairs pairs(SdeModel law, int repeats, double correlation) {
        RandomGenerator random = RandomStreams.stream(11, "diagnostics test", 0);
        float[] z0 = new float[2 * PAIRS];
        float[] dz = new float[2 * PAIRS];
        float[] dt = new float[PAIRS];
        double[] z = new double[2];
        for (int i = 0; i < PAIRS; i++) {
            if (i % repeats == 0) {
                z = new double[] {random.nextGaussian(), random.nextGaussian()};
            }
            dt[i] = (float) random.nextDouble(0.05, 0.15);
            double[] mu = law.drift(z);
            double[][] sigma = law.diffusion(z);
            double first = random.nextGaussian();
            double second = correlation * first + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            double root = Math.sqrt(LAMBDA * dt[i]);
            z0[2 * i] = (float) z[0];
            z0[2 * i + 1] = (float) z[1];
            dz[2 * i] = (float) (mu[0] * dt[i] + sigma[0][0] * root * first);
            dz[2 * i + 1] = (float) (mu[1] * dt[i] + sigma[1][1] * root * second);
        }
        return new MacroPairs(List.of("m", "e"), z0, dz, dt);
    }

    private static List<Verdict> bad(Diagnostics diagnostics) {
        return diagnostics.verdicts().stream()
                .filter(verdict -> verdict.level() == Level.BAD)
                .toList();
    }

    @Test
    void aRightModelPasses() {
        Diagnostics diagnostics = Diagnostics.of(TRUE, pairs(TRUE, 4, 0), LAMBDA);
        assertThat(bad(diagnostics)).isEmpty();
        assertThat(diagnostics.passes()).isTrue();
        double standardError = 1 / Math.sqrt(PAIRS);
        for (int a = 0; a < 2; a++) {
            assertThat(diagnostics.mean()[a]).isCloseTo(0, within(4 * standardError));
            assertThat(diagnostics.autocorrelation()[a]).isCloseTo(0, within(4 * standardError));
            assertThat(diagnostics.excessKurtosis()[a]).isCloseTo(0, within(4 * Math.sqrt(24) * standardError));
            assertThat(diagnostics.covariance()[a][a]).isCloseTo(1, within(4 * Math.sqrt(2) * standardError));
            assertThat(diagnostics.covariance()[a][1 - a]).isCloseTo(0, within(4 * standardError));
        }
    }

    @Test
    void aModelOfTheWrongLambdaHasItsNoiseOff() {
        Diagnostics diagnostics = Diagnostics.of(TRUE, pairs(TRUE, 4, 0), 1);
        assertThat(bad(diagnostics)).extracting(Verdict::aspect).containsOnly(Aspect.NOISE);
        assertThat(bad(diagnostics).get(0).sentence()).contains("Σ of m is 16", "times too small", "would need λ = 16");
    }

    @Test
    void tooMuchNoiseIsSaidToBeTooMuch() {
        Diagnostics diagnostics = Diagnostics.of(model(30, 1), pairs(TRUE, 4, 0), LAMBDA);
        assertThat(bad(diagnostics)).isNotEmpty().allSatisfy(verdict -> assertThat(verdict.sentence())
                .contains("times too large"));
    }

    @Test
    void aWrongDriftIsSeenInMeanOrSlopeAndBetweenNeighbours() {
        Diagnostics diagnostics = Diagnostics.of(model(300, 0.5), pairs(TRUE, 4, 0), LAMBDA);
        assertThat(bad(diagnostics))
                .filteredOn(verdict -> verdict.aspect() == Aspect.DRIFT)
                .isNotEmpty()
                .allSatisfy(verdict -> assertThat(verdict.sentence()).contains("is off", "of its size"));
        assertThat(bad(diagnostics)).extracting(Verdict::aspect).contains(Aspect.INDEPENDENCE);
    }

    @Test
    void correlatedNoiseAsksForAFullMatrix() {
        Diagnostics diagnostics = Diagnostics.of(TRUE, pairs(TRUE, 1, 0.6), LAMBDA);
        assertThat(bad(diagnostics)).singleElement().satisfies(verdict -> {
            assertThat(verdict.aspect()).isEqualTo(Aspect.NOISE_CORRELATION);
            assertThat(verdict.sentence()).contains("m and e", "0.60", "Diffusion.FULL");
        });
    }

    @Test
    void bandsOfTheRightModelHoldTheTruthAndNarrowOnesDoNot() {
        double[][] starts = new double[100][2];
        Trajectories truth = Forecast.run(TRUE, starts, 0.1, 11, 5, 17).trajectories();
        Diagnostics right = Diagnostics.of(TRUE, pairs(TRUE, 1, 0), LAMBDA).with(TRUE, truth, 1, 5, 1);
        assertThat(right.passes()).isTrue();
        assertThat(right.calibration().orElseThrow().coverage()[0][0]).isCloseTo(0.5, within(4 * 0.05));

        SdeModel quiet = model(30, 0.1);
        Diagnostics narrow = Diagnostics.of(quiet, pairs(quiet, 1, 0), LAMBDA).with(quiet, truth, 1, 5, 1);
        assertThat(bad(narrow)).hasSize(2).allSatisfy(verdict -> {
            assertThat(verdict.aspect()).isEqualTo(Aspect.BANDS);
            assertThat(verdict.sentence()).contains("too narrow");
        });
    }

    @Test
    void otherComponentsAndUnevenTimesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Diagnostics.of(TRUE, pairs(TRUE, 1, 0), 0))
                .withMessageContaining("λ = 0");
        MacroPairs other = Pairs.linear(new double[2][2], new double[2][2], 1, 1, 200, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Diagnostics.of(TRUE, other, 1))
                .withMessageContaining("[z0, z1]")
                .withMessageContaining("[m, e]");
        Trajectories uneven = new Trajectories(
                List.of("m", "e"), new double[][] {{0, 1, 3}}, new double[][][] {{{0, 0}, {0, 0}, {0, 0}}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.of(TRUE, uneven, 1, 1, 1))
                .withMessageContaining("truth.at(times)");
    }
}
