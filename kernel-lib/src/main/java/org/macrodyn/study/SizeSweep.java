package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.closure.Increment;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.Spread;

/**
 * One recipe for every size n_s of the small system, both increments and several training seeds: what the paper's Fig. 3 is
 * made of.
 *
 * @param sides L_p of the small systems
 * @param increments ours, naive, or both
 * @param seeds training seeds
 * @param sweep the studies
 * @param <S> the state array
 */
public record SizeSweep<S>(List<Integer> sides, List<Increment> increments, List<Long> seeds, Sweep<S> sweep) {
    /**
     * The sweep of a study.
     *
     * @param study what is the same for all
     * @param recipes a recipe for one side and one increment
     * @param sides L_p of the small systems, in ascending order
     * @param increments ours, naive, or both
     * @param seeds training seeds
     * @param <S> the state array
     * @return the sweep
     * @throws IllegalArgumentException if a patch does not tile the system, or a list is empty
     */
    public static <S> SizeSweep<S> of(
            Study<S> study,
            BiFunction<Integer, Increment, Recipe<S>> recipes,
            List<Integer> sides,
            List<Increment> increments,
            List<Long> seeds) {
        Sweep<S> sweep = Sweep.over(study, "patch", sides.toArray())
                .and(
                        "increment",
                        increments,
                        (any, increment) ->
                                any.recipe(recipes.apply(any.patches().patch().columns(), increment)))
                .and("seed", seeds, Study::trainingSeed);
        return new SizeSweep<>(List.copyOf(sides), List.copyOf(increments), List.copyOf(seeds), sweep);
    }

    /**
     * The SDE of the first seed.
     *
     * @param side L_p
     * @param increment ours or naive
     * @return the learnt SDE
     * @throws IllegalArgumentException if that was not learnt
     */
    public Learnt<S> first(int side, Increment increment) {
        return all(side, increment).get(0);
    }

    /**
     * The SDEs of all seeds.
     *
     * @param side L_p
     * @param increment ours or naive
     * @return in the order of the seeds
     * @throws IllegalArgumentException if that was not learnt
     */
    public List<Learnt<S>> all(int side, Increment increment) {
        return seeds.stream().map(seed -> sweep.learnt(side, increment, seed)).toList();
    }

    /**
     * A number of the SDEs of all seeds.
     *
     * @param side L_p
     * @param increment ours or naive
     * @param number of one SDE
     * @return its mean and spread
     */
    public Spread over(int side, Increment increment, ToDoubleFunction<Learnt<S>> number) {
        return Spread.of(all(side, increment).stream().mapToDouble(number).toArray());
    }

    /**
     * A number against the size, with its spread over seeds.
     *
     * @param name in the legend
     * @param pen of the curve
     * @param increment ours or naive
     * @param number of one SDE
     * @return x: sides; y: means and spreads
     */
    public Numbers numbers(String name, Pen pen, Increment increment, ToDoubleFunction<Learnt<S>> number) {
        return Numbers.of(name, pen, sides, side -> over(side, increment, number));
    }

    /**
     * A number of each size against the size.
     *
     * @param name in the legend
     * @param pen of the curve
     * @param of the number for a side
     * @return x: sides; y: the numbers
     */
    public Numbers numbers(String name, Pen pen, Function<Integer, Double> of) {
        return Numbers.of(name, pen, sides, side -> new Spread(of.apply(side), 0, 1));
    }

    /**
     * A number against the size, every seed a point of its own.
     *
     * @param name in the legend
     * @param pen of the points
     * @param increment ours or naive
     * @param number of one SDE
     * @return x: sides, each once for each seed
     */
    public Numbers points(String name, Pen pen, Increment increment, ToDoubleFunction<Learnt<S>> number) {
        double[] x = sides.stream()
                .flatMapToDouble(side -> seeds.stream().mapToDouble(seed -> side))
                .toArray();
        double[] y = sides.stream()
                .flatMapToDouble(side -> all(side, increment).stream().mapToDouble(number))
                .toArray();
        return Numbers.of(name, pen, x, y);
    }

    /**
     * A number of sweeps over sizes and another choice against the size, such as a recipe with one part changed at a time.
     *
     * @param sweeps over both, sizes first
     * @param size name of the choice of sizes
     * @param choice name of the other choice
     * @param number of one SDE
     * @param <S> the state array
     * @return a curve for each value of the other choice
     */
    public static <S> List<Numbers> of(
            List<Sweep<S>> sweeps, String size, String choice, ToDoubleFunction<Learnt<S>> number) {
        int count =
                sweeps.stream().mapToInt(sweep -> sweep.values(choice).size()).sum();
        Iterator<Pen> pens = Palette.sequence(count).iterator();
        List<Numbers> curves = new ArrayList<>();
        for (Sweep<S> sweep : sweeps) {
            List<Integer> sides =
                    sweep.values(size).stream().map(Integer.class::cast).toList();
            for (Object value : sweep.values(choice)) {
                curves.add(Numbers.of(
                        value.toString().replace('_', ' '),
                        pens.next(),
                        sides,
                        side -> Spread.of(number.applyAsDouble(sweep.learnt(side, value)))));
            }
        }
        return curves;
    }

