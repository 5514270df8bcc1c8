package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.macrodyn.exact.Onsager;
import org.macrodyn.figures.CriticalFigures;
import org.macrodyn.figures.CriticalFigures.Scaled;
import org.macrodyn.figures.CriticalFigures.Source;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Densities;
import org.macrodyn.figures.Densities.Sample;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.CriticalObservables.Estimate;
import org.macrodyn.metrics.Equilibrium;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.metrics.FiniteSizeScaling;
import org.macrodyn.metrics.LogLogFit;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.sde.LambdaSelection;
import org.macrodyn.store.Entries;

/** Figures and table of the Ising phase transition: the learnt equilibria beside direct simulations and the paper's. */
public final class TransitionReport {
    /** T_c of the infinite lattice (Onsager 1944). */
    private static final double CRITICAL = Onsager.CRITICAL_TEMPERATURE;

    private static final int COLLAPSE_DEGREE = 3;
    /** Farther from T_c the lattices with few temperatures would be extrapolated. */
    private static final double COLLAPSE_RANGE = 1.4;
    /** L that powers are fitted to, as published. */
    private static final List<Integer> POWER_SIDES = List.of(16, 32, 64, 128);
    /** Largest L whose cumulants are fitted, as published. */
    private static final int LARGEST_CUMULANT_SIDE = 64;

    private static final double BANDWIDTH = 0.03;
    /** Change of ⟨|M|⟩ that a drift must not make. */
    private static final double NOTICEABLE = 0.03;

    private static final Function<CriticalObservables, Estimate> ABSOLUTE = CriticalObservables::meanAbsolute;
    private static final Function<CriticalObservables, Estimate> CHI = CriticalObservables::susceptibility;

    /** An average in the table, and the published table's column of it. */
    private record Averaged(String name, String column, Function<CriticalObservables, Estimate> of) {
        Row row(String origin, CriticalObservables averages) {
            return estimate(name + "." + origin, of.apply(averages));
        }
    }

    private static final List<Averaged> AVERAGED = List.of(
            new Averaged("mean_abs_m", "mean_abs_m", ABSOLUTE),
            new Averaged("chi", "susceptibility", CHI),
            new Averaged("binder", "binder_cumulant", CriticalObservables::binderCumulant));

    /** With the exact exponents of the plane. */
    private static final List<Scaled> COLLAPSED = List.of(
            new Scaled("mean_abs_m", "⟨|M|⟩", "⟨|M|⟩ L¹ᐟ⁸", ABSOLUTE, 0.125),
            new Scaled("chi", "χ", "χ L⁻⁷ᐟ⁴  (1/J)", CHI, -1.75));

    private final IsingTransition experiment;
    private final TransitionSettings settings;
    private final Map<Case, Equilibrium> direct;
    private final Map<Case, Equilibrium> learnt;
    private final FiniteSizeScaling truth;
    private final FiniteSizeScaling ours;
    private final CriticalFigures figures;

    /**
     * The report.
     *
     * @param experiment the experiment
     * @param direct its direct simulations
     * @param learnt its learnt SDEs
     */
    public TransitionReport(IsingTransition experiment, Map<Case, Equilibrium> direct, Map<Case, Equilibrium> learnt) {
        this.experiment = experiment;
        settings = experiment.settings();
        this.direct = Map.copyOf(direct);
        this.learnt = Map.copyOf(learnt);
        truth = scaling(direct);
        ours = scaling(learnt);
        figures = new CriticalFigures(
                List.of(new Source("truth", Palette.TRUTH, truth), new Source("learnt", Palette.OURS, ours)), CRITICAL);
    }

    private FiniteSizeScaling scaling(Map<Case, Equilibrium> equilibria) {
        int most = settings.temperatures().size() - 1;
        return FiniteSizeScaling.of(
                equilibria.values(), side -> side == TransitionSettings.PATCH_SIDE ? 1 : Math.min(3, most));
    }

    private static CriticalObservables averages(FiniteSizeScaling of, Case at) {
        return Entries.required(Entries.required(of.averages(), at.side(), "L = "), at.temperature(), "T = ");
    }

    private static Equilibrium in(Map<Case, Equilibrium> equilibria, Case at) {
        return Entries.required(equilibria, at, "case ");
    }

    /**
     * The distribution of M at the fit temperature, one panel for each L.
     *
     * @return truth and learnt
     */
    public Figure distributions() {
        return Panels.grid(2, settings.sides().stream().map(this::distribution).toList());
    }

