package org.macrodyn.micro.spin;

import java.util.Arrays;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * The sites of a region by their class (see {@link IsingRates}), kept up to date flip by flip: the working set of the
 * event samplers for spans long enough to repay building it.
 *
 * <p>Frozen neighbours outside the region enter the classes once and never change. Sites on the region's rim carry the
 * flag {@link #EDGE}, so that all others find their neighbours without a look at the geometry.
 */
final class IsingClasses {
    static final int EDGE = 16;
    static final int CLASS_MASK = EDGE - 1;
    static final int NO_SITE = -1;

    /** {@code [sites]} class and flag, in the region's own numbering. */
    final byte[] codes;

    final int columns;
    private final Region region;
    private final int rows;
    private final boolean rowsWrap;
    private final boolean columnsWrap;

    IsingClasses(byte[] state, Region region) {
        this.region = region;
        rows = region.rows();
        columns = region.columns();
        Grid grid = region.grid();
        rowsWrap = rows == grid.rows();
        columnsWrap = columns == grid.columns();
        codes = new byte[rows * columns];
        for (int y = 0; y < rows; y++) {
            classify(state, y);
        }
    }

    private void classify(byte[] state, int y) {
        Grid grid = region.grid();
        int row = (region.row() + y) % grid.rows();
        boolean rim = y == 0 || y == rows - 1;
        int x = region.column();
        for (int i = 0; i < columns; i++) {
            int edge = rim || i == 0 || i == columns - 1 ? EDGE : 0;
            codes[y * columns + i] = (byte) (classOf(state, grid, row, x) + edge);
            x = x == grid.columns() - 1 ? 0 : x + 1;
        }
    }

    /** The class of a site of the grid. */
    static int classOf(byte[] state, Grid grid, int site) {
        return classOf(state, grid, site / grid.columns(), site % grid.columns());
    }

    /** The class of the site in a row and a column of the grid. */
    static int classOf(byte[] state, Grid grid, int row, int column) {
        int width = grid.columns();
        int here = row * width;
        int above = (row == 0 ? grid.rows() - 1 : row - 1) * width;
        int below = (row == grid.rows() - 1 ? 0 : row + 1) * width;
        int left = column == 0 ? width - 1 : column - 1;
        int right = column == width - 1 ? 0 : column + 1;
        int sum = state[above + column] + state[below + column] + state[here + left] + state[here + right];
        return sum + 4 + ((state[here + column] + 1) >> 1);
    }

    /**
     * How many sites of each class a region has, eight sites at a time where their neighbours do not wrap.
     *
     * @param state {@code [n]} spins. Not modified.
     * @param region the sites that are counted
     * @return {@code [CLASSES]} numbers of sites
     */
    static int[] counts(byte[] state, Region region) {
        Grid grid = region.grid();
        int width = grid.columns();
        int[] counts = new int[CLASS_MASK + 1];
        for (int y = 0; y < region.rows(); y++) {
            int row = (region.row() + y) % grid.rows();
            int here = row * width;
            int above = (row == 0 ? grid.rows() - 1 : row - 1) * width;
            int below = (row == grid.rows() - 1 ? 0 : row + 1) * width;
            int x = region.column();
            for (int left = region.columns(); left > 0; ) {
                if (left >= Long.BYTES && x > 0 && x + Long.BYTES < width) {
                    long neighbours = Spins.up(state, above + x)
                            + Spins.up(state, below + x)
                            + Spins.up(state, here + x - 1)
                            + Spins.up(state, here + x + 1);
                    count(2 * neighbours + Spins.up(state, here + x), counts);
                    x += Long.BYTES;
                    left -= Long.BYTES;
                } else {
                    counts[classOf(state, grid, row, x)]++;
                    x = x == width - 1 ? 0 : x + 1;
                    left--;
                }
            }
        }
        return Arrays.copyOf(counts, IsingRates.CLASSES);
    }

    /** Counts the classes of eight sites, one in each byte. */
    private static void count(long classes, int[] counts) {
        for (long rest = classes, site = 0; site < Long.BYTES; site++, rest >>>= Byte.SIZE) {
            counts[(int) rest & CLASS_MASK]++;
        }
    }

    int sites() {
        return codes.length;
    }

    /** Writes the spins back. */
    void store(byte[] state) {
        byte[] spins = new byte[codes.length];
        for (int site = 0; site < spins.length; site++) {
            spins[site] = (byte) (2 * (codes[site] & 1) - 1);
        }
        region.insert(spins, state);
    }

    /** Flips any site and moves its neighbours inside the region to their new classes. */
    void flip(int site) {
        int change = 2 - 4 * (codes[site] & 1);
        codes[site] ^= 1;
        for (int direction = 0; direction < 4; direction++) {
            int neighbour = neighbour(site, direction);
            if (neighbour != NO_SITE) {
                codes[neighbour] += (byte) change;
            }
        }
    }

    /** The neighbour above, below, left, right (0…3), or {@link #NO_SITE} if it is outside the region. */
    int neighbour(int site, int direction) {
        int last = codes.length - columns;
        return switch (direction) {
            case 0 -> site >= columns ? site - columns : rowsWrap ? site + last : NO_SITE;
            case 1 -> site < last ? site + columns : rowsWrap ? site - last : NO_SITE;
            case 2 -> site % columns != 0 ? site - 1 : columnsWrap ? site + columns - 1 : NO_SITE;
            default -> site % columns != columns - 1 ? site + 1 : columnsWrap ? site - columns + 1 : NO_SITE;
        };
    }

    /** Σ r over the region, the rate of the next event. */
    double totalRate(IsingRates rates) {
        int[] counts = new int[IsingRates.CLASSES];
        for (byte code : codes) {
            counts[code & CLASS_MASK]++;
        }
        double total = 0;
        for (int c = 0; c < counts.length; c++) {
            total += counts[c] * rates.of(c);
        }
        return total;
    }
}
