package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;

/** Formulas of likelihood, residuals, scales and warm start with numbers that were worked out by hand. */
class SdeFormulaGuardTest {
    /** Networks that say the same everywhere: μ and σ, row by row, in units of the scaling. */
    private static SdeModel constant(double[] mu, double[] sigma, Scaling scaling) {
        int d = mu.length;
        SdeSettings shape = SdeSettings.paper(Diffusion.CONSTANT).withHidden(2, 1);
        SdeNetworks networks = SdeNetworks.of(shape, d, d);
        float[] parameters = new float[networks.parameters()];
        int drift = networks.plain().orElseThrow().last().biases();
        int diffusion = networks.diffusion().last().biases();
        for (int c = 0; c < d; c++) {
            parameters[drift + c] = (float) mu[c];
        }
        for (int k = 0; k < d * d; k++) {
            parameters[diffusion + k] = (float) sigma[k];
        }
        return new SdeModel(Pairs.names(d), Optional.empty(), shape, scaling, parameters);
    }

    /** S = λδtσ² + ε + δt f for σ = 2 · ½, and the same with two components that know nothing of each other. */
    @Test
    void theFloorGrowsWithTheStepAndEpsilonDoesNot() {
        double lambda = 3;
        double dt = 0.5;
        double s = lambda * dt + 0.25 + dt * 0.5;
        double r = 1 - 0.75 * 4 * dt;
        double loss = r * r / s + Math.log(s);
        double slopeOfMu = -2 * dt * 4 * r / s;
        double slopeOfSigma = 2 * lambda * dt * 0.5 * (1 / s - r * r / (s * s));
        for (Diffusion form : Diffusion.values()) {
            for (int d = 1; d <= 2; d++) {
                double[] mu = filled(d, 0.75);
                double[] sigma = new double[form.outputs(d)];
                for (int k = 0; k < sigma.length; k++) {
                    sigma[k] = form.row(k, d) == form.column(k, d) ? 2 : 0;
                }
                double[] found = new double[1];
                new LikelihoodKernel(
                                new PartialLikelihood(lambda, 0.25, filled(d, 0.5), form, filled(d, 4), filled(d, 0.5)))
                        .evaluate(
                                1,
                                mu,
                                sigma,
                                new LikelihoodKernel.Increments(filled(d, 1), new double[0], new double[] {dt}),
                                found);
                assertThat(found[0]).isCloseTo(d * loss, within(1e-12));
                assertThat(mu).containsExactly(filled(d, slopeOfMu), within(1e-12));
                assertThat(sigma[sigma.length - 1]).isCloseTo(slopeOfSigma, within(1e-12));
            }
        }
    }

    private static double[] filled(int length, double value) {
        double[] all = new double[length];
        Arrays.fill(all, value);
        return all;
    }

    /** u = (Δz − μδt)/√(λδtσ² + ε), and the drift beside it; the millionth of typical noise is below the tolerance. */
    @Test
    void aResidualIsInUnitsOfItsOwnNoise() {
        MacroPairs pairs = new MacroPairs(
                List.of("z0"), new float[] {1, 2, 3}, new float[] {0.5f, -1, 2}, new float[] {0.5f, 0.25f, 2});
        SdeModel model = constant(
                new double[] {2},
                new double[] {3},
                new Scaling(new double[] {1}, new double[] {2}, new double[] {0.25}, new double[] {0.5}));
        Residuals residuals = new Residuals(model, pairs, 2, 0.125);
        for (int i = 0; i < 3; i++) {
            double dt = pairs.dt()[i];
            double noise = Math.sqrt(2 * dt * 2.25 + 0.125);
            assertThat(residuals.u[0][i]).isCloseTo((pairs.dz()[i] - 0.5 * dt) / noise, within(1e-5));
            assertThat(residuals.drift[0][i]).isCloseTo(0.5 * dt / noise, within(1e-5));
            assertThat(residuals.z[0][i]).isEqualTo(pairs.z0()[i]);
        }
    }

