package org.macrodyn.micro.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All rules as tables: for each {@link Codes code} of a site the rates of its channels.
 *
 * <p>A code's total is the rate of all events that belong to a site with it, or an upper bound if the rate of an event on a
 * bond depends on the surroundings of both ends or on the bond's direction: such an event is drawn at its bound and then
 * happens with probability rate / bound. Codes whose totals lie within a factor of two make a class.
 */
final class Kinetics {
    private static final double UNIT = 0x1p63;
    /** Whatever is slower than all these is in the last one. */
    private static final int MOST_CLASSES = Byte.MAX_VALUE;

    final Codes codes;
    final int degree;
    private final Channel[][] channels;
    private final int most;
    private final double[] rates;
    /** {@code [codes]} all that may happen to a site. Not a copy. */
    final double[] totals;
    /** The largest total, 0 if nothing ever happens. */
    final double fastest;
    /** {@code [codes]} total / fastest for 63 random bits. Not a copy. */
    final long[] thresholds;
    /** {@code [codes]} the state that a site changes to, if nothing else can happen to it, or −1. Not a copy. */
    final byte[] only;
    /** {@code [codes]} number of the class, −1 where nothing happens. Not a copy. */
    final byte[] classes;
    /** {@code [classes]} the largest total of each class. Not a copy. */
    final double[] bounds;
    /** The states whose numbers of neighbours decide on rates. */
    final Set<Integer> asked;
    /** Whether an event can change both ends of a bond. */
    final boolean changesPairs;
    /** Whether there are events in which a neighbour takes part. */
    final boolean partners;
    /** Whether totals are upper bounds. */
    final boolean bounded;
    /** Whether a rate depends on what is around both ends of a bond. */
    final boolean byBothEnds;

    Kinetics(int states, int degree, List<Reaction> rules) {
        this.degree = degree;
        asked = asked(rules);
        codes = new Codes(states, degree, asked);
        channels = IntStream.range(0, states).mapToObj(s -> channels(s, rules)).toArray(Channel[][]::new);
        most = IntStream.range(0, states).map(s -> channels[s].length).max().orElse(0);
        rates = new double[codes.size() * most];
        totals = new double[codes.size()];
        tabulate();
        fastest = Arrays.stream(totals).max().orElse(0);
        if (Double.isInfinite(fastest)) {
            throw new IllegalArgumentException("rates of a site add up to infinity: choose a longer unit of time");
        }
        thresholds = Arrays.stream(totals)
                .mapToLong(total -> (long) (total / fastest * UNIT))
                .toArray();
        only = onlyChange();
        classes = new byte[codes.size()];
        bounds = classify();
        changesPairs = rules.stream().anyMatch(Reaction::changesBoth);
        partners = Arrays.stream(channels).flatMap(Arrays::stream).anyMatch(c -> c.partner != Channel.NOBODY);
        bounded = Arrays.stream(channels).flatMap(Arrays::stream).anyMatch(Channel::mayFail);
        byBothEnds = Arrays.stream(channels).flatMap(Arrays::stream).anyMatch(Channel::isBounded);
    }

    /** The states whose numbers of neighbours decide on a site's rates. */
    private static Set<Integer> asked(List<Reaction> rules) {
        Set<Integer> asked = new TreeSet<>();
        for (Reaction rule : rules) {
            for (int s : rule.rate().asked) {
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

    /** What may happen to a site in one state. */
    private Channel[] channels(int self, List<Reaction> rules) {
        List<Channel> found = new ArrayList<>();
        for (Reaction rule : rules) {
            for (int end = 0; end < rule.before().length; end++) {
                if (rule.before()[end] == self && rule.after()[end] != self) {
                    found.add(new Channel(rule, end, codes));
                }
            }
        }
        return found.toArray(new Channel[0]);
    }

    private void tabulate() {
        int[] counts = new int[channels.length];
        for (int code = 0; code < totals.length; code++) {
            int environment = environment(code);
            Channel[] possible = channels[code >>> codes.shift];
            for (int k = 0; k < possible.length && codes.decode(environment, degree, counts); k++) {
                rates[code * most + k] = possible[k].total(environment, counts);
                totals[code] += rates[code * most + k];
            }
        }
    }

    private byte[] onlyChange() {
        byte[] found = new byte[codes.size()];
        for (int code = 0; code < found.length; code++) {
            int[] possible = possible(code);
            found[code] = (byte) (possible.length == 1 ? possible[0] : Channel.NOBODY);
        }
        return found;
    }

    /** The states that a site may change to; nobody's for an event with a partner. */
    private int[] possible(int code) {
        Channel[] all = channels[code >>> codes.shift];
        return IntStream.range(0, all.length)
                .filter(k -> rate(code, k) > 0)
                .map(k -> all[k].partner == Channel.NOBODY ? all[k].after : Channel.NOBODY)
                .distinct()
                .toArray();
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

    Channel[] channels(int state) {
        return channels[state];
    }

    /** Rate of the k-th channel of a code, or its bound. */
    double rate(int code, int k) {
        return rates[code * most + k];
    }

    /** A site's part of the rate of an event with one partner. */
    double rate(Channel channel, int code, int partnerCode) {
        return channel.rate(environment(code), environment(partnerCode), codes.weights[channel.self]);
    }

    /** The most that {@link #rate(Channel, int, int)} can be, whatever is around the partner. */
    double bound(Channel channel, int code) {
        return channel.bound(environment(code));
    }

    private int environment(int code) {
        return code & (codes.environments() - 1);
    }
}
