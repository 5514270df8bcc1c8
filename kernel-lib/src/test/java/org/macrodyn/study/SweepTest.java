package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.figures.FigureContent;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import tech.tablesaw.api.Table;

/** Sweeps of a study of 16² spins. */
class SweepTest {
    private static final Study<byte[]> STUDY = TinyStudy.study();

    @Test
    void casesAreInTheOrderOfTheValuesTheLastChoiceFastest() {
        Sweep<byte[]> sweep = Sweep.over(STUDY, "λ", 4.0, 1.0).and("seed", List.of(5L, 2L), Study::trainingSeed);
        assertThat(sweep.cases().stream().map(Sweep.Case::values))
                .containsExactly(List.of(4.0, 5L), List.of(4.0, 2L), List.of(1.0, 5L), List.of(1.0, 2L));
        assertThat(sweep.cases().stream().map(one -> one.study().fitted().lambda()))
                .containsExactly(4.0, 4.0, 1.0, 1.0);
        assertThat(sweep.cases().stream()
                        .map(one -> one.study().recipe().fit().training().seed()))
                .containsExactly(5L, 2L, 5L, 2L);
        assertThat(sweep.values("λ")).containsExactly(4.0, 1.0);
    }

    /** What cases have in common is done once, and equal trainings are one. */
    @Test
    void casesShareTheirStagesAndEqualTrainings() {
        var heard = new TinyStudy.Heard();
        Sweep<byte[]> sweep = Sweep.over(STUDY.telling(heard), "λ", List.of(1, 4), (study, k) -> study.lambda(k))
                .and("twice", List.of("a", "b"), (study, name) -> study);
        List<Learnt<byte[]>> learnt = sweep.learn();
        assertThat(heard.started())
                .containsExactly("simulate 8×8", "assemble 16×16", "evolve patches of 8×8", "train 4 SDEs");
        assertThat(learnt.get(0).training()).isSameAs(learnt.get(1).training());
        assertThat(learnt.get(0).training()).isNotSameAs(learnt.get(2).training());
        assertThat(learnt.get(0).pairs().pairs().value())
                .isSameAs(learnt.get(2).pairs().pairs().value());
        assertThat(sweep.learn()).as("learnt once").isEqualTo(learnt);
        assertThat(sweep.learnt(4, "b")).isSameAs(learnt.get(3));
    }

    @Test
    void everyCaseLearnsWhatItsStudyLearns() {
        Sweep<byte[]> sweep = Sweep.over(STUDY, "λ", 1, 4);
        double[] z = {0.3, 0.4};
        for (Sweep.Case<byte[]> one : sweep.cases()) {
            assertThat(sweep.learnt(one.values().get(0)).model().covariance(z))
                    .isDeepEqualTo(one.study().learn().model().covariance(z));
        }
        double wide = sweep.learnt(1).model().covariance(z)[0][0];
        assertThat(wide).isGreaterThan(2 * sweep.learnt(4).model().covariance(z)[0][0]);
    }

    @Test
    void theTableHasTheChoicesAndTheErrorsOfEachCase() {
        Sweep<byte[]> sweep = Sweep.over(STUDY, "λ", 1.0, 4.0);
        Table table = sweep.table();
        assertThat(table.columnNames())
                .containsExactly(
                        "λ",
                        "relMSE",
                        "MMD²",
                        "worst magnetisation",
                        "spread ratio magnetisation",
                        "worst domain-wall density",
                        "spread ratio domain-wall density");
        assertThat(table.stringColumn("λ").asList()).containsExactly("1.0", "4.0");
        for (int i = 0; i < 2; i++) {
            Learnt<byte[]> learnt = sweep.learn().get(i);
            Comparison own = Comparison.of(
                    learnt.forecast(400), sweep.cases().get(i).study().truth(100));
            assertThat(table.doubleColumn("relMSE").get(i)).isEqualTo(own.relMse());
            assertThat(table.doubleColumn("MMD²").get(i)).isCloseTo(own.mmd(), within(1e-12));
            assertThat(table.doubleColumn("worst magnetisation").get(i))
                    .isEqualTo(own.observables().get(0).worst());
            assertThat(table.doubleColumn("spread ratio domain-wall density").get(i))
                    .isEqualTo(own.observables().get(1).spread());
        }
        double[] errors = table.doubleColumn("relMSE").asDoubleArray();
        Spread spread = sweep.over("λ", 4.0, learnt -> errors[1]);
        assertThat(spread.mean()).isEqualTo(errors[1]);
        requireAxes(sweep, "λ", errors);
    }

    private static void requireAxes(Sweep<byte[]> sweep, String name, double[] errors) {
        FigureContent content = FigureContent.of(sweep.figure());
        assertThat(content.xLabel()).isEqualTo(name);
        assertThat(content.yLabel()).contains("relMSE", "MMD²");
        assertThat(content.series()).containsExactly("relMSE", "MMD²");
        assertThat(content.x("relMSE")).containsExactly(1, 4);
        assertThat(content.y("relMSE")).containsExactly(errors, within(1e-12));
        double[] distances =
                sweep.compare().stream().mapToDouble(Comparison::mmd).toArray();
        assertThat(content.y("MMD²")).containsExactly(distances, within(1e-12));
        assertThat(content.xScale()).isEqualTo("DOUBLINGS");
        assertThat(content.yScale()).isEqualTo("DECADES");
    }

