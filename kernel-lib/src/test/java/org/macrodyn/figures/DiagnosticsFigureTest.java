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
                new double[d][d],
                new double[d],
                new double[d],
                new double[d],
                u,
                1,
                Diffusion.FULL,
                Optional.empty());
    }

    @Test
    void severalComponentsHaveTheirCovarianceBelow() {
        Figure one = DiagnosticsFigure.of(residuals(List.of("m"), 1));
        Figure two = DiagnosticsFigure.of(residuals(List.of("m", "e"), 1));
        assertThat(two.height()).isGreaterThan(2 * one.height());
        assertThat(two.width()).isEqualTo(one.width());
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
