package org.macrodyn.sde;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.macrodyn.closure.MacroPairs;

/**
 * Resamples of pairs by whole configurations. Pairs of one configuration share z_t, so that they are no independent
 * observations of it: drawing them one by one would make the spread of what is learnt too small.
 */
final class Bootstrap {
    private final MacroPairs pairs;
    private final int block;

    /**
     * Checks that the pairs can be cut into configurations.
     *
     * @param pairs all of them
     * @param block neighbouring pairs that stay together
     */
    Bootstrap(MacroPairs pairs, int block) {
        if (block < 1 || block % pairs.group() != 0 || pairs.size() % block != 0 || pairs.size() < 2 * block) {
            throw new IllegalArgumentException("pairsOfEach = " + block + ": must be a multiple of the pairs' group, "
                    + pairs.group() + ", and divide their number, " + pairs.size() + ", into two or more");
        }
        this.pairs = pairs;
        this.block = block;
    }

    /**
     * As many configurations as there are, drawn with replacement; copies of one are neighbours, so that {@link Split} sees them.
     */
    MacroPairs resample(RandomGenerator random) {
        int blocks = pairs.size() / block;
        int[] drawn = random.ints(blocks, 0, blocks).sorted().toArray();
        int[] taken = new int[pairs.size()];
        Arrays.setAll(taken, i -> drawn[i / block] * block + i % block);
        return pairs.taken(taken);
    }
}
