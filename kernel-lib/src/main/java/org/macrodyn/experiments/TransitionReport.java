package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.macrodyn.experiments.TransitionSettings.Case;
import org.macrodyn.experiments.TransitionSettings.Equilibrium;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.CriticalObservables.Estimate;
import org.macrodyn.metrics.FiniteSizeScaling;
import org.macrodyn.metrics.FiniteSizeScaling.Points;
import org.macrodyn.metrics.KernelDensity;
import org.macrodyn.metrics.LogLogFit;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.sde.LambdaSelection;

/** Figures and table of the Ising phase transition: the learnt equilibria beside direct simulations and the paper's. */
public final class TransitionReport {
    /** T_c of the infinite lattice (Onsager 1944). */
    private static final double CRITICAL = 2 / Math.log(1 + Math.sqrt(2));

    private static final int PANEL_WIDTH = 450;
    private static final int PANEL_HEIGHT = 330;
    private static final int COLLAPSE_DEGREE = 3;
    /** Farther from T_c the lattices with few temperatures would be extrapolated. */
    private static final double COLLAPSE_RANGE = 1.4;
    /** L that powers are fitted to, as published. */
    private static final List<Integer> POWER_SIDES = List.of(16, 32, 64, 128);
    /** Largest L whose cumulants are fitted, as published. */
    private static final int LARGEST_CUMULANT_SIDE = 64;

    private static final int DENSITY_POINTS = 161;
    private static final double BANDWIDTH = 0.03;
    private static final double ROOM_FOR_LEGEND = 1.4;
    private static final int MOST_DENSITY_SAMPLES = 20_000;

    private static final Function<CriticalObservables, Estimate> ABSOLUTE = CriticalObservables::meanAbsolute;
    private static final Function<CriticalObservables, Estimate> CHI = CriticalObservables::susceptibility;
    private static final Function<CriticalObservables, Estimate> BINDER = CriticalObservables::binderCumulant;

