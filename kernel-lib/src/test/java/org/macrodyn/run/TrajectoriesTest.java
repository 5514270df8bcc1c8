package org.macrodyn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoriesTest {
    private static final List<String> NAMES = List.of("a", "b");

    private static void refused(double[][] times, double[][][] values, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trajectories(NAMES, times, values))
                .withMessage(message);
    }

    @Test
    void saysWhatItHolds() {
        Trajectories two = new Trajectories(NAMES, new double[][] {{0, 1, 2.5}, {0, 1, 2.5}}, new double[2][3][2]);
        assertThat(two).hasToString("2 runs of [a, b], 3 times from 0.000 to 2.500");
    }

    @Test
    void wrongShapesAreRefusedWithTheirPlace() {
        refused(
                new double[][] {{0, 1}},
                new double[][][] {{{1}, {Double.NaN}}},
                "frame 0 of run 0 has 1 values: must be 2, one for each of [a, b]");
        refused(
                new double[][] {{0, 1}, {0, 1}},
                new double[][][] {{{1, 2}, {3, 4}}, {{1, 2}, {3, 4, 5}}},
                "frame 1 of run 1 has 3 values: must be 2, one for each of [a, b]");
        refused(
                new double[][] {{0, 1}, {0}},
                new double[][][] {{{1, 2}, {3, 4}}, {{1, 2}}},
                "run 1 has 1 times and 1 states, run 0 has 2 times: must all be equal and at least 1");
        refused(
                new double[][] {{0, 1}},
                new double[][][] {{{1, 2}}},
                "run 0 has 2 times and 1 states, run 0 has 2 times: must all be equal and at least 1");
        refused(
                new double[][] {{}},
                new double[][][] {{}},
                "run 0 has 0 times and 0 states, run 0 has 0 times: must all be equal and at least 1");
        refused(
                new double[][] {{0}},
                new double[][][] {{{1, 2}}, {{1, 2}}},
                "trajectories with 1 time rows for 2 runs: must be equal and at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trajectories(List.of(), new double[][] {{0}}, new double[][][] {{{}}}))
                .withMessage("trajectories of 0 components: must be at least 1, give their names");
    }

    @Test
    void runsAreMovedAlike() {
        Trajectories runs = new Trajectories(
                List.of("a", "b"), new double[][] {{0, 1}, {0, 1}}, new double[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}
                });
        Trajectories moved = runs.moved(new double[][] {{10, 20}, {-1, 0}});
        assertThat(moved.values()).isDeepEqualTo(new double[][][] {{{11, 1}, {23, 4}}, {{15, 5}, {27, 8}}});
        assertThat(runs.values()[0][0][0]).isEqualTo(1);
    }

    /** Out at the third state and back at the fourth: held at the second. The first is not asked for. */
    @Test
    void runsAreHeldWhereTheyWereLastInside() {
        Trajectories runs =
                new Trajectories(List.of("a"), new double[][] {{0, 1, 2, 3}, {0, 1, 2, 3}}, new double[][][] {
                    {{7}, {2}, {8}, {3}}, {{1}, {2}, {3}, {4}}
                });
        Trajectories held = runs.held(z -> z[0] < 5);
        assertThat(held.values()[0]).isDeepEqualTo(new double[][] {{7}, {2}, {2}, {2}});
        assertThat(held.values()[1]).isDeepEqualTo(new double[][] {{1}, {2}, {3}, {4}});
        assertThat(runs.values()[0][2][0]).isEqualTo(8);
    }

    @Test
    void runsAndComponentsThatAreNotThereAreRefused() {
        Trajectories runs = new Trajectories(NAMES, new double[][] {{0}, {0}}, new double[][][] {{{1, 2}}, {{3, 6}}});
        assertThat(runs.mean(1)).containsExactly(4);
        assertThat(runs.standardDeviation(1)).containsExactly(2);
        assertThat(runs.slice(1, 2).mean(0)).containsExactly(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> runs.mean(2))
                .withMessage("component 2 of [a, b]: must be 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> runs.standardDeviation(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> runs.slice(1, 3))
                .withMessage("runs 1 to 2 of 2: must be at least one of 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> runs.slice(1, 1));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        double[][] times = {{0, 0.5, 9.5, 10}};
        double[][][] values = {{{1, 2}, {1.1, 2.1}, {2.9, 3.9}, {3, 4}}};
        Trajectories ab = new Trajectories(List.of("a", "b"), times, values);
        Trajectories ba = new Trajectories(List.of("b", "a"), times, values);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectories.joined(List.of(ab, ba)))
                .withMessage("runs of [a, b] and of [b, a]: must be the same, in the same order; use only(names)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ab.at(new double[] {0, Double.NaN}))
                .withMessage("time NaN after 0.0: times must not decrease");
    }
}
