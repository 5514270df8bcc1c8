package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Calibration;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.store.Entries;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.LawComparison;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.StepError;
import org.macrodyn.study.Study;

/** Figures and table of the Curie–Weiss experiment (paper, Figs. 3a and 4), judged by true runs and by the exact chain. */
public final class CurieWeissReport {
    static final double EXACT_STEP = 0.5;
    private static final int EXACT_STEPS = (int) (CurieWeissSettings.HORIZON / EXACT_STEP) + 1;
    private static final int EXACT_SUBSTEPS = 10;
    /** Of our recipe, between two states 2.63 apart: a step in 0.05. */
    private static final int SUBSTEPS = 50;

    private static final int STEP_DEGREE = 7;

    private final CurieWeissSettings settings;
    private final Map<Double, Trajectories> truth;
    private final SizeSweep<byte[]> paper;
    private final SizeSweep<byte[]> best;
    private final CurieWeissChain chain;
    private final Map<Double, double[]> exactMeans = new ConcurrentHashMap<>();
    /** By training: for n_s = L² that of the naive baseline is ours. */
    private final Map<TrainingResult, Double> errors = Collections.synchronizedMap(new IdentityHashMap<>());

    private final Map<TrainingResult, Double> exactErrors = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * The report.
     *
     * @param settings the experiment
     * @param truth true runs for each initial magnetisation
     * @param paper what the paper's recipe learns
     * @param best what ours learns
     */
    public CurieWeissReport(
            CurieWeissSettings settings,
            Map<Double, Trajectories> truth,
            SizeSweep<byte[]> paper,
            SizeSweep<byte[]> best) {
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
     * @param substeps steps between two states, 1 in the paper
     * @return as many runs as all test sets have
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double start, int substeps) {
        return forecast(learnt, start, substeps, settings.testFrames());
    }

    private Trajectories forecast(Learnt<byte[]> learnt, double start, int substeps, int frames) {
        int runs = settings.testRuns() * CurieWeissSettings.TEST_SETS;
        return learnt.forecast(starts(start, runs), CurieWeissSettings.PUBLISHED_STEP, frames, substeps)
                .finite();
    }

    /** States of a published forecast until {@link CurieWeissSettings#HORIZON}. */
    private int shownFrames() {
        return Math.min(
                settings.testFrames(), (int) (CurieWeissSettings.HORIZON / CurieWeissSettings.PUBLISHED_STEP) + 1);
    }

    /** The magnetisation of n spins that is nearest below, for each run. */
    private double[][] starts(double magnetisation, int runs) {
        int n = settings.side() * settings.side();
        double[] start = {chain.magnetisation((int) Math.floor((1 + magnetisation) * n / 2))};
        return Collections.nCopies(runs, start).toArray(double[][]::new);
    }

    /**
     * relMSE of the mean against true runs, averaged over initial magnetisations and test sets (paper, Fig. 3a).
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double error(Learnt<byte[]> learnt) {
        return errors.computeIfAbsent(learnt.training(), training -> testError(learnt));
    }

    private double testError(Learnt<byte[]> learnt) {
        List<RelativeError> all = new ArrayList<>();
        truth.forEach((start, runs) -> {
            Trajectories forecast = forecast(learnt, start, 1);
            for (int set = 0; set < CurieWeissSettings.TEST_SETS; set++) {
                int from = set * settings.testRuns();
                int to = from + settings.testRuns();
                all.add(RelativeError.ofMeans(
                        forecast.slice(from, to).mean(0), runs.slice(from, to).mean(0)));
            }
        });
        return RelativeError.average(all).meanSquare();
    }

    /**
     * relMSE of the mean against the exact chain, t ≤ {@link CurieWeissSettings#HORIZON}, averaged over initial
     * magnetisations.
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double exactError(Learnt<byte[]> learnt) {
        int runs = settings.scale().pick(20, 400, 1000);
        return exactErrors.computeIfAbsent(
                learnt.training(),
                training -> exactError(learnt.study().keeping(), start -> learnt.forecast(
                                starts(start, runs), EXACT_STEP, EXACT_STEPS, exactSubsteps(learnt))
                        .finite()
                        .mean(0)));
    }

    /** Steps in {@value #EXACT_STEP}, so short that they do not count beside what was learnt. */
    static int exactSubsteps(Learnt<byte[]> learnt) {
        return Math.max(EXACT_SUBSTEPS, learnt.substeps(EXACT_STEP));
    }

    private double exactError(Keeping keeping, DoubleFunction<double[]> mean) {
        List<Double> starts = CurieWeissSettings.STARTS;
        // The first time side by side.
        Parallel.forEach(
                0, starts.size(), keeping.threads(), keeping.late("exact chain"), i -> exactMean(starts.get(i)));
        return RelativeError.average(CurieWeissSettings.STARTS.stream()
                        .map(start -> RelativeError.ofMeans(mean.apply(start), exactMean(start)))
                        .toList())
                .meanSquare();
    }

    private double[] exactMean(double start) {
        return exactMeans.computeIfAbsent(
                start, m -> chain.course(m, EXACT_STEP, EXACT_STEPS).mean());
    }

