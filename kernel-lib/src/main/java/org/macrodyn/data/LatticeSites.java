package org.macrodyn.data;

import java.util.Arrays;
import org.macrodyn.micro.Grid;

/** Which site of a grid an atom of a lattice is, by where it lies. */
final class LatticeSites {
    /** Coordinates that differ by less than this part of the box are the same; dumps are written to six digits. */
    private static final double SAME = 1e-4;

    private LatticeSites() {}

    /**
     * {@code [atoms]} the site of each. Those that do not fill the grid are refused, in words that follow 'the configuration'.
     */
    static int[] of(Grid grid, double[] x, double[] y, double[] z) {
        boolean bcc = grid.fields() == 2;
        if (grid.fields() > 2) {
            throw new IllegalArgumentException(
                    "is for a grid of " + grid + ": must have one field, or two if it is bcc");
        }
        int perCell = bcc ? 2 : 1;
        int[] columns = places(bcc ? "z" : "x", bcc ? z : x, perCell * grid.columns());
        int[] rows = places("y", y, perCell * grid.rows());
        int[] layers = places(bcc ? "x" : "z", bcc ? x : z, perCell * grid.layers());
        int[] sites = new int[x.length];
        boolean[] taken = new boolean[grid.sites()];
        for (int atom = 0; atom < sites.length; atom++) {
            int field = columns[atom] % perCell;
            if (rows[atom] % perCell != field || layers[atom] % perCell != field) {
                throw new IllegalArgumentException("has an atom at (" + x[atom] + ", " + y[atom] + ", " + z[atom]
                        + "), which is no site of a bcc lattice");
            }
            int cell = (layers[atom] / perCell * grid.rows() + rows[atom] / perCell) * grid.columns()
                    + columns[atom] / perCell;
            sites[atom] = field * (grid.sites() / perCell) + cell;
            if (taken[sites[atom]]) {
                throw new IllegalArgumentException(
                        "has two atoms at (" + x[atom] + ", " + y[atom] + ", " + z[atom] + ")");
            }
            taken[sites[atom]] = true;
        }
        return sites;
    }

    /** {@code [atoms]} numbers of the planes that they lie in, of which there must be so many. */
    private static int[] places(String axis, double[] coordinates, int count) {
        double[] sorted = Arrays.stream(coordinates).sorted().toArray();
        double gap = SAME * (sorted[sorted.length - 1] - sorted[0]);
        double[] planes = new double[count];
        int found = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] - sorted[i - 1] > gap) {
                if (found < count) {
                    planes[found] = sorted[i];
                }
                found++;
            }
        }
        if (found != count) {
            throw new IllegalArgumentException("has " + found + " different " + axis + ": must be " + count
                    + ", those of atoms at rest on the lattice");
        }
        return Arrays.stream(coordinates)
                .mapToInt(at -> {
                    int place = Arrays.binarySearch(planes, at);
                    return place >= 0 ? place : -place - 2;
                })
                .toArray();
    }
}
