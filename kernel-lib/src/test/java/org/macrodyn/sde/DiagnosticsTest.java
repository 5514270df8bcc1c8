package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/** Pairs and runs are drawn from a model itself, so that this model is exactly right and any other is not. */
class DiagnosticsTest {
    private static final double LAMBDA = 16;
    private static final int PAIRS = 60_000;
    private static final SdeModel TRUE = model(30, 0.5);
    private static final Map<List<Object>, MacroPairs> DRAWN = new ConcurrentHashMap<>();

    private static SdeModel model(double drift, double noise) {
        Scaling scaling = new Scaling(
                new double[2], new double[] {1, 1}, new double[] {drift, drift}, new double[] {noise, 2 * noise});
        return SdeModel.create(
                List.of("m", "e"),
                SdeSettings.of(Diffusion.CONSTANT_DIAGONAL)
                        .withActivation(Activation.TANH)
                        .withHidden(64, 3),
                scaling,
                3);
    }

    /** Drawn once for all tests: nobody changes them. */
    private static MacroPairs pairs(SdeModel law, int repeats, double correlation) {
        return DRAWN.computeIfAbsent(List.of(law, repeats, correlation), asked -> drawn(law, repeats, correlation));
    }

    /** Repeats share a configuration, as those of a partial evolution do. */
    private static MacroPairs drawn(SdeModel law, int repeats, double correlation) {
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

    private static Stream<Verdict> of(Diagnostics diagnostics, Aspect aspect) {
        return diagnostics.verdicts().stream().filter(verdict -> verdict.aspect() == aspect);
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
    void aFullMatrixIsNotAdvisedToOneWhoHasIt() {
        SdeModel full = SdeModel.create(
                List.of("m", "e"),
                SdeSettings.of(Diffusion.FULL).withActivation(Activation.TANH),
                new Scaling(new double[2], new double[] {1, 1}, new double[] {30, 30}, new double[] {0.5, 1}),
                3);
        Diagnostics diagnostics = Diagnostics.of(full, pairs(TRUE, 1, 0.9), LAMBDA);
        assertThat(of(diagnostics, Aspect.NOISE_CORRELATION)).singleElement().satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.BAD);
            assertThat(verdict.sentence()).contains("beyond Σ: train longer").doesNotContain("Diffusion");
        });
    }

    @Test
    void condensedPairsAreJudgedByMeanAndCovarianceAlone() {
        MacroPairs shared = sharedTimes(pairs(TRUE, 20, 0), 20);
        Diagnostics condensed = Diagnostics.of(TRUE, shared.condensed(20), LAMBDA);
        assertThat(condensed.autocorrelation()[0]).isLessThan(-0.3);
        assertThat(bad(condensed)).isEmpty();
        for (Aspect aspect : List.of(Aspect.INDEPENDENCE, Aspect.NORMALITY)) {
            assertThat(of(condensed, aspect)).hasSize(2).allSatisfy(verdict -> {
                assertThat(verdict.level()).isEqualTo(Level.UNCLEAR);
                assertThat(verdict.sentence()).contains("cannot be judged on condensed pairs: give single pairs");
            });
            assertThat(of(Diagnostics.of(TRUE, shared, LAMBDA), aspect))
                    .extracting(Verdict::level)
                    .containsOnly(Level.GOOD);
        }
        assertThat(bad(Diagnostics.of(TRUE, shared.condensed(20), 1)))
                .extracting(Verdict::aspect)
                .containsOnly(Aspect.NOISE);
    }

    /** Repeats take the same time, so that they can be condensed; increments are scaled to it. */
    private static MacroPairs sharedTimes(MacroPairs pairs, int repeats) {
        float[] dz = pairs.dz().clone();
        float[] dt = pairs.dt().clone();
        for (int i = 0; i < dt.length; i++) {
            double[] mu = TRUE.drift(new double[] {pairs.z0()[2 * i], pairs.z0()[2 * i + 1]});
            float time = pairs.dt()[i / repeats * repeats];
            for (int c = 0; c < 2; c++) {
                double noise = dz[2 * i + c] - mu[c] * dt[i];
                dz[2 * i + c] = (float) (mu[c] * time + noise * Math.sqrt(time / dt[i]));
            }
            dt[i] = time;
        }
        return new MacroPairs(pairs.names(), pairs.z0(), dz, dt);
    }

    @Test
    void whatAFewPairsCannotTellIsNotCalledGood() {
        Diagnostics few = Diagnostics.of(model(0.3, 0.5), first(pairs(model(0.3, 0.5), 1, 0), 150), LAMBDA);
        assertThat(of(few, Aspect.DRIFT)).hasSize(2).allSatisfy(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.UNCLEAR);
            assertThat(verdict.sentence()).contains("would not be seen", " pairs would tell");
        });
    }

    @Test
    void aVarianceThatFewResidualsRuleIsNotCalledGood() {
        MacroPairs pairs = first(pairs(TRUE, 1, 0), 1000);
        pairs.dz()[0] = (float) (40 * 0.5 * Math.sqrt(LAMBDA * pairs.dt()[0]));
        Diagnostics diagnostics = Diagnostics.of(TRUE, pairs, LAMBDA);
        assertThat(diagnostics.covariance()[0][0]).isGreaterThan(1.5);
        assertThat(of(diagnostics, Aspect.NOISE).findFirst()).hasValueSatisfying(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.UNCLEAR);
            assertThat(verdict.sentence()).contains("λΣ of m cannot be judged", "pairs would tell");
        });
    }

    private static MacroPairs first(MacroPairs pairs, int count) {
        return new MacroPairs(
                pairs.names(),
                Arrays.copyOf(pairs.z0(), 2 * count),
                Arrays.copyOf(pairs.dz(), 2 * count),
                Arrays.copyOf(pairs.dt(), count));
    }

    @Test
    void threeTrueRunsDoNotJudgeABand() {
        Trajectories truth =
                Forecast.run(TRUE, new double[3][2], 0.1, 11, 5, 17).trajectories();
        Calibration bands = Calibration.of(TRUE, truth, 1, 5, 1);
        assertThat(bands.verdicts()).hasSize(2).allSatisfy(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.UNCLEAR);
            assertThat(verdict.sentence()).contains("cannot be judged from 3 true runs");
        });
        List<Double> shares = new ArrayList<>();
        Calibration told =
                Calibration.of(TRUE, truth, 1, 5, 1, (done, total, note) -> shares.add((double) done / total));
        assertThat(told.coverage()).isDeepEqualTo(bands.coverage());
        assertThat(shares).isSorted().endsWith(1.0);
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
            assertThat(verdict.sentence()).contains("too narrow", "more epochs, or condensed pairs", "fine structure");
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

    @Test
    void itsVerdictsAreWhatItShows() {
        Diagnostics diagnostics = Diagnostics.of(TRUE, pairs(TRUE, 4, 0), LAMBDA);
        List<String> lines = diagnostics.toString().lines().toList();
        assertThat(lines.get(0)).matches("[0-9,]+ residuals of .m, e.");
        assertThat(lines.subList(1, lines.size()))
                .containsExactlyElementsOf(
                        diagnostics.verdicts().stream().map(Verdict::toString).toList());
    }
}
