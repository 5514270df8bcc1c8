package org.macrodyn.run;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Independent random streams: stream i of a stage depends only on (seed, stage, i), so the same numbers come out on one
 * thread and on many.
 *
 * <p>Each stream is an L64X128MixRandom generator (JDK; LXM family, Steele and Vigna, OOPSLA 2021) whose seed is a
 * 64-bit mix of the three.
 */
public final class RandomStreams {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private RandomStreams() {}

    /**
     * The stream of one trajectory or one batch.
     *
     * @param seed the experiment's seed
     * @param stage the name of the stage that draws from it
     * @param index number of the trajectory or batch
     * @return a generator of its own, to be used by one thread
     */
    public static RandomGenerator stream(long seed, String stage, long index) {
        long mixed = mix(mix(seed + GOLDEN_GAMMA) + stageHash(stage));
        return FACTORY.create(mix(mixed + GOLDEN_GAMMA * (index + 1)));
    }

    /** FNV-1a, because {@code String.hashCode} has only 32 bits. */
    private static long stageHash(String stage) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < stage.length(); i++) {
            hash = (hash ^ stage.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finaliser of SplitMix64: every input bit reaches every output bit. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
