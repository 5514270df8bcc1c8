package org.macrodyn.closure;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss and gradients of a patch autoencoder for batches of a fixed size:
 *
 * <p>L = mean over batch and sites of (x − decoder(z*, (1/K) Σ_I e(x_I)))².
 */
final class PatchAutoencoderStep {
    private final PatchAutoencoderPass encoder;
    private final PatchAutoencoderPass decoder;
    private final INDArray target;
    private final int batch;
    private final int fields;
    private final int patches;
    private final int observables;
    private final int closuresPerField;
    private final double[] z;
    private final double[] codeGradient;

    /**
     * A step with its buffers.
     *
     * @param networks encoder and decoder
     * @param batch number of configurations
     * @param fields number of fields
     * @param patches K
     * @param observables number of components of z*
     */
    PatchAutoencoderStep(PatchAutoencoderNetworks networks, int batch, int fields, int patches, int observables) {
        this.batch = batch;
        this.fields = fields;
        this.patches = patches;
        this.observables = observables;
        encoder = new PatchAutoencoderPass(networks.encoder(), batch * fields * patches);
        decoder = new PatchAutoencoderPass(networks.decoder(), batch);
        closuresPerField = (int) encoder.output().size(0);
        target = decoder.output().ulike();
        z = new double[batch * dimension()];
        codeGradient = new double[batch * fields * patches * closuresPerField];
    }

    private int dimension() {
        return observables + fields * closuresPerField;
    }

    int batch() {
        return batch;
    }

    /**
     * Fills the gradient views of both networks.
     *
     * @param regrouped {@code [batch · n]} configurations by patches
     * @param sites {@code [batch · n]} the same by sites
     * @param measured {@code [batch · observables]} z*
     * @return L
     */
    double gradient(float[] regrouped, float[] sites, double[] measured) {
        fill(encoder.input(), regrouped);
        fill(target, sites);
        encoder.forward();
        meanCodes(encoder.output().data().asDouble(), measured);
        fill(decoder.input(), z);
        decoder.forward();

        INDArray residual = decoder.outputGradient();
        decoder.output().subi(target, residual);
        double norm = residual.norm2Number().doubleValue();
        residual.muli(2.0 / target.length());
        decoder.backward();
        spread(decoder.inputGradient().data().asDouble());
        fill(encoder.outputGradient(), codeGradient);
        encoder.backward();
        return norm * norm / target.length();
    }

    /** Copies values in memory order into an array of either precision. */
    private static void fill(INDArray to, float[] values) {
        if (to.dataType() == DataType.FLOAT) {
            to.data().asNioFloat().put(values);
        } else {
            DoubleBuffer buffer = to.data().asNioDouble();
            for (int i = 0; i < values.length; i++) {
                buffer.put(i, values[i]);
            }
        }
    }

    private static void fill(INDArray to, double[] values) {
        if (to.dataType() == DataType.DOUBLE) {
            to.data().asNioDouble().put(values);
        } else {
            FloatBuffer buffer = to.data().asNioFloat();
            for (int i = 0; i < values.length; i++) {
                buffer.put(i, (float) values[i]);
            }
        }
    }

    private void meanCodes(double[] codes, double[] measured) {
        int d = dimension();
        for (int sample = 0; sample < batch; sample++) {
            System.arraycopy(measured, sample * observables, z, sample * d, observables);
            for (int field = 0; field < fields; field++) {
                for (int c = 0; c < closuresPerField; c++) {
                    double sum = 0;
                    for (int patch = 0; patch < patches; patch++) {
                        sum += codes[code(sample, field, patch) + c];
                    }
                    z[sample * d + observables + field * closuresPerField + c] = sum / patches;
                }
            }
        }
    }

    /** ∂L/∂e(x_I) = ∂L/∂ẑ / K. */
    private void spread(double[] zGradient) {
        int d = dimension();
        for (int sample = 0; sample < batch; sample++) {
            for (int field = 0; field < fields; field++) {
                int from = sample * d + observables + field * closuresPerField;
                for (int patch = 0; patch < patches; patch++) {
                    for (int c = 0; c < closuresPerField; c++) {
                        codeGradient[code(sample, field, patch) + c] = zGradient[from + c] / patches;
                    }
                }
            }
        }
    }

    private int code(int sample, int field, int patch) {
        return ((sample * fields + field) * patches + patch) * closuresPerField;
    }

    /** Moves the parameters of both networks by their updaters. */
    void update(int iteration) {
        encoder.update(iteration);
        decoder.update(iteration);
    }
}
