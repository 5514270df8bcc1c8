package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.closure.MacroPairs;

/**
 * Refuses pairs from which no SDE can be learnt, before the work: too few, with a component that never changes, or with
 * components of which one follows from the others. Σ is then singular and what the drift is along that direction is nowhere in
 * the data; a training ends with wrong numbers and the advice to train longer.
 */
final class TrainablePairs {
    /** Pairs for each coefficient of an affine drift: fewer leave its noise above its size in any case. */
    private static final int FOR_EACH_COEFFICIENT = 16;
    /** Least variance along a direction, in units of the components' own; of a pair, 1 − |correlation|. */
    private static final double LEAST_VARIANCE = 1e-6;
    /** A component belongs to a direction if it makes up more of it than this, in its own units. */
    private static final double BELONGS = 1e-2;

    private static final int POLL_MASK = 0xffff;

    private final String which;
    private final MacroPairs pairs;
    private final int d;

    private TrainablePairs(String which, MacroPairs pairs) {
        this.which = which;
        this.pairs = pairs;
        d = pairs.dimension();
    }

    /**
     * Checks the pairs of a training.
     *
     * @param which what the message starts with, to tell one training from others; may be empty
     * @param pairs all of them, those held out included
     * @param training its settings
     * @throws IllegalArgumentException if the training cannot succeed, with the names of what is to blame
     */
    static void require(String which, MacroPairs pairs, TrainingSettings training) {
        TrainablePairs trainable = new TrainablePairs(which, pairs);
        double[][] increments = trainable.increments();
        trainable.requireMotion(increments);
        trainable.requireNumber(heldOut(pairs, training));
        if (pairs.dimension() > 1) {
            trainable.requireIndependence(increments);
        }
    }

    /** The least number of pairs to learn from. */
    static int fewest(int dimension) {
        return FOR_EACH_COEFFICIENT * (dimension + 1);
    }

    /** How many pairs are held out. */
    static int heldOut(MacroPairs pairs, TrainingSettings training) {
        return Split.of(pairs, training.heldOut().fraction(), training.seed()).held().length * pairs.group();
    }

    private void requireNumber(int heldOut) {
        int used = pairs.size() - heldOut;
        if (used < fewest(d)) {
            throw new IllegalArgumentException(
                    which + used + " pairs to learn an SDE of " + d + " component" + (d > 1 ? "s" : "")
                            + ": must be " + fewest(d) + " or more; make more pairs"
                            + (heldOut > 0 ? ", or hold out fewer than " + heldOut : ""));
        }
    }

    /** What is wrong with a component that never changes, and what to do. */
    static String atRest(String component) {
        return "component " + component
                + " never changes in the pairs: if it is conserved, leave it out and let all runs"
                + " have the same of it, also those of initialise; if not, lengthen δt";
    }

    private void requireMotion(double[][] increments) {
        for (int c = 0; c < d; c++) {
            if (increments[c][c] == 0) {
                throw new IllegalArgumentException(which + atRest(pairs.names().get(c)));
            }
        }
    }

    /** {@code [d][d]} ΣΔzΔzᵀ/δt. */
    private double[][] increments() {
        double[][] sums = new double[d][d];
        double[] dz = new double[d];
        for (int i = 0; i < pairs.size(); i++) {
            stopIfInterrupted(i);
            for (int c = 0; c < d; c++) {
                dz[c] = pairs.dz()[i * d + c];
            }
            addProducts(sums, dz, 1.0 / pairs.dt()[i]);
        }
        return sums;
    }

    /** {@code [d][d]} Σ(z − z̄)(z − z̄)ᵀ. */
    private double[][] states() {
        double[] mean = new double[d];
        for (int i = 0; i < pairs.z0().length; i++) {
            mean[i % d] += pairs.z0()[i] / (double) pairs.size();
        }
        double[][] sums = new double[d][d];
        double[] z = new double[d];
        for (int i = 0; i < pairs.size(); i++) {
            stopIfInterrupted(i);
            for (int c = 0; c < d; c++) {
                z[c] = pairs.z0()[i * d + c] - mean[c];
            }
            addProducts(sums, z, 1);
        }
        return sums;
    }

    private static void addProducts(double[][] sums, double[] x, double weight) {
        for (int a = 0; a < x.length; a++) {
            for (int b = 0; b < x.length; b++) {
                sums[a][b] += weight * x[a] * x[b];
            }
        }
    }

    private static void stopIfInterrupted(int pair) {
        if ((pair & POLL_MASK) == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training interrupted");
        }
    }

    /** A direction along which neither Δz nor z varies. */
    private void requireIndependence(double[][] increments) {
        EigenDecomposition directions =
                new EigenDecomposition(new Array2DRowRealMatrix(correlation(increments), false));
        double[][] states = null;
        for (int m = 0; m < d; m++) {
            if (directions.getRealEigenvalue(m) < LEAST_VARIANCE) {
                states = states == null ? states() : states;
                double[] direction = directions.getEigenvector(m).toArray();
                if (variance(states, direction, increments) < LEAST_VARIANCE) {
                    throw dependent(direction, increments, states);
                }
            }
        }
    }

    /** C_ab/√(C_aa C_bb). */
    static double[][] correlation(double[][] covariance) {
        double[][] correlation = new double[covariance.length][covariance.length];
        for (int a = 0; a < covariance.length; a++) {
            for (int b = 0; b < covariance.length; b++) {
                correlation[a][b] = covariance[a][b] / Math.sqrt(covariance[a][a] * covariance[b][b]);
            }
        }
        return correlation;
    }

    /** Variance of z along a direction given in units of the increments, over what it were if components were independent. */
    private static double variance(double[][] states, double[] direction, double[][] increments) {
        double along = 0;
        double independent = 0;
        for (int a = 0; a < direction.length; a++) {
            double first = direction[a] / Math.sqrt(increments[a][a]);
            independent += first * first * states[a][a];
            for (int b = 0; b < direction.length; b++) {
                along += first * direction[b] / Math.sqrt(increments[b][b]) * states[a][b];
            }
        }
        return independent > 0 ? along / independent : 0;
    }

    private IllegalArgumentException dependent(double[] direction, double[][] increments, double[][] states) {
        List<Integer> involved = new ArrayList<>();
        IntStream.range(0, d).filter(c -> Math.abs(direction[c]) > BELONGS).forEach(involved::add);
        String names = involved.stream().map(pairs.names()::get).collect(Collectors.joining(", "));
        if (involved.size() > 2) {
            return new IllegalArgumentException(which + "observables " + names
                    + ": one follows from the others, in z and in Δz; leave one of them out");
        }
        int a = involved.get(0);
        int b = involved.get(involved.size() - 1);
        return new IllegalArgumentException(which
                + String.format(
                        Locale.ROOT,
                        "observables %s are collinear: correlation %.7f in Δz, %.7f in z; leave one of them out",
                        names.replace(", ", " and "),
                        correlation(increments)[a][b],
                        states[a][a] * states[b][b] > 0 ? correlation(states)[a][b] : 0));
    }
}
