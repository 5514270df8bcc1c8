package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/**
 * Verdicts on a double well, both ways: what is right is called good where enough pairs are given, and what is wrong is named.
 * Pairs are drawn from a network that has learnt the well, so that this model is exactly right.
 */
class DriftVerdictTest {
    private static final double DT = 0.02;
    private static final SdeModel WELL = learnt(true);
    private static final SdeModel LINE = learnt(false);
    private static final MacroPairs MANY = pairs(WELL, 60_000, 1);

    /** A network taught the law of the well, or the line that fits it best, without noise. */
    private static SdeModel learnt(boolean curved) {
        MacroPairs noisy = Pairs.doubleWell(0.5, DT, 2000, 3);
        float[] z0 = new float[4000];
        float[] dz = new float[4000];
        float[] dt = new float[4000];
        for (int i = 0; i < 4000; i++) {
            double x = noisy.z0()[i / 2];
            z0[i] = (float) x;
            dt[i] = (float) DT;
            // ⟨x(x − x³)⟩/⟨x²⟩ = 1 − 12/5 for x uniform in [−2, 2].
            double mu = curved ? x - x * x * x : -1.4 * x;
            dz[i] = (float) (mu * DT + (i % 2 == 0 ? 0.5 : -0.5) * Math.sqrt(DT));
        }
        return SdeTrainer.train(
                        new MacroPairs(List.of("x"), z0, dz, dt, 2),
                        SdeSettings.of(Diffusion.CONSTANT).withActivation(Activation.SILU),
                        TrainingSettings.of(1).withEpochs(30).withBatch(256),
                        null,
                        ProgressListener.NONE)
                .model();
    }

    private static MacroPairs pairs(SdeModel law, int count, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "drift verdicts", 0);
        float[] z0 = new float[count];
        float[] dz = new float[count];
        float[] dt = new float[count];
        double[] z = new double[1];
        for (int i = 0; i < count; i++) {
            z[0] = (float) random.nextDouble(-2, 2);
            z0[i] = (float) z[0];
            dt[i] = (float) DT;
            dz[i] = (float)
                    (law.drift(z)[0] * dt[i] + law.diffusion(z)[0][0] * Math.sqrt(dt[i]) * random.nextGaussian());
        }
        return new MacroPairs(List.of("x"), z0, dz, dt);
    }

    private static SdeModel scaled(double drift, double noise) {
        Scaling scaling = WELL.scaling();
        return new SdeModel(
                WELL.names(),
                Optional.empty(),
                WELL.settings(),
                new Scaling(
                        scaling.inputShift(),
                        scaling.inputScale(),
                        new double[] {drift * scaling.driftScale()[0]},
                        new double[] {noise * scaling.diffusionScale()[0]}),
                WELL.parameters());
    }

    private static Verdict verdict(SdeModel model, MacroPairs pairs, Aspect aspect) {
        return Diagnostics.of(model, pairs, 1).verdicts().stream()
                .filter(verdict -> verdict.aspect() == aspect)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRightModelIsGoodWithEnoughPairs(long seed) {
        assertThat(Diagnostics.of(WELL, pairs(WELL, 60_000, seed), 1).verdicts())
                .extracting(Verdict::level)
                .containsOnly(Level.GOOD);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 1.1})
    void aDriftThatIsOffByATenthIsNamed(double factor) {
        Verdict verdict = verdict(scaled(factor, 1), MANY, Aspect.DRIFT);
        assertThat(verdict.level()).as(verdict.toString()).isEqualTo(Level.BAD);
        assertThat(verdict.sentence()).contains("the drift of x is off");
    }

    @Test
    void curvatureThatIsLostIsNamed() {
        Verdict verdict = verdict(LINE, MANY, Aspect.DRIFT);
        assertThat(verdict.level()).as(verdict.toString()).isEqualTo(Level.BAD);
        assertThat(verdict.sentence()).contains("the drift of x is off in its cubic part along x");
    }

    /** σ, and Σ, a tenth too large and too small. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, 1.1, 0.9487, 1.0488})
    void noiseThatIsOffByATenthIsNamed(double factor) {
        Verdict verdict = verdict(scaled(1, factor), MANY, Aspect.NOISE);
        assertThat(verdict.level()).as(verdict.toString()).isEqualTo(Level.BAD);
    }

    /** So many pairs as a verdict asks for are enough, and half of them are not. */
    @Test
    void fewPairsAskForTheNumberThatWouldTell() {
        for (Aspect aspect : List.of(Aspect.DRIFT, Aspect.NOISE)) {
            Verdict few = verdict(WELL, pairs(WELL, 1000, 5), aspect);
            assertThat(few.level()).as(few.toString()).isEqualTo(Level.UNCLEAR);
            Matcher number = Pattern.compile("([0-9.e+]+) pairs would tell").matcher(few.sentence());
            assertThat(number.find()).as(few.toString()).isTrue();
            int enough = (int) Double.parseDouble(number.group(1));
            assertThat(verdict(WELL, pairs(WELL, (int) (1.2 * enough), 6), aspect)
                            .level())
                    .isEqualTo(Level.GOOD);
            assertThat(verdict(WELL, pairs(WELL, enough / 2, 7), aspect).level())
                    .isEqualTo(Level.UNCLEAR);
        }
    }

    /** Chance does not call a right model wrong: not once in 60 tries with few pairs. */
    @Test
    void chanceIsNoError() {
        assertThat(Stream.iterate(1L, seed -> seed + 1).limit(60)).allSatisfy(seed -> assertThat(
                        verdict(WELL, pairs(WELL, 500, seed), Aspect.DRIFT).level())
                .isEqualTo(Level.UNCLEAR));
    }
}
