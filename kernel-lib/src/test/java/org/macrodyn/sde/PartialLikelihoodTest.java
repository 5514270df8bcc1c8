package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.run.RandomStreams;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PartialLikelihoodTest {
    /** likelihood_reference.csv: PyTorch's autograd in float64. */
    @Test
    void agreesWithPyTorch() throws IOException {
        for (String line : lines("likelihood_reference.csv")) {
            String[] words = line.split(",");
            Diffusion diffusion = Diffusion.valueOf(words[0]);
            int d = Integer.parseInt(words[1]);
            double[] numbers = Arrays.stream(words, 2, words.length)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            int k = diffusion.outputs(d);
            double[] mu = Arrays.copyOfRange(numbers, 2, 2 + d);
            double[] sigma = Arrays.copyOfRange(numbers, 2 + d, 2 + d + k);
            double[] dz = Arrays.copyOfRange(numbers, 2 + d + k, 2 + 2 * d + k);
            double[] dt = {numbers[2 + 2 * d + k]};
            double[] expected = Arrays.copyOfRange(numbers, 3 + 2 * d + k, numbers.length);
            double[] loss = new double[1];
            likelihood(numbers[0], numbers[1], diffusion, ones(d), ones(d)).evaluate(1, mu, sigma, dz, dt, loss);
            double[] actual = new double[expected.length];
            actual[0] = loss[0];
            System.arraycopy(mu, 0, actual, 1, d);
            System.arraycopy(sigma, 0, actual, 1 + d, k);
            assertThat(difference(actual, expected)).as(line).isLessThan(1e-10);
        }
    }

    @ParameterizedTest
    @EnumSource(Diffusion.class)
    void gradientIsTheDerivativeOfTheLoss(Diffusion diffusion) {
        int d = 3;
        int samples = 4;
        double[] driftScale = {0.5, 2, 3};
        double[] diffusionScale = {1.5, 0.3, 0.7};
        LikelihoodKernel kernel = likelihood(2.5, 1e-3, diffusion, driftScale, diffusionScale);
        RandomGenerator random = RandomStreams.stream(3, "likelihood test", 0);
        double[] mu = random.doubles(d * samples, -1, 1).toArray();
        double[] sigma =
                random.doubles(diffusion.outputs(d) * samples, 0.2, 1.2).toArray();
        double[] dz = random.doubles(d * samples, -0.3, 0.3).toArray();
        double[] dt = random.doubles(samples, 0.1, 0.2).toArray();
        double[] muGradient = mu.clone();
        double[] sigmaGradient = sigma.clone();
        kernel.evaluate(samples, muGradient, sigmaGradient, dz, dt, new double[samples]);
        double[] muNumerical = numerical(mu, x -> sum(kernel, samples, x, sigma, dz, dt));
        double[] sigmaNumerical = numerical(sigma, x -> sum(kernel, samples, mu, x, dz, dt));
        assertThat(difference(muGradient, muNumerical)).isLessThan(1e-8);
        assertThat(difference(sigmaGradient, sigmaNumerical)).isLessThan(1e-8);
    }

    @Test
    void isALossOfTheGraphWithTheSameNumbers() {
        PartialLikelihood loss = new PartialLikelihood(2, 0.1, Diffusion.FULL, ones(2), ones(2));
        INDArray labels = Nd4j.createFromArray(new double[][] {{0.1, 0.2, 0.5}, {-0.3, 0.1, 0.25}});
        double[][] outputs = {{0.3, 0.1, 1, 0.2, -0.1, 0.8}, {0.2, -0.4, 0.9, 0, 0.3, 1.1}};
        INDArray output = Nd4j.createFromArray(outputs);
        INDArray each = loss.computeScoreArray(labels, output, null, null);
        assertThat(loss.computeScore(labels, output, null, null, true))
                .isCloseTo((each.getDouble(0) + each.getDouble(1)) / 2, within(1e-14));
        INDArray gradient = loss.computeGradient(labels, output, null, null);
        double h = 1e-6;
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 6; column++) {
                INDArray up = output.dup();
                INDArray down = output.dup();
                up.putScalar(row, column, outputs[row][column] + h);
                down.putScalar(row, column, outputs[row][column] - h);
                double slope = (loss.computeScore(labels, up, null, null, false)
                                - loss.computeScore(labels, down, null, null, false))
                        / (2 * h);
                assertThat(gradient.getDouble(row, column)).isCloseTo(slope, within(1e-7));
            }
        }
    }

    private static LikelihoodKernel likelihood(
            double lambda, double epsilon, Diffusion diffusion, double[] driftScale, double[] diffusionScale) {
        return new LikelihoodKernel(new PartialLikelihood(lambda, epsilon, diffusion, driftScale, diffusionScale));
    }

    private static double sum(
            LikelihoodKernel kernel, int samples, double[] mu, double[] sigma, double[] dz, double[] dt) {
        double[] loss = new double[samples];
        kernel.evaluate(samples, mu.clone(), sigma.clone(), dz, dt, loss);
        return Arrays.stream(loss).sum();
    }

    private static double[] numerical(double[] at, ToDoubleFunction<double[]> function) {
        double h = 1e-5;
        double[] slope = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += h;
            down[i] -= h;
            slope[i] = (function.applyAsDouble(up) - function.applyAsDouble(down)) / (2 * h);
        }
        return slope;
    }

    /** Largest difference, relative to the largest expected value. */
    static double difference(double[] actual, double[] expected) {
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return worst / largest;
    }

    static String[] lines(String resource) throws IOException {
        try (InputStream in = PartialLikelihoodTest.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toArray(String[]::new);
        }
    }

    private static double[] ones(int d) {
        double[] ones = new double[d];
        Arrays.fill(ones, 1);
        return ones;
    }
}
