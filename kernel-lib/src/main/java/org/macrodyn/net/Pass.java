package org.macrodyn.net;

/**
 * A differentiable function of blocks of samples, with its own work space; one thread at a time. Blocks are rows, {@code
 * [units][samples]}: inner loops run over samples and are vectorised.
 */
public interface Pass {
    /**
     * Takes the weights, after each change of them.
     *
     * @param parameters the flat vector. Not kept.
     */
    void load(float[] parameters);

    /**
     * Where the inputs are put before {@link #forward}.
     *
     * @return {@code [inputs][capacity]}
     */
    float[][] input();

    /**
     * Outputs of a block.
     *
     * @param samples number of samples, at most the capacity
     * @return {@code [outputs][samples]}, rows of this pass, valid until its next block
     */
    float[][] forward(int samples);

    /**
     * The same outputs, of a block that is not sent backward: faster for few samples.
     *
     * @param samples number of samples, at most the capacity
     * @return {@code [outputs][samples]}, rows of this pass, valid until its next block
     */
    default float[][] evaluate(int samples) {
        return forward(samples);
    }

    /**
     * Adds up the gradients of the block last sent forward.
     *
     * @param error {@code [outputs][samples]} gradient with respect to the outputs. Not modified.
     * @param samples number of samples
     */
    void backward(float[][] error, int samples);

    /**
     * Hands over the gradients since the last call, and forgets them.
     *
     * @param gradients the flat vector of gradients, to which they are added
     */
    void addGradients(float[] gradients);
}
