package org.macrodyn.study;

import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;

/** Pairs that an SDE was not trained on, made one by one from the same configurations. */
final class FreshPairs {
    /** Configurations at most that are made for these pairs alone. */
    private static final int CONFIGURATIONS = 4000;
    /** From the study's seed to theirs. */
    private static final int SEEDS = 1;

    private FreshPairs() {}

    /** In the units that the SDE sees. */
    static <S> MacroPairs of(Learnt<S> learnt) {
        Study<S> study = learnt.study();
        PatchPairs<S> single = study.recipe().judging(learnt.step());
        Study<S> fresh = study.seed(study.seed() + SEEDS).recipe(study.recipe().with(single));
        Kept<Snapshots<S>> states = configurations(learnt);
        Kept<MacroPairs> made =
                single.make(Sampled.of(fresh, states), states, learnt.pairs().closure());
        return study.recipe().fit().inItsUnit(made).value();
    }

    /**
     * Those that it was trained on; of tiles apart, which no patch can evolve among, as many as tell, healed for a tenth of the
     * horizon.
     */
    private static <S> Kept<Snapshots<S>> configurations(Learnt<S> learnt) {
        Study<S> study = learnt.study();
        Recipe<S> together = study.recipe().healed(study.until());
        Kept<Snapshots<S>> trained = learnt.pairs().configurations();
        if (together.equals(study.recipe())) {
            return trained;
        }
        int count = Math.min(CONFIGURATIONS, trained.value().size());
        Study<S> healed = study.with(together.with(together.enlarging().samples(count)));
        return healed.enlarge(healed.simulate());
    }
}
