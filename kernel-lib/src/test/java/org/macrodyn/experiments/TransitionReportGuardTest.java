package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.macrodyn.exact.Onsager;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.study.Keeping;

/** The report of the phase transition on magnetisations of known laws. */
class TransitionReportGuardTest {
    private static final double CRITICAL = Onsager.CRITICAL_TEMPERATURE;
    private static final List<Double> NEAR = List.of(CRITICAL - 0.005, CRITICAL, CRITICAL + 0.005);

    private static IsingTransition experiment(List<Double> temperatures, Integer... sides) {
        TransitionSettings settings = new TransitionSettings(temperatures, List.of(sides), Scale.SMOKE, 42);
        return new IsingTransition(settings, Keeping.inMemory(ProgressReporter.NONE));
    }

    /**
     * M = ±L^(−a) or 0.4 of it, in ten runs that differ by a thousandth; U turns three times as fast as it should above L = 64.
     */
    private static Map<Case, Equilibrium> sharp(IsingTransition experiment, ToDoubleFunction<Case> exponent) {
        Map<Case, Equilibrium> all = new TreeMap<>();
        for (Case at : experiment.settings().cases()) {
            double size = Math.pow(at.side(), -exponent.applyAsDouble(at));
            double x = (at.temperature() - CRITICAL) * at.side() * (at.side() > 64 ? 3 : 1);
            double[][] m = new double[10][1000];
            for (int run = 0; run < m.length; run++) {
                for (int i = 0; i < m[run].length; i++) {
                    double low = i < (0.5 + x / 5) * m[run].length ? 0.4 : 1;
                    m[run][i] = (i % 2 == 0 ? 1 : -1) * low * size * (1 + 1e-3 * (run - 4.5));
                }
            }
            all.put(at, new Equilibrium(at, List.<double[][]>of(m), 0, 0));
        }
        return all;
    }

    /**
     * As published, L = 256 is in no fit of a power, and above 64 no cumulant is: data that break the laws there change no
     * exponent, a power at 128 does.
     */
    @Test
    void powersAreFittedUpTo128() {
        IsingTransition experiment = experiment(NEAR, 16, 32, 64, 128, 256);
        Map<Case, Equilibrium> law = sharp(experiment, at -> 0.125);
        ResultTable table =
                new TransitionReport(experiment, law, sharp(experiment, at -> at.side() > 128 ? 0.5 : 0.125)).table();
        assertThat(Guards.row(table, "beta_over_nu").value()).isCloseTo(0.125, within(1e-3));
        assertThat(Guards.row(table, "direct.beta_over_nu").value()).isCloseTo(0.125, within(1e-3));
        assertThat(Guards.row(table, "gamma_over_nu").value()).isCloseTo(1.75, within(1e-3));
        assertThat(Guards.row(table, "one_over_nu").value()).isCloseTo(1, within(0.05));
        ResultTable broken =
                new TransitionReport(experiment, law, sharp(experiment, at -> at.side() > 64 ? 0.5 : 0.125)).table();
        assertThat(Guards.row(broken, "beta_over_nu").value()).isGreaterThan(0.3);
        for (double t : NEAR) {
            ResultTable.Row rule = Guards.row(table, "lambda.published_rule." + new Case(32, t));
            assertThat(rule.value()).isEqualTo(experiment.publishedRule(t).lambda());
            assertThat(rule.spread()).isEqualTo(experiment.publishedRule(t).error());
            ResultTable.Row estimated = Guards.row(table, "lambda.estimated." + new Case(128, t));
            assertThat(estimated.value())
                    .isEqualTo(experiment.lambdaLaw(t).at(64).lambda());
            assertThat(estimated.spread())
                    .isEqualTo(experiment.lambdaLaw(t).at(64).error());
        }
        assertThat(table.rows()).extracting(ResultTable.Row::name).doesNotHaveDuplicates();
    }

