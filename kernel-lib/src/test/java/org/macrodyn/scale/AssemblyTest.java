package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;

class AssemblyTest {
    private static final PredatorPrey LINE = PredatorPrey.paper(12);
    private static final Ising LATTICE = Ising.square(8, 2.5, 0.1);

    /** Two groups of two mates with three frames on 4 cells; value = 1000 group + 100 mate + 10 frame + cell, v negative. */
    private static Snapshots<float[]> pieces() {
        Snapshots<float[]> pieces = new Snapshots<>(Grid.line(2, 4), StateType.FLOATS, 12);
        for (int i = 0; i < pieces.size(); i++) {
            float[] state = new float[8];
            for (int cell = 0; cell < 4; cell++) {
                state[cell] = 1000 * (i / 6) + 100 * (i / 3 % 2) + 10 * (i % 3) + cell;
                state[4 + cell] = -state[cell];
            }
            pieces.set(i, state);
        }
        return pieces;
    }

    private static Assembly assembly(int samples, Assembly.Tiling tiling) {
        return new Assembly(new Assembly.Groups(2), 3, samples, tiling, Optional.empty());
    }

    @Test
    void reflectedTilesMeetWithEqualEnds() {
        Snapshots<float[]> made =
                assembly(20, Assembly.Tiling.REFLECTED).assemble(pieces(), LINE, 1, 1, ProgressListener.NONE);
        float[] state = new float[24];
        for (int i = 0; i < made.size(); i++) {
            made.get(i, state);
            int[] cells = IntStream.range(0, 12).map(c -> (int) state[c] % 10).toArray();
            assertThat(cells).containsExactly(0, 1, 2, 3, 3, 2, 1, 0, 0, 1, 2, 3);
            for (int c = 0; c < 12; c++) {
                assertThat(state[12 + c]).isEqualTo(-state[c]);
            }
        }
    }

    @Test
    void tilesAreMatesOfOneGroupAndOneFrame() {
        Snapshots<float[]> made =
                assembly(20, Assembly.Tiling.REFLECTED).assemble(pieces(), LINE, 1, 1, ProgressListener.NONE);
        float[] state = new float[24];
        for (int i = 0; i < made.size(); i++) {
            made.get(i, state);
            int[] origin = IntStream.of(0, 4, 8).map(c -> (int) state[c] / 10).toArray();
            assertThat(origin[0] / 100).isEqualTo(i % 2);
            assertThat(Arrays.stream(origin).map(o -> o / 100 * 10 + o % 10).distinct())
                    .as("group and frame")
                    .hasSize(1);
            assertThat(origin[0]).as("each mate once before any comes twice").isNotEqualTo(origin[1]);
        }
    }

    /** Each tile of 2 × 2 keeps its spins, in some cyclic order. */
    @Test
    void shiftedTilesKeepTheirSpins() {
        Snapshots<byte[]> tiles = new Snapshots<>(Grid.square(2), StateType.SPINS, 1);
        tiles.set(0, new byte[] {1, -1, -1, -1});
        Snapshots<byte[]> made = new Assembly(new Assembly.Groups(1), 1, 30, Assembly.Tiling.SHIFTED, Optional.empty())
                .assemble(tiles, LATTICE, 1, 1, ProgressListener.NONE);
        byte[] state = new byte[64];
        int[] places = new int[4];
        for (int i = 0; i < made.size(); i++) {
            made.get(i, state);
            for (int tile = 0; tile < 16; tile++) {
                int corner = tile / 4 * 16 + tile % 4 * 2;
                byte[] spins = {state[corner], state[corner + 1], state[corner + 8], state[corner + 9]};
                assertThat(spins[0] + spins[1] + spins[2] + spins[3]).isEqualTo(-2);
                places[
                        IntStream.range(0, 4)
                                .filter(k -> spins[k] == 1)
                                .findFirst()
                                .orElseThrow()]++;
            }
        }
        // 480 tiles, 120 expected at each place, standard deviation 9.5.
        assertThat(Arrays.stream(places).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(82, 158));
    }

    @Test
    void sameNumbersOnFourThreadsAndInParts() {
        Assembly assembly = new Assembly(
                new Assembly.Groups(2),
                3,
                600,
                Assembly.Tiling.REFLECTED,
                Optional.of(new LocalRelaxation(4, 2, span(), false)));
        Snapshots<float[]> whole = assembly.assemble(pieces01(), LINE, 7, 4, ProgressListener.NONE);
        Snapshots<float[]> last =
                assembly.assemble(pieces01(), LINE, assembly.parts() - 1, 7, 1, ProgressListener.NONE);

        assertThat((float[]) last.packed()).containsExactly((float[])
                whole.slice(assembly.partStart(assembly.parts() - 1), 600).packed());
    }

    private static Span span() {
        return Span.time(0.02);
    }

    /** The pieces, scaled to values that the dynamics can bear. */
    private static Snapshots<float[]> pieces01() {
        Snapshots<float[]> scaled = new Snapshots<>(Grid.line(2, 4), StateType.FLOATS, 12);
        float[] state = new float[8];
        for (int i = 0; i < scaled.size(); i++) {
            pieces().get(i, state);
            for (int k = 0; k < 8; k++) {
                state[k] = 0.5f + state[k] / 10_000;
            }
            scaled.set(i, state);
        }
        return scaled;
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Assembly(new Assembly.Groups(0), 1, 1, Assembly.Tiling.SHIFTED, Optional.empty()))
                .withMessageContaining("at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Assembly(
                        new Assembly.Groups(1), 1, 1, Assembly.Tiling.SHIFTED, Optional.of(LocalRelaxation.paper())))
                .withMessageContaining("must last for a time");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Assembly(new Assembly.Groups(5), 3, 1, Assembly.Tiling.REFLECTED, Optional.empty())
                                .assemble(pieces(), LINE, 1, 1, ProgressListener.NONE))
                .withMessageContaining("must be a multiple of 15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assembly(1, Assembly.Tiling.REFLECTED)
                        .assemble(pieces(), PredatorPrey.paper(10), 1, 1, ProgressListener.NONE))
                .withMessageContaining("do not tile");
    }
}
