package org.macrodyn.figures;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.macrodyn.ensemble.Snapshots;

/**
 * A field as colours: space-time pictures with a colour bar, and lattices of spins.
 *
 * <p>Where a pixel covers several cells it shows their mean.
 */
public final class HeatMap implements Figure {
    private static final int MARGIN_TOP = 36;
    private static final int MARGIN_LEFT = 72;
    private static final int MARGIN_RIGHT = 96;
    private static final int MARGIN_BOTTOM = 56;
    private static final int BAR_GAP = 16;
    private static final int BAR_WIDTH = 16;
    private static final int TICK = 5;
    private static final Color UP = new Color(0xF2, 0xE8, 0xD5);
    private static final Color DOWN = new Color(0x2B, 0x4C, 0x6F);

    private final String title;
    private final double[][] values;
    private final double low;
    private final double high;
    private final boolean spins;
    private String xLabel = "";
    private String yLabel = "";
    private double xEnd;
    private double yEnd;
    private boolean numbered;
    private int plotWidth = 280;
    private int plotHeight = 280;

    private HeatMap(String title, double[][] values, boolean spins) {
        if (values.length == 0
                || values[0].length == 0
                || Arrays.stream(values).anyMatch(row -> row.length != values[0].length)) {
            throw new IllegalArgumentException("heat map '" + title + "': must have rows, all of one length above 0");
        }
        this.title = title;
        this.values = values;
        this.spins = spins;
        low = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        high = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        xEnd = values[0].length;
        yEnd = values.length;
    }

    /**
     * A field with a colour bar.
     *
     * @param title above the plot
     * @param values {@code [rows][columns]}, row 0 at the bottom
     * @return the picture, with axes from 0 to the number of columns and rows
     * @throws IllegalArgumentException if it is empty or the rows differ in length
     */
    public static HeatMap of(String title, double[][] values) {
        return new HeatMap(title, values, false);
    }

    /**
     * One field of a system on a line, in space and time.
     *
     * @param title above the plot
     * @param run states one after another
     * @param field number of the field
     * @return the picture, time to the right
     */
    public static HeatMap ofLine(String title, Snapshots<float[]> run, int field) {
        int cells = run.grid().columns();
        double[][] values = new double[cells][run.size()];
        float[] state = new float[run.grid().sites()];
        for (int frame = 0; frame < run.size(); frame++) {
            run.get(frame, state);
            for (int cell = 0; cell < cells; cell++) {
                values[cell][frame] = state[field * cells + cell];
            }
        }
        return of(title, values);
    }

    /**
     * A square lattice of spins, without axes: up light, down dark.
     *
     * @param title above the lattice
     * @param spins {@code [side²]} values ±1, row by row
     * @param side length of a row
     * @return the picture
     * @throws IllegalArgumentException if there are not side² spins
     */
    public static HeatMap lattice(String title, byte[] spins, int side) {
        if (side < 1 || spins.length != side * side) {
            throw new IllegalArgumentException(spins.length + " spins on side " + side + ": must be side²");
        }
        double[][] rows = new double[side][side];
        for (int i = 0; i < spins.length; i++) {
            rows[side - 1 - i / side][i % side] = spins[i];
        }
        return new HeatMap(title, rows, true).size(240, 240);
    }

    /**
     * Names the horizontal axis.
     *
     * @param label symbol and unit
     * @param end value at its right end; its left end is 0
     * @return this
     */
    public HeatMap x(String label, double end) {
        xLabel = label;
        xEnd = end;
        return this;
    }

    /**
     * Names the vertical axis.
     *
     * @param label symbol and unit
     * @param end value at its upper end; its lower end is 0
     * @return this
     */
    public HeatMap y(String label, double end) {
        yLabel = label;
        yEnd = end;
        return this;
    }

    /**
     * Numbers the cells of both axes 1, 2, … at their centres, for a matrix.
     *
     * @param label of both axes
     * @return this
     */
    public HeatMap numbered(String label) {
        xLabel = label;
        yLabel = label;
        numbered = true;
        return this;
    }

    /**
     * Sets the size of the coloured field itself.
     *
     * @param widthPixels width
     * @param heightPixels height
     * @return this
     */
    public HeatMap size(int widthPixels, int heightPixels) {
        plotWidth = widthPixels;
        plotHeight = heightPixels;
        return this;
    }

    @Override
    public int width() {
        return spins ? plotWidth + 24 : MARGIN_LEFT + plotWidth + MARGIN_RIGHT;
    }

