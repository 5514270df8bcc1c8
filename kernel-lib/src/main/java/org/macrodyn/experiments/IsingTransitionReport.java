package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.macrodyn.experiments.IsingTransitionExperiment.Case;
import org.macrodyn.experiments.IsingTransitionExperiment.Equilibrium;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.CriticalObservables;
import org.macrodyn.metrics.CriticalObservables.Estimate;
import org.macrodyn.metrics.KernelDensity;
import org.macrodyn.metrics.LogLogFit;
import org.macrodyn.metrics.PolynomialFit;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.sde.LambdaSelection;
import tech.tablesaw.api.Table;

/** Figures and final table of the Ising phase transition (SPEC §4.6). */
public final class IsingTransitionReport {
    /** T_c = 2 / ln(1 + √2) (Onsager 1944). */
    private static final double CRITICAL = 2 / Math.log(1 + Math.sqrt(2));

    private static final int PANEL_WIDTH = 450;
    private static final int PANEL_HEIGHT = 330;
    private static final int COLLAPSE_DEGREE = 3;
    /** Largest |(T − T_c) L| of the points that a cubic can describe together; those beyond are drawn, not fitted. */
    private static final double COLLAPSE_RANGE = 1.4;
    /** L of the published power laws of ⟨|M|⟩ and χ. */
    private static final List<Integer> POWER_SIDES = List.of(16, 32, 64, 128);
    /** Above, U(T) bends too much between the published temperatures for the published cubic. */
    private static final int LARGEST_CUMULANT_SIDE = 64;

    private static final int DENSITY_POINTS = 161;
    /** Silverman's would be three times as wide, because it takes two peaks for one. */
    private static final double BANDWIDTH = 0.03;

    /** The peaks of M lie where the legend has its place, at the upper corners. */
    private static final double ROOM_FOR_LEGEND = 1.4;

    private static final int MOST_DENSITY_SAMPLES = 20_000;

    private final IsingTransitionExperiment experiment;
    private final IsingTransitionSettings settings;
    private final Map<Case, Equilibrium> direct;
    private final Map<Case, Equilibrium> learnt;
    private final Map<Case, CriticalObservables> directAverages;
    private final Map<Case, CriticalObservables> learntAverages;

    /**
     * The report.
     *
     * @param experiment the experiment
     * @param direct its direct simulations
     * @param learnt its learnt models
     */
    public IsingTransitionReport(
            IsingTransitionExperiment experiment, Map<Case, Equilibrium> direct, Map<Case, Equilibrium> learnt) {
        this.experiment = experiment;
        settings = experiment.settings();
        this.direct = Map.copyOf(direct);
        this.learnt = Map.copyOf(learnt);
        directAverages = averages(direct);
        learntAverages = averages(learnt);
    }

