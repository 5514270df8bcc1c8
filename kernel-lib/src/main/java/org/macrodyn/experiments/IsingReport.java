package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.store.Entries;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;
import org.macrodyn.systems.spin.EnlargingFigure;

/** Figures and table of the Ising experiment (paper, Figs. 3b and 5), judged by true runs. */
public final class IsingReport {
    private static final List<String> SYMBOLS = List.of("m", "ρ");
    /** How far a forecast may leave the range of m or ρ before it is held where it left. */
    private static final double MARGIN = 0.5;

    private static final double EXAMPLE_TIME = 10;
    /** The end of what a step says of its result. */
    private static final Pattern SECONDS = Pattern.compile("([0-9.]+) s$");

    private final IsingSettings settings;
    private final Map<Double, Trajectories> paperTruth;
    private final Map<Double, Trajectories> truth;
    private final SizeSweep<byte[]> paper;
    private final SizeSweep<byte[]> best;
    private final SizeSweep<byte[]> naive;
    private final List<Sweep<byte[]>> choices;
    /** By training: for n_s = L² that of the naive baseline is ours. */
    private final Map<TrainingResult, Tested> tested = Collections.synchronizedMap(new IdentityHashMap<>());

    private final Map<List<Learnt<byte[]>>, Double> errors = new ConcurrentHashMap<>();

    /**
     * What the published test says of an SDE.
     *
     * @param error relMSE
     * @param lost share of its forecasts that left the physical range
     */
    private record Tested(double error, double lost) {}

    /**
     * The report; simulates the truth, for comparison only, unless it is kept.
     *
     * @param settings the experiment
     * @param study the experiment's
     * @param paper what the paper's recipe learns, both increments
     * @param best what ours learns
     * @param naive what the naive baseline of ours learns
     * @param choices sweeps of ours with one choice changed at a time
     */
    public IsingReport(
            IsingSettings settings,
            Study<byte[]> study,
            SizeSweep<byte[]> paper,
            SizeSweep<byte[]> best,
            SizeSweep<byte[]> naive,
            List<Sweep<byte[]>> choices) {
        this.settings = settings;
        this.paper = paper;
        this.best = best;
        this.naive = naive;
        this.choices = choices;
        paperTruth = settings.paperTruth(study);
        truth = settings.truth(study);
    }

    /**
     * Forecasts as published: one Euler–Maruyama step between two states, as many runs as the published test has.
     *
     * @param learnt the SDE
     * @param start m(0)
     * @return (m, ρ, ẑ); a run that leaves the physical range is held where it left
     */
    public Trajectories paperForecast(Learnt<byte[]> learnt, double start) {
        return forecast(learnt, start, settings.testRuns(), IsingSettings.PUBLISHED_STEP, settings.testFrames(), 1);
    }

    /**
     * Forecasts over our test's horizon, in steps as the pairs ask for; those learnt from pairs of
     * many events take the published step.
     *
     * @param learnt the SDE
     * @param start m(0)
     * @return (m, ρ, ẑ); a run that leaves the physical range is held where it left
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double start) {
        boolean events = learnt.study().recipe().pairs() instanceof PatchPairs<byte[]> pairs
                && pairs.span().isEmpty();
        double step = events ? IsingSettings.PUBLISHED_STEP : IsingSettings.STEP;
        int steps = (int) Math.floor(settings.horizon() / step + 1e-9) + 1;
        return forecast(learnt, start, settings.scale().pick(20, 400, 4000), step, steps, learnt.substeps(step));
    }

    private Trajectories forecast(Learnt<byte[]> learnt, double start, int runs, double step, int steps, int substeps) {
        double[][] z0 = learnt.encoded("forecast-start-" + start, IsingSettings.start(start), runs);
        return learnt.forecast(z0, step, steps, substeps)
                .trajectories()
                .held(z -> Math.abs(z[0]) <= 1 + MARGIN
                        && Math.abs(z[1] - 0.5) <= 0.5 + MARGIN
                        && Arrays.stream(z).allMatch(Double::isFinite));
    }

    private Tested tested(Learnt<byte[]> learnt) {
        return tested.computeIfAbsent(learnt.training(), training -> {
            Map<Double, Trajectories> forecasts = forecasts(start -> paperForecast(learnt, start));
            long held = forecasts.values().stream()
                    .flatMap(runs -> Arrays.stream(runs.values()))
                    .filter(run -> run.length > 1 && Arrays.equals(run[run.length - 1], run[run.length - 2]))
                    .count();
            return new Tested(
                    error(forecasts, paperTruth), held / (double) (IsingSettings.STARTS.size() * settings.testRuns()));
        });
    }

    private static Map<Double, Trajectories> forecasts(DoubleFunction<Trajectories> forecast) {
        return IsingSettings.STARTS.stream().collect(Collectors.toMap(start -> start, forecast::apply));
    }

    /** Share of the published test's forecasts that left the physical range. */
    double lost(Learnt<byte[]> learnt) {
        return tested(learnt).lost;
    }

