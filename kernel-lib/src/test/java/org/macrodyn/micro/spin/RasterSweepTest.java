package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.exact.IsingEnumeration;
import org.macrodyn.exact.Kaufman;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Refinement;

/** Raster sweeps of one lattice and of 64 at once, against the exact law of the chain. */
class RasterSweepTest {
    private static final int REPLICAS = RasterSweepEnsemble.REPLICAS;
    private static final IsingEnumeration EXACT = new IsingEnumeration(3, 3, 2.27, 0.1);
    private static final Ising SMALL = new Ising(Grid.square(3), 2.27, 0.1, EventSampler.RASTER_SWEEP);
    private static final byte[] START = {1, 1, -1, -1, 1, -1, 1, 1, -1};

    private final RandomGenerator random = RandomStreams.stream(1, "RasterSweepTest", 0);

    @Test
    void lawOfOneLatticeAfterTwoSweepsIsExact() {
        long[] counts = new long[EXACT.states()];
        for (int run = 0; run < 60_000; run++) {
            byte[] state = START.clone();
            assertThat(SMALL.evolve(state, SMALL.grid().whole(), Span.time(2), random))
                    .isEqualTo(2);
            counts[EXACT.index(state)]++;
        }
        IsingLaws.assertDrawnFrom(EXACT.afterSweep(EXACT.afterSweep(EXACT.certain(START))), counts);
    }

    @Test
    void lawOfTheEnsembleAfterTwoSweepsIsExact() {
        long[] counts = new long[EXACT.states()];
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        for (int run = 0; run < 2_000; run++) {
            for (int replica = 0; replica < REPLICAS; replica++) {
                ensemble.set(replica, START);
            }
            ensemble.sweep(2, random);
            count(ensemble, counts);
        }
        IsingLaws.assertDrawnFrom(EXACT.afterSweep(EXACT.afterSweep(EXACT.certain(START))), counts);
    }

    @Test
    void ensembleKeepsTheEquilibriumLaw() {
        double[] law = EXACT.equilibrium();
        long[] counts = new long[EXACT.states()];
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        for (int run = 0; run < 2_000; run++) {
            for (int replica = 0; replica < REPLICAS; replica++) {
                ensemble.set(replica, EXACT.spins(IsingLaws.draw(law, random)));
            }
            ensemble.sweep(3, random);
            count(ensemble, counts);
        }
        IsingLaws.assertDrawnFrom(law, counts);
    }

    private static void count(RasterSweepEnsemble ensemble, long[] counts) {
        byte[] state = new byte[9];
        for (int replica = 0; replica < REPLICAS; replica++) {
            ensemble.get(replica, state);
            counts[EXACT.index(state)]++;
        }
    }

    /** Neighbouring bits of a word share draws of random words but not random bits. */
    @Test
    void replicasAreUncorrelated() {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        double[] m = new double[REPLICAS];
        double[] products = new double[4_000];
        for (int run = 0; run < products.length; run++) {
            ensemble.initialise(random);
            ensemble.sweep(20, random);
            ensemble.magnetisation(m);
            products[run] = m[0] * m[1] + m[10] * m[40] + m[62] * m[63];
        }
        double mean = EXACT.mean(EXACT.equilibrium(), x -> sum(x) / 9.0);
        IsingLaws.assertMean(3 * relaxed(mean), products);
    }

    /** ⟨m⟩² after 20 sweeps from the initial law, which has not quite reached equilibrium: taken from the chain itself. */
    private double relaxed(double equilibrium) {
        double[] law = new double[EXACT.states()];
        byte[] state = new byte[9];
        int draws = 200_000;
        for (int draw = 0; draw < draws; draw++) {
            SMALL.initialise(state, random);
            law[EXACT.index(state)] += 1.0 / draws;
        }
        for (int sweep = 0; sweep < 20; sweep++) {
            law = EXACT.afterSweep(law);
        }
        double mean = EXACT.mean(law, x -> sum(x) / 9.0);
        assertThat(mean).isEqualTo(equilibrium, within(0.2));
        return mean * mean;
    }

    private static int sum(byte[] state) {
        int sum = 0;
        for (byte spin : state) {
            sum += spin;
        }
        return sum;
    }