    private static Map<Case, CriticalObservables> averages(Map<Case, Equilibrium> equilibria) {
        Map<Case, CriticalObservables> averages = new TreeMap<>();
        equilibria.forEach((at, equilibrium) -> averages.put(at, equilibrium.observables()));
        return averages;
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
            Figure[] row = sides.subList(i, Math.min(i + 2, sides.size())).stream()
                    .map(this::distribution)
                    .toArray(Figure[]::new);
            rows.add(row.length == 1 ? row[0] : Panels.row(row));
        }
        return rows.size() == 1 ? rows.get(0) : Panels.column(rows.toArray(Figure[]::new));
    }

    private Figure distribution(int side) {
        Case at = new Case(side, settings.fitTemperature());
        double[] m = IntStream.range(0, DENSITY_POINTS)
                .mapToDouble(i -> -1.2 + 2.4 * i / (DENSITY_POINTS - 1))
                .toArray();
        double[] truth = density(direct.get(at), m);
        double[] found = density(learnt.get(at), m);
        double highest = Math.max(
                Arrays.stream(truth).max().orElseThrow(),
                Arrays.stream(found).max().orElseThrow());
        return panel("L = " + side + ", T = " + at.temperature(), "M", "density")
                .yRange(0, ROOM_FOR_LEGEND * highest)
                .line("truth", Palette.TRUTH, m, truth)
                .line("learnt", Palette.OURS, m, found)
                .figure();
    }

    private static double[] density(Equilibrium equilibrium, double[] m) {
        double[] all = Arrays.stream(equilibrium.magnetisation())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        int stride = Math.max(1, all.length / MOST_DENSITY_SAMPLES);
        double[] thinned = IntStream.range(0, all.length / stride)
                .mapToDouble(i -> all[i * stride])
                .toArray();
        return KernelDensity.of(thinned, BANDWIDTH).at(m);
    }

    private static String withExponent(String name, LogLogFit fit) {
        return String.format(Locale.ROOT, "%s, %.3f", name, fit.exponent());
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
                powers(panel("⟨|M|⟩ ∝ L^(−β/ν)", "L", "⟨|M|⟩"), CriticalObservables::meanAbsolute, "mean_abs_m"),
                powers(
                        panel("χ ∝ L^(γ/ν)", "L", "χ").yDoublings(),
                        CriticalObservables::susceptibility,
                        "susceptibility"));
    }

    private Figure powers(Curves panel, Function<CriticalObservables, Estimate> of, String published) {
        Curves curves = panel.xDoublings();
        addPower(curves, "truth", Palette.TRUTH, directAverages, of);
        addPower(curves, "learnt", Palette.OURS, learntAverages, of);
        double[] sides = settings.sides().stream().mapToDouble(s -> s).toArray();
        double[] paper = Arrays.stream(sides)
                .map(side -> published(published, new Case((int) side, settings.fitTemperature()))
                        .orElse(Double.NaN))
                .toArray();
        return curves.points("published", Palette.PAPER, sides, paper).figure();
    }

    private void addPower(
            Curves curves,
            String name,
            Pen pen,
            Map<Case, CriticalObservables> averages,
            Function<CriticalObservables, Estimate> of) {
        LogLogFit fit = power(averages, of);
        Points points = overSides(settings.sides(), averages, of);
        curves.points(withExponent(name, fit), pen, points.x, points.y, points.error)
                .line(
                        "",
                        pen.thin(),
                        points.x,
                        Arrays.stream(points.x).map(fit::value).toArray());
    }

    private record Points(double[] x, double[] y, double[] error) {}

    private Points overSides(
            List<Integer> sides, Map<Case, CriticalObservables> averages, Function<CriticalObservables, Estimate> of) {
        List<Estimate> estimates = sides.stream()
                .map(side -> of.apply(averages.get(new Case(side, settings.fitTemperature()))))
                .toList();
        return points(sides.stream().mapToDouble(side -> side).toArray(), estimates);
    }

    private static Points points(double[] x, List<Estimate> estimates) {
        return new Points(
                x,
                estimates.stream().mapToDouble(Estimate::value).toArray(),
                estimates.stream().mapToDouble(Estimate::error).toArray());
    }

    /** Powers are fitted to the published L: without 48, and at T = 2.27, 256 is too far from T_c. */
    private LogLogFit power(Map<Case, CriticalObservables> averages, Function<CriticalObservables, Estimate> of) {
        List<Integer> fitted =
                settings.sides().stream().filter(POWER_SIDES::contains).toList();
        Points points = overSides(fitted, averages, of);
        return LogLogFit.of(points.x, points.y, points.error);
    }

    private static Optional<Double> published(String observable, Case at) {
        return published("ising_phase_transition", observable, at);
    }

    private static Optional<Double> published(String table, String column, Case at) {
        Table rows = Published.table(table);
        return rows.stream()
                .filter(row -> row.getInt("side") == at.side() && row.getNumber("temperature") == at.temperature())
                .map(row -> row.getNumber(column))
                .findFirst();
    }

    /**
     * Binder's cumulant against T for all L, with the exact T_c.
     *
     * @return two panels: truth and learnt
     */
    public Figure binder() {
        return Panels.row(binder("Truth", directAverages), binder("Learnt", learntAverages));
    }

    private Figure binder(String title, Map<Case, CriticalObservables> averages) {
        Curves curves = panel(title, "T", "U").vertical(CRITICAL, "T_c", Palette.EXACT);
        List<Pen> pens = Palette.sequence(settings.sides().size());
        for (int i = 0; i < pens.size(); i++) {
            Points points = cumulants(settings.sides().get(i), averages);
            curves.joinedPoints("L = " + settings.sides().get(i), pens.get(i), points.x, points.y, points.error);
        }
        return curves.figure();
    }

    private Points cumulants(int side, Map<Case, CriticalObservables> averages) {
        double[] t = temperatures();
        List<Estimate> estimates = settings.temperatures().stream()
                .map(temperature -> averages.get(new Case(side, temperature)).binderCumulant())
                .toList();
        return points(t, estimates);
    }

    private double[] temperatures() {
        return settings.temperatures().stream().mapToDouble(t -> t).toArray();
    }

    /** As published: a line at L = 16, else a cubic (a parabola through three temperatures). */
    private PolynomialFit cumulantFit(int side, Map<Case, CriticalObservables> averages) {
        Points points = cumulants(side, averages);
        int degree = side == IsingTransitionSettings.PATCH_SIDE ? 1 : Math.min(3, points.x.length - 1);
        return PolynomialFit.of(points.x, points.y, points.error, degree);
    }

    private List<Integer> cumulantSides() {
        return settings.sides().stream()
                .filter(side -> side <= LARGEST_CUMULANT_SIDE)
                .toList();
    }

    private List<Estimate> slopes(Map<Case, CriticalObservables> averages) {
        return cumulantSides().stream()
                .map(side -> cumulantFit(side, averages))
                .map(fit -> new Estimate(Math.abs(fit.derivative(CRITICAL)), fit.derivativeError(CRITICAL)))
                .toList();
    }

    private LogLogFit slopeFit(Map<Case, CriticalObservables> averages) {
        Points points = slopePoints(averages);
        return LogLogFit.of(points.x, points.y, points.error);
    }

    private Points slopePoints(Map<Case, CriticalObservables> averages) {
        return points(cumulantSides().stream().mapToDouble(s -> s).toArray(), slopes(averages));
    }

    /**
     * |dU/dT| at T_c against L, whose exponent is 1/ν.
     *
     * @return truth and learnt with their fits
     */
    public Figure slopes() {
        Curves curves = Curves.titled("|dU/dT| at T_c ∝ L^(1/ν)")
                .x("L")
                .y("|dU/dT|")
                .xDoublings()
                .yDoublings()
                .size(600, PANEL_HEIGHT);
        addSlopes(curves, "truth", Palette.TRUTH, directAverages);
        addSlopes(curves, "learnt", Palette.OURS, learntAverages);
        return curves.figure();
    }

    private void addSlopes(Curves curves, String name, Pen pen, Map<Case, CriticalObservables> averages) {
        Points points = slopePoints(averages);
        LogLogFit fit = slopeFit(averages);
        curves.points(withExponent(name, fit), pen, points.x, points.y, points.error)
                .line(
                        "",
                        pen.thin(),
                        points.x,
                        Arrays.stream(points.x).map(fit::value).toArray());
    }

    /**
     * Data collapse: ⟨|M|⟩ L^(1/8) and χ L^(−7/4) against (T − T_c) L, of the truth and of the learnt models.
     *
     * @return four panels
     */
    public Figure collapse() {
        return Panels.column(collapse("truth", directAverages), collapse("learnt", learntAverages));
    }

    private Figure collapse(String name, Map<Case, CriticalObservables> averages) {
        return Panels.row(
                collapse("⟨|M|⟩ L^(1/8), " + name, averages, CriticalObservables::meanAbsolute, 0.125),
                collapse("χ L^(−7/4), " + name, averages, CriticalObservables::susceptibility, -1.75));
    }

    /** Observable · L^exponent against (T − T_c) L. */
    private Points scaled(
            int side,
            Map<Case, CriticalObservables> averages,
            Function<CriticalObservables, Estimate> of,
            double exponent) {
        double factor = Math.pow(side, exponent);
        List<Estimate> scaled = settings.temperatures().stream()
                .map(t -> of.apply(averages.get(new Case(side, t))))
                .map(e -> new Estimate(e.value() * factor, e.error() * factor))
                .toList();
        return points(
                Arrays.stream(temperatures()).map(t -> (t - CRITICAL) * side).toArray(), scaled);
    }

    /** χ² per degree of freedom of one cubic through the scaled points of all L near T_c: 1 if they fall on one curve. */
    private double collapseQuality(
            Map<Case, CriticalObservables> averages, Function<CriticalObservables, Estimate> of, double exponent) {
        List<Points> all = settings.sides().stream()
                .map(side -> near(scaled(side, averages, of, exponent)))
                .toList();
        double[] x =
                all.stream().flatMapToDouble(points -> Arrays.stream(points.x)).toArray();
        double[] y =
                all.stream().flatMapToDouble(points -> Arrays.stream(points.y)).toArray();
        double[] error = all.stream()
                .flatMapToDouble(points -> Arrays.stream(points.error))
                .toArray();
        PolynomialFit curve = PolynomialFit.of(x, y, error, COLLAPSE_DEGREE);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.pow((y[k] - curve.value(x[k])) / error[k], 2);
        }
        return sum / (x.length - COLLAPSE_DEGREE - 1);
    }

    private static Points near(Points all) {
        int[] kept = IntStream.range(0, all.x.length)
                .filter(i -> Math.abs(all.x[i]) <= COLLAPSE_RANGE)
                .toArray();
        return new Points(at(all.x, kept), at(all.y, kept), at(all.error, kept));
    }

    private static double[] at(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    private Figure collapse(
            String title,
            Map<Case, CriticalObservables> averages,
            Function<CriticalObservables, Estimate> of,
            double exponent) {
        Curves curves = panel(title, "(T − T_c) L", "");
        List<Pen> pens = Palette.sequence(settings.sides().size());
        for (int i = 0; i < pens.size(); i++) {
            int side = settings.sides().get(i);
            Points points = scaled(side, averages, of, exponent);
            curves.points("L = " + side, pens.get(i), points.x, points.y, points.error);
        }
        return curves.figure();
    }

    /**
     * λ estimated against the published hand-tuned one, at the fit temperature.
     *
     * @return estimated at our δt, published, λ = K, and the estimate under the published rules at L = 32
     */
    public Figure lambdas() {
        double temperature = settings.fitTemperature();
        List<LambdaSelection> ours = settings.sides().stream()
                .map(side -> estimated(new Case(side, temperature)))
                .toList();
        double[] sides = settings.sides().stream().mapToDouble(s -> s).toArray();
        double[] paper = Arrays.stream(sides)
                .map(side -> published("ising_phase_transition_lambda", "lambda", new Case((int) side, temperature))
                        .orElse(Double.NaN))
                .toArray();
        LambdaSelection rule = experiment.publishedRule(temperature);
        return Curves.titled("λ at T = " + temperature)
                .x("L")
                .y("λ")
                .xDoublings()
                .yDoublings()
                .size(600, PANEL_HEIGHT)
                .line(
                        "λ = K",
                        Palette.EXACT,
                        sides,
                        ours.stream().mapToDouble(LambdaSelection::patches).toArray())
                .points(
                        "estimated, ours",
                        Palette.OURS,
                        sides,
                        ours.stream().mapToDouble(LambdaSelection::lambda).toArray(),
                        ours.stream().mapToDouble(LambdaSelection::error).toArray())
                .points("published, by hand", Palette.PAPER, sides, paper)
                .points(
                        "estimated, paper's rules",
                        Palette.BASELINE,
                        new double[] {32},
                        new double[] {rule.lambda()},
                        new double[] {rule.error()})
                .figure();
    }

    private LambdaSelection estimated(Case at) {
        return experiment.lambdaLaw(at.temperature()).at(IsingTransitionSettings.patches(at.side()));
    }

    /** Mean of the crossings of neighbouring sizes within the range of T, and their error; empty if none cross. */
    private Optional<Estimate> crossing(Map<Case, CriticalObservables> averages) {
        double from = settings.temperatures().get(0);
        double to = settings.temperatures().get(settings.temperatures().size() - 1);
        List<Integer> sides = cumulantSides();
        double weights = 0;
        double sum = 0;
        for (int i = 1; i < sides.size(); i++) {
            PolynomialFit small = cumulantFit(sides.get(i - 1), averages);
            PolynomialFit large = cumulantFit(sides.get(i), averages);
            if ((small.value(from) - large.value(from)) * (small.value(to) - large.value(to)) < 0) {
                double t = small.crossing(large, from, to);
                double slope = small.derivative(t) - large.derivative(t);
                double weight = slope * slope / (Math.pow(small.valueError(t), 2) + Math.pow(large.valueError(t), 2));
                weights += weight;
                sum += weight * t;
            }
        }
        return weights > 0 ? Optional.of(new Estimate(sum / weights, 1 / Math.sqrt(weights))) : Optional.empty();
    }

    /**
     * The final table: exponents, quality of the data collapse (χ² per degree of freedom around one cubic) and crossing of the
     * learnt models and of the truth, χ of each lattice, λ, and the runs
     * that left the physical range.
     *
     * @return quantity, ours, error, published, exact
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        addExponents(rows, "", learntAverages, true);
        addExponents(rows, "direct.", directAverages, false);
        for (Case at : experiment.cases()) {
            addAverages(rows, at);
        }
        for (Case at : experiment.cases()) {
            addLambda(rows, at);
        }
        for (double temperature : settings.temperatures()) {
            LambdaSelection rule = experiment.publishedRule(temperature);
            rows.add(Row.of("lambda.published_rule." + new Case(32, temperature), rule.lambda())
                    .spread(rule.error()));
        }
        for (Case at : experiment.cases()) {
            rows.add(Row.of("outside." + at, learnt.get(at).outside()));
            rows.add(Row.of("lost." + at, learnt.get(at).lost()));
        }
        return new ResultTable(rows);
    }

    /**
     * What upsampling costs: ⟨|M|⟩ and χ learnt from simulated configurations, beside those learnt from upsampled ones and the
     * truth.
     *
     * @param simulated equilibria learnt from {@link IsingTransitionExperiment.Source#DIRECT} configurations
     * @return three rows for ⟨|M|⟩ and three for χ of each lattice
     */
    public ResultTable upsamplingCost(Map<Case, Equilibrium> simulated) {
        Map<Case, CriticalObservables> averages = averages(simulated);
        List<Row> rows = new ArrayList<>();
        averages.forEach((at, found) -> {
            addCost(rows, "mean_abs_m.", at, found, CriticalObservables::meanAbsolute);
            addCost(rows, "chi.", at, found, CriticalObservables::susceptibility);
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
        rows.add(estimate(name + "from_upsampled." + at, of.apply(learntAverages.get(at))));
        rows.add(estimate(name + "direct." + at, of.apply(directAverages.get(at))));
    }

    private void addExponents(
            List<Row> rows, String prefix, Map<Case, CriticalObservables> averages, boolean published) {
        LogLogFit beta = power(averages, CriticalObservables::meanAbsolute);
        LogLogFit gamma = power(averages, CriticalObservables::susceptibility);
        LogLogFit nu = slopeFit(averages);
        rows.add(exponent(prefix, "beta_over_nu", -beta.exponent(), beta.exponentError(), published)
                .exact(0.125));
        rows.add(exponent(prefix, "gamma_over_nu", gamma.exponent(), gamma.exponentError(), published)
                .exact(1.75));
        rows.add(exponent(prefix, "one_over_nu", nu.exponent(), nu.exponentError(), published)
                .exact(1));
        rows.add(Row.of(
                prefix + "collapse_chi2.mean_abs_m",
                collapseQuality(averages, CriticalObservables::meanAbsolute, 0.125)));
        rows.add(Row.of(
                prefix + "collapse_chi2.chi", collapseQuality(averages, CriticalObservables::susceptibility, -1.75)));
        crossing(averages)
                .ifPresent(t -> rows.add(Row.of(prefix + "binder_crossing", t.value())
                        .spread(t.error())
                        .exact(CRITICAL)));
    }

    private static Row exponent(String prefix, String name, double value, double error, boolean published) {
        Row row = Row.of(prefix + name, value).spread(error);
        return published ? row.paper(Published.phaseTransitionFit(name)) : row;
    }

    private void addAverages(List<Row> rows, Case at) {
        rows.add(estimate("mean_abs_m.learnt." + at, learntAverages.get(at).meanAbsolute(), "mean_abs_m", at));
        rows.add(estimate("mean_abs_m.direct." + at, directAverages.get(at).meanAbsolute()));
        rows.add(estimate("chi.learnt." + at, learntAverages.get(at).susceptibility(), "susceptibility", at));
        rows.add(estimate("chi.direct." + at, directAverages.get(at).susceptibility()));
        rows.add(estimate("binder.learnt." + at, learntAverages.get(at).binderCumulant(), "binder_cumulant", at));
        rows.add(estimate("binder.direct." + at, directAverages.get(at).binderCumulant()));
    }

    private static Row estimate(String name, Estimate estimate) {
        return Row.of(name, estimate.value()).spread(estimate.error());
    }

    private static Row estimate(String name, Estimate estimate, String observable, Case at) {
        Row row = estimate(name, estimate);
        return published(observable, at).map(row::paper).orElse(row);
    }

    private void addLambda(List<Row> rows, Case at) {
        LambdaSelection ours = estimated(at);
        Row row = Row.of("lambda.estimated." + at, ours.lambda()).spread(ours.error());
        Optional<Double> hand = published("ising_phase_transition_lambda", "lambda", at);
        rows.add(hand.map(row::paper).orElse(row));
        hand.ifPresent(value -> rows.add(Row.of("lambda.published." + at, value)));
    }
}
