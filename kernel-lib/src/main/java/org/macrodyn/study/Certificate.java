package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.Rank;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A forecast with how wrong it will be, said before any run of the large system is seen, and until when it holds.
 *
 * <pre>
 * z(t) − B(t)                                                               of each run, B: what the ladder shows that the models share
 * E(t)² = (γ max_t'≤t |B|)² + e(t)² + (1 + ς²) τ(t)²/M + S(t)²/(M R)        what is left of the error of the mean
 * s(t)² = (W(t)/r(t))² + E(t)²                                              deviation of a run of the system from the forecast's mean
 * </pre>
 *
 * <p>B, e, r, ς: {@link Ladder#bias}, {@link Ladder#biasError}, {@link Ladder#spread}, {@link Ladder#share}; τ, W, S: {@link EnsembleForecast}, of M models with R runs.
 * τ²/M is the chance of a mean over M trainings, which the ladder's have, too.
 * The term with γ says that a bias is carried to the large system and not measured there; where it changes its sign it is known no better than
 * before, hence its largest value so far. A forecast holds as long as q E, q = {@value #SURE}, is below
 * {@value #TOLERANCE} of the observable's largest √(mean² + variance), and its runs stay where there are training data.
 *
 * <p><b>What is assumed.</b> That what goes wrong for systems of 2 and 4 patches a side goes wrong by as much for the large one, or by as much as it has
 * seams for theirs, is an assumption of this project, not a result of the paper: enlarging, δt and closure are local,
 * and so are their errors, unless correlations grow longer than the largest rung. <b>What is calibrated.</b> CALIBRATED
 *
 * @param level whether it holds
 * @param until last time of the study at which it does; 0 if it does at none
 * @param reason what ends it and what to do, or what was checked
 * @param observables one row for each observable
 * @param forecast of all models, in the units of the observables, B taken off; without a ladder as the models give it
 * @param deviation {@code [d][steps]} s(t)
 */
public record Certificate(
        Level level,
        double until,
        String reason,
        List<OfObservable> observables,
        EnsembleForecast forecast,
        double[][] deviation) {
    /** Largest q E that passes, in units of the observable's largest root mean square. */
    public static final double TOLERANCE = 0.02;
    /** q */
    static final double SURE = 2;
    /** γ, how far the bias of the large system is from B, as a share of it. */
    static final double CARRIED = 0.3;
    /** Largest share of runs outside the data. */
    private static final double OUTSIDE = 0.05;
    /** A forecast that holds for less than this part of the horizon is none. */
    private static final double SHORTEST = 0.1;
    /** Of bands that should hold nine tenths. */
    private static final double ENOUGH = 0.85;

    private static final int WIDTH = 450;
    private static final int HEIGHT = 330;
    private static final double BAND = 0.9;
    /** Quantile 19/20 of the normal law. */
    private static final double NINETY = 1.6449;

    /** Whether a forecast holds. */
    public enum Level {
        /** At all times of the study. */
        CERTIFIED,
        /** For a tenth of the horizon or more. */
        CERTIFIED_UNTIL,
        /** For less. */
        NOT_CERTIFIED
    }

    /**
     * What is expected of one observable.
     *
     * @param name of the observable
     * @param correction largest |B(t)| until the certificate's end (until the horizon's, if it has none), in units of the
     *     largest root mean square
     * @param error largest E(t) until then, in the same unit
     * @param bound q E, in the same unit
     * @param spread the forecast's standard deviation over the true one at the end, by the ladder
     */
    public record OfObservable(String name, double correction, double error, double bound, double spread) {}

    /** Copies what could be changed. */
    public Certificate {
        observables = List.copyOf(observables);
        deviation = Arrays.stream(deviation).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Judges a forecast by a ladder.
     *
     * @param models the same study learnt with several seeds of the training, two or more
     * @param runs of each model
     * @param ladder of the study
     * @param <S> the state array
     * @return the certificate
     */
    static <S> Certificate of(List<Learnt<S>> models, int runs, Ladder<S> ladder) {
        Learnt<S> first = models.get(0);
        EnsembleForecast latent = first.ensemble(models, runs);
        double[] outside = new DataRange(first.pairs().pairs().value()).outside(latent.all());
        EnsembleForecast forecast = first.observed(latent);
        if (ladder.isEmpty()) {
            String reason =
                    "no system between a patch and this one tells how wrong it is: choose smaller patches, or a larger system";
            return new Certificate(Level.NOT_CERTIFIED, 0, reason, List.of(), forecast, new double[0][]);
        }
        return of(forecast, ladder, outside);
    }

    /** The same of forecasts as models give them, by the share of runs that is outside the data at each time. */
    static Certificate of(EnsembleForecast models, Ladder<?> ladder, double[] outside) {
        return new Judge(models, ladder, outside).judge();
    }

    /** What is left of the error of one observable's mean, each {@code [steps]} in units of its size. */
    private record Left(double[] carried, double[] ofLadder, double[] ofTraining, double[] ofRuns) {
        double[] whole() {
            double[] whole = carried.clone();
            Arrays.setAll(
                    whole, k -> Math.hypot(Math.hypot(carried[k], ofLadder[k]), Math.hypot(ofTraining[k], ofRuns[k])));
            return whole;
        }

        /** What makes the largest part of it at one time smaller. */
        String remedy(int k) {
            if (carried[k] > Math.max(ofLadder[k], ofTraining[k])) {
                return "larger patches, another closure or more configurations";
            }
            return ofLadder[k] > ofTraining[k]
                    ? "give the ladder more runs"
                    : "train for more epochs, or on more configurations";
        }
    }

    /** One judgement: times from the start on, until the first fault. */
    private static final class Judge {
        private final EnsembleForecast forecast;
        private final Ladder<?> ladder;
        private final double[] outside;
        private final double[] times;
        private final int d;
        private final double[] size;
        private final double[][] bias;
        private final List<Left> left;
        private final double[][] error;

        Judge(EnsembleForecast models, Ladder<?> ladder, double[] outside) {
            this.ladder = ladder;
            this.outside = outside;
            times = models.times();
            d = models.names().size();
            bias = each(ladder::bias);
            forecast = models.moved(each(c -> times(bias[c], -1)));
            size = IntStream.range(0, d)
                    .mapToDouble(c -> size(forecast.mean(c), forecast.totalSpread(c)))
                    .toArray();
            left = IntStream.range(0, d).mapToObj(this::left).toList();
            error = each(c -> left.get(c).whole());
        }

        private double[][] each(IntFunction<double[]> of) {
            return IntStream.range(0, d).mapToObj(of).toArray(double[][]::new);
        }

        private static double[] times(double[] values, double factor) {
            return Arrays.stream(values).map(x -> factor * x).toArray();
        }

        private Left left(int c) {
            double[] carried = bias[c].clone();
            Arrays.setAll(carried, k -> CARRIED * Math.abs(carried[k]) / size[c]);
            Arrays.parallelPrefix(carried, Math::max);
            double share = ladder.share();
            double training = Math.sqrt((1 + share * share) / forecast.byModel().size());
            return new Left(
                    carried,
                    times(ladder.biasError(c), 1 / size[c]),
                    times(forecast.modelSpread(c), training / size[c]),
                    times(forecast.samplingError(c), 1 / size[c]));
        }

        /** s(t) */
        private double[] deviation(int c) {
            double[] ratio = ladder.spread(c);
            double[] deviation = forecast.intrinsicSpread(c);
            Arrays.setAll(deviation, k -> Math.hypot(deviation[k] / ratio[k], size[c] * error[c][k]));
            return deviation;
        }

        Certificate judge() {
            int good = 0;
            String fault = "";
            for (int k = 0; k < times.length && fault.isEmpty(); k++) {
                fault = fault(k);
                good = fault.isEmpty() ? k : good;
            }
            double until = times[good];
            boolean whole = fault.isEmpty();
            boolean some = until >= SHORTEST * times[times.length - 1];
            Level level = whole ? Level.CERTIFIED : some ? Level.CERTIFIED_UNTIL : Level.NOT_CERTIFIED;
            int shown = some ? good : times.length - 1;
            List<OfObservable> rows =
                    IntStream.range(0, d).mapToObj(c -> row(c, shown)).toList();
            return new Certificate(
                    level, some ? until : 0, whole ? passed(rows) : fault, rows, forecast, each(this::deviation));
        }

        private OfObservable row(int c, int last) {
            double taken =
                    Arrays.stream(bias[c], 0, last + 1).map(Math::abs).max().orElseThrow() / size[c];
            double largest = Arrays.stream(error[c], 0, last + 1).max().orElseThrow();
            return new OfObservable(forecast.names().get(c), taken, largest, SURE * largest, ladder.spread(c)[last]);
        }

        private String passed(List<OfObservable> rows) {
            double largest =
                    rows.stream().mapToDouble(OfObservable::error).max().orElseThrow();
            Grid grid = ladder.rungs()
                    .get(ladder.rungs().size() - 1)
                    .study()
                    .large()
                    .grid();
            return String.format(
                    Locale.ROOT,
                    "errors of the mean are below %.1f %% of its largest value by systems of up to %s",
                    100 * largest,
                    grid);
        }

        /** What is wrong at one time, and what to do, or nothing. */
        private String fault(int k) {
            if (forecast.lost() > 0) {
                return forecast.lost() + " runs of the forecast left the finite numbers: give data around the start";
            }
            if (outside[k] > OUTSIDE) {
                return String.format(
                        Locale.ROOT,
                        "at t = %.3g %.0f %% of the runs are where there are no training data:"
                                + " give small runs that go there (more runs, a longer horizon, other starts)",
                        times[k],
                        100 * outside[k]);
            }
            return IntStream.range(0, d)
                    .filter(c -> SURE * error[c][k] > TOLERANCE)
                    .mapToObj(c -> wrong(c, k))
                    .findFirst()
                    .orElse("");
        }

        private String wrong(int c, int k) {
            return String.format(
                    Locale.ROOT,
                    "the mean of %s is known to ± %.1f %% from systems that were simulated themselves, which corrected it by %.1f %%;"
                            + " ± %.0f %% pass, at t = %.3g: %s",
                    forecast.names().get(c),
                    100 * error[c][k],
                    100 * Math.abs(bias[c][k]) / size[c],
                    100 * TOLERANCE / SURE,
                    times[k],
                    left.get(c).remedy(k));
        }
    }

    /**
     * What became true of it.
     *
     * @param name of the observable
     * @param predicted largest error of the mean that was expected; NaN without a ladder
     * @param error largest error of the mean against the truth, in the same unit and over the same times
     * @param noise three standard errors of the truth's mean, at most, in the same unit
     * @param inNinety share of true values in the bands of {@link #figure}, or, of what is conserved, between the quantiles 1/20 and 19/20 of the
     *     forecast, since numbers that stay as they start follow no normal law; NaN without a ladder
     */
    public record Outcome(String name, double predicted, double error, double noise, double inNinety) {
        /**
         * Whether a certified forecast was what it said: its mean within {@value Certificate#TOLERANCE} or chance, and its bands
         * holding 85 % or more.
         *
         * @return true if both are so
         */
        public boolean held() {
            return error <= Math.max(TOLERANCE, noise) && inNinety >= ENOUGH;
        }
    }

    /**
     * Looks back, when direct simulations are there: at the times that were certified, or at all if none was.
     *
     * @param truth runs of the large system from the same start
     * @return one row for each observable
     * @throws IllegalArgumentException if the truth has other times or observables
     */
    public List<Outcome> against(Trajectories truth) {
        Trajectories.requireSameTimes(forecast.byModel().get(0), truth);
        double[] times = forecast.times();
        return outcomes(truth, until > 0 ? Arrays.binarySearch(times, until) : times.length - 1);
    }

    /**
     * The same at all times of the study, whatever was certified: what the forecast was worth beyond. Predicted is what it was for
     * the certified times.
     *
     * @param truth runs of the large system from the same start
     * @return one row for each observable
     * @throws IllegalArgumentException if the truth has other times or observables
     */
    public List<Outcome> overHorizon(Trajectories truth) {
        Trajectories.requireSameTimes(forecast.byModel().get(0), truth);
        return outcomes(truth, forecast.times().length - 1);
    }

    private List<Outcome> outcomes(Trajectories truth, int last) {
        Trajectories like = truth.only(forecast.names());
        return IntStream.range(0, forecast.names().size())
                .mapToObj(c -> outcome(like, c, last))
                .toList();
    }

    private Outcome outcome(Trajectories truth, int c, int last) {
        double[] mean = forecast.mean(c);
        double[] exact = truth.mean(c);
        double[] spread = truth.standardDeviation(c);
        double size = size(exact, spread);
        double error = 0;
        double noise = 0;
        int inside = 0;
        for (int k = 1; k <= last; k++) {
            error = Math.max(error, Math.abs(mean[k] - exact[k]) / size);
            noise = Math.max(noise, 3 * spread[k] / Math.sqrt(truth.runs() - 1.0) / size);
            for (double[][] run : truth.values()) {
                inside += deviation.length > 0
                                && Math.abs(run[k][c] - mean[k]) <= NINETY * deviation[c][k] + Rounding.of(size)
                        ? 1
                        : 0;
            }
        }
        boolean judged = deviation.length > 0;
        if (judged && forecast.all().isConserved(c) && truth.isConserved(c)) {
            inside = last * inBand(column(truth, c), column(forecast.all(), c), Rounding.of(size));
        }
        return new Outcome(
                forecast.names().get(c),
                judged ? observables.get(c).error() : Double.NaN,
                error,
                noise,
                judged ? inside / ((double) last * truth.runs()) : Double.NaN);
    }

    /** How many values lie between the quantiles 1/20 and 19/20 of others; those that differ by rounding are equal. */
    private static int inBand(double[] values, double[] others, double rounding) {
        double[] low = Rank.of(Arrays.stream(values).map(x -> x - rounding).toArray(), others);
        double[] high = Rank.of(Arrays.stream(values).map(x -> x + rounding).toArray(), others);
        return (int) IntStream.range(0, values.length)
                .filter(i -> Rank.within((low[i] + high[i]) / 2, BAND))
                .count();
    }

    private static double[] column(Trajectories runs, int c) {
        return Arrays.stream(runs.values()).mapToDouble(run -> run[0][c]).toArray();
    }

    /** The largest √(mean² + variance): |mean|, unless an observable moves about zero; 1 for one that is 0 throughout. */
    static double size(double[] mean, double[] deviation) {
        double largest = IntStream.range(0, mean.length)
                .mapToDouble(k -> Math.hypot(mean[k], deviation[k]))
                .max()
                .orElseThrow();
        return largest == 0 ? 1 : largest;
    }

    /**
     * The expected errors.
     *
     * @return a row for each observable
     */
    public Table table() {
        return Table.create(
                level.name().replace('_', ' ').toLowerCase(Locale.ROOT),
                StringColumn.create("observable", observables.stream().map(OfObservable::name)),
                column("corrected by", OfObservable::correction),
                column("predicted error", OfObservable::error),
                column("at most", OfObservable::bound),
                column("spread ratio", OfObservable::spread));
    }

    private DoubleColumn column(String name, ToDoubleFunction<OfObservable> number) {
        return DoubleColumn.create(name, observables.stream().mapToDouble(number));
    }

    /**
     * The forecast in bands that should hold 90 % of the system's runs: its mean ± {@value #NINETY} s(t).
     *
     * @return one panel for each observable, two in a row, with a line at the end of what is certified
     */
    public Figure figure() {
        double[] times = forecast.times();
        List<Figure> panels = new ArrayList<>();
        for (int c = 0; c < deviation.length; c++) {
            String name = forecast.names().get(c);
            double[] half = Arrays.stream(deviation[c]).map(s -> NINETY * s).toArray();
            Curves panel = Curves.titled(title())
                    .size(WIDTH, HEIGHT)
                    .x("time t")
                    .y(name)
                    .band("90 % of runs", Palette.OURS, times, forecast.mean(c), half)
                    .line("mean", Palette.OURS, times, forecast.mean(c));
            if (level == Level.CERTIFIED_UNTIL) {
                panel.vertical(until, "certified until here", Palette.EXACT);
            }
            panels.add(panel.figure());
        }
        return Panels.grid(2, panels);
    }

    private String title() {
        return switch (level) {
            case CERTIFIED -> "CERTIFIED";
            case CERTIFIED_UNTIL -> String.format(Locale.ROOT, "CERTIFIED UNTIL t = %.3g", until);
            case NOT_CERTIFIED -> "NOT CERTIFIED";
        };
    }

    @Override
    public String toString() {
        return title() + ": " + reason;
    }
}
