package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.Evolution.Way;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;

/**
 * Rules with a direction: exclusion processes on rings, whose stationary law is known (all configurations of n particles on N
 * sites alike, B. Derrida, Phys. Rep. 301, 65, 1998), so that the current through a bond is (p − q) n (N − n) / (N (N − 1)).
 */
class DrivenRulesTest {
    private static final Offset<Double> ROUNDING = within(1e-13);
    private static final double FORWARD = 1;
    private static final double BACK = 0.25;

    private static RuleModel exclusion(Grid grid, int... direction) {
        int[] opposite = Arrays.stream(direction).map(step -> -step).toArray();
        return Rules.on(grid)
                .states("o", "A")
                .exchange("A o", FORWARD)
                .along(direction)
                .exchange("A o", BACK)
                .along(opposite)
                .observe("A|o");
    }

    /** All configurations of so many particles. */
    private static List<byte[]> configurations(int sites, int particles) {
        List<byte[]> found = new ArrayList<>();
        for (int code = 0; code < 1 << sites; code++) {
            if (Integer.bitCount(code) == particles) {
                byte[] state = new byte[sites];
                for (int i = 0; i < sites; i++) {
                    state[i] = (byte) (code >> i & 1);
                }
                found.add(state);
            }
        }
        return found;
    }

    @Test
    void theCurrentOfARingIsTheExactOne() {
        for (int particles = 1; particles < 7; particles++) {
            RuleModel ring = exclusion(Grid.line(1, 7), 1);
            double[] hops = new double[2];
            List<byte[]> all = configurations(7, particles);
            for (byte[] state : all) {
                ring.siteEvents(state, ring.grid().whole(), (rate, dz, after, sites) -> {
                    int from = after[sites[0]] == 0 ? sites[0] : sites[1];
                    int to = after[sites[0]] == 0 ? sites[1] : sites[0];
                    assertThat(state[from] - state[to]).isEqualTo(1);
                    hops[to == (from + 1) % 7 ? 0 : 1] += rate / all.size() / 7;
                });
            }
            double occupied = particles * (7 - particles) / (7.0 * 6);
            assertThat(hops).containsExactly(new double[] {FORWARD * occupied, BACK * occupied}, ROUNDING);
        }
    }

    /** What leaves a configuration comes into it from others: on a ring, and along each axis of a torus. */
    @Test
    void allConfigurationsAreAlike() {
        Grid torus = new Grid(1, 2, 2, 3);
        for (RuleModel model : List.of(
                exclusion(Grid.line(1, 7), 1),
                exclusion(torus, 0, 0, 1),
                exclusion(torus, 0, 1, 0),
                exclusion(torus, 1, 0, 0))) {
            int sites = model.grid().sites();
            double[] balance = new double[1 << sites];
            for (byte[] state : configurations(sites, 3)) {
                model.siteEvents(state, model.grid().whole(), (rate, dz, after, changed) -> {
                    balance[code(state)] -= rate;
                    balance[code(after)] += rate;
                });
            }
            assertThat(balance).containsExactly(new double[1 << sites], ROUNDING);
        }
    }

    private static int code(byte[] state) {
        int code = 0;
        for (int i = 0; i < state.length; i++) {
            code |= state[i] << i;
        }
        return code;
    }

    /** One particle on a torus: it drifts by p − q along the rule's direction, whichever that is, and nowhere else. */
    @Test
    void directionsAreThoseOfTheGrid() {
        Grid grid = new Grid(1, 3, 4, 5);
        int[][] directions = {{1}, {-1}, {0, 1}, {1, 0}, {-1, 0}, {0, 0, -1}, {1, 0, 0}, {-1, 0, 0}};
        for (int[] direction : directions) {
            int[] full = new int[3];
            System.arraycopy(direction, 0, full, 3 - direction.length, direction.length);
            RuleModel model = exclusion(grid, direction);
            byte[] state = new byte[60];
            int start = 59;
            state[start] = 1;
            double[] rates = new double[60];
            model.siteEvents(state, grid.whole(), (rate, dz, after, sites) -> {
                for (int i = 0; i < 60; i++) {
                    rates[i] += after[i] == 1 ? rate : 0;
                }
            });
            double[] exact = new double[60];
            exact[grid.shift(start, full[0], full[1], full[2])] = FORWARD;
            exact[grid.shift(start, -full[0], -full[1], -full[2])] = BACK;
            assertThat(rates).containsExactly(exact, ROUNDING);
        }
    }

