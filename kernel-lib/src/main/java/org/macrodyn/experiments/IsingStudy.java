package org.macrodyn.experiments;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.macrodyn.closure.Increment;
import org.macrodyn.metrics.Spread;
import org.macrodyn.sde.TrainingResult;

/**
 * What one recipe has learnt: a model for each patch side, increment and training seed.
 *
 * @param recipe how it was learnt
 * @param cases the models
 */
public record IsingStudy(IsingRecipe recipe, List<Case> cases) {
    /**
     * Copies the list.
     *
     * @throws NullPointerException if a case is null
     */
    public IsingStudy {
        cases = List.copyOf(cases);
    }

    /**
     * One model.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @param seed training seed
     * @param latent the latent map that it lives in
     * @param timeUnit its unit of time, in the model's
     * @param result its training
     */
    public record Case(
            int patchSide,
            Increment increment,
            long seed,
            IsingClosure.Latent latent,
            double timeUnit,
            TrainingResult result) {}

    /**
     * The models of one patch side and increment, one for each seed.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the cases, in the order of the seeds
     */
    public List<Case> cases(int patchSide, Increment increment) {
        return cases.stream()
                .filter(one -> one.patchSide() == patchSide && one.increment() == increment)
                .toList();
    }

    /**
     * The model of the first seed.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the case
     * @throws IllegalArgumentException if it was not learnt
     */
    public Case first(int patchSide, Increment increment) {
        return cases(patchSide, increment).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "patch side " + patchSide + ", " + increment + ": not learnt, have sides " + patchSides()));
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
    public Spread over(int patchSide, Increment increment, ToDoubleFunction<Case> number) {
        return Spread.of(
                cases(patchSide, increment).stream().mapToDouble(number).toArray());
    }
}
