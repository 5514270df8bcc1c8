package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.run.RandomStreams;

/** Decisions of the heat bath for 64 lattices at once: their probabilities, and that they are independent. */
class HeatBathTest {
    private final RandomGenerator random = RandomStreams.stream(1, "HeatBathTest", 0);

    /** Each generator gives what the JDK's own xoshiro256++ gives from the same 256 bits. */
    @Test
    void wordsAreThoseOfXoshiro() {
        // No byte is negative: JDK 17 spoils seeds of negative bytes.
        long[] seeds = random.longs(4 * RandomWords.COUNT)
                .map(word -> word & 0x7f7f7f7f7f7f7f7fL)
                .toArray();
        int[] drawn = new int[1];
        RandomWords words = new RandomWords(() -> seeds[drawn[0]++]);
        long[] one = new long[RandomWords.COUNT];
        long[] two = one.clone();
        words.next(one);
        words.next(two);
        for (int i : new int[] {0, 100, RandomWords.COUNT - 1}) {
            ByteBuffer seed = ByteBuffer.allocate(32);
            for (int part = 0; part < 4; part++) {
                seed.putLong(seeds[part * RandomWords.COUNT + i]);
            }
            RandomGenerator known =
                    RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(seed.array());
            assertThat(new long[] {one[i], two[i]}).containsExactly(known.nextLong(), known.nextLong());
        }
    }

    private long[][] draw(IsingRates rates, int sites) {
        HeatBath heat = new HeatBath(rates, random);
        long[][] drawn = new long[5][sites];
        for (int site = 0; site < sites; ) {
            int taken = heat.take(Math.min(100, sites - site));
            for (int k = 0; k < 5; k++) {
                System.arraycopy(heat.up(k), heat.taken(), drawn[k], site, taken);
            }
            site += taken;
        }
        return drawn;
    }

    /** Thirty-two million decisions of each kind: ten binary digits alone would be wrong by up to fifty standard errors. */
    @ParameterizedTest
    @CsvSource({"2.27, 0", "2.25, 0", "1.3, 0", "1e5, 0", "2.27, 0.1", "3, -1.7"})
    void probabilitiesAreThoseOfTheHeatBath(double temperature, double field) {
        int sites = 500_000;
        long[][] drawn = draw(new IsingRates(temperature, field), sites);
        for (int k = 0; k < 5; k++) {
            double p = 1 / (1 + Math.exp(-2 * (2 * k - 4 + field) / temperature));
            double decisions = 64.0 * sites;
            double set = 0;
            for (long word : drawn[k]) {
                set += Long.bitCount(word);
            }
            assertThat(set / decisions)
                    .as("%d up", k)
                    .isEqualTo(p, within(4 * Math.sqrt(p * (1 - p) / decisions) + 1 / decisions));
        }
    }

    /** From lattice to lattice, from site to site, and from one block of sites to the next. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 7", "0, 32", "1, 0", "1, 1", "16, 0", "256, 0", "256, 63", "512, 0"})
    void decisionsAreIndependent(int sitesLater, int replicasOn) {
        int sites = 200_000;
        long[][] drawn = draw(new IsingRates(2.27, 0.1), sites + sitesLater);
        for (int k = 0; k < 5; k++) {
            for (int other = 0; other < 5; other++) {
                double pairs = 64.0 * sites;
                double set = 0;
                for (int site = 0; site < sites; site++) {
                    long later = Long.rotateLeft(drawn[other][site + sitesLater], replicasOn);
                    set += Long.bitCount(drawn[k][site] & later);
                }
                double p = mean(drawn[k]) * mean(drawn[other]);
                assertThat(set / pairs).as("%d and %d up", k, other).isEqualTo(p, within(5 * Math.sqrt(p / pairs)));
            }
        }
    }

    private static double mean(long[] words) {
        return IntStream.range(0, words.length)
                        .mapToLong(i -> Long.bitCount(words[i]))
                        .sum()
                / 64.0
                / words.length;
    }
}
