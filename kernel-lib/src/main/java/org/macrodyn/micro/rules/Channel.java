package org.macrodyn.micro.rules;

import java.util.stream.IntStream;

/**
 * One way in which a site in a given state takes part in an event: it alone changes, or one of its neighbours has a part in
 * it.
 *
 * <p>An event that changes both ends of a bond is a channel of either end, with half its rate: so the events of a region are
 * those of its sites, and a bond across the region's edge counts by half.
 */
final class Channel {
    static final int NOBODY = -1;

    final int self;
    final int after;
    /** State of the neighbour that is to be found for the event, or {@link #NOBODY}. */
    final int partner;

    final int partnerAfter;
    /** Which of the neighbours the partner has to be, or {@link Reaction#EITHER_WAY}. */
    final int direction;

    private final Reaction rule;
    /** Whether the rule names the partner first. */
    private final boolean swapped;
    /** The state of the other end of the bond, which may be no more than a number that the rate depends on. */
    private final int other;
    /** What a neighbour in that state adds to an environment. */
    private final int weight;
    /** The factor that makes the rate of a bond the rate of one of its ends. */
    private final double share;
    /** {@code [environments]} from what is around an end, without the other end, to the index in the table of rates. */
    private final int[] index;
    /** {@code [environments]} the largest rate of each, whatever is around the partner. */
    private final double[] bounds;

    /**
     * The part of one end of a rule that changes it.
     *
     * @param end 0 for the site that the rule names first
     */
    Channel(Reaction rule, int end, Codes codes) {
        this.rule = rule;
        boolean bounded = rule.isPair() && !rule.rate().isConstant();
        boolean together = rule.changesBoth() || bounded || rule.isDirected();
        self = rule.before()[end];
        after = rule.after()[end];
        swapped = end == 1;
        other = rule.isPair() ? rule.before()[1 - end] : NOBODY;
        partner = together ? other : NOBODY;
        partnerAfter = together ? rule.after()[1 - end] : NOBODY;
        weight = rule.isPair() ? codes.weights[other] : 0;
        direction = end == 0 || !rule.isDirected() ? rule.direction() : codes.opposite(rule.direction());
        // Two equal ends are both first and both second, unless a direction tells them apart.
        share = (rule.changesBoth() ? 0.5 : 1) * (other == self && !rule.isDirected() ? 0.5 : 1);
        index = bounded ? codes.withoutOne(rule.rate()) : new int[0];
        bounds = IntStream.of(index)
                .mapToDouble(here -> rule.rate().largest(here, swapped))
                .toArray();
    }

    /** Whether the rate depends on what is around the partner. */
    boolean isBounded() {
        return index.length > 0;
    }

    /** Whether the site's part in the rate is an upper bound, by what is around the partner or by where it is. */
    boolean mayFail() {
        return isBounded() || direction != Reaction.EITHER_WAY;
    }

    /** Whether the d-th neighbour, in a state, can be the partner. */
    boolean takes(int d, int state) {
        return state == partner && (direction == Reaction.EITHER_WAY || direction == d);
    }

    /** The rate of all events of a site, or its bound. */
    double total(int environment, int[] counts) {
        if (!rule.isPair()) {
            return rule.rate().of(rule.rate().index(counts));
        }
        int candidates = direction == Reaction.EITHER_WAY ? counts[other] : Math.min(counts[other], 1);
        return candidates == 0 ? 0 : candidates * bound(environment);
    }

    /** The most that {@link #rate} can be, whatever is around the partner. */
    double bound(int environment) {
        return share * (isBounded() ? bounds[environment - weight] : rule.rate().of(0));
    }

    /** The site's part of the rate of an event with one partner; the two ends do not count each other. */
    double rate(int environment, int ofPartner, int weightOfSelf) {
        if (!isBounded()) {
            return bound(environment);
        }
        int here = index[environment - weight];
        int there = index[ofPartner - weightOfSelf];
        return share * (swapped ? rule.rate().ofPair(there, here) : rule.rate().ofPair(here, there));
    }
}
