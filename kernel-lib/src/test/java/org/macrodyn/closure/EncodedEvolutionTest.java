package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Exchanges;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** Patches that several closures look at. */
class EncodedEvolutionTest {
    private static final Patches PATCHES = Patches.square(16, 8);
    private static final int FEW = 6;
    /** Of 64 pairs each; condensed. */
    private static final int TWO_BLOCKS = 65;

    private static final Ising MODEL = Ising.square(16, 2.5, 0.1);

    private static Snapshots<byte[]> random(MicroModel<byte[]> model, int count) {
        Snapshots<byte[]> configurations = new Snapshots<>(model.grid(), model.stateType(), count);
        byte[] state = new byte[model.grid().sites()];
        for (int i = 0; i < count; i++) {
            model.initialise(state, RandomStreams.stream(1, "encoded", i));
            configurations.set(i, state);
        }
        return configurations;
    }

    private static EncodedEvolution<byte[]> encoded(
            MicroModel<byte[]> model, PatchBoundary boundary, Increment increment, int configurations) {
        var evolution = new PartialEvolution<>(model, PATCHES, boundary, Span.time(0.5), 64, 1);
        boolean condensed = configurations > FEW;
        return new EncodedEvolution<>(evolution, random(model, configurations), increment, condensed);
    }

    private static void requireTheSameTogetherAndAlone(
            EncodedEvolution<byte[]> encoded, List<ClosureModel<byte[]>> closures) {
        List<MacroPairs> together = encoded.pairs(closures, 0, encoded.blocks(), 2, ProgressListener.NONE);
        assertThat(together).hasSameSizeAs(closures);
        for (int c = 0; c < closures.size(); c++) {
            MacroPairs alone = encoded.pairs(List.of(closures.get(c)), 0, encoded.blocks(), 1, ProgressListener.NONE)
                    .get(0);
            assertThat(together.get(c).names()).isEqualTo(closures.get(c).names());
            assertThat(together.get(c).group()).isEqualTo(alone.group());
            assertThat(together.get(c).z0()).isEqualTo(alone.z0());
            assertThat(together.get(c).dz()).isEqualTo(alone.dz());
            assertThat(together.get(c).dt()).isEqualTo(alone.dt());
        }
    }

    private static List<ClosureModel<byte[]>> closures(MicroModel<byte[]> model, Snapshots<byte[]> configurations) {
        return List.of(
                new ObservablesOnly<>(model),
                BlockFluctuations.of(model, PATCHES, 4),
                BlockFluctuations.normalised(model, PATCHES, configurations, 2, 8));
    }

    @Test
    void eachClosureGivesWhatItGivesAlone() {
        for (Increment increment : Increment.values()) {
            EncodedEvolution<byte[]> encoded = encoded(MODEL, PatchBoundary.halo(2), increment, FEW);
            requireTheSameTogetherAndAlone(encoded, closures(MODEL, encoded.configurations()));
        }
        EncodedEvolution<byte[]> condensed = encoded(MODEL, PatchBoundary.halo(2), Increment.OURS, TWO_BLOCKS);
        requireTheSameTogetherAndAlone(condensed, closures(MODEL, condensed.configurations()));
    }

    /** Where increments count from what a margin has become before the patch evolves. */
    @Test
    void eachClosureGivesWhatItGivesAloneWhereEventsSpill() {
        Exchanges exchanges = new Exchanges(Grid.square(16), 1);
        EncodedEvolution<byte[]> encoded = encoded(exchanges, PatchBoundary.halo(2), Increment.OURS, FEW);
        requireTheSameTogetherAndAlone(encoded, closures(exchanges, encoded.configurations()));
    }

    private static Snapshots<byte[]> reversed(Snapshots<byte[]> states) {
        Snapshots<byte[]> back = new Snapshots<>(states.grid(), states.type(), states.size());
        byte[] state = new byte[states.grid().sites()];
        for (int i = 0; i < states.size(); i++) {
            states.get(i, state);
            back.set(states.size() - 1 - i, state);
        }
        return back;
    }

    private static int[] reversed(int[] values) {
        int[] back = new int[values.length];
        Arrays.setAll(back, i -> values[values.length - 1 - i]);
        return back;
    }

    /** What a pair has changed is undone before the next: an increment does not depend on the pairs before it. */
    @Test
    void pairsDoNotSeeEachOther() {
        Exchanges exchanges = new Exchanges(Grid.square(16), 1);
        EncodedEvolution<byte[]> encoded = encoded(exchanges, PatchBoundary.halo(2), Increment.OURS, 2);
        PairDataset<byte[]> pairs = encoded.evolution().block(encoded.configurations(), 0);
        assertThat(pairs.prepared()).isPresent();
        var back = new PairDataset<>(
                pairs.model(),
                pairs.patches(),
                pairs.boundary(),
                pairs.configurations(),
                reversed(pairs.configuration()),
                reversed(pairs.patch()),
                reversed(pairs.after()),
                pairs.prepared().map(EncodedEvolutionTest::reversed),
                pairs.dt());
        ClosureModel<byte[]> closure = BlockFluctuations.of(exchanges, PATCHES, 4);
        float[] forth = closure.encodePairs(pairs, Increment.OURS).dz();
        float[] other = closure.encodePairs(back, Increment.OURS).dz();
        int d = closure.dimension();
        for (int i = 0; i < forth.length; i++) {
            assertThat(other[(pairs.size() - 1 - i / d) * d + i % d]).isEqualTo(forth[i]);
        }
    }

    /** Known pairs of the observables are used as they are, but not where z counts other observables than the system's. */
    @Test
    void observablesAreMeasuredOnceAndOnlyOfTheSameSystem() {
        EncodedEvolution<byte[]> encoded = encoded(MODEL, PatchBoundary.FROZEN_NEIGHBOURS, Increment.OURS, FEW);
        PairDataset<byte[]> evolved = encoded.evolution().block(encoded.configurations(), 0);
        MacroPairs known = new ObservablesOnly<>(MODEL).encodePairs(evolved, Increment.OURS);
        AtomicInteger asked = new AtomicInteger();
        for (ClosureModel<byte[]> closure : closures(MODEL, encoded.configurations())) {
            closure.encodePairs(evolved, Increment.OURS, () -> {
                asked.incrementAndGet();
                return known;
            });
        }
        assertThat(asked).hasValue(3);
        Ising warmer = Ising.square(16, 3, 0.1);
        MacroPairs other = new ObservablesOnly<>(warmer).encodePairs(evolved, Increment.OURS, () -> {
            throw new AssertionError("another system's");
        });
        assertThat(other.dz()).isEqualTo(known.dz());
    }

    @Test
    void repeatsThatCannotBeCondensedAreRefused() {
        var evolution = new PartialEvolution<>(MODEL, PATCHES, PatchBoundary.halo(2), Span.time(0.5), 48, 1);
        Snapshots<byte[]> configurations = random(MODEL, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncodedEvolution<>(evolution, configurations, Increment.OURS, true))
                .withMessage("repeats = 48: must divide 4096 or be a multiple of it, to be condensed");
    }
}
