package org.macrodyn.sde;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Forward and backward pass of the drift or of the diffusion for a block of samples; one thread at a time. */
interface Pass extends AutoCloseable {
    /** The pass of the drift. */
    static Pass drift(
            ComputationGraph net, SdeSettings settings, int capacity, FloatPointer parameters, FloatPointer gradients) {
        List<SdeGraph.Dense> layers = SdeGraph.layers(net, SdeGraph.DRIFT);
        return settings.onsager().isPresent()
                ? new OnsagerPass(layers, capacity, gradients)
                : new Branch(layers, settings.activation(), capacity, parameters, gradients);
    }

    /** The pass of the diffusion. */
    static Pass diffusion(
            ComputationGraph net, SdeSettings settings, int capacity, FloatPointer parameters, FloatPointer gradients) {
        return new Branch(
                SdeGraph.layers(net, SdeGraph.DIFFUSION), settings.activation(), capacity, parameters, gradients);
    }

    /**
     * Outputs of a block.
     *
     * @param samples number of samples
     * @param input {@code [inputs · samples]}
     * @param parameters the flat vector
     * @param output {@code [outputs · samples]} receives the outputs
     */
    void forward(int samples, float[] input, float[] parameters, float[] output);

    /**
     * Gradients of the block last sent forward.
     *
     * @param samples number of samples
     * @param error {@code [outputs · samples]} gradient with respect to the outputs
     * @param accumulate true: added to the gradients present; false: replaces them
     */
    void backward(int samples, float[] error, boolean accumulate);

    @Override
    void close();
}
