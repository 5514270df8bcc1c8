package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.macrodyn.closure.MacroPairs;

/**
 * One optimiser step: gathers a batch in blocks, sends each forward, through {@link LikelihoodKernel} and backward, and
 * updates the weights. Nothing is allocated in a step.
 */
final class TrainingStep implements AutoCloseable {
    /** Samples of a block: its activations stay in the second-level cache; 128 was a tenth faster than 64 and 256. */
    static final int BLOCK = 128;

    private final MacroPairs pairs;
    private final int d;
    private final Scaling scaling;
    private final boolean constant;
    private final LikelihoodKernel likelihood;
    private final FloatPointer parameterMemory;
    private final FloatPointer gradientMemory;
    private final float[] parameters;
    private final float[] gradients;
    private final Pass drift;
    private final Pass diffusion;
    private final SdeGraph.Dense lastDiffusion;
    private final AmsGrad updater;
    private final float[] input;
    private final float[] driftOutput;
    private final float[] diffusionOutput;
    private final double[] driftValue;
    private final double[] diffusionValue;
    private final double[] dz;
    private final double[] dt = new double[BLOCK];
    private final double[] loss = new double[BLOCK];

    TrainingStep(
            ComputationGraph net,
            SdeSettings settings,
            Scaling scaling,
            PartialLikelihood loss,
            MacroPairs pairs,
            float[] initial) {
        // Several trainings run side by side instead: threads inside a product of this size only wait for each other.
        openblas.blas_set_num_threads(1);
        this.pairs = pairs;
        this.scaling = scaling;
        d = pairs.dimension();
        constant = settings.diffusion().isConstant();
        likelihood = new LikelihoodKernel(loss);
        parameters = initial.clone();
        gradients = new float[parameters.length];
        parameterMemory = new FloatPointer(parameters);
        gradientMemory = new FloatPointer(gradients);
        updater = new AmsGrad(parameters.length);
        drift = Pass.drift(net, settings, BLOCK, parameterMemory, gradientMemory);
        diffusion = constant ? null : Pass.diffusion(net, settings, BLOCK, parameterMemory, gradientMemory);
        List<SdeGraph.Dense> layers = SdeGraph.layers(net, SdeGraph.DIFFUSION);
        lastDiffusion = layers.get(layers.size() - 1);
        input = new float[scaling.inputs() * BLOCK];
        driftOutput = new float[d * BLOCK];
        diffusionOutput = new float[lastDiffusion.outputs() * BLOCK];
        driftValue = new double[driftOutput.length];
        diffusionValue = new double[diffusionOutput.length];
        dz = new double[d * BLOCK];
    }

    /**
     * One update of the weights.
     *
     * @param order indices of pairs
     * @param from first index of the batch in order
     * @param to end of the batch in order
     * @param rate learning rate
     * @param step number of this step, from 1
     * @return mean loss of the batch before the update
     */
    double step(int[] order, int from, int to, double rate, long step) {
        double mean = gradient(order, from, to);
        updater.update(parameters, gradients, 1f / (to - from), rate, step);
        parameterMemory.put(parameters);
        return mean;
    }

    /** Mean loss of a batch; afterwards {@link #gradients()} holds the sum of its gradients. */
    double gradient(int[] order, int from, int to) {
        double sum = 0;
        for (int start = from; start < to; start += BLOCK) {
            int samples = Math.min(BLOCK, to - start);
            sum += forward(order, start, samples);
            backward(samples, start > from);
        }
        gradientMemory.get(gradients);
        return sum / (to - from);
    }

    /** Mean loss of pairs, without gradients. */
    double loss(int[] order, int from, int to) {
        double sum = 0;
        for (int start = from; start < to; start += BLOCK) {
            sum += forward(order, start, Math.min(BLOCK, to - start));
        }
        return sum / (to - from);
    }

    /** Sum of the losses of a block; the networks' outputs are replaced by their gradients. */
    private double forward(int[] order, int start, int samples) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training interrupted");
        }
        gather(order, start, samples);
        drift.forward(samples, input, parameters, driftOutput);
        if (constant) {
            repeatConstant(samples);
        } else {
            diffusion.forward(samples, input, parameters, diffusionOutput);
        }
        widen(driftOutput, driftValue, d * samples);
        widen(diffusionOutput, diffusionValue, lastDiffusion.outputs() * samples);
        likelihood.evaluate(samples, driftValue, diffusionValue, dz, dt, loss);
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum += loss[i];
        }
        return sum;
    }

    private void gather(int[] order, int start, int samples) {
        float[] z = pairs.z0();
        float[] increments = pairs.dz();
        for (int c = 0; c < d; c++) {
            double shift = scaling.inputShift()[c];
            double factor = 1 / scaling.inputScale()[c];
            for (int i = 0; i < samples; i++) {
                int at = order[start + i] * d + c;
                input[c * samples + i] = (float) ((z[at] - shift) * factor);
                dz[c * samples + i] = increments[at];
            }
        }
        float[] times = pairs.dt();
        for (int i = 0; i < samples; i++) {
            dt[i] = times[order[start + i]];
        }
        if (scaling.inputs() > d) {
            gatherParameter(order, start, samples);
        }
    }

    private void gatherParameter(int[] order, int start, int samples) {
        float[] values = pairs.condition().orElseThrow().values();
        for (int i = 0; i < samples; i++) {
            input[d * samples + i] = (float) scaling.input(d, values[order[start + i]]);
        }
    }

    private void repeatConstant(int samples) {
        for (int k = 0; k < lastDiffusion.outputs(); k++) {
            Arrays.fill(diffusionOutput, k * samples, (k + 1) * samples, parameters[lastDiffusion.biases() + k]);
        }
    }

    private void backward(int samples, boolean accumulate) {
        narrow(driftValue, driftOutput, d * samples);
        drift.backward(samples, driftOutput, accumulate);
        if (constant) {
            sumConstant(samples, accumulate);
        } else {
            narrow(diffusionValue, diffusionOutput, lastDiffusion.outputs() * samples);
            diffusion.backward(samples, diffusionOutput, accumulate);
        }
    }

    private void sumConstant(int samples, boolean accumulate) {
        for (int k = 0; k < lastDiffusion.outputs(); k++) {
            double sum = 0;
            for (int i = 0; i < samples; i++) {
                sum += diffusionValue[k * samples + i];
            }
            int at = lastDiffusion.biases() + k;
            gradientMemory.put(at, (float) (accumulate ? gradientMemory.get(at) + sum : sum));
        }
    }

    private static void widen(float[] from, double[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = from[i];
        }
    }

    private static void narrow(double[] from, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) from[i];
        }
    }

    float[] parameters() {
        return parameters;
    }

    float[] gradients() {
        return gradients;
    }

    AmsGrad updater() {
        return updater;
    }

    /** Replaces the weights. */
    void setParameters(float[] other) {
        System.arraycopy(other, 0, parameters, 0, parameters.length);
        parameterMemory.put(parameters);
    }

    @Override
    public void close() {
        drift.close();
        if (diffusion != null) {
            diffusion.close();
        }
        parameterMemory.close();
        gradientMemory.close();
    }
}
