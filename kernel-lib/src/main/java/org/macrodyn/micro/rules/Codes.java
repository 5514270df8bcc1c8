package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A site and its surroundings as one number: {@code state << shift | Σ_s n_s w_s}, where n_s neighbours are in state s.
 *
 * <p>Only states that somebody asks for are counted, w_s = (z + 1)^k for the k-th of them and 0 for the others, so that a
 * neighbour that goes from state s to t adds w_t − w_s. If all are asked for, one of them follows from the rest.
 */
final class Codes {
    private static final int MOST = 1 << 20;

    private final int states;
    private final int degree;
    private final int[] counted;
    /** The state whose number is what the others leave, or −1. */
    private final int implied;

    final int shift;
    /** w_s of each state. Not a copy. */
    final int[] weights;

    Codes(int states, int degree, Collection<Integer> asked) {
        TreeSet<Integer> kept = new TreeSet<>(asked);
        this.states = states;
        this.degree = degree;
        implied = kept.size() == states ? kept.pollFirst() : -1;
        counted = kept.stream().mapToInt(Integer::intValue).toArray();
        weights = new int[states];
        double size = size(states, degree, asked);
        if (size > MOST) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "rates depend on %d of %d states among %d neighbours, a table of %.3g: at most %d; use fewer",
                    asked.size(),
                    states,
                    degree,
                    size,
                    MOST));
        }
        int weight = 1;
        for (int s : counted) {
            weights[s] = weight;
            weight *= degree + 1;
        }
        shift = Integer.SIZE - Integer.numberOfLeadingZeros(weight - 1);
    }

    /** How many codes there would be, or nearly. */
    static double size(int states, int degree, Collection<Integer> asked) {
        return states * Math.pow(degree + 1.0, Math.min(asked.size(), states - 1));
    }

    int size() {
        return states << shift;
    }

    /** Where a site stands among the neighbours of its d-th neighbour. */
    int opposite(int d) {
        return (d + degree / 2) % degree;
    }

    int environments() {
        return 1 << shift;
    }

    /**
     * The numbers of neighbours by state; those of states that are not counted are 0.
     *
     * @param total how many neighbours there are
     * @return whether there is such an environment
     */
    boolean decode(int environment, int total, int[] counts) {
        Arrays.fill(counts, 0);
        int left = total;
        int rest = environment;
        for (int s : counted) {
            counts[s] = rest % (degree + 1);
            rest /= degree + 1;
            left -= counts[s];
        }
        if (implied >= 0 && left >= 0) {
            counts[implied] = left;
        }
        return rest == 0 && left >= 0;
    }

    /** {@code [environments]} from what is around one end of a bond, without the other end, to the index in a table of rates. */
    int[] withoutOne(RateTable table) {
        int[] indices = new int[environments()];
        int[] counts = new int[states];
        for (int environment = 0; environment < indices.length; environment++) {
            indices[environment] = decode(environment, degree - 1, counts) ? table.index(counts) : 0;
        }
        return indices;
    }

    /** The code of a site by its state and the numbers of its neighbours. */
    int of(int state, int[] counts) {
        int environment = 0;
        for (int s : counted) {
            environment += counts[s] * weights[s];
        }
        return state << shift | environment;
    }

    /** The code of a site. */
    int of(byte[] state, int[] neighbours, int site) {
        int environment = 0;
        for (int place = site * degree, end = place + degree; place < end; place++) {
            environment += weights[state[neighbours[place]]];
        }
        return state[site] << shift | environment;
    }
}
