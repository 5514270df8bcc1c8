package org.macrodyn.sde;

import java.util.Arrays;
import org.macrodyn.net.Pass;

/** Of learnt networks, all trajectories in one pass of single precision. */
final class NetworkStep implements SideBySide {
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

    @Override
    public void addDrift(double[][] at, double share, double[][] z) {
        readInput(at, drift.input());
        float[][] mu = drift.evaluate(runs);
        for (int c = 0; c < d; c++) {
            double factor = share * model.scaling().driftScale()[c] * delta;
            for (int run = 0; run < runs; run++) {
                z[c][run] += mu[c][run] * factor;
            }
        }
    }

    @Override
    public void addNoise(double[][] at, double[][] noise, double[][] z) {
        readInput(at, diffusion.input());
        float[][] sigma = diffusion.evaluate(runs);
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
