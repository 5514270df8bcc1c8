package org.macrodyn.closure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.net.Rows;

/**
 * The encoder e of a {@link ConvolutionalGraph} in inference, in plain Java on a copy of its parameters: 20 times as fast as
 * DL4J's layers, and the same bits on every machine. Batch norms are part of the kernels, w ↦ wγ/√(σ² + ε), b ↦ (b − μ)γ/√(σ²
 * + ε) + β; the maximum is taken before the leaky ReLU, which grows and therefore commutes with it.
 *
 * <p>Values lie as {@code [channel · site][patch]}: innermost loops run over at most {@value #TOGETHER} patches.
 */
final class ConvolutionalEncoder implements PatchEncoder {
    private static final int TOGETHER = 64;
    private static final int TAPS = 9;

    private final int side;
    private final Layer[] blocks;
    private final Layer last;

    /**
     * Products.
     *
     * @param weights {@code [out][in]}, of a convolution {@code [out][in · TAPS]}
     * @param bias {@code [out]}
     */
    private record Layer(float[][] weights, float[] bias) {
        float[][] products(float[][] x) {
            int samples = x[0].length;
            float[][] y = new float[bias.length][samples];
            for (int o = 0; o < bias.length; o++) {
                Arrays.fill(y[o], bias[o]);
            }
            Rows.addProducts(weights, x, x.length, y, y.length, samples);
            return y;
        }
    }

    ConvolutionalEncoder(ComputationGraph graph, int side, int blocks) {
        this.side = side;
        this.blocks = IntStream.range(0, blocks)
                .mapToObj(block -> block(graph, block))
                .toArray(Layer[]::new);
        last = new Layer(
                graph.getParam("closure_W").transpose().toFloatMatrix(),
                graph.getParam("closure_b").toFloatVector());
    }

    private static Layer block(ComputationGraph graph, int block) {
        String norm = "encoder" + block + "-norm_";
        double[] gamma = values(graph, norm + "gamma");
        double[] beta = values(graph, norm + "beta");
        double[] mean = values(graph, norm + "mean");
        double[] variance = values(graph, norm + "var");
        double[] kernel = values(graph, "convolution" + block + "_W");
        double[] shift = values(graph, "convolution" + block + "_b");
        float[][] weights = new float[shift.length][kernel.length / shift.length];
        float[] bias = new float[shift.length];
        for (int o = 0; o < bias.length; o++) {
            double factor = gamma[o] / Math.sqrt(variance[o] + ConvolutionalGraph.BATCH_NORM_EPSILON);
            bias[o] = (float) ((shift[o] - mean[o]) * factor + beta[o]);
            for (int k = 0; k < weights[o].length; k++) {
                weights[o][k] = (float) (kernel[o * weights[o].length + k] * factor);
            }
        }
        return new Layer(weights, bias);
    }

    private static double[] values(ComputationGraph graph, String name) {
        return graph.getParam(name).dup('c').data().asDouble();
    }

    @Override
    public int inputs() {
        return side * side;
    }

    @Override
    public int outputs() {
        return last.bias.length;
    }

    @Override
    public Pass pass() {
        return (field, values, from, count, codes) -> {
            for (int first = 0; first < count; first += TOGETHER) {
                float[][] x = new float[inputs()][Math.min(TOGETHER, count - first)];
                for (int i = 0; i < x.length; i++) {
                    for (int p = 0; p < x[i].length; p++) {
                        x[i][p] = values[from + (first + p) * x.length + i];
                    }
                }
                encode(x, codes, first);
            }
        };
    }

    private void encode(float[][] patches, double[] codes, int first) {
        int samples = patches[0].length;
        float[][] x = patches;
        for (int block = 0; block < blocks.length; block++) {
            x = convolved(blocks[block], x, side >> block);
        }
        float[][] y = last.products(x);
        for (int p = 0; p < samples; p++) {
            for (int c = 0; c < y.length; c++) {
                codes[(first + p) * y.length + c] = y[c][p];
            }
        }
    }

    private static float[][] convolved(Layer layer, float[][] x, int width) {
        int cells = width * width / 4;
        float[][] out = new float[layer.bias.length * cells][x[0].length];
        for (float[] row : out) {
            Arrays.fill(row, Float.NEGATIVE_INFINITY);
        }
        float[][] taken = new float[layer.weights[0].length][];
        float[] nothing = new float[x[0].length];
        for (int site = 0; site < width * width; site++) {
            gather(x, width, site, nothing, taken);
            float[][] y = layer.products(taken);
            int cell = site / width / 2 * (width / 2) + site % width / 2;
            for (int o = 0; o < y.length; o++) {
                takeActivated(out[o * cells + cell], y[o]);
            }
        }
        return out;
    }

    /** What a site takes in; beyond the edge there is nothing. */
    private static void gather(float[][] x, int width, int site, float[] nothing, float[][] taken) {
        for (int k = 0; k < taken.length; k++) {
            int row = site / width + k % TAPS / 3 - 1;
            int column = site % width + k % 3 - 1;
            boolean inside = row >= 0 && row < width && column >= 0 && column < width;
            taken[k] = inside ? x[(k / TAPS * width + row) * width + column] : nothing;
        }
    }

    private static void takeActivated(float[] most, float[] y) {
        for (int p = 0; p < y.length; p++) {
            most[p] = Math.max(most[p], Math.max(y[p], (float) ConvolutionalGraph.SLOPE * y[p]));
        }
    }
}
