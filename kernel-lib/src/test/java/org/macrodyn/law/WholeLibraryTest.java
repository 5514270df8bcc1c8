package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.Forecast;

/** Polynomials by least squares with nothing left out, where δt, drift and noise are of one size, so that none of them hides. */
class WholeLibraryTest {
    private static final int N = 100_000;

    private static MacroPairs pairs(DoubleUnaryOperator drift, DoubleUnaryOperator variance, double range, double dt) {
        RandomGenerator random = RandomStreams.stream(4, "sde guard", 0);
        float[] z0 = new float[N];
        float[] dz = new float[N];
        float[] times = new float[N];
        for (int i = 0; i < N; i++) {
            double z = random.nextDouble(-range, range);
            z0[i] = (float) z;
            times[i] = (float) (dt * random.nextDouble(0.1, 2));
            dz[i] = (float) (drift.applyAsDouble(z) * times[i]
                    + Math.sqrt(variance.applyAsDouble(z) * times[i]) * random.nextGaussian());
        }
        return new MacroPairs(List.of("z"), z0, dz, times);
    }

    private static Law fit(MacroPairs pairs, int degree, double lambda) {
        return Law.of(pairs, lambda, Terms.polynomials(pairs.names(), degree).whole());
    }

    /** At a point, a cubic fit to uniform data has at most about 9 times the variance of a mean (Chebyshev, interior). */
    @Test
    void recoversDriftAndDiffusion() {
        double lambda = 4;
        Law law = fit(pairs(z -> z - z * z * z, z -> lambda * (0.1 + 0.2 * z * z), 1.5, 0.01), 3, lambda);
        assertThat(law.table()).hasSize(8).allMatch(row -> row.kept() == 1);
        for (double z = -1.2; z <= 1.2; z += 0.3) {
            double s = 0.1 + 0.2 * z * z;
            double error = 3 * Math.sqrt(lambda * s / (N * 0.0105));
            assertThat(law.drift(new double[] {z})[0]).isCloseTo(z - z * z * z, within(4 * error));
            assertThat(law.covariance(new double[] {z})[0][0])
                    .isCloseTo(s, within(4 * 3 * s * Math.sqrt(2.0 / N) + 1e-3));
        }
    }

    /**
     * Drift to 3√(λσ²/ΣΔt) as at an interior point of a parabola, σ² to 3 √(2/n)σ²; both without regard to how long each pair
     * lasts.
     */
    @Test
    void doesNotDependOnTheStep() {
        double lambda = 4;
        Law law = fit(pairs(z -> 1 - z * z, z -> lambda * 0.25, 3, 1), 2, lambda);
        for (double z : new double[] {-2, -1, 0, 1.5}) {
            assertThat(law.drift(new double[] {z})[0])
                    .isCloseTo(1 - z * z, within(12 * Math.sqrt(lambda * 0.25 / (N * 1.05))));
            assertThat(law.covariance(new double[] {z})[0][0])
                    .isCloseTo(0.25, within(12 * 0.25 * Math.sqrt(2.0 / N) * 1.2));
        }
    }

    /** ⟨z⟩ falls by the curvature of −z² and by the noise alone: −t²/2 − 0.35 t⁵ from 0, for σ = 1. */
    @Test
    void noiseBendsTheMeanOfAParabola() {
        Law law = fit(pairs(z -> -z * z, z -> 1, 3, 0.5), 2, 1);
        int runs = 5000;
        double[][] starts = new double[runs][1];
        double[] mean = Forecast.run(law, starts, 0.25, 3, 50, 1, 2).finite().mean(0);
        for (int k = 1; k < 3; k++) {
            double t = 0.25 * k;
            double exact = -t * t / 2 - 0.35 * Math.pow(t, 5);
            assertThat(mean[k]).isCloseTo(exact, within(4 * Math.sqrt(t / runs) + 0.01));
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-12, 1", "1e12, 1", "1, 1e-12", "1, 1e12"})
    void isTheSameInAllUnits(double unit, double time) {
        MacroPairs pairs = LawPairs.euler(List.of("x"), LawPairs.single(x -> -x, x -> 0.5), 2000, 1, 3);
        float[] z0 = scaled(pairs.z0(), unit);
        float[] dz = scaled(pairs.dz(), unit);
        float[] dt = scaled(pairs.dt(), time);
        Law expected = fit(pairs, 3, 1);
        Law actual = fit(new MacroPairs(pairs.names(), z0, dz, dt), 3, 1);
        for (double z : new double[] {-1, 0.2, 1.5, 1e3}) {
            assertThat(actual.drift(new double[] {z * unit})[0] * time / unit)
                    .isCloseTo(expected.drift(new double[] {z})[0], within(1e-4));
            assertThat(actual.covariance(new double[] {z * unit})[0][0] * time / (unit * unit))
                    .isCloseTo(expected.covariance(new double[] {z})[0][0], within(1e-4));
        }
    }

    private static float[] scaled(float[] values, double unit) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * unit);
        }
        return scaled;
    }

    /** The square of a term that is there already cannot be told from it where z is 0 or 1. */
    @Test
    void leavesOutWhatIsACombinationOfOthers() {
        float[] z0 = new float[200];
        float[] dz = new float[200];
        float[] dt = new float[200];
        Arrays.fill(dt, 1);
        for (int i = 0; i < 200; i++) {
            z0[i] = i % 2;
            dz[i] = -z0[i] + (i / 2 % 2 == 0 ? 0.1f : -0.1f);
        }
        Law law = fit(new MacroPairs(List.of("z"), z0, dz, dt), 2, 1);
        assertThat(law.drift("z").terms()).hasSize(2);
        assertThat(law.drift(new double[] {1})[0]).isCloseTo(-1, within(1e-6));
    }
}
