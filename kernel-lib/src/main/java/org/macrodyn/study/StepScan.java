package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Digits;
import org.macrodyn.micro.Span;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which δt: the drift ⟨Δz⟩/δt and the noise C(δt)/δt of the small system, evolved as a whole, at several δt, against their
 * limits δt → 0 where the model knows its events ({@link org.macrodyn.scale.Generator}), else against the longest δt.
 *
 * <p>Both change with δt by the relaxation of z alone, which the law dz = b(z)dt + Γ(z)^½dW with the measured b and Γ tells.
 * Where they are off that by more than four standard errors and a quarter (a quarter of a variance is an eighth of a spread), z
 * <b>flickers</b>: it changes back at once, and what it does in an instant says little of what it does for long. Then a finite
 * δt is to be taken, the first from which the noise goes as z alone says.
 *
 * <p>What has hardly any noise of its own and is driven by the rest of z does not flicker, though no law of a long δt tells so:
 * its noise grows with δt. So a δt is also taken if the law of an instant by it, Γ₀ ≈ 2Γ_δt − Γ_δt(δt) and the same for b, goes
 * to the noise of the longest: Γ_δt = C(δt)/δt as measured, Γ_δt(δt) what the law that has it as its own makes of it within δt.
 * The error is of second order in δt over the relaxation's time; the formula is the library's own.
 *
 * @param study whose small system was evolved
 * @param names of the observables
 * @param limits whether ratios are to the limits δt → 0
 * @param points one for each δt, in ascending order
 * @param <S> the state array
 */
public record StepScan<S>(Study<S> study, List<String> names, boolean limits, List<Point> points) {
    /** Version of how increments are measured: raised when their numbers change. */
    public static final int ALGORITHM = 2;

    private static final int CONFIGURATIONS = 200;
    private static final int REPEATS = 64;
    /** A covariance of one configuration is known by these to a half of itself, the mean over all configurations to a 25th. */
    private static final int FEWEST_REPEATS = 8;
    /** Of the budget. */
    private static final double SHARE = 0.125;

    private static final int ERRORS = 4;
    /** Share of a number. */
    private static final double UNEXPLAINED = 0.25;
    /** δt of the usual scan: the horizon over each. */
    private static final List<Double> SHARES = List.of(800.0, 400.0, 200.0, 100.0, 50.0);

    private static final int WIDTH = 450;
    private static final int HEIGHT = 360;

    /**
     * What was measured at one δt.
     *
     * @param span δt, or a number of events
     * @param step mean δt
     * @param drift for each observable the slope of ⟨Δz⟩/δt on b(x); NaN without events
     * @param noise for each observable C(δt)/δt, in squared units of z per time; 0 if it is conserved, its ratios are then 1
     * @param ratio for each observable C(δt)/δt over the reference
     * @param rest for each observable C(δt)/δt over that of the longest δt, as the law of the longest explains it
     * @param later for each observable C(δt)/δt of the longest δt over that of this one, as the law of this one explains it
     */
    public record Point(
            Span span,
            double step,
            Estimate[] drift,
            double[] noise,
            Estimate[] ratio,
            Estimate[] rest,
            Estimate[] later) {
        /** The same, where some observables never change. */
        Point resting(boolean[] still) {
            double[] own = noise.clone();
            Arrays.setAll(own, c -> still[c] ? 0 : noise[c]);
            return new Point(
                    span,
                    step,
                    resting(drift, still),
                    own,
                    resting(ratio, still),
                    resting(rest, still),
                    resting(later, still));
        }

        /**
         * Whether an observable does not change back at once: its noise is what relaxation says, or less, as the law of this δt
         * says.
         */
        boolean isSteady(int c) {
            return rest[c].isExplained() || (rest[c].value < rest[c].expected && later[c].isExplained());
        }

        private static Estimate[] resting(Estimate[] estimates, boolean[] still) {
            return IntStream.range(0, still.length)
                    .mapToObj(c -> still[c] ? Estimate.STILL : estimates[c])
                    .toArray(Estimate[]::new);
        }
    }

    /**
     * A measured ratio to the reference.
     *
     * @param value the ratio
     * @param error its standard error over configurations
     * @param expected what it were if z alone mattered
     */
    public record Estimate(double value, double error, double expected) {
        static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, Double.NaN);
        /** Nothing of nothing. */
        static final Estimate STILL = new Estimate(1, 0, 1);

        Estimate expecting(Estimate other) {
            return new Estimate(value, error, other.value);
        }

        /** Whether z alone explains it, up to its error. */
        boolean isExplained() {
            return Math.abs(value - expected) <= ERRORS * error + UNEXPLAINED * Math.abs(expected);
        }

