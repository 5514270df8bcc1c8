package org.macrodyn.study;

import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;

/** The choices of a study by name. */
final class Choices {
    private Choices() {}

    /** A study with another value of a choice. */
    @SuppressWarnings("unchecked")
    static <S> Study<S> with(String name, Study<S> study, Object value) {
        return switch (name) {
            case "λ" -> study.lambda(of(Number.class, name, value).doubleValue());
            case "δt" -> study.step(of(Number.class, name, value).doubleValue());
            case "patch" -> study.patch(sided(study.patches().patch(), of(Integer.class, name, value)));
            case "size" ->
                SizeChoice.anew(
                        study.large(study.large().on(sided(study.large().grid(), of(Integer.class, name, value)))));
            case "pairs" -> study.recipe(recipe -> recipe.with((PairRule<S>) of(PairRule.class, name, value)));
            case "boundary" -> study.boundary(of(PatchBoundary.class, name, value));
            case "repeats" -> study.repeats(of(Integer.class, name, value));
            case "configurations" -> study.configurations(of(Integer.class, name, value));
            case "closure" -> study.closure((ClosureRule<S>) of(ClosureRule.class, name, value));
            case "seed" -> study.seed(of(Number.class, name, value).longValue());
            case "training seed" ->
                study.trainingSeed(of(Number.class, name, value).longValue());
            default ->
                throw new IllegalArgumentException(
                        "no choice named " + name
                                + ": there are λ, δt, patch, size, pairs, boundary, repeats, configurations, closure, seed, training seed");
        };
    }

    private static <V> V of(Class<V> type, String name, Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    name + " = " + value + ", a " + value.getClass().getSimpleName() + ": must be "
                            + (type == Integer.class ? "a whole number, an Integer" : "a " + type.getSimpleName()));
        }
        return type.cast(value);
    }

    /** A grid of the same kind with another side: line, square or cube. */
    private static Grid sided(Grid like, int side) {
        return new Grid(like.fields(), like.layers() > 1 ? side : 1, like.rows() > 1 ? side : 1, side);
    }

    /** What an axis calls a choice. */
    static String axis(String name) {
        return switch (name) {
            case "δt" -> "step δt of the pairs (time)";
            case "patch" -> "side of a patch (sites)";
            case "size" -> "side of the large system (sites)";
            case "repeats" -> "pairs of each configuration";
            default -> name;
        };
    }
}
