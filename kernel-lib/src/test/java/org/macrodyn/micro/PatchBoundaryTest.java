package org.macrodyn.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatchBoundaryTest {
    private static final Grid GRID = Grid.square(12);
    private static final Region PATCH = new Region(GRID, 0, 10, 3, 1, 4, 4);
    private static final Span SPAN = Span.time(0.25);

    /** Adds 1 to every site of the region; its time tells on which grid it ran. */
    private record Counter(Grid grid) implements MicroModel<byte[]> {
        @Override
        public MicroModel<byte[]> on(Grid other) {
            return new Counter(other);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.BYTES;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            for (int site = 0; site < state.length; site++) {
                state[site] = (byte) random.nextInt(50);
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            for (int inner = 0; inner < region.sites(); inner++) {
                state[region.site(inner)]++;
            }
            return ((Span.Time) span).duration() * grid.columns();
        }

        @Override
        public List<String> observables() {
            return List.of("mean");
        }

        @Override
        public void observe(byte[] state, double[] z) {
            z[0] = 0;
            for (byte value : state) {
                z[0] += (double) value / state.length;
            }
        }
    }

    private static int changedSites(PatchBoundary boundary, double expectedTime) {
        Counter model = new Counter(GRID);
        byte[] before = new byte[GRID.sites()];
        model.initialise(before, new Random(1));
        byte[] after = before.clone();
        double elapsed = boundary.evolve(model, after, PATCH, SPAN, new Random(2));
        assertThat(elapsed).isEqualTo(expectedTime);
        for (int inner = 0; inner < PATCH.sites(); inner++) {
            assertThat(after[PATCH.site(inner)]).isEqualTo((byte) (before[PATCH.site(inner)] + 1));
        }
        int changed = 0;
        for (int site = 0; site < before.length; site++) {
            changed += before[site] == after[site] ? 0 : 1;
        }
        return changed;
    }

    @Test
    void periodicPatchEvolvesOnTheGridOfThePatch() {
        assertThat(changedSites(PatchBoundary.PERIODIC_PATCH, 4 * 0.25)).isEqualTo(PATCH.sites());
    }

    @Test
    void frozenNeighboursEvolveOnTheWholeGrid() {
        assertThat(changedSites(PatchBoundary.FROZEN_NEIGHBOURS, 12 * 0.25)).isEqualTo(PATCH.sites());
    }

    @Test
    void haloEvolvesTheMarginToo() {
        assertThat(changedSites(PatchBoundary.halo(1), 12 * 0.25)).isEqualTo(36);
        assertThat(changedSites(PatchBoundary.halo(40), 12 * 0.25)).isEqualTo(144);
    }

    @Test
    void regionsWidenAcrossTheSeamAndStopAtTheGridsExtent() {
        assertThat(PATCH.widened(0)).isEqualTo(PATCH);
        assertThat(PATCH.widened(3)).isEqualTo(new Region(GRID, 0, 7, 0, 1, 10, 10));
        assertThat(PATCH.widened(5)).isEqualTo(GRID.whole());
        Grid line = Grid.line(2, 20);
        assertThat(new Region(line, 0, 0, 1, 1, 1, 5).widened(2)).isEqualTo(new Region(line, 0, 0, 19, 1, 1, 9));
        assertThatThrownBy(() -> PATCH.widened(-1)).hasMessageContaining("widened by -1 sites");
    }

    /** Each site of the margin lies in one box, and no other site in any, whether the margin meets itself or not. */
    @Test
    void boxesFillTheMarginOnce() {
        Grid cube = new Grid(1, 6, 7, 8);
        for (int width = 0; width < 6; width++) {
            for (Region patch : List.of(new Region(cube, 5, 6, 7, 2, 3, 2), new Region(cube, 0, 1, 2, 6, 1, 1))) {
                int[] times = new int[cube.sites()];
                for (Region box : patch.around(width)) {
                    IntStream.range(0, box.sites()).forEach(i -> times[box.site(i)]++);
                }
                Region wide = patch.widened(width);
                assertThat(IntStream.range(0, times.length))
                        .allMatch(site -> times[site] == (wide.contains(site) && !patch.contains(site) ? 1 : 0));
            }
        }
    }

    @Test
    void namesAreThoseOfTheSettings() {
        assertThat(List.of(PatchBoundary.PERIODIC_PATCH, PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.halo(4)))
                .map(Object::toString)
                .containsExactly("PERIODIC_PATCH", "FROZEN_NEIGHBOURS", "HALO(4)");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> PatchBoundary.halo(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        Counter other = new Counter(Grid.square(6));
        assertThatThrownBy(
                        () -> PatchBoundary.FROZEN_NEIGHBOURS.evolve(other, new byte[36], PATCH, SPAN, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12×12")
                .hasMessageContaining("6×6");
    }
}
