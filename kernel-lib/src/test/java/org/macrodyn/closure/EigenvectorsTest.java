package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

class EigenvectorsTest {
    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }

    /** Σ x xᵀ of some random vectors; few of them leave most eigenvalues 0. */
    private static double[][] products(int n, int vectors) {
        RandomGenerator random = RandomStreams.stream(n, "products", vectors);
        double[][] matrix = new double[n][n];
        for (int k = 0; k < vectors; k++) {
            double[] x = random.doubles(n, -1, 1).toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] += x[i] * x[j];
                }
            }
        }
        return matrix;
    }

    /** Of a line with free ends: 2 on the diagonal (1 at the ends), −1 beside it. */
    private static double[][] line(int n) {
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n - 1; i++) {
            matrix[i][i]++;
            matrix[i + 1][i + 1]++;
            matrix[i][i + 1] = -1;
            matrix[i + 1][i] = -1;
        }
        return matrix;
    }

    private static double[][] diagonal(double... values) {
        double[][] matrix = new double[values.length][values.length];
        for (int i = 0; i < values.length; i++) {
            matrix[i][i] = values[i];
        }
        return matrix;
    }

    /** Stages on disk were made by Apache Commons Math, and stay what they are. */
    @Test
    void theNumbersAreThoseOfTheLibraryToTheLastBit() {
        for (double[][] matrix : List.of(
                products(1, 3),
                products(2, 5),
                products(9, 30),
                products(40, 200),
                products(64, 7),
                line(33),
                diagonal(1, 1, 1, 1),
                diagonal(0, 0, 0),
                diagonal(2, 5, 3, 5, 1e-20))) {
            int n = matrix.length;
            EigenDecomposition library = new EigenDecomposition(new Array2DRowRealMatrix(matrix));
            double[][] vectors = Eigenvectors.leading(copy(matrix), n, ProgressListener.NONE);
            for (int i = 0; i < n; i++) {
                assertThat(vectors[i]).containsExactly(library.getEigenvector(i).toArray());
            }
            assertThat(Eigenvectors.leading(copy(matrix), 1, ProgressListener.NONE))
                    .isDeepEqualTo(new double[][] {vectors[0]});
        }
    }

    /** cos(πk(i + ½)/n) belongs to 2 − 2cos(πk/n), the largest for k = n − 1. */
    @Test
    void standingWavesOfALine() {
        int n = 24;
        double[][] vectors = Eigenvectors.leading(line(n), 3, ProgressListener.NONE);
        for (int v = 0; v < 3; v++) {
            int k = n - 1 - v;
            double overlap = 0;
            for (int i = 0; i < n; i++) {
                overlap += vectors[v][i] * Math.sqrt(2.0 / n) * Math.cos(Math.PI * k * (i + 0.5) / n);
            }
            assertThat(Math.abs(overlap)).isCloseTo(1, within(1e-12));
        }
    }

    /** Each of the passes tells each column: no more than a hundredth at a time of a matrix of 100 or more. */
    @Test
    void tellsEachColumn() {
        List<Double> shares = new ArrayList<>();
        int n = 120;
        Eigenvectors.leading(products(n, 300), 2, (done, total, note) -> shares.add((double) done / total));
        assertThat(shares).isSorted().hasSizeGreaterThanOrEqualTo(3 * n - 2).endsWith(1.0);
        double before = 0;
        for (double share : shares) {
            assertThat(share - before).isLessThan(0.02);
            before = share;
        }
    }

    @Test
    void stopsAtOnceAndRefusesWhatIsNotFinite() {
        int[] told = {0};
        ProgressListener interrupting = (done, total, note) -> {
            if (++told[0] == 5) {
                Thread.currentThread().interrupt();
            }
        };
        assertThatThrownBy(() -> Eigenvectors.leading(products(30, 60), 1, interrupting))
                .isInstanceOf(CancellationException.class)
                .hasMessage("eigenvectors interrupted, run again");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told[0]).isEqualTo(5);
        assertThatIllegalStateException()
                .isThrownBy(() -> Eigenvectors.leading(diagonal(1, Double.NaN, 2), 1, ProgressListener.NONE))
                .withMessageContaining("3×3 numbers after 30 steps: must be finite");
    }
}
