package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

class ObservablesOnlyTest {
    private final CurieWeiss model = new CurieWeiss(Grid.square(16), 1.1, 0.1);
    private final ObservablesOnly<byte[]> closure = new ObservablesOnly<>(model);

    private Snapshots<byte[]> configurations(int count) {
        Snapshots<byte[]> set = new Snapshots<>(model.grid(), model.stateType(), count);
        byte[] state = new byte[256];
        for (int i = 0; i < count; i++) {
            model.initialise(state, RandomStreams.stream(1, "states", i));
            set.set(i, state);
        }
        return set;
    }

    private PartialEvolution<byte[]> evolution(PatchBoundary boundary, int side, int repeats) {
        return new PartialEvolution<>(model, Patches.square(16, side), boundary, Span.events(3), repeats, 7);
    }

    /** For the magnetisation, K times the change of the whole equals the change of the patch's own mean. */
    @Test
    void oursIsThePatchesOwnChange() {
        Snapshots<byte[]> x = configurations(50);
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, 4, 3).block(x, 0);
        MacroPairs encoded = closure.encodePairs(pairs, Increment.OURS);
        double[][] z = closure.encode(x);
        byte[] state = new byte[256];
        byte[] before = new byte[16];
        byte[] after = new byte[16];
        for (int pair = 0; pair < 150; pair++) {
            x.get(pair / 3, state);
            pairs.region(pair).extract(state, before);
            pairs.after().get(pair, after);
            assertThat((double) encoded.z0()[pair]).isCloseTo(z[pair / 3][0], within(1e-7));
            assertThat((double) encoded.dz()[pair]).isCloseTo(mean(after) - mean(before), within(1e-6));
        }
    }

    @Test
    void naiveIsTheEvolvedPatchAgainstTheWhole() {
        Snapshots<byte[]> x = configurations(20);
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, 4, 1).block(x, 0);
        MacroPairs encoded = closure.encodePairs(pairs, Increment.NAIVE);
        byte[] after = new byte[16];
        for (int pair = 0; pair < 20; pair++) {
            pairs.after().get(pair, after);
            assertThat((double) (encoded.z0()[pair] + encoded.dz()[pair])).isCloseTo(mean(after), within(1e-6));
        }
    }

    @Test
    void withOnePatchOursAndNaiveAreTheSame() {
        Snapshots<byte[]> x = configurations(20);
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, 16, 1).block(x, 0);
        assertThat(closure.encodePairs(pairs, Increment.OURS).dz())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(closure.encodePairs(pairs, Increment.NAIVE).dz());
    }

    @Test
    void allPairsAreTheBlocksInOrderOnAnyNumberOfThreads() {
        Snapshots<byte[]> x = configurations(1000);
        PartialEvolution<byte[]> evolution = evolution(PatchBoundary.FROZEN_NEIGHBOURS, 4, 9);
        MacroPairs one = closure.encodeAll(evolution, x, Increment.OURS, 1, ProgressListener.NONE);
        MacroPairs four = closure.encodeAll(evolution, x, Increment.OURS, 4, ProgressListener.NONE);
        assertThat(one.size()).isEqualTo(9000);
        assertThat(four.dz()).isEqualTo(one.dz());
        assertThat(four.dt()).isEqualTo(one.dt());
        MacroPairs last = closure.encodePairs(evolution.block(x, 2), Increment.OURS);
        for (int i = 0; i < last.size(); i++) {
            assertThat(one.dz()[2 * PartialEvolution.BLOCK + i]).isEqualTo(last.dz()[i]);
        }
    }

    @Test
    void partialEvolutionLeavesTheConfigurationsAlone() {
        Snapshots<byte[]> x = configurations(30);
        byte[] before = ((byte[]) x.packed()).clone();
        evolution(PatchBoundary.PERIODIC_PATCH, 8, 4).block(x, 0);
        assertThat((byte[]) x.packed()).isEqualTo(before);
    }

    @Test
    void refusesPairsThatAreNotNumbers() {
        assertThatThrownBy(() -> new MacroPairs(List.of("m"), new float[1], new float[] {Float.NaN}, new float[] {1}))
                .hasMessageContaining("Δz[0] = NaN: must be finite");
        assertThatThrownBy(() -> new MacroPairs(List.of("m"), new float[1], new float[1], new float[] {0}))
                .hasMessageContaining("δt[0] = 0.0");
        assertThatThrownBy(() -> evolution(PatchBoundary.FROZEN_NEIGHBOURS, 4, 0))
                .hasMessageContaining("repeats = 0");
        assertThatThrownBy(() -> new PartialEvolution<>(
                        model, Patches.square(32, 4), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 1, 1))
                .hasMessageContaining("patches tile 32×32 but the system is 16×16");
    }

    private static double mean(byte[] spins) {
        double sum = 0;
        for (byte spin : spins) {
            sum += spin;
        }
        return sum / spins.length;
    }
}