    /** Two components: the symmetric root, so that uᵀu = rᵀS⁻¹r, and in units of typical increments u = S^(−½)r. */
    @Test
    void correlatedResidualsAreWhitenedTogether() {
        float[] dz = {1, 0.5f, -1, 2, 0.5f, -0.5f, 1.5f, 1};
        MacroPairs pairs = new MacroPairs(Pairs.names(2), new float[8], dz, new float[] {1, 0.5f, 1, 2});
        double[] sigma = {1, 0.5, 0, 2};
        Residuals residuals = new Residuals(constant(new double[] {0.5, -0.25}, sigma, Scaling.none(2)), pairs, 3, 0.5);
        for (int i = 0; i < 4; i++) {
            double dt = pairs.dt()[i];
            double a = 3 * dt * 1.25 + 0.5;
            double b = 3 * dt * 1.0;
            double c = 3 * dt * 4 + 0.5;
            double x = dz[2 * i] - 0.5 * dt;
            double y = dz[2 * i + 1] + 0.25 * dt;
            double square = (c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b);
            double found = Math.pow(residuals.u[0][i], 2) + Math.pow(residuals.u[1][i], 2);
            assertThat(found).isCloseTo(square, within(1e-5 * square));
            // The root of S in units s, t of x and y: [a/s², b/st; b/st, c/t²] = R², R = (A + √det A)/√(tr A + 2√det
            // A).
            double s = Math.sqrt(dt * (1 + 1 + 0.25 + 2.25) / 4.5);
            double t = Math.sqrt(dt * (0.25 + 4 + 0.25 + 1) / 4.5);
            double root = Math.sqrt(a * c - b * b) / (s * t);
            double scale = Math.sqrt(a / (s * s) + c / (t * t) + 2 * root);
            double first = (a / (s * s) + root) / scale * residuals.u[0][i] + b / (s * t) / scale * residuals.u[1][i];
            assertThat(first * s).isCloseTo(x, within(1e-5));
        }
    }

    /** {1, 2, 3, 6} and {2, 0, 1, 1}: mean 3 and 1, variance 3.5 and ½, fourth moment (16 + 1 + 81)/4. */
    @Test
    void momentsAreCentralAndDividedByTheNumber() {
        double[] x = {1, 2, 3, 6};
        double[] y = {2, 0, 1, 1};
        assertThat(Moments.covariance(x, x)).isCloseTo(3.5, within(1e-12));
        assertThat(Moments.covariance(x, y)).isCloseTo((-2 + 1) / 4.0, within(1e-12));
        assertThat(Moments.correlation(x, y)).isCloseTo(-0.25 / Math.sqrt(3.5 * 0.5), within(1e-12));
        assertThat(Moments.correlation(x, new double[] {5, 5, 5, 5})).isZero();
        assertThat(Moments.excessKurtosis(x)).isCloseTo(24.5 / (3.5 * 3.5) - 3, within(1e-12));
        // 1, 2, 3 against 2, 3, 6.
        assertThat(Moments.neighbourCorrelation(x)).isCloseTo((4 / 3.0) / Math.sqrt(2 / 3.0 * 26 / 9.0), within(1e-12));
    }

    /**
     * Δz = (3 + 2z)δt ± 4 in pairs of both signs: shift and scale of z, noise √(ΣΔz²/(λΣδt)), drift √⟨μ²⟩ weighted with δt; in
     * another unit of time μ falls with it and σ with its root.
     */
    @Test
    void scalesAreThoseOfThePairs() {
        float[] z0 = {-1, -1, 3, 3};
        float[] dt = {0.5f, 0.5f, 1, 1};
        float[] dz = new float[4];
        for (int i = 0; i < 4; i++) {
            dz[i] = (3 + 2 * z0[i]) * dt[i] + (i % 2 == 0 ? 4 : -4);
        }
        Scaling scaling = Scaling.of(new MacroPairs(List.of("z"), z0, dz, dt), 2);
        double squares = 2 * (0.25 + 16) + 2 * (81 + 16);
        double drift = Math.sqrt((2 * 0.5 * 1 + 2 * 81) / 3);
        assertThat(scaling.inputShift()[0]).isCloseTo(1, within(1e-12));
        assertThat(scaling.inputScale()[0]).isCloseTo(2, within(1e-12));
        assertThat(scaling.diffusionScale()[0]).isCloseTo(Math.sqrt(squares / (2 * 3)), within(1e-12));
        assertThat(scaling.driftScale()[0]).isCloseTo(drift, within(1e-9));
        assertThat(scaling.input(0, 4)).isCloseTo(1.5, within(1e-12));
        Scaling slow = scaling.inTime(4);
        assertThat(slow.driftScale()[0]).isCloseTo(drift / 4, within(1e-9));
        assertThat(slow.diffusionScale()[0]).isCloseTo(scaling.diffusionScale()[0] / 2, within(1e-12));
        // Without any drift that is seen, its scale is the standard error of a mean drift.
        MacroPairs still = new MacroPairs(List.of("z"), z0, new float[] {4, -4, 4, -4}, dt);
        assertThat(Scaling.of(still, 2).driftScale()[0]).isCloseTo(Math.sqrt(64 / 3.0) / Math.sqrt(3), within(1e-9));
    }

