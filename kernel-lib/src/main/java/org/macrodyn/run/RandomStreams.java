package org.macrodyn.run;

import it.unimi.dsi.fastutil.Swapper;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.concurrent.CancellationException;
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
    /** How often a shuffle looks for an interrupt. */
    private static final int POLL_MASK = 0xfffff;

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

    /**
     * Brings values into a random order, each order equally likely (Fisher and Yates).
     *
     * @param length number of values
     * @param random draws the order
     * @param values exchanges two of them
     * @throws CancellationException if the thread is interrupted
     */
    public static void shuffle(int length, RandomGenerator random, Swapper values) {
        for (int i = length - 1; i > 0; i--) {
            if ((i & POLL_MASK) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted; run again to continue");
            }
            values.swap(i, random.nextInt(i + 1));
        }
    }

    /**
     * Deals one value like a card: dealt at the places 0, 1, …, none comes twice before each came once.
     *
     * @param values any. Reordered from the place on.
     * @param place number of values dealt before
     * @param random draws it
     * @return the value, which is at its place now
     */
    public static int deal(int[] values, int place, RandomGenerator random) {
        IntArrays.swap(values, place, place + random.nextInt(values.length - place));
        return values[place];
    }
}
