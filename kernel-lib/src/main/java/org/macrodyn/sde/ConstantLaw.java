package org.macrodyn.sde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.macrodyn.closure.Cholesky;
import org.macrodyn.closure.MacroPairs;

/**
 * The law whose drift and noise do not depend on z, dz = a dt + B dW: a training whose loss is above its has failed. By the
 * moments of Δz, at one δt, its loss ({@link PartialLikelihood}) is tr(S⁻¹C) + log det S with C the covariance of Δz and S = C +
 * εI, of which the diagonals alone count where σ is diagonal.
 */
public final class ConstantLaw {
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
        double[][] sum = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                sum[a][b] = a == b || !form.isDiagonal() ? Moments.covariance(dz[a], dz[b]) : 0;
            }
            sum[a][a] += epsilon;
        }
        RealMatrix ofNoise = new Array2DRowRealMatrix(sum);
        Cholesky.factorise(sum);
        double logDeterminant =
                IntStream.range(0, d).mapToDouble(c -> 2 * Math.log(sum[c][c])).sum();
        if (Double.isInfinite(logDeterminant)) {
            return Double.NaN;
        }
        // tr(S⁻¹C) with C = S − εI.
        double inverse =
                new LUDecomposition(ofNoise, 0).getSolver().getInverse().getTrace();
        return logDeterminant + d - epsilon * inverse;
    }
}
