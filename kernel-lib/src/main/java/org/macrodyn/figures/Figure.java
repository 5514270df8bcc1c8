package org.macrodyn.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A finished picture of a known size, to be shown in a notebook, saved, or put beside others by {@link Panels}. */
public interface Figure {
    /**
     * The width.
     *
     * @return pixels
     */
    int width();

    /**
     * The height.
     *
     * @return pixels
     */
    int height();

    /**
     * Paints the picture with its upper left corner at the origin.
     *
     * @param graphics where to paint; its state is left as it was
     */
    void paint(Graphics2D graphics);

    /**
     * The picture as pixels, on white.
     *
     * @return {@link #width()} × {@link #height()} pixels
     */
    default BufferedImage image() {
        return image(1);
    }

    /**
     * The figure on white, with more pixels for each of its own.
     *
     * @param density pixels along each side of one of the figure's
     * @return the picture
     */
    default BufferedImage image(int density) {
        BufferedImage image = new BufferedImage(density * width(), density * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(density, density);
            paint(graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /**
     * The picture as a PNG file's content, with a palette.
     *
     * @return bytes of a PNG
     */
    default byte[] png() {
        return Png.of(image());
    }

    /**
     * Saves the picture.
     *
     * @param path a file whose name ends in .png, replaced if it exists; its directory is made if needed
     * @throws IllegalArgumentException if the name ends otherwise: what is written is a PNG
     * @throws UncheckedIOException if it cannot be written
     */
    default void save(Path path) {
        if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException(
                    "figure to " + path + ": is written as a PNG only; give a name that ends in .png");
        }
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.write(path, png());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(path + " cannot be written", unwritable);
        }
    }
}
