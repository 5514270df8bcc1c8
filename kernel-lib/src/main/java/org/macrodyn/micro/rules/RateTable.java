package org.macrodyn.micro.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.macrodyn.store.Fingerprint;

/**
 * A rate for all numbers of neighbours that there can be.
 *
 * <p>A function is asked once for each, and which states it asked for is remembered: only their counts make the index
 * Σ_k n_k (z + 1)^k. For a pair there are two such indices, {@code first · size + second}.
 */
final class RateTable {
    private static final int MOST_CALLS = 1 << 20;
    private static final int MOST_VALUES = 1 << 22;
    private static final int DIGITS_OF_NAME = 8;
    private static final int SHOWN_DIGITS = 4;

    /** The states whose numbers of neighbours matter. Not a copy. */
    final int[] asked;

    private final int base;
    private final int size;
    private final double[] values;
    private final double least;
    private final double largest;

    private RateTable(int[] asked, int base, int size, double[] values) {
        this.asked = asked;
        this.base = base;
        this.size = size;
        this.values = values;
        least = Arrays.stream(values).filter(rate -> rate >= 0).min().orElse(0);
        largest = Arrays.stream(values).filter(rate -> rate >= 0).max().orElse(0);
    }

    /** A rate that depends on nothing. */
    static RateTable constant(String rule, double rate) {
        requireRate(rule, rate, "");
        return new RateTable(new int[0], 1, 1, new double[] {rate});
    }

    /**
     * Asks a function.
     *
     * @param neighbours how many there are to count
     * @param pair whether those of a partner are counted, too
     */
    static RateTable of(
            String rule, List<String> states, int neighbours, boolean pair, ToDoubleFunction<Surroundings> rate) {
        if (rate == null) {
            throw new IllegalArgumentException(
                    "rule '" + rule + "': its rate is null, must be a number or a function, as at -> at.count(…)");
        }
        requireFew(rule, states.size(), neighbours, pair);
        List<int[]> environments = new ArrayList<>();
        compose(new int[states.size()], 0, neighbours, environments);
        List<int[]> partners = pair ? environments : List.of(new int[0]);
        Counts at = new Counts(rule, states, neighbours);
        double[] found = new double[environments.size() * partners.size()];
        int call = 0;
        for (int[] first : environments) {
            for (int[] second : partners) {
                at.set(first, second);
                found[call] = rate.applyAsDouble(at);
                requireRate(rule, found[call], " with neighbours " + at);
                call++;
            }
        }
        return entered(rule, at.asked(), neighbours + 1, environments, partners, found);
    }

    private static RateTable entered(
            String rule, int[] asked, int base, List<int[]> environments, List<int[]> partners, double[] found) {
        boolean pair = partners.size() > 1;
        double size = Math.pow(base, asked.length);
        if ((pair ? size * size : size) > MOST_VALUES) {
            throw tooLarge(rule, pair ? size * size : size, MOST_VALUES);
        }
        RateTable table = new RateTable(asked, base, (int) size, new double[(int) (pair ? size * size : size)]);
        Arrays.fill(table.values, Double.NaN);
        int call = 0;
        for (int[] first : environments) {
            for (int[] second : partners) {
                int place = pair ? table.index(first) * table.size + table.index(second) : table.index(first);
                if (!Double.isNaN(table.values[place]) && table.values[place] != found[call]) {
                    throw new IllegalArgumentException(
                            "rule '" + rule + "': its rate gave " + table.values[place] + " and " + found[call]
                                    + " for the same neighbours; it must depend on at.count and constants alone");
                }
                table.values[place] = found[call++];
            }
        }
        return new RateTable(asked, base, (int) size, table.values);
    }

    /** All ways to deal so many neighbours to the states from s on. */
    private static void compose(int[] counts, int s, int left, List<int[]> into) {
        if (s == counts.length - 1) {
            counts[s] = left;
            into.add(counts.clone());
            return;
        }
        for (int here = 0; here <= left; here++) {
            counts[s] = here;
            compose(counts, s + 1, left - here, into);
        }
    }

    private static void requireFew(String rule, int states, int neighbours, boolean pair) {
        double ways = 1;
        for (int s = 1; s < states; s++) {
            ways *= (neighbours + s) / (double) s;
        }
        if ((pair ? ways * ways : ways) > MOST_CALLS) {
            throw tooLarge(rule, pair ? ways * ways : ways, MOST_CALLS);
        }
    }

    private static IllegalArgumentException tooLarge(String rule, double ways, int most) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "rule '%s': its rate is a table of %.3g numbers of neighbours, at most %d; use fewer states or neighbours",
                rule,
                ways,
                most));
    }

    private static void requireRate(String rule, double rate, String where) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "rule '" + rule + "' has the rate " + rate + where + ": must be finite and at least 0");
        }
    }

    boolean isConstant() {
        return asked.length == 0;
    }

    /** Where the numbers of neighbours by state have their place. */
    int index(int[] counts) {
        int index = 0;
        for (int k = asked.length - 1; k >= 0; k--) {
            index = index * base + counts[asked[k]];
        }
        return index;
    }

    double of(int index) {
        return values[index];
    }

    double ofPair(int first, int second) {
        return values[first * size + second];
    }

    /** The largest rate that one site of a pair may have, the first or the second, its partner's neighbours unknown. */
    double largest(int index, boolean second) {
        int from = second ? index : index * size;
        int stride = second ? size : 1;
        double found = 0;
        for (int i = 0, place = from; i < values.length / size; i++, place += stride) {
            found = values[place] > found ? values[place] : found;
        }
        return found;
    }

    /** The rate, or the range of rates and a name that depends on each of them. */
    @Override
    public String toString() {
        if (least == largest) {
            return Double.toString(largest);
        }
        double[] which = Arrays.stream(asked).asDoubleStream().toArray();
        String name = new Fingerprint().add(which).add(values).text().substring(0, DIGITS_OF_NAME);
        return brief(least) + " to " + brief(largest) + " (table " + name + ")";
    }

    private static String brief(double rate) {
        return new BigDecimal(rate)
                .round(new MathContext(SHOWN_DIGITS))
                .stripTrailingZeros()
                .toString();
    }
}
