package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;

/** What is learnt, and what is said of it, does not depend on the units of z and of t. */
class UnitsTest {
    private static final double LAMBDA = 4;
    private static final MacroPairs PAIRS = Pairs.linear(
            new double[][] {{1, 0.5}, {-0.5, 1}}, new double[][] {{0.5, 0}, {0.3, 0.4}}, LAMBDA, 0.1, 4000, 1);
    private static final double[][] POINTS = {{0, 0}, {1, -0.5}, {-0.3, 0.8}};

    /** One component in its own unit, the other in {@code unit}; times in another unit, too. */
    private static MacroPairs in(MacroPairs pairs, double unit, double time) {
        float[] z0 = pairs.z0().clone();
        float[] dz = pairs.dz().clone();
        float[] dt = pairs.dt().clone();
        for (int i = 0; i < dt.length; i++) {
            dt[i] = (float) (dt[i] * time);
            z0[2 * i] = (float) (z0[2 * i] * unit);
            dz[2 * i] = (float) (dz[2 * i] * unit);
        }
        return new MacroPairs(pairs.names(), z0, dz, dt);
    }

    private static TrainingResult train(MacroPairs pairs, Diffusion diffusion, LearningRate rate) {
        return SdeTrainer.train(
                pairs,
                SdeSettings.of(diffusion).withActivation(Activation.TANH).withHidden(16, 2),
                TrainingSettings.of(LAMBDA).withEpochs(3).withBatch(256).withLearningRate(rate),
                null,
                ProgressListener.NONE);
    }

    private static TrainingResult train(MacroPairs pairs, Diffusion diffusion) {
        return train(pairs, diffusion, LearningRate.cosine(5e-3));
    }

    /** Rounding of the pairs themselves to single precision is what is left. */
    @ParameterizedTest
    @CsvSource({"1e-12, 1", "1e12, 1", "1, 1e-12", "1, 1e12", "1e-12, 1e12", "1e-5, 1e-9"})
    void learntDriftAndDiffusionAreTheSameInAllUnits(double unit, double time) {
        for (Diffusion diffusion : List.of(Diffusion.FULL, Diffusion.DIAGONAL, Diffusion.CONSTANT)) {
            SdeModel reference = train(PAIRS, diffusion).model();
            SdeModel other = train(in(PAIRS, unit, time), diffusion).model();
            double[] units = {unit, 1};
            for (double[] z : POINTS) {
                double[] drift = reference.drift(z);
                double[] otherDrift = other.drift(new double[] {z[0] * unit, z[1]});
                double[][] sigma = reference.diffusion(z);
                double[][] otherSigma = other.diffusion(new double[] {z[0] * unit, z[1]});
                for (int a = 0; a < 2; a++) {
                    assertThat(otherDrift[a] * time / units[a]).isCloseTo(drift[a], within(1e-3));
                    for (int b = 0; b < 2; b++) {
                        assertThat(otherSigma[a][b] * Math.sqrt(time) / units[a])
                                .isCloseTo(sigma[a][b], within(1e-3 * Math.abs(sigma[a][a])));
                    }
                }
            }
        }
    }

    /** Factors that are exact in binary, also in the square roots. */
    @ParameterizedTest
    @CsvSource({"-40, 0", "40, 0", "0, -40", "0, 40", "-20, 40"})
    void powersOfTwoChangeNoBit(int unit, int time) {
        float[] reference = train(PAIRS, Diffusion.FULL).model().parameters();
        MacroPairs other = in(PAIRS, Math.scalb(1.0, unit), Math.scalb(1.0, time));
        assertThat(train(other, Diffusion.FULL).model().parameters()).isEqualTo(reference);
    }

    /** The rate falls with the loss, and the loss contains log det S. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "CONSTANT_DIAGONAL"})
    void theRuleOfTheLearningRateDoesNotDependOnUnits(Diffusion diffusion) {
        LearningRate plateau = new LearningRate(LearningRate.Kind.PLATEAU, 5e-3, 0, 0, 0.5, 0.05);
        double[] rates = train(PAIRS, diffusion, plateau).learningRates();
        assertThat(train(in(PAIRS, 1e-9, 1e6), diffusion, plateau).learningRates())
                .isEqualTo(rates);
    }

    @ParameterizedTest
    @CsvSource({"1e-12, 1", "1e12, 1", "1, 1e-12", "1, 1e12", "1e-6, 1e6"})
    void residualsAndVerdictsAreTheSameInAllUnits(double unit, double time) {
        SdeModel reference = train(PAIRS, Diffusion.FULL).model();
        SdeModel other = new SdeModel(
                reference.names(),
                Optional.empty(),
                reference.settings(),
                in(reference.scaling(), unit, time),
                reference.parameters());
        Diagnostics expected = Diagnostics.of(reference, PAIRS, LAMBDA);
        Diagnostics actual = Diagnostics.of(other, in(PAIRS, unit, time), LAMBDA);
        assertThat(actual.verdicts()).isEqualTo(expected.verdicts());
        for (int a = 0; a < 2; a++) {
            assertThat(actual.driftSize()[a]).isCloseTo(expected.driftSize()[a], within(1e-5));
            for (int i = 0; i < 100; i++) {
                assertThat(actual.residuals()[a][i]).isCloseTo(expected.residuals()[a][i], within(1e-5));
            }
        }
    }

    private static Scaling in(Scaling scaling, double unit, double time) {
        double[][] parts = {
            scaling.inputShift().clone(),
            scaling.inputScale().clone(),
            scaling.driftScale().clone(),
            scaling.diffusionScale().clone()
        };
        Arrays.stream(parts).forEach(part -> part[0] *= unit);
        return new Scaling(parts[0], parts[1], parts[2], parts[3]).inTime(time);
    }

    @Test
    void aComponentThatIsTheSameInAllPairsTakesTheUnitOfItsIncrements() {
        float[] z0 = PAIRS.z0().clone();
        for (int i = 0; i < z0.length; i += 2) {
            z0[i] = 0.3f;
        }
        MacroPairs still = new MacroPairs(PAIRS.names(), z0, PAIRS.dz(), PAIRS.dt());
        double rootMeanSquare = 0;
        for (int i = 0; i < z0.length; i += 2) {
            rootMeanSquare += Math.pow(PAIRS.dz()[i], 2) / PAIRS.size();
        }
        for (double unit : new double[] {1e-12, 1, 1e12}) {
            assertThat(Scaling.of(in(still, unit, 1), LAMBDA).inputScale()[0] / unit)
                    .isCloseTo(Math.sqrt(rootMeanSquare), within(1e-6));
        }
    }

    /** λ compares two covariances of components of any units. */
    @ParameterizedTest
    @CsvSource({"1e-12, 1e12", "1e12, 1e-12"})
    void lambdaIsTheSameInAllUnits(double unit, double time) {
        MacroPairs full = Pairs.linear(
                new double[][] {{1, 0.5}, {-0.5, 1}}, new double[][] {{0.5, 0}, {0.3, 0.4}}, 1, 0.1, 4000, 2);
        LambdaSelection expected = LambdaSelection.estimate(PAIRS, full, 4, 1);
        LambdaSelection actual = LambdaSelection.estimate(in(PAIRS, unit, time), in(full, unit, time), 4, 1);
        assertThat(actual.lambda()).isCloseTo(expected.lambda(), within(1e-5));
        assertThat(actual.error()).isCloseTo(expected.error(), within(1e-5));
    }
}
