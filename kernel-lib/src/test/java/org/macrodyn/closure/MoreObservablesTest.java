package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteEventModel;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.Generator;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** Closure variables as further observables: known values, increments, what events do to them. */
class MoreObservablesTest {
    private static final Ising SPINS = Ising.square(8, 2.5, 0.1);
    private static final Patches TILING = Patches.square(8, 4);
    /** One rule that changes a site, one that changes a neighbour, one that changes both. */
    private static final RuleModel SPECIES = Rules.on(Grid.square(8))
            .states("o", "A", "B")
            .change("B -> o", 0.3)
            .pair("A o -> A A", 0.7)
            .pair("A B -> o o", 1.1)
            .exchange("A o", 0.5)
            .observe("A", "A|B");

    private static double[] observed(MicroModel<byte[]> model, byte[] state) {
        double[] z = new double[model.observables().size()];
        model.observe(state, z);
        return z;
    }

    private static MicroModel<byte[]> correlations(MicroModel<byte[]> model, int distances) {
        return MoreObservables.correlations(model, model.siteFunctions(), distances);
    }

    @Test
    void completeOrderIsCorrelatedAtEveryDistance() {
        MicroModel<byte[]> more = correlations(SPINS, 4);
        assertThat(more.observables())
                .endsWith("⟨x⟩", "⟨x x⟩ at 1", "⟨x x⟩ at √2", "⟨x x⟩ at 2", "⟨x x⟩ at √5")
                .hasSize(7);
        byte[] state = new byte[64];
        Arrays.fill(state, (byte) -1);
        assertThat(observed(more, state)).containsExactly(new double[] {-1, 0, -1, 1, 1, 1, 1}, within(1e-12));
    }

    /** On a chessboard neighbours differ, those across the corner and two steps away are alike, a knight's jump is odd. */
    @Test
    void aChessboardChangesItsSignWithTheColour() {
        byte[] state = new byte[64];
        for (int site = 0; site < 64; site++) {
            state[site] = (byte) ((site / 8 + site) % 2 == 0 ? 1 : -1);
        }
        assertThat(observed(correlations(SPINS, 4), state))
                .containsExactly(new double[] {0, 1, 0, -1, 1, 1, -1}, within(1e-12));
    }

    @Test
    void distancesAreThoseOfTheLattice() {
        Grid cube = Grid.cube(4);
        RuleModel inSpace = Rules.on(cube)
                .states("o", "A")
                .change("A -> o", 1)
                .change("o -> A", 1)
                .observe("A");
        assertThat(correlations(inSpace, 3).observables())
                .containsExactly("A", "⟨A⟩", "⟨A A⟩ at 1", "⟨A A⟩ at √2", "⟨A A⟩ at √3");
        RuleModel onALine =
                Rules.on(Grid.line(1, 16)).states("o", "A").change("A -> o", 1).observe("A");
        assertThat(correlations(onALine, 3).observables()).endsWith("⟨A A⟩ at 1", "⟨A A⟩ at 2", "⟨A A⟩ at 3");
        byte[] planes = new byte[64];
        Arrays.fill(planes, 0, 16, (byte) 1);
        // One layer of four: a bond is in it with both ends if it lies in the plane, 2 of 3 and 2 of 6, and if it leads
        // nowhere else.
        assertThat(observed(correlations(inSpace, 3), planes))
                .containsExactly(new double[] {0.25, 0.25, 0.25 * 2 / 3, 0.25 / 3, 0}, within(1e-12));
    }

    /** A|B counts a bond whichever end is A: it is twice the mean of f_A f_B, and A|A that of f_A f_A. */
    @Test
    void ofIndicatorsTheyAreTheFractionsOfBonds() {
        RuleModel bonds = Rules.on(Grid.square(8))
                .states("o", "A", "B")
                .change("B -> o", 1)
                .observe("A", "B", "A|A", "A|B", "B|B");
        byte[] state = new byte[64];
        bonds.initialise(state, new SplittableRandom(4));
        double[] z = observed(correlations(bonds, 1), state);
        assertThat(z).hasSize(10);
        double[] expected = {z[0], z[1], z[2], z[3] / 2, z[4]};
        assertThat(Arrays.copyOfRange(z, 5, 10)).containsExactly(expected, within(1e-12));
    }

