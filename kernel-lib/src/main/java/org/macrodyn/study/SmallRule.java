package org.macrodyn.study;

import org.macrodyn.ensemble.Snapshots;

/**
 * How configurations 𝒟_s of the small system come about.
 *
 * @param <S> the state array
 */
public interface SmallRule<S> {
    /**
     * Simulates the small system.
     *
     * @param study whose small system, seed and keeping are used
     * @return configurations, run by run, {@link #frames()} of each
     */
    Kept<Snapshots<S>> simulate(Study<S> study);

    /**
     * Recorded states of each run.
     *
     * @return at least 1
     */
    int frames();
}
