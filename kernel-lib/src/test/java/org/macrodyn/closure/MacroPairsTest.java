package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MacroPairsTest {
    private static MacroPairs pairs(float dz, float seconds) {
        return new MacroPairs(
                List.of("m"), new float[] {1, 2}, new float[] {dz, -dz}, new float[] {seconds, 3 * seconds});
    }

    @Test
    void joinedPairsAreEquallyNoisyInTheirUnitsOfTime() {
        MacroPairs joined = MacroPairs.conditional("T", Map.of(500.0, pairs(2, 1e-3f), 2000.0, pairs(1, 1e-9f)));
        Condition condition = joined.condition().orElseThrow();
        assertThat(condition.values()).containsExactly(500, 500, 2000, 2000);
        assertThat(joined.z0()).containsExactly(1, 2, 1, 2);
        double[] growth = new double[2];
        for (int value = 0; value < 2; value++) {
            double square = 0;
            double time = 0;
            for (int i = 2 * value; i < 2 * value + 2; i++) {
                square += joined.dz()[i] * joined.dz()[i];
                time += joined.dt()[i];
            }
            growth[value] = square / time;
        }
        // ⟨|Δz|²⟩ over all pairs is (4 + 4 + 1 + 1) / 4.
        assertThat(growth).containsExactly(new double[] {2.5, 2.5}, within(1e-5));
        assertThat(joined.dt()[3] * condition.time().at(2000)).isCloseTo(3e-9, within(1e-15));
        assertThat(joined.dt()[0] * condition.time().at(500)).isCloseTo(1e-3, within(1e-9));
    }

    @Test
    void pairsAreTakenInAnyOrderWithTheirParametersAndStartAlikeWhereStateAndParameterAgree() {
        MacroPairs joined = MacroPairs.conditional("T", Map.of(500.0, pairs(2, 1e-3f), 2000.0, pairs(1, 1e-9f)));
        MacroPairs some = joined.taken(new int[] {2, 1, 1});
        assertThat(some.z0()).containsExactly(1, 2, 2);
        assertThat(some.dz()).containsExactly(joined.dz()[2], joined.dz()[1], joined.dz()[1]);
        assertThat(some.dt()).containsExactly(joined.dt()[2], joined.dt()[1], joined.dt()[1]);
        assertThat(some.condition().orElseThrow().values()).containsExactly(2000, 500, 500);
        assertThat(some.startAlike(1, 2)).isTrue();
        assertThat(some.startAlike(0, 1)).isFalse();
        assertThat(joined.startAlike(0, 2)).isFalse();
        MacroPairs grouped = new MacroPairs(List.of("a", "b"), new float[8], new float[8], ones(4), 2);
        assertThat(grouped.taken(new int[] {2, 3}).group()).isEqualTo(2);
        assertThatThrownBy(() -> grouped.taken(new int[] {1, 2, 3})).isInstanceOf(IllegalArgumentException.class);
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** 2.26 and 2.29 are no single-precision numbers: one is rounded down, and must be found all the same. */
    @Test
    void joinedPairsKeepTheirGroupsAndFindTheirValues() {
        MacroPairs single = pairs(2, 1);
        MacroPairs grouped = new MacroPairs(single.names(), single.z0(), single.dz(), single.dt(), 2);
        MacroPairs joined = MacroPairs.conditional("T", Map.of(2.26, grouped, 2.29, grouped));
        assertThat(joined.group()).isEqualTo(2);
        TimeScale time = joined.condition().orElseThrow().time();
        // two pairs of mean δt 2 at both values, equally noisy: the unit of time is their mean δt
        assertThat(time.at(2.26)).isEqualTo(time.at(2.29)).isCloseTo(2, within(1e-12));
        assertThatThrownBy(() -> time.at(2.3)).hasMessage("value 2.3: was learnt from 2.26 to 2.29");
        assertThatThrownBy(() -> MacroPairs.conditional("T", Map.of(2.26, grouped, 2.29, single)))
                .hasMessageContaining("in groups of 1 at 2.29: must be");
    }

    @Test
    void unitsOfTimeFollowArrheniusBetweenKnownTemperatures() {
        double activation = 20_000;
        double[] temperatures = {1000, 1500, 3000};
        double[] units = new double[3];
        for (int i = 0; i < units.length; i++) {
            units[i] = 1e-13 * Math.exp(activation / temperatures[i]);
        }
        TimeScale time = new TimeScale(temperatures, units);
        assertThat(time.at(1500)).isEqualTo(units[1]);
        assertThat(time.at(1200) / (1e-13 * Math.exp(activation / 1200))).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> time.at(999)).hasMessage("value 999.0: was learnt from 1000.0 to 3000.0");
        assertThatThrownBy(() -> new TimeScale(new double[] {2, 1}, new double[] {1, 1}))
                .hasMessageContaining("ascending values");
        assertThatThrownBy(() -> new TimeScale(new double[] {1, 2}, new double[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badConditionsAreRefused() {
        TimeScale time = new TimeScale(new double[] {500}, new double[] {1});
        Condition one = new Condition("T", new float[] {500}, time);
        MacroPairs two = pairs(1, 1);
        assertThatThrownBy(() -> new MacroPairs(two.names(), two.z0(), two.dz(), two.dt(), 1, Optional.of(one)))
                .hasMessage("1 values of the parameter for 2 pairs: must be one for each");
        assertThatThrownBy(() -> new Condition("T", new float[] {400}, time)).hasMessageContaining("value 400.0");
        assertThatThrownBy(() -> MacroPairs.conditional("T", Map.of(500.0, pairs(0, 1))))
                .hasMessageContaining("move at every value");
        assertThatThrownBy(() -> MacroPairs.conditional("T", Map.of())).hasMessageContaining("no value of T");
    }

    /** Those with −1 ≤ b ≤ 1, their parameter with them. */
    @Test
    void keepsTheStatesOfARange() {
        float[] z0 = {1, 0, 2, 5, 3, -1};
        float[] dz = {10, 20, 30, 40, 50, 60};
        Condition condition =
                new Condition("T", new float[] {7, 8, 9}, new TimeScale(new double[] {7, 9}, new double[] {1, 2}));
        MacroPairs pairs = new MacroPairs(
                java.util.List.of("a", "b"),
                z0,
                dz,
                new float[] {0.1f, 0.2f, 0.3f},
                1,
                java.util.Optional.of(condition));
        MacroPairs kept = pairs.within(1, -1, 1);
        assertThat(kept.z0()).containsExactly(1, 0, 3, -1);
        assertThat(kept.dz()).containsExactly(10, 20, 50, 60);
        assertThat(kept.dt()).containsExactly(0.1f, 0.3f);
        assertThat(kept.condition().orElseThrow().values()).containsExactly(7, 9);
    }
}
