package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;

/** Tiles in three dimensions with two fields: every site by its own formula. */
class TilesTest {
    private static final Grid SMALL = new Grid(2, 2, 3, 5);
    private static final Grid LARGE = new Grid(2, 6, 9, 15);

    private static int site(Grid grid, int field, int layer, int row, int column) {
        return ((field * grid.layers() + layer) * grid.rows() + row) * grid.columns() + column;
    }

    private static float[] numbers() {
        float[] tile = new float[SMALL.sites()];
        for (int i = 0; i < tile.length; i++) {
            tile[i] = i;
        }
        return tile;
    }

    /** Calls with field, layer, row, column within tile k and the site of the whole. */
    private interface Visit {
        void at(int field, int layer, int row, int column, int site);
    }

    private static void forEach(int k, Visit visit) {
        for (int field = 0; field < 2; field++) {
            for (int layer = 0; layer < 2; layer++) {
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 5; column++) {
                        int site = site(LARGE, field, k / 9 * 2 + layer, k / 3 % 3 * 3 + row, k % 3 * 5 + column);
                        visit.at(field, layer, row, column, site);
                    }
                }
            }
        }
    }

    @Test
    void reflectedTilesAreTurnedOnOddPlaces() {
        Tiles tiles = new Tiles(SMALL, LARGE);
        assertThat(tiles.count()).isEqualTo(27);
        float[] tile = numbers();
        float[] whole = new float[LARGE.sites()];
        byte[] bytes = new byte[SMALL.sites()];
        byte[] spins = new byte[LARGE.sites()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        for (int k = 0; k < 27; k++) {
            tiles.reflected(tile, k, whole);
            tiles.reflected(bytes, k, spins);
        }
        for (int k = 0; k < 27; k++) {
            boolean layers = k / 9 == 1;
            boolean rows = k / 3 % 3 == 1;
            boolean columns = k % 3 == 1;
            forEach(k, (field, layer, row, column, site) -> {
                int source = site(
                        SMALL, field, layers ? 1 - layer : layer, rows ? 2 - row : row, columns ? 4 - column : column);
                assertThat(whole[site]).isEqualTo(source);
                assertThat(spins[site]).isEqualTo((byte) source);
            });
        }
    }

    /** Each tile is moved around its ends as a whole, fields alike, and in time by every amount. */
    @Test
    void shiftedTilesAreMovedAsAWhole() {
        Tiles tiles = new Tiles(SMALL, LARGE);
        float[] tile = numbers();
        Set<List<Integer>> shifts = new HashSet<>();
        Random random = new Random(4);
        for (int trial = 0; trial < 20; trial++) {
            float[] whole = new float[LARGE.sites()];
            for (int k = 0; k < 27; k++) {
                tiles.shifted(tile, k, whole, random);
            }
            for (int k = 0; k < 27; k++) {
                shifts.add(shift(k, whole));
            }
        }
        // 540 tiles, 30 shifts: each is missed with probability e⁻¹⁸.
        assertThat(shifts).hasSize(30);
    }

    private static List<Integer> shift(int k, float[] whole) {
        List<Integer> shift = new ArrayList<>();
        forEach(k, (field, layer, row, column, site) -> {
            int source = (int) whole[site];
            if (shift.isEmpty()) {
                shift.addAll(List.of(source / 15, source / 5 % 3, source % 5));
            }
            int expected = site(
                    SMALL, field, (layer + shift.get(0)) % 2, (row + shift.get(1)) % 3, (column + shift.get(2)) % 5);
            assertThat(source).isEqualTo(expected);
        });
        return shift;
    }

    @Test
    void extentsMustBeWholeMultiples() {
        for (Grid other :
                List.of(new Grid(1, 6, 9, 15), new Grid(2, 5, 9, 15), new Grid(2, 6, 8, 15), new Grid(2, 6, 9, 14))) {
            assertThatThrownBy(() -> new Tiles(SMALL, other))
                    .hasMessageContaining("and extents that divide those of the system");
        }
    }
}
