package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;

/** Free spins, which flip at rate ½ each whatever the others do: after t a spin has changed with probability (1 − e⁻ᵗ)/2. */
class PartialEvolutionTest {
    private static final CurieWeiss FREE = new CurieWeiss(Grid.square(8), 1e9, 0);
    private static final Patches PATCHES = Patches.square(8, 4);

    private static Snapshots<byte[]> configurations(int count) {
        Snapshots<byte[]> all = new Snapshots<>(FREE.grid(), FREE.stateType(), count);
        byte[] state = new byte[64];
        for (int i = 0; i < count; i++) {
            FREE.initialise(state, new Random(i));
            all.set(i, state);
        }
        return all;
    }

    private static PartialEvolution<byte[]> evolution(PatchBoundary boundary, Span span, int repeats) {
        return new PartialEvolution<>(FREE, PATCHES, boundary, span, repeats, 5);
    }

    /** Sites of the reach that differ from the configuration. */
    private static int changed(PairDataset<byte[]> pairs, int pair) {
        byte[] state = new byte[64];
        byte[] after = new byte[pairs.after().grid().sites()];
        pairs.configurations().get(pairs.configuration()[pair], state);
        pairs.after().get(pair, after);
        Region reach = pairs.reach(pair);
        return (int) IntStream.range(0, after.length)
                .filter(i -> after[i] != state[reach.site(i)])
                .count();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 2})
    void aPatchEvolvesForTheTimeThatIsAsked(double time) {
        Snapshots<byte[]> configurations = configurations(50);
        for (PatchBoundary boundary : new PatchBoundary[] {
            PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.PERIODIC_PATCH, PatchBoundary.halo(1)
        }) {
            PairDataset<byte[]> pairs = evolution(boundary, Span.time(time), 40).block(configurations, 0);
            assertThat(pairs.dt()).containsOnly((float) time);
            int sites = pairs.after().grid().sites();
            assertThat(sites).isEqualTo(boundary instanceof PatchBoundary.Halo ? 36 : 16);
            double flipped = IntStream.range(0, pairs.size())
                            .map(pair -> changed(pairs, pair))
                            .sum()
                    / (double) (sites * pairs.size());
            double exact = -Math.expm1(-time) / 2;
            double error = Math.sqrt(exact * (1 - exact) / (sites * pairs.size()));
            assertThat(flipped).as("%s", boundary).isCloseTo(exact, within(4 * error));
            assertThat(pairs.wholeLattice()).isEqualTo(boundary != PatchBoundary.PERIODIC_PATCH);
        }
    }

    /** n events of n_s spins at rate ½ last 2n/n_s on average; each pair starts from the configuration as it was. */
    @Test
    void aPatchEvolvesForTheEventsThatAreAsked() {
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 40).block(configurations(50), 0);
        for (int pair = 0; pair < pairs.size(); pair++) {
            assertThat(changed(pairs, pair)).isEqualTo(1);
        }
        double mean = IntStream.range(0, pairs.size())
                .mapToDouble(pair -> pairs.dt()[pair])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(2.0 / 16, within(4 * 2.0 / 16 / Math.sqrt(pairs.size())));
        PartialEvolution<byte[]> paper = PartialEvolution.paper(FREE, PATCHES, PatchBoundary.FROZEN_NEIGHBOURS, 5);
        assertThat(paper.span()).isEqualTo(Span.events(16));
        assertThat(paper.repeats()).isEqualTo(1);
    }

    /** Within one configuration no patch comes twice before each came once; over configurations all orders occur. */
    @Test
    void patchesAreDealtLikeCards() {
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 8).block(configurations(400), 0);
        int[] first = new int[4];
        for (int pair = 0; pair < pairs.size(); pair++) {
            assertThat(pairs.configuration()[pair]).isEqualTo(pair / 8);
            assertThat(pairs.region(pair)).isEqualTo(PATCHES.region(pairs.patch()[pair]));
            if (pair % 4 == 0) {
                assertThat(Arrays.stream(pairs.patch(), pair, pair + 4).sorted())
                        .containsExactly(0, 1, 2, 3);
                first[pairs.patch()[pair]]++;
            }
        }
        // 800 deals, 200 expected, standard deviation 12.2.
        assertThat(Arrays.stream(first).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(151, 249));
    }

    /** 3 · 3000 pairs come in blocks of 4096, which may be made in any order. */
    @Test
    void blocksDivideThePairs() {
        Snapshots<byte[]> configurations = configurations(3);
        PartialEvolution<byte[]> evolution = evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 3000);
        assertThat(evolution.pairs(configurations)).isEqualTo(9000);
        assertThat(evolution.blocks(configurations)).isEqualTo(3);
        int[] configuration = IntStream.range(0, 3)
                .mapToObj(block -> evolution.block(configurations, block).configuration())
                .flatMapToInt(Arrays::stream)
                .toArray();
        assertThat(configuration)
                .containsExactly(IntStream.range(0, 9000).map(i -> i / 3000).toArray());
        PairDataset<byte[]> last = evolution.block(configurations, 2);
        assertThat(last.size()).isEqualTo(9000 - 2 * PartialEvolution.BLOCK);
        assertThat(last.dt()).isEqualTo(evolution.block(configurations, 2).dt());
        assertThat(last.dt())
                .isNotEqualTo(Arrays.copyOf(evolution.block(configurations, 1).dt(), last.size()));
        PartialEvolution<byte[]> exact = evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 4096);
        assertThat(exact.blocks(configurations)).isEqualTo(3);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new PartialEvolution<>(
                        FREE, Patches.square(16, 4), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 1, 1))
                .hasMessageContaining("patches tile 16×16 but the system is 8×8");
        assertThatThrownBy(() -> evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 0))
                .hasMessageContaining("repeats = 0");
        assertThatThrownBy(() -> evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 1 << 30)
                        .pairs(configurations(2)))
                .hasMessageContaining("2147483648 pairs: at most 2147483639");
        PairDataset<byte[]> pairs =
                evolution(PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 2).block(configurations(1), 0);
        assertThatThrownBy(() -> columns(pairs, new int[1], pairs.patch(), pairs.dt()))
                .hasMessageContaining("1 config");
        assertThatThrownBy(() -> columns(pairs, pairs.configuration(), new int[1], pairs.dt()))
                .hasMessageContaining("1 patches");
        assertThatThrownBy(() -> columns(pairs, pairs.configuration(), pairs.patch(), new float[3]))
                .hasMessageContaining("3 times: must all be equal");
        Snapshots<byte[]> one = pairs.after().slice(0, 1);
        assertThatThrownBy(() -> new PairDataset<>(
                        FREE,
                        PATCHES,
                        pairs.boundary(),
                        pairs.configurations(),
                        pairs.configuration(),
                        pairs.patch(),
                        one,
                        pairs.prepared(),
                        pairs.dt()))
                .hasMessageContaining("1 evolved patches");
    }

    private static PairDataset<byte[]> columns(PairDataset<byte[]> of, int[] configuration, int[] patch, float[] dt) {
        return new PairDataset<>(
                FREE, PATCHES, of.boundary(), of.configurations(), configuration, patch, of.after(), of.prepared(), dt);
    }
}
