package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.ProgressListener;

class SdeTrainerTest {
    /** Pairs have variance λσ²δt; the model must find σ. Standard error of σ: σ/√(2·pairs) (normal distribution). */
    @Test
    void findsSigmaOfPairsWithLambdaTimesItsVariance() {
        int pairs = 50_000;
        MacroPairs data = Pairs.linear(new double[][] {{1}}, new double[][] {{0.5}}, 4, 0.1, pairs, 1);
        TrainingResult result = SdeTrainer.train(
                data,
                SdeSettings.of(Diffusion.CONSTANT_DIAGONAL),
                TrainingSettings.of(4).withEpochs(5),
                null,
                ProgressListener.NONE);
        assertThat(Math.abs(result.model().diffusion(new double[] {0.3})[0][0] - 0.5))
                .isLessThan(4 * 0.5 / Math.sqrt(2.0 * pairs));
    }
}
