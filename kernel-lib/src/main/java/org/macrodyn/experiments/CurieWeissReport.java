package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.PolynomialSde;
import org.macrodyn.study.Kept;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Study;

/** Figures and table of the Curie–Weiss experiment (paper, Figs. 3a and 4), judged by true runs and by the exact chain. */
public final class CurieWeissReport {
    private static final double EXACT_STEP = 0.5;
    private static final int EXACT_STEPS = (int) (CurieWeissSettings.HORIZON / EXACT_STEP) + 1;
    private static final int EXACT_SUBSTEPS = 10;
    /** Of our recipe, between two states 2.63 apart: an Euler–Maruyama step in 0.05. */
    private static final int SUBSTEPS = 50;

    private static final int STEP_DEGREE = 7;
    private static final int STEP_RUNS = 4000;

    private final CurieWeissSettings settings;
    private final Map<Double, Trajectories> truth;
    private final SizeSweep paper;
    private final SizeSweep best;
    private final CurieWeissChain chain;
    private final Map<Double, double[]> exactMeans = new ConcurrentHashMap<>();
    private final Map<Learnt<byte[]>, Double> exactErrors = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * The report.
     *
     * @param settings the experiment
     * @param truth true runs for each initial magnetisation
     * @param paper what the paper's recipe learns
     * @param best what ours learns
     */
    public CurieWeissReport(
            CurieWeissSettings settings, Map<Double, Trajectories> truth, SizeSweep paper, SizeSweep best) {
        this.settings = settings;
        this.truth = truth;
        this.paper = paper;
        this.best = best;
        chain = settings.exact();
    }

    /**
     * Forecasts from one initial magnetisation at the published times.
     *
     * @param learnt the SDE
     * @param start m(0)
     * @param substeps Euler–Maruyama steps between two states, 1 in the paper
     * @return as many runs as all test sets have
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double start, int substeps) {
        int runs = settings.testRuns() * CurieWeissSettings.TEST_SETS;
        return run(learnt, start, runs, CurieWeissSettings.PUBLISHED_STEP, settings.testFrames(), substeps);
    }

    private Trajectories run(Learnt<byte[]> learnt, double start, int runs, double step, int steps, int substeps) {
        double[][] z0 = new double[runs][];
        Arrays.fill(z0, new double[] {startOf(start)});
        return learnt.forecast(z0, step, steps, substeps).finite();
    }

    /** The magnetisation of n spins that is nearest below. */
    private double startOf(double magnetisation) {
        int n = settings.side() * settings.side();
        return chain.magnetisation((int) Math.floor((1 + magnetisation) * n / 2));
    }

