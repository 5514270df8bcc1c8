package org.macrodyn.sde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.macrodyn.closure.MacroPairs;

/**
 * The law whose drift and noise do not depend on z, dz = a dt + B dW: a training whose loss is above its has failed. By the moments of
 * Δz, at one δt, its loss ({@link PartialLikelihood}) is tr(S⁻¹C) + log det S with C the covariance of Δz and S = C + εI, of which the
 * diagonals alone count where σ is diagonal.
 */
public final class ConstantLaw {
    /** Of the largest eigenvalue: what is smaller is rounding. */
    private static final double SINGULAR = 1e-14;

    private ConstantLaw() {}

    /**
     * Its loss.
     *
     * @param pairs (z, Δz, δt)
     * @param form of σ
     * @param epsilon ε, at least 0, in squared units of z
     * @return the loss; NaN where C + εI is singular, which says nothing
     */
    public static double loss(MacroPairs pairs, Diffusion form, double epsilon) {
        int d = pairs.dimension();
        double[][] dz = new double[d][];
        Arrays.setAll(dz, c -> IntStream.range(0, pairs.size())
                .mapToDouble(i -> pairs.dz()[i * d + c])
                .toArray());
        RealMatrix covariance = new Array2DRowRealMatrix(d, d);
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                covariance.setEntry(a, b, a == b || !form.isDiagonal() ? Moments.covariance(dz[a], dz[b]) : 0);
            }
        }
        return loss(new EigenDecomposition(covariance).getRealEigenvalues(), epsilon);
    }

    /** Σ c/s + log s over the eigenvalues c of C, s = c + ε. */
    private static double loss(double[] eigenvalues, double epsilon) {
        double[] ofSum =
                Arrays.stream(eigenvalues).map(c -> c + epsilon).sorted().toArray();
        if (ofSum[0] <= SINGULAR * ofSum[ofSum.length - 1]) {
            return Double.NaN;
        }
        return Arrays.stream(ofSum).map(s -> 1 - epsilon / s + Math.log(s)).sum();
    }
}
