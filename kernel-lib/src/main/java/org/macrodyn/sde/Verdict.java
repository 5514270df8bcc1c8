package org.macrodyn.sde;

import java.util.Objects;

/**
 * One judgement of {@link Diagnostics} in words.
 *
 * @param level how serious it is
 * @param aspect what was looked at
 * @param sentence what was found, in numbers, and what to do about it
 */
public record Verdict(Level level, Aspect aspect, String sentence) {
    /** How serious a judgement is. */
    public enum Level {
        /** As it should be. */
        GOOD,
        /** These data cannot tell: too few pairs or runs, or pairs that were condensed. */
        UNCLEAR,
        /** Worth knowing; forecasts of mean and spread need not suffer. */
        NOTICE,
        /** The model contradicts the data. */
        BAD
    }

    /** What a judgement is about. */
    public enum Aspect {
        /** μ: the residuals' mean, and their correlation with z. */
        DRIFT,
        /** The size of λΣ: the residuals' variances. */
        NOISE,
        /** The form of Σ: the residuals' correlations with each other. */
        NOISE_CORRELATION,
        /** Residuals of neighbouring pairs against each other. */
        INDEPENDENCE,
        /** The residuals' excess kurtosis. */
        NORMALITY,
        /** How many true values lie in the forecast's bands. */
        BANDS
    }

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if a component is null
     */
    public Verdict {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(aspect, "aspect");
        Objects.requireNonNull(sentence, "sentence");
    }

    /**
     * The level of a statistic. It is GOOD only if it lies within the tolerance itself and is known well enough, and BAD only if
     * chance does not explain it: so no sentence with the statistic in it contradicts its level.
     *
     * @param off how far it is from what it should be; what is not a number cannot be judged
     * @param tolerance largest distance that does not matter
     * @param resolution largest distance that chance explains
     * @param needed largest resolution with which a judgement is worth the name
     * @return GOOD, UNCLEAR or BAD
     */
    static Level level(double off, double tolerance, double resolution, double needed) {
        if (off > Math.max(tolerance, resolution)) {
            return Level.BAD;
        }
        return off <= tolerance && resolution <= needed ? Level.GOOD : Level.UNCLEAR;
    }

    @Override
    public String toString() {
        return level + " · " + aspect + ": " + sentence;
    }
}
