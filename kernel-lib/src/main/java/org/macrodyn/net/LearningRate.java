package org.macrodyn.net;

import java.util.List;
import java.util.Objects;

/**
 * Learning rate over a training.
 *
 * @param kind how the rate changes
 * @param initial first rate, above 0
 * @param minimum lowest rate (COSINE ends there, PLATEAU stops there), 0 ≤ minimum ≤ initial
 * @param patience PLATEAU: epochs without a better loss that are borne before the rate falls
 * @param factor PLATEAU: rate ← rate · factor, between 0 and 1
 * @param threshold PLATEAU: a loss is better if loss &lt; best·(1 − threshold)
 */
public record LearningRate(Kind kind, double initial, double minimum, int patience, double factor, double threshold) {
    /** How the rate changes. */
    public enum Kind {
        /** Stays. */
        CONSTANT,
        /** minimum + ½(initial − minimum)(1 + cos πs) at the fraction s of all steps. */
        COSINE,
        /**
         * PyTorch's ReduceLROnPlateau on the epoch's mean training loss, literally: with negative losses
         * best·(1 − threshold) lies above best, so a slightly worse loss counts as better and replaces it. With scaled networks,
         * what the units of z and t add to the loss is taken off before.
         */
        PLATEAU
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value lies outside its range
     */
    public LearningRate {
        Objects.requireNonNull(kind, "kind");
        if (!(initial > 0) || Double.isInfinite(initial)) {
            throw new IllegalArgumentException("learning rate = " + initial + ": must be finite and above 0");
        }
        if (!(minimum >= 0 && minimum <= initial)) {
            throw new IllegalArgumentException(
                    "minimum learning rate = " + minimum + ": must lie in [0, " + initial + "]");
        }
        if (patience < 0 || !(factor > 0 && factor < 1) || !(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException("patience = " + patience + ", factor = " + factor + ", threshold = "
                    + threshold + ": must be at least 0, in (0, 1) and in [0, 1)");
        }
    }

    /**
     * The same rate throughout.
     *
     * @param rate the rate
     * @return the schedule
     */
    public static LearningRate constant(double rate) {
        return new LearningRate(Kind.CONSTANT, rate, 0, 5, 0.5, 1e-4);
    }

    /**
     * Falls from a rate to 0 along half a cosine.
     *
     * @param initial first rate
     * @return the schedule
     */
    public static LearningRate cosine(double initial) {
        return new LearningRate(Kind.COSINE, initial, 0, 5, 0.5, 1e-4);
    }

    /**
     * The paper's rule: halves after patience + 1 epochs without a better loss, down to 5e-6.
     *
     * @param initial first rate
     * @param patience epochs borne
     * @return the schedule
     */
    public static LearningRate plateau(double initial, int patience) {
        return new LearningRate(Kind.PLATEAU, initial, Math.min(5e-6, initial), patience, 0.5, 1e-4);
    }

    /**
     * The rate at one step.
     *
     * @param losses mean training losses of the epochs finished before this step
     * @param lossOfUnits what PLATEAU takes off each of them first: the part that depends on the units of z and t
     * @param step number of the step, from 0
     * @param steps steps in all
     * @return the rate
     */
    public double at(List<Double> losses, double lossOfUnits, long step, long steps) {
        return switch (kind) {
            case CONSTANT -> initial;
            case COSINE -> minimum + 0.5 * (initial - minimum) * (1 + StrictMath.cos(Math.PI * step / steps));
            case PLATEAU -> plateau(losses, lossOfUnits);
        };
    }

    /** Replays the rule from the first epoch, so that a resumed training needs no state but its losses. */
    private double plateau(List<Double> losses, double lossOfUnits) {
        double rate = initial;
        double best = Double.POSITIVE_INFINITY;
        int bad = 0;
        for (double raw : losses) {
            double loss = raw - lossOfUnits;
            if (loss < best * (1 - threshold)) {
                best = loss;
                bad = 0;
            } else {
                bad++;
            }
            if (bad > patience) {
                rate = lowered(rate);
                bad = 0;
            }
        }
        return rate;
    }

    /** PyTorch leaves a rate as it is when the change would be below 1e-8. */
    private double lowered(double rate) {
        double lower = Math.max(rate * factor, minimum);
        return rate - lower > 1e-8 ? lower : rate;
    }
}
