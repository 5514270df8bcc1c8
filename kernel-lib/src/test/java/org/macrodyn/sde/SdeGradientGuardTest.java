package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.TimeScale;
import org.macrodyn.net.Activation;
import org.macrodyn.net.Adam;
import org.macrodyn.run.RandomStreams;

/** Loss, gradient and step of a training against the paper's formula for single pairs, with T as a parameter. */
class SdeGradientGuardTest {
    private static final double LAMBDA = 3;
    private static final double EPSILON = 0.05;
    private static final double[] FLOOR = {0.25, 0.5};
    private static final Scaling SCALING = new Scaling(
            new double[] {0.5, -1, 150}, new double[] {2, 0.5, 50}, new double[] {1.5, 0.5}, new double[] {0.75, 1.25});
    private static final SdeNetworks NETWORKS =
            SdeNetworks.of(SdeSettings.of(Diffusion.FULL).withHidden(3, 1).withActivation(Activation.TANH), 3, 2);

    /** Groups of pairs that share z, δt and T, or whose last pairs differ in one of them. */
    private static MacroPairs pairs(int groups, int group, int different) {
        RandomGenerator random = RandomStreams.stream(1, "gradient guard", groups);
        int n = groups * group;
        float[] z0 = new float[2 * n];
        float[] dz = new float[2 * n];
        float[] dt = new float[n];
        float[] parameter = new float[n];
        for (int i = 0; i < n; i++) {
            int first = i - i % group;
            boolean new1 = i == first;
            dt[i] = new1 ? (float) random.nextDouble(0.2, 2) : dt[first];
            parameter[i] = new1 ? (float) random.nextDouble(100, 200) : parameter[first];
            for (int c = 0; c < 2; c++) {
                z0[2 * i + c] = new1 ? (float) random.nextGaussian() : z0[2 * first + c];
                dz[2 * i + c] = (float) random.nextGaussian();
            }
        }
        if (different == 1) {
            dt[n - 1] += 0.5f;
        } else if (different == 2) {
            z0[2 * n - 1] += 0.5f;
        } else if (different == 3) {
            parameter[n - 1] += 0.5f;
        }
        TimeScale time = new TimeScale(new double[] {90, 210}, new double[] {1, 1});
        return new MacroPairs(Pairs.names(2), z0, dz, dt, group, Optional.of(new Condition("T", parameter, time)));
    }

    private static TrainingStep step(MacroPairs pairs, float[] initial, int threads) {
        PartialLikelihood likelihood = new PartialLikelihood(
                LAMBDA, EPSILON, FLOOR, Diffusion.FULL, SCALING.driftScale(), SCALING.diffusionScale());
        Observations seen = new Observations(pairs);
        return new TrainingStep(
                () -> new BlockPass(NETWORKS, SCALING, likelihood, seen, TrainingStep.BLOCK), initial, threads);
    }

    private static float[] parameters() {
        RandomGenerator random = RandomStreams.stream(2, "gradient guard", 0);
        float[] parameters = new float[NETWORKS.parameters()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextDouble(-1, 1);
        }
        return parameters;
    }

    /** ℓ of one pair with a 2 × 2 matrix S, written out. */
    private static double loss(MacroPairs pairs, int i, float[] parameters) {
        double[] x = {
            (pairs.z0()[2 * i] - 0.5) / 2,
            (pairs.z0()[2 * i + 1] + 1) / 0.5,
            (pairs.condition().orElseThrow().values()[i] - 150) / 50
        };
        double dt = pairs.dt()[i];
        double[] mu = NETWORKS.drift(parameters, x);
        double[] sigma = NETWORKS.diffusion(parameters, x);
        double s00 = 0.75 * sigma[0];
        double s01 = 0.75 * sigma[1];
        double s10 = 1.25 * sigma[2];
        double s11 = 1.25 * sigma[3];
        double a = LAMBDA * dt * (s00 * s00 + s01 * s01) + EPSILON + dt * FLOOR[0];
        double b = LAMBDA * dt * (s00 * s10 + s01 * s11);
        double c = LAMBDA * dt * (s10 * s10 + s11 * s11) + EPSILON + dt * FLOOR[1];
        double r = pairs.dz()[2 * i] - 1.5 * mu[0] * dt;
        double q = pairs.dz()[2 * i + 1] - 0.5 * mu[1] * dt;
        double determinant = a * c - b * b;
        return (c * r * r - 2 * b * r * q + a * q * q) / determinant + Math.log(determinant);
    }

