package org.macrodyn.closure;

/** The patch encoder e: the values of one field in one patch ↦ closure variables of that field. */
interface PatchEncoder {
    /**
     * The number of values that it takes.
     *
     * @return sites of a patch, of one field
     */
    int inputs();

    /**
     * The number of closure variables that it gives for each field.
     *
     * @return variables
     */
    int outputs();

    /**
     * Buffers for one thread.
     *
     * @return a pass that only one thread may use
     */
    Pass pass();

    /** An encoder with its buffers. */
    interface Pass {
        /**
         * Encodes one field of several patches.
         *
         * @param field number of the field
         * @param values at least {@code [from + count · inputs]}, patch after patch. Not modified.
         * @param from index of the first patch's first value
         * @param count number of patches
         * @param codes at least {@code [count · outputs]}. Overwritten.
         */
        void encode(int field, float[] values, int from, int count, double[] codes);
    }
}
