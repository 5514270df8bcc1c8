package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;

/** One trajectory of a jump process, jump by jump; its state is counted in whole steps. */
final class JumpWalk {
    private static final int JUMPS_BETWEEN_POLLS = 1 << 16;

    private final Rates rates;
    private final RandomGenerator random;
    private final int[] counts;
    private final double[] z;
    private final double[] sums;
    private double time;
    /** Time of the jump that comes next, drawn already. */
    private double next;

    private long jumps;

    JumpWalk(Rates rates, double[] z0, RandomGenerator random) {
        this.rates = rates;
        this.random = random;
        counts = rates.lattice.nearest(z0);
        z = new double[z0.length];
        sums = new double[rates.kinds];
        await(0);
    }

    private void await(double from) {
        time = from;
        double total = rates.sums(counts, z, sums);
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

    /** Rates w_k of the jumps that stay between the walls, summed up over k; in a table where there is room. */
    static final class Rates {
        private final Lattice lattice;
        private final List<JumpModel.Kind> all;
        private final int kinds;
        private final int[][] steps;
        private final double[] table;

        Rates(JumpModel model, boolean tabulated) {
            lattice = model.lattice();
            all = model.kinds();
            kinds = all.size();
            steps = all.stream().map(kind -> lattice.units(kind.step())).toArray(int[][]::new);
            table = tabulated ? tabulate() : new double[0];
        }

        private double[] tabulate() {
            double[] filled = new double[kinds * (int) lattice.size()];
            double[] z = new double[lattice.dimension()];
            double[] sums = new double[kinds];
            for (int state = 0; state * kinds < filled.length; state++) {
                compute(lattice.counts(state), z, sums);
                System.arraycopy(sums, 0, filled, state * kinds, kinds);
            }
            return filled;
        }

        /** Fills the running sums and returns the last. */
        double sums(int[] counts, double[] z, double[] sums) {
            if (table.length == 0) {
                compute(counts, z, sums);
            } else {
                System.arraycopy(table, lattice.number(counts) * kinds, sums, 0, kinds);
            }
            return sums[kinds - 1];
        }

        private void compute(int[] counts, double[] z, double[] sums) {
            lattice.state(counts, z);
            double sum = 0;
            for (int k = 0; k < kinds; k++) {
                sum += lattice.holds(counts, steps[k]) ? rate(all.get(k), z) : 0;
                sums[k] = sum;
            }
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
