package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.experiments.CurieWeissExperiment.StepError;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.Spread;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;

/**
 * Figures and final table of the Curie–Weiss experiment (paper Fig 3a, Fig 4).
 *
 * @param experiment the experiment
 * @param truth its true runs
 * @param paper what the published recipe has learnt
 * @param best what our recipe has learnt
 */
public record CurieWeissReport(
        CurieWeissExperiment experiment, Map<Double, Trajectories> truth, CurieWeissStudy paper, CurieWeissStudy best) {

    /**
     * Mean and standard deviation of the magnetisation in time (paper Fig 4), with the exact chain.
     *
     * @param study what was learnt
     * @param patchSide L_p, 16 in the paper
     * @param start initial magnetisation, −0.5 in the paper
     * @return two panels: truth, exact, ours, naive baseline
     * @throws IllegalArgumentException if that start is not among the settings' or the side was not learnt
     */
    public Figure meanAndSpread(CurieWeissStudy study, int patchSide, double start) {
        if (!truth.containsKey(start)) {
            throw new IllegalArgumentException("m(0) = " + start + ": must be one of " + truth.keySet());
        }
        CurieWeissSettings settings = experiment.settings();
        CurieWeissChain.Course exact = experiment.exact().course(start, settings.testStep(), settings.testFrames());
        double[] times = exact.times();
        List<Curve> curves = List.of(
                Curve.of(
                        "truth, " + truth.get(start).runs() + " runs",
                        Palette.TRUTH,
                        truth.get(start).at(times),
                        0),
                new Curve("exact", Palette.EXACT, times, exact.mean(), exact.standardDeviation()),
                forecast(study, patchSide, Increment.NAIVE, start),
                forecast(study, patchSide, Increment.OURS, start));
        return MeanAndSpread.of(
                "m", "time t", curves.stream().map(this::beginning).toList());
    }

    private Curve forecast(CurieWeissStudy study, int patchSide, Increment increment, double start) {
        Trajectories learnt = experiment.forecast(
                study.model(patchSide, increment), start, study.recipe().substeps());
        return Curve.of(title(increment), pen(increment), learnt, 0);
    }

    /** The first 60 time units, in which the magnetisation relaxes. */
    private Curve beginning(Curve curve) {
        int steps = (int) Arrays.stream(curve.times())
                .filter(t -> t <= experiment.settings().horizon())
                .count();
        return new Curve(
                curve.name(),
                curve.pen(),
                Arrays.copyOf(curve.times(), steps),
                Arrays.copyOf(curve.mean(), steps),
                Arrays.copyOf(curve.deviation(), steps));
    }

    /**
     * Test error against the size n_s of the small system (paper Fig 3a): published recipe against the true runs.
     *
     * @return ours and naive, with their spread over training seeds, and the published numbers
     */
    public Figure errorAgainstSize() {
        double[] sides = sides();
        List<Numbers> methods = new ArrayList<>();
        for (Increment increment : List.of(Increment.NAIVE, Increment.OURS)) {
            methods.add(numbers(title(increment), pen(increment), side -> paperError(side, increment)));
        }
        methods.add(Numbers.of("naive, published", Palette.BASELINE.dash(), sides, published(Published.Method.NAIVE)));
        methods.add(Numbers.of("ours, published", Palette.OURS.dash(), sides, published(Published.Method.OURS)));
        return Figures.errorAgainstSize("Paper's settings: test error against size", methods);
    }

    /**
     * Error against the exact chain for the size n_s of the small system, published recipe and ours.
     *
     * @return naive and ours with the published recipe, and ours with our recipe
     */
    public Figure exactErrorAgainstSize() {
        return Figures.errorAgainstSize(
                "Error of the mean against the exact chain, t ≤ "
                        + Math.round(experiment.settings().horizon()),
                List.of(
                        numbers("naive, paper's recipe", Palette.BASELINE, side -> exact(paper, side, Increment.NAIVE)),
                        numbers("partial, paper's recipe", Palette.PAPER, side -> exact(paper, side, Increment.OURS)),
                        numbers("partial, our recipe", Palette.OURS, side -> exact(best, side, Increment.OURS))));
    }

    private Numbers numbers(String name, Pen pen, Function<Integer, Spread> of) {
        List<Spread> spreads = paper.patchSides().stream().map(of).toList();
        return new Numbers(
                name,
                pen,
                sides(),
                spreads.stream().mapToDouble(Spread::mean).toArray(),
                spreads.stream().mapToDouble(Spread::standardDeviation).toArray());
    }

    private double[] sides() {
        return paper.patchSides().stream().mapToDouble(side -> side).toArray();
    }

    private double[] published(Published.Method method) {
        return paper.patchSides().stream()
                .mapToDouble(side -> Published.curieWeissRelMse(side, method))
                .toArray();
    }

    private static String title(Increment increment) {
        return increment == Increment.OURS ? "ours" : "naive baseline";
    }

    private static Pen pen(Increment increment) {
        return increment == Increment.OURS ? Palette.OURS : Palette.BASELINE;
    }

    private Spread paperError(int side, Increment increment) {
        return paper.over(
                side, increment, model -> experiment.error(model, truth).meanSquare());
    }

    private Spread exact(CurieWeissStudy study, int side, Increment increment) {
        return study.over(side, increment, model -> experiment.exactError(model).meanSquare());
    }

    /**
     * Learnt drift and diffusion of one patch side against the exact ones.
     *
     * @param patchSide L_p
     * @return two panels over m from −0.9 to 0.9
     */
    public Figure learntAgainstExact(int patchSide) {
        double[] m = IntStream.rangeClosed(-90, 90).mapToDouble(i -> i / 100.0).toArray();
        CurieWeissChain chain = experiment.exact();
        SdeModel ours = best.model(patchSide, Increment.OURS);
        SdeModel published = paper.model(patchSide, Increment.OURS);
        int n = experiment.settings().side() * experiment.settings().side();
        return Figures.learntAgainstExact(
                "m",
                List.of(
                        curve("exact", Palette.EXACT, m, chain::drift),
                        curve("paper's recipe", Palette.PAPER, m, z -> published.drift(new double[] {z})[0]),
                        curve("our recipe", Palette.OURS, m, z -> ours.drift(new double[] {z})[0])),
                List.of(
                        curve("exact", Palette.EXACT, m, z -> n * chain.variance(z)),
                        curve(
                                "paper's recipe",
                                Palette.PAPER,
                                m,
                                z -> n * published.covariance(new double[] {z})[0][0]),
                        curve("our recipe", Palette.OURS, m, z -> n * ours.covariance(new double[] {z})[0][0])),
                "n σ²(m)");
    }

    private static Numbers curve(String name, Pen pen, double[] x, java.util.function.DoubleUnaryOperator f) {
        return Numbers.of(name, pen, x, Arrays.stream(x).map(f).toArray());
    }

    /**
     * The training losses of our recipe at one patch side and of the published one.
     *
     * @param study what was learnt
     * @param patchSide L_p
     * @return loss against epoch for ours and naive
     */
    public Figure losses(CurieWeissStudy study, int patchSide) {
        List<Numbers> losses = new ArrayList<>();
        for (Increment increment : Increment.values()) {
            TrainingResult result = study.results(patchSide, increment).get(0);
            double[] epochs = IntStream.rangeClosed(1, result.losses().length)
                    .mapToDouble(epoch -> epoch)
                    .toArray();
            losses.add(Numbers.of(title(increment), pen(increment), epochs, result.losses()));
        }
        return Figures.lossCurve(losses);
    }

    /**
     * The effect of δt on the error of the mean, for fixed times and for fixed numbers of events.
     *
     * @param times errors for fixed times
     * @param events errors for fixed numbers of events, drawn at their mean time
     * @return error against δt
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
     * The final table.
     *
     * @return relMSE with the paper's settings beside the published ones, relMSE against the exact chain with ours, and
     *     the largest errors of drift and diffusion over all sizes
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        for (Increment increment : Increment.values()) {
            for (int side : paper.patchSides()) {
                rows.add(row("relmse", increment, "paper_settings", side, paperError(side, increment))
                        .paper(Published.curieWeissRelMse(side, method(increment))));
            }
        }
        for (Increment increment : Increment.values()) {
            for (int side : best.patchSides()) {
                rows.add(row("relmse_exact", increment, "best", side, exact(best, side, increment))
                        .exact(0));
            }
        }
        rows.add(worst("drift.max_error", experiment::driftError));
        rows.add(worst("diffusion.max_error", experiment::diffusionError));
        return new ResultTable(rows);
    }

    private static Row row(String what, Increment increment, String settings, int side, Spread spread) {
        String method = increment == Increment.OURS ? "ours" : "naive";
        return Row.of(String.join(".", what, method, settings, "" + side), spread);
    }

    private static Published.Method method(Increment increment) {
        return increment == Increment.OURS ? Published.Method.OURS : Published.Method.NAIVE;
    }

    /** The largest value over all patch sides. */
    private Row worst(String name, ToDoubleFunction<SdeModel> error) {
        Optional<Double> largest = best.patchSides().stream()
                .map(side -> best.over(side, Increment.OURS, error).mean())
                .max(Double::compare);
        return Row.of(name, largest.orElseThrow()).exact(0);
    }
}
