package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void fewColoursAreKeptExactly() throws IOException {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 200; i++) {
            image.setRGB(i % 20, i / 20, new Color(i, 255 - i, i / 2).getRGB());
        }
        BufferedImage again = read(Png.of(image));
        assertThat(again.getColorModel()).isInstanceOf(IndexColorModel.class);
        for (int i = 0; i < 200; i++) {
            assertThat(again.getRGB(i % 20, i / 20)).isEqualTo(image.getRGB(i % 20, i / 20));
        }
    }

    /** 256 colours fill two pixels each; a 257th, one step of blue from one of them, becomes that one. */
    @Test
    void rareColoursBecomeTheNearest() throws IOException {
        BufferedImage image = new BufferedImage(513, 1, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 512; i++) {
            image.setRGB(i, 0, new Color(i / 2, 0, 0).getRGB());
        }
        image.setRGB(512, 0, new Color(77, 0, 1).getRGB());
        BufferedImage again = read(Png.of(image));
        assertThat(new Color(again.getRGB(512, 0))).isEqualTo(new Color(77, 0, 0));
        assertThat(new Color(again.getRGB(154, 0))).isEqualTo(new Color(77, 0, 0));
    }

    /** A whole figure of gradients, curves, a legend and text, at a notebook's density: no pixel is far from what it was. */
    @Test
    void gradientsBesideCurvesAndTextKeepTheirColours() throws IOException {
        double[][] values = new double[60][80];
        double[] x = new double[80];
        for (int i = 0; i < 60 * 80; i++) {
            int row = i / 80;
            values[row][i % 80] = Math.sin(0.002 * row * (i % 80)) + 0.01 * (i % 7);
            x[i % 80] = i % 80;
        }
        Figure curves = Curves.titled("Curves")
                .band(Palette.OURS, x, values[5], values[9])
                .line("ours", Palette.OURS, x, values[5])
                .line("baseline", Palette.BASELINE, x, values[40])
                .line("exact", Palette.EXACT, x, values[20])
                .size(400, 300)
                .figure();
        Figure both = Panels.row(HeatMap.of("Field", values).x("time t", 1).y("x", 1), curves);
        BufferedImage image = new BufferedImage(2 * both.width(), 2 * both.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(2, 2);
        both.paint(graphics);
        graphics.dispose();
        BufferedImage again = read(Png.of(image));
        assertThat(again.getColorModel()).isInstanceOf(IndexColorModel.class);
        assertThat(largestDifference(again, image)).isBetween(1, 12);
        // The colour bar, but for its frame: once blue instead of green in the middle.
        int bar = 2 * (72 + 280 + 16 + 8);
        for (int row = 2; row < 278; row++) {
            Color expected = Palette.viridis(1 - row / 279.0);
            assertThat(difference(again.getRGB(bar, 2 * (36 + row)), expected.getRGB()))
                    .isLessThanOrEqualTo(4);
        }
    }

    /** 12³ shades as far apart as 23 of 255 have no palette: all are kept. */
    @Test
    void coloursThatNoPaletteHoldsAreAllKept() throws IOException {
        BufferedImage image = new BufferedImage(144, 12, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12 * 144; i++) {
            Color colour = new Color(23 * (i % 12), 23 * (i / 12 % 12), 23 * (i / 144));
            image.setRGB(i % 144, i / 144, colour.getRGB());
        }
        BufferedImage again = read(Png.of(image));
        assertThat(largestDifference(again, image)).isZero();
    }

    private static int largestDifference(BufferedImage a, BufferedImage b) {
        int largest = 0;
        for (int i = 0; i < a.getWidth() * a.getHeight(); i++) {
            int at = i % a.getWidth();
            largest = Math.max(largest, difference(a.getRGB(at, i / a.getWidth()), b.getRGB(at, i / a.getWidth())));
        }
        return largest;
    }

    private static int difference(int first, int second) {
        Color a = new Color(first);
        Color b = new Color(second);
        int redGreen = Math.max(Math.abs(a.getRed() - b.getRed()), Math.abs(a.getGreen() - b.getGreen()));
        return Math.max(redGreen, Math.abs(a.getBlue() - b.getBlue()));
    }

    @Test
    void theSamePixelsGiveTheSameBytes() {
        Figure figure = Curves.titled("t")
                .line("a", Palette.OURS, new double[] {0, 1, 2}, new double[] {0, 1, 0})
                .figure();
        assertThat(Png.of(figure.image())).isEqualTo(figure.png());
    }
}
