package org.macrodyn.micro.spde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spde.PredatorPreySettings.Laplacian;
import org.macrodyn.micro.spde.PredatorPreySettings.Scheme;
import org.macrodyn.run.RandomStreams;

class PredatorPreyTest {
    private static final PredatorPreySettings PAPER = PredatorPreySettings.paper();
    private static final PredatorPreySettings NOISELESS = PAPER.withNoise(0);
    private static final InitialProfile PROFILE = InitialProfile.fixed(0.5, 0.1);

    private static RandomGenerator stream(int index) {
        return RandomStreams.stream(11, "predator-prey-test", index);
    }

    private static float[] start(PredatorPrey system) {
        float[] state = new float[system.grid().sites()];
        system.initialise(state, stream(0));
        return state;
    }

    private static float[] noise(int length, int index) {
        float[] noise = new float[length];
        GaussianNoise.fill(noise, stream(index));
        return noise;
    }

    private static Region cells(PredatorPrey system, int first, int count) {
        return new Region(system.grid(), 0, 0, first, 1, 1, count);
    }

    @Test
    void initialProfileIsTheSpecification() {
        PredatorPrey system = new PredatorPrey(100, PAPER, InitialProfile.fixed(0.45, 0.15));
        float[] state = start(system);
        for (int i = 0; i < 100; i++) {
            double wave = 0.15 * Math.cos(10 * Math.PI * (i + 0.5) / 100);
            assertThat(state[i]).isCloseTo((float) (0.45 + wave), within(1e-7f));
            assertThat(state[100 + i]).isCloseTo((float) (0.55 - wave), within(1e-7f));
        }
    }

    @Test
    void initialProfileDrawsFromItsIntervals() {
        PredatorPrey system = PredatorPrey.paper(100);
        float[] state = new float[200];
        double sum = 0;
        int runs = 4000;
        for (int run = 0; run < runs; run++) {
            system.initialise(state, stream(run));
            double[] z = new double[2];
            system.observe(state, z);
            assertThat(z[0]).isBetween(0.45 - 1e-12, 0.55 + 1e-12);
            assertThat(z[0] + z[1]).isCloseTo(1, within(1e-6));
            assertThat((double) state[0] - z[0]).isBetween(0.049, 0.15);
            sum += z[0];
        }
        // m ~ U(0.45, 0.55) has mean 0.5 and standard deviation 0.1/√12
        assertThat(sum / runs).isCloseTo(0.5, within(4 * 0.1 / Math.sqrt(12.0 * runs)));
    }

    /** Order p: halving dt divides the error against the exact solution of the semi-discrete system by 2ᵖ. */
    @ParameterizedTest
    @EnumSource(Scheme.class)
    void withoutNoiseTheSchemeHasItsOrder(Scheme scheme) {
        boolean euler = scheme == Scheme.EULER_MARUYAMA;
        double coarse = euler ? 0.02 : 0.32;
        double expected = euler ? 2 : 16;
        double ratio = error(scheme, coarse) / error(scheme, coarse / 2);
        assertThat(ratio).isBetween(0.85 * expected, 1.35 * expected);
    }

