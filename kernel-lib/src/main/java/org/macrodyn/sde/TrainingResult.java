package org.macrodyn.sde;

/**
 * What a training leaves.
 *
 * @param model the learnt SDE
 * @param losses {@code [epochs]} mean over an epoch's batches of the mean loss of a batch
 * @param learningRates {@code [epochs]} rate of an epoch's first step
 * @param validationLosses {@code [epochs]} mean loss of the held-out pairs under the averaged weights after an epoch; empty if none are held out
 * @param seconds time spent, all resumed parts together
 */
public record TrainingResult(
        SdeModel model, double[] losses, double[] learningRates, double[] validationLosses, double seconds) {
    @Override
    public String toString() {
        return model + ", " + losses.length + " epochs, last loss " + losses[losses.length - 1];
    }
}
