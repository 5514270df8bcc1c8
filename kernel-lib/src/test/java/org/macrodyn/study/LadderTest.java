package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;

/** Rungs by hand, every number known, and those of Ornstein–Uhlenbeck cells. */
class LadderTest {
    private static final double[][] TIMES = {{0, 1}, {0, 1}};

    /** Two runs that differ by twice the deviation about a mean. */
    private static Trajectories about(double mean, double deviation) {
        return new Trajectories(
                List.of("m"), TIMES, new double[][][] {{{0}, {mean - deviation}}, {{0}, {mean + deviation}}});
    }

    private static Ladder.Rung<float[]> rung(double forecast, double truth, double deviation) {
        return new Ladder.Rung<>(Cells.study(), Comparison.of(about(forecast, 2 * deviation), about(truth, deviation)));
    }

    /** b = 0.5 and e = √(0.02² + 0.01²), of two runs each. */
    @Test
    void theBiasOfTheHighestRungIsThatOfThisStudy() {
        Ladder<float[]> one = new Ladder<>(List.of(rung(1.5, 1, 0.01)), 1);
        assertThat(one.bias(0)[0]).isZero();
        assertThat(one.bias(0)[1]).isCloseTo(0.5 * (1 - 0.0005 / 0.25), within(1e-9));
        assertThat(one.biasError(0)[1]).isCloseTo(Math.sqrt(0.0005), within(1e-9));
    }

