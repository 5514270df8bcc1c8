package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Rounding;
import org.macrodyn.sde.EnsembleForecast;

/** How a {@link Certificate} comes about: from the start on, until the first fault. */
final class Judgement {
    /**
     * q: of twenty independent numbers, as those of some observables at all times amount to, the largest is below it in 95 of 100
     * cases.
     */
    static final double SURE = 3;
    /** Standard errors that tell where something began that is sure later. */
    private static final double SEEN = 1;
    /**
     * An SDE that is wrong by more, in units of the observable's size, is not the system's: its runs are not, wherever their mean
     * is.
     */
    static final double MOST = 0.05;
    /** A spread that is wrong by more is told. */
    private static final double SPREAD = 1.25;
    /**
     * A factor. Two sizes of eighteen systems with correlations shorter than them differ by up to 1.2, but for an infection in
     * three dimensions, from 4³ to 8³ by 1.4 and in the end 1.66; those of a quench and of voters at their threshold by 1.24, of
     * an epidemic from few seeds by 1.52. A wave that only the large system is long enough for makes 1.76, domains of three kinds
     * that grow 1.68.
     */
    private static final double UNSCALED = 1.5;

    /** Largest share of runs outside the data. */
    private static final double OUTSIDE = 0.05;

    private static final String BETTER =
            "a larger budget, a shorter δt, larger patches, another closure or more configurations";
    /** A forecast that holds for less than this part of the horizon is none. */
    private static final double SHORTEST = 0.1;

    private final EnsembleForecast models;
    private final EnsembleForecast forecast;
    private final Ladder<?> ladder;
    private final double[] outside;
    private final String unlike;
    private final double[] times;
    private final int d;
    private final double[] size;
    private final boolean[] conserved;
    private final double[][] bias;
    private final double[][] unscaled;
    /** S of the longest wave from one size to the next, where longer ones grow. */
    private final double[][] growing;

    private final List<Certificate.Doubt> doubts;

    /**
     * Of forecasts as models give them, by the share of runs that is outside the data at each time, and by why small systems are
     * no parts of the large one, if they are not.
     */
    Judgement(EnsembleForecast models, Ladder<?> ladder, Grid large, double[] outside, String unlike) {
        this.models = models;
        this.ladder = ladder;
        this.outside = outside;
        this.unlike = unlike;
        times = models.times();
        d = models.names().size();
        conserved = new boolean[d];
        for (int c = 0; c < d; c++) {
            conserved[c] = models.all().isConserved(c) && ladder.isConserved(c);
        }
        bias = each(this::bias);
        unscaled = each(this::unscaled);
        growing = each(c -> ladder.waves(c, large).growing(SURE, times.length));
        forecast = models.about(each(this::mean), each(this::widening));
        size = IntStream.range(0, d)
                .mapToDouble(c -> Certificate.size(forecast.mean(c), forecast.totalSpread(c)))
                .toArray();
        doubts = IntStream.range(0, d).mapToObj(this::doubt).toList();
    }

    private double[][] each(IntFunction<double[]> of) {
        return IntStream.range(0, d).mapToObj(of).toArray(double[][]::new);
    }

    private static double[] times(double[] values, double factor) {
        return Arrays.stream(values).map(x -> factor * x).toArray();
    }

    /** B(t); none of what is conserved, all of whose difference is chance in the starts. */
    private double[] bias(int c) {
        double[] bias = models.mean(c);
        double[] expected = conserved[c] ? bias.clone() : ladder.mean(c);
        Arrays.setAll(bias, k -> bias[k] - expected[k]);
        return bias;
    }

    /** Of the forecast: the ladder's, after the start, which is drawn from the large system itself. */
    private double[] mean(int c) {
        double[] mean = models.mean(c);
        for (int k = 1; k < mean.length; k++) {
            mean[k] -= bias[c][k];
        }
        return mean;
    }

    /** f(t), 1 at the start, of what is conserved, and where runs of the SDEs do not vary. */
    private double[] widening(int c) {
        double[] factor = new double[times.length];
        double[] had = models.intrinsicSpread(c);
        double[] mean = models.mean(c);
        double[] expected = ofRuns(c);
        Arrays.setAll(factor, k -> k > 0 && Rounding.varies(had[k], mean[k]) ? expected[k] / had[k] : 1);
        return factor;
    }

    /** By what factor fluctuations go by other than 1/√n, beyond chance. */
    private double[] unscaled(int c) {
        if (conserved[c] || ladder.isEmpty()) {
            return new double[times.length];
        }
        Fluctuations fluctuations = ladder.fluctuations(c);
        return fromItsBeginning(fluctuations.factor(SURE), fluctuations.factor(SEEN));
    }

