package org.macrodyn.law;

/**
 * How first passages are simulated.
 *
 * @param runs number of trajectories, at least 2
 * @param longest time after which a run is given up, above 0
 * @param seed of the noise; run i has a stream of its own
 * @param threads threads to use, at least 1
 */
public record Runs(int runs, double longest, long seed, int threads) {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one lies outside its range
     */
    public Runs {
        if (runs < 2 || !(longest > 0) || threads < 1) {
            throw new IllegalArgumentException("passages by " + runs + " runs of at most " + longest + " on " + threads
                    + " threads: runs must be at least 2, the time above 0, the threads at least 1");
        }
    }
}
