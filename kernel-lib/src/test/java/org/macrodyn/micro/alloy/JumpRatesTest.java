package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;

/** What is remembered of jumps: the right thing, and what comes back. */
class JumpRatesTest {
    private static final BarrierModel EMBEDDED = PairExpansion.embedded();

    /** Few sites that change, so that surroundings come back; each hash at each site belongs to one neighbourhood. */
    @ParameterizedTest
    @CsvSource({"3, 3, 3", "8, 8, 8", "5, 6, 7", "12, 9, 6", "16, 4, 11"})
    void sameHashMeansSameNeighbourhood(int layers, int rows, int columns) {
        BccLattice lattice = new BccLattice(new Grid(2, layers, rows, columns));
        RandomGenerator random = Fixtures.random(60);
        byte[] state = new byte[lattice.sites()];
        Composition.EQUIMOLAR.fill(state, 3, random);
        Surroundings surroundings = new Surroundings(lattice, 1);
        int[] changing = random.ints(6, 0, state.length).toArray();
        Map<String, byte[]> known = new HashMap<>();
        int back = 0;
        for (int step = 0; step < 2000; step++) {
            int site = changing[random.nextInt(changing.length)];
            byte after = (byte) random.nextInt(2);
            surroundings.change(lattice.x(site), lattice.y(site), lattice.z(site), state[site], after);
            state[site] = after;
            int centre = random.nextInt(state.length) % 20;
            byte[] types = new byte[Neighbourhood.ALL_SITES];
            lattice.neighbourhood(state, centre, types);
            long hash = surroundings.around(lattice.x(centre), lattice.y(centre), lattice.z(centre));
            byte[] before = known.put(centre + " " + hash, types);
            if (before != null) {
                assertThat(types).isEqualTo(before);
                back++;
            }
        }
        assertThat(back).isGreaterThan(500);
    }

    @Test
    void placesAndStartsHaveHashesOfTheirOwn() {
        BccLattice lattice = BccLattice.cube(8);
        Surroundings one = new Surroundings(lattice, 1);
        assertThat(new long[] {one.around(0, 0, 0), one.around(0, 0, 2), one.around(0, 2, 0), one.around(2, 0, 0)})
                .doesNotHaveDuplicates()
                .doesNotContain(new Surroundings(lattice, 2).around(0, 0, 0));
    }

    /** At 300 K a vacancy flickers: nearly all is remembered. At any temperature runs are those without a memory. */
    @ParameterizedTest
    @CsvSource({"300, 2", "3000, 80"})
    void barriersAreComputedOnceWhileNothingChanges(double kelvin, int percent) {
        BccLattice lattice = BccLattice.cube(8);
        byte[] state = new byte[lattice.sites()];
        Composition.EQUIMOLAR.fill(state, 1, Fixtures.random(61));
        int[] calls = new int[1];
        VacancyKmc kmc = new VacancyKmc(lattice, state, counting(calls), kelvin, WaitingTime.MEAN);
        kmc.run(Span.events(5000), Fixtures.random(62));
        calls[0] = 0;
        kmc.run(Span.events(5000), Fixtures.random(63));
        assertThat(calls[0]).isLessThan(5000 * percent / 100);
    }

    private static BarrierModel counting(int[] calls) {
        return new BarrierModel() {
            @Override
            public int sites() {
                return EMBEDDED.sites();
            }

            @Override
            public Evaluator evaluator() {
                Evaluator evaluator = EMBEDDED.evaluator();
                return (types, barriers) -> {
                    calls[0]++;
                    evaluator.barriers(types, barriers);
                };
            }
        };
    }

    /** Pooled rates go from configuration to configuration and from size to size: runs are those of rates of their own. */
    @Test
    void memoryDoesNotReachIntoAnotherConfiguration() {
        JumpRates shared = new JumpRates(EMBEDDED, 900);
        for (int cells : new int[] {8, 8, 6, 8}) {
            BccLattice lattice = BccLattice.cube(cells);
            byte[] state = new byte[lattice.sites()];
            Composition.EQUIMOLAR.fill(state, 2, Fixtures.random(64 + cells));
            byte[] other = state.clone();
            VacancyKmc kmc = new VacancyKmc(lattice, state, lattice.grid().whole(), shared, WaitingTime.DRAWN);
            VacancyKmc own = new VacancyKmc(lattice, other, EMBEDDED, 900, WaitingTime.DRAWN);
            double time = kmc.run(Span.events(500), Fixtures.random(65));
            assertThat(own.run(Span.events(500), Fixtures.random(65))).isEqualTo(time);
            assertThat(Arrays.equals(state, other)).isTrue();
        }
    }
}
