package org.macrodyn.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.rules.Picture;

/** The sites of a lattice, one colour for each state, with the states' names beside them. */
public final class LatticeFigure implements Figure {
    /** Longest side of the lattice, in pixels, where sites are larger than a pixel. */
    private static final int SIDE = 280;

    /** Height of a lattice of one row. */
    private static final int STRIP = 24;

    private static final int MARGIN = 12;
    private static final int TITLE = 36;
    private static final int SWATCH = 14;
    private static final int ROW = 22;
    /** The first state, mostly the empty or resting one, is pale; then colours that also differ without hue. */
    private static final List<Color> COLOURS = List.of(
            new Color(0xF2, 0xE8, 0xD5),
            new Color(0x2B, 0x4C, 0x6F),
            new Color(0xD5, 0x5E, 0x00),
            new Color(0x00, 0x9E, 0x73),
            new Color(0xCC, 0x79, 0xA7),
            new Color(0x56, 0xB4, 0xE9),
            new Color(0xE6, 0x9F, 0x00));

    private final String title;
    private final Picture picture;
    private final int width;
    private final int height;

    private LatticeFigure(Picture picture) {
        Grid grid = picture.grid();
        this.picture = picture;
        this.title = grid.layers() > 1 ? joined(picture) : picture.title();
        int cell = Math.max(1, SIDE / Math.max(grid.rows(), grid.columns()));
        width = cell * grid.columns();
        height = grid.rows() == 1 ? STRIP : cell * grid.rows();
    }

    private static String joined(Picture picture) {
        String layer =
                "layer " + (picture.layer() + 1) + " of " + picture.grid().layers();
        return picture.title().isEmpty() ? layer : picture.title() + ", " + layer;
    }

    /**
     * One layer of a configuration.
     *
     * @param picture the configuration; the layer is added to its title if there are several
     * @return the figure
     */
    public static LatticeFigure of(Picture picture) {
        return new LatticeFigure(picture);
    }

    /**
     * The colour of a state.
     *
     * @param state its number
     * @param states how many there are
     * @return the colour
     */
    static Color colour(int state, int states) {
        return states <= COLOURS.size() ? COLOURS.get(state) : Palette.viridis((double) state / (states - 1));
    }

    @Override
    public int width() {
        double widest = picture.names().stream()
                .mapToDouble(name -> Text.width(name, Style.LABEL))
                .max()
                .orElse(0);
        return 4 * MARGIN + width + SWATCH + (int) Math.ceil(widest);
    }

    @Override
    public int height() {
        return top() + Math.max(height, ROW * picture.names().size()) + MARGIN;
    }

    private int top() {
        return title.isEmpty() ? MARGIN : TITLE;
    }

    @Override
    public void paint(Graphics2D graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.translate(MARGIN, top());
        g.drawImage(sites(), 0, 0, width, height, null);
        g.setColor(Style.FRAME);
        g.drawRect(0, 0, width, height);
        g.setColor(Style.INK);
        Text.centred(g, title, Style.TITLE, width / 2.0, -MARGIN, width() - MARGIN, -MARGIN);
        for (int s = 0; s < picture.names().size(); s++) {
            paintName(g, s);
        }
        g.dispose();
    }

    private void paintName(Graphics2D g, int state) {
        int left = width + MARGIN;
        int above = ROW * state;
        g.setColor(colour(state, picture.names().size()));
        g.fillRect(left, above, SWATCH, SWATCH);
        g.setColor(Style.FRAME);
        g.drawRect(left, above, SWATCH, SWATCH);
        g.setColor(Style.INK);
        Text.paint(g, picture.names().get(state), Style.LABEL, 0, left + SWATCH + MARGIN / 2.0, above + SWATCH - 1);
    }

    /** One pixel for each site. */
    private BufferedImage sites() {
        Grid grid = picture.grid();
        BufferedImage image = new BufferedImage(grid.columns(), grid.rows(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                Color colour = colour(picture.at(row, column), picture.names().size());
                image.setRGB(column, row, colour.getRGB());
            }
        }
        return image;
    }
}
