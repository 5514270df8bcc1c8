package org.macrodyn.study;

import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * Closure variables where pairs come from rates: correlations of what sites show at the first {@value #MOST} distances, fewer if
 * training them takes too much of the budget. Their drift and covariance are told by the same events, without noise, so that no
 * more pairs have to be bought for them; and with them a forecast knows how fluctuations came about, to which it owes part of the
 * mean, and of the spread.
 *
 * <p>Patches that evolve tell of them with noise; there {@link JudgedChoice} tries them.
 */
final class ClosureChoice {
    static final int MOST = 3;
    /** Of the budget, for one training. */
    private static final double SHARE = 0.25;

    private ClosureChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        boolean told = study.recipe().pairs() instanceof GeneratedPairs
                && new Correlated<S>(MOST).isToldByEvents(study.large());
        int distances = told ? MOST : 0;
        while (distances > 0 && AmountChoice.first(correlated(study, distances)) > SHARE * work.budget()) {
            distances--;
        }
        if (distances == 0) {
            return study;
        }
        String few = distances < MOST ? "; the budget trains no more" : "";
        return study.chosen(
                new Choice(
                        Part.CLOSURE,
                        new Correlated<S>(distances) + " beside the observables",
                        "events tell their rates too, without noise" + few),
                correlated(study, distances).recipe());
    }

    private static <S> Study<S> correlated(Study<S> study, int distances) {
        return study.with(study.recipe().with(new Correlated<>(distances)));
    }
}
