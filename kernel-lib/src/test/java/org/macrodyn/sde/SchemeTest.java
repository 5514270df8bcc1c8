package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

class SchemeTest {
    private static final int RUNS = 20_000;

    /** dz = μ(z)dt + σ(z)dW of one component. */
    private record Scalar(DoubleUnaryOperator mu, DoubleUnaryOperator sigma) implements Sde {
        @Override
        public List<String> names() {
            return List.of("z");
        }

        @Override
        public double[] drift(double[] z) {
            return new double[] {mu.applyAsDouble(z[0])};
        }

        @Override
        public double[][] covariance(double[] z) {
            double sigma = this.sigma.applyAsDouble(z[0]);
            return new double[][] {{sigma * sigma}};
        }
    }

    private static Trajectories run(Sde sde, double start, double step, int substeps, Scheme scheme) {
        double[][] z0 = new double[RUNS][sde.dimension()];
        Arrays.stream(z0).forEach(z -> Arrays.fill(z, start));
        Forecast.Times when = new Forecast.Times(step, 2, substeps, scheme);
        return Forecast.run(sde, z0, when, 5, 2, ProgressListener.NONE).trajectories();
    }

    /** dz = −z² dt + z dW from 2 by δ = 0.1 with ξ = ½, by hand. */
    @Test
    void heunsStepIsThatOfItsFormula() {
        SideBySide runs = new SideBySide.ByPoint(new Scalar(z -> -z * z, z -> z), 0.1);
        double[][] z = {{2}};
        Scheme.HEUN.advance(z, new double[][] {{0.5}}, runs, new double[Scheme.ROOM][1][1]);
        double root = Math.sqrt(0.1);
        double p = 2 - 0.4;
        double s = (2 + p) / 2 * root * 0.5;
        assertThat(z[0][0]).isCloseTo(2 + (-4 - (p + s) * (p + s)) * 0.05 + s, within(1e-12));
        assertThat(Scheme.HEUN.withoutNoise(new Scalar(x -> -x * x, x -> x), new double[] {2}, 0.1)[0])
                .isCloseTo(2 - 0.05 * (4 + 1.6 * 1.6), within(1e-12));
        assertThat(Scheme.EULER_MARUYAMA.withoutNoise(new Scalar(x -> -x * x, x -> x), new double[] {2}, 0.1)[0])
                .isCloseTo(1.6, within(1e-12));
    }

    /** Networks side by side and one state after another, with noise that depends on z. */
    @ParameterizedTest
    @EnumSource
    void networksStepAsPointsDo(Scheme scheme) {
        Scaling scaling =
                new Scaling(new double[] {1, -1}, new double[] {2, 1}, new double[] {3, 1}, new double[] {0.4, 1});
        SdeModel model = SdeModel.create(Pairs.names(2), SdeSettings.of(Diffusion.FULL), scaling, 5);
        double[][] z0 = {{1, 2}, {-1, 0}, {0.3, -0.4}};
        Forecast.Times when = new Forecast.Times(0.2, 4, 3, scheme);
        double[][][] together = Forecast.run(model, z0, when, 9, 1, ProgressListener.NONE)
                .trajectories()
                .values();
        double[][][] alone = Forecast.run(new ForecastTest.Pointwise(model), z0, when, 9, 1, ProgressListener.NONE)
                .trajectories()
                .values();
        for (int run = 0; run < z0.length; run++) {
            for (int k = 0; k < 4; k++) {
                assertThat(together[run][k]).containsExactly(alone[run][k], within(1e-5));
            }
        }
    }

    /** dz = −z dt + ½ dW, z(0) = 1 in 5 steps to t = 1: (1 − a + a²/2)⁵ is e⁻¹ to 0.3 %, the variance to a² of itself; Euler's are off by 11 %. */
    @Test
    void heunIsOfSecondOrder() {
        Sde process = new Scalar(z -> -z, z -> 0.5);
        Trajectories heun = run(process, 1, 1, 5, Scheme.HEUN);
        double variance = 0.125 * (1 - Math.exp(-2));
        double chance = Math.sqrt(variance / RUNS);
        double factor = Math.pow(1 - 0.2 + 0.02, 5);
        assertThat(factor).isCloseTo(Math.exp(-1), within(0.003));
        assertThat(heun.mean(0)[1]).isCloseTo(factor, within(4 * chance));
        double share = 4 * Math.sqrt(2.0 / RUNS);
        assertThat(Math.pow(heun.standardDeviation(0)[1], 2) / variance).isCloseTo(1, within(0.01 + share));
        double euler = run(process, 1, 1, 5, Scheme.EULER_MARUYAMA).mean(0)[1];
        assertThat(euler).isCloseTo(Math.pow(0.8, 5), within(4 * chance)).isLessThan(0.34);
    }

    /** dz = −z dt + 0.05 z dW, z(0) = 1: the variance is e⁻² (e^(0.0025) − 1), though the noise shrinks within a step. */
    @Test
    void heunFollowsNoiseThatChangesAlongTheWay() {
        Trajectories heun = run(new Scalar(z -> -z, z -> 0.05 * z), 1, 1, 5, Scheme.HEUN);
        double variance = Math.exp(-2) * Math.expm1(0.0025);
        double share = 4 * Math.sqrt(2.0 / RUNS);
        assertThat(Math.pow(heun.standardDeviation(0)[1], 2) / variance).isCloseTo(1, within(0.02 + share));
    }

    /** dz = ½ z dW is a martingale by Itô's integral; by Stratonovich's its mean would be e^(1/8) at t = 1. */
    @Test
    void theIntegralIsItos() {
        Trajectories heun = run(new Scalar(z -> 0, z -> 0.5 * z), 1, 1, 10, Scheme.HEUN);
        double chance = Math.sqrt(Math.expm1(0.25) / RUNS);
        assertThat(heun.mean(0)[1]).isCloseTo(1, within(4 * chance));
    }
}
