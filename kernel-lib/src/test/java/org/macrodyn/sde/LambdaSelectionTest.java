package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

class LambdaSelectionTest {
    private static final double STEP = 0.02;

    private static MacroPairs pairs(MicroModel<byte[]> model, Snapshots<byte[]> from, int patchSide, int repeats) {
        Patches patches = new Patches(model.grid(), Grid.square(patchSide));
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                model, patches, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(STEP), repeats, patchSide);
        return new ObservablesOnly<>(model).encodeAll(evolution, from, Increment.OURS, 1, ProgressListener.NONE);
    }

    private static Snapshots<byte[]> random(MicroModel<byte[]> model, int count) {
        Snapshots<byte[]> snapshots = new Snapshots<>(model.grid(), model.stateType(), count);
        RandomGenerator random = RandomStreams.stream(1, "lambda test", 0);
        byte[] state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < count; i++) {
            model.initialise(state, random);
            snapshots.set(i, state);
        }
        return snapshots;
    }

    private static LambdaSelection estimate(MicroModel<byte[]> model, int patchSide) {
        Snapshots<byte[]> configurations = random(model, 2000);
        int side = model.grid().rows();
        int k = (side / patchSide) * (side / patchSide);
        return LambdaSelection.estimate(
                pairs(model, configurations, patchSide, 20), pairs(model, configurations, side, 20), k, 3);
    }

    /** Given the configuration Curie–Weiss spins flip independently, so λ = K up to O(δt). */
    @Test
    void curieWeissHasLambdaK() {
        CurieWeiss model = new CurieWeiss(Grid.square(16), 1.1, 0.1);
        for (int patchSide : List.of(8, 4)) {
            LambdaSelection estimate = estimate(model, patchSide);
            int k = 256 / (patchSide * patchSide);
            assertThat(estimate.lambda()).isCloseTo(k, within(4 * estimate.error()));
            assertThat(estimate.error()).isBetween(0.001 * k, 0.05 * k);
        }
    }

    /** As δt → 0 only single flips happen, so the same holds for the Ising lattice with both m and ρ. */
    @Test
    void isingHasLambdaKAtShortSteps() {
        LambdaSelection estimate = estimate(Ising.square(16, 2.5, 0), 8);
        assertThat(estimate.lambda()).isCloseTo(4, within(4 * estimate.error() + 4 * STEP));
    }

    /** Covariances 3C and C around different drifts. */
    @Test
    void driftIsTakenOffAndTheErrorCoversTheRatio() {
        int n = 40_000;
        MacroPairs three = diffusion(n, 3, 7, 2);
        MacroPairs one = diffusion(n, 1, -5, 3);
        LambdaSelection estimate = LambdaSelection.estimate(three, one, 4, 1);
        assertThat(estimate.lambda()).isCloseTo(3, within(4 * estimate.error()));
        double expected = 3 * Math.sqrt(2.0 / n + 2.0 / n) / Math.sqrt(2);
        assertThat(estimate.error()).isCloseTo(expected, within(expected));
    }

    private static MacroPairs diffusion(int n, double variance, double slope, int seed) {
        RandomGenerator random = RandomStreams.stream(seed, "lambda test", 1);
        float[] z0 = new float[2 * n];
        float[] dz = new float[2 * n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            dt[i] = 1;
            double common = random.nextGaussian();
            for (int c = 0; c < 2; c++) {
                z0[2 * i + c] = (float) random.nextDouble(-1, 1);
                double noise = 0.6 * common + 0.8 * random.nextGaussian();
                dz[2 * i + c] = (float) (slope * z0[2 * i + c] + 1 + Math.sqrt(variance) * noise);
            }
        }
        return new MacroPairs(List.of("a", "b"), z0, dz, dt);
    }

    @Test
    void extrapolatesAlongAPowerOfK() {
        LambdaSelection.Law law = LambdaSelection.extrapolate(List.of(
                LambdaSelection.theory(1),
                new LambdaSelection(4, Math.pow(4, 0.8), 0.1),
                new LambdaSelection(16, Math.pow(16, 0.8), 0.2)));
        assertThat(law.exponent()).isCloseTo(0.8, within(1e-12));
        assertThat(law.chiSquare()).isCloseTo(0, within(1e-12));
        assertThat(law.at(64).lambda()).isCloseTo(Math.pow(64, 0.8), within(1e-9));
        double information =
                Math.pow(Math.pow(4, 0.8) / 0.1 * Math.log(4), 2) + Math.pow(Math.pow(16, 0.8) / 0.2 * Math.log(16), 2);
        assertThat(law.at(64).error())
                .isCloseTo(Math.pow(64, 0.8) * Math.log(64) / Math.sqrt(information), within(1e-12));
        assertThat(law.at(1)).isEqualTo(LambdaSelection.theory(1));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        MacroPairs two = diffusion(100, 1, 0, 1);
        MacroPairs other = new MacroPairs(List.of("x", "y"), two.z0(), two.dz(), two.dt());
        assertThatThrownBy(() -> LambdaSelection.estimate(two, other, 4, 1)).hasMessageContaining("same components");
        assertThatThrownBy(() -> LambdaSelection.estimate(two, two, 4, 4)).hasMessageContaining("100 pairs");
        assertThatThrownBy(() -> LambdaSelection.extrapolate(List.of(LambdaSelection.theory(4))))
                .hasMessageContaining("2 × 2");
        assertThatThrownBy(() -> new LambdaSelection(4, -1, 0)).hasMessageContaining("λ = -1");
    }
}
