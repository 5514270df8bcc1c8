package org.macrodyn.micro.rules;

import java.util.List;
import org.macrodyn.micro.Grid;

/**
 * A configuration to be looked at: {@code show(model.picture(state))} draws one layer of it, a colour for each state.
 *
 * @param title above it, may be empty
 * @param grid its sites
 * @param state {@code [n]} number of each site's state. Not a copy.
 * @param names of the states
 * @param layer which layer, 0 ≤ layer &lt; layers
 */
public record Picture(String title, Grid grid, byte[] state, List<String> names, int layer) {
    /**
     * Checks sizes and numbers.
     *
     * @throws IllegalArgumentException if the state is another grid's or holds a number without a name, or there is no such layer
     */
    public Picture {
        names = List.copyOf(names);
        if (state.length != grid.sites() || layer < 0 || layer >= grid.layers()) {
            throw new IllegalArgumentException("picture of " + state.length + " sites, layer " + layer + ": must have "
                    + grid.sites() + " on the grid " + grid + ", layers from 0 to " + (grid.layers() - 1));
        }
        requireStates(state, names);
    }

    static void requireStates(byte[] state, List<String> names) {
        for (byte s : state) {
            if (s < 0 || s >= names.size()) {
                throw new IllegalArgumentException("a site is in state " + s + ": must be from 0 to "
                        + (names.size() - 1) + ", the numbers of " + String.join(", ", names));
            }
        }
    }

    /**
     * The same picture below a title.
     *
     * @param other the title, such as {@code "t = 5"}
     * @return the picture with it
     */
    public Picture titled(String other) {
        return new Picture(other, grid, state, names, layer);
    }

    /**
     * Another layer of the same configuration.
     *
     * @param other which layer, from 0
     * @return the picture of it
     * @throws IllegalArgumentException if there is no such layer
     */
    public Picture layer(int other) {
        return new Picture(title, grid, state, names, other);
    }

    /**
     * The state that a place of the layer shows.
     *
     * @param row from 0, on top
     * @param column from 0, on the left
     * @return its number
     */
    public int at(int row, int column) {
        return state[(layer * grid.rows() + row) * grid.columns() + column];
    }

    @Override
    public String toString() {
        return "picture of " + grid + " sites" + (title.isEmpty() ? "" : ", " + title);
    }
}
