package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;

class MeanErrorTest {
    private static Trajectories runs(List<String> names, double value) {
        int d = names.size();
        double[][][] values = new double[2][3][d];
        for (double[][] run : values) {
            for (double[] state : run) {
                java.util.Arrays.fill(state, value);
                value += 0.01;
            }
        }
        return new Trajectories(names, new double[][] {{0, 1, 2}, {0, 1, 2}}, values);
    }

    @Test
    void twoPanelsInARow() {
        Figure one = MeanError.of(runs(List.of("a"), 1), runs(List.of("a"), 2), "t");
        Figure three = MeanError.of(runs(List.of("a", "b", "c"), 1), runs(List.of("a", "b", "c"), 2), "t");
        assertThat(three.width()).isEqualTo(2 * one.width());
        assertThat(three.height()).isEqualTo(2 * one.height());
    }

    /** Runs 0.03 apart at each step: standard deviation 0.015, so the error of a difference of two means of 2 runs is it. */
    @Test
    void showsTheErrorOverTwoStandardErrors() {
        Trajectories truth = runs(List.of("a"), 1);
        Plot panel =
                (Plot) MeanError.panel(truth, runs(List.of("a"), 1.25), 0, "t").figure();
        Series band = panel.series().get(0);
        Series learnt = panel.series().get(2);
        assertThat(learnt.y()).containsExactly(new double[] {0.25, 0.25, 0.25}, within(1e-12));
        assertThat(band.high()).containsExactly(new double[] {0.03, 0.03, 0.03}, within(1e-12));
        assertThat(band.low()).containsExactly(new double[] {-0.03, -0.03, -0.03}, within(1e-12));
    }

    @Test
    void otherTimesAreRefused() {
        Trajectories truth = runs(List.of("a"), 1);
        Trajectories forecast =
                new Trajectories(List.of("a"), new double[][] {{0, 0.5, 1}, {0, 0.5, 1}}, truth.values());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeanError.of(truth, forecast, "t"))
                .withMessageStartingWith("forecast every 0.500000 from 0.00000, truth every 1.00000");
    }

    @Test
    void otherComponentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeanError.of(runs(List.of("a"), 1), runs(List.of("b"), 1), "t"))
                .withMessageContaining("[b]");
    }
}
