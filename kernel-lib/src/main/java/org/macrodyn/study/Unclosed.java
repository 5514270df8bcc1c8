package org.macrodyn.study;

import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;

/**
 * {@link ClosureRule#observables()}.
 *
 * @param <S> the state array
 */
record Unclosed<S>() implements ClosureRule<S> {
    @Override
    public Kept<ClosureModel<S>> fit(Study<S> study, Kept<Snapshots<S>> configurations) {
        return new Kept<>(new ObservablesOnly<>(study.large()), "");
    }

    @Override
    public boolean isToldByEvents(MicroModel<S> large) {
        return true;
    }

    @Override
    public String toString() {
        return "observables only";
    }
}
