package org.macrodyn.law;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Where there were data: their box, and in up to two dimensions which of its cells held any, at most {@value #CELLS} in each
 * direction, fewer where an observable takes few values. A model says nothing about a region that it has not seen.
 */
public final class Support {
    private static final int CELLS = 20;
    private static final int DIMENSIONS_WITH_CELLS = 2;
    private static final String VARY = ": must vary; leave the component out, or simulate from other states";

    private final List<String> names;
    private final double[] low;
    private final double[] high;
    /** Cells in each direction. */
    private final int[] cells;

    private final BitSet seen = new BitSet();

    private Support(List<String> names, double[] low, double[] high, int[] cells) {
        this.cells = cells;
        this.names = List.copyOf(names);
        this.low = low.clone();
        this.high = high.clone();
    }

    /**
     * The support of data.
     *
     * @param names of the components
     * @param z {@code [rows][d]} data
     * @return their box and cells
     * @throws IllegalArgumentException if there are none, a value is not finite, or a component is the same in all
     */
    public static Support of(List<String> names, double[][] z) {
        double[] low = new double[names.size()];
        double[] high = new double[names.size()];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < z.length; i++) {
            for (int c = 0; c < low.length; c++) {
                if (!Double.isFinite(z[i][c])) {
                    throw new IllegalArgumentException(names.get(c) + " = " + z[i][c] + " in row " + i
                            + " of the data: must be finite; leave the row out");
                }
                low[c] = Math.min(low[c], z[i][c]);
                high[c] = Math.max(high[c], z[i][c]);
            }
        }
        Support support = new Support(names, low, high, cells(names.size(), z));
        support.requireBox(z.length + " rows of data" + VARY);
        Arrays.stream(z).forEach(row -> support.seen.set(support.cell(row)));
        return support;
    }

    /**
     * A box that is known everywhere.
     *
     * @param names of the components
     * @param low {@code [d]} least values
     * @param high {@code [d]} largest values
     * @return the box
     * @throws IllegalArgumentException if it has no extent in a direction
     */
    public static Support box(List<String> names, double[] low, double[] high) {
        Support support = new Support(names, low, high, cells(names.size(), new double[0][]));
        support.requireBox("a box: the lower corner must lie below the upper one");
        support.seen.set(0, 1);
        return support;
    }

    /** Refuses an empty direction, in the words of what has it and what to do. */
    private void requireBox(String words) {
        for (int c = 0; c < names.size(); c++) {
            if (!(low[c] < high[c])) {
                throw new IllegalArgumentException(
                        names.get(c) + " from " + low[c] + " to " + high[c] + " in " + words);
            }
        }
    }

    /** Where both had data: the common box, in it the cells whose middle both know. */
    Support common(Support other) {
        double[] from = low.clone();
        double[] to = high.clone();
        Arrays.setAll(from, c -> Math.max(low[c], other.low[c]));
        Arrays.setAll(to, c -> Math.min(high[c], other.high[c]));
        int[] coarser = cells.clone();
        Arrays.setAll(coarser, c -> Math.min(cells[c], other.cells[c]));
        Support common = new Support(names, from, to, coarser);
        common.requireBox("the common range of two sets of data" + VARY);
        for (int cell = 0; cell < Arrays.stream(coarser).reduce(1, (a, b) -> a * b); cell++) {
            double[] middle = common.middle(cell);
            common.seen.set(cell, contains(middle) && other.contains(middle));
        }
        return common;
    }

    private double[] middle(int cell) {
        double[] middle = new double[low.length];
        int rest = cell;
        for (int c = low.length - 1; c >= 0; c--) {
            middle[c] = low[c] + (rest % cells[c] + 0.5) * (high[c] - low[c]) / cells[c];
            rest /= cells[c];
        }
        return middle;
    }

    /** One for two values, so that every cell of an observable that takes all its values holds some; no data: one cell. */
    private static int[] cells(int d, double[][] z) {
        int[] cells = new int[d];
        Arrays.fill(cells, 1);
        for (int c = 0; c < d && d <= DIMENSIONS_WITH_CELLS; c++) {
            int component = c;
            long values = Arrays.stream(z)
                    .mapToDouble(row -> row[component])
                    .distinct()
                    .count();
            cells[c] = (int) Math.max(1, Math.min(CELLS, (values - 1) / 2));
        }
        return cells;
    }

    private int cell(double[] z) {
        int cell = 0;
        for (int c = 0; c < cells.length; c++) {
            int place = (int) (cells[c] * (z[c] - low[c]) / (high[c] - low[c]));
            cell = cell * cells[c] + Math.max(0, Math.min(cells[c] - 1, place));
        }
        return cell;
    }

    /**
     * Names of the components.
     *
     * @return d names
     */
    public List<String> names() {
        return names;
    }

    /**
     * The least values.
     *
     * @return {@code [d]}
     */
    public double[] low() {
        return low.clone();
    }

    /**
     * The largest values.
     *
     * @return {@code [d]}
     */
    public double[] high() {
        return high.clone();
    }

    /**
     * Whether there were data around a state.
     *
     * @param z {@code [d]}
     * @return true inside the box in a cell that held data
     */
    public boolean contains(double[] z) {
        return inBox(z) && seen.get(cell(z));
    }

    private boolean inBox(double[] z) {
        double slack = 1e-9;
        for (int c = 0; c < low.length; c++) {
            double room = slack * (high[c] - low[c]);
            if (!(z[c] >= low[c] - room && z[c] <= high[c] + room)) {
                return false;
            }
        }
        return true;
    }

    /** Refuses a state without data around it. */
    void require(double[] z, String what) {
        if (!contains(z)) {
            throw new IllegalArgumentException(what + " " + text(names, z) + ": there are no data around it, "
                    + where(z) + "; learn from configurations that reach it");
        }
    }

    /** Where the data are instead; of one component, from where to where they lack. */
    private String where(double[] z) {
        if (!inBox(z)) {
            return "only within " + this;
        }
        int cell = cell(z);
        int below = seen.previousSetBit(cell);
        int above = seen.nextSetBit(cell);
        if (low.length > 1 || below < 0 || above < 0) {
            return "only elsewhere within " + this;
        }
        double size = (high[0] - low[0]) / cells[0];
        return String.format(
                Locale.ROOT,
                "the nearest are below %s = %.4g and above %.4g",
                names.get(0),
                low[0] + (below + 1) * size,
                low[0] + above * size);
    }

    /** Refuses a way between two values of one component on which a cell holds no data. */
    void requireWay(double from, double to) {
        for (int k = 0; k <= CELLS; k++) {
            require(new double[] {from + (to - from) * k / CELLS}, "passage through");
        }
    }

    /** {@code m = 0.1, e = -1.2}. */
    static String text(List<String> names, double[] z) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < z.length; c++) {
            text.append(c == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%s = %.4g", names.get(c), z[c]));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < low.length; c++) {
            text.append(c == 0 ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%.4g ≤ %s ≤ %.4g", low[c], names.get(c), high[c]));
        }
        return text.toString();
    }
}
