package org.macrodyn.micro.alloy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * A large lattice seen as K aligned boxes of the size of a small one: boxes in lexicographic order of (x, y, z).
 *
 * <p>Here a large configuration is pasted together from small ones, and here the order parameters of the published code
 * are measured: each box wrapped on itself, so that the seams between boxes do not count. Immutable. Source: arXiv
 * 2511.12842, section on the NbMoTa alloy, hierarchical upsampling, and its published code.
 */
public final class AlignedBoxes {
    private final BccLattice box;
    private final BccLattice large;
    private final int count;

    /**
     * Divides a lattice.
     *
     * @param box the small lattice
     * @param large the large lattice, whose extents are multiples of the small one's
     * @throws IllegalArgumentException if they are not
     */
    public AlignedBoxes(BccLattice box, BccLattice large) {
        Grid inner = box.grid();
        Grid outer = large.grid();
        boolean divides = outer.layers() % inner.layers() == 0
                && outer.rows() % inner.rows() == 0
                && outer.columns() % inner.columns() == 0;
        if (!divides) {
            throw new IllegalArgumentException(
                    "boxes of " + inner + " in " + outer + ": each extent must be a multiple of the box's");
        }
        this.box = box;
        this.large = large;
        count = outer.sites() / inner.sites();
    }

    /**
     * The number of boxes.
     *
     * @return K
     */
    public int count() {
        return count;
    }

    BccLattice box() {
        return box;
    }

    BccLattice large() {
        return large;
    }

    /**
     * One box.
     *
     * @param index 0 to K − 1
     * @return its sites
     */
    public Region region(int index) {
        return large.grid().tile(box.grid(), index);
    }

    /**
     * A window of a box's size half a box further along each axis, so that it straddles the seams; it may wrap around.
     *
     * @param index 0 to K − 1
     * @return its sites
     */
    public Region shifted(int index) {
        Region aligned = region(index);
        Grid inner = box.grid();
        Grid outer = large.grid();
        return at(
                (aligned.layer() + inner.layers() / 2) % outer.layers(),
                (aligned.row() + inner.rows() / 2) % outer.rows(),
                (aligned.column() + inner.columns() / 2) % outer.columns());
    }

    private Region at(int layer, int row, int column) {
        Grid inner = box.grid();
        return new Region(large.grid(), layer, row, column, inner.layers(), inner.rows(), inner.columns());
    }

    /**
     * The site in the middle of a box: on the even sublattice, half a box from its corner.
     *
     * @param index 0 to K − 1
     * @return index in a state of the large lattice
     */
    public int centre(int index) {
        Region half = shifted(index);
        return large.site(2 * half.layer(), 2 * half.row(), 2 * half.column());
    }

    /**
     * Pastes a large configuration together: each box is a random member of the pool, shifted cyclically by random numbers
     * of cells, which keeps the sublattices in place.
     *
     * @param pool small configurations, {@code [n_s]} each. Not modified.
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     * @throws IllegalArgumentException if the pool is empty or a state has another length
     */
    public void tile(List<byte[]> pool, byte[] state, RandomGenerator random) {
        if (pool.isEmpty()) {
            throw new IllegalArgumentException("pool of 0 configurations: needs at least 1");
        }
        large.requireState(state);
        byte[] shifted = new byte[box.sites()];
        for (int index = 0; index < count; index++) {
            byte[] member = pool.get(random.nextInt(pool.size()));
            box.requireState(member);
            box.grid().wholeFromAnywhere(random).extract(member, shifted);
            region(index).insert(shifted, state);
        }
    }

    /**
     * Fills every box with one small configuration, shifted so that its first vacancy lies in the middle cell. The copies
     * fit together without seams, and every box is itself a periodic crystal.
     *
     * @param small configuration with a vacancy, {@code [n_s]}. Not modified.
     * @param state {@code [n]}. Overwritten.
     * @throws IllegalArgumentException if the small configuration has no vacancy, or a state has another length
     */
    public void replicate(byte[] small, byte[] state) {
        large.requireState(state);
        box.requireState(small);
        int[] vacancies = VacancyPlacement.vacancies(small);
        if (vacancies.length == 0) {
            throw new IllegalArgumentException(
                    "small configuration without a vacancy: nothing could move in its copies");
        }
        byte[] shifted = new byte[box.sites()];
        box.around(vacancies[0], box.grid()).extract(small, shifted);
        for (int index = 0; index < count; index++) {
            region(index).insert(shifted, state);
        }
    }

    /** The first cell of a window that has a voxel in its middle cell. */
    /**
     * The mean over the boxes of δ of each box, wrapped on itself and divided by its own numbers of atoms.
     *
     * @param state {@code [n]}. Not modified.
     * @param delta {@code [6]}. Overwritten.
     */
    public void order(byte[] state, double[] delta) {
        large.requireState(state);
        byte[] inner = new byte[box.sites()];
        double[] sum = new double[delta.length];
        for (int index = 0; index < count; index++) {
            region(index).extract(state, inner);
            box.shortRangeOrder(inner).delta(delta);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += delta[i] / count;
            }
        }
        System.arraycopy(sum, 0, delta, 0, sum.length);
    }
}
