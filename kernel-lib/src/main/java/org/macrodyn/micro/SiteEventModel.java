package org.macrodyn.micro;

/**
 * A model that knows its events one by one, with the sites that each changes: so the drift and the covariance of anything that
 * is a sum over sites, not of its observables alone, can be told without any evolution.
 *
 * @param <S> the state array
 */
public interface SiteEventModel<S> extends EventModel<S> {
    /**
     * Tells the events that can happen in a configuration and have sites inside a region, each by the share of its sites
     * inside, as {@link #events} does, but one by one.
     *
     * @param state {@code [n]} x. Not modified.
     * @param region I
     * @param visitor hears of each
     */
    void siteEvents(S state, Region region, SiteEventVisitor<S> visitor);

    /**
     * Hears of events one by one.
     *
     * @param <S> the state array
     */
    @FunctionalInterface
    interface SiteEventVisitor<S> {
        /**
         * One event.
         *
         * @param rate r_e(x) times the share of its sites inside the region, above 0, per unit of the model's time
         * @param dz {@code [observables]} Δ_e z of the whole system; valid until this call returns
         * @param after {@code [n]} x + Δ_e; valid until this call returns. Not to be modified.
         * @param sites the sites that differ, each once; valid until this call returns
         */
        void event(double rate, double[] dz, S after, int[] sites);
    }
}
