package org.macrodyn.micro.alloy;

import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * A periodic body-centred cubic lattice that stores sites only.
 *
 * <p>Voxel coordinates (x, y, z) count half lattice constants; a site has three even or three odd coordinates. The {@link
 * Grid} has two fields, the even and the odd sublattice, and one cell of 2 × 2 × 2 voxels per place: layers run along x,
 * rows along y, columns along z. The site at (x, y, z) has index ((s · layers + ⌊x/2⌋) · rows + ⌊y/2⌋) · columns + ⌊z/2⌋
 * with s = x mod 2. A cube of n_c cells has 2 n_c³ sites. Immutable.
 */
public final class BccLattice {
    private static final int SPAN = 2 * Neighbourhood.REACH + 1;
    private static final int MIN_CELLS = 3;
    private static final int[] DX = axis(0);
    private static final int[] DY = axis(1);
    private static final int[] DZ = axis(2);

    private final Grid grid;
    private final int[] xTerm;
    private final int[] yTerm;
    private final int[] zTerm;

    /**
     * The lattice on a grid.
     *
     * @param grid two fields and at least 3 cells along each axis
     * @throws IllegalArgumentException if the grid is not such a grid; a smaller box would make a vacancy its own neighbour
     */
    public BccLattice(Grid grid) {
        boolean wide = grid.layers() >= MIN_CELLS && grid.rows() >= MIN_CELLS && grid.columns() >= MIN_CELLS;
        if (grid.fields() != 2 || !wide) {
            throw new IllegalArgumentException(
                    "bcc lattice on a grid of " + grid + ": needs 2 fields and at least 3 cells along each axis");
        }
        this.grid = grid;
        int half = grid.sites() / 2;
        xTerm = terms(grid.layers(), grid.rows() * grid.columns(), 0);
        yTerm = terms(grid.rows(), grid.columns(), 0);
        zTerm = terms(grid.columns(), 1, half);
    }

    /**
     * A cube.
     *
     * @param cells unit cells along each axis, at least 3; the paper's are 8, 16, 32, 64
     * @return the lattice of 2 · cells³ sites
     */
    public static BccLattice cube(int cells) {
        return new BccLattice(new Grid(2, cells, cells, cells));
    }

