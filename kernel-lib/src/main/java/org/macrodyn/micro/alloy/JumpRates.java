package org.macrodyn.micro.alloy;

/**
 * The rates of the eight jumps of a vacancy, k = ν exp(−E / k_B T), with a memory of those computed lately: a vacancy comes
 * back to where it was, at low temperature over and over.
 *
 * <p>What it remembers it finds by the hash of {@link Surroundings}: a rate belongs to other surroundings than those asked for
 * with a chance of 2⁻⁶⁴. Serves one configuration after the other, one thread at a time.
 */
final class JumpRates {
    private static final int DIRECTIONS = Neighbourhood.DIRECTIONS;
    /** 1024 entries of 73 bytes: more are no better, since what comes back comes back soon. */
    private static final int LOG2_ENTRIES = 10;

    private final BarrierModel.Evaluator evaluator;
    private final double beta;
    private final byte[] types;
    private final double[] barriers = new double[DIRECTIONS];
    private final long[] keys = new long[1 << LOG2_ENTRIES];
    private final double[] rates = new double[DIRECTIONS << LOG2_ENTRIES];
    private final boolean[] crowded = new boolean[1 << LOG2_ENTRIES];
    private long configurations;

    /**
     * The rates of one physics.
     *
     * @param model the barriers
     * @param temperature in K, above 0
     * @throws IllegalArgumentException if the temperature is not positive and finite
     */
    JumpRates(BarrierModel model, double temperature) {
        VacancyKmc.requireTemperature(temperature);
        evaluator = model.evaluator();
        types = new byte[model.sites()];
        beta = 1 / (VacancyKmc.BOLTZMANN * temperature);
    }

    /**
     * Goes on to another configuration.
     *
     * @param lattice the sites
     * @param state {@code [n]}, as it is until the first change
     * @return its rates, the only ones to be asked from now on
     */
    In in(BccLattice lattice, byte[] state) {
        return new In(lattice, state, new Surroundings(lattice, ++configurations));
    }

    /** The rates in one configuration. */
    final class In {
        private final BccLattice lattice;
        private final byte[] state;
        private final Surroundings surroundings;

        private In(BccLattice lattice, byte[] state, Surroundings surroundings) {
            this.lattice = lattice;
            this.state = state;
            this.surroundings = surroundings;
        }

        /** Hears of a change at a voxel: another species than before. */
        void changed(int x, int y, int z, byte before, byte after) {
            surroundings.change(x, y, z, before, after);
        }

        /**
         * The rates of the jumps of the vacancy at a voxel.
         *
         * @param x voxel coordinate
         * @param y voxel coordinate
         * @param z voxel coordinate
         * @param target those from {@code first} on are overwritten with eight rates in 1 / s
         * @param first place of the first
         * @return whether another vacancy is within reach
         */
        boolean evaluate(int x, int y, int z, double[] target, int first) {
            long key = surroundings.around(x, y, z);
            int entry = (int) (key >>> (Long.SIZE - LOG2_ENTRIES));
            if (keys[entry] != key) {
                keys[entry] = key;
                crowded[entry] = lattice.neighbourhood(state, x, y, z, types);
                remember(entry * DIRECTIONS);
            }
            System.arraycopy(rates, entry * DIRECTIONS, target, first, DIRECTIONS);
            return crowded[entry];
        }
    }

    private void remember(int from) {
        evaluator.barriers(types, barriers);
        for (int d = 0; d < DIRECTIONS; d++) {
            rates[from + d] = VacancyKmc.ATTEMPT_FREQUENCY * Math.exp(-barriers[d] * beta);
        }
    }
}
