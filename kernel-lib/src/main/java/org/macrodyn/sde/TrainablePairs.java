package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.closure.MacroPairs;

/**
 * Refuses pairs from which no SDE can be learnt, before the work: too few, in which nothing changes, or with components of which
 * one follows from the others. Σ is then singular and what the drift is along that direction is nowhere in the data; a training
 * ends with wrong numbers and the advice to train longer. Components that are conserved are none to be learnt, but others may
 * follow from them.
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
    /** Components that are not conserved, d of them. */
    private final int[] moving;

    private final int d;

    private TrainablePairs(String which, MacroPairs pairs) {
        this.which = which;
        this.pairs = pairs;
        double[] noise = Scaling.increments(pairs);
        moving = IntStream.range(0, noise.length).filter(c -> noise[c] > 0).toArray();
        d = moving.length;
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
        trainable.requireMotion();
        trainable.requireNumber(heldOut(pairs, training));
        if (trainable.d > 1) {
            trainable.requireIndependence(trainable.increments());
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
        int all = pairs.dimension();
        if (used < fewest(all)) {
            throw new IllegalArgumentException(
                    which + used + " pairs to learn an SDE of " + all + " component" + (all > 1 ? "s" : "")
                            + ": must be " + fewest(all) + " or more; make more pairs"
                            + (heldOut > 0 ? ", or hold out fewer than " + heldOut : ""));
        }
    }

    private void requireMotion() {
        if (d == 0) {
            throw new IllegalArgumentException(which + "no component of " + pairs.names()
                    + " changes in the pairs: observe something that is not conserved, or lengthen δt");
        }
    }

    /** {@code [d][d]} ΣΔzΔzᵀ/δt. */
    private double[][] increments() {
        double[][] sums = new double[d][d];
        double[] dz = new double[d];
        for (int i = 0; i < pairs.size(); i++) {
            stopIfInterrupted(i);
            for (int c = 0; c < d; c++) {
                dz[c] = pairs.dz()[i * pairs.dimension() + moving[c]];
            }
            addProducts(sums, dz, 1.0 / pairs.dt()[i]);
        }
        return sums;
    }

    /** {@code [d][d]} Σ(z − z̄)(z − z̄)ᵀ, without what the conserved components explain of it by a linear fit. */
    private double[][] states() {
        int all = pairs.dimension();
        double[] mean = new double[all];
        for (int i = 0; i < pairs.z0().length; i++) {
            mean[i % all] += pairs.z0()[i] / (double) pairs.size();
        }
        double[][] sums = new double[all][all];
        double[] z = new double[all];
        for (int i = 0; i < pairs.size(); i++) {
            stopIfInterrupted(i);
            for (int c = 0; c < all; c++) {
                z[c] = pairs.z0()[i * all + c] - mean[c];
            }
            addProducts(sums, z, 1);
        }
        double[] alone = IntStream.range(0, all).mapToDouble(c -> sums[c][c]).toArray();
        IntStream.range(0, all)
                .filter(c -> Arrays.binarySearch(moving, c) < 0 && sums[c][c] > LEAST_VARIANCE * alone[c])
                .forEach(c -> explain(sums, c));
        return Arrays.stream(moving)
                .mapToObj(
                        a -> Arrays.stream(moving).mapToDouble(b -> sums[a][b]).toArray())
                .toArray(double[][]::new);
    }

    /** Takes from sums of products what component r explains. */
    private static void explain(double[][] sums, int r) {
        double[] row = sums[r].clone();
        for (int a = 0; a < row.length; a++) {
            for (int b = 0; b < row.length; b++) {
                sums[a][b] -= row[a] * row[b] / row[r];
            }
        }
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

    /** C_ab/√(C_aa C_bb); of what does not vary, 0 with all others. */
    static double[][] correlation(double[][] covariance) {
        double[][] correlation = new double[covariance.length][covariance.length];
        for (int a = 0; a < covariance.length; a++) {
            for (int b = 0; b < covariance.length; b++) {
                double unit = Math.sqrt(covariance[a][a] * covariance[b][b]);
                correlation[a][b] = unit > 0 ? covariance[a][b] / unit : a == b ? 1 : 0;
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
        String names = involved.stream().map(c -> pairs.names().get(moving[c])).collect(Collectors.joining(", "));
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
