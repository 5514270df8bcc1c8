package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;

class ForecastBandsTest {
    private static final List<String> NAMES = List.of("a", "b");

    /** Two runs about a level, apart by twice the spread. */
    private static Trajectories runs(List<String> names, double level, double spread, double step) {
        double[][][] values = new double[2][21][names.size()];
        double[][] times = new double[2][21];
        for (int run = 0; run < 2; run++) {
            for (int k = 0; k < 21; k++) {
                times[run][k] = k * step;
                Arrays.fill(values[run][k], level + (run == 0 ? spread : -spread));
            }
        }
        return new Trajectories(names, times, values);
    }

    private static EnsembleForecast forecast(double... levels) {
        return new EnsembleForecast(
                Arrays.stream(levels)
                        .mapToObj(level -> runs(NAMES, level, 0.5, 1))
                        .toList(),
                0);
    }

    @Test
    void aRowForEachComponent() {
        Figure figure = ForecastBands.of(forecast(1, 2), runs(NAMES, 1, 0.5, 1), "t");
        assertThat(figure.width()).isEqualTo(Style.NOTEBOOK_WIDTH);
        assertThat(figure.height()).isEqualTo(2 * 330);
    }

    /** Inner over outer band: the deeper blue of two pale layers appears if the models differ. */
    @Test
    void theModelsSpreadIsTheInnerBand() {
        Trajectories truth = runs(NAMES, 1, 0.01, 1);
        long agreeing = deep(ForecastBands.of(forecast(1.5, 1.5), truth, "t"));
        long differing = deep(ForecastBands.of(forecast(1.45, 1.55), truth, "t"));
        assertThat(differing).isGreaterThan(2 * agreeing + 1000);
    }

    private static long deep(Figure figure) {
        BufferedImage image = figure.image();
        Color twice = Palette.OURS.pale(2);
        double cover = twice.getAlpha() / 255.0;
        int red = (int) Math.round(255 * (1 - cover) + cover * twice.getRed());
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += Math.abs((image.getRGB(x, y) >> 16 & 0xff) - red) <= 2 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void otherTimesOrComponentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForecastBands.of(forecast(1, 2), runs(NAMES, 1, 0.5, 0.5), "t"))
                .withMessageContaining("truth with 21 times to 10.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForecastBands.of(forecast(1, 2), runs(List.of("a", "c"), 1, 0.5, 1), "t"))
                .withMessageContaining("[a, c]");
    }
}
