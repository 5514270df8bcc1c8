package org.macrodyn.closure;

import java.util.Arrays;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;

/**
 * The scale that the SDE sees z on: z ↦ (z − shift) / scale, component by component; increments Δz ↦ Δz / scale.
 *
 * <p>It belongs to the closure and is stored with it. It must be measured on data of small systems only.
 *
 * @param shift {@code [d]} what becomes 0
 * @param scale {@code [d]} what becomes 1, above 0
 */
public record Normalisation(double[] shift, double[] scale) {
    /**
     * Checks lengths and values.
     *
     * @throws IllegalArgumentException if the lengths differ, a value is not finite or a scale is not above 0
     */
    public Normalisation {
        if (shift.length != scale.length || shift.length == 0) {
            throw new IllegalArgumentException("normalisation with " + shift.length + " shifts and " + scale.length
                    + " scales: must be equal and at least 1");
        }
        for (int c = 0; c < shift.length; c++) {
            if (!Double.isFinite(shift[c]) || !(scale[c] > 0) || Double.isInfinite(scale[c])) {
                throw new IllegalArgumentException("component " + c + " of z with shift " + shift[c] + " and scale "
                        + scale[c] + ": must be finite, the scale above 0; leave a constant component out");
            }
        }
        shift = shift.clone();
        scale = scale.clone();
    }

    /**
     * Leaves z as it is.
     *
     * @param dimension d
     * @return shift 0 and scale 1
     */
    public static Normalisation identity(int dimension) {
        double[] ones = new double[dimension];
        Arrays.fill(ones, 1);
        return new Normalisation(new double[dimension], ones);
    }

    /**
     * To mean 0 and variance 1 (unbiased variance); a constant component, as of what is conserved and the same in all samples, to
     * 0 alone.
     *
     * @param z {@code [samples][d]}, at least 2 samples. Not modified.
     * @return mean and standard deviation of each component; scale 1 for a constant one
     * @throws IllegalArgumentException if there are fewer than 2 samples
     */
    public static Normalisation standard(double[][] z) {
        requireSamples(z);
        int d = z[0].length;
        double[] mean = new double[d];
        double[] deviation = new double[d];
        for (int c = 0; c < d; c++) {
            for (double[] sample : z) {
                mean[c] += sample[c] / z.length;
            }
            for (double[] sample : z) {
                double difference = sample[c] - mean[c];
                deviation[c] += difference * difference / (z.length - 1);
            }
            deviation[c] = Math.sqrt(deviation[c]);
            if (!Rounding.varies(deviation[c], mean[c])) {
                deviation[c] = 1;
            }
        }
        return new Normalisation(mean, deviation);
    }

    private static void requireSamples(double[][] z) {
        if (z.length < 2) {
            throw new IllegalArgumentException("normalisation of " + z.length + " samples: must be at least 2");
        }
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return shift.length;
    }

    /**
     * What becomes 0.
     *
     * @return {@code [d]}, a copy
     */
    @Override
    public double[] shift() {
        return shift.clone();
    }

    /**
     * What becomes 1.
     *
     * @return {@code [d]}, a copy
     */
    @Override
    public double[] scale() {
        return scale.clone();
    }

    /**
     * Normalises a state.
     *
     * @param z {@code [d]}. Modified.
     */
    public void apply(double[] z) {
        for (int c = 0; c < shift.length; c++) {
            z[c] = (z[c] - shift[c]) / scale[c];
        }
    }

    /**
     * Normalises an increment.
     *
     * @param dz {@code [d]}. Modified.
     */
    public void applyToIncrement(double[] dz) {
        for (int c = 0; c < scale.length; c++) {
            dz[c] /= scale[c];
        }
    }

    /**
     * Takes the normalisation back.
     *
     * @param z {@code [d]} a normalised state. Modified.
     */
    public void invert(double[] z) {
        for (int c = 0; c < shift.length; c++) {
            z[c] = z[c] * scale[c] + shift[c];
        }
    }

    /**
     * Takes the normalisation of runs back.
     *
     * @param normalised runs of normalised states. Not modified.
     * @return runs in the units of z
     */
    public Trajectories invert(Trajectories normalised) {
        double[][][] values = Arrays.stream(normalised.values())
                .map(run -> Arrays.stream(run).map(this::inverted).toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(normalised.names(), normalised.times(), values);
    }

    /**
     * Pairs in the original units.
     *
     * @param normalised pairs of normalised z
     * @return the same of z
     */
    public MacroPairs invert(MacroPairs normalised) {
        float[] z0 = normalised.z0().clone();
        float[] dz = normalised.dz().clone();
        for (int i = 0; i < z0.length; i++) {
            int c = i % scale.length;
            z0[i] = (float) (z0[i] * scale[c] + shift[c]);
            dz[i] = (float) (dz[i] * scale[c]);
        }
        return new MacroPairs(normalised.names(), z0, dz, normalised.dt(), normalised.group(), normalised.condition());
    }

    private double[] inverted(double[] z) {
        double[] raw = z.clone();
        invert(raw);
        return raw;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Normalisation that
                && Arrays.equals(shift, that.shift)
                && Arrays.equals(scale, that.scale);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shift) + Arrays.hashCode(scale);
    }

    @Override
    public String toString() {
        return "z ↦ (z − " + Arrays.toString(shift) + ") / " + Arrays.toString(scale);
    }
}
