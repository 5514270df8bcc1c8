package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.Kaufman;
import org.macrodyn.experiments.IsingTransitionExperiment.Case;
import org.macrodyn.experiments.IsingTransitionExperiment.Equilibrium;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.sde.LambdaSelection;

class IsingTransitionExperimentTest {
    private static final IsingTransitionSettings SMOKE = IsingTransitionSettings.at(Scale.SMOKE);

    @TempDir
    Path runs;

    private IsingTransitionExperiment experiment(String name, int threads) {
        Workbench bench = Workbench.open(runs.resolve(name), "ising", ProgressReporter.NONE);
        return new IsingTransitionExperiment(SMOKE, bench.withThreads(threads));
    }

    @Test
    void directSimulationIsTheSameOnAnyNumberOfThreadsAndWhenReadBack() {
        Map<Case, Equilibrium> one = experiment("one", 1).direct();
        Map<Case, Equilibrium> again = experiment("one", 3).direct();
        Map<Case, Equilibrium> three = experiment("three", 3).direct();
        assertThat(one.keySet()).containsExactlyElementsOf(experiment("one", 1).cases());
        one.forEach((at, equilibrium) -> {
            assertThat(again.get(at).magnetisation()).isDeepEqualTo(equilibrium.magnetisation());
            assertThat(three.get(at).magnetisation()).isDeepEqualTo(equilibrium.magnetisation());
        });
    }

    /** ⟨u⟩ of the finite periodic lattice is exact (Kaufman 1949); one state of each of 64 independent runs. */
    @Test
    void smallConfigurationsHaveTheExactEnergy() {
        double temperature = 2.27;
        Snapshots<byte[]> states =
                experiment("energy", 2).small(16, temperature, 64, 42).value();
        Ising model = Ising.square(16, temperature, 0);
        double[] energies = new double[states.size()];
        byte[] state = new byte[256];
        for (int i = 0; i < energies.length; i++) {
            states.get(i, state);
            energies[i] = model.energy(state);
        }
        Spread spread = Spread.of(energies);
        double exact = Kaufman.square(16, temperature).energy();
        assertThat(spread.mean()).isCloseTo(exact, within(4 * spread.standardError()));
    }

    /** At a short δt patches hardly know of each other, so λ is near K; it cannot be above it by more than its error. */
    @Test
    void lambdaIsNearTheTheory() {
        LambdaSelection.Law law = experiment("lambda", 2).lambdaLaw(2.27);
        assertThat(law.exponent()).isBetween(0.8, 1 + 4 * law.error());
    }

    @Test
    void theWholeReportIsMadeAtSmokeScale() {
        IsingTransitionExperiment experiment = experiment("report", 2);
        IsingTransitionReport report = new IsingTransitionReport(experiment, experiment.direct(), experiment.learn());
        assertThat(report.table().rows().stream().map(row -> row.name()))
                .contains(
                        "beta_over_nu",
                        "gamma_over_nu",
                        "one_over_nu",
                        "direct.gamma_over_nu",
                        "collapse_chi2.chi",
                        "chi.learnt.L32.T2.27",
                        "chi.direct.L32.T2.27",
                        "lambda.estimated.L32.T2.27",
                        "lambda.published.L32.T2.27",
                        "outside.L16.T2.25");
        Map<Case, Equilibrium> simulated = experiment.learn(IsingTransitionExperiment.Source.DIRECT, List.of(32));
        assertThat(report.upsamplingCost(simulated).rows())
                .hasSize(6 * SMOKE.temperatures().size())
                .allSatisfy(row -> assertThat(row.value()).isPositive());
        assertThat(List.of(
                        report.distributions(),
                        report.scaling(),
                        report.binder(),
                        report.slopes(),
                        report.collapse(),
                        report.lambdas()))
                .allSatisfy(Drawn::requireData);
    }

