package org.macrodyn.law;

import java.util.Arrays;
import org.macrodyn.sde.Sde;

/**
 * The action of a path, minimised over the speed at which it is gone along: the geometric action of Freidlin and Wentzell,
 *
 * <p>S = ∫ (|b| |dz| − ⟨b, dz⟩), ⟨u, v⟩ = uᵀΣ⁻¹v, b = μ(z),
 *
 * <p>which is 0 along the drift and does not depend on the path's parameter (Heymann and Vanden-Eijnden, Comm. Pure Appl. Math.
 * 61, 1052, 2008). On a straight piece by a quadrature of three points.
 */
final class GeometricAction {
    /** Σ has no inverse if its determinant is this small a share of the product of the variances. */
    private static final double SINGULAR = 1e-9;

    private static final int FEWEST_POINTS = 32;
    private static final int MOST_POINTS = 128;
    private static final int SWEEPS = 30;
    /** How far a point is tried from where it is, in pieces of the path, and how far it may go at once in such trials. */
    private static final double TRIAL = 0.1;

    private static final double FARTHEST = 3;

    private final Sde sde;

    GeometricAction(Sde sde) {
        this.sde = sde;
    }

    /**
     * What a step costs at a state.
     *
     * @param pull {@code [d]} Σ⁻¹b
     * @param metric {@code [d][d]} Σ⁻¹
     * @param speed |b|
     */
    record Local(double[] pull, double[][] metric, double speed) {
        /** |b| |e| − ⟨b, e⟩, not below 0 (Cauchy and Schwarz) but for rounding. */
        double cost(double[] e) {
            double along = 0;
            double square = 0;
            for (int a = 0; a < e.length; a++) {
                along += pull[a] * e[a];
                for (int b = 0; b < e.length; b++) {
                    square += e[a] * metric[a][b] * e[b];
                }
            }
            return Math.max(0, speed * Math.sqrt(square) - along);
        }
    }

    /**
     * What steps cost at a state of one or two components.
     *
     * @throws IllegalArgumentException if drift or Σ is not finite, or Σ has no inverse
     */
    Local at(double[] z) {
        double[] drift = sde.drift(z);
        double[][] inverse = inverse(sde.covariance(z));
        double[] pull = new double[z.length];
        double square = 0;
        for (int a = 0; a < z.length; a++) {
            for (int b = 0; b < z.length; b++) {
                pull[a] += inverse[a][b] * drift[b];
            }
            square += drift[a] * pull[a];
        }
        if (!Double.isFinite(square)) {
            throw new IllegalArgumentException("quasi-potential at " + Support.text(sde.names(), z) + ": drift "
                    + Arrays.toString(drift) + " and Σ " + Arrays.deepToString(sde.covariance(z))
                    + " must be finite, with noise in every direction; choose a smaller box");
        }
        return new Local(pull, inverse, Math.sqrt(Math.max(0, square)));
    }

    /** Not a number where there is none. */
    private static double[][] inverse(double[][] s) {
        if (s.length == 1) {
            return new double[][] {{s[0][0] > 0 ? 1 / s[0][0] : Double.NaN}};
        }
        double product = s[0][0] * s[1][1];
        double determinant = product - s[0][1] * s[1][0];
        double unit = s[0][0] > 0 && determinant > SINGULAR * product ? 1 / determinant : Double.NaN;
        return new double[][] {{s[1][1] * unit, -s[0][1] * unit}, {-s[1][0] * unit, s[0][0] * unit}};
    }

    /**
     * From what steps cost at both ends and in the middle, by Simpson's rule or the trapezoidal one, whichever says more:
     * Simpson's says too little where |b| has a kink, which it has at fixed points, and a link across a saddle would be a
     * bargain.
     */
    static double integral(Local from, Local middle, Local to, double[] e) {
        double ends = from.cost(e) + to.cost(e);
        double half = middle.cost(e);
        return Math.max((ends + 4 * half) / 6, (ends + 2 * half) / 4);
    }

