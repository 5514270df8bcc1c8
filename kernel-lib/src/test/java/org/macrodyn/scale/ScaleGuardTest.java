package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.ByteSites;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressListener;

/** Enlargement by a system that only writes down where and how long it was asked to evolve. */
class ScaleGuardTest {
    /** Evolves nothing; remembers the spans and the regions. */
    private record Notebook(Grid grid, List<Region> regions, List<Double> times) implements ByteSites {
        static Notebook on(int side) {
            return new Notebook(
                    Grid.square(side),
                    Collections.synchronizedList(new ArrayList<>()),
                    Collections.synchronizedList(new ArrayList<>()));
        }

        @Override
        public MicroModel<byte[]> on(Grid other) {
            return new Notebook(other, regions, times);
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            java.util.Arrays.fill(state, (byte) 99);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            regions.add(region);
            times.add(span instanceof Span.Time time ? time.duration() : -1.0);
            return 0;
        }
    }

    /** Frame f of 5 is healed for f/4 of the time, in each window; frame 0 not at all. */
    @Test
    void seamsHealAsLongAsTheirFrameIsOld() {
        Notebook large = Notebook.on(8);
        Snapshots<byte[]> pieces = new Snapshots<>(Grid.square(4), StateType.BYTES, 10);
        byte[] piece = new byte[16];
        for (int i = 0; i < 10; i++) {
            java.util.Arrays.fill(piece, (byte) (i % 5));
            pieces.set(i, piece);
        }
        LocalRelaxation healing = new LocalRelaxation(4, 4, Span.time(8), false);
        Snapshots<byte[]> made = new Assembly(
                        new Assembly.Groups(2), 5, 40, Assembly.Tiling.SHIFTED, Optional.of(healing))
                .assemble(pieces, large, 3, 1, ProgressListener.NONE);
        List<Double> expected = new ArrayList<>();
        byte[] state = new byte[64];
        boolean[] seen = new boolean[5];
        for (int i = 0; i < made.size(); i++) {
            made.get(i, state);
            seen[state[0]] = true;
            for (int window = 0; window < 4 && state[0] > 0; window++) {
                expected.add(2.0 * state[0]);
            }
        }
        assertThat(seen).containsOnly(true);
        assertThat(large.times()).isEqualTo(expected);
    }

    /** Windows of 4 at stride 2 on 8²: 16, row by row; true neighbours, or each alone. */
    @Test
    void windowsAreVisitedInOrder() {
        Notebook model = Notebook.on(8);
        new LocalRelaxation(4, 2, Span.time(1.5), false).relax(model, new byte[64], new Random(1));
        assertThat(model.regions()).hasSize(16);
        assertThat(model.regions().get(5)).isEqualTo(new Region(Grid.square(8), 0, 2, 2, 1, 4, 4));
        assertThat(model.regions().get(15)).isEqualTo(new Region(Grid.square(8), 0, 6, 6, 1, 4, 4));
        assertThat(model.times()).containsOnly(1.5);
        Notebook alone = Notebook.on(8);
        new LocalRelaxation(16, 8, Span.events(3), true).relax(alone, new byte[64], new Random(1));
        assertThat(alone.regions()).containsExactly(Grid.square(8).whole());
        assertThat(new LocalRelaxation(1, 1, Span.time(2), false)
                        .shortened(0.25)
                        .span())
                .isEqualTo(Span.time(0.5));
        assertThat(LocalRelaxation.brief(3).windows(Grid.square(32))).hasSize(16);
        assertThat(LocalRelaxation.paper().span()).isEqualTo(Span.events(256));
        assertThatThrownBy(() -> new LocalRelaxation(4, 0, Span.time(1), false)).hasMessageContaining("stride 0");
    }

    /** x_fine(f, z, y, x) = x_coarse(f, ⌊z/2⌋, ⌊y/3⌋, ⌊x/4⌋). */
    @Test
    void replicationMakesBlocksInEveryDirection() {
        Grid from = new Grid(2, 2, 3, 2);
        Grid to = new Grid(2, 4, 9, 8);
        byte[] coarse = new byte[from.sites()];
        float[] values = new float[from.sites()];
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = (byte) i;
            values[i] = i;
        }
        byte[] fine = new byte[to.sites()];
        float[] fineValues = new float[to.sites()];
        Refinement.<byte[]>replication().refine(coarse, from, fine, to);
        Refinement.<float[]>replication().refine(values, from, fineValues, to);
        for (int i = 0; i < fine.length; i++) {
            int x = i % 8;
            int y = i / 8 % 9;
            int z = i / 72 % 4;
            int field = i / 288;
            int expected = ((field * 2 + z / 2) * 3 + y / 3) * 2 + x / 4;
            assertThat(fine[i]).isEqualTo((byte) expected);
            assertThat(fineValues[i]).isEqualTo(expected);
        }
        assertThat(Refinement.replication()).hasToString("replication");
    }

    @Test
    void upsampledOnesComeFirstAndRandomOnesAfter() {
        Notebook large = Notebook.on(4);
        Snapshots<byte[]> three = new Snapshots<>(large.grid(), StateType.BYTES, 3);
        byte[] state = new byte[16];
        for (int i = 0; i < 3; i++) {
            java.util.Arrays.fill(state, (byte) i);
            three.set(i, state);
        }
        Snapshots<byte[]> all = Upsampler.appendRandom(three, large, 300, 1, 1);
        assertThat(all.size()).isEqualTo(303);
        for (int i = 0; i < 303; i++) {
            all.get(i, state);
            assertThat(state).containsOnly(i < 3 ? i : 99);
        }
    }

    /** Only what must grow grows: layers too, and no axis beyond its extent. */
    @Test
    void levelsGrowEveryAxisThatIsTooShort() {
        Upsampler<byte[]> doubling = new Upsampler<>(2, 1, Refinement.replication(), Optional.empty());
        assertThat(doubling.levels(new Grid(1, 2, 4, 4), new Grid(1, 8, 4, 16)))
                .containsExactly(new Grid(1, 4, 4, 8), new Grid(1, 8, 4, 16));
        assertThat(doubling.levels(Grid.square(4), Grid.square(4))).isEmpty();
        assertThat(new Upsampler<>(3, 1, Refinement.<byte[]>replication(), Optional.empty())
                        .levels(Grid.line(2, 5), Grid.line(2, 45)))
                .containsExactly(Grid.line(2, 15), Grid.line(2, 45));
    }

    /** At most 8 parts of whole batches of 256; no configuration is left out. */
    @Test
    void partsCoverAllConfigurations() {
        for (int samples : new int[] {1, 256, 257, 1000, 5000}) {
            Upsampler<byte[]> upsampler = new Upsampler<>(2, samples, Refinement.replication(), Optional.empty());
            int batches = (samples - 1) / 256 + 1;
            assertThat(upsampler.parts()).isEqualTo(Math.min(8, batches));
            assertThat(upsampler.partStart(0)).isZero();
            assertThat(upsampler.partStart(upsampler.parts())).isEqualTo(samples);
            for (int part = 1; part < upsampler.parts(); part++) {
                assertThat(upsampler.partStart(part) % 256).isZero();
                assertThat(upsampler.partStart(part)).isGreaterThan(upsampler.partStart(part - 1));
            }
        }
    }
}
