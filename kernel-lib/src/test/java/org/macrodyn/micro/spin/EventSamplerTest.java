package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.exact.Kaufman;
import org.macrodyn.exact.Onsager;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;

/** Every sampler against the exact law of the same Markov chain. */
class EventSamplerTest {
    private static final IsingEnumeration EXACT = new IsingEnumeration(3, 3, 2.5, 0.1);
    private static final byte[] START = {1, 1, -1, -1, 1, -1, 1, 1, -1};
    private static final int RUNS = 40_000;

    private static Stream<Arguments> samplers() {
        return Stream.of(
                Arguments.of("n-fold way", EventSampler.N_FOLD_WAY, 1),
                Arguments.of("null event", EventSampler.NULL_EVENT, 2),
                Arguments.of("automatic", EventSampler.AUTOMATIC, 3));
    }

    private static Ising small(EventSampler sampler) {
        return new Ising(Grid.square(3), 2.5, 0.1, sampler);
    }

    /** A span of a few attempts and one of many, which the null-event sampler runs differently. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void lawAfterATimeIsExact(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "law after a time", 0);
        for (double time : new double[] {0.3, 3}) {
            long[] counts = new long[EXACT.states()];
            for (int run = 0; run < RUNS; run++) {
                byte[] state = START.clone();
                double elapsed = small(sampler).evolve(state, Grid.square(3).whole(), Span.time(time), random);
                assertThat(elapsed).isEqualTo(time);
                counts[EXACT.index(state)]++;
            }
            IsingLaws.assertDrawnFrom(EXACT.after(EXACT.certain(START), time), counts);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void lawAndWaitingTimeOfANumberOfEventsAreExact(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "law after events", 0);
        for (int events : new int[] {1, 20}) {
            long[] counts = new long[EXACT.states()];
            double[] times = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                byte[] state = START.clone();
                times[run] = small(sampler).evolve(state, Grid.square(3).whole(), Span.events(events), random);
                counts[EXACT.index(state)]++;
            }
            double[] law = EXACT.certain(START);
            double meanTime = 0;
            for (int event = 0; event < events; event++) {
                meanTime += EXACT.meanWaitingTime(law);
                law = EXACT.afterEvent(law);
            }
            IsingLaws.assertDrawnFrom(law, counts);
            IsingLaws.assertMean(meanTime, times);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void waitingTimeOfOneEventHasTheExponentialVariance(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "variance", 0);
        double mean = EXACT.meanWaitingTime(EXACT.certain(START));
        double[] squares = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            double time = small(sampler).evolve(START.clone(), Grid.square(3).whole(), Span.events(1), random);
            squares[run] = (time - mean) * (time - mean);
        }
        IsingLaws.assertMean(mean * mean, squares);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void equilibriumIsStationary(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "equilibrium", 0);
        double[] law = EXACT.equilibrium();
        long[] counts = new long[EXACT.states()];
        for (int run = 0; run < RUNS; run++) {
            byte[] state = EXACT.spins(IsingLaws.draw(law, random));
            small(sampler).evolve(state, Grid.square(3).whole(), Span.time(10), random);
            counts[EXACT.index(state)]++;
        }
        IsingLaws.assertDrawnFrom(law, counts);
    }

    /** Events in a fixed time: (events of a long run)/(its time) is the equilibrium mean of Σ r. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void eventsPerTimeAreThoseOfEquilibrium(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "event rate", 0);
        double[] law = EXACT.equilibrium();
        int events = 4000;
        double[] rates = new double[400];
        for (int run = 0; run < rates.length; run++) {
            byte[] state = EXACT.spins(IsingLaws.draw(law, random));
            rates[run] = small(sampler).evolve(state, Grid.square(3).whole(), Span.events(events), random) / events;
        }
        IsingLaws.assertMean(1 / EXACT.eventRate(law), rates);
    }

    /** Kaufman's energy of the finite torus; the scatter of independent runs is the error, whatever the autocorrelation. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void energyAndDomainWallsAreKaufmans(String name, EventSampler sampler, long seed) {
        assertKaufman(16, 2.5, sampler, seed);
        assertKaufman(8, Onsager.CRITICAL_TEMPERATURE, sampler, seed);
        assertKaufman(8, 1.7, sampler, seed);
    }

    private static void assertKaufman(int side, double temperature, EventSampler sampler, long seed) {
        Ising model = new Ising(Grid.square(side), temperature, 0, sampler);
        Region whole = model.grid().whole();
        double[] energies = new double[32];
        double[] walls = new double[32];
        for (int run = 0; run < energies.length; run++) {
            RandomGenerator random = RandomStreams.stream(seed, "Kaufman", run);
            byte[] state = new byte[side * side];
            double[] z = new double[2];
            model.initialise(state, 0.9, random);
            model.evolve(state, whole, Span.time(300), random);
            int frames = 300;
            for (int frame = 0; frame < frames; frame++) {
                model.evolve(state, whole, Span.time(2.5), random);
                energies[run] += model.energy(state) / frames;
                model.observe(state, z);
                walls[run] += z[1] / frames;
            }
        }
        Kaufman exact = Kaufman.square(side, temperature);
        IsingLaws.assertMean(exact.energy(), energies);
        IsingLaws.assertMean(exact.domainWallDensity(), walls);
    }

    /** Regions inside, across the seam, and around one or both directions. */
    @ParameterizedTest
    @CsvSource({"1,2,3,4", "6,7,5,4", "0,3,8,2", "5,0,2,8", "0,0,8,8", "3,4,8,8", "2,2,1,1", "7,1,1,8", "1,1,7,7"})
    void classesStayInStepWithTheSpinsAndTheRestStaysFrozen(int row, int column, int rows, int columns) {
        Grid grid = Grid.square(8);
        Region region = new Region(grid, 0, row, column, 1, rows, columns);
        Ising model = new Ising(grid, 2.5, 0.1, EventSampler.AUTOMATIC);
        RandomGenerator random = RandomStreams.stream(1, "classes", row);
        byte[] start = new byte[64];
        model.initialise(start, 0, random);
        for (boolean nFold : new boolean[] {false, true}) {
            byte[] state = start.clone();
            IsingClasses classes = new IsingClasses(state, region);
            if (nFold) {
                NFoldWay.evolve(classes, model.rates(), Span.events(501), random);
            } else {
                NullEvent.evolveEvents(classes, model.rates(), 501, Long.MAX_VALUE, random);
            }
            classes.store(state);
            assertThat(new IsingClasses(state, region).codes).isEqualTo(classes.codes);
            assertThat(state).isNotEqualTo(start);
            assertFrozenOutside(start, state, region);
        }
    }

