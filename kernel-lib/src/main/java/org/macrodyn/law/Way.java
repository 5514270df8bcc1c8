package org.macrodyn.law;

import java.util.function.Predicate;

/**
 * What a passage with one component has to cross: every state up to the first of the target on each side.
 *
 * @param support where there were data
 * @param states among which the target's are looked for
 */
record Way(Support support, Lattice states) {
    /** Refuses a target beyond states without data; with more components there are ways around. */
    void require(double[] from, Predicate<double[]> target) {
        if (from.length == 1 && !target.test(from)) {
            require(from, target, -1);
            require(from, target, 1);
        }
    }

    private void require(double[] from, Predicate<double[]> target, int step) {
        int[] at = states.nearest(from);
        double[] z = new double[1];
        for (; at[0] >= 0 && at[0] <= states.last(0); at[0] += step) {
            states.state(at, z);
            if (target.test(z)) {
                support.requireWay(from[0], z[0]);
                return;
            }
        }
    }
}
