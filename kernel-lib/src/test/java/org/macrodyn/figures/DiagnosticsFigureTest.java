package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.DriftCheck;

class DiagnosticsFigureTest {
    private static Diagnostics residuals(List<String> names, double scale) {
        int d = names.size();
        RandomGenerator random = RandomStreams.stream(1, "figure test", 0);
        double[][] u = new double[d][2000];
        for (double[] row : u) {
            Arrays.setAll(row, i -> scale * random.nextGaussian());
        }
        return new Diagnostics(
                names,
                1,
                new double[d],
                new double[d][d],
                new DriftCheck[d],
                new double[d],
                new double[d],
                new double[d],
                u,
                u,
                1,
                Diffusion.FULL,
                Optional.empty());
    }

    /** A row for each component, with the covariance beside them: never wider than a notebook, nor twice as high. */
    @Test
    void aRowForEachComponentFitsANotebook() {
        List<String> names = List.of("m", "e", "closure 1", "closure 2", "closure 3", "closure 4");
        int row = DiagnosticsFigure.of(residuals(names.subList(0, 1), 1)).height();
        for (int d = 1; d <= names.size(); d++) {
            Figure figure = DiagnosticsFigure.of(residuals(names.subList(0, d), 1));
            assertThat(figure.height()).isEqualTo(Math.max(row * d, d > 1 ? 2 * row : row));
            assertThat(figure.width()).isBetween(800, Style.NOTEBOOK_WIDTH);
        }
    }

    /** u = z + 2 ± 3: in the g-th of 12 groups of 100 neighbours the mean is 2 + the mean of z, the deviation 3. */
    @Test
    void residualsAgainstZAreMeansAndDeviationsOfNeighbours() {
        double[] z = new double[1200];
        double[] u = new double[1200];
        for (int i = 0; i < 1200; i++) {
            // 7 has no common divisor with 600: every even number once, in another order, in pairs.
            z[i] = 7 * (i / 2) % 600;
            u[i] = 0.01 * z[i] + 2 + (i % 2 == 0 ? 3 : -3);
        }
        List<Series> series = ((Plot) DiagnosticsFigure.againstState("m", z, u)).series();
        for (int g = 0; g < 12; g++) {
            double middle = 50 * g + 24.5;
            assertThat(series.get(1).x()[g]).isCloseTo(middle, within(1e-9));
            assertThat(series.get(1).y()[g]).isCloseTo(0.01 * middle + 2, within(1e-9));
            // Variance of 50 values 0.01 apart: 0.0001 · (50² − 1)/12, beside 3² of the two signs.
            double deviation = Math.sqrt((9 + 1e-4 * 2499 / 12) * 100 / 99);
            assertThat(series.get(2).y()[g]).isCloseTo(deviation, within(1e-9));
            assertThat(series.get(1).high()[g] - series.get(1).y()[g])
                    .isCloseTo(2 * deviation / Math.sqrt(100), within(1e-9));
        }
    }

    /** What is not a number is in no bin and no group. */
    @Test
    void residualsThatAreNoNumbersAreLeftOut() {
        double[] u = {Double.NaN, 1, -1, Double.POSITIVE_INFINITY};
        List<Series> density = ((Plot) DiagnosticsFigure.histogram("m", u)).series();
        assertThat(Arrays.stream(density.get(0).y()).sum() * 0.2).isCloseTo(0.5, within(1e-12));
        List<Series> groups = ((Plot) DiagnosticsFigure.againstState("m", new double[] {5, 2, 4, 6}, u)).series();
        assertThat(groups.get(1).x()).containsExactly(3);
        assertThat(groups.get(1).y()).containsExactly(0);
    }

    /** 40 bins from −4 to 4: each of width 0.2. */
    @Test
    void theHistogramIsTheDensityOfTheResiduals() {
        double[] u = {0.1, 0.15, -3.95, 1.05, 7};
        Series found = ((Plot) DiagnosticsFigure.histogram("m", u)).series().get(0);
        assertThat(found.x()[20]).isCloseTo(0.1, within(1e-12));
        assertThat(found.y()[20]).isCloseTo(2 / (5 * 0.2), within(1e-12));
        assertThat(found.y()[0]).isCloseTo(1 / (5 * 0.2), within(1e-12));
        assertThat(Arrays.stream(found.y()).sum() * 0.2).isCloseTo(0.8, within(1e-12));
        Series normal = ((Plot) DiagnosticsFigure.histogram("m", u)).series().get(1);
        assertThat(normal.y()[20]).isCloseTo(Math.exp(-0.005) / Math.sqrt(2 * Math.PI), within(1e-12));
    }

    /** Of residuals that are twice too wide: the line of slope 2, to the error of a quantile of 2000 values. */
    @Test
    void quantilesOfAWiderLawLieOnASteeperLine() {
        double[] u = residuals(List.of("m"), 2).residuals()[0];
        Series found = ((Plot) DiagnosticsFigure.quantiles("m", u)).series().get(0);
        for (int i = 0; i < found.x().length; i++) {
            double x = found.x()[i];
            if (Math.abs(x) < 2) {
                double p = new NormalDistribution().cumulativeProbability(x);
                double error = 2 * Math.sqrt(p * (1 - p) / u.length) / new NormalDistribution().density(x);
                assertThat(found.y()[i]).isCloseTo(2 * x, within(4 * error));
            }
        }
    }
}
