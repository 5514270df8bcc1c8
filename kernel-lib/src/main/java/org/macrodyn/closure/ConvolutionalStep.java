package org.macrodyn.closure;

import java.util.List;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loss and gradients of a convolutional autoencoder, with a = decoder(z*, (1/K) Σ_I e(x_I)) the logits:
 *
 * <p>L = mean over batch and sites of −t ln σ(a) − (1 − t) ln(1 − σ(a)), t = (x + 1) / 2.
 */
final class ConvolutionalStep {
    private final MultiLayerNetwork encoder;
    private final MultiLayerNetwork decoder;
    private final int patches;
    private final int patchSide;
    private final int side;
    private final int observables;
    private final int variables;
    private final int threads;
    private ConvolutionalEncoderPass encoderPass;
    private Gradient encoderGradient;
    private Gradient decoderGradient;

    /**
     * A step on two networks.
     *
     * @param networks encoder and decoder of {@link ConvolutionalNetworks}
     * @param patchSide L_p
     * @param side L
     * @param observables number of components of z*
     * @param threads number of threads; the numbers do not depend on it
     */
    ConvolutionalStep(PatchAutoencoderNetworks networks, int patchSide, int side, int observables, int threads) {
        this.threads = threads;
        encoder = networks.encoder();
        decoder = networks.decoder();
        this.patchSide = patchSide;
        this.side = side;
        this.observables = observables;
        patches = side / patchSide * (side / patchSide);
        variables = (int) encoder.getParam(encoder.getnLayers() - 1 + "_W").size(1);
    }

    /**
     * Leaves the gradients of both networks for {@link #update}; changes no parameter.
     *
     * @param regrouped {@code [batch · n]} configurations by patches
     * @param sites {@code [batch · n]} the same by sites
     * @param measured {@code [batch · observables]} z*
     * @param poll called between the passes of the networks, may throw
     * @return L
     */
    double gradient(float[] regrouped, float[] sites, double[] measured, Runnable poll) {
        int batch = measured.length / observables;
        poll.run();
        ConvolutionalEncoderPass pass = pass(batch * patches);
        double[] codes = pass.forward(regrouped);
        poll.run();
        INDArray logits = forward(decoder, filled(states(codes, measured), batch, observables + variables));
        poll.run();
        double[] residual = values(logits);
        double loss = entropy(residual, sites);
        Pair<Gradient, INDArray> decoded =
                decoder.backpropGradient(filled(residual, batch, 1, side, side), LayerWorkspaceMgr.noWorkspaces());
        poll.run();
        encoderGradient = pass.backward(spread(values(decoded.getSecond()), batch));
        decoderGradient = decoded.getFirst();
        return loss;
    }

    private ConvolutionalEncoderPass pass(int rows) {
        if (encoderPass == null || encoderPass.patches() != rows) {
            encoderPass = new ConvolutionalEncoderPass(encoder, patchSide, rows, threads);
        }
        return encoderPass;
    }

    /** In training mode, with the inputs of the layers kept for the way back. */
    private static INDArray forward(MultiLayerNetwork network, INDArray input) {
        network.setInput(input);
        List<INDArray> activations = network.feedForward(true, false);
        return activations.get(activations.size() - 1);
    }

    private INDArray filled(double[] values, long... shape) {
        return Nd4j.createFromArray(values).castTo(decoder.params().dataType()).reshape('c', shape);
    }

    private static double[] values(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private double[] states(double[] codes, double[] measured) {
        int d = observables + variables;
        int batch = measured.length / observables;
        double[] z = new double[batch * d];
        for (int sample = 0; sample < batch; sample++) {
            System.arraycopy(measured, sample * observables, z, sample * d, observables);
            for (int patch = 0; patch < patches; patch++) {
                for (int c = 0; c < variables; c++) {
                    z[sample * d + observables + c] += codes[(sample * patches + patch) * variables + c] / patches;
                }
            }
        }
        return z;
    }

    /** L; replaces logits by ∂L/∂a = (σ(a) − t) / n. Written so that no exponential overflows. */
    private static double entropy(double[] logits, float[] sites) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double a = logits[i];
            double target = (sites[i] + 1.0) / 2;
            double small = Math.exp(-Math.abs(a));
            sum += Math.max(a, 0) - a * target + Math.log1p(small);
            double probability = (a >= 0 ? 1 : small) / (1 + small);
            logits[i] = (probability - target) / logits.length;
        }
        return sum / logits.length;
    }

    /** ∂L/∂e(x_I) = ∂L/∂ẑ / K. */
    private double[] spread(double[] zGradient, int batch) {
        int d = observables + variables;
        double[] gradient = new double[batch * patches * variables];
        for (int row = 0; row < batch * patches; row++) {
            for (int c = 0; c < variables; c++) {
                gradient[row * variables + c] = zGradient[row / patches * d + observables + c] / patches;
            }
        }
        return gradient;
    }

    /** Moves the parameters of both networks, and the running means and variances of their batch norms. */
    void update(int iteration) {
        update(encoder, encoderGradient, iteration);
        update(decoder, decoderGradient, iteration);
    }

    private static void update(MultiLayerNetwork network, Gradient gradient, int iteration) {
        network.getUpdater().update(network, gradient, iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(network.getFlattenedGradients().reshape(network.numParams()));
    }
}
