package org.macrodyn.sde;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.closure.MacroPairs;

/** The whitened residuals u = (λδtΣ)^{−1/2}(Δz − μδt) of some pairs, with the states and whitened drifts beside. */
final class Residuals {
    /** Residuals that are looked at; their moments then have a standard error of about 0.3 %. */
    private static final int LARGEST = 100_000;
    /** Neighbouring pairs, which share a configuration, are kept together. */
    private static final int BLOCK = 64;

    private static final int POLL_EVERY = 256;

    /** {@code [d][count]} */
    final double[][] u;
    /** {@code [d][count]} */
    final double[][] z;
    /** {@code [d]} root mean square of (λδtΣ)^{−1/2}μδt. */
    final double[] driftSize;

    private final SdeModel model;
    private final double lambda;
    private final double epsilon;

    Residuals(SdeModel model, MacroPairs pairs, double lambda, double epsilon) {
        this.model = model;
        this.lambda = lambda;
        this.epsilon = epsilon;
        int d = model.dimension();
        int[] chosen = choose(pairs.size());
        u = new double[d][chosen.length];
        z = new double[d][chosen.length];
        driftSize = new double[d];
        for (int i = 0; i < chosen.length; i++) {
            if (i % POLL_EVERY == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("diagnostics interrupted; run again");
            }
            add(pairs, chosen[i], i);
        }
        for (int c = 0; c < d; c++) {
            driftSize[c] = Math.sqrt(driftSize[c] / chosen.length);
        }
    }

    /** All pairs, or evenly spaced blocks of neighbours. */
    private static int[] choose(int pairs) {
        if (pairs <= LARGEST) {
            int[] all = new int[pairs];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int blocks = LARGEST / BLOCK;
        int[] chosen = new int[blocks * BLOCK];
        Arrays.setAll(chosen, i -> (int) ((long) (i / BLOCK) * (pairs - BLOCK) / (blocks - 1)) + i % BLOCK);
        return chosen;
    }

    private void add(MacroPairs pairs, int pair, int at) {
        int d = driftSize.length;
        double[] state = new double[d];
        double[] residual = new double[d];
        for (int c = 0; c < d; c++) {
            state[c] = pairs.z0()[pair * d + c];
            z[c][at] = state[c];
        }
        double dt = pairs.dt()[pair];
        double[] step = model.drift(state);
        for (int c = 0; c < d; c++) {
            step[c] *= dt;
            residual[c] = pairs.dz()[pair * d + c] - step[c];
        }
        Array2DRowRealMatrix whitening = whitening(model.covariance(state), lambda * dt, epsilon);
        double[] white = whitening.operate(residual);
        double[] whiteStep = whitening.operate(step);
        for (int c = 0; c < d; c++) {
            u[c][at] = white[c];
            driftSize[c] += whiteStep[c] * whiteStep[c];
        }
    }

    /** (factor · Σ + εI)^{−1/2}, the symmetric one, so that component c of u belongs to component c of z. */
    private static Array2DRowRealMatrix whitening(double[][] covariance, double factor, double epsilon) {
        int d = covariance.length;
        if (d == 1) {
            return new Array2DRowRealMatrix(
                    new double[][] {{1 / Math.sqrt(factor * covariance[0][0] + epsilon)}}, false);
        }
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        double[][] root = new double[d][d];
        for (int m = 0; m < d; m++) {
            double[] vector = eigen.getEigenvector(m).toArray();
            double scale = 1 / Math.sqrt(factor * eigen.getRealEigenvalue(m) + epsilon);
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    root[a][b] += scale * vector[a] * vector[b];
                }
            }
        }
        return new Array2DRowRealMatrix(root, false);
    }
}
