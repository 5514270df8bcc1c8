package org.macrodyn.sde;

import java.util.Locale;

/**
 * What a training leaves.
 *
 * @param model the learnt SDE
 * @param losses {@code [epochs]} mean over an epoch's batches of the mean loss of a batch
 * @param learningRates {@code [epochs]} rate of an epoch's first step
 * @param validationLosses {@code [epochs]} mean loss of the held-out pairs under the averaged weights after an epoch; empty if
 *     none are held out
 * @param seconds time spent, all resumed parts together
 */
public record TrainingResult(
        SdeModel model, double[] losses, double[] learningRates, double[] validationLosses, double seconds) {
    /**
     * How long the training went and where it ended.
     *
     * @return such as "200 epochs, last loss -7.1001"
     */
    public String ending() {
        return String.format(Locale.ROOT, "%d epochs, last loss %.5g", losses.length, losses[losses.length - 1]);
    }

    @Override
    public String toString() {
        return model + ", " + ending();
    }
}
