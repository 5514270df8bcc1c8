package org.macrodyn.closure;

import java.util.Arrays;

/**
 * The unit of time at each value of a parameter, here T: t in s = u(T) · t in units, ln u linear in 1/T between known
 * values (Arrhenius' law), so that dynamics whose rates span many decades can be learnt in times of order 1.
 *
 * @param parameters {@code [n]} parameter values, in ascending order and above 0
 * @param seconds {@code [n]} u at each of them, in s, above 0
 */
public record TimeScale(double[] parameters, double[] seconds) {
    /**
     * Checks lengths, order and signs.
     *
     * @throws IllegalArgumentException if the values are none, unequally many, out of order or not above 0
     */
    public TimeScale {
        // Pairs hold their values in single precision: 2.29 must be the same value here and there.
        parameters = Arrays.stream(parameters).map(value -> (float) value).toArray();
        seconds = seconds.clone();
        boolean ascending = parameters.length > 0 && parameters[0] > 0;
        for (int i = 1; i < parameters.length; i++) {
            ascending &= parameters[i] > parameters[i - 1];
        }
        boolean positive = Arrays.stream(seconds).allMatch(unit -> unit > 0 && unit < Double.POSITIVE_INFINITY);
        if (!ascending || parameters.length != seconds.length || !positive) {
            throw new IllegalArgumentException(
                    "units of time " + Arrays.toString(seconds) + " s at " + Arrays.toString(parameters)
                            + ": needs one unit above 0 for each of the ascending values above 0");
        }
    }

    /**
     * The unit at a value.
     *
     * @param parameter within the known values
     * @return u in s
     * @throws IllegalArgumentException if the value lies outside
     */
    public double at(double parameter) {
        int last = parameters.length - 1;
        double rounded = (float) parameter;
        if (!(rounded >= parameters[0] && rounded <= parameters[last])) {
            throw new IllegalArgumentException("value " + parameter + ": was learnt from " + this);
        }
        int found = Arrays.binarySearch(parameters, rounded);
        if (found >= 0) {
            return seconds[found];
        }
        int right = -found - 1;
        int left = right - 1;
        double weight = (1 / rounded - 1 / parameters[left]) / (1 / parameters[right] - 1 / parameters[left]);
        return Math.exp((1 - weight) * Math.log(seconds[left]) + weight * Math.log(seconds[right]));
    }

    /** The range of the parameter. */
    @Override
    public String toString() {
        return (float) parameters[0] + " to " + (float) parameters[parameters.length - 1];
    }
}
