package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.metrics.Digits;
import org.macrodyn.metrics.Rank;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.AlikePatches;
import org.macrodyn.sde.EnsembleForecast;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A forecast with how wrong it will be, said before any run of the large system is seen, and until when it holds.
 *
 * <pre>
 * ⟨z⟩_R(t) + f(t) (z(t) − ⟨z⟩(t))      for each run z of the learnt SDEs, after its start, which is drawn from the large system
 * f(t) = s_R √(n_R/n_N) / √W           1/f: by what factor runs of the SDEs spread too much, by the ladder
 * B(t) = ⟨z⟩ − ⟨z⟩_R                   how wrong their mean is by the ladder
 * a(t) = max_t'≤t κ |D|                what larger systems may differ by from those of the ladder
 * E(t)² = a(t)²/3 + e(t)²              error of the mean that is to be expected; at most: a + q e
 * s(t)² = s_R(t)² n_R/n_N + E(t)²      deviation of a run of the system from the forecast's mean
 * </pre>
 *
 * <p>⟨z⟩_R, e, κ|D|, s_R √(n_R/n_N): {@link Ladder#mean}, {@link Ladder#meanError}, {@link Ladder#toCome},
 * {@link Ladder#deviation}; ⟨z⟩, √W: {@link EnsembleForecast}. Any value of a range is as likely (the variance of an even
 * distribution, a²/3; JCGM 100:2008, 4.3.7). Where starts of small systems are not what those of the large one are, as where a
 * fraction of few sites is rounded, their difference is added to a. What is conserved is not moved. A forecast holds as long as a
 * + q e, q = {@value Judgement#SURE}, is below {@value #TOLERANCE} of the observable's largest √(mean² + variance), the SDE's own
 * mean is wrong by no more than {@value Judgement#MOST} of it, and its runs stay where there are training data.
 *
 * <p><b>What belongs to what.</b> The mean, and how far runs are from it, are those of small systems that were simulated
 * themselves, from this start and to this horizon; the law of what is left, and how runs go through time, is the learnt SDE's,
 * and so is all of a forecast from elsewhere ({@link Learnt#forecast}), which no certificate is about. B and 1/f tell how good
 * this SDE is.
 *
 * <p><b>What is looked at first.</b> Whether all patches move alike ({@link AlikePatches}), at the start and in the middle of the
 * horizon: small systems tell nothing of disorder or walls that are frozen into the sites of the large one. For that the large
 * system is evolved for a moment, from copies of a patch side by side; nothing else of it is used.
 *
 * <p><b>What may be in the large system alone.</b> A certificate ends where runs of two sizes vary by other than 1/√n
 * ({@link Fluctuations}), and where the longest wave of one size is so much stronger than that of the size below that longer ones
 * grow ({@link LongestWaves}).
 *
 * <p><b>What is assumed.</b> That observables are means over sites and far parts of a system tell each other nothing within the
 * horizon, so that sizes differ by 1/side or less, is an assumption of this project and not a result of the paper. <b>How far it
 * is true</b> was measured on eighteen systems of 64 × 64 and 32 × 32 sites, 16 × 16 × 16 sites and 1024 cells, none of them in a
 * notebook, against 1000 true runs each. Sixteen were certified wholly, one until a time (an SDE of four species that is wrong by
 * 5 %) and one not (patches of 4 × 4 × 4 are too small); no promise was broken. Over the whole horizon the largest error of a
 * mean was 0.4 % in the middle of the systems and 1.6 % at most, where the SDEs alone were wrong by up to 5 %, and from 0.7 to
 * 2.6 times as much was predicted, within a factor of 2 in fifteen. Of twelve systems of another person eleven were certified
 * wholly, one until a time, and all promises held. Seven more were made to break it: spins that coarsen after a quench, contacts
 * and voters at their thresholds, species that chase each other over long ways, droplets that nucleate, epidemics from few seeds.
 * That D is carried as 1/side, and not as 1/n, comes from the first of these, where sizes differ by the more, the later it is.
 * None of their promises was broken by this form.
 *
 * @param level whether it holds
 * @param until last time of the study at which it does; 0 if it does at none
 * @param reason what ends it and what to do, or what was checked
 * @param observables one row for each observable
 * @param forecast of all models, in the units of the observables, mean and spread put right; without a ladder as the models give
 *     it
 * @param doubts of each observable
 * @param deviation {@code [d][steps]} s(t)
 */
public record Certificate(
        Level level,
        double until,
        String reason,
        List<OfObservable> observables,
        EnsembleForecast forecast,
        List<Doubt> doubts,
        double[][] deviation) {
    /** Largest a + q e that passes, in units of the observable's largest root mean square. */
    public static final double TOLERANCE = 0.02;
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
     * @param bound largest a + q e until then, in the same unit; NaN if nothing is certified
     * @param spread standard deviation of the SDEs' runs over that which the ladder expects, at the end
     */
    public record OfObservable(String name, double correction, double error, double bound, double spread) {}

    /**
     * How well the mean of one observable is known, in units of its largest root mean square.
     *
     * @param range {@code [steps]} a(t): anywhere in ± a
     * @param chance {@code [steps]} e(t), a standard error
     */
    public record Doubt(double[] range, double[] chance) {
        /**
         * Error that is to be expected.
         *
         * @param k index of the time
         * @return E
         */
        public double expected(int k) {
            return Math.hypot(range[k] / Math.sqrt(3), chance[k]);
        }

        /**
         * Error at most.
         *
         * @param k index of the time
         * @return a + q e
         */
        public double most(int k) {
            return range[k] + Judgement.SURE * chance[k];
        }
    }

    /** Copies what could be changed. */
    public Certificate {
        observables = List.copyOf(observables);
        doubts = List.copyOf(doubts);
        deviation = Arrays.stream(deviation).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Judges a forecast by a ladder.
     *
     * @param learnt by two trainings or more
     * @param runs of each model
     * @param ladder of the study
     * @param <S> the state array
     * @return the certificate
     */
    static <S> Certificate of(Learnt<S> learnt, int runs, Ladder<S> ladder) {
        EnsembleForecast latent = learnt.ensemble(runs);
        double[] outside = new DataRange(learnt.pairs().pairs().value()).outside(latent.all());
        EnsembleForecast forecast = learnt.observed(latent);
        if (ladder.isEmpty()) {
            String reason =
                    "no system between a patch and this one tells how wrong it is: choose smaller patches, or a larger system";
            return new Certificate(Level.NOT_CERTIFIED, 0, reason, List.of(), forecast, List.of(), new double[0][]);
        }
        Grid large = learnt.study().large().grid();
        return new Judgement(forecast, ladder, large, outside, unlike(learnt.study())).certificate();
    }

    /** What is wrong if patches are not alike, at the start or in the middle of the horizon, or nothing. */
    private static <S> String unlike(Study<S> study) {
        MicroModel<S> small = study.small();
        S tile = small.stateType().allocate(small.grid().sites());
        RandomGenerator random = RandomStreams.stream(study.seed(), "patch to look at", 0);
        study.start().draw(small, tile, random);
        Span sweep = Span.time(1 / RunsChoice.rate(study));
        AlikePatches first = AlikePatches.of(study.large(), study.patches(), tile, sweep, study.seed());
        small.evolve(tile, small.grid().whole(), Span.time(study.until() / 2), random);
        AlikePatches later = AlikePatches.of(study.large(), study.patches(), tile, sweep, study.seed());
        return first.differ() || later.differ()
                ? String.format(
                        Locale.ROOT,
                        "patches are not alike: the same state moves otherwise in one than in another (by %.0f %% of what sites vary by), as where disorder or walls are frozen"
                                + " into sites, and small systems have others than the large one",
                        100 * Math.max(first.share(), later.share()))
                : "";
    }

    /** The same of forecasts as models give them, by the share of runs that is outside the data at each time. */
    static Certificate of(EnsembleForecast models, Ladder<?> ladder, double[] outside) {
        Grid large = ladder.rungs().get(0).study().large().grid();
        return new Judgement(models, ladder, large, outside, "").certificate();
    }

    /**
     * What became true of it.
     *
     * @param name of the observable
     * @param predicted largest error of the mean that was to be found, as likely to be exceeded as not: anywhere in ± a, with
     *     chance √(e² + s_q²/(R_q − 1)) of the ladder's means and of the truth's over R_q runs, which goes through time as that
     *     of the forecast's runs does; in units of the observable's largest root mean square; NaN without a ladder
     * @param bound largest a + q √(e² + s_q²/(R_q − 1)), what was to be found at most, in the same unit; NaN without a ladder
     * @param error largest error of the mean against the truth, in the same unit and over the same times
     * @param noise three standard errors of the truth's mean, at most, in the same unit
     * @param inNinety share of true values in the bands of {@link #figure}, or, of what is conserved, between the quantiles 1/20
     *     and 19/20 of the forecast, since numbers that stay as they start follow no normal law; NaN without a ladder
     */
    public record Outcome(String name, double predicted, double bound, double error, double noise, double inNinety) {
        /**
         * Whether a forecast was right, whatever it said: its mean within {@value Certificate#TOLERANCE} or chance, and its bands
         * holding 85 % or more.
         *
         * @return true if both are so
         */
        public boolean isRight() {
            return error <= Math.max(TOLERANCE, noise) && inNinety >= ENOUGH;
        }

        /**
         * Whether a certified forecast was what it said: right, and its mean no further off than it was to be at most.
         *
         * @return true if both are so
         */
        public boolean held() {
            return isRight() && error <= bound;
        }
    }

    /**
     * Looks back, when direct simulations are there: at the times that were certified, or at all if none was.
     *
     * @param truth runs of the large system from the same start
     * @return one row for each observable
     * @throws IllegalArgumentException if the truth has another start, other times or observables, or one run alone
     */
    public List<Outcome> against(Trajectories truth) {
        Trajectories.requireSameTimes(forecast.byModel().get(0), truth);
        double[] times = forecast.times();
        return outcomes(truth, until > 0 ? Arrays.binarySearch(times, until) : times.length - 1);
    }

    /**
     * The same at all times of the study, whatever was certified: what the forecast was worth beyond.
     *
     * @param truth runs of the large system from the same start
     * @return one row for each observable
     * @throws IllegalArgumentException if the truth has another start, other times or observables, or one run alone
     */
    public List<Outcome> overHorizon(Trajectories truth) {
        Trajectories.requireSameTimes(forecast.byModel().get(0), truth);
        return outcomes(truth, forecast.times().length - 1);
    }

    /**
     * The certificate's forecast against direct simulations, in one table and figure with all numbers.
     *
     * @param truth runs of the large system from the same start
     * @return the errors
     * @throws IllegalArgumentException if the truth has another start, other times or observables, or one run alone
     */
    public Comparison compare(Trajectories truth) {
        SameStart.require(forecast.all(), truth);
        return Comparison.of(forecast.all(), truth.only(forecast.names()));
    }

    private List<Outcome> outcomes(Trajectories truth, int last) {
        SameStart.require(forecast.all(), truth);
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
        boolean judged = deviation.length > 0;
        double[] chance = new double[last + 1];
        double found = 0;
        double bound = judged ? 0 : Double.NaN;
        double noise = 0;
        int inside = 0;
        for (int k = 1; k <= last; k++) {
            double ofTruth = spread[k] / Math.sqrt(truth.runs() - 1.0) / size;
            found = Math.max(found, Math.abs(mean[k] - exact[k]) / size);
            noise = Math.max(noise, 3 * ofTruth);
            chance[k] = judged ? Math.hypot(doubts.get(c).chance()[k], ofTruth) : Double.NaN;
            bound = judged ? Math.max(bound, doubts.get(c).range()[k] + Judgement.SURE * chance[k]) : bound;
            inside += judged ? inBand(truth, mean[k], c, k, Rounding.of(size)) : 0;
        }
        if (judged && forecast.all().isConserved(c) && truth.isConserved(c)) {
            inside = last * inBand(column(truth, c), column(forecast.all(), c), Rounding.of(size));
        }
        double share = judged ? inside / ((double) last * truth.runs()) : Double.NaN;
        double predicted = judged
                ? LargestError.expected(
                        forecast.byModel().get(0), c, doubts.get(c).range(), chance, last)
                : Double.NaN;
        return new Outcome(forecast.names().get(c), predicted, bound, found, noise, share);
    }

    /** How many true values lie in the band of one time. */
    private int inBand(Trajectories truth, double mean, int c, int k, double rounding) {
        double half = NINETY * deviation[c][k] + rounding;
        return (int) Arrays.stream(truth.values())
                .filter(run -> Math.abs(run[k][c] - mean) <= half)
                .count();
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
        return Digits.in(Table.create(
                level.name().replace('_', ' ').toLowerCase(Locale.ROOT),
                StringColumn.create("observable", observables.stream().map(OfObservable::name)),
                column("corrected by", OfObservable::correction),
                column("predicted error", OfObservable::error),
                column("at most", OfObservable::bound),
                column("spread ratio", OfObservable::spread)));
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
