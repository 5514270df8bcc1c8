package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
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

    /** Many values among the same forecasts have the ranks that each has alone, bit for bit: ties, both zeros, no numbers. */
    @Test
    void manyValuesHaveTheRanksOfEach() {
        double[] forecasts =
                new Random(1).ints(500, -20, 20).mapToDouble(i -> i / 7.0).toArray();
        forecasts[3] = -0.0;
        forecasts[4] = 0.0;
        forecasts[5] = Double.NaN;
        double[] before = forecasts.clone();
        double[] values = DoubleStream.concat(
                        DoubleStream.of(0.0, -0.0, -9, 9, Double.NaN),
                        Arrays.stream(forecasts).map(v -> v + 1e-3 * v))
                .toArray();
        double[] ranks = Rank.of(values, forecasts);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                assertThat(ranks[i]).isEqualTo(Rank.of(values[i], forecasts));
            }
        }
        assertThat(forecasts).containsExactly(before);
        assertThat(ranks).hasSameSizeAs(values);
    }

    @Test
    void aBandIsCentral() {
        assertThat(Rank.within(0.25, 0.5)).isTrue();
        assertThat(Rank.within(0.24, 0.5)).isFalse();
        assertThat(Rank.within(0.75, 0.5)).isTrue();
        assertThat(Rank.within(0.76, 0.5)).isFalse();
    }
}