    /**
     * relMSE of the mean of (m, ρ) in the published test, averaged over initial magnetisations (paper, Fig. 3b).
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double paperError(Learnt<byte[]> learnt) {
        return tested(learnt).error;
    }

    /**
     * relMSE of the mean of (m, ρ) in our test.
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double error(Learnt<byte[]> learnt) {
        return pooledError(List.of(learnt));
    }

    /**
     * The same for the forecasts of several SDEs together.
     *
     * @param learnt SDEs of different training seeds
     * @return relMSE
     */
    public double pooledError(List<Learnt<byte[]>> learnt) {
        Double known = errors.get(learnt);
        return known == null ? judge(learnt) : known;
    }

    /** Of all together, and of each alone by the same forecasts. */
    private double judge(List<Learnt<byte[]>> learnt) {
        List<Map<Double, Trajectories>> forecasts = learnt.stream()
                .map(one -> forecasts(start -> forecast(one, start)))
                .toList();
        for (int i = 0; i < learnt.size(); i++) {
            errors.put(List.of(learnt.get(i)), error(forecasts.get(i), truth));
        }
        Map<Double, Trajectories> together = forecasts(start -> Trajectories.joined(
                forecasts.stream().map(each -> each.get(start)).toList()));
        double error = error(together, truth);
        errors.put(List.copyOf(learnt), error);
        return error;
    }

    private static double error(Map<Double, Trajectories> forecasts, Map<Double, Trajectories> runs) {
        return average(runs, (start, exact) -> {
            Trajectories predicted = Entries.required(forecasts, start, "m(0) = ");
            return RelativeError.ofMeans(
                    means(predicted), means(exact.at(predicted.times()[0])));
        });
    }

    private static double average(
            Map<Double, Trajectories> runs, BiFunction<Double, Trajectories, RelativeError> error) {
        return RelativeError.average(runs.entrySet().stream()
                        .map(at -> error.apply(at.getKey(), at.getValue()))
                        .toList())
                .meanSquare();
    }

    private static double[][] means(Trajectories z) {
        return new double[][] {z.mean(0), z.mean(1)};
    }

    /**
     * What an exact forecast would have in our test, because the truth has finitely many runs: halves of it differ by
     * four times that.
     *
     * @return relMSE
     */
    public double noiseOfTruth() {
        return average(truth, (start, runs) -> {
                    int half = Math.max(1, runs.runs() / 2);
                    Trajectories second = runs.slice(runs.runs() - half, runs.runs());
                    return RelativeError.ofMeans(means(runs.slice(0, half)), means(second));
                })
                / 4;
    }

    /**
     * Mean and standard deviation of m and ρ against time (paper, Fig. 5).
     *
     * @param sweep the paper's recipe or ours
     * @param patchSide L_p
     * @param start m(0), one of {@link IsingSettings#STARTS}
     * @return four panels
     * @throws IllegalArgumentException if that start was not simulated or that patch not learnt
     */
    public Figure meanAndSpread(SizeSweep<byte[]> sweep, int patchSide, double start) {
        Trajectories runs = Entries.required(truth, start, "m(0) = ");
        SizeSweep<byte[]> baseline = sweep.equals(best) ? naive : sweep;
        Trajectories other = forecast(baseline.first(patchSide, Increment.NAIVE), start);
        Trajectories ours = forecast(sweep.first(patchSide, Increment.OURS), start);
        return Panels.column(IntStream.range(0, SYMBOLS.size())
                .mapToObj(c -> MeanAndSpread.of(
                        SYMBOLS.get(c),
                        "time t",
                        List.of(
                                Curve.of("truth, " + runs.runs() + " runs", Palette.TRUTH, runs, c),
                                Curve.of("naive baseline", Palette.BASELINE, other, c),
                                Curve.of("ours", Palette.OURS, ours, c))))
                .toArray(Figure[]::new));
    }

    /**
     * Test error of the paper's recipe against n_s, every seed a point, and the published one where the system is the
     * published (paper, Fig. 3b).
     *
     * @return the figure
     */
    public Figure errorAgainstSize() {
        return Figures.errorAgainstSize(
                "Paper's settings: test error against size, each seed",
                paper.published(settings::published),
                paper.points(this::paperError));
    }

