package org.macrodyn.scale;

import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;

/**
 * The generator of a model that knows its events, applied to the observables: drift b(x) = Σ_e r_e(x) Δ_e z and covariance
 * Γ(x) = Σ_e r_e(x) Δ_e z Δ_e zᵀ, the limits of ⟨Δz⟩/δt and ⟨Δz Δzᵀ⟩/δt as δt → 0. No evolution, no noise.
 *
 * <p>Over one patch I, K b_I and K² Γ_I are those of {@link PartialEvolution}'s increments in that limit. The sums over all
 * patches of b_I and Γ_I are the whole's: the mean over I of K b_I is b, that of K² Γ_I is K Γ, and Theorem 1 of the paper
 * holds exactly.
 *
 * @param model the system
 * @param <S> the state array
 */
public record Generator<S>(EventModel<S> model) {
    /** Version of how drift and covariance are made: raised when their numbers change. */
    public static final int ALGORITHM = 1;

    /**
     * The generator of a system.
     *
     * @param model the system
     * @param <S> the state array
     * @return its generator
     * @throws IllegalArgumentException if the model does not know its events
     */
    public static <S> Generator<S> of(MicroModel<S> model) {
        if (model instanceof EventModel<S> events) {
            return new Generator<>(events);
        }
        throw new IllegalArgumentException("generator of " + model
                + ": the model gives no rates; implement EventModel, or make pairs by evolving patches");
    }

    /**
     * Drift and covariance at one configuration.
     *
     * @param drift {@code [observables]} b, in units of z per time
     * @param covariance {@code [observables][observables]} Γ, in squared units of z per time
     */
    public record Rates(double[] drift, double[][] covariance) {
        private void add(int a, double moved, double[] dz) {
            drift[a] += moved;
            double[] row = covariance[a];
            for (int b = 0; b < row.length; b++) {
                row[b] += moved * dz[b];
            }
        }
    }

    /**
     * The rates of change of the whole system's observables by the events of a region.
     *
     * @param state {@code [n]} x. Not modified.
     * @param region the whole or a patch I
     * @return b and Γ, or b_I and Γ_I
     * @throws IllegalArgumentException if a rate is not finite or below 0
     */
    public Rates at(S state, Region region) {
        int d = model.observables().size();
        Rates rates = new Rates(new double[d], new double[d][d]);
        model.events(state, region, (rate, dz) -> {
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException(
                        "event of rate " + rate + " in " + model + ": must be finite and at least 0");
            }
            for (int a = 0; a < d; a++) {
                if (dz[a] != 0) {
                    rates.add(a, rate * dz[a], dz);
                }
            }
        });
        return rates;
    }
}
