package org.macrodyn.law;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The time T until a process first reaches a target.
 *
 * @param mean ⟨T⟩
 * @param standardDeviation of T; equal to the mean for rare events, whose times are exponential
 * @param standardError of the mean; 0 where equations were solved
 * @param survival t ↦ P(T &gt; t)
 * @param how it was found, in words
 */
public record FirstPassage(
        double mean, double standardDeviation, double standardError, DoubleUnaryOperator survival, String how) {
    /**
     * The rate of the event, 1/⟨T⟩.
     *
     * @return per time
     */
    public double rate() {
        return 1 / mean;
    }

    @Override
    public String toString() {
        String error = standardError == 0 ? "" : String.format(Locale.ROOT, " ± %.2g", standardError);
        return String.format(
                Locale.ROOT, "⟨T⟩ = %.5g%s, standard deviation %.5g; %s", mean, error, standardDeviation, how);
    }
}