    private static double error(Scheme scheme, double dt) {
        PredatorPreySettings settings =
                NOISELESS.withScheme(scheme).withTimeStep(dt).withDiffusion(0.2, 1);
        PredatorPrey system = new PredatorPrey(20, settings, PROFILE);
        float[] state = start(system);
        double[] exact = new double[state.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = state[i];
        }
        double time = 3.2;
        system.evolve(state, system.grid().whole(), Span.time(time), stream(1));
        solve(exact, settings, time);
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
            worst = Math.max(worst, Math.abs(state[i] - exact[i]));
        }
        return worst;
    }

    /** Runge–Kutta in double precision with a step of 1/1000, written independently of the library. */
    private static void solve(double[] w, PredatorPreySettings settings, double time) {
        int steps = (int) Math.round(time * 1000);
        double h = time / steps;
        for (int step = 0; step < steps; step++) {
            double[] k1 = drift(w, settings);
            double[] k2 = drift(moved(w, k1, h / 2), settings);
            double[] k3 = drift(moved(w, k2, h / 2), settings);
            double[] k4 = drift(moved(w, k3, h), settings);
            for (int i = 0; i < w.length; i++) {
                w[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
            }
        }
    }

    private static double[] moved(double[] w, double[] k, double h) {
        double[] moved = new double[w.length];
        Arrays.setAll(moved, i -> w[i] + h * k[i]);
        return moved;
    }

    private static double[] drift(double[] w, PredatorPreySettings settings) {
        int n = w.length / 2;
        double[] f = new double[w.length];
        for (int i = 0; i < n; i++) {
            double u = w[i];
            double v = w[n + i];
            int left = Math.max(i - 1, 0);
            int right = Math.min(i + 1, n - 1);
            f[i] = u * (1 - u - v) + settings.preyDiffusion() * (w[left] + w[right] - 2 * u);
            f[n + i] = 3 * v * (u - 0.4) + settings.predatorDiffusion() * (w[n + left] + w[n + right] - 2 * v);
        }
        return f;
    }

    /** Exact: the cell average of cos(πx) is an eigenvector of the closed grid Laplacian, eigenvalue 2cos(π/N) − 2. */
    @ParameterizedTest
    @EnumSource(Laplacian.class)
    void diffusionDecaysAsItsLaplacianSays(Laplacian laplacian) {
        int n = 16;
        PredatorPreySettings diffusionOnly =
                new PredatorPreySettings(0, 0.4, 0, 1, laplacian, 0, 1e-3, Scheme.RUNGE_KUTTA_4);
        PredatorPrey system = new PredatorPrey(n, diffusionOnly, PROFILE);
        float[] state = new float[2 * n];
        for (int i = 0; i < n; i++) {
            state[n + i] = (float) (0.5 + 0.25 * Math.cos(Math.PI * (i + 0.5) / n));
        }
        double time = 0.1;
        system.evolve(state, system.grid().whole(), Span.time(time), stream(1));
        double factor = laplacian == Laplacian.GRID ? 1 : n * n;
        double decay = Math.exp(factor * (2 * Math.cos(Math.PI / n) - 2) * time);
        for (int i = 0; i < n; i++) {
            double exact = 0.5 + 0.25 * decay * Math.cos(Math.PI * (i + 0.5) / n);
            assertThat((double) state[n + i]).isCloseTo(exact, within(1e-5));
        }
    }

    /** A closed end is a mirror: N cells evolve as the left half of 2N cells in a mirrored state. */
    @ParameterizedTest
    @EnumSource(Scheme.class)
    void endsAreNeumann(Scheme scheme) {
        int n = 30;
        PredatorPreySettings settings = NOISELESS.withScheme(scheme).withDiffusion(0.3, 1);
        PredatorPrey half = new PredatorPrey(n, settings, PROFILE);
        PredatorPrey mirrored = new PredatorPrey(2 * n, settings, PROFILE);
        float[] small = noise(2 * n, 3);
        float[] large = new float[4 * n];
        for (int field = 0; field < 2; field++) {
            for (int i = 0; i < n; i++) {
                float value = 0.5f + 0.1f * small[field * n + i];
                small[field * n + i] = value;
                large[field * 2 * n + i] = value;
                large[field * 2 * n + 2 * n - 1 - i] = value;
            }
        }
        half.evolve(small, half.grid().whole(), Span.events(500), stream(1));
        mirrored.evolve(large, mirrored.grid().whole(), Span.events(500), stream(1));
        assertThat(Arrays.copyOf(large, n)).isEqualTo(Arrays.copyOf(small, n));
        assertThat(Arrays.copyOfRange(large, 2 * n, 3 * n)).isEqualTo(Arrays.copyOfRange(small, n, 2 * n));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void stepOfAPatchIsTheFullStepBitForBit(int patch) {
        PredatorPrey system = new PredatorPrey(200, PAPER.withDiffusion(0.1, 1), PROFILE);
        float[] before = start(system);
        system.evolve(before, system.grid().whole(), Span.events(100), stream(2));
        float[] noise = noise(400, 3);

        float[] full = before.clone();
        system.step(full, system.grid().whole(), noise);
        Region region = cells(system, 40 * patch, 40);
        float[] patchNoise = new float[80];
        region.extract(noise, patchNoise);
        float[] partial = before.clone();
        system.step(partial, region, patchNoise);

        float[] expected = before.clone();
        float[] inside = new float[80];
        region.extract(full, inside);
        region.insert(inside, expected);
        assertThat(partial).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void longEvolutionOfAPatchFreezesTheRest(Scheme scheme) {
        PredatorPrey system = new PredatorPrey(50, PAPER.withScheme(scheme), PROFILE);
        float[] before = start(system);
        float[] after = before.clone();
        Region region = cells(system, 10, 7);
        system.evolve(after, region, Span.events(40), stream(2));
        for (int site = 0; site < 100; site++) {
            boolean inside = site % 50 >= 10 && site % 50 < 17;
            assertThat(after[site] != before[site]).as("site %d changed", site).isEqualTo(inside);
        }
    }

    @Test
    void regionOverTheEndIsTwoStretchesWithClosedEnds() {
        PredatorPrey system = new PredatorPrey(20, PAPER, PROFILE);
        float[] before = start(system);
        float[] noise = noise(14, 3);
        float[] wrapped = before.clone();
        system.step(wrapped, cells(system, 16, 7), noise);

        float[] expected = before.clone();
        system.step(expected, cells(system, 16, 4), new float[] {
            noise[0], noise[1], noise[2], noise[3], noise[7], noise[8], noise[9], noise[10]
        });
        system.step(expected, cells(system, 0, 3), new float[] {
            noise[4], noise[5], noise[6], noise[11], noise[12], noise[13]
        });
        assertThat(wrapped).isEqualTo(expected);
    }

    @Test
    void evolveIsRepeatedSteps() {
        PredatorPrey system = PredatorPrey.paper(33);
        float[] evolved = start(system);
        float[] stepped = evolved.clone();
        system.evolve(evolved, system.grid().whole(), Span.events(3), stream(5));
        RandomGenerator random = stream(5);
        float[] noise = new float[66];
        for (int step = 0; step < 3; step++) {
            GaussianNoise.fill(noise, random);
            system.step(stepped, system.grid().whole(), noise);
        }
        assertThat(evolved).isEqualTo(stepped);
    }

    /** Exact: one step adds variance s²·dt to every value; the variance of a variance estimate is 2s⁴dt²/n. */
    @ParameterizedTest
    @EnumSource(Scheme.class)
    void noiseHasVarianceSquaredTimesStep(Scheme scheme) {
        int n = 200_000;
        PredatorPrey noisy = new PredatorPrey(n, PAPER.withScheme(scheme), PROFILE);
        PredatorPrey quiet = new PredatorPrey(n, NOISELESS.withScheme(scheme), PROFILE);
        float[] with = start(noisy);
        float[] without = with.clone();
        noisy.evolve(with, noisy.grid().whole(), Span.events(1), stream(4));
        quiet.evolve(without, quiet.grid().whole(), Span.events(1), stream(4));
        double exact = 0.02 * 0.02 * 0.01;
        for (int field = 0; field < 2; field++) {
            double sum = 0;
            double neighbours = 0;
            for (int i = field * n; i < (field + 1) * n - 1; i++) {
                double xi = (double) with[i] - without[i];
                sum += xi * xi;
                neighbours += xi * ((double) with[i + 1] - without[i + 1]);
            }
            assertThat(sum / n).isCloseTo(exact, within(4 * exact * Math.sqrt(2.0 / n)));
            assertThat(neighbours / n).isCloseTo(0, within(4 * exact / Math.sqrt(n)));
        }
    }

    /**
     * Exact for small noise: the mean over cells near (b, 1 − b) obeys z ← Mz + √Q·ξ with M = 1 + dt·A, A the Jacobian of
     * the reaction and Q = s²·dt/N, so its stationary covariance is the sum of MᵏQ(Mᵏ)ᵀ.
     */
    @Test
    void stationaryFluctuationsAreThoseOfTheLinearisedScheme() {
        int n = 10;
        double s = 0.002;
        double dt = 0.01;
        PredatorPrey system = new PredatorPrey(n, PAPER.withNoise(s), InitialProfile.fixed(0.4, 0));
        float[] state = start(system);
        RandomGenerator random = stream(6);
        system.evolve(state, system.grid().whole(), Span.time(50), random);
        int samples = 5000;
        double[] z = new double[2];
        double sum = 0;
        for (int k = 0; k < samples; k++) {
            system.evolve(state, system.grid().whole(), Span.time(10), random);
            system.observe(state, z);
            sum += (z[0] - 0.4) * (z[0] - 0.4);
        }
        double exact = preyVariance(0.4, 3, dt, s * s * dt / n);
        // samples 10 apart are correlated by at most exp(−b·10/2) = e⁻²
        double standardError = exact * Math.sqrt(2.0 / samples * (1 + 2 * Math.exp(-4)));
        assertThat(sum / samples).isCloseTo(exact, within(4 * standardError));
    }

    /** First diagonal element of the sum over k of Q·Mᵏ(Mᵏ)ᵀ. */
    private static double preyVariance(double b, double a, double dt, double q) {
        double x = 1;
        double y = 0;
        double sum = 0;
        for (int k = 0; k < 20_000; k++) {
            sum += q * (x * x + y * y);
            double nextX = x * (1 - dt * b) + y * dt * a * (1 - b);
            y -= x * dt * b;
            x = nextX;
        }
        return sum;
    }

    @Test
    void spansAreWholeSteps() {
        PredatorPrey system = PredatorPrey.paper(10);
        Region whole = system.grid().whole();
        float[] state = start(system);
        assertThat(system.evolve(state, whole, Span.time(0.03), stream(1))).isCloseTo(0.03, within(1e-12));
        assertThat(system.evolve(state, whole, Span.time(0.031), stream(1))).isCloseTo(0.04, within(1e-12));
        assertThat(system.evolve(state, whole, Span.time(0.001), stream(1))).isCloseTo(0.01, within(1e-12));
        assertThat(system.evolve(state, whole, Span.events(7), stream(1))).isCloseTo(0.07, within(1e-12));
    }

    @Test
    void incrementIsTheChangeOfTheObservables() {
        PredatorPrey system = PredatorPrey.paper(30);
        float[] before = start(system);
        float[] after = before.clone();
        Region region = cells(system, 25, 9);
        system.evolve(after, region, Span.events(20), stream(2));
        double[] dz = new double[2];
        system.increment(before, after, region, dz);
        double[] z0 = new double[2];
        double[] z1 = new double[2];
        system.observe(before, z0);
        system.observe(after, z1);
        assertThat(dz).containsExactly(new double[] {z1[0] - z0[0], z1[1] - z0[1]}, within(1e-15));
        assertThat(dz[0]).isNotZero();
    }

    @Test
    void interruptLeavesAFinishedStep() {
        PredatorPrey system = PredatorPrey.paper(30);
        float[] state = start(system);
        float[] before = state.clone();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> system.evolve(state, system.grid().whole(), Span.events(10), stream(1)))
                .withMessage("predator–prey interrupted: the state is that after 0 of 10 steps");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(state).isEqualTo(before);
    }

    @Test
    void sameSystemOnAnotherGrid() {
        PredatorPrey large = PredatorPrey.paper(100).on(Grid.line(2, 200));
        assertThat(large.cells()).isEqualTo(200);
        assertThat(large.settings()).isEqualTo(PAPER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> large.on(Grid.square(8)))
                .withMessage("grid 8×8: predator–prey has 2 fields on a line, use Grid.line(2, cells)");
    }

    @Test
    void refusesUnstableTimeSteps() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PredatorPrey(200, PAPER.withLaplacian(Laplacian.PHYSICAL), PROFILE))
                .withMessageStartingWith("time step dt = 0.01 with 200 cells: must be at most 1.249")
                .withMessageEndingWith("to be stable, choose a smaller dt");
        assertThatIllegalArgumentException().isThrownBy(() -> new PredatorPrey(10, PAPER.withTimeStep(0.5), PROFILE));
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PAPER.withNoise(-0.02))
                .withMessage("noise s = -0.02: must be finite and at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PAPER.withTimeStep(0))
                .withMessage("time step dt = 0.0: must be finite and above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PAPER.withDiffusion(Double.NaN, 1))
                .withMessage("prey diffusion D = NaN: must be finite and at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PredatorPrey.paper(0))
                .withMessage("cells = 0: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InitialProfile(0.6, 0.4, 0, 0, 5))
                .withMessage("initial mean m from 0.6 to 0.4: bounds must be finite and in increasing order");
    }

    @Test
    void refusesBadStates() {
        PredatorPrey system = PredatorPrey.paper(10);
        float[] state = start(system);
        state[13] = Float.NaN;
        float[] before = state.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.evolve(state, system.grid().whole(), Span.events(1), stream(1)))
                .withMessage("state[13] = NaN: must be finite, look at what made this state");
        assertThat(state).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.evolve(new float[7], system.grid().whole(), Span.events(1), stream(1)))
                .withMessage("state of length 7: must have 20 values (2 fields)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.evolve(start(system), Grid.line(2, 12).whole(), Span.events(1), stream(1)))
                .withMessage("region of grid 2 fields of 12: must lie in the grid 2 fields of 10");
    }

    @Test
    void saysWhenDensitiesDiverge() {
        PredatorPrey system = PredatorPrey.paper(10);
        float[] state = new float[20];
        Arrays.fill(state, -50f);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> system.evolve(state, system.grid().whole(), Span.events(1000), stream(1)))
                .withMessageContaining("within 1000 steps: the densities diverged");
    }

    /** Means within the interval, as Chebyshev points are: a third of them in the outer 1/4 of it; waves kept. */
    @Test
    void evenProfilesFillTheIntervals() {
        InitialProfile range = InitialProfile.paper().withWaves(2.5);
        int outer = 0;
        for (int i = 0; i < 300; i++) {
            InitialProfile one = range.even(i);
            assertThat(one.waves()).isEqualTo(2.5);
            assertThat(one.meanTo()).isEqualTo(one.meanFrom());
            assertThat(one.meanFrom()).isBetween(0.45 - 1e-12, 0.55 + 1e-12);
            assertThat(one.amplitudeFrom()).isBetween(0.05 - 1e-12, 0.15 + 1e-12);
            outer += Math.abs(one.meanFrom() - 0.5) > 0.05 * Math.cos(Math.PI / 6) ? 1 : 0;
        }
        assertThat(outer / 300.0).isCloseTo(1 / 3.0, within(0.02));
        assertThat(range.even(0).meanFrom()).isCloseTo(0.45, within(1e-12));
    }
}