    @Test
    void aRegionsChangeIsTheDifferenceOfTheWhole() {
        Random random = new Random(3);
        for (MicroModel<byte[]> model : List.of(SPINS, SPECIES)) {
            MicroModel<byte[]> more = MoreObservables.mean(
                    correlations(model, 3), TILING, "square", (state, patch) -> Math.pow(mean(state, patch), 2));
            byte[] before = new byte[64];
            byte[] other = new byte[64];
            model.initialise(before, new SplittableRandom(1));
            model.initialise(other, new SplittableRandom(2));
            for (Region region : List.of(
                    TILING.region(1),
                    TILING.region(2).widened(1),
                    new Region(model.grid(), 0, 6, 5, 1, 7, 4),
                    model.grid().whole())) {
                byte[] after = before.clone();
                for (int inner = 0; inner < region.sites(); inner++) {
                    after[region.site(inner)] =
                            random.nextBoolean() ? other[region.site(inner)] : before[region.site(inner)];
                }
                double[] expected = observed(more, after);
                double[] old = observed(more, before);
                double[] dz = new double[expected.length];
                more.increment(before, after, region, dz);
                Arrays.setAll(expected, c -> expected[c] - old[c]);
                assertThat(dz).containsExactly(expected, within(1e-12));
            }
        }
    }

    private static double mean(byte[] state, Region patch) {
        return IntStream.range(0, patch.sites())
                .map(inner -> state[patch.site(inner)])
                .average()
                .orElseThrow();
    }

    /** Told one by one, events have the same drift and covariance as together, and each does what it says. */
    @Test
    void eventsAreTheSameOneByOne() {
        for (SiteEventModel<byte[]> model : List.<SiteEventModel<byte[]>>of(SPINS, SPECIES)) {
            byte[] state = new byte[64];
            model.initialise(state, new SplittableRandom(8));
            for (Region region : List.of(model.grid().whole(), TILING.region(3))) {
                Generator.Rates together = new Generator<>(model).at(state, region);
                double[] drift = new double[2];
                double[][] covariance = new double[2][2];
                model.siteEvents(state, region, (rate, dz, after, sites) -> {
                    for (int a = 0; a < 2; a++) {
                        drift[a] += rate * dz[a];
                        for (int b = 0; b < 2; b++) {
                            covariance[a][b] += rate * dz[a] * dz[b];
                        }
                    }
                    int[] different = IntStream.range(0, 64)
                            .filter(i -> after[i] != state[i])
                            .toArray();
                    assertThat(different).containsExactlyInAnyOrder(sites);
                });
                assertThat(drift).containsExactly(together.drift(), within(1e-12));
                assertThat(covariance[0]).containsExactly(together.covariance()[0], within(1e-12));
                assertThat(covariance[1]).containsExactly(together.covariance()[1], within(1e-12));
            }
        }
    }

    /** b = Σ r (z(after) − z(before)) of all variables, with the states that events lead to measured in full. */
    @Test
    void eventsTellWhatTheyDoToCorrelations() {
        requireEventsAsMeasured(SPINS);
        requireEventsAsMeasured(SPECIES);
    }

    private static void requireEventsAsMeasured(SiteEventModel<byte[]> model) {
        MicroModel<byte[]> more = correlations(model, 3);
        byte[] state = new byte[64];
        model.initialise(state, new SplittableRandom(9));
        double[] here = observed(more, state);
        double[] drift = new double[here.length];
        double[] square = new double[here.length];
        model.siteEvents(state, model.grid().whole(), (rate, dz, after, sites) -> {
            double[] there = observed(more, after);
            for (int c = 0; c < here.length; c++) {
                drift[c] += rate * (there[c] - here[c]);
                square[c] += rate * Math.pow(there[c] - here[c], 2);
            }
        });
        Generator.Rates rates = Generator.of(more).at(state, model.grid().whole());
        assertThat(rates.drift()).containsExactly(drift, within(1e-12));
        for (int c = 0; c < here.length; c++) {
            assertThat(rates.covariance()[c][c]).isCloseTo(square[c], within(1e-12));
        }
    }

    /** Two kinds of particles, a field each: one of the first becomes one of the second, which changes both fields of a site. */
    private record Converts(Grid grid) implements SiteEventModel<byte[]> {
        @Override
        public Converts on(Grid other) {
            return new Converts(other);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.BYTES;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            for (int site = 0; site < state.length; site++) {
                state[site] = (byte) random.nextInt(4);
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            throw new UnsupportedOperationException("asked for its events alone");
        }

        @Override
        public List<String> observables() {
            return List.of("n");
        }

        @Override
        public void observe(byte[] state, double[] z) {
            z[0] = 1;
        }

        @Override
        public List<SiteFunction<byte[]>> siteFunctions() {
            return List.of(
                    SiteFunction.of("a", (state, p) -> state[p]),
                    SiteFunction.of("b", (state, p) -> state[p + state.length / 2]));
        }

        @Override
        public void events(byte[] state, Region region, EventVisitor visitor) {
            siteEvents(state, region, (rate, dz, after, sites) -> visitor.event(rate, dz));
        }

        @Override
        public void siteEvents(byte[] state, Region region, SiteEventVisitor<byte[]> visitor) {
            int half = state.length / 2;
            for (int p = 0; p < half; p++) {
                byte[] after = state.clone();
                after[p]--;
                after[p + half]++;
                visitor.event(1 + state[p], new double[1], after, new int[] {p, p + half});
            }
        }
    }

