package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

class PcaClosureTest {
    private static final int CELLS = PatchFixture.PATCH_CELLS;

    @TempDir
    Path directory;

    /** Orthonormal, without constant part: √(2/8)·cos(2πk(i + ½)/8). */
    private static double wave(int k, int i) {
        return 0.5 * Math.cos(2 * Math.PI * k * (i + 0.5) / CELLS);
    }

    /** Patches m + profile + a·wave_1 + b·wave_3 of independent m, a, b, much of a in u and of b in v. */
    private static Snapshots<float[]> synthetic(int count) {
        RandomGenerator random = RandomStreams.stream(2, "pca-test", 0);
        Snapshots<float[]> set = new Snapshots<>(PatchFixture.MODEL.grid(), PatchFixture.MODEL.stateType(), count);
        for (int n = 0; n < count; n++) {
            float[] state = new float[PatchFixture.SITES];
            for (int field = 0; field < 2; field++) {
                for (int patch = 0; patch < PatchFixture.PATCHES; patch++) {
                    double m = 5 * random.nextGaussian();
                    double a = (field == 0 ? 2 : 0.5) * random.nextGaussian();
                    double b = (field == 0 ? 0.5 : 2) * random.nextGaussian();
                    for (int i = 0; i < CELLS; i++) {
                        state[field * 40 + patch * CELLS + i] =
                                (float) (m + 3 * wave(2, i) + a * wave(1, i) + b * wave(3, i));
                    }
                }
            }
            set.set(n, state);
        }
        return set;
    }