    /** The large system has half of the rung's seams: B = −0.25 of −0.5 and half of its standard error. */
    @Test
    void aBiasIsCarriedByTheShareOfSeams() {
        Ladder<float[]> half = new Ladder<>(List.of(rung(0.5, 1, 0.01)), 0.5);
        assertThat(half.bias(0)[1]).isCloseTo(-0.25 * (1 - 0.0005 / 0.25), within(1e-9));
        assertThat(half.biasError(0)[1]).isCloseTo(0.5 * Math.sqrt(0.0005), within(1e-9));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ladder<>(half.rungs(), 0))
                .withMessage("share of seams ς = 0.0: must be finite and above 0");
    }

    /** All runs stay as they start, at 2 and 4 and forecasts at 2 and 3: not so if one forecast moves. */
    @Test
    void whatIsConservedHasNoBias() {
        Trajectories truth = new Trajectories(List.of("m"), TIMES, new double[][][] {{{2}, {2}}, {{4}, {4}}});
        Trajectories still = new Trajectories(List.of("m"), TIMES, new double[][][] {{{2}, {2}}, {{3}, {3}}});
        Trajectories moving = new Trajectories(List.of("m"), TIMES, new double[][][] {{{2}, {9}}, {{3}, {9}}});
        assertThat(of(still, truth).bias(0)).containsOnly(0);
        assertThat(of(moving, truth).bias(0)[1]).isCloseTo(6 * (1 - 1.0 / 36), within(1e-9));
    }

    private static Ladder<float[]> of(Trajectories forecast, Trajectories truth) {
        return new Ladder<>(List.of(new Ladder.Rung<>(Cells.study(), Comparison.of(forecast, truth))), 1);
    }

    @Test
    void whatChanceExplainsIsNoBias() {
        assertThat(new Ladder<>(List.of(rung(1.01, 1, 0.02)), 1).bias(0)[1]).isZero();
    }

    /** Ratio 2 of 200 runs each, log 2 known to 1/√199: less by 1/(199 log 2); of two runs it is chance; 1 at the start. */
    @Test
    void aSpreadIsWrongByWhatChanceDoesNotExplain() {
        Trajectories wide = Trajectories.joined(Collections.nCopies(100, about(1, 0.2)));
        Trajectories truth = Trajectories.joined(Collections.nCopies(100, about(1, 0.1)));
        Ladder<float[]> many = new Ladder<>(List.of(new Ladder.Rung<>(Cells.study(), Comparison.of(wide, truth))), 1);
        double twice = Math.log(2);
        assertThat(many.spread(0)).containsExactly(new double[] {1, Math.exp(twice - 1 / (199 * twice))}, within(1e-9));
        Ladder<float[]> two = new Ladder<>(List.of(rung(1, 1, 0.1)), 1);
        assertThat(two.spread(0)).containsExactly(new double[] {1, 1}, within(1e-9));
    }

    /** By three trainings, and by other runs than those that candidates are told apart by. */
    @Test
    void whatWasChosenByRunsIsNotJudgedByThem() {
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, 32), 1, 0.5, 2));
        Comparison judged = Ladder.of(study, 1, 20).rungs().get(0).comparison();
        Study<float[]> rung = study.large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        assertThat(judged.truth().mean(0)[50]).isNotEqualTo(rung.truth(20).mean(0)[50]);
        assertThat(judged.forecast().runs()).isEqualTo(3 * 20);
        assertThat(Arrays.stream(judged.forecast().values())
                        .map(run -> run[100][0])
                        .distinct())
                .hasSize(60);
    }

    /** A run's deviation of a tenth of the size, 0.1/√1.01 of hypot(1, 0.1), known to 0.125 %: 4/3 (0.0995/0.00125)². */
    @Test
    void runsAreAsManyAsMakeChanceASixteenthOfTheTolerance() {
        Trajectories truth = Trajectories.joined(Collections.nCopies(5000, about(1, 0.1)));
        double share = 0.1 / Math.hypot(1, 0.1);
        assertThat(Ladder.needed(truth)).isCloseTo(4.0 / 3 * share * share / 0.00125 / 0.00125, withinPercentage(0.1));
    }

    /**
     * 16 cells, σ² (1 − e⁻²)/2/16 after t = 1 in units of 2, want 4/3 (s/2/0.00125)² runs. One takes 16 · 50 updates, so that an
     * eighth of 0.3 s at 2 · 10⁷ a second pays for 937.
     */
    @Test
    void runsOfARungAreThoseNeededWithinItsShareOfTheBudget() {
        Study<float[]> rung = Cells.study().large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        double share = Math.sqrt(0.25 * (1 - Math.exp(-2)) / 2 / 16) / 2;
        double needed = 4.0 / 3 * share * share / 0.00125 / 0.00125;
        assertThat(Ladder.runs(rung)).isCloseTo((int) needed, withinPercentage(100 * 4 * Math.sqrt(2.0 / 400)));
        assertThat(Ladder.runs(rung.budget(Duration.ofMillis(300)))).isEqualTo(937);
        assertThat(Ladder.runs(rung.budget(Duration.ofMillis(100)))).isEqualTo(400);
        assertThat(Ladder.runs(rung.large(new Cells(Grid.line(1, 16), 1, 2, 2))))
                .isEqualTo(6400);
    }

    /** From 0.5 to 0.8: the trend of 0.3 may go on; from 0.795 to 0.8 it is chance. */
    @Test
    void aTrendMayGoOn() {
        Ladder<float[]> growing = new Ladder<>(List.of(rung(1.5, 1, 0.01), rung(1.8, 1, 0.01)), 1);
        assertThat(growing.bias(0)[1]).isCloseTo(0.8 * (1 - 0.0005 / 0.64), within(1e-9));
        assertThat(growing.biasError(0)[1]).isCloseTo(Math.sqrt(0.0005 + 0.09), within(1e-9));
        Ladder<float[]> steady = new Ladder<>(List.of(rung(1.795, 1, 0.01), rung(1.8, 1, 0.01)), 1);
        assertThat(steady.biasError(0)[1]).isCloseTo(Math.sqrt(0.0005), within(1e-9));
    }

    /** Squares of 32 in tiles of 16 and of 8; a line of 64 in tiles of 16; a cube of 16 × 8 × 8 in tiles of 8 has seams along one axis. */
    @Test
    void seamsAreCountedAlongTheAxesThatTilesAreLaid() {
        assertThat(Ladder.seams(tiled(Grid.square(32), Grid.square(16)))).isEqualTo(2.0 / 16);
        assertThat(Ladder.seams(tiled(Grid.square(32), Grid.square(8)))).isEqualTo(2.0 / 8);
        assertThat(Ladder.seams(tiled(Grid.line(1, 64), Grid.line(1, 16)))).isEqualTo(1.0 / 16);
        assertThat(Ladder.seams(tiled(new Grid(1, 16, 8, 8), Grid.cube(8)))).isEqualTo(1.0 / 8);
    }

    private static Study<float[]> tiled(Grid large, Grid tile) {
        return Study.of(new Cells(large, 1, 0.5, 2)).patch(tile).until(1);
    }

    /** 64 cells in patches of 8: 16 and 32 cells lie between, 64 are the large system. */
    @Test
    void rungsAreTwiceAsLongUntilTheLargeSystem() {
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, 64), 1, 0.5, 2));
        Ladder<float[]> ladder = Ladder.of(study, 3, 20);
        assertThat(ladder.rungs().stream().map(rung -> rung.study().large().grid()))
                .containsExactly(Grid.line(1, 16), Grid.line(1, 32));
        assertThat(ladder.table().rowCount()).isEqualTo(2);
        assertThat(ladder.table().intColumn("K").asList()).containsExactly(2, 4);
        for (Ladder.Rung<float[]> rung : ladder.rungs()) {
            assertThat(rung.comparison().truth().runs()).isEqualTo(20);
            assertThat(rung.comparison().relMse()).isLessThan(0.01);
        }
        assertThat(Ladder.of(study, 1, 2).rungs()).hasSize(1);
        assertThat(ladder.share()).isEqualTo(1);
    }

    /** 32 cells of tiles of 16, and 16 of patches of 8: half of the seams. */
    @Test
    void aRungOfSmallerTilesHasMoreSeams() {
        Study<float[]> study = Cells.study().recipe(recipe -> recipe.with(new SmallRule.Doubled<>(recipe.small())));
        Ladder<float[]> ladder = Ladder.of(study, 2, 4);
        assertThat(ladder.rungs().get(0).study().large().grid()).isEqualTo(Grid.line(1, 16));
        assertThat(ladder.share()).isEqualTo(0.5);
    }

    @Test
    void aSystemOfTwoPatchesHasNone() {
        Study<float[]> pair = Cells.study().large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        Ladder<float[]> none = Ladder.of(pair, 2, 20);
        assertThat(none.isEmpty()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> none.bias(0))
                .withMessageContaining("choose smaller patches");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ladder.of(pair, 2, 1))
                .withMessage("ladder of 2 rungs with 1 runs: at least 0 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ladder.of(pair, -1))
                .withMessage("ladder of -1 rungs: at least 0");
    }
}