    /** Two bonds join two sites, one each way: a particle takes either of them. */
    @Test
    void aRingOfTwoHasABondEachWay() {
        double[] total = new double[1];
        exclusion(Grid.line(1, 2), 1)
                .events(new byte[] {1, 0}, Grid.line(1, 2).whole(), (rate, dz) -> total[0] += rate);
        assertThat(total[0]).isCloseTo(FORWARD + BACK, ROUNDING);
    }

    /** Six sites: configurations after a time, after events, and the waiting times between, for each way to draw. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void exclusionOnARingFollowsTheMasterEquation(Way way) {
        MasterEquation exact = new MasterEquation(2, 6, (state, flow) -> {
            for (int i = 0; i < 6; i++) {
                int next = (i + 1) % 6;
                if (state[i] != state[next]) {
                    byte[] after = state.clone();
                    after[i] = state[next];
                    after[next] = state[i];
                    flow.to(after, state[i] == 1 ? FORWARD : BACK);
                }
            }
        });
        RuleModelLawTest.assertFollows(exact, exclusion(Grid.line(1, 6), 1), new byte[] {1, 1, 0, 1, 0, 0}, 1.5, way);
    }

    /** A driven lattice gas has flux, its patches too: an event across an edge is half in each of the two. */
    @Test
    void aPatchHasTheShareOfWhatCrossesItsEdge() {
        RuleModel ring = exclusion(Grid.line(1, 8), 1);
        Region part = new Region(ring.grid(), 0, 0, 2, 1, 1, 3);
        byte[] across = {0, 0, 0, 0, 1, 0, 0, 0};
        double[] hops = new double[2];
        ring.siteEvents(
                across, part, (rate, dz, after, sites) -> hops[after[5] == 1 ? 0 : after[3] == 1 ? 1 : 2] += rate);
        assertThat(hops).containsExactly(new double[] {FORWARD / 2, BACK}, ROUNDING);
    }

    /** Where all are in front of a wall that nothing passes, no event is left and its time is none. */
    @Test
    @Timeout(5)
    void whatIsBlockedStays() {
        RuleModel model = Rules.on(Grid.line(1, 8))
                .states("o", "A", "wall")
                .exchange("A o", 1)
                .along(1)
                .observe("A");
        byte[] blocked = {0, 0, 0, 0, 1, 1, 1, 2};
        RandomGenerator random = RandomStreams.stream(1, "blocked", 0);
        for (Way way : new Way[] {Way.FASTEST, Way.NULL_EVENTS, Way.CLASSES}) {
            byte[] state = {1, 0, 0, 1, 0, 1, 0, 2};
            assertThat(model.evolve(state, model.grid().whole(), Span.events(1000), random, way))
                    .isPositive();
            assertThat(state).isEqualTo(blocked);
            assertThat(model.evolve(state, model.grid().whole(), Span.events(3), random, way))
                    .isZero();
        }
        assertThat(model.evolve(blocked, model.grid().whole(), Span.time(2), random, Way.IN_PLACE))
                .isEqualTo(2);
    }

    /** N J events per time over long times, as often as hops are seen to happen: the time that n events take. */
    @Test
    void eventsTakeTheTimeThatTheCurrentSays() {
        RuleModel ring = exclusion(Grid.line(1, 10), 1);
        RandomGenerator random = RandomStreams.stream(1, "current", 0);
        double rate = 10 * (FORWARD + BACK) * 4 * 6 / (10.0 * 9);
        double[] ratios = new double[40];
        byte[] state = {1, 0, 1, 0, 1, 0, 1, 0, 0, 0};
        ring.evolve(state, ring.grid().whole(), Span.time(50), random);
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = ring.evolve(state, ring.grid().whole(), Span.events(2000), random) * rate / 2000;
        }
        IsingLaws.assertMean(1, ratios);
    }
}
