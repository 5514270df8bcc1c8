package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rates of events in configurations, by what the events do to the observables: W_k(x) = Σ_e r_e(x) over all events e of x
 * that change z by Δ_k. No evolution, no noise: what is left of chance is that z does not tell all of x.
 *
 * @param names of the d observables
 * @param z {@code [configurations][d]} z*(x) of each configuration
 * @param steps {@code [kinds][d]} Δ_k of each kind of event, for the large system
 * @param rates {@code [configurations][kinds]} W_k(x), events of the whole system per time
 */
public record EventRates(List<String> names, double[][] z, double[][] steps, double[][] rates) {
    /** Version of how rates are counted: raised when their numbers change. */
    public static final int ALGORITHM = 1;

    /** More kinds than this are no jumps of a few sorts but a continuum. */
    private static final int MOST_KINDS = 64;
    /** Two steps are the same if they agree in this part of the largest step. */
    private static final double SAME = 1e-6;

    /**
     * Checks the shapes and numbers.
     *
     * @throws IllegalArgumentException if shapes do not agree, there is no configuration, a step is 0, or a number is not
     *     finite or a rate below 0
     */
    public EventRates {
        names = List.copyOf(names);
        if (z.length == 0 || z.length != rates.length || names.isEmpty()) {
            throw new IllegalArgumentException("rates of " + rates.length + " configurations with " + z.length
                    + " states of " + names + ": must be equally many, at least 1 of 1 observable");
        }
        for (double[] step : steps) {
            requireNumbers(step, names.size(), Double.NEGATIVE_INFINITY, "step");
            if (Arrays.stream(step).allMatch(dz -> dz == 0)) {
                throw new IllegalArgumentException("step = " + Arrays.toString(step)
                        + ": must change an observable; leave out events that change none");
            }
        }
        for (int i = 0; i < z.length; i++) {
            requireNumbers(z[i], names.size(), Double.NEGATIVE_INFINITY, "z[" + i + "]");
            requireNumbers(rates[i], steps.length, 0, "rates[" + i + "]");
        }
    }

    private static void requireNumbers(double[] row, int length, double least, String what) {
        if (row.length != length || !Arrays.stream(row).allMatch(x -> Double.isFinite(x) && x >= least)) {
            throw new IllegalArgumentException(what + " = " + Arrays.toString(row) + ": must be " + length
                    + " finite numbers" + (least == 0 ? " of at least 0" : ""));
        }
    }

    /**
     * The rates of several sets of configurations together; kinds that one of them does not have are 0 there.
     *
     * @param parts one or more, of the same observables
     * @return all of them, part by part
     * @throws IllegalArgumentException if there are more than {@value #MOST_KINDS} kinds
     */
    public static EventRates joined(List<EventRates> parts) {
        EventRates first = parts.get(0);
        Builder all = new Builder(first.names);
        for (EventRates part : parts) {
            for (int i = 0; i < part.z.length; i++) {
                all.begin(part.z[i]);
                for (int k = 0; k < part.steps.length; k++) {
                    if (part.rates[i][k] > 0) {
                        all.add(part.rates[i][k], part.steps[k]);
                    }
                }
            }
        }
        return all.rates();
    }

    /** Sums rates by kind, configuration by configuration. */
    public static final class Builder {
        private final List<String> names;
        private final List<double[]> z = new ArrayList<>();
        private final List<double[]> steps = new ArrayList<>();
        private final List<double[]> rows = new ArrayList<>();

        private double largest;
        private double[] row = new double[0];

        /**
         * No configuration yet.
         *
         * @param names of the observables
         */
        public Builder(List<String> names) {
            this.names = List.copyOf(names);
        }

        /**
         * Begins a configuration.
         *
         * @param observed {@code [d]} its z*. Copied.
         */
        public void begin(double[] observed) {
            z.add(observed.clone());
            row = new double[MOST_KINDS];
            rows.add(row);
        }

        /**
         * Adds an event of the configuration; one that changes no observable is left out.
         *
         * @param rate r_e, above 0
         * @param dz {@code [d]} Δ_e z. Copied.
         * @throws IllegalArgumentException if this is one kind too many
         */
        public void add(double rate, double[] dz) {
            double size = Arrays.stream(dz).map(Math::abs).max().orElse(0);
            if (size > SAME * largest) {
                largest = Math.max(largest, size);
                row[kind(dz)] += rate;
            }
        }

        private int kind(double[] dz) {
            for (int k = 0; k < steps.size(); k++) {
                if (same(steps.get(k), dz)) {
                    return k;
                }
            }
            if (steps.size() == MOST_KINDS) {
                throw new IllegalArgumentException("events change " + names + " in more than " + MOST_KINDS
                        + " ways: a jump form needs few; take fewer observables, or the SDE");
            }
            steps.add(dz.clone());
            return steps.size() - 1;
        }

        private boolean same(double[] a, double[] b) {
            for (int c = 0; c < a.length; c++) {
                if (Math.abs(a[c] - b[c]) > SAME * largest) {
                    return false;
                }
            }
            return true;
        }

        /**
         * All configurations so far, kinds in ascending order of their steps.
         *
         * @return the rates
         * @throws IllegalArgumentException if there is no configuration
         */
        public EventRates rates() {
            int[] order = IntStream.range(0, steps.size())
                    .boxed()
                    .sorted((a, b) -> Arrays.compare(steps.get(a), steps.get(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new EventRates(
                    names,
                    z.toArray(double[][]::new),
                    Arrays.stream(order).mapToObj(steps::get).toArray(double[][]::new),
                    rows.stream()
                            .map(one -> Arrays.stream(order)
                                    .mapToDouble(k -> one[k])
                                    .toArray())
                            .toArray(double[][]::new));
        }
    }

    @Override
    public String toString() {
        return "rates of " + steps.length + " kinds of events of " + names + " in " + z.length + " configurations";
    }
}
