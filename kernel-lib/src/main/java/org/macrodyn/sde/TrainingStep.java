package org.macrodyn.sde;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.macrodyn.net.Adam;
import org.macrodyn.net.Pass;

/**
 * One optimiser step: gathers a batch in blocks, sends each forward, through {@link LikelihoodKernel} and backward, and
 * updates the weights. Nothing is allocated in a step but a few references.
 */
final class TrainingStep {
    /** Samples of a block: long enough for vectors, short enough that its activations stay in the second-level cache. */
    static final int BLOCK = 256;

    private final Observations observations;
    private final Scaling scaling;
    private final LikelihoodKernel likelihood;
    private final float[] parameters;
    private final float[] gradients;
    private final Pass drift;
    private final Pass diffusion;
    private final Adam updater;
    private final LikelihoodKernel.Increments increments;
    private final float[][] driftError;
    private final float[][] diffusionError;
    private final double[] driftValue;
    private final double[] diffusionValue;
    private final double[] loss = new double[BLOCK];

    TrainingStep(
            SdeNetworks networks,
            Scaling scaling,
            PartialLikelihood likelihood,
            Observations observations,
            float[] initial) {
        this.observations = observations;
        this.scaling = scaling;
        this.likelihood = new LikelihoodKernel(likelihood);
        parameters = initial.clone();
        gradients = new float[parameters.length];
        updater = Adam.amsGrad(parameters.length);
        drift = networks.driftPass(BLOCK);
        diffusion = networks.diffusionPass(BLOCK);
        increments = observations.room(BLOCK);
        int d = observations.dimension();
        int outputs = networks.diffusion().outputs();
        driftError = new float[d][BLOCK];
        diffusionError = new float[outputs][BLOCK];
        driftValue = new double[d * BLOCK];
        diffusionValue = new double[outputs * BLOCK];
        load();
    }

    /**
     * One update of the weights.
     *
     * @param order numbers of observations
     * @param from first of the batch in order
     * @param to end of the batch in order
     * @param rate learning rate
     * @param step number of this step, from 1
     * @return mean loss of the batch before the update
     */
    double step(int[] order, int from, int to, double rate, long step) {
        double mean = gradient(order, from, to);
        updater.update(parameters, gradients, 1f / (to - from), rate, step);
        load();
        return mean;
    }

    /** Mean loss of a batch; afterwards {@link #gradients()} holds the sum of its gradients, block by block. */
    double gradient(int[] order, int from, int to) {
        Arrays.fill(gradients, 0);
        double sum = 0;
        for (int start = from; start < to; start += BLOCK) {
            int samples = Math.min(BLOCK, to - start);
            sum += forward(order, start, samples);
            narrow(driftValue, driftError, samples);
            narrow(diffusionValue, diffusionError, samples);
            drift.backward(driftError, samples);
            diffusion.backward(diffusionError, samples);
            drift.addGradients(gradients);
            diffusion.addGradients(gradients);
        }
        return sum / (to - from);
    }

    /** Mean loss of observations under these weights, without gradients. */
    double loss(float[] weights, int[] order) {
        drift.load(weights);
        diffusion.load(weights);
        double sum = 0;
        for (int start = 0; start < order.length; start += BLOCK) {
            sum += forward(order, start, Math.min(BLOCK, order.length - start));
        }
        load();
        return sum / order.length;
    }

    /** Sum of the losses of a block; the networks' outputs are replaced by their gradients. */
    private double forward(int[] order, int start, int samples) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training interrupted");
        }
        observations.gather(order, start, samples, scaling, drift.input(), increments);
        float[][] seen = diffusion.input();
        for (int c = 0; c < seen.length; c++) {
            System.arraycopy(drift.input()[c], 0, seen[c], 0, samples);
        }
        widen(drift.forward(samples), driftValue, samples);
        widen(diffusion.forward(samples), diffusionValue, samples);
        likelihood.evaluate(samples, driftValue, diffusionValue, increments, loss);
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum += loss[i];
        }
        return sum;
    }

    private static void widen(float[][] from, double[] to, int samples) {
        for (int row = 0; row < from.length; row++) {
            float[] values = from[row];
            for (int i = 0; i < samples; i++) {
                to[row * samples + i] = values[i];
            }
        }
    }

    private static void narrow(double[] from, float[][] to, int samples) {
        for (int row = 0; row < to.length; row++) {
            float[] values = to[row];
            for (int i = 0; i < samples; i++) {
                values[i] = (float) from[row * samples + i];
            }
        }
    }

    private void load() {
        drift.load(parameters);
        diffusion.load(parameters);
    }

    float[] parameters() {
        return parameters;
    }

    float[] gradients() {
        return gradients;
    }

    Adam updater() {
        return updater;
    }
}
