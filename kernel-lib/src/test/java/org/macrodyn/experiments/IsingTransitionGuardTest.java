package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.Onsager;
import org.macrodyn.experiments.IsingTransition.Source;
import org.macrodyn.law.Law;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Study;
import org.macrodyn.systems.spin.EquilibriumSamples;

/** The phase transition against Onsager, high-temperature series, free spins, and data with known exponents. */
class IsingTransitionGuardTest {
    private static final int SIDE = 32;
    private static final int K = 4;
    private static final double CRITICAL = Onsager.CRITICAL_TEMPERATURE;
    /** n_s / n of one patch of 16², and the sweeps of a pair at L = 32. */
    private static final int STEP = 2;

    private static final int SAMPLES = 256;
    private static final int RELAXATION = 4;

    @TempDir
    Path runs;

    /** The only place that knows how the experiment is asked. */
    private IsingTransition experiment(List<Double> temperatures, List<Integer> sides) {
        return experiment(temperatures, sides, Scale.SMOKE);
    }

    private IsingTransition experiment(List<Double> temperatures, List<Integer> sides, Scale scale) {
        TransitionSettings settings = new TransitionSettings(temperatures, sides, scale, 42);
        return new IsingTransition(settings, Keeping.in(runs, "guard", ProgressReporter.NONE));
    }

    /** The law of the experiment's own pairs. */
    private static Law law(IsingTransition experiment, double temperature, long seed) {
        Study<byte[]> study = experiment.study(new Case(SIDE, temperature), Source.UPSAMPLED, seed);
        return experiment.law(study, study.evolve(study.simulate()));
    }

    /**
     * ⟨|M|⟩ = Onsager's far below T_c, and L²⟨M²⟩ = 1 + 4v + 12v² + 36v³ + 100v⁴ + 276v⁵ + 740v⁶ + …, v = tanh(1/T), far above
     * it (Domb 1949), where correlations are shorter than a lattice spacing.
     */
    @Test
    void directSimulationIsExactFarFromTheTransition() {
        Map<Case, Equilibrium> direct =
                experiment(List.of(1.5, 8.0, 10.0), List.of(16, 32)).direct();
        for (int side : List.of(16, 32)) {
            Spread ordered = overRuns(direct.get(new Case(side, 1.5)), 1);
            assertThat(ordered.mean()).isCloseTo(Onsager.magnetisation(1.5), within(4 * ordered.standardError()));
            for (double temperature : List.of(8.0, 10.0)) {
                double v = Math.tanh(1 / temperature);
                double series = 1 + v * (4 + v * (12 + v * (36 + v * (100 + v * (276 + v * (740 + v * 1972))))));
                Spread square = overRuns(direct.get(new Case(side, temperature)), 2);
                assertThat(square.mean() * side * side)
                        .isCloseTo(series, within(4 * square.standardError() * side * side));
            }
        }
    }

    /** ⟨|M|^power⟩ of each run. */
    private static Spread overRuns(Equilibrium equilibrium, int power) {
        return Spread.of(Arrays.stream(equilibrium.streams().get(0))
                .mapToDouble(run -> Arrays.stream(run)
                        .map(m -> Math.pow(Math.abs(m), power))
                        .average()
                        .orElseThrow())
                .toArray());
    }

    /** χ = (L²/T)(⟨M²⟩ − ⟨|M|⟩²) of a normal M is (L²/T)⟨M²⟩(1 − 2/π), and U is 0. */
    @Test
    void averagesOfANormalMagnetisationAreKnown() {
        var equilibrium =
                experiment(List.of(8.0, 9.0, 10.0), List.of(16, 32)).direct().get(new Case(32, 10.0));
        double square = overRuns(equilibrium, 2).mean();
        var found = equilibrium.observables();
        double chi = 1024 / 10.0 * square * (1 - 2 / Math.PI);
        assertThat(found.susceptibility().value())
                .isCloseTo(chi, within(4 * found.susceptibility().error()));
        assertThat(found.binderCumulant().value())
                .isCloseTo(0, within(4 * found.binderCumulant().error()));
        assertThat(found.meanAbsolute().value())
                .isCloseTo(
                        Math.sqrt(2 * square / Math.PI),
                        within(4 * found.meanAbsolute().error()));
    }

