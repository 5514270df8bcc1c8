package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.Ising;

class AlikeStartTest {
    private static final RuleModel MODEL = Rules.on(Grid.square(32))
            .states("o", "x")
            .change("x -> o", 1)
            .pair("x o -> x x", 1)
            .observe("x", "x|o");

    private static Study<byte[]> from(Start<byte[]> start) {
        return Study.of(MODEL).patch(Grid.square(8)).from(start).until(1).seed(1);
    }

    /** A quarter of the rows: two boundaries of 8 bonds of 2 · 64 in the small system, and of 32 of 2 · 1024 in the large one. */
    @Test
    void aStripeIsRefusedBeforeAnythingIsSimulated() {
        Study<byte[]> front = from((model, state, random) -> {
            Arrays.fill(state, (byte) 0);
            Arrays.fill(state, 0, state.length / 4, (byte) 1);
        });
        assertThatIllegalArgumentException()
                .isThrownBy(front::learn)
                .withMessage(
                        "start: x|o is 0.125 in 8×8 and 0.0313 in 32×32, so that small runs start elsewhere than forecasts:"
                                + " give a start that is alike everywhere, or small runs of your own");
    }

    /** As large a part of a patch as of the system: the first rows of 32, all of some patches and nothing of others. */
    @Test
    void aStripeThatGrowsWithTheSystemIsRefused() {
        Study<byte[]> front = Study.of(MODEL.on(Grid.square(64)))
                .patch(Grid.square(8))
                .from((Start<byte[]>) (model, state, random) -> {
                    Arrays.fill(state, (byte) 0);
                    Arrays.fill(state, 0, state.length / 4, (byte) 1);
                })
                .until(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlikeStart.requireEverywhere(front))
                .withMessage(
                        "start: x is 0.00 in one patch of the large system and 1.00 in another, and what grows from that is no function of its mean:"
                                + " give a start that is alike everywhere");
    }

    @Test
    void aStartOfOtherStatesOrOneSizeIsRefused() {
        RuleModel other =
                Rules.on(Grid.square(8)).states("a", "b").change("a -> b", 1).observe("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(MicroModel::initialise).from(other))
                .withMessageStartingWith("start of ")
                .withMessageEndingWith(": must have the same states");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from((model, state, random) -> state[500] = 1).simulate())
                .withMessage("start fails in a system of 8×8 (Index 500 out of bounds for length 64):"
                        + " it is drawn at any size, take places from the state's length or from the model's grid");
        Study<byte[]> spins =
                Study.of(Ising.square(16, 2.5, 0)).patch(Grid.square(8)).until(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spins.from((Start<byte[]>) (model, state, random) -> state[0] = 1)
                        .truth(2))
                .withMessage("start leaves site 1 at 0: must be −1 or +1, fill all of the state");
        Random own = new Random(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from((model, state, random) -> state[own.nextInt(state.length)] = 1)
                        .truth(40))
                .withMessage("start draws another state from the same random numbers:"
                        + " use the generator that it is given, and no other");
    }

    /** A fraction of sites at random places, one that 64 sites can only round, and one that differs from run to run. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.005, 0.02, 0.99})
    void aFractionOfSitesIsAlike(double fraction) {
        Study<byte[]> mixed =
                from((model, state, random) -> MODEL.start("x", fraction).initialise(state, random));
        assertThatCode(() -> AlikeStart.require(mixed)).doesNotThrowAnyException();
    }

    /** 0.5 in the small system: up to a tenth less in the large one is left to the certificate. */
    @Test
    void aTenthIsLeftToTheCertificate() {
        assertThatCode(() -> AlikeStart.require(halfAnd(0.46))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlikeStart.require(halfAnd(0.44)))
                .withMessageStartingWith("start: x is 0.500 in 8×8 and 0.4");
    }

    private static Study<byte[]> halfAnd(double ofLarge) {
        return from((model, state, random) ->
                MODEL.start("x", state.length == 64 ? 0.5 : ofLarge).initialise(state, random));
    }

    @Test
    void whatDiffersFromRunToRunIsAlike() {
        Study<byte[]> any = from((model, state, random) -> {
            byte all = (byte) (random.nextDouble() < 0.1 ? 1 : 0);
            Arrays.fill(state, all);
        });
        assertThatCode(() -> AlikeStart.require(any)).doesNotThrowAnyException();
    }

    private static final class Counts extends Coins {
        Counts(Grid grid) {
            super(grid);
        }

        @Override
        public Counts on(Grid other) {
            return new Counts(other);
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site] * state.length;
        }
    }

    /** Counts in place of fractions: found before anything is simulated, and called by what is wrong. */
    @Test
    void aModelThatBreaksAPromiseIsRefusedBeforeAnythingIsSimulated() {
        Study<byte[]> counts = Study.of(new Counts(Grid.square(32)))
                .patch(Grid.square(8))
                .from((state, random) -> Arrays.fill(state, (byte) 0))
                .until(1);
        assertThatIllegalArgumentException()
                .isThrownBy(counts::learn)
                .withMessageStartingWith("model Coins 32×32: observables are means: ones is ")
                .withMessageContaining("must be a mean over sites");
    }

    @Test
    void whatIsMissingIsNamed() {
        Study<byte[]> study = from(MicroModel::initialise);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> study.until(0))
                .withMessage("until = 0.0: must be finite and above 0");
        assertThatNullPointerException()
                .isThrownBy(() -> study.from((Start<byte[]>) null))
                .withMessage("start is null: give what draws a state, or leave from(…) out");
        assertThatNullPointerException()
                .isThrownBy(() -> Study.of(null))
                .withMessage("model is null: give the large system");
        assertThatNullPointerException()
                .isThrownBy(() -> study.patch(null))
                .withMessage("patch is null: give a Grid, such as Grid.square(16)");
        assertThatNullPointerException()
                .isThrownBy(() -> study.budget(null))
                .withMessage("budget is null: give a Duration, such as Duration.ofMinutes(5)");
        assertThatNullPointerException()
                .isThrownBy(() -> study.keptIn("runs", "x", null))
                .withMessage("reporter is null: give ProgressReporter.NONE, or label -> progress(label)");
    }
}
