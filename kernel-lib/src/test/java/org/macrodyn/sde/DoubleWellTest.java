package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.net.Activation;
import org.macrodyn.run.ProgressListener;

/**
 * A first try, with nothing chosen but λ: dx = (x − x³)dt + ½dW from 40 000 single pairs with δt = 0.01. A pair drifts by at most
 * 0.06 in a noise of 0.05; all of them last T = 400, so that a drift of p coefficients is known to a root mean square of
 * σ√(p/T): 0.05 for a cubic, 0.8 % of max |μ| = 6, and to twice that at the ends, where the squares of the normalised
 * Legendre polynomials add up to 16.
 */
class DoubleWellTest {
    private static final double LARGEST = 6;
    private static final MacroPairs PAIRS = Pairs.doubleWell(0.5, 0.01, 40_000, 1);

    /** Over the middle 95 % of the range. */
    private static double worst(DoubleUnaryOperator drift) {
        return IntStream.rangeClosed(-190, 190)
                .mapToDouble(i -> i / 100.0)
                .map(x -> Math.abs(drift.applyAsDouble(x) - (x - x * x * x)))
                .max()
                .orElseThrow();
    }

    @Test
    void aCubicIsKnownToFourStandardErrors() {
        double error = 0.5 * Math.sqrt(16.0 / 400);
        Law cubic = Law.of(PAIRS, 1, Terms.polynomials(PAIRS.names(), 3).whole());
        assertThat(worst(x -> cubic.drift(new double[] {x})[0])).isLessThan(4 * error);
    }

    @ParameterizedTest
    @EnumSource
    void bothWellsAreLearntWhateverTheActivation(Activation activation) {
        SdeModel model = SdeTrainer.train(
                        PAIRS,
                        SdeSettings.of(Diffusion.DIAGONAL).withActivation(activation),
                        TrainingSettings.of(1),
                        null,
                        ProgressListener.NONE)
                .model();
        assertThat(worst(x -> model.drift(new double[] {x})[0])).isLessThan(0.05 * LARGEST);
        assertThat(model.drift(new double[] {0.5})[0]).isGreaterThan(0.1);
        assertThat(model.drift(new double[] {-0.5})[0]).isLessThan(-0.1);
        assertThat(model.diffusion(new double[] {1})[0][0]).isBetween(0.48, 0.52);
        assertThat(Diagnostics.of(model, Pairs.doubleWell(0.5, 0.01, 40_000, 2), 1)
                        .verdicts())
                .extracting(Verdict::level)
                .containsOnly(Verdict.Level.GOOD);
    }
}
