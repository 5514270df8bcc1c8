package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Products T_{k_1}(x_1) … T_{k_d}(x_d) of Chebyshev polynomials with k_1 + … + k_d ≤ degree, x the data's box mapped to [−1,
 * 1]^d.
 */
final class Basis {
    private static final int MOST_TERMS = 66;
    private static final int DATA_FOR_EACH_TERM = 5;

    private final Support support;
    private final double[] low;
    private final double[] high;
    private final int degree;
    private final List<int[]> powers = new ArrayList<>();

    Basis(Support support, int degree) {
        this.support = support;
        this.degree = degree;
        low = support.low();
        high = support.high();
        extend(new int[low.length], 0, degree);
    }

    private void extend(int[] power, int component, int left) {
        if (component == power.length) {
            powers.add(power.clone());
            return;
        }
        for (int k = 0; k <= left; k++) {
            power[component] = k;
            extend(power, component + 1, left - k);
        }
        power[component] = 0;
    }

    /**
     * The largest degree, up to a given one, for which there are data enough: five states for each term, and in each component
     * more than (degree / 2)² values, beyond which least squares on equidistant points oscillate between them (Dahlquist and
     * Björck, Numerical Methods, 1974, ch. 4).
     */
    static int largest(double[][] z, int[] rows, int most) {
        int d = z[0].length;
        double bound = most;
        for (int c = 0; c < d; c++) {
            int component = c;
            long values = Arrays.stream(rows)
                    .mapToDouble(i -> z[i][component])
                    .distinct()
                    .count();
            bound = Math.min(bound, 2 * Math.sqrt(values - 1.0));
        }
        int degree = 0;
        while (degree + 1 <= bound && terms(d, degree + 1) <= Math.min(MOST_TERMS, rows.length / DATA_FOR_EACH_TERM)) {
            degree++;
        }
        return degree;
    }

    /** (degree + d choose d). */
    private static double terms(int d, int degree) {
        double terms = 1;
        for (int k = 1; k <= d; k++) {
            terms *= (double) (degree + k) / k;
        }
        return terms;
    }

    int degree() {
        return degree;
    }

    int size() {
        return powers.size();
    }

    List<String> names() {
        return support.names();
    }

    /** All products at z, taken to the nearest point of the box. */
    double[] at(double[] z) {
        double[][] single = new double[z.length][degree + 1];
        for (int c = 0; c < z.length; c++) {
            double inside = Math.max(low[c], Math.min(high[c], z[c]));
            chebyshev((2 * inside - low[c] - high[c]) / (high[c] - low[c]), single[c]);
        }
        double[] products = new double[powers.size()];
        for (int k = 0; k < products.length; k++) {
            products[k] = 1;
            for (int c = 0; c < z.length; c++) {
                products[k] *= single[c][powers.get(k)[c]];
            }
        }
        return products;
    }

    private static void chebyshev(double x, double[] values) {
        values[0] = 1;
        if (values.length > 1) {
            values[1] = x;
        }
        for (int k = 2; k < values.length; k++) {
            values[k] = 2 * x * values[k - 1] - values[k - 2];
        }
    }

    double[][] matrix(double[][] z, int[] rows) {
        double[][] matrix = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            matrix[i] = at(z[rows[i]]);
        }
        return matrix;
    }
}
