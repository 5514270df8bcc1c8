package org.macrodyn.law;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.macrodyn.run.Memory;

/**
 * A Markov chain in continuous time on the states 0 … S − 1 whose jumps span at most a band, and the linear equations of its
 * first passages and of its stationary law: for states outside a target,
 *
 * <p>Σ_j q_ij (u_j − u_i) − s u_i = −f_i, with u given on the target.
 *
 * <p>f = 1, u = 0 on the target and s = 0 give the mean time; f = 0 and u = 1 on a part of the target the committor; f = 1, u = 0
 * and s &gt; 0 the Laplace transform ∫ e^{−st} P(T &gt; t) dt of the time's law.
 *
 * <p>Solved by elimination of one state after the other (Grassmann, Taksar and Heyman, Oper. Res. 33, 1107, 1985): what is
 * eliminated hands its rates to its neighbours. Only positive numbers are added, multiplied and divided, never subtracted, so
 * that every u has all its digits, whether a passage takes 1 or 10³⁰⁰ units of time; ordinary elimination loses as many digits as
 * the barrier has decades. For a birth–death chain it is the textbook's recursion. The cost is S · band².
 */
final class Chain {
    private static final int ROWS_BETWEEN_POLLS = 256;
    /** Probabilities are scaled down before they overflow. */
    private static final double LARGEST = 1e100;

    private final int states;
    private final int band;
    /** {@code [states][2 · band + 1]}: the rate i → i + k − band. */
    private final double[][] rates;

    /** What is asked for: the target, u on it, f and s. */
    record Question(boolean[] target, double[] value, double source, double killing) {
        static Question time(boolean[] target) {
            return new Question(target, new double[target.length], 1, 0);
        }

        static Question committor(boolean[] target, double[] value) {
            return new Question(target, value, 0, 0);
        }

        static Question survival(boolean[] target, double s) {
            return new Question(target, new double[target.length], 1, s);
        }
    }

    Chain(int states, int band) {
        Memory.require(2L * bytes(states, band), "a chain of " + states + " states with jumps over up to " + band);
        this.states = states;
        this.band = band;
        rates = new double[states][2 * band + 1];
    }

    /** Memory of the rates. */
    static long bytes(long states, long band) {
        return states * (2 * band + 1) * Double.BYTES;
    }

    int states() {
        return states;
    }

    /** Adds a jump from i to j. */
    void add(int i, int j, double rate) {
        rates[i][j - i + band] += rate;
    }

    /** The rate of the jump from i to j, at most a band away. */
    double rate(int i, int j) {
        return rates[i][j - i + band];
    }

    /**
     * The stationary law, Σ_i p_i q_ij = 0 with Σ p = 1, by the same elimination: what comes into a state from those above, by
     * what goes out of it to them.
     *
     * @return p of every state
     * @throws IllegalArgumentException if no jump leads from a state on to those above
     */
    double[] stationary() {
        double[][] left = new double[states][];
        Arrays.setAll(left, i -> rates[i].clone());
        double[] out = new double[states];
        for (int k = 0; k < states - 1; k++) {
            poll(k, "a stationary law");
            int top = Math.min(band, states - 1 - k);
            for (int b = 1; b <= top; b++) {
                out[k] += left[k][band + b];
            }
            if (!(out[k] > 0)) {
                throw new IllegalArgumentException(
                        "stationary law of a chain of " + states
                                + " states: from some nothing leads on to the others, as where there is no noise; take a smaller box");
            }
            for (int a = 1; a <= top; a++) {
                double share = left[k + a][band - a] / out[k];
                for (int b = 1; b <= top && share > 0; b++) {
                    left[k + a][band - a + b] += share * left[k][band + b];
                }
            }
        }
        return fromTheTop(left, out);
    }

