package org.macrodyn.law;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.run.RandomStreams;

/**
 * Which terms of a library a target consists of: the support B that maximises I(B) − |B| ln(n₀/p₀), where I(B) =
 * M_Bᵀ G_BB⁻¹ M_B / 2φ is the log-likelihood that a regression on B gains, G and M the normal equations, φ the variance of
 * the residuals of the whole library, n₀ its size, and p₀ = 0.001 how likely a term too many is let in (the criterion PASTIS:
 * Gerardos and Ronceray, 2025). Greedy: the best single addition, removal or exchange until none helps, from the empty and
 * the full support and from random ones.
 */
final class Selection {
    private static final double SIGNIFICANCE = 1e-3;
    /** What a column must keep of its square beside those chosen, so as not to be a combination of them up to rounding. */
    private static final double INDEPENDENT = 1e-10;

    private static final double ROUNDING = 1e-9;
    private static final int RANDOM_STARTS = 4;
    private static final int RANDOM_TERMS = 4;

    private final double[][] normal;
    private final double[] right;
    private final double square;
    private final double variance;
    private final double penalty;

    /** [G M; Mᵀ yy], swept over the support (Goodnight 1979): coefficients, inverse and what is left of yy are read off. */
    private final double[][] tableau;

    private final boolean[] in;

    /**
     * Of one target.
     *
     * @param normal {@code [p][p]} G of the allowed terms
     * @param right {@code [p]} M
     * @param square yy = Σ w y²
     * @param variance φ
     */
    Selection(double[][] normal, double[] right, double square, double variance) {
        this.normal = normal;
        this.right = right;
        this.square = square;
        this.variance = variance;
        penalty = price(right.length);
        tableau = new double[right.length + 1][right.length + 1];
        in = new boolean[right.length];
    }

    /** ln(n₀/p₀), what a term has to gain. */
    double price() {
        return penalty;
    }

    /** The same for a library of n₀ terms. */
    static double price(int library) {
        return Math.log(library / SIGNIFICANCE);
    }

    /** The share of yy that a term of the support explains beside its others; after {@link #coefficients}. */
    double share(int term) {
        return tableau[term][in.length] * tableau[term][in.length] / tableau[term][term] / square;
    }

    /** What a regression on the whole library leaves of yy. */
    static double residual(double[][] normal, double[] right, double square) {
        Selection all = new Selection(normal, right, square, 1);
        all.start(IntStream.range(0, right.length).toArray());
        return Math.max(0, all.left());
    }

    /** G⁻¹ of terms that are independent. */
    static double[][] inverse(double[][] normal) {
        int p = normal.length;
        Selection all = new Selection(normal, new double[p], 0, 1);
        all.start(IntStream.range(0, p).toArray());
        return Arrays.stream(all.tableau)
                .limit(p)
                .map(row -> Arrays.copyOf(row, p))
                .toArray(double[][]::new);
    }

    /** The best support from many starts, ascending. */
    int[] search() {
        int p = right.length;
        RandomGenerator random = RandomStreams.stream(0, "starts of a selection", 0);
        int[] best = new int[0];
        double most = Double.NEGATIVE_INFINITY;
        for (int start = 0; start < RANDOM_STARTS + 2; start++) {
            int[] from = start == 0
                    ? new int[0]
                    : start == 1
                            ? IntStream.range(0, p).toArray()
                            : random.ints(Math.min(p, RANDOM_TERMS), 0, p)
                                    .distinct()
                                    .toArray();
            int[] found = climb(from);
            if (score() > most + ROUNDING) {
                most = score();
                best = found;
            }
        }
        return best;
    }

    /** All terms but those that are combinations of others, ascending. */
    int[] whole() {
        start(IntStream.range(0, in.length).toArray());
        return support();
    }

    /** The best support from one start, ascending. */
    int[] climb(int[] from) {
        start(from);
        for (int move = 0; move < 100 + 10 * in.length && (move() || exchange()); move++) {}
        return support();
    }

    private int[] support() {
        return IntStream.range(0, in.length).filter(j -> in[j]).toArray();
    }

    /** Coefficients of the regression on a support. */
    double[] coefficients(int[] support) {
        start(support);
        return Arrays.stream(support).mapToDouble(j -> tableau[j][in.length]).toArray();
    }

    private void start(int[] support) {
        int p = right.length;
        for (int i = 0; i < p; i++) {
            System.arraycopy(normal[i], 0, tableau[i], 0, p);
            tableau[i][p] = right[i];
        }
        System.arraycopy(right, 0, tableau[p], 0, p);
        tableau[p][p] = square;
        Arrays.fill(in, false);
        for (int j : support) {
            if (free(j)) {
                sweep(j);
            }
        }
    }

    private double left() {
        return tableau[in.length][in.length];
    }

    /** I(B) − |B| ln(n₀/p₀) of the support. */
    double score() {
        int terms = 0;
        for (boolean chosen : in) {
            terms += chosen ? 1 : 0;
        }
        return (square - left()) / (2 * variance) - penalty * terms;
    }

    /** Whether a term is out, and no combination of those that are in. */
    private boolean free(int j) {
        return !in[j] && tableau[j][j] > INDEPENDENT * normal[j][j];
    }

    /** What the score gains if a term goes in, or out. */
    private double gain(int j) {
        double change = tableau[j][in.length] * tableau[j][in.length] / tableau[j][j] / (2 * variance);
        return in[j] ? penalty - change : free(j) ? change - penalty : Double.NEGATIVE_INFINITY;
    }

    private boolean move() {
        int best = best(-1);
        if (best < 0 || !(gain(best) > ROUNDING)) {
            return false;
        }
        sweep(best);
        return true;
    }

    private int best(int without) {
        int best = -1;
        for (int j = 0; j < in.length; j++) {
            if (j != without && (best < 0 || gain(j) > gain(best))) {
                best = j;
            }
        }
        return best;
    }

    private boolean exchange() {
        for (int j = 0; j < in.length; j++) {
            if (in[j]) {
                double lost = gain(j);
                sweep(j);
                int other = best(j);
                if (other >= 0 && lost + gain(other) > ROUNDING) {
                    sweep(other);
                    return true;
                }
                sweep(j);
            }
        }
        return false;
    }

    /** Takes a term in, or out again: the operation is its own inverse. */
    private void sweep(int k) {
        double pivot = tableau[k][k];
        double[] row = tableau[k];
        for (int j = 0; j < row.length; j++) {
            row[j] /= pivot;
        }
        row[k] = 1 / pivot;
        for (int i = 0; i < tableau.length; i++) {
            double factor = tableau[i][k];
            if (i != k && factor != 0) {
                double[] other = tableau[i];
                for (int j = 0; j < other.length; j++) {
                    other[j] -= factor * row[j];
                }
                other[k] = -factor / pivot;
            }
        }
        in[k] = !in[k];
    }
}
