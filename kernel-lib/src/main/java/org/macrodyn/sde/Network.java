package org.macrodyn.sde;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The drift or the diffusion in double precision, for single points. */
interface Network {
    /**
     * Outputs at one point.
     *
     * @param input what the network sees of z and of the parameter
     * @return its outputs
     */
    double[] evaluate(double[] input);

    static Network drift(ComputationGraph graph, float[] parameters, SdeSettings settings) {
        List<SdeGraph.Dense> layers = SdeGraph.layers(graph, SdeGraph.DRIFT);
        if (settings.onsager().isEmpty()) {
            return new DenseNetwork(layers, parameters, settings.activation());
        }
        ThreadLocal<OnsagerPass> passes = ThreadLocal.withInitial(() -> {
            OnsagerPass pass = new OnsagerPass(layers, 1, null);
            pass.load(parameters);
            return pass;
        });
        return input -> passes.get().evaluate(input);
    }

    static Network diffusion(ComputationGraph graph, float[] parameters, SdeSettings settings) {
        return new DenseNetwork(SdeGraph.layers(graph, SdeGraph.DIFFUSION), parameters, settings.activation());
    }
}