    /**
     * Nearly free spins. At a short δt patches are independent, so λ = K. Under the published rules a patch of n_s spins flips
     * n_s times, t = 2 at rates of ½; z of the whole does not tell what the patch's own m and ρ were, so that for m
     * λ = K [1 + (1 − 1/K)(1 − e⁻ᵗ)²/(1 − e⁻²ᵗ)], for ρ the same with 2t and 1 − f²/K, f the share of the patch's bonds that
     * the whole has too: 6.28 and 7.01, of which λ is the mean.
     */
    @Test
    void freeSpinsHaveKnownLambdas() {
        IsingTransition experiment = experiment(List.of(50.0, 60.0, 70.0), List.of(16, 32), Scale.LAPTOP);
        LambdaSelection.Law law = experiment.lambdaLaw(50);
        // the same formula at δt = 0.025 and K = 4 gives κ = 1.010
        assertThat(law.exponent()).isCloseTo(1, within(4 * law.error() + 0.01));
        assertThat(law.error()).isLessThan(0.05);
        assertThat(law.chiSquare())
                .as("two sizes of lattice never agree exactly")
                .isGreaterThan(0);
        LambdaSelection rule = experiment.publishedRule(50);
        double f = 1 - 32 / 512.0;
        double expected = K * (1 + ((1 - 1.0 / K) * forgotten(2) + (1 - f * f / K) * forgotten(4)) / 2);
        assertThat(rule.patches()).isEqualTo(K);
        assertThat(rule.lambda()).isCloseTo(expected, within(4 * rule.error()));
        assertThat(rule.error()).isLessThan(0.3);
    }

    private static double forgotten(double t) {
        return Math.pow(-Math.expm1(-t), 2) / -Math.expm1(-2 * t);
    }

    /** x and −x: μ of m is odd in m, that of ρ even, and so is Σ but for what m and ρ share. */
    @Test
    void lawsAreSymmetric() {
        Law law = law(experiment(List.of(2.0, 2.4, 2.8), List.of(16, SIDE)), 2.4, 1);
        double[] drift = law.drift(new double[] {0.3, 0.2});
        double[] mirrored = law.drift(new double[] {-0.3, 0.2});
        assertThat(mirrored[0]).isCloseTo(-drift[0], within(1e-12)).isNotZero();
        assertThat(mirrored[1]).isCloseTo(drift[1], within(1e-12)).isNotZero();
        double[][] noise = law.covariance(new double[] {0.3, 0.2});
        double[][] other = law.covariance(new double[] {-0.3, 0.2});
        assertThat(other[0][0]).isCloseTo(noise[0][0], within(1e-12));
        assertThat(other[0][1]).isCloseTo(-noise[0][1], within(1e-12)).isNotZero();
        assertThat(other[1][1]).isCloseTo(noise[1][1], within(1e-12));
    }

    /**
     * The law of 32² at each T against pairs made by the general upsampling and partial evolution: Σ = ⟨r rᵀ/δt⟩/λ with the
     * estimated λ near K, and the linear part of its drift. Times in sweeps. Σ of 4 · 4 · 256 pairs is known to 2 %, more at
     * T_c, where configurations differ.
     */
    @Test
    void lawsAreThoseOfThePairsAtEachTemperature() {
        List<Double> temperatures = List.of(2.4, 2.8, 3.2);
        IsingTransition experiment = experiment(temperatures, List.of(16, SIDE));
        for (double temperature : temperatures) {
            double lambda = experiment.lambdaLaw(temperature).at(K).lambda();
            assertThat(lambda).isBetween(Math.pow(K, 0.85), Math.pow(K, 1.1));
            MacroPairs pairs = pairs(experiment, temperature);
            Law law = law(experiment, temperature, 42);
            double[][] noise = Guards.noise(pairs);
            double[][] z = Guards.states(pairs, 16);
            double[][] found = Guards.meanCovariance(law, z);
            for (int c = 0; c < 2; c++) {
                assertThat(found[c][c] * lambda / noise[c][c])
                        .as("Σ of %d at T = %s", c, temperature)
                        .isCloseTo(1, within(0.12));
                double[] expected = Guards.affineDrift(pairs, c);
                double[] slopes = Guards.line(Guards.drifts(law, z, c), z);
                double error = Math.sqrt(2 * noise[c][c] / (pairs.size() * STEP))
                        / Spread.of(Guards.column(z, c)).standardDeviation();
                assertThat(slopes[c + 1])
                        .as("drift of %d at T = %s", c, temperature)
                        .isCloseTo(expected[c + 1], within(4 * error + 0.05 * Math.abs(expected[c + 1])));
            }
        }
    }