    private double[] fromTheTop(double[][] left, double[] out) {
        double[] p = new double[states];
        p[states - 1] = 1;
        double sum = 1;
        for (int k = states - 2; k >= 0; k--) {
            for (int a = 1; a <= Math.min(band, states - 1 - k); a++) {
                p[k] += p[k + a] * left[k + a][band - a] / out[k];
            }
            sum += p[k];
            if (sum > LARGEST) {
                // What lies that far below is nothing beside the new scale, also if that is infinite.
                double scale = Double.isInfinite(sum) ? 0 : 1 / sum;
                for (int i = k; i < states; i++) {
                    p[i] = scale == 0 ? 0 : p[i] * scale;
                }
                p[k] = Double.isInfinite(sum) ? 1 : p[k];
                sum = 1;
            }
        }
        double all = sum;
        return Arrays.stream(p).map(each -> each / all).toArray();
    }

    private static void poll(int row, String what) {
        if (row % ROWS_BETWEEN_POLLS == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted in the equations of " + what + "; run again");
        }
    }

    /**
     * Solves the equations.
     *
     * @return u of every state, on the target as given; infinite times where the target may never be reached
     */
    double[] solve(Question asked) {
        return solve(asked, filled(asked.source));
    }

    private double[] filled(double value) {
        double[] all = new double[states];
        Arrays.fill(all, value);
        return all;
    }

    /** The same with a source f of its own in every state. */
    double[] solve(Question asked, double[] source) {
        return new Elimination(asked, source).run();
    }

    /** One elimination, from state 0 up; {@code left[i]} holds what is left of i's rates. */
    private final class Elimination {
        private final Question asked;
        private final double[][] left = new double[states][];
        /** Rates into the target and out of the chain, their worth Σ rate · u, and the sources. */
        private final double[] gone = new double[states];

        private final double[] worth = new double[states];
        private final double[] source;
        private final double[] out = new double[states];

        Elimination(Question asked, double[] source) {
            this.asked = asked;
            this.source = source.clone();
            for (int i = 0; i < states; i++) {
                left[i] = rates[i].clone();
                gone[i] = asked.killing;
                absorb(i);
            }
        }

        /** Takes the jumps into the target out of the band. */
        private void absorb(int i) {
            for (int j = Math.max(0, i - band); j <= Math.min(states - 1, i + band); j++) {
                if (asked.target[j]) {
                    double rate = left[i][j - i + band];
                    gone[i] += rate;
                    worth[i] += rate * asked.value[j];
                    left[i][j - i + band] = 0;
                }
            }
        }

        double[] run() {
            for (int k = 0; k < states; k++) {
                if (!asked.target[k]) {
                    eliminate(k);
                }
                poll(k, "first passages");
            }
            double[] u = new double[states];
            for (int k = states - 1; k >= 0; k--) {
                u[k] = asked.target[k] ? asked.value[k] : back(k, u);
            }
            return u;
        }

        private void eliminate(int k) {
            double[] row = left[k];
            int top = Math.min(band, states - 1 - k);
            double sum = gone[k];
            for (int b = 1; b <= top; b++) {
                sum += row[band + b];
            }
            out[k] = sum;
            for (int a = 1; a <= top; a++) {
                double into = left[k + a][band - a];
                if (into > 0 && sum > 0) {
                    hand(k, k + a, into / sum, top);
                } else if (into > 0) {
                    trap(k, k + a, into);
                }
            }
        }

        /** From k nothing leads to the target: whoever may get there has no mean time, and arrives with what is left of 1. */
        private void trap(int k, int i, double into) {
            gone[i] += into;
            source[i] += source[k] > 0 ? Double.POSITIVE_INFINITY : 0;
        }

        /** Hands a share of what state k does to a state i above it. */
        private void hand(int k, int i, double share, int top) {
            double[] from = left[k];
            double[] to = left[i];
            gone[i] += share * gone[k];
            worth[i] += share * worth[k];
            source[i] += share * source[k];
            int shift = k - i + band;
            for (int b = 1; b <= top; b++) {
                to[b + shift] += share * from[band + b];
            }
            // What comes back to i itself is no jump.
            to[band] = 0;
        }

        private double back(int k, double[] u) {
            double sum = source[k] + worth[k];
            for (int b = 1; b <= Math.min(band, states - 1 - k); b++) {
                double rate = left[k][band + b];
                sum += rate > 0 ? rate * u[k + b] : 0;
            }
            return sum == 0 ? 0 : sum / out[k];
        }
    }
}
