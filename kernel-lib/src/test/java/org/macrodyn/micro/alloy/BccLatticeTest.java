package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;

class BccLatticeTest {
    private static final BccLattice BOX = new BccLattice(new Grid(2, 3, 4, 6));

    @Test
    void sitesAndCoordinatesAgree() {
        for (int site = 0; site < BOX.sites(); site++) {
            assertThat(BOX.site(BOX.x(site), BOX.y(site), BOX.z(site))).isEqualTo(site);
            assertThat(BOX.site(BOX.x(site) - 6, BOX.y(site) + 8, BOX.z(site) - 24))
                    .isEqualTo(site);
        }
        assertThatThrownBy(() -> BOX.site(0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voxel (0, 1, 0): not a bcc site, use three even or three odd coordinates");
    }

    @Test
    void neighbourhoodHoldsTheSitesAtItsOffsets() {
        byte[] state = Fixtures.randomTypes(BOX.sites(), Fixtures.random(20));
        byte[] types = new byte[Neighbourhood.ALL_SITES];
        for (int site = 0; site < BOX.sites(); site++) {
            BOX.neighbourhood(state, site, types);
            for (int i = 0; i < types.length; i++) {
                int[] d = Neighbourhood.offset(i);
                int other = BOX.site(BOX.x(site) + d[0], BOX.y(site) + d[1], BOX.z(site) + d[2]);
                assertThat(types[i]).isEqualTo(state[other]);
            }
        }
    }

    @Test
    void directionsAreNumberedAsPublished() {
        int[][] signs = {
            {-1, -1, -1}, {-1, -1, 1}, {-1, 1, -1}, {-1, 1, 1}, {1, -1, -1}, {1, -1, 1}, {1, 1, -1}, {1, 1, 1}
        };
        int site = BOX.site(0, 0, 0);
        for (int d = 0; d < signs.length; d++) {
            int[] s = signs[d];
            assertThat(BOX.neighbour(site, d)).isEqualTo(BOX.site(s[0], s[1], s[2]));
        }
    }

    /** Reference: the general count over a table of neighbours, which metrics tests by hand. */
    @Test
    void orderAgreesWithTheCountOverATable() {
        byte[] state = Fixtures.randomTypes(BOX.sites(), Fixtures.random(21));
        state[5] = Species.VACANCY;
        int[] table = new int[8 * BOX.sites()];
        for (int i = 0; i < table.length; i++) {
            table[i] = BOX.neighbour(i / 8, i % 8);
        }
        assertThat(BOX.shortRangeOrder(state).delta())
                .isEqualTo(ShortRangeOrder.of(state, table, 8).delta());
    }

    /** In B2 order every first neighbour is of the other sublattice. */
    @Test
    void orderOfB2IsExact() {
        byte[] state = new byte[BOX.sites()];
        for (int site = 0; site < state.length; site++) {
            state[site] = site < state.length / 2 ? Species.MO : Species.TA;
        }
        double third = 8 / 3.0;
        assertThat(BOX.shortRangeOrder(state).delta())
                .containsExactly(new double[] {-third, -third, -third, -third, 8 - third, -third}, within(1e-14));
    }

    /** δ of the published start configuration. */
    @Test
    void orderAgreesWithPublishedValues() {
        BccLattice lattice = BccLattice.cube(8);
        byte[] state = Fixtures.start(lattice);
        List<String> lines = Fixtures.lines("alloy_fixture_delta.csv");
        assertDelta(lattice, state, lines.get(1));
        state[lattice.site(0, 0, 0)] = Species.VACANCY;
        assertDelta(lattice, state, lines.get(2));
    }

    private static void assertDelta(BccLattice lattice, byte[] state, String line) {
        String[] cells = line.split(",");
        double[] expected = Fixtures.numbers(cells, cells.length - 6, 6);
        assertThat(lattice.shortRangeOrder(state).delta()).containsExactly(expected, within(1e-6));
    }

    @Test
    void badGridsAndStatesAreRefused() {
        assertThatThrownBy(() -> BccLattice.cube(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("bcc lattice on a grid of 2 fields of 2×2×2");
        assertThatThrownBy(() -> new BccLattice(new Grid(1, 4, 4, 4))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BOX.shortRangeOrder(new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state of 3 sites: the lattice has 144");
    }

    /** CsCl order: Mo on the even sublattice, Ta on the odd one, so rows of a (110) plane are of one kind in turn. */
    @Test
    void orderOfTwoSublatticesShowsAsStripes() {
        BccLattice cube = BccLattice.cube(4);
        byte[] state = new byte[cube.sites()];
        for (int site = 0; site < state.length; site++) {
            state[site] = cube.sublattice(site) == 0 ? Species.MO : Species.TA;
        }
        double[][] plane = cube.plane110(state, Double.NaN, 1, 0, 2);
        for (int z = 0; z < 8; z++) {
            assertThat(plane[z]).containsOnly(z % 2 == 0 ? 0 : 2);
        }
        assertThat(cube.sublatticeShare(state, Species.MO)).isEqualTo(1);
        state[cube.site(2, 2, 2)] = Species.NB;
        state[cube.site(3, 3, 3)] = Species.VACANCY;
        assertThat(cube.plane110(state, -1, 1, 0, 2)[2]).containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
        assertThat(cube.plane110(state, -1, 1, 0, 2)[3]).containsExactly(2, 2, 2, -1, -1, 2, 2, 2);
        state[cube.site(1, 1, 1)] = Species.MO;
        assertThat(cube.sublatticeShare(state, Species.MO)).isEqualTo(63 / 64.0);
    }
}
