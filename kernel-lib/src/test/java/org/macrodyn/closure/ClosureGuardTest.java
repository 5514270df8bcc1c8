package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.ByteSites;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
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

    /** Sites that count up by one with probability q whenever they evolve, and by {@code otherwise} else. */
    private record Counters(Grid grid, double q, int otherwise) implements ByteSites {
        @Override
        public Counters on(Grid other) {
            return new Counters(other, q, otherwise);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            for (int i = 0; i < region.sites(); i++) {
                state[region.site(i)] += (byte) (random.nextDouble() < q ? 1 : otherwise);
            }
            return 1;
        }
    }

    /**
     * 16 counters in 4 patches: Var F = q(1 − q)/16, as the shares' sum; a patch alone has K times that, all patches the same
     * mean q = ⟨F⟩.
     */
    @Test
    void statisticsOfCountersAreThoseOfTheBinomialLaw() {
        Counters model = new Counters(Grid.square(4), 0.9, 0);
        int repeats = 4000;
        double[] found = new PatchIncrements<>(
                        model, Patches.square(4, 2), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), repeats)
                .statistics(new byte[16], new Random(1))[0];
        double q = model.q();
        double variance = q * (1 - q) / 16;
        double known = 4 * Math.sqrt(3.0 / repeats);
        assertThat(found[PatchIncrements.FULL] / variance).isCloseTo(1, within(known));
        assertThat(found[PatchIncrements.SHARES] / variance).isCloseTo(1, within(known));
        assertThat(found[PatchIncrements.WITHIN] / (K * variance)).isCloseTo(1, within(known));
        assertThat(found[PatchIncrements.BETWEEN]).isCloseTo(0, within(4 * K * variance / repeats));
        double error = 4 * 2 * q * Math.sqrt(variance / repeats);
        assertThat(found[PatchIncrements.CROSS]).isCloseTo(q * q, within(error));
        assertThat(found[PatchIncrements.SQUARE]).isCloseTo(q * q, within(Math.sqrt(2) * error));
    }

    /**
     * Steps of ±1 have mean 0: what K means of 20 repeats differ by, and the square of their mean, is all noise, which must not
     * count. In units of K Var F/20 and Var F/20 these have deviations √(2/3) and 2 in one measurement.
     */
    @Test
    void noiseOfMeansIsNoDifferenceOfPatches() {
        Counters model = new Counters(Grid.square(4), 0.5, -1);
        int repeats = 20;
        int measurements = 400;
        PatchIncrements<byte[]> increments = new PatchIncrements<>(
                model, Patches.square(4, 2), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), repeats);
        double between = 0;
        double square = 0;
        for (int i = 0; i < measurements; i++) {
            double[] found = increments.statistics(new byte[16], new Random(i))[0];
            between += found[PatchIncrements.BETWEEN] / measurements;
            square += found[PatchIncrements.SQUARE] / measurements;
        }
        double unit = 1.0 / 16 / repeats;
        assertThat(between / (K * unit)).isCloseTo(0, within(4 * Math.sqrt(2 / 3.0 / measurements)));
        assertThat(square / unit).isCloseTo(0, within(4 * 2 / Math.sqrt(measurements)));
    }

    /** Spins that all turn up, whatever is asked: without chance. */
    private record AllUp(Ising of) implements MicroModel<byte[]> {
        @Override
        public Grid grid() {
            return of.grid();
        }

        @Override
        public AllUp on(Grid other) {
            return new AllUp(of.on(other));
        }

        @Override
        public StateType<byte[]> stateType() {
            return of.stateType();
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            of.initialise(state, random);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            for (int i = 0; i < region.sites(); i++) {
                state[region.site(i)] = 1;
            }
            return 1;
        }

        @Override
        public List<String> observables() {
            return of.observables();
        }

        @Override
        public void observe(byte[] state, double[] z) {
            of.observe(state, z);
        }

        @Override
        public void increment(byte[] before, byte[] after, Region region, double[] dz) {
            of.increment(before, after, region, dz);
        }
    }

    /** One patch at a time: bonds across its edge see the others as they were. */
    @Test
    void aShareIsTheChangeByOnePatchAlone() {
        byte[] x = new byte[256];
        MODEL.initialise(x, 0.1, new Random(2));
        double[] z = observed(MODEL, x);
        double[] all = {1 - z[0], -z[1]};
        double[][] statistics = new PatchIncrements<>(
                        new AllUp(MODEL), TILING, PatchBoundary.FROZEN_NEIGHBOURS, Span.events(1), 4)
                .statistics(x, new Random(3));
        for (int c = 0; c < 2; c++) {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < K; i++) {
                byte[] one = x.clone();
                for (int site = 0; site < 64; site++) {
                    one[TILING.region(i).site(site)] = 1;
                }
                double change = K * (observed(MODEL, one)[c] - z[c]);
                mean += change / K;
                square += change * change / K;
            }
            assertThat(statistics[c][PatchIncrements.FULL]).isCloseTo(0, within(1e-15));
            assertThat(statistics[c][PatchIncrements.SHARES]).isCloseTo(0, within(1e-15));
            assertThat(statistics[c][PatchIncrements.CROSS]).isCloseTo(mean * all[c], within(1e-12));
            assertThat(statistics[c][PatchIncrements.SQUARE]).isCloseTo(all[c] * all[c], within(1e-12));
            assertThat(statistics[c][PatchIncrements.BETWEEN])
                    .isCloseTo((square - mean * mean) * K / (K - 1.0), within(1e-12));
        }
    }

    /** Two components at two values: rows stay together. */
    @Test
    void joinedPairsKeepTheirRows() {
        MacroPairs first = new MacroPairs(
                List.of("a", "b"), new float[] {1, 2, 3, 4}, new float[] {1, 0, 0, 1}, new float[] {2, 4});
        MacroPairs second = new MacroPairs(
                List.of("a", "b"), new float[] {5, 6, 7, 8, 9, 10}, new float[] {2, 0, 0, 2, 2, 0}, new float[] {1, 1, 1
                });
        MacroPairs joined = MacroPairs.conditional("T", Map.of(300.0, first, 600.0, second));
        assertThat(joined.z0()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(joined.dz()).containsExactly(1, 0, 0, 1, 2, 0, 0, 2, 2, 0);
        // ⟨|Δz|²⟩ = (2 + 12)/5 in all: units 3 · 2 · 2.8/2 and 1 · 3 · 2.8/12.
        TimeScale time = joined.condition().orElseThrow().time();
        assertThat(time.at(300)).isCloseTo(3 * 2 * 2.8 / 2, within(1e-12));
        assertThat(time.at(600)).isCloseTo(3 * 2.8 / 12, within(1e-12));
        assertThat(joined.dt()[1]).isCloseTo((float) (4 / 8.4), within(1e-6f));
        assertThat(joined.dt()[4]).isCloseTo((float) (1 / 0.7), within(1e-6f));
        assertThatThrownBy(
                        () -> new MacroPairs(List.of("a"), new float[] {Float.NaN}, new float[] {1}, new float[] {1}))
                .hasMessageContaining("z0[0] = NaN");
    }

    /** Only the lower triangle of C is read. */
    @Test
    void condensedPairsHaveTheCovarianceOfTheLowerTriangle() {
        CondensedPairs pairs = new CondensedPairs(List.of("a", "b"), 1);
        pairs.set(0, new double[] {5, 6}, 0.5, new double[] {1, -1}, new double[][] {{4, 99}, {2, 10}});
        MacroPairs made = pairs.pairs();
        double[] moments = new double[5];
        for (int i = 0; i < 4; i++) {
            double a = made.dz()[2 * i];
            double b = made.dz()[2 * i + 1];
            moments[0] += a / 4;
            moments[1] += b / 4;
            moments[2] += (a - 1) * (a - 1) / 4;
            moments[3] += (a - 1) * (b + 1) / 4;
            moments[4] += (b + 1) * (b + 1) / 4;
        }
        assertThat(moments).containsExactly(new double[] {1, -1, 4, 2, 10}, within(1e-6));
    }

    /** Any range of blocks is that part of all pairs, single or condensed. */
    @Test
    void rangesOfBlocksArePartsOfAll() {
        BlockFluctuations<byte[]> closure = BlockFluctuations.of(MODEL, TILING, 4);
        PartialEvolution<byte[]> evolution =
                new PartialEvolution<>(MODEL, TILING, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.01), 512, 3);
        int blocks = evolution.blocks(configurations);
        assertThat(blocks).isEqualTo(3);
        MacroPairs all = closure.encodeAll(evolution, configurations, Increment.OURS, 1, ProgressListener.NONE);
        MacroPairs last = new EncodedEvolution<>(evolution, configurations, Increment.OURS, false)
                .pairs(List.of(closure), 1, 3, 1, ProgressListener.NONE)
                .get(0);
        int from = PartialEvolution.BLOCK;
        assertThat(last.size()).isEqualTo(20 * 512 - from);
        assertThat(last.z0()).isEqualTo(Arrays.copyOfRange(all.z0(), 3 * from, all.z0().length));
        assertThat(last.dz()).isEqualTo(Arrays.copyOfRange(all.dz(), 3 * from, all.dz().length));
        MacroPairs condensed = new EncodedEvolution<>(evolution, configurations, Increment.OURS, true)
                .pairs(List.of(closure), 1, 3, 1, ProgressListener.NONE)
                .get(0);
        assertThat(condensed.dz()).isEqualTo(last.condensed(512).dz());
        assertThat(condensed.z0()).isEqualTo(last.condensed(512).z0());
    }

    /** ln u is linear in 1/T between neighbours alone, where u follows no law. */
    @Test
    void unitsOfTimeAreInterpolatedBetweenNeighbours() {
        TimeScale time = new TimeScale(new double[] {100, 200, 400}, new double[] {1, 100, 3});
        double weight = (1 / 150.0 - 1 / 100.0) / (1 / 200.0 - 1 / 100.0);
        assertThat(time.at(150)).isCloseTo(Math.pow(100, weight), within(1e-9));
        assertThat(time.at(300)).isCloseTo(Math.sqrt(100.0 * 3) * Math.pow(3 / 100.0, 2 / 3.0 - 0.5), within(1e-9));
        assertThat(time.at(100)).isEqualTo(1);
        assertThat(time.at(400)).isEqualTo(3);
    }

    @Test
    void normalisationsAreEqualByTheirNumbers() {
        Normalisation one = new Normalisation(new double[] {1, 2}, new double[] {3, 4});
        assertThat(one).isEqualTo(new Normalisation(new double[] {1, 2}, new double[] {3, 4}));
        assertThat(one).hasSameHashCodeAs(new Normalisation(new double[] {1, 2}, new double[] {3, 4}));
        assertThat(one).isNotEqualTo(new Normalisation(new double[] {1, 2}, new double[] {3, 5}));
        assertThat(one).isNotEqualTo(new Normalisation(new double[] {0, 2}, new double[] {3, 4}));
        assertThat(one.hashCode()).isNotEqualTo(new Normalisation(new double[] {3, 4}, new double[] {1, 2}).hashCode());
        assertThat(one).hasToString("z ↦ (z − [1.0, 2.0]) / [3.0, 4.0]");
    }

    @Test
    void encodingStopsWhenItIsAsked() {
        BlockFluctuations<byte[]> closure = BlockFluctuations.of(MODEL, TILING, 4);
        PairDataset<byte[]> pairs = pairs(PatchBoundary.FROZEN_NEIGHBOURS);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> closure.encode(configurations))
                .isInstanceOf(CancellationException.class)
                .hasMessage("encoding interrupted after 0 of 20");
        assertThatThrownBy(() -> closure.encodePairs(pairs, Increment.OURS)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