    /**
     * relMSE of the mean against true runs, averaged over initial magnetisations and test sets (paper, Fig. 3a).
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double error(Learnt<byte[]> learnt) {
        List<RelativeError> errors = new ArrayList<>();
        truth.forEach((start, runs) -> {
            Trajectories forecast = forecast(learnt, start, 1);
            for (int set = 0; set < CurieWeissSettings.TEST_SETS; set++) {
                int from = set * settings.testRuns();
                int to = from + settings.testRuns();
                errors.add(RelativeError.ofMeans(
                        forecast.slice(from, to).mean(0), runs.slice(from, to).mean(0)));
            }
        });
        return RelativeError.average(errors).meanSquare();
    }

    /**
     * relMSE of the mean against the exact chain, t ≤ {@link CurieWeissSettings#HORIZON}, averaged over initial
     * magnetisations.
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double exactError(Learnt<byte[]> learnt) {
        return exactErrors.computeIfAbsent(
                learnt,
                one -> exactError(start -> run(
                                one,
                                start,
                                settings.scale().pick(20, 400, 1000),
                                EXACT_STEP,
                                EXACT_STEPS,
                                EXACT_SUBSTEPS)
                        .mean(0)));
    }

    private double exactError(DoubleFunction<double[]> mean) {
        List<RelativeError> errors = new ArrayList<>();
        for (double start : CurieWeissSettings.STARTS) {
            double[] exact = exactMeans.computeIfAbsent(
                    start, m -> chain.course(m, EXACT_STEP, EXACT_STEPS).mean());
            errors.add(RelativeError.ofMeans(mean.apply(start), exact));
        }
        return RelativeError.average(errors).meanSquare();
    }

    /**
     * Mean and standard deviation of m against time, with the exact ones (paper, Fig. 4).
     *
     * @param sweep the paper's recipe or ours
     * @param patchSide L_p
     * @param start m(0), one of {@link CurieWeissSettings#STARTS}
     * @return two panels
     * @throws IllegalArgumentException if that start was not simulated or that patch not learnt
     */
    public Figure meanAndSpread(SizeSweep sweep, int patchSide, double start) {
        if (!truth.containsKey(start)) {
            throw new IllegalArgumentException("m(0) = " + start + ": must be one of " + truth.keySet());
        }
        CurieWeissChain.Course exact = chain.course(start, CurieWeissSettings.PUBLISHED_STEP, settings.testFrames());
        double[] times = exact.times();
        Trajectories runs = truth.get(start);
        List<Curve> curves = List.of(
                Curve.of("truth, " + runs.runs() + " runs", Palette.TRUTH, runs.at(times), 0),
                new Curve("exact", Palette.EXACT, times, exact.mean(), exact.standardDeviation()),
                forecast(sweep, patchSide, Increment.NAIVE, start),
                forecast(sweep, patchSide, Increment.OURS, start));
        return MeanAndSpread.of(
                "m", "time t", curves.stream().map(CurieWeissReport::beginning).toList());
    }

    private Curve forecast(SizeSweep sweep, int patchSide, Increment increment, double start) {
        Trajectories learnt = forecast(sweep.first(patchSide, increment), start, sweep == paper ? 1 : SUBSTEPS);
        return Curve.of(SizeSweep.title(increment), SizeSweep.pen(increment), learnt, 0);
    }

    private static Curve beginning(Curve curve) {
        int steps = (int) Arrays.stream(curve.times())
                .filter(t -> t <= CurieWeissSettings.HORIZON)
                .count();
        return new Curve(
                curve.name(),
                curve.pen(),
                Arrays.copyOf(curve.times(), steps),
                Arrays.copyOf(curve.mean(), steps),
                Arrays.copyOf(curve.deviation(), steps));
    }

    /**
     * Test error of the paper's recipe against n_s, and the published one where the system is the published (paper, Fig. 3a).
     *
     * @return the figure
     */
    public Figure errorAgainstSize() {
        List<Numbers> methods = new ArrayList<>();
        for (Increment increment : List.of(Increment.NAIVE, Increment.OURS)) {
            methods.add(paper.numbers(SizeSweep.title(increment), SizeSweep.pen(increment), increment, this::error));
        }
        if (settings.isPublished()) {
            for (Increment increment : List.of(Increment.NAIVE, Increment.OURS)) {
                methods.add(paper.numbers(
                        SizeSweep.name(increment) + ", published",
                        SizeSweep.pen(increment).dash(),
                        side -> Published.curieWeissRelMse(side, SizeSweep.method(increment))));
            }
        }
        return Figures.errorAgainstSize("Paper's settings: test error against size", methods);
    }

    /**
     * Error against the exact chain, against n_s, for both recipes.
     *
     * @return the figure
     */
    public Figure exactErrorAgainstSize() {
        return Figures.errorAgainstSize(
                "Error of the mean against the exact chain, t ≤ " + Math.round(CurieWeissSettings.HORIZON),
                List.of(
                        paper.numbers("naive, paper's recipe", Palette.BASELINE, Increment.NAIVE, this::exactError),
                        paper.numbers("partial, paper's recipe", Palette.PAPER, Increment.OURS, this::exactError),
                        best.numbers("partial, our recipe", Palette.OURS, Increment.OURS, this::exactError)));
    }

