package org.macrodyn.sde;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;

/**
 * Units of the networks: they see (z − inputShift)/inputScale, and μ = driftScale ∘ (first output),
 * σ = diag(diffusionScale) · (second output), so that learning is equally well conditioned in any units of z and t.
 *
 * <p>A component that is <b>conserved</b>, that is never changes in the pairs, has drift and diffusion scale 0: μ and σ see it,
 * and it stays as it is.
 *
 * @param inputShift {@code [d]} in units of z; {@code [d + 1]} with the parameter's, where there is one
 * @param inputScale the same, above 0
 * @param driftScale {@code [d]} above 0, in units of z per time; 0 for what is conserved
 * @param diffusionScale {@code [d]} above 0, in units of z per square root of time; scales the rows of σ; 0 for what is conserved
 */
public record Scaling(double[] inputShift, double[] inputScale, double[] driftScale, double[] diffusionScale) {
    /** Below this fraction of its mean, a spread of numbers in single precision is rounding. */
    private static final double LEAST_DEVIATION = 1e-12;
    /** The same where no increment tells that there is more to it: single precision has eight digits. */
    private static final double SAME = 1e-6;

    /**
     * Checks lengths and signs.
     *
     * @throws IllegalArgumentException if lengths differ, a scale is not above 0, or only one of a component's outputs is 0
     */
    public Scaling {
        inputShift = inputShift.clone();
        inputScale = inputScale.clone();
        driftScale = driftScale.clone();
        diffusionScale = diffusionScale.clone();
        int d = driftScale.length;
        requireScale(learnt(driftScale, diffusionScale), d);
        requireScale(learnt(diffusionScale, driftScale), d);
        requireScale(inputScale, inputShift.length);
        if (!Arrays.stream(inputShift).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("input shifts " + Arrays.toString(inputShift) + ": must be finite");
        }
        if (inputShift.length != d && inputShift.length != d + 1) {
            throw new IllegalArgumentException(inputShift.length + " input shifts for " + d
                    + " components: must be one for each, and one for a parameter");
        }
    }

    /** A scale of outputs; 1 where both are 0, since nothing is learnt there. */
    private static double[] learnt(double[] own, double[] other) {
        double[] learnt = own.clone();
        Arrays.setAll(learnt, c -> own[c] == 0 && c < other.length && other[c] == 0 ? 1 : own[c]);
        return learnt;
    }

    private static void requireScale(double[] scale, int length) {
        if (scale.length != length || !Arrays.stream(scale).allMatch(s -> s > 0 && s < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale " + Arrays.toString(scale) + " for " + length
                    + " components: must have one finite value above 0 for each");
        }
    }

    /**
     * No scaling: the paper's networks.
     *
     * @param d dimension of z
     * @return shifts 0 and scales 1
     */
    public static Scaling none(int d) {
        double[] ones = new double[d];
        Arrays.fill(ones, 1);
        return new Scaling(new double[d], ones, ones, ones);
    }

    /**
     * Scales of a set of pairs: mean and standard deviation of z (of a component that is the same in all pairs, its root mean
     * square increment, or 1 if it is conserved); diffusion √(ΣΔz²/(λΣδt)); drift the root mean square of the affine
     * least-squares drift Δz ≈ (a + Bz)δt, and at least the standard error of a mean drift, so that noise alone cannot make it
     * vanish. Both are 0 for what is conserved.
     *
     * @param pairs the training pairs
     * @param lambda λ
     * @return the scales
     */
    public static Scaling of(MacroPairs pairs, double lambda) {
        int d = pairs.dimension();
        double[] shift = new double[d];
        double[] scale = new double[d];
        double time = time(pairs);
        double[] noise = increments(pairs, time);
        moments(pairs, shift, scale);
        for (int c = 0; c < d; c++) {
            boolean varies = scale[c] > (noise[c] > 0 ? LEAST_DEVIATION : SAME) * Math.abs(shift[c]);
            double otherwise = noise[c] > 0 ? noise[c] * Math.sqrt(time / pairs.size()) : 1;
            scale[c] = varies ? scale[c] : otherwise;
        }
        double[] drift = affineDrift(pairs, shift, scale, time);
        double[] diffusion = new double[d];
        for (int c = 0; c < d; c++) {
            diffusion[c] = noise[c] / Math.sqrt(lambda);
            drift[c] = noise[c] > 0 ? Math.max(drift[c], noise[c] / Math.sqrt(time)) : 0;
        }
        return new Scaling(shift, scale, drift, diffusion);
    }

    /** The same, where what is conserved in the pairs stays as it is. */
    Scaling resting(MacroPairs pairs) {
        double[] noise = increments(pairs);
        double[] drift = driftScale.clone();
        double[] diffusion = diffusionScale.clone();
        for (int c = 0; c < noise.length; c++) {
            drift[c] = noise[c] > 0 ? drift[c] : 0;
            diffusion[c] = noise[c] > 0 ? diffusion[c] : 0;
        }
        return new Scaling(inputShift, inputScale, drift, diffusion);
    }

