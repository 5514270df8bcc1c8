package org.macrodyn.figures;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Pictures as PNG with a palette, a third of the size of one with three bytes a pixel: the {@value #COLOURS} colours that
 * most pixels have; the others, shades at the edges of lines and letters, become the nearest of these.
 */
public final class Png {
    private static final int COLOURS = 256;

    private Png() {}

    /**
     * A picture as a PNG file's content.
     *
     * @param image the picture; transparency is not kept
     * @return bytes of a PNG, the same for the same pixels
     */
    public static byte[] of(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        int[] palette = palette(pixels);
        IndexColorModel colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage indexed =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        WritableRaster raster = indexed.getRaster();
        Map<Integer, Integer> known = new HashMap<>();
        for (int at = 0; at < pixels.length; at++) {
            int index = known.computeIfAbsent(pixels[at], colour -> nearest(palette, colour));
            raster.setSample(at % image.getWidth(), at / image.getWidth(), 0, index);
        }
        return encoded(indexed);
    }

    /** The most frequent colours; of equally frequent ones those of the lowest number, so that nothing is left to chance. */
    private static int[] palette(int[] pixels) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Map.Entry<Integer, Integer>> sorted = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COLOURS)
                .toList();
        return sorted.stream().mapToInt(Map.Entry::getKey).toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            best = distance(palette[i], colour) < distance(palette[best], colour) ? i : best;
        }
        return best;
    }

    private static int distance(int a, int b) {
        int red = (a >> 16 & 0xff) - (b >> 16 & 0xff);
        int green = (a >> 8 & 0xff) - (b >> 8 & 0xff);
        int blue = (a & 0xff) - (b & 0xff);
        return red * red + green * green + blue * blue;
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