    /**
     * Four signs of noise at each state leave the regression what the drift is, and the law at each state is that of its pairs:
     * mean μδt, covariance δt LLᵀ.
     */
    @Test
    void aTrainingStartsFromTheLawOfItsPairs() {
        int states = 64;
        int each = 4;
        float[] z0 = new float[states * each * 2];
        float[] dz = new float[z0.length];
        float[] dt = new float[states * each];
        for (int i = 0; i < dt.length; i++) {
            int state = i / each;
            double x = Math.cos(state);
            double y = Math.sin(1.7 * state);
            dt[i] = 0.25f + 0.5f * (state % 3);
            double one = (i % 2 == 0 ? 1 : -1) * 2 * Math.sqrt(dt[i]);
            double other = (i / 2 % 2 == 0 ? 1 : -1) * 3 * Math.sqrt(dt[i]);
            z0[2 * i] = (float) x;
            z0[2 * i + 1] = (float) y;
            dz[2 * i] = (float) ((10 - 40 * x + 20 * y) * dt[i] + one);
            dz[2 * i + 1] = (float) ((30 * x - 50 * y) * dt[i] + one + other);
        }
        MacroPairs pairs = new MacroPairs(Pairs.names(2), z0, dz, dt, each);
        MacroPairs law = new WarmStart(pairs, IntStream.range(0, states).toArray()).law();
        assertThat(law.group()).isEqualTo(4);
        assertThat(law.size()).isEqualTo(states * 4);
        for (int state = 0; state < states; state += 9) {
            double x = z0[8 * state];
            double y = z0[8 * state + 1];
            double time = dt[4 * state];
            double[] mean = {(10 - 40 * x + 20 * y) * time, (30 * x - 50 * y) * time};
            double[] moments = new double[5];
            for (int i = 4 * state; i < 4 * state + 4; i++) {
                assertThat(law.z0()[2 * i]).isEqualTo((float) x);
                assertThat(law.z0()[2 * i + 1]).isEqualTo((float) y);
                double a = law.dz()[2 * i] - mean[0];
                double b = law.dz()[2 * i + 1] - mean[1];
                double[] terms = {a, b, a * a, a * b, b * b};
                for (int k = 0; k < 5; k++) {
                    moments[k] += terms[k] / 4 / time;
                }
            }
            assertThat(moments).containsExactly(new double[] {0, 0, 4, 4, 13}, within(1e-3));
        }
    }

    /** Every residual 1: an error of the mean of size 1, less what chance adds to four squares; Λ − m is 2√(2m + 4Λ) above the limit. */
    @Test
    void anErrorOnAverageIsSeenInFull() {
        int n = 400;
        double[] z = IntStream.range(0, n).mapToDouble(i -> 2.0 * i / n - 1).toArray();
        double[] drift = IntStream.range(0, n).mapToDouble(i -> n - i).toArray();
        DriftCheck check = DriftCheck.of(List.of("m"), filled(n, 1), new double[][] {z}, drift, new double[n]);
        assertThat(check.error()).isCloseTo(Math.sqrt(1 - 4.0 / n), within(1e-9));
        assertThat(check.certain()).isTrue();
        assertThat(check.where()).isEqualTo("on average");
        assertThat(check.largest()).as("all but 1 %%").isEqualTo(396);
        double least = check.resolution() * check.resolution() * n;
        double limit = new ChiSquaredDistribution(4).inverseCumulativeProbability(1 - 6e-5);
        assertThat(least + 4 - 2 * Math.sqrt(2 * 4 + 4 * least)).isCloseTo(limit, within(1e-6));
        DriftCheck few = DriftCheck.of(
                List.of("m"), filled(16, 1), new double[][] {Arrays.copyOf(z, 16)}, drift, new double[16]);
        assertThat(few.certain()).as("χ² = 16 is below the limit, %s", limit).isFalse();
    }

    /** ±1 in turn but for the third eighth by rank, where all are 1. */
    @Test
    void anErrorInOnePartIsFoundThere() {
        int n = 1600;
        double[] z = new double[n];
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            // Ranks are not the order of the pairs.
            int rank = (int) (i * 7L % n);
            z[i] = 2.0 * rank / n - 1;
            u[i] = rank * 8 / n == 2 || rank % 2 == 0 ? 1 : -1;
        }
        DriftCheck check = DriftCheck.of(List.of("m"), u, new double[][] {z}, u, new double[n]);
        assertThat(check.error()).isCloseTo(Math.sqrt(1 / 8.0 - 8.0 / n), within(1e-9));
        assertThat(check.where()).isEqualTo("in part 3 of 8 of the pairs by m");
        assertThat(check.certain()).isTrue();
    }

    /** u = ½ ± 1 and a regression that says ½: it gains ½ · ¼ with a deviation of ½, and stands for e² = ¼. */
    @Test
    void aRegressionIsHeldAgainstOtherPairs() {
        for (int n : new int[] {32, 16 * 40}) {
            double[] z = IntStream.range(0, n).mapToDouble(i -> i).toArray();
            double[] u = IntStream.range(0, n)
                    .mapToDouble(i -> i % 2 == 0 ? 1.5 : -0.5)
                    .toArray();
            DriftCheck check = DriftCheck.of(List.of("m"), u, new double[][] {z}, u, filled(n, 0.5));
            boolean few = n == 32;
            assertThat(check.certain()).isEqualTo(!few);
            assertThat(check.where()).isEqualTo(few ? "as a cubic regression on other pairs sees" : "on average");
            assertThat(check.error()).isCloseTo(0.5, within(few ? 1e-9 : 0.01));
        }
    }
}
