package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The way of a study walked for systems of 2, 4, … patches along each side, which are small enough to be simulated
 * themselves: what enlarging, δt, closure and training get wrong there, they get wrong in the large system too. An ensemble of
 * networks cannot see such an error, since all of its members share it.
 *
 * <p>Nothing of the large system is used: direct simulations of a rung are data of small systems.
 *
 * <p>Where the large system is made of tiles of 2 patches a side ({@link SmallRule.Doubled}) and nothing but 2 × 2 patches lies between, these are
 * made of patches, and have more seams. Most of what is wrong in assembled configurations is wrong near their seams, so that the large system is expected to be
 * wrong by that share of the rung's bias which its own seams are of the rung's.
 *
 * @param rungs from the smallest system up; none if the large system has no more than 2 patches along each side
 * @param share ς, seams of the large system per length over those of the highest rung, see {@link #seams}; 1 where both are made of the same tiles
 * @param <S> the state array
 */
public record Ladder<S>(List<Rung<S>> rungs, double share) {
    /** Differences of biases below this many standard errors are chance. */
    private static final double SIGNIFICANT = 2;

    /** Of the budget, for the runs of each size. */
    private static final double SHARE = 0.125;

    private static final int PART_OF_TOLERANCE = 16;

    private static final int WIDTH = 450;
    private static final int HEIGHT = 330;

    /**
     * Keeps its own list.
     *
     * @throws IllegalArgumentException if the share is not finite and above 0
     */
    public Ladder {
        rungs = List.copyOf(rungs);
        if (!(share > 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("share of seams ς = " + share + ": must be finite and above 0");
        }
    }

    /**
     * One size.
     *
     * @param study the study of that size
     * @param comparison its forecast against direct simulation
     * @param <S> the state array
     */
    public record Rung<S>(Study<S> study, Comparison comparison) {}

    /**
     * The same with as many runs of each size as make the standard error of its bias a {@value #PART_OF_TOLERANCE}th of what a certificate
     * tolerates, from {@value Work#FEWEST_RUNS} to {@value Work#MOST_RUNS} of them, if {@value #SHARE} of the budget pays for these.
     *
     * @param study of the large system
     * @param most rungs at most, at least 0
     * @param <S> the state array
     * @return the ladder
     * @throws IllegalArgumentException if the count is negative
     */
    public static <S> Ladder<S> of(Study<S> study, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("ladder of " + most + " rungs: at least 0");
        }
        return of(study, most, Ladder::runs);
    }

    /** That number for one size. */
    static <S> int runs(Study<S> own) {
        double seconds = SHARE * own.recipe().freedom().budget().toMillis() / 1e3;
        double needed = needed(own.simulated("ladder", Work.FEWEST_RUNS));
        return (int) Math.max(Work.FEWEST_RUNS, Math.min(Work.runs(seconds, own, RunsChoice.rate(own)), needed));
    }

    /** (1 + 1/M) s²/e² of R runs and M R forecasts, s²/R + s²/(M R) = e², at the time at which the truth varies most. */
    static double needed(Trajectories truth) {
        double error = Certificate.TOLERANCE / PART_OF_TOLERANCE;
        double largest = IntStream.range(0, truth.dimension())
                .mapToDouble(c -> {
                    double[] deviation = truth.standardDeviation(c);
                    double most = Arrays.stream(deviation).max().orElseThrow();
                    return most / Certificate.size(truth.mean(c), deviation);
                })
                .max()
                .orElseThrow();
        return (1 + 1.0 / Learnt.MODELS) * largest * largest / (error * error);
    }

    /**
     * Learns the smaller systems, each by {@value Learnt#MODELS} trainings, and simulates them by runs that nothing was chosen by: the
     * least of several candidates' errors is least by chance, too, and against the same runs would look smaller than it is.
     *
     * @param study of the large system
     * @param most rungs at most, at least 0
     * @param runs direct simulations of each, at least 2
     * @param <S> the state array
     * @return the ladder
     * @throws IllegalArgumentException if the counts are below that
     */
    public static <S> Ladder<S> of(Study<S> study, int most, int runs) {
        if (most < 0 || runs < 2) {
            throw new IllegalArgumentException("ladder of " + most + " rungs with " + runs + " runs: at least 0 and 2");
        }
        return of(study, most, own -> runs);
    }

    private static <S> Ladder<S> of(Study<S> study, int most, ToIntFunction<Study<S>> runs) {
        List<Rung<S>> rungs = new ArrayList<>();
        Study<S> chosen = study.choose().study();
        for (Grid grid : grids(chosen, most)) {
            Study<S> own = chosen.large(chosen.large().on(grid));
            int count = runs.applyAsInt(own);
            rungs.add(new Rung<>(own, Comparison.of(own.learn().forecastOfAll(count), own.simulated("ladder", count))));
        }
        double seams = rungs.isEmpty() ? 0 : seams(rungs.get(rungs.size() - 1).study());
        return new Ladder<>(rungs, seams > 0 ? seams(chosen) / seams : 1);
    }

    /** Seams between tiles per length, Σ 1/side over the axes along which there are several tiles. */
    static double seams(Study<?> study) {
        Grid tile = study.recipe().small().grid(study);
        Grid whole = study.large().grid();
        return seams(tile.layers(), whole.layers())
                + seams(tile.rows(), whole.rows())
                + seams(tile.columns(), whole.columns());
    }

    private static double seams(int side, int whole) {
        return whole > side ? 1.0 / side : 0;
    }

    /**
     * Twice as long in each direction that the large system is longer in than what it is made of, as long as it is smaller than
     * that. If nothing lies between, 2 patches along each axis, of patches.
     */
    static List<Grid> grids(Study<?> study, int most) {
        Grid large = study.large().grid();
        List<Grid> grids = new ArrayList<>();
        Grid ofTiles = doubled(study.recipe().small().grid(study), large);
        Grid next = ofTiles.sites() < large.sites() ? ofTiles : lowest(study);
        while (grids.size() < most && next.sites() < large.sites()) {
            grids.add(next);
            next = doubled(next, large);
        }
        return grids;
    }

    /** Two patches along each axis; the large system itself, if it is no longer than that. */
    static Grid lowest(Study<?> study) {
        return doubled(study.patches().patch(), study.large().grid());
    }

    static Grid doubled(Grid grid, Grid limit) {
        return new Grid(
                grid.fields(),
                Math.min(2 * grid.layers(), limit.layers()),
                Math.min(2 * grid.rows(), limit.rows()),
                Math.min(2 * grid.columns(), limit.columns()));
    }

    /**
     * Whether anything was judged.
     *
     * @return true if there is no rung
     */
    public boolean isEmpty() {
        return rungs.isEmpty();
    }

    /**
     * B(t), by how much the mean of the large system's forecast is expected to be wrong: ς b max(0, 1 − e²/b²), b of the highest rung without what
     * chance adds, and 0 for what is conserved, where all of b is chance in the starts.
     *
     * @param component index of the observable
     * @return {@code [steps]} in units of the observable, forecast minus truth
     * @throws IllegalStateException if there is no rung
     */
    public double[] bias(int component) {
        double[] bias = top().bias(component);
        double[] error = top().biasError(component);
        boolean conserved =
                top().truth().isConserved(component) && top().forecast().isConserved(component);
        Arrays.setAll(bias, k -> conserved ? 0 : share * beyondChance(bias[k], error[k] * error[k]));
        return bias;
    }

    /**
     * How well {@link #bias} is known by the ladder: ς e, and, where b of the highest rung differs from that of the rung below by more than {@value
     * #SIGNIFICANT} standard errors, this difference beside it, √((ςe)² + (b_R − b_(R−1))²), since the trend may go on.
     *
     * @param component index of the observable
     * @return {@code [steps]} in units of the observable
     * @throws IllegalStateException if there is no rung
     */
    public double[] biasError(int component) {
        double[] error = top().biasError(component);
        double[] trend = trend(component);
        Arrays.setAll(error, k -> Math.hypot(share * error[k], trend[k]));
        return error;
    }

    /** b_R − b_(R−1) where it is more than chance, else 0. */
    private double[] trend(int component) {
        double[] step = top().bias(component);
        if (rungs.size() < 2) {
            return new double[step.length];
        }
        double[] error = top().biasError(component);
        double[] other = below().bias(component);
        double[] otherError = below().biasError(component);
        Arrays.setAll(step, k -> {
            double difference = step[k] - other[k];
            return Math.abs(difference) > SIGNIFICANT * Math.hypot(error[k], otherError[k]) ? difference : 0;
        });
        return step;
    }

    /**
     * r(t), the forecast's standard deviation over the true one, on the highest rung, without what chance adds, as {@link #bias} has it:
     * log r = ρ max(0, 1 − e²/ρ²), ρ the logarithm of the ratio that was found and e² = 1/(2(R_p − 1)) + 1/(2(R_q − 1)) a Gaussian's. 1
     * where the truth does not vary.
     *
     * @param component index of the observable
     * @return {@code [steps]}
     * @throws IllegalStateException if there is no rung
     */
    public double[] spread(int component) {
        double[] forecast = top().forecast().standardDeviation(component);
        double[] truth = top().truth().standardDeviation(component);
        double chance =
                0.5 / (top().forecast().runs() - 1.0) + 0.5 / (top().truth().runs() - 1.0);
        double[] mean = top().truth().mean(component);
        Arrays.setAll(
                forecast,
                k -> Rounding.varies(truth[k], mean[k])
                        ? Math.exp(beyondChance(Math.log(forecast[k] / truth[k]), chance))
                        : 1);
        return forecast;
    }

    /** x max(0, 1 − e²/x²) */
    private static double beyondChance(double found, double variance) {
        return found == 0 ? 0 : found * Math.max(0, 1 - variance / (found * found));
    }

    private Comparison below() {
        return rungs.get(rungs.size() - 2).comparison();
    }

    private Comparison top() {
        if (rungs.isEmpty()) {
            throw new IllegalStateException(
                    "a ladder without rungs knows no error: the system has two patches along each"
                            + " side or fewer, choose smaller patches, or a larger system");
        }
        return rungs.get(rungs.size() - 1).comparison();
    }

    /**
     * The errors of each size.
     *
     * @return a row for each rung and observable
     */
    public Table table() {
        IntColumn patches = IntColumn.create("K");
        StringColumn size = StringColumn.create("size");
        Table all = null;
        for (Rung<S> rung : rungs) {
            Table own = rung.comparison().table();
            for (int row = 0; row < own.rowCount(); row++) {
                size.append(rung.study().large().grid().toString());
                patches.append(rung.study().patches().count());
            }
            all = all == null ? own : all.append(own);
        }
        Table table = all == null ? Table.create(DoubleColumn.create("relMSE")) : all;
        table.setName("ladder");
        return table.insertColumn(0, patches).insertColumn(0, size);
    }

    /**
     * The bias of each observable against time, a line for each size.
     *
     * @return one panel for each observable, two in a row
     * @throws IllegalStateException if there is no rung
     */
    public Figure figure() {
        List<String> names = top().truth().names();
        List<Figure> panels = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Curves panel = Curves.titled("Error of the mean of " + names.get(c))
                    .size(WIDTH, HEIGHT)
                    .x("time t")
                    .y("⟨" + names.get(c) + "⟩ − ⟨truth⟩");
            for (int r = 0; r < rungs.size(); r++) {
                Comparison at = rungs.get(r).comparison();
                double[] error = at.biasError(c);
                Arrays.setAll(error, k -> SIGNIFICANT * error[k]);
                String name = rungs.get(r).study().large().grid() + " ± 2 s.e.";
                var pen = Palette.sequence(rungs.size()).get(r);
                panel.band(name, pen, at.truth().times()[0], at.bias(c), error);
                panel.line("", pen, at.truth().times()[0], at.bias(c));
            }
            panels.add(panel.horizontal(0, "", Palette.EXACT).figure());
        }
        return Panels.grid(2, panels);
    }
}