    @Test
    void anEventOfTwoFieldsOfASiteCountsOnce() {
        requireEventsAsMeasured(new Converts(new Grid(2, 1, 8, 4)));
    }

    @Test
    void meansOverPatchesKnowNoEvents() {
        MicroModel<byte[]> more = MoreObservables.mean(SPINS, TILING, "e", (state, patch) -> 1);
        assertThat(more).isNotInstanceOf(EventModel.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Generator.of(more))
                .withMessageContaining("make pairs by evolving patches");
    }

    /**
     * x becomes y, patch by patch with a margin as wide as the farthest correlation: the mean over patches of K times what
     * each has changed is the whole's change, bonds across the edges included.
     */
    @Test
    void incrementsOfAllPatchesAddUpToThoseOfTheWhole() {
        MicroModel<byte[]> more =
                MoreObservables.mean(correlations(SPINS, 3), TILING, "own mean", MoreObservablesTest::mean);
        byte[] x = new byte[64];
        byte[] y = new byte[64];
        SPINS.initialise(x, 0.3, new SplittableRandom(5));
        SPINS.initialise(y, -0.2, new SplittableRandom(6));
        PatchBoundary margin = PatchBoundary.halo(2);
        Grid reach = margin.reach(SPINS, TILING.region(0)).asGrid();
        Snapshots<byte[]> after = new Snapshots<>(reach, SPINS.stateType(), 4);
        byte[] part = new byte[reach.sites()];
        for (int patch = 0; patch < 4; patch++) {
            margin.reach(SPINS, TILING.region(patch)).extract(y, part);
            after.set(patch, part);
        }
        float[] dt = {1, 1, 1, 1};
        PairDataset<byte[]> pairs = new PairDataset<>(
                SPINS, TILING, margin, one(x), new int[4], new int[] {0, 1, 2, 3}, after, Optional.empty(), dt);
        MacroPairs encoded = new ObservablesOnly<>(more).encodePairs(pairs, Increment.OURS);
        double[] old = observed(more, x);
        double[] now = observed(more, y);
        for (int c = 0; c < old.length; c++) {
            double sum = 0;
            for (int patch = 0; patch < 4; patch++) {
                sum += encoded.dz()[patch * old.length + c];
            }
            assertThat(sum / 4).as(more.observables().get(c)).isCloseTo(now[c] - old[c], within(1e-6));
        }
    }

    private static Snapshots<byte[]> one(byte[] state) {
        Snapshots<byte[]> one = new Snapshots<>(SPINS.grid(), SPINS.stateType(), 1);
        one.set(0, state);
        return one;
    }

