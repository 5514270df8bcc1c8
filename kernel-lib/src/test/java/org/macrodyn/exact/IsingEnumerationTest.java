package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class IsingEnumerationTest {
    private static final IsingEnumeration SMALL = new IsingEnumeration(3, 3, 2.5, 0.1);
    private static final Offset<Double> ROUNDING = within(1e-13);

    @Test
    void equilibriumIsTheLawThatEveryDynamicsKeeps() {
        double[] law = SMALL.equilibrium();
        assertThat(Arrays.stream(law).sum()).isEqualTo(1, ROUNDING);
        assertThat(SMALL.after(law, 1.7)).containsExactly(law, ROUNDING);
        assertThat(SMALL.afterSweep(law)).containsExactly(law, ROUNDING);
    }

    @Test
    void everyLawRelaxesToEquilibrium() {
        byte[] down = new byte[9];
        Arrays.fill(down, (byte) -1);
        double[] start = SMALL.certain(down);
        IsingEnumeration warm = new IsingEnumeration(3, 3, 6, 0.1);
        assertThat(warm.after(start, 100)).containsExactly(warm.equilibrium(), within(1e-10));
        double[] direct = SMALL.after(start, 1);
        assertThat(SMALL.after(SMALL.after(start, 0.4), 0.6)).containsExactly(direct, ROUNDING);
    }

    @Test
    void lawChangesAtTheEventRate() {
        byte[] spins = {1, 1, -1, -1, 1, -1, 1, 1, 1};
        double[] start = SMALL.certain(spins);
        double instant = 1e-6;
        double left = 1 - SMALL.after(start, instant)[SMALL.index(spins)];
        assertThat(left / instant).isEqualTo(SMALL.eventRate(start), within(1e-4));
        assertThat(SMALL.meanWaitingTime(start)).isEqualTo(1 / SMALL.eventRate(start), within(1e-12));
        double[] next = SMALL.afterEvent(start);
        assertThat(Arrays.stream(next).sum()).isEqualTo(1, ROUNDING);
        assertThat(next[SMALL.index(spins)]).isZero();
    }

    @Test
    void indexAndSpinsAreInverse() {
        for (int state = 0; state < SMALL.states(); state++) {
            assertThat(SMALL.index(SMALL.spins(state))).isEqualTo(state);
        }
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> new IsingEnumeration(5, 5, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 16");
    }
}
