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
         * Encodes one field of one patch.
         *
         * @param field number of the field
         * @param values at least {@code [from + inputs]}. Not modified.
         * @param from index of the patch's first value
         * @param code at least {@code [to + outputs]}. Overwritten from {@code to} on.
         * @param to index of the first closure variable
         */
        void encode(int field, float[] values, int from, double[] code, int to);
    }
}
