package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.macrodyn.figures.Figure;

/** Whether a figure shows anything: its frame, ticks and text are grey; curves, points and bands have a colour. */
final class Drawn {
    private static final int LEAST_PIXELS = 200;
    private static final int COLOURED = 40;

    private Drawn() {}

    static void requireData(Figure figure) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
            int coloured = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    coloured += saturation(image.getRGB(x, y)) > COLOURED ? 1 : 0;
                }
            }
            assertThat(coloured).as("coloured pixels of the figure").isGreaterThan(LEAST_PIXELS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int saturation(int rgb) {
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }
}
