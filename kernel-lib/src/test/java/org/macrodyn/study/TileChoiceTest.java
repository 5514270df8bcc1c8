package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.study.Freedom.Part;

/** Tiles of two patches: where they fit, what they cost, and which rungs stand for them. */
class TileChoiceTest {
    private static final SmallRule<float[]> RUNS =
            new AgedRuns<>(SmallRuns.alongForecast(4, 5, Span.time(0.25)), List.of(0, 2, 4));

    /** Patches of 8 cells. */
    private static Study<float[]> of(int cells) {
        return Cells.study().large(new Cells(Grid.line(1, cells), 1, 0.5, 2));
    }

    private static Study<float[]> with(Study<float[]> study, SmallRule<float[]> rule) {
        return study.with(study.recipe().with(rule));
    }

    /** Of 2, 3, 4, 5, 6 and 8 patches: whole numbers of doubled ones, two or more, are 4, 6 and 8. */
    @Test
    void tilesAreDoubledWhereTwoOrMoreMakeUpTheSystem() {
        SmallRule<float[]> doubled = new SmallRule.Doubled<>(RUNS);
        assertThat(IntStream.of(2, 3, 4, 5, 6, 8).mapToObj(patches -> doubled.grid(of(8 * patches))))
                .containsExactly(
                        Grid.line(1, 8),
                        Grid.line(1, 8),
                        Grid.line(1, 16),
                        Grid.line(1, 8),
                        Grid.line(1, 16),
                        Grid.line(1, 16));
        Kept<Snapshots<float[]>> small = doubled.simulate(of(32));
        assertThat(small.value().grid()).isEqualTo(Grid.line(1, 16));
        assertThat(doubled.frames()).isEqualTo(3);
        assertThat(doubled.ages()).containsExactly(0, 0.5, 1);
        assertThat(doubled.everyFromStart()).isEqualTo(2);
        assertThat(doubled.ofPatches()).isSameAs(RUNS);
        assertThat(doubled).hasToString(RUNS + ", of 2 patches along each axis");
    }

    /** 64 cells of tiles of 16: 32 are made of such tiles, too. 32 cells of tiles of 16: nothing is, 16 are made of patches. */
    @Test
    void theRungIsMadeOfTheSameTilesOrOfSmallerOnes() {
        SmallRule<float[]> doubled = new SmallRule.Doubled<>(RUNS);
        assertThat(Sizes.above(with(of(64), doubled), 2)).containsExactly(Grid.line(1, 32));
        assertThat(Sizes.above(with(of(128), doubled), 2)).containsExactly(Grid.line(1, 32), Grid.line(1, 64));
        assertThat(Sizes.above(with(of(32), doubled), 2)).containsExactly(Grid.line(1, 16));
        assertThat(doubled.grid(of(16))).isEqualTo(Grid.line(1, 8));
        assertThat(Sizes.above(with(of(64), RUNS), 2)).containsExactly(Grid.line(1, 16), Grid.line(1, 32));
    }

    /**
     * 4 runs of 16 cells until 2, of which all cells are updated at the model's own rate, are a tenth of ten times their cost.
     */
    @Test
    void theyAreTakenIfATenthOfTheBudgetPaysForThem() {
        Study<float[]> study = with(of(32), RUNS);
        double cost = 4 * 16 * study.until() * RunsChoice.rate(study) / Work.UPDATES;
        Work enough = new Work(10.01 * cost);
        Study<float[]> chosen = TileChoice.choose(study, enough);
        assertThat(chosen.recipe().small()).isEqualTo(new SmallRule.Doubled<>(RUNS));
        assertThat(enough.left()).isBetween(0.899 * enough.budget(), 0.9005 * enough.budget());
        Study<float[]> dear = TileChoice.choose(study, new Work(9.99 * cost));
        assertThat(dear.recipe().small()).isEqualTo(RUNS);
        assertThat(List.of(chosen, dear).stream()
                        .map(one -> one.recipe().freedom().choices().get(0).chosen()))
                .containsExactly(Grid.line(1, 16) + ", 2 patches along each axis", "patches of " + Grid.line(1, 8));
    }

    /** Three states of 16 cells of each run: 3 125 000 runs are 1.5·10⁸ cells, one more is too much. */
    @Test
    void theirStatesHaveRoom() {
        assertThat(roomFor(3_125_000)).isInstanceOf(SmallRule.Doubled.class);
        assertThat(roomFor(3_125_001)).isInstanceOf(AgedRuns.class);
    }

    private static SmallRule<float[]> roomFor(int runs) {
        SmallRule<float[]> many = new AgedRuns<>(SmallRuns.alongForecast(runs, 5, Span.time(0.25)), List.of(0, 2, 4));
        return TileChoice.choose(with(of(32), many), new Work(1e9)).recipe().small();
    }

    @Test
    void whatIsGivenStays() {
        SmallRule<float[]> given = new SmallRuns<>(4, 5, Optional.empty(), SmallRuns.Starts.all(), "all");
        assertThat(TileChoice.choose(with(of(32), given), new Work(1e9))
                        .recipe()
                        .freedom()
                        .choices())
                .isEmpty();
        assertThat(of(16).recipe().freedom().choices()).isEmpty();
        assertThat(TileChoice.choose(with(of(16), RUNS), new Work(1e9)).recipe().small())
                .isEqualTo(RUNS);
        assertThat(Part.TILES).hasToString("tiles");
    }
}
