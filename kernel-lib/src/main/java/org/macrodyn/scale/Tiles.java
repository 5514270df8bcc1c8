package org.macrodyn.scale;

import java.lang.reflect.Array;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;

/** Lays a small system's configurations in a large one, which they tile. */
final class Tiles {
    private final Patches places;
    private final Grid small;

    Tiles(Grid small, Grid large) {
        places = new Patches(large, small);
        this.small = small;
    }

    int count() {
        return places.count();
    }

    /** Lays tile k, moved around its periodic ends by a random amount along every axis. */
    void shifted(Object tile, int k, Object whole, RandomGenerator random) {
        Object moved = like(tile);
        small.wholeFromAnywhere(random).extract(tile, moved);
        places.region(k).insert(moved, whole);
    }

    /** Lays tile k, reflected along every axis on which it has an odd place. */
    void reflected(Object tile, int k, Object whole) {
        int across = places.grid().columns() / small.columns();
        int down = places.grid().rows() / small.rows();
        int lastColumn = k % across % 2 == 1 ? small.columns() - 1 : 0;
        int lastRow = k / across % down % 2 == 1 ? small.rows() - 1 : 0;
        int lastLayer = k / (across * down) % 2 == 1 ? small.layers() - 1 : 0;
        Object turned = like(tile);
        for (int site = 0; site < small.sites(); site++) {
            int x = site % small.columns();
            int rest = site / small.columns();
            int y = rest % small.rows();
            int z = rest / small.rows() % small.layers();
            int from = site
                    + (Math.abs(lastColumn - x) - x)
                    + ((Math.abs(lastRow - y) - y) + (Math.abs(lastLayer - z) - z) * small.rows()) * small.columns();
            System.arraycopy(tile, from, turned, site, 1);
        }
        places.region(k).insert(turned, whole);
    }

    private static Object like(Object state) {
        return Array.newInstance(state.getClass().getComponentType(), Array.getLength(state));
    }
}
