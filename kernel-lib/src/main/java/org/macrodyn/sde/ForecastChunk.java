package org.macrodyn.sde;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/** A few trajectories advanced together by one thread; states in double, networks in single precision. */
final class ForecastChunk implements AutoCloseable {
    /** Most trajectories of a chunk: chunks do not depend on the number of threads. */
    static final int WIDTH = 32;

    private final SdeModel model;
    private final int d;
    private final int first;
    private final int runs;
    private final double delta;
    private final double[] z;
    private final RandomGenerator[] random;
    private final FloatPointer parameters;
    private final FloatPointer unused;
    private final Pass drift;
    private final Pass diffusion;
    private final float[] input;
    private final float[] mu;
    private final float[] sigma;
    private final double[] noise;

    ForecastChunk(SdeModel model, double[][] z0, int first, int to, double delta, long seed) {
        openblas.blas_set_num_threads(1);
        this.model = model;
        this.first = first;
        this.delta = delta;
        d = model.dimension();
        runs = to - first;
        z = new double[d * runs];
        random = new RandomGenerator[runs];
        for (int run = 0; run < runs; run++) {
            random[run] = RandomStreams.stream(seed, "forecast", first + run);
            for (int c = 0; c < d; c++) {
                z[c * runs + run] = z0[first + run][c];
            }
        }
        parameters = new FloatPointer(model.parameters());
        unused = new FloatPointer(model.parameters().length);
        drift = Pass.drift(model.sharedGraph(), model.settings(), runs, parameters, unused);
        diffusion = Pass.diffusion(model.sharedGraph(), model.settings(), runs, parameters, unused);
        input = new float[model.scaling().inputs() * runs];
        Arrays.fill(input, d * runs, input.length, (float) model.parameterInput());
        mu = new float[d * runs];
        sigma = new float[model.settings().diffusion().outputs(d) * runs];
        noise = new double[d * runs];
    }

    void run(double[][][] values, int substeps, ProgressListener progress) {
        record(values, 0);
        int steps = values[first].length;
        for (int k = 1; k < steps; k++) {
            for (int s = 0; s < substeps; s++) {
                advance();
            }
            record(values, k);
            progress.update(k, steps - 1, "");
        }
    }

    private void record(double[][][] values, int k) {
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < d; c++) {
                values[first + run][k][c] = z[c * runs + run];
            }
        }
    }

    private void advance() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("forecast interrupted");
        }
        readInput();
        drift.forward(runs, input, model.parameters(), mu);
        diffusion.forward(runs, input, model.parameters(), sigma);
        drawNoise();
        addDrift();
        addDiffusion();
    }

    private void readInput() {
        Scaling scaling = model.scaling();
        for (int c = 0; c < d; c++) {
            double shift = scaling.inputShift()[c];
            double scale = 1 / scaling.inputScale()[c];
            for (int i = c * runs; i < (c + 1) * runs; i++) {
                input[i] = (float) ((z[i] - shift) * scale);
            }
        }
    }

    private void drawNoise() {
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < d; c++) {
                noise[c * runs + run] = random[run].nextGaussian();
            }
        }
    }

    private void addDrift() {
        for (int c = 0; c < d; c++) {
            double factor = model.scaling().driftScale()[c] * delta;
            for (int i = c * runs; i < (c + 1) * runs; i++) {
                z[i] += mu[i] * factor;
            }
        }
    }

    private void addDiffusion() {
        Diffusion form = model.settings().diffusion();
        for (int k = 0; k < form.outputs(d); k++) {
            int row = form.row(k, d);
            int column = form.column(k, d);
            double factor = model.scaling().diffusionScale()[row] * Math.sqrt(delta);
            for (int run = 0; run < runs; run++) {
                z[row * runs + run] += sigma[k * runs + run] * factor * noise[column * runs + run];
            }
        }
    }

    @Override
    public void close() {
        drift.close();
        diffusion.close();
        parameters.close();
        unused.close();
    }
}
