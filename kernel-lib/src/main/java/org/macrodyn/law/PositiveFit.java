package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;

/**
 * A function that is never negative, w(z) = Π_l d_l(z)^{a_l} · exp P(z): P a polynomial (Chebyshev products on the data's box),
 * d_l the distances to the walls, a_l ≥ 0 whole numbers, the orders of the reaction.
 *
 * <p>Fitted as a quasi-Poisson regression with a logarithmic link (McCullagh and Nelder, Generalized Linear Models, 1989, ch. 9):
 * Σ_i W_i log w(z_i) − w(z_i) is greatest where w(z) = E[W | z], whatever the law of W, and zeros need no care. Iteratively
 * reweighted least squares, by QR. The a_l come from a first fit with log d_l among the terms, rounded, for walls that the data
 * come close to; they are at least 1 at a wall that the steps go towards, where their reactant is gone, and 0 where events were
 * seen at the wall itself.
 *
 * <p>The degree is the lowest that every fourth configuration, held out, does not tell from the best one. Outside the data's box
 * P is that of the nearest point of it.
 */
final class PositiveFit implements ToDoubleFunction<double[]> {
    private static final int MOST_DEGREE = 24;
    private static final int DATA_FOR_EACH_TERM = 5;
    /** Degrees in a row that are no better than the best one before the search ends. */
    private static final int PATIENCE = 4;

    private static final int HELD_OUT = 4;
    private static final int ITERATIONS = 50;
    private static final double CONVERGED = 1e-12;
    /** Relative differences that are rounding, and ask for no higher degree. */
    private static final double ROUNDING = 1e-11;

    /** Three particles meet, no more. */
    private static final int HIGHEST_ORDER = 3;
    /** Degree at which the walls' orders are read off. */
    private static final int DEGREE_OF_ORDERS = 6;

    private final Walls walls;
    private final int[] orders;
    private final Basis basis;
    private final double[] coefficients;

    private PositiveFit(Walls walls, int[] orders, Basis basis, double[] coefficients) {
        this.walls = walls;
        this.orders = orders;
        this.basis = basis;
        this.coefficients = coefficients;
    }

    /**
     * Fits the rate of one kind of event.
     *
     * @param z {@code [rows][d]} states
     * @param w {@code [rows]} rates, at least 0
     * @param support of the data
     * @param walls of the observables
     * @param step what an event does to z
     * @return the rate as a function of z
     * @throws IllegalArgumentException if there are too few rows, or observables are a combination of each other
     */
    static PositiveFit of(double[][] z, double[] w, Support support, Walls walls, double[] step) {
        int rows = z.length;
        int d = support.low().length;
        if (rows < DATA_FOR_EACH_TERM * (d + 2)) {
            throw new IllegalArgumentException(rows + " configurations for rates of " + d
                    + " observables: must be at least " + DATA_FOR_EACH_TERM * (d + 2) + "; simulate more");
        }
        int[] orders = orders(z, w, support, walls, step);
        double[] offset = offsets(z, walls, orders);
        int[] all =
                IntStream.range(0, rows).filter(i -> Double.isFinite(offset[i])).toArray();
        Basis basis = chosen(z, w, offset, all, support);
        return new PositiveFit(walls, orders, basis, regress(basis.matrix(z, all), w, offset, all, basis.names()));
    }

    /** log Π d^a at each state; −∞ at a wall that has an order. */
    private static double[] offsets(double[][] z, Walls walls, int[] orders) {
        return Arrays.stream(z)
                .mapToDouble(state -> logWalls(state, walls, orders))
                .toArray();
    }

    private static double logWalls(double[] z, Walls walls, int[] orders) {
        double sum = 0;
        for (int l = 0; l < orders.length; l++) {
            sum += orders[l] == 0 ? 0 : orders[l] * Math.log(walls.distance(l, z));
        }
        return sum;
    }

    /** The orders a_l of the walls that exist. */
    private static int[] orders(double[][] z, double[] w, Support support, Walls walls, double[] step) {
        int[] orders = new int[walls.count()];
        int[] possible = IntStream.range(0, orders.length)
                .filter(walls::exists)
                .filter(l -> IntStream.range(0, z.length).noneMatch(i -> w[i] > 0 && walls.distance(l, z[i]) == 0))
                .toArray();
        for (int l : possible) {
            orders[l] = walls.approached(l, step) ? 1 : 0;
        }
        int[] open = Arrays.stream(possible).filter(l -> walls.seen(l, z)).toArray();
        int[] inside = IntStream.range(0, z.length)
                .filter(i -> Arrays.stream(open).allMatch(l -> walls.distance(l, z[i]) > 0))
                .toArray();
        if (open.length == 0 || inside.length == 0) {
            return orders;
        }
        Basis basis = new Basis(support, Basis.largest(z, inside, DEGREE_OF_ORDERS));
        double[][] terms = basis.matrix(z, inside);
        int polynomial = basis.size();
        for (int i = 0; i < inside.length; i++) {
            terms[i] = Arrays.copyOf(terms[i], polynomial + open.length);
            for (int l = 0; l < open.length; l++) {
                terms[i][polynomial + l] = Math.log(walls.distance(open[l], z[inside[i]]));
            }
        }
        double[] fitted = regress(terms, w, new double[z.length], inside, basis.names());
        for (int l = 0; l < open.length; l++) {
            orders[open[l]] =
                    (int) Math.max(orders[open[l]], Math.min(HIGHEST_ORDER, Math.round(fitted[polynomial + l])));
        }
        return orders;
    }

