package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Digits;
import org.macrodyn.metrics.Spread;
import org.macrodyn.run.Trajectories;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * One study for every value of one choice, or of several: λ, patch size, δt, boundary, closure, seed, size of the system.
 * Trainings run side by side; with {@link Study#keptIn} a sweep goes on where it stopped.
 *
 * <pre>{@code
 * var sweep = Sweep.over(study, "λ", List.of(1.0, 4.0, 16.0), Study::lambda);   // or Sweep.over(study, "λ", 1.0, 4.0, 16.0)
 * table(sweep.table());
 * show(sweep.figure());
 * }</pre>
 *
 * @param <S> the state array
 */
public final class Sweep<S> {
    private static final int TRUE_RUNS = 100;
    private static final int FORECASTS = 400;

    private final List<String> names;
    private final List<Case<S>> cases;
    private final List<Learnt<S>> learnt = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();

    private Sweep(List<String> names, List<Case<S>> cases) {
        this.names = names;
        this.cases = cases;
    }

    /**
     * One study of a sweep.
     *
     * @param values one of each choice, in their order
     * @param study the study with these
     * @param <S> the state array
     */
    public record Case<S>(List<Object> values, Study<S> study) {}

    /**
     * A sweep over values of one choice.
     *
     * @param study what is the same for all
     * @param name of the choice, for table and figure
     * @param values at least one
     * @param change the study with a value
     * @param <S> the state array
     * @param <V> type of the values
     * @return the sweep; every value has been checked
     * @throws IllegalArgumentException if there is no value, a study refuses one, or systems have different observables
     */
    public static <S, V> Sweep<S> over(
            Study<S> study, String name, List<V> values, BiFunction<Study<S>, ? super V, Study<S>> change) {
        return new Sweep<>(List.of(), List.of(new Case<>(List.of(), study))).and(name, values, change);
    }

    /**
     * A sweep over values of a choice that has a name: {@code λ}, {@code δt}, {@code patch} (side), {@code boundary},
     * {@code repeats}, {@code configurations}, {@code closure}, {@code seed}, {@code training seed}, {@code size} (side of the
     * large system).
     *
     * @param study what is the same for all
     * @param name of the choice
     * @param values at least one
     * @param <S> the state array
     * @return the sweep
     * @throws IllegalArgumentException if there is no such choice, or a value is of another type
     */
    public static <S> Sweep<S> over(Study<S> study, String name, Object... values) {
        return over(study, name, List.of(values), (one, value) -> Choices.with(name, one, value));
    }

    /**
     * Every study of this sweep for values of one more choice.
     *
     * @param name of the choice
     * @param values at least one
     * @param change the study with a value
     * @param <V> type of the values
     * @return the larger sweep
     * @throws IllegalArgumentException if there is no value, the choice is already there, a study refuses a value, or systems
     *     have different observables
     */
    public <V> Sweep<S> and(String name, List<V> values, BiFunction<Study<S>, ? super V, Study<S>> change) {
        if (values.isEmpty() || values.stream().distinct().count() < values.size()) {
            throw new IllegalArgumentException(name + " = " + values + ": give one value or more, each once");
        }
        if (names.contains(name)) {
            throw new IllegalArgumentException(name + ": the sweep has that choice already, " + names);
        }
        List<Case<S>> more = new ArrayList<>();
        for (Case<S> one : cases) {
            for (V value : values) {
                List<Object> all = new ArrayList<>(one.values);
                all.add(value);
                more.add(new Case<>(List.copyOf(all), change.apply(one.study, value)));
            }
        }
        List<String> observables = more.get(0).study.large().observables();
        more.forEach(one -> requireAlike(name, one, observables));
        List<String> allNames = new ArrayList<>(names);
        allNames.add(name);
        return new Sweep<>(List.copyOf(allNames), List.copyOf(more));
    }

    /** The table has one column for each observable. */
    private static void requireAlike(String name, Case<?> one, List<String> observables) {
        List<String> own = one.study.large().observables();
        if (!own.equals(observables)) {
            throw new IllegalArgumentException(name + " = " + one.values.get(one.values.size() - 1)
                    + " is a system that observes " + own + ": must be " + observables
                    + " as in the first case; make a sweep of its own of it");
        }
    }

    /**
     * The studies.
     *
     * @return in the order of the values, the last choice fastest
     */
    public List<Case<S>> cases() {
        return cases;
    }

    /**
     * Learns all of them, once.
     *
     * @return in the order of {@link #cases}
     * @throws IllegalArgumentException if the recipe of one does not fit its system, before any work
     */
    public synchronized List<Learnt<S>> learn() {
        if (learnt.isEmpty()) {
            learn(List.of(this));
        }
        return List.copyOf(learnt);
    }

    /**
     * Learns all studies of several sweeps together: stages that some of them share are done once, patches that differ in
     * nothing but who encodes them evolve once, and all trainings run side by side.
     *
     * @param sweeps one or more; those that were learnt are left as they are
     * @param <S> the state array
     * @return what all of them have learnt, sweep by sweep
     * @throws IllegalArgumentException if the recipe of one study does not fit its system, before any work
     */
    public static <S> List<Learnt<S>> learn(List<Sweep<S>> sweeps) {
        List<Sweep<S>> open =
                sweeps.stream().filter(sweep -> sweep.learnt.isEmpty()).toList();
        List<Study<S>> studies = open.stream()
                .flatMap(sweep -> sweep.cases.stream().map(Case::study))
                .toList();
        studies.forEach(Study::requireFit);
        if (!studies.isEmpty()) {
            List<Study.Pairs<S>> pairs = EvolvedTogether.pairs(studies);
            Iterator<Learnt<S>> made = Trainings.of(studies, pairs, "train " + studies.size() + " SDEs")
                    .iterator();
            open.forEach(sweep -> sweep.take(made));
        }
        return sweeps.stream().flatMap(sweep -> sweep.learn().stream()).toList();
    }

    private synchronized void take(Iterator<Learnt<S>> made) {
        List<Learnt<S>> own = cases.stream().map(one -> made.next()).toList();
        if (learnt.isEmpty()) {
            learnt.addAll(own);
        }
    }

    /**
     * The SDE that was learnt with given values.
     *
     * @param values one of each choice, in their order
     * @return the learnt SDE
     * @throws IllegalArgumentException if no study has these values
     */
    public Learnt<S> learnt(Object... values) {
        return learn().get(index(values));
    }

    /** Number of the case with given values. */
    int index(Object... values) {
        return IntStream.range(0, cases.size())
                .filter(i -> cases.get(i).values.equals(List.of(values)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(names + " = " + List.of(values) + ": the sweep has "
                        + cases.stream().map(Case::values).toList()));
    }

    /** The other choices of each case in words, such as {@code seed 0}. */
    List<String> others(String name) {
        int axis = axis(name);
        return cases.stream()
                .map(one -> IntStream.range(0, names.size())
                        .filter(other -> other != axis)
                        .mapToObj(other -> names.get(other) + " " + one.values.get(other))
                        .collect(Collectors.joining(", ")))
                .toList();
    }

    /**
     * A number of every learnt SDE that has one value of one choice: mean and spread over the other choices.
     *
     * @param name of the choice
     * @param value of it
     * @param number what to take the mean of
     * @return mean and standard deviation
     * @throws IllegalArgumentException if the sweep has no such choice or value
     */
    public Spread over(String name, Object value, Function<Learnt<S>, Double> number) {
        return over(axis(name), value, i -> number.apply(learn().get(i)));
    }

    private Spread over(int axis, Object value, IntToDoubleFunction number) {
        double[] all = IntStream.range(0, cases.size())
                .filter(i -> cases.get(i).values.get(axis).equals(value))
                .mapToDouble(number)
                .toArray();
        if (all.length == 0) {
            throw new IllegalArgumentException(names.get(axis) + " = " + value + ": the sweep has " + values(axis));
        }
        return Spread.of(all);
    }

    private int axis(String name) {
        int axis = names.indexOf(name);
        if (axis < 0) {
            throw new IllegalArgumentException(name + ": the sweep is over " + names);
        }
        return axis;
    }

    /**
     * The values of one choice.
     *
     * @param name of the choice
     * @return each once, in their order
     * @throws IllegalArgumentException if the sweep has no such choice
     */
    public List<Object> values(String name) {
        return values(axis(name));
    }

    private List<Object> values(int axis) {
        return cases.stream().map(one -> one.values.get(axis)).distinct().toList();
    }

    /**
     * Forecasts of each learnt SDE against direct simulations of its large system.
     *
     * @return in the order of {@link #cases}
     */
    public synchronized List<Comparison> compare() {
        if (comparisons.isEmpty()) {
            for (Learnt<S> one : learn()) {
                Trajectories truth = one.study().truth(TRUE_RUNS);
                comparisons.add(Comparison.of(one.forecast(FORECASTS), truth));
            }
        }
        return List.copyOf(comparisons);
    }

    /**
     * The errors as a table.
     *
     * @return the choices, relMSE of the mean of all observables together, MMD² averaged over time, and for each observable
     *     the worst error of its mean and the ratio of spreads at the end
     */
    public Table table() {
        List<Comparison> all = compare();
        Table table = Table.create("sweep");
        for (int axis = 0; axis < names.size(); axis++) {
            int at = axis;
            table.addColumns(StringColumn.create(
                    names.get(axis), cases.stream().map(one -> String.valueOf(one.values.get(at)))));
        }
        table.addColumns(column("relMSE", Comparison::relMse), column("MMD²", Comparison::mmd));
        for (int c = 0; c < all.get(0).observables().size(); c++) {
            int at = c;
            String name = all.get(0).observables().get(c).name();
            table.addColumns(
                    column("worst " + name, one -> one.observables().get(at).worst()),
                    column(
                            "spread ratio " + name,
                            one -> one.observables().get(at).spread()));
        }
        return Digits.in(table);
    }

    private DoubleColumn column(String name, ToDoubleFunction<Comparison> number) {
        return DoubleColumn.create(name, compare().stream().mapToDouble(number));
    }

    /**
     * relMSE of the mean and MMD² against the first choice, mean and standard deviation over the others (paper, Figs. 2b and 3).
     * Numbers are joined in ascending order, and those above 0 are on a logarithmic axis; values that are no numbers stand beside
     * each other, in their order.
     *
     * @return the figure
     */
    public Figure figure() {
        List<Object> values = values(0);
        boolean numbers = values.stream().allMatch(Number.class::isInstance);
        List<Object> drawn = numbers
                ? values.stream()
                        .sorted(Comparator.comparingDouble(Sweep::number))
                        .toList()
                : values;
        double[] x = IntStream.range(0, drawn.size())
                .mapToDouble(i -> numbers ? number(drawn.get(i)) : i + 1)
                .toArray();
        Curves curves = Curves.titled("Error against " + names.get(0))
                .x(Choices.axis(names.get(0)))
                .y("relMSE of the mean, MMD²")
                .yDecades();
        draw(curves, "relMSE", Palette.OURS, drawn, x, Comparison::relMse);
        draw(curves, "MMD²", Palette.BASELINE, drawn, x, Comparison::mmd);
        if (!numbers) {
            return curves.xNames(values.stream().map(String::valueOf).toList()).figure();
        }
        return x.length == 1 || x[0] <= 0
                ? curves.figure()
                : logarithmic(curves, x).figure();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static Curves logarithmic(Curves curves, double[] x) {
        boolean doublings = Arrays.stream(x).allMatch(value -> value == Math.scalb(1.0, Math.getExponent(value)));
        return doublings ? curves.xDoublings() : curves.xDecades();
    }

    private void draw(
            Curves curves, String name, Pen pen, List<Object> values, double[] x, ToDoubleFunction<Comparison> number) {
        List<Comparison> all = compare();
        List<Spread> spreads = values.stream()
                .map(value -> over(0, value, i -> number.applyAsDouble(all.get(i))))
                .toList();
        curves.joinedPoints(
                name + bars(), pen, x, each(spreads, Spread::mean), each(spreads, Spread::standardDeviation));
    }

    /** What error bars are, behind a name; nothing where there are none. */
    private String bars() {
        String varied = IntStream.range(1, names.size())
                .filter(axis -> values(axis).size() > 1)
                .mapToObj(names::get)
                .collect(Collectors.joining(", "));
        return varied.isEmpty() ? "" : ", mean ± s.d. over " + varied;
    }

    private static double[] each(List<Spread> spreads, ToDoubleFunction<Spread> number) {
        return spreads.stream().mapToDouble(number).toArray();
    }

    @Override
    public String toString() {
        return IntStream.range(0, names.size())
                .mapToObj(axis -> names.get(axis) + " = " + values(axis))
                .collect(Collectors.joining(", ", "sweep over ", "; " + cases.size() + " studies"));
    }
}
