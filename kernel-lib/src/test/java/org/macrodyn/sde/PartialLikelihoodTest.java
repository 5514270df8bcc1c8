package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Doubles;
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
import org.macrodyn.sde.LikelihoodKernel.Increments;

class PartialLikelihoodTest {
    /** The covariance of single pairs. */
    private static final double[] NONE = {};

    /** likelihood_reference.csv: PyTorch's autograd in float64. */
    @Test
    void agreesWithPyTorch() throws IOException {
        for (String line : lines("likelihood_reference.csv")) {
            String[] words = line.split(",", -1);
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
            likelihood(numbers[0], numbers[1], diffusion, ones(d), ones(d))
                    .evaluate(1, mu, sigma, new Increments(dz, NONE, dt), loss);
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
        double[] mu = random.doubles((long) d * samples, -1, 1).toArray();
        double[] sigma =
                random.doubles((long) diffusion.outputs(d) * samples, 0.2, 1.2).toArray();
        double[] dz = random.doubles((long) d * samples, -0.3, 0.3).toArray();
        double[] dt = random.doubles(samples, 0.1, 0.2).toArray();
        double[] muGradient = mu.clone();
        double[] sigmaGradient = sigma.clone();
        kernel.evaluate(samples, muGradient, sigmaGradient, new Increments(dz, NONE, dt), new double[samples]);
        double[] muNumerical = numerical(mu, x -> sum(kernel, samples, x, sigma, dz, dt));
        double[] sigmaNumerical = numerical(sigma, x -> sum(kernel, samples, mu, x, dz, dt));
        assertThat(difference(muGradient, muNumerical)).isLessThan(1e-8);
        assertThat(difference(sigmaGradient, sigmaNumerical)).isLessThan(1e-8);
    }

    /** Pairs that share z and δt: mean and covariance of their Δz say all, for loss and gradients. */
    @ParameterizedTest
    @EnumSource(Diffusion.class)
    void pairsOfOneObservationHaveTheMeanLossAndGradientOfTheSinglePairs(Diffusion diffusion) {
        int d = 3;
        int pairs = 5;
        double[] scale = {1.5, 0.3, 0.7};
        LikelihoodKernel kernel = likelihood(2.5, 1e-3, diffusion, scale, scale);
        RandomGenerator random = RandomStreams.stream(4, "likelihood test", 0);
        double[] mu = random.doubles(d, -1, 1).toArray();
        double[] sigma = random.doubles(diffusion.outputs(d), 0.2, 1.2).toArray();
        double[][] dz = new double[pairs][];
        double[] mean = new double[d];
        double[] covariance = new double[d * d];
        double[] expected = new double[1 + mu.length + sigma.length];
        for (int k = 0; k < pairs; k++) {
            dz[k] = random.doubles(d, -0.3, 0.3).toArray();
            add(expected, evaluated(kernel, mu, sigma, new Increments(dz[k], NONE, new double[] {0.2})), 1.0 / pairs);
            add(mean, dz[k], 1.0 / pairs);
        }
        for (int k = 0; k < pairs * d * d; k++) {
            double[] one = dz[k / (d * d)];
            int a = k / d % d;
            int b = k % d;
            covariance[a * d + b] += (one[a] - mean[a]) * (one[b] - mean[b]) / pairs;
        }
        double[] actual = evaluated(kernel, mu, sigma, new Increments(mean, covariance, new double[] {0.2}));
        assertThat(difference(actual, expected)).isLessThan(1e-13);
    }

    /** Many samples, with covariances that differ, go through in chunks: to the last bit as each by itself. */
    @ParameterizedTest
    @EnumSource(Diffusion.class)
    void aSampleDoesNotDependOnThoseBesideIt(Diffusion diffusion) {
        int d = 3;
        int samples = 131;
        int outputs = diffusion.outputs(d);
        double[] scale = {1.5, 0.3, 0.7};
        LikelihoodKernel kernel = likelihood(2.5, 1e-3, diffusion, scale, scale);
        RandomGenerator random = RandomStreams.stream(5, "likelihood test", 0);
        double[] mu = random.doubles((long) d * samples, -1, 1).toArray();
        double[] sigma = random.doubles((long) outputs * samples, 0.2, 1.2).toArray();
        double[] dz = random.doubles((long) d * samples, -0.3, 0.3).toArray();
        double[] spread = random.doubles((long) d * d * samples, 0, 0.1).toArray();
        double[] dt = random.doubles(samples, 0.1, 0.2).toArray();
        double[][] alone = new double[samples][];
        for (int i = 0; i < samples; i++) {
            Increments one = new Increments(sample(dz, i, samples), sample(spread, i, samples), sample(dt, i, samples));
            alone[i] = evaluated(kernel, sample(mu, i, samples), sample(sigma, i, samples), one);
        }
        double[] loss = new double[samples];
        kernel.evaluate(samples, mu, sigma, new Increments(dz, spread, dt), loss);
        for (int i = 0; i < samples; i++) {
            double[] beside = Doubles.concat(new double[] {loss[i]}, sample(mu, i, samples), sample(sigma, i, samples));
            assertThat(beside).containsExactly(alone[i]);
        }
    }

    private static double[] sample(double[] values, int sample, int samples) {
        double[] of = new double[values.length / samples];
        Arrays.setAll(of, c -> values[c * samples + sample]);
        return of;
    }

    /** ℓ and its gradients. */
    private static double[] evaluated(LikelihoodKernel kernel, double[] mu, double[] sigma, Increments given) {
        double[] all = new double[1 + mu.length + sigma.length];
        double[] loss = new double[1];
        double[] muGradient = mu.clone();
        double[] sigmaGradient = sigma.clone();
        kernel.evaluate(1, muGradient, sigmaGradient, given, loss);
        all[0] = loss[0];
        System.arraycopy(muGradient, 0, all, 1, mu.length);
        System.arraycopy(sigmaGradient, 0, all, 1 + mu.length, sigma.length);
        return all;
    }

    private static void add(double[] sum, double[] values, double weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
        }
    }

    /** The product of the pivots leaves the numbers, their logarithm does not. */
    @Test
    void theDeterminantMayBeTooSmallForANumber() {
        int d = 4;
        double[] tiny = new double[d];
        Arrays.fill(tiny, 1e-100);
        double[] sigma = new double[d * d];
        for (int c = 0; c < d; c++) {
            sigma[c * d + c] = 1;
        }
        double[] loss = new double[1];
        Increments still = new Increments(new double[d], NONE, new double[] {1});
        likelihood(1, 0, Diffusion.FULL, ones(d), tiny).evaluate(1, new double[d], sigma, still, loss);
        assertThat(loss[0]).isCloseTo(-800 * Math.log(10), within(1e-9));
    }

    private static LikelihoodKernel likelihood(
            double lambda, double epsilon, Diffusion diffusion, double[] driftScale, double[] diffusionScale) {
        return new LikelihoodKernel(new PartialLikelihood(lambda, epsilon, diffusion, driftScale, diffusionScale));
    }

    private static double sum(
            LikelihoodKernel kernel, int samples, double[] mu, double[] sigma, double[] dz, double[] dt) {
        double[] loss = new double[samples];
        kernel.evaluate(samples, mu.clone(), sigma.clone(), new Increments(dz, NONE, dt), loss);
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
