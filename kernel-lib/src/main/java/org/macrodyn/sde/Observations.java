package org.macrodyn.sde;

import java.util.stream.IntStream;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;

/**
 * Pairs as the likelihood sees them: those of a group that share z and δt are one observation, with the mean and the covariance
 * of their Δz, and the networks are evaluated once for all of them (see {@link LikelihoodKernel}).
 */
final class Observations {
    private final MacroPairs pairs;
    private final int d;
    private final int shared;
    /** One for each pair; empty without a parameter. */
    private final float[] parameter;
    /** {@code [observations · d]} Δz̄, and {@code [observations · d²]} C; empty for single pairs. */
    private final double[] mean;

    private final double[] covariance;

    Observations(MacroPairs pairs) {
        this(pairs, new double[pairs.dimension()]);
    }

    /**
     * Pairs whose covariance has what the likelihood adds to S, so that its minimum is at the Σ of the data: without that, where
     * the data have no noise at all, log det S would outweigh all others; with it in S alone, Σ would be too small by it.
     *
     * @param pairs as they are
     * @param floor {@code [d]} variance per time that is added to condensed pairs; single ones have no covariance
     */
    Observations(MacroPairs pairs, double[] floor) {
        this.pairs = pairs;
        d = pairs.dimension();
        parameter = pairs.condition().map(Condition::values).orElse(new float[0]);
        shared = sharesStarts() ? pairs.group() : 1;
        mean = new double[shared > 1 ? size() * d : 0];
        covariance = new double[mean.length * d];
        double[] means = new double[d];
        double[][] spreads = new double[d][d];
        for (int o = 0; shared > 1 && o < size(); o++) {
            pairs.moments(o * shared, shared, means, spreads);
            System.arraycopy(means, 0, mean, o * d, d);
            for (int c = 0; c < d; c++) {
                spreads[c][c] += floor[c] * pairs.dt()[o * shared];
                System.arraycopy(spreads[c], 0, covariance, (o * d + c) * d, d);
            }
        }
    }

    /** Whether the pairs of each group have the same z, δt and parameter. */
    private boolean sharesStarts() {
        return IntStream.range(0, pairs.size()).allMatch(i -> {
            int first = i - i % pairs.group();
            return pairs.dt()[i] == pairs.dt()[first] && pairs.startAlike(i, first);
        });
    }

    /** Pairs of one observation. */
    int shared() {
        return shared;
    }

    int size() {
        return pairs.size() / shared;
    }

    int dimension() {
        return d;
    }

    /** Room for a block. */
    LikelihoodKernel.Increments room(int samples) {
        double[] spreads = new double[shared > 1 ? d * d * samples : 0];
        return new LikelihoodKernel.Increments(new double[d * samples], spreads, new double[samples]);
    }

    /**
     * Gathers a block.
     *
     * @param order numbers of observations
     * @param start first of the block in order
     * @param samples number of samples
     * @param scaling what the networks see
     * @param input {@code [inputs][samples]} receives the inputs of the networks
     * @param increments of {@link #room}; receives the increments
     */
    void gather(
            int[] order,
            int start,
            int samples,
            Scaling scaling,
            float[][] input,
            LikelihoodKernel.Increments increments) {
        float[] z = pairs.z0();
        for (int c = 0; c < d; c++) {
            double shift = scaling.inputShift()[c];
            double factor = 1 / scaling.inputScale()[c];
            for (int i = 0; i < samples; i++) {
                int observation = order[start + i];
                input[c][i] = (float) ((z[observation * shared * d + c] - shift) * factor);
                increments.dz()[c * samples + i] =
                        shared > 1 ? mean[observation * d + c] : pairs.dz()[observation * d + c];
            }
        }
        for (int k = 0; shared > 1 && k < d * d; k++) {
            for (int i = 0; i < samples; i++) {
                increments.covariance()[k * samples + i] = covariance[order[start + i] * d * d + k];
            }
        }
        for (int i = 0; i < samples; i++) {
            increments.dt()[i] = pairs.dt()[order[start + i] * shared];
            if (input.length > d) {
                input[d][i] = (float) scaling.input(d, parameter[order[start + i] * shared]);
            }
        }
    }
}
