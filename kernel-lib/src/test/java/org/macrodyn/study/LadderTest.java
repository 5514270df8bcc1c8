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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.figures.FigureContent;
import org.macrodyn.metrics.PrintedTables;
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

    private static Ladder.Rung<float[]> rung(double truth, double deviation) {
        return new Ladder.Rung<>(Cells.study(), about(truth, deviation));
    }

    private static Ladder<float[]> ladder(Ladder.Rung<float[]> rung, Trajectories below, double share) {
        return new Ladder<>(List.of(rung), Optional.of(new Ladder.Rung<>(Cells.study(), below)), share, 0.5);
    }

    /**
     * Means 1 of the rung and 0.5 below it, known to 0.01 and 0.03: a quarter of the half, less what chance explains, may be
     * still to come.
     */
    @Test
    void theMeanOfTheLargeSystemIsThatOfSmallOnes() {
        Ladder<float[]> one = ladder(rung(1, 0.01), about(0.5, 0.03), 0.25);
        double toCome = 0.25 * 0.5 * (1 - 0.001 / 0.25);
        assertThat(one.toCome(0)).containsExactly(new double[] {0, toCome}, within(1e-12));
        assertThat(one.mean(0)).containsExactly(new double[] {0, 1}, within(1e-12));
        assertThat(one.meanError(0)).containsExactly(new double[] {0, 0.01}, within(1e-12));
        Ladder<float[]> falling = ladder(rung(1, 0.01), about(1.5, 0.03), 0.25);
        assertThat(falling.toCome(0)[1]).isCloseTo(toCome, within(1e-12));
    }

    /** 0.02 apart, each known to 0.02. */
    @Test
    void whatChanceExplainsIsNotToCome() {
        assertThat(ladder(rung(1, 0.02), about(0.98, 0.02), 0.25).toCome(0)[1]).isZero();
    }

    /**
     * Of a difference A/side: each doubling leaves half of the one before, on lines, squares and in cubes; sides of 5, 7 and 10.
     */
    @Test
    void whatIsToComeFallsWithTheSide() {
        assertThat(Sizes.share(Grid.square(16), Grid.square(32), Grid.square(64)))
                .isCloseTo(0.5, within(1e-12));
        assertThat(Sizes.share(Grid.line(1, 10), Grid.line(1, 20), Grid.line(1, 40)))
                .isCloseTo(0.5, within(1e-12));
        assertThat(Sizes.share(Grid.cube(5), Grid.cube(7), Grid.cube(10)) * (1.0 / 5 - 1.0 / 7))
                .isCloseTo(1.0 / 7 - 1.0 / 10, within(1e-12));
    }

    @Test
    void aLadderHasASizeBelowItsRungs() {
        Ladder.Rung<float[]> rung = rung(1, 0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ladder<>(List.of(rung), Optional.empty(), 0.25, 1))
                .withMessage("ladder of 1 rungs without a size below: must have one if there is a rung, else none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ladder<>(List.of(), Optional.of(rung(1, 0.1)), 0.25, 1))
                .withMessage("ladder of 0 rungs with a size below: must have one if there is a rung, else none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ladder(rung, about(1, 0.1), -1))
                .withMessage("share κ = -1.0: must be finite and at least 0");
        Trajectories other = new Trajectories(List.of("m"), new double[][] {{0, 2}}, new double[][][] {{{0}, {1}}});
        assertThatIllegalArgumentException().isThrownBy(() -> ladder(rung, other, 1));
    }

    /** All runs stay as they start: not so if one moves. */
    @Test
    void whatIsConservedIsTold() {
        Trajectories still = new Trajectories(List.of("m"), TIMES, new double[][][] {{{2}, {2}}, {{4}, {4}}});
        Trajectories moving = new Trajectories(List.of("m"), TIMES, new double[][][] {{{2}, {2}}, {{3}, {9}}});
        assertThat(ladder(new Ladder.Rung<>(Cells.study(), still), still, 0.25).isConserved(0))
                .isTrue();
        assertThat(ladder(new Ladder.Rung<>(Cells.study(), moving), still, 0.25).isConserved(0))
                .isFalse();
    }

    /** A quarter of the large system's sites have twice its standard deviation. */
    @Test
    void runsOfTheLargeSystemVaryLess() {
        assertThat(ladder(rung(1, 0.01), about(1, 0.1), 0.25).deviation(0))
                .containsExactly(new double[] {0, 0.005}, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ladder<>(List.of(), Optional.empty(), 0, 2))
                .withMessage("narrowing = 2.0: must be above 0 and at most 1");
    }

    /** By as many forecasts as any truth, and by other runs than those that candidates are told apart by. */
    @Test
    void whatWasChosenByRunsIsNotJudgedByThem() {
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, 32), 1, 0.5, 2));
        Comparison judged = Ladder.of(study, 1, 20).rungs().get(0).comparison();
        Study<float[]> rung = study.large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        assertThat(judged.truth().mean(0)[50]).isNotEqualTo(rung.truth(20).mean(0)[50]);
        assertThat(judged.forecast().runs()).isEqualTo(1000);
        assertThat(Arrays.stream(judged.forecast().values())
                        .map(run -> run[100][0])
                        .distinct())
                .hasSize(1000);
    }

    /** A run's deviation of a tenth of the size, 0.1/√1.01 of hypot(1, 0.1), known to 0.125 %: (0.0995/0.00125)². */
    @Test
    void runsAreAsManyAsMakeChanceASixteenthOfTheTolerance() {
        Trajectories truth = Trajectories.joined(Collections.nCopies(5000, about(1, 0.1)));
        double share = 0.1 / Math.hypot(1, 0.1);
        assertThat(Ladder.needed(truth)).isCloseTo(share * share / 0.00125 / 0.00125, withinPercentage(0.1));
    }

    /**
     * 16 cells, σ² (1 − e⁻²)/2/16 after t = 1 in units of 2, want (s/2/0.00125)² runs. One takes 16 · 50 updates, so that an
     * eighth of 0.3 s at 2 · 10⁷ a second pays for 937.
     */
    @Test
    void runsOfARungAreThoseNeededWithinItsShareOfTheBudget() {
        Study<float[]> rung = Cells.study().large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        double share = Math.sqrt(0.25 * (1 - Math.exp(-2)) / 2 / 16) / 2;
        double needed = share * share / 0.00125 / 0.00125;
        assertThat(Ladder.runs(rung)).isCloseTo((int) needed, withinPercentage(100 * 4 * Math.sqrt(2.0 / 400)));
        assertThat(Ladder.runs(rung.budget(Duration.ofMillis(300)))).isEqualTo(937);
        assertThat(Ladder.runs(rung.budget(Duration.ofMillis(100)))).isEqualTo(312);
        assertThat(Ladder.runs(rung.budget(Duration.ofMillis(10)))).isEqualTo(100);
        assertThat(Ladder.runs(rung.large(new Cells(Grid.line(1, 16), 1, 2, 2))))
                .isEqualTo(6400);
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
        PrintedTables.requireSixDigits(ladder.table());
        // Cells are independent of each other: chance of 20 runs alone.
        assertThat(ladder.fluctuations(0).factor(3)).containsOnly(1);
        double[] factor = ladder.fluctuations(0).factor(0);
        for (int k = 0; k < factor.length; k += factor.length - 1) {
            double rung = Math.sqrt(32) * ladder.rungs().get(1).truth().standardDeviation(0)[k];
            double below = Math.sqrt(16) * ladder.rungs().get(0).truth().standardDeviation(0)[k];
            assertThat(factor[k]).isCloseTo(k == 0 ? 1 : Math.max(rung / below, below / rung), within(1e-9));
        }
        assertThat(Arrays.stream(factor).max().orElseThrow()).isGreaterThan(1.01);
        for (Ladder.Rung<float[]> rung : ladder.rungs()) {
            assertThat(rung.truth().runs()).isEqualTo(20);
            assertThat(rung.comparison()).isSameAs(rung.comparison());
            assertThat(rung.comparison().relMse()).isLessThan(0.01);
        }
        assertThat(Ladder.of(study, 1, 2).rungs()).hasSize(1);
        assertThat(ladder.share()).isCloseTo((1.0 / 32 - 1.0 / 64) / (1.0 / 16 - 1.0 / 32), within(1e-12));
        assertThat(ladder.below()).contains(ladder.rungs().get(0));
        assertThat(ladder.narrowing()).isEqualTo(Math.sqrt(0.5));
    }

    /**
     * 32 cells of tiles of 16 leave 16 cells, of patches of 8: these, alone, are below; their mean is 2 e^(−t), of any number of
     * cells.
     */
    @Test
    void belowTheLowestRungIsWhatItIsMadeOf() {
        Study<float[]> study = Cells.study().recipe(recipe -> recipe.with(new SmallRule.Doubled<>(recipe.small())));
        Ladder<float[]> ladder = Ladder.of(study, 2, 4);
        assertThat(ladder.rungs().get(0).study().large().grid()).isEqualTo(Grid.line(1, 16));
        assertThat(ladder.share()).isCloseTo((1.0 / 16 - 1.0 / 32) / (1.0 / 8 - 1.0 / 16), within(1e-12));
        Trajectories patches = ladder.below().orElseThrow().truth();
        assertThat(patches.runs()).isEqualTo(4);
        double end = 2 * Math.exp(-1);
        double chance = Math.sqrt(0.25 * (1 - Math.exp(-2)) / 2 / 8 / 4);
        assertThat(patches.mean(0)[100]).isCloseTo(end, within(4 * chance));
        assertThat(patches.standardDeviation(0)[100]).isBetween(chance / 2, 8 * chance);
        FigureContent sizes = FigureContent.ofFirst(ladder.sizes());
        Trajectories truth = ladder.rungs().get(0).comparison().truth();
        assertThat(sizes.y("8 ± 2 s.e.")[70]).isCloseTo(patches.mean(0)[70] - ladder.mean(0)[70], within(1e-12));
        assertThat(sizes.y("16 ± 2 s.e.")[70]).isCloseTo(truth.mean(0)[70] - ladder.mean(0)[70], within(1e-12));
        FigureContent errors = FigureContent.ofFirst(ladder.figure());
        assertThat(errors.y("16 ± 2 s.e.")[70])
                .isCloseTo(ladder.rungs().get(0).comparison().bias(0)[70], within(1e-12));
    }

    /** 64 cells of tiles of 16, of patches of 8: rungs are made of the same tiles, 32 of them, and 16 are below. */
    @Test
    void rungsAreTwiceAsLongAsTiles() {
        Study<float[]> study = Cells.study()
                .large(new Cells(Grid.line(1, 64), 1, 0.5, 2))
                .recipe(recipe -> recipe.with(new SmallRule.Doubled<>(recipe.small())));
        Ladder<float[]> ladder = Ladder.of(study, 2, 4);
        assertThat(ladder.rungs().stream().map(rung -> rung.study().large().grid()))
                .containsExactly(Grid.line(1, 32));
        assertThat(ladder.share()).isCloseTo((1.0 / 32 - 1.0 / 64) / (1.0 / 16 - 1.0 / 32), within(1e-12));
    }

    @Test
    void aSystemOfTwoPatchesHasNone() {
        Study<float[]> pair = Cells.study().large(new Cells(Grid.line(1, 16), 1, 0.5, 2));
        Ladder<float[]> none = Ladder.of(pair, 2, 20);
        assertThat(none.isEmpty()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> none.mean(0))
                .withMessageContaining("choose smaller patches");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ladder.of(pair, 2, 1))
                .withMessage("ladder of 2 rungs with 1 runs: at least 0 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ladder.of(pair, -1))
                .withMessage("ladder of -1 rungs: at least 0");
    }

    @Test
    void saysWhatItIsInALine() {
        Study<float[]> study = Cells.study().large(new Cells(Grid.line(1, 64), 1, 0.5, 2));
        assertThat(Ladder.of(study, 2, 4)).hasToString("ladder of 16 (4 runs), 32 (4 runs)");
        assertThat(Ladder.of(study, 1, 4)).hasToString("ladder of 16 (4 runs) above 8 (4 runs)");
        assertThat(Ladder.of(study, 0, 4)).hasToString("ladder without rungs");
    }
}
