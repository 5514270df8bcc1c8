package org.macrodyn.study;

import org.macrodyn.ensemble.Snapshots;

/**
 * The runs of another rule, of a small system that is no patch: {@link #grid} says of which size.
 *
 * @param <S> the state array
 */
interface OtherSize<S> extends SmallRule<S> {
    /** How the runs come about. */
    SmallRule<S> rule();

    @Override
    default Kept<Snapshots<S>> simulate(Study<S> study) {
        return rule().simulate(study.patch(grid(study)));
    }

    @Override
    default int frames() {
        return rule().frames();
    }

    @Override
    default double[] ages() {
        return rule().ages();
    }

    @Override
    default int everyFromStart() {
        return rule().everyFromStart();
    }

    @Override
    default SmallRule<S> ofPatches() {
        return rule();
    }
}
