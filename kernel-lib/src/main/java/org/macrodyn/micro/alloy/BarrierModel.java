package org.macrodyn.micro.alloy;

/**
 * How high the barrier of a vacancy jump is, given the atoms around the vacancy.
 *
 * <p>A model is immutable and may be shared; each thread asks it for an {@link Evaluator} of its own, which holds the
 * scratch space.
 */
public interface BarrierModel {
    /**
     * How many sites of the {@link Neighbourhood} the model looks at.
     *
     * @return 112 or 144
     */
    int sites();

    /**
     * Prepares the evaluation of barriers.
     *
     * @return a new evaluator, to be used by one thread
     */
    Evaluator evaluator();

    /** Evaluates barriers with scratch space of its own; one thread at a time. */
    @FunctionalInterface
    interface Evaluator {
        /**
         * The barriers E_d of the eight jumps of a vacancy, in eV; +∞ where the target is a vacancy too.
         *
         * @param types {@code [sites]} species around the vacancy, in the laboratory frame and in the order of {@link
         *     Neighbourhood}. Not modified.
         * @param barriers {@code [8]}, one for each direction. Overwritten.
         */
        void barriers(byte[] types, double[] barriers);
    }
}
