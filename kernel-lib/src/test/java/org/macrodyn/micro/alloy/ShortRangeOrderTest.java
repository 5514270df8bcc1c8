package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShortRangeOrderTest {
    /** A ring of six sites with two neighbours each: Nb Mo Ta Nb - Mo; counted by hand, Z/3 = 2/3. */
    private static final byte[] RING = {1, 2, 3, 1, 0, 2};

    private static final int[] NEIGHBOURS = {5, 1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 0};

    @Test
    void countsBondsOfASmallRing() {
        double[] delta = ShortRangeOrder.of(RING, NEIGHBOURS, 2).delta();
        double z = 2 / 3.0;
        assertThat(delta).containsExactly(new double[] {-z, 1 - z, 0.5 - z, -z, 0.5 - z, -z}, within(1e-15));
    }

    @Test
    void bondsAddedOneByOneGiveTheSameOrder() {
        ShortRangeOrder order = new ShortRangeOrder(RING, 2);
        for (int i = 0; i < RING.length; i++) {
            order.addBond(RING[i], RING[(i + 1) % RING.length]);
        }
        assertThat(order.delta())
                .isEqualTo(ShortRangeOrder.of(RING, NEIGHBOURS, 2).delta());
        order.addBond(1, 3);
        order.removeBond(1, 3);
        assertThat(order.delta())
                .isEqualTo(ShortRangeOrder.of(RING, NEIGHBOURS, 2).delta());
    }

    /** A ring without vacancies: 1 2 3 1 3 2, two atoms of each species, Z = 2. */
    @Test
    void likePairsTellTheOthers() {
        byte[] ring = {1, 2, 3, 1, 3, 2};
        double[] delta = ShortRangeOrder.of(ring, NEIGHBOURS, 2).delta();
        double[] completed = ShortRangeOrder.complete(new double[] {delta[0], delta[3], delta[5]}, 0);
        assertThat(completed).containsExactly(delta, within(1e-15));
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> ShortRangeOrder.of(RING, NEIGHBOURS, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("neighbour table of 12 entries: must be 6 sites × 3");
        assertThatThrownBy(() -> new ShortRangeOrder(new byte[] {4}, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("species 4");
        assertThatThrownBy(() -> ShortRangeOrder.complete(new double[2], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 order parameters: must be 3, those of [NbNb, MoMo, TaTa]");
        assertThatThrownBy(() -> new ShortRangeOrder(RING, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
