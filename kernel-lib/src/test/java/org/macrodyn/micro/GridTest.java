package org.macrodyn.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final Grid GRID = new Grid(2, 3, 4, 5);

    private static int site(int field, int layer, int row, int column) {
        return ((field * 3 + Math.floorMod(layer, 3)) * 4 + Math.floorMod(row, 4)) * 5 + Math.floorMod(column, 5);
    }

    @Test
    void shiftsGoAroundTheEndsOfEveryAxis() {
        for (int up = -3; up <= 3; up++) {
            for (int down = -4; down <= 4; down++) {
                for (int right = -5; right <= 5; right++) {
                    for (int from = 0; from < GRID.sites(); from++) {
                        int field = from / 60;
                        int layer = from / 20 % 3;
                        int row = from / 5 % 4;
                        int column = from % 5;
                        assertThat(GRID.shift(from, up, down, right))
                                .isEqualTo(site(field, layer + up, row + down, column + right));
                        assertThat(GRID.shift(from, down, right))
                                .isEqualTo(site(field, layer, row + down, column + right));
                    }
                }
            }
        }
    }

    @Test
    void refusesMoreThanOnePeriod() {
        assertThatThrownBy(() -> GRID.shift(0, 6, 0, 0)).hasMessage("shift by 6 layers on a grid of 3: at most ±3");
        assertThatThrownBy(() -> GRID.shift(0, 0, -5, 0)).hasMessage("shift by -5 rows on a grid of 4: at most ±4");
        assertThatThrownBy(() -> GRID.shift(0, 0, 11)).hasMessage("shift by 11 columns on a grid of 5: at most ±5");
    }

    @Test
    void aCubeHasAsManyLayersAsRows() {
        assertThat(Grid.cube(4)).isEqualTo(new Grid(1, 4, 4, 4)).hasToString("4×4×4");
        assertThat(Grid.cube(4).sites()).isEqualTo(64);
    }

    /** The tiles of a grid hold each site once, and start row by row. */
    @Test
    void tilesCoverTheGridOnce() {
        Grid box = new Grid(2, 1, 2, 5);
        int[] times = new int[GRID.sites()];
        for (int index = 0; index < 6; index++) {
            Region tile = GRID.tile(box, index);
            assertThat(tile.site(0)).isEqualTo(site(0, index / 2, index % 2 * 2, 0));
            IntStream.range(0, tile.sites()).forEach(i -> times[tile.site(i)]++);
        }
        assertThat(times).containsOnly(1);
        assertThatThrownBy(() -> GRID.tile(box, 6)).hasMessageContaining("must start inside");
    }

    /** Every site is the first one in time: 1000 draws miss one of 60 with probability 60 e⁻¹⁷. */
    @Test
    void theWholeStartsAnywhere() {
        Random random = new Random(1);
        assertThat(IntStream.range(0, 1000)
                        .map(i -> GRID.wholeFromAnywhere(random).site(0))
                        .distinct()
                        .sorted())
                .containsExactly(IntStream.range(0, 60).boxed().toArray(Integer[]::new));
        assertThat(GRID.wholeFromAnywhere(random).isWhole()).isTrue();
    }
}
