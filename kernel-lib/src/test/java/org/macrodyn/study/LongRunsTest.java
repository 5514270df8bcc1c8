package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.run.ProgressReporter;

/** Long runs of dz = −z dt + 0.1 dW, whose steps are as long as its memory. */
class LongRunsTest {
    private static final int RUNS = 64;
    private static final int STEPS = 400;
    private static final double VARIANCE = 0.01;

    /** Two pairs at each of 200 states, −zδt ± 0.1, which the regression meets exactly. */
    private static Kept<MacroPairs> pairs() {
        int states = 200;
        float[] z0 = new float[2 * states];
        float[] dz = new float[2 * states];
        float[] dt = new float[2 * states];
        Arrays.fill(dt, 1);
        for (int i = 0; i < z0.length; i++) {
            int state = i / 2;
            z0[i] = (state - 99.5f) / 200;
            dz[i] = -z0[i] + (i % 2 == 0 ? 0.1f : -0.1f);
        }
        return new Kept<>(new MacroPairs(List.of("z"), z0, dz, dt, 2), "two at each state");
    }

    private static LongRuns runs(int substeps, double edge, Keeping keeping) {
        Kept<MacroPairs> pairs = pairs();
        Law law = Law.of(pairs.value(), 1, Terms.polynomials(List.of("z"), 1).whole());
        return LongRuns.of(
                law,
                pairs,
                new LongRuns.Plan(RUNS, STEPS, 1, substeps, 7),
                same -> new double[RUNS][1],
                z -> Math.abs(z[0]) < edge,
                keeping);
    }

    /** In k parts of 1/k a step keeps b^k, b = 1 − 1/k, and z has the variance (0.01/k)/(1 − b²). */
    @Test
    void stepsAreInSoManyParts() {
        for (int k : List.of(1, 4)) {
            LongRuns made = runs(k, 10, Keeping.inMemory(ProgressReporter.NONE));
            assertThat(made.values()).hasDimensions(RUNS, STEPS / 2);
            double b = 1 - 1.0 / k;
            double a = Math.pow(b, k);
            double variance = VARIANCE / k / (1 - b * b);
            double squares = 0;
            double products = 0;
            for (double[] run : made.values()) {
                for (int i = 1; i < run.length; i++) {
                    squares += run[i] * run[i];
                    products += run[i] * run[i - 1];
                }
            }
            int count = RUNS * (STEPS / 2 - 1);
            assertThat(products / squares).isCloseTo(a, within(4 / Math.sqrt(count)));
            double independent = count * (1 - a * a) / (1 + a * a);
            assertThat(squares / count / variance).isCloseTo(1, within(4 * Math.sqrt(2 / independent)));
            assertThat(made.lost()).isZero();
            assertThat(made.outside()).isZero();
        }
    }

    /** All 64 runs of 400 steps leave a standard deviation, none leaves a hundred; another plan is another result. */
    @Test
    void countsWhatWasOutsideAndKnowsItsPlan() {
        Keeping keeping = Keeping.inMemory(ProgressReporter.NONE);
        assertThat(runs(1, 0.1, keeping).outside()).isEqualTo(RUNS);
        Keeping other = Keeping.inMemory(ProgressReporter.NONE);
        assertThat(runs(1, 10, other).values()).isNotEqualTo(runs(4, 10, other).values());
        assertThat(runs(1, 10, other).values()).isDeepEqualTo(runs(1, 10, other).values());
    }
}
