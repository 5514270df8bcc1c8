package org.macrodyn.sde;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

/**
 * Groups of pairs that are trained on, and groups that are held out, by whole configurations: pairs of one configuration share
 * what z does not hold, so that a loss on pairs whose like were trained on is too low.
 *
 * <p>Neighbours with the same z and parameter are one configuration, and so are pairs and their mirror images
 * ({@link MacroPairs#mirrored}). Where neighbours are hardly ever alike, as along a single run, blocks of {@value #BLOCK} pairs
 * stay together.
 *
 * @param held groups held out
 * @param trained the others
 */
record Split(int[] held, int[] trained) {
    private static final int BLOCK = 32;
    /** Configurations that a part of the pairs must hold for blocks to be cut no smaller. */
    private static final int FEWEST_BLOCKS = 20;

    /**
     * Splits.
     *
     * @param pairs all of them
     * @param fraction to be held out; a little less where configurations do not add up to it
     * @param seed seed of the choice
     * @return all groups, each in one of the two lists, in an order that is drawn
     */
    static Split of(MacroPairs pairs, double fraction, long seed) {
        int groups = pairs.size() / pairs.group();
        int[] order = permutation(groups, seed, "sde validation split");
        if (fraction == 0) {
            return new Split(new int[0], order);
        }
        int images = isMirrored(pairs) ? 2 : 1;
        int originals = groups / images;
        int[] starts = starts(pairs, originals);
        boolean[] out = new boolean[originals];
        int left = (int) (fraction * originals);
        for (int next : permutation(starts.length, seed, "sde held out")) {
            int end = next + 1 < starts.length ? starts[next + 1] : originals;
            if (end - starts[next] <= left) {
                left -= end - starts[next];
                Arrays.fill(out, starts[next], end, true);
            }
        }
        return new Split(
                Arrays.stream(order).filter(group -> out[group % originals]).toArray(),
                Arrays.stream(order).filter(group -> !out[group % originals]).toArray());
    }

    /** First groups of the configurations or blocks. */
    private static int[] starts(MacroPairs pairs, int groups) {
        IntArrayList starts = new IntArrayList();
        for (int g = 0; g < groups; g++) {
            if (g == 0 || !pairs.startAlike(g * pairs.group(), (g - 1) * pairs.group())) {
                starts.add(g);
            }
        }
        if (pairs.group() > 1 || 2 * starts.size() <= groups) {
            return starts.toIntArray();
        }
        int block = Math.max(1, Math.min(BLOCK, groups / FEWEST_BLOCKS));
        IntArrayList blocks = new IntArrayList();
        for (int start : starts) {
            if (blocks.isEmpty() || start - blocks.getInt(blocks.size() - 1) >= block) {
                blocks.add(start);
            }
        }
        return blocks.toIntArray();
    }

    /** Whether the second half of the pairs is the first one but for signs. */
    private static boolean isMirrored(MacroPairs pairs) {
        int groups = pairs.size() / pairs.group();
        return groups % 2 == 0 && isMirrored(pairs.z0()) && isMirrored(pairs.dz());
    }

    private static boolean isMirrored(float[] rows) {
        int half = rows.length / 2;
        int i = 0;
        while (i < half && Math.abs(rows[i]) == Math.abs(rows[half + i])) {
            i++;
        }
        return i == half;
    }

    private static int[] permutation(int length, long seed, String stream) {
        int[] permutation = new int[length];
        Arrays.setAll(permutation, i -> i);
        RandomStreams.shuffle(
                length, RandomStreams.stream(seed, stream, 0), (i, j) -> IntArrays.swap(permutation, i, j));
        return permutation;
    }
}
