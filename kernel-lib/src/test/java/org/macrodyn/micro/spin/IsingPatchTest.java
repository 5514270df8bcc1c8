package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;

/**
 * Theorem 1 needs E[K Δz_I] = E[Δz] over the K patches of one configuration; with frozen neighbours that is exact as δt → 0.
 */
class IsingPatchTest {
    private static final int SIDE = 16;
    private static final int PATCH = 4;
    private static final int K = (SIDE / PATCH) * (SIDE / PATCH);
    private static final Ising MODEL = Ising.square(SIDE, 2.5, 0.6);

    /** A state on its way from random to ordered against a strong field, so that both drifts are large. */
    private static byte[] transientState() {
        RandomGenerator random = RandomStreams.stream(5, "IsingPatchTest", 0);
        byte[] state = new byte[SIDE * SIDE];
        MODEL.initialise(state, -0.4, random);
        MODEL.evolve(state, MODEL.grid().whole(), Span.time(0.3), random);
        return state;
    }

    /** dz/dt of the whole lattice, Σ_i r_i (z after the flip of i − z before). */
    private static double[] exactDrift(byte[] state) {
        double[] drift = new double[2];
        double[] old = new double[2];
        double[] now = new double[2];
        MODEL.observe(state, old);
        for (int site = 0; site < state.length; site++) {
            double rate = MODEL.flipRate(state, site);
            byte[] flipped = state.clone();
            flipped[site] = (byte) -flipped[site];
            MODEL.observe(flipped, now);
            drift[0] += rate * (now[0] - old[0]);
            drift[1] += rate * (now[1] - old[1]);
        }
        return drift;
    }

    private static Region patch(int index) {
        int across = SIDE / PATCH;
        return new Region(MODEL.grid(), 0, index / across * PATCH, index % across * PATCH, 1, PATCH, PATCH);
    }

    /** Mean and standard error of K Δz/δt averaged over all patches, [m, ρ][mean, error]. */
    private static double[][] partialDrift(PatchBoundary boundary, byte[] state, double dt, int runs) {
        double[][] result = new double[2][2];
        double[] dz = new double[2];
        for (int index = 0; index < K; index++) {
            RandomGenerator random = RandomStreams.stream(6, boundary.toString(), index);
            double[] sum = new double[2];
            double[] square = new double[2];
            byte[] after = state.clone();
            byte[] inside = new byte[PATCH * PATCH];
            for (int run = 0; run < runs; run++) {
                System.arraycopy(state, 0, after, 0, state.length);
                boundary.evolve(MODEL, after, patch(index), Span.time(dt), random);
                patch(index).extract(after, inside);
                System.arraycopy(state, 0, after, 0, state.length);
                patch(index).insert(inside, after);
                MODEL.increment(state, after, patch(index), dz);
                for (int c = 0; c < 2; c++) {
                    double rate = K * dz[c] / dt;
                    sum[c] += rate;
                    square[c] += rate * rate;
                }
            }
            for (int c = 0; c < 2; c++) {
                double mean = sum[c] / runs;
                result[c][0] += mean / K;
                result[c][1] += (square[c] / runs - mean * mean) / runs / K / K;
            }
        }
        result[0][1] = Math.sqrt(result[0][1]);
        result[1][1] = Math.sqrt(result[1][1]);
        return result;
    }

    @Test
    void frozenNeighboursAndHaloAreUnbiasedForShortTimes() {
        byte[] state = transientState();
        double[] exact = exactDrift(state);
        for (PatchBoundary boundary : new PatchBoundary[] {PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.halo(2)}) {
            double[][] partial = partialDrift(boundary, state, 0.01, 20_000);
            for (int c = 0; c < 2; c++) {
                assertThat(partial[c][1]).as("error of the test itself").isLessThan(0.05 * Math.abs(exact[c]));
                assertThat(partial[c][0]).isEqualTo(exact[c], within(4 * partial[c][1]));
            }
        }
    }

    /** No δt at all: the first event of a patch comes at rate Σ_{i∈I} r_i, so K E[Δz]/E[δt] has the exact drift as its mean. */
    @Test
    void firstEventsGiveTheExactDrift() {
        byte[] state = transientState();
        double[] exact = exactDrift(state);
        double[] mean = new double[2];
        double[] variance = new double[2];
        double[] dz = new double[2];
        int runs = 10_000;
        for (int index = 0; index < K; index++) {
            RandomGenerator random = RandomStreams.stream(7, "first events", index);
            double rate = 0;
            for (int inner = 0; inner < PATCH * PATCH; inner++) {
                rate += MODEL.flipRate(state, patch(index).site(inner));
            }
            double[] square = new double[2];
            double[] sum = new double[2];
            for (int run = 0; run < runs; run++) {
                byte[] after = state.clone();
                MODEL.evolve(after, patch(index), Span.events(1), random);
                MODEL.increment(state, after, patch(index), dz);
                for (int c = 0; c < 2; c++) {
                    sum[c] += K * dz[c] * rate / runs;
                    square[c] += K * dz[c] * rate * K * dz[c] * rate / runs;
                }
            }
            for (int c = 0; c < 2; c++) {
                mean[c] += sum[c] / K;
                variance[c] += (square[c] - sum[c] * sum[c]) / runs / K / K;
            }
        }
        for (int c = 0; c < 2; c++) {
            assertThat(mean[c]).isEqualTo(exact[c], within(4 * Math.sqrt(variance[c])));
        }
    }

    @Test
    void publishedRuleIsBiased() {
        byte[] state = transientState();
        double[] exact = exactDrift(state);
        double[][] partial = partialDrift(PatchBoundary.PERIODIC_PATCH, state, 0.01, 20_000);
        double deviation = Math.abs(partial[1][0] - exact[1]) / partial[1][1];
        assertThat(deviation)
                .as("standard errors between the drift of ρ and the exact one")
                .isGreaterThan(6);
    }
}
