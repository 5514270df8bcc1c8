package org.macrodyn.study;

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
