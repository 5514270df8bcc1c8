package org.macrodyn.sde;

import java.util.Arrays;
import org.macrodyn.net.Pass;

/** The step of learnt networks, all trajectories in one pass of single precision. */
final class NetworkStep implements EulerStep {
    private final SdeModel model;
    private final int d;
    private final int runs;
    private final double delta;
    private final Pass drift;
    private final Pass diffusion;

    NetworkStep(SdeModel model, int runs, double delta) {
        this.model = model;
        this.runs = runs;
        this.delta = delta;
        d = model.dimension();
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

    @Override
    public void advance(double[][] z, double[][] noise) {
        readInput(z, drift.input());
        readInput(z, diffusion.input());
        float[][] mu = drift.evaluate(runs);
        float[][] sigma = diffusion.evaluate(runs);
        addDrift(z, mu);
        addDiffusion(z, sigma, noise);
    }

    /** A constant σ has no inputs. */
    private void readInput(double[][] z, float[][] input) {
        Scaling scaling = model.scaling();
        for (int c = 0; c < Math.min(d, input.length); c++) {
            double shift = scaling.inputShift()[c];
            double scale = 1 / scaling.inputScale()[c];
            for (int run = 0; run < runs; run++) {
                input[c][run] = (float) ((z[c][run] - shift) * scale);
            }
        }
    }

    private void addDrift(double[][] z, float[][] mu) {
        for (int c = 0; c < d; c++) {
            double factor = model.scaling().driftScale()[c] * delta;
            for (int run = 0; run < runs; run++) {
                z[c][run] += mu[c][run] * factor;
            }
        }
    }

    private void addDiffusion(double[][] z, float[][] sigma, double[][] noise) {
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
