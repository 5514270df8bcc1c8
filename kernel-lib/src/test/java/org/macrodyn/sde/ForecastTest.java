package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.net.Dense;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

class ForecastTest {
    /** dz = −az dt + σ dW as a network of two rectifiers: −a·relu(z) + a·relu(−z). */
    private static SdeModel linear(double a, double sigma) {
        SdeSettings shape = SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL).withHidden(2, 1);
        SdeNetworks networks = SdeNetworks.of(shape, 1, 1);
        float[] parameters = new float[networks.parameters()];
        Dense hidden = networks.plain().orElseThrow().layers().get(0);
        Dense last = networks.plain().orElseThrow().last();
        parameters[hidden.from()] = 1;
        parameters[hidden.from() + 1] = -1;
        parameters[last.from()] = (float) -a;
        parameters[last.from() + 1] = (float) a;
        parameters[networks.diffusion().last().biases()] = (float) sigma;
        return new SdeModel(Pairs.names(1), Optional.empty(), shape, Scaling.none(1), parameters);
    }

    /** Exact moments of the Euler–Maruyama chain z ← qz + σ√δ·ξ, q = 1 − aδ: mean qᵏz₀, variance σ²δ(1 − q²ᵏ)/(1 − q²). */
    @Test
    void hasTheMomentsOfTheOrnsteinUhlenbeckChain() {
        int runs = 4000;
        double q = 1 - 0.5 * 0.1;
        Trajectories z =
                Forecast.run(linear(0.5, 0.8), starts(runs, 2), 0.1, 31, 1, 2).trajectories();
        for (int k : new int[] {1, 10, 30}) {
            double variance = 0.64 * 0.1 * (1 - Math.pow(q, 2 * k)) / (1 - q * q);
            assertThat(z.times()[7][k]).isEqualTo(k * 0.1);
            assertThat(z.mean(0)[k]).isCloseTo(2 * Math.pow(q, k), within(4 * Math.sqrt(variance / runs)));
            double measured = Math.pow(z.standardDeviation(0)[k], 2);
            assertThat(measured).isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / runs)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesEulerMaruyamaStepsOfTheModel(Diffusion diffusion) {
        Scaling scaling = new Scaling(
                new double[] {1, -1, 0}, new double[] {2, 1, 0.5}, new double[] {3, 1, 2}, new double[] {0.1, 1, 4});
        SdeModel model = SdeModel.create(Pairs.names(3), SdeSettings.of(diffusion), scaling, 5);
        double[][] z0 = {{1, 2, 3}, {-1, 0, 1}};
        double[][][] values =
                Forecast.run(model, z0, 0.02, 4, 3, 9, 1).trajectories().values();
        double[][][] pointwise = Forecast.run(new Pointwise(model), z0, 0.02, 4, 3, 9, 1)
                .trajectories()
                .values();
        for (int run = 0; run < 2; run++) {
            RandomGenerator random = RandomStreams.stream(9, "forecast", run);
            double[] z = z0[run].clone();
            for (int k = 1; k < 4; k++) {
                for (int s = 0; s < 3; s++) {
                    z = step(model, z, 0.02 / 3, random);
                }
                for (int c = 0; c < 3; c++) {
                    assertThat(values[run][k][c]).isCloseTo(z[c], within(1e-5));
                    assertThat(pointwise[run][k][c]).isCloseTo(z[c], within(1e-12));
                }
            }
        }
    }

    /** Any other SDE than a network's, evaluated at one state after another. */
    record Pointwise(SdeModel model) implements Sde {
        @Override
        public List<String> names() {
            return model.names();
        }

        @Override
        public double[] drift(double[] z) {
            return model.drift(z);
        }

        @Override
        public double[][] covariance(double[] z) {
            return model.covariance(z);
        }

        @Override
        public double[][] diffusion(double[] z) {
            return model.diffusion(z);
        }
    }

    /** σ by default: the lower triangular root of a covariance, here 0.3² · [[4, 2], [2, 10]]. */
    @Test
    void takesTheRootOfACovariance() {
        Sde sde = new Sde() {
            @Override
            public List<String> names() {
                return List.of("a", "b");
            }

            @Override
            public double[] drift(double[] z) {
                return new double[2];
            }

            @Override
            public double[][] covariance(double[] z) {
                return new double[][] {{0.36, 0.18}, {0.18, 0.9}};
            }
        };
        assertThat(sde.diffusion(new double[2])[0]).containsExactly(0.6, 0);
        assertThat(sde.diffusion(new double[2])[1])
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(0.3, 0.9);
        assertThat(sde.dimension()).isEqualTo(2);
    }

    private static double[] step(SdeModel model, double[] z, double delta, RandomGenerator random) {
        double[] mu = model.drift(z);
        double[][] sigma = model.diffusion(z);
        double[] noise =
                IntStream.range(0, 3).mapToDouble(c -> random.nextGaussian()).toArray();
        double[] next = new double[3];
        for (int c = 0; c < 3; c++) {
            next[c] = z[c] + mu[c] * delta;
            for (int m = 0; m < 3; m++) {
                next[c] += sigma[c][m] * Math.sqrt(delta) * noise[m];
            }
        }
        return next;
    }

    @Test
    void isTheSameOnOneThreadAndOnThree() {
        SdeModel model = linear(0.5, 0.8);
        double[][][] one = Forecast.run(model, starts(100, 1), 0.1, 20, 1, 1)
                .trajectories()
                .values();
        double[][][] three = Forecast.run(model, starts(100, 1), 0.1, 20, 1, 3)
                .trajectories()
                .values();
        assertThat(three).isDeepEqualTo(one);
    }

    @Test
    void lostTrajectoriesAreReported() {
        double[][] z0 = starts(40, 1);
        ForecastResult result = Forecast.run(linear(-1e6, 0), z0, 1, 12, 1, 1);
        assertThat(result.lost()).hasSize(40);
        assertThatThrownBy(result::finite).isInstanceOf(IllegalStateException.class);
        z0[3][0] = 0;
        ForecastResult one = Forecast.run(linear(-1e6, 0), z0, 1, 12, 1, 1);
        assertThat(one.lost()).hasSize(39).doesNotContain(3);
        assertThat(one.finite().runs()).isEqualTo(1);
    }

    @Test
    void badInputIsRefused() {
        SdeModel model = linear(1, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Forecast.run(model, starts(2, 1), 0, 10, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Forecast.run(model, starts(2, 1), 1, 0, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Forecast.run(model, starts(2, Double.NaN), 1, 10, 1, 1))
                .withMessage("z0[0] = [NaN]: must be 1 finite numbers [z0]");
    }

    @Test
    void severalSdesMustBeOfTheSameZ() {
        SdeModel model = linear(1, 1);
        assertThat(model.names()).containsExactly("z0");
        SdeModel other =
                new SdeModel(List.of("y"), Optional.empty(), model.settings(), model.scaling(), model.parameters());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> together(List.of()))
                .withMessage("SDEs of z = []: must be one or more, of the same z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> together(List.of(model, other)))
                .withMessage("SDEs of z = [[z0], [y]]: must be one or more, of the same z");
        assertThat(together(List.of(model, model)).trajectories().values())
                .isDeepEqualTo(together(List.of(model)).trajectories().values());
    }

    private static ForecastResult together(List<SdeModel> models) {
        return Forecast.run(models, starts(4, 1), new Forecast.Times(1, 3, 1), 1, 1, ProgressListener.NONE);
    }

    private static double[][] starts(int runs, double z) {
        return IntStream.range(0, runs).mapToObj(run -> new double[] {z}).toArray(double[][]::new);
    }
}