    /**
     * Error in our test against n_s, every seed of the paper's recipe a point; of ours the seeds' forecasts together.
     *
     * @return the figure
     */
    public Figure bestErrorAgainstSize() {
        return Figures.errorAgainstSize(
                "Error of the mean of (m, ρ), t ≤ " + Math.round(settings.horizon()),
                List.of(
                        best.numbers(
                                "partial, our recipe",
                                Palette.OURS,
                                side -> pooledError(best.all(side, Increment.OURS))),
                        best.numbers("noise of the true runs", Palette.TRUTH, side -> noiseOfTruth())),
                List.of(
                        paper.points("naive, paper's recipe", Palette.BASELINE, Increment.NAIVE, this::error),
                        paper.points("partial, paper's recipe", Palette.PAPER, Increment.OURS, this::error)));
    }

    /**
     * Error of our recipe with one choice changed, against n_s; points of one size lie beside each other.
     *
     * @return the figure
     */
    public Figure choices() {
        List<Numbers> methods = new ArrayList<>(SizeSweep.of(choices, "side", "choice", this::error));
        methods.add(best.numbers("our recipe", Palette.OURS, Increment.OURS, this::error));
        return Figures.errorAgainstSize(
                "Error of our recipe with one choice changed", Numbers.besideEachOther(methods));
    }

    /**
     * A closure of our recipe that was trained.
     *
     * @param side L_p
     * @param closure its name among the choices
     * @param seconds that its training took, or to read it back; 0 of one that is not trained
     * @param relmse error in our test
     */
    public record Trained(Object side, String closure, double seconds, double relmse) {}

    /**
     * Closures that are trained: how long that takes, and what forecasts are worth with them.
     *
     * @param sweep over sides and closures
     * @return one for each of both
     */
    public List<Trained> trained(Sweep<byte[]> sweep) {
        return sweep.cases().stream()
                .map(one -> trained(one.values(), sweep.learnt(one.values().toArray())))
                .toList();
    }

    private Trained trained(List<Object> values, Learnt<byte[]> learnt) {
        Matcher seconds = SECONDS.matcher(learnt.pairs().closure().line());
        double took = seconds.find() ? Double.parseDouble(seconds.group(1)) : 0;
        return new Trained(values.get(0), values.get(1).toString(), took, error(learnt));
    }

    /**
     * A large configuration by replication (above) and by assembly (below): its origin, before, and after healing.
     *
     * @return six lattices
     */
    public Figure snapshots() {
        var rule = (Enlarging.Assembled<byte[]>)
                settings.best(settings.patchSides().get(0), Increment.OURS).enlarging();
        return EnlargingFigure.of(settings.large(), rule.healing().orElseThrow(), EXAMPLE_TIME, settings.seed());
    }

    /**
     * The published recipe, ours, and what {@link Study#learn} chose, by their errors in our test.
     *
     * @param untuned learnt by studies of {@link IsingSettings#untuned}, one for each training seed
     * @return one for each training with the same patches
     * @throws IllegalArgumentException if there are patches that the recipes have not learnt
     */
    public List<RecipeError> beside(List<Learnt<byte[]>> untuned) {
        return RecipeError.of(paper, best, untuned, this::error);
    }

    /**
     * All numbers.
     *
     * @param untuned what {@link Study#learn} learnt, see {@link #beside}; none to leave it out
     * @return paper, ours
     */
    public ResultTable table(List<Learnt<byte[]>> untuned) {
        List<Row> rows = new ArrayList<>();
        forEachOf(paper, (side, increment) -> paper.seedRows(
                        "relmse", "paper_settings", side, increment, this::paperError)
                .forEach(row -> rows.add(row.paper(settings.published(side, increment)))));
        forEachOf(
                paper,
                (side, increment) -> paper.seedRows("lost", "paper_settings", side, increment, this::lost).stream()
                        .filter(row -> row.value() > 0)
                        .forEach(rows::add));
        for (int side : best.sides()) {
            double ours = pooledError(best.all(side, Increment.OURS));
            rows.add(Row.of("relmse.ours.best." + side, ours));
            rows.add(Row.of("relmse.ours.halo." + side, ours));
            rows.add(Row.of("relmse.naive.best." + side, pooledError(naive.all(side, Increment.NAIVE))));
            rows.addAll(best.seedRows("relmse", "best", side, Increment.OURS, this::error));
        }
        for (Sweep<byte[]> changed : choices) {
            for (Object choice : changed.values("choice")) {
                for (Object side : changed.values("side")) {
                    rows.add(Row.of("relmse.ours." + choice + "." + side, error(changed.learnt(side, choice))));
                }
            }
        }
        rows.addAll(RecipeError.rows("relmse", beside(untuned)));
        rows.add(Row.of("relmse.noise_of_truth", noiseOfTruth()));
        return new ResultTable(rows);
    }

    private static void forEachOf(SizeSweep<byte[]> sweep, BiConsumer<Integer, Increment> seen) {
        sweep.sides().forEach(side -> sweep.increments().forEach(increment -> seen.accept(side, increment)));
    }
}
