package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;

/** Drift and covariance from rates, against sums written out, exact chains and evolutions. */
class GeneratorTest {
    private static final double ROUNDING = 1e-13;

    private static Ising ising(int rows, int columns) {
        return new Ising(new Grid(1, 1, rows, columns), 2.1, 0.3, EventSampler.AUTOMATIC);
    }

    private static byte[] state(EventModel<byte[]> model, long seed) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, new Random(seed));
        return state;
    }

    static Stream<Arguments> tilings() {
        return Stream.of(
                Arguments.of(ising(8, 8), new Grid(1, 1, 4, 4)),
                Arguments.of(ising(24, 36), new Grid(1, 1, 8, 12)),
                Arguments.of(ising(2, 18), new Grid(1, 1, 1, 9)),
                Arguments.of(ising(6, 2), new Grid(1, 1, 3, 1)),
                Arguments.of(ising(20, 20), new Grid(1, 1, 20, 10)),
                Arguments.of(new CurieWeiss(Grid.square(8), 1.1, 0.1), Grid.square(4)),
                Arguments.of(new CurieWeiss(Grid.line(1, 60), 0.7, -0.2), Grid.line(1, 12)));
    }

    /** Theorem 1 in the limit of a short time: drift and covariance of all patches add up to the whole's. */
    @ParameterizedTest
    @MethodSource("tilings")
    void patchesAddUpToTheWhole(EventModel<byte[]> model, Grid patch) {
        Generator<byte[]> generator = Generator.of(model);
        Patches patches = new Patches(model.grid(), patch);
        int d = model.observables().size();
        for (int seed = 0; seed < 20; seed++) {
            byte[] state = state(model, seed);
            Generator.Rates whole = generator.at(state, model.grid().whole());
            double[] drift = new double[d];
            double[][] covariance = new double[d][d];
            for (int patchIndex = 0; patchIndex < patches.count(); patchIndex++) {
                Generator.Rates inside = generator.at(state, patches.region(patchIndex));
                for (int a = 0; a < d; a++) {
                    drift[a] += inside.drift()[a];
                    for (int b = 0; b < d; b++) {
                        covariance[a][b] += inside.covariance()[a][b];
                    }
                }
            }
            requireClose(new Generator.Rates(drift, covariance), whole);
        }
    }

    private static void requireClose(Generator.Rates found, Generator.Rates expected) {
        for (int a = 0; a < expected.drift().length; a++) {
            assertThat(found.drift()[a]).isCloseTo(expected.drift()[a], within(ROUNDING));
            for (int b = 0; b < expected.drift().length; b++) {
                assertThat(found.covariance()[a][b]).isCloseTo(expected.covariance()[a][b], within(ROUNDING));
            }
        }
    }

    /** b = Σ r Δz and Γ = Σ r Δz Δzᵀ site by site, z measured before and after each flip; regions wrap around the edges. */
    @ParameterizedTest
    @MethodSource("tilings")
    void ratesAreSumsOverFlips(EventModel<byte[]> model, Grid patch) {
        Region region = new Region(
                model.grid(), 0, model.grid().rows() - 1, model.grid().columns() - 1, 1, patch.rows(), patch.columns());
        byte[] state = state(model, 1);
        int d = model.observables().size();
        double[] before = new double[d];
        double[] after = new double[d];
        model.observe(state, before);
        double[] drift = new double[d];
        double[][] covariance = new double[d][d];
        for (int inner = 0; inner < region.sites(); inner++) {
            int site = region.site(inner);
            double rate = rate(model, state, site);
            state[site] = (byte) -state[site];
            model.observe(state, after);
            state[site] = (byte) -state[site];
            for (int a = 0; a < d; a++) {
                drift[a] += rate * (after[a] - before[a]);
                for (int b = 0; b < d; b++) {
                    covariance[a][b] += rate * (after[a] - before[a]) * (after[b] - before[b]);
                }
            }
        }
        requireClose(Generator.of(model).at(state, region), new Generator.Rates(drift, covariance));
    }

    private static double rate(EventModel<byte[]> model, byte[] state, int site) {
        if (model instanceof Ising lattice) {
            return lattice.flipRate(state, site);
        }
        CurieWeiss spins = (CurieWeiss) model;
        int up = 0;
        for (byte spin : state) {
            up += spin == 1 ? 1 : 0;
        }
        return state[site] == 1 ? spins.upRate(up) : spins.downRate(up);
    }

    /** The birth–death chain's drift and variance of m, from a source of their own. */
    @Test
    void curieWeissHasTheExactDriftAndVariance() {
        CurieWeiss model = new CurieWeiss(Grid.square(16), 1.1, 0.1);
        CurieWeissChain chain = new CurieWeissChain(256, 1.1, 0.1);
        for (int seed = 0; seed < 20; seed++) {
            byte[] state = state(model, seed);
            double[] m = new double[1];
            model.observe(state, m);
            Generator.Rates rates = Generator.of(model).at(state, model.grid().whole());
            assertThat(rates.drift()[0]).isCloseTo(chain.drift(m[0]), within(ROUNDING));
            assertThat(rates.covariance()[0][0]).isCloseTo(chain.variance(m[0]), within(ROUNDING));
        }
    }

    /** Mean and covariance of increments in a time so short that they change by 0.3 %, less than their errors. */
    @ParameterizedTest
    @MethodSource("shortly")
    void shortEvolutionsHaveTheseMoments(EventModel<byte[]> model) {
        int runs = 30_000;
        double time = 0.003;
        byte[] state = state(model, 4);
        int d = model.observables().size();
        double[] mean = new double[d];
        double[][] square = new double[d][d];
        double[] fourth = new double[d];
        double[] dz = new double[d];
        Random random = new Random(7);
        Region whole = model.grid().whole();
        for (int run = 0; run < runs; run++) {
            byte[] evolved = state.clone();
            model.evolve(evolved, whole, Span.time(time), random);
            model.increment(state, evolved, whole, dz);
            for (int a = 0; a < d; a++) {
                mean[a] += dz[a] / runs;
                fourth[a] += Math.pow(dz[a], 4) / runs;
                for (int b = 0; b < d; b++) {
                    square[a][b] += dz[a] * dz[b] / runs;
                }
            }
        }
        Generator.Rates rates = Generator.of(model).at(state, whole);
        for (int a = 0; a < d; a++) {
            assertThat(mean[a]).isCloseTo(rates.drift()[a] * time, within(4 * Math.sqrt(square[a][a] / runs)));
            for (int b = 0; b < d; b++) {
                double error = Math.pow(fourth[a] * fourth[b], 0.25) / Math.sqrt(runs);
                assertThat(square[a][b]).isCloseTo(rates.covariance()[a][b] * time, within(4 * error));
            }
        }
    }

    static Stream<EventModel<byte[]>> shortly() {
        return Stream.of(ising(8, 12), new CurieWeiss(Grid.square(8), 1.1, 0.4));
    }

    @Test
    void modelsWithoutRatesAreRefused() {
        PredatorPrey waves = new PredatorPrey(64, PredatorPreySettings.paper(), InitialProfile.paper());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Generator.of(waves))
                .withMessageContaining("the model gives no rates; implement EventModel");
        Ising raster = ising(8, 8).withSampler(EventSampler.RASTER_SWEEP);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Generator.of(raster).at(state(raster, 1), raster.grid().whole()))
                .withMessageContaining("raster sweeps have no rates");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Generator.of(raster).at(state(raster, 1), Grid.square(4).whole()))
                .withMessageContaining("must be the same grid");
    }
}
