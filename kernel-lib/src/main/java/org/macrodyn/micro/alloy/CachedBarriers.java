package org.macrodyn.micro.alloy;

import java.util.Arrays;

/**
 * A barrier model that remembers: the eight barriers of each neighbourhood it has seen, keyed on the exact occupation.
 *
 * <p>Each evaluator has a direct-mapped table; the key is the full occupation at two bits a site, compared in full, so the
 * values are exactly those of the model behind. A vacancy at low temperature flickers between few neighbourhoods: with the
 * published network on 1 024 atoms the table answers 99.9 % of the calls at 500 K, 92 % at 800 K, 43 % at 2000 K.
 */
public final class CachedBarriers implements BarrierModel {
    private static final int SITES_PER_WORD = 32;
    private static final int MAX_LOG2 = 24;

    private final BarrierModel model;
    private final int log2Entries;

    /**
     * A cache in front of a model.
     *
     * @param model computes what is not remembered
     * @param log2Entries binary logarithm of the number of entries of each evaluator, 1 to 24; an entry takes about 100
     *     bytes, 20 is right for a long run on 1 024 atoms
     * @throws IllegalArgumentException if the size is out of range
     */
    public CachedBarriers(BarrierModel model, int log2Entries) {
        if (log2Entries < 1 || log2Entries > MAX_LOG2) {
            throw new IllegalArgumentException("cache of 2^" + log2Entries + " entries: the exponent must be 1 to 24");
        }
        this.model = model;
        this.log2Entries = log2Entries;
    }

    @Override
    public int sites() {
        return model.sites();
    }

    @Override
    public Evaluator evaluator() {
        return new Table(model, log2Entries);
    }

    @Override
    public String toString() {
        return model + " with a cache of 2^" + log2Entries;
    }

    private static final class Table implements Evaluator {
        private final Evaluator evaluator;
        private final int words;
        private final int shift;
        private final long[] keys;
        private final double[] values;
        private final long[] key;

        Table(BarrierModel model, int log2Entries) {
            evaluator = model.evaluator();
            words = (model.sites() + SITES_PER_WORD - 1) / SITES_PER_WORD;
            shift = Long.SIZE - log2Entries;
            keys = new long[words << log2Entries];
            values = new double[Neighbourhood.DIRECTIONS << log2Entries];
            key = new long[words];
            // An unused entry has the key of a neighbourhood of vacancies alone, whose barriers are all infinite.
            Arrays.fill(values, Double.POSITIVE_INFINITY);
        }

        @Override
        public void barriers(byte[] types, double[] barriers) {
            int entry = (int) (pack(types) >>> shift);
            int value = entry * Neighbourhood.DIRECTIONS;
            if (matches(entry * words)) {
                System.arraycopy(values, value, barriers, 0, Neighbourhood.DIRECTIONS);
                return;
            }
            evaluator.barriers(types, barriers);
            System.arraycopy(key, 0, keys, entry * words, words);
            System.arraycopy(barriers, 0, values, value, Neighbourhood.DIRECTIONS);
        }

        private boolean matches(int from) {
            for (int w = 0; w < words; w++) {
                if (keys[from + w] != key[w]) {
                    return false;
                }
            }
            return true;
        }

        /** Packs the occupation into the key and returns its hash, whose high bits are the good ones. */
        private long pack(byte[] types) {
            long hash = 0;
            int site = 0;
            for (int w = 0; w < words; w++) {
                long word = 0;
                int end = Math.min(site + SITES_PER_WORD, types.length);
                while (site < end) {
                    word = word << 2 | types[site++];
                }
                key[w] = word;
                hash = (hash ^ word) * 0x9e3779b97f4a7c15L;
                hash ^= hash >>> 29;
            }
            return hash * 0xbf58476d1ce4e5b9L;
        }
    }
}
