package org.macrodyn.closure;

/**
 * A parameter that differs between pairs and that the SDE shall depend on: dz = μ(z; T)dt + σ(z; T)dW.
 *
 * @param name of the parameter, for example {@code T}
 * @param values {@code [pairs]} its value for each pair
 * @param time the unit that δt has at each value
 */
public record Condition(String name, float[] values, TimeScale time) {
    /**
     * Checks that each value has a unit of time.
     *
     * @throws IllegalArgumentException if a value lies outside those of the unit of time
     */
    public Condition {
        for (float value : values) {
            time.at(value);
        }
    }

    /** Its values for some of the pairs. */
    Condition taken(int[] which) {
        float[] taken = new float[which.length];
        for (int k = 0; k < which.length; k++) {
            taken[k] = values[which[k]];
        }
        return new Condition(name, taken, time);
    }
}