    /** Samples of a known law: |m| = 1 half of the time and 0.5 otherwise, at random. */
    @Test
    void averagesClipAndCount() {
        var random = RandomStreams.stream(1, "transition test", 0);
        double[][] m = new double[50][200];
        for (double[] run : m) {
            for (int i = 0; i < run.length; i++) {
                run[i] = random.nextBoolean() ? -1.3 : 0.5;
            }
        }
        var averages = new Equilibrium(new Case(16, 2.0), List.<double[][]>of(m), 0, 50).observables();
        double mean = averages.meanAbsolute().value();
        assertThat(mean).isCloseTo(0.75, within(4 * averages.meanAbsolute().error()));
        assertThat(averages.susceptibility().value())
                .isCloseTo(128 * 0.0625, within(4 * averages.susceptibility().error() + 128e-4));
    }

    /** Two streams that each know themselves well and disagree: the error is their standard error. */
    @Test
    void disagreementOfStreamsIsInTheError() {
        double[][] one = {{0.4, 0.4}, {0.4, 0.4}, {-0.4, 0.4}};
        double[][] two = {{0.6, 0.6}, {0.6, -0.6}, {0.6, 0.6}};
        Equilibrium both = new Equilibrium(new Case(16, 2.0), List.of(one, two), 0, 0);
        assertThat(both.magnetisation()).hasNumberOfRows(6);
        assertThat(both.observables().meanAbsolute().value()).isCloseTo(0.5, within(1e-12));
        assertThat(both.observables().meanAbsolute().error()).isCloseTo(0.1, within(1e-12));
        assertThat(both.observables().susceptibility().value()).isCloseTo(0, within(1e-9));
        assertThatThrownBy(() -> new Equilibrium(new Case(16, 2.0), List.of(), 0, 0).observables())
                .hasMessageContaining("0 streams");
    }

    @Test
    void casesAreOrderedAndNamed() {
        Map<Case, Integer> map = new TreeMap<>(Map.of(new Case(64, 2.27), 1, new Case(16, 2.29), 2));
        assertThat(map.keySet().stream().map(Case::toString)).containsExactly("L16.T2.29", "L64.T2.27");
    }

    @Test
    void settingsRefuseWhatCannotBeReached() {
        assertThatThrownBy(() -> withSides(List.of(16, 80))).hasMessageContaining("L = 80");
        assertThatThrownBy(() -> withSides(List.of(16))).hasMessageContaining("1 sides");
        assertThat(IsingTransitionSettings.at(Scale.PAPER).fitTemperature()).isEqualTo(2.27);
        assertThat(IsingTransitionSettings.patches(128)).isEqualTo(64);
        assertThatThrownBy(() -> with(List.of(16, 32), 100)).hasMessageContaining("samples a multiple of 64");
    }

    @Test
    void stepsGrowWithTheLatticeAndSmallOnesHaveEnoughPairs() {
        assertThat(List.of(16, 32, 48, 64, 128, 256).stream().map(IsingTransitionSettings::step))
                .containsExactly(1, 2, 4, 8, 16, 16);
        IsingTransitionSettings laptop = IsingTransitionSettings.at(Scale.LAPTOP);
        assertThat(List.of(16, 32, 64).stream().map(laptop::repeats)).containsExactly(16, 4, 4);
    }

    private static IsingTransitionSettings withSides(List<Integer> sides) {
        return with(sides, SMOKE.samples());
    }

    private static IsingTransitionSettings with(List<Integer> sides, int samples) {
        return new IsingTransitionSettings(
                SMOKE.temperatures(),
                sides,
                SMOKE.sweeps(),
                SMOKE.sweepsBetween(),
                samples,
                SMOKE.relaxation(),
                SMOKE.repeats(),
                SMOKE.streams(),
                SMOKE.network(),
                SMOKE.training(),
                SMOKE.lambdaStep(),
                SMOKE.lambdaSamples(),
                SMOKE.lambdaRepeats(),
                SMOKE.forecastRuns(),
                SMOKE.forecastSteps(),
                SMOKE.seed());
    }
}
