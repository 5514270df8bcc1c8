package org.macrodyn.micro;

import java.util.List;
import java.util.random.RandomGenerator;

/** A system for tests: heat-bath Ising spins with six neighbours in space; magnetisation, and mean of s_i s_j over bonds. */
public record SpaceSpins(Grid grid, double beta) implements LocalModel<byte[]> {
    @Override
    public SpaceSpins on(Grid other) {
        return new SpaceSpins(other, beta);
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.SPINS;
    }

    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        double up = random.nextDouble();
        for (int site = 0; site < state.length; site++) {
            state[site] = (byte) (random.nextDouble() < up ? 1 : -1);
        }
    }

    private int ahead(byte[] state, int site) {
        return state[grid.shift(site, 1, 0, 0)] + state[grid.shift(site, 0, 1, 0)] + state[grid.shift(site, 0, 0, 1)];
    }

    private int behind(byte[] state, int site) {
        return state[grid.shift(site, -1, 0, 0)]
                + state[grid.shift(site, 0, -1, 0)]
                + state[grid.shift(site, 0, 0, -1)];
    }

    private double up(byte[] state, int site) {
        return 1 / (1 + Math.exp(-2 * beta * (ahead(state, site) + behind(state, site))));
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        int sites = region.sites();
        return span.attempts(sites, random, () -> {
            int site = region.site(random.nextInt(sites));
            state[site] = (byte) (random.nextDouble() < up(state, site) ? 1 : -1);
        });
    }

    /** d⟨z⟩/dt of the generator: spins become up at rate p and down at rate 1 − p. */
    public double[] drift(byte[] state) {
        double[] drift = new double[2];
        for (int site = 0; site < state.length; site++) {
            double change = 2 * up(state, site) - 1 - state[site];
            drift[0] += change / state.length;
            drift[1] += change * (ahead(state, site) + behind(state, site)) / 3 / state.length;
        }
        return drift;
    }

    @Override
    public List<String> observables() {
        return List.of("m", "bonds");
    }

    @Override
    public void addShare(byte[] state, int site, double[] sums) {
        sums[0] += state[site];
        sums[1] += state[site] * ahead(state, site) / 3.0;
    }
}
