package org.macrodyn.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.ByteSites;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

class SimulationTest {
    private final CurieWeiss model = new CurieWeiss(Grid.square(8), 1.1, 0.1);

    private Simulation<byte[]> simulation(int runs) {
        return new Simulation<>(model, model::initialise, runs, 5, Span.events(64), "simulate", 42);
    }

    @Test
    void theSameNumbersComeOutOfOneAndOfFourThreads() {
        byte[] one = (byte[])
                simulation(40).snapshots(0, 40, 1, ProgressListener.NONE).packed();
        byte[] four = (byte[])
                simulation(40).snapshots(0, 40, 4, ProgressListener.NONE).packed();
        assertThat(four).isEqualTo(one);
    }

    @Test
    void aRangeOfRunsIsThatPartOfTheWhole() {
        Snapshots<byte[]> all = simulation(10).snapshots(0, 10, 2, ProgressListener.NONE);
        Snapshots<byte[]> part = simulation(10).snapshots(4, 7, 2, ProgressListener.NONE);
        assertThat((byte[]) part.packed()).isEqualTo((byte[]) all.slice(20, 35).packed());
    }

    @Test
    void trajectoriesAreTheObservablesOfTheSnapshots() {
        Trajectories z = simulation(3).trajectories(0, 3, 2, ProgressListener.NONE);
        Snapshots<byte[]> x = simulation(3).snapshots(0, 3, 2, ProgressListener.NONE);
        byte[] state = new byte[64];
        double[] m = new double[1];
        for (int i = 0; i < 15; i++) {
            x.get(i, state);
            model.observe(state, m);
            assertThat(z.values()[i / 5][i % 5]).containsExactly(m);
        }
        assertThat(z.times()[1]).isSorted();
        assertThat(z.times()[1][0]).isZero();
    }

    @Test
    void interpolationIsLinearAndExtendsTheLastSegment() {
        Trajectories z = new Trajectories(List.of("m"), new double[][] {{0, 1, 3}}, new double[][][] {{{0}, {2}, {6}}});
        double[] at = z.at(new double[] {0, 0.5, 2, 4}).mean(0);
        assertThat(at).containsExactly(new double[] {0, 1, 4, 8}, within(1e-12));
    }

    @Test
    void anObservableThatIsNotFiniteIsNamed() {
        LocalModel<byte[]> noNumber = new Still(Grid.square(4));
        Simulation<byte[]> simulation =
                new Simulation<>(noNumber, noNumber::initialise, 1, 1, Span.time(1), "stage", 1);
        assertThatThrownBy(() -> simulation.trajectories(0, 1, 1, ProgressListener.NONE))
                .hasMessage("observable mean is NaN in run 0 at t = 0.0: look at observe/addShare of Still[grid=4×4]");
    }

    /** Nothing moves, and its observable is 0/0. */
    private record Still(Grid grid) implements ByteSites {
        @Override
        public Still on(Grid other) {
            return new Still(other);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(1, random, () -> {});
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site] / 0.0;
        }
    }

    @Test
    void refusesEmptyEnsembles() {
        assertThatThrownBy(() -> simulation(0)).hasMessageContaining("0 runs with 5 frames");
    }
}
