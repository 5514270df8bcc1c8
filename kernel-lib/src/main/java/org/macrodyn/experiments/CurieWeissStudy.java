package org.macrodyn.experiments;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.closure.Increment;
import org.macrodyn.metrics.Spread;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;

/**
 * What one recipe has learnt: a model for each patch side, increment and training seed.
 *
 * @param recipe how it was learnt
 * @param cases what each model is
 * @param results {@code [cases]} the trainings
 */
public record CurieWeissStudy(CurieWeissRecipe recipe, List<Case> cases, List<TrainingResult> results) {
    /**
     * Checks that there is one training for each case.
     *
     * @throws IllegalArgumentException if not
     */
    public CurieWeissStudy {
        cases = List.copyOf(cases);
        results = List.copyOf(results);
        if (cases.size() != results.size()) {
            throw new IllegalArgumentException(
                    cases.size() + " cases with " + results.size() + " trainings: must be equal");
        }
    }

    /**
     * One model.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @param seed training seed
     */
    public record Case(int patchSide, Increment increment, long seed) {}

    /**
     * The trainings of one patch side and increment, one for each seed.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return their results, in the order of the seeds
     */
    public List<TrainingResult> results(int patchSide, Increment increment) {
        return IntStream.range(0, cases.size())
                .filter(i ->
                        cases.get(i).patchSide() == patchSide && cases.get(i).increment() == increment)
                .mapToObj(results::get)
                .toList();
    }

    /**
     * The model of the first seed.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the learnt SDE
     * @throws IllegalArgumentException if that case was not learnt
     */
    public SdeModel model(int patchSide, Increment increment) {
        return results(patchSide, increment).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "patch side " + patchSide + " was not learnt: have " + patchSides()))
                .model();
    }

    /**
     * The patch sides.
     *
     * @return L_p of the cases, in their order
     */
    public List<Integer> patchSides() {
        return cases.stream().map(Case::patchSide).distinct().toList();
    }

    /**
     * A number of the models of one patch side and increment, over the seeds.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @param number what is measured of a model
     * @return mean and spread over the seeds
     */
    public Spread over(int patchSide, Increment increment, ToDoubleFunction<SdeModel> number) {
        return Spread.of(results(patchSide, increment).stream()
                .map(TrainingResult::model)
                .mapToDouble(number)
                .toArray());
    }
}
