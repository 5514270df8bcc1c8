package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;

class CurieWeissTest {
    private static final double T = 1.1;
    private static final double H = 0.1;

    private final CurieWeiss model = new CurieWeiss(Grid.square(16), T, H);

    @Test
    void ratesAreTheFormulaOfTheSpecification() {
        int up = 100;
        double sum = 2 * up - 256;
        assertThat(model.upRate(up)).isCloseTo(1 / (1 + Math.exp(2 * ((sum - 1) / 256 + H) / T)), within(1e-15));
        assertThat(model.downRate(up)).isCloseTo(1 / (1 + Math.exp(-2 * ((sum + 1) / 256 + H) / T)), within(1e-15));
    }

    /** Mean and variance in time against the exact birth–death chain, 4 standard errors. */
    @Test
    void fullEvolutionFollowsTheExactChain() {
        CurieWeissChain chain = new CurieWeissChain(256, T, H);
        CurieWeissChain.Course course = chain.course(-0.5, 2, 6);
        int runs = 4000;
        double[] sum = new double[6];
        double[] squares = new double[6];
        double[] z = new double[1];
        for (int run = 0; run < runs; run++) {
            RandomGenerator random = RandomStreams.stream(1, "chain", run);
            byte[] state = new byte[256];
            SpinStates.randomPositions(state, -0.5, random);
            for (int k = 0; k < 6; k++) {
                model.observe(state, z);
                sum[k] += z[0];
                squares[k] += z[0] * z[0];
                model.evolve(state, Grid.square(16).whole(), Span.time(2), random);
            }
        }
        for (int k = 1; k < 6; k++) {
            double mean = sum[k] / runs;
            double variance = squares[k] / runs - mean * mean;
            double exact = course.standardDeviation()[k];
            assertThat(mean).isCloseTo(course.mean()[k], within(4 * exact / Math.sqrt(runs)));
            assertThat(variance).isCloseTo(exact * exact, within(4 * exact * exact * Math.sqrt(2.0 / runs)));
        }
    }

