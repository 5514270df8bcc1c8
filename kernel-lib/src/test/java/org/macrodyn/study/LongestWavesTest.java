package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.run.Trajectories;

class LongestWavesTest {
    private static final int RUNS = 600;

    private static Study<float[]> cells(int count) {
        return Cells.study().large(new Cells(Grid.line(1, count), 1, 0.5, 2));
    }

    /** Cells that know nothing of each other: S is the variance of one, at every wave; |…|² of a normal wave scatters by its own mean. */
    @Test
    void wavesOfFreeCellsHaveTheVarianceOfOne() {
        Study<float[]> study = cells(16);
        Trajectories seen = LongestWaves.simulated(study, "waves", RUNS);
        assertThat(seen.names())
                .containsExactly(
                        "m",
                        "longest wave of m along layers",
                        "longest wave of m along rows",
                        "longest wave of m along columns");
        OrnsteinUhlenbeck cell = new OrnsteinUhlenbeck(1, 0, 0.5);
        for (int k : new int[] {20, 100}) {
            double variance = cell.variance(0.01 * k);
            assertThat(seen.mean(3)[k] / variance).as("frame %s", k).isCloseTo(1, within(4 / Math.sqrt(RUNS) + 0.02));
            assertThat(seen.mean(1)[k] + seen.mean(2)[k]).isZero();
        }
        Trajectories alone = study.simulated("waves", RUNS);
        assertThat(seen.only(List.of("m")).values()).isDeepEqualTo(alone.values());
    }

    /** xxoo in each of 4 rows: Σ a e^(ikx) = 4 (1 + i) along columns, and nothing along rows. */
    @Test
    void aPatternIsSeenAlongItsAxis() {
        RuleModel model = Rules.on(Grid.square(4))
                .states("o", "x")
                .change("x -> o", 1)
                .change("o -> x", 1)
                .observe("x");
        Study<byte[]> pattern = Study.of(model)
                .patch(Grid.square(2))
                .from((Start<byte[]>) (any, state, random) -> {
                    for (int site = 0; site < state.length; site++) {
                        state[site] = (byte) (site % 4 < 2 ? 1 : 0);
                    }
                })
                .until(1);
        double[] start = LongestWaves.simulated(pattern, "waves", 2).values()[0][0];
        assertThat(start).containsExactly(new double[] {0.5, 0, 0, 2}, within(1e-9));
    }

    private static Ladder.Rung<float[]> rung(int cells) {
        Study<float[]> study = cells(cells);
        Trajectories all = LongestWaves.simulated(study, "waves", 2);
        return new Ladder.Rung<>(
                study, all.only(List.of("m")), Optional.of(all.only(all.names().subList(1, 4))));
    }

    /** (1/16² − 1/64²)/(1/32² − 1/64²) = 5, for an endless system 4; no limit along what is no longer. */
    @Test
    void theLimitIsThatOfTheLargeSystem() {
        Ladder.Rung<float[]> above = rung(32);
        Ladder.Rung<float[]> below = rung(16);
        assertThat(LongestWaves.of(above, below, Grid.line(1, 64), 0).most())
                .containsExactly(new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 5}, within(1e-12));
        assertThat(LongestWaves.of(above, below, Grid.line(1, 1 << 20), 0).most()[2])
                .isCloseTo(4, within(1e-6));
        assertThat(LongestWaves.of(above, below, Grid.line(1, 32), 0).most()[2]).isInfinite();
        Ladder.Rung<float[]> blind = new Ladder.Rung<>(cells(32), above.truth());
        assertThat(LongestWaves.of(blind, below, Grid.line(1, 64), 0).growing(3, 5))
                .containsOnly(0);
    }

    /** 6 ± 0.2 over 1 ± 0.05, where 5 may be: 5.8/1.05 is above it, 5.4/1.15 is not; half of what it was fades. */
    @Test
    void chanceIsNoWave() {
        double[][] rung = {{6, 0.2}, {6, 0.2}};
        double[][] below = {{1, 0.05}, {1, 0.05}};
        double[] most = {5};
        LongestWaves waves = new LongestWaves(new double[][][] {rung}, new double[][][] {below}, most);
        assertThat(waves.growing(1, 2)).containsExactly(0, 6);
        assertThat(waves.growing(3, 2)).containsExactly(0, 0);
        rung[0][0] = 12;
        assertThat(waves.growing(1, 2)).containsExactly(0, 0);
    }

    /** The ladder of a study looks at them. */
    @Test
    void aLadderSeesItsWaves() {
        Ladder<float[]> ladder = Ladder.of(cells(64).configurations(10), 1, 30);
        LongestWaves seen = ladder.waves(0, Grid.line(1, 64));
        assertThat(seen.most()[2]).as("8, 16, 64 cells").isCloseTo(4.2, within(1e-12));
        assertThat(seen.rung()[2][50][0]).isPositive().isNotEqualTo(seen.below()[2][50][0]);
        assertThat(seen.rung()[2][50][1]).isBetween(0.1 * seen.rung()[2][50][0], 0.4 * seen.rung()[2][50][0]);
    }
}
