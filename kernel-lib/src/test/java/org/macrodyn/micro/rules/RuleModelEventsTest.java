package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.Evolution.Way;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;

/** What events are told and which happen, in the whole and in parts, against the rules spelled out. */
class RuleModelEventsTest {
    private static final Offset<Double> ROUNDING = within(1e-13);

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
        RuleModel model = RandomRules.rules(seed, Grid.square(6), kinds[seed % 3]);
        byte[] state = RandomRules.state(model, seed);
        Reference rules = RandomRules.reference(seed, model.grid(), bonds[seed % 3]);
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
        byte[] state = RandomRules.state(model, 1);
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
        RuleModel model = RandomRules.rules(seed, Grid.square(8), Neighbourhood.NEAREST);
        byte[] state = RandomRules.state(model, seed);
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
        RuleModel model = RandomRules.rules(seed, Grid.square(12), kinds[seed % 3]);
        byte[] state = RandomRules.state(model, seed);
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
        RuleModel model = RandomRules.rules(seed, new Grid(1, 4, 6, 4), Neighbourhood.NEAREST);
        byte[] state = RandomRules.state(model, seed);
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

    /** Three sites of a ring of six, across its end: events at their share, in full, for a time in which several happen. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void partsOfARingFollowTheirMasterEquation(Way way) {
        for (int seed = 2; seed < 4; seed++) {
            RuleModel model = RandomRules.rules(seed, Grid.line(1, 6), Neighbourhood.NEAREST);
            Reference rules = RandomRules.reference(seed, model.grid(), new int[][] {{0, 1}});
            Region part = new Region(model.grid(), 0, 0, 4, 1, 1, 3);
            MasterEquation exact = new MasterEquation(3, 6, (state, flow) -> rules.events(state, part, flow));
            RandomGenerator random = RandomStreams.stream(seed, "part " + way, 0);
            byte[] start = {1, 0, 2, 1, 1, 2};
            long[] counts = new long[exact.size()];
            for (int run = 0; run < 20_000; run++) {
                byte[] state = start.clone();
                model.evolve(state, part, Span.time(1.5), random, way);
                counts[exact.index(state)]++;
            }
            IsingLaws.assertDrawnFrom(exact.after(exact.certain(start), 1.5), counts);
        }
    }
}
