package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;

class VacancyKmcTest {
    private static final int BATCHES = 40;

    private static byte[] random(BccLattice lattice, int vacancies, RandomGenerator random) {
        byte[] state = new byte[lattice.sites()];
        Composition.EQUIMOLAR.fill(state, vacancies, random);
        return state;
    }

    private static VacancyKmc kmc(BccLattice lattice, byte[] state, BarrierModel model, double kelvin) {
        return new VacancyKmc(lattice, state, model, kelvin, WaitingTime.MEAN);
    }

    /** Rates and bonds kept up to date jump by jump against those counted afresh, with vacancies that meet. */
    @Test
    void ratesAndOrderStayExactWithManyVacancies() {
        BccLattice lattice = new BccLattice(new Grid(2, 8, 6, 5));
        RandomGenerator random = Fixtures.random(30);
        for (BarrierModel model : new BarrierModel[] {PairExpansion.embedded(), KineticallyResolved.embedded()}) {
            byte[] state = random(lattice, 25, random);
            int[] counts = counts(state);
            VacancyKmc kmc = kmc(lattice, state, model, 2500);
            double[] delta = new double[6];
            kmc.delta(delta);
            for (int round = 0; round < 50; round++) {
                kmc.run(Span.events(37), random);
                kmc.delta(delta);
                assertThat(delta).isEqualTo(lattice.shortRangeOrder(state).delta());
                double fresh = kmc(lattice, state, model, 2500).totalRate();
                assertThat(kmc.totalRate()).isCloseTo(fresh, within(1e-12 * fresh));
            }
            assertThat(kmc.events()).isEqualTo(50 * 37);
            assertThat(counts(state)).isEqualTo(counts);
        }
    }

    private static int[] counts(byte[] state) {
        int[] counts = new int[4];
        for (byte species : state) {
            counts[species]++;
        }
        return counts;
    }