    private final IsingTransition experiment;
    private final TransitionSettings settings;
    private final Map<Case, Equilibrium> direct;
    private final Map<Case, Equilibrium> learnt;
    private final FiniteSizeScaling truth;
    private final FiniteSizeScaling ours;

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
    }

    private FiniteSizeScaling scaling(Map<Case, Equilibrium> equilibria) {
        SortedMap<Integer, SortedMap<Double, CriticalObservables>> averages = new TreeMap<>();
        equilibria.forEach((at, equilibrium) -> averages.computeIfAbsent(at.side(), side -> new TreeMap<>())
                .put(at.temperature(), equilibrium.observables()));
        int most = settings.temperatures().size() - 1;
        return new FiniteSizeScaling(averages, side -> side == TransitionSettings.PATCH_SIDE ? 1 : Math.min(3, most));
    }

    private static CriticalObservables averages(FiniteSizeScaling of, Case at) {
        return of.averages().get(at.side()).get(at.temperature());
    }

    /**
     * The distribution of M at the fit temperature, one panel for each L.
     *
     * @return truth and learnt
     */
    public Figure distributions() {
        List<Figure> rows = new ArrayList<>();
        List<Integer> sides = settings.sides();
        for (int i = 0; i < sides.size(); i += 2) {
            rows.add(Panels.row(sides.subList(i, Math.min(i + 2, sides.size())).stream()
                    .map(this::distribution)
                    .toArray(Figure[]::new)));
        }
        return Panels.column(rows.toArray(Figure[]::new));
    }

    private Figure distribution(int side) {
        Case at = new Case(side, settings.fitTemperature());
        double[] m = IntStream.range(0, DENSITY_POINTS)
                .mapToDouble(i -> -1.2 + 2.4 * i / (DENSITY_POINTS - 1))
                .toArray();
        double[] exact = density(direct.get(at), m);
        double[] found = density(learnt.get(at), m);
        double highest = Arrays.stream(new double[][] {exact, found})
                .flatMapToDouble(Arrays::stream)
                .max()
                .orElseThrow();
        return panel("L = " + side + ", T = " + at.temperature(), "M", "density")
                .yRange(0, ROOM_FOR_LEGEND * highest)
                .line("truth", Palette.TRUTH, m, exact)
                .line("learnt", Palette.OURS, m, found)
                .figure();
    }

    private static double[] density(Equilibrium equilibrium, double[] m) {
        double[] all = equilibrium.streams().stream()
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        int stride = Math.max(1, all.length / MOST_DENSITY_SAMPLES);
        double[] thinned = IntStream.range(0, all.length / stride)
                .mapToDouble(i -> all[i * stride])
                .toArray();
        return KernelDensity.of(thinned, BANDWIDTH).at(m);
    }

    private static Curves panel(String title, String x, String y) {
        return Curves.titled(title).x(x).y(y).size(PANEL_WIDTH, PANEL_HEIGHT);
    }

    /**
     * ⟨|M|⟩ and χ against L at the fit temperature, with the fitted powers.
     *
     * @return two panels: truth, learnt, published
     */
    public Figure scaling() {
        return Panels.row(
                powers(panel("⟨|M|⟩ ∝ L^(−β/ν)", "L", "⟨|M|⟩"), ABSOLUTE, "mean_abs_m"),
                powers(panel("χ ∝ L^(γ/ν)", "L", "χ").yDoublings(), CHI, "susceptibility"));
    }

    private Figure powers(Curves panel, Function<CriticalObservables, Estimate> of, String published) {
        Curves curves = panel.xDoublings();
        double t = settings.fitTemperature();
        addFitted(curves, "truth", Palette.TRUTH, truth.overSides(settings.sides(), t, of), power(truth, of));
        addFitted(curves, "learnt", Palette.OURS, ours.overSides(settings.sides(), t, of), power(ours, of));
        double[] paper = overSides(side -> published("ising_phase_transition", published, new Case(side, t))
                .orElse(Double.NaN));
        return curves.points("published", Palette.PAPER, sides(), paper).figure();
    }

    private static void addFitted(Curves curves, String name, Pen pen, Points points, LogLogFit fit) {
        String exponent = String.format(java.util.Locale.ROOT, "%s, %.3f", name, fit.exponent());
        curves.points(exponent, pen, points.x(), points.y(), points.error())
                .line(
                        "",
                        pen.thin(),
                        points.x(),
                        Arrays.stream(points.x()).map(fit::value).toArray());
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
        return Published.table(table).stream()
                .filter(row -> row.getInt("side") == at.side() && row.getNumber("temperature") == at.temperature())
                .map(row -> row.getNumber(column))
                .findFirst();
    }

    /**
     * Binder's cumulant against T for each L.
     *
     * @return truth and learnt
     */
    public Figure binder() {
        return Panels.row(binder("Truth", truth), binder("Learnt", ours));
    }

    private Figure binder(String title, FiniteSizeScaling averages) {
        Curves curves = panel(title, "T", "U").vertical(CRITICAL, "T_c", Palette.EXACT);
        forEachSide((side, pen) -> {
            Points points = averages.overTemperatures(side, BINDER);
            curves.joinedPoints("L = " + side, pen, points.x(), points.y(), points.error());
        });
        return curves.figure();
    }

    /** One pen for each L. */
    private interface SideAction {
        void accept(int side, Pen pen);
    }

    private void forEachSide(SideAction action) {
        List<Pen> pens = Palette.sequence(settings.sides().size());
        for (int i = 0; i < pens.size(); i++) {
            action.accept(settings.sides().get(i), pens.get(i));
        }
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
        Curves curves = Curves.titled("|dU/dT| at T_c ∝ L^(1/ν)")
                .x("L")
                .y("|dU/dT|")
                .xDoublings()
                .yDoublings()
                .size(600, PANEL_HEIGHT);
        List<Integer> sides = cumulantSides();
        addFitted(curves, "truth", Palette.TRUTH, truth.slopes(sides, CRITICAL), truth.slopePower(sides, CRITICAL));
        addFitted(curves, "learnt", Palette.OURS, ours.slopes(sides, CRITICAL), ours.slopePower(sides, CRITICAL));
        return curves.figure();
    }

    /**
     * Data collapse with the exact exponents.
     *
     * @return ⟨|M|⟩ and χ of truth and learnt
     */
    public Figure collapse() {
        return Panels.column(collapse("truth", truth), collapse("learnt", ours));
    }

    private Figure collapse(String name, FiniteSizeScaling averages) {
        return Panels.row(
                collapse("⟨|M|⟩ L^(1/8), " + name, averages, ABSOLUTE, 0.125),
                collapse("χ L^(−7/4), " + name, averages, CHI, -1.75));
    }

    private Figure collapse(
            String title, FiniteSizeScaling averages, Function<CriticalObservables, Estimate> of, double exponent) {
        Curves curves = panel(title, "(T − T_c) L", "");
        forEachSide((side, pen) -> {
            Points points = averages.scaled(side, CRITICAL, of, exponent);
            curves.points("L = " + side, pen, points.x(), points.y(), points.error());
        });
        return curves.figure();
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
        return Curves.titled("λ at T = " + temperature)
                .x("L")
                .y("λ")
                .xDoublings()
                .yDoublings()
                .size(600, PANEL_HEIGHT)
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
        addExponents(rows, "", ours, true);
        addExponents(rows, "direct.", truth, false);
        settings.cases().forEach(at -> addAverages(rows, at));
        settings.cases().forEach(at -> addLambda(rows, at));
        for (double temperature : settings.temperatures()) {
            LambdaSelection rule = experiment.publishedRule(temperature);
            rows.add(Row.of("lambda.published_rule." + new Case(32, temperature), rule.lambda())
                    .spread(rule.error()));
        }
        for (Case at : settings.cases()) {
            rows.add(Row.of("outside." + at, learnt.get(at).outside()));
            rows.add(Row.of("lost." + at, learnt.get(at).lost()));
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
            CriticalObservables found = equilibrium.observables();
            addCost(rows, "mean_abs_m.", at, found, ABSOLUTE);
            addCost(rows, "chi.", at, found, CHI);
        });
        return new ResultTable(rows);
    }

    private void addCost(
            List<Row> rows,
            String name,
            Case at,
            CriticalObservables simulated,
            Function<CriticalObservables, Estimate> of) {
        rows.add(estimate(name + "from_simulated." + at, of.apply(simulated)));
        rows.add(estimate(name + "from_upsampled." + at, of.apply(averages(ours, at))));
        rows.add(estimate(name + "direct." + at, of.apply(averages(truth, at))));
    }

    private void addExponents(List<Row> rows, String prefix, FiniteSizeScaling averages, boolean published) {
        LogLogFit beta = power(averages, ABSOLUTE);
        LogLogFit gamma = power(averages, CHI);
        LogLogFit nu = averages.slopePower(cumulantSides(), CRITICAL);
        rows.add(exponent(prefix, "beta_over_nu", -beta.exponent(), beta.exponentError(), published)
                .exact(0.125));
        rows.add(exponent(prefix, "gamma_over_nu", gamma.exponent(), gamma.exponentError(), published)
                .exact(1.75));
        rows.add(exponent(prefix, "one_over_nu", nu.exponent(), nu.exponentError(), published)
                .exact(1));
        rows.add(Row.of(
                prefix + "collapse_chi2.mean_abs_m",
                averages.collapse(CRITICAL, ABSOLUTE, 0.125, COLLAPSE_RANGE, COLLAPSE_DEGREE)));
        rows.add(Row.of(
                prefix + "collapse_chi2.chi",
                averages.collapse(CRITICAL, CHI, -1.75, COLLAPSE_RANGE, COLLAPSE_DEGREE)));
        averages.crossing(cumulantSides())
                .ifPresent(t -> rows.add(estimate(prefix + "binder_crossing", t).exact(CRITICAL)));
    }

    private static Row exponent(String prefix, String name, double value, double error, boolean published) {
        Row row = Row.of(prefix + name, value).spread(error);
        return published ? row.paper(Published.phaseTransitionFit(name)) : row;
    }

    private void addAverages(List<Row> rows, Case at) {
        addBoth(rows, at, "mean_abs_m", "mean_abs_m", ABSOLUTE);
        addBoth(rows, at, "chi", "susceptibility", CHI);
        addBoth(rows, at, "binder", "binder_cumulant", BINDER);
    }

    private void addBoth(
            List<Row> rows, Case at, String name, String column, Function<CriticalObservables, Estimate> of) {
        Row row = estimate(name + ".learnt." + at, of.apply(averages(ours, at)));
        rows.add(published("ising_phase_transition", column, at).map(row::paper).orElse(row));
        rows.add(estimate(name + ".direct." + at, of.apply(averages(truth, at))));
    }

    private static Row estimate(String name, Estimate estimate) {
        return Row.of(name, estimate.value()).spread(estimate.error());
    }

    private void addLambda(List<Row> rows, Case at) {
        LambdaSelection found = estimated(at);
        Row row = Row.of("lambda.estimated." + at, found.lambda()).spread(found.error());
        Optional<Double> hand = published("ising_phase_transition_lambda", "lambda", at);
        rows.add(hand.map(row::paper).orElse(row));
        hand.ifPresent(value -> rows.add(Row.of("lambda.published." + at, value)));
    }
}
