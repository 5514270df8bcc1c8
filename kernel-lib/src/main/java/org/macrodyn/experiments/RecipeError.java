package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.macrodyn.closure.Increment;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;

/**
 * What a recipe is worth: the published one, ours, which was chosen by looking at the tests, and what {@link Study#learn} chose
 * from small systems alone.
 *
 * @param recipe its name
 * @param side L_p
 * @param seed of the training
 * @param relmse error of the mean of all observables
 */
public record RecipeError(String recipe, int side, long seed, double relmse) {
    private static final String UNTUNED = "learn()";

    private static RecipeError of(String recipe, Learnt<byte[]> learnt, ToDoubleFunction<Learnt<byte[]>> error) {
        return new RecipeError(
                recipe,
                learnt.study().patches().patch().columns(),
                learnt.study().recipe().fit().training().seed(),
                error.applyAsDouble(learnt));
    }

    /** Of every training: the published recipe, ours, and what was chosen for the same patches. */
    static List<RecipeError> of(
            SizeSweep<byte[]> paper,
            SizeSweep<byte[]> best,
            List<Learnt<byte[]>> untuned,
            ToDoubleFunction<Learnt<byte[]>> error) {
        List<RecipeError> all = new ArrayList<>();
        for (int side : untuned.stream()
                .map(one -> one.study().patches().patch().columns())
                .distinct()
                .toList()) {
            paper.all(side, Increment.OURS).forEach(one -> all.add(of("paper()", one, error)));
            best.all(side, Increment.OURS).forEach(one -> all.add(of("ours, tuned", one, error)));
        }
        untuned.forEach(one -> all.add(of(UNTUNED, one, error)));
        return all;
    }

    /** Rows {@code what.ours.learn.16.seed_42} and so on, of what was chosen. */
    static List<Row> rows(String what, List<RecipeError> errors) {
        return errors.stream()
                .filter(one -> one.recipe.equals(UNTUNED))
                .map(one -> Row.of(what + ".ours.learn." + one.side + ".seed_" + one.seed, one.relmse))
                .toList();
    }
}
