package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.Evolution.Way;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;

/** Systems by rules against the exact laws of the chains that they declare, for each way to draw events. */
class RuleModelLawTest {
    private static final int RUNS = 20_000;

    private static final RuleModel ISING = Rules.on(Grid.square(3))
            .states("down", "up")
            .change("down -> up", at -> 1 / (1 + Math.exp(-2 * (2 * at.count("up") - 4 + 0.1) / 2.5)))
            .change("up -> down", at -> 1 / (1 + Math.exp(2 * (2 * at.count("up") - 4 + 0.1) / 2.5)))
            .observe("up");

    /** A ring of six: infected sites recover, recovered ones forget, a bond between S and I infects at 0.6. */
    private static final MasterEquation SIRS = new MasterEquation(3, 6, (state, flow) -> {
        for (int i = 0; i < 6; i++) {
            int infected = (state[(i + 1) % 6] == 1 ? 1 : 0) + (state[(i + 5) % 6] == 1 ? 1 : 0);
            double rate = state[i] == 0 ? 0.6 * infected : state[i] == 1 ? 1.0 : 0.1;
            if (rate > 0) {
                byte[] after = state.clone();
                after[i] = (byte) ((state[i] + 1) % 3);
                flow.to(after, rate);
            }
        }
    });

    /** Pairs of A vanish, A and B hop as they are pushed by their neighbours, A B becomes B B where B has no B beside it. */
    private static final MasterEquation REACTION = new MasterEquation(3, 6, (state, flow) -> {
        for (int i = 0; i < 6; i++) {
            int j = (i + 1) % 6;
            int beforeI = state[(i + 5) % 6];
            int afterJ = state[(j + 1) % 6];
            if (state[i] == 1 && state[j] == 1) {
                flow.to(with(state, i, 0, j, 0), 0.7);
                flow.to(with(state, i, 1, j, 2), 0.15);
                flow.to(with(state, i, 2, j, 1), 0.15);
            }
            hop(state, flow, i, j, beforeI);
            hop(state, flow, j, i, afterJ);
            convert(state, flow, i, j, afterJ);
            convert(state, flow, j, i, beforeI);
            if (state[i] == 0) {
                flow.to(with(state, i, 1, i, 1), 0.3);
            }
        }
    });

    private static void hop(byte[] state, MasterEquation.Flow flow, int from, int to, int behind) {
        if (state[from] == 1 && state[to] == 0) {
            flow.to(with(state, from, 0, to, 1), behind == 1 ? 2.0 : 0.5);
        }
    }

    private static void convert(byte[] state, MasterEquation.Flow flow, int a, int b, int besideB) {
        if (state[a] == 1 && state[b] == 2) {
            flow.to(with(state, a, 2, b, 2), besideB == 2 ? 0.2 : 0.9);
        }
    }

    private static byte[] with(byte[] state, int i, int ofI, int j, int ofJ) {
        byte[] after = state.clone();
        after[i] = (byte) ofI;
        after[j] = (byte) ofJ;
        return after;
    }

    private static RuleModel sirs() {
        return Rules.on(Grid.line(1, 6))
                .states("S", "I", "R")
                .change("I -> R", 1.0)
                .change("R -> S", 0.1)
                .pair("S I -> I I", 0.6)
                .observe("I");
    }

