package org.macrodyn.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.run.RandomStreams;

/** The engine against the definition in double precision, and its promise about bits. */
class EngineTest {
    private static float[][] rows(int count, int samples, RandomGenerator random) {
        float[][] rows = Rows.allocate(count, samples);
        for (float[] row : rows) {
            for (int s = 0; s < samples; s++) {
                row[s] = (float) random.nextDouble(-1, 1);
            }
        }
        return rows;
    }

    /** Shapes with and without remainders of the blocks of three outputs and three inputs, short rows and long ones. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 3, 40", "3, 4, 7", "5, 8, 129", "4, 6, 16", "7, 1, 300", "3, 5, 33", "8, 7, 31"})
    void productsAreChainsOfFusedMultiplyAddsInOrder(int outputs, int inputs, int samples) {
        RandomGenerator random = RandomStreams.stream(1, "products", outputs);
        float[][] a = rows(outputs, inputs, random);
        float[][] x = rows(inputs, samples, random);
        float[][] y = rows(outputs, samples, random);
        float[][] expected = new float[outputs][];
        for (int o = 0; o < outputs; o++) {
            expected[o] = y[o].clone();
            for (int s = 0; s < samples; s++) {
                for (int i = 0; i < inputs; i++) {
                    expected[o][s] = Math.fma(a[o][i], x[i][s], expected[o][s]);
                }
            }
        }
        Rows.addProducts(a, x, inputs, y, outputs, samples);
        assertThat(y).isDeepEqualTo(expected);
    }

    /** Along samples or along units: outputs and errors of a sample do not depend on how many are beside it. */
    @ParameterizedTest
    @CsvSource({"3, 20, 2", "20, 3, 5", "0, 6, 4"})
    void aSampleHasTheSameBitsAloneAndInALargeBlock(int inputs, int outputs, int hidden) {
        Network network = Network.of(0, Activation.SILU, inputs, hidden * 8, outputs);
        RandomGenerator random = RandomStreams.stream(2, "bits", inputs);
        float[] parameters = new float[network.end()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextDouble(-1, 1);
        }
        NetworkPass large = new NetworkPass(network, 200);
        large.load(parameters);
        float[][] x = rows(inputs, 200, random);
        float[][] error = rows(outputs, 200, random);
        for (int i = 0; i < inputs; i++) {
            System.arraycopy(x[i], 0, large.input()[i], 0, 200);
        }
        float[][] all = large.forward(200);
        large.backward(error, 200);
        float[][] inputErrors = large.inputError(error, 200);
        NetworkPass small = new NetworkPass(network, 1);
        small.load(parameters);
        for (int s = 0; s < 200; s += 7) {
            for (int i = 0; i < inputs; i++) {
                small.input()[i][0] = x[i][s];
            }
            float[][] one = new float[outputs][1];
            for (int o = 0; o < outputs; o++) {
                one[o][0] = error[o][s];
                assertThat(small.evaluate(1)[o][0]).isEqualTo(all[o][s]);
                assertThat(small.forward(1)[o][0]).isEqualTo(all[o][s]);
            }
            small.backward(one, 1);
            for (int i = 0; i < inputs; i++) {
                assertThat(small.inputError(one, 1)[i][0]).isEqualTo(inputErrors[i][s]);
            }
        }
    }

    /** ℓ = Σ c·y over the samples; central differences of the same network in double precision. */
    @ParameterizedTest
    @CsvSource({"RELU, 3, 2", "TANH, 3, 2", "SILU, 20, 1", "SILU, 1, 5", "TANH, 0, 4"})
    void gradientsAreDerivatives(Activation activation, int inputs, int outputs) {
        Network network = Network.of(2, activation, inputs, 9, 9, outputs);
        RandomGenerator random = RandomStreams.stream(3, "gradients", inputs);
        float[] parameters = new float[network.end()];
        for (int i = 2; i < parameters.length; i++) {
            parameters[i] = (float) random.nextDouble(-1, 1);
        }
        int samples = 6;
        NetworkPass pass = new NetworkPass(network, samples);
        pass.load(parameters);
        float[][] x = rows(inputs, samples, random);
        float[][] error = rows(outputs, samples, random);
        for (int i = 0; i < inputs; i++) {
            System.arraycopy(x[i], 0, pass.input()[i], 0, samples);
        }
        pass.forward(samples);
        pass.backward(error, samples);
        float[] gradients = new float[parameters.length];
        pass.addGradients(gradients);
        pass.addGradients(gradients);
        for (int i = 2; i < parameters.length; i++) {
            float[] up = parameters.clone();
            float[] down = parameters.clone();
            up[i] += 0x1p-14f;
            down[i] -= 0x1p-14f;
            double rise = sum(network, up, x, error, samples) - sum(network, down, x, error, samples);
            assertThat((double) gradients[i]).isCloseTo(rise / ((double) up[i] - down[i]), within(2e-4));
        }
        assertThat(gradients[0]).isZero();
    }

    private static double sum(Network network, float[] parameters, float[][] x, float[][] error, int samples) {
        double sum = 0;
        for (int s = 0; s < samples; s++) {
            double[] point = new double[x.length];
            for (int i = 0; i < point.length; i++) {
                point[i] = x[i][s];
            }
            double[] y = network.evaluate(parameters, point);
            for (int o = 0; o < y.length; o++) {
                sum += error[o][s] * y[o];
            }
        }
        return sum;
    }

    /** g ← g + decay·p; the first step of Adam is η·sign(g), whatever the size of g. */
    @Test
    void adamWithDecayTakesItsFirstStepAgainstTheSignOfTheGradient() {
        float[] parameters = {1, -2, 0.5f};
        Adam adam = Adam.of(3, 0.9, 0.95, 0.1);
        adam.update(parameters, new float[] {0.3f, 0, -0.2f}, 0.5f, 0.01, 1);
        assertThat(parameters).containsExactly(new float[] {0.99f, -1.99f, 0.51f}, within(1e-6f));
        assertThat(adam.state()).hasSize(adam.stateLength()).hasSize(6);
    }

    @Test
    void anOptimiserGoesOnFromItsState() {
        for (boolean largest : List.of(true, false)) {
            Adam first = largest ? Adam.amsGrad(2) : Adam.of(2, 0.9, 0.99, 0);
            float[] parameters = {1, 2};
            first.update(parameters, new float[] {1, -3}, 1, 0.1, 1);
            Adam second = largest ? Adam.amsGrad(2) : Adam.of(2, 0.9, 0.99, 0);
            second.restore(first.state());
            float[] copy = parameters.clone();
            first.update(parameters, new float[] {0.1f, 2}, 1, 0.1, 2);
            second.update(copy, new float[] {0.1f, 2}, 1, 0.1, 2);
            assertThat(copy).isEqualTo(parameters);
        }
    }

    @Test
    void layersThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Network(List.of(new Dense(1, 2, 0), new Dense(3, 1, 4)), Activation.RELU))
                .withMessage("layer 1 with 3 inputs after 2 outputs: must be equal");
        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(0, Activation.RELU, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dense(1, 0, 0));
    }
}
