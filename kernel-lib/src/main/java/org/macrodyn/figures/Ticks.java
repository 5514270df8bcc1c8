package org.macrodyn.figures;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Round numbers for an axis: as many as fit, and at least two, whatever its range. A logarithmic axis has powers of ten (or
 * two), below two decades 1, 2, 5, and where even these are too few, equal steps.
 */
final class Ticks {
    /** A logarithmic axis of at least so many powers of ten shows only these. */
    private static final int ENOUGH_POWERS = 3;

    private static final int[] STEPS = {1, 2, 5};
    private static final int[] STRIDES = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    /** Finest steps that are tried: the range holds about this many. */
    private static final double FINEST = 100;
    /** A number that belongs to the very end of the axis may miss it by rounding. */
    private static final double ROUNDING = 1e-9;

    private final Scale scale;
    private final double low;
    private final double high;

    private Ticks(Scale scale, double low, double high) {
        this.scale = scale;
        this.low = low;
        this.high = high;
    }

    /**
     * The numbers of an axis.
     *
     * @param low place of the lower end, see {@link Scale#place}
     * @param high place of the upper end
     * @param fit whether numbers stand clear of each other
     * @return the most numbers that fit; the fewest, but two or more, if none do
     */
    static List<Tick> of(Scale scale, double low, double high, Predicate<List<Tick>> fit) {
        List<Tick> fewest = List.of();
        for (List<Tick> ticks : new Ticks(scale, low, high).candidates()) {
            if (ticks.size() < 2) {
                continue;
            }
            if (fit.test(ticks)) {
                return ticks;
            }
            fewest = ticks;
        }
        return fewest;
    }

    /**
     * The names of things, each in the middle of an equal part of the axis.
     *
     * @param fit whether texts stand clear of each other
     * @return all names if they fit, else the most whole numbers from 1 that do; the fewest if none do
     */
    static List<Tick> ofNames(List<String> names, Predicate<List<Tick>> fit) {
        List<Tick> ticks = everyName(1, names.size(), names::get);
        for (int stride : STRIDES) {
            if (fit.test(ticks)) {
                return ticks;
            }
            ticks = everyName(stride, names.size(), i -> Integer.toString(i + 1));
        }
        return ticks;
    }

    private static List<Tick> everyName(int stride, int count, IntFunction<String> text) {
        return IntStream.iterate(0, i -> i < count, i -> i + stride)
                .mapToObj(i -> new Tick((i + 0.5) / count, text.apply(i)))
                .toList();
    }

    /** From many numbers to few. */
    private List<List<Tick>> candidates() {
        if (scale == Scale.LINEAR) {
            return equalSteps();
        }
        if (scale != Scale.DECADES) {
            List<List<Tick>> powers = strides(Math.log10(2), this::powerOfTwo);
            return powers.get(0).size() < 2 ? equalSteps() : powers;
        }
        List<List<Tick>> powers = strides(1, Digits::power);
        if (powers.get(0).size() >= ENOUGH_POWERS) {
            return powers;
        }
        List<Tick> finer = oneTwoFive();
        if (finer.size() < ENOUGH_POWERS) {
            return equalSteps();
        }
        return List.of(finer, powers.get(0));
    }

    /** Multiples of 1, 2, 5 · 10ⁿ. */
    private List<List<Tick>> equalSteps() {
        double from = scale.value(low);
        double to = scale.value(high);
        List<List<Tick>> candidates = new ArrayList<>();
        int exponent = (int) Math.floor(Math.log10((to - from) / FINEST));
        for (int count = Integer.MAX_VALUE; count >= 2; exponent++) {
            for (int step : STEPS) {
                List<Tick> ticks = multiples(BigDecimal.valueOf(step).scaleByPowerOfTen(exponent), from, to);
                candidates.add(ticks);
                count = ticks.size();
            }
        }
        return candidates;
    }

    private List<Tick> multiples(BigDecimal step, double from, double to) {
        double size = step.doubleValue();
        long first = (long) Math.ceil(from / size - ROUNDING);
        long last = (long) Math.floor(to / size + ROUNDING);
        BigDecimal largest = step.multiply(BigDecimal.valueOf(Math.max(Math.abs(first), Math.abs(last))));
        List<Tick> ticks = new ArrayList<>();
        for (long k = first; k <= last; k++) {
            BigDecimal value = step.multiply(BigDecimal.valueOf(k));
            int exponent = scale == Scale.LINEAR ? Digits.exponent(largest) : Digits.exponent(value);
            ticks.add(tick(scale.place(value.doubleValue()), squared(Digits.exact(value, exponent))));
        }
        return ticks;
    }

    private List<Tick> oneTwoFive() {
        List<Tick> ticks = new ArrayList<>();
        for (int exponent = (int) Math.floor(low); exponent <= high; exponent++) {
            for (int step : STEPS) {
                BigDecimal value = BigDecimal.valueOf(step).scaleByPowerOfTen(exponent);
                double place = exponent + Math.log10(step);
                if (inside(place)) {
                    ticks.add(tick(place, Digits.exact(value, exponent)));
                }
            }
        }
        return ticks;
    }

    /** Every power of a base, every second, every fifth, …. */
    private List<List<Tick>> strides(double unit, IntFunction<String> text) {
        List<List<Tick>> candidates = new ArrayList<>();
        for (int stride : STRIDES) {
            List<Tick> ticks = new ArrayList<>();
            int first = (int) Math.ceil(low / (unit * stride) - ROUNDING);
            for (int k = first; inside(k * stride * unit); k++) {
                ticks.add(tick(k * stride * unit, text.apply(k * stride)));
            }
            candidates.add(ticks);
        }
        return candidates;
    }

    private String powerOfTwo(int exponent) {
        double value = Math.scalb(1.0, exponent);
        boolean whole = exponent >= 0 && exponent < 30;
        return squared(whole ? Integer.toString(1 << exponent) : Digits.plain(value));
    }

    private String squared(String side) {
        return scale == Scale.SQUARES ? side + "²" : side;
    }

    private boolean inside(double place) {
        double slack = ROUNDING * (high - low);
        return place >= low - slack && place <= high + slack;
    }

    private Tick tick(double place, String text) {
        return new Tick(Math.min(1, Math.max(0, (place - low) / (high - low))), text);
    }
}
