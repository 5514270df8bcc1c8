package org.macrodyn.micro.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All rules as tables: for each {@link Codes code} of a site the rates of its channels.
 *
 * <p>A code's total is the rate of all events that belong to a site with it, or an upper bound if the rate of an event on a
 * bond depends on the surroundings of both ends: such an event is drawn at its bound and then happens with probability rate /
 * bound. Codes whose totals lie within a factor of two make a class.
 */
final class Kinetics {
    private static final double UNIT = 0x1p63;
    /** Whatever is slower than all these is in the last one. */
    private static final int MOST_CLASSES = Byte.MAX_VALUE;

    private final Codes codes;
    private final int degree;
    private final Channel[][] channels;
    private final int most;
    private final double[] rates;
    private final double[] totals;
    private final double fastest;
    private final long[] thresholds;
    private final byte[] only;
    private final byte[] classes;
    private final double[] bounds;
    private final Set<Integer> asked;
    private final boolean changesPairs;
    private final boolean partners;
    private final boolean bounded;

    /** The part of a channel's rate that one rule gives, by environment. */
    private interface Part {
        double of(int environment, int[] counts);
    }

    /** Channels while they are found, with what each consists of. */
    private static final class Found {
        private final List<Channel> channels = new ArrayList<>();
        private final List<List<Part>> parts = new ArrayList<>();
        private final Map<Integer, Integer> alone = new HashMap<>();

        void add(Channel channel, Part part) {
            int place = channels.size();
            if (channel.partner == Channel.NOBODY) {
                place = alone.computeIfAbsent(channel.after, any -> channels.size());
            }
            if (place == channels.size()) {
                channels.add(channel);
                parts.add(new ArrayList<>());
            }
            parts.get(place).add(part);
        }
    }

    Kinetics(int states, int degree, List<Reaction> rules) {
        this.degree = degree;
        asked = asked(rules);
        codes = new Codes(states, degree, asked);
        Found[] found = IntStream.range(0, states).mapToObj(s -> new Found()).toArray(Found[]::new);
        for (Reaction rule : rules) {
            add(rule, found);
        }
        channels = new Channel[states][];
        for (int s = 0; s < states; s++) {
            channels[s] = found[s].channels.toArray(new Channel[0]);
        }
        most = IntStream.range(0, states).map(s -> channels[s].length).max().orElse(0);
        rates = new double[codes.size() * most];
        totals = new double[codes.size()];
        tabulate(found);
        fastest = Arrays.stream(totals).max().orElse(0);
        thresholds = Arrays.stream(totals)
                .mapToLong(total -> (long) (total / fastest * UNIT))
                .toArray();
        only = onlyChange();
        classes = new byte[codes.size()];
        bounds = classify();
        changesPairs = rules.stream().anyMatch(Reaction::changesBoth);
        partners = Arrays.stream(channels).flatMap(Arrays::stream).anyMatch(c -> c.partner != Channel.NOBODY);
        bounded = Arrays.stream(channels).flatMap(Arrays::stream).anyMatch(Channel::isBounded);
    }

    /** The states whose numbers of neighbours decide on a site's rates. */
    private static Set<Integer> asked(List<Reaction> rules) {
        Set<Integer> asked = new TreeSet<>();
        for (Reaction rule : rules) {
            for (int s : rule.rate().asked()) {
                asked.add(s);
            }
            for (int end = 0; rule.isPair() && end < 2; end++) {
                if (rule.before()[end] != rule.after()[end]) {
                    asked.add(rule.before()[1 - end]);
                }
            }
        }
        return asked;
    }

    private void add(Reaction rule, Found[] found) {
        RateTable rate = rule.rate();
        if (!rule.isPair()) {
            int self = rule.before()[0];
            found[self].add(Channel.alone(self, rule.after()[0]), (environment, counts) -> rate.of(rate.index(counts)));
            return;
        }
        for (int end = 0; end < 2; end++) {
            if (rule.before()[end] != rule.after()[end]) {
                addEnd(rule, end, found[rule.before()[end]]);
            }
        }
    }

    /** A neighbour that does not change, and whose surroundings do not matter, is no more than a number that a rate depends on. */
    private void addEnd(Reaction rule, int end, Found found) {
        int partner = rule.before()[1 - end];
        if (rule.rate().isConstant() && !rule.changesBoth()) {
            double rate = Channel.share(rule) * rule.rate().of(0);
            found.add(
                    Channel.alone(rule.before()[end], rule.after()[end]),
                    (environment, counts) -> counts[partner] * rate);
            return;
        }
        int[] index = rule.rate().isConstant() ? new int[0] : indices(rule.rate());
        Channel channel = Channel.ofEnd(rule, end, index);
        int weight = codes.weights()[partner];
        found.add(
                channel,
                (environment, counts) ->
                        counts[partner] == 0 ? 0 : counts[partner] * channel.bound(environment - weight));
    }

