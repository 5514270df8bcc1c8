package org.macrodyn.micro;

import java.util.List;
import java.util.random.RandomGenerator;

/** A system for tests: independent sites that become 0 or 1 at rate 1; the fraction of ones, and of unlike bonds. */
public class Coins implements LocalModel<byte[]> {
    private final Grid grid;

    public Coins(Grid grid) {
        this.grid = grid;
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public MicroModel<byte[]> on(Grid other) {
        return new Coins(other);
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        for (int i = 0; i < state.length; i++) {
            state[i] = (byte) random.nextInt(2);
        }
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        return span.attempts(region.sites(), random, () -> {
            state[region.site(random.nextInt(region.sites()))] = (byte) random.nextInt(2);
        });
    }

    @Override
    public List<String> observables() {
        return List.of("ones", "unlike");
    }

    @Override
    public void addShare(byte[] state, int site, double[] sums) {
        sums[0] += state[site];
        sums[1] += (state[site] ^ state[grid.shift(site, 0, 1)]) / 2.0;
        sums[1] += (state[site] ^ state[grid.shift(site, 1, 0)]) / 2.0;
    }

    @Override
    public String toString() {
        return "Coins " + grid;
    }
}