    private static double meanLoss(MacroPairs pairs, float[] parameters, int from, int to) {
        int group = pairs.group();
        return IntStream.range(from * group, to * group)
                .mapToDouble(i -> loss(pairs, i, parameters))
                .average()
                .orElseThrow();
    }

    /** Condensed pairs and single ones, on one thread and on two, in more than one block. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aLossIsTheMeanOverAllPairs(int group) {
        int groups = TrainingStep.BLOCK + 5;
        MacroPairs pairs = pairs(groups, group, 0);
        float[] parameters = parameters();
        for (int threads = 1; threads <= 2; threads++) {
            TrainingStep step = step(pairs, parameters, threads);
            int[] order = IntStream.range(0, groups).map(i -> groups - 1 - i).toArray();
            double all = meanLoss(pairs, parameters, 0, groups);
            assertThat(step.loss(parameters, order)).isCloseTo(all, within(1e-5 * Math.abs(all)));
            double some = meanLoss(pairs, parameters, groups - 10, groups - 3);
            assertThat(step.gradient(order, 3, 10)).isCloseTo(some, within(1e-5 * Math.abs(some)));
        }
    }

    /** The sum of the gradients of a batch is its number times the slope of its mean loss. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aGradientIsTheSlopeOfTheLoss(int group) {
        MacroPairs pairs = pairs(9, group, 0);
        float[] parameters = parameters();
        TrainingStep step = step(pairs, parameters, 1);
        int[] order = IntStream.range(0, 9).toArray();
        step.gradient(order, 0, 9);
        step.gradient(order, 2, 8);
        for (int k = 0; k < parameters.length; k++) {
            float[] up = parameters.clone();
            float[] down = parameters.clone();
            up[k] += 0x1p-11f;
            down[k] -= 0x1p-11f;
            double slope = 6 * (meanLoss(pairs, up, 2, 8) - meanLoss(pairs, down, 2, 8)) / ((double) up[k] - down[k]);
            assertThat((double) step.gradients()[k]).isCloseTo(slope, within(2e-4 * (1 + Math.abs(slope))));
        }
    }

    /** A step is Adam's on the mean gradient of its batch, whatever its size: seen from the second one on. */
    @Test
    void aStepFollowsTheMeanGradient() {
        MacroPairs pairs = pairs(9, 1, 0);
        float[] expected = parameters();
        TrainingStep step = step(pairs, expected, 1);
        Adam adam = Adam.amsGrad(expected.length);
        int[] order = IntStream.range(0, 9).toArray();
        int[][] batches = {{0, 9}, {1, 3}, {4, 9}};
        for (int t = 0; t < 3; t++) {
            double before = meanLoss(pairs, expected, batches[t][0], batches[t][1]);
            double said = step.step(order, batches[t][0], batches[t][1], 0.01, t + 1L);
            assertThat(said).isCloseTo(before, within(1e-5 * Math.abs(before)));
            adam.update(expected, step.gradients(), 1f / (batches[t][1] - batches[t][0]), 0.01, t + 1L);
            assertThat(step.parameters()).isEqualTo(expected);
        }
        assertThat(step.updater().state()).isEqualTo(adam.state());
    }

    /** Pairs of a group are one observation only if they start alike, last as long and belong to one T. */
    @Test
    void pairsThatDifferAreSingleOnes() {
        assertThat(new Observations(pairs(3, 4, 0)).shared()).isEqualTo(4);
        assertThat(new Observations(pairs(3, 4, 0)).size()).isEqualTo(3);
        for (int different = 1; different <= 3; different++) {
            Observations single = new Observations(pairs(3, 4, different));
            assertThat(single.shared()).isEqualTo(1);
            assertThat(single.size()).isEqualTo(12);
        }
    }
}