    /** Δẑ = e(x_{t+δt,I}) − e(x_{t,I}) of the patch that evolved, whatever e. */
    @Test
    void aPatchMovesTheMeanByItsOwnChange() {
        PatchValue<byte[]> square = (state, patch) -> Math.pow(mean(state, patch), 2);
        byte[] x = new byte[64];
        SPINS.initialise(x, 0.3, new SplittableRandom(5));
        var evolution =
                new PartialEvolution<byte[]>(SPINS, TILING, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.5), 20, 3);
        PairDataset<byte[]> pairs = evolution.block(one(x), 0);
        MacroPairs encoded = new ObservablesOnly<>(MoreObservables.mean(SPINS, TILING, "e", square))
                .encodePairs(pairs, Increment.OURS);
        byte[] inside = new byte[16];
        for (int pair = 0; pair < 20; pair++) {
            byte[] after = x.clone();
            pairs.after().get(pair, inside);
            pairs.region(pair).insert(inside, after);
            double expected = square.of(after, pairs.region(pair)) - square.of(x, pairs.region(pair));
            assertThat((double) encoded.dz()[3 * pair + 2]).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void refusesKnownNamesAndWhatIsNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoreObservables.mean(SPINS, TILING, "magnetisation", (state, patch) -> 1))
                .withMessage(
                        "closure variable 'magnetisation': the system observes [magnetisation, domain-wall density],"
                                + " choose another name");
        MicroModel<byte[]> broken =
                MoreObservables.mean(SPINS, TILING, "e", (state, patch) -> patch.row() == 4 ? Double.NaN : 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> observed(broken, new byte[64]))
                .withMessage("closure variable 'e' = NaN in patch 2 of 4: must be finite in every configuration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoreObservables.correlations(SPINS, List.of(), 1))
                .withMessage("correlations of 0 site functions at 1 distances: must be at least 1 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoreObservables.mean(SPINS, Patches.square(16, 4), "e", (state, patch) -> 1))
                .withMessageContaining("patches tile 16×16 but the system is 8×8");
    }

    /**
     * A, B, o and bonds A|A, A|B, A|o, … obey ⟨A⟩ + ⟨B⟩ + ⟨o⟩ = 1 and ⟨A⟩ = ⟨AA⟩ + ⟨AB⟩ + ⟨Ao⟩, so that with A, B and A|o known
     * one of ⟨AA⟩, ⟨AB⟩ and ⟨BB⟩ says nothing new at distance 1, none at the next.
     */
    @Test
    void onlyWhatFollowsFromNothingElseIsKept() {
        RuleModel model = Rules.on(Grid.square(8))
                .states("o", "A", "B")
                .change("B -> o", 1)
                .observe("A", "B", "A|o");
        Snapshots<byte[]> states = new Snapshots<>(model.grid(), model.stateType(), 60);
        byte[] state = new byte[64];
        for (int i = 0; i < 60; i++) {
            model.initialise(state, new SplittableRandom(i));
            states.set(i, state);
        }
        MicroModel<byte[]> more = correlations(model, 2);
        assertThat(SomeObservables.independent(more, 3, 9, states).names())
                .containsExactly(
                        "A", "B", "A|o", "⟨A A⟩ at 1", "⟨B B⟩ at 1", "⟨A A⟩ at √2", "⟨A B⟩ at √2", "⟨B B⟩ at √2");
        assertThat(SomeObservables.independent(more, 3, 2, states).names()).hasSize(5);
        assertThat(SomeObservables.independent(correlations(model, 0), 3, 9, states)
                        .names())
                .isEqualTo(model.observables());
    }

    /** The cosine of an angle, not the angle. */
    @Test
    void anyFunctionOfASiteCanBeShown() {
        SiteFunction<byte[]> cosine = SiteFunction.of("cos θ", (state, p) -> Math.cos(Math.PI * state[p] / 3));
        byte[] state = new byte[64];
        for (int site = 0; site < 64; site++) {
            state[site] = (byte) (site % 2 == 0 ? 1 : 2);
        }
        double[] z = observed(MoreObservables.correlations(SPECIES, List.of(cosine), 1), state);
        // ½ and −½ in alternate columns: of the bonds half join equal ones.
        assertThat(Arrays.copyOfRange(z, 2, 4)).containsExactly(new double[] {0, 0}, within(1e-12));
        double[] blocks =
                BlockFluctuations.of(SPECIES, TILING, List.of(cosine), 1, 2).encode(single(state))[0];
        assertThat(Arrays.copyOfRange(blocks, 2, 4)).containsExactly(new double[] {0.25, 0}, within(1e-7));
    }

    private static Snapshots<byte[]> single(byte[] state) {
        Snapshots<byte[]> one = new Snapshots<>(SPECIES.grid(), SPECIES.stateType(), 1);
        one.set(0, state);
        return one;
    }

    /** Fluctuations and components of species are those of where they are, whatever the numbers of their states. */
    @Test
    void speciesAreShownOneByOne() {
        byte[] state = new byte[64];
        for (int site = 0; site < 64; site++) {
            state[site] = (byte) (site % 8 < 4 ? site / 32 * 2 : 1);
        }
        // Patches of one species each: o above left, B below left, A at the right.
        double[] z = BlockFluctuations.of(SPECIES, TILING, 4).encode(single(state))[0];
        assertThat(Arrays.copyOfRange(z, 2, 4)).containsExactly(new double[] {0.5, 0.25}, within(1e-12));
        Snapshots<byte[]> states = new Snapshots<>(SPECIES.grid(), SPECIES.stateType(), 40);
        for (int i = 0; i < 40; i++) {
            SPECIES.initialise(state, new SplittableRandom(i));
            states.set(i, state);
        }
        PcaClosure<byte[]> components = PcaClosure.fit(SPECIES, TILING, states, 1);
        assertThat(components.names()).hasSize(4);
        assertThat(components.components()).hasDimensions(2, 1);
        assertThat(components.components()[0][0]).hasSize(16);
        var evolution =
                new PartialEvolution<byte[]>(SPECIES, TILING, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.2), 5, 3);
        PairDataset<byte[]> pairs = evolution.block(states, 0);
        MacroPairs encoded = components.encodePairs(pairs, Increment.OURS);
        byte[] changed = new byte[pairs.after().grid().sites()];
        for (int pair = 0; pair < 50; pair++) {
            states.get(pair / 5, state);
            double[] before = components.encode(single(state))[0];
            pairs.after().get(pair, changed);
            pairs.reach(pair).insert(changed, state);
            double[] after = components.encode(single(state))[0];
            for (int c = 2; c < 4; c++) {
                assertThat((double) encoded.dz()[4 * pair + c]).isCloseTo(4 * (after[c] - before[c]), within(1e-4));
            }
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> components.reconstruct(new byte[64]))
                .withMessage("components of [A, B]: what sites show can be reconstructed, their states cannot");
    }
}
