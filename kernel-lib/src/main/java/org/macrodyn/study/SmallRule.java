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
     * The small system's sites.
     *
     * @param study which is to be made of it
     * @return a patch, unless a rule says otherwise
     */
    default Grid grid(Study<?> study) {
        return study.patches().patch();
    }

    /**
     * The same runs of a system of one patch's size.
     *
     * @return this rule without a size of its own
     */
    default SmallRule<S> ofPatches() {
        return this;
    }

    /**
     * Another size than a patch's: a small system that is larger feels less of its ends, and patches can be as small as
     * partial evolution wants them.
     *
     * @param grid sites of the small system, all fields included, which tile the large one
     * @param rule how it is simulated
     * @param <S> the state array
     */
    record Sized<S>(Grid grid, SmallRule<S> rule) implements OtherSize<S> {
        @Override
        public Grid grid(Study<?> study) {
            return grid;
        }

        @Override
        public String toString() {
            return rule + ", of " + grid;
        }
    }

    /**
     * Systems of 2 patches along each axis, if 4, 6, 8, … of these make up the large system, so that there is something left to
     * enlarge; else of one. What is wrong near the seams of tiles, and what a system feels of its own ends, becomes less, at
     * 2<sup>axes</sup> times the cost of a run.
     *
     * @param rule how they are simulated
     * @param <S> the state array
     */
    record Doubled<S>(SmallRule<S> rule) implements OtherSize<S> {
        @Override
        public Grid grid(Study<?> study) {
            Grid patch = study.patches().patch();
            Grid large = study.large().grid();
            return new Grid(
                    patch.fields(),
                    longer(patch.layers(), large.layers()),
                    longer(patch.rows(), large.rows()),
                    longer(patch.columns(), large.columns()));
        }

        private static int longer(int patch, int large) {
            return large > 2 * patch && large % (2 * patch) == 0 ? 2 * patch : patch;
        }

        @Override
        public String toString() {
            return rule + ", of 2 patches along each axis";
        }
    }
}
