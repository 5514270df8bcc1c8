package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/** See {@link EventSampler#RASTER_SWEEP}. One lattice at a time; {@link RasterSweepEnsemble} does 64 at once. */
final class RasterSweep implements EventSampler {
    private static final int ATTEMPTS_BETWEEN_POLLS = 1 << 20;

    @Override
    public double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random) {
        long sweeps = sweeps(span);
        long[] up = new long[5];
        for (int neighboursUp = 0; neighboursUp < up.length; neighboursUp++) {
            up[neighboursUp] = IsingRates.threshold(model.rates().up(neighboursUp));
        }
        int pollEvery = Math.max(1, ATTEMPTS_BETWEEN_POLLS / region.sites());
        for (long sweep = 0; sweep < sweeps; sweep++) {
            if (sweep % pollEvery == 0) {
                Ising.stopIfInterrupted();
            }
            sweep(state, region, up, random);
        }
        return sweeps;
    }

    private static long sweeps(Span span) {
        if (span instanceof Span.Events steps) {
            return steps.count();
        }
        double duration = ((Span.Time) span).duration();
        if (duration != Math.rint(duration)) {
            throw new IllegalArgumentException(
                    "span of " + duration + " sweeps: must be whole, or use a continuous-time sampler");
        }
        return (long) duration;
    }

    private static void sweep(byte[] state, Region region, long[] up, RandomGenerator random) {
        int width = region.grid().columns();
        int height = region.grid().rows();
        for (int y = 0; y < region.rows(); y++) {
            int row = (region.row() + y) % height;
            int here = row * width;
            int above = (row == 0 ? height - 1 : row - 1) * width;
            int below = (row == height - 1 ? 0 : row + 1) * width;
            int x = region.column();
            for (int i = 0; i < region.columns(); i++) {
                int left = x == 0 ? width - 1 : x - 1;
                int right = x == width - 1 ? 0 : x + 1;
                int sum = state[above + x] + state[below + x] + state[here + left] + state[here + right];
                state[here + x] = (byte) (random.nextLong() >>> 1 < up[(sum + 4) >> 1] ? 1 : -1);
                x = right;
            }
        }
    }
}