    /** S of a straight piece. */
    double cost(double[] from, double[] to) {
        double[] e = new double[from.length];
        double[] middle = new double[from.length];
        for (int c = 0; c < e.length; c++) {
            e[c] = to[c] - from[c];
            middle[c] = (from[c] + to[c]) / 2;
        }
        return integral(at(from), at(middle), at(to), e);
    }

    /** S of a chain of straight pieces. */
    double cost(double[][] path) {
        double sum = 0;
        for (int i = 1; i < path.length; i++) {
            sum += cost(path[i - 1], path[i]);
        }
        return sum;
    }

    /**
     * A path of less action between the same ends: points move across the path, one after another, where that lowers S, first
     * few, then more.
     *
     * @param path {@code [points][2]}
     * @param box where points may go; its extents are the unit of lengths
     * @return the new path, or the old one if that has no larger action
     */
    double[][] relaxed(double[][] path, Support box) {
        double whole = cost(path);
        if (whole == 0) {
            return path;
        }
        double[] unit = box.high();
        Arrays.setAll(unit, c -> unit[c] - box.low()[c]);
        double[][] string = path;
        for (int points = FEWEST_POINTS; points <= MOST_POINTS; points *= 2) {
            string = resampled(string, points, unit);
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                for (int i = 1; i < points - 1; i++) {
                    shift(string, i, unit, box);
                }
            }
        }
        return cost(string) < whole ? string : path;
    }

    /** Points at equal distances along a path. */
    private static double[][] resampled(double[][] path, int points, double[] unit) {
        double[] length = new double[path.length];
        for (int i = 1; i < path.length; i++) {
            length[i] = length[i - 1]
                    + Math.hypot((path[i][0] - path[i - 1][0]) / unit[0], (path[i][1] - path[i - 1][1]) / unit[1]);
        }
        double[][] even = new double[points][];
        even[0] = path[0];
        int piece = 1;
        for (int k = 1; k < points - 1; k++) {
            double at = length[path.length - 1] * k / (points - 1);
            while (length[piece] < at) {
                piece++;
            }
            double share = (at - length[piece - 1]) / (length[piece] - length[piece - 1]);
            even[k] = along(path[piece - 1], path[piece], share);
        }
        even[points - 1] = path[path.length - 1];
        return even;
    }

    private static double[] along(double[] from, double[] to, double share) {
        double[] z = new double[from.length];
        Arrays.setAll(z, c -> from[c] + share * (to[c] - from[c]));
        return z;
    }

    /** Moves point i across the path to where the parabola through three trials is least. */
    private void shift(double[][] string, int i, double[] unit, Support box) {
        double[] before = string[i - 1];
        double[] after = string[i + 1];
        double[] across = {
            -TRIAL / 2 * unit[0] * (after[1] - before[1]) / unit[1],
            TRIAL / 2 * unit[1] * (after[0] - before[0]) / unit[0]
        };
        double here = cost(before, string[i]) + cost(string[i], after);
        double left = tried(string, i, across, -1, box);
        double right = tried(string, i, across, 1, box);
        double bend = left + right - 2 * here;
        double far = bend > 0 ? (left - right) / (2 * bend) : left < right ? -1 : 1;
        double step = Math.max(-FARTHEST, Math.min(FARTHEST, far));
        if (tried(string, i, across, step, box) < here) {
            string[i] = moved(string[i], across, step);
        }
    }

    private double tried(double[][] string, int i, double[] across, double step, Support box) {
        double[] z = moved(string[i], across, step);
        return box.contains(z) ? cost(string[i - 1], z) + cost(z, string[i + 1]) : Double.POSITIVE_INFINITY;
    }

    private static double[] moved(double[] z, double[] across, double step) {
        return new double[] {z[0] + step * across[0], z[1] + step * across[1]};
    }
}