    private static int[] axis(int axis) {
        int[] shifts = new int[Neighbourhood.ALL_SITES];
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] = Neighbourhood.offset(i)[axis] + Neighbourhood.REACH;
        }
        return shifts;
    }

    /** What each coordinate adds to a site's index, for every voxel and every offset up to the reach. */
    private static int[] terms(int cells, int stride, int oddSublattice) {
        int voxels = 2 * cells;
        int[] terms = new int[voxels * SPAN];
        for (int voxel = 0; voxel < voxels; voxel++) {
            for (int k = 0; k < SPAN; k++) {
                int wrapped = Math.floorMod(voxel + k - Neighbourhood.REACH, voxels);
                terms[voxel * SPAN + k] = wrapped / 2 * stride + wrapped % 2 * oddSublattice;
            }
        }
        return terms;
    }

    /**
     * The grid of the sites.
     *
     * @return two fields, cells along x, y, z as layers, rows, columns
     */
    public Grid grid() {
        return grid;
    }

    /**
     * The number of sites.
     *
     * @return n, the length of a state
     */
    public int sites() {
        return grid.sites();
    }

    /**
     * The index of a site.
     *
     * @param x voxel coordinate, wraps around
     * @param y voxel coordinate of the same parity, wraps around
     * @param z voxel coordinate of the same parity, wraps around
     * @return the index in a state array
     * @throws IllegalArgumentException if the coordinates are not all even or all odd
     */
    public int site(int x, int y, int z) {
        if (((x ^ y) & 1) != 0 || ((y ^ z) & 1) != 0) {
            throw new IllegalArgumentException(
                    "voxel (" + x + ", " + y + ", " + z + "): not a bcc site, use three even or three odd coordinates");
        }
        return siteAt(
                Math.floorMod(x, 2 * grid.layers()),
                Math.floorMod(y, 2 * grid.rows()),
                Math.floorMod(z, 2 * grid.columns()));
    }

    private int siteAt(int x, int y, int z) {
        int centre = Neighbourhood.REACH;
        return xTerm[x * SPAN + centre] + yTerm[y * SPAN + centre] + zTerm[z * SPAN + centre];
    }

    /**
     * The x coordinate of a site.
     *
     * @param site index in a state array
     * @return voxel coordinate
     */
    public int x(int site) {
        int cell = site / (grid.columns() * grid.rows());
        return 2 * (cell % grid.layers()) + sublattice(site);
    }

    /**
     * The y coordinate of a site.
     *
     * @param site index in a state array
     * @return voxel coordinate
     */
    public int y(int site) {
        return 2 * (site / grid.columns() % grid.rows()) + sublattice(site);
    }

    /**
     * The z coordinate of a site.
     *
     * @param site index in a state array
     * @return voxel coordinate
     */
    public int z(int site) {
        return 2 * (site % grid.columns()) + sublattice(site);
    }

    int sublattice(int site) {
        return site < grid.sites() / 2 ? 0 : 1;
    }

    /** A box whose middle cell has the site; it may wrap around. */
    Region around(int site, Grid box) {
        return new Region(
                grid,
                Math.floorMod(x(site) / 2 - box.layers() / 2, grid.layers()),
                Math.floorMod(y(site) / 2 - box.rows() / 2, grid.rows()),
                Math.floorMod(z(site) / 2 - box.columns() / 2, grid.columns()),
                box.layers(),
                box.rows(),
                box.columns());
    }

    /**
     * The first neighbour of a site.
     *
     * @param site index in a state array
     * @param direction 0 to 7, numbered as in {@link Neighbourhood}
     * @return the neighbour's index
     */
    public int neighbour(int site, int direction) {
        return neighbour(x(site), y(site), z(site), Neighbourhood.target(direction));
    }

    int neighbour(int x, int y, int z, int offset) {
        return xTerm[x * SPAN + DX[offset]] + yTerm[y * SPAN + DY[offset]] + zTerm[z * SPAN + DZ[offset]];
    }

    /**
     * Reads the species around a site.
     *
     * @param state {@code [n]}. Not modified.
     * @param site index of the centre
     * @param types {@code [112]} or {@code [144]}, in the order of {@link Neighbourhood}. Overwritten.
     */
    public void neighbourhood(byte[] state, int site, byte[] types) {
        neighbourhood(state, x(site), y(site), z(site), types);
    }

    /** Reads the species around a voxel and says whether there is a vacancy among them. */
    boolean neighbourhood(byte[] state, int x, int y, int z, byte[] types) {
        boolean vacancy = false;
        int xBase = x * SPAN;
        int yBase = y * SPAN;
        int zBase = z * SPAN;
        for (int i = 0; i < types.length; i++) {
            byte type = state[xTerm[xBase + DX[i]] + yTerm[yBase + DY[i]] + zTerm[zBase + DZ[i]]];
            types[i] = type;
            vacancy |= type == Species.VACANCY;
        }
        return vacancy;
    }

    /**
     * Counts the first-neighbour bonds of a configuration: the full-box, periodic δ.
     *
     * @param state {@code [n]}. Not modified.
     * @return the running count
     * @throws IllegalArgumentException if the state has another length or holds something else than species 0 to 3
     */
    public ShortRangeOrder shortRangeOrder(byte[] state) {
        requireState(state);
        ShortRangeOrder order = new ShortRangeOrder(state, Neighbourhood.DIRECTIONS);
        int site = 0;
        for (int x = 0; x < 2 * grid.layers(); x += 2) {
            for (int y = 0; y < 2 * grid.rows(); y += 2) {
                for (int z = 0; z < 2 * grid.columns(); z += 2) {
                    int species = state[site++];
                    for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
                        order.addBond(species, state[neighbour(x, y, z, Neighbourhood.target(d))]);
                    }
                }
            }
        }
        return order;
    }

    /**
     * A (110) plane, rows of one sublattice above rows of the other, along [110] from left to right and [001] upwards.
     *
     * @param state {@code [n]} of a cube. Not modified.
     * @param shades {@code [4]} what stands for a vacancy, Nb, Mo, Ta
     * @return {@code [2 cells][2 cells]} shades; every site is as wide as two columns
     * @throws IllegalArgumentException if the state has another length
     */
    public double[][] plane110(byte[] state, double... shades) {
        requireState(state);
        int voxels = 2 * grid.columns();
        double[][] plane = new double[voxels][voxels];
        for (int z = 0; z < voxels; z++) {
            for (int column = 0; column < voxels; column++) {
                int x = Math.floorMod(column - z % 2, voxels) / 2 * 2 + z % 2;
                plane[z][column] = shades[state[site(x, x, z)]];
            }
        }
        return plane;
    }

    /**
     * The share of a species on the sublattice that has more of it: B2 order parameter, ½ without order and 1 in full order.
     *
     * @param state {@code [n]}. Not modified.
     * @param species 1, 2, 3 for Nb, Mo, Ta
     * @return ½ to 1; NaN without such atoms
     */
    public double sublatticeShare(byte[] state, byte species) {
        requireState(state);
        int[] counts = new int[2];
        for (int site = 0; site < state.length; site++) {
            counts[sublattice(site)] += state[site] == species ? 1 : 0;
        }
        return Math.max(counts[0], counts[1]) / (double) (counts[0] + counts[1]);
    }

    void requireState(byte[] state) {
        if (state.length != grid.sites()) {
            throw new IllegalArgumentException("state of " + state.length + " sites: the lattice has " + grid.sites());
        }
    }
}
