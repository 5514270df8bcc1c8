package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Landscape;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;

class LawFigureTest {
    /** dx = −x dt, twice with noise of ±0.1, at −5 … 5. */
    private static Law law(int d) {
        float[] z0 = new float[22 * d];
        float[] dz = new float[22 * d];
        float[] dt = new float[22];
        for (int i = 0; i < 22; i++) {
            dt[i] = 1;
            for (int c = 0; c < d; c++) {
                z0[i * d + c] = c == 0 ? i / 2 - 5 : i * i % 7;
                dz[i * d + c] = -z0[i * d + c] + (i % 2 == 0 ? 0.1f : -0.1f);
            }
        }
        List<String> names = d == 1 ? List.of("x") : List.of("x", "y");
        return Law.of(new MacroPairs(names, z0, dz, dt), 1, Terms.polynomials(names, 1));
    }

    @Test
    void drawsDriftAndNoiseOverTheRangeOfTheData() {
        Law law = law(1);
        Figure figure = LawFigure.of(law, LawFigure.Other.of("same", Palette.OURS, law));
        assertThat(figure.width()).isEqualTo(Style.NOTEBOOK_WIDTH);
        List<Plot> plots =
                LawFigure.panels(law, "x", new double[] {0, 1}, new double[][] {{0}, {1}}, new LawFigure.Other[] {
                    new LawFigure.Other("two", Palette.OURS, List.of(law, law))
                });
        assertThat(plots).hasSize(2);
        Series own = plots.get(0).series().stream()
                .filter(series -> series.name().equals("law ± 2 s.e."))
                .findFirst()
                .orElseThrow();
        assertThat(own.y()).containsExactly(law.drift(new double[] {0})[0], law.drift(new double[] {1})[0]);
        assertThat(plots.get(0).series().stream().filter(series -> series.kind() == Series.Kind.BAND))
                .hasSize(2);
        assertThat(plots.get(1).series().get(0).y())
                .containsExactly(law.covariance(new double[] {0})[0][0], law.covariance(new double[] {1})[0][0]);
    }

    @Test
    void hasARowForEachComponent() {
        Law law = law(2);
        double[][] path = {{0, 1}, {1, 0}};
        Figure both = LawFigure.along(law, "time t", new double[] {0, 1}, path);
        assertThat(both.height()).isEqualTo(2 * 320);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LawFigure.of(law))
                .withMessageContaining("needs one component");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LawFigure.along(law, "t", new double[1], path))
                .withMessageContaining("1 values for 2 states");
    }

    @Test
    void drawsLandscapes() {
        Landscape landscape = Landscape.of(law(1), -4, 4);
        Figure figure = LandscapeFigure.of("x", List.of(new LandscapeFigure.Curve("law", Palette.OURS, landscape)));
        assertThat(figure.width()).isEqualTo(Style.NOTEBOOK_WIDTH);
    }

    /** A single arrow to the right, white on dark, half as long on either side of its cell's centre. */
    @Test
    void arrowsPointWhereTheFieldDoes() {
        HeatMap map = HeatMap.of("f", new double[][] {{0}})
                .size(100, 100)
                .x("x", 1, 3)
                .y("y", -1, 1);
        BufferedImage without = map.image();
        BufferedImage with =
                map.arrows(new double[][] {{1}}, new double[][] {{0}}).image();
        int scale = with.getWidth() / map.width();
        int[] row = new int[2];
        for (int x = 0; x < with.getWidth(); x++) {
            for (int y = 0; y < with.getHeight(); y++) {
                if (with.getRGB(x, y) != without.getRGB(x, y)) {
                    row[x > scale * (72 + 50) ? 1 : 0]++;
                }
            }
        }
        assertThat(row[1]).as("the head is on the right").isGreaterThan(row[0]);
        assertThat(row[0]).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.arrows(new double[2][1], new double[1][1]))
                .withMessageContaining("must be 1 rows of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.x("x", 2, 2))
                .withMessageContaining("with an axis from 2.0 to 2.0: must be finite and different");
    }
}
