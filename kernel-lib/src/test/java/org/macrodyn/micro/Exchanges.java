package org.macrodyn.micro;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Particles that attract each other and change places with empty neighbours (Kawasaki), at the rate 1/(1 + exp(−β ΔB)) of a
 * bond, where ΔB is the gain in occupied bonds; on grids of any dimension.
 */
public record Exchanges(Grid grid, double beta) implements LocalModel<byte[]> {
    private static final int[][] STEPS = {{0, 0, 1}, {0, 0, -1}, {0, 1, 0}, {0, -1, 0}, {1, 0, 0}, {-1, 0, 0}};

    @Override
    public Exchanges on(Grid other) {
        return new Exchanges(other, beta);
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    @Override
    public int spill() {
        return 1;
    }

    /** Full at the left, empty at the right, with noise. */
    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        for (int site = 0; site < state.length; site++) {
            double filled = site % grid.columns() < grid.columns() / 2 ? 0.8 : 0.3;
            state[site] = (byte) (random.nextDouble() < filled ? 1 : 0);
        }
    }

    /** Neighbours of a site along the axes that the grid has. */
    public int directions() {
        return grid.layers() > 1 ? 6 : grid.rows() > 1 ? 4 : 2;
    }

    public int neighbour(int site, int direction) {
        int[] step = STEPS[direction];
        int x = site % grid.columns();
        int y = site / grid.columns() % grid.rows();
        int z = site / grid.columns() / grid.rows();
        return (Math.floorMod(z + step[0], grid.layers()) * grid.rows() + Math.floorMod(y + step[1], grid.rows()))
                        * grid.columns()
                + Math.floorMod(x + step[2], grid.columns());
    }

    private int occupied(byte[] state, int site) {
        int count = 0;
        for (int direction = 0; direction < directions(); direction++) {
            count += state[neighbour(site, direction)];
        }
        return count;
    }

    /** Of the exchange of two neighbours. */
    public double rate(byte[] state, int a, int b) {
        if (state[a] == state[b]) {
            return 0;
        }
        int from = state[a] == 1 ? a : b;
        int to = from == a ? b : a;
        return 1 / (1 + Math.exp(-beta * (occupied(state, to) - 1 - occupied(state, from))));
    }

    /** A bond is found from either end: from both inside, from one end across the edge, and then at half its rate. */
    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        int sites = region.sites();
        return span.attempts(0.5 * sites * directions(), random, () -> {
            int site = region.site(random.nextInt(sites));
            int other = neighbour(site, random.nextInt(directions()));
            if (random.nextDouble() < rate(state, site, other)) {
                byte moved = state[site];
                state[site] = state[other];
                state[other] = moved;
            }
        });
    }

    @Override
    public List<String> observables() {
        return List.of("density", "bonds");
    }

    @Override
    public void addShare(byte[] state, int site, double[] sums) {
        sums[0] += state[site];
        sums[1] += 0.5 * state[site] * occupied(state, site);
    }
}
