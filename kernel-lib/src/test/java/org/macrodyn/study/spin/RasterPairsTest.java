package org.macrodyn.study.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Study;

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
        MacroPairs fast = pairs(side, new RasterPairs(RELAXATION, 2, REPEATS), small, 2);
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

    /** A factor's blocks take a time ∝ factor² to lose their shape. */
    @Test
    void windowsRelaxAsLongAsTheirFactorNeeds() {
        Grid small = Grid.square(16);
        assertThat(RasterPairs.factor(small, Grid.square(128))).isEqualTo(2);
        assertThat(RasterPairs.factor(small, Grid.square(48))).isEqualTo(3);
        assertThat(RasterPairs.sweeps(20, 2)).isEqualTo(20);
        assertThat(RasterPairs.sweeps(20, 3)).isEqualTo(45);
    }

    /** Configurations of the large lattice itself are not enlarged: z_t is theirs. */
    @Test
    void statesOfLargeConfigurationsAreKept() {
        Snapshots<byte[]> large = random(32).slice(0, 2 * RasterPairs.BUNDLE);
        MacroPairs pairs = pairs(32, new RasterPairs(RELAXATION, 1, 1), large, 1);
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
    void pairsDoNotDependOnThreads() {
        Snapshots<byte[]> small = random(16).slice(0, 4 * RasterPairs.BUNDLE);
        RasterPairs rule = new RasterPairs(RELAXATION, 1, 2);
        assertThat(pairs(32, rule, small, 3).dz())
                .containsExactly(pairs(32, rule, small, 1).dz());
    }

    private static MacroPairs pairs(int side, RasterPairs rule, Snapshots<byte[]> small, int threads) {
        Study<byte[]> study = Study.of(lattice(side))
                .patch(Grid.square(16))
                .seed(1)
                .with(Keeping.inMemory(ProgressReporter.NONE))
                .threads(threads);
        return rule.make(study, new Kept<>(small, "small"), new Kept<>(new ObservablesOnly<>(lattice(side)), ""))
                .value();
    }

    @Test
    void forecastsTakeStepsOfTheSameLength() {
        RasterPairs rule = new RasterPairs(RELAXATION, 4, 1);
        assertThat(rule.substeps(4, 4)).isEqualTo(1);
        assertThat(rule.substeps(12, 4)).isEqualTo(3);
        assertThat(rule.substeps(1, 4)).isEqualTo(1);
    }

    @Test
    void refusesBadCounts() {
        assertThatThrownBy(() -> new RasterPairs(0, 1, 1)).hasMessageContaining("relaxation = 0");
        assertThatThrownBy(() -> new RasterPairs(1, 0, 1)).hasMessageContaining("step = 0");
        assertThatThrownBy(() -> new RasterPairs(1, 1, 0)).hasMessageContaining("repeats = 0");
    }

    @Test
    void configurationsThatWereNotSetAreRefused() {
        CondensedPairs pairs = new CondensedPairs(List.of("m"), 2);
        pairs.set(0, new double[1], 1, new double[1], new double[1][1]);
        assertThatThrownBy(pairs::pairs).hasMessageContaining("δt[2] = 0.0");
    }
}