    private static RuleModel reaction() {
        return Rules.on(Grid.line(1, 6))
                .states("0", "A", "B")
                .pair("A A -> 0 0", 0.7)
                .pair("A A -> B A", 0.3)
                .pair("0 A -> A 0", at -> at.partnerCount("A") == 1 ? 2 : 0.5)
                .pair("A B -> B B", at -> at.partnerCount("B") == 1 ? 0.2 : 0.9)
                .change("0 -> A", 0.3)
                .observe("A");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void epidemicOnARingFollowsTheMasterEquation(Way way) {
        assertFollows(SIRS, sirs(), new byte[] {0, 1, 0, 0, 2, 1}, 2.5, way);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void reactionOnARingFollowsTheMasterEquation(Way way) {
        assertFollows(REACTION, reaction(), new byte[] {1, 1, 0, 2, 1, 0}, 0.8, way);
    }

    static void assertFollows(MasterEquation exact, RuleModel model, byte[] start, double time, Way way) {
        RandomGenerator random = RandomStreams.stream(1, "law " + way, 0);
        for (double duration : new double[] {0.1, time}) {
            long[] counts = new long[exact.size()];
            for (int run = 0; run < RUNS; run++) {
                byte[] state = start.clone();
                assertThat(model.evolve(state, model.grid().whole(), Span.time(duration), random, way))
                        .isEqualTo(duration);
                counts[exact.index(state)]++;
            }
            double[] law = exact.after(exact.certain(start), duration);
            assertThat(exact.total(law)).isEqualTo(1, within(1e-12));
            IsingLaws.assertDrawnFrom(law, counts);
        }
        assertFollowsEvents(exact, model, start, way);
    }

    private static void assertFollowsEvents(MasterEquation exact, RuleModel model, byte[] start, Way way) {
        RandomGenerator random = RandomStreams.stream(2, "events " + way, 0);
        for (int events : new int[] {1, 5}) {
            long[] counts = new long[exact.size()];
            double[] times = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                byte[] state = start.clone();
                times[run] = model.evolve(state, model.grid().whole(), Span.events(events), random, way);
                counts[exact.index(state)]++;
            }
            double[] law = exact.certain(start);
            double meanTime = 0;
            for (int event = 0; event < events; event++) {
                meanTime += exact.meanWaitingTime(law);
                law = exact.afterEvent(law);
            }
            IsingLaws.assertDrawnFrom(law, counts);
            IsingLaws.assertMean(meanTime, times);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void isingByRulesIsTheIsingModel(Way way) {
        IsingEnumeration exact = new IsingEnumeration(3, 3, 2.5, 0.1);
        RandomGenerator random = RandomStreams.stream(3, "Ising " + way, 0);
        double[] equilibrium = exact.equilibrium();
        long[] counts = new long[exact.states()];
        long[] later = new long[exact.states()];
        double[] start = exact.certain(exact.spins(77));
        for (int run = 0; run < RUNS; run++) {
            later[index(exact, evolved(exact.spins(77), Span.time(0.7), random, way))]++;
            byte[] spins = exact.spins(IsingLaws.draw(equilibrium, random));
            counts[index(exact, evolved(spins, Span.time(8), random, way))]++;
        }
        IsingLaws.assertDrawnFrom(exact.after(start, 0.7), later);
        IsingLaws.assertDrawnFrom(equilibrium, counts);
    }

    private static byte[] evolved(byte[] spins, Span span, RandomGenerator random, Way way) {
        byte[] state = new byte[spins.length];
        for (int i = 0; i < spins.length; i++) {
            state[i] = (byte) (spins[i] > 0 ? 1 : 0);
        }
        ISING.evolve(state, Grid.square(3).whole(), span, random, way);
        return state;
    }

    private static int index(IsingEnumeration exact, byte[] state) {
        byte[] spins = state.clone();
        for (int i = 0; i < spins.length; i++) {
            spins[i] = (byte) (2 * state[i] - 1);
        }
        return exact.index(spins);
    }

    /** Four A on a ring of eight: the law exp(−H/T) of 70 configurations is reached from one of them, and kept. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void exchangesReachTheCanonicalLaw(Way way) {
        RuleModel model = Rules.on(Grid.line(1, 8))
                .states("A", "B")
                .energy(new double[][] {{-1, 0.3}, {0.3, -0.5}})
                .kawasaki(1.3)
                .observe("A|B");
        MasterEquation ring = new MasterEquation(2, 8, (state, flow) -> {});
        double[] law = canonical(ring, 1.3);
        RandomGenerator random = RandomStreams.stream(4, "exchange " + way, 0);
        long[] counts = new long[ring.size()];
        for (int run = 0; run < RUNS; run++) {
            byte[] state = {0, 0, 1, 0, 1, 1, 0, 1};
            model.evolve(state, model.grid().whole(), Span.time(60), random, way);
            counts[ring.index(state)]++;
        }
        IsingLaws.assertDrawnFrom(law, counts);
    }

    private static double[] canonical(MasterEquation ring, double temperature) {
        double[][] bond = {{-1, 0.3}, {0.3, -0.5}};
        double[] law = new double[ring.size()];
        double sum = 0;
        for (int index = 0; index < law.length; index++) {
            byte[] state = ring.state(index);
            double energy = 0;
            int b = 0;
            for (int i = 0; i < 8; i++) {
                energy += bond[state[i]][state[(i + 1) % 8]];
                b += state[i];
            }
            law[index] = b == 4 ? Math.exp(-energy / temperature) : 0;
            sum += law[index];
        }
        for (int index = 0; index < law.length; index++) {
            law[index] /= sum;
        }
        return law;
    }
}
