package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

class PatchesTest {
    @Test
    void patchesCoverEverySiteOnce() {
        Patches patches = new Patches(new Grid(2, 4, 6, 8), new Grid(2, 2, 3, 4));
        assertThat(patches.count()).isEqualTo(8);
        int[] covered = new int[2 * 4 * 6 * 8];
        for (int i = 0; i < patches.count(); i++) {
            Region region = patches.region(i);
            for (int inner = 0; inner < region.sites(); inner++) {
                covered[region.site(inner)]++;
            }
        }
        assertThat(covered).containsOnly(1);
    }

    @Test
    void extractAndInsertWrapAroundTheEnds() {
        Grid grid = Grid.square(4);
        byte[] state = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        Region corner = new Region(grid, 0, 3, 3, 1, 2, 2);
        byte[] inner = new byte[4];
        corner.extract(state, inner);
        assertThat(inner).containsExactly(15, 12, 3, 0);
        corner.insert(new byte[] {20, 21, 22, 23}, state);
        assertThat(state).containsExactly(23, 1, 2, 22, 4, 5, 6, 7, 8, 9, 10, 11, 21, 13, 14, 20);
        for (int i = 0; i < 4; i++) {
            assertThat(state[corner.site(i)]).isEqualTo((byte) (20 + i));
        }
    }

    @Test
    void refusesPatchesThatDoNotTile() {
        assertThatThrownBy(() -> Patches.square(64, 24))
                .hasMessageContaining("patches of 24×24 do not tile a system of 64×64");
        assertThatThrownBy(() -> Patches.square(64, 16).region(16)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Region(Grid.square(8), 0, 0, 8, 1, 2, 2)).hasMessageContaining("start inside");
        assertThatThrownBy(() -> Grid.square(0)).hasMessageContaining("at least 1");
    }
}
