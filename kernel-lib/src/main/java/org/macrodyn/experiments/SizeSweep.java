package org.macrodyn.experiments;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.study.LambdaRule;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * One recipe for every size n_s of the small system, both increments and several training seeds: what the paper's Fig. 3 is
 * made of, for a square lattice.
 *
 * @param sides L_p of the small systems
 * @param increments ours, naive, or both
 * @param seeds training seeds
 * @param sweep the studies
 */
public record SizeSweep(List<Integer> sides, List<Increment> increments, List<Long> seeds, Sweep<byte[]> sweep) {
    /** A recipe for one size and one increment. */
    @FunctionalInterface
    public interface Recipes {
        /**
         * The recipe.
         *
         * @param side L_p
         * @param increment ours or naive
         * @return the recipe
         */
        Recipe<byte[]> of(int side, Increment increment);
    }

    /**
     * The sweep of a study.
     *
     * @param study what is the same for all
     * @param recipes a recipe for one size and one increment
     * @param sides L_p of the small systems, in ascending order
     * @param increments ours, naive, or both
     * @param seeds training seeds
     * @return the sweep
     * @throws IllegalArgumentException if a patch does not tile the system, or a list is empty
     */
    public static SizeSweep of(
            Study<byte[]> study, Recipes recipes, List<Integer> sides, List<Increment> increments, List<Long> seeds) {
        Sweep<byte[]> sweep = Sweep.over(study, "side", sides, (any, side) -> any.patch(Grid.square(side)))
                .and(
                        "increment",
                        increments,
                        (any, increment) ->
                                any.recipe(recipes.of(any.patches().patch().rows(), increment)))
                .and("seed", seeds, Study::trainingSeed);
        return new SizeSweep(List.copyOf(sides), List.copyOf(increments), List.copyOf(seeds), sweep);
    }

    /**
     * The SDE of the first seed.
     *
     * @param side L_p
     * @param increment ours or naive
     * @return the learnt SDE
     * @throws IllegalArgumentException if that was not learnt
     */
    public Learnt<byte[]> first(int side, Increment increment) {
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
    public List<Learnt<byte[]>> all(int side, Increment increment) {
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
    public Spread over(int side, Increment increment, ToDoubleFunction<Learnt<byte[]>> number) {
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
    public Numbers numbers(String name, Pen pen, Increment increment, ToDoubleFunction<Learnt<byte[]>> number) {
        List<Spread> spreads =
                sides.stream().map(side -> over(side, increment, number)).toList();
        return new Numbers(
                name,
                pen,
                abscissae(),
                spreads.stream().mapToDouble(Spread::mean).toArray(),
                spreads.stream().mapToDouble(Spread::standardDeviation).toArray());
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
    public Numbers points(String name, Pen pen, Increment increment, ToDoubleFunction<Learnt<byte[]>> number) {
        double[] x = sides.stream()
                .flatMapToDouble(side -> seeds.stream().mapToDouble(seed -> side))
                .toArray();
        double[] y = sides.stream()
                .flatMapToDouble(side -> all(side, increment).stream().mapToDouble(number))
                .toArray();
        return Numbers.of(name, pen, x, y);
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
        return Numbers.of(
                name, pen, abscissae(), sides.stream().mapToDouble(of::apply).toArray());
    }

    /**
     * The sides as abscissae.
     *
     * @return {@code [sides]}
     */
    public double[] abscissae() {
        return IntStream.range(0, sides.size()).mapToDouble(sides::get).toArray();
    }

    static String title(Increment increment) {
        return increment == Increment.OURS ? "ours" : "naive baseline";
    }

    static String name(Increment increment) {
        return increment == Increment.OURS ? "ours" : "naive";
    }

    static Pen pen(Increment increment) {
        return increment == Increment.OURS ? Palette.OURS : Palette.BASELINE;
    }

    static LambdaRule lambda(Increment increment) {
        return increment == Increment.OURS ? LambdaRule.theory() : LambdaRule.fixed(1);
    }

    static Published.Method method(Increment increment) {
        return increment == Increment.OURS ? Published.Method.OURS : Published.Method.NAIVE;
    }
}
