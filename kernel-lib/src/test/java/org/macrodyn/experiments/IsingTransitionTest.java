package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.Kaufman;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Scale;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.study.Keeping;
import org.macrodyn.systems.spin.EquilibriumSamples;

/** The Ising phase transition at smoke scale. */
class IsingTransitionTest {
    private static final TransitionSettings SMOKE = TransitionSettings.at(Scale.SMOKE);

    @TempDir
    Path runs;

    private IsingTransition experiment(String name, int threads) {
        Keeping keeping = Keeping.in(runs.resolve(name), "ising-transition", ProgressReporter.NONE);
        return new IsingTransition(SMOKE, keeping.on(threads));
    }

    @Test
    void directSimulationIsTheSameOnAnyNumberOfThreadsAndWhenReadBack() {
        Map<Case, Equilibrium> one = experiment("one", 1).direct();
        Map<Case, Equilibrium> again = experiment("one", 3).direct();
        Map<Case, Equilibrium> three = experiment("three", 3).direct();
        assertThat(one.keySet()).containsExactlyElementsOf(SMOKE.cases());
        one.forEach((at, equilibrium) -> {
            assertThat(again.get(at).streams().get(0))
                    .isDeepEqualTo(equilibrium.streams().get(0));
            assertThat(three.get(at).streams().get(0))
                    .isDeepEqualTo(equilibrium.streams().get(0));
        });
    }

    /** ⟨u⟩ of the finite periodic lattice is exact (Kaufman 1949); one state of each of 64 independent runs. */
    @Test
    void smallConfigurationsHaveTheExactEnergy() {
        double temperature = 2.27;
        Snapshots<byte[]> states = new EquilibriumSamples(16, 64)
                .simulate(
                        experiment("energy", 2).study(new Case(16, temperature), IsingTransition.Source.UPSAMPLED, 42))
                .value();
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
    void theWholeReportIsMadeAtSmokeScale() throws IOException {
        IsingTransition experiment = experiment("report", 2);
        Map<Case, Equilibrium> direct = experiment.direct();
        Map<Case, Equilibrium> learnt = experiment.learn();
        TransitionReport report = new TransitionReport(experiment, direct, learnt);
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
        Map<Case, Equilibrium> simulated = experiment.learn(IsingTransition.Source.DIRECT, List.of(32));
        requireCosts(report.upsamplingCost(simulated), simulated, learnt, direct);
        requireLimits(report.limits(), direct);
        Guards.requireDrawn(
                report.distributions(),
                report.scaling(),
                report.binder(),
                report.slopes(),
                report.collapse(),
                report.lambdas());
    }

    /** δμ = 0.03 ⟨|M|⟩ L²σ² / (2Tχ); a site that heat-bath sweeps visit moves by σ² = 4r, r ≤ 0.5 its rate, for δt → 0. */
    private static void requireLimits(ResultTable limits, Map<Case, Equilibrium> direct) {
        Map<String, Double> values = new TreeMap<>();
        limits.rows().forEach(row -> values.put(row.name(), row.value()));
        assertThat(values).hasSize(4);
        for (int side : List.of(16, 32)) {
            Case at = new Case(side, 2.27);
            var averages = direct.get(at).observables();
            double noise = values.get("noise." + at);
            assertThat(noise).isBetween(0.3, 2.0);
            assertThat(values.get("drift_error.of_3_percent." + at))
                    .isCloseTo(
                            0.03
                                    * averages.meanAbsolute().value()
                                    * noise
                                    / (2 * 2.27 * averages.susceptibility().value()),
                            within(1e-12));
        }
    }

    /** Each row is the average of the equilibrium that it names. */
    private static void requireCosts(
            ResultTable table,
            Map<Case, Equilibrium> simulated,
            Map<Case, Equilibrium> learnt,
            Map<Case, Equilibrium> direct) {
        assertThat(table.rows()).hasSize(6 * simulated.size());
        Map<String, Map<Case, Equilibrium>> sources =
                Map.of("from_simulated.", simulated, "from_upsampled.", learnt, "direct.", direct);
        Map<String, Double> values = new TreeMap<>();
        table.rows().forEach(row -> values.put(row.name(), row.value()));
        sources.forEach((name, equilibria) -> simulated.keySet().forEach(at -> {
            var averages = equilibria.get(at).observables();
            assertThat(values.get("mean_abs_m." + name + at))
                    .isEqualTo(averages.meanAbsolute().value());
            assertThat(values.get("chi." + name + at))
                    .isEqualTo(averages.susceptibility().value());
        }));
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
        assertThat(TransitionSettings.at(Scale.PAPER).fitTemperature()).isEqualTo(2.27);
        assertThat(TransitionSettings.patches(128)).isEqualTo(64);
        assertThatThrownBy(() -> new TransitionSettings(List.of(2.0, 2.1), List.of(16, 32), Scale.SMOKE, 42))
                .hasMessageContaining("2 temperatures");
    }

    @Test
    void stepsAndRoundsGrowWithTheLattice() {
        List<Integer> sides = List.of(16, 32, 48, 64, 128, 256);
        assertThat(sides.stream().map(TransitionSettings::step)).containsExactly(1, 2, 4, 8, 16, 16);
        assertThat(sides.stream().map(TransitionSettings::substeps)).containsExactly(1, 4, 8, 8, 8, 8);
        TransitionSettings laptop = TransitionSettings.at(Scale.LAPTOP);
        assertThat(sides.stream().map(TransitionSettings::rounds)).containsExactly(32, 32, 24, 16, 16, 32);
        assertThat(sides.stream().map(laptop::relaxation)).containsExactly(40, 40, 40, 40, 64, 128);
    }

    private static TransitionSettings withSides(List<Integer> sides) {
        return new TransitionSettings(SMOKE.temperatures(), sides, Scale.SMOKE, 42);
    }
}
