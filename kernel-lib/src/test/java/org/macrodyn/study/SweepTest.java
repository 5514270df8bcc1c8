package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.MoreObservables;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.FigureContent;
import org.macrodyn.metrics.PrintedTables;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressReporter;
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

    private static final List<ClosureRule<byte[]>> CLOSURES =
            List.of(ClosureRule.observables(), ClosureRule.fluctuations(false, 4), ClosureRule.fluctuations(false, 2));

    private static Sweep<byte[]> closures(Study<byte[]> study) {
        return Sweep.over(study, "closure", CLOSURES, Study::closure);
    }

    private static void requireTheSame(Learnt<byte[]> one, Learnt<byte[]> other) {
        Kept<MacroPairs> pairs = one.pairs().pairs();
        assertThat(pairs.value().z0()).isEqualTo(other.pairs().pairs().value().z0());
        assertThat(pairs.value().dz()).isEqualTo(other.pairs().pairs().value().dz());
        assertThat(pairs.hash()).isEqualTo(other.pairs().pairs().hash());
        assertThat(one.training().losses()).isEqualTo(other.training().losses());
    }

    /** Closures look at patches that evolve once, and learn what each learns alone. */
    @Test
    void closuresShareTheirEvolutions() {
        Study<byte[]> study = STUDY.repeats(16);
        Sweep<byte[]> sweep = closures(study.telling(ProgressReporter.NONE));
        for (int i = 0; i < CLOSURES.size(); i++) {
            requireTheSame(sweep.learn().get(i), study.closure(CLOSURES.get(i)).learn());
        }
    }

    @Test
    void patchesEvolveOnceForAllClosures() {
        Study<float[]> study = Counted.study();
        List<Study<float[]>> studies = Stream.of(2, 4, 8)
                .map(block -> study.closure(ClosureRule.fluctuations(false, block)))
                .toList();
        assertThat(EvolvedTogether.pairs(studies)).hasSize(3);
        assertThat(Counted.EVOLVED).hasValue(Counted.CONFIGURATIONS * Counted.REPEATS);
    }

    /** Whichever of the studies it is that does not fit. */
    @Test
    void nothingIsDoneForASweepOfWhichOneStudyDoesNotFit() {
        var heard = new TinyStudy.Heard();
        Sweep<byte[]> sweep = Sweep.over(STUDY.telling(heard), "repeats", 16, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(sweep::learn)
                .withMessageStartingWith("repeats = 4: must be above 4");
        assertThat(heard.started()).isEmpty();
    }

    /** Neither another boundary, seed, δt nor other configurations share evolutions. */
    @Test
    void otherEvolutionsAreNotShared() {
        Study<byte[]> study = STUDY.repeats(16);
        List<Study<byte[]>> others = List.of(
                study,
                study.closure(CLOSURES.get(1)),
                study.boundary(PatchBoundary.FROZEN_NEIGHBOURS),
                study.step(0.1).closure(CLOSURES.get(1)),
                study.configurations(32),
                study.seed(4).closure(CLOSURES.get(1)),
                study.large(TinyStudy.lattice(2.5)));
        Sweep<byte[]> sweep = Sweep.over(study, "study", others, (any, one) -> one);
        for (int i = 0; i < others.size(); i++) {
            requireTheSame(
                    sweep.learn().get(i),
                    others.get(i).telling(ProgressReporter.NONE).learn());
        }
    }

    /** Configurations of one's own, whatever system and seed a study has. */
    private record Own(Kept<Snapshots<byte[]>> configurations) implements Enlarging<byte[]> {
        @Override
        public Kept<Snapshots<byte[]>> enlarge(Study<byte[]> study, Kept<Snapshots<byte[]>> small) {
            return configurations;
        }

        @Override
        public Own samples(int count) {
            return this;
        }
    }

    @Test
    void otherSystemsAndSeedsAreNotSharedEvenWithTheSameConfigurations() {
        Study<byte[]> any = STUDY.repeats(16);
        Own own = new Own(any.enlarge(any.simulate()));
        Study<byte[]> study = any.recipe(recipe -> recipe.with(own));
        List<Study<byte[]>> others = List.of(study, study.seed(4), study.large(TinyStudy.lattice(1)));
        List<Study.Pairs<byte[]>> together = EvolvedTogether.pairs(others);
        for (int i = 0; i < others.size(); i++) {
            Study.Pairs<byte[]> alone =
                    others.get(i).telling(ProgressReporter.NONE).evolve(own.configurations);
            assertThat(together.get(i).pairs().hash()).isEqualTo(alone.pairs().hash());
            assertThat(together.get(i).pairs().value().dz())
                    .isEqualTo(alone.pairs().value().dz());
        }
    }

    @Test
    void severalSweepsLearnTogetherWhatEachLearnsAlone() {
        var heard = new TinyStudy.Heard();
        Study<byte[]> study = STUDY.repeats(16).telling(heard);
        Sweep<byte[]> lambdas = Sweep.over(study, "λ", 1, 4);
        Sweep<byte[]> closures = closures(study);
        List<Learnt<byte[]>> learnt = Sweep.learn(List.of(lambdas, closures));
        assertThat(heard.started()).contains("train 5 SDEs").hasSize(6);
        assertThat(lambdas.learn()).isEqualTo(learnt.subList(0, 2));
        assertThat(closures.learn()).isEqualTo(learnt.subList(2, 5));
        requireTheSame(learnt.get(4), STUDY.repeats(16).closure(CLOSURES.get(2)).learn());
        assertThat(Sweep.learn(List.of(closures))).as("learnt once").isEqualTo(closures.learn());
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
        PrintedTables.requireSixDigits(table);
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

    /** Words stand at 1, 2, …; numbers that a logarithm has no place for are on a linear axis, in ascending order. */
    @Test
    void everyKindOfValueHasItsPlaceInTheFigure() {
        Study<byte[]> shorter = STUDY.configurations(16);
        FigureContent words = FigureContent.of(
                Sweep.over(shorter, "boundary", PatchBoundary.PERIODIC_PATCH).figure());
        assertThat(words.x("relMSE")).containsExactly(1);
        assertThat(words.xLabelAsPainted()).isEqualTo("boundary");
        assertThat(words.xTicks()).containsExactly("PERIODIC_PATCH");
        Sweep<byte[]> swept = Sweep.over(shorter, "training seed", 1, 0);
        FigureContent seeds = FigureContent.of(swept.figure());
        assertThat(seeds.x("MMD²")).containsExactly(0, 1);
        assertThat(seeds.y("MMD²"))
                .containsExactly(
                        swept.compare().get(1).mmd(), swept.compare().get(0).mmd());
        assertThat(swept.table().stringColumn(0).asList()).containsExactly("1", "0");
        assertThat(seeds.xScale()).isEqualTo("LINEAR");
    }

    /** Powers of two are numbers of an axis of doublings alone; 0.01, 0.1, 1 are none. */
    @Test
    void theAxisIsDividedWhereTheValuesAre() {
        Study<byte[]> shorter = STUDY.configurations(16);
        assertThat(xScale(Sweep.over(shorter, "λ", 0.5, 4, 16.0))).isEqualTo("DOUBLINGS");
        assertThat(xScale(Sweep.over(shorter, "λ", 0.1, 1.0, 10.0))).isEqualTo("DECADES");
        assertThat(xScale(Sweep.over(shorter, "λ", 2, 3))).isEqualTo("DECADES");
    }

    private static String xScale(Sweep<byte[]> sweep) {
        return FigureContent.of(sweep.figure()).xScale();
    }

    @Test
    void theLegendSaysWhatErrorBarsAre() {
        Sweep<byte[]> lambdas = Sweep.over(STUDY.configurations(16), "λ", 1, 4);
        Sweep<byte[]> seeds = lambdas.and("training seed", List.of(1L, 2L), Study::trainingSeed);
        assertThat(FigureContent.of(seeds.figure()).series())
                .containsExactly("relMSE, mean ± s.d. over training seed", "MMD², mean ± s.d. over training seed");
        Sweep<byte[]> one = lambdas.and("training seed", List.of(1L), Study::trainingSeed);
        assertThat(FigureContent.of(one.figure()).series()).containsExactly("relMSE", "MMD²");
        assertThat(seeds).hasToString("sweep over λ = [1, 4], training seed = [1, 2]; 4 studies");
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
        refused(() -> Sweep.over(STUDY, "patch", 8.0), "patch = 8.0, a Double", "must be a whole number, an Integer");
        refused(() -> Sweep.over(STUDY, "patch", 8, 5), "patches of 5×5", "do not tile");
        refused(() -> Sweep.over(STUDY, "λ", 1.0, 0.0), "λ = 0.0");
        MicroModel<byte[]> more =
                MoreObservables.mean(STUDY.large(), STUDY.patches(), "edge", (state, patch) -> state[patch.site(0)]);
        refused(
                () -> Sweep.over(STUDY, "system", List.of(STUDY.large(), more), Study::large),
                "observes [magnetisation, domain-wall density, edge]: must be [magnetisation, domain-wall density]");
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

    /** Cells that count how often patches of 8 evolve, with a margin of 2. */
    private record Counted(Cells cells) implements LocalModel<float[]> {
        static final AtomicInteger EVOLVED = new AtomicInteger();
        static final int CONFIGURATIONS = 120;
        static final int REPEATS = 16;

        static Study<float[]> study() {
            return Cells.study().large(new Counted(new Cells(Grid.line(1, 32), 1, 0.5, 2)));
        }

        @Override
        public Grid grid() {
            return cells.grid();
        }

        @Override
        public Counted on(Grid other) {
            return new Counted(cells.on(other));
        }

        @Override
        public StateType<float[]> stateType() {
            return cells.stateType();
        }

        @Override
        public void initialise(float[] state, RandomGenerator random) {
            cells.initialise(state, random);
        }

        @Override
        public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
            if (grid().columns() == 32 && region.columns() == 12) {
                EVOLVED.incrementAndGet();
            }
            return cells.evolve(state, region, span, random);
        }

        @Override
        public List<String> observables() {
            return cells.observables();
        }

        @Override
        public void addShare(float[] state, int site, double[] sums) {
            cells.addShare(state, site, sums);
        }
    }
}
