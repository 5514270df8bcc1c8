package org.macrodyn.closure;

import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * One block of the encoder in training, on many patches: convolution → batch norm → leaky ReLU → maximum of 2 × 2, and back.
 *
 * <p>The maximum is taken before the leaky ReLU, which grows and therefore commutes with it. All methods with a patch's
 * number may run for different patches at the same time.
 */
final class ConvolutionalBlock {
    private final int width;
    private final int channels;
    private final int layer;
    /** {@code [patch][row, column, channel]}: y of the convolution, on the way back ∂L/∂y. */
    private final float[][] convolved;

    /** {@code [patch][row, column, channel]}: the block's output. */
    private final float[][] pooled;

    /** Which of the four sites was the largest. */
    private final byte[][] largest;

    /** {@code [patch][channel]}: sums that are added up in the order of patches. */
    private final double[][] sums;

    private final double[][] products;
    private ConvolutionalKernel kernel;
    private ConvolutionalKernel adjoint;
    private float[] gamma;
    private float[] beta;
    private double[] mean;
    private double[] variance;
    private double[] betaGradient;
    private double[] gammaGradient;

    ConvolutionalBlock(int patches, int width, int channels, int layer) {
        this.width = width;
        this.channels = channels;
        this.layer = layer;
        convolved = new float[patches][width * width * channels];
        pooled = new float[patches][width * width / 4 * channels];
        largest = new byte[patches][width * width / 4 * channels];
        sums = new double[patches][channels];
        products = new double[patches][channels];
    }

    /** Takes the parameters of a network as they are now. */
    void load(MultiLayerNetwork network) {
        kernel = ConvolutionalKernel.of(values(network, layer + "_W"), values(network, layer + "_b"));
        adjoint = kernel.adjoint();
        gamma = values(network, layer + 1 + "_gamma");
        beta = values(network, layer + 1 + "_beta");
    }

    private static float[] values(MultiLayerNetwork network, String name) {
        return network.getParam(name).dup('c').data().asFloat();
    }

    float[] output(int patch) {
        return pooled[patch];
    }

    void convolve(int patch, float[] input) {
        ConvolutionalKernel.Site site = kernel.site();
        float[] out = convolved[patch];
        double[] sum = sums[patch];
        Arrays.fill(sum, 0);
        for (int at = 0; at < width * width; at++) {
            float[] y = site.at(input, width, at / width, at % width);
            System.arraycopy(y, 0, out, at * channels, channels);
            for (int c = 0; c < channels; c++) {
                sum[c] += y[c];
            }
        }
    }

    void setMean() {
        mean = total(sums, 1.0 / count());
    }

    private double count() {
        return (double) convolved.length * width * width;
    }

    private static double[] total(double[][] parts, double factor) {
        double[] total = new double[parts[0].length];
        for (double[] part : parts) {
            for (int c = 0; c < total.length; c++) {
                total[c] += part[c] * factor;
            }
        }
        return total;
    }

    void addSquares(int patch) {
        float[] y = convolved[patch];
        double[] squares = products[patch];
        Arrays.fill(squares, 0);
        for (int at = 0; at < y.length; at += channels) {
            for (int c = 0; c < channels; c++) {
                double difference = y[at + c] - mean[c];
                squares[c] += difference * difference;
            }
        }
    }

    void setVariance() {
        variance = total(products, 1.0 / count());
    }

    private float inverse(int channel) {
        return (float) (1 / Math.sqrt(variance[channel] + ConvolutionalNetworks.BATCH_NORM_EPSILON));
    }

