package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;

class SizeLawTest {
    @Test
    void noiseThatFallsAsOneOverTheRootIsRight() {
        SizeLaw law = new SizeLaw(new double[] {4, 16}, List.of(new Spread(1, 0.5, 9), new Spread(1, 0.25, 9)));
        assertThat(law.noiseError()).isCloseTo(0, within(1e-15));
        assertThat(law.meanRange()).isZero();
        assertThat(law.deviations()).containsExactly(0.5, 0.25);
    }

    /** Equal noise at n and 4n: std·√n is 1 and 2, a third from their mean. */
    @Test
    void equalNoiseIsAThirdOff() {
        SizeLaw law = new SizeLaw(new double[] {4, 16}, List.of(new Spread(1, 0.5, 9), new Spread(-2, 0.5, 9)));
        assertThat(law.noiseError()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(law.meanRange()).isEqualTo(3);
        assertThat(law.scaled()).containsExactly(1, 2);
        assertThat(law.at(16).orElseThrow().mean()).isEqualTo(-2);
        assertThat(law.at(5)).isEmpty();
    }

    /** Of two steps the second counts: 1 and 3 at n = 4, 2 and 2 at n = 16. */
    @Test
    void lawsOfRunsTakeTheirSecondHalves() {
        double[][] times = {{0, 1}, {0, 1}};
        SizeLaw law = SizeLaw.of(
                new TreeMap<>(Map.of(
                        16, new Trajectories(List.of("a"), times, new double[][][] {{{9}, {2}}, {{9}, {2}}}),
                        4, new Trajectories(List.of("a"), times, new double[][][] {{{9}, {1}}, {{9}, {3}}}))),
                0);
        assertThat(law.sizes()).containsExactly(4, 16);
        assertThat(law.spreads().stream().map(Spread::mean)).containsExactly(2.0, 2.0);
        assertThat(law.deviations()).containsExactly(new double[] {Math.sqrt(2), 0}, within(1e-12));
    }

    @Test
    void refusesSizesWithoutSpreads() {
        assertThatThrownBy(() -> new SizeLaw(new double[] {4, 16}, List.of(new Spread(1, 1, 2))))
                .hasMessage("2 sizes, 1 spreads: must be equally many");
    }

    /** Of 5 steps the last 3 count, of 4 the last 2. */
    @Test
    void secondHalvesStartInTheMiddle() {
        double[][][] runs = {{{9, 0}, {9, 0}, {1, 2}, {2, 2}, {6, 2}}, {{9, 0}, {9, 0}, {3, 4}, {3, 4}, {3, 4}}};
        assertThat(SecondHalf.means(runs)[0]).containsExactly(3, 2);
        assertThat(SecondHalf.means(runs)[1]).containsExactly(3, 4);
        assertThat(SecondHalf.means(new double[][][] {{{9}, {9}, {1}, {2}}})[0]).containsExactly(1.5);
        Spread second = SecondHalf.of(runs, 1);
        assertThat(second.mean()).isEqualTo(3);
        assertThat(second.count()).isEqualTo(6);
        assertThat(second.standardDeviation()).isCloseTo(Math.sqrt(6 / 5.0), within(1e-12));
    }

    @Test
    void aRowTakesThePublishedNumberIfThereIsOne() {
        assertThat(ResultTable.Row.of("a", 1).paper(Optional.of(2.0)).paper()).isEqualTo(2.0);
        assertThat(ResultTable.Row.of("a", 1).paper(Optional.<Double>empty()).paper())
                .isNull();
    }
}