    @Override
    public int height() {
        return MARGIN_TOP + plotHeight + (spins ? 12 : MARGIN_BOTTOM);
    }

    @Override
    public void paint(Graphics2D graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.translate(spins ? 12 : MARGIN_LEFT, MARGIN_TOP);
        g.drawImage(pixels(), 0, 0, null);
        g.setColor(Style.FRAME);
        g.drawRect(0, 0, plotWidth - 1, plotHeight - 1);
        g.setColor(Style.INK);
        g.setFont(Style.TITLE);
        centred(g, title, plotWidth / 2.0, -12);
        if (!spins) {
            paintAxes(g);
            paintBar(g);
        }
        g.dispose();
    }

    private BufferedImage pixels() {
        BufferedImage image = new BufferedImage(plotWidth, plotHeight, BufferedImage.TYPE_INT_RGB);
        for (int py = 0; py < plotHeight; py++) {
            for (int px = 0; px < plotWidth; px++) {
                image.setRGB(px, plotHeight - 1 - py, color(mean(px, py)).getRGB());
            }
        }
        return image;
    }

    private double mean(int px, int py) {
        int rows = values.length;
        int columns = values[0].length;
        int top = Math.max((py + 1) * rows / plotHeight, py * rows / plotHeight + 1);
        int right = Math.max((px + 1) * columns / plotWidth, px * columns / plotWidth + 1);
        double sum = 0;
        int count = 0;
        for (int row = py * rows / plotHeight; row < top; row++) {
            for (int column = px * columns / plotWidth; column < right; column++) {
                sum += values[row][column];
                count++;
            }
        }
        return sum / count;
    }

    private Color color(double value) {
        if (Double.isNaN(value)) {
            return Color.WHITE;
        } else if (spins) {
            return value > 0 ? UP : DOWN;
        }
        return Palette.viridis(high > low ? (value - low) / (high - low) : 0.5);
    }

    private void paintAxes(Graphics2D g) {
        g.setFont(Style.TICKS);
        for (double[] tick : ticks(values[0].length, xEnd)) {
            int x = (int) Math.round(tick[0] * (plotWidth - 1));
            g.drawLine(x, plotHeight, x, plotHeight + TICK);
            centred(g, Curves.plain(tick[1]), x, plotHeight + 20);
        }
        for (double[] tick : ticks(values.length, yEnd)) {
            int y = (int) Math.round((1 - tick[0]) * (plotHeight - 1));
            g.drawLine(-TICK, y, 0, y);
            String text = Curves.plain(tick[1]);
            g.drawString(text, -TICK - 4 - g.getFontMetrics().stringWidth(text), y + 4);
        }
        g.setFont(Style.LABEL);
        centred(g, xLabel, plotWidth / 2.0, plotHeight + 42);
        AffineTransform upright = g.getTransform();
        g.rotate(-Math.PI / 2);
        centred(g, yLabel, -plotHeight / 2.0, -50);
        g.setTransform(upright);
    }

    /** Where along an axis, from 0 to 1, and what is written there. */
    private double[][] ticks(int cells, double end) {
        if (!numbered) {
            return new double[][] {{0, 0}, {0.5, 0.5 * end}, {1, end}};
        }
        double[][] ticks = new double[cells][];
        Arrays.setAll(ticks, cell -> new double[] {(cell + 0.5) / cells, cell + 1});
        return ticks;
    }

    private void paintBar(Graphics2D g) {
        int left = plotWidth + BAR_GAP;
        for (int y = 0; y < plotHeight; y++) {
            g.setColor(Palette.viridis(1 - (double) y / (plotHeight - 1)));
            g.drawLine(left, y, left + BAR_WIDTH, y);
        }
        g.setColor(Style.FRAME);
        g.drawRect(left, 0, BAR_WIDTH, plotHeight - 1);
        g.setColor(Style.INK);
        g.setFont(Style.TICKS);
        for (double fraction : new double[] {0, 0.5, 1}) {
            String text = String.format(Locale.ROOT, "%.3g", low + fraction * (high - low))
                    .replace('-', '−');
            int y = (int) Math.round((1 - fraction) * (plotHeight - 1));
            g.drawString(text, left + BAR_WIDTH + 6, Math.min(plotHeight, Math.max(9, y + 4)));
        }
    }

    private static void centred(Graphics2D g, String text, double x, double y) {
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(text, (float) (x - metrics.stringWidth(text) / 2.0), (float) y);
    }
}
