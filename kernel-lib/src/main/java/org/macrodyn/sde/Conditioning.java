package org.macrodyn.sde;

import java.util.OptionalDouble;
import org.macrodyn.closure.TimeScale;

/**
 * The parameter that a model depends on.
 *
 * @param name of the parameter
 * @param time its units of time
 * @param value at which the model is taken; empty for all values, in units of time
 */
record Conditioning(String name, TimeScale time, OptionalDouble value) {
    static Conditioning open(String name, TimeScale time) {
        return new Conditioning(name, time, OptionalDouble.empty());
    }

    @Override
    public String toString() {
        return value.isPresent() ? name + " = " + value.getAsDouble() : name + " from " + time;
    }

    Conditioning at(double fixed) {
        return new Conditioning(name, time, OptionalDouble.of(fixed));
    }

    /** The value, or a sentence that says how to give one. */
    double requireValue() {
        return value.orElseThrow(() -> new IllegalArgumentException(
                "no value of " + name + ": the model depends on it, take model.at(" + name + ") first"));
    }
}