    private Trajectories truth(double start) {
        return Entries.required(truth, start, "m(0) = ");
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
    public Figure meanAndSpread(SizeSweep<byte[]> sweep, int patchSide, double start) {
        Trajectories runs = truth(start);
        CurieWeissChain.Course exact = chain.course(start, CurieWeissSettings.PUBLISHED_STEP, shownFrames());
        List<Curve> curves = new ArrayList<>(List.of(
                Curve.of("truth, " + runs.runs() + " runs", Palette.TRUTH, runs.at(exact.times()), 0),
                new Curve("exact", Palette.EXACT, exact.times(), exact.mean(), exact.standardDeviation())));
        for (Increment increment : List.of(Increment.NAIVE, Increment.OURS)) {
            Learnt<byte[]> one = sweep.first(patchSide, increment);
            Trajectories learnt = forecast(one, start, sweep.equals(paper) ? 1 : SUBSTEPS, shownFrames());
            curves.add(Curve.of(SizeSweep.title(increment), SizeSweep.pen(increment), learnt, 0));
        }
        return MeanAndSpread.of(
                "m",
                "time t",
                curves.stream()
                        .map(curve -> curve.until(CurieWeissSettings.HORIZON))
                        .toList());
    }

    /**
     * Test error of the paper's recipe against n_s, and the published one where the system is the published (paper, Fig. 3a).
     *
     * @return the figure
     */
    public Figure errorAgainstSize() {
        List<Numbers> methods = new ArrayList<>(paper.numbers(this::error));
        methods.addAll(paper.published(settings::published));
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
        Map<String, Learnt<?>> learnt = new LinkedHashMap<>();
        learnt.put("paper's recipe", paper.first(patchSide, Increment.OURS));
        learnt.put("our recipe", best.first(patchSide, Increment.OURS));
        return exact().figure(learnt, List.of(Palette.PAPER, Palette.OURS));
    }

    /**
     * The exact law of m, to compare with.
     *
     * @return drift and variance of the chain
     */
    public LawComparison exact() {
        return new LawComparison("m", settings.side() * settings.side(), chain::drift, chain::variance);
    }

    /**
     * Errors against the exact chain of our recipe's data at several δt, for the smallest patch.
     *
     * @param study the experiment's
     * @param spans fixed times or numbers of events
     * @return one for each span
     */
    public List<StepError> stepStudy(Study<byte[]> study, List<Span> spans) {
        int side = settings.patchSides().get(0);
        Study<byte[]> ours = study.patch(Grid.square(side))
                .recipe(settings.best(side, Increment.OURS).with(CurieWeissSettings.patches(Increment.OURS)));
        int pairs = settings.scale().pick(4096, 1 << 20, 1 << 22);
        int runs = settings.scale().pick(200, 4000, 4000);
        return StepError.of(
                ours,
                spans,
                pairs,
                STEP_DEGREE,
                fit -> exactError(study.keeping(), start -> Forecast.run(
                                fit,
                                starts(start, runs),
                                new Forecast.Times(EXACT_STEP, EXACT_STEPS, EXACT_SUBSTEPS),
                                settings.seed(),
                                study.keeping().threads(),
                                study.keeping().late("forecast"))
                        .finite()
                        .mean(0)));
    }

    /**
     * Residuals of our recipe's SDE on fresh pairs, and how often true runs lie in its bands.
     *
     * @param patchSide L_p
     * @param start m(0)
     * @return the diagnostics
     */
    public Diagnostics diagnose(int patchSide, double start) {
        Learnt<byte[]> learnt = best.first(patchSide, Increment.OURS);
        double step = CurieWeissSettings.PUBLISHED_STEP;
        int steps = Math.min(settings.testFrames(), (int) (CurieWeissSettings.HORIZON / step));
        Trajectories runs = truth(start).at(chain.course(start, step, steps).times());
        Keeping keeping = learnt.study().keeping();
        return learnt.diagnose()
                .with(Calibration.of(
                        learnt.model(),
                        runs,
                        SUBSTEPS,
                        settings.seed(),
                        keeping.threads(),
                        keeping.late("forecast bands")));
    }

    /**
     * The published recipe, ours, and what {@link Study#learn} chose, by their errors against the exact chain.
     *
     * @param untuned learnt by studies of {@link CurieWeissSettings#untuned}
     * @return one for each training with the same patches
     * @throws IllegalArgumentException if there are patches that the recipes have not learnt
     */
    public List<RecipeError> beside(List<Learnt<byte[]>> untuned) {
        return RecipeError.of(paper, best, untuned, this::exactError);
    }

    /**
     * All numbers.
     *
     * @param untuned what {@link Study#learn} learnt, see {@link #beside}; none to leave it out
     * @return paper, ours, exact
     */
    public ResultTable table(List<Learnt<byte[]>> untuned) {
        List<Row> rows = new ArrayList<>(paper.rows("relmse", "paper_settings", this::error, settings::published));
        best.rows("relmse_exact", "best", this::exactError).forEach(row -> rows.add(row.exact(0)));
        RecipeError.rows("relmse_exact", beside(untuned)).forEach(row -> rows.add(row.exact(0)));
        rows.add(worst("drift.max_error", exact()::driftError));
        rows.add(worst("diffusion.max_error", exact()::diffusionError));
        return new ResultTable(rows);
    }

    private Row worst(String name, ToDoubleFunction<Learnt<byte[]>> error) {
        DoubleStream all = best.sides().stream()
                .mapToDouble(side -> best.over(side, Increment.OURS, error).mean());
        return Row.of(name, all.max().orElseThrow()).exact(0);
    }
}
