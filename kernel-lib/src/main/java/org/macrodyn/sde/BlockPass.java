package org.macrodyn.sde;

import java.util.function.Consumer;
import org.macrodyn.net.Pass;

/**
 * A block of observations forward through both networks, through {@link LikelihoodKernel}, and backward; one thread at a time.
 */
final class BlockPass {
    private final Observations observations;
    private final Scaling scaling;
    private final LikelihoodKernel likelihood;
    private final Pass drift;
    private final Pass diffusion;
    private final LikelihoodKernel.Increments increments;
    private final float[][] driftError;
    private final float[][] diffusionError;
    private final double[] driftValue;
    private final double[] diffusionValue;
    private final double[] loss;
    private boolean loaded;
    private boolean twoThreads;

    BlockPass(
            SdeNetworks networks,
            Scaling scaling,
            PartialLikelihood likelihood,
            Observations observations,
            int capacity) {
        this.observations = observations;
        this.scaling = scaling;
        this.likelihood = new LikelihoodKernel(likelihood);
        drift = networks.driftPass(capacity);
        diffusion = networks.diffusionPass(capacity);
        increments = observations.room(capacity);
        int outputs = networks.diffusion().outputs();
        driftError = new float[observations.dimension()][capacity];
        diffusionError = new float[outputs][capacity];
        driftValue = new double[observations.dimension() * capacity];
        diffusionValue = new double[outputs * capacity];
        loss = new double[capacity];
    }

    /**
     * The weights have changed.
     *
     * @param free whether a second thread is free: each network then has its own
     */
    void begin(boolean free) {
        twoThreads = free && diffusion.input().length > 0;
        loaded = false;
    }

    /** Takes the weights, unless it has them. */
    void load(float[] parameters) {
        if (!loaded) {
            both(pass -> pass.load(parameters));
            loaded = true;
        }
    }

    /** Sum of the losses of a block; with the way back, its gradients are kept for {@link #addGradients}. */
    double loss(int[] order, int start, int samples, boolean backward) {
        observations.gather(order, start, samples, scaling, drift.input(), increments);
        float[][] seen = diffusion.input();
        for (int c = 0; c < seen.length; c++) {
            System.arraycopy(drift.input()[c], 0, seen[c], 0, samples);
        }
        both(pass -> widen(pass.forward(samples), pass == drift ? driftValue : diffusionValue, samples));
        likelihood.evaluate(samples, driftValue, diffusionValue, increments, loss);
        if (backward) {
            narrow(driftValue, driftError, samples);
            narrow(diffusionValue, diffusionError, samples);
            both(pass -> pass.backward(pass == drift ? driftError : diffusionError, samples));
        }
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum += loss[i];
        }
        return sum;
    }

    private void both(Consumer<Pass> work) {
        TrainingStep.sideBySide(2, twoThreads, network -> work.accept(network == 0 ? drift : diffusion));
    }

    /** Hands over the gradients of the block, and forgets them. */
    void addGradients(float[] gradients) {
        drift.addGradients(gradients);
        diffusion.addGradients(gradients);
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
}
