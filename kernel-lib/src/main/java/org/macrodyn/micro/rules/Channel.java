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
    /** State of the neighbour, or {@link #NOBODY}. */
    final int partner;

    final int partnerAfter;
    /** The factor that makes the rate of a bond the rate of one of its ends. */
    private final double share;

    private final RateTable table;
    /** Whether the rule names the partner first. */
    private final boolean swapped;
    /** {@code [environments]} from what is around an end, without the other end, to the table's index. */
    private final int[] index;
    /** {@code [environments]} the largest rate of each, whatever is around the partner. */
    private final double[] bounds;

    private Channel(int self, int after) {
        this(self, after, NOBODY, NOBODY, 0, RateTable.constant("", 0), false, new int[0]);
    }

    private Channel(
            int self,
            int after,
            int partner,
            int partnerAfter,
            double share,
            RateTable table,
            boolean swapped,
            int[] index) {
        this.self = self;
        this.after = after;
        this.partner = partner;
        this.partnerAfter = partnerAfter;
        this.share = share;
        this.table = table;
        this.swapped = swapped;
        this.index = index;
        bounds = IntStream.of(index)
                .mapToDouble(here -> swapped ? table.largestOfSecond(here) : table.largestOfFirst(here))
                .toArray();
    }

    /** The site alone changes. */
    static Channel alone(int self, int after) {
        return new Channel(self, after);
    }

    /**
     * One end of a rule for bonds.
     *
     * @param end 0 if the site is what the rule names first
     */
    static Channel ofEnd(Reaction rule, int end, int[] index) {
        int other = 1 - end;
        return new Channel(
                rule.before()[end],
                rule.after()[end],
                rule.before()[other],
                rule.after()[other],
                share(rule),
                rule.rate(),
                end == 1,
                index);
    }

    /** Two equal ends are both first and both second. */
    static double share(Reaction rule) {
        return (rule.changesBoth() ? 0.5 : 1) * (rule.before()[0] == rule.before()[1] ? 0.5 : 1);
    }

    /** Whether the rate depends on what is around the partner, so that the site's part in it is an upper bound. */
    boolean isBounded() {
        return index.length > 0;
    }

    /** This end's part of the rate of the event with one partner; each environment without the other end. */
    double rate(int environment, int ofPartner) {
        if (!isBounded()) {
            return share * table.of(0);
        }
        int here = index[environment];
        int there = index[ofPartner];
        return share * (swapped ? table.ofPair(there, here) : table.ofPair(here, there));
    }

    /** The largest {@link #rate} whatever is around the partner. */
    double bound(int environment) {
        return share * (isBounded() ? bounds[environment] : table.of(0));
    }
}
