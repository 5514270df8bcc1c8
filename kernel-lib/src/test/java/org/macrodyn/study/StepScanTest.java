package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.metrics.PrintedTables;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.CurieWeiss;

/** The measurement that chooses δt, on free spins, where all is known. */
class StepScanTest {
    private static final List<Span> TIMES =
            DoubleStream.of(0.002, 0.02, 0.2, 1, 3).mapToObj(Span::time).toList();

    /** Spins that flip on their own, one of 64 so fast that it changes back at once. z hardly shows it. */
    private record Flickering(Grid grid, double fast) implements EventModel<byte[]> {
        private static final double SLOW = 0.002;

        private double rate(int site) {
            return site % 64 == 0 ? fast : SLOW;
        }

        @Override
        public MicroModel<byte[]> on(Grid other) {
            return new Flickering(other, fast);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.SPINS;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            double up = random.nextDouble();
            for (int i = 0; i < state.length; i++) {
                state[i] = (byte) (random.nextDouble() < (i % 64 == 0 ? 0.5 : up) ? 1 : -1);
            }
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            double time = ((Span.Time) span).duration();
            for (int inner = 0; inner < region.sites(); inner++) {
                int site = region.site(inner);
                double flipped = -Math.expm1(-2 * rate(site) * time) / 2;
                state[site] = (byte) (random.nextDouble() < flipped ? -state[site] : state[site]);
            }
            return time;
        }

        @Override
        public void events(byte[] state, Region region, EventVisitor visitor) {
            for (int inner = 0; inner < region.sites(); inner++) {
                int site = region.site(inner);
                visitor.event(rate(site), new double[] {-2.0 * state[site] / state.length});
            }
        }

        @Override
        public List<String> observables() {
            return List.of("m");
        }

        @Override
        public void observe(byte[] state, double[] z) {
            z[0] = 0;
            for (byte spin : state) {
                z[0] += spin / (double) state.length;
            }
        }
    }

    /** Cells of dx = (h − x) dt and dh = −h dt + dW: x has no noise of its own, and h may be hidden. */
    private record Pushed(Grid grid, boolean seen) implements LocalModel<float[]> {
        private static final double STEP = 0.01;

        @Override
        public Pushed on(Grid other) {
            return new Pushed(other, seen);
        }

        @Override
        public StateType<float[]> stateType() {
            return StateType.FLOATS;
        }

        @Override
        public void initialise(float[] state, RandomGenerator random) {
            double mean = random.nextGaussian();
            for (int i = 0; i < state.length; i++) {
                state[i] = (float) (mean + random.nextGaussian());
            }
        }

        @Override
        public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
            return span.steps(STEP, dt -> {
                for (int inner = 0; inner < region.sites() / 2; inner++) {
                    int x = region.site(inner);
                    int h = x + grid.sites() / 2;
                    state[x] += (float) ((state[h] - state[x]) * dt);
                    state[h] += (float) (-state[h] * dt + Math.sqrt(dt) * random.nextGaussian());
                }
            });
        }

        @Override
        public List<String> observables() {
            return seen ? List.of("x", "h") : List.of("x");
        }