    /** What is drawn of one increment. */
    private interface Drawing {
        Numbers of(String name, Pen pen, Increment increment);
    }

    private List<Numbers> baselineFirst(Drawing drawing) {
        return Stream.of(Increment.NAIVE, Increment.OURS)
                .filter(increments::contains)
                .map(increment -> drawing.of(title(increment), pen(increment), increment))
                .toList();
    }

    /**
     * A number against the size for each increment, the baseline first.
     *
     * @param number of one SDE
     * @return with the spread over seeds
     */
    public List<Numbers> numbers(ToDoubleFunction<Learnt<S>> number) {
        return baselineFirst((name, pen, increment) -> numbers(name, pen, increment, number));
    }

    /**
     * A number against the size for each increment, the baseline first.
     *
     * @param number of one SDE
     * @return every seed a point of its own
     */
    public List<Numbers> points(ToDoubleFunction<Learnt<S>> number) {
        return baselineFirst((name, pen, increment) -> points(name, pen, increment, number));
    }

    /**
     * Published numbers against the size for each increment, the baseline first.
     *
     * @param known of a side and an increment
     * @return dashed; nothing where a number was not published
     */
    public List<Numbers> published(BiFunction<Integer, Increment, Optional<Double>> known) {
        return sides.stream()
                        .allMatch(side -> known.apply(side, increments.get(0)).isPresent())
                ? baselineFirst((name, pen, increment) ->
                        numbers(name(increment) + ", published", pen.dash(), side -> known.apply(side, increment)
                                .orElseThrow()))
                : List.of();
    }

    /**
     * Training losses of the first seed.
     *
     * @param side L_p
     * @return a curve for each increment
     */
    public Figure losses(int side) {
        return Figures.lossCurve(increments.stream()
                .map(increment -> {
                    double[] loss = first(side, increment).training().losses();
                    double[] epochs = IntStream.rangeClosed(1, loss.length)
                            .asDoubleStream()
                            .toArray();
                    return Numbers.of(title(increment), pen(increment), epochs, loss);
                })
                .toList());
    }

    /**
     * Rows of a table, one for each increment and side.
     *
     * @param what first part of their names
     * @param recipe last part but for the side
     * @param number of one SDE
     * @param published the paper's, of a side and an increment
     * @return {@code what.ours.recipe.16} and so on, with the spread over seeds
     */
    public List<Row> rows(
            String what,
            String recipe,
            ToDoubleFunction<Learnt<S>> number,
            BiFunction<Integer, Increment, Optional<Double>> published) {
        return increments.stream()
                .flatMap(increment -> sides.stream()
                        .map(side -> Row.of(key(what, recipe, side, increment), over(side, increment, number))
                                .paper(published.apply(side, increment))))
                .toList();
    }

    /**
     * The same where nothing was published.
     *
     * @param what first part of their names
     * @param recipe last part but for the side
     * @param number of one SDE
     * @return {@code what.ours.recipe.16} and so on, with the spread over seeds
     */
    public List<Row> rows(String what, String recipe, ToDoubleFunction<Learnt<S>> number) {
        return rows(what, recipe, number, (side, increment) -> Optional.empty());
    }

    /**
     * Rows of a table, one for each seed.
     *
     * @param what first part of their names
     * @param recipe part before the side
     * @param side L_p
     * @param increment ours or naive
     * @param number of one SDE
     * @return {@code what.ours.recipe.16.seed_1} and so on
     */
    public List<Row> seedRows(
            String what, String recipe, int side, Increment increment, ToDoubleFunction<Learnt<S>> number) {
        String key = key(what, recipe, side, increment);
        return seeds.stream()
                .map(seed -> Row.of(key + ".seed_" + seed, number.applyAsDouble(sweep.learnt(side, increment, seed))))
                .toList();
    }

    private static String key(String what, String recipe, int side, Increment increment) {
        return String.join(".", what, name(increment), recipe, "" + side);
    }

    /**
     * What tables call an increment.
     *
     * @param increment ours or naive
     * @return {@code ours} or {@code naive}
     */
    public static String name(Increment increment) {
        return increment == Increment.OURS ? "ours" : "naive";
    }

    /**
     * What a legend calls an increment.
     *
     * @param increment ours or naive
     * @return its words
     */
    public static String title(Increment increment) {
        return increment == Increment.OURS ? "ours" : "naive baseline";
    }

    /**
     * What an increment is drawn with.
     *
     * @param increment ours or naive
     * @return its colour
     */
    public static Pen pen(Increment increment) {
        return increment == Increment.OURS ? Palette.OURS : Palette.BASELINE;
    }
}
