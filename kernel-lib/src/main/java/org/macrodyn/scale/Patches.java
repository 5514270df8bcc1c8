package org.macrodyn.scale;

import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * The tiling of a system into K equal patches x_I, I = 0 … K − 1 (paper, section on partial evolution).
 *
 * <p>K = n / n_s, where n_s is the number of sites of a patch. Patches are aligned boxes, numbered row by row.
 *
 * @param grid the large system's sites
 * @param patch the extents of one patch, all fields included
 */
public record Patches(Grid grid, Grid patch) {
    /**
     * Checks that the patches tile the grid.
     *
     * @throws IllegalArgumentException if an extent of the grid is not a multiple of the patch's
     */
    public Patches {
        java.util.Objects.requireNonNull(patch, "patch is null: give a Grid, such as Grid.square(16)");
        boolean tiles = patch.fields() == grid.fields()
                && grid.layers() % patch.layers() == 0
                && grid.rows() % patch.rows() == 0
                && grid.columns() % patch.columns() == 0;
        if (!tiles) {
            throw new IllegalArgumentException("patches of " + patch + " do not tile a system of " + grid
                    + ": a patch must have the system's fields, and extents that divide those of the system");
        }
    }

    /**
     * Square patches of a square lattice.
     *
     * @param side L, the lattice's side
     * @param patchSide L_p, the patch's side; must divide L
     * @return the tiling with K = (L / L_p)²
     */
    public static Patches square(int side, int patchSide) {
        return new Patches(Grid.square(side), Grid.square(patchSide));
    }

    /**
     * Cubic patches of a cubic lattice.
     *
     * @param side L, the lattice's side
     * @param patchSide L_p, the patch's side; must divide L
     * @return the tiling with K = (L / L_p)³
     */
    public static Patches cube(int side, int patchSide) {
        return new Patches(Grid.cube(side), Grid.cube(patchSide));
    }

    /**
     * The number of patches.
     *
     * @return K = n / n_s
     */
    public int count() {
        return grid.sites() / patch.sites();
    }

    /**
     * The patches that have sites in a region.
     *
     * @param region a box of the large system
     * @return {@code [at most K]} their numbers, ascending
     */
    public int[] touching(Region region) {
        int across = grid.columns() / patch.columns();
        int down = grid.rows() / patch.rows();
        return IntStream.range(0, region.sites() / grid.fields())
                .map(region::site)
                .map(site -> (site / grid.columns() / grid.rows() / patch.layers() * down
                                        + site / grid.columns() % grid.rows() / patch.rows())
                                * across
                        + site % grid.columns() / patch.columns())
                .distinct()
                .sorted()
                .toArray();
    }

    /**
     * One patch.
     *
     * @param index I, 0 ≤ I &lt; K
     * @return its box
     * @throws IndexOutOfBoundsException if I is not in that range
     */
    public Region region(int index) {
        java.util.Objects.checkIndex(index, count());
        return grid.tile(patch, index);
    }
}