    /** The waiting time of n events is recorded: at m fixed its mean is 1/Σr for a single event. */
    @Test
    void waitingTimeOfOneEventIsExponentialWithTheTotalRate() {
        byte[] start = new byte[256];
        SpinStates.randomPositions(start, 0.25, RandomStreams.stream(2, "start", 0));
        int up = 160;
        double total = up * model.upRate(up) + (256 - up) * model.downRate(up);
        int draws = 40_000;
        double sum = 0;
        int flippedUp = 0;
        for (int i = 0; i < draws; i++) {
            byte[] state = start.clone();
            sum += model.evolve(state, Grid.square(16).whole(), Span.events(1), RandomStreams.stream(2, "wait", i));
            flippedUp += Spins.countUp(state) < up ? 1 : 0;
        }
        assertThat(sum / draws).isCloseTo(1 / total, within(4 / total / Math.sqrt(draws)));
        double share = up * model.upRate(up) / total;
        assertThat(flippedUp / (double) draws).isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / draws)));
    }

    /** The mean increment of a patch in a short time, summed over the K patches, is the system's drift. */
    @Test
    void patchIncrementsAverageToTheDriftOfTheWholeSystem() {
        CurieWeiss large = new CurieWeiss(Grid.square(32), T, H);
        byte[] state = new byte[1024];
        SpinStates.randomPositions(state, -0.3, RandomStreams.stream(3, "start", 0));
        double drift = new CurieWeissChain(1024, T, H).drift(magnetisation(state));
        double dt = 0.002;
        int draws = 400_000;
        double sum = 0;
        double squares = 0;
        double[] dz = new double[1];
        RandomGenerator random = RandomStreams.stream(3, "patch", 0);
        byte[] after = state.clone();
        byte[] patch = new byte[64];
        for (int i = 0; i < draws; i++) {
            int which = random.nextInt(16);
            Region region = new Region(Grid.square(32), 0, which / 4 * 8, which % 4 * 8, 1, 8, 8);
            large.evolve(after, region, Span.time(dt), random);
            large.increment(state, after, region, dz);
            sum += 16 * dz[0];
            squares += 256 * dz[0] * dz[0];
            region.extract(state, patch);
            region.insert(patch, after);
        }
        double mean = sum / draws;
        double error = Math.sqrt(squares / draws / draws);
        assertThat(mean / dt).isCloseTo(drift, within(4 * error / dt));
    }

    @Test
    void evolvingAPatchLeavesTheRestAlone() {
        byte[] before = new byte[256];
        RandomGenerator random = RandomStreams.stream(4, "rest", 0);
        model.initialise(before, random);
        byte[] after = before.clone();
        Region region = new Region(Grid.square(16), 0, 12, 12, 1, 8, 8);
        model.evolve(after, region, Span.events(500), random);
        byte[] inner = new byte[64];
        region.extract(before, inner);
        byte[] restored = after.clone();
        region.insert(inner, restored);
        assertThat(restored).isEqualTo(before);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void fixedTimeIsKeptExactly() {
        byte[] state = new byte[256];
        RandomGenerator random = RandomStreams.stream(5, "time", 0);
        model.initialise(state, random);
        assertThat(model.evolve(state, Grid.square(16).whole(), Span.time(0.37), random))
                .isEqualTo(0.37);
    }

    @Test
    void interruptStopsALongEvolution() {
        byte[] state = new byte[256];
        model.initialise(state, RandomStreams.stream(6, "long", 0));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.evolve(
                        state,
                        Grid.square(16).whole(),
                        Span.events(Long.MAX_VALUE),
                        RandomStreams.stream(6, "long", 1)))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("run again");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void initialMagnetisationFollowsTheSpecification() {
        byte[] state = new byte[4096];
        SpinStates.randomPositions(state, -0.25, RandomStreams.stream(7, "m", 0));
        assertThat(Spins.countUp(state)).isEqualTo((int) Math.floor(0.75 * 4096 / 2));
        assertThatThrownBy(() -> SpinStates.randomPositions(state, 1.2, RandomStreams.stream(7, "m", 1)))
                .hasMessage("m = 1.2: must lie between -1 and 1");
    }

    @Test
    void refusesTemperaturesThatAreNotAboveZero() {
        assertThatThrownBy(() -> new CurieWeiss(Grid.square(8), 0, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("T = 0.0: must be finite and above 0 (in units of J/k_B)");
        assertThatThrownBy(() -> new CurieWeiss(Grid.square(8), 1, Double.NaN)).hasMessageContaining("h = NaN");
    }

    /**
     * The coldest system that is allowed still flips out of its ground state: ten events are five ways out, each of mean 1/(n r),
     * and five ways back, which take no time beside them.
     */
    @Test
    void temperaturesAtWhichNothingWouldFlipAreRefused() {
        double lowest = 2 * (1 + 0.4) / 700;
        assertThatThrownBy(() -> new CurieWeiss(Grid.square(4), 0.99 * lowest, 0.4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("T = " + 0.99 * lowest + " with h = 0.4: rates underflow");
        CurieWeiss cold = new CurieWeiss(Grid.square(4), lowest, 0.4);
        double wayOut = 1 / (16 * cold.upRate(16));
        int runs = 1000;
        double sum = 0;
        for (int run = 0; run < runs; run++) {
            byte[] state = new byte[16];
            SpinStates.randomPositions(state, 1, RandomStreams.stream(8, "cold", run));
            sum += cold.evolve(state, cold.grid().whole(), Span.events(10), RandomStreams.stream(8, "out", run));
        }
        assertThat(sum / runs / wayOut).isCloseTo(5, within(4 * Math.sqrt(5.0 / runs)));
    }

    private static double magnetisation(byte[] state) {
        return 2.0 * Spins.countUp(state) / state.length - 1;
    }
}
