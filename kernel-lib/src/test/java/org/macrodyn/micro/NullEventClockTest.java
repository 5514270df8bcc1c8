package org.macrodyn.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;

class NullEventClockTest {
    private static final int DRAWS = 200_000;

    private final RandomGenerator random = RandomStreams.stream(1, "NullEventClockTest", 0);

    /** Gamma(k, 1): mean k, variance k, fourth central moment 3k² + 6k. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 4096})
    void timesAreGammaDistributed(long k) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < DRAWS; i++) {
            double deviation = NullEventClock.timeOf(k, random) - k;
            mean += deviation / DRAWS;
            square += deviation * deviation / DRAWS;
        }
        assertThat(mean).isEqualTo(0, within(4 * Math.sqrt((double) k / DRAWS)));
        assertThat(square).isEqualTo((double) k, within(4 * Math.sqrt((2.0 * k * k + 6 * k) / DRAWS)));
    }

    /** Poisson(λ), the small means count gaps, the large ones jump. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 5, 12.5, 40, 700})
    void countsArePoissonDistributed(double lambda) {
        int cells = (int) (lambda + 12 * Math.sqrt(lambda) + 12);
        double[] law = new double[cells];
        double logFactorial = 0;
        for (int k = 0; k < cells; k++) {
            logFactorial += k > 0 ? Math.log(k) : 0;
            law[k] = Math.exp(k * Math.log(lambda) - lambda - logFactorial);
        }
        long[] counts = new long[cells];
        for (int i = 0; i < DRAWS; i++) {
            counts[(int) NullEventClock.attemptsWithin(lambda, random)]++;
        }
        IsingLaws.assertDrawnFrom(law, counts);
    }
}
