package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

class PolynomialSdeTest {
    private static final int N = 200_000;
    private static final double DT = 0.01;
    private static final double LAMBDA = 4;

    /** Pairs of dz = (z − z³)dt + √(0.1 + 0.2 z²) dW, with λ times its variance. */
    private static MacroPairs pairs() {
        RandomGenerator random = RandomStreams.stream(1, "polynomial test", 0);
        float[] z0 = new float[N];
        float[] dz = new float[N];
        float[] dt = new float[N];
        for (int i = 0; i < N; i++) {
            double z = random.nextDouble(-1.5, 1.5);
            z0[i] = (float) z;
            dt[i] = (float) DT;
            dz[i] = (float)
                    ((z - z * z * z) * DT + Math.sqrt(LAMBDA * (0.1 + 0.2 * z * z) * DT) * random.nextGaussian());
        }
        return new MacroPairs(List.of("z"), z0, dz, dt);
    }

    /** At a point, a cubic fit to uniform data has at most about 9 times the variance of a mean (Chebyshev, interior). */
    @Test
    void recoversDriftAndDiffusion() {
        PolynomialSde sde = PolynomialSde.fit(pairs(), 3, LAMBDA);
        for (double z = -1.2; z <= 1.2; z += 0.3) {
            double s = 0.1 + 0.2 * z * z;
            double driftError = 3 * Math.sqrt(LAMBDA * s / (N * DT));
            assertThat(sde.drift(z)).isCloseTo(z - z * z * z, within(4 * driftError));
            assertThat(sde.variance(z)).isCloseTo(s, within(4 * 3 * s * Math.sqrt(2.0 / N) + 1e-3));
        }
    }

    @Test
    void meanFollowsTheDrift() {
        PolynomialSde sde = PolynomialSde.fit(pairs(), 3, LAMBDA);
        double[] mean = sde.mean(0.5, 0.1, 2, 10, 20_000, 3);
        double first = 0.5 + 0.1 * (0.5 - 0.125);
        assertThat(mean[1]).isCloseTo(first, within(0.01));
        assertThat(mean[0]).isEqualTo(0.5);
    }

    @Test
    void refusesMoreThanOneDimension() {
        MacroPairs two = new MacroPairs(List.of("a", "b"), new float[2], new float[2], new float[] {1});
        assertThatThrownBy(() -> PolynomialSde.fit(two, 3, 1)).hasMessageContaining("in 2 dimensions");
    }
}
