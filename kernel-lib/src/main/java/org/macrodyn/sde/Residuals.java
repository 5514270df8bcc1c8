package org.macrodyn.sde;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.closure.MacroPairs;

/**
 * The whitened residuals u = (λδtΣ + εI)^{−1/2}(Δz − μδt) of some pairs, with the states and whitened drifts beside.
 *
 * <p>The root is taken where every component is in units of its own typical increment √(δt ΣΔz²/Σδt), so that u does not
 * depend on the units of z and t; there, what is added to λδtΣ keeps states without noise from ruling the moments. What is
 * conserved in the pairs, and does not drift in the model, has u = 0.
 */
final class Residuals {
    /** Residuals that are looked at; a drift of a tenth of a pair's noise is then known to better than 5 %. */
    private static final int LARGEST = 1_000_000;
    /** Neighbouring pairs, which share a configuration, are kept together. */
    private static final int BLOCK = 64;

    private static final int POLL_EVERY = 256;
    /** In units of the typical increment's square. */
    private static final double LEAST_VARIANCE = 1e-6;

    /** {@code [d][count]} */
    final double[][] u;
    /** {@code [d][count]} */
    final double[][] z;
    /** {@code [d][count]} (λδtΣ)^{−1/2}μδt. */
    final double[][] drift;

    private final Sde model;
    private final double lambda;
    private final double epsilon;
    /** {@code [d]} √(ΣΔz²/Σδt), 0 for what is conserved; and what is divided by. */
    private final double[] noise;

    private final double[] amplitude;

    Residuals(Sde model, MacroPairs pairs, double lambda, double epsilon) {
        this.model = model;
        this.lambda = lambda;
        this.epsilon = epsilon;
        int d = model.dimension();
        noise = Scaling.increments(pairs);
        amplitude = Arrays.stream(noise).map(a -> a > 0 ? a : 1).toArray();
        int[] chosen = choose(pairs.size());
        u = new double[d][chosen.length];
        z = new double[d][chosen.length];
        drift = new double[d][chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            if (i % POLL_EVERY == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("diagnostics interrupted; run again");
            }
            add(pairs, chosen[i], i);
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
        int d = u.length;
        double[] state = new double[d];
        double[] residual = new double[d];
        for (int c = 0; c < d; c++) {
            state[c] = pairs.z0()[pair * d + c];
            z[c][at] = state[c];
        }
        double dt = pairs.dt()[pair];
        double[] unit = Arrays.stream(amplitude).map(a -> a * Math.sqrt(dt)).toArray();
        double[] step = model.drift(state);
        for (int c = 0; c < d; c++) {
            step[c] *= dt / unit[c];
            residual[c] = pairs.dz()[pair * d + c] / unit[c] - step[c];
        }
        double[][] whitening = whitening(covariance(state, dt, unit));
        for (int a = 0; a < d; a++) {
            boolean still = noise[a] == 0 && step[a] == 0;
            u[a][at] = still ? 0 : dot(whitening[a], residual);
            drift[a][at] = still ? 0 : dot(whitening[a], step);
        }
    }

    /** λδtΣ + εI in these units. */
    private double[][] covariance(double[] state, double dt, double[] unit) {
        double[][] covariance = model.covariance(state);
        for (int a = 0; a < unit.length; a++) {
            for (int b = 0; b < unit.length; b++) {
                covariance[a][b] = (lambda * dt * covariance[a][b] + (a == b ? epsilon : 0)) / (unit[a] * unit[b]);
            }
        }
        return covariance;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** (C + least variance)^{−1/2}, the symmetric one, so that component c of u belongs to component c of z. */
    private static double[][] whitening(double[][] covariance) {
        int d = covariance.length;
        double[][] root = new double[d][d];
        if (!isFinite(covariance)) {
            Arrays.stream(root).forEach(row -> Arrays.fill(row, Double.NaN));
        } else if (d == 1) {
            root[0][0] = 1 / Math.sqrt(covariance[0][0] + LEAST_VARIANCE);
        } else {
            EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
            for (int m = 0; m < d; m++) {
                addDirection(root, eigen.getEigenvector(m).toArray(), Math.max(eigen.getRealEigenvalue(m), 0));
            }
        }
        return root;
    }

    private static void addDirection(double[][] root, double[] vector, double variance) {
        double scale = 1 / Math.sqrt(variance + LEAST_VARIANCE);
        for (int a = 0; a < vector.length; a++) {
            for (int b = 0; b < vector.length; b++) {
                root[a][b] += scale * vector[a] * vector[b];
            }
        }
    }

    private static boolean isFinite(double[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }
}
