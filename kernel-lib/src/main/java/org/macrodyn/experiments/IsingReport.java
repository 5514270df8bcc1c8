package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.MeanAndSpread;
import org.macrodyn.figures.MeanAndSpread.Curve;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.Refinement;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Start;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/** Figures and table of the Ising experiment (paper, Figs. 3b and 5), judged by true runs. */
public final class IsingReport {
    private static final List<String> SYMBOLS = List.of("m", "ρ");
    /** How far a forecast may leave the range of m or ρ before it is held where it left. */
    private static final double MARGIN = 0.5;

    private static final double EXAMPLE_TIME = 10;
    private static final int EXAMPLE_PIECES = 4;

    private final IsingSettings settings;
    private final Map<Double, Trajectories> paperTruth;
    private final Map<Double, Trajectories> truth;
    private final SizeSweep paper;
    private final SizeSweep best;
    private final SizeSweep naive;
    private final Sweep<byte[]> choices;
    private final Map<Learnt<byte[]>, Double> paperErrors = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Learnt<byte[]>, Double> errors = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * The report; simulates the truth, for comparison only, unless it is kept.
     *
     * @param settings the experiment
     * @param study the experiment's
     * @param paper what the paper's recipe learns, both increments
     * @param best what ours learns
     * @param naive what the naive baseline of ours learns
     * @param choices ours with one choice changed at a time
     */
    public IsingReport(
            IsingSettings settings,
            Study<byte[]> study,
            SizeSweep paper,
            SizeSweep best,
            SizeSweep naive,
            Sweep<byte[]> choices) {
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
     * Forecasts over our test's horizon, in Euler–Maruyama steps as long as the δt of the pairs; those learnt from pairs of
     * many events take the published step.
     *
     * @param learnt the SDE
     * @param start m(0)
     * @return (m, ρ, ẑ); a run that leaves the physical range is held where it left
     */
    public Trajectories forecast(Learnt<byte[]> learnt, double start) {
        PatchPairs<byte[]> pairs = (PatchPairs<byte[]>) learnt.study().recipe().pairs();
        double step = pairs.span().isPresent() ? IsingSettings.STEP : IsingSettings.PUBLISHED_STEP;
        int steps = (int) Math.floor(settings.horizon() / step + 1e-9) + 1;
        return forecast(learnt, start, settings.scale().pick(20, 400, 4000), step, steps, pairs.substeps(step));
    }

    private Trajectories forecast(Learnt<byte[]> learnt, double start, int runs, double step, int steps, int substeps) {
        Ising large = settings.large();
        Start<byte[]> from = (model, state, random) -> large.initialise(state, start, random);
        double[][] z0 = learnt.encoded("forecast-start-" + start, from, runs);
        Trajectories z = learnt.forecast(z0, step, steps, substeps).trajectories();
        for (double[][] run : z.values()) {
            int left = leaves(run);
            for (int k = left; k < run.length; k++) {
                run[k] = run[left - 1].clone();
            }
        }
        return z;
    }

    /** The first step at which a run is out of range, or their number. */
    private static int leaves(double[][] run) {
        int k = 1;
        while (k < run.length
                && Math.abs(run[k][0]) <= 1 + MARGIN
                && Math.abs(run[k][1] - 0.5) <= 0.5 + MARGIN
                && Arrays.stream(run[k]).allMatch(Double::isFinite)) {
            k++;
        }
        return k;
    }

    /** Share of the published test's forecasts that left the physical range. */
    double lost(Learnt<byte[]> learnt) {
        long held = IsingSettings.STARTS.stream()
                .flatMap(start -> Arrays.stream(paperForecast(learnt, start).values()))
                .filter(run -> run.length > 1 && Arrays.equals(run[run.length - 1], run[run.length - 2]))
                .count();
        return held / (double) (IsingSettings.STARTS.size() * settings.testRuns());
    }

    /**
     * relMSE of the mean of (m, ρ) in the published test, averaged over initial magnetisations (paper, Fig. 3b).
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double paperError(Learnt<byte[]> learnt) {
        return paperErrors.computeIfAbsent(learnt, one -> error(start -> paperForecast(one, start), paperTruth));
    }

    /**
     * relMSE of the mean of (m, ρ) in our test.
     *
     * @param learnt the SDE
     * @return relMSE
     */
    public double error(Learnt<byte[]> learnt) {
        return errors.computeIfAbsent(learnt, one -> error(start -> forecast(one, start), truth));
    }

    /**
     * The same for the forecasts of several SDEs together.
     *
     * @param learnt SDEs of different training seeds
     * @return relMSE
     */
    public double pooledError(List<Learnt<byte[]>> learnt) {
        return error(
                start -> Trajectories.joined(
                        learnt.stream().map(one -> forecast(one, start)).toList()),
                truth);
    }

    private static double error(DoubleFunction<Trajectories> forecast, Map<Double, Trajectories> runs) {
        List<RelativeError> all = new ArrayList<>();
        runs.forEach((start, exact) -> {
            Trajectories predicted = forecast.apply(start);
            Trajectories matched = exact.at(predicted.times()[0]);
            all.add(RelativeError.ofMeans(means(predicted), means(matched)));
        });
        return RelativeError.average(all).meanSquare();
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
        List<RelativeError> all = new ArrayList<>();
        truth.values().forEach(runs -> {
            int half = Math.max(1, runs.runs() / 2);
            all.add(RelativeError.ofMeans(
                    means(runs.slice(0, half)), means(runs.slice(runs.runs() - half, runs.runs()))));
        });
        return RelativeError.average(all).meanSquare() / 4;
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
    public Figure meanAndSpread(SizeSweep sweep, int patchSide, double start) {
        Trajectories runs = truth.get(start);
        if (runs == null) {
            throw new IllegalArgumentException("m(0) = " + start + ": must be one of " + IsingSettings.STARTS);
        }
        SizeSweep baseline = sweep == best ? naive : sweep;
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
        List<Numbers> seeds = new ArrayList<>();
        List<Numbers> published = new ArrayList<>();
        for (Increment increment : List.of(Increment.NAIVE, Increment.OURS)) {
            seeds.add(paper.points(SizeSweep.title(increment), SizeSweep.pen(increment), increment, this::paperError));
            if (settings.isPublished()) {
                published.add(paper.numbers(
                        SizeSweep.name(increment) + ", published",
                        SizeSweep.pen(increment).dash(),
                        side -> Published.isingRelMse(side, SizeSweep.method(increment))));
            }
        }
        return Figures.errorAgainstSize("Paper's settings: test error against size, each seed", published, seeds);
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
     * Error of our recipe with one choice changed, against n_s.
     *
     * @return the figure
     */
    public Figure choices() {
        List<Object> names = choices.values("choice");
        List<Pen> pens = Palette.sequence(names.size());
        double[] sides = choices.values("side").stream()
                .mapToDouble(side -> (Integer) side)
                .toArray();
        List<Numbers> methods = new ArrayList<>();
        for (int i = 0; i < pens.size(); i++) {
            Object name = names.get(i);
            double[] found = Arrays.stream(sides)
                    .map(side -> error(choices.learnt((int) side, name)))
                    .toArray();
            methods.add(Numbers.of(name.toString().replace('_', ' '), pens.get(i), sides, found));
        }
        methods.add(best.numbers("our recipe", Palette.OURS, Increment.OURS, this::error));
        return Figures.errorAgainstSize("Error of our recipe with one choice changed", methods);
    }

    /**
     * A large configuration by replication (above) and by assembly (below): its origin, before, and after healing.
     *
     * @return six lattices
     */
    public Figure snapshots() {
        return Panels.column(
                lattices(List.of("small system", "replicated", "relaxed"), replicationExample()),
                lattices(List.of("one of 16 pieces", "assembled", "healed"), assemblyExample()));
    }

    private static Figure lattices(List<String> titles, List<byte[]> states) {
        return Panels.row(IntStream.range(0, titles.size())
                .mapToObj(i -> HeatMap.lattice(
                        titles.get(i), states.get(i), (int) Math.round(Math.sqrt(states.get(i).length))))
                .toArray(Figure[]::new));
    }

    private List<byte[]> replicationExample() {
        Ising large = settings.large();
        Ising small = large.on(Grid.square(settings.side() / 2));
        RandomGenerator random = RandomStreams.stream(settings.seed(), "example", 0);
        byte[] coarse = evolved(small, random);
        byte[] fine = new byte[large.grid().sites()];
        Refinement.<byte[]>replication().refine(coarse, small.grid(), fine, large.grid());
        return List.of(coarse, fine, healed(fine, random));
    }

    private List<byte[]> assemblyExample() {
        Ising large = settings.large();
        Ising piece = large.on(Grid.square(settings.side() / EXAMPLE_PIECES));
        int mates = EXAMPLE_PIECES * EXAMPLE_PIECES;
        RandomGenerator random = RandomStreams.stream(settings.seed(), "example", 1);
        Snapshots<byte[]> pieces = new Snapshots<>(piece.grid(), piece.stateType(), mates);
        for (int i = 0; i < mates; i++) {
            pieces.set(i, evolved(piece, random));
        }
        byte[] first = new byte[piece.grid().sites()];
        pieces.get(0, first);
        byte[] whole = new byte[large.grid().sites()];
        new Assembly(new Assembly.Groups(mates), 1, 1, Assembly.Tiling.SHIFTED, Optional.empty())
                .assemble(pieces, large, settings.seed(), 1, ProgressListener.NONE)
                .get(0, whole);
        return List.of(first, whole, healed(whole, random));
    }

    private static byte[] evolved(Ising model, RandomGenerator random) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, 0, random);
        model.evolve(state, model.grid().whole(), Span.time(EXAMPLE_TIME), random);
        return state;
    }

    private byte[] healed(byte[] state, RandomGenerator random) {
        byte[] healed = state.clone();
        var rule = (Enlarging.Assembled<byte[]>)
                settings.best(settings.patchSides().get(0), Increment.OURS).enlarging();
        rule.healing().orElseThrow().relax(settings.large(), healed, random);
        return healed;
    }

    /**
     * All numbers.
     *
     * @return paper, ours
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        forEachOf(paper, (side, increment, learnt) -> {
            Row row = Row.of(name("relmse", increment, "paper_settings", side, learnt), paperError(learnt));
            rows.add(
                    settings.isPublished() ? row.paper(Published.isingRelMse(side, SizeSweep.method(increment))) : row);
        });
        forEachOf(paper, (side, increment, learnt) -> {
            double lost = lost(learnt);
            if (lost > 0) {
                rows.add(Row.of(name("lost", increment, "paper_settings", side, learnt), lost));
            }
        });
        for (int side : best.sides()) {
            double ours = pooledError(best.all(side, Increment.OURS));
            rows.add(Row.of("relmse.ours.best." + side, ours));
            rows.add(Row.of("relmse.ours.halo." + side, ours));
            rows.add(Row.of("relmse.naive.best." + side, pooledError(naive.all(side, Increment.NAIVE))));
            for (Learnt<byte[]> learnt : best.all(side, Increment.OURS)) {
                rows.add(Row.of(name("relmse", Increment.OURS, "best", side, learnt), error(learnt)));
            }
        }
        for (Object choice : choices.values("choice")) {
            for (Object side : choices.values("side")) {
                rows.add(Row.of("relmse.ours." + choice + "." + side, error(choices.learnt(side, choice))));
            }
        }
        rows.add(Row.of("relmse.noise_of_truth", noiseOfTruth()));
        return new ResultTable(rows);
    }

    /** Sees every SDE of a sweep. */
    private interface Visitor {
        void see(int side, Increment increment, Learnt<byte[]> learnt);
    }

    private static void forEachOf(SizeSweep sweep, Visitor visitor) {
        for (int side : sweep.sides()) {
            for (Increment increment : sweep.increments()) {
                sweep.all(side, increment).forEach(learnt -> visitor.see(side, increment, learnt));
            }
        }
    }

    private static String name(String what, Increment increment, String recipe, int side, Learnt<byte[]> learnt) {
        long seed = learnt.study().recipe().fit().training().seed();
        return String.join(".", what, SizeSweep.name(increment), recipe, "" + side, "seed_" + seed);
    }
}
