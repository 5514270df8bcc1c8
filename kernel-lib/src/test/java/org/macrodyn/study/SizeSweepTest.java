package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.Increment;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;

/** A sweep over two sizes, both increments and two seeds; numbers are told by what each study is, not by how well it learns. */
class SizeSweepTest {
    private static final List<Long> SEEDS = List.of(1L, 5L);
    private static final SizeSweep<byte[]> SWEEP = SizeSweep.of(
            TinyStudy.study(),
            (side, increment) -> recipe(increment),
            List.of(4, 8),
            List.of(Increment.values()),
            SEEDS);
    /** 1000 K + 100 if naive + seed. */
    private static double number(Learnt<byte[]> one) {
        return 1000.0 * one.study().patches().count()
                + (one.lambda() == 1 ? 100 : 0)
                + one.study().recipe().fit().training().seed();
    }

    private static Recipe<byte[]> recipe(Increment increment) {
        Recipe<byte[]> tiny = TinyStudy.study().recipe();
        PatchPairs<byte[]> pairs = tiny.patchPairs("test");
        return tiny.with(new PatchPairs<>(pairs.boundary(), pairs.span(), pairs.repeats(), true, increment))
                .with(tiny.fit()
                        .with(LambdaRule.of(increment))
                        .with(tiny.fit().training().withEpochs(1)));
    }

    @Test
    void everyStudyHasItsSizeIncrementAndSeed() {
        for (int side : List.of(4, 8)) {
            int patches = 256 / side / side;
            assertThat(SWEEP.all(side, Increment.OURS))
                    .extracting(SizeSweepTest::number)
                    .containsExactly(1000.0 * patches + 1, 1000.0 * patches + 5);
            assertThat(SWEEP.first(side, Increment.NAIVE).lambda()).isEqualTo(1);
            assertThat(SWEEP.first(side, Increment.OURS).lambda()).isEqualTo(patches);
            assertThat(SWEEP.first(side, Increment.NAIVE)
                            .study()
                            .recipe()
                            .patchPairs("test")
                            .increment())
                    .isEqualTo(Increment.NAIVE);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SWEEP.first(16, Increment.OURS))
                .withMessageContaining("16");
    }

    @Test
    void numbersAreMeansAndSpreadsOverSeedsTheBaselineFirst() {
        List<Numbers> found = SWEEP.numbers(SizeSweepTest::number);
        assertThat(found).extracting(Numbers::name).containsExactly("naive baseline", "ours");
        assertThat(found.get(0).x()).containsExactly(4, 8);
        assertThat(found.get(0).y()).containsExactly(16_103, 4103);
        assertThat(found.get(1).y()).containsExactly(16_003, 4003);
        assertThat(found.get(1).error()).containsOnly(Math.sqrt(8));
        Numbers points = SWEEP.points(SizeSweepTest::number).get(1);
        assertThat(points.x()).containsExactly(4, 4, 8, 8);
        assertThat(points.y()).containsExactly(16_001, 16_005, 4001, 4005);
    }

    @Test
    void publishedNumbersAreDrawnWhereThereAreAny() {
        List<Numbers> known =
                SWEEP.published((side, increment) -> Optional.of(side + (increment == Increment.NAIVE ? 0.5 : 0)));
        assertThat(known).extracting(Numbers::name).containsExactly("naive, published", "ours, published");
        assertThat(known.get(0).y()).containsExactly(4.5, 8.5);
        assertThat(SWEEP.published((side, increment) -> Optional.empty())).isEmpty();
    }

    @Test
    void rowsSayWhatTheyHold() {
        List<Row> rows = SWEEP.rows(
                "a",
                "b",
                SizeSweepTest::number,
                (side, increment) -> side == 8 ? Optional.of(7.0) : Optional.<Double>empty());
        assertThat(rows)
                .extracting(Row::name)
                .containsExactly("a.ours.b.4", "a.ours.b.8", "a.naive.b.4", "a.naive.b.8");
        assertThat(rows).extracting(Row::value).containsExactly(16_003.0, 4003.0, 16_103.0, 4103.0);
        assertThat(rows).extracting(Row::paper).containsExactly(null, 7.0, null, 7.0);
        assertThat(SWEEP.rows("a", "b", SizeSweepTest::number))
                .extracting(Row::paper)
                .containsOnlyNulls();
        assertThat(SWEEP.seedRows("a", "b", 8, Increment.NAIVE, SizeSweepTest::number))
                .extracting(Row::name)
                .containsExactly("a.naive.b.8.seed_1", "a.naive.b.8.seed_5");
        assertThat(SWEEP.seedRows("a", "b", 8, Increment.NAIVE, SizeSweepTest::number))
                .extracting(Row::value)
                .containsExactly(4101.0, 4105.0);
    }

    @Test
    void anotherChoiceIsACurveOfItsOwn() {
        Sweep<byte[]> both = Sweep.over(TinyStudy.study(), "patch", 4, 8).and("λ", List.of(1.0, 3.0), Study::lambda);
        List<Numbers> curves = SizeSweep.of(
                List.of(both),
                "patch",
                "λ",
                one -> one.lambda() + one.study().patches().count());
        assertThat(curves).extracting(Numbers::name).containsExactly("1.0", "3.0");
        assertThat(curves.get(1).x()).containsExactly(4, 8);
        assertThat(curves.get(1).y()).containsExactly(19, 7);
    }

    @Test
    void lossesAreThoseOfTheFirstSeed() {
        assertThat(SWEEP.losses(8).width()).isEqualTo(640);
        assertThat(SWEEP.first(8, Increment.OURS).training().losses()).hasSize(1);
    }

    /** Pairs of n_s spins against those of all: free spins at a short δt are independent, λ = K. */
    @Test
    void lambdaIsMeasuredOnSmallSystems() {
        Study<byte[]> study = TinyStudy.study().large(Ising.square(16, 1000, 0)).configurations(2000);
        PatchPairs<byte[]> rule = TinyStudy.single(study, Span.time(0.02)).withRepeats(4);
        var measured = LambdaRule.measure(study, rule, rule, 1);
        assertThat(measured.patches()).isEqualTo(4);
        assertThat(measured.lambda()).isCloseTo(4, within(4 * measured.error() + 0.1));
        assertThat(measured.error()).isLessThan(0.4);
    }
}