    /** Sampling error of a leading eigenvector: √(λ₁λ₂/n)/(λ₁ − λ₂) with λ = 4, 0.25 and n = 10 000 patches. */
    @Test
    void findsTheLeadingComponentOfEachField() {
        PcaClosure<float[]> closure = PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, synthetic(2000), 1);
        double error = Math.sqrt(4 * 0.25 / 10_000) / (4 - 0.25);
        double[][][] components = closure.components();
        assertThat(Math.abs(overlap(components[0][0], 3))).isLessThan(4 * error);
        assertThat(Math.abs(overlap(components[1][0], 1))).isLessThan(4 * error);
        assertThat(Math.abs(overlap(components[0][0], 1))).isCloseTo(1, within(16 * error * error));
        assertThat(Math.abs(overlap(components[1][0], 3))).isCloseTo(1, within(16 * error * error));
        for (double[][] field : components) {
            double largest = Arrays.stream(field[0])
                    .boxed()
                    .max(Comparator.comparingDouble(Math::abs))
                    .orElseThrow();
            assertThat(largest)
                    .as("an eigenvector's sign is fixed by its largest entry")
                    .isGreaterThan(0);
        }
    }

    private static double overlap(double[] component, int k) {
        double sum = 0;
        for (int i = 0; i < CELLS; i++) {
            sum += component[i] * wave(k, i);
        }
        return sum;
    }

    @Test
    void codesAreMeansOverPatchesWithoutTheMeanProfile() {
        Snapshots<float[]> states = synthetic(300);
        PcaClosure<float[]> closure = PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, states, 2);
        assertThat(closure.names())
                .containsExactly("mean u", "mean v", "closure 1", "closure 2", "closure 3", "closure 4");
        double[][] z = closure.encode(states);
        double[][][] w = closure.components();
        double[] offset = new double[6];
        for (int n = 0; n < states.size(); n++) {
            double[] raw = z[n].clone();
            closure.normalisation().invert(raw);
            float[] state = PatchFixture.state(states, n);
            for (int c = 0; c < 4; c++) {
                double projected = 0;
                for (int patch = 0; patch < PatchFixture.PATCHES; patch++) {
                    float[] values = PatchFixture.field(state, c / 2, patch);
                    for (int i = 0; i < CELLS; i++) {
                        projected += w[c / 2][c % 2][i] * values[i] / PatchFixture.PATCHES;
                    }
                }
                // the mean profile is the same for all configurations: its projection is measured on the first
                offset[c] = n == 0 ? projected - raw[2 + c] : offset[c];
                assertThat(raw[2 + c]).isCloseTo(projected - offset[c], within(1e-5));
            }
        }
        Normalisation again = Normalisation.standard(z);
        assertThat(again.shift()).containsExactly(new double[6], within(1e-9));
        assertThat(closure.normalisation().shift()[2]).isCloseTo(0, within(1e-5));
    }

    @Test
    void incrementsAreChangesOfThePatchsOwnCode() {
        Snapshots<float[]> states = PatchFixture.configurations(10, 20);
        PcaClosure<float[]> closure = PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, states, 1);
        PairDataset<float[]> pairs = PatchFixture.pairs(states);
        MacroPairs ours = closure.encodePairs(pairs, Increment.OURS);
        double[] scale = closure.normalisation().scale();
        float[] after = new float[2 * CELLS];
        for (int pair = 0; pair < pairs.size(); pair++) {
            float[] state = PatchFixture.state(states, pairs.configuration()[pair]);
            pairs.after().get(pair, after);
            for (int field = 0; field < 2; field++) {
                float[] before = PatchFixture.field(state, field, pairs.patch()[pair]);
                double change = 0;
                for (int i = 0; i < CELLS; i++) {
                    change += closure.components()[field][0][i] * (after[field * CELLS + i] - before[i]);
                }
                assertThat((double) ours.dz()[pair * 4 + 2 + field]).isCloseTo(change / scale[2 + field], within(1e-5));
            }
        }
    }

    /** Patches that are all equal and lie in the span of the components come back. */
    @Test
    void reconstructsWhatItsComponentsSpan() {
        PcaClosure<float[]> closure = PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, synthetic(300), 2);
        float[] state = new float[PatchFixture.SITES];
        for (int site = 0; site < state.length; site++) {
            int i = site % CELLS;
            state[site] = (float) (1 + 3 * wave(2, i) + 0.7 * wave(1, i) - 0.4 * wave(3, i));
        }
        assertThat(closure.reconstruct(state)).containsExactly(state, within(1e-4f));
    }

    @Test
    void loadedClosureIsTheSame() {
        Snapshots<float[]> states = synthetic(100);
        PcaClosure<float[]> closure = PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, states, 2);
        Path file = directory.resolve("closure.npz");
        closure.save(file);
        PcaClosure<float[]> loaded = PcaClosure.load(file, PatchFixture.MODEL, PatchFixture.TILING);
        assertThat(loaded.encode(states)).isDeepEqualTo(closure.encode(states));
        assertThat(loaded.normalisation()).isEqualTo(closure.normalisation());
    }

    @Test
    void refusesTooManyComponents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PcaClosure.fit(PatchFixture.MODEL, PatchFixture.TILING, synthetic(10), 8))
                .withMessage("components per field = 8: must be at least 1 and below the 8 sites of a patch");
    }

    /**
     * Of 64 configurations with 4096 patches every other one enters. There a quarter of the patches are columns of unlike spins,
     * the others uniform; the configurations between are rows all over.
     */
    @Test
    void ofTooManyPatchesConfigurationsEnterEvenly() {
        Ising spins = Ising.square(128, 3, 0);
        Snapshots<byte[]> states = new Snapshots<>(spins.grid(), spins.stateType(), 64);
        RandomGenerator random = RandomStreams.stream(3, "pca-test", 0);
        Patches patches = Patches.square(128, 2);
        byte[] state = new byte[128 * 128];
        for (int n = 0; n < 64; n++) {
            for (int patch = 0; patch < 4096; patch++) {
                int sign = random.nextBoolean() ? 1 : -1;
                boolean rows = n % 2 == 1;
                boolean columns = !rows && patch % 4 == 0;
                for (int site = 0; site < 4; site++) {
                    int unlike = rows ? site / 2 : columns ? site % 2 : 0;
                    state[patches.region(patch).site(site)] = (byte) (unlike == 0 ? sign : -sign);
                }
            }
            states.set(n, state);
        }
        double[] component = PcaClosure.fit(spins, patches, states, 1).components()[0][0];
        double sign = Math.signum(component[0]);
        assertThat(component).containsExactly(new double[] {sign / 2, -sign / 2, sign / 2, -sign / 2}, within(0.02));
    }
}
