package org.macrodyn.systems.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
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

    /** z, Δz̄ and squares of the increments of each configuration's first row. */
    private static double[][] moments(MacroPairs pairs, int each, int rows) {
        double[][] columns = new double[7][SAMPLES];
        for (int pair = 0; pair < pairs.size(); pair++) {
            int row = pair / each;
            if (row / RasterPairs.BUNDLE % rows > 0) {
                continue;
            }
            int at = row / (rows * RasterPairs.BUNDLE) * RasterPairs.BUNDLE + row % RasterPairs.BUNDLE;
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
                columns[k][at] += values[k] / each;
            }
        }
        return columns;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void momentsAreThoseOfTheGeneralWay(int side) {
        Snapshots<byte[]> small = random(16);
        MacroPairs fast = pairs(side, new RasterPairs(RELAXATION, 2, REPEATS, 1), small, 2);
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
        double[][] one = moments(fast, 4, side / 16);
        double[][] other = moments(slow, repeats, 1);
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
        MacroPairs pairs = pairs(32, new RasterPairs(RELAXATION, 1, 1, 1), large, 1);
        byte[] state = new byte[1024];
        double[] z = new double[2];
        assertThat(pairs.size()).isEqualTo(2 * RasterPairs.BUNDLE * 2 * 4);
        for (int i = 0; i < 2 * RasterPairs.BUNDLE; i++) {
            int row = i + i / RasterPairs.BUNDLE * RasterPairs.BUNDLE;
            large.get(i, state);
            lattice(32).observe(state, z);
            assertThat(pairs.z0()[8 * row]).isEqualTo((float) z[0]);
            assertThat(pairs.z0()[8 * row + 7]).isEqualTo((float) z[1]);
        }
    }

    /** A colour's patches go on from where the others got to: z of the next row is z + Δz̄ / colours, if each evolves once. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 48})
    void roundsGoOnFromWhereTheLastOneEnded(int side) {
        int colours = RasterPairs.colours(side / 16);
        RasterPairs rule = new RasterPairs(RELAXATION, 2, 1, 3);
        MacroPairs pairs = pairs(side, rule, random(16).slice(0, RasterPairs.BUNDLE), 1);
        int rows = rule.rows(side / 16);
        assertThat(rows).isEqualTo(3 * colours);
        assertThat(pairs.size()).isEqualTo(RasterPairs.BUNDLE * rows * 4);
        for (int row = 0; row < (rows - 1) * RasterPairs.BUNDLE; row++) {
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int pair = 0; pair < 4; pair++) {
                    mean += pairs.dz()[(4 * row + pair) * 2 + c] / 4;
                }
                float next = pairs.z0()[4 * (row + RasterPairs.BUNDLE) * 2 + c];
                assertThat(pairs.z0()[4 * row * 2 + c] + mean / colours).isCloseTo(next, within(1e-6));
            }
        }
    }

    /** From all up, patches that had no turn yet lose as much as the first did; those in their second turn lose less. */
    @Test
    void everyColourHasItsTurn() {
        Ising model = lattice(32);
        Snapshots<byte[]> up = new Snapshots<>(model.grid(), model.stateType(), RasterPairs.BUNDLE);
        byte[] state = new byte[1024];
        Arrays.fill(state, (byte) 1);
        for (int i = 0; i < RasterPairs.BUNDLE; i++) {
            up.set(i, state);
        }
        MacroPairs pairs = pairs(32, new RasterPairs(RELAXATION, 4, 1, 2), up, 1);
        double[] lost = new double[4];
        for (int pair = 0; pair < pairs.size(); pair++) {
            lost[pair / 4 / RasterPairs.BUNDLE] += pairs.dz()[2 * pair] / (4 * RasterPairs.BUNDLE);
        }
        assertThat(lost[0]).isNegative();
        assertThat(lost[1]).isLessThan(0.8 * lost[0]);
        assertThat(lost[2]).isGreaterThan(0.6 * lost[0]);
    }

    /** What rounds are for: at the same cost a configuration's rate is less a matter of chance than from repeats. */
    @Test
    void roundsTellMoreThanRepeats() {
        Snapshots<byte[]> small = random(16).slice(0, 8 * RasterPairs.BUNDLE);
        double rounds = variance(rates(pairs(32, new RasterPairs(20, 4, 1, 8), small, 2), 16));
        double repeats = variance(rates(pairs(32, new RasterPairs(20, 4, 8, 1), small, 2), 2));
        assertThat(rounds).isLessThan(0.7 * repeats);
    }

    /** The mean of Δm over all rows of a configuration. */
    private static double[] rates(MacroPairs pairs, int rows) {
        double[] rates = new double[pairs.size() / 4 / rows];
        for (int pair = 0; pair < pairs.size(); pair++) {
            int row = pair / 4;
            int at = row / (rows * RasterPairs.BUNDLE) * RasterPairs.BUNDLE + row % RasterPairs.BUNDLE;
            rates[at] += pairs.dz()[2 * pair] / (4 * rows);
        }
        return rates;
    }

    private static double variance(double[] values) {
        return new Variance().evaluate(values);
    }

    /** On 4 × 4 and 3 × 3 patches no neighbours, wrapped around, are of one colour. */
    @Test
    void patchesOfOneColourShareNoBond() {
        for (int across : new int[] {2, 3, 4, 5, 8}) {
            int colours = RasterPairs.colours(across);
            for (int column = 0; column < across; column++) {
                assertThat(column % colours).isNotEqualTo((column + 1) % across % colours);
            }
        }
        assertThat(RasterPairs.colours(1)).isEqualTo(1);
        assertThat(RasterPairs.colours(3)).isEqualTo(3);
        assertThat(RasterPairs.colours(16)).isEqualTo(2);
    }

    @Test
    void pairsDoNotDependOnThreads() {
        Snapshots<byte[]> small = random(16).slice(0, 4 * RasterPairs.BUNDLE);
        RasterPairs rule = new RasterPairs(RELAXATION, 1, 2, 2);
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
        RasterPairs rule = new RasterPairs(RELAXATION, 4, 1, 1);
        assertThat(rule.substeps(4, 4)).isEqualTo(1);
        assertThat(rule.substeps(12, 4)).isEqualTo(3);
        assertThat(rule.substeps(1, 4)).isEqualTo(1);
    }

    @Test
    void refusesBadCounts() {
        assertThatThrownBy(() -> new RasterPairs(0, 1, 1, 1)).hasMessageContaining("relaxation = 0");
        assertThatThrownBy(() -> new RasterPairs(1, 0, 1, 1)).hasMessageContaining("step = 0");
        assertThatThrownBy(() -> new RasterPairs(1, 1, 0, 1)).hasMessageContaining("repeats = 0");
        assertThatThrownBy(() -> new RasterPairs(1, 1, 1, 0)).hasMessageContaining("rounds = 0");
    }

    @Test
    void configurationsThatWereNotSetAreRefused() {
        CondensedPairs pairs = new CondensedPairs(List.of("m"), 2);
        pairs.set(0, new double[1], 1, new double[1], new double[1][1]);
        assertThatThrownBy(pairs::pairs).hasMessageContaining("δt[2] = 0.0");
    }
}
