package org.macrodyn.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;

class BehaviourTest {
    /** What a user might have edited, one thing at a time. */
    private enum Edit {
        NONE,
        RATE,
        BOND,
        MAGNETISATION,
        START,
        TIME_SPANS,
        REGION,
        INCREMENT,
        NAME
    }

    /** Spins that copy a neighbour at rate 1. Its name does not tell the edits apart. */
    private record Voter(Grid grid, Edit edit) implements MicroModel<byte[]> {
        @Override
        public Voter on(Grid other) {
            return new Voter(other, edit);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            for (int site = 0; site < state.length; site++) {
                state[site] = (byte) (random.nextDouble() < (edit == Edit.START ? 0.51 : 0.5) ? 1 : -1);
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            Region evolves = edit == Edit.REGION ? grid.whole() : region;
            double rate = edit == Edit.RATE ? 1 + 1e-9 : 1;
            double extra = edit == Edit.TIME_SPANS && span instanceof Span.Time ? 1.1 : 1;
            return span.attempts(rate * extra * evolves.sites(), random, () -> {
                int site = evolves.site(random.nextInt(evolves.sites()));
                state[site] = state[grid.shift(site, 0, random.nextBoolean() ? 1 : -1)];
            });
        }

        @Override
        public List<String> observables() {
            return List.of("m", edit == Edit.NAME ? "bonds" : "rho");
        }

        @Override
        public void observe(byte[] state, double[] z) {
            z[0] = 0;
            z[1] = 0;
            for (int site = 0; site < state.length; site++) {
                int right = grid.shift(site, 0, 1);
                int other = edit == Edit.BOND ? grid.shift(site, 1, 0) : right;
                z[0] += state[site] / (double) state.length;
                z[1] += state[site] * state[other] / (double) state.length;
            }
            z[0] *= edit == Edit.MAGNETISATION ? 1 + 1e-9 : 1;
        }

        @Override
        public void increment(byte[] before, byte[] after, Region region, double[] dz) {
            MicroModel.super.increment(before, after, region, dz);
            dz[0] *= edit == Edit.INCREMENT ? -1 : 1;
        }

        @Override
        public String toString() {
            return "voter on " + grid;
        }
    }

    @Test
    void everyEditIsNoticedAndNothingElse() {
        List<String> prints = new ArrayList<>();
        for (Edit edit : Edit.values()) {
            Voter voter = new Voter(Grid.square(64), edit);
            prints.add(Behaviour.of(voter));
            assertThat(Behaviour.of(voter.on(Grid.square(64)))).isEqualTo(prints.get(prints.size() - 1));
        }
        assertThat(prints).doesNotHaveDuplicates();
    }

    @Test
    void itDependsOnNoThreadAndOnNoOtherRun() throws InterruptedException {
        Ising ising = Ising.square(32, 2.3, 0.1);
        String here = Behaviour.of(ising);
        String[] there = new String[1];
        Thread other = new Thread(() -> there[0] = Behaviour.of(Ising.square(32, 2.3, 0.1)));
        other.start();
        other.join();
        assertThat(there[0]).isEqualTo(here);
        assertThat(Behaviour.of(Ising.square(32, 2.32, 0.1))).isNotEqualTo(here);
        assertThat(Behaviour.of(Ising.square(32, 2.3, 0.12))).isNotEqualTo(here);
    }

    @Test
    void theLibrarysModelsHaveOneQuickly() {
        List<MicroModel<?>> models = List.of(
                Ising.square(64, 2.3, 0),
                new CurieWeiss(Grid.square(64), 1.1, 0),
                PredatorPrey.paper(200),
                NbMoTaAlloy.cube(16, 1000));
        for (MicroModel<?> model : models) {
            Behaviour.of(model);
            long start = System.nanoTime();
            String print = Behaviour.of(model);
            // On an idle machine it is 1 to 20 ms.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(print).matches("[0-9a-f]{16}").isEqualTo(Behaviour.of(model));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3})
    @Timeout(20)
    void aSystemWhereNothingHappensEnds(double temperature) {
        for (EventSampler sampler : List.of(EventSampler.NULL_EVENT, EventSampler.N_FOLD_WAY, EventSampler.AUTOMATIC)) {
            assertThat(Behaviour.of(Ising.square(16, temperature, 0).withSampler(sampler)))
                    .hasSize(16);
        }
    }

    /** Is defined on its own grid only, and fails or is interrupted there. */
    private record Stubborn(Grid grid, RuntimeException problem) implements MicroModel<byte[]> {
        @Override
        public Stubborn on(Grid other) {
            throw new IllegalArgumentException("only " + grid);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.BYTES;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            random.nextBytes(state);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            if (problem != null) {
                throw problem;
            }
            return span.attempts(1, random, () -> state[0]++);
        }

        @Override
        public List<String> observables() {
            return List.of("first");
        }

        @Override
        public void observe(byte[] state, double[] z) {
            z[0] = state[0];
        }
    }

    @Test
    void aModelOfOneGridIsTriedThereAndItsFailureIsLeftToTheStage() {
        String sound = Behaviour.of(new Stubborn(Grid.square(12), null));
        assertThat(Behaviour.of(new Stubborn(Grid.square(12), new IllegalStateException("broken"))))
                .isNotEqualTo(sound);
        CancellationException interrupt = new CancellationException("stopped");
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> Behaviour.of(new Stubborn(Grid.square(12), interrupt)))
                .isSameAs(interrupt);
    }

    private static String starts(InitialState<byte[]> initial, int runs) {
        return Behaviour.ofStarts(
                new Simulation<>(new Voter(Grid.square(8), Edit.NONE), initial, runs, 2, Span.time(1), "starts", 42));
    }

    @Test
    void editedStartsAreNoticedInTheFirstAndTheLastRun() {
        InitialState<byte[]> halves = (state, random) -> fill(state, 0.5, random);
        assertThat(starts(halves, 20)).isEqualTo(starts((state, random) -> fill(state, 0.5, random), 20));
        assertThat(starts((state, random) -> fill(state, 0.52, random), 20)).isNotEqualTo(starts(halves, 20));
        InitialState<byte[]> groups =
                InitialState.inGroups(2, (state, group, random) -> fill(state, group == 9 ? 0.6 : 0.5, random));
        assertThat(starts(groups, 20)).isNotEqualTo(starts(halves, 20));
        assertThat(starts(groups, 18)).isEqualTo(starts(halves, 18));
    }

    private static void fill(byte[] state, double up, RandomGenerator random) {
        for (int site = 0; site < state.length; site++) {
            state[site] = (byte) (random.nextDouble() < up ? 1 : -1);
        }
    }
}