    /** First jumps from one configuration: frequencies against k / R, waiting times against 1 / R. */
    @Test
    void jumpsAndWaitingTimesHaveTheRightDistribution() {
        BccLattice lattice = BccLattice.cube(5);
        RandomGenerator random = Fixtures.random(31);
        byte[] start = random(lattice, 3, random);
        BarrierModel model = PairExpansion.embedded();
        double beta = 1 / (VacancyKmc.BOLTZMANN * 3000);
        double total = kmc(lattice, start, model, 3000).totalRate();
        int trials = 40_000;
        int[] hits = new int[lattice.sites() * lattice.sites()];
        double time = 0;
        for (int trial = 0; trial < trials; trial++) {
            byte[] state = start.clone();
            time += new VacancyKmc(lattice, state, model, 3000, WaitingTime.DRAWN).run(Span.events(1), random);
            int to = Arrays.mismatch(start, state);
            int other = to + 1 + Arrays.mismatch(rest(start, to), rest(state, to));
            boolean filled = start[to] == Species.VACANCY;
            hits[(filled ? to : other) * lattice.sites() + (filled ? other : to)]++;
        }
        assertThat(time / trials * total).isCloseTo(1, within(4 / Math.sqrt(trials)));
        byte[] types = new byte[model.sites()];
        for (int site = 0; site < start.length; site++) {
            for (int d = 0; d < 8 && start[site] == Species.VACANCY; d++) {
                lattice.neighbourhood(start, site, types);
                double rate = 1e13 * Math.exp(-Fixtures.barriers(model, types)[d] * beta);
                double p = rate / total;
                double frequency = hits[site * lattice.sites() + lattice.neighbour(site, d)] / (double) trials;
                assertThat(frequency).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / trials) + 1e-12));
            }
        }
    }

    private static byte[] rest(byte[] state, int after) {
        return Arrays.copyOfRange(state, after + 1, state.length);
    }

    /** Time averages of δ against the Boltzmann average over all arrangements, vacancy fixed at the origin. */
    private static void equilibriumAgreesWithEnumeration(byte first, byte second, long stream) {
        BccLattice lattice = BccLattice.cube(3);
        KineticallyResolved model = KineticallyResolved.embedded();
        double kelvin = 1500;
        double[] exact = enumerate(lattice, model, kelvin, first, second);
        byte[] state = arrangement(lattice, 7, first, 30, second);
        VacancyKmc kmc = kmc(lattice, state, model, kelvin);
        RandomGenerator random = Fixtures.random(stream);
        double[] sum = new double[6];
        double[] squares = new double[6];
        for (int batch = 0; batch < BATCHES; batch++) {
            double[] mean = timeAverage(kmc, 20_000, random);
            for (int i = 0; i < 6; i++) {
                sum[i] += mean[i] / BATCHES;
                squares[i] += mean[i] * mean[i] / BATCHES;
            }
        }
        for (int i = 0; i < 6; i++) {
            double error = Math.sqrt(Math.max(0, squares[i] - sum[i] * sum[i]) / (BATCHES - 1));
            assertThat(sum[i]).isCloseTo(exact[i], within(4 * error + 1e-9));
        }
    }

    private static byte[] arrangement(BccLattice lattice, int a, byte first, int b, byte second) {
        byte[] state = new byte[lattice.sites()];
        Arrays.fill(state, Species.NB);
        state[0] = Species.VACANCY;
        state[a] = first;
        state[b] = second;
        return state;
    }

    private static double[] enumerate(
            BccLattice lattice, KineticallyResolved model, double kelvin, byte first, byte second) {
        double[] mean = new double[6];
        double weights = 0;
        for (int a = 1; a < lattice.sites(); a++) {
            for (int b = 1; b < lattice.sites(); b++) {
                if (a != b) {
                    byte[] state = arrangement(lattice, a, first, b, second);
                    double energy = model.energy(lattice, state);
                    double weight = Math.exp(-energy / (VacancyKmc.BOLTZMANN * kelvin));
                    double[] delta = lattice.shortRangeOrder(state).delta();
                    weights += weight;
                    for (int i = 0; i < 6; i++) {
                        mean[i] += weight * delta[i];
                    }
                }
            }
        }
        for (int i = 0; i < 6; i++) {
            mean[i] /= weights;
        }
        return mean;
    }

    private static double[] timeAverage(VacancyKmc kmc, int jumps, RandomGenerator random) {
        double[] mean = new double[6];
        double[] delta = new double[6];
        double time = 0;
        for (int jump = 0; jump < jumps; jump++) {
            kmc.delta(delta);
            double wait = kmc.run(Span.events(1), random);
            time += wait;
            for (int i = 0; i < 6; i++) {
                mean[i] += wait * delta[i];
            }
        }
        for (int i = 0; i < 6; i++) {
            mean[i] /= time;
        }
        return mean;
    }

    @Test
    void oneVacancyReachesTheExactEquilibrium() {
        equilibriumAgreesWithEnumeration(Species.MO, Species.TA, 32);
    }

    @Test
    void twoVacanciesReachTheExactEquilibrium() {
        equilibriumAgreesWithEnumeration(Species.VACANCY, Species.TA, 33);
    }

    /** δ of an independent implementation of these barriers (1024 atoms at 2000 K); one run each. */
    @Test
    void embeddedBarriersGiveTheReferenceOrderAt2000Kelvin() {
        double[] reference = {-0.044, 0.154, -0.118, -0.664, 0.495, -0.359};
        BccLattice lattice = BccLattice.cube(8);
        RandomGenerator random = Fixtures.random(37);
        VacancyKmc kmc = kmc(lattice, random(lattice, 1, random), PairExpansion.embedded(), 2000);
        kmc.run(Span.events(200_000), random);
        double[] mean = new double[6];
        double[] delta = new double[6];
        int looks = 1000;
        for (int look = 0; look < looks; look++) {
            kmc.run(Span.events(1000), random);
            kmc.delta(delta);
            for (int i = 0; i < 6; i++) {
                mean[i] += delta[i] / looks;
            }
        }
        assertThat(mean).containsExactly(reference, within(0.06));
    }

    @Test
    void aTimeSpanPassesExactlyAndEventsAreCounted() {
        BccLattice lattice = BccLattice.cube(4);
        RandomGenerator random = Fixtures.random(34);
        byte[] state = random(lattice, 1, random);
        double duration = 1e-8;
        RandomGenerator again = Fixtures.random(38);
        VacancyKmc single = new VacancyKmc(lattice, state.clone(), PairExpansion.embedded(), 2000, WaitingTime.DRAWN);
        while (single.time() <= duration) {
            single.run(Span.events(1), again);
        }
        random = Fixtures.random(38);
        VacancyKmc kmc = new VacancyKmc(lattice, state, PairExpansion.embedded(), 2000, WaitingTime.DRAWN);
        assertThat(kmc.run(Span.time(duration), random)).isEqualTo(duration);
        assertThat(kmc.time()).isEqualTo(duration);
        assertThat(kmc.events()).isEqualTo(single.events() - 1);
        double more = kmc.run(Span.events(5), random);
        assertThat(kmc.time()).isEqualTo(duration + more);
    }

    @Test
    void withoutVacanciesNothingHappens() {
        BccLattice lattice = BccLattice.cube(4);
        RandomGenerator random = Fixtures.random(35);
        byte[] state = random(lattice, 0, random);
        byte[] before = state.clone();
        VacancyKmc kmc = kmc(lattice, state, PairExpansion.embedded(), 2000);
        assertThat(kmc.run(Span.events(5), random)).isZero();
        assertThat(kmc.run(Span.time(1e-9), random)).isEqualTo(1e-9);
        assertThat(state).isEqualTo(before);
        assertThat(kmc.events()).isZero();
    }

    @Test
    void anInterruptedRunStopsAndLeavesAValidState() {
        BccLattice lattice = BccLattice.cube(4);
        RandomGenerator random = Fixtures.random(36);
        byte[] state = random(lattice, 2, random);
        int[] counts = counts(state);
        VacancyKmc kmc = kmc(lattice, state, PairExpansion.embedded(), 2000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> kmc.run(Span.events(1_000_000_000), random))
                .isInstanceOf(CancellationException.class)
                .hasMessage("vacancy KMC stopped after 512 jumps");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(counts(state)).isEqualTo(counts);
    }

    @Test
    void badSettingsAreRefused() {
        BccLattice lattice = BccLattice.cube(4);
        BarrierModel model = PairExpansion.embedded();
        assertThatThrownBy(() -> kmc(lattice, new byte[lattice.sites()], model, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("T = 0.0 K: must be above 0 and finite");
        assertThatThrownBy(() -> kmc(lattice, new byte[5], model, 300)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A tree of sums chooses each leaf as often as its weight says, and never an empty one. */
    @Test
    void sumTreeFindsEveryShare() {
        SumTree tree = new SumTree(5);
        double[] weights = {1, 0, 2, 0, 3};
        for (int i = 0; i < weights.length; i++) {
            tree.set(i, weights[i]);
        }
        assertThat(tree.total()).isEqualTo(6);
        int[] found = new int[5];
        for (int k = 0; k < 600; k++) {
            found[tree.find(k / 100.0)]++;
        }
        assertThat(found).containsExactly(100, 0, 200, 0, 300);
        assertThat(tree.find(6)).isEqualTo(4);
    }
}
