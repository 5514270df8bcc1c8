package org.macrodyn.micro;

/**
 * A micro model that knows its events: x changes to x + Δ_e at the rate r_e(x), for each event e that is possible in x.
 *
 * <p>Its generator gives the drift and the covariance of the observables at a configuration without any evolution,
 * b(x) = Σ_e r_e(x) Δ_e z and Γ(x) = Σ_e r_e(x) Δ_e z Δ_e zᵀ, the limits of ⟨Δz⟩/δt and ⟨Δz Δzᵀ⟩/δt as δt → 0.
 *
 * @param <S> the state array
 */
public interface EventModel<S> extends MicroModel<S> {
    /**
     * Tells the events that can happen in a configuration and have sites inside a region. An event belongs to a region by
     * the share of its sites inside, so that the sums over all patches of a tiling are those of the whole.
     *
     * @param state {@code [n]} x. Not modified.
     * @param region I
     * @param visitor hears of each
     */
    void events(S state, Region region, EventVisitor visitor);

    /** Hears of events. */
    @FunctionalInterface
    interface EventVisitor {
        /**
         * One event, or several that change the observables alike.
         *
         * @param rate r_e(x) times the share of its sites inside the region, above 0, per unit of the model's time
         * @param dz {@code [observables]} Δ_e z = z*(x + Δ_e) − z*(x) of the whole system; valid until this call returns
         */
        void event(double rate, double[] dz);
    }
}
