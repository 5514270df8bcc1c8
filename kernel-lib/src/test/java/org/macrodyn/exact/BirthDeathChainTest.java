package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Mean passage times of birth–death chains. */
class BirthDeathChainTest {
    private static final double[] BIRTH = {2, 3, 5, 0};
    private static final double[] DEATH = {0, 1, 4, 7};

    /** By hand: h_0 = 1/2, h_1 = (1 + 1/2)/3, h_2 = (1 + 4 h_1)/5. */
    @Test
    void timesAreSumsOfTheRecursion() {
        BirthDeathChain chain = new BirthDeathChain(BIRTH, DEATH);
        assertThat(chain.meanTime(0, 1)).isEqualTo(0.5);
        assertThat(chain.meanTime(0, 3)).isCloseTo(0.5 + 0.5 + 0.6, within(1e-15));
        assertThat(chain.meanTime(1, 3)).isCloseTo(0.5 + 0.6, within(1e-15));
        assertThat(chain.meanTime(2, 2)).isZero();
    }

    /** Down: g_3 = 1/7, g_2 = (1 + 5/7)/4, g_1 = (1 + 3 g_2)/1. */
    @Test
    void downwardsDeathsLead() {
        BirthDeathChain chain = new BirthDeathChain(BIRTH, DEATH);
        double g2 = (1 + 5.0 / 7) / 4;
        assertThat(chain.meanTime(3, 0)).isCloseTo(1.0 / 7 + g2 + 1 + 3 * g2, within(1e-14));
        assertThat(chain.meanTime(2, 1)).isCloseTo(g2, within(1e-15));
    }

    /** One spin flips at its rate; up and down are mirror images without a field. */
    @Test
    void theCurieWeissChainIsOne() {
        assertThat(new CurieWeissChain(1, 2, 0.3).chain().meanTime(0, 1))
                .isCloseTo(1 + Math.exp(-2 * 0.3 / 2), within(1e-14));
        BirthDeathChain mirror = new CurieWeissChain(60, 0.8, 0).chain();
        assertThat(mirror.meanTime(10, 50) / mirror.meanTime(50, 10)).isCloseTo(1, within(1e-12));
    }

    @Test
    void whatIsNoChainIsRefused() {
        assertThatThrownBy(() -> new BirthDeathChain(new double[1], new double[1]))
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new BirthDeathChain(new double[] {1, -1}, new double[2]))
                .hasMessageContaining("rates -1.0 and 0.0 of state 1");
        assertThatThrownBy(() -> new BirthDeathChain(BIRTH, DEATH).meanTime(0, 4))
                .hasMessage("passage from 0 to 4: must be states from 0 to 3");
    }
}
