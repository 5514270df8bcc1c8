package org.macrodyn.scale;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;

/** Places of a small system's configurations in a large one. */
final class Tiles {
    private final Grid small;
    private final Grid large;
    private final int across;
    private final int down;

    Tiles(Grid small, Grid large) {
        boolean whole = small.fields() == large.fields()
                && large.layers() % small.layers() == 0
                && large.rows() % small.rows() == 0
                && large.columns() % small.columns() == 0;
        if (!whole) {
            throw new IllegalArgumentException("tiles of " + small + " in a system of " + large
                    + ": its extents must be whole multiples of the tile's");
        }
        this.small = small;
        this.large = large;
        across = large.columns() / small.columns();
        down = large.rows() / small.rows();
    }

    int count() {
        return large.sites() / small.sites();
    }

    /** Lays tile k, moved around its periodic ends by a random amount along every axis. */
    void shifted(Object tile, int k, Object whole, RandomGenerator random) {
        int layerShift = random.nextInt(small.layers());
        int rowShift = random.nextInt(small.rows());
        int shift = random.nextInt(small.columns());
        int width = small.columns();
        forEachRow(k, (field, layer, row, target) -> {
            int source = row(field, (layer + layerShift) % small.layers(), (row + rowShift) % small.rows());
            System.arraycopy(tile, source + shift, whole, target, width - shift);
            System.arraycopy(tile, source, whole, target + width - shift, shift);
        });
    }

    /** Lays tile k, reflected along every axis on which it has an odd place. */
    void reflected(Object tile, int k, Object whole) {
        boolean columns = k % across % 2 == 1;
        boolean rows = k / across % down % 2 == 1;
        boolean layers = k / (across * down) % 2 == 1;
        forEachRow(k, (field, layer, row, target) -> {
            int source = row(field, layers ? small.layers() - 1 - layer : layer, rows ? small.rows() - 1 - row : row);
            System.arraycopy(tile, source, whole, target, small.columns());
            if (columns) {
                reverse(whole, target, small.columns());
            }
        });
    }

    private static void reverse(Object states, int from, int length) {
        for (int left = from, right = from + length - 1; left < right; left++, right--) {
            if (states instanceof byte[] bytes) {
                byte kept = bytes[left];
                bytes[left] = bytes[right];
                bytes[right] = kept;
            } else {
                float[] floats = (float[]) states;
                float kept = floats[left];
                floats[left] = floats[right];
                floats[right] = kept;
            }
        }
    }

    /** One row of a tile, and where it starts in the whole. */
    private interface RowAction {
        void accept(int field, int layer, int row, int target);
    }

    private void forEachRow(int k, RowAction action) {
        int column = k % across * small.columns();
        int top = k / across % down * small.rows();
        int front = k / (across * down) * small.layers();
        for (int field = 0; field < small.fields(); field++) {
            for (int layer = 0; layer < small.layers(); layer++) {
                for (int row = 0; row < small.rows(); row++) {
                    int target = ((field * large.layers() + front + layer) * large.rows() + top + row) * large.columns()
                            + column;
                    action.accept(field, layer, row, target);
                }
            }
        }
    }

    private int row(int field, int layer, int row) {
        return ((field * small.layers() + layer) * small.rows() + row) * small.columns();
    }
}
