package org.macrodyn.micro.alloy;

import java.util.List;

/**
 * Short-range order of a ternary alloy: δ_ab = P_ab / N_a − Z/3, with P_ab the number of ordered pairs (an a atom, a first
 * neighbour of species b), N_a the number of a atoms, and Z the coordination number.
 *
 * <p>δ_ab is the mean number of b atoms among the first neighbours of an a atom, less its value Z/3 in an equimolar random
 * alloy; it has no unit. Vacancies count neither as atoms nor as neighbours. An instance is a running count: bonds may be
 * added and removed one by one, so that a simulation can follow δ at a cost that does not depend on the number of atoms.
 * A δ_ab without any a atom is 0 − Z/3. Source: arXiv 2511.12842,
 * section on the NbMoTa alloy.
 *
 * <p>Species are 0 for a vacancy and 1, 2, 3 for Nb, Mo, Ta. One thread at a time.
 */
public final class ShortRangeOrder {
    /** The six pairs, in the order of {@link #delta(double[])}; N_a is the count of the first-named species. */
    public static final List<String> PAIRS = List.of("NbNb", "NbMo", "NbTa", "MoMo", "MoTa", "TaTa");

    /** The three pairs that carry all of the order of an equimolar alloy but for its vacancies, see {@link #complete}. */
    public static final List<String> LIKE_PAIRS = List.of("NbNb", "MoMo", "TaTa");

    private static final int KINDS = 4;
    private static final int[] FIRST = {1, 1, 1, 2, 2, 3};
    private static final int[] SECOND = {1, 2, 3, 2, 3, 3};

    private final long[] orderedPairs = new long[KINDS * KINDS];
    private final long[] atoms = new long[KINDS];
    private final double expected;

    /**
     * An empty count of bonds for known atoms.
     *
     * @param species {@code [n]} species of each site, 0 to 3. Not kept.
     * @param coordination number Z of first neighbours of a site
     * @throws IllegalArgumentException if a species is not 0 to 3 or Z is below 1
     */
    public ShortRangeOrder(byte[] species, int coordination) {
        if (coordination < 1) {
            throw new IllegalArgumentException("coordination " + coordination + ": must be at least 1");
        }
        for (byte kind : species) {
            if (kind < 0 || kind >= KINDS) {
                throw new IllegalArgumentException(
                        "species " + kind + ": must be 0 (vacancy), 1 (Nb), 2 (Mo) or 3 (Ta)");
            }
            atoms[kind]++;
        }
        expected = coordination / 3.0;
    }

    /**
     * Counts all bonds of a configuration.
     *
     * @param species {@code [n]} species of each site, 0 to 3. Not modified.
     * @param neighbours {@code [n · coordination]} first neighbours of site 0, then of site 1, and so on; the relation must
     *     be symmetric
     * @param coordination number Z of first neighbours of a site
     * @return the count
     * @throws IllegalArgumentException if the table's length is not n · Z or a species is not 0 to 3
     */
    public static ShortRangeOrder of(byte[] species, int[] neighbours, int coordination) {
        if (neighbours.length != species.length * coordination) {
            throw new IllegalArgumentException("neighbour table of " + neighbours.length + " entries: must be "
                    + species.length + " sites × " + coordination);
        }
        ShortRangeOrder order = new ShortRangeOrder(species, coordination);
        for (int site = 0; site < species.length; site++) {
            for (int k = 0; k < coordination; k++) {
                order.orderedPairs[species[site] * KINDS + species[neighbours[site * coordination + k]]]++;
            }
        }
        return order;
    }

    /**
     * The six order parameters of an equimolar alloy from those of like pairs: every atom has Z neighbours, so the δ of one
     * species add up to −v, v its mean number of vacant neighbours: δ_NbNb + δ_NbMo + δ_NbTa = −v and so on, whence
     * δ_ab = (δ_cc − δ_aa − δ_bb − v) / 2. With the same v for all species this misses the kinds of atoms that happen to sit
     * beside a vacancy, a few 10⁻³ for one vacancy in 1024 sites.
     *
     * @param like {@code [3]} in the order of {@link #LIKE_PAIRS}
     * @param vacantNeighbours v
     * @return {@code [6]} in the order of {@link #PAIRS}
     * @throws IllegalArgumentException if there are not three
     */
    public static double[] complete(double[] like, double vacantNeighbours) {
        if (like.length != LIKE_PAIRS.size()) {
            throw new IllegalArgumentException(like.length + " order parameters: must be 3, those of " + LIKE_PAIRS);
        }
        double nb = like[0];
        double mo = like[1];
        double ta = like[2];
        return new double[] {
            nb,
            (ta - nb - mo - vacantNeighbours) / 2,
            (mo - nb - ta - vacantNeighbours) / 2,
            mo,
            (nb - mo - ta - vacantNeighbours) / 2,
            ta
        };
    }

    /**
     * Adds one bond between two first neighbours, in both orders.
     *
     * @param a species at one end, 0 to 3
     * @param b species at the other end, 0 to 3
     */
    public void addBond(int a, int b) {
        orderedPairs[a * KINDS + b]++;
        orderedPairs[b * KINDS + a]++;
    }

    /**
     * Removes one bond between two first neighbours, in both orders.
     *
     * @param a species at one end, 0 to 3
     * @param b species at the other end, 0 to 3
     */
    public void removeBond(int a, int b) {
        orderedPairs[a * KINDS + b]--;
        orderedPairs[b * KINDS + a]--;
    }

    /**
     * The six order parameters.
     *
     * @param delta {@code [6]}, in the order of {@link #PAIRS}. Overwritten.
     */
    public void delta(double[] delta) {
        for (int i = 0; i < FIRST.length; i++) {
            long count = atoms[FIRST[i]];
            double mean = count == 0 ? 0 : (double) orderedPairs[FIRST[i] * KINDS + SECOND[i]] / count;
            delta[i] = mean - expected;
        }
    }

    /**
     * The six order parameters.
     *
     * @return a new {@code [6]} array, in the order of {@link #PAIRS}
     */
    public double[] delta() {
        double[] delta = new double[PAIRS.size()];
        delta(delta);
        return delta;
    }
}