    /** The same with the mean and the standard deviation of the pairs' parameter, if they have one. */
    Scaling with(Optional<Condition> condition) {
        if (condition.isEmpty()) {
            return this;
        }
        float[] values = condition.get().values();
        double mean = 0;
        double square = 0;
        for (float value : values) {
            mean += value / (double) values.length;
        }
        for (float value : values) {
            square += (value - mean) * (value - mean) / values.length;
        }
        return new Scaling(
                append(inputShift, mean),
                append(inputScale, square > 0 ? Math.sqrt(square) : 1),
                driftScale,
                diffusionScale);
    }

    private static double[] append(double[] values, double last) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = last;
        return longer;
    }

    /** The same networks where time is measured in another unit: μ falls with it, σ with its square root. */
    Scaling inTime(double unit) {
        return new Scaling(
                inputShift,
                inputScale,
                Arrays.stream(driftScale).map(scale -> scale / unit).toArray(),
                Arrays.stream(diffusionScale)
                        .map(scale -> scale / Math.sqrt(unit))
                        .toArray());
    }

    /** What the networks see of z and of the parameter, if there is one. */
    double input(int index, double value) {
        return (value - inputShift[index]) / inputScale[index];
    }

    int inputs() {
        return inputShift.length;
    }

    private static void moments(MacroPairs pairs, double[] mean, double[] deviation) {
        int d = mean.length;
        float[] z = pairs.z0();
        for (int i = 0; i < z.length; i++) {
            mean[i % d] += z[i] / (double) pairs.size();
        }
        for (int i = 0; i < z.length; i++) {
            double x = z[i] - mean[i % d];
            deviation[i % d] += x * x / pairs.size();
        }
        for (int c = 0; c < d; c++) {
            deviation[c] = Math.sqrt(deviation[c]);
        }
    }

    private static double time(MacroPairs pairs) {
        double time = 0;
        for (float dt : pairs.dt()) {
            time += dt;
        }
        return time;
    }

    /**
     * √(ΣΔz²/Σδt) of each component: the amplitude of the pairs' noise, in units of z per square root of time. 0 if it is
     * conserved: Δz is then 0 in all pairs, or what rounding leaves of z − z.
     */
    static double[] increments(MacroPairs pairs) {
        return increments(pairs, time(pairs));
    }

    private static double[] increments(MacroPairs pairs, double time) {
        double[] square = squares(pairs.dz(), pairs.dimension());
        double[] size = squares(pairs.z0(), pairs.dimension());
        Arrays.setAll(
                square, c -> square[c] > LEAST_DEVIATION * LEAST_DEVIATION * size[c] ? Math.sqrt(square[c] / time) : 0);
        return square;
    }

    private static double[] squares(float[] rows, int d) {
        double[] squares = new double[d];
        for (int i = 0; i < rows.length; i++) {
            squares[i % d] += (double) rows[i] * rows[i];
        }
        return squares;
    }

    /** Root mean square, weighted with δt, of the drift that is affine in z and fits best. */
    private static double[] affineDrift(MacroPairs pairs, double[] shift, double[] scale, double time) {
        int d = shift.length;
        double[][] normal = new double[d + 1][d + 1];
        double[][] right = new double[d][d + 1];
        double[] features = new double[d + 1];
        features[d] = 1;
        for (int i = 0; i < pairs.size(); i++) {
            if ((i & 0xffff) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("training interrupted");
            }
            for (int c = 0; c < d; c++) {
                features[c] = (pairs.z0()[i * d + c] - shift[c]) / scale[c];
            }
            accumulate(normal, right, features, pairs, i);
        }
        RealMatrix matrix = new Array2DRowRealMatrix(normal, false);
        var solver = new SingularValueDecomposition(matrix).getSolver();
        double[] rms = new double[d];
        for (int c = 0; c < d; c++) {
            RealVector sums = new ArrayRealVector(right[c], false);
            rms[c] = Math.sqrt(Math.max(0, solver.solve(sums).dotProduct(sums)) / time);
        }
        return rms;
    }

    /**
     * Adds a pair to the normal equations of Σ |Δz − b(z)δt|²/δt, b a sum of features: Σ δt·ffᵀ and, for each component, Σ fΔz.
     */
    static void accumulate(double[][] normal, double[][] right, double[] features, MacroPairs pairs, int i) {
        int d = right.length;
        double dt = pairs.dt()[i];
        for (int a = 0; a < features.length; a++) {
            for (int b = 0; b < features.length; b++) {
                normal[a][b] += dt * features[a] * features[b];
            }
            for (int c = 0; c < d; c++) {
                right[c][a] += features[a] * pairs.dz()[i * d + c];
            }
        }
    }
}
