package org.macrodyn.closure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The encoder e of a {@link ConvolutionalGraph} in inference, in plain Java on a copy of its parameters: many times faster than
 * DL4J's layers, and the same bits on every machine. Batch norms are part of the kernels, w ↦ wγ/√(σ² + ε), b ↦ (b − μ)γ/√(σ²
 * + ε) + β, and the maximum is taken before the leaky ReLU, which grows and therefore commutes with it.
 *
 * <p>Values lie as {@code [channel · site][patch]}: innermost loops run over {@value #LANES} patches.
 */
final class ConvolutionalEncoder implements PatchEncoder {
    private static final int LANES = 64;
    private static final int TAPS = 9;

    private final int side;
    private final Kernel[] kernels;
    /** {@code [variable][channel · site]} */
    private final float[][] dense;

    private final float[] denseBias;

    /**
     * One block's convolution.
     *
     * @param weights {@code [out][in · TAPS]}
     * @param bias {@code [out]}
     */
    private record Kernel(float[][] weights, float[] bias) {
        static Kernel of(ComputationGraph graph, int block) {
            String norm = "encoder" + block + "-norm_";
            double[] mean = values(graph, norm + "mean");
            double[] variance = values(graph, norm + "var");
            double[] gamma = values(graph, norm + "gamma");
            double[] beta = values(graph, norm + "beta");
            double[] flat = values(graph, "convolution" + block + "_W");
            double[] raw = values(graph, "convolution" + block + "_b");
            float[][] weights = new float[raw.length][flat.length / raw.length];
            float[] bias = new float[raw.length];
            for (int o = 0; o < raw.length; o++) {
                double factor = gamma[o] / Math.sqrt(variance[o] + ConvolutionalGraph.BATCH_NORM_EPSILON);
                bias[o] = (float) ((raw[o] - mean[o]) * factor + beta[o]);
                for (int k = 0; k < weights[o].length; k++) {
                    weights[o][k] = (float) (flat[o * weights[o].length + k] * factor);
                }
            }
            return new Kernel(weights, bias);
        }
    }

    ConvolutionalEncoder(ComputationGraph graph, int side, int blocks) {
        this.side = side;
        kernels = IntStream.range(0, blocks)
                .mapToObj(block -> Kernel.of(graph, block))
                .toArray(Kernel[]::new);
        dense = graph.getParam(ConvolutionalGraph.CLOSURE + "_W").transpose().toFloatMatrix();
        denseBias = graph.getParam(ConvolutionalGraph.CLOSURE + "_b").toFloatVector();
    }

    private static double[] values(ComputationGraph graph, String name) {
        INDArray parameter = graph.getParam(name);
        return parameter.dup('c').data().asDouble();
    }

    @Override
    public int inputs() {
        return side * side;
    }

    @Override
    public int outputs() {
        return denseBias.length;
    }

    @Override
    public Pass pass() {
        float[][] x = new float[inputs()][LANES];
        return (field, values, from, count, codes) -> {
            for (int first = 0; first < count; first += LANES) {
                int lanes = Math.min(LANES, count - first);
                for (int i = 0; i < x.length; i++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        x[i][lane] = values[from + (first + lane) * x.length + i];
                    }
                }
                encode(x, lanes, codes, first * outputs());
            }
        };
    }

    private void encode(float[][] patches, int lanes, double[] codes, int to) {
        float[][] x = patches;
        for (int block = 0; block < kernels.length; block++) {
            x = block(kernels[block], x, side >> block);
        }
        float[] y = new float[LANES];
        for (int c = 0; c < outputs(); c++) {
            Arrays.fill(y, denseBias[c]);
            addProducts(y, dense[c], x, x.length);
            for (int lane = 0; lane < lanes; lane++) {
                codes[to + lane * outputs() + c] = y[lane];
            }
        }
    }

    private static float[][] block(Kernel kernel, float[][] x, int width) {
        int cells = width * width / 4;
        float[][] out = new float[kernel.bias.length * cells][LANES];
        float[][] taken = new float[kernel.weights[0].length][];
        float[] factors = new float[taken.length];
        int[] taps = new int[taken.length];
        float[] y = new float[LANES];
        for (int site = 0; site < width * width; site++) {
            int count = gather(x, width, site, taken, taps);
            boolean first = site / width % 2 == 0 && site % 2 == 0;
            for (int o = 0; o < kernel.bias.length; o++) {
                for (int k = 0; k < count; k++) {
                    factors[k] = kernel.weights[o][taps[k]];
                }
                Arrays.fill(y, kernel.bias[o]);
                addProducts(y, factors, taken, count);
                float[] cell = out[o * cells + site / width / 2 * (width / 2) + site % width / 2];
                for (int lane = 0; lane < LANES; lane++) {
                    cell[lane] = first ? y[lane] : Math.max(cell[lane], y[lane]);
                }
            }
        }
        for (float[] cell : out) {
            for (int lane = 0; lane < LANES; lane++) {
                cell[lane] = Math.max(cell[lane], (float) ConvolutionalGraph.SLOPE * cell[lane]);
            }
        }
        return out;
    }

    /** What a site takes in, with the numbers of its weights; beyond the edge there is nothing. */
    private static int gather(float[][] x, int width, int site, float[][] taken, int[] taps) {
        int sites = width * width;
        int count = 0;
        for (int k = 0; k < taken.length; k++) {
            int row = site / width + k % TAPS / 3 - 1;
            int column = site % width + k % 3 - 1;
            if (row >= 0 && row < width && column >= 0 && column < width) {
                taken[count] = x[k / TAPS * sites + row * width + column];
                taps[count++] = k;
            }
        }
        return count;
    }

    /** y += Σ w_k x_k: four at a time, so that y is read and written a quarter as often. */
    private static void addProducts(float[] y, float[] w, float[][] x, int count) {
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            addFour(y, w, x, k);
        }
        for (; k < count; k++) {
            for (int lane = 0; lane < LANES; lane++) {
                y[lane] += w[k] * x[k][lane];
            }
        }
    }

    private static void addFour(float[] y, float[] w, float[][] x, int k) {
        float w0 = w[k];
        float w1 = w[k + 1];
        float w2 = w[k + 2];
        float w3 = w[k + 3];
        float[] x0 = x[k];
        float[] x1 = x[k + 1];
        float[] x2 = x[k + 2];
        float[] x3 = x[k + 3];
        for (int lane = 0; lane < LANES; lane++) {
            y[lane] += w0 * x0[lane] + w1 * x1[lane] + w2 * x2[lane] + w3 * x3[lane];
        }
    }
}
