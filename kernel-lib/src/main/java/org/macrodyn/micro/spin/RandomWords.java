package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;

/**
 * Random words many at a time: xoshiro256++ generators (Blackman and Vigna, ACM TOMS 47, 2021) side by side, each seeded with
 * 256 bits of a source, so that they are as independent as words of the source.
 *
 * <p>All states lie in one array at fixed distances, which lets the compiler see that they do not overlap and advance several
 * generators with one instruction: a word costs a fifth of one from {@link RandomGenerator#nextLong()}.
 */
final class RandomWords {
    /** Words that come at once. */
    static final int COUNT = 256;

    private static final int SECOND = COUNT;
    private static final int THIRD = 2 * COUNT;
    private static final int FOURTH = 3 * COUNT;
    private static final int RESULT = 4 * COUNT;

    /** Four words of state of each generator, then what it gave last. */
    private final long[] words = new long[5 * COUNT];

    /**
     * Seeds the generators.
     *
     * @param source 1024 words are drawn from it
     */
    RandomWords(RandomGenerator source) {
        for (int i = 0; i < RESULT; i++) {
            words[i] = source.nextLong();
        }
    }

    /**
     * Draws the next words.
     *
     * @param drawn {@code [256]} one of each generator. Overwritten.
     */
    void next(long[] drawn) {
        advance(words);
        System.arraycopy(words, RESULT, drawn, 0, COUNT);
    }

    private static void advance(long[] words) {
        for (int i = 0; i < COUNT; i++) {
            long s0 = words[i];
            long s1 = words[i + SECOND];
            long s2 = words[i + THIRD] ^ s0;
            long s3 = words[i + FOURTH] ^ s1;
            words[i + RESULT] = Long.rotateLeft(s0 + (s3 ^ s1), 23) + s0;
            words[i] = s0 ^ s3;
            words[i + SECOND] = s1 ^ s2;
            words[i + THIRD] = s2 ^ (s1 << 17);
            words[i + FOURTH] = Long.rotateLeft(s3, 45);
        }
    }
}
