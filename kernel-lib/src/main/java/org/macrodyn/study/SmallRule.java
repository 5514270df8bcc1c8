package org.macrodyn.study;

import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.scale.Assembly;

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

    /**
     * How old each recorded state is.
     *
     * @return {@code [frames]} age over that of the last frame, from 0 to 1; equal steps unless a rule says otherwise
     */
    default double[] ages() {
        return Assembly.evenly(frames());
    }

    /**
     * Which runs start where forecasts do.
     *
     * @return e ≥ 1: runs 0, e, 2e, …; 0: none that this rule knows of
     */
    default int everyFromStart() {
        return 0;
    }

    /**
     * Another size than a patch's: a small system that is larger feels less of its ends, and patches can be as small as
     * partial evolution wants them.
     *
     * @param grid sites of the small system, all fields included, which tile the large one
     * @param rule how it is simulated
     * @param <S> the state array
     */
    record Sized<S>(Grid grid, SmallRule<S> rule) implements SmallRule<S> {
        @Override
        public Kept<Snapshots<S>> simulate(Study<S> study) {
            return rule.simulate(study.patch(grid));
        }

        @Override
        public int frames() {
            return rule.frames();
        }

        @Override
        public double[] ages() {
            return rule.ages();
        }

        @Override
        public int everyFromStart() {
            return rule.everyFromStart();
        }

        @Override
        public String toString() {
            return rule + ", of " + grid;
        }
    }
}
