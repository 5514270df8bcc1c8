package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressListener;

class UpsamplerTest {
    private final CurieWeiss small = new CurieWeiss(Grid.square(8), 1.1, 0.1);
    private final CurieWeiss large = small.on(Grid.square(32));

    private Snapshots<byte[]> pool() {
        return new Simulation<>(small, small::initialise, 50, 20, Span.events(64), "pool", 1)
                .snapshots(0, 50, 2, ProgressListener.NONE);
    }

    @Test
    void replicationMakesBlocks() {
        byte[] fine = new byte[4 * 6];
        Refinement.<byte[]>replication()
                .refine(new byte[] {1, 2, 3, 4, 5, 6}, new Grid(1, 1, 2, 3), fine, new Grid(1, 1, 4, 6));
        assertThat(fine).containsExactly(1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6);
        float[] fields = new float[12];
        Refinement.<float[]>replication().refine(new float[] {1, 2, 3, 4}, Grid.line(2, 2), fields, Grid.line(2, 6));
        assertThat(fields).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
    }

    /** Without relaxation a replicated configuration keeps its magnetisation exactly. */
    @Test
    void replicationKeepsDensities() {
        Upsampler<byte[]> upsampler = new Upsampler<>(2, 30, Refinement.replication(), Optional.empty());
        Snapshots<byte[]> pool = pool();
        Snapshots<byte[]> upsampled = upsampler.upsample(pool, large, 5, 2, ProgressListener.NONE);
        assertThat(upsampled.grid()).isEqualTo(Grid.square(32));
        byte[] fine = new byte[1024];
        byte[] coarse = new byte[64];
        double[] z = new double[1];
        for (int i = 0; i < 30; i++) {
            upsampled.get(i, fine);
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    coarse[8 * y + x] = fine[32 * 4 * y + 4 * x];
                }
            }
            large.observe(fine, z);
            double m = z[0];
            small.observe(coarse, z);
            assertThat(m).isEqualTo(z[0]);
        }
    }

    /**
     * The paper's relaxation drives 64² configurations made from 16² ones to window equilibrium: m = 0.468 ± 0.0225 over
     * configurations (measured on the reference code; its mean is known to ±0.0225/√600 from our draws and the
     * three digits given).
     */
    @Test
    void paperRelaxationReproducesTheMeasuredDistribution() {
        CurieWeiss patch = small.on(Grid.square(16));
        Snapshots<byte[]> simulated = new Simulation<>(patch, patch::initialise, 100, 200, Span.events(256), "pool", 3)
                .snapshots(0, 100, 2, ProgressListener.NONE);
        Snapshots<byte[]> upsampled = Upsampler.<byte[]>doubling(600, LocalRelaxation.paper())
                .upsample(simulated, small.on(Grid.square(64)), 5, 2, ProgressListener.NONE);
        double sum = 0;
        double squares = 0;
        byte[] state = new byte[4096];
        double[] z = new double[1];
        for (int i = 0; i < 600; i++) {
            upsampled.get(i, state);
            small.on(Grid.square(64)).observe(state, z);
            sum += z[0];
            squares += z[0] * z[0];
        }
        double mean = sum / 600;
        double deviation = Math.sqrt(squares / 600 - mean * mean);
        assertThat(mean).isCloseTo(0.468, within(4 * 0.0225 / Math.sqrt(600) + 0.0005));
        assertThat(deviation).isCloseTo(0.0225, within(4 * 0.0225 / Math.sqrt(1200) + 0.0002));
    }

    @Test
    void theSameConfigurationsComeOutOfOneAndOfFourThreads() {
        Upsampler<byte[]> upsampler = Upsampler.doubling(600, LocalRelaxation.brief(0.1));
        Snapshots<byte[]> pool = pool();
        Object one =
                upsampler.upsample(pool, large, 5, 1, ProgressListener.NONE).packed();
        Object four =
                upsampler.upsample(pool, large, 5, 4, ProgressListener.NONE).packed();
        assertThat((byte[]) four).isEqualTo((byte[]) one);
    }

    @Test
    void equalSizesAreDrawnWithoutReplacement() {
        Snapshots<byte[]> pool = new Snapshots<>(Grid.square(8), small.stateType(), 64);
        for (int i = 0; i < 64; i++) {
            byte[] state = new byte[64];
            java.util.Arrays.fill(state, (byte) -1);
            state[i] = 1;
            pool.set(i, state);
        }
        Snapshots<byte[]> drawn = Upsampler.<byte[]>doubling(64, LocalRelaxation.paper())
                .upsample(pool, small, 5, 2, ProgressListener.NONE);
        byte[] state = new byte[64];
        int[] seen = new int[64];
        for (int i = 0; i < 64; i++) {
            drawn.get(i, state);
            for (int site = 0; site < 64; site++) {
                seen[site] += state[site] > 0 ? 1 : 0;
            }
        }
        assertThat(seen).containsOnly(1);
    }

    @Test
    void randomConfigurationsAreAppended() {
        Snapshots<byte[]> pool = pool();
        Snapshots<byte[]> all = Upsampler.appendRandom(pool, small, 2000, 5, 2);
        assertThat(all.size()).isEqualTo(pool.size() + 2000);
        double[][] z = new double[2000][1];
        byte[] state = new byte[64];
        double sum = 0;
        for (int i = 0; i < 2000; i++) {
            all.get(pool.size() + i, state);
            small.observe(state, z[i]);
            sum += z[i][0];
        }
        // m = 2⌊(1 + m₀)·32⌋/64 − 1 is uniform on 64 values with mean −1/64 and variance close to 1/3.
        assertThat(sum / 2000).isCloseTo(-1.0 / 64, within(4 * Math.sqrt(1.0 / 3 / 2000)));
    }

    @Test
    void refusesSizesThatTheFactorDoesNotReach() {
        Upsampler<byte[]> upsampler = Upsampler.doubling(10, LocalRelaxation.paper());
        assertThatThrownBy(() -> upsampler.levels(Grid.square(8), Grid.square(48)))
                .hasMessageContaining("48×48 cannot be reached from 8×8 by a factor of 2");
        assertThatThrownBy(() -> new Upsampler<>(1, 10, Refinement.<byte[]>replication(), Optional.empty()))
                .hasMessageContaining("factor must be at least 2");
        assertThatThrownBy(() -> new LocalRelaxation(0, 8, Span.events(1), true))
                .hasMessageContaining("window 0");
    }
}
