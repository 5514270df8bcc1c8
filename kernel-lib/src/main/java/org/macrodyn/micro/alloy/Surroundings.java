package org.macrodyn.micro.alloy;

/**
 * Recognises surroundings of a site that come back, by a hash that a jump brings up to date at once (Zobrist): a species at a
 * site is a random word; blocks of 4³ voxels or more hold the exclusive or of the words of all changes since the start; the
 * hash is made of the blocks within reach.
 *
 * <p>Other surroundings of a site, or those of another start, have the same hash with a chance of 2⁻⁶⁴.
 */
final class Surroundings {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final Axis alongX;
    private final Axis alongY;
    private final Axis alongZ;
    private final long[] blocks;
    private final long start;

    /**
     * The surroundings in a configuration, whatever it is, before any change.
     *
     * @param lattice the sites
     * @param start a number of its own for each configuration that is started from
     */
    Surroundings(BccLattice lattice, long start) {
        this.start = mix(start);
        alongZ = new Axis(lattice.grid().columns(), 1);
        alongY = new Axis(lattice.grid().rows(), alongZ.blocks);
        alongX = new Axis(lattice.grid().layers(), alongY.blocks * alongZ.blocks);
        blocks = new long[alongX.blocks * alongY.blocks * alongZ.blocks];
    }

    /**
     * Hears of a site that has another species now.
     *
     * @param x voxel coordinate
     * @param y voxel coordinate
     * @param z voxel coordinate
     * @param before species until now
     * @param after species from now on
     */
    void change(int x, int y, int z, byte before, byte after) {
        long site = place(x, y, z);
        blocks[alongX.block(x) * alongX.stride + alongY.block(y) * alongY.stride + alongZ.block(z)] ^=
                mix(site + before) ^ mix(site + after);
    }

    /**
     * The hash of a site's surroundings.
     *
     * @param x voxel coordinate
     * @param y voxel coordinate
     * @param z voxel coordinate
     * @return of all that lies within reach, and of some that does not
     */
    long around(int x, int y, int z) {
        int xFirst = alongX.block(x);
        int yFirst = alongY.block(y);
        int zFirst = alongZ.block(z);
        long hash = 0;
        for (int i = xFirst; i < xFirst + alongX.near; i++) {
            for (int j = yFirst; j < yFirst + alongY.near; j++) {
                int row = alongX.before[i] + alongY.before[j];
                for (int k = zFirst; k < zFirst + alongZ.near; k++) {
                    hash ^= blocks[row + alongZ.before[k]];
                }
            }
        }
        return mix(hash + mix(start + place(x, y, z)));
    }

    /** A number for each site, with room for its species. */
    private static long place(int x, int y, int z) {
        return (((((long) x << 20) + y) << 20) + z) << 2;
    }

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    private static long mix(long value) {
        long z = (value + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Blocks along an axis: as long as the reach or longer, so that three hold all within reach; one where three are too many.
     */
    private static final class Axis {
        private final int blocks;
        private final int near;
        private final int stride;
        /** Where the block before block b lies, for b from 0 to two beyond the last: before, itself and after. */
        private final int[] before;

        Axis(int cells, int stride) {
            int fitting = 2 * cells / Neighbourhood.REACH;
            blocks = fitting < 3 ? 1 : fitting;
            near = fitting < 3 ? 1 : 3;
            this.stride = stride;
            before = new int[blocks + near - 1];
            for (int b = 0; b < before.length; b++) {
                before[b] = (b + blocks - near / 2) % blocks * stride;
            }
        }

        int block(int voxel) {
            return Math.min(voxel / Neighbourhood.REACH, blocks - 1);
        }
    }
}