        /** The slope Σxy/Σx² of a line through 0, with an error that holds for any noise of y. */
        static Estimate slope(double[] x, double[] y) {
            double square = 0;
            double product = 0;
            for (int i = 0; i < x.length; i++) {
                square += x[i] * x[i];
                product += x[i] * y[i];
            }
            double slope = product / square;
            double scatter = 0;
            for (int i = 0; i < x.length; i++) {
                scatter += Math.pow((y[i] - slope * x[i]) * x[i], 2);
            }
            return new Estimate(slope, Math.sqrt(scatter) / square, 1);
        }

        /** The ratio Σy/Σx of means. */
        static Estimate ratio(double[] x, double[] y) {
            double sum = Arrays.stream(x).sum();
            double ratio = Arrays.stream(y).sum() / sum;
            double scatter = 0;
            for (int i = 0; i < x.length; i++) {
                scatter += Math.pow(y[i] - ratio * x[i], 2);
            }
            return new Estimate(ratio, Math.sqrt(scatter) / Math.abs(sum), 1);
        }

        @Override
        public String toString() {
            return Words.plain(value, 3) + " ± " + Words.plain(error, 1);
        }
    }

    /**
     * Measures at δt from 1/800 to 1/50 of the study's horizon.
     *
     * @param study whose small system is simulated and evolved; the recipe's pairs do not matter
     * @param <S> the state array
     * @return the measurements
     */
    public static <S> StepScan<S> of(Study<S> study) {
        return of(study, spans(study));
    }

    private static <S> List<Span> spans(Study<S> study) {
        return SHARES.stream().map(share -> Span.time(study.until() / share)).toList();
    }

    /** The same with as many evolutions as a share of the budget pays for, from {@value #FEWEST_REPEATS} to {@value #REPEATS}. */
    static <S> StepScan<S> of(Study<S> study, Work work) {
        double time =
                SHARES.stream().mapToDouble(share -> study.until() / share).sum();
        double sites = (double) CONFIGURATIONS * study.patches().patch().sites();
        double each = sites * time * RunsChoice.rate(study) / Work.UPDATES;
        int repeats = work.affordable(SHARE, each, FEWEST_REPEATS, REPEATS);
        work.spend(repeats * each);
        return of(study, spans(study), CONFIGURATIONS, repeats);
    }

    /**
     * Measures at several δt, from {@value #CONFIGURATIONS} small configurations with {@value #REPEATS} evolutions each.
     *
     * @param study whose small system is simulated and evolved; the recipe's pairs do not matter
     * @param spans fixed times or numbers of events, in ascending order
     * @param <S> the state array
     * @return the measurements
     * @throws IllegalArgumentException if there is no span
     */
    public static <S> StepScan<S> of(Study<S> study, List<Span> spans) {
        return of(study, spans, CONFIGURATIONS, REPEATS);
    }

    /**
     * The same with other amounts.
     *
     * @param study whose small system is simulated and evolved
     * @param spans fixed times or numbers of events, in ascending order
     * @param configurations small ones, at least 2, evenly chosen of those that there are
     * @param repeats evolutions of each, at least 2
     * @param <S> the state array
     * @return the measurements
     * @throws IllegalArgumentException if there is no span, or too few configurations or repeats
     */
    public static <S> StepScan<S> of(Study<S> study, List<Span> spans, int configurations, int repeats) {
        if (spans.isEmpty() || configurations < 2 || repeats < 2) {
            throw new IllegalArgumentException("scan of " + spans.size() + " steps with " + configurations
                    + " configurations and " + repeats + " repeats: must be at least 1, 2 and 2");
        }
        return new StepMeasurement<>(study, configurations, repeats).scan(spans);
    }

    /**
     * Whether drift and noise are at every δt what their limits δt → 0 and the relaxation of z make of them, but for errors.
     *
     * @return false for a model that does not know its events
     */
    public boolean generated() {
        return limits && IntStream.range(0, names.size()).noneMatch(c -> moved(c).isPresent());
    }

    /**
     * The shortest δt at which an observable is not what the limit and its relaxation say; without limits, at which it is not
     * steady.
     */
    private Optional<Point> moved(int c) {
        return points.stream()
                .filter(point ->
                        limits ? !point.ratio[c].isExplained() || !point.drift[c].isExplained() : !point.isSteady(c))
                .findFirst();
    }

    /**
     * The shortest δt from which the noise of all observables goes as their relaxation or what drives them says, but for errors;
     * the longest δt if there is none.
     *
     * @return a fixed time or a number of events
     */
    public Span span() {
        int first = points.size() - 1;
        while (first > 0 && isSteady(points.get(first - 1))) {
            first--;
        }
        return points.get(first).span;
    }

    private boolean isSteady(Point point) {
        return IntStream.range(0, names.size()).allMatch(point::isSteady);
    }

    /**
     * The study with the pairs that were found: from rates, or by evolving patches for {@link #span}.
     *
     * @return the changed study
     */
    public Study<S> recommended() {
        return study.with(study.recipe()
                .with(study.recipe().freedom().without(Freedom.Part.PAIRS, Freedom.Part.STEP))
                .with(generated() ? new GeneratedPairs<>() : evolved()));
    }

    /** Pairs by evolving patches for {@link #span}. */
    PatchPairs<S> evolved() {
        PatchPairs<S> rule = study.recipe().pairs() instanceof PatchPairs<S> patches
                ? patches
                : Recipe.<S>ours(study.until()).patchPairs("δt");
        return rule.withSpan(span());
    }

    /**
     * What never changed in any evolution.
     *
     * @return names of observables
     */
    public List<String> conserved() {
        return IntStream.range(0, names.size())
                .filter(c -> points.stream().allMatch(point -> point.noise[c] == 0))
                .mapToObj(names::get)
                .toList();
    }

    /**
     * What was found, and why.
     *
     * @return one sentence
     */
    public String verdict() {
        return found() + Words.conserved(conserved());
    }

    private String found() {
        if (generated()) {
            List<String> moving = new ArrayList<>(names);
            moving.removeAll(conserved());
            return "pairs from rates: drift and noise of " + String.join(", ", moving)
                    + " are at all δt what their limits δt → 0 and the relaxation of z say";
        }
        String chosen = "pairs by evolving patches for " + span() + ": ";
        return chosen
                + IntStream.range(0, names.size())
                        .boxed()
                        .flatMap(c -> moved(c).map(point -> reason(c, point)).stream())
                        .findFirst()
                        .orElse("the model tells no rates, and from there on the noise goes as the law of z says");
    }

    private String reason(int c, Point point) {
        boolean noise = !limits || !point.ratio[c].isExplained();
        Estimate seen = noise ? point.ratio[c] : point.drift[c];
        return String.format(
                Locale.ROOT,
                "%s %s, its %s at δt = %s is %s of %s, %s",
                names.get(c),
                !limits && seen.value < seen.expected ? "takes time to move" : "flickers",
                noise ? "noise" : "drift",
                Words.plain(point.step, 3),
                seen,
                limits ? "the limit δt → 0" : "that at the longest δt",
                Double.isFinite(seen.expected)
                        ? "of which relaxation explains " + Words.plain(seen.expected, 3)
                        : "which no relaxation explains");
    }

    /**
     * All numbers.
     *
     * @return a row for each δt and observable
     */
    public Table table() {
        String to = limits ? " / limit" : " / longest";
        Table table = Table.create(
                "steps",
                DoubleColumn.create("δt"),
                StringColumn.create("observable"),
                StringColumn.create("drift / limit"),
                DoubleColumn.create("drift, z alone"),
                DoubleColumn.create("C(δt)/δt"),
                StringColumn.create("C(δt)/δt" + to),
                DoubleColumn.create("noise, z alone"));
        for (Point point : points) {
            for (int c = 0; c < names.size(); c++) {
                table.doubleColumn(0).append(point.step);
                table.stringColumn(1).append(names.get(c));
                table.stringColumn(2).append(point.drift[c].toString());
                table.doubleColumn(3).append(point.drift[c].expected);
                table.doubleColumn(4).append(point.noise[c]);
                table.stringColumn(5).append(point.ratio[c].toString());
                table.doubleColumn(6).append(point.ratio[c].expected);
            }
        }
        return Digits.in(limits ? table : table.removeColumns(2, 3));
    }

    /**
     * Noise, and where limits are known drift, over their references, against δt.
     *
     * @return one panel, or two
     */
    public Figure figure() {
        Curves noise =
                curves(limits ? "C(δt)/δt over its limit" : "C(δt)/δt over that of the longest δt", Point::ratio);
        return limits
                ? Panels.row(
                        curves("drift over its limit", Point::drift).noLegend().figure(), noise.figure())
                : noise.yDecades().figure();
    }

    private Curves curves(String label, Function<Point, Estimate[]> of) {
        Curves curves =
                Curves.titled("").x("step δt (time)").xDecades().y(label).size(WIDTH, HEIGHT);
        double[] x = points.stream().mapToDouble(Point::step).toArray();
        List<Pen> pens = Palette.sequence(names.size());
        for (int c = 0; c < names.size(); c++) {
            int component = c;
            curves = curves.joinedPoints(
                    names.get(c),
                    pens.get(c),
                    x,
                    points.stream()
                            .mapToDouble(point -> of.apply(point)[component].value)
                            .toArray(),
                    points.stream()
                            .mapToDouble(point -> of.apply(point)[component].error)
                            .toArray());
        }
        return curves.horizontal(1, "", Palette.EXACT);
    }

    @Override
    public String toString() {
        return verdict();
    }
}
