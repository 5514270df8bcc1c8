package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.data.Recordings;

class RecordedPairsTest {
    private static final double NONE = Double.NaN;
    private static final Recordings RUNS =
            Recordings.of(List.of("x", "y"), new double[][] {{0, 1, 3, 4, 5, 7}, {10, 20, 30}}, new double[][][] {
                {{1, 10}, {2, 20}, {4, 40}, {NONE, 1}, {8, 80}, {16, 160}}, {{0, 0}, {-1, -10}, {-3, -30}}
            });

    @Test
    void everyStateIsPairedWithTheNextOneOfItsRunBeforeAGap() {
        MacroPairs pairs = MacroPairs.of(RUNS);
        assertThat(pairs.names()).containsExactly("x", "y");
        assertThat(pairs.group()).isEqualTo(1);
        assertThat(pairs.z0()).containsExactly(1, 10, 2, 20, 8, 80, 0, 0, -1, -10);
        assertThat(pairs.dz()).containsExactly(1, 10, 2, 20, 8, 80, -1, -10, -2, -20);
        assertThat(pairs.dt()).containsExactly(1, 2, 2, 10, 10);
    }

    @Test
    void longerPairsShareNoStep() {
        MacroPairs pairs = MacroPairs.of(RUNS, 2);
        assertThat(pairs.z0()).containsExactly(1, 10, 0, 0);
        assertThat(pairs.dz()).containsExactly(3, 30, -3, -30);
        assertThat(pairs.dt()).containsExactly(3, 20);
        Recordings five = Recordings.of(
                List.of("x"), new double[][] {{0, 1, 2, 3, 4}}, new double[][][] {{{0}, {1}, {2}, {3}, {4}}});
        assertThat(MacroPairs.of(five, 2).z0()).containsExactly(0, 2);
        assertThat(MacroPairs.of(five, 4).dz()).containsExactly(4);
    }

    /** Small steps far from zero: the difference is taken before digits are lost. */
    @Test
    void incrementsKeepTheirDigits() {
        Recordings far = Recordings.of(
                List.of("x"), new double[][] {{1e6, 1e6 + 0.001}}, new double[][][] {{{1e6}, {1e6 + 0.0001}}});
        MacroPairs pairs = MacroPairs.of(far);
        assertThat(pairs.dz()[0]).isEqualTo((float) (1e6 + 0.0001 - 1e6));
        assertThat(pairs.dt()[0]).isEqualTo((float) (1e6 + 0.001 - 1e6));
    }

    @Test
    void runsThatAreTooShortAreRefused() {
        assertThatThrownBy(() -> MacroPairs.of(RUNS, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no run has 4 states without a gap, the longest has 3: pair states that are closer, or record"
                                + " more");
        assertThatThrownBy(() -> MacroPairs.of(RUNS, 0)).hasMessage("every 0th state: must be at least 1");
    }
}