    /** Sixteen runs from every second of 32 pairs, every second run mirrored; m and ρ of a lattice are in their ranges. */
    @Test
    void forecastsStartFromConfigurationsAndTheirMirrors() {
        IsingTransition experiment = experiment(List.of(2.0, 3.0, 4.0), List.of(16, SIDE));
        float[] z = new float[2 * 32];
        for (int pair = 0; pair < 32; pair++) {
            z[2 * pair] = pair + 1;
            z[2 * pair + 1] = 100 + pair;
        }
        float[] times = new float[32];
        Arrays.fill(times, 1);
        List<String> names = Ising.square(SIDE, 3, 0).observables();
        double[][] starts = experiment.starts(new MacroPairs(names, z, new float[64], times));
        assertThat(starts).hasDimensions(16, 2);
        for (int run = 0; run < 16; run++) {
            double m = 2 * run + 1;
            assertThat(starts[run]).containsExactly(run % 2 == 0 ? m : -m, 100 + 2 * run);
        }
        for (double[] inside : new double[][] {{1, 0}, {-1, 1}, {0, 0.5}}) {
            assertThat(IsingTransition.isPhysical(inside)).isTrue();
        }
        for (double[] outside : new double[][] {{1.01, 0.5}, {-1.01, 0.5}, {0, -0.01}, {0, 1.01}, {0, Double.NaN}}) {
            assertThat(IsingTransition.isPhysical(outside)).isFalse();
        }
        Case at = new Case(SIDE, 3);
        assertThat(List.of(
                        experiment.study(at, Source.UPSAMPLED, 1).recipe().small(),
                        experiment.study(at, Source.DIRECT, 1).recipe().small()))
                .containsExactly(new EquilibriumSamples(16, SAMPLES), new EquilibriumSamples(SIDE, SAMPLES));
    }

    /** Of the experiment's own laws, one for each stream. */
    @Test
    void forecastsAreInPartsOfTheStepsOfThePairs() {
        List<Double> temperatures = List.of(2.8, 3.2, 3.6);
        IsingTransition experiment = experiment(temperatures, List.of(16, SIDE));
        Equilibrium equilibrium =
                experiment.learn(Source.UPSAMPLED, List.of(SIDE)).get(new Case(SIDE, 3.2));
        assertThat(equilibrium.outside()).isZero();
        assertThat(equilibrium.streams().get(0)[0])
                .isNotEqualTo(equilibrium.streams().get(1)[0]);
        for (int stream = 0; stream < 2; stream++) {
            Law law = law(experiment, 3.2, 42 + stream);
            double[][] z = Guards.states(pairs(experiment, 3.2), 16);
            requireSteps(
                    equilibrium.streams().get(stream),
                    Guards.drifts(law, z, 0),
                    Guards.meanCovariance(law, z)[0][0],
                    z);
        }
        Diagnostics diagnostics = experiment.diagnose(new Case(SIDE, 3.2));
        assertThat(diagnostics.lambda())
                .isCloseTo(experiment.lambdaLaw(3.2).at(K).lambda(), within(1e-9));
        assertThat(diagnostics.covariance()[0][0]).isCloseTo(1, within(4 * Math.sqrt(2.0 / diagnostics.count()) + 0.1));
    }

    /**
     * Second half of forecasts whose records are a δt of the pairs apart, in K parts of δt/K: with μ ≈ −κm a part keeps
     * b = 1 − κδt/K, neighbouring records have the correlation a = b^K, and their variance is Σ(δt/K)/(1 − b²).
     */
    private static void requireSteps(double[][] m, double[] drifts, double covariance, double[][] z) {
        assertThat(m).hasDimensions(16, 200);
        double squares = 0;
        double products = 0;
        for (double[] run : m) {
            for (int k = 1; k < run.length; k++) {
                squares += run[k - 1] * run[k - 1];
                products += run[k - 1] * run[k];
            }
        }
        double b = 1 + Guards.line(drifts, z)[1] * STEP / K;
        double a = Math.pow(b, K);
        double error = 1 / Math.sqrt(16 * 199);
        assertThat(products / squares).isCloseTo(a, within(4 * error + 0.03));
        double expected = covariance * STEP / K / (1 - b * b);
        // Values count only as often as they are independent: (1 − a²)/(1 + a²).
        double independent = 16 * 199 * (1 - a * a) / (1 + a * a);
        assertThat(squares / (16 * 199) / expected).isCloseTo(1, within(4 * Math.sqrt(2 / independent) + 0.1));
    }

    private MacroPairs pairs(IsingTransition experiment, double temperature) {
        Ising model = Ising.square(SIDE, temperature, 0).withSampler(EventSampler.RASTER_SWEEP);
        Upsampler<byte[]> upsampler =
                new Upsampler<>(2, SAMPLES, Refinement.replication(), Optional.of(LocalRelaxation.brief(RELAXATION)));
        Snapshots<byte[]> configurations = upsampler.upsample(
                new EquilibriumSamples(16, SAMPLES)
                        .simulate(experiment.study(new Case(16, temperature), Source.UPSAMPLED, 7))
                        .value(),
                model,
                7,
                1,
                ProgressListener.NONE);
        PartialEvolution<byte[]> evolution = new PartialEvolution<>(
                model, Patches.square(SIDE, 16), PatchBoundary.FROZEN_NEIGHBOURS, Span.time(STEP), 16, 7);
        return new ObservablesOnly<>(model)
                .encodeAll(evolution, configurations, Increment.OURS, 1, ProgressListener.NONE);
    }

