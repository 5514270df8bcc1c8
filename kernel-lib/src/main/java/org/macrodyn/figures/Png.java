package org.macrodyn.figures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Pictures as PNG with a palette, less than half the size of one with three bytes a pixel. Colours of large areas are kept
 * exactly. Of the others those become one that differ little: in strips of one colour, as in a colour bar, by no more than 2 of
 * 255 in any channel, or what the {@value #COLOURS} colours of a palette suffice for; elsewhere, at the edges of lines and
 * letters, by no more than {@value #EDGES}. Where these colours do not suffice for that, all are kept.
 */
public final class Png {
    private static final int COLOURS = 256;
    /** Largest difference of a pixel from what it was, in any channel. */
    private static final int EDGES = 12;
    /** The same in strips: the first with which the colours suffice. */
    private static final int[] STRIPS = {2, 4, 8, EDGES};
    /** Pixels of one colour in a row that are a strip. */
    private static final int STRIP = 8;
    /** A colour of at least this part of all pixels is that of an area. */
    private static final double AREA = 1.0 / 512;
    /** Of {@link ImageWriteParam#setCompressionQuality}: slowest and smallest, still without loss. */
    private static final float SMALLEST = 0;
    /** Eight bits a pixel, numbers of colours, the only compression and filtering there are, not interlaced. */
    private static final byte[] INDEXED = {8, 3, 0, 0, 0};

    private Png() {}

    /**
     * A picture as a PNG file's content.
     *
     * @param image the picture; transparency is not kept
     * @return bytes of a PNG, the same for the same pixels
     */
    public static byte[] of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        Set<Integer> strips = strips(pixels);
        for (int tolerance : STRIPS) {
            int[] palette = palette(pixels, colour -> strips.contains(colour) ? tolerance : EDGES);
            if (palette.length <= COLOURS) {
                return indexed(pixels, width, height, palette);
            }
        }
        BufferedImage exact = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        exact.setRGB(0, 0, width, height, pixels, 0, width);
        return encoded(exact);
    }

    private static Set<Integer> strips(int[] pixels) {
        Set<Integer> strips = new HashSet<>();
        int length = 0;
        for (int at = 0; at < pixels.length; at++) {
            length = at > 0 && pixels[at] == pixels[at - 1] ? length + 1 : 1;
            if (length == STRIP) {
                strips.add(pixels[at]);
            }
        }
        return strips;
    }

    /**
     * Colours of which each pixel's is within its tolerance of one, beginning with the most frequent; of equally frequent
     * ones with the lowest number, so that nothing is left to chance. Ends as soon as there are too many.
     */
    private static int[] palette(int[] pixels, IntUnaryOperator tolerance) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Integer> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(Comparator.<Integer>comparingInt(counts::get).reversed().thenComparing(Comparator.naturalOrder()));
        List<Integer> palette = new ArrayList<>();
        for (int i = 0; i < sorted.size() && palette.size() <= COLOURS; i++) {
            int colour = sorted.get(i);
            boolean area = counts.getOrDefault(colour, 0) >= AREA * pixels.length;
            int most = tolerance.applyAsInt(colour);
            if (area || palette.stream().noneMatch(kept -> difference(kept, colour) <= most)) {
                palette.add(colour);
            }
        }
        return palette.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Rows of palette indices without filters: neighbouring numbers are not alike here, and the filters that {@link ImageIO}
     * tries make such a picture larger by a sixth.
     */
    private static byte[] indexed(int[] pixels, int width, int height, int[] palette) {
        byte[] rows = new byte[height * (1 + width)];
        Map<Integer, Integer> known = new HashMap<>();
        for (int at = 0; at < pixels.length; at++) {
            int index = known.computeIfAbsent(pixels[at], colour -> nearest(palette, colour));
            rows[at + at / width + 1] = (byte) index;
        }
        ByteBuffer colours = ByteBuffer.allocate(3 * palette.length);
        Arrays.stream(palette).forEach(c -> colours.put(new byte[] {(byte) (c >> 16), (byte) (c >> 8), (byte) c}));
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(INDEXED);
        return PngChunks.file(
                Map.entry("IHDR", header.array()),
                Map.entry("PLTE", colours.array()),
                Map.entry("IDAT", PngChunks.deflated(rows)),
                Map.entry("IEND", new byte[0]));
    }

    /** By the channel that differs most, then by all channels. */
    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            int closer = Integer.compare(difference(palette[i], colour), difference(palette[best], colour));
            boolean nearer = closer == 0 && squares(palette[i], colour) < squares(palette[best], colour);
            best = closer < 0 || nearer ? i : best;
        }
        return best;
    }

    private static int squares(int a, int b) {
        int red = (a >> 16 & 0xff) - (b >> 16 & 0xff);
        int green = (a >> 8 & 0xff) - (b >> 8 & 0xff);
        int blue = (a & 0xff) - (b & 0xff);
        return red * red + green * green + blue * blue;
    }

    /** Of the channel that differs most. */
    private static int difference(int a, int b) {
        int red = Math.abs((a >> 16 & 0xff) - (b >> 16 & 0xff));
        int green = Math.abs((a >> 8 & 0xff) - (b >> 8 & 0xff));
        int blue = Math.abs((a & 0xff) - (b & 0xff));
        return Math.max(red, Math.max(green, blue));
    }

    private static byte[] encoded(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(SMALLEST);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
