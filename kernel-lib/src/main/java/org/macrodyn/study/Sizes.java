package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import org.macrodyn.micro.Grid;

/** The sizes of a {@link Ladder}, and what their differences tell of a larger one. */
final class Sizes {
    private Sizes() {}

    /** κ = (1/R − 1/N) / (1/P − 1/R) of three sides, of the sites' number the root of as many axes as the large system has. */
    static double share(Grid below, Grid rung, Grid large) {
        double root = 1.0 / Math.max(1, Work.axes(large));
        double inverse = Math.pow(rung.sites(), -root);
        return (inverse - Math.pow(large.sites(), -root)) / (Math.pow(below.sites(), -root) - inverse);
    }

    /** What the lowest rung is twice as long as: the tiles of the large system, or patches if nothing but these lies between. */
    static Grid foot(Study<?> study) {
        Grid tile = study.recipe().small().grid(study);
        return doubled(tile, study.large().grid()).sites()
                        < study.large().grid().sites()
                ? tile
                : study.patches().patch();
    }

    /**
     * Twice as long in each direction that the large system is longer in than what it is made of, as long as it is smaller than
     * that. If nothing lies between, 2 patches along each axis, of patches.
     */
    static List<Grid> above(Study<?> study, int most) {
        Grid large = study.large().grid();
        List<Grid> grids = new ArrayList<>();
        Grid next = doubled(foot(study), large);
        while (grids.size() < most && next.sites() < large.sites()) {
            grids.add(next);
            next = doubled(next, large);
        }
        return grids;
    }

    /** Two patches along each axis; the large system itself, if it is no longer than that. */
    static Grid ofTwoPatches(Study<?> study) {
        return doubled(study.patches().patch(), study.large().grid());
    }

    static Grid doubled(Grid grid, Grid limit) {
        return new Grid(
                grid.fields(),
                Math.min(2 * grid.layers(), limit.layers()),
                Math.min(2 * grid.rows(), limit.rows()),
                Math.min(2 * grid.columns(), limit.columns()));
    }
}
