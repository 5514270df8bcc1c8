package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.ModelCheck.Result;

/** Events that are told, right and wrong in each way. */
class RateExaminationTest {
    /** Coins that are turned at a rate of ½: ones at a rate that is told, by a change of another size. */
    private static class Told extends Coins implements EventModel<byte[]> {
        private final double heads;
        private final double factor;

        Told(Grid grid, double heads, double factor) {
            super(grid);
            this.heads = heads;
            this.factor = factor;
        }

        @Override
        public Told on(Grid other) {
            return new Told(other, heads, factor);
        }

        @Override
        public List<String> observables() {
            return List.of("ones");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site];
        }

        @Override
        public void events(byte[] state, Region region, EventVisitor visitor) {
            double change = factor / grid().sites();
            for (int i = 0; i < region.sites(); i++) {
                boolean head = state[region.site(i)] == 1;
                if (!head || heads != 0) {
                    visitor.event(head ? heads : 0.5, new double[] {head ? -change : change});
                }
            }
        }
    }

    private static void assertWrong(double heads, double factor, String... words) {
        ModelCheckTest.assertFound(Result.WRONG, "events", new Told(ModelCheckTest.GRID, heads, factor), words);
    }

    @Test
    void rightRatesPass() {
        ModelCheckTest.assertRight(new Told(ModelCheckTest.GRID, 0.5, 1), ModelCheckTest.PATCHES);
    }

    @Test
    void otherRatesAreFound() {
        assertWrong(
                1.5, 1, "the change of ones in a short time has a mean ", " by the events that are told: both must");
        assertWrong(0, 1, "in a short time has a mean ");
    }

    @Test
    void changesOfOtherSignAreFound() {
        Told few = new Told(ModelCheckTest.GRID, 0.5, -1) {
            @Override
            public void initialise(byte[] state, RandomGenerator random) {
                for (int i = 0; i < state.length; i++) {
                    state[i] = (byte) (random.nextInt(8) / 7);
                }
            }
        };
        ModelCheckTest.assertFound(Result.WRONG, "events", few, "in a short time has a mean ");
    }

    /** As many ones as zeros: nothing drifts, in whatever units. */
    @Test
    void changesOfOtherUnitsAreFound() {
        Told even = new Told(ModelCheckTest.GRID, 0.5, ModelCheckTest.GRID.sites()) {
            @Override
            public void initialise(byte[] state, RandomGenerator random) {
                for (int i = 0; i < state.length; i += 2) {
                    state[i] = (byte) random.nextInt(2);
                    state[i + 1] = (byte) (1 - state[i]);
                }
            }
        };
        ModelCheckTest.assertFound(Result.WRONG, "events", even, "of ones in a short time has a mean square of ");
    }

    @Test
    void negativeRatesAreRefused() {
        assertWrong(-0.5, 1, "events tells a rate of -0.5: must be finite and at least 0");
        Told negative = new Told(ModelCheckTest.GRID, -0.5, 1);
        byte[] state = new byte[negative.grid().sites()];
        state[3] = 1;
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Generator.of(negative).at(state, negative.grid().whole()))
                .withMessageStartingWith("event of rate -0.5 in ")
                .withMessageEndingWith(": must be finite and at least 0");
    }

    @Test
    void whereNothingCanHappenNothingIsTested() {
        Told still = new Told(ModelCheckTest.GRID, 0, 1) {
            @Override
            public void events(byte[] state, Region region, EventVisitor visitor) {}
        };
        assertThat(ModelCheck.of(still, ModelCheckTest.PATCHES, 42))
                .filteredOn(check -> check.check().equals("events"))
                .singleElement()
                .satisfies(check -> assertThat(check.result()).isEqualTo(Result.NOTE));
    }
}
