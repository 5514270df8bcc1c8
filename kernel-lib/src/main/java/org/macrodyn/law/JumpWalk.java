package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/** One trajectory of a jump process, jump by jump; its state is counted in whole steps. */
final class JumpWalk {
    private static final int JUMPS_BETWEEN_POLLS = 1 << 16;

    private final Rates rates;
    private final RandomGenerator random;
    private final int[] counts;
    /** Running sums of the rates where the process is. */
    private double[] sums = new double[0];

    private double time;
    /** Time of the jump that comes next, drawn already. */
    private double next;

    private long jumps;

    JumpWalk(Rates rates, double[] z0, RandomGenerator random) {
        this.rates = rates;
        this.random = random;
        counts = rates.lattice.nearest(z0);
        await(0);
    }

    private void await(double from) {
        time = from;
        sums = rates.sums(counts);
        double total = sums[sums.length - 1];
        next = total > 0 ? from + random.nextExponential() / total : Double.POSITIVE_INFINITY;
    }

    /** Jumps as long as the next one comes before a time. */
    void until(double until) {
        while (next <= until) {
            jump();
        }
    }

    /** One jump, to its time; false if nothing happens any more. */
    boolean jump() {
        if (next == Double.POSITIVE_INFINITY) {
            return false;
        }
        double u = random.nextDouble() * sums[sums.length - 1];
        int kind = 0;
        while (kind < sums.length - 1 && u >= sums[kind]) {
            kind++;
        }
        int[] step = rates.steps[kind];
        for (int c = 0; c < counts.length; c++) {
            counts[c] += step[c];
        }
        await(next);
        if (++jumps % JUMPS_BETWEEN_POLLS == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted at t = " + time + "; run again");
        }
        return true;
    }

    double time() {
        return time;
    }

    void state(double[] into) {
        rates.lattice.state(counts, into);
    }

    /** Rates w_k of the jumps that stay between the walls, summed up over k; each state's are kept where there is room. */
    static final class Rates {
        private static final double MOST_KEPT = 4e6;

        private final Lattice lattice;
        private final List<JumpModel.Kind> all;
        private final int[][] steps;
        /** By number of the state, filled as runs get there; a row is the same whoever computes it. */
        private final AtomicReferenceArray<double[]> kept;

        Rates(JumpModel model) {
            lattice = model.lattice();
            all = model.kinds();
            steps = all.stream().map(kind -> lattice.units(kind.step())).toArray(int[][]::new);
            kept = new AtomicReferenceArray<>(lattice.size() <= MOST_KEPT ? (int) lattice.size() : 0);
        }

        /** The running sums at a state. Not to be modified. */
        double[] sums(int[] counts) {
            if (kept.length() == 0) {
                return computed(counts);
            }
            int number = lattice.number(counts);
            double[] row = kept.getAcquire(number);
            if (row == null) {
                row = computed(counts);
                kept.setRelease(number, row);
            }
            return row;
        }

        private double[] computed(int[] counts) {
            double[] z = new double[counts.length];
            lattice.state(counts, z);
            boolean inside = lattice.holds(counts, new int[counts.length]);
            double[] sums = new double[steps.length];
            double sum = 0;
            for (int k = 0; k < sums.length; k++) {
                sum += inside && lattice.holds(counts, steps[k]) ? rate(all.get(k), z) : 0;
                sums[k] = sum;
            }
            return sums;
        }

        /** w(z), refused if it is no rate. */
        static double rate(JumpModel.Kind kind, double[] z) {
            double rate = kind.rate().applyAsDouble(z);
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("rate = " + rate + " of " + kind + " at " + Arrays.toString(z)
                        + ": must be finite and at least 0");
            }
            return rate;
        }
    }
}
