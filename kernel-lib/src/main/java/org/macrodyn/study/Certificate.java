package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.Rank;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.EnsembleForecast;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How wrong a forecast will be, said before any run of the large system is seen, and until when it holds.
 *
 * <pre>
 * E(t)² = E_b(t)² + τ(t)²/M + S(t)²/(M R)       error of the mean: what the ladder shows ⊕ models ⊕ finite number of runs
 * U(t)² = e(t)² + 2 τ(t)²/M + (γ max_t'≤t E_b)²  how well E is known
 * s(t)² = (W(t)/r(t))² + E_b(t)² + τ(t)²/M      deviation of a run of the system from the forecast's mean
 * </pre>
 *
 * <p>E_b, e: {@link Ladder#bias} and its standard error {@link Ladder#biasError}; r: {@link Ladder#spread}; τ, W, S: {@link EnsembleForecast}, of M models with R runs.
 * e is the chance of the simulations. τ²/M is the chance of a mean over M trainings; it counts twice in U, since the ladder's M models have theirs.
 * The last term says that a bias is carried to the large system and not measured there; where it changes its sign it is known no better than
 * before, hence its largest value so far. A forecast holds as long as E + q U, q = {@value #SURE}, is below
 * {@value #TOLERANCE} of the observable's largest √(mean² + variance), and its runs stay where there are training data.
 *
 * <p><b>What is assumed.</b> That what goes wrong for systems of 2 and 4 patches a side goes wrong by as much for the large one
 * (but for the trend that {@link Ladder#bias} adds) is an assumption of this project, not a result of the paper: enlarging, δt and closure are local,
 * and so are their errors, unless correlations grow longer than the largest rung. Where the large system is made of tiles of 2 patches a side ({@link SmallRule.Doubled}) and nothing but
 * 2 × 2 patches lies between, these are made of patches, in which more is wrong: the prediction is then too careful. <b>What is calibrated.</b> How far the assumption is from true, γ = {@value #CARRIED}, was
 * measured once, on fifteen systems of 32 × 32 sites and 128 cells, none of them in a notebook with these numbers: voters, contact processes with and without immigration, Potts in a field, an infection
 * on triangles, spins that flip and change places, four species in a cycle, annihilation with input, majorities, cells with two wells (continuous values), nucleation, an epidemic that leaks,
 * autocatalysis on a line, adsorption without neighbours, and a game of life and death. There, in 17 runs with ladders of 800 runs,
 * (bias of the ladder − error of the large system)/U has the root mean square 1.03 (1.64 for γ = 0). Six more, written before and looked at after that, have 1.32: U is still somewhat too small,
 * which is what q = 2 is for. That was with tiles of one patch. Of 23 forecasts twelve were certified, wholly or until a time, and none of these promises was broken.
 *
 * @param level whether it holds
 * @param until last time of the study at which it does; 0 if it does at none
 * @param reason what ends it and what to do, or what was checked
 * @param observables one row for each observable
 * @param forecast of all models, in the units of the observables
 * @param deviation {@code [d][steps]} s(t)
 */
public record Certificate(
        Level level,
        double until,
        String reason,
        List<OfObservable> observables,
        EnsembleForecast forecast,
        double[][] deviation) {
    /** Largest error of the mean that passes, with its uncertainty, in units of the observable's largest root mean square. */
    public static final double TOLERANCE = 0.02;
    /** q, standard errors of the prediction that are added to it. */
    static final double SURE = 2;
    /** γ, how far the bias of the large system is from the ladder's, as a share of it. */
    static final double CARRIED = 0.3;
    /** Largest share of runs outside the data. */
    private static final double OUTSIDE = 0.05;
    /** A forecast that holds for less than this part of the horizon is none. */
    private static final double SHORTEST = 0.1;
    /** Of bands that should hold nine tenths. */
    private static final double ENOUGH = 0.85;

    private static final int WIDTH = 450;
    private static final int HEIGHT = 330;
    /** Of an observable's size, for one that is the same in all runs. */
    private static final double ROUNDING = 1e-12;

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
     * @param error largest E(t) until the certificate's end (until the horizon's, if it has none), in units of the
     *     largest root mean square
     * @param uncertainty U(t) at the time at which E(t) + q U(t) is largest, in the same unit
     * @param bound largest E(t) + q U(t), in the same unit
     * @param spread the forecast's standard deviation over the true one at the end, by the ladder
     */
    public record OfObservable(String name, double error, double uncertainty, double bound, double spread) {}

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

    /** The same by the share of runs that is outside the data at each time. */
    static Certificate of(EnsembleForecast forecast, Ladder<?> ladder, double[] outside) {
        return new Judge(forecast, ladder, outside).judge();
    }

    /** One judgement: times from the start on, until the first fault. */
    private static final class Judge {
        private final EnsembleForecast forecast;
        private final Ladder<?> ladder;
        private final double[] outside;
        private final double[] times;
        private final int d;
        private final double[][] error;
        private final double[][] uncertainty;
        private final double[][] deviation;

        Judge(EnsembleForecast forecast, Ladder<?> ladder, double[] outside) {
            this.forecast = forecast;
            this.ladder = ladder;
            this.outside = outside;
            times = forecast.times();
            d = forecast.names().size();
            error = new double[d][times.length];
            uncertainty = new double[d][times.length];
            deviation = new double[d][times.length];
            IntStream.range(0, d).forEach(this::predict);
        }

        private void predict(int c) {
            double largest = size(forecast.mean(c), forecast.totalSpread(c));
            double[] bias = ladder.bias(c);
            double[] chance = ladder.biasError(c);
            double[] ratio = ladder.spread(c);
            double[] models = forecast.modelSpread(c);
            double[] sampling = forecast.samplingError(c);
            double[] within = forecast.intrinsicSpread(c);
            double count = forecast.byModel().size();
            double carried = 0;
            for (int k = 0; k < times.length; k++) {
                double shared = Math.hypot(bias[k], models[k] / Math.sqrt(count));
                error[c][k] = Math.hypot(shared, sampling[k]) / largest;
                carried = Math.max(carried, CARRIED * bias[k]);
                double known = Math.hypot(chance[k], models[k] * Math.sqrt(2 / count));
                uncertainty[c][k] = Math.hypot(known, carried) / largest;
                deviation[c][k] = Math.hypot(within[k] / ratio[k], shared);
            }
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
            return new Certificate(level, some ? until : 0, whole ? passed(rows) : fault, rows, forecast, deviation);
        }

        private OfObservable row(int c, int last) {
            int worst = IntStream.rangeClosed(0, last)
                    .reduce((one, other) -> bound(c, other) > bound(c, one) ? other : one)
                    .orElseThrow();
            double largest = Arrays.stream(error[c], 0, last + 1).max().orElseThrow();
            String name = forecast.names().get(c);
            return new OfObservable(name, largest, uncertainty[c][worst], bound(c, worst), ladder.spread(c)[last]);
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

        private double bound(int c, int k) {
            return error[c][k] + SURE * uncertainty[c][k];
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
                    .filter(c -> bound(c, k) > TOLERANCE)
                    .mapToObj(c -> wrong(c, k))
                    .findFirst()
                    .orElse("");
        }

        private String wrong(int c, int k) {
            return String.format(
                    Locale.ROOT,
                    "by systems that were simulated themselves the mean of %s is wrong by %.1f ± %.1f %%,"
                            + " at most %.1f %% where %.0f %% pass, at t = %.3g: %s",
                    forecast.names().get(c),
                    100 * error[c][k],
                    100 * uncertainty[c][k],
                    100 * bound(c, k),
                    100 * TOLERANCE,
                    times[k],
                    remedy(c, k));
        }

        /** What the largest part of the bound comes from is to be made smaller. */
        private String remedy(int c, int k) {
            double bias = ladder.bias(c)[k];
            double chance = ladder.biasError(c)[k];
            double models = forecast.modelSpread(c)[k];
            if (bias > Math.max(chance, models)) {
                return "larger patches, another closure or more configurations";
            }
            return chance > models ? "give the ladder more runs" : "train for more epochs, or on more configurations";
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
                                && Math.abs(run[k][c] - mean[k]) <= NINETY * deviation[c][k] + ROUNDING * size
                        ? 1
                        : 0;
            }
        }
        boolean judged = deviation.length > 0;
        if (judged && forecast.all().isConserved(c) && truth.isConserved(c)) {
            inside = last * inBand(column(truth, c), column(forecast.all(), c), ROUNDING * size);
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
                column("predicted error", OfObservable::error),
                column("±", OfObservable::uncertainty),
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
