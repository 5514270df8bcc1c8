package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

class BlockFluctuationsTest {
    private static final Ising MODEL = Ising.square(16, 2.5, 0.1);

    private static Snapshots<byte[]> one(byte[] state) {
        Snapshots<byte[]> one = new Snapshots<>(MODEL.grid(), MODEL.stateType(), 1);
        one.set(0, state);
        return one;
    }

    @Test
    void isTheMeanSquareOfBlockMeans() {
        byte[] state = new byte[256];
        MODEL.initialise(state, new Random(5));
        double expected = 0;
        for (int block = 0; block < 16; block++) {
            Region region = new Region(MODEL.grid(), 0, block / 4 * 4, block % 4 * 4, 1, 4, 4);
            double mean = 0;
            for (int i = 0; i < 16; i++) {
                mean += state[region.site(i)] / 16.0;
            }
            expected += mean * mean / 16;
        }
        for (int patchSide : new int[] {4, 8, 16}) {
            double[] z = BlockFluctuations.of(MODEL, Patches.square(16, patchSide), 4)
                    .encode(one(state))[0];
            assertThat(z).hasSize(3);
            assertThat(z[2]).isCloseTo(expected, within(1e-7));
        }
    }

    @Test
    void everyBlockSizeHasItsVariable() {
        byte[] state = new byte[256];
        MODEL.initialise(state, new Random(5));
        Patches patches = Patches.square(16, 8);
        double[] both = BlockFluctuations.of(MODEL, patches, 2, 8).encode(one(state))[0];
        double[] small = BlockFluctuations.of(MODEL, patches, 2).encode(one(state))[0];
        double[] large = BlockFluctuations.of(MODEL, patches, 8).encode(one(state))[0];
        assertThat(both).containsExactly(small[0], small[1], small[2], large[2]);
        assertThatThrownBy(() -> BlockFluctuations.of(MODEL, patches)).hasMessageContaining("at least one block side");
    }

    /**
     * With a margin the increments of all patches of one configuration add up to the change of the whole, which no rule that
     * keeps the margin as it was can do: averaged over K patches, ⟨ΔI⟩ is the mean change of m and ρ in the whole system,
     * here from direct simulations of it, within 4 standard errors.
     */
    @Test
    void incrementsBesideAMarginAddUpToThoseOfTheWhole() {
        byte[] state = new byte[256];
        MODEL.initialise(state, 0.2, new Random(6));
        int repeats = 40_000;
        var evolution = new PartialEvolution<byte[]>(
                MODEL, Patches.square(16, 8), PatchBoundary.halo(4), Span.time(0.5), repeats, 3);
        double[] ours = new double[4];
        for (int block = 0; block < evolution.blocks(one(state)); block++) {
            MacroPairs pairs =
                    new ObservablesOnly<>(MODEL).encodePairs(evolution.block(one(state), block), Increment.OURS);
            for (int pair = 0; pair < pairs.size(); pair++) {
                add(ours, pairs.dz()[2 * pair], pairs.dz()[2 * pair + 1], repeats);
            }
        }
        double[] whole = new double[4];
        Random random = new Random(8);
        double[] before = new double[2];
        double[] after = new double[2];
        MODEL.observe(state, before);
        for (int run = 0; run < repeats; run++) {
            byte[] evolved = state.clone();
            MODEL.evolve(evolved, MODEL.grid().whole(), Span.time(0.5), random);
            MODEL.observe(evolved, after);
            add(whole, after[0] - before[0], after[1] - before[1], repeats);
        }
        for (int c = 0; c < 2; c++) {
            double variance = ours[2 + c] - ours[c] * ours[c] + whole[2 + c] - whole[c] * whole[c];
            assertThat(ours[c]).isCloseTo(whole[c], within(4 * Math.sqrt(variance / repeats)));
        }
    }

    @Test
    void noPatchEvolvesTwiceBeforeEachDidOnce() {
        byte[] state = new byte[256];
        MODEL.initialise(state, new Random(7));
        var evolution = new PartialEvolution<byte[]>(
                MODEL, Patches.square(16, 4), PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.1), 64, 3);
        int[] patches = evolution.block(one(state), 0).patch();
        int[] chosen = new int[16];
        int[] first = new int[16];
        for (int pair = 0; pair < 64; pair++) {
            int patch = patches[pair];
            chosen[patch]++;
            first[patch] += pair < 16 ? 1 : 0;
        }
        assertThat(chosen).containsOnly(4);
        assertThat(first).containsOnly(1);
    }

    private static void add(double[] sums, double m, double rho, int count) {
        sums[0] += m / count;
        sums[1] += rho / count;
        sums[2] += m * m / count;
        sums[3] += rho * rho / count;
    }

    @Test
    void blocksMustTileThePatch() {
        assertThatThrownBy(() -> BlockFluctuations.of(MODEL, Patches.square(16, 8), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blocks of side 3 in patches of 8×8: must divide its layers, rows and columns");
    }
}
