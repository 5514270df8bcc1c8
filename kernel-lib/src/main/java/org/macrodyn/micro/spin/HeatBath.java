package org.macrodyn.micro.spin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the heat bath says to sites of 64 lattices at once: for each number k of neighbours up a word whose bits are set with
 * probability p_k = 1/(1 + exp(−2 (2k − 4 + h)/T)), independently from lattice to lattice and from site to site. The five words
 * of a site share random numbers, so each lattice may use one of them only.
 *
 * <p>Of p and 1 − p the smaller one is drawn, and equal ones once: three coins for a lattice without field. A coin's first ten
 * binary digits q take ten random words v, from the last digit to the first: B ← B | v where the digit is 1, B ← B &amp; v where
 * it is 0. The rest, δ = (p − q)/(1 − q) in p = q + (1 − q) δ, is rare: bits that are set for it come one by one, at geometric
 * distances with the chance of the largest δ, of which each coin takes its part. So p_k is exact to 2⁻⁵².
 */
final class HeatBath {
    /** Sites that are drawn at once. */
    static final int SITES = RandomWords.COUNT;

    private static final int DIGITS = 10;
    private static final long BITS = (long) SITES * Long.SIZE;
    /** Probabilities that differ by less are one. */
    private static final double SAME = 0x1p-52;
    /** A distance that no simulation goes. */
    private static final long NEVER = 1L << 62;

    /** The source of randomness that was given. */
    final RandomGenerator source;

    private final RandomWords words;
    private final long[] drawn = new long[SITES];
    private final List<Coin> coins = new ArrayList<>();
    /** {@code [5]} which coin is that of k neighbours up. */
    private final Coin[] coinOf = new Coin[5];
    /** {@code [5][SITES]} the words of each k: its coin's bits, or their complement where p_k > 1/2. */
    private final long[][] up = new long[5][];

    private final double largestRest;
    /** Bits to go until the next one that is set for a rest. */
    private long untilRest;

    private int taken;
    private int next = SITES;

    /**
     * A heat bath.
     *
     * @param rates of the lattice
     * @param source all randomness comes from it
     */
    HeatBath(IsingRates rates, RandomGenerator source) {
        this.source = source;
        words = new RandomWords(source);
        for (int k = 0; k < up.length; k++) {
            coinOf[k] = coin(Math.min(rates.up(k), rates.down(k)));
            up[k] = rates.up(k) > rates.down(k) ? new long[SITES] : coinOf[k].bits;
        }
        largestRest = coins.stream().mapToDouble(coin -> coin.rest).max().orElseThrow();
        untilRest = distance();
    }

    private Coin coin(double probability) {
        for (Coin coin : coins) {
            if (Math.abs(coin.probability - probability) <= SAME) {
                return coin;
            }
        }
        coins.add(new Coin(probability));
        return coins.get(coins.size() - 1);
    }

    /**
     * Takes some sites, whatever their places in the lattice.
     *
     * @param wanted how many, at least 1
     * @return how many came, at least 1; their words begin at {@link #taken} in the arrays of {@link #up}
     */
    int take(int wanted) {
        if (next == SITES) {
            draw();
            next = 0;
        }
        taken = next;
        next = Math.min(SITES, next + wanted);
        return next - taken;
    }

    /** Where the words of the sites taken last begin. */
    int taken() {
        return taken;
    }

    /**
     * The words for k neighbours up.
     *
     * @param k 0…4
     * @return {@code [SITES]} always the same array, which {@link #take} overwrites
     */
    long[] up(int k) {
        return up[k];
    }

    private void draw() {
        for (Coin coin : coins) {
            Arrays.fill(coin.bits, 0);
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            words.next(drawn);
            for (Coin coin : coins) {
                coin.toss(digit, drawn);
            }
        }
        addRests();
        for (int k = 0; k < up.length; k++) {
            if (up[k] != coinOf[k].bits) {
                invert(coinOf[k].bits, up[k]);
            }
        }
    }

    private void addRests() {
        for (; untilRest < BITS; untilRest += distance()) {
            double u = source.nextDouble() * largestRest;
            for (Coin coin : coins) {
                coin.addRest(untilRest, u);
            }
        }
        untilRest -= BITS;
    }

    /** To the next of events that happen at each bit with the chance of the largest rest: 1, 2, … */
    private long distance() {
        return largestRest == 0
                ? NEVER
                : 1 + (long) Math.min(NEVER, source.nextExponential() / -Math.log1p(-largestRest));
    }

    private static void invert(long[] bits, long[] inverse) {
        for (int i = 0; i < SITES; i++) {
            inverse[i] = ~bits[i];
        }
    }

    /** A probability up to 1/2, and bits that are set with it. */
    private static final class Coin {
        private final double probability;
        /** q in units of 2⁻¹⁰. */
        private final int digits;
        /** δ. */
        private final double rest;

        private final long[] bits = new long[SITES];

        Coin(double probability) {
            this.probability = probability;
            digits = (int) Math.scalb(probability, DIGITS);
            double q = Math.scalb((double) digits, -DIGITS);
            rest = (probability - q) / (1 - q);
        }

        /** One digit more, the last of them first. */
        void toss(int digit, long[] drawn) {
            int later = digits & ((1 << digit) - 1);
            if ((digits >>> digit & 1) == 1) {
                or(bits, drawn);
            } else if (later != 0) {
                and(bits, drawn);
            }
        }

        void addRest(long bit, double u) {
            if (u < rest) {
                bits[(int) (bit / Long.SIZE)] |= 1L << bit;
            }
        }

        private static void or(long[] bits, long[] drawn) {
            for (int i = 0; i < SITES; i++) {
                bits[i] |= drawn[i];
            }
        }

        private static void and(long[] bits, long[] drawn) {
            for (int i = 0; i < SITES; i++) {
                bits[i] &= drawn[i];
            }
        }
    }
}
