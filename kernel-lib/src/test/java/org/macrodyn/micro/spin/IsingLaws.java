package org.macrodyn.micro.spin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Comparison of samples with a law that is known exactly. */
public final class IsingLaws {
    private static final double FEWEST_EXPECTED = 8;

    private IsingLaws() {}

    /**
     * Pearson's χ² within 4 standard errors √(2 · dof) of its mean; rare cells are thrown together. With few cells, where χ² is
     * skewed, only its upper end means anything.
     */
    public static void assertDrawnFrom(double[] law, long[] counts) {
        double draws = Arrays.stream(counts).sum();
        double rareExpected = 0;
        double rareCounted = 0;
        double square = 0;
        int cells = 0;
        for (int i = 0; i < law.length; i++) {
            double expected = draws * law[i];
            if (expected < FEWEST_EXPECTED) {
                rareExpected += expected;
                rareCounted += counts[i];
            } else {
                square += (counts[i] - expected) * (counts[i] - expected) / expected;
                cells++;
            }
        }
        if (rareExpected >= FEWEST_EXPECTED) {
            square += (rareCounted - rareExpected) * (rareCounted - rareExpected) / rareExpected;
            cells++;
        } else {
            assertThat(rareCounted)
                    .as("draws of rare states")
                    .isLessThan(rareExpected + 4 * Math.sqrt(rareExpected) + 4);
        }
        double error = Math.sqrt(2.0 * (cells - 1));
        assertThat(square).as("χ² of %d cells", cells).isLessThan(cells - 1 + 4 * error);
    }

    /** The mean of the samples lies within 4 of its standard errors of the exact value; samples are independent. */
    public static void assertMean(double exact, double[] samples) {
        double mean = Arrays.stream(samples).average().orElseThrow();
        double variance = Arrays.stream(samples)
                .map(sample -> (sample - mean) * (sample - mean))
                .sum();
        double error = Math.sqrt(variance / (samples.length - 1) / samples.length);
        assertThat(mean).as("mean with standard error %.2g", error).isEqualTo(exact, within(4 * error));
    }

    /** Draws the index of a state. */
    public static int draw(double[] law, RandomGenerator random) {
        double left = random.nextDouble();
        int state = 0;
        while (state < law.length - 1 && left >= law[state]) {
            left -= law[state++];
        }
        return state;
    }
}
