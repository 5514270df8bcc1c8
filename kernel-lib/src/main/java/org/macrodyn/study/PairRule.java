package org.macrodyn.study;

import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;

/**
 * How training pairs are made of configurations.
 *
 * @param <S> the state array
 */
public interface PairRule<S> {
    /**
     * Makes the pairs.
     *
     * @param study whose system, patches, seed and keeping are used
     * @param configurations 𝒟, or 𝒟_s if the recipe's enlarging is {@link Enlarging.None}
     * @param closure the latent map φ
     * @return (z_t, Δz, δt)
     */
    Kept<MacroPairs> make(Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure);

    /**
     * Euler–Maruyama steps of a forecast between two states that lie some time apart, so that each is as long as the δt of
     * the pairs.
     *
     * @param time between recorded states
     * @return at least 1
     */
    int substeps(double time);
}
