package org.macrodyn.law;

import java.util.function.Predicate;

/** How first passages are found. */
interface PassageSolver {
    /** The time from a state to a target. */
    FirstPassage time(double[] from, Predicate<double[]> target);

    /** The probability to reach one set before the other. */
    double committor(double[] from, Predicate<double[]> first, Predicate<double[]> second);

    /** The nearest state that the solver knows. */
    double[] nearest(double[] z);
}
