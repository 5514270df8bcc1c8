package org.macrodyn.micro;

import java.util.ArrayList;
import java.util.List;

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

    /**
     * The box with a margin on each side.
     *
     * @param width w, sites of margin, at least 0; where the widened box would overlap itself it covers the grid's extent
     * @return the box of extents + 2w
     * @throws IllegalArgumentException if the width is negative
     */
    public Region widened(int width) {
        if (width < 0) {
            throw new IllegalArgumentException("region widened by " + width + " sites: must be at least 0");
        }
        return new Region(
                grid,
                start(layer, layers, width, grid.layers()),
                start(row, rows, width, grid.rows()),
                start(column, columns, width, grid.columns()),
                extent(layers, width, grid.layers()),
                extent(rows, width, grid.rows()),
                extent(columns, width, grid.columns()));
    }

    /**
     * The margin that {@link #widened} adds, cut into boxes: before and behind the box along each axis.
     *
     * @param width w, sites of margin, at least 0
     * @return disjoint boxes, which fill the widened box together with this one
     */
    List<Region> around(int width) {
        List<Region> boxes = new ArrayList<>();
        Region wide = widened(width);
        // Each axis in turn, over the widened extents of the axes before it.
        slabs(
                layer,
                layers,
                width,
                grid.layers(),
                (first, extent) -> boxes.add(new Region(grid, first, row, column, extent, rows, columns)));
        slabs(
                row,
                rows,
                width,
                grid.rows(),
                (first, extent) ->
                        boxes.add(new Region(grid, wide.layer, first, column, wide.layers, extent, columns)));
        slabs(
                column,
                columns,
                width,
                grid.columns(),
                (first, extent) ->
                        boxes.add(new Region(grid, wide.layer, wide.row, first, wide.layers, wide.rows, extent)));
        return boxes;
    }

    private interface Slab {
        void accept(int first, int extent);
    }

    /** Behind a stretch of an axis and, as far as margin is left where it meets itself around the grid, before it. */
    private static void slabs(int first, int extent, int width, int of, Slab slab) {
        int margin = extent(extent, width, of) - extent;
        int behind = Math.min(width, margin);
        if (behind > 0) {
            slab.accept((first + extent) % of, behind);
        }
        if (margin > behind) {
            slab.accept(Math.floorMod(first + behind - margin, of), margin - behind);
        }
    }

    private static int start(int first, int extent, int width, int of) {
        return width == 0 ? first : extent(extent, width, of) == of ? 0 : Math.floorMod(first - width, of);
    }

    private static int extent(int extent, int width, int of) {
        return (int) Math.min(extent + 2L * width, of);
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