    /** Scale and shift of batch norm in one: y ↦ factor·y + shift. */
    void pool(int patch) {
        float[] factor = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            factor[c] = gamma[c] * inverse(c);
            shift[c] = beta[c] - factor[c] * (float) mean[c];
        }
        for (int cell = 0; cell < width * width / 4; cell++) {
            for (int c = 0; c < channels; c++) {
                poolOne(patch, cell, c, factor[c], shift[c]);
            }
        }
    }

    private void poolOne(int patch, int cell, int channel, float factor, float shift) {
        float most = Float.NEGATIVE_INFINITY;
        byte which = 0;
        for (byte k = 0; k < 4; k++) {
            float value = factor * convolved[patch][index(cell, k, channel)] + shift;
            if (value > most) {
                most = value;
                which = k;
            }
        }
        pooled[patch][cell * channels + channel] = Math.max(most, (float) ConvolutionalNetworks.SLOPE * most);
        largest[patch][cell * channels + channel] = which;
    }

    private int index(int cell, int k, int channel) {
        int half = width / 2;
        int row = cell / half * 2 + k / 2;
        int column = cell % half * 2 + k % 2;
        return (row * width + column) * channels + channel;
    }

    /** Turns ∂L/∂output into the gradient before the leaky ReLU, and adds up what γ and β get of it. */
    void activate(int patch, float[] gradient) {
        double[] sum = sums[patch];
        double[] product = products[patch];
        Arrays.fill(sum, 0);
        Arrays.fill(product, 0);
        for (int i = 0; i < gradient.length; i++) {
            int c = i % channels;
            gradient[i] *= pooled[patch][i] > 0 ? 1 : (float) ConvolutionalNetworks.SLOPE;
            sum[c] += gradient[i];
            float y = convolved[patch][index(i / channels, largest[patch][i], c)];
            product[c] += gradient[i] * (y - mean[c]) * inverse(c);
        }
    }

    void setGradients() {
        betaGradient = total(sums, 1);
        gammaGradient = total(products, 1);
    }

    /** ∂L/∂y = γ/√(σ² + ε)·(g − ⟨g⟩ − ŷ⟨gŷ⟩), in place of y. */
    void normalise(int patch, float[] gradient) {
        float[] y = convolved[patch];
        float[] factor = new float[channels];
        float[] slope = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            float inverse = inverse(c);
            factor[c] = gamma[c] * inverse;
            slope[c] = (float) (-factor[c] * inverse * gammaGradient[c] / count());
            shift[c] = (float) (-factor[c] * betaGradient[c] / count() - slope[c] * mean[c]);
        }
        for (int at = 0; at < y.length; at += channels) {
            for (int c = 0; c < channels; c++) {
                y[at + c] = slope[c] * y[at + c] + shift[c];
            }
        }
        for (int i = 0; i < gradient.length; i++) {
            int c = i % channels;
            y[index(i / channels, largest[patch][i], c)] += factor[c] * gradient[i];
        }
    }

    /** Adds ∂L/∂w of one patch to {@code [tap · in + i][o]} and ∂L/∂b to {@code [o]}. */
    void addKernelGradient(int patch, float[] input, float[][] weights, float[] biases) {
        float[] four = new float[4];
        float[][] g = new float[4][channels];
        for (int row = 0; row < width; row++) {
            for (int column = 0; column < width; column += 4) {
                for (int k = 0; k < 4; k++) {
                    load(g[k], convolved[patch], row, column + k);
                    addTo(biases, g[k]);
                }
                for (int tap = 0; tap < ConvolutionalKernel.TAPS; tap++) {
                    addTap(tap, input, row + tap / 3 - 1, column + tap % 3 - 1, four, g, weights);
                }
            }
        }
    }

    private void load(float[] to, float[] gradient, int row, int column) {
        if (column < width) {
            System.arraycopy(gradient, (row * width + column) * channels, to, 0, channels);
        } else {
            Arrays.fill(to, 0);
        }
    }

    private static void addTo(float[] sum, float[] values) {
        for (int o = 0; o < sum.length; o++) {
            sum[o] += values[o];
        }
    }

    private void addTap(int tap, float[] input, int row, int column, float[] four, float[][] g, float[][] weights) {
        if (row < 0 || row >= width) {
            return;
        }
        int in = kernel.in();
        for (int i = 0; i < in; i++) {
            for (int k = 0; k < 4; k++) {
                boolean inside = column + k >= 0 && column + k < width;
                four[k] = inside ? input[(row * width + column + k) * in + i] : 0;
            }
            ConvolutionalKernel.addFour(weights[tap * in + i], four, 0, g[0], g[1], g[2], g[3]);
        }
    }

    /** ∂L/∂input of one patch. */
    void inputGradient(int patch, float[] to) {
        ConvolutionalKernel.Site site = adjoint.site();
        int in = kernel.in();
        for (int at = 0; at < width * width; at++) {
            System.arraycopy(site.at(convolved[patch], width, at / width, at % width), 0, to, at * in, in);
        }
    }

    int layer() {
        return layer;
    }

    int in() {
        return kernel.in();
    }

    int channels() {
        return channels;
    }

    int outputs() {
        return width * width / 4 * channels;
    }

    double[] mean() {
        return mean;
    }

    double[] variance() {
        return variance;
    }

    double[] gammaGradient() {
        return gammaGradient;
    }

    double[] betaGradient() {
        return betaGradient;
    }
}
