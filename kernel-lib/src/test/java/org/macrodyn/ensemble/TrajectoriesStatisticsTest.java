package org.macrodyn.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;

class TrajectoriesStatisticsTest {
    private static final Trajectories RUNS = new Trajectories(
            List.of("a", "b", "c"), new double[][] {{0, 1}}, new double[][][] {{{1, 2, 3}, {4, 5, 6}}});

    @Test
    void onlySomeComponentsInTheirOrder() {
        Trajectories some = RUNS.only(List.of("c", "a"));
        assertThat(some.names()).containsExactly("c", "a");
        assertThat(some.values()[0][1]).containsExactly(6, 4);
        assertThat(some.times()).isEqualTo(RUNS.times());
        assertThatThrownBy(() -> RUNS.only(List.of("d"))).hasMessage("components [d]: must be among [a, b, c]");
    }

    @Test
    void everyStateIsMapped() {
        Trajectories sum = RUNS.mapped(List.of("sum"), z -> new double[] {z[0] + z[1] + z[2]});
        assertThat(sum.values()[0]).isDeepEqualTo(new double[][] {{6}, {15}});
    }
}
