package org.macrodyn.study;

import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;

/**
 * The system whose configurations pairs are made of: a study's large one, or a part of it with periodic ends of its own. Pairs
 * are the same of both, see {@link Enlarging.Assembled}; λ = K, which says how much less the large system fluctuates, is always
 * the large system's.
 */
final class Sampled {
    private Sampled() {}

    /** The same study of the system that its recipe makes configurations of. */
    static <S> Study<S> of(Study<S> study) {
        Grid grid = study.recipe().enlarging().grid(study);
        return grid.equals(study.large().grid())
                ? study
                : study.large(study.large().on(grid));
    }

    /** The same for configurations that are there: of the part, or any others. */
    static <S> Study<S> of(Study<S> study, Kept<Snapshots<S>> configurations) {
        Study<S> sampled = of(study);
        return configurations.value().grid().equals(sampled.large().grid()) ? sampled : study;
    }
}
