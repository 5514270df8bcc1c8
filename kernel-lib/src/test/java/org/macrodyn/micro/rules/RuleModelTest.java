package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

/** Observables, starts, regions and spans against what they promise. */
class RuleModelTest {
    private static final Offset<Double> ROUNDING = within(1e-13);

    @Test
    void observablesAreFractionsOfSitesAndBonds() {
        Rules rules = Rules.on(new Grid(1, 1, 3, 4)).states("A", "B", "C").change("A -> B", 1);
        byte[] state = {0, 0, 1, 2, 1, 0, 2, 2, 0, 0, 0, 0};
        for (String bond : List.of("A|B", "B|A")) {
            double[] z = new double[4];
            rules.observe("A", "C", bond, "C|C").observe(state, z);
            // Of 24 bonds: A and B meet twice along rows (AABC, BACC, AAAA) and three times along columns.
            assertThat(z).containsExactly(new double[] {7 / 12.0, 0.25, 5 / 24.0, 2 / 24.0}, ROUNDING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void increments(int seed) {
        RuleModel model = RandomRules.rules(seed, Grid.square(9), Neighbourhood.DIAGONAL);
        byte[] before = RandomRules.state(model, seed);
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
            RuleModel model = RandomRules.rules(seed, Grid.square(10), Neighbourhood.NEAREST);
            assertThat(model.spill()).isEqualTo(seed);
            Region region = new Region(model.grid(), 0, 8, 3, 1, 4, 5);
            Region reached = new Region(model.grid(), 0, 8 - seed, 3 - seed, 1, 4 + 2 * seed, 5 + 2 * seed);
            for (Way way : Way.values()) {
                byte[] before = RandomRules.state(model, 7);
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
        byte[] state = RandomRules.state(model.start("A", 0.5).start("B", 0.25), 1);
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
        RuleModel model = RandomRules.rules(3, Grid.square(8), Neighbourhood.NEAREST);
        byte[] first = RandomRules.state(model, 1);
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
        double[] times = new double[5000];
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
        RuleModel model = RandomRules.rules(3, Grid.square(64), Neighbourhood.NEAREST);
        byte[] state = RandomRules.state(model, 1);
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

    /** Whatever a model of one's own has to keep, with and without events that change two sites, and driven. */
    @Test
    void keepsThePromisesOfAModel() {
        for (int seed : new int[] {0, 1, 3}) {
            RuleModel model = RandomRules.rules(seed, Grid.square(32), Neighbourhood.NEAREST);
            assertThat(ModelCheck.of(model, Patches.square(32, 8), 42))
                    .hasSizeGreaterThan(8)
                    .noneMatch(check -> check.result() == ModelCheck.Result.WRONG);
        }
        assertThat(Behaviour.of(RandomRules.rules(1, Grid.square(32), Neighbourhood.NEAREST)))
                .isEqualTo(Behaviour.of(RandomRules.rules(1, Grid.square(32), Neighbourhood.NEAREST)))
                .isNotEqualTo(Behaviour.of(RandomRules.rules(3, Grid.square(32), Neighbourhood.NEAREST)));
    }

    @Test
    void isALocalModelWithEvents() {
        RuleModel model = RandomRules.rules(1, Grid.square(4), Neighbourhood.NEAREST);
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