    /** Of T = 2.27 the paper has numbers: they stand beside what is learnt, and beside nothing else. */
    @Test
    void publishedNumbersStandBesideTheLearnt() {
        IsingTransition experiment = experiment(List.of(2.25, 2.27, 2.29), 16, 32);
        Map<Case, Equilibrium> law = sharp(experiment, at -> 0.125);
        ResultTable table = new TransitionReport(experiment, law, law).table();
        Case at = new Case(32, 2.27);
        for (String name : List.of("mean_abs_m", "chi", "binder")) {
            assertThat(Guards.row(table, name + ".learnt." + at).paper()).isNotNull();
            assertThat(Guards.row(table, name + ".direct." + at).paper()).isNull();
        }
        // ⟨|M|⟩ is no more than 1, U at most 2/3, and χ = L²/T (⟨M²⟩ − ⟨|M|⟩²) at most L²/(4T).
        assertThat(Guards.row(table, "mean_abs_m.learnt." + at).paper()).isBetween(0.5, 1.0);
        assertThat(Guards.row(table, "binder.learnt." + at).paper()).isBetween(0.4, 2 / 3.0);
        assertThat(Guards.row(table, "chi.learnt." + at).paper()).isBetween(1.0, 1024 / 2.27 / 4);
        assertThat(Guards.row(table, "lambda.estimated." + at).paper())
                .isEqualTo(Guards.row(table, "lambda.published." + at).value())
                .isBetween(1.0, 8.0);
        // the two-valued |M| at T_c of L: half of it at 0.4.
        double half = 0.5 + (2.27 - CRITICAL) * 32 / 5;
        double expected = (1 - 0.6 * half) * Math.pow(32, -0.125);
        ResultTable.Row mean = Guards.row(table, "mean_abs_m.direct." + at);
        assertThat(mean.value()).isCloseTo(expected, within(2e-3));
        assertThat(mean.spread()).isCloseTo(expected * 1e-3 * Math.sqrt(8.25 / 9), within(0.1e-3));
    }

    /** Each source's own equilibria, of ⟨|M|⟩ and χ, in the order of the cases. */
    @Test
    void costsOfEnlargingAreTakenFromTheirSources() {
        IsingTransition experiment = experiment(NEAR, 16, 32);
        Map<Case, Equilibrium> direct = sharp(experiment, at -> 0.1);
        Map<Case, Equilibrium> learnt = sharp(experiment, at -> 0.2);
        Map<Case, Equilibrium> simulated = sharp(experiment, at -> 0.3);
        ResultTable costs = new TransitionReport(experiment, direct, learnt).upsamplingCost(simulated);
        assertThat(costs.rows()).hasSize(6 * 6);
        for (Case at : experiment.settings().cases()) {
            requireMean(costs, "mean_abs_m.from_simulated." + at, simulated.get(at));
            requireMean(costs, "mean_abs_m.from_upsampled." + at, learnt.get(at));
            requireMean(costs, "mean_abs_m.direct." + at, direct.get(at));
            assertThat(Guards.row(costs, "chi.from_simulated." + at).value())
                    .isEqualTo(simulated.get(at).observables().susceptibility().value());
        }
    }

    private static void requireMean(ResultTable table, String name, Equilibrium equilibrium) {
        CriticalObservables averages = equilibrium.observables();
        assertThat(Guards.row(table, name).value())
                .isEqualTo(averages.meanAbsolute().value());
        assertThat(Guards.row(table, name).spread())
                .isEqualTo(averages.meanAbsolute().error());
    }

    /**
     * Nearly free spins are drawn anew in every sweep: ⟨ΔM²⟩ = 2/n_s of a patch, however many sweeps it evolves, so that L²σ² is
     * 2/δt per sweep. What changes ⟨|M|⟩ by 3 % then follows from the response.
     */
    @Test
    void noiseOfFreeSpinsIsKnown() {
        IsingTransition experiment = experiment(List.of(400.0, 500.0, 600.0), 16, 48, 64);
        Map<Case, Equilibrium> direct = sharp(experiment, at -> 0.125);
        ResultTable limits = new TransitionReport(experiment, direct, direct).limits();
        for (int side : new int[] {16, 48, 64}) {
            // T nearest to 2.27
            Case at = new Case(side, 400);
            double noise = Guards.row(limits, "noise." + at).value();
            assertThat(noise).isEqualTo(experiment.noise(at));
            assertThat(noise * TransitionSettings.step(side) / 2).isCloseTo(1, within(4 * Math.sqrt(2.0 / 512)));
            CriticalObservables there = direct.get(at).observables();
            double changed =
                    Guards.row(limits, "drift_error.of_3_percent." + at).value() * there.responseToDrift(400, noise);
            assertThat(changed / there.meanAbsolute().value()).isCloseTo(0.03, within(1e-3));
        }
        assertThat(limits.rows()).hasSize(6);
    }

    @Test
    void figuresShowTheirData() {
        IsingTransition experiment = experiment(NEAR, 16, 32);
        Map<Case, Equilibrium> law = sharp(experiment, at -> 0.125);
        TransitionReport report = new TransitionReport(experiment, law, sharp(experiment, at -> 0.2));
        Drawn.requireData(report.distributions());
        Drawn.requireData(report.scaling());
        Drawn.requireData(report.binder());
        Drawn.requireData(report.slopes());
        Drawn.requireData(report.collapse());
        Drawn.requireData(report.lambdas());
    }
}