    private static void assertFrozenOutside(byte[] before, byte[] after, Region region) {
        byte[] restored = after.clone();
        byte[] inner = new byte[region.sites()];
        region.extract(before, inner);
        region.insert(inner, restored);
        assertThat(restored).isEqualTo(before);
    }

    /** The first event of a region flips site i with probability r_i/Σr after a mean time 1/Σr, true neighbours counted. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("samplers")
    void firstEventOfARegionFollowsTheTrueRates(String name, EventSampler sampler, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "region", 0);
        Grid grid = Grid.square(6);
        Region region = new Region(grid, 0, 4, 3, 1, 3, 4);
        Ising model = new Ising(grid, 2.5, 0.1, sampler);
        byte[] start = new byte[36];
        model.initialise(start, 0.3, random);
        double[] law = new double[36];
        double total = 0;
        for (int inner = 0; inner < region.sites(); inner++) {
            total += model.flipRate(start, region.site(inner));
        }
        for (int inner = 0; inner < region.sites(); inner++) {
            law[region.site(inner)] = model.flipRate(start, region.site(inner)) / total;
        }
        long[] counts = new long[36];
        double[] times = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            byte[] state = start.clone();
            times[run] = model.evolve(state, region, Span.events(1), random);
            for (int site = 0; site < 36; site++) {
                counts[site] += state[site] == start[site] ? 0 : 1;
            }
        }
        IsingLaws.assertDrawnFrom(law, counts);
        IsingLaws.assertMean(1 / total, times);
    }

    @Test
    void automaticTakesTheNFoldWayWhereHardlyAnythingFlips() {
        Ising cold = Ising.square(64, 0.8, 0);
        byte[] state = new byte[64 * 64];
        RandomGenerator random = RandomStreams.stream(1, "cold", 0);
        cold.initialise(state, 1, random);
        double time = cold.evolve(state, cold.grid().whole(), Span.events(20_000), random);
        // One event per n · e^{−8/0.8} of time: 2·10⁸ null events, seconds of work, would be needed.
        assertThat(20_000 / time).isBetween(0.18, 1.2);
    }

    /**
     * One flipped spin of 16 makes the null event look fast; when it has flipped back, one attempt in 4·10¹¹ succeeds. The mean
     * time of four events is that of the exact chain.
     */
    @Test
    void eventsAtLowTemperatureEndAndTakeTheirTime() {
        double temperature = 0.3;
        IsingEnumeration exact = new IsingEnumeration(3, 3, temperature, 0);
        Ising cold = new Ising(Grid.square(3), temperature, 0, EventSampler.AUTOMATIC);
        byte[] start = {1, 1, 1, 1, -1, 1, 1, 1, 1};
        double mean = 0;
        double[] law = exact.certain(start);
        for (int event = 0; event < 4; event++) {
            mean += exact.meanWaitingTime(law);
            law = exact.afterEvent(law);
        }
        RandomGenerator random = RandomStreams.stream(1, "cold", 1);
        double[] times = new double[RUNS];
        long[] counts = new long[exact.states()];
        for (int run = 0; run < RUNS; run++) {
            byte[] state = start.clone();
            times[run] = cold.evolve(state, cold.grid().whole(), Span.events(4), random);
            counts[exact.index(state)]++;
        }
        IsingLaws.assertDrawnFrom(law, counts);
        IsingLaws.assertMean(mean, times);
    }

