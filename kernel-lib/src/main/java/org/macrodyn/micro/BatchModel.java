package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * A micro model that evolves and measures many states together at less cost than one after another, as a simulator in another
 * process does, where each call has its price.
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
     * Measurements to be made together, for one thread.
     *
     * @return none yet
     */
    Measuring<S> measuring();

    /**
     * Measurements by any model: together by a model that gains by it, else each at once.
     *
     * @param model the system
     * @param <S> the state array
     * @return none yet
     */
    static <S> Measuring<S> measuring(MicroModel<S> model) {
        return model instanceof BatchModel<S> many ? many.measuring() : new AtOnce<>(model);
    }

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

    /**
     * Measurements that are waiting to be made together, of states as they are when they are given.
     *
     * @param <S> the state array
     */
    interface Measuring<S> {
        /**
         * Adds what {@link MicroModel#observe} does.
         *
         * @param state {@code [n]}. Not modified.
         * @param z {@code [observables]}. Overwritten by the end of {@link #flush}.
         */
        void observe(S state, double[] z);

        /**
         * Adds what {@link MicroModel#increment} does.
         *
         * @param before {@code [n]}. Not modified.
         * @param after {@code [n]}. Not modified.
         * @param region the only sites that may differ
         * @param dz {@code [observables]}. Overwritten by the end of {@link #flush}.
         */
        void increment(S before, S after, Region region, double[] dz);

        /**
         * Makes what is still waiting.
         *
         * @throws java.util.concurrent.CancellationException if the thread is interrupted
         */
        void flush();
    }

    /**
     * Measurements by a model that gains nothing by waiting.
     *
     * @param model the system
     * @param <S> the state array
     */
    record AtOnce<S>(MicroModel<S> model) implements Measuring<S> {
        @Override
        public void observe(S state, double[] z) {
            model.observe(state, z);
        }

        @Override
        public void increment(S before, S after, Region region, double[] dz) {
            model.increment(before, after, region, dz);
        }

        @Override
        public void flush() {
            // Nothing ever waits.
        }
    }
}