    @Test
    void ensembleMeasuresWhatTheModelObserves() {
        Ising model = new Ising(new Grid(1, 1, 6, 10), 2.5, 0.1, EventSampler.RASTER_SWEEP);
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(model);
        ensemble.initialise(random);
        ensemble.sweep(3, random);
        double[] m = new double[REPLICAS];
        double[] rho = new double[REPLICAS];
        ensemble.magnetisation(m);
        ensemble.domainWallDensity(rho);
        byte[] state = new byte[60];
        double[] z = new double[2];
        for (int replica = 0; replica < REPLICAS; replica++) {
            ensemble.get(replica, state);
            model.observe(state, z);
            assertThat(m[replica]).isEqualTo(z[0], within(1e-15));
            assertThat(rho[replica]).isEqualTo(z[1], within(1e-15));
        }
    }

    /** Kaufman's finite torus; the 64 replicas are independent, so that their scatter is the error. */
    @ParameterizedTest
    @CsvSource({"16, 2.5, 500, 2000", "16, 2.27, 4000, 8000", "8, 2.0, 2000, 8000"})
    void ensembleHasKaufmansDomainWallDensity(int side, double temperature, int burnIn, int sweeps) {
        RasterSweepEnsemble ensemble =
                new RasterSweepEnsemble(new Ising(Grid.square(side), temperature, 0, EventSampler.RASTER_SWEEP));
        ensemble.initialise(random);
        ensemble.sweep(burnIn, random);
        double[] rho = new double[REPLICAS];
        double[] mean = new double[REPLICAS];
        int frames = sweeps / 4;
        for (int frame = 0; frame < frames; frame++) {
            ensemble.sweep(4, random);
            ensemble.domainWallDensity(rho);
            for (int replica = 0; replica < REPLICAS; replica++) {
                mean[replica] += rho[replica] / frames;
            }
        }
        IsingLaws.assertMean(Kaufman.square(side, temperature).domainWallDensity(), mean);
    }

    @Test
    void sweepOfARegionLeavesTheRestFrozen() {
        Grid grid = Grid.square(8);
        Ising model = new Ising(grid, 2.5, 0.1, EventSampler.RASTER_SWEEP);
        Region region = new Region(grid, 0, 6, 5, 1, 4, 4);
        byte[] before = new byte[64];
        model.initialise(before, 0, random);
        byte[] after = before.clone();
        assertThat(model.evolve(after, region, Span.events(7), random)).isEqualTo(7);
        byte[] inner = new byte[16];
        region.extract(before, inner);
        assertThat(after).isNotEqualTo(before);
        region.insert(inner, after);
        assertThat(after).isEqualTo(before);
    }

    /** 2 × 2 sites of the 3 × 3 lattice: the law of a chain that updates one site after the other, the other five frozen. */
    @Test
    void lawOfARegionOfTheEnsembleIsThatOfOneLattice() {
        Region region = new Region(SMALL.grid(), 0, 2, 1, 1, 2, 2);
        long[] counts = new long[EXACT.states()];
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        for (int run = 0; run < 2_000; run++) {
            for (int replica = 0; replica < REPLICAS; replica++) {
                ensemble.set(replica, START);
            }
            ensemble.sweep(region, 2, random);
            count(ensemble, counts);
        }
        IsingLaws.assertDrawnFrom(afterRegion(afterRegion(EXACT.certain(START), region), region), counts);
    }

    private static double[] afterRegion(double[] law, Region region) {
        double[] now = law;
        for (int inner = 0; inner < region.sites(); inner++) {
            now = afterSite(now, region.site(inner));
        }
        return now;
    }

    /** Heat bath of one site: s = +1 with the rate of a flip to +1, whatever it was. */
    private static double[] afterSite(double[] law, int site) {
        double[] next = new double[law.length];
        for (int index = 0; index < law.length; index++) {
            byte[] down = EXACT.spins(index);
            down[site] = -1;
            byte[] up = down.clone();
            up[site] = 1;
            double toUp = SMALL.flipRate(down, site);
            next[EXACT.index(up)] += law[index] * toUp;
            next[EXACT.index(down)] += law[index] * (1 - toUp);
        }
        return next;
    }

