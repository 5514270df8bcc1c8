package org.macrodyn.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.run.RandomStreams;

class LocalModelTest {
    private static final Grid GRID = new Grid(1, 1, 8, 12);

    @Test
    void aPatchsIncrementIsThatOfTheWhole() {
        Coins model = new Coins(GRID);
        RandomGenerator random = RandomStreams.stream(1, "local", 0);
        byte[] before = new byte[GRID.sites()];
        model.initialise(before, random);
        byte[] after = before.clone();
        Region region = new Region(GRID, 0, 6, 10, 1, 4, 4);
        model.evolve(after, region, Span.time(2), random);
        double[] local = new double[2];
        double[] old = new double[2];
        double[] whole = new double[2];
        model.increment(before, after, region, local);
        model.observe(before, old);
        model.observe(after, whole);
        assertThat(after).isNotEqualTo(before);
        for (int i = 0; i < 2; i++) {
            assertThat(local[i]).isCloseTo(whole[i] - old[i], within(1e-14));
        }
    }

    @Test
    void onlyTheRegionEvolves() {
        Coins model = new Coins(GRID);
        Region region = new Region(GRID, 0, 6, 10, 1, 4, 4);
        byte[] state = new byte[GRID.sites()];
        Arrays.fill(state, (byte) 2);
        model.evolve(state, region, Span.time(30), RandomStreams.stream(1, "local", 1));
        for (int site = 0; site < state.length; site++) {
            assertThat(state[site] < 2).isEqualTo(region.contains(site));
        }
    }

    @Test
    void shiftsAreThoseOfAPeriodicLattice() {
        Grid deep = new Grid(2, 3, 4, 5);
        assertThat(deep.shift(0, 0, -1)).isEqualTo(4);
        assertThat(deep.shift(0, -1, 0)).isEqualTo(15);
        assertThat(deep.shift(19, 1, 1)).isEqualTo(0);
        assertThat(deep.shift(20 + 7, 1, -2)).isEqualTo(20 + 10);
        assertThat(deep.shift(119, 1, 1)).isEqualTo(100);
    }

    @Test
    void shiftsBeyondOnePeriodAreRefused() {
        Grid grid = new Grid(1, 1, 16, 8);
        assertThat(grid.shift(3, 16, -8)).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grid.shift(0, 40, 0))
                .withMessage("shift by 40 rows on a grid of 16: at most ±16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grid.shift(100, 0, -20))
                .withMessage("shift by -20 columns on a grid of 8: at most ±8");
    }

    /** Poisson: mean and variance R·t. */
    @Test
    void attemptsHaveTheirRate() {
        RandomGenerator random = RandomStreams.stream(1, "attempts", 0);
        AtomicLong made = new AtomicLong();
        assertThat(Span.time(100).attempts(50, random, made::incrementAndGet)).isEqualTo(100);
        assertThat(made.get()).isBetween(5000 - 4 * 71L, 5000 + 4 * 71L);
        made.set(0);
        double time = Span.events(5000).attempts(50, random, made::incrementAndGet);
        assertThat(made.get()).isEqualTo(5000);
        assertThat(time).isCloseTo(100, within(4 * Math.sqrt(5000) / 50));
    }

    /** Where nothing can happen, time passes and events never come. */
    @Test
    void aRateOfZeroLetsTimePass() {
        RandomGenerator random = RandomStreams.stream(1, "attempts", 0);
        AtomicLong made = new AtomicLong();
        assertThat(Span.time(2.5).attempts(0, random, made::incrementAndGet)).isEqualTo(2.5);
        assertThat(Span.events(7).attempts(0, random, made::incrementAndGet)).isEqualTo(0);
        assertThat(made.get()).isZero();
        assertThat(random.nextLong())
                .isEqualTo(RandomStreams.stream(1, "attempts", 0).nextLong());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -1e-300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void ratesThatAreNoneAreRefused(double rate) {
        RandomGenerator random = RandomStreams.stream(1, "attempts", 0);
        for (Span span : List.of(Span.time(1), Span.events(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> span.attempts(rate, random, () -> {}))
                    .withMessage(
                            "rate " + rate + " of attempts: must be finite and at least 0 (0: nothing can happen)");
        }
    }

    @Test
    void attemptsStopWhenInterrupted() {
        RandomGenerator random = RandomStreams.stream(1, "attempts", 0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Span.time(1e9).attempts(1e3, random, () -> {}))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