    /** The paper's span, as many events as sites, from near a ground state: of lattices and of patches of every size. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16, 64})
    void asManyEventsAsSitesEndNearAGroundState(int side) {
        Ising cold = Ising.square(64, 0.3, 0);
        Region patch = new Region(cold.grid(), 0, 5, 60, 1, side, side);
        RandomGenerator random = RandomStreams.stream(1, "near ground", side);
        byte[] state = new byte[64 * 64];
        cold.initialise(state, 0.99, random);
        double time = cold.evolve(state, patch, Span.events((long) side * side), random);
        // Each way out of a ground state costs e^{8/0.3} / n of time.
        assertThat(time).isGreaterThan(Math.exp(8 / 0.3) / (side * side) / 100);
    }

    /** Attempts run out before events do: what a stretch of null events tells is what happened. */
    @Test
    void aStretchEndsWithItsAttempts() {
        Ising model = Ising.square(16, 2.5, 0);
        RandomGenerator random = RandomStreams.stream(1, "stretch", 0);
        byte[] state = new byte[256];
        model.initialise(state, 0, random);
        IsingClasses classes = new IsingClasses(state, model.grid().whole());
        byte[] before = state.clone();
        NullEvent.Stretch one = NullEvent.evolveEvents(classes, model.rates(), Long.MAX_VALUE, 1, random);
        classes.store(state);
        assertThat(one.events()).isEqualTo(Arrays.equals(before, state) ? 0 : 1);
        int attempts = 100_000;
        NullEvent.Stretch many = NullEvent.evolveEvents(classes, model.rates(), Long.MAX_VALUE, attempts, random);
        double expected = attempts / (256 * model.rates().fastest);
        assertThat(many.time()).isCloseTo(expected, within(4 * expected / Math.sqrt(attempts)));
        assertThat(NullEvent.evolveEvents(classes, model.rates(), 7, Long.MAX_VALUE, random)
                        .events())
                .isEqualTo(7);
    }
}