    /**
     * Drift and diffusion of both recipes against the exact ones.
     *
     * @param patchSide L_p
     * @return two panels
     */
    public Figure learntAgainstExact(int patchSide) {
        double[] m = IntStream.rangeClosed(-90, 90).mapToDouble(i -> i / 100.0).toArray();
        Learnt<byte[]> ours = best.first(patchSide, Increment.OURS);
        Learnt<byte[]> published = paper.first(patchSide, Increment.OURS);
        int n = settings.side() * settings.side();
        return Figures.learntAgainstExact(
                "m",
                List.of(
                        curve("exact", Palette.EXACT, m, chain::drift),
                        curve("paper's recipe", Palette.PAPER, m, drift(published)),
                        curve("our recipe", Palette.OURS, m, drift(ours))),
                List.of(
                        curve("exact", Palette.EXACT, m, z -> n * chain.variance(z)),
                        curve(
                                "paper's recipe",
                                Palette.PAPER,
                                m,
                                z -> n * variance(published).applyAsDouble(z)),
                        curve(
                                "our recipe",
                                Palette.OURS,
                                m,
                                z -> n * variance(ours).applyAsDouble(z))),
                "n σ²(m)");
    }

    private static DoubleUnaryOperator drift(Learnt<byte[]> learnt) {
        return m -> learnt.model().drift(new double[] {m})[0];
    }

    private static DoubleUnaryOperator variance(Learnt<byte[]> learnt) {
        return m -> learnt.model().covariance(new double[] {m})[0][0];
    }

    private static Numbers curve(String name, Pen pen, double[] x, DoubleUnaryOperator f) {
        return Numbers.of(name, pen, x, Arrays.stream(x).map(f).toArray());
    }

    /**
     * Training loss of one recipe, for both increments.
     *
     * @param sweep the paper's recipe or ours
     * @param patchSide L_p
     * @return the figure
     */
    public static Figure losses(SizeSweep sweep, int patchSide) {
        List<Numbers> losses = new ArrayList<>();
        for (Increment increment : Increment.values()) {
            double[] loss = sweep.first(patchSide, increment).training().losses();
            double[] epochs =
                    IntStream.rangeClosed(1, loss.length).mapToDouble(e -> e).toArray();
            losses.add(Numbers.of(SizeSweep.title(increment), SizeSweep.pen(increment), epochs, loss));
        }
        return Figures.lossCurve(losses);
    }

    /**
     * The largest error of the drift for |m| ≤ 0.8, in units of the largest drift.
     *
     * @param learnt the SDE
     * @return max |μ − b| / max |b|
     */
    public double driftError(Learnt<byte[]> learnt) {
        double largest =
                magnetisations().map(m -> Math.abs(chain.drift(m))).max().orElseThrow();
        return magnetisations()
                        .map(m -> Math.abs(drift(learnt).applyAsDouble(m) - chain.drift(m)))
                        .max()
                        .orElseThrow()
                / largest;
    }

    /**
     * The largest relative error of the variance for |m| ≤ 0.8.
     *
     * @param learnt the SDE
     * @return max |σ² / σ²_exact − 1|
     */
    public double diffusionError(Learnt<byte[]> learnt) {
        return magnetisations()
                .map(m -> Math.abs(variance(learnt).applyAsDouble(m) / chain.variance(m) - 1))
                .max()
                .orElseThrow();
    }

    private static DoubleStream magnetisations() {
        return IntStream.rangeClosed(-40, 40).mapToDouble(i -> i / 50.0);
    }

    /**
     * Error of the mean when the drift is fitted by regression, so that only data and δt matter.
     *
     * @param span δt, or a number of events
     * @param step mean δt of the pairs
     * @param error relMSE against the exact chain
     */
    public record StepError(Span span, double step, double error) {}

