package org.macrodyn.micro;

/**
 * A box of a grid, all fields included; it may wrap around the grid's ends.
 *
 * <p>A patch x_I of the paper, a window of local relaxation, or the whole system. Sites inside are numbered as in a
 * {@link Grid} of the box's own extents.
 *
 * @param grid the grid that the box lies in
 * @param layer first layer
 * @param row first row
 * @param column first column
 * @param layers extent in layers, at most the grid's
 * @param rows extent in rows, at most the grid's
 * @param columns extent in columns, at most the grid's
 */
public record Region(Grid grid, int layer, int row, int column, int layers, int rows, int columns) {
    /**
     * Checks that the box starts inside the grid and is no larger than it.
     *
     * @throws IllegalArgumentException if the box does not fit or starts outside the grid
     */
    public Region {
        boolean starts = layer >= 0
                && layer < grid.layers()
                && row >= 0
                && row < grid.rows()
                && column >= 0
                && column < grid.columns();
        boolean fits = layers >= 1
                && layers <= grid.layers()
                && rows >= 1
                && rows <= grid.rows()
                && columns >= 1
                && columns <= grid.columns();
        if (!starts || !fits) {
            throw new IllegalArgumentException("region at (" + layer + ", " + row + ", " + column + ") of " + layers
                    + "×" + rows + "×" + columns + ": must start inside and fit into the grid " + grid);
        }
    }

    /**
     * The number of values inside.
     *
     * @return fields · layers · rows · columns
     */
    public int sites() {
        return grid.fields() * layers * rows * columns;
    }

    /**
     * The box as a grid of its own.
     *
     * @return the grid with the box's extents
     */
    public Grid asGrid() {
        return new Grid(grid.fields(), layers, rows, columns);
    }

    /**
     * Whether the box is the whole grid.
     *
     * @return true if every site of the grid lies inside
     */
    public boolean isWhole() {
        return layers == grid.layers() && rows == grid.rows() && columns == grid.columns();
    }

    /**
     * The grid's index of a site of the box.
     *
     * @param inner index inside the box, 0 ≤ inner &lt; {@link #sites()}
     * @return the index in a state array of the grid
     */
    public int site(int inner) {
        int x = inner % columns;
        int rest = inner / columns;
        int y = rest % rows;
        rest /= rows;
        int z = rest % layers;
        int field = rest / layers;
        return index(field, z, y, x);
    }

    /**
     * Whether a site of the grid lies in the box.
     *
     * @param site index in a state array of the grid
     * @return true if it may change when only this region evolves
     */
    public boolean contains(int site) {
        int x = site % grid.columns();
        int rest = site / grid.columns();
        int y = rest % grid.rows();
        int z = rest / grid.rows() % grid.layers();
        return Math.floorMod(x - column, grid.columns()) < columns
                && Math.floorMod(y - row, grid.rows()) < rows
                && Math.floorMod(z - layer, grid.layers()) < layers;
    }

    private int index(int field, int z, int y, int x) {
        int gridLayer = wrap(layer + z, grid.layers());
        int gridRow = wrap(row + y, grid.rows());
        int gridColumn = wrap(column + x, grid.columns());
        return ((field * grid.layers() + gridLayer) * grid.rows() + gridRow) * grid.columns() + gridColumn;
    }

    private static int wrap(int position, int extent) {
        return position < extent ? position : position - extent;
    }

    /**
     * Copies the box out of a state of the grid.
     *
     * @param state {@code [grid.sites()]} array of any primitive type. Not modified.
     * @param patch {@code [sites()]} array of the same type. Modified.
     */
    public void extract(Object state, Object patch) {
        if (state instanceof byte[] spins && patch instanceof byte[] inside) {
            // The type known, a short copy takes a fraction of the time.
            forEachRun((from, inner, length) -> System.arraycopy(spins, from, inside, inner, length));
        } else {
            forEachRun((from, inner, length) -> System.arraycopy(state, from, patch, inner, length));
        }
    }

    /**
     * Copies values into the box of a state of the grid.
     *
     * @param patch {@code [sites()]} array of any primitive type. Not modified.
     * @param state {@code [grid.sites()]} array of the same type. Modified inside the box.
     */
    public void insert(Object patch, Object state) {
        if (state instanceof byte[] spins && patch instanceof byte[] inside) {
            forEachRun((from, inner, length) -> System.arraycopy(inside, inner, spins, from, length));
        } else {
            forEachRun((from, inner, length) -> System.arraycopy(patch, inner, state, from, length));
        }
    }

    private interface Run {
        void copy(int gridIndex, int innerIndex, int length);
    }

    /** Calls back once for every stretch of columns that is contiguous in the grid. */
    private void forEachRun(Run run) {
        int first = Math.min(columns, grid.columns() - column);
        int inner = 0;
        for (int field = 0; field < grid.fields(); field++) {
            for (int z = 0; z < layers; z++) {
                for (int y = 0; y < rows; y++) {
                    run.copy(index(field, z, y, 0), inner, first);
                    if (first < columns) {
                        run.copy(index(field, z, y, first), inner + first, columns - first);
                    }
                    inner += columns;
                }
            }
        }
    }
}
