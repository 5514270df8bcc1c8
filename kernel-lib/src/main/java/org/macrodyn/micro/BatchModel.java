package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * A micro model that evolves many states together at less cost than one after another, as a simulator in another process
 * does, where each call has its price.
 *
 * <p>A batch is no other dynamics: each evolution gives, bit for bit, what {@link MicroModel#evolve} gives for the same
 * state, region, span and random numbers.
 *
 * @param <S> the state array
 */
public interface BatchModel<S> extends MicroModel<S> {
    /**
     * An empty batch, for one thread.
     *
     * @param result hears of each evolution, in the order in which they were added
     * @return the batch
     */
    Batch<S> batch(Result<S> result);

    /**
     * Evolutions that are waiting to be done together. A full batch is done by the {@link #add} that fills it.
     *
     * @param <S> the state array
     */
    interface Batch<S> {
        /**
         * Adds what {@link MicroModel#evolve} would do with these arguments; the same random numbers are drawn, at once.
         *
         * @param state {@code [n]} looked at before this call returns, and not modified
         * @param region the sites that evolve, in this model's grid or in that of another size of it
         * @param span how long
         * @param random source of randomness
         */
        void add(S state, Region region, Span span, RandomGenerator random);

        /**
         * Does what is still waiting.
         *
         * @throws java.util.concurrent.CancellationException if the thread is interrupted
         */
        void flush();
    }

    /**
     * Hears of evolutions.
     *
     * @param <S> the state array
     */
    @FunctionalInterface
    interface Result<S> {
        /**
         * One evolution is done.
         *
         * @param index how many were added before it
         * @param elapsed the physical time that has passed, in the model's unit
         * @param inside the new values of the region, widened by {@link MicroModel#spill}, in the order of that box's sites;
         *     valid until this call returns
         */
        void evolved(int index, double elapsed, S inside);
    }
}
