package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/** Medians that are known. */
class LargestErrorTest {
    private static final int STEPS = 51;
    /** P(|ξ| ≤ x) = ½ of one normal deviate. */
    private static final double ONE = 0.6745;
    /** P(|ξ| ≤ x)^50 = ½ of fifty. */
    private static final double FIFTY = 2.459;

    /** 200 runs of normal deviates: the same at all times, or others at each. */
    private static Trajectories runs(boolean forgetful) {
        RandomGenerator random = RandomStreams.stream(1, "runs", 0);
        double[][][] values = new double[200][STEPS][1];
        double[][] times = new double[200][STEPS];
        for (int run = 0; run < 200; run++) {
            double one = random.nextGaussian();
            for (int k = 0; k < STEPS; k++) {
                times[run][k] = k;
                values[run][k][0] = 7 + 3 * (forgetful ? random.nextGaussian() : one);
            }
        }
        return new Trajectories(List.of("m"), times, values);
    }

    private static double[] constant(double value) {
        double[] all = new double[STEPS];
        Arrays.fill(all, value);
        return all;
    }

    private static double expected(boolean forgetful, double range, double chance) {
        return LargestError.expected(runs(forgetful), 0, constant(range), constant(chance), STEPS - 1);
    }

    /** A median of 500 draws is known to 1.25 s/√500, 5 % of s. */
    @Test
    void chanceIsTheLargestOfAsManyAsRunsForget() {
        assertThat(expected(false, 0, 0.01)).isCloseTo(0.01 * ONE, withinPercentage(20));
        assertThat(expected(true, 0, 0.01)).isCloseTo(0.01 * FIFTY, withinPercentage(5));
    }

    @Test
    void halfOfARangeIsAsLikelyToBeExceededAsNot() {
        assertThat(expected(true, 0.02, 0)).isCloseTo(0.01, withinPercentage(15));
    }

    /** Only times until the last count, and the start does not; where runs do not differ there is no chance. */
    @Test
    void onlyTimesThatAreAskedForCount() {
        double[] late = constant(0.01);
        late[0] = 9;
        late[40] = 9;
        assertThat(LargestError.expected(runs(false), 0, constant(0), late, 39)).isLessThan(0.02);
        assertThat(LargestError.expected(runs(false), 0, constant(0), late, 40)).isGreaterThan(1);
        Trajectories still = runs(false).mapped(List.of("m"), z -> new double[] {7});
        assertThat(LargestError.expected(still, 0, constant(0), constant(1), 39))
                .isCloseTo(0, within(1e-12));
    }
}
