package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * The sites of a system: {@code fields × layers × rows × columns}, numbered row by row.
 *
 * <p>Site index = ((field · layers + layer) · rows + row) · columns + column. A spin lattice has one field and one
 * layer, a one-dimensional SPDE has several fields and one row, a bcc crystal has two fields (its sublattices).
 *
 * @param fields number of values at each place, at least 1
 * @param layers extent of the third dimension, 1 for planar systems
 * @param rows extent of the second dimension, 1 for one-dimensional systems
 * @param columns extent of the first dimension
 */
public record Grid(int fields, int layers, int rows, int columns) {
    /**
     * Checks the extents.
     *
     * @throws IllegalArgumentException if an extent is below 1 or the sites exceed {@code Integer.MAX_VALUE}
     */
    public Grid {
        if (fields < 1 || layers < 1 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "grid " + fields + "×" + layers + "×" + rows + "×" + columns + ": every extent must be at least 1");
        }
        if ((long) fields * layers * rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("grid " + fields + "×" + layers + "×" + rows + "×" + columns
                    + ": at most " + Integer.MAX_VALUE + " sites, use a smaller side");
        }
    }

    /**
     * A square lattice of one field.
     *
     * @param side number of rows and of columns
     * @return the grid of side² sites
     */
    public static Grid square(int side) {
        return new Grid(1, 1, side, side);
    }

    /**
     * A cubic lattice of one field.
     *
     * @param side number of layers, of rows and of columns
     * @return the grid of side³ sites
     */
    public static Grid cube(int side) {
        return new Grid(1, side, side, side);
    }

    /**
     * A line of cells.
     *
     * @param fields values in each cell
     * @param cells number of cells
     * @return the grid of fields · cells sites
     */
    public static Grid line(int fields, int cells) {
        return new Grid(fields, 1, 1, cells);
    }

    /**
     * The number of values of a state.
     *
     * @return n, the length of a state array
     */
    public int sites() {
        return fields * layers * rows * columns;
    }

    /**
     * The whole grid as a region.
     *
     * @return a region that covers every site once
     */
    public Region whole() {
        return new Region(this, 0, 0, 0, layers, rows, columns);
    }

    /**
     * The whole grid, from a random site on. What it extracts of a periodic state is that state, moved around its ends along
     * every axis.
     *
     * @param random source of randomness
     * @return a region that covers every site once
     */
    public Region wholeFromAnywhere(RandomGenerator random) {
        return new Region(
                this, random.nextInt(layers), random.nextInt(rows), random.nextInt(columns), layers, rows, columns);
    }

    /**
     * One box of the tiling of this grid by equal boxes, which are numbered row by row.
     *
     * @param box extents of a box, each a divisor of the grid's
     * @param index number of the box, 0 ≤ index &lt; n / sites of a box
     * @return the box
     * @throws IllegalArgumentException if there is no such box
     */
    public Region tile(Grid box, int index) {
        int across = columns / box.columns;
        int down = rows / box.rows;
        return new Region(
                this,
                index / across / down * box.layers,
                index / across % down * box.rows,
                index % across * box.columns,
                box.layers,
                box.rows,
                box.columns);
    }

    /**
     * The site that lies some rows and columns away, periodic at the ends: {@code (0, 1)} is the right neighbour,
     * {@code (-1, 0)} the upper one, {@code (1, 1)} a diagonal one.
     *
     * @param site where from, 0 ≤ site &lt; {@link #sites()}
     * @param down rows away, between −rows and rows
     * @param right columns away, between −columns and columns
     * @return index of that site, in the same field and layer
     * @throws IllegalArgumentException if it lies beyond one period
     */
    public int shift(int site, int down, int right) {
        int x = site % columns;
        int y = site / columns % rows;
        return site + step(y, down, rows, "rows") * columns + step(x, right, columns, "columns");
    }

    /**
     * The site that lies some layers, rows and columns away, periodic at the ends: {@code (1, 0, 0)} is the neighbour in the
     * next layer, {@code (0, 0, 1)} the right one.
     *
     * @param site where from, 0 ≤ site &lt; {@link #sites()}
     * @param up layers away, between −layers and layers
     * @param down rows away, between −rows and rows
     * @param right columns away, between −columns and columns
     * @return index of that site, in the same field
     * @throws IllegalArgumentException if it lies beyond one period
     */
    public int shift(int site, int up, int down, int right) {
        int z = site / (columns * rows) % layers;
        return shift(site, down, right) + step(z, up, layers, "layers") * rows * columns;
    }

    /** From a position to that a distance away, around the ends. */
    private static int step(int position, int distance, int extent, String axis) {
        int to = wrap(position + distance, extent);
        if (to < 0 || to >= extent) {
            throw new IllegalArgumentException(
                    "shift by " + distance + " " + axis + " on a grid of " + extent + ": at most ±" + extent);
        }
        return to - position;
    }

    private static int wrap(int position, int extent) {
        return position < 0 ? position + extent : position < extent ? position : position - extent;
    }

    @Override
    public String toString() {
        String space =
                layers > 1 ? layers + "×" + rows + "×" + columns : rows > 1 ? rows + "×" + columns : "" + columns;
        return fields > 1 ? fields + " fields of " + space : space;
    }
}