    /** M = L^(−a) Y((T − T_c) L): β/ν = a, γ/ν = 2 − 2a, 1/ν = 1, curves of U cross at T_c; collapse only for a = 1/8. */
    @Test
    void exponentsOfScalingDataAreFound() {
        List<Double> temperatures = List.of(CRITICAL - 0.005, CRITICAL, CRITICAL + 0.005);
        List<Integer> sides = List.of(16, 32, 64);
        IsingTransition experiment = experiment(temperatures, sides);
        Map<Case, Equilibrium> direct = new TreeMap<>();
        Map<Case, Equilibrium> learnt = new TreeMap<>();
        for (Case at : experiment.settings().cases()) {
            direct.put(at, scaling(at, 0.125, 0, 0));
            learnt.put(at, scaling(at, 0.2, 2, 3));
        }
        ResultTable table = new TransitionReport(experiment, direct, learnt).table();
        requireExponents(table, "direct.", 0.125);
        requireExponents(table, "", 0.2);
        assertThat(Guards.row(table, "beta_over_nu").paper()).isBetween(0.05, 0.25);
        assertThat(Guards.row(table, "gamma_over_nu").paper()).isBetween(1.4, 2.0);
        assertThat(Guards.row(table, "one_over_nu").paper()).isBetween(0.5, 1.2);
        for (String observable : List.of("mean_abs_m", "chi")) {
            assertThat(Guards.row(table, "direct.collapse_chi2." + observable).value())
                    .isLessThan(1);
            assertThat(Guards.row(table, "collapse_chi2." + observable).value()).isGreaterThan(5);
        }
        Case middle = new Case(32, CRITICAL);
        assertThat(Guards.row(table, "lost." + middle).value()).isEqualTo(2);
        assertThat(Guards.row(table, "outside." + middle).value()).isEqualTo(3);
        assertThat(Guards.row(table, "mean_abs_m.direct." + middle).value())
                .isCloseTo(0.7 * Math.pow(32, -0.125), within(1e-3));
        assertThat(Guards.row(table, "mean_abs_m.learnt." + middle).value())
                .isCloseTo(0.7 * Math.pow(32, -0.2), within(1e-3));
        double chi = 1024 / CRITICAL * 0.09 * Math.pow(32, -0.4);
        assertThat(Guards.row(table, "chi.learnt." + middle).value()).isCloseTo(chi, within(1e-2 * chi));
        double u = 1 - (1 + 0.4 * 0.4 * 0.4 * 0.4) / 2 / (3 * Math.pow((1 + 0.16) / 2, 2));
        assertThat(Guards.row(table, "binder.learnt." + middle).value()).isCloseTo(u, within(5e-3));
    }

    private static void requireExponents(ResultTable table, String prefix, double a) {
        assertThat(Guards.row(table, prefix + "beta_over_nu").value()).isCloseTo(a, within(1e-3));
        assertThat(Guards.row(table, prefix + "beta_over_nu").exact()).isEqualTo(0.125);
        assertThat(Guards.row(table, prefix + "gamma_over_nu").value()).isCloseTo(2 - 2 * a, within(2e-3));
        assertThat(Guards.row(table, prefix + "gamma_over_nu").exact()).isEqualTo(1.75);
        assertThat(Guards.row(table, prefix + "one_over_nu").value()).isCloseTo(1, within(0.02));
        assertThat(Guards.row(table, prefix + "binder_crossing").value()).isCloseTo(CRITICAL, within(1e-4));
    }

    /** |Y| = 1 with probability ½ − x/5, x = (T − T_c) L, else 0.4; a little more and less in different runs. */
    private static Equilibrium scaling(Case at, double a, int lost, int outside) {
        double x = (at.temperature() - CRITICAL) * at.side();
        double[][] m = new double[10][4000];
        for (int run = 0; run < m.length; run++) {
            double p = 0.5 - x / 5 + 0.002 * (run - 4.5);
            double size = 1 + 0.01 * (run - 4.5);
            for (int i = 0; i < m[run].length; i++) {
                double y = i < Math.round(p * m[run].length) ? 1 : 0.4;
                m[run][i] = (i % 2 == 0 ? 1 : -1) * y * size * Math.pow(at.side(), -a);
            }
        }
        return new Equilibrium(at, List.<double[][]>of(m), lost, outside);
    }
}