    private Figure distribution(int side) {
        Case at = new Case(side, settings.fitTemperature());
        return Densities.of(
                "L = " + side + ", T = " + at.temperature(),
                "M",
                -1.2,
                1.2,
                BANDWIDTH,
                List.of(
                        new Sample("truth", Palette.TRUTH, in(direct, at).values()),
                        new Sample("learnt", Palette.OURS, in(learnt, at).values())));
    }

    /**
     * ⟨|M|⟩ and χ against L at the fit temperature, with the fitted powers.
     *
     * @return two panels: truth, learnt, published
     */
    public Figure scaling() {
        return Panels.row(
                powers("⟨|M|⟩ against L: slope −β/ν", "⟨|M|⟩", ABSOLUTE, "mean_abs_m", false),
                powers("χ against L: slope γ/ν", "χ", CHI, "susceptibility", true));
    }

    private Figure powers(
            String title,
            String symbol,
            Function<CriticalObservables, Estimate> of,
            String published,
            boolean doublings) {
        double t = settings.fitTemperature();
        Curves panel = CriticalFigures.panel(title, "L", symbol).xDoublings();
        double[] paper = overSides(side -> published("ising_phase_transition", published, new Case(side, t))
                .orElse(Double.NaN));
        return figures.powers(
                        doublings ? panel.yDoublings() : panel,
                        averages -> averages.overSides(settings.sides(), t, of),
                        averages -> power(averages, of))
                .points("published", Palette.PAPER, sides(), paper)
                .figure();
    }

    private LogLogFit power(FiniteSizeScaling averages, Function<CriticalObservables, Estimate> of) {
        List<Integer> fitted =
                settings.sides().stream().filter(POWER_SIDES::contains).toList();
        return averages.power(fitted, settings.fitTemperature(), of);
    }

    private double[] sides() {
        return overSides(side -> (double) side);
    }

    private double[] overSides(IntFunction<Double> number) {
        return settings.sides().stream().mapToDouble(number::apply).toArray();
    }

    private static Optional<Double> published(String table, String column, Case at) {
        return Published.number(table, column, Map.of("side", at.side(), "temperature", at.temperature()));
    }

    /**
     * Binder's cumulant against T for each L.
     *
     * @return truth and learnt
     */
    public Figure binder() {
        return figures.binder();
    }

    private List<Integer> cumulantSides() {
        return settings.sides().stream()
                .filter(side -> side <= LARGEST_CUMULANT_SIDE)
                .toList();
    }

    /**
     * |dU/dT| at T_c against L.
     *
     * @return truth and learnt with their powers
     */
    public Figure slopes() {
        return figures.slopes(cumulantSides());
    }

    /**
     * Data collapse with the exact exponents.
     *
     * @return ⟨|M|⟩ and χ of truth and learnt
     */
    public Figure collapse() {
        return figures.collapse(COLLAPSED);
    }

    /**
     * λ against L at the fit temperature: estimated, by the published rules, by hand, and K.
     *
     * @return the figure
     */
    public Figure lambdas() {
        double temperature = settings.fitTemperature();
        LambdaSelection rule = experiment.publishedRule(temperature);
        double[] paper =
                overSides(side -> published("ising_phase_transition_lambda", "lambda", new Case(side, temperature))
                        .orElse(Double.NaN));
        return CriticalFigures.againstSide("λ at T = " + temperature, "λ")
                .line("λ = K", Palette.EXACT, sides(), overSides(side -> (double) TransitionSettings.patches(side)))
                .points(
                        "estimated, ours",
                        Palette.OURS,
                        sides(),
                        overSides(side -> estimated(new Case(side, temperature)).lambda()),
                        overSides(side -> estimated(new Case(side, temperature)).error()))
                .points("published, by hand", Palette.PAPER, sides(), paper)
                .points(
                        "estimated, paper's rules",
                        Palette.BASELINE,
                        new double[] {32},
                        new double[] {rule.lambda()},
                        new double[] {rule.error()})
                .figure();
    }

    private LambdaSelection estimated(Case at) {
        return experiment.lambdaLaw(at.temperature()).at(TransitionSettings.patches(at.side()));
    }

