package org.macrodyn.study;

import org.macrodyn.closure.Increment;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.sde.LambdaSelection;

/** How λ is chosen: the ratio of the covariance of the pairs' increments to that of the large system's. */
@FunctionalInterface
public interface LambdaRule {
    /**
     * λ.
     *
     * @param patches K of the study
     * @return λ, above 0
     * @throws IllegalArgumentException if the rule holds for another K
     */
    double of(int patches);

    /**
     * The theory's λ = K, for the increments of Theorem 1.
     *
     * @return the rule
     */
    static LambdaRule theory() {
        return Words.named("λ = K", patches -> patches);
    }

    /**
     * What belongs to an increment: λ = K, and 1 for the naive baseline, whose pairs pass for steps of the whole system.
     *
     * @param increment of the pairs
     * @return the rule
     */
    static LambdaRule of(Increment increment) {
        return increment == Increment.OURS ? theory() : fixed(1);
    }

    /**
     * Measures λ on a system that is small enough to be evolved as a whole: the covariance of its patches' increments over
     * that of its own, from the same configurations.
     *
     * @param study of the small system; pairs draw from its seed plus the side of what evolves
     * @param patch how patches evolve
     * @param whole how the system evolves
     * @param degree of the polynomial that a drift is fitted by
     * @param <S> the state array
     * @return λ and the K that it holds for
     */
    static <S> LambdaSelection measure(Study<S> study, PatchPairs<S> patch, PatchPairs<S> whole, int degree) {
        Kept<Snapshots<S>> configurations = study.enlarge(study.simulate());
        Study<S> one = study.patch(study.large().grid());
        return LambdaSelection.estimate(
                pairs(study, patch, configurations),
                pairs(one, whole, configurations),
                study.patches().count(),
                degree);
    }

    private static <S> MacroPairs pairs(Study<S> study, PatchPairs<S> rule, Kept<Snapshots<S>> configurations) {
        return study.seed(study.seed() + study.patches().patch().columns())
                .recipe(recipe -> recipe.with(rule))
                .evolve(configurations)
                .pairs()
                .value();
    }

    /**
     * One value, whatever K is.
     *
     * @param lambda λ, above 0
     * @return the rule
     */
    static LambdaRule fixed(double lambda) {
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("λ = " + lambda + ": must be finite and above 0");
        }
        return Words.named("λ = " + lambda, patches -> lambda);
    }

    /**
     * A value that was measured on small systems.
     *
     * @param measured λ and the K that it holds for
     * @return the rule
     */
    static LambdaRule measured(LambdaSelection measured) {
        return Words.named("measured λ = " + measured.lambda(), patches -> {
            if (patches != measured.patches()) {
                throw new IllegalArgumentException("λ measured for K = " + measured.patches() + ", the study has K = "
                        + patches + ": extrapolate it to that K first");
            }
            return measured.lambda();
        });
    }
}
