package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;

/** Pairs made 64 at once against those of the general upsampling and partial evolution. */
class RasterPairsTest {
    private static final int RELAXATION = 2;
    private static final int REPEATS = 8;
    private static final int SAMPLES = 1024;

    private static Ising lattice(int side) {
        return Ising.square(side, 2.4, 0).withSampler(EventSampler.RASTER_SWEEP);
    }

    private static Snapshots<byte[]> random(int side) {
        Ising model = lattice(side);
        Snapshots<byte[]> states = new Snapshots<>(model.grid(), model.stateType(), SAMPLES);
        byte[] state = new byte[side * side];
        for (int i = 0; i < SAMPLES; i++) {
            model.initialise(state, RandomStreams.stream(9, "raster pairs test", i));
            states.set(i, state);
        }
        return states;
    }

    /** z, Δz̄ and squares of the increments, one row for each configuration. */
    private static double[][] moments(MacroPairs pairs, int each) {
        double[][] columns = new double[7][pairs.size() / each];
        for (int pair = 0; pair < pairs.size(); pair++) {
            double dm = pairs.dz()[2 * pair];
            double drho = pairs.dz()[2 * pair + 1];
            // Odd moments are aligned with the sign of m, or they would vanish.
            double sign = Math.signum(pairs.z0()[2 * pair]);
            double[] values = {
                Math.abs(pairs.z0()[2 * pair]),
                pairs.z0()[2 * pair + 1],
                sign * dm,
                drho,
                dm * dm,
                sign * dm * drho,
                drho * drho
            };
            for (int k = 0; k < values.length; k++) {
                columns[k][pair / each] += values[k] / each;
            }
        }
        return columns;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void momentsAreThoseOfTheGeneralWay(int side) {
        Snapshots<byte[]> small = random(16);
        MacroPairs fast = new RasterPairs(lattice(side), RELAXATION, 2, REPEATS, 1)
                .make(small, 0, SAMPLES / RasterPairs.BUNDLE, 2, ProgressListener.NONE);
        Upsampler<byte[]> upsampler = new Upsampler<>(
                side / 16,
                SAMPLES,
                Refinement.replication(),
                Optional.of(LocalRelaxation.brief(side == 32 ? RELAXATION : 4)));
        Snapshots<byte[]> large = upsampler.upsample(small, lattice(side), 2, 2, ProgressListener.NONE);
        int repeats = 32;
        MacroPairs slow = general(side, large, repeats);
        assertThat(fast.group()).isEqualTo(4);
        assertThat(fast.dt()).containsOnly(2);
        double[][] one = moments(fast, 4);
        double[][] other = moments(slow, repeats);
        for (int k = 0; k < one.length; k++) {
            Spread a = Spread.of(one[k]);
            Spread b = Spread.of(other[k]);
            assertThat(a.mean())
                    .as("moment %d", k)
                    .isCloseTo(b.mean(), within(4 * Math.hypot(a.standardError(), b.standardError())));
        }
    }

    private static MacroPairs general(int side, Snapshots<byte[]> large, int repeats) {
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                lattice(side), Patches.square(side, 16), PatchBoundary.FROZEN_NEIGHBOURS, Span.time(2), repeats, 3);
        return new ObservablesOnly<>(lattice(side))
                .encodeAll(evolution, large, Increment.OURS, 2, ProgressListener.NONE);
    }

    @Test
    void levelsAreThoseOfTheFactors() {
        Grid small = Grid.square(16);
        assertThat(new RasterPairs(lattice(128), 20, 1, 1, 1).levels(small)).containsExactly(20, 20, 20);
        assertThat(new RasterPairs(lattice(48), 20, 1, 1, 1).levels(small)).containsExactly(45);
        assertThat(new RasterPairs(lattice(16), 20, 1, 1, 1).levels(small)).isEmpty();
    }

    /** Configurations of the large lattice itself are not enlarged: z_t is theirs. */
    @Test
    void statesOfLargeConfigurationsAreKept() {
        Snapshots<byte[]> large = random(32);
        MacroPairs pairs =
                new RasterPairs(lattice(32), RELAXATION, 1, 1, 1).make(large, 0, 2, 1, ProgressListener.NONE);
        byte[] state = new byte[1024];
        double[] z = new double[2];
        assertThat(pairs.size()).isEqualTo(2 * RasterPairs.BUNDLE * 4);
        for (int i = 0; i < 2 * RasterPairs.BUNDLE; i++) {
            large.get(i, state);
            lattice(32).observe(state, z);
            assertThat(pairs.z0()[8 * i]).isEqualTo((float) z[0]);
            assertThat(pairs.z0()[8 * i + 7]).isEqualTo((float) z[1]);
        }
    }

    @Test
    void pairsDependOnNeitherThreadsNorParts() {
        Snapshots<byte[]> small = random(16);
        RasterPairs way = new RasterPairs(lattice(32), RELAXATION, 1, 2, 1);
        MacroPairs all = way.make(small, 0, 4, 1, ProgressListener.NONE);
        MacroPairs last = way.make(small, 2, 4, 3, ProgressListener.NONE);
        int half = all.dz().length / 2;
        assertThat(last.dz()).containsExactly(Arrays.copyOfRange(all.dz(), half, 2 * half));
    }

    @Test
    void configurationsThatWereNotSetAreRefused() {
        CondensedPairs pairs = new CondensedPairs(List.of("m"), 2);
        pairs.set(0, new double[1], 1, new double[1], new double[1][1]);
        assertThatThrownBy(pairs::pairs).hasMessageContaining("δt[2] = 0.0");
    }
}
