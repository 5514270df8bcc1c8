package org.macrodyn.micro.alloy;

/**
 * Non-negative weights of which one is chosen with probability proportional to it, in O(log n).
 *
 * <p>A complete binary tree of partial sums; each inner sum is recomputed from its two children, so no rounding error
 * accumulates over a run.
 */
final class SumTree {
    private final int leaves;
    private final double[] sums;
    private double remainder;

    SumTree(int size) {
        int power = 1;
        while (power < size) {
            power *= 2;
        }
        leaves = power;
        sums = new double[2 * power];
    }

    double total() {
        return sums[1];
    }

    void set(int index, double weight) {
        int node = leaves + index;
        sums[node] = weight;
        while (node > 1) {
            node >>= 1;
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }

    /**
     * Finds the weight in whose share of [0, total) a number falls.
     *
     * @param target 0 ≤ target &lt; total
     * @return the index; never one of weight 0 unless all are
     */
    int find(double target) {
        int node = 1;
        remainder = target;
        while (node < leaves) {
            node *= 2;
            if (remainder >= sums[node] && sums[node + 1] > 0) {
                remainder -= sums[node];
                node++;
            }
        }
        return node - leaves;
    }

    /** What is left of the last target inside the share that was found. */
    double remainder() {
        return remainder;
    }
}