    /** From the surroundings of an end of a bond, without its other end, to the index in a table of rates. */
    private int[] indices(RateTable table) {
        int[] indices = new int[codes.environments()];
        int[] counts = new int[codes.weights().length];
        for (int environment = 0; environment < indices.length; environment++) {
            indices[environment] = codes.decode(environment, degree - 1, counts) ? table.index(counts) : 0;
        }
        return indices;
    }

    private void tabulate(Found[] found) {
        int[] counts = new int[found.length];
        for (int code = 0; code < totals.length; code++) {
            int environment = code & (codes.environments() - 1);
            List<List<Part>> parts = found[code >>> codes.shift()].parts;
            if (codes.decode(environment, degree, counts)) {
                for (int k = 0; k < parts.size(); k++) {
                    double rate = 0;
                    for (Part part : parts.get(k)) {
                        rate += part.of(environment, counts);
                    }
                    rates[code * most + k] = rate;
                    totals[code] += rate;
                }
            }
        }
    }

    private byte[] onlyChange() {
        byte[] found = new byte[codes.size()];
        for (int code = 0; code < found.length; code++) {
            Channel[] possible = channels[code >>> codes.shift()];
            boolean one = possible.length == 1 && possible[0].partner == Channel.NOBODY;
            found[code] = (byte) (one ? possible[0].after : Channel.NOBODY);
        }
        return found;
    }

    /** Fastest class first; returns the largest total of each. */
    private double[] classify() {
        int[] exponents = Arrays.stream(totals)
                .filter(total -> total > 0)
                .mapToInt(total -> -Math.getExponent(total))
                .distinct()
                .sorted()
                .limit(MOST_CLASSES)
                .toArray();
        double[] largest = new double[exponents.length];
        for (int code = 0; code < totals.length; code++) {
            double total = totals[code];
            classes[code] = -1;
            if (total > 0) {
                int slowest = exponents[exponents.length - 1];
                int place = Arrays.binarySearch(exponents, Math.min(slowest, -Math.getExponent(total)));
                classes[code] = (byte) place;
                largest[place] = Math.max(largest[place], total);
            }
        }
        return largest;
    }

    Codes codes() {
        return codes;
    }

    int degree() {
        return degree;
    }

    Channel[] channels(int state) {
        return channels[state];
    }

    /** Rate of the k-th channel of a code, or its bound. */
    double rate(int code, int k) {
        return rates[code * most + k];
    }

    /** A site's part of the rate of an event with one partner: the two ends do not count each other. */
    double rate(Channel channel, int code, int partnerCode) {
        int[] weights = codes.weights();
        return channel.rate(
                environment(code) - weights[channel.partner], environment(partnerCode) - weights[channel.self]);
    }

    /** The most that {@link #rate(Channel, int, int)} can be, whatever is around the partner. */
    double bound(Channel channel, int code) {
        return channel.bound(environment(code) - codes.weights()[channel.partner]);
    }

    private int environment(int code) {
        return code & (codes.environments() - 1);
    }

    /** {@code [codes]} all that may happen to a site. Not a copy. */
    double[] totals() {
        return totals;
    }

    /** The largest total, 0 if nothing ever happens. */
    double fastest() {
        return fastest;
    }

    /** {@code [codes]} total / fastest for 63 random bits. Not a copy. */
    long[] thresholds() {
        return thresholds;
    }

    /** {@code [codes]} the state that a site changes to, if nothing else can happen to it, or −1. Not a copy. */
    byte[] only() {
        return only;
    }

    /** {@code [codes]} number of the class, −1 where nothing happens. Not a copy. */
    byte[] classes() {
        return classes;
    }

    /** {@code [classes]} the largest total of each class. Not a copy. */
    double[] bounds() {
        return bounds;
    }

    /** The states whose numbers of neighbours decide on rates. */
    Set<Integer> asked() {
        return asked;
    }

    /** Whether there are events in which a neighbour takes part. */
    boolean hasPartners() {
        return partners;
    }

    /** Whether an event can change both ends of a bond. */
    boolean changesPairs() {
        return changesPairs;
    }

    /** Whether totals are upper bounds. */
    boolean isBounded() {
        return bounded;
    }
}
