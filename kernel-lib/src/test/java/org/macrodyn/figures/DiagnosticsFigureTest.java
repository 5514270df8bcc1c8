package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Diffusion;

class DiagnosticsFigureTest {
    private static Diagnostics residuals(List<String> names, double scale) {
        int d = names.size();
        RandomGenerator random = RandomStreams.stream(1, "figure test", 0);
        double[][] u = new double[d][2000];
        for (double[] row : u) {
            java.util.Arrays.setAll(row, i -> scale * random.nextGaussian());
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

    @Test
    void aWiderLawLooksDifferent() {
        assertThat(DiagnosticsFigure.of(residuals(List.of("m"), 1)).png())
                .isNotEqualTo(DiagnosticsFigure.of(residuals(List.of("m"), 4)).png());
    }
}
