package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.Evolution.Way;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.Patches;

/** Observables, starts, regions, and events against what they promise. */
class RuleModelTest {
    private static final Offset<Double> ROUNDING = within(1e-13);

    /** A rule set of each kind, with numbers from the seed: one-site, catalysed, two-site, by surroundings of one or both. */
    private static RuleModel random(int seed, Grid grid, Neighbourhood neighbourhood) {
        RandomGenerator random = RandomStreams.stream(seed, "random rules", 0);
        double[] rate = random.doubles(8).toArray();
        Rules rules = Rules.on(grid)
                .neighbours(neighbourhood)
                .states("0", "A", "B")
                .change("0 -> A", rate[0])
                .change("A -> B", at -> rate[1] + rate[2] * at.count("B"))
                .pair("A B -> B B", rate[3]);
        if (seed % 2 == 1) {
            rules = rules.pair("A A -> 0 0", rate[4])
                    .pair("B B -> 0 B", rate[5])
                    .exchange("0 B", at -> rate[6] + rate[7] * at.count("A") * at.partnerCount("B"));
        }
        return rules.observe("A", "B", "A|B", "0|0");
    }

    private static byte[] state(RuleModel model, int seed) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, RandomStreams.stream(seed, "random state", 0));
        return state;
    }

    private static double[][] drift(EventModel<byte[]> model, byte[] state, Region region) {
        int d = model.observables().size();
        double[][] sums = new double[d + 1][d];
        model.events(state, region, (rate, dz) -> {
            assertThat(rate).isPositive();
            for (int a = 0; a < d; a++) {
                sums[0][a] += rate * dz[a];
                for (int b = 0; b < d; b++) {
                    sums[a + 1][b] += rate * dz[a] * dz[b];
                }
            }
        });
        return sums;
    }

    /** The same rules, spelled out. */
    private static Reference reference(int seed, Grid grid, int[][] bonds) {
        double[] rate = RandomStreams.stream(seed, "random rules", 0).doubles(8).toArray();
        Reference rules = new Reference(grid, bonds, 3)
                .change(0, 1, (at, none) -> rate[0])
                .change(1, 2, (at, none) -> rate[1] + rate[2] * at[2])
                .pair(1, 2, 2, 2, (at, other) -> rate[3]);
        if (seed % 2 == 1) {
            rules.pair(1, 1, 0, 0, (at, other) -> rate[4])
                    .pair(2, 2, 0, 2, (at, other) -> rate[5])
                    .pair(0, 2, 2, 0, (at, other) -> rate[6] + rate[7] * at[1] * other[2]);
        }
        return rules;
    }

    /** Each event is made, and what it changes measured in full. */
    private static double[][] driftByHand(RuleModel model, Reference rules, byte[] state, Region region) {
        int d = model.observables().size();
        double[][] sums = new double[d + 1][d];
        double[] before = new double[d];
        double[] after = new double[d];
        model.observe(state, before);
        rules.events(state, region, (changed, rate) -> {
            model.observe(changed, after);
            for (int a = 0; a < d; a++) {
                sums[0][a] += rate * (after[a] - before[a]);
                for (int b = 0; b < d; b++) {
                    sums[a + 1][b] += rate * (after[a] - before[a]) * (after[b] - before[b]);
                }
            }
        });
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void eventsAreThoseOfTheRules(int seed) {
        Neighbourhood[] kinds = {Neighbourhood.NEAREST, Neighbourhood.DIAGONAL, Neighbourhood.TRIANGULAR};
        int[][][] bonds = {
            {{0, 1}, {1, 0}}, {{0, 1}, {1, 0}, {1, 1}, {1, -1}}, {{0, 1}, {1, 0}, {1, 1}},
        };
        RuleModel model = random(seed, Grid.square(6), kinds[seed % 3]);
        byte[] state = state(model, seed);
        Reference rules = reference(seed, model.grid(), bonds[seed % 3]);
        Region part = new Region(model.grid(), 0, 4, 1, 1, 4, 3);
        assertClose(drift(model, state, part), driftByHand(model, rules, state, part));
        Region whole = model.grid().whole();
        assertClose(drift(model, state, whole), driftByHand(model, rules, state, whole));
    }

    /** With many states in the observables sites are told one by one, with few those alike together. */
    @Test
    void eventsOfManyStatesAreThoseOfTheRules() {
        Rules rules = Rules.on(Grid.square(6))
                .neighbours(Neighbourhood.DIAGONAL)
                .states("0", "A", "B", "C", "D")
                .change("0 -> A", at -> at.count("A"));
        RuleModel model = rules.observe("A", "0|0", "A|B", "B|C", "C|D");
        byte[] state = state(model, 1);
        int[] told = new int[2];
        model.events(state, model.grid().whole(), (rate, dz) -> told[0]++);
        rules.observe("A", "0|0").events(state, model.grid().whole(), (rate, dz) -> told[1]++);
        assertThat(told[0]).isGreaterThan(told[1]);
        Reference reference = new Reference(model.grid(), new int[][] {{0, 1}, {1, 0}, {1, 1}, {1, -1}}, 5)
                .change(0, 1, (at, none) -> at[1]);
        Region whole = model.grid().whole();
        assertClose(drift(model, state, whole), driftByHand(model, reference, state, whole));
    }

    /** Short evolutions of a patch, its spill included, move as its events say. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void shortEvolutionsOfAPatchMoveAsItsEventsSay(int seed) {
        RuleModel model = random(seed, Grid.square(8), Neighbourhood.NEAREST);
        byte[] state = state(model, seed);
        Region patch = new Region(model.grid(), 0, 6, 2, 1, 4, 4);
        double[][] exact = drift(model, state, patch);
        for (Way way : Way.values()) {
            assertMoves(model, state, patch, exact, way);
        }
    }

    private static void assertMoves(RuleModel model, byte[] state, Region patch, double[][] exact, Way way) {
        RandomGenerator random = RandomStreams.stream(1, "short " + way, 0);
        double time = 2e-3;
        int runs = 50_000;
        double[][] samples = new double[4][runs];
        double[] dz = new double[4];
        Region whole = model.grid().whole();
        byte[] after = state.clone();
        for (int run = 0; run < runs; run++) {
            model.evolve(after, patch, Span.time(time), random, way);
            model.increment(state, after, whole, dz);
            System.arraycopy(state, 0, after, 0, state.length);
            for (int o = 0; o < 4; o++) {
                samples[o][run] = dz[o] / time;
            }
        }
        for (int o = 0; o < 4; o++) {
            IsingLaws.assertMean(exact[0][o], samples[o]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void driftAndCovarianceOfAllPatchesAreThoseOfTheWhole(int seed) {
        Neighbourhood[] kinds = {Neighbourhood.NEAREST, Neighbourhood.DIAGONAL, Neighbourhood.TRIANGULAR};
        RuleModel model = random(seed, Grid.square(12), kinds[seed % 3]);
        byte[] state = state(model, seed);
        byte[] untouched = state.clone();
        double[][] whole = drift(model, state, model.grid().whole());
        double[][] sum = new double[whole.length][whole[0].length];
        for (int patch = 0; patch < 9; patch++) {
            Region region = new Region(model.grid(), 0, patch / 3 * 4, patch % 3 * 4, 1, 4, 4);
            add(drift(model, state, region), sum);
        }
        assertClose(sum, whole);
        assertThat(state).isEqualTo(untouched);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void layersRowsAndColumnsAreTilesAlike(int seed) {
        RuleModel model = random(seed, new Grid(1, 4, 6, 4), Neighbourhood.NEAREST);
        byte[] state = state(model, seed);
        double[][] sum = new double[5][4];
        for (int patch = 0; patch < 8; patch++) {
            Region region = new Region(model.grid(), patch / 4 * 2, patch / 2 % 2 * 3, patch % 2 * 2, 2, 3, 2);
            add(drift(model, state, region), sum);
        }
        assertClose(sum, drift(model, state, model.grid().whole()));
    }

    private static void add(double[][] part, double[][] sum) {
        for (int a = 0; a < part.length; a++) {
            for (int b = 0; b < part[a].length; b++) {
                sum[a][b] += part[a][b];
            }
        }
    }

    private static void assertClose(double[][] values, double[][] exact) {
        for (int a = 0; a < exact.length; a++) {
            assertThat(values[a]).containsExactly(exact[a], ROUNDING);
        }
    }

    @Test
    void observablesAreFractionsOfSitesAndBonds() {
        RuleModel model = Rules.on(new Grid(1, 1, 3, 4))
                .states("A", "B", "C")
                .change("A -> B", 1)
                .observe("A", "C", "A|B", "B|A", "C|C");
        byte[] state = {0, 0, 1, 2, 1, 0, 2, 2, 0, 0, 0, 0};
        double[] z = new double[5];
        model.observe(state, z);
        // Of 24 bonds: A and B meet twice along rows (AABC, BACC, AAAA) and three times along columns.
        assertThat(z).containsExactly(new double[] {7 / 12.0, 0.25, 5 / 24.0, 5 / 24.0, 2 / 24.0}, ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void increments(int seed) {
        RuleModel model = random(seed, Grid.square(9), Neighbourhood.DIAGONAL);
        byte[] before = state(model, seed);
        byte[] after = before.clone();
        Region region = new Region(model.grid(), 0, 6, 7, 1, 5, 4);
        RandomGenerator random = RandomStreams.stream(seed, "increment", 0);
        for (int k = 0; k < region.sites(); k++) {
            after[region.site(k)] = (byte) random.nextInt(3);
        }
        double[] z = new double[4];
        double[] later = new double[4];
        double[] dz = new double[4];
        model.observe(before, z);
        model.observe(after, later);
        model.increment(before, after, region, dz);
        assertThat(dz)
                .containsExactly(
                        IntStream.range(0, 4).mapToDouble(o -> later[o] - z[o]).toArray(), ROUNDING);
        double[] shares = new double[4];
        IntStream.range(0, 81).forEach(site -> model.addShare(before, site, shares));
        assertThat(z)
                .containsExactly(
                        IntStream.range(0, 4).mapToDouble(o -> shares[o] / 81).toArray(), ROUNDING);
    }

    /** One-site events leave all outside as it is; those of bonds reach as far as the spill. */
    @Test
    void onlyTheRegionAndItsSpillChange() {
        for (int seed = 0; seed < 2; seed++) {
            RuleModel model = random(seed, Grid.square(10), Neighbourhood.NEAREST);
            assertThat(model.spill()).isEqualTo(seed);
            Region region = new Region(model.grid(), 0, 8, 3, 1, 4, 5);
            Region reached = new Region(model.grid(), 0, 8 - seed, 3 - seed, 1, 4 + 2 * seed, 5 + 2 * seed);
            for (Way way : Way.values()) {
                byte[] before = state(model, 7);
                byte[] after = before.clone();
                model.evolve(after, region, Span.time(3), RandomStreams.stream(5, "spill", 0), way);
                boolean[] changed = new boolean[2];
                for (int site = 0; site < 100; site++) {
                    changed[0] |= before[site] != after[site] && !region.contains(site);
                    changed[1] |= before[site] != after[site] && !reached.contains(site);
                }
                assertThat(changed).containsExactly(seed == 1, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void exchangesKeepTheNumbers(Way way) {
        RuleModel model = Rules.on(Grid.square(8))
                .states("A", "B", "C")
                .exchange("A B", 1)
                .observe("A", "B");
        byte[] state = state(model.start("A", 0.5).start("B", 0.25), 1);
        Region part = new Region(model.grid(), 0, 2, 2, 1, 4, 4);
        byte[] after = state.clone();
        model.evolve(after, part, Span.time(20), RandomStreams.stream(1, "exchange", 0), way);
        double[] z = new double[2];
        model.observe(after, z);
        assertThat(after).isNotEqualTo(state);
        assertThat(z).containsExactly(0.5, 0.25);
    }

    @Test
    void sameSeedSameNumbers() {
        RuleModel model = random(3, Grid.square(8), Neighbourhood.NEAREST);
        byte[] first = state(model, 1);
        byte[] second = first.clone();
        Region whole = model.grid().whole();
        double time = model.evolve(first, whole, Span.events(700), RandomStreams.stream(9, "same", 0));
        assertThat(model.on(Grid.square(8)).evolve(second, whole, Span.events(700), RandomStreams.stream(9, "same", 0)))
                .isEqualTo(time);
        assertThat(first).isEqualTo(second);
    }

    /** All are infected, nobody recovers: a time passes, events have an end, and what came after the last takes no time. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void absorbingStates(Way way) {
        RuleModel model = Rules.on(Grid.line(1, 10))
                .states("S", "I")
                .pair("S I -> I I", 1)
                .observe("I");
        RandomGenerator random = RandomStreams.stream(1, "absorbing", 0);
        byte[] all = new byte[10];
        Arrays.fill(all, (byte) 1);
        assertThat(model.evolve(all, model.grid().whole(), Span.time(2.5), random, way))
                .isEqualTo(2.5);
        assertThat(way == Way.IN_PLACE ? 0 : model.evolve(all, model.grid().whole(), Span.events(3), random, way))
                .isZero();
        if (way == Way.IN_PLACE) {
            return;
        }
        double[] times = new double[20_000];
        for (int run = 0; run < times.length; run++) {
            byte[] state = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0};
            times[run] = model.evolve(state, model.grid().whole(), Span.events(50), random, way);
            assertThat(state).isEqualTo(all);
        }
        // Two neighbours, each with one infected one beside it until the first is infected: 1/2, then 1/2.
        IsingLaws.assertMean(1.0, times);
    }

    /** A bound above zero is no event: a bond whose rate is zero on this side stays for ever. */
    @Test
    void bondsThatCannotReactEndASpanOfEvents() {
        RuleModel model = Rules.on(Grid.line(1, 6))
                .states("A", "B")
                .exchange("A B", at -> at.count("A") == 1 && at.partnerCount("A") == 1 ? 1 : 0)
                .observe("A");
        byte[] state = {0, 0, 0, 1, 1, 1};
        for (Way way : new Way[] {Way.FASTEST, Way.NULL_EVENTS, Way.CLASSES}) {
            assertThat(model.evolve(state, model.grid().whole(), Span.events(5), RandomStreams.stream(1, "x", 0), way))
                    .isZero();
        }
        assertThat(state).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void startsAreMixtures() {
        RuleModel model = Rules.on(Grid.square(4))
                .states("S", "I", "R")
                .change("I -> R", 1)
                .observe("I");
        RandomGenerator random = RandomStreams.stream(1, "starts", 0);
        double[] fixed = new double[4000];
        double[] any = new double[4000];
        double[] squares = new double[4000];
        double[] first = new double[4000];
        byte[] state = new byte[100];
        for (int run = 0; run < fixed.length; run++) {
            model.start("I", 0.123).initialise(state, random);
            fixed[run] = count(state, 1);
            first[run] = state[0] == 1 ? 1 : 0;
            assertThat(fixed[run]).isBetween(12.0, 13.0);
            assertThat(count(state, 2)).isZero();
            model.initialise(state, random);
            any[run] = count(state, 2) / 100.0;
            squares[run] = any[run] * any[run];
        }
        IsingLaws.assertMean(12.3, fixed);
        IsingLaws.assertMean(0.123, first);
        IsingLaws.assertMean(1 / 3.0, any);
        // Even on the simplex of three: ⟨f²⟩ = 2/(3 · 4); rounding to 1/100 adds at most 1/6 of its square.
        IsingLaws.assertMean(1 / 6.0, squares);
    }

    private static int count(byte[] state, int value) {
        int count = 0;
        for (byte s : state) {
            count += s == value ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void stopsWhenInterrupted(Way way) throws Exception {
        RuleModel model = random(3, Grid.square(64), Neighbourhood.NEAREST);
        byte[] state = state(model, 1);
        Thread runner = Thread.currentThread();
        Thread alarm = new Thread(() -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            runner.interrupt();
        });
        alarm.start();
        // Its own time, whatever else the machine does: 50 ms before, at most 200 after.
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begun = clock.getCurrentThreadCpuTime();
        assertThatThrownBy(() -> model.evolve(
                        state, model.grid().whole(), Span.time(1e9), RandomStreams.stream(1, "stop", 0), way))
                .isInstanceOf(CancellationException.class);
        assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - begun)).isLessThan(Duration.ofMillis(250));
        assertThat(Thread.interrupted()).isTrue();
        alarm.join();
    }

    /** Whatever a model of one's own has to keep, with and without events that change two sites. */
    @Test
    void keepsThePromisesOfAModel() {
        for (int seed = 0; seed < 2; seed++) {
            RuleModel model = random(seed, Grid.square(32), Neighbourhood.NEAREST);
            assertThat(ModelCheck.of(model, Patches.square(32, 8), 42))
                    .hasSizeGreaterThan(8)
                    .noneMatch(check -> check.result() == ModelCheck.Result.WRONG);
        }
        assertThat(Behaviour.of(random(1, Grid.square(32), Neighbourhood.NEAREST)))
                .isEqualTo(Behaviour.of(random(1, Grid.square(32), Neighbourhood.NEAREST)))
                .isNotEqualTo(Behaviour.of(random(3, Grid.square(32), Neighbourhood.NEAREST)));
    }

    @Test
    void isALocalModelWithEvents() {
        RuleModel model = random(1, Grid.square(4), Neighbourhood.NEAREST);
        assertThat(model).isInstanceOf(LocalModel.class).isInstanceOf(EventModel.class);
        assertThat(model.states()).containsExactly("0", "A", "B");
        assertThat(model.on(Grid.square(6)).grid()).isEqualTo(Grid.square(6));
        assertThatThrownBy(() -> model.observe(new byte[3], new double[4]))
                .hasMessage("state of 3 sites on the grid 4×4: must have 16");
        byte[] spins = new byte[16];
        Arrays.fill(spins, (byte) -1);
        String noState = "a site is in state -1: must be from 0 to 2, the numbers of 0, A, B";
        RandomGenerator random = RandomStreams.stream(1, "spins", 0);
        assertThatThrownBy(() -> model.observe(spins, new double[4])).hasMessage(noState);
        for (double time : new double[] {0.1, 10}) {
            assertThatThrownBy(() -> model.evolve(spins.clone(), model.grid().whole(), Span.time(time), random))
                    .hasMessage(noState);
        }
        assertThatThrownBy(() -> model.events(new byte[16], Grid.square(5).whole(), (rate, dz) -> {}))
                .hasMessage("region of the grid 5×5 in a model on 4×4: must be the same grid");
    }
}
