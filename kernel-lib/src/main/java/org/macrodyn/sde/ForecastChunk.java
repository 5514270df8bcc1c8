package org.macrodyn.sde;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.net.Pass;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/** Trajectories advanced together by one thread; states in double, networks in single precision. */
final class ForecastChunk {
    private final SdeModel model;
    private final int d;
    private final int first;
    private final int runs;
    private final double delta;
    private final double[][] z;
    private final RandomGenerator[] random;
    private final Pass drift;
    private final Pass diffusion;
    private final double[][] noise;

    ForecastChunk(SdeModel model, double[][] z0, int first, int to, double delta, long seed) {
        this.model = model;
        this.first = first;
        this.delta = delta;
        d = model.dimension();
        runs = to - first;
        z = new double[d][runs];
        noise = new double[d][runs];
        random = new RandomGenerator[runs];
        for (int run = 0; run < runs; run++) {
            random[run] = RandomStreams.stream(seed, "forecast", first + run);
            for (int c = 0; c < d; c++) {
                z[c][run] = z0[first + run][c];
            }
        }
        drift = pass(model.networks().driftPass(runs));
        diffusion = pass(model.networks().diffusionPass(runs));
    }

    private Pass pass(Pass pass) {
        pass.load(model.parameters());
        float[][] input = pass.input();
        for (int c = d; c < input.length; c++) {
            Arrays.fill(input[c], (float) model.parameterInput());
        }
        return pass;
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
                values[first + run][k][c] = z[c][run];
            }
        }
    }

    private void advance() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("forecast interrupted");
        }
        readInput(drift.input());
        readInput(diffusion.input());
        float[][] mu = drift.evaluate(runs);
        float[][] sigma = diffusion.evaluate(runs);
        drawNoise();
        addDrift(mu);
        addDiffusion(sigma);
    }

    /** A constant σ has no inputs. */
    private void readInput(float[][] input) {
        Scaling scaling = model.scaling();
        for (int c = 0; c < Math.min(d, input.length); c++) {
            double shift = scaling.inputShift()[c];
            double scale = 1 / scaling.inputScale()[c];
            for (int run = 0; run < runs; run++) {
                input[c][run] = (float) ((z[c][run] - shift) * scale);
            }
        }
    }

    private void drawNoise() {
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < d; c++) {
                noise[c][run] = random[run].nextGaussian();
            }
        }
    }

    private void addDrift(float[][] mu) {
        for (int c = 0; c < d; c++) {
            double factor = model.scaling().driftScale()[c] * delta;
            for (int run = 0; run < runs; run++) {
                z[c][run] += mu[c][run] * factor;
            }
        }
    }

    private void addDiffusion(float[][] sigma) {
        Diffusion form = model.settings().diffusion();
        for (int k = 0; k < form.outputs(d); k++) {
            int row = form.row(k, d);
            double[] xi = noise[form.column(k, d)];
            double factor = model.scaling().diffusionScale()[row] * Math.sqrt(delta);
            for (int run = 0; run < runs; run++) {
                z[row][run] += sigma[k][run] * factor * xi[run];
            }
        }
    }
}
