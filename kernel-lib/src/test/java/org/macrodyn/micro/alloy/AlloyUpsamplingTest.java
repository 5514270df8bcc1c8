package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

class AlloyUpsamplingTest {
    private static final NbMoTaAlloy SMALL = NbMoTaAlloy.cube(8, 2000);
    private static final NbMoTaAlloy LARGE = SMALL.on(BccLattice.cube(16).grid());
    private static final AlignedBoxes BOXES = new AlignedBoxes(SMALL.lattice(), LARGE.lattice());

    /** Random configurations of the published composition: 341 Nb, 340 Mo, 342 Ta, one vacancy. */
    private static List<byte[]> pool(int size, RandomGenerator random) {
        List<byte[]> pool = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            byte[] state = new byte[SMALL.grid().sites()];
            new Composition(341 / 1023.0, 340 / 1023.0, 342 / 1023.0).fill(state, 1, random);
            pool.add(state);
        }
        return pool;
    }

    private static int[] counts(byte[] state) {
        int[] counts = new int[4];
        for (byte species : state) {
            counts[species]++;
        }
        return counts;
    }

    @Test
    void everyTileIsAShiftedMemberOfThePool() {
        RandomGenerator random = Fixtures.random(60);
        List<byte[]> pool = pool(3, random);
        byte[] state = new byte[LARGE.grid().sites()];
        BOXES.tile(pool, state, random);
        List<double[]> orders = pool.stream()
                .map(s -> SMALL.lattice().shortRangeOrder(s).delta())
                .toList();
        byte[] box = new byte[SMALL.grid().sites()];
        for (int index = 0; index < BOXES.count(); index++) {
            BOXES.region(index).extract(state, box);
            assertThat(orders).contains(SMALL.lattice().shortRangeOrder(box).delta());
        }
    }

    @Test
    void replicasFitTogetherWithoutSeams() {
        RandomGenerator random = Fixtures.random(64);
        byte[] small = pool(1, random).get(0);
        SMALL.evolve(small, SMALL.grid().whole(), Span.events(5_000), random);
        byte[] state = new byte[LARGE.grid().sites()];
        BOXES.replicate(small, state);
        double[] aligned = new double[6];
        BOXES.order(state, aligned);
        double[] expected = SMALL.lattice().shortRangeOrder(small).delta();
        double[] whole = LARGE.lattice().shortRangeOrder(state).delta();
        for (int c = 0; c < 6; c++) {
            assertThat(aligned[c]).isCloseTo(expected[c], within(1e-12));
            assertThat(whole[c]).isCloseTo(expected[c], within(1e-12));
        }
        VacancyBoxEvolution evolution = new VacancyBoxEvolution(8, Span.events(1), true);
        List<Region> around = Arrays.stream(VacancyPlacement.vacancies(state))
                .mapToObj(vacancy -> evolution.box(LARGE.lattice(), vacancy))
                .toList();
        assertThat(around).hasSize(8);
        for (int index = 0; index < BOXES.count(); index++) {
            assertThat(around).contains(BOXES.region(index));
        }
        assertThatThrownBy(() -> BOXES.replicate(new byte[10], state)).hasMessageContaining("10 sites");
        byte[] full = new byte[SMALL.grid().sites()];
        Arrays.fill(full, Species.NB);
        assertThatThrownBy(() -> BOXES.replicate(full, state)).hasMessageContaining("without a vacancy");
    }

    @Test
    void alignedOrderDoesNotSeeTheSeamsAndFullOrderDoes() {
        RandomGenerator random = Fixtures.random(61);
        byte[] small = pool(1, random).get(0);
        SMALL.evolve(small, SMALL.grid().whole(), Span.events(20_000), random);
        byte[] state = new byte[LARGE.grid().sites()];
        BOXES.tile(List.of(small), state, random);
        double[] aligned = new double[6];
        BOXES.order(state, aligned);
        double[] expected = SMALL.lattice().shortRangeOrder(small).delta();
        assertThat(aligned).containsExactly(expected, within(1e-13));
        double[] full = new double[6];
        LARGE.observe(state, full);
        assertThat(Math.abs(full[3])).isLessThan(Math.abs(aligned[3]) - 0.03);
    }

    @Test
    void publishedRepairTurnsEightTantalumAtomsIntoMolybdenum() {
        RandomGenerator random = Fixtures.random(62);
        byte[] state = new byte[LARGE.grid().sites()];
        BOXES.tile(pool(3, random), state, random);
        byte[] before = state.clone();
        CompositionRepair.PAPER.repair(state, Composition.EQUIMOLAR, random);
        assertThat(counts(state)).containsExactly(8, 2728, 2728, 2728);
        int changed = 0;
        for (int i = 0; i < state.length; i++) {
            if (state[i] != before[i]) {
                assertThat(before[i]).isEqualTo(Species.TA);
                assertThat(state[i]).isEqualTo(Species.MO);
                changed++;
            }
        }
        assertThat(changed).isEqualTo(8);
    }

    /** From 600 Nb, 300 Mo, 0 Ta to 300 of each: only Nb changes, and only into Ta. */
    @Test
    void unbiasedRepairTakesOnlyTheSurplus() {
        RandomGenerator random = Fixtures.random(63);
        byte[] state = new byte[904];
        new Composition(2 / 3.0, 1 / 3.0, 0).fill(state, 4, random);
        byte[] before = state.clone();
        CompositionRepair.UNBIASED.repair(state, Composition.EQUIMOLAR, random);
        assertThat(counts(state)).containsExactly(4, 300, 300, 300);
        for (int i = 0; i < state.length; i++) {
            assertThat(state[i] == before[i] || (before[i] == Species.NB && state[i] == Species.TA))
                    .isTrue();
        }
        CompositionRepair.PAPER.repair(before, Composition.EQUIMOLAR, random);
        assertThat(counts(before)).containsExactly(4, 300, 300, 300);
        byte[] tantalum = new byte[900];
        Arrays.fill(tantalum, Species.TA);
        assertThatThrownBy(() -> CompositionRepair.PAPER.repair(tantalum, Composition.EQUIMOLAR, random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("published repair lacks 300 atoms of species 2 to turn into 1: use UNBIASED");
        CompositionRepair.UNBIASED.repair(tantalum, Composition.EQUIMOLAR, random);
        assertThat(counts(tantalum)).containsExactly(0, 300, 300, 300);
    }

    @Test
    void vacanciesMoveToTheCentresAlsoWhenSomeAreThere() {
        RandomGenerator random = Fixtures.random(64);
        byte[] state = new byte[LARGE.grid().sites()];
        Composition.EQUIMOLAR.fill(state, 0, random);
        for (int site : new int[] {BOXES.centre(5), BOXES.centre(2), 1, 2, 3, 4000, 4001, 4002}) {
            state[site] = Species.VACANCY;
        }
        int[] before = counts(state);
        VacancyPlacement.toCentres(BOXES, state);
        assertThat(counts(state)).isEqualTo(before);
        for (int index = 0; index < BOXES.count(); index++) {
            assertThat(state[BOXES.centre(index)]).isEqualTo(Species.VACANCY);
        }
        assertThat(BOXES.centre(0)).isEqualTo(LARGE.lattice().site(8, 8, 8));
        assertThat(BOXES.centre(7)).isEqualTo(LARGE.lattice().site(24, 24, 24));
        Region box = VacancyBoxEvolution.paper().box(LARGE.lattice(), BOXES.centre(6));
        assertThat(box).isEqualTo(BOXES.region(6));
        state[BOXES.centre(1)] = Species.NB;
        assertThatThrownBy(() -> VacancyPlacement.toCentres(BOXES, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("7 vacancies in 8 boxes");
    }

    @Test
    void upsamplingGivesTheWantedCompositionAndHealsSeams() {
        RandomGenerator random = Fixtures.random(65);
        List<byte[]> pool = pool(2, random);
        pool.forEach(s -> SMALL.evolve(s, SMALL.grid().whole(), Span.events(20_000), random));
        byte[] state = new byte[LARGE.grid().sites()];
        AlloyUpsampling.paper().upsample(SMALL, BOXES, pool, state, random);
        assertThat(counts(state)).containsExactly(8, 2728, 2728, 2728);
        double[] published = new double[6];
        LARGE.observe(state, published);
        AlloyUpsampling.standard().upsample(SMALL, BOXES, pool, state, random);
        assertThat(counts(state)).containsExactly(8, 2728, 2728, 2728);
        double[] healed = new double[6];
        LARGE.observe(state, healed);
        assertThat(healed[3]).isLessThan(published[3] - 0.03);
    }

    @Test
    void aBoxWrappedOnItselfEvolvesAsTheSmallCrystal() {
        RandomGenerator random = Fixtures.random(66);
        byte[] state = new byte[LARGE.grid().sites()];
        BOXES.tile(pool(2, random), state, random);
        VacancyPlacement.toCentres(BOXES, state);
        byte[] before = state.clone();
        double[] aligned = new double[6];
        BOXES.order(state, aligned);
        double[] dz = new double[6];
        int vacancy = BOXES.centre(3);
        byte[] small = new byte[BOXES.box().sites()];
        BOXES.region(3).extract(state, small);
        NbMoTaAlloy alone = LARGE.on(BOXES.box().grid());
        double expected = alone.evolve(small, alone.grid().whole(), Span.events(124), Fixtures.random(67));
        double time = VacancyBoxEvolution.paper().evolve(LARGE, state, vacancy, dz, Fixtures.random(67));
        assertThat(time).isEqualTo(expected);
        byte[] evolved = new byte[small.length];
        BOXES.region(3).extract(state, evolved);
        assertThat(evolved).isEqualTo(small);
        double[] after = new double[6];
        BOXES.order(state, after);
        for (int i = 0; i < 6; i++) {
            assertThat(dz[i] / BOXES.count()).isCloseTo(after[i] - aligned[i], within(1e-13));
        }
        assertThat(state).isNotEqualTo(before);
    }

    @Test
    void aFrozenBoxGivesTheWholeLatticesIncrementTimesK() {
        RandomGenerator random = Fixtures.random(67);
        byte[] state = new byte[LARGE.grid().sites()];
        LARGE.initialise(state, random);
        double[] before = new double[6];
        LARGE.observe(state, before);
        double[] dz = new double[6];
        double duration = 1e-9;
        VacancyBoxEvolution evolution = new VacancyBoxEvolution(8, Span.time(duration), false);
        assertThat(evolution.evolve(LARGE, state, dz, random)).isEqualTo(duration);
        double[] after = new double[6];
        LARGE.observe(state, after);
        for (int i = 0; i < 6; i++) {
            assertThat(dz[i]).isCloseTo(8 * (after[i] - before[i]), within(1e-12));
        }
    }

    @Test
    void badInputIsRefused() {
        RandomGenerator random = Fixtures.random(68);
        byte[] full = new byte[LARGE.grid().sites()];
        Composition.EQUIMOLAR.fill(full, 0, random);
        assertThatThrownBy(() -> VacancyBoxEvolution.paper().evolve(LARGE, full, new double[6], random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no vacancy in the alloy");
        assertThatThrownBy(() -> new AlignedBoxes(SMALL.lattice(), BccLattice.cube(12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each extent must be a multiple");
        assertThatThrownBy(() -> BOXES.tile(List.of(), full, random)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SeamRelaxation(-1, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VacancyBoxEvolution(2, Span.events(1), true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
