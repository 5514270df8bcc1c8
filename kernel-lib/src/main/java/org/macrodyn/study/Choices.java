package org.macrodyn.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;

/** The choices of a study by name. */
final class Choices {
    private Choices() {}

    /** A choice for values of one type. */
    private record Choice<S, V>(Class<V> type, BiFunction<Study<S>, V, Study<S>> change) {
        Study<S> make(String name, Study<S> study, Object value) {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(name + " = " + value + ", a "
                        + value.getClass().getSimpleName() + ": must be a " + type.getSimpleName());
            }
            return change.apply(study, type.cast(value));
        }
    }

    static <S> BiFunction<Study<S>, Object, Study<S>> named(String name) {
        Map<String, Choice<S, ?>> all = Choices.<S>all();
        Choice<S, ?> choice = all.get(name);
        if (choice == null) {
            throw new IllegalArgumentException(
                    "no choice named " + name + ": there are " + String.join(", ", all.keySet()));
        }
        return (study, value) -> choice.make(name, study, value);
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

    private static <S> Map<String, Choice<S, ?>> all() {
        Map<String, Choice<S, ?>> all = new LinkedHashMap<>();
        put(all, "λ", Number.class, (study, value) -> study.lambda(value.doubleValue()));
        put(all, "δt", Number.class, (study, value) -> study.step(value.doubleValue()));
        put(
                all,
                "patch",
                Integer.class,
                (study, side) -> study.patch(sided(study.patches().patch(), side)));
        put(
                all,
                "size",
                Integer.class,
                (study, side) ->
                        study.large(study.large().on(sided(study.large().grid(), side))));
        put(all, "boundary", PatchBoundary.class, Study::boundary);
        put(all, "repeats", Integer.class, Study::repeats);
        put(all, "configurations", Integer.class, Study::configurations);
        put(all, "seed", Number.class, (study, value) -> study.seed(value.longValue()));
        put(all, "training seed", Number.class, (study, value) -> study.trainingSeed(value.longValue()));
        return all;
    }

    private static <S, V> void put(
            Map<String, Choice<S, ?>> all, String name, Class<V> type, BiFunction<Study<S>, V, Study<S>> change) {
        all.put(name, new Choice<>(type, change));
    }

    /** A grid of the same kind with another side: line, square or cube. */
    private static Grid sided(Grid like, int side) {
        return new Grid(like.fields(), like.layers() > 1 ? side : 1, like.rows() > 1 ? side : 1, side);
    }
}
