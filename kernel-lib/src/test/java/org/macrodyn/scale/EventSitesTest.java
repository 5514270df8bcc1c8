package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/** What an event of a span is, told from what it changes. */
class EventSitesTest {
    private static final Grid GRID = Grid.square(8);

    /** Opinions that meet in pairs, in attempts, or all move in steps of time, or rest. */
    private record Opinions(Grid grid, String way) implements LocalModel<float[]> {
        @Override
        public Opinions on(Grid other) {
            return new Opinions(other, way);
        }

        @Override
        public StateType<float[]> stateType() {
            return StateType.FLOATS;
        }

        @Override
        public void initialise(float[] state, RandomGenerator random) {
            for (int i = 0; i < state.length; i++) {
                state[i] = random.nextFloat();
            }
        }

        @Override
        public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
            return switch (way) {
                case "pairs" -> span.attempts(region.sites(), random, () -> meet(state, random));
                case "steps" ->
                    span.steps(0.1, dt -> {
                        for (int i = 0; i < state.length; i++) {
                            state[i] += (float) (dt * random.nextGaussian());
                        }
                    });
                default -> span.steps(0.1, dt -> {});
            };
        }

        private static void meet(float[] state, RandomGenerator random) {
            int one = random.nextInt(state.length);
            int other = (one + 1) % state.length;
            float mean = (state[one] + state[other]) / 2;
            state[one] = mean;
            state[other] = mean;
        }

        @Override
        public List<String> observables() {
            return List.of("opinion");
        }

        @Override
        public void addShare(float[] state, int site, double[] sums) {
            sums[0] += state[site];
        }
    }

    private static int ofSweep(String way) {
        var model = new Opinions(GRID, way);
        float[] state = new float[64];
        model.initialise(state, new SplittableRandom(1));
        return EventSites.ofSweep(model, state, new SplittableRandom(2));
    }

    @Test
    void attemptsAreASiteEachAndStepsAllSites() {
        assertThat(ofSweep("pairs")).isEqualTo(64);
        assertThat(ofSweep("steps")).isEqualTo(1);
        assertThat(ofSweep("rest")).isEqualTo(1);
        assertThat(EventSites.ofSweep(new Coins(GRID), new byte[64], new SplittableRandom(1)))
                .isEqualTo(64);
    }
}
