package org.macrodyn.study;

import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;

/**
 * Pairs of a system with the symmetry z_c → −z_c, each with its mirror image, so that the learnt law has that symmetry up to
 * what the networks leave.
 *
 * @param pairs how the pairs are made
 * @param observable name of z_c
 * @param <S> the state array
 */
public record MirroredPairs<S>(PairRule<S> pairs, String observable) implements PairRule<S> {
    @Override
    public Kept<MacroPairs> make(Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        int component = closure.value().names().indexOf(observable);
        if (component < 0) {
            throw new IllegalArgumentException("mirrored " + observable + ": must be one of "
                    + closure.value().names());
        }
        Kept<MacroPairs> made = pairs.make(study, configurations, closure);
        return made.then(made.value().mirrored(component), "+mirrored " + observable);
    }

    @Override
    public void requireFit(Study<S> study) {
        pairs.requireFit(study);
    }

    @Override
    public int substeps(double time, double step) {
        return pairs.substeps(time, step);
    }
}
