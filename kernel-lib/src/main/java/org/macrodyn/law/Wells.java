package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.Sde;

/**
 * The wells of a drift, which are its stable fixed points inside the data: μ(z) = 0, and every eigenvalue of ∂μ/∂z has a negative
 * real part. With one component every change of sign is found; with more, where the flow dz/dt = μ(z) comes to rest from
 * {@value #STARTS} points.
 */
final class Wells {
    private static final int POINTS = 4000;
    private static final int STARTS = 64;
    private static final int STEPS = 20_000;
    private static final int BISECTIONS = 60;
    /** In units of the box. */
    private static final double SAME = 1e-3;

    private static final double DIFFERENCE = 1e-5;
    private static final double AT_REST = 1e-9;

    private final Sde sde;
    private final Support support;
    private final double[] low;
    private final double[] extent;

    private Wells(Sde sde, Support support) {
        this.sde = sde;
        this.support = support;
        low = support.low();
        extent = support.high();
        for (int c = 0; c < extent.length; c++) {
            extent[c] -= low[c];
        }
    }

    /** All wells, in ascending order of the first component. */
    static List<Passage.Well> of(Sde sde, Support support) {
        Wells wells = new Wells(sde, support);
        List<double[]> points = sde.dimension() == 1 ? wells.onLine() : wells.byFlow();
        return points.stream()
                .filter(support::contains)
                .map(wells::well)
                .filter(well -> well.relaxationTime() > 0)
                .sorted(Comparator.comparingDouble(well -> well.z()[0]))
                .toList();
    }

    private double drift(double z) {
        return sde.drift(new double[] {z})[0];
    }

    private List<double[]> onLine() {
        List<double[]> found = new ArrayList<>();
        double h = extent[0] / POINTS;
        for (int i = 0; i < POINTS; i++) {
            double from = low[0] + i * h;
            if (drift(from) > 0 && drift(from + h) <= 0) {
                found.add(new double[] {bisect(from, from + h)});
            }
        }
        // Where a wall itself holds z, as an extinct species is held.
        double end = low[0] + extent[0];
        if (drift(low[0]) == 0 && drift(low[0] + h) < 0) {
            found.add(new double[] {low[0]});
        }
        if (drift(end) == 0 && drift(end - h) > 0) {
            found.add(new double[] {end});
        }
        return found;
    }

    private double bisect(double positive, double negative) {
        double a = positive;
        double b = negative;
        for (int k = 0; k < BISECTIONS; k++) {
            double middle = (a + b) / 2;
            if (drift(middle) > 0) {
                a = middle;
            } else {
                b = middle;
            }
        }
        return (a + b) / 2;
    }

    private List<double[]> byFlow() {
        List<double[]> found = new ArrayList<>();
        var random = RandomStreams.stream(0, "wells", 0);
        for (int start = 0; start < STARTS; start++) {
            double[] z = new double[low.length];
            Arrays.setAll(z, c -> low[c] + extent[c] * random.nextDouble());
            if (support.contains(z) && rests(z) && found.stream().noneMatch(other -> distance(other, z) < SAME)) {
                found.add(z);
            }
        }
        return found;
    }

    /** Follows the flow by steps of at most a hundredth of the box until it rests. */
    private boolean rests(double[] z) {
        double step = Double.NaN;
        for (int k = 0; k < STEPS; k++) {
            double[] drift = sde.drift(z);
            double speed = length(drift);
            step = Double.isNaN(step) ? 0.01 / speed : step;
            double[] next = z.clone();
            for (int c = 0; c < z.length; c++) {
                next[c] += step * drift[c];
            }
            double after = length(sde.drift(next));
            if (!(after * step < 0.02) || !support.contains(next)) {
                step /= 2;
            } else {
                System.arraycopy(next, 0, z, 0, z.length);
                // Past the fixed point the drift turns: then the step is too long.
                step *= after < speed ? 1.1 : 0.7;
            }
            if (speed * step < AT_REST && after <= speed) {
                return newton(z);
            }
        }
        return newton(z);
    }

    /** The last digits; false where there is no fixed point. */
    private boolean newton(double[] z) {
        for (int k = 0; k < 20; k++) {
            double[] drift = sde.drift(z);
            var jacobian = new LUDecomposition(new Array2DRowRealMatrix(jacobian(z)));
            if (!jacobian.getSolver().isNonSingular()) {
                return false;
            }
            double[] move =
                    jacobian.getSolver().solve(new ArrayRealVector(drift)).toArray();
            for (int c = 0; c < z.length; c++) {
                z[c] -= move[c];
            }
            if (length(move) < AT_REST) {
                return true;
            }
        }
        return false;
    }

    /** In units of the box. */
    private double length(double[] vector) {
        double sum = 0;
        for (int c = 0; c < vector.length; c++) {
            sum += vector[c] * vector[c] / (extent[c] * extent[c]);
        }
        return Math.sqrt(sum);
    }

    private double distance(double[] a, double[] b) {
        double[] difference = a.clone();
        for (int c = 0; c < a.length; c++) {
            difference[c] -= b[c];
        }
        return length(difference);
    }

    /** ∂μ_a/∂z_b. */
    private double[][] jacobian(double[] z) {
        double[][] jacobian = new double[z.length][z.length];
        for (int b = 0; b < z.length; b++) {
            double h = DIFFERENCE * extent[b];
            double[] up = z.clone();
            double[] down = z.clone();
            up[b] = Math.min(z[b] + h, low[b] + extent[b]);
            down[b] = Math.max(z[b] - h, low[b]);
            double[] above = sde.drift(up);
            double[] below = sde.drift(down);
            for (int a = 0; a < z.length; a++) {
                jacobian[a][b] = (above[a] - below[a]) / (up[b] - down[b]);
            }
        }
        return jacobian;
    }

    /** With the time in which the slowest deviation decays; not above 0 for a point that is not stable. */
    private Passage.Well well(double[] z) {
        double slowest = Double.NEGATIVE_INFINITY;
        for (double real : new EigenDecomposition(new Array2DRowRealMatrix(jacobian(z))).getRealEigenvalues()) {
            slowest = Math.max(slowest, real);
        }
        double[] at = z.clone();
        // What bisection leaves of 0.
        Arrays.setAll(at, c -> Math.abs(z[c]) < AT_REST * extent[c] ? 0 : z[c]);
        return new Passage.Well(at, -1 / slowest);
    }
}
