package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankTest {
    @Test
    void countsWhatLiesBelowAndHalfOfWhatIsEqual() {
        double[] forecasts = {3, 1, 2, 2};
        assertThat(Rank.of(2.5, forecasts)).isEqualTo(0.75);
        assertThat(Rank.of(2, forecasts)).isEqualTo(0.5);
        assertThat(Rank.of(0, forecasts)).isZero();
        assertThat(Rank.of(4, forecasts)).isEqualTo(1);
    }

    @Test
    void aBandIsCentral() {
        assertThat(Rank.within(0.25, 0.5)).isTrue();
        assertThat(Rank.within(0.24, 0.5)).isFalse();
        assertThat(Rank.within(0.75, 0.5)).isTrue();
        assertThat(Rank.within(0.76, 0.5)).isFalse();
    }
}
