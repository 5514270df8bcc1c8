package org.macrodyn.law;

import java.util.Arrays;
import org.macrodyn.sde.Sde;

/**
 * An SDE as a chain that jumps between neighbouring points of a grid with the SDE's drift and covariance.
 *
 * <p>Along an axis with spacing h: i → i ± 1 at the rate (D/h²) B(∓x), B(x) = x/(eˣ − 1), D half the variance at the point and x
 * = μh/D half-way to the neighbour (Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 64, 1969): exact for constant drift
 * and variance, of the order h² else, never negative, and right also where drift outweighs noise. A covariance of two components
 * is a jump along a diagonal (Kushner and Dupuis, Numerical Methods for Stochastic Control Problems, 2001, ch. 5); what it adds
 * to the axes' variances is taken off them.
 */
final class GridRates {
    private final Sde sde;
    private final Lattice grid;
    private final int d;
    private final double[] z;

    GridRates(Sde sde, Lattice grid) {
        this.sde = sde;
        this.grid = grid;
        d = grid.dimension();
        z = new double[d];
    }

    /** Adds the jumps out of a point. */
    void add(Chain chain, int i) {
        int[] at = grid.counts(i);
        grid.state(at, z);
        double[][] variance = requireFinite(sde.covariance(z));
        for (int c = 0; c < d; c++) {
            double own = variance[c][c] / 2 / square(c);
            for (int other = 0; other < d; other++) {
                own -= other == c ? 0 : diagonal(variance, c, other);
            }
            if (own < 0) {
                throw new IllegalArgumentException(
                        "covariance at " + Support.text(sde.names(), z)
                                + ": too much of it is shared for this grid; take Passage.simulated, or a box of other extents");
            }
            double share = own > 0 ? own / (variance[c][c] / 2 / square(c)) : 0;
            jump(chain, i, at, c, 1, own, share);
            jump(chain, i, at, c, -1, own, share);
            for (int other = c + 1; other < d; other++) {
                int same = variance[c][other] > 0 ? 1 : -1;
                diagonalJump(chain, i, at, new int[] {c, other, 1, same}, diagonal(variance, c, other));
                diagonalJump(chain, i, at, new int[] {c, other, -1, -same}, diagonal(variance, c, other));
            }
        }
    }

    private double[][] requireFinite(double[][] variance) {
        for (double[] row : variance) {
            if (!Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("covariance at " + Support.text(sde.names(), z) + ": "
                        + Arrays.deepToString(variance) + ", must be finite; take a smaller box");
            }
        }
        return variance;
    }

    private double square(int c) {
        return grid.unit(c) * grid.unit(c);
    }

    /** The rate of each of the two jumps along a diagonal. */
    private double diagonal(double[][] variance, int a, int b) {
        return Math.abs(variance[a][b]) / 2 / (grid.unit(a) * grid.unit(b));
    }

    private void diagonalJump(Chain chain, int i, int[] at, int[] way, double rate) {
        int[] step = new int[d];
        step[way[0]] = way[2];
        step[way[1]] = way[3];
        if (rate > 0 && grid.holds(at, step)) {
            chain.add(i, i + grid.number(step), rate);
        }
    }

    /** A jump along an axis by the noise D/h², of which diagonals have left it a share. */
    private void jump(Chain chain, int i, int[] at, int c, int sign, double noise, double share) {
        int[] step = new int[d];
        step[c] = sign;
        if (!grid.holds(at, step)) {
            return;
        }
        double[] between = z.clone();
        between[c] += sign * grid.unit(c) / 2;
        double drift = sign * sde.drift(between)[c] / grid.unit(c);
        double along = share * sde.covariance(between)[c][c] / 2 / square(c);
        chain.add(i, i + grid.number(step), rate(noise, drift, along));
    }

    /** noise · B(−drift/between), and the drift alone where there is no noise. */
    private static double rate(double noise, double drift, double between) {
        if (!(between > 0) || !(noise > 0)) {
            return Math.max(0, drift);
        }
        double x = -drift / between;
        double bernoulli = Math.abs(x) < 1e-8 ? 1 - x / 2 : x / Math.expm1(x);
        return noise * bernoulli;
    }
}