    /** The basis of the degree that held-out rows choose. */
    private static Basis chosen(double[][] z, double[] w, double[] offset, int[] all, Support support) {
        int[] learnt = IntStream.range(0, all.length)
                .filter(k -> k % HELD_OUT != HELD_OUT - 1)
                .map(k -> all[k])
                .toArray();
        int[] held = IntStream.range(0, all.length)
                .filter(k -> k % HELD_OUT == HELD_OUT - 1)
                .map(k -> all[k])
                .toArray();
        int most = Basis.largest(z, learnt, MOST_DEGREE);
        List<double[]> losses = new ArrayList<>();
        int best = 0;
        for (int degree = 0; degree <= most && degree <= best + PATIENCE; degree++) {
            Basis basis = new Basis(support, degree);
            double[] fitted = regress(basis.matrix(z, learnt), w, offset, learnt, basis.names());
            double[][] terms = basis.matrix(z, held);
            losses.add(IntStream.range(0, held.length)
                    .mapToDouble(i -> deviance(w[held[i]], Math.exp(offset[held[i]] + dot(terms[i], fitted))))
                    .toArray());
            best = mean(losses.get(degree)) < mean(losses.get(best)) ? degree : best;
        }
        int lowest = 0;
        while (worse(losses.get(lowest), losses.get(best))) {
            lowest++;
        }
        return new Basis(support, lowest);
    }

    /** Whether the mean difference is above its standard error. */
    private static boolean worse(double[] loss, double[] best) {
        int n = loss.length;
        double[] difference =
                IntStream.range(0, n).mapToDouble(i -> loss[i] - best[i]).toArray();
        double mean = mean(difference);
        double square =
                Arrays.stream(difference).map(x -> (x - mean) * (x - mean)).sum();
        return mean > 0 && mean * mean > square / n / Math.max(1, n - 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /** 2[W log(W/w) − (W − w)], to its last digits also where W ≈ w. */
    private static double deviance(double observed, double fitted) {
        double excess = (observed - fitted) / fitted;
        double small = 1e-3;
        if (Math.abs(excess) < ROUNDING) {
            return 0;
        }
        if (Math.abs(excess) < small) {
            return fitted * excess * excess * (1 - excess / 3 + excess * excess / 6);
        }
        return 2 * ((observed > 0 ? observed * Math.log(observed / fitted) : 0) - observed + fitted);
    }

    /** Coefficients of the regression on some rows. */
    private static double[] regress(double[][] terms, double[] w, double[] offset, int[] rows, List<String> names) {
        double typical = mean(w);
        double[] eta = Arrays.stream(rows)
                .mapToDouble(i -> Math.log(0.9 * w[i] + 0.1 * typical))
                .toArray();
        double[] coefficients = new double[terms[0].length];
        if (!(typical > 0)) {
            // Never seen: e^P as small as it can be.
            coefficients[0] = Math.log(Double.MIN_NORMAL);
            return coefficients;
        }
        double last = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = step(terms, w, offset, rows, eta, names);
            coefficients = next;
            double total = 0;
            double moved = 0;
            for (int i = 0; i < rows.length; i++) {
                double old = eta[i];
                eta[i] = offset[rows[i]] + dot(terms[i], next);
                moved = Math.max(moved, Math.abs(eta[i] - old));
                total += deviance(w[rows[i]], Math.exp(eta[i]));
            }
            if (moved < CONVERGED || (iteration > 2 && Math.abs(last - total) <= CONVERGED * total)) {
                break;
            }
            last = total;
        }
        return coefficients;
    }

    /** Least squares of η + (W − w)/w with the weights w, w = e^η. */
    private static double[] step(
            double[][] terms, double[] w, double[] offset, int[] rows, double[] eta, List<String> names) {
        double[][] left = new double[rows.length][];
        double[] right = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double fitted = Math.exp(eta[i]);
            double root = Math.sqrt(fitted);
            left[i] = Arrays.stream(terms[i]).map(x -> x * root).toArray();
            right[i] = root * (eta[i] - offset[rows[i]] + (w[rows[i]] - fitted) / fitted);
        }
        DecompositionSolver solver = new QRDecomposition(new Array2DRowRealMatrix(left, false), 1e-13).getSolver();
        if (!solver.isNonSingular()) {
            throw new IllegalArgumentException("rates of " + names
                    + ": the data do not tell the observables apart; leave one out, or simulate from other states");
        }
        return solver.solve(new ArrayRealVector(right, false)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** w(z). */
    @Override
    public double applyAsDouble(double[] z) {
        return Math.exp(logWalls(z, walls, orders) + dot(basis.at(z), coefficients));
    }

    @Override
    public String toString() {
        return "degree " + basis.degree() + ", orders at the walls " + Arrays.toString(orders);
    }
}
