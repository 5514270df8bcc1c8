package org.macrodyn.study;

import java.util.List;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.sde.Scheme;

/**
 * How training pairs are made of configurations.
 *
 * @param <S> the state array
 */
@FunctionalInterface
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
     * Makes the pairs of several closures: of the same evolutions, if any patch evolves.
     *
     * @param study whose system, patches, seed and keeping are used
     * @param configurations 𝒟
     * @param closures latent maps, one or more
     * @return (z_t, Δz, δt) of each, as {@link #make} gives them
     */
    default List<Kept<MacroPairs>> makeAll(
            Study<S> study, Kept<Snapshots<S>> configurations, List<Kept<ClosureModel<S>>> closures) {
        return closures.stream()
                .map(closure -> make(study, configurations, closure))
                .toList();
    }

    /**
     * Refuses, before any work, a study whose pairs cannot be made so.
     *
     * @param study the study
     * @throws IllegalArgumentException if they cannot
     */
    default void requireFit(Study<S> study) {}

    /**
     * Steps of a forecast between two states that lie some time apart: of {@link #scheme}, each as long as the δt of the pairs
     * unless these say otherwise.
     *
     * @param time between recorded states
     * @param step δt of the pairs
     * @return at least 1
     */
    default int substeps(double time, double step) {
        return (int) Math.max(1, Math.round(time / step));
    }

    /**
     * How a forecast goes on by one of them: by Euler–Maruyama, which is exact for increments of that δt, unless these pairs are
     * of δt → 0.
     *
     * @return the scheme
     */
    default Scheme scheme() {
        return Scheme.EULER_MARUYAMA;
    }
}
