package org.macrodyn.micro;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A system for tests: masses on springs, tied to their neighbours in the plane and to the ground, in a bath (an
 * Ornstein–Uhlenbeck lattice), dφ_i = [Σ_j (φ_j − φ_i) − r φ_i] dt + √(2T) dW_i, in steps of h. Observables ⟨φ⟩ and ⟨φ²⟩.
 */
public record Springs(Grid grid, double r, double temperature, double h) implements LocalModel<float[]> {
    @Override
    public Springs on(Grid other) {
        return new Springs(other, r, temperature, h);
    }

    @Override
    public StateType<float[]> stateType() {
        return StateType.FLOATS;
    }

    @Override
    public void initialise(float[] state, RandomGenerator random) {
        Arrays.fill(state, 2 * random.nextFloat() - 1);
    }

    @Override
    public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
        double[] force = new double[region.sites()];
        return span.steps(h, dt -> {
            for (int i = 0; i < force.length; i++) {
                int site = region.site(i);
                double around = (double) state[grid.shift(site, 0, 1)]
                        + state[grid.shift(site, 0, -1)]
                        + state[grid.shift(site, 1, 0)]
                        + state[grid.shift(site, -1, 0)];
                force[i] = around - (4 + r) * state[site];
            }
            for (int i = 0; i < force.length; i++) {
                state[region.site(i)] +=
                        (float) (force[i] * dt + Math.sqrt(2 * temperature * dt) * random.nextGaussian());
            }
        });
    }

    /** ⟨φ²⟩ of a site in the stationary state of these steps. */
    public double variance() {
        double sum = 0;
        for (int y = 0; y < grid.rows(); y++) {
            for (int x = 0; x < grid.columns(); x++) {
                double rate = r
                        + 4
                        - 2 * Math.cos(2 * Math.PI * x / grid.columns())
                        - 2 * Math.cos(2 * Math.PI * y / grid.rows());
                sum += temperature / (rate * (1 - rate * h / 2));
            }
        }
        return sum / grid.sites();
    }

    @Override
    public List<String> observables() {
        return List.of("mean", "square");
    }

    @Override
    public void addShare(float[] state, int site, double[] sums) {
        sums[0] += state[site];
        sums[1] += state[site] * state[site];
    }
}
