package org.macrodyn.sde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.macrodyn.closure.Cholesky;
import org.macrodyn.closure.MacroPairs;

/**
 * The law whose drift and noise do not depend on z, dz = a dt + B dW: a training whose loss is above its has failed. By the moments of
 * Δz, at one δt, its loss ({@link PartialLikelihood}) is tr(S⁻¹C) + log det S with C the covariance of Δz and S = C + εI, of which the
 * diagonals alone count where σ is diagonal.
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
        double[][] root = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                root[a][b] = a == b || !form.isDiagonal() ? Moments.covariance(dz[a], dz[b]) : 0;
            }
            root[a][a] += epsilon;
        }
        Cholesky.factorise(root);
        double logDeterminant = 0;
        for (int c = 0; c < d; c++) {
            logDeterminant += 2 * Math.log(root[c][c]);
        }
        if (Double.isInfinite(logDeterminant)) {
            return Double.NaN;
        }
        return epsilon > 0 ? logDeterminant + d - epsilon * ofInverse(root) : logDeterminant + d;
    }

    /** tr S⁻¹ = Σ (L⁻¹)², since S = LLᵀ: tr(S⁻¹C) is d less ε times that. */
    private static double ofInverse(double[][] root) {
        double sum = 0;
        for (int b = 0; b < root.length; b++) {
            double[] column = new double[root.length];
            for (int a = b; a < root.length; a++) {
                double rest = a == b ? 1 : 0;
                for (int m = b; m < a; m++) {
                    rest -= root[a][m] * column[m];
                }
                column[a] = rest / root[a][a];
                sum += column[a] * column[a];
            }
        }
        return sum;
    }
}
