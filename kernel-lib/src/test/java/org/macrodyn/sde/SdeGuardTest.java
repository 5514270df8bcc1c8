package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

/** Known answers for fits of λ where δt, drift and noise are of one size, so that none of them hides. */
class SdeGuardTest {
    private static final int N = 100_000;

    /** Pairs of dz = (1 − z²)dt + σdW with λ times its variance, δt from 0.1 to 2. */
    private static MacroPairs parabola(double sigma, double lambda) {
        RandomGenerator random = RandomStreams.stream(4, "sde guard", 0);
        float[] z0 = new float[N];
        float[] dz = new float[N];
        float[] dt = new float[N];
        for (int i = 0; i < N; i++) {
            z0[i] = (float) random.nextDouble(-3, 3);
            dt[i] = (float) random.nextDouble(0.1, 2);
            dz[i] = (float) ((1 - z0[i] * z0[i]) * dt[i] + sigma * Math.sqrt(lambda * dt[i]) * random.nextGaussian());
        }
        return new MacroPairs(List.of("z"), z0, dz, dt);
    }

    /** Two noises of variances 3 and 1 per time, over δt that differ by a factor of 10, with drifts that outweigh them. */
    @Test
    void lambdaDoesNotDependOnTheStep() {
        LambdaSelection estimate = LambdaSelection.estimate(parabola(0.5, 3), parabola(0.5, 1), 4, 2);
        // the same random numbers in both, so that the ratio is exact but for the drift's 3 terms.
        assertThat(estimate.lambda()).isCloseTo(3, within(1e-3));
        LambdaSelection other = LambdaSelection.estimate(independent(3, 1, 1), independent(1, 2, 0.1), 4, 1);
        double error = 3 * Math.sqrt(4.0 / N);
        assertThat(other.lambda()).isCloseTo(3, within(4 * error));
        // a jackknife over 20 blocks knows an error to 1/√38.
        assertThat(other.error()).isCloseTo(error, within(4 * error / Math.sqrt(38)));
    }

    private static MacroPairs independent(double variance, int seed, double unit) {
        RandomGenerator random = RandomStreams.stream(seed, "sde guard", 1);
        float[] z0 = new float[N];
        float[] dz = new float[N];
        float[] dt = new float[N];
        for (int i = 0; i < N; i++) {
            z0[i] = (float) random.nextGaussian();
            dt[i] = (float) (unit * random.nextDouble(0.5, 3));
            dz[i] = (float) (-2 * z0[i] * dt[i] + Math.sqrt(variance * dt[i]) * random.nextGaussian());
        }
        return new MacroPairs(List.of("z"), z0, dz, dt);
    }

    /** ln λ = κ ln K by hand: weights (λ/Δλ)², error 1/√Σ w x², inflated by √(χ²/(n − 1)), error of λ λ ln K Δκ. */
    @Test
    void theLawIsAWeightedFitThroughOne() {
        LambdaSelection four = new LambdaSelection(4, 4, 0.4);
        LambdaSelection sixteen = new LambdaSelection(16, 8, 0.4);
        double x4 = Math.log(4);
        double x16 = Math.log(16);
        double w4 = 100;
        double w16 = 400;
        double kappa = (w4 * x4 * Math.log(4) + w16 * x16 * Math.log(8)) / (w4 * x4 * x4 + w16 * x16 * x16);
        double chi = w4 * Math.pow(Math.log(4) - kappa * x4, 2) + w16 * Math.pow(Math.log(8) - kappa * x16, 2);
        double error = Math.sqrt(chi / (w4 * x4 * x4 + w16 * x16 * x16));
        LambdaSelection.Law law = LambdaSelection.extrapolate(List.of(four, sixteen, LambdaSelection.theory(1)));
        assertThat(chi).as("or inflation is not tested").isGreaterThan(2);
        assertThat(law.exponent()).isCloseTo(kappa, within(1e-12));
        assertThat(law.chiSquare()).isCloseTo(chi, within(1e-9));
        assertThat(law.error()).isCloseTo(error, within(1e-12));
        assertThat(law.at(64).lambda()).isCloseTo(Math.pow(64, kappa), within(1e-9));
        assertThat(law.at(64).error()).isCloseTo(Math.pow(64, kappa) * Math.log(64) * error, within(1e-9));
        LambdaSelection.Law one = LambdaSelection.extrapolate(List.of(four));
        assertThat(one.exponent()).isCloseTo(1, within(1e-12));
        assertThat(one.error()).isCloseTo(0.1 / x4, within(1e-12));
    }
}
