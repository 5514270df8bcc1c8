package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;

/** A grid with its bonds: the neighbours of each site, as a table. */
final class Lattice {
    final Grid grid;
    private final Neighbourhood neighbourhood;
    private final List<int[]> bonds;
    /** How far neighbours are, in rows, columns or layers. */
    final int reach;
    /** Made when first needed: models on many grids are asked for their names only. */
    private volatile int[] neighbours = {};

    Lattice(Grid grid, Neighbourhood neighbourhood) {
        this(grid, neighbourhood, neighbourhood.bonds(grid));
    }

    private Lattice(Grid grid, Neighbourhood neighbourhood, List<int[]> bonds) {
        if (grid.fields() != 1) {
            throw new IllegalArgumentException("rules on the grid " + grid + ": must have one field");
        }
        int farthest = 0;
        for (int[] bond : bonds) {
            if (bond[0] % grid.layers() == 0 && bond[1] % grid.rows() == 0 && bond[2] % grid.columns() == 0) {
                throw new IllegalArgumentException(neighbourhood + " on the grid " + grid + ": the site (" + bond[0]
                        + ", " + bond[1] + ", " + bond[2] + ") away is the site itself; take a larger grid");
            }
            for (int step : bond) {
                farthest = Math.max(farthest, Math.abs(step));
            }
        }
        this.grid = grid;
        this.neighbourhood = neighbourhood;
        this.bonds = bonds;
        reach = farthest;
    }

    /** The same bonds on another grid. */
    Lattice on(Grid other) {
        return new Lattice(other, neighbourhood, bonds);
    }

    /** z, the number of neighbours of each site. */
    int degree() {
        return 2 * bonds.size();
    }

    /** Whether two bonds join the same two sites, as along an extent of 2. */
    boolean hasDoubleBonds() {
        long different = IntStream.range(0, degree())
                .mapToObj(d -> List.of(
                        Math.floorMod(offset(d)[0], grid.layers()),
                        Math.floorMod(offset(d)[1], grid.rows()),
                        Math.floorMod(offset(d)[2], grid.columns())))
                .distinct()
                .count();
        return different < degree();
    }

    /**
     * {@code [sites · z]} the neighbours of site i at i·z, …: first one end of each bond, then the opposite ones, so that the
     * first z/2 of all sites name each bond once. Not a copy.
     */
    int[] neighbours() {
        if (neighbours.length == 0 && degree() > 0) {
            neighbours = table();
        }
        return neighbours;
    }

    /** {@code [z]} what is added to a site's number to reach its neighbours, where no end of the grid is between. */
    int[] steps() {
        return IntStream.range(0, degree())
                .map(d -> (offset(d)[0] * grid.rows() + offset(d)[1]) * grid.columns() + offset(d)[2])
                .toArray();
    }

    /** Which neighbour of a site lies so far away, or {@link Reaction#EITHER_WAY} if none does. */
    int direction(int[] offset) {
        int[] full = new int[3];
        int axes = Math.min(offset.length, 3);
        System.arraycopy(offset, 0, full, 3 - axes, axes);
        return IntStream.range(0, degree())
                .filter(d -> offset.length == axes && Arrays.equals(offset(d), full))
                .findFirst()
                .orElse(Reaction.EITHER_WAY);
    }

    /** {@code [z]} where the neighbours are, in as many numbers as the grid has axes. */
    List<int[]> directions() {
        int axes = grid.layers() > 1 ? 3 : grid.rows() > 1 ? 2 : 1;
        return IntStream.range(0, degree())
                .mapToObj(d -> Arrays.copyOfRange(offset(d), 3 - axes, 3))
                .toList();
    }

    private int[] offset(int d) {
        return d < bonds.size() ? bonds.get(d) : Neighbourhood.opposite(bonds.get(d - bonds.size()));
    }

    private int[] table() {
        int z = degree();
        int[] table = new int[Math.multiplyExact(grid.sites(), z)];
        for (int d = 0; d < z; d++) {
            fill(table, d, offset(d));
        }
        return table;
    }

    private void fill(int[] table, int d, int[] step) {
        int z = degree();
        int place = d;
        for (int layer = 0; layer < grid.layers(); layer++) {
            int above = Math.floorMod(layer + step[0], grid.layers()) * grid.rows();
            for (int row = 0; row < grid.rows(); row++) {
                int start = (above + Math.floorMod(row + step[1], grid.rows())) * grid.columns();
                int column = Math.floorMod(step[2], grid.columns());
                for (int x = 0; x < grid.columns(); x++) {
                    table[place] = start + column;
                    place += z;
                    column = column == grid.columns() - 1 ? 0 : column + 1;
                }
            }
        }
    }

    @Override
    public String toString() {
        return grid + ", " + neighbourhood;
    }
}
