package org.macrodyn.figures;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;

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
    private static final int MARGIN_SPINS = 12;
    private static final int BAR_GAP = 16;
    private static final int BAR_WIDTH = 16;
    private static final int BAR_TEXT_GAP = 6;
    private static final int TICK = 5;
    /** Side of the picture of a lattice. */
    private static final int LATTICE = 240;

    private static final int TICK_GAP = 4;
    /** Room for numbers and label of the vertical axis of a matrix, and for those of its bar. */
    private static final int MATRIX_LEFT = 46;

    private static final int MATRIX_RIGHT = 72;
    /** Where the vertical axis' label stands right of the picture's edge. */
    private static final int Y_LABEL = 22;
    /** Closest numbers, in pixels. */
    private static final int CLOSEST = 24;

    private static final Color UP = new Color(0xF2, 0xE8, 0xD5);
    private static final Color DOWN = new Color(0x2B, 0x4C, 0x6F);

    private final String title;
    private final double[][] values;
    private final Axis bar;
    private final boolean spins;
    private String xLabel = "";
    private String yLabel = "";
    private double xStart;
    private double yStart;
    private double xEnd;
    private double yEnd;
    private @Nullable Arrows arrows;
    private final List<Track> tracks = new ArrayList<>();
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
        double[] finite = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .toArray();
        bar = Axis.around(title, Scale.LINEAR, finite.length == 0 ? new double[] {0, 1} : finite, 0);
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
     * @throws IllegalArgumentException if the system is no line or has no such field
     */
    public static HeatMap ofLine(String title, Snapshots<float[]> run, int field) {
        int cells = run.grid().columns();
        if (run.grid().sites() != run.grid().fields() * cells
                || field < 0
                || field >= run.grid().fields()) {
            throw new IllegalArgumentException("field " + field + " of a system of " + run.grid()
                    + " in space and time: must be a line with that field, or use slice");
        }
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
        return slice(title, spins, Grid.square(side), 0, 0);
    }

    /**
     * A configuration, or one layer of it, the first row on top. Spins ±1 are without axes: up light, down dark; rows and
     * columns of other fields are numbered from 1, as the layer in the title is.
     *
     * @param title above the picture, which adds the layer if there are several
     * @param state {@code [n]} of numbers, field by field, layer by layer, row by row
     * @param grid its sites
     * @param field number of the field, 0 ≤ field &lt; fields
     * @param layer number of the layer, 0 ≤ layer &lt; layers
     * @return the picture
     * @throws IllegalArgumentException if the state is another grid's, or it has no such field or layer
     */
    public static HeatMap slice(String title, Object state, Grid grid, int field, int layer) {
        if (Array.getLength(state) != grid.sites()
                || field < 0
                || field >= grid.fields()
                || layer < 0
                || layer >= grid.layers()) {
            throw new IllegalArgumentException("field " + field + ", layer " + layer + " of a state of "
                    + Array.getLength(state) + " values on " + grid + ": must be " + grid.sites()
                    + " values, fields from 0 to " + (grid.fields() - 1) + ", layers from 0 to "
                    + (grid.layers() - 1));
        }
        boolean spins = state instanceof byte[]
                && IntStream.range(0, grid.sites()).allMatch(site -> Math.abs(Array.getByte(state, site)) == 1);
        int first = (field * grid.layers() + layer) * grid.rows() * grid.columns();
        double[][] rows = new double[grid.rows()][grid.columns()];
        for (int i = 0; i < grid.rows() * grid.columns(); i++) {
            int row = i / grid.columns();
            rows[spins ? grid.rows() - 1 - row : row][i % grid.columns()] = Array.getDouble(state, first + i);
        }
        String which = grid.layers() > 1 ? title + ", layer " + (layer + 1) + " of " + grid.layers() : title;
        HeatMap picture = new HeatMap(which, rows, spins).size(LATTICE, LATTICE);
        return spins ? picture : picture.numbered("");
    }

    /**
     * Names the horizontal axis.
     *
     * @param label symbol and unit
     * @param end value at its right end; its left end is 0
     * @return this
     * @throws IllegalArgumentException if the end is 0 or not finite
     */
    public HeatMap x(String label, double end) {
        return x(label, 0, end);
    }

    /**
     * Names the horizontal axis.
     *
     * @param label symbol and unit
     * @param start value at its left end
     * @param end value at its right end
     * @return this
     * @throws IllegalArgumentException if both are the same or one is not finite
     */
    public HeatMap x(String label, double start, double end) {
        requireRange(start, end);
        xLabel = label;
        xStart = start;
        xEnd = end;
        return this;
    }

    /**
     * Names the vertical axis.
     *
     * @param label symbol and unit
     * @param end value at its upper end; its lower end is 0
     * @return this
     * @throws IllegalArgumentException if the end is 0 or not finite
     */
    public HeatMap y(String label, double end) {
        return y(label, 0, end);
    }

    /**
     * Names the vertical axis.
     *
     * @param label symbol and unit
     * @param start value at its lower end
     * @param end value at its upper end
     * @return this
     * @throws IllegalArgumentException if both are the same or one is not finite
     */
    public HeatMap y(String label, double start, double end) {
        requireRange(start, end);
        yLabel = label;
        yStart = start;
        yEnd = end;
        return this;
    }

    private void requireRange(double start, double end) {
        if (start == end || !Double.isFinite(start) || !Double.isFinite(end)) {
            throw new IllegalArgumentException("heat map '" + title + "' with an axis from " + start + " to " + end
                    + ": must be finite and different");
        }
    }

    /**
     * Draws a field of vectors above the colours, about 18 arrows a side, the longest as long as the space for one.
     *
     * @param across {@code [rows][columns]} components to the right, as many as there are values
     * @param up {@code [rows][columns]} components upwards
     * @return this
     * @throws IllegalArgumentException if there are other numbers of rows or columns
     */
    public HeatMap arrows(double[][] across, double[][] up) {
        for (double[][] field : List.of(across, up)) {
            if (field.length != values.length || Arrays.stream(field).anyMatch(row -> row.length != values[0].length)) {
                throw new IllegalArgumentException("arrows on heat map '" + title + "': must be " + values.length
                        + " rows of " + values[0].length);
            }
        }
        arrows = new Arrows(across, up);
        return this;
    }

    /**
     * Draws a line above the colours.
     *
     * @param pen one of {@link Palette}
     * @param points {@code [points][2]} in the units of the axes
     * @return this
     */
    public HeatMap line(Pen pen, double[][] points) {
        tracks.add(new Track(pen, points));
        return this;
    }

    /**
     * Numbers the cells of both axes 1, 2, … at their centres, for a matrix. Row 0 is then on top, as matrices are written.
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
        return left() + plotWidth + right();
    }

    @Override
    public int height() {
        return MARGIN_TOP + plotHeight + (spins ? MARGIN_SPINS : MARGIN_BOTTOM);
    }

    private int left() {
        return spins ? MARGIN_SPINS : numbered ? MATRIX_LEFT : MARGIN_LEFT;
    }

    private int right() {
        return spins ? MARGIN_SPINS : numbered ? MATRIX_RIGHT : MARGIN_RIGHT;
    }

    @Override
    public void paint(Graphics2D graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.translate(left(), MARGIN_TOP);
        g.drawImage(pixels(), 0, 0, null);
        if (arrows != null) {
            arrows.paint(g, plotWidth, plotHeight, plotWidth / (xEnd - xStart), plotHeight / (yEnd - yStart));
        }
        tracks.forEach(track -> track.paint(g, plotWidth, plotHeight, toPixels()));
        g.setColor(Style.FRAME);
        g.drawRect(0, 0, plotWidth, plotHeight);
        g.setColor(Style.INK);
        Text.centred(g, title, Style.TITLE, plotWidth / 2.0, -left(), width() - left(), -12);
        if (!spins) {
            paintAxes(g);
            paintBar(g);
        }
        g.dispose();
    }

    /** From the units of the axes to pixels. */
    private AffineTransform toPixels() {
        double unitX = plotWidth / (xEnd - xStart);
        double unitY = plotHeight / (yEnd - yStart);
        return new AffineTransform(unitX, 0, 0, -unitY, -xStart * unitX, yEnd * unitY);
    }

    private BufferedImage pixels() {
        BufferedImage image = new BufferedImage(plotWidth, plotHeight, BufferedImage.TYPE_INT_RGB);
        for (int py = 0; py < plotHeight; py++) {
            for (int px = 0; px < plotWidth; px++) {
                image.setRGB(
                        px,
                        numbered ? py : plotHeight - 1 - py,
                        color(mean(px, py)).getRGB());
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
        return Palette.viridis(bar.at(value));
    }

    private void paintAxes(Graphics2D g) {
        double right = plotWidth + right();
        for (Tick tick : ticks(values[0].length, xStart, xEnd, plotWidth)) {
            int x = (int) Math.round(tick.at() * (plotWidth - 1));
            g.drawLine(x, plotHeight, x, plotHeight + TICK);
            Text.centred(g, tick.text(), Style.TICKS, x, -left(), right, plotHeight + 20);
        }
        for (Tick tick : ticks(values.length, yStart, yEnd, plotHeight)) {
            int y = (int) Math.round((numbered ? tick.at() : 1 - tick.at()) * (plotHeight - 1));
            g.drawLine(-TICK, y, 0, y);
            Font font = Text.fitting(tick.text(), Style.TICKS, left() - Y_LABEL - TICK - 2 * TICK_GAP);
            Text.paint(g, tick.text(), font, 1, -TICK - TICK_GAP, y + 4);
        }
        Text.centred(g, xLabel, Style.LABEL, plotWidth / 2.0, -left(), right, plotHeight + 42);
        AffineTransform upright = g.getTransform();
        g.rotate(-Math.PI / 2);
        double below = -plotHeight - MARGIN_BOTTOM;
        Text.centred(g, yLabel, Style.LABEL, -plotHeight / 2.0, below, MARGIN_TOP, Y_LABEL - left());
        g.setTransform(upright);
    }

    private List<Tick> ticks(int cells, double start, double end, int pixels) {
        if (!numbered) {
            return List.of(
                    new Tick(0, Digits.plain(start)),
                    new Tick(0.5, Digits.plain(0.5 * (start + end))),
                    new Tick(1, Digits.plain(end)));
        }
        int stride = Math.max(1, (int) Math.ceil((double) CLOSEST * cells / pixels));
        return IntStream.iterate(0, cell -> cell < cells, cell -> cell + stride)
                .mapToObj(cell -> new Tick((cell + 0.5) / cells, Integer.toString(cell + 1)))
                .toList();
    }

    String title() {
        return title;
    }

    List<Tick> barTicks() {
        return bar.ticks(ticks -> (ticks.get(1).at() - ticks.get(0).at()) * plotHeight >= 2 * CLOSEST);
    }

    private void paintBar(Graphics2D g) {
        int left = plotWidth + BAR_GAP;
        for (int y = 0; y < plotHeight; y++) {
            g.setColor(Palette.viridis(1 - (double) y / (plotHeight - 1)));
            g.fillRect(left, y, BAR_WIDTH, 1);
        }
        g.setColor(Style.FRAME);
        g.drawRect(left, 0, BAR_WIDTH, plotHeight);
        g.setColor(Style.INK);
        for (Tick tick : barTicks()) {
            double y = (1 - tick.at()) * (plotHeight - 1);
            double room = right() - BAR_GAP - BAR_WIDTH - 2 * BAR_TEXT_GAP;
            Font font = Text.fitting(tick.text(), Style.TICKS, room);
            double baseline = Math.min(plotHeight, Math.max(9, y + 4));
            Text.paint(g, tick.text(), font, 0, left + BAR_WIDTH + BAR_TEXT_GAP, baseline);
        }
    }
}
