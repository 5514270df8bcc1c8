package org.macrodyn.sde;

import java.util.List;

/** A network of dense layers in double precision. */
final class DenseNetwork implements Network {
    private final double[][][] weights;
    private final double[][] biases;
    private final Activation activation;

    DenseNetwork(List<SdeGraph.Dense> layers, float[] parameters, Activation activation) {
        this.activation = activation;
        weights = new double[layers.size()][][];
        biases = new double[layers.size()][];
        for (int l = 0; l < layers.size(); l++) {
            SdeGraph.Dense layer = layers.get(l);
            weights[l] = new double[layer.outputs()][layer.inputs()];
            biases[l] = new double[layer.outputs()];
            for (int j = 0; j < layer.outputs(); j++) {
                biases[l][j] = parameters[layer.biases() + j];
                for (int i = 0; i < layer.inputs(); i++) {
                    weights[l][j][i] = parameters[layer.weights() + j * layer.inputs() + i];
                }
            }
        }
    }

    @Override
    public double[] evaluate(double[] input) {
        double[] x = input;
        for (int l = 0; l < weights.length; l++) {
            double[] y = biases[l].clone();
            for (int j = 0; j < y.length; j++) {
                double[] row = weights[l][j];
                for (int i = 0; i < row.length; i++) {
                    y[j] += row[i] * x[i];
                }
                y[j] = l < weights.length - 1 ? activation.value(y[j]) : y[j];
            }
            x = y;
        }
        return x;
    }
}
