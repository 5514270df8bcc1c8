package org.macrodyn.study;

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
import org.macrodyn.micro.Span;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which δt: the drift ⟨Δz⟩/δt and the noise C(δt)/δt of the small system, evolved as a whole, at several δt, against their
 * limits δt → 0 where the model knows its events ({@link org.macrodyn.scale.Generator}), else against the longest δt.
 *
 * <p>Both fall with δt by the relaxation of z alone, by a fraction of about kδt, where k is the largest of rms(⟨Δz⟩/δt)/s
 * and C/(2δt s²), s the spread of an observable over the configurations: the rate at which z changes by its spread. Where they move by more than that and four
 * standard errors, z <b>flickers</b>: it changes back at once, and what it does in an instant says little of what it does for
 * long. Then a finite δt is to be taken, the first from which the noise stays as it is.
 *
 * @param study whose small system was evolved
 * @param names of the observables
 * @param limits whether ratios are to the limits δt → 0
 * @param points one for each δt, in ascending order
 * @param <S> the state array
 */
public record StepScan<S>(Study<S> study, List<String> names, boolean limits, List<Point> points) {
    /** Version of how increments are measured: raised when their numbers change. */
    public static final int ALGORITHM = 1;

    private static final int CONFIGURATIONS = 200;
    private static final int REPEATS = 64;
    private static final int ERRORS = 4;
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
     * @param noise for each observable C(δt)/δt, in squared units of z per time
     * @param ratio for each observable C(δt)/δt over the reference
     * @param relaxation kδt of the fastest observable
     */
    public record Point(Span span, double step, Estimate[] drift, double[] noise, Estimate[] ratio, double relaxation) {
        /** Whether a number is 1 up to its error and what relaxation does until here. */
        private boolean isOne(Estimate estimate) {
            return Math.abs(estimate.value - 1) <= ERRORS * estimate.error + relaxation;
        }
    }

    /**
     * A number with its standard error.
     *
     * @param value the number
     * @param error its standard error over configurations
     */
    public record Estimate(double value, double error) {
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
            return new Estimate(slope, Math.sqrt(scatter) / square);
        }

        /** The ratio Σy/Σx of means. */
        static Estimate ratio(double[] x, double[] y) {
            double sum = Arrays.stream(x).sum();
            double ratio = Arrays.stream(y).sum() / sum;
            double scatter = 0;
            for (int i = 0; i < x.length; i++) {
                scatter += Math.pow(y[i] - ratio * x[i], 2);
            }
            return new Estimate(ratio, Math.sqrt(scatter) / Math.abs(sum));
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
        return of(
                study,
                SHARES.stream().map(share -> Span.time(study.until() / share)).toList());
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
     * Whether drift and noise stay at their limits δt → 0 at every δt, but for errors and relaxation.
     *
     * @return false for a model that does not know its events
     */
    public boolean generated() {
        return limits && IntStream.range(0, names.size()).noneMatch(c -> moved(c).isPresent());
    }

    /** The shortest δt at which an observable is not what the reference says. */
    private Optional<Point> moved(int c) {
        return points.stream()
                .filter(point -> !point.isOne(point.ratio[c]) || (limits && !point.isOne(point.drift[c])))
                .findFirst();
    }

    /**
     * The shortest δt from which the noise of all observables stays as it is, but for errors and relaxation, and not shorter
     * than where an observable is seen to leave its limit; the longest δt if there is none.
     *
     * @return a fixed time or a number of events
     */
    public Span span() {
        int shortest = limits
                ? IntStream.range(0, names.size())
                        .mapToObj(this::moved)
                        .flatMap(Optional::stream)
                        .mapToInt(points::indexOf)
                        .min()
                        .orElse(0)
                : 0;
        int first = points.size() - 1;
        while (first > shortest && settled(points.get(first - 1))) {
            first--;
        }
        return points.get(first).span;
    }

    /** Whether an observable's noise is that of all longer times. */
    private boolean settled(Point point) {
        return points.stream()
                .filter(other -> other.step > point.step)
                .allMatch(other -> IntStream.range(0, names.size()).allMatch(c -> {
                    Estimate one = point.ratio[c];
                    Estimate two = other.ratio[c];
                    double error = Math.hypot(one.error / one.value, two.error / two.value);
                    return other.isOne(new Estimate(two.value / one.value, error));
                }));
    }

    /**
     * The study with the pairs that were found: from rates, or by evolving patches for {@link #span}.
     *
     * @return the changed study
     */
    public Study<S> recommended() {
        return study.with(study.recipe()
                .with(study.recipe().freedom().without(Freedom.Part.PAIRS))
                .with(generated() ? new GeneratedPairs<>() : evolved()));
    }

    /** Pairs by evolving patches for {@link #span}. */
    PatchPairs<S> evolved() {
        PatchPairs<S> rule = study.recipe().pairs() instanceof PatchPairs<S> patches
                ? patches
                : Recipe.<S>ours(study.until()).patchPairs("δt");
        return rule.withSpan(span());
    }

    /** Time that was evolved, times sites. */
    double updates() {
        double sites = study.patches().patch().sites();
        return CONFIGURATIONS
                * REPEATS
                * sites
                * points.stream().mapToDouble(Point::step).sum();
    }

    /**
     * What was found, and why.
     *
     * @return one sentence
     */
    public String verdict() {
        if (generated()) {
            return "pairs from rates: drift and noise of " + String.join(", ", names)
                    + " stay at their limits δt → 0, up to errors and relaxation";
        }
        String chosen = "pairs by evolving patches for " + span() + ": ";
        return chosen
                + IntStream.range(0, names.size())
                        .boxed()
                        .flatMap(c -> moved(c).map(point -> reason(c, point)).stream())
                        .findFirst()
                        .orElse("the model tells no rates, and the noise stays as it is from there on");
    }

    private String reason(int c, Point point) {
        boolean noise = !point.isOne(point.ratio[c]);
        return String.format(
                Locale.ROOT,
                "%s flickers, its %s at δt = %s is %s of %s",
                names.get(c),
                noise ? "noise" : "drift",
                Words.plain(point.step, 3),
                noise ? point.ratio[c] : point.drift[c],
                limits ? "the limit δt → 0" : "that at the longest δt");
    }

    /**
     * All numbers.
     *
     * @return a row for each δt and observable
     */
    public Table table() {
        Table table = Table.create(
                "steps",
                DoubleColumn.create("δt"),
                StringColumn.create("observable"),
                StringColumn.create("drift / limit"),
                DoubleColumn.create("C(δt)/δt"),
                StringColumn.create(limits ? "C(δt)/δt / limit" : "C(δt)/δt / longest"),
                DoubleColumn.create("relaxation kδt"));
        for (Point point : points) {
            for (int c = 0; c < names.size(); c++) {
                table.doubleColumn(0).append(point.step);
                table.stringColumn(1).append(names.get(c));
                table.stringColumn(2).append(limits ? point.drift[c].toString() : "");
                table.doubleColumn(3).append(point.noise[c]);
                table.stringColumn(4).append(point.ratio[c].toString());
                table.doubleColumn(5).append(point.relaxation);
            }
        }
        if (!limits) {
            table.removeColumns(2);
        }
        return table;
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
