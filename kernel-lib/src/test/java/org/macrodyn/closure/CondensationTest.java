package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

class CondensationTest {
    private static final int REPEATS = 50;

    private static MacroPairs random(int blocks, int d, double noise) {
        Random random = new Random(3);
        float[] z0 = new float[blocks * REPEATS * d];
        float[] dz = new float[z0.length];
        float[] dt = new float[blocks * REPEATS];
        for (int pair = 0; pair < dt.length; pair++) {
            dt[pair] = 0.25f;
            double common = random.nextGaussian();
            for (int c = 0; c < d; c++) {
                z0[pair * d + c] = pair / REPEATS + 10 * c;
                dz[pair * d + c] = (float) (c - 1 + noise * (common + random.nextGaussian()));
            }
        }
        return new MacroPairs(List.of("a", "b", "c").subList(0, d), z0, dz, dt);
    }

    /** ⟨Δz_a⟩ and ⟨Δz_a Δz_b⟩ of a range of pairs. */
    private static double[] moments(MacroPairs pairs, int from, int to) {
        int d = pairs.dimension();
        double[] moments = new double[d + d * d];
        for (int pair = from; pair < to; pair++) {
            for (int a = 0; a < d; a++) {
                double da = pairs.dz()[pair * d + a];
                moments[a] += da / (to - from);
                for (int b = 0; b < d; b++) {
                    moments[d + a * d + b] += da * pairs.dz()[pair * d + b] / (to - from);
                }
            }
        }
        return moments;
    }

    @Test
    void condensedPairsHaveTheMomentsOfTheirBlock() {
        for (double noise : new double[] {0.7, 0}) {
            MacroPairs pairs = random(4, 3, noise);
            MacroPairs few = pairs.condensed(REPEATS);
            assertThat(few.size()).isEqualTo(4 * 6);
            assertThat(few.group()).isEqualTo(6);
            for (int block = 0; block < 4; block++) {
                assertThat(moments(few, block * 6, block * 6 + 6))
                        .containsExactly(moments(pairs, block * REPEATS, (block + 1) * REPEATS), within(1e-5));
                assertThat(few.z0()[block * 18]).isEqualTo(block);
                assertThat(few.dt()[block * 6]).isEqualTo(0.25f);
            }
        }
    }

    /** Of temperatures 1, 2, 3, 4 of four blocks each keeps its own, also when mirrored. */
    @Test
    void pairsOfAFamilyKeepTheirParameter() {
        MacroPairs pairs = random(4, 2, 1);
        float[] temperatures = new float[pairs.size()];
        for (int i = 0; i < temperatures.length; i++) {
            int block = i / REPEATS;
            temperatures[i] = 1 + block;
        }
        TimeScale time = new TimeScale(new double[] {1, 4}, new double[] {1, 1});
        Condition condition = new Condition("T", temperatures, time);
        MacroPairs family =
                new MacroPairs(pairs.names(), pairs.z0(), pairs.dz(), pairs.dt(), 1, Optional.of(condition));
        float[] expected = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4};
        MacroPairs few = family.condensed(REPEATS);
        assertThat(few.condition().orElseThrow().values()).containsExactly(expected);
        float[] twice = few.mirrored(0).condition().orElseThrow().values();
        assertThat(Arrays.copyOf(twice, 16)).containsExactly(expected);
        assertThat(Arrays.copyOfRange(twice, 16, 32)).containsExactly(expected);
    }

    @Test
    void pairsOfDifferentStatesOrTooFewAreRefused() {
        MacroPairs pairs = random(4, 2, 1);
        assertThatThrownBy(() -> pairs.condensed(2 * REPEATS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in z or δt");
        assertThatThrownBy(() -> pairs.condensed(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("repeats must be above 2d = 4");
        assertThatThrownBy(() -> pairs.condensed(REPEATS).condensed(20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("single pairs");
    }

    @Test
    void condensingByBlocksIsCondensingAtTheEnd() {
        Ising model = Ising.square(16, 2.5, 0.1);
        Snapshots<byte[]> configurations = new Snapshots<>(Grid.square(16), model.stateType(), 70);
        byte[] state = new byte[256];
        for (int i = 0; i < configurations.size(); i++) {
            model.initialise(state, new Random(i));
            configurations.set(i, state);
        }
        var evolution = new PartialEvolution<byte[]>(
                model, Patches.square(16, 8), PatchBoundary.halo(2), Span.time(0.5), 64, 1);
        var closure = BlockFluctuations.of(model, evolution.patches(), 4);
        MacroPairs all = closure.encodeAll(evolution, configurations, Increment.OURS, 2, ProgressListener.NONE)
                .condensed(64);
        var condensed = new EncodedEvolution<>(evolution, configurations, Increment.OURS, true);
        MacroPairs byBlocks = condensed
                .pairs(List.of(closure), 0, condensed.blocks(), 1, ProgressListener.NONE)
                .get(0);
        assertThat(byBlocks.z0()).isEqualTo(all.z0());
        assertThat(byBlocks.dz()).isEqualTo(all.dz());
        assertThat(byBlocks.dt()).isEqualTo(all.dt());
    }
}