    /** What grows too large is there before it is: since it was last within a standard error. */
    private static double[] fromItsBeginning(double[] sure, double[] seen) {
        for (int k = sure.length - 2; k >= 0; k--) {
            sure[k] = seen[k] > 1 && sure[k + 1] > UNSCALED ? Math.max(sure[k], sure[k + 1]) : sure[k];
        }
        return sure;
    }

    private Certificate.Doubt doubt(int c) {
        double[] chance = times(ladder.meanError(c), 1 / size[c]);
        double[] range = times(ladder.toCome(c), 1 / size[c]);
        double unlike = unlike(c, chance[0]);
        Arrays.parallelPrefix(range, Math::max);
        Arrays.setAll(range, k -> range[k] + unlike);
        return new Certificate.Doubt(range, chance);
    }

    /** By how much small systems start elsewhere than forecasts, if it is more than chance in both. */
    private double unlike(int c, double chance) {
        double start = correction(c, 0);
        double ofForecasts = models.intrinsicSpread(c)[0] / size[c];
        int runs = models.byModel().get(0).runs();
        return start > SURE * Math.hypot(chance, ofForecasts / Math.sqrt(runs)) ? start : 0;
    }

    /** s(t) */
    private double[] deviation(int c) {
        double[] deviation = ofRuns(c);
        Certificate.Doubt doubt = doubts.get(c);
        Arrays.setAll(deviation, k -> Math.hypot(deviation[k], size[c] * doubt.expected(k)));
        return deviation;
    }

    /** Without the doubt of the mean; of what is conserved that of the starts, which forecasts have drawn. */
    private double[] ofRuns(int c) {
        return conserved[c] ? models.intrinsicSpread(c) : ladder.deviation(c);
    }

    /** The SDEs' standard deviation over the expected one; 1 where runs do not vary. */
    private double spread(int c, int k) {
        double expected = ofRuns(c)[k];
        return Rounding.varies(expected, forecast.mean(c)[k]) ? models.intrinsicSpread(c)[k] / expected : 1;
    }

    Certificate certificate() {
        int good = 0;
        String fault = "";
        for (int k = 0; k < times.length && fault.isEmpty(); k++) {
            fault = fault(k);
            good = fault.isEmpty() ? k : good;
        }
        double until = times[good];
        boolean whole = fault.isEmpty();
        boolean some = until >= SHORTEST * times[times.length - 1];
        Certificate.Level level = whole
                ? Certificate.Level.CERTIFIED
                : some ? Certificate.Level.CERTIFIED_UNTIL : Certificate.Level.NOT_CERTIFIED;
        List<Certificate.OfObservable> rows = some ? rows(good) : unbounded(rows(times.length - 1));
        String reason = whole ? passed(rows) : some ? fault + spreads(rows) : fault;
        return new Certificate(level, some ? until : 0, reason, rows, forecast, doubts, each(this::deviation));
    }

    private List<Certificate.OfObservable> rows(int last) {
        return IntStream.range(0, d).mapToObj(c -> row(c, last)).toList();
    }

    /** Errors of what is not certified are expected, and no promise. */
    private static List<Certificate.OfObservable> unbounded(List<Certificate.OfObservable> rows) {
        return rows.stream()
                .map(row -> new Certificate.OfObservable(
                        row.name(), row.correction(), row.error(), Double.NaN, row.spread()))
                .toList();
    }

    private Certificate.OfObservable row(int c, int last) {
        return new Certificate.OfObservable(
                forecast.names().get(c),
                largest(last, k -> correction(c, k)),
                largest(last, doubts.get(c)::expected),
                largest(last, doubts.get(c)::most),
                spread(c, last));
    }

    private double correction(int c, int k) {
        return Math.abs(bias[c][k]) / size[c];
    }

    private static double largest(int last, IntToDoubleFunction of) {
        return IntStream.rangeClosed(0, last).mapToDouble(of).max().orElseThrow();
    }

    private String passed(List<Certificate.OfObservable> rows) {
        return String.format(
                Locale.ROOT,
                "means are known to ± %.1f %% of their largest values from systems of up to %s, if sizes go on to differ by no more than 1/side;"
                        + " the SDE alone is wrong by %.1f %% where it is farthest off, which was taken off%s",
                100 * largest(rows, Certificate.OfObservable::error),
                ladder.rungs().get(ladder.rungs().size() - 1).study().large().grid(),
                100 * largest(rows, Certificate.OfObservable::correction),
                spreads(rows));
    }

