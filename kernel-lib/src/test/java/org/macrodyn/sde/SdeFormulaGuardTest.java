package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.TimeScale;
import org.macrodyn.run.Trajectories;

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
        float[] z0 = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] dz = {1, 0.5f, -1, 2, 0.5f, -0.5f, 1.5f, 1};
        MacroPairs pairs = new MacroPairs(Pairs.names(2), z0, dz, new float[] {1, 0.5f, 1, 2});
        double[] sigma = {1, 0.5, 0, 2};
        Residuals residuals = new Residuals(constant(new double[] {0.5, -0.25}, sigma, Scaling.none(2)), pairs, 3, 0.5);
        for (int i = 0; i < 4; i++) {
            assertThat(residuals.z[1][i]).isEqualTo(z0[2 * i + 1]);
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
     * Δx = (3 + 2x − y)δt ± 4 and Δy = (1 + y)δt ± 2 in pairs of both signs: shift and scale of z, noise √(ΣΔz²/(λΣδt)), drift
     * √⟨μ²⟩ weighted with δt; in another unit of time μ falls with it and σ with its root.
     */
    @Test
    void scalesAreThoseOfThePairs() {
        double[][] states = {{-1, 2, 0.5}, {0, 4, 1}, {4, 3, 2}, {1, -1, 0.25}};
        float[] z0 = new float[16];
        float[] dz = new float[16];
        float[] noise = new float[16];
        float[] dt = new float[8];
        double[] drift = new double[2];
        double[] squares = new double[2];
        for (int i = 0; i < 8; i++) {
            double[] state = states[i / 2];
            int sign = i % 2 == 0 ? 1 : -1;
            double[] mu = {3 + 2 * state[0] - state[1], 1 + state[1]};
            dt[i] = (float) state[2];
            for (int c = 0; c < 2; c++) {
                z0[2 * i + c] = (float) state[c];
                noise[2 * i + c] = sign * (c == 0 ? 4 : 2);
                dz[2 * i + c] = (float) (mu[c] * dt[i]) + noise[2 * i + c];
                drift[c] += mu[c] * mu[c] * dt[i] / 7.5;
                squares[c] += dz[2 * i + c] * (double) dz[2 * i + c];
            }
        }
        Scaling scaling = Scaling.of(new MacroPairs(Pairs.names(2), z0, dz, dt), 2);
        Scaling slow = scaling.inTime(4);
        double[][] moments = {{1, Math.sqrt((4 + 1 + 9) / 4.0)}, {2, Math.sqrt((4 + 1 + 9) / 4.0)}};
        for (int c = 0; c < 2; c++) {
            assertThat(scaling.inputShift()[c]).isCloseTo(moments[c][0], within(1e-12));
            assertThat(scaling.inputScale()[c]).isCloseTo(moments[c][1], within(1e-12));
            double volatility = Math.sqrt(squares[c] / (2 * 7.5));
            assertThat(scaling.diffusionScale()[c]).isCloseTo(volatility, within(1e-12));
            assertThat(scaling.driftScale()[c]).isCloseTo(Math.sqrt(drift[c]), within(1e-6));
            assertThat(slow.driftScale()[c]).isCloseTo(Math.sqrt(drift[c]) / 4, within(1e-6));
            assertThat(slow.diffusionScale()[c]).isCloseTo(volatility / 2, within(1e-12));
        }
        assertThat(scaling.input(1, 4)).isCloseTo(2 / moments[1][1], within(1e-12));
        // Without any drift that is seen, its scale is the standard error of a mean drift.
        MacroPairs still = new MacroPairs(Pairs.names(2), z0, noise, dt);
        assertThat(Scaling.of(still, 2).driftScale())
                .containsExactly(new double[] {Math.sqrt(8 * 16) / 7.5, Math.sqrt(8 * 4) / 7.5}, within(1e-9));
    }

    /** T = 100, 100, 300 and 500: mean 250, variance 27 500. */
    @Test
    void aParameterIsScaledByItsMeanAndDeviation() {
        TimeScale time = new TimeScale(new double[] {100, 500}, new double[] {1, 1});
        Scaling with = Scaling.none(1).with(Optional.of(new Condition("T", new float[] {100, 100, 300, 500}, time)));
        assertThat(with.inputShift()).containsExactly(0, 250);
        assertThat(with.inputScale()).containsExactly(new double[] {1, Math.sqrt(27_500)}, within(1e-9));
        Scaling alike = Scaling.none(1).with(Optional.of(new Condition("T", new float[] {100, 100}, time)));
        assertThat(alike.inputScale()).containsExactly(1, 1);
        assertThat(Scaling.none(1).with(Optional.empty()).inputs()).isEqualTo(1);
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

    /**
     * Every residual 2: an error of the mean of size 2, less what chance adds to four squares; Λ is 2√(2m + 4Λ) above the limit
     * less m.
     */
    @Test
    void anErrorOnAverageIsSeenInFull() {
        int n = 400;
        double[] z = IntStream.range(0, n).mapToDouble(i -> 2.0 * i / n - 1).toArray();
        double[] drift = IntStream.range(0, n).mapToDouble(i -> n - i).toArray();
        DriftCheck check = DriftCheck.of(List.of("m"), filled(n, 2), new double[][] {z}, drift, new double[n]);
        assertThat(check.error()).isCloseTo(2 * Math.sqrt(1 - 4.0 / n), within(1e-9));
        assertThat(check.certain()).isTrue();
        assertThat(check.where()).isEqualTo("on average");
        assertThat(check.largest()).as("all but 1 %%").isEqualTo(396);
        double least = check.resolution() * check.resolution() / 4 * n;
        double limit = new ChiSquaredDistribution(4).inverseCumulativeProbability(1 - 6e-5);
        assertThat(least + 4 - 2 * Math.sqrt(2 * 4 + 4 * least)).isCloseTo(limit, within(1e-6));
        DriftCheck few = DriftCheck.of(
                List.of("m"), filled(16, 1), new double[][] {Arrays.copyOf(z, 16)}, drift, new double[16]);
        assertThat(few.certain()).as("χ² = 16 is below the limit, %s", limit).isFalse();
    }

    /** ±2 in turn but for the third eighth by rank, where all are 2. */
    @Test
    void anErrorInOnePartIsFoundThere() {
        int n = 1600;
        double[] z = new double[n];
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            // Ranks are not the order of the pairs.
            int rank = (int) (i * 7L % n);
            z[i] = 2.0 * rank / n - 1;
            u[i] = rank * 8 / n == 2 || rank % 2 == 0 ? 2 : -2;
        }
        DriftCheck check = DriftCheck.of(List.of("m"), u, new double[][] {z}, u, new double[n]);
        assertThat(check.error()).isCloseTo(2 * Math.sqrt(1 / 8.0 - 8.0 / n), within(1e-9));
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

    /** ±2 beside an error that is linear, or a parabola: said so. */
    @Test
    void theFormOfAnErrorIsNamed() {
        int n = 4000;
        double[] z = IntStream.range(0, n).mapToDouble(i -> 2.0 * i / n - 1).toArray();
        double[] linear = new double[n];
        double[] parabola = new double[n];
        for (int i = 0; i < n; i++) {
            double noise = i % 2 == 0 ? 2 : -2;
            linear[i] = z[i] / 2 + noise;
            parabola[i] = (z[i] * z[i] - 1 / 3.0) * 1.5 + noise;
        }
        DriftCheck first = DriftCheck.of(List.of("m"), linear, new double[][] {z}, z, new double[n]);
        assertThat(first.where()).isEqualTo("in proportion to m");
        assertThat(first.error()).isCloseTo(Math.sqrt(1 / 12.0), within(0.01));
        DriftCheck second = DriftCheck.of(List.of("m"), parabola, new double[][] {z}, z, new double[n]);
        assertThat(second.where()).isEqualTo("in its curvature along m");
        assertThat(second.error()).isCloseTo(1.5 * Math.sqrt(4 / 45.0), within(0.01));
    }

    /** What is fitted to even blocks of 64 is said of odd ones, and the other way round; too few pairs bear no cubic. */
    @Test
    void regressionsSayWhatOtherBlocksShow() {
        int n = 384;
        double[][] z = new double[2][n];
        double[][] u = new double[2][n];
        for (int i = 0; i < n; i++) {
            z[0][i] = Math.cos(i);
            z[1][i] = Math.sin(1.7 * i);
            int sign = i / 64 % 2 == 0 ? 1 : -1;
            u[0][i] = sign * z[0][i] * z[0][i] * z[1][i];
            u[1][i] = sign * (1 + z[1][i]);
        }
        double[][] said = DriftCheck.regressions(u, z);
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < n; i++) {
                assertThat(said[c][i]).isCloseTo(-u[c][i], within(1e-9));
            }
        }
        // 10 coefficients ask for 160 pairs in each half, 6 for 96.
        assertThat(farthest(z, u, 320, 0)).isLessThan(1e-9);
        assertThat(farthest(z, u, 318, 0)).isGreaterThan(0.1);
        assertThat(farthest(z, u, 318, 1)).isLessThan(1e-9);
        assertThat(DriftCheck.regressions(part(u, 60), part(z, 60))[1]).containsOnly(0);
    }

    private static double[][] part(double[][] rows, int n) {
        return Arrays.stream(rows).map(row -> Arrays.copyOf(row, n)).toArray(double[][]::new);
    }

    private static double farthest(double[][] z, double[][] u, int n, int component) {
        double[] said = DriftCheck.regressions(part(u, n), part(z, n))[component];
        return IntStream.range(0, n)
                .mapToDouble(i -> Math.abs(said[i] + u[component][i]))
                .max()
                .orElseThrow();
    }

    /** Δz = c(z² − ⅔)δt ± √δt at z = −1, 0, 1: the parabola explains ²⁄₉c²n of the noise, and must explain 2. */
    @Test
    void aDegreeMustExplainTwoForEachCoefficient() {
        int n = 300;
        assertThat(explainedByLaw(n, Math.sqrt(1.5 * 4.5 / n))).isCloseTo(0, within(1e-6));
        assertThat(explainedByLaw(n, Math.sqrt(3 * 4.5 / n))).isCloseTo(Math.sqrt(3 * 4.5 / n) / 3, within(1e-6));
        // 32 pairs bear a line, fewer only a mean.
        assertThat(slopeByLaw(32)).isCloseTo(10, within(1e-4));
        assertThat(slopeByLaw(30)).isCloseTo(0, within(1e-4));
    }

    /** The law's drift at z = 1. */
    private static double explainedByLaw(int n, double c) {
        float[] z0 = new float[2 * n];
        float[] dz = new float[2 * n];
        float[] dt = new float[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            z0[i] = i / 2 % 3 - 1;
            dt[i] = 0.5f;
            dz[i] = (float) (c * (z0[i] * z0[i] - 2 / 3.0) * 0.5 + (i % 2 == 0 ? 1 : -1) * Math.sqrt(0.5));
        }
        MacroPairs law = new WarmStart(
                        new MacroPairs(List.of("z"), z0, dz, dt),
                        IntStream.range(0, 2 * n).toArray())
                .law();
        int at = IntStream.range(0, law.size())
                .filter(i -> law.z0()[i] == 1)
                .findFirst()
                .orElseThrow();
        return (law.dz()[at] + law.dz()[at + 1]) / 2 / law.dt()[at];
    }

    /** Between z = 1 and z = −1, where Δz = 10 zδt ± √δt. */
    private static double slopeByLaw(int n) {
        float[] z0 = new float[n];
        float[] dz = new float[n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            z0[i] = i < n / 2 ? 1 : -1;
            dt[i] = 1;
            dz[i] = 10 * z0[i] + (i % 2 == 0 ? 1 : -1);
        }
        MacroPairs law = new WarmStart(
                        new MacroPairs(List.of("z"), z0, dz, dt),
                        IntStream.range(0, n).toArray())
                .law();
        int last = law.size() - 1;
        return (law.dz()[0] + law.dz()[1] - law.dz()[last] - law.dz()[last - 1]) / 4;
    }

    /** What goes before the first step is recorded, too; one state is a forecast. */
    @Test
    void aForecastBeginsWhereItStarts() {
        SdeModel model = constant(new double[] {2}, new double[] {0}, Scaling.none(1));
        double[][] starts = {{1}, {-3}};
        double[][][] moved =
                Forecast.run(model, starts, 0.5, 3, 2, 1, 1).trajectories().values();
        assertThat(moved).isDeepEqualTo(new double[][][] {{{1}, {2}, {3}}, {{-3}, {-2}, {-1}}});
        assertThat(Forecast.run(model, starts, 0.5, 1, 1, 1).trajectories().values())
                .isDeepEqualTo(new double[][][] {{{1}}, {{-3}}});
    }

    /** Two models of three runs: z̄ = 4.5, W = 74/4, B = 4.5, S = 3.5. */
    @Test
    void spreadsAreThoseOfTwoWays() {
        EnsembleForecast forecast = new EnsembleForecast(List.of(runs(0, 3, 6), runs(2, 4, 12)), 0);
        assertThat(forecast.mean(0)[0]).isCloseTo(4.5, within(1e-12));
        assertThat(forecast.intrinsicSpread(0)[0]).isCloseTo(Math.sqrt(18.5), within(1e-12));
        assertThat(forecast.samplingError(0)[0]).isCloseTo(Math.sqrt(3.5 / 6), within(1e-12));
        assertThat(forecast.modelSpread(0)[0]).isCloseTo(Math.sqrt(4.5 - 3.5 / 3), within(1e-12));
        assertThat(forecast.totalSpread(0)[0]).isCloseTo(Math.sqrt(18.5 + 4.5 - 3.5 / 3), within(1e-12));
        assertThat(forecast.names()).containsExactly("z");
        assertThat(forecast.times()).containsExactly(7);
        EnsembleForecast other = forecast.about(new double[][] {{10}}, new double[][] {{-2}});
        assertThat(other.byModel().get(0).values()).isDeepEqualTo(new double[][][] {{{19}}, {{13}}, {{7}}});
        assertThat(other.byModel().get(1).values()).isDeepEqualTo(new double[][][] {{{15}}, {{11}}, {{-5}}});
    }

    private static Trajectories runs(double... values) {
        double[][][] states =
                Arrays.stream(values).mapToObj(z -> new double[][] {{z}}).toArray(double[][][]::new);
        double[][] times = Arrays.stream(values).mapToObj(z -> new double[] {7}).toArray(double[][]::new);
        return new Trajectories(List.of("z"), times, states);
    }
}