    /**
     * All numbers.
     *
     * @return paper, ours, exact
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        exponents("", ours)
                .forEach(row -> rows.add(row.paper(
                        Published.number("ising_phase_transition_fits", "value", Map.of("name", row.name())))));
        rows.addAll(exponents("direct.", truth));
        settings.cases().forEach(at -> addAverages(rows, at));
        settings.cases().forEach(at -> addLambda(rows, at));
        for (double temperature : settings.temperatures()) {
            LambdaSelection rule = experiment.publishedRule(temperature);
            rows.add(Row.of("lambda.published_rule." + new Case(32, temperature), rule.lambda())
                    .spread(rule.error()));
        }
        for (Case at : settings.cases()) {
            rows.add(Row.of("outside." + at, in(learnt, at).outside()));
            rows.add(Row.of("lost." + at, in(learnt, at).lost()));
        }
        return new ResultTable(rows);
    }

    /**
     * What a drift has to be known to: the stationary law of M holds 2μ/σ², and σ² falls as 1/L², see
     * {@link CriticalObservables#responseToDrift}.
     *
     * @return for each L at the fit temperature L²σ² and the δμ, both per sweep, that changes the direct ⟨|M|⟩ by 3 %
     */
    public ResultTable limits() {
        List<Row> rows = new ArrayList<>();
        for (int side : settings.sides()) {
            Case at = new Case(side, settings.fitTemperature());
            CriticalObservables there = averages(truth, at);
            double noise = experiment.noise(at);
            rows.add(Row.of("noise." + at, noise));
            rows.add(Row.of(
                    "drift_error.of_3_percent." + at,
                    NOTICEABLE * there.meanAbsolute().value() / there.responseToDrift(at.temperature(), noise)));
        }
        return new ResultTable(rows);
    }

    /**
     * What enlarging costs: learnt from simulated lattices, from enlarged ones, and direct.
     *
     * @param simulated equilibria of what was learnt from simulated lattices
     * @return ⟨|M|⟩ and χ
     */
    public ResultTable upsamplingCost(Map<Case, Equilibrium> simulated) {
        List<Row> rows = new ArrayList<>();
        new TreeMap<>(simulated).forEach((at, equilibrium) -> {
            for (Averaged one : AVERAGED.subList(0, 2)) {
                rows.add(one.row("from_simulated." + at, equilibrium.observables()));
                rows.add(one.row("from_upsampled." + at, averages(ours, at)));
                rows.add(one.row("direct." + at, averages(truth, at)));
            }
        });
        return new ResultTable(rows);
    }

    /** Fitted powers and collapse beside the exact ones. */
    private List<Row> exponents(String prefix, FiniteSizeScaling averages) {
        LogLogFit beta = power(averages, ABSOLUTE);
        LogLogFit gamma = power(averages, CHI);
        LogLogFit nu = averages.slopePower(cumulantSides(), CRITICAL);
        List<Row> rows = new ArrayList<>(List.of(
                Row.of(prefix + "beta_over_nu", -beta.exponent())
                        .spread(beta.exponentError())
                        .exact(0.125),
                Row.of(prefix + "gamma_over_nu", gamma.exponent())
                        .spread(gamma.exponentError())
                        .exact(1.75),
                Row.of(prefix + "one_over_nu", nu.exponent())
                        .spread(nu.exponentError())
                        .exact(1)));
        COLLAPSED.forEach(scaled -> rows.add(Row.of(
                prefix + "collapse_chi2." + scaled.name(),
                averages.collapse(CRITICAL, scaled.of(), scaled.exponent(), COLLAPSE_RANGE, COLLAPSE_DEGREE))));
        averages.crossing(cumulantSides())
                .ifPresent(t -> rows.add(estimate(prefix + "binder_crossing", t).exact(CRITICAL)));
        return rows;
    }

    private void addAverages(List<Row> rows, Case at) {
        for (Averaged one : AVERAGED) {
            rows.add(one.row("learnt." + at, averages(ours, at))
                    .paper(published("ising_phase_transition", one.column, at)));
            rows.add(one.row("direct." + at, averages(truth, at)));
        }
    }

    private static Row estimate(String name, Estimate estimate) {
        return Row.of(name, estimate.value()).spread(estimate.error());
    }

    private void addLambda(List<Row> rows, Case at) {
        LambdaSelection found = estimated(at);
        Optional<Double> hand = published("ising_phase_transition_lambda", "lambda", at);
        rows.add(Row.of("lambda.estimated." + at, found.lambda())
                .spread(found.error())
                .paper(hand));
        hand.ifPresent(value -> rows.add(Row.of("lambda.published." + at, value)));
    }
}
