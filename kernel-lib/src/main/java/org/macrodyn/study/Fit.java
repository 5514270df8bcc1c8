package org.macrodyn.study;

import org.macrodyn.closure.MacroPairs;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * How the SDE is fitted to pairs.
 *
 * @param network its shape
 * @param training how it is trained; its λ is set by the rule
 * @param lambda how λ is chosen
 * @param timeUnit what the networks see as one unit of time, in the model's unit: 1, unless networks that do not scale
 *     their inputs need times of order 1
 */
public record Fit(SdeSettings network, TrainingSettings training, LambdaRule lambda, double timeUnit) {
    /**
     * Checks the unit.
     *
     * @throws IllegalArgumentException if it is not finite and above 0
     */
    public Fit {
        if (!(timeUnit > 0) || Double.isInfinite(timeUnit)) {
            throw new IllegalArgumentException("time unit = " + timeUnit + ": must be finite and above 0");
        }
    }

    /**
     * A fit with λ = K and the model's unit of time.
     *
     * @param network shape of the SDE
     * @param training how it is trained
     */
    public Fit(SdeSettings network, TrainingSettings training) {
        this(network, training, LambdaRule.theory(), 1);
    }

    /**
     * The same with another λ.
     *
     * @param rule how λ is chosen
     * @return the changed fit
     */
    public Fit with(LambdaRule rule) {
        return new Fit(network, training, rule, timeUnit);
    }

    /**
     * The same with another network.
     *
     * @param other its shape
     * @return the changed fit
     */
    public Fit with(SdeSettings other) {
        return new Fit(other, training, lambda, timeUnit);
    }

    /**
     * The same with another training.
     *
     * @param other how it is trained
     * @return the changed fit
     */
    public Fit with(TrainingSettings other) {
        return new Fit(network, other, lambda, timeUnit);
    }

    /** Pairs whose δt are in the fit's unit of time. */
    Kept<MacroPairs> inItsUnit(Kept<MacroPairs> pairs) {
        if (timeUnit == 1) {
            return pairs;
        }
        MacroPairs made = pairs.value();
        float[] dt = made.dt().clone();
        for (int i = 0; i < dt.length; i++) {
            dt[i] /= (float) timeUnit;
        }
        return pairs.then(new MacroPairs(made.names(), made.z0(), made.dz(), dt, made.group()), "/" + timeUnit);
    }
}
