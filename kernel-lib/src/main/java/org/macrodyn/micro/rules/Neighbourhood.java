package org.macrodyn.micro.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.micro.Grid;

/**
 * Which sites are neighbours: what a rate sees, and where the bonds are. Two sites that are neighbours are so both ways, and one
 * bond joins them.
 */
public final class Neighbourhood {
    /** The nearest sites along each axis: 2 on a line, 4 on a square lattice, 6 on a cubic one. The default. */
    public static final Neighbourhood NEAREST = new Neighbourhood("nearest neighbours", List.of());

    /** Those that touch, also at corners: 2 on a line, 8 on a square lattice, 26 on a cubic one (Moore). */
    public static final Neighbourhood DIAGONAL = new Neighbourhood("diagonal neighbours", List.of());

    /** Six neighbours: a square lattice with one of its diagonals, which is a triangular lattice, sheared. */
    public static final Neighbourhood TRIANGULAR = new Neighbourhood(
            "triangular neighbours", List.of(new int[] {0, 0, 1}, new int[] {0, 1, 0}, new int[] {0, 1, 1}));

    private final String name;
    /** One of each two opposite offsets, as layers, rows, columns; none where they depend on the grid. */
    private final List<int[]> bonds;

    private Neighbourhood(String name, List<int[]> bonds) {
        this.name = name;
        this.bonds = bonds;
    }

    /**
     * Neighbours of one's own choice.
     *
     * <pre>{@code Neighbourhood.of(new int[] {0, 1}, new int[] {1, 0}, new int[] {0, 2}, new int[] {2, 0})}</pre>
     *
     * @param offsets each as (right), (down, right) or (layers, down, right); what lies opposite is a neighbour, too, and may
     *     be left out
     * @return the neighbourhood
     * @throws IllegalArgumentException if there are none, one has no or more than three numbers, or only zeros
     */
    public static Neighbourhood of(int[]... offsets) {
        List<int[]> bonds = new ArrayList<>();
        for (int[] offset : offsets) {
            if (offset.length < 1 || offset.length > 3 || Arrays.stream(offset).allMatch(step -> step == 0)) {
                throw new IllegalArgumentException("offset " + Arrays.toString(offset)
                        + ": must be (right), (down, right) or (layers, down, right), not all 0");
            }
            int[] full = new int[3];
            System.arraycopy(offset, 0, full, 3 - offset.length, offset.length);
            if (bonds.stream().noneMatch(bond -> Arrays.equals(bond, full) || Arrays.equals(bond, opposite(full)))) {
                bonds.add(full);
            }
        }
        if (bonds.isEmpty()) {
            throw new IllegalArgumentException("no offsets: give at least one, such as new int[] {0, 1}");
        }
        return new Neighbourhood("neighbours " + Arrays.deepToString(bonds.toArray()), bonds);
    }

    static int[] opposite(int[] offset) {
        return new int[] {-offset[0], -offset[1], -offset[2]};
    }

    /** One offset of each bond of a site, on a grid; none on a grid of one site. */
    List<int[]> bonds(Grid grid) {
        return bonds.isEmpty() ? touching(grid) : bonds;
    }

    /** Steps along each axis that the grid has; with corners those of several axes at once, too. */
    private List<int[]> touching(Grid grid) {
        List<int[]> found = new ArrayList<>();
        for (int code = 14; code < 27; code++) {
            int[] step = {code / 9 - 1, code / 3 % 3 - 1, code % 3 - 1};
            boolean inside = (step[0] == 0 || grid.layers() > 1)
                    && (step[1] == 0 || grid.rows() > 1)
                    && (step[2] == 0 || grid.columns() > 1);
            boolean along = Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]) == 1;
            if (inside && (along || this == DIAGONAL)) {
                found.add(step);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return name;
    }
}