    /** Words stand at 1, 2, …; numbers that a logarithm has no place for are on a linear axis, in whatever order. */
    @Test
    void everyKindOfValueHasItsPlaceInTheFigure() {
        Study<byte[]> shorter = STUDY.configurations(16);
        FigureContent words = FigureContent.of(
                Sweep.over(shorter, "boundary", PatchBoundary.PERIODIC_PATCH).figure());
        assertThat(words.x("relMSE")).containsExactly(1);
        assertThat(words.xLabel()).isEqualTo("boundary: " + List.of(PatchBoundary.PERIODIC_PATCH));
        FigureContent seeds =
                FigureContent.of(Sweep.over(shorter, "training seed", 1, 0).figure());
        assertThat(seeds.x("MMD²")).containsExactly(1, 0);
        assertThat(seeds.xScale()).isEqualTo("LINEAR");
    }

    @Test
    void numbersAreAveragedOverTheOtherChoices() {
        Sweep<byte[]> sweep = Sweep.over(STUDY, "training seed", 1, 2).and("λ", List.of(2.0, 4.0), Study::lambda);
        Spread spread = sweep.over("training seed", 2, Learnt::lambda);
        assertThat(spread.mean()).isEqualTo(3);
        assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(sweep.others("λ")).startsWith("training seed 1", "training seed 1", "training seed 2");
    }

    /** Each named choice changes what it says. */
    @Test
    void choicesHaveNames() {
        assertThat(only("λ", 2).fitted().lambda()).isEqualTo(2);
        assertThat(only("δt", 0.02).recipe().pairs().substeps(0.04, 0.02)).isEqualTo(2);
        assertThat(only("patch", 4).patches().patch()).isEqualTo(Grid.square(4));
        assertThat(only("size", 32).patches().count()).isEqualTo(16);
        assertThat(only("boundary", PatchBoundary.PERIODIC_PATCH).recipe())
                .isEqualTo(STUDY.boundary(PatchBoundary.PERIODIC_PATCH).recipe());
        assertThat(only("repeats", 9).recipe()).isEqualTo(STUDY.repeats(9).recipe());
        assertThat(only("configurations", 9).recipe())
                .isEqualTo(STUDY.configurations(9).recipe());
        assertThat(only("seed", 9).seed()).isEqualTo(9);
        assertThat(only("training seed", 9).recipe().fit().training().seed()).isEqualTo(9);
        assertThat(only("training seed", 9).seed()).isEqualTo(STUDY.seed());
        ClosureRule<byte[]> closure = ClosureRule.fluctuations(false, 4);
        assertThat(only("closure", closure).recipe().closure()).isSameAs(closure);
        Study<float[]> line = Cells.study();
        assertThat(Sweep.over(line, "patch", 4).cases().get(0).study().patches().patch())
                .isEqualTo(Grid.line(1, 4));
        assertThat(Sweep.over(line, "size", 64).cases().get(0).study().large().grid())
                .isEqualTo(Grid.line(1, 64));
    }

    private static Study<byte[]> only(String name, Object value) {
        return Sweep.over(STUDY, name, value).cases().get(0).study();
    }

    @Test
    void refusesInOneLineBeforeAnyWork() {
        refused(() -> Sweep.over(STUDY, "temperature", 1.0), "no choice named temperature", "λ, δt, patch");
        refused(() -> Sweep.over(STUDY, "λ"), "λ = []", "one value or more");
        refused(() -> Sweep.over(STUDY, "λ", 2.0, 2.0), "λ = [2.0, 2.0]", "each once");
        refused(() -> Sweep.over(STUDY, "λ", "four"), "λ = four, a String", "must be a Number");
        refused(() -> Sweep.over(STUDY, "closure", "mine"), "closure = mine, a String", "must be a ClosureRule");
        refused(() -> Sweep.over(STUDY, "patch", 8.0), "patch = 8.0, a Double", "must be a Integer");
        refused(() -> Sweep.over(STUDY, "patch", 8, 5), "patches of 5×5", "do not tile");
        refused(() -> Sweep.over(STUDY, "λ", 1.0, 0.0), "λ = 0.0");
        Sweep<byte[]> sweep = Sweep.over(STUDY, "λ", 1.0, 4.0);
        refused(() -> sweep.and("λ", List.of(2.0), Study::lambda), "λ: the sweep has that choice already");
        refused(() -> sweep.learnt(3.0), "[λ] = [3.0]", "[[1.0], [4.0]]");
        refused(() -> sweep.values("seed"), "seed: the sweep is over [λ]");
        refused(() -> sweep.over("λ", 3.0, Learnt::lambda), "λ = 3.0", "[1.0, 4.0]");
    }

    private static void refused(Runnable choice, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(choice::run)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(words).doesNotContain("\n"));
    }
}
