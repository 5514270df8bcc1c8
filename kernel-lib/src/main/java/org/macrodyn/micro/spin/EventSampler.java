package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * How the flips of an {@link Ising} lattice are chosen; the physics, that is the rates, is the model's.
 *
 * <p>{@link #N_FOLD_WAY}, {@link #NULL_EVENT} and {@link #AUTOMATIC} sample the same continuous-time Glauber dynamics and
 * agree in distribution; their cost per event does not depend on the lattice's size. {@link #RASTER_SWEEP} is the
 * discrete-time dynamics of the phase-transition experiment: another law in time, the same equilibrium.
 */
public interface EventSampler {
    /**
     * Rejection-free: every draw is a flip, chosen among ten classes of sites of equal rate (Bortz, Kalos and Lebowitz,
     * J. Comput. Phys. 17, 10, 1975). The choice at low temperature.
     */
    EventSampler N_FOLD_WAY = new NFoldWay();

    /**
     * Uniformised: a random site flips with probability r/r_max, attempts come at rate n · r_max. The number of attempts in
     * a fixed time is Poisson distributed, the time of a fixed number of attempts Gamma distributed; both are drawn once,
     * exactly. The choice where more than a few percent of attempts flip; a span of events takes as long as they take to
     * come, which at low temperature may be for ever. Probabilities are exact to n · 2⁻⁶³.
     */
    EventSampler NULL_EVENT = new NullEvent();

    /**
     * The faster of {@link #NULL_EVENT} and {@link #N_FOLD_WAY}, by the fraction of attempts that would flip; looks again
     * about every eight events per site.
     */
    EventSampler AUTOMATIC = new EventSamplerAutomatic();

    /**
     * Discrete time: one step visits the region's sites in reading order (row by row) and flips each in place with
     * probability r. Time counts sweeps; spans of time must be whole, spans of events count sweeps too.
     *
     * @see RasterSweepEnsemble
     */
    EventSampler RASTER_SWEEP = new RasterSweep();

    /**
     * Evolves the sites of a region, all others frozen.
     *
     * @param model the lattice and its rates
     * @param state {@code [n]} spins −1 and +1. Modified inside the region only.
     * @param region a region of the model's grid
     * @param span how long
     * @param random source of randomness
     * @return the time that has passed, in flips attempted per site at unit rate (sweeps, for {@link #RASTER_SWEEP})
     * @throws IllegalArgumentException if the sampler does not know spans of that kind
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the state is then valid and part of
     *     the way
     */
    double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random);
}
