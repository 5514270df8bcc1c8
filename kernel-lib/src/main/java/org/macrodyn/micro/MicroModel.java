package org.macrodyn.micro;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A microscopic system x: its states, its stochastic dynamics and its macroscopic observables z*(x).
 *
 * <p>This is the one class that a user writes for a new system. Everything else (upsampling, partial evolution, closure,
 * SDE, forecast) works on any implementation. Implementations are immutable and may be used by several threads at once;
 * all randomness comes from the generator that is passed in. {@code toString} names the system with all its parameters:
 * stages kept on disk are recognised by it.
 *
 * <p>Shorter for most lattices: {@link LocalModel}, which needs one site's share of the observables only, and {@link
 * Span#attempts} or {@link Span#steps}, {@link Grid#shift} and {@link Region#contains} for its dynamics.
 *
 * @param <S> the state array: {@code byte[]} for spins and species, {@code float[]} for fields
 */
public interface MicroModel<S> {
    /**
     * The sites of the system.
     *
     * @return the grid; states have {@code grid().sites()} values
     */
    Grid grid();

    /**
     * The same physics on another number of sites.
     *
     * @param grid the other system's sites
     * @return a model with the same parameters
     * @throws IllegalArgumentException if the physics is not defined on that grid
     */
    MicroModel<S> on(Grid grid);

    /**
     * What the state array is made of.
     *
     * @return the type of a state
     */
    StateType<S> stateType();

    /**
     * Draws a state from the distribution that training ensembles start from.
     *
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     */
    void initialise(S state, RandomGenerator random);

    /**
     * Evolves the sites inside a region and keeps all others frozen at their values; with the whole grid as region this is
     * the full dynamics.
     *
     * <p>An event that changes several sites belongs to a region by the share of its sites inside: it happens in full, at
     * its rate times that share, and changes sites outside by as far as {@link #spill} says.
     *
     * <p>The laws are the same at every site, round the grid's ends too, or at least in every patch: what is frozen into sites,
     * as disorder or walls, differs from one small system to another, and from the large one's. Time is continuous, and δt as
     * short as is asked for: a rule that updates all sites at once, once a step, is no such system.
     *
     * <p>Rates and drifts inside the region depend on the true values outside. Long calls stop with a {@link
     * java.util.concurrent.CancellationException} when the thread is interrupted.
     *
     * @param state {@code [n]}. Modified inside the region, and {@link #spill} sites beyond it, only.
     * @param region the sites that evolve
     * @param span how long
     * @param random source of randomness
     * @return the physical time that has passed, in the model's unit
     */
    double evolve(S state, Region region, Span span, RandomGenerator random);

    /**
     * How many sites beyond a region its evolution may change: 0 where each event changes one site, 1 where neighbours
     * change together, as by an exchange.
     *
     * <p>A hop across the edge of two regions then happens in full, at half its rate in each. So nothing that hops
     * conserve is lost at an edge, the increments of all patches add up to the whole's, and their covariances obey
     * λ = K as δt → 0.
     *
     * <p>Simplest: choose a site of the region, then the event, each event of m sites at 1/m of its rate from each of them.
     * Those inside are then found m times, those across the edge by the share of their sites inside.
     *
     * @return sites, at least 0
     */
    default int spill() {
        return 0;
    }

    /**
     * The names of the macroscopic observables z*.
     *
     * @return one name for each, in the order of {@link #observe}
     */
    List<String> observables();

    /**
     * What a site shows, of which closure variables are made.
     *
     * @return at least one function; the values as they are, unless overridden
     */
    default List<SiteFunction<S>> siteFunctions() {
        return SiteFunction.values(grid().fields());
    }

    /**
     * Measures the observables z*(x). They are intensive: means over sites.
     *
     * @param state {@code [n]}. Not modified.
     * @param z {@code [observables]}. Overwritten.
     */
    void observe(S state, double[] z);

    /**
     * The change z*(after) − z*(before) of the observables of the whole system, when only sites inside the region differ.
     *
     * <p>The default measures both states in full. Models with many sites override it and look at the region only.
     *
     * @param before {@code [n]}. Not modified.
     * @param after {@code [n]}. Not modified.
     * @param region the only sites that may differ
     * @param dz {@code [observables]}. Overwritten.
     */
    default void increment(S before, S after, Region region, double[] dz) {
        double[] old = new double[dz.length];
        observe(before, old);
        observe(after, dz);
        for (int i = 0; i < dz.length; i++) {
            dz[i] -= old[i];
        }
    }
}
