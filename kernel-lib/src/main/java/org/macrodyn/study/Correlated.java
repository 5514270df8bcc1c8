package org.macrodyn.study;

import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.SiteEventModel;

/**
 * {@link ClosureRule#correlations(int)}.
 *
 * @param distances how many of the lattice's first distances
 * @param <S> the state array
 */
record Correlated<S>(int distances) implements ClosureRule<S> {
    @Override
    public Kept<ClosureModel<S>> fit(Study<S> study, Kept<Snapshots<S>> configurations) {
        return ClosureRule.correlations(study.large().siteFunctions(), distances)
                .fit(study, configurations);
    }

    @Override
    public int most(Study<S> study) {
        int functions = study.large().siteFunctions().size();
        return Math.min(MOST_CORRELATIONS, functions + distances * functions * (functions + 1) / 2);
    }

    @Override
    public boolean isToldByEvents(MicroModel<S> large) {
        return large instanceof SiteEventModel;
    }

    @Override
    public String toString() {
        return "correlations at " + distances + (distances == 1 ? " distance" : " distances");
    }
}
