package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PairExpansionFitTest {
    private static final PairExpansionFit.Sampling SMALL =
            new PairExpansionFit.Sampling(2500, new double[] {2000}, 100, 50);

    /** Fitted to itself, the expansion comes back: the fit has no bias and the features are independent. */
    @Test
    void aFitToAnExpansionRecoversItsCoefficients() {
        PairExpansion model = PairExpansion.embedded();
        PairExpansionFit fit = new PairExpansionFit(model);
        fit.sample(model, SMALL, Fixtures.random(50));
        double[][] fitted = fit.solve().coefficients();
        double[][] expected = model.coefficients();
        for (int species = 0; species < 3; species++) {
            assertThat(fitted[species]).containsExactly(expected[species], within(1e-5));
        }
        assertThat(fit.rootMeanSquareError(model)).isLessThan(1e-6);
    }

    /** Measured against the published network: 0.0195 eV on random alloys, 0.0194 on trajectories; a small sample of our own. */
    @Test
    void embeddedCoefficientsAreAsGoodOnTheNetworkAsAFreshFit() {
        NeuralBarriers network = Fixtures.network();
        PairExpansionFit fit = new PairExpansionFit(PairExpansion.embedded());
        fit.sample(network, SMALL, Fixtures.random(51));
        double embedded = fit.rootMeanSquareError(PairExpansion.embedded());
        assertThat(embedded).isBetween(0.015, 0.025);
        assertThat(fit.rootMeanSquareError(fit.solve())).isBetween(0.8 * embedded, embedded);
    }

    @Test
    void tooFewJumpsAreRefused() {
        PairExpansionFit fit = new PairExpansionFit(PairExpansion.embedded());
        assertThatThrownBy(fit::solve)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 jumps of species 1: add at least 203 of each");
        assertThatThrownBy(() -> new PairExpansionFit.Sampling(-1, new double[0], 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sampling -1 random");
    }

    @Test
    void anInterruptedSamplingStops() {
        PairExpansionFit fit = new PairExpansionFit(PairExpansion.embedded());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fit.sample(PairExpansion.embedded(), SMALL, Fixtures.random(52)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
