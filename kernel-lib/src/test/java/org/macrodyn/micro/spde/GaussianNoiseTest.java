package org.macrodyn.micro.spde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.run.RandomStreams;

class GaussianNoiseTest {
    private static final int DRAWS = 1 << 24;
    private static final float[] VALUES = new float[DRAWS];

    @BeforeAll
    static void draw() {
        GaussianNoise.fill(VALUES, RandomStreams.stream(7, "gaussian-noise-test", 0));
    }

    /** Exact: E[xᵏ] = 0 for odd k, (k − 1)!! for even k. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 0", "4, 3", "5, 0", "6, 15", "8, 105"})
    void momentsAreThoseOfTheNormalDistribution(int order, double exact) {
        double sum = 0;
        double squares = 0;
        for (float x : VALUES) {
            double power = Math.pow(x, order);
            sum += power;
            squares += power * power;
        }
        double mean = sum / DRAWS;
        double standardError = Math.sqrt((squares / DRAWS - mean * mean) / DRAWS);
        assertThat(mean).isCloseTo(exact, within(4 * standardError));
    }

    /** Exact: erfc(x/√2), from tables (Abramowitz and Stegun 26.2); 3.654… is where the ziggurat's tail begins. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.31731050786291415",
        "2, 0.04550026389635842",
        "3, 0.0026997960632601866",
        "3.6541528853610088, 0.000258032487653901",
        "4.5, 6.795346249460121e-6"
    })
    void tailsAreThoseOfTheNormalDistribution(double beyond, double exact) {
        int above = 0;
        int below = 0;
        for (float x : VALUES) {
            above += x > beyond ? 1 : 0;
            below += x < -beyond ? 1 : 0;
        }
        double standardError = Math.sqrt(exact / 2 / DRAWS);
        assertThat((double) above / DRAWS).isCloseTo(exact / 2, within(4 * standardError));
        assertThat((double) below / DRAWS).isCloseTo(exact / 2, within(4 * standardError));
    }

    /** A wrong wedge of a single layer would show here. */
    @Test
    void everyNarrowIntervalHasItsShare() {
        int bins = 160;
        double width = 0.05;
        int[] counts = new int[bins];
        for (float x : VALUES) {
            int bin = (int) Math.floor(x / width) + bins / 2;
            if (bin >= 0 && bin < bins) {
                counts[bin]++;
            }
        }
        for (int bin = 0; bin < bins; bin++) {
            double from = (bin - bins / 2) * width;
            double exact = simpson(from, from + width);
            double standardError = Math.sqrt(exact / DRAWS);
            assertThat((double) counts[bin] / DRAWS)
                    .as("share of [%s, %s)", from, from + width)
                    .isCloseTo(exact, within(4 * standardError));
        }
    }

    private static double simpson(double from, double to) {
        double middle = (from + to) / 2;
        return (to - from) / 6 * (density(from) + 4 * density(middle) + density(to));
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Both halves of the same 64 bits: E[xy] = 0 and E[x²y²] = 1, whose variances are 1 and 8. */
    @Test
    void twoNumbersFromOneDrawAreIndependent() {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i += 2) {
            double xy = (double) VALUES[i] * VALUES[i + 1];
            product += xy;
            squares += xy * xy;
        }
        int pairs = DRAWS / 2;
        assertThat(product / pairs).isCloseTo(0, within(4 / Math.sqrt(pairs)));
        assertThat(squares / pairs).isCloseTo(1, within(4 * Math.sqrt(8.0 / pairs)));
    }

    @Test
    void fillsArraysOfOddLengthToTheirEnd() {
        float[] odd = new float[101];
        GaussianNoise.fill(odd, RandomStreams.stream(7, "gaussian-noise-test", 1));
        assertThat(odd).doesNotContain(0f).doesNotHaveDuplicates();
    }

    @Test
    void sameStreamGivesSameNumbers() {
        float[] again = new float[1000];
        GaussianNoise.fill(again, RandomStreams.stream(7, "gaussian-noise-test", 0));
        assertThat(again).isEqualTo(java.util.Arrays.copyOf(VALUES, 1000));
    }
}
