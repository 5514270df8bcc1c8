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
 * @param floor ε and ε_r
 * @param descent steps of the optimiser
 * @param heldOut pairs that are not trained on
 * @param seed seed of the initial weights and of the order of pairs
 * @param warmStart whether the networks first learn a polynomial regression of the pairs, of degree 3 at most
 */
public record TrainingSettings(
        double lambda, Floor floor, Descent descent, HeldOut heldOut, long seed, boolean warmStart) {
    private static final double RELATIVE_EPSILON = 1e-6;
    private static final long SEED = 42;

    /**
     * What keeps S regular.
     *
     * @param epsilon ε, at least 0, in squared units of z
     * @param relative ε_r, from 0 to 1, a fraction of the typical noise
     */
    public record Floor(double epsilon, double relative) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one lies outside its range
         */
        public Floor {
            if (!(epsilon >= 0) || Double.isInfinite(epsilon) || !(relative >= 0 && relative <= 1)) {
                throw new IllegalArgumentException("ε = " + epsilon + ", relative ε = " + relative
                        + ": must be finite and at least 0, and from 0 to 1");
            }
        }
    }

    /**
     * Steps of the optimiser.
     *
     * @param batch pairs of one step
     * @param epochs passes over the pairs, at most
     * @param learningRate the rate and its schedule
     * @param averaging a: the result has mean weights in which step n counts as n^(1/a − 1), about those of this last fraction of
     *     all steps; 0: the last weights
     */
    public record Descent(int batch, int epochs, LearningRate learningRate, double averaging) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one lies outside its range
         */
        public Descent {
            Objects.requireNonNull(learningRate, "learningRate");
            if (batch < 1 || epochs < 1) {
                throw new IllegalArgumentException(
                        "batch = " + batch + ", epochs = " + epochs + ": both must be at least 1");
            }
            requireShare("averaging", averaging);
        }
    }

    /**
     * Pairs that are not trained on, whole configurations.
     *
     * @param fraction of all pairs, in [0, 1), for the validation loss
     * @param patience the training ends after so many epochs without a lower validation loss, and the result has the weights of
     *     the lowest; a COSINE falls to its end first, in as many epochs. 0: all epochs are done, and validation only watches
     */
    public record HeldOut(double fraction, int patience) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one lies outside its range
         */
        public HeldOut {
            requireShare("validationFraction", fraction);
            if (patience < 0 || (patience > 0 && fraction == 0)) {
                throw new IllegalArgumentException("patience = " + patience + " with validationFraction = " + fraction
                        + ": must be at least 0, and 0 if no pairs are held out");
            }
        }
    }

    /**
     * Checks λ.
     *
     * @throws IllegalArgumentException if it is not finite and above 0
     */
    public TrainingSettings {
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("λ = " + lambda + ": must be finite and above 0");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " = " + value + ": must lie in [0, 1)");
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
                lambda,
                new Floor(0, RELATIVE_EPSILON),
                new Descent(1024, 100, LearningRate.cosine(5e-4), 0.25),
                new HeldOut(0.1, 5),
                SEED,
                true);
    }

    /**
     * The paper's settings: ε = 1e-4, batch 1024, 100 epochs, 1e-3 halved on plateaus (patience 5), last weights, seed
     * 42.
     *
     * @param lambda λ
     * @return the settings
     */
    public static TrainingSettings paper(double lambda) {
        return new TrainingSettings(
                lambda,
                new Floor(1e-4, 0),
                new Descent(1024, 100, LearningRate.plateau(1e-3, 5), 0),
                new HeldOut(0, 0),
                SEED,
                false);
    }

    /**
     * The same with another λ.
     *
     * @param other λ
     * @return the changed settings
     */
    public TrainingSettings withLambda(double other) {
        return new TrainingSettings(other, floor, descent, heldOut, seed, warmStart);
    }

    /**
     * The same with an ε in squared units of z, and no relative one.
     *
     * @param other ε
     * @return the changed settings
     */
    public TrainingSettings withEpsilon(double other) {
        return with(new Floor(other, 0));
    }

    /**
     * The same with a relative ε, and none in squared units of z.
     *
     * @param other ε_r, a fraction of the typical noise
     * @return the changed settings
     */
    public TrainingSettings withRelativeEpsilon(double other) {
        return with(new Floor(0, other));
    }

    /**
     * The same with another batch.
     *
     * @param other pairs of one step
     * @return the changed settings
     */
    public TrainingSettings withBatch(int other) {
        return with(new Descent(other, descent.epochs, descent.learningRate, descent.averaging));
    }

    /**
     * The same with other epochs.
     *
     * @param other passes over the pairs
     * @return the changed settings
     */
    public TrainingSettings withEpochs(int other) {
        return with(new Descent(descent.batch, other, descent.learningRate, descent.averaging));
    }

    /**
     * The same with another learning rate.
     *
     * @param other the rate and its schedule
     * @return the changed settings
     */
    public TrainingSettings withLearningRate(LearningRate other) {
        return with(new Descent(descent.batch, descent.epochs, other, descent.averaging));
    }

    /**
     * The same with another seed.
     *
     * @param other seed of the initial weights and of the order of pairs
     * @return the changed settings
     */
    public TrainingSettings withSeed(long other) {
        return new TrainingSettings(lambda, floor, descent, heldOut, other, warmStart);
    }

    /**
     * The same with another averaging of weights.
     *
     * @param other last fraction of steps, 0 for none
     * @return the changed settings
     */
    public TrainingSettings withAveraging(double other) {
        return with(new Descent(descent.batch, descent.epochs, descent.learningRate, other));
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
        return new TrainingSettings(lambda, floor, descent, new HeldOut(fraction, epochs), seed, warmStart);
    }

    /**
     * The same with or without a start from a regression.
     *
     * @param other whether the networks first learn a polynomial regression of the pairs
     * @return the changed settings
     */
    public TrainingSettings withWarmStart(boolean other) {
        return new TrainingSettings(lambda, floor, descent, heldOut, seed, other);
    }

    private TrainingSettings with(Floor other) {
        return new TrainingSettings(lambda, other, descent, heldOut, seed, warmStart);
    }

    private TrainingSettings with(Descent other) {
        return new TrainingSettings(lambda, floor, other, heldOut, seed, warmStart);
    }
}
