package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.RandomStreams;

class SelectionTest {
    private static final int P = 8;
    private static final int N = 60;

    /** Correlated columns and a target of three of them. */
    private static double[][] problem(int seed) {
        RandomGenerator random = RandomStreams.stream(seed, "selection", 0);
        double[][] rows = new double[N][P + 1];
        for (double[] row : rows) {
            double common = random.nextGaussian();
            for (int j = 0; j < P; j++) {
                row[j] = common + random.nextGaussian();
            }
            row[P] = row[1] - row[4] + 0.7 * row[6] + random.nextGaussian();
        }
        return rows;
    }

    private static double product(double[][] rows, int a, int b) {
        double sum = 0;
        for (double[] row : rows) {
            sum += row[a] * row[b];
        }
        return sum;
    }

    private static Selection selection(double[][] rows, double variance) {
        double[][] normal = new double[P][P];
        double[] right = new double[P];
        for (int a = 0; a < P; a++) {
            right[a] = product(rows, a, P);
            for (int b = 0; b < P; b++) {
                normal[a][b] = product(rows, a, b);
            }
        }
        return new Selection(normal, right, product(rows, P, P), variance);
    }

    /** I(B) − |B| ln(n₀/0.001) of every subset. */
    @Test
    void findsTheBestOfAllSubsets() {
        for (int seed = 0; seed < 20; seed++) {
            double[][] rows = problem(seed);
            int[] best = new int[0];
            double most = 0;
            for (int subset = 1; subset < 1 << P; subset++) {
                int bits = subset;
                int[] support =
                        IntStream.range(0, P).filter(j -> (bits >> j & 1) == 1).toArray();
                double score = score(rows, support);
                if (score > most) {
                    most = score;
                    best = support;
                }
            }
            assertThat(selection(rows, 1).search()).containsExactly(best);
        }
    }

    /** It ranks what different starts have climbed to. */
    @Test
    void theScoreIsTheCriterion() {
        double[][] rows = problem(3);
        Selection selection = selection(rows, 1);
        int[] found = selection.climb(new int[0]);
        assertThat(found).isNotEmpty();
        assertThat(selection.score()).isCloseTo(score(rows, found), within(1e-9));
    }

    private static double score(double[][] rows, int[] support) {
        RealVector right = right(rows, support);
        double explained = new LUDecomposition(normal(rows, support))
                .getSolver()
                .solve(right)
                .dotProduct(right);
        return explained / 2 - support.length * Math.log(P / 0.001);
    }

    private static RealMatrix normal(double[][] rows, int[] support) {
        RealMatrix normal = new Array2DRowRealMatrix(support.length, support.length);
        for (int a = 0; a < support.length; a++) {
            for (int b = 0; b < support.length; b++) {
                normal.setEntry(a, b, product(rows, support[a], support[b]));
            }
        }
        return normal;
    }

    private static RealVector right(double[][] rows, int[] support) {
        return new ArrayRealVector(
                IntStream.of(support).mapToDouble(j -> product(rows, j, P)).toArray());
    }

    @Test
    void readsCoefficientsAndResidualsOffTheTableau() {
        double[][] rows = problem(1);
        int[] support = {0, 3, 6};
        RealVector exact =
                new LUDecomposition(normal(rows, support)).getSolver().solve(right(rows, support));
        assertThat(selection(rows, 1).coefficients(support))
                .usingComparatorWithPrecision(1e-10)
                .containsExactly(exact.toArray());
        RealMatrix inverse =
                new LUDecomposition(normal(rows, support)).getSolver().getInverse();
        assertThat(Selection.inverse(normal(rows, support).getData())[1])
                .usingComparatorWithPrecision(1e-10)
                .containsExactly(inverse.getRow(1));
        int[] all = IntStream.range(0, P).toArray();
        double explained = new LUDecomposition(normal(rows, all))
                .getSolver()
                .solve(right(rows, all))
                .dotProduct(right(rows, all));
        double[] right = right(rows, all).toArray();
        assertThat(Selection.residual(normal(rows, all).getData(), right, product(rows, P, P)))
                .isCloseTo(product(rows, P, P) - explained, within(1e-9));
    }

    /** A column that is the sum of two others is never taken beside both. */
    @Test
    void takesNoCombinationOfWhatIsTaken() {
        double[][] rows = problem(2);
        for (double[] row : rows) {
            row[2] = row[1] + row[4];
        }
        int[] found = selection(rows, 1e-6).climb(IntStream.range(0, P).toArray());
        assertThat(IntStream.of(found).filter(j -> j == 1 || j == 2 || j == 4).count())
                .isEqualTo(2);
    }
}
