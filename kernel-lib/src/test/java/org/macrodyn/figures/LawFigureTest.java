package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Landscape;
import org.macrodyn.law.Law;
import org.macrodyn.law.QuasiPotential;
import org.macrodyn.law.Terms;
import org.macrodyn.sde.Sde;

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

    /** From the middle to the lower right corner, in the units of the axes; nothing outside the field. */
    @Test
    void linesLieWhereTheirPointsDo() {
        HeatMap map = HeatMap.of("f", new double[][] {{0}})
                .size(100, 100)
                .x("x", 1, 3)
                .y("y", -1, 1);
        BufferedImage without = map.image();
        BufferedImage with = map.line(Palette.BASELINE, new double[][] {{2, 0}, {3, -1}, {9, -7}})
                .image();
        int scale = with.getWidth() / map.width();
        for (int x = 0; x < with.getWidth(); x++) {
            for (int y = 0; y < with.getHeight(); y++) {
                if (with.getRGB(x, y) != without.getRGB(x, y)) {
                    double right = x / (double) scale - 72;
                    double down = y / (double) scale - 36;
                    assertThat(down).isCloseTo(right, within(3.0));
                    assertThat(right).isBetween(47.0, 101.0);
                }
            }
        }
        assertThat(with.getRGB(scale * (72 + 75), scale * (36 + 75)))
                .isEqualTo(Palette.BASELINE.color().getRGB());
    }

    /** The drift points to the attractor, the way out to the border. */
    @Test
    void drawsAQuasiPotential() {
        QuasiPotential potential =
                QuasiPotential.of(new Decay(List.of("x", "y")), new double[] {-2, -2}, new double[] {2, 2}, 10);
        Figure figure = PlaneFigure.of("x", "y", potential, potential.exit());
        BufferedImage with = figure.image();
        BufferedImage without = PlaneFigure.of("x", "y", potential).image();
        int orange = Palette.BASELINE.color().getRGB();
        assertThat(pixels(with, orange)).isGreaterThan(100);
        assertThat(pixels(without, orange)).isZero();
    }

    /** dz = −z dt + dW. */
    private record Decay(List<String> names) implements Sde {
        @Override
        public double[] drift(double[] z) {
            return new double[] {-z[0], -z[1]};
        }

        @Override
        public double[][] covariance(double[] z) {
            return new double[][] {{1, 0}, {0, 1}};
        }
    }

    private static long pixels(BufferedImage image, int colour) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == colour)
                .count();
    }
}