    @Test
    void regionIsCountedCopiedAndPutBack() {
        Ising model = new Ising(new Grid(1, 1, 8, 10), 2.5, 0.1, EventSampler.RASTER_SWEEP);
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(model);
        ensemble.initialise(random);
        List<Region> regions = List.of(
                new Region(model.grid(), 0, 6, 7, 1, 4, 5),
                new Region(model.grid(), 0, 3, 0, 1, 2, 10),
                new Region(model.grid(), 0, 0, 4, 1, 8, 3),
                model.grid().whole());
        for (Region region : regions) {
            byte[][] before = states(ensemble);
            long[] words = new long[region.sites()];
            int[][] counted = new int[4][REPLICAS];
            ensemble.extract(region, words);
            ensemble.count(region, counted[0], counted[1]);
            ensemble.sweep(region, 2, random);
            ensemble.count(region, counted[2], counted[3]);
            byte[][] after = states(ensemble);
            double[] dz = new double[2];
            for (int replica = 0; replica < REPLICAS; replica++) {
                model.increment(before[replica], after[replica], region, dz);
                assertThat(2.0 * (counted[2][replica] - counted[0][replica]) / 80)
                        .isEqualTo(dz[0], within(1e-15));
                assertThat((counted[3][replica] - counted[1][replica]) / 160.0).isEqualTo(dz[1], within(1e-15));
            }
            ensemble.insert(words, region);
            assertThat(states(ensemble)).isDeepEqualTo(before);
        }
    }

    /** Half up, half down; each measurement is that of the state after as many sweeps. */
    @Test
    void orderedEnsemblesAreMeasuredBetweenSweeps() {
        Ising model = Ising.square(8, 3, 0);
        RasterSweepEnsemble ensemble = RasterSweepEnsemble.ordered(model);
        RasterSweepEnsemble again = RasterSweepEnsemble.ordered(model);
        double[] m = new double[REPLICAS];
        ensemble.magnetisation(m);
        for (int replica = 0; replica < REPLICAS; replica++) {
            assertThat(m[replica]).isEqualTo(replica % 2 == 0 ? 1 : -1);
        }
        RandomGenerator random = RandomStreams.stream(1, "ordered", 0);
        double[][] found = ensemble.magnetisations(1, 3, 2, random, ProgressListener.NONE);
        random = RandomStreams.stream(1, "ordered", 0);
        again.sweep(2, random);
        for (int frame = 0; frame < 3; frame++) {
            again.sweep(2, random);
            again.magnetisation(m);
            for (int replica = 0; replica < REPLICAS; replica++) {
                assertThat(found[replica][frame]).isEqualTo(m[replica]);
            }
        }
    }

    private static byte[][] states(RasterSweepEnsemble ensemble) {
        byte[][] states = new byte[REPLICAS][ensemble.grid().sites()];
        for (int replica = 0; replica < REPLICAS; replica++) {
            ensemble.get(replica, states[replica]);
        }
        return states;
    }

    @Test
    void replicatedSpinsAreBlocks() {
        RasterSweepEnsemble coarse = new RasterSweepEnsemble(SMALL);
        coarse.initialise(random);
        byte[][] small = states(coarse);
        byte[][] large = states(coarse.replicated(2));
        for (int replica = 0; replica < REPLICAS; replica++) {
            byte[] expected = new byte[36];
            Refinement.<byte[]>replication().refine(small[replica], SMALL.grid(), expected, Grid.square(6));
            assertThat(large[replica]).isEqualTo(expected);
        }
    }

    @Test
    void ensembleStopsWhenInterrupted() {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ensemble.sweep(Long.MAX_VALUE, random)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void ensembleRefusesWhatMakesNoSense() {
        RasterSweepEnsemble ensemble = new RasterSweepEnsemble(SMALL);
        assertThatThrownBy(() -> ensemble.set(64, new byte[9])).hasMessage("replica 64: must be from 0 to 63");
        assertThatThrownBy(() -> ensemble.get(0, new byte[8])).hasMessageContaining("must have 9");
        Region other = Grid.square(4).whole();
        assertThatThrownBy(() -> ensemble.sweep(other, 1, random)).hasMessageContaining("must be the same grid");
    }
}