    /**
     * Errors of our recipe's data at several δt, for the smallest patch.
     *
     * @param study the experiment's
     * @param spans fixed times or numbers of events
     * @return one for each span
     */
    public List<StepError> stepStudy(Study<byte[]> study, List<Span> spans) {
        int side = settings.patchSides().get(0);
        Study<byte[]> base = study.patch(Grid.square(side)).recipe(settings.best(side, Increment.OURS));
        var configurations = base.enlarge(base.simulate());
        int repeats = Math.max(
                1,
                settings.scale().pick(4096, 1 << 20, 1 << 22)
                        / configurations.value().size());
        PatchPairs<byte[]> rule = (PatchPairs<byte[]>) base.recipe().pairs();
        return spans.stream()
                .map(span -> {
                    PatchPairs<byte[]> spanned = rule.withRepeats(repeats).withSpan(span);
                    Kept<MacroPairs> pairs = spanned.make(base, configurations, base.encoder(configurations));
                    return stepError(span, pairs.value(), base.patches().count());
                })
                .toList();
    }

    private StepError stepError(Span span, MacroPairs pairs, int patches) {
        PolynomialSde fit = PolynomialSde.fit(pairs, STEP_DEGREE, patches);
        double error = exactError(
                start -> fit.mean(startOf(start), EXACT_STEP, EXACT_STEPS, EXACT_SUBSTEPS, STEP_RUNS, settings.seed()));
        return new StepError(span, pairs.meanTime(), error);
    }

    /**
     * Errors against δt.
     *
     * @param times fixed times
     * @param events fixed numbers of events
     * @return the figure
     */
    public static Figure stepFigure(List<StepError> times, List<StepError> events) {
        return Figures.errorAgainstStep(
                "Error against δt",
                "",
                List.of(steps("fixed time", Palette.OURS, times), steps("fixed events", Palette.BASELINE, events)));
    }

    private static Numbers steps(String name, Pen pen, List<StepError> errors) {
        return Numbers.of(
                name,
                pen,
                errors.stream().mapToDouble(StepError::step).toArray(),
                errors.stream().mapToDouble(StepError::error).toArray());
    }

    /**
     * Residuals of our recipe's SDE on its own pairs, and how often true runs lie in its bands.
     *
     * @param patchSide L_p
     * @param start m(0)
     * @return the diagnostics
     */
    public Diagnostics diagnose(int patchSide, double start) {
        Learnt<byte[]> learnt = best.first(patchSide, Increment.OURS);
        double step = CurieWeissSettings.PUBLISHED_STEP;
        int steps = Math.min(settings.testFrames(), (int) (CurieWeissSettings.HORIZON / step));
        Trajectories runs = truth.get(start).at(chain.course(start, step, steps).times());
        return Diagnostics.of(learnt.model(), learnt.pairs().pairs().value(), learnt.lambda())
                .with(
                        learnt.model(),
                        runs,
                        SUBSTEPS,
                        settings.seed(),
                        learnt.study().keeping().threads());
    }

    /**
     * All numbers.
     *
     * @return paper, ours, exact
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        for (Increment increment : Increment.values()) {
            for (int side : paper.sides()) {
                Row row = row("relmse", increment, "paper_settings", side, paper.over(side, increment, this::error));
                rows.add(
                        settings.isPublished()
                                ? row.paper(Published.curieWeissRelMse(side, SizeSweep.method(increment)))
                                : row);
            }
        }
        for (Increment increment : Increment.values()) {
            for (int side : best.sides()) {
                Spread exact = best.over(side, increment, this::exactError);
                rows.add(row("relmse_exact", increment, "best", side, exact).exact(0));
            }
        }
        rows.add(worst("drift.max_error", this::driftError));
        rows.add(worst("diffusion.max_error", this::diffusionError));
        return new ResultTable(rows);
    }

    private static Row row(String what, Increment increment, String recipe, int side, Spread spread) {
        return Row.of(String.join(".", what, SizeSweep.name(increment), recipe, "" + side), spread);
    }

    private Row worst(String name, ToDoubleFunction<Learnt<byte[]>> error) {
        Optional<Double> largest = best.sides().stream()
                .map(side -> best.over(side, Increment.OURS, error).mean())
                .max(Double::compare);
        return Row.of(name, largest.orElseThrow()).exact(0);
    }
}