        @Override
        public void addShare(float[] state, int site, double[] sum) {
            boolean ofX = site < grid.sites() / 2;
            if (ofX || seen) {
                sum[ofX ? 0 : 1] += 2 * state[site];
            }
        }
    }

    private static <S> Study<S> study(MicroModel<S> model) {
        return Study.of(model)
                .patch(Grid.square(8))
                .until(4)
                .recipe(ours -> ours.with(SmallRuns.initialised(60, 2, Optional.of(Span.time(0.1)))))
                .threads(2);
    }

    /** Rate ½: m goes to m e^{−t}, with the variance (1 − e^{−2t})/n. */
    @Test
    void freeSpinsHaveTheExactDriftAndNoise() {
        Study<byte[]> study = study(new CurieWeiss(Grid.square(16), 1e9, 0));
        StepScan<byte[]> scan = StepScan.of(study, TIMES, 100, 40);
        assertThat(scan.points()).hasSize(5);
        for (StepScan.Point point : scan.points()) {
            double t = point.step();
            double drift = -Math.expm1(-t) / t;
            double noise = -Math.expm1(-2 * t) / (2 * t);
            StepScan.Estimate slope = point.drift()[0];
            StepScan.Estimate ratio = point.ratio()[0];
            assertThat(slope.value()).as("drift, %s", t).isCloseTo(drift, within(4 * slope.error()));
            assertThat(ratio.value()).as("noise, %s", t).isCloseTo(noise, within(4 * ratio.error()));
            // Free spins have μ = −m and Γ = 2/n, so that z alone explains all of it.
            assertThat(slope.expected()).isCloseTo(drift, within(1e-3));
            assertThat(ratio.expected()).isCloseTo(noise, within(1e-3));
            assertThat(point.noise()[0]).isCloseTo(noise * 2 / 64, within(4 * ratio.error() * 2 / 64));
        }
        // The standard error of a variance from 40 normal values, of 100 configurations.
        StepScan.Estimate last = scan.points().get(4).ratio()[0];
        assertThat(last.error() / last.value()).isCloseTo(Math.sqrt(2.0 / 39 / 100), within(0.006));
        assertThat(scan.generated()).isTrue();
        assertThat(scan.recommended().recipe().pairs()).isInstanceOf(GeneratedPairs.class);
        assertThat(scan)
                .hasToString(
                        "pairs from rates: drift and noise of m are at all δt what their limits δt → 0 and the relaxation of z say");
    }

    /** Two evolutions of each configuration give the noise as well as many do: not half of it. */
    @Test
    void fewEvolutionsAreEnough() {
        Study<byte[]> study = study(new CurieWeiss(Grid.square(16), 1e9, 0))
                .recipe(ours -> ours.with(SmallRuns.initialised(500, 2, Optional.of(Span.time(0.1)))));
        StepScan.Estimate ratio = StepScan.of(study, List.of(Span.time(1)), 1000, 2)
                .points()
                .get(0)
                .ratio()[0];
        assertThat(ratio.error()).isLessThan(0.03);
        assertThat(ratio.value()).isCloseTo(-Math.expm1(-2) / 2, within(4 * ratio.error()));
    }

    /** An eighth of the budget pays for evolutions, 200 configurations for 31/800 of the horizon each, from 8 to 64 of them. */
    @Test
    void evolutionsAreWhatTheBudgetPaysFor() {
        Study<byte[]> study = study(new CurieWeiss(Grid.square(16), 1e9, 0))
                .until(8)
                .recipe(ours -> ours.with(SmallRuns.initialised(100, 2, Optional.of(Span.time(0.1)))));
        double each = 200 * 64 * 8 * (31.0 / 800) * RunsChoice.rate(study) / Work.UPDATES;
        for (double[] expected : new double[][] {{0, 8}, {20.5, 20}, {1e6, 64}}) {
            double budget = Math.max(1e-9, 8 * expected[0] * each);
            Work work = new Work(budget);
            StepScan.Estimate noise = StepScan.of(study, work).points().get(4).ratio()[0];
            double error = Math.sqrt(2 / (expected[1] - 1) / 200);
            assertThat(noise.error() / noise.value()).isCloseTo(error, within(0.2 * error));
            assertThat(work.left()).isCloseTo(Math.max(0, budget - expected[1] * each), within(1e-9 * budget));
        }
    }

    /**
     * One spin of 64 flips at a rate of 50, the others at 0.002: C = (1 − e^{−200t} + 63 (1 − e^{−0.008t}))/64², in units of
     * 4/64² a rate of 50.1 at once, 0.25 in a time of 2, 0.15 in 10, and 0.10 in 80, where the slow ones have relaxed by a
     * quarter.
     */
    @Test
    void flickerTakesAFiniteStep() {
        List<Span> times = DoubleStream.of(0.01, 2, 10, 80).mapToObj(Span::time).toList();
        StepScan<byte[]> scan =
                StepScan.of(study(new Flickering(Grid.square(16), 50)).generated(), times, 100, 40);
        assertThat(scan.generated()).isFalse();
        for (StepScan.Point point : scan.points()) {
            double t = point.step();
            double exact = -(Math.expm1(-200 * t) + 63 * Math.expm1(-0.008 * t)) / (64 * 64 * t);
            assertThat(point.noise()[0] / exact).isCloseTo(1, within(4 * Math.sqrt(2.0 / 39 / 100)));
        }
        assertThat(scan.span()).isEqualTo(Span.time(10));
        assertThat(scan.verdict())
                .startsWith("pairs by evolving patches for δt = 10")
                .contains("m flickers, its noise at δt = 0.0100 is 0.4")
                .contains("of the limit δt → 0, of which relaxation explains 0.99");
        PatchPairs<byte[]> rule = scan.recommended().recipe().patchPairs("test");
        assertThat(rule.span()).contains(Span.time(10));
        assertThat(rule.boundary()).isEqualTo(PatchBoundary.halo(2));
    }

    /** Without events ratios are to the longest time; a boundary that was chosen stays. */
    @Test
    void modelsWithoutRatesAreComparedWithTheLongestTime() {
        Study<float[]> study = Study.of(new Cells(Grid.square(16), 1, 0.5, 2))
                .patch(Grid.square(8))
                .recipe(ours -> ours.with(SmallRuns.initialised(20, 2, Optional.of(Span.time(0.1)))));
        StepScan<float[]> scan = StepScan.of(study, List.of(Span.time(0.01), Span.time(0.05)), 20, 10);
        assertThat(scan.limits()).isFalse();
        assertThat(scan.points().get(1).ratio()[0].value()).isEqualTo(1);
        assertThat(scan.points().get(0).drift()[0].value()).isNaN();
        assertThat(scan.table().columnNames()).doesNotContain("drift / limit").contains("C(δt)/δt / longest");
        assertThat(scan.verdict()).contains("the model tells no rates");
        assertThat(scan.recommended().recipe().pairs()).isInstanceOf(PatchPairs.class);
    }

    /** The noise of x is that of h, integrated: t²/3 of it at first. It flickers only for those who do not see what drives it. */
    @Test
    void whatIsDrivenDoesNotFlicker() {
        List<Span> times =
                DoubleStream.of(0.05, 0.1, 0.2, 0.4).mapToObj(Span::time).toList();
        StepScan<float[]> seen = StepScan.of(pushed(true), times);
        StepScan.Point shortest = seen.points().get(0);
        assertThat(shortest.noise()[0] / shortest.noise()[1]).isLessThan(0.01);
        assertThat(shortest.rest()[0].isExplained()).isFalse();
        assertThat(shortest.isSteady(0)).isTrue();
        for (StepScan.Point point : seen.points().subList(0, 2)) {
            double expected = point.later()[0].expected();
            assertThat(point.later()[0].value()).isCloseTo(expected, within(0.05 * expected));
        }
        assertThat(seen.span()).isEqualTo(Span.time(0.05));
        assertThat(seen.verdict()).endsWith("from there on the noise goes as the law of z says");
        StepScan<float[]> hidden = StepScan.of(pushed(false), times);
        assertThat(hidden.span()).isEqualTo(Span.time(0.4));
        assertThat(hidden.verdict()).contains("x takes time to move, its noise at δt = 0.0500 is ");
    }

    private static Study<float[]> pushed(boolean seen) {
        return Study.of(new Pushed(Grid.line(2, 32), seen))
                .patch(Grid.line(2, 8))
                .until(4)
                .recipe(ours -> ours.with(SmallRuns.initialised(200, 1, Optional.empty())))
                .threads(2);
    }

    @Test
    void numbersDoNotDependOnThreads() {
        StepScan<byte[]> one =
                StepScan.of(study(new Flickering(Grid.square(16), 5)).threads(1), TIMES, 10, 4);
        StepScan<byte[]> two =
                StepScan.of(study(new Flickering(Grid.square(16), 5)).threads(2), TIMES, 10, 4);
        assertThat(one.table().printAll()).isEqualTo(two.table().printAll());
        assertThat(one.table().rowCount()).isEqualTo(5);
        PrintedTables.requireSixDigits(one.table());
        assertThat(one.figure().png()).isNotEmpty();
    }

    /**
     * Voters that hop: bonds between unlike ones come and go at once, while who votes what changes slowly. The shortest step
     * agrees with the limit, but not with what is seen later.
     */
    @Test
    void whatIsNotSeenInZIsFlicker() {
        RuleModel voters = Rules.on(Grid.square(16))
                .states("empty", "a", "b")
                .pair("a b -> a a", 0.5)
                .pair("b a -> b b", 0.5)
                .exchange("a empty", 1)
                .exchange("b empty", 1)
                .change("a -> b", 0.1)
                .change("b -> a", 0.1)
                .observe("a", "a|b")
                .start("a", 0.7)
                .start("b", 0.1);
        Study<byte[]> study = Study.of(voters)
                .patch(Grid.square(16))
                .until(10)
                .from((model, state, random) -> voters.initialise(state, random))
                .threads(2);
        List<Span> times =
                DoubleStream.of(0.02, 0.2, 0.4, 0.8).mapToObj(Span::time).toList();
        StepScan<byte[]> scan = StepScan.of(study, times);
        assertThat(scan.points().get(0).ratio()[1].isExplained()).isTrue();
        assertThat(scan.points().get(3).drift()[1].isExplained()).isFalse();
        assertThat(scan.points().get(1).rest()[1].isExplained()).isFalse();
        assertThat(scan.span()).isEqualTo(Span.time(0.4));
        assertThat(scan.verdict()).contains("a|b flickers, its drift at δt = 0.800 is 0.24");
    }

    @Test
    void tooLittleIsRefused() {
        Study<byte[]> study = study(new Flickering(Grid.square(16), 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepScan.of(study, List.of()))
                .withMessageContaining("must be at least 1, 2 and 2");
        assertThatIllegalArgumentException().isThrownBy(() -> StepScan.of(study, TIMES, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> StepScan.of(study, TIMES, 2, 1));
    }
}
