package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** Increments of m, ρ and block fluctuations, each pair written out from its states. */
class ClosureGuardTest {
    private static final Ising MODEL = Ising.square(16, 2.5, 0.1);
    private static final Ising PATCH = Ising.square(8, 2.5, 0.1);
    private static final Patches TILING = Patches.square(16, 8);
    private static final int K = 4;
    private static final int REPEATS = 6;

    private final Snapshots<byte[]> configurations = configurations();

    private static Snapshots<byte[]> configurations() {
        Snapshots<byte[]> all = new Snapshots<>(MODEL.grid(), MODEL.stateType(), 20);
        byte[] state = new byte[256];
        for (int i = 0; i < all.size(); i++) {
            MODEL.initialise(state, new Random(i));
            MODEL.evolve(state, MODEL.grid().whole(), Span.time(0.5), new Random(i));
            all.set(i, state);
        }
        return all;
    }

    private PairDataset<byte[]> pairs(PatchBoundary boundary) {
        return new PartialEvolution<>(MODEL, TILING, boundary, Span.events(9), REPEATS, 3).block(configurations, 0);
    }

    private static double[] observed(Ising model, byte[] state) {
        double[] z = new double[2];
        model.observe(state, z);
        return z;
    }

    /** The mean over the four 4 × 4 blocks of a patch of the squared block mean. */
    private static double code(byte[] patch) {
        double code = 0;
        for (int block = 0; block < 4; block++) {
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                sum += patch[(block / 2 * 4 + i / 4) * 8 + block % 2 * 4 + i % 4];
            }
            code += sum * sum / 256 / 4;
        }
        return code;
    }

    /** x, x with the evolved patch, and the patch before and after. */
    private record Step(byte[] before, byte[] after, byte[] patchBefore, byte[] patchAfter) {
        static Step of(PairDataset<byte[]> pairs, int pair) {
            byte[] before = new byte[256];
            pairs.configurations().get(pairs.configuration()[pair], before);
            byte[] after = before.clone();
            byte[] patchBefore = new byte[64];
            byte[] patchAfter = new byte[64];
            Region region = pairs.region(pair);
            region.extract(before, patchBefore);
            pairs.after().get(pair, patchAfter);
            region.insert(patchAfter, after);
            return new Step(before, after, patchBefore, patchAfter);
        }

        double meanCode() {
            double mean = 0;
            byte[] patch = new byte[64];
            for (int i = 0; i < K; i++) {
                TILING.region(i).extract(before, patch);
                mean += code(patch) / K;
            }
            return mean;
        }
    }

    private void requireRow(float[] rows, int pair, double[] expected) {
        for (int c = 0; c < expected.length; c++) {
            assertThat((double) rows[pair * expected.length + c])
                    .as("pair %d, component %d", pair, c)
                    .isCloseTo(expected[c], within(1e-5));
        }
    }

    /** Ours: K times the whole's change for m and ρ, the patch's own for ẑ; naive: the patch against the whole. */
    @Test
    void incrementsAreThoseOfThePatchInTheUnitsOfTheWhole() {
        BlockFluctuations<byte[]> closure = BlockFluctuations.normalised(MODEL, TILING, configurations, 4);
        PairDataset<byte[]> pairs = pairs(PatchBoundary.FROZEN_NEIGHBOURS);
        MacroPairs ours = closure.encodePairs(pairs, Increment.OURS);
        MacroPairs naive = closure.encodePairs(pairs, Increment.NAIVE);
        double[] shift = closure.normalisation().shift();
        double[] scale = closure.normalisation().scale();
        assertThat(ours.names()).containsExactly("magnetisation", "domain-wall density", "closure 1");
        assertThat(ours.size()).isEqualTo(20 * REPEATS);
        assertThat(ours.dt()).isEqualTo(pairs.dt());
        for (int pair = 0; pair < pairs.size(); pair++) {
            Step step = Step.of(pairs, pair);
            double[] z = observed(MODEL, step.before);
            double[] moved = observed(MODEL, step.after);
            double[] alone = observed(PATCH, step.patchAfter);
            double mean = step.meanCode();
            requireRow(ours.z0(), pair, new double[] {
                (z[0] - shift[0]) / scale[0], (z[1] - shift[1]) / scale[1], (mean - shift[2]) / scale[2]
            });
            requireRow(naive.z0(), pair, new double[] {
                ours.z0()[3 * pair], ours.z0()[3 * pair + 1], ours.z0()[3 * pair + 2]
            });
            requireRow(ours.dz(), pair, new double[] {
                K * (moved[0] - z[0]) / scale[0],
                K * (moved[1] - z[1]) / scale[1],
                (code(step.patchAfter) - code(step.patchBefore)) / scale[2]
            });
            requireRow(naive.dz(), pair, new double[] {
                (alone[0] - z[0]) / scale[0], (alone[1] - z[1]) / scale[1], (code(step.patchAfter) - mean) / scale[2]
            });
        }
    }

    /** A patch that evolved as a system of its own is measured as one, before and after. */
    @Test
    void isolatedPatchesAreMeasuredAlone() {
        PairDataset<byte[]> pairs = pairs(PatchBoundary.PERIODIC_PATCH);
        MacroPairs ours = new ObservablesOnly<>(MODEL).encodePairs(pairs, Increment.OURS);
        for (int pair = 0; pair < pairs.size(); pair++) {
            Step step = Step.of(pairs, pair);
            double[] before = observed(PATCH, step.patchBefore);
            double[] after = observed(PATCH, step.patchAfter);
            requireRow(ours.dz(), pair, new double[] {after[0] - before[0], after[1] - before[1]});
            requireRow(ours.z0(), pair, observed(MODEL, step.before));
        }
    }

    /**
     * With a margin: the mean of the patch's change beside its old and beside its new surroundings, times K. The configuration
     * is as it was for the next pair.
     */
    @Test
    void besideAMarginBothEndsOfABondCount() {
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(MODEL, TILING, PatchBoundary.halo(2), Span.events(20), REPEATS, 3);
        PairDataset<byte[]> pairs = evolution.block(configurations, 0);
        MacroPairs ours = new ObservablesOnly<>(MODEL).encodePairs(pairs, Increment.OURS);
        byte[] reach = new byte[144];
        byte[] patch = new byte[64];
        for (int pair = 0; pair < pairs.size(); pair++) {
            byte[] x = new byte[256];
            pairs.configurations().get(pairs.configuration()[pair], x);
            byte[] all = x.clone();
            pairs.after().get(pair, reach);
            pairs.reach(pair).insert(reach, all);
            byte[] onlyPatch = x.clone();
            pairs.region(pair).extract(all, patch);
            pairs.region(pair).insert(patch, onlyPatch);
            byte[] onlyMargin = all.clone();
            pairs.region(pair).extract(x, patch);
            pairs.region(pair).insert(patch, onlyMargin);
            double[] expected = new double[2];
            for (int c = 0; c < 2; c++) {
                expected[c] = K
                        * (observed(MODEL, onlyPatch)[c]
                                - observed(MODEL, x)[c]
                                + observed(MODEL, all)[c]
                                - observed(MODEL, onlyMargin)[c])
                        / 2;
            }
            requireRow(ours.dz(), pair, expected);
            requireRow(ours.z0(), pair, observed(MODEL, x));
        }
    }

    @Test
    void otherTilingsAreRefused() {
        BlockFluctuations<byte[]> closure = BlockFluctuations.of(MODEL, Patches.square(16, 4), 4);
        PairDataset<byte[]> pairs = pairs(PatchBoundary.FROZEN_NEIGHBOURS);
        assertThatThrownBy(() -> closure.encodePairs(pairs, Increment.OURS))
                .hasMessageContaining("pairs of patches of 8×8 in 16×16: this closure encodes patches of 4×4");
        assertThatThrownBy(() -> BlockFluctuations.of(MODEL, Patches.square(32, 8), 4))
                .hasMessageContaining("patches tile 32×32 but the system is 16×16");
        assertThat(BlockFluctuations.of(MODEL, new Patches(Grid.square(16), Grid.square(8)), 2, 4)
                        .dimension())
                .isEqualTo(4);
    }
}
