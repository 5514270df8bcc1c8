package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
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

    @Test
    void theSamePixelsGiveTheSameBytes() {
        Figure figure = Curves.titled("t")
                .line("a", Palette.OURS, new double[] {0, 1, 2}, new double[] {0, 1, 0})
                .figure();
        assertThat(Png.of(figure.image())).isEqualTo(figure.png());
    }
}
