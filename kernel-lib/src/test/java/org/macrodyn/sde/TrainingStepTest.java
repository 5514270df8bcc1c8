package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;

class TrainingStepTest {
    private static final int SAMPLES = 3 * TrainingStep.BLOCK + 40;

    /**
     * Blocks of a batch side by side, both networks of a single block, more threads than blocks, and a step after the first
     * update.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9})
    void aStepHasTheSameBitsOnAnyNumberOfThreads(int threads) {
        TrainingStep one = step(1);
        TrainingStep several = step(threads);
        int[] order = IntStream.range(0, SAMPLES).map(i -> SAMPLES - 1 - i).toArray();
        for (int k = 1; k <= 2; k++) {
            assertThat(several.step(order, 0, SAMPLES, 1e-3, k)).isEqualTo(one.step(order, 0, SAMPLES, 1e-3, k));
            assertThat(several.gradients()).isEqualTo(one.gradients());
            assertThat(several.parameters()).isEqualTo(one.parameters());
            assertThat(several.loss(several.parameters(), order)).isEqualTo(one.loss(one.parameters(), order));
            assertThat(several.step(order, 0, 50, 1e-3, k)).isEqualTo(one.step(order, 0, 50, 1e-3, k));
        }
    }

    private static TrainingStep step(int threads) {
        double[][] identity = {{1, 0}, {0, 1}};
        MacroPairs pairs = Pairs.linear(identity, identity, 1, 0.1, SAMPLES, 1);
        Scaling scaling = Scaling.of(pairs, 1);
        SdeNetworks networks = SdeNetworks.of(SdeSettings.of(Diffusion.FULL).withHidden(8, 2), 2, 2);
        PartialLikelihood loss =
                new PartialLikelihood(1, 1e-4, Diffusion.FULL, scaling.driftScale(), scaling.diffusionScale());
        Observations seen = new Observations(pairs);
        return new TrainingStep(
                () -> new BlockPass(networks, scaling, loss, seen, TrainingStep.BLOCK),
                networks.initial(2, 1),
                threads);
    }
}
