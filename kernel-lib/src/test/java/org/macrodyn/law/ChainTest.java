package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.BirthDeathChain;

/**
 * The equations of first passages against dense linear algebra, and against the exact recursion where that has no digits left.
 */
class ChainTest {
    private static final int STATES = 12;
    private static final int BAND = 3;

    /** Random rates over up to three states, with some missing. */
    private static double[][] rates() {
        Random random = new Random(3);
        double[][] rates = new double[STATES][STATES];
        for (int i = 0; i < STATES; i++) {
            for (int j = Math.max(0, i - BAND); j < Math.min(STATES, i + BAND + 1); j++) {
                rates[i][j] = i == j || random.nextInt(4) == 0 ? 0 : random.nextDouble() * 3;
            }
        }
        return rates;
    }

    private static Chain chain(double[][] rates) {
        Chain chain = new Chain(STATES, BAND);
        for (int i = 0; i < STATES; i++) {
            for (int j = 0; j < STATES; j++) {
                if (rates[i][j] > 0) {
                    chain.add(i, j, rates[i][j]);
                }
            }
        }
        return chain;
    }

    /** Σ_j q_ij (u_j − u_i) − s u_i = −f with u given on the target, by LU. */
    private static double[] dense(double[][] rates, Chain.Question asked) {
        double[][] left = new double[STATES][STATES];
        double[] right = new double[STATES];
        for (int i = 0; i < STATES; i++) {
            if (asked.target()[i]) {
                left[i][i] = 1;
                right[i] = asked.value()[i];
                continue;
            }
            left[i][i] = -asked.killing();
            for (int j = 0; j < STATES; j++) {
                left[i][j] += rates[i][j];
                left[i][i] -= rates[i][j];
            }
            right[i] = -asked.source();
        }
        return new LUDecomposition(new Array2DRowRealMatrix(left))
                .getSolver()
                .solve(new ArrayRealVector(right))
                .toArray();
    }

    private static boolean[] states(int... in) {
        boolean[] target = new boolean[STATES];
        for (int i : in) {
            target[i] = true;
        }
        return target;
    }

    @Test
    void meanTimesAreThoseOfDenseAlgebra() {
        Chain.Question asked = Chain.Question.time(states(4, 9));
        assertThat(chain(rates()).solve(asked)).containsExactly(dense(rates(), asked), within(1e-11));
    }

    @Test
    void committorsAreThoseOfDenseAlgebra() {
        double[] value = new double[STATES];
        value[2] = 1;
        value[7] = 0.3;
        Chain.Question asked = Chain.Question.committor(states(2, 7, 11), value);
        assertThat(chain(rates()).solve(asked)).containsExactly(dense(rates(), asked), within(1e-12));
    }

    @Test
    void transformsOfTheLawAreThoseOfDenseAlgebra() {
        Chain.Question asked = Chain.Question.survival(states(0), 0.7);
        assertThat(chain(rates()).solve(asked)).containsExactly(dense(rates(), asked), within(1e-12));
    }

    /** Up the barrier at the rate 1, down at 50: to the top it takes 50^40 ≈ 10^68, of which every digit is there. */
    @Test
    void noDigitIsLostInABarrier() {
        int n = 41;
        double[] birth = new double[n];
        double[] death = new double[n];
        Chain chain = new Chain(n, 1);
        for (int k = 0; k < n; k++) {
            birth[k] = 1 + 0.01 * k;
            death[k] = 50 - 0.3 * k;
            if (k < n - 1) {
                chain.add(k, k + 1, birth[k]);
            }
            if (k > 0) {
                chain.add(k, k - 1, death[k]);
            }
        }
        boolean[] top = new boolean[n];
        top[n - 1] = true;
        double exact = new BirthDeathChain(birth, death).meanTime(5, n - 1);
        double solved = chain.solve(Chain.Question.time(top))[5];
        assertThat(exact).isGreaterThan(1e60);
        assertThat(solved / exact).isCloseTo(1, within(1e-12));
    }

    /** From two states nothing leads back: who may fall in has no mean time, and reaches the target with what is left. */
    @Test
    void aTrapIsNeverLeft() {
        for (boolean mirrored : new boolean[] {false, true}) {
            Chain chain = new Chain(4, 1);
            int[] at = mirrored ? new int[] {3, 2, 1, 0} : new int[] {0, 1, 2, 3};
            chain.add(at[1], at[0], 3);
            chain.add(at[1], at[2], 1);
            chain.add(at[2], at[3], 1);
            chain.add(at[3], at[2], 1);
            boolean[] target = new boolean[4];
            double[] value = new double[4];
            target[at[0]] = true;
            value[at[0]] = 1;
            assertThat(chain.solve(Chain.Question.time(target))[at[1]]).isInfinite();
            assertThat(chain.solve(Chain.Question.committor(target, value))[at[1]])
                    .isCloseTo(0.75, within(1e-15));
        }
    }
}
