package org.macrodyn.sde;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.macrodyn.run.Rounding;

/**
 * Least squares on all monomials, up to a total degree, of several variables: the f that minimises Σ w (y − f(x))². Each
 * variable is shifted by its mean and divided by its deviation first, so that units do not matter.
 */
public final class PolynomialRegression {
    private static final int POLL_MASK = 0xfff;

    private final double[] shift;
    private final double[] scale;
    /** Monomial m ≥ 1 is monomial parent[m] times a variable. */
    private final int[] parent;

    private final int[] variable;
    private final double[][] coefficients;
    private final double[] explained;

    /**
     * Fits.
     *
     * @param x {@code [variables][n]}
     * @param y {@code [targets][n]}
     * @param weight {@code [n]} w
     * @param degree largest total degree
     */
    public PolynomialRegression(double[][] x, double[][] y, double[] weight, int degree) {
        shift = Arrays.stream(x)
                .mapToDouble(values -> Arrays.stream(values).average().orElse(0))
                .toArray();
        scale = Arrays.stream(x)
                .mapToDouble(values -> Math.sqrt(Moments.covariance(values, values)))
                .toArray();
        Arrays.setAll(scale, v -> Rounding.varies(scale[v], shift[v]) ? scale[v] : 1);
        IntArrayList parents = new IntArrayList(new int[] {0});
        IntArrayList variables = new IntArrayList(new int[] {0});
        enumerate(parents, variables, x.length, degree);
        parent = parents.toIntArray();
        variable = variables.toIntArray();
        double[][] right = new double[y.length][terms()];
        DecompositionSolver solver = new SingularValueDecomposition(
                        new Array2DRowRealMatrix(normal(x, y, weight, right), false))
                .getSolver();
        coefficients = new double[y.length][];
        explained = new double[y.length];
        for (int target = 0; target < y.length; target++) {
            coefficients[target] =
                    solver.solve(new ArrayRealVector(right[target], false)).toArray();
            for (int m = 0; m < terms(); m++) {
                explained[target] += coefficients[target][m] * right[target][m];
            }
        }
    }

    private static void enumerate(IntArrayList parents, IntArrayList variables, int count, int degree) {
        int from = 0;
        for (int power = 1; power <= degree; power++) {
            int to = parents.size();
            for (int m = from; m < to; m++) {
                for (int v = m == 0 ? 0 : variables.getInt(m); v < count; v++) {
                    parents.add(m);
                    variables.add(v);
                }
            }
            from = to;
        }
    }

    private double[][] normal(double[][] x, double[][] y, double[] weight, double[][] right) {
        int terms = terms();
        double[][] normal = new double[terms][terms];
        double[] monomials = new double[terms];
        for (int i = 0; i < weight.length; i++) {
            if ((i & POLL_MASK) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("regression interrupted; run again");
            }
            monomials(x, i, monomials);
            for (int a = 0; a < terms; a++) {
                double weighted = weight[i] * monomials[a];
                for (int b = 0; b <= a; b++) {
                    normal[a][b] += weighted * monomials[b];
                }
                for (int target = 0; target < y.length; target++) {
                    right[target][a] += weighted * y[target][i];
                }
            }
        }
        for (int a = 0; a < terms; a++) {
            for (int b = 0; b < a; b++) {
                normal[b][a] = normal[a][b];
            }
        }
        return normal;
    }

    private void monomials(double[][] x, int i, double[] out) {
        out[0] = 1;
        for (int m = 1; m < out.length; m++) {
            int v = variable[m];
            out[m] = out[parent[m]] * (x[v][i] - shift[v]) / scale[v];
        }
    }

    /**
     * Number of monomials of so many variables up to a total degree.
     *
     * @param variables how many
     * @param degree largest total degree
     * @return (variables + degree)! / (variables! degree!)
     */
    public static int terms(int variables, int degree) {
        int terms = 1;
        for (int power = 1; power <= degree; power++) {
            terms = terms * (variables + power) / power;
        }
        return terms;
    }

    int terms() {
        return parent.length;
    }

    /** Σ w f² of a target: by how much f lowers Σ w y². */
    double explained(int target) {
        return explained[target];
    }

    /**
     * The fit at many points.
     *
     * @param x {@code [variables][n]}
     * @return {@code [targets][n]} f(x)
     */
    public double[][] at(double[][] x) {
        double[][] values = new double[coefficients.length][x[0].length];
        double[] monomials = new double[terms()];
        for (int i = 0; i < x[0].length; i++) {
            monomials(x, i, monomials);
            for (int target = 0; target < values.length; target++) {
                for (int m = 0; m < monomials.length; m++) {
                    values[target][i] += coefficients[target][m] * monomials[m];
                }
            }
        }
        return values;
    }
}
