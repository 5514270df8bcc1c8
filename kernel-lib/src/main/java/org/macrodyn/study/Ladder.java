package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Digits;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Systems of 2, 4, … patches along each side, which are small enough to be simulated themselves. They tell two things of the
 * large one.
 *
 * <p><b>What its mean will be.</b> An observable is a mean over sites, whose law far parts of a system do not change, as long as
 * no correlation has come round its ends. So ⟨z⟩ of the large system is that of the highest rung, but for what sizes differ by.
 * That falls as e^(−side/ξ) where correlations are short, as 1/n in a well-mixed system (van Kampen, <i>Stochastic Processes in
 * Physics and Chemistry</i>, ch. X), and is taken to fall no slower than 1/side. With sides P and R, the highest rung's, of which
 * N is still to be reached:
 *
 * <pre>
 * |⟨z⟩_N − ⟨z⟩_R| ≤ κ |D|,   D = ⟨z⟩_R − ⟨z⟩_P without what chance adds,   κ = (1/R − 1/N) / (1/P − 1/R)
 * </pre>
 *
 * <p>The variance of a mean over sites falls as 1/n: of runs of the large system it is the rung's times R's sites over N's. That
 * it does so from P to R is seen ({@link Fluctuations}): n s² = Σ_r C(r) is the same for both unless correlations reach round P,
 * and where they do, what is longer than R may be there in the large system alone: a wave that grows, a domain that spreads.
 *
 * <p><b>How good the way of the study is.</b> Each rung can be learnt as the large system is, and its forecast compared with its
 * direct simulations ({@link #figure}, {@link #table}): what enlarging, δt, closure and training get wrong there, they get wrong
 * in the large system too. An ensemble of networks cannot see such an error, since all of its members share it.
 *
 * <p>Nothing of the large system is used: direct simulations of a rung are data of small systems.
 *
 * @param rungs from the smallest system up; none if the large system has no more than 2 patches along each side
 * @param below the size below the highest rung; empty if there is no rung
 * @param share κ, of the difference that two sizes make, which may be still to come
 * @param narrowing standard deviation of the large system's runs over that of the highest rung's, √(n_R/n_N)
 * @param <S> the state array
 */
public record Ladder<S>(List<Rung<S>> rungs, Optional<Rung<S>> below, double share, double narrowing) {
    /** Of the budget, for the runs of each size. */
    private static final double SHARE = 0.125;

    /**
     * With fewer, deviations by other than 1/√n would pass for chance: 3 √((1 + 1.5²)/2R) is below the half that they differ by
     * from R = 59 on, if they are normal.
     */
    static final int FEWEST_RUNS = 100;

    private static final int PART_OF_TOLERANCE = 16;

    /**
     * Keeps its own list.
     *
     * @throws IllegalArgumentException if there is a rung and nothing below it, or runs below it have other times, or the share
     *     is not finite and at least 0, or the narrowing not above 0 and at most 1
     */
    public Ladder {
        rungs = List.copyOf(rungs);
        if (rungs.isEmpty() != below.isEmpty()) {
            throw new IllegalArgumentException("ladder of " + rungs.size() + " rungs with"
                    + (below.isEmpty() ? "out" : "") + " a size below: must have one if there is a rung, else none");
        }
        if (!(share >= 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("share κ = " + share + ": must be finite and at least 0");
        }
        if (!(narrowing > 0 && narrowing <= 1)) {
            throw new IllegalArgumentException("narrowing = " + narrowing + ": must be above 0 and at most 1");
        }
        if (below.isPresent()) {
            Trajectories.requireSameTimes(
                    rungs.get(rungs.size() - 1).truth(), below.get().truth());
        }
    }

    /** Refuses a study of another system, or to another time: the means of a ladder are its own. */
    void requireOf(Study<S> study) {
        for (Rung<S> rung : rungs) {
            String system = rung.study.large().on(study.large().grid()).toString();
            if (!system.equals(study.large().toString()) || rung.study.until() != study.until()) {
                throw new IllegalArgumentException("ladder of " + system + " to t = " + rung.study.until() + " for "
                        + study.large() + " to t = " + study.until() + ": must be of the same study, see Ladder.of");
            }
        }
    }

    /**
     * One size.
     *
     * @param <S> the state array
     */
    public static final class Rung<S> {
        private final Study<S> study;
        private final Trajectories truth;
        private final Optional<Trajectories> waves;
        private @Nullable Comparison comparison;

        /**
         * A size that was simulated.
         *
         * @param study the study of that size
         * @param truth its direct simulations
         */
        public Rung(Study<S> study, Trajectories truth) {
            this(study, truth, Optional.empty());
        }

        /** With what is seen of the longest waves, see {@link LongestWaves}. */
        Rung(Study<S> study, Trajectories truth, Optional<Trajectories> waves) {
            this.study = study;
            this.truth = truth;
            this.waves = waves;
        }

        /** {@link LongestWaves} of each observable along each axis. */
        Optional<Trajectories> waves() {
            return waves;
        }

        /**
         * The study of that size.
         *
         * @return with its large system of that size
         */
        public Study<S> study() {
            return study;
        }

        /**
         * Direct simulations of that size.
         *
         * @return from the study's start, at its times
         */
        public Trajectories truth() {
            return truth;
        }

        /**
         * How wrong the study's way is at that size: learnt when this is asked for the first time.
         *
         * @return their forecasts against the direct simulations
         */
        public synchronized Comparison comparison() {
            if (comparison == null) {
                comparison = study.learn().compare(truth);
            }
            return comparison;
        }

        @Override
        public String toString() {
            return study.large().grid() + " (" + truth.runs() + " runs)";
        }
    }

    /**
     * The same with as many runs of each size as make the standard error of its mean a {@value #PART_OF_TOLERANCE}th of what a
     * certificate tolerates, from {@value Work#RUNS} to {@value Work#MOST_RUNS} of them, if {@value #SHARE} of the budget pays
     * for these; {@value #FEWEST_RUNS} whatever they cost.
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
        Work work = Work.of(own);
        double each = Work.ofRun(own, RunsChoice.rate(own));
        int first = work.affordable(SHARE, each, FEWEST_RUNS, Work.RUNS);
        double needed = needed(own.simulated("ladder", first));
        return work.affordable(SHARE, each, first, (int) Math.min(Work.MOST_RUNS, needed));
    }

    /** s²/e², at the time at which the truth varies most. */
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
        return largest * largest / (error * error);
    }

    /**
     * Simulates the smaller systems, by runs that nothing was chosen by: the
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
        List<Grid> grids = Sizes.above(chosen, most);
        for (Grid grid : grids) {
            rungs.add(simulated(chosen.large(chosen.large().on(grid)), runs));
        }
        if (rungs.isEmpty()) {
            return new Ladder<>(rungs, Optional.empty(), 0, 1);
        }
        Rung<S> lower =
                rungs.size() > 1 ? rungs.get(rungs.size() - 2) : simulated(chosen.alone(Sizes.foot(chosen)), runs);
        Grid rung = grids.get(rungs.size() - 1);
        Grid large = chosen.large().grid();
        return new Ladder<>(
                rungs,
                Optional.of(lower),
                Sizes.share(lower.study.large().grid(), rung, large),
                Math.sqrt((double) rung.sites() / large.sites()));
    }

    private static <S> Rung<S> simulated(Study<S> own, ToIntFunction<Study<S>> runs) {
        Trajectories all = LongestWaves.simulated(own, "ladder", runs.applyAsInt(own));
        List<String> observables = own.large().observables();
        List<String> waves = all.names().subList(observables.size(), all.names().size());
        return new Rung<>(
                own, all.only(observables), waves.isEmpty() ? Optional.empty() : Optional.of(all.only(waves)));
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
     * ⟨z⟩_R, what the mean of the large system is expected to be.
     *
     * @param component index of the observable
     * @return {@code [steps]} in units of the observable
     * @throws IllegalStateException if there is no rung
     */
    public double[] mean(int component) {
        return top().mean(component);
    }

    /**
     * Chance of {@link #mean} by the finite number of runs.
     *
     * @param component index of the observable
     * @return {@code [steps]} a standard error, in units of the observable
     * @throws IllegalStateException if there is no rung
     */
    public double[] meanError(int component) {
        return error(top(), component);
    }

    /**
     * κ |D|, by how much sizes above the highest rung may differ from it.
     *
     * @param component index of the observable
     * @return {@code [steps]} in units of the observable
     * @throws IllegalStateException if there is no rung
     */
    public double[] toCome(int component) {
        double[] difference = mean(component);
        double[] rung = meanError(component);
        double[] mean = below.orElseThrow().truth.mean(component);
        double[] lower = error(below.orElseThrow().truth, component);
        Arrays.setAll(
                difference,
                k -> share * Math.abs(beyondChance(difference[k] - mean[k], rung[k] * rung[k] + lower[k] * lower[k])));
        return difference;
    }

    /** Whether an observable stays as it starts in all runs of the highest rung. */
    boolean isConserved(int component) {
        return top().isConserved(component);
    }

    private static double[] error(Trajectories runs, int component) {
        return Arrays.stream(runs.standardDeviation(component))
                .map(s -> s / Math.sqrt(runs.runs() - 1.0))
                .toArray();
    }

    /**
     * s_R √(n_R/n_N), what the standard deviation of the large system's runs is expected to be.
     *
     * @param component index of the observable
     * @return {@code [steps]} in units of the observable
     * @throws IllegalStateException if there is no rung
     */
    public double[] deviation(int component) {
        return Arrays.stream(top().standardDeviation(component))
                .map(s -> narrowing * s)
                .toArray();
    }

    /** Those of the highest rung and the size below it. */
    Fluctuations fluctuations(int component) {
        return Fluctuations.of(rungs.get(rungs.size() - 1), below.orElseThrow(this::none), component);
    }

    /** Of the same two, for a system as long as the study's. */
    LongestWaves waves(int component, Grid large) {
        return LongestWaves.of(rungs.get(rungs.size() - 1), below.orElseThrow(this::none), large, component);
    }

    /** x max(0, 1 − e²/x²) */
    private static double beyondChance(double found, double variance) {
        return found == 0 ? 0 : found * Math.max(0, 1 - variance / (found * found));
    }

    private IllegalStateException none() {
        return new IllegalStateException("a ladder without rungs knows no error: the system has two patches along each"
                + " side or fewer, choose smaller patches, or a larger system");
    }

    private Trajectories top() {
        if (rungs.isEmpty()) {
            throw none();
        }
        return rungs.get(rungs.size() - 1).truth();
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
        return Digits.in(table.insertColumn(0, patches).insertColumn(0, size));
    }

    /**
     * The bias of each observable against time, a line for each size.
     *
     * @return one panel for each observable, two in a row
     * @throws IllegalStateException if there is no rung
     */
    public Figure figure() {
        return LadderPanels.of(
                top().names(),
                name -> "Error of the mean of " + name,
                name -> "⟨" + name + "⟩ − ⟨truth⟩",
                (c, panel) -> {
                    for (int r = 0; r < rungs.size(); r++) {
                        Comparison at = rungs.get(r).comparison();
                        Pen pen = Palette.sequence(rungs.size()).get(r);
                        LadderPanels.add(
                                panel,
                                at.truth(),
                                rungs.get(r).study().large().grid(),
                                pen,
                                at.bias(c),
                                at.biasError(c));
                    }
                });
    }

    /**
     * What sizes differ by: means of the highest rung and of the size below it less the one that is expected of the large system,
     * against time.
     *
     * @return one panel for each observable, two in a row
     * @throws IllegalStateException if there is no rung
     */
    public Figure sizes() {
        List<Rung<S>> sizes = List.of(below.orElseThrow(this::none), rungs.get(rungs.size() - 1));
        return LadderPanels.of(
                top().names(),
                name -> "What sizes differ by: " + name,
                name -> "⟨" + name + "⟩ − expected",
                (c, panel) -> {
                    double[] expected = mean(c);
                    for (int i = 0; i < sizes.size(); i++) {
                        Trajectories truth = sizes.get(i).truth;
                        double[] difference = truth.mean(c);
                        Arrays.setAll(difference, k -> difference[k] - expected[k]);
                        Pen pen = Palette.sequence(sizes.size()).get(i);
                        Grid grid = sizes.get(i).study.large().grid();
                        LadderPanels.add(panel, truth, grid, pen, difference, error(truth, c));
                    }
                });
    }

    @Override
    public String toString() {
        String own = rungs.stream().map(Rung::toString).collect(Collectors.joining(", "));
        // Of two rungs the lower one is what is below the higher.
        String foot = below.filter(size -> !rungs.contains(size))
                .map(size -> " above " + size)
                .orElse("");
        return isEmpty() ? "ladder without rungs" : "ladder of " + own + foot;
    }
}
