package org.macrodyn.exact;

/**
 * A birth–death process on 0 … n: k → k + 1 at the rate b_k, k → k − 1 at the rate d_k.
 *
 * <p>Its mean first-passage times are exact sums of positive terms: from k to k + 1 it takes h_k = (1 + d_k h_{k−1}) / b_k (van
 * Kampen, Stochastic Processes in Physics and Chemistry, ch. XII.2), at any height of a barrier.
 */
public final class BirthDeathChain {
    private final double[] birth;
    private final double[] death;

    /**
     * A chain.
     *
     * @param birth {@code [n + 1]} b_k, of which the last is not used
     * @param death {@code [n + 1]} d_k, of which the first is not used
     * @throws IllegalArgumentException if they are not equally many, at least 2, or one is not finite or below 0
     */
    public BirthDeathChain(double[] birth, double[] death) {
        if (birth.length != death.length || birth.length < 2) {
            throw new IllegalArgumentException("chain of " + birth.length + " birth and " + death.length
                    + " death rates: must be equally many, at least 2");
        }
        for (int k = 0; k < birth.length; k++) {
            if (!(birth[k] >= 0 && death[k] >= 0 && birth[k] + death[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("rates " + birth[k] + " and " + death[k] + " of state " + k
                        + ": must be finite and at least 0");
            }
        }
        this.birth = birth.clone();
        this.death = death.clone();
    }

    /**
     * The mean time until another state is reached for the first time.
     *
     * @param from start, 0 … n
     * @param to target, 0 … n
     * @return ⟨T⟩; infinite if it may never be reached
     * @throws IllegalArgumentException if a state does not exist
     */
    public double meanTime(int from, int to) {
        int n = birth.length - 1;
        if (Math.min(from, to) < 0 || Math.max(from, to) > n) {
            throw new IllegalArgumentException(
                    "passage from " + from + " to " + to + ": must be states from 0 to " + n);
        }
        return from <= to ? sum(birth, death, from, to, 1) : sum(death, birth, from, to, -1);
    }

    /** Upwards with births ahead and deaths back, downwards the other way round. */
    private static double sum(double[] ahead, double[] back, int from, int to, int way) {
        double one = 0;
        double sum = 0;
        int start = way > 0 ? 0 : ahead.length - 1;
        for (int k = start; k != to; k += way) {
            // From the last state nothing leads further back.
            double returns = k == start ? 0 : back[k] * one;
            one = (1 + returns) / ahead[k];
            sum += (k - from) * way >= 0 ? one : 0;
        }
        return sum;
    }
}
