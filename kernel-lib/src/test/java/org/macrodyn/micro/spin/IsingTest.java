package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;

class IsingTest {
    private final RandomGenerator random = RandomStreams.stream(1, "IsingTest", 0);

    @Test
    void observesStripesAndCheckerboard() {
        Ising model = Ising.square(6, 2.5, 0.1);
        byte[] stripes = new byte[36];
        byte[] board = new byte[36];
        for (int site = 0; site < 36; site++) {
            stripes[site] = (byte) (site / 6 < 4 ? 1 : -1);
            board[site] = (byte) ((site / 6 + site % 6) % 2 == 0 ? 1 : -1);
        }
        double[] z = new double[2];
        model.observe(stripes, z);
        assertThat(z[0]).isEqualTo(1.0 / 3, within(1e-15));
        assertThat(z[1]).isEqualTo(12.0 / 72, within(1e-15));
        model.observe(board, z);
        assertThat(z).containsExactly(0, 1);
        assertThat(model.energy(board)).isEqualTo(2);
    }

    @Test
    void energyAndRatesAreThoseOfTheHamiltonian() {
        IsingEnumeration exact = new IsingEnumeration(3, 4, 1.7, -0.3);
        Ising model = new Ising(new Grid(1, 1, 3, 4), 1.7, -0.3, EventSampler.AUTOMATIC);
        byte[] state = new byte[12];
        for (int draw = 0; draw < 20; draw++) {
            model.initialise(state, random);
            assertThat(model.energy(state)).isEqualTo(exact.energy(state), within(1e-13));
            for (int site = 0; site < 12; site++) {
                byte[] flipped = state.clone();
                flipped[site] = (byte) -flipped[site];
                double change = 12 * (exact.energy(flipped) - exact.energy(state));
                assertThat(model.flipRate(state, site)).isEqualTo(1 / (1 + Math.exp(change / 1.7)), within(1e-13));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8,8,0,0,8,8", "8,8,6,7,4,3", "8,8,5,0,2,8", "8,8,0,3,7,7", "6,10,2,9,1,1", "2,2,1,1,1,1", "2,8,0,0,2,3"
    })
    void incrementIsTheDifferenceOfTheWhole(int rows, int columns, int row, int column, int height, int width) {
        Grid grid = new Grid(1, 1, rows, columns);
        Region region = new Region(grid, 0, row, column, 1, height, width);
        Ising model = new Ising(grid, 2.5, 0.1, EventSampler.AUTOMATIC);
        byte[] before = new byte[grid.sites()];
        double[] old = new double[2];
        double[] now = new double[2];
        double[] dz = new double[2];
        for (int draw = 0; draw < 50; draw++) {
            model.initialise(before, random);
            byte[] after = before.clone();
            for (int inner = 0; inner < region.sites(); inner++) {
                if (random.nextInt(3) == 0) {
                    int site = region.site(inner);
                    after[site] = (byte) -after[site];
                }
            }
            model.observe(before, old);
            model.observe(after, now);
            model.increment(before, after, region, dz);
            assertThat(dz[0]).isEqualTo(now[0] - old[0], within(1e-14));
            assertThat(dz[1]).isEqualTo(now[1] - old[1], within(1e-14));
        }
    }

    @Test
    void initialStatesHaveTheirMagnetisation() {
        Ising model = Ising.square(8, 2.5, 0.1);
        byte[] state = new byte[64];
        double[] z = new double[2];
        double mean = 0;
        double square = 0;
        int draws = 20_000;
        for (int draw = 0; draw < draws; draw++) {
            model.initialise(state, random);
            model.observe(state, z);
            mean += z[0] / draws;
            square += z[0] * z[0] / draws;
        }
        // U(−1, 1) rounded down to multiples of 1/32: mean −1/64, second moment 1/3 + 1/3/64².
        assertThat(mean).isEqualTo(-1.0 / 64, within(4 * Math.sqrt(1.0 / 3 / draws)));
        assertThat(square).isEqualTo(1.0 / 3, within(4 * Math.sqrt(4.0 / 45 / draws) + 1e-4));
        model.initialise(state, 0.26, random);
        model.observe(state, z);
        assertThat(z[0]).isEqualTo(0.25);
    }

    @Test
    void keepsItsPhysicsOnAnotherGridAndWithAnotherSampler() {
        Ising model = Ising.square(64, 2.5, 0.1).on(Grid.square(8)).withSampler(EventSampler.N_FOLD_WAY);
        assertThat(model).hasToString("Ising 8×8, T = 2.5, h = 0.1");
        assertThat(model.sampler()).isSameAs(EventSampler.N_FOLD_WAY);
    }

    @Test
    void stopsWhenInterruptedAndLeavesAValidState() {
        Ising model = Ising.square(32, 2.5, 0.1);
        EventSampler[] samplers = {
            EventSampler.NULL_EVENT, EventSampler.N_FOLD_WAY, EventSampler.AUTOMATIC, EventSampler.RASTER_SWEEP
        };
        for (EventSampler sampler : samplers) {
            byte[] state = new byte[32 * 32];
            model.initialise(state, 0, random);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> model.withSampler(sampler)
                            .evolve(state, model.grid().whole(), Span.events(1L << 60), random))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            for (byte spin : state) {
                assertThat(spin * spin).isEqualTo(1);
            }
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Ising.square(8, 0, 0))
                .hasMessage("T = 0.0: must be finite and above 0 (in units of J/k_B)");
        assertThatThrownBy(() -> Ising.square(8, 0.001, 0)).hasMessageContaining("must be at least 0.0114");
        assertThatThrownBy(() -> Ising.square(8, 2, Double.NaN)).hasMessage("h = NaN: must be finite (in units of J)");
        assertThatThrownBy(() -> Ising.square(1, 2, 0)).hasMessageContaining("at least 2 rows");
        Ising model = Ising.square(8, 2.5, 0.1);
        assertThatThrownBy(() -> model.on(Grid.line(2, 8))).hasMessageContaining("must be planar");
        assertThatThrownBy(() -> model.observe(new byte[63], new double[2])).hasMessageContaining("must have 64");
        assertThatThrownBy(() -> model.initialise(new byte[64], 1.5, random)).hasMessageContaining("from −1 to 1");
        Region foreign = Grid.square(6).whole();
        assertThatThrownBy(() -> model.evolve(new byte[64], foreign, Span.time(1), random))
                .hasMessageContaining("6×6")
                .hasMessageContaining("same grid");
        assertThatThrownBy(() -> model.withSampler(EventSampler.RASTER_SWEEP)
                        .evolve(new byte[64], model.grid().whole(), Span.time(0.5), random))
                .hasMessageContaining("must be whole");
    }
}
