package org.macrodyn.figures;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The range of one axis, and where values lie on it: 0 at its lower end, 1 at its upper end. */
final class Axis {
    /** Narrower ranges, relative to the values, are rounding errors of equal values. */
    private static final double RESOLUTION = 1e-14;
    /** Smaller values are 0 to the axis: their own digits are lost. */
    private static final double SMALLEST = 1e-300;
    /** Half a range, in decades, about a single value. */
    private static final double HALF_RANGE = 0.5;
    /** Farther points are drawn in that distance: outside in any case, and inside the numbers that can be painted. */
    private static final double FAR = 1e4;

    private final Scale scale;
    private final double low;
    private final double high;
    /** Of the things at 1, 2, 3 …; none where numbers are shown. */
    private final List<String> names;

    private Axis(Scale scale, double low, double high) {
        this(scale, low, high, List.of());
    }

    private Axis(Scale scale, double low, double high, List<String> names) {
        this.scale = scale;
        this.low = low;
        this.high = high;
        this.names = names;
    }

    /** An axis of things that are no numbers, at 1, 2, 3 …, with equal room for the name of each. */
    static Axis named(List<String> names) {
        return new Axis(Scale.LINEAR, 0.5, names.size() + 0.5, List.copyOf(names));
    }

    /**
     * An axis that shows all of some values.
     *
     * @param title of the chart, for the message
     * @param values at least one of them finite, and above 0 if the axis is logarithmic
     * @param margin beyond the outermost values, as a fraction of their range
     * @throws IllegalArgumentException if there is no such value, or the range is too wide
     */
    static Axis around(String title, Scale scale, double[] values, double margin) {
        double[] places =
                Arrays.stream(values).map(scale::place).filter(Double::isFinite).toArray();
        if (places.length == 0) {
            throw new IllegalArgumentException(
                    "chart '" + title + "' has nothing to draw: add a series with finite values"
                            + (scale == Scale.LINEAR ? "" : ", above 0 where an axis is logarithmic"));
        }
        double low = Arrays.stream(places).min().orElseThrow();
        double high = Arrays.stream(places).max().orElseThrow();
        if (!Double.isFinite(2 * (high - low))) {
            throw new IllegalArgumentException("chart '" + title + "' with values from " + low + " to " + high
                    + ": the range is too wide to be drawn, set a smaller one");
        }
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (high - low <= RESOLUTION * size || high - low < SMALLEST) {
            double half = scale != Scale.LINEAR ? HALF_RANGE : size < SMALLEST ? 1 : size / 2;
            return new Axis(scale, low - half, high + half);
        }
        return new Axis(scale, low - margin * (high - low), high + margin * (high - low));
    }

    /**
     * An axis of a given range. A logarithmic one cannot begin at 0 or below: it then begins at the lowest value that it
     * can show.
     *
     * @param title of the chart, for the message
     * @param from lower end
     * @param to upper end
     * @param values the data
     * @param margin below the lowest value, as a fraction of the range
     * @throws IllegalArgumentException if a logarithmic axis would end at 0 or below, or the range is too narrow or wide
     */
    static Axis between(String title, Scale scale, double from, double to, double[] values, double margin) {
        if (scale != Scale.LINEAR && !(to > 0)) {
            throw new IllegalArgumentException("chart '" + title + "' with range " + from + " to " + to
                    + " on a logarithmic axis: must end above 0; give another range or a linear axis");
        }
        double high = scale.place(to);
        double low = scale.place(from);
        if (Double.isNaN(low)) {
            double lowest = Arrays.stream(values)
                    .map(scale::place)
                    .filter(place -> place < high)
                    .min()
                    .orElse(high - 1);
            low = lowest - margin * (high - lowest);
        }
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (!(high - low > RESOLUTION * size) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("chart '" + title + "' with range " + from + " to " + to
                    + ": must be wide enough to tell its ends apart, and finite");
        }
        return new Axis(scale, low, high);
    }

    /** The same, continued so far that what was all of it is all but some share at the upper end. */
    Axis raised(double share) {
        return new Axis(scale, low, low + (high - low) / (1 - share), names);
    }

    /** Names of things, none on an axis of numbers. */
    List<String> names() {
        return names;
    }

    Scale scale() {
        return scale;
    }

    /** Where a value lies, NaN where it has no place. */
    double at(double value) {
        double at = (scale.place(value) - low) / (high - low);
        return Math.max(-FAR, Math.min(FAR, at));
    }

    /** As {@link #at} for the lower end of a bar or band, which on a logarithmic axis may reach down to 0 and below. */
    double lowerEnd(double value) {
        return scale != Scale.LINEAR && value <= 0 ? -FAR : at(value);
    }

    /** As many round numbers as fit, at least two; of things their names, or where these do not fit their numbers. */
    List<Tick> ticks(Predicate<List<Tick>> fit) {
        return names.isEmpty() ? Ticks.of(scale, low, high, fit) : Ticks.ofNames(names, fit);
    }
}
