package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

class NbMoTaAlloyTest {
    private final NbMoTaAlloy alloy = NbMoTaAlloy.cube(8, 2000);

    private byte[] state(long stream) {
        byte[] state = alloy.stateType().allocate(alloy.grid().sites());
        alloy.initialise(state, Fixtures.random(stream));
        return state;
    }

    private static int count(byte[] state, int species) {
        int count = 0;
        for (byte site : state) {
            count += site == species ? 1 : 0;
        }
        return count;
    }

    @Test
    void randomStatesAreEquimolarWithOneVacancyFor1024Sites() {
        byte[] state = state(40);
        assertThat(count(state, Species.VACANCY)).isEqualTo(1);
        for (int species = 1; species < 4; species++) {
            assertThat(count(state, species)).isEqualTo(341);
        }
        assertThat(alloy.on(new Grid(2, 16, 16, 16)).vacancies()).isEqualTo(8);
    }

    /** In a random alloy an atom's neighbours are 8 of the other n − 1 sites: E N_aa = 8 (N_a − 1) / (n − 1). */
    @Test
    void randomStatesHaveNoOrder() {
        double[] mean = new double[6];
        double[] z = new double[6];
        int trials = 100;
        for (int trial = 0; trial < trials; trial++) {
            alloy.observe(state(1000 + trial), z);
            for (int i = 0; i < 6; i++) {
                mean[i] += z[i] / trials;
            }
        }
        double[] atoms = {340, 341, 341, 340, 341, 340};
        for (int i = 0; i < 6; i++) {
            assertThat(mean[i]).isCloseTo(8 * atoms[i] / 1023 - 8 / 3.0, within(4 * 0.075 / Math.sqrt(trials)));
        }
        assertThat(alloy.observables()).isEqualTo(ShortRangeOrder.PAIRS);
    }

    @Test
    void onlyTheRegionEvolvesAndItsVacanciesStayInside() {
        Region region = new Region(alloy.grid(), 6, 5, 7, 4, 4, 4);
        RandomGenerator random = Fixtures.random(41);
        byte[] state = state(42);
        state[region.site(20)] = Species.VACANCY;
        state[region.site(90)] = Species.VACANCY;
        byte[] before = state.clone();
        alloy.evolve(state, region, Span.events(500), random);
        byte[] patch = new byte[region.sites()];
        byte[] old = new byte[region.sites()];
        region.extract(state, patch);
        region.extract(before, old);
        assertThat(patch).isNotEqualTo(old);
        for (int species = 0; species < 4; species++) {
            assertThat(count(patch, species)).isEqualTo(count(old, species));
        }
        region.insert(old, state);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void theWholeGridAsRegionIsTheFullDynamics() {
        byte[] first = state(43);
        byte[] second = first.clone();
        double time = alloy.evolve(first, alloy.grid().whole(), Span.events(300), Fixtures.random(44));
        VacancyKmc kmc = new VacancyKmc(alloy.lattice(), second, PairExpansion.embedded(), 2000, WaitingTime.DRAWN);
        assertThat(kmc.run(Span.events(300), Fixtures.random(44))).isEqualTo(time);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void anIncrementOfARegionIsThatOfTheWhole() {
        Region region = new Region(alloy.grid(), 0, 0, 4, 8, 8, 4);
        byte[] before = state(45);
        before[region.site(33)] = Species.VACANCY;
        byte[] after = before.clone();
        alloy.evolve(after, region, Span.events(200), Fixtures.random(46));
        double[] dz = new double[6];
        double[] z0 = new double[6];
        double[] z1 = new double[6];
        alloy.increment(before, after, region, dz);
        alloy.observe(before, z0);
        alloy.observe(after, z1);
        for (int i = 0; i < 6; i++) {
            assertThat(dz[i]).isCloseTo(z1[i] - z0[i], within(1e-14));
        }
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> alloy.evolve(state(47), Grid.square(4).whole(), Span.events(1), Fixtures.random(48)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("region of a grid of 4×4: the alloy's is 2 fields of 8×8×8");
        assertThatThrownBy(() -> NbMoTaAlloy.cube(8, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("T = -1.0 K");
        assertThatThrownBy(() -> new Composition(0.5, 0.6, -0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Composition.EQUIMOLAR.fill(new byte[3], 4, Fixtures.random(49)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("4 vacancies on 3 sites: must be 0 to the number of sites");
        assertThatThrownBy(() ->
                        new AlloySettings(300, PairExpansion.embedded(), WaitingTime.MEAN, Composition.EQUIMOLAR, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sitesPerVacancy = 1: must be at least 2");
    }

    @Test
    void itsNameTellsSizesTemperaturesAndBarriersApart() {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(8, 800);
        assertThat(alloy.toString()).isEqualTo(NbMoTaAlloy.cube(8, 800).toString());
        assertThat(alloy.toString())
                .isNotEqualTo(NbMoTaAlloy.cube(16, 800).toString())
                .isNotEqualTo(NbMoTaAlloy.cube(8, 801).toString())
                .isNotEqualTo(new NbMoTaAlloy(alloy.lattice(), alloy.settings().with(KineticallyResolved.embedded()))
                        .toString())
                .contains("PairExpansion");
    }
}
