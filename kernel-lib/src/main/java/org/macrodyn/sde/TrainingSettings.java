package org.macrodyn.sde;

import java.util.Objects;
import org.macrodyn.net.LearningRate;

/**
 * How an SDE is fitted to pairs: AMSGrad (β₁ = 0.9, β₂ = 0.999, 1e-8, PyTorch's rule) on {@link PartialLikelihood}.
 *
 * <p>S = λ·δt·σσᵀ + εI + ε_r·δt·N keeps S regular where the noise vanishes. N is diagonal, N_cc = ΣΔz_c²/Σδt over the pairs:
 * what ε_r does is the same in all units of z and t, what ε does is not.
 *
 * @param lambda λ, ratio of the pairs' covariance to the large system's, above 0; the theory's default is K
 * @param epsilon ε, at least 0, in squared units of z
 * @param relativeEpsilon ε_r, from 0 to 1, a fraction of the typical noise
 * @param batch pairs of one step
 * @param epochs passes over the pairs, at most
 * @param learningRate the rate and its schedule
 * @param seed seed of the initial weights and of the order of pairs
 * @param averaging a: the result has mean weights in which step n counts as n^(1/a − 1), about those of this last fraction of all
 *     steps; 0: the last weights
 * @param validationFraction fraction of pairs held out for the validation loss, whole configurations, in [0, 1)
 * @param patience the training ends after so many epochs without a lower validation loss, and the result has the weights of the
 *     lowest; a COSINE falls to its end first, in as many epochs. 0: all epochs are done, and validation only watches
 * @param warmStart whether the networks first learn a polynomial regression of the pairs, of degree 3 at most
 */
public record TrainingSettings(
        double lambda,
        double epsilon,
        double relativeEpsilon,
        int batch,
        int epochs,
        LearningRate learningRate,
        long seed,
        double averaging,
        double validationFraction,
        int patience,
        boolean warmStart) {
    private static final double RELATIVE_EPSILON = 1e-6;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value lies outside its range
     */
    public TrainingSettings {
        Objects.requireNonNull(learningRate, "learningRate");
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("λ = " + lambda + ": must be finite and above 0");
        }
        if (!(epsilon >= 0) || Double.isInfinite(epsilon) || !(relativeEpsilon >= 0 && relativeEpsilon <= 1)) {
            throw new IllegalArgumentException("ε = " + epsilon + ", relative ε = " + relativeEpsilon
                    + ": must be finite and at least 0, and from 0 to 1");
        }
        if (batch < 1 || epochs < 1) {
            throw new IllegalArgumentException(
                    "batch = " + batch + ", epochs = " + epochs + ": both must be at least 1");
        }
        if (!(averaging >= 0 && averaging < 1) || !(validationFraction >= 0 && validationFraction < 1)) {
            throw new IllegalArgumentException("averaging = " + averaging + ", validationFraction = "
                    + validationFraction + ": both must lie in [0, 1)");
        }
        if (patience < 0 || (patience > 0 && validationFraction == 0)) {
            throw new IllegalArgumentException("patience = " + patience + " with validationFraction = "
                    + validationFraction + ": must be at least 0, and 0 if no pairs are held out");
        }
    }

    /**
     * Settings for pairs of which nothing is known: a start from a regression, ε_r = 1e-6, batch 1024, at most 100 epochs, 5e-4
     * falling along a cosine, mean weights of the last quarter, a tenth of the configurations held out and a patience of 5
     * epochs, seed 42.
     *
     * @param lambda λ
     * @return the settings
     */
    public static TrainingSettings of(double lambda) {
        return new TrainingSettings(
                lambda, 0, RELATIVE_EPSILON, 1024, 100, LearningRate.cosine(5e-4), 42, 0.25, 0.1, 5, true);
    }

    /**
     * The paper's settings: ε = 1e-4, batch 1024, 100 epochs, 1e-3 halved on plateaus (patience 5), last weights, seed
     * 42.
     *
     * @param lambda λ
     * @return the settings
     */
    public static TrainingSettings paper(double lambda) {
        return new TrainingSettings(lambda, 1e-4, 0, 1024, 100, LearningRate.plateau(1e-3, 5), 42, 0, 0, 0, false);
    }

    /**
     * The same with another λ.
     *
     * @param other λ
     * @return the changed settings
     */
    public TrainingSettings withLambda(double other) {
        return new TrainingSettings(
                other,
                epsilon,
                relativeEpsilon,
                batch,
                epochs,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with an ε in squared units of z, and no relative one.
     *
     * @param other ε
     * @return the changed settings
     */
    public TrainingSettings withEpsilon(double other) {
        return new TrainingSettings(
                lambda,
                other,
                0,
                batch,
                epochs,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with a relative ε, and none in squared units of z.
     *
     * @param other ε_r, a fraction of the typical noise
     * @return the changed settings
     */
    public TrainingSettings withRelativeEpsilon(double other) {
        return new TrainingSettings(
                lambda,
                0,
                other,
                batch,
                epochs,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with another batch.
     *
     * @param other pairs of one step
     * @return the changed settings
     */
    public TrainingSettings withBatch(int other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                other,
                epochs,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with other epochs.
     *
     * @param other passes over the pairs
     * @return the changed settings
     */
    public TrainingSettings withEpochs(int other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                other,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with another learning rate.
     *
     * @param other the rate and its schedule
     * @return the changed settings
     */
    public TrainingSettings withLearningRate(LearningRate other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                epochs,
                other,
                seed,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with another seed.
     *
     * @param other seed of the initial weights and of the order of pairs
     * @return the changed settings
     */
    public TrainingSettings withSeed(long other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                epochs,
                learningRate,
                other,
                averaging,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with another averaging of weights.
     *
     * @param other last fraction of steps, 0 for none
     * @return the changed settings
     */
    public TrainingSettings withAveraging(double other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                epochs,
                learningRate,
                seed,
                other,
                validationFraction,
                patience,
                warmStart);
    }

    /**
     * The same with a held-out fraction that only watches: all epochs are done.
     *
     * @param other fraction of pairs held out
     * @return the changed settings
     */
    public TrainingSettings withValidation(double other) {
        return withStop(other, 0);
    }

    /**
     * The same with another stop: training ends when so many epochs in a row have not lowered the loss of the held-out pairs, and
     * the result has the weights of the lowest.
     *
     * @param fraction fraction of pairs held out
     * @param epochs patience in epochs; 0: no stop
     * @return the changed settings
     */
    public TrainingSettings withStop(double fraction, int epochs) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                this.epochs,
                learningRate,
                seed,
                averaging,
                fraction,
                epochs,
                warmStart);
    }

    /**
     * The same with or without a start from a regression.
     *
     * @param other whether the networks first learn a polynomial regression of the pairs
     * @return the changed settings
     */
    public TrainingSettings withWarmStart(boolean other) {
        return new TrainingSettings(
                lambda,
                epsilon,
                relativeEpsilon,
                batch,
                epochs,
                learningRate,
                seed,
                averaging,
                validationFraction,
                patience,
                other);
    }
}
