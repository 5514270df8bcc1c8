package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.net.Adam;
import org.macrodyn.net.LearningRate;

/** AMSGrad and the learning rate against optimiser_reference.csv, made by PyTorch. */
class OptimiserTest {
    @Test
    void amsGradTakesPyTorchsSteps() throws IOException {
        float[] parameter = {0.5f};
        Adam updater = Adam.amsGrad(1);
        int step = 0;
        for (String line : PartialLikelihoodTest.lines("optimiser_reference.csv")) {
            String[] words = line.split(",", -1);
            if (words[0].equals("amsgrad")) {
                updater.update(parameter, new float[] {Float.parseFloat(words[1]) * 8}, 1 / 8f, 0.01, ++step);
                assertThat((double) parameter[0]).isCloseTo(Double.parseDouble(words[2]), within(2e-7));
            }
        }
        assertThat(step).isEqualTo(12);
    }

    @Test
    void plateauFollowsPyTorchsRuleEvenForNegativeLosses() throws IOException {
        LearningRate rate = LearningRate.plateau(1e-3, 2);
        List<Double> losses = new ArrayList<>();
        for (String line : PartialLikelihoodTest.lines("optimiser_reference.csv")) {
            String[] words = line.split(",", -1);
            if (words[0].equals("plateau")) {
                losses.add(Double.parseDouble(words[1]));
                assertThat(rate.at(losses, 0, 0, 1)).isEqualTo(Double.parseDouble(words[2]));
            }
        }
        assertThat(rate.at(losses, 0, 0, 1)).isEqualTo(3.125e-5);
    }

    @Test
    void cosineFallsFromInitialToMinimum() {
        LearningRate rate = LearningRate.cosine(2e-3);
        assertThat(rate.at(List.of(), 0, 0, 100)).isEqualTo(2e-3);
        assertThat(rate.at(List.of(), 0, 50, 100)).isCloseTo(1e-3, within(1e-15));
        assertThat(rate.at(List.of(), 0, 100, 100)).isZero();
    }

    @Test
    void settingsOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingSettings.of(-1))
                .withMessage("λ = -1.0: must be finite and above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingSettings.of(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingSettings.of(1).withBatch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> LearningRate.constant(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SdeSettings.of(Diffusion.FULL).withHidden(0, 3));
    }
}