    /** By how much runs of the SDE alone spread too much or too little, if a quarter or more. */
    private static String spreads(List<Certificate.OfObservable> rows) {
        double most = largest(rows, Certificate.OfObservable::spread);
        double least = -largest(rows, row -> -row.spread());
        if (most < SPREAD && least > 1 / SPREAD) {
            return "";
        }
        String from = String.format(Locale.ROOT, "%.2f", least);
        String to = String.format(Locale.ROOT, "%.2f", most);
        return "; runs of the SDE alone spread " + from + (to.equals(from) ? "" : " to " + to)
                + " times as much as they should, which those of this forecast do not";
    }

    private static double largest(
            List<Certificate.OfObservable> rows, ToDoubleFunction<Certificate.OfObservable> number) {
        return rows.stream().mapToDouble(number).max().orElseThrow();
    }

    /** What is wrong at one time, and what to do, or nothing. */
    private String fault(int k) {
        if (!unlike.isEmpty()) {
            return unlike;
        }
        if (forecast.lost() > 0) {
            return forecast.lost() + " runs of the forecast left the finite numbers: give data around the start";
        }
        if (outside[k] > OUTSIDE) {
            return String.format(
                    Locale.ROOT,
                    "at t = %.3g %.0f %% of the runs are where there are no training data: %s",
                    times[k],
                    100 * outside[k],
                    k == 0
                            ? "none of them is like the start; give more configurations, a larger budget, or small runs from the start"
                            : whyOutside());
        }
        return IntStream.range(0, d)
                .mapToObj(c -> fault(c, k))
                .filter(fault -> !fault.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Runs of an SDE that is wrong go anywhere; those of a good one lack data. */
    private String whyOutside() {
        double most = largest(rows(times.length - 1), Certificate.OfObservable::correction);
        return most > MOST
                ? String.format(
                        Locale.ROOT,
                        "they go astray, the SDE's means are wrong by %.0f %% in the end, by systems that were simulated themselves; %s",
                        100 * most,
                        BETTER)
                : "give small runs that go there (more runs, a longer horizon, other starts)";
    }

    private String fault(int c, int k) {
        if (k == 0 && correction(c, 0) > MOST) {
            return String.format(
                    Locale.ROOT,
                    "small systems start at another mean of %s, off by %.1f %%: give a start that is alike at every size, or larger patches",
                    forecast.names().get(c),
                    100 * correction(c, 0));
        }
        if (correction(c, k) > MOST) {
            return String.format(
                    Locale.ROOT,
                    "the SDE's mean of %s is wrong by %.1f %% at t = %.3g (up to %.0f %% of some observable later), by systems that were simulated themselves, where %.0f %% pass:"
                            + " %s",
                    forecast.names().get(c),
                    100 * correction(c, k),
                    times[k],
                    100 * largest(rows(times.length - 1), Certificate.OfObservable::correction),
                    100 * MOST,
                    BETTER);
        }
        if (k == 0 && unscaled[c][0] > UNSCALED) {
            return String.format(
                    Locale.ROOT,
                    "runs start at different means of %s, which vary alike at every size, and a forecast is of one start: give from(…)",
                    forecast.names().get(c));
        }
        if (unscaled[c][k] > UNSCALED) {
            return String.format(
                    Locale.ROOT,
                    "from t = %.3g on small systems vary in %s by other than 1/√n, %s: correlations reach round them,"
                            + " and what is longer may be in the large system alone; choose larger patches",
                    times[k],
                    forecast.names().get(c),
                    Double.isInfinite(unscaled[c][k])
                            ? "where one size has stopped the other goes on"
                            : String.format(
                                    Locale.ROOT, "from one size to the next by a factor of %.2f", unscaled[c][k]));
        }
        if (growing[c][k] > 0) {
            return String.format(
                    Locale.ROOT,
                    "from t = %.3g on the longest wave of %s is %.3g times as strong in one size as in the one below: longer waves grow"
                            + " that the large system alone has room for; choose larger patches",
                    times[k],
                    forecast.names().get(c),
                    growing[c][k]);
        }
        Certificate.Doubt doubt = doubts.get(c);
        return doubt.most(k) > Certificate.TOLERANCE
                ? String.format(
                        Locale.ROOT,
                        "the mean of %s is known to ± %.2f %%, at most %.2f %% where %.0f %% pass, at t = %.3g: %s",
                        forecast.names().get(c),
                        100 * doubt.expected(k),
                        100 * doubt.most(k),
                        100 * Certificate.TOLERANCE,
                        times[k],
                        remedy(doubt, k))
                : "";
    }

    /** What makes the larger part of it smaller. */
    private String remedy(Certificate.Doubt doubt, int k) {
        return doubt.range()[k] > SURE * doubt.chance()[k]
                ? "small systems differ by their sizes, choose larger patches"
                : "give the ladder more than "
                        + ladder.rungs().get(ladder.rungs().size() - 1).truth().runs()
                        + " runs, certify(Ladder.of(learnt.study(), 2, runs))";
    }
}
